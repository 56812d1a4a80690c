//! One change: decisions, findings, fields before and after, what somebody else changed, receipts and problems.

use egui::{Frame, Label, Margin, ScrollArea, TextEdit, Ui, vec2};

use super::lines::Lines;
use super::{ReviewPane, list, sides, values, words};
use crate::desktop::fonts;
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::parts;
use crate::domain::browse::Node;
use crate::plan::{Change, Decision, Finding, Outcome, Plan, Receipt, Target, choice, order};
use crate::runtime::Command;

/// The focused change in a column of its own.
pub fn column(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let Some(lines) = pane.lines.take() else { return };
    let locked = super::foot::locked(&lines.totals.plan, view).is_some();
    let focused = match &pane.focus {
        Some(super::Focus::Change(id)) => lines.by_id(*id),
        _ => None,
    };
    if let Some(focused) = focused {
        parts::strip(ui, tokens, tokens.header, |ui| {
            let label = Label::new(parts::strong(tokens, focused.label.as_str())).truncate();
            ui.add(label).on_hover_text(&focused.label);
        });
        ScrollArea::vertical().id_salt("change").auto_shrink(false).show(ui, |ui| {
            ui.add_space(tokens.gap / 2.0);
            padded(ui, tokens, |ui| {
                ui.label(parts::hint(tokens, words::about(focused)));
            });
            change_unlocked(pane, ui, view, &lines, focused, locked);
        });
    } else {
        ui.add_space(tokens.header);
        ui.vertical_centered(|ui| ui.label(parts::hint(tokens, "Choose a change to see it field by field.")));
    }
    pane.lines = Some(lines);
}

/// Everything of a change, below its row.
pub fn change(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, change: &Change) {
    let locked = super::foot::locked(&lines.totals.plan, view).is_some();
    change_unlocked(pane, ui, view, lines, change, locked);
}

fn change_unlocked(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, change: &Change, locked: bool) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
    ui.add_space(tokens.gap / 2.0);
    if change.one_by_one() && !change.outcome.is_done() {
        padded(ui, tokens, |ui| sides::one_by_one(ui, tokens, change));
    }
    match change.nature.conflict() {
        Some(conflict) => padded(ui, tokens, |ui| sides::draw(pane, ui, view, change, conflict, locked)),
        None if !locked && !change.outcome.is_done() => padded(ui, tokens, |ui| list::decision_buttons(pane, ui, view, change)),
        None => {}
    }
    if let Decision::Rejected { reason } = &change.decision {
        let why = if reason.is_empty() { "no reason given" } else { reason };
        padded(ui, tokens, |ui| ui.label(parts::small(tokens, format!("Rejected: {why}"))));
    }
    for found in &change.findings {
        finding(ui, tokens, found);
    }
    outcome(ui, view, change);
    if change.nature.conflict().is_some() && !change.fields.is_empty() && !change.outcome.is_done() {
        padded(ui, tokens, |ui| ui.label(parts::hint(tokens, "What would be written:")));
    }
    values::fields(ui, tokens, &change.fields, ["before", "after"]);
    if !locked {
        take_apart(pane, ui, view, change);
    }
    conditions(ui, tokens, &lines.totals.plan, change);
    if matches!(change.outcome, Outcome::Stale { .. } | Outcome::Problem { .. }) {
        replan(ui, view, &lines.totals.plan, locked);
    }
    if let Some(node) = node_of(&change.target) {
        padded(ui, tokens, |ui| {
            if parts::link_button(ui, tokens, "Show in its browser").clicked() {
                view.outbox.raise(Raised::ShowNode(node));
            }
        });
    }
}

fn node_of(target: &Target) -> Option<Node> {
    match target {
        Target::Record { uri } if uri.kind.takes_instances() => Some(Node::Record(*uri)),
        Target::Asset { id } => Some(Node::Asset(*id)),
        _ => None,
    }
}

/// Indents what is added as far as everything else in the pane.
pub fn padded<R>(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui) -> R) -> R {
    let pad = tokens.pad.clamp(0.0, 100.0) as i8;
    Frame::new()
        .inner_margin(Margin::symmetric(pad, 0))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// A finding: glyph, word and text in the colour of its severity.
pub fn finding(ui: &mut Ui, tokens: &Tokens, finding: &Finding) {
    let (glyph, word, tone) = words::severity(finding.severity);
    remark(ui, tokens, glyph, tone, word, &finding.text);
}

/// A remark that begins with a glyph and a strong word.
fn remark(ui: &mut Ui, tokens: &Tokens, glyph: crate::desktop::widgets::glyph::Glyph, tone: words::Tone, word: &str, text: &str) {
    let colour = tone.colour(tokens);
    padded(ui, tokens, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap;
            let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.text + 3.0), egui::Sense::hover());
            glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
            let mut job = egui::text::LayoutJob::default();
            let format = |font, colour| egui::TextFormat {
                font_id: font,
                color: colour,
                ..Default::default()
            };
            job.append(&format!("{word}  "), 0.0, format(fonts::strong(tokens.small), colour));
            job.append(text, 0.0, format(fonts::regular(tokens.small), tokens.ink));
            ui.add(Label::new(job).wrap());
        });
    });
}

/// What became of a change.
pub fn outcome(ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let said = words::state(change);
    let say = |ui: &mut Ui, text: &str| {
        if let Some((glyph, word, tone)) = said {
            remark(ui, tokens, glyph, tone, word, text);
        }
    };
    match &change.outcome {
        Outcome::Pending => {}
        Outcome::InDoubt => say(
            ui,
            "Archway stopped while this was being sent. Before anything is sent again, it looks whether it was made.",
        ),
        Outcome::Done { receipt } => say(ui, &receipt_words(view, receipt)),
        Outcome::Stale { what, theirs } => {
            say(ui, what);
            if !theirs.is_empty() {
                padded(ui, tokens, |ui| ui.label(parts::hint(tokens, "What somebody else changed since:")));
                values::fields(ui, tokens, theirs, ["when it was read", "now"]);
                padded(ui, tokens, |ui| ui.label(parts::hint(tokens, "What this plan means to write:")));
            }
        }
        Outcome::Problem { what, again } => {
            say(ui, what);
            let next = if *again {
                "Trying again later may help: apply once more, or plan anew."
            } else {
                "Trying again alone will not help; plan anew once it is solved."
            };
            padded(ui, tokens, |ui| ui.label(parts::hint(tokens, next)));
        }
        Outcome::Waiting { on } => say(ui, &format!("A change that must come first was not made: {on}")),
    }
}

fn receipt_words(view: &ViewCtx<'_>, receipt: &Receipt) -> String {
    let mut words = if receipt.already_there {
        format!("stood there as meant at {}; nothing was sent", view.clock(receipt.at))
    } else {
        format!("made and read back at {}", view.clock(receipt.at))
    };
    if let Some(made) = &receipt.made {
        words.push_str(&format!(" · {made}"));
    }
    if let Some(version) = receipt.lock_version {
        words.push_str(&format!(" · lock version {version}"));
    }
    words
}

/// A change of several fields can be decided field by field.
fn take_apart(pane: &ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let Some(plan) = pane.plan.filter(|_| choice::can_be_taken_apart(change)) else {
        return;
    };
    padded(ui, tokens, |ui| {
        let hover = format!("Makes {} changes of it, one for each field", change.fields.len());
        if parts::link_button(ui, tokens, "Decide field by field")
            .on_hover_text(hover)
            .clicked()
        {
            view.outbox.send(Command::TakeApart { plan, change: change.id });
        }
    });
}

/// Offers to plan anew what moved on or failed.
pub fn replan(ui: &mut Ui, view: &ViewCtx<'_>, plan: &Plan, locked: bool) {
    let tokens = view.tokens;
    if !locked {
        padded(ui, tokens, |ui| {
            let hover = "Reads the records again and plans what is not done yet";
            if parts::button(ui, tokens, "Plan anew").on_hover_text(hover).clicked() {
                view.outbox.send(Command::Replan(plan.id));
            }
        });
    }
}

/// What must still hold when a change is applied, and what must come first.
pub fn conditions(ui: &mut Ui, tokens: &Tokens, plan: &Plan, change: &Change) {
    if change.outcome.is_done() {
        return;
    }
    for condition in &change.conditions {
        padded(ui, tokens, |ui| {
            ui.add(Label::new(parts::hint(tokens, words::condition(condition))).wrap())
        });
    }
    if let Some(first) = order::waits_for(plan, change) {
        let words = format!("after “{}”", words::name(first));
        padded(ui, tokens, |ui| ui.add(Label::new(parts::hint(tokens, words)).wrap()));
    }
}

/// Asks why changes are rejected, where that is being done.
pub fn reason(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    if pane
        .rejecting
        .as_ref()
        .is_none_or(|rejecting| Some(&rejecting.at) != pane.focus.as_ref())
    {
        return;
    }
    let Some(mut rejecting) = pane.rejecting.take() else { return };
    let mut done = None;
    ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
    ui.add_space(tokens.gap / 2.0);
    padded(ui, tokens, |ui| {
        let words = match rejecting.changes.len() {
            1 => "Why is this change rejected?".to_owned(),
            many => format!("Why are these {many} changes rejected?"),
        };
        let question = ui.label(parts::strong(tokens, words));
        let edit = TextEdit::singleline(&mut rejecting.reason)
            .hint_text("for whoever looks at it later; may stay empty")
            .desired_width(f32::INFINITY);
        let field = ui.add(edit).labelled_by(question.id);
        if std::mem::take(&mut rejecting.fresh) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let escaped = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape));
        ui.horizontal(|ui| {
            if parts::primary_button(ui, tokens, "Reject", true).clicked() || entered {
                done = Some(true);
            }
            if parts::button(ui, tokens, "Do not reject").clicked() || escaped {
                done = Some(false);
            }
        });
    });
    match done {
        None => pane.rejecting = Some(rejecting),
        Some(false) => {}
        Some(true) => {
            let reason = rejecting.reason.trim().to_owned();
            pane.decide(view, rejecting.changes, Decision::Rejected { reason });
        }
    }
}
