//! The inspector: the way from the resource down with what each record says, the deciding note in full, who loses access, what must still
//! hold, and what became of the change.

use egui::{Align, Label, Layout, Rect, Response, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::lines::{GroupKey, Lines, Spot};
use super::{Leads, PropagationPane, words};
use crate::desktop::fonts;
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::{detail, values, words as review_words};
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::domain::browse::Node;
use crate::domain::fields::RESTRICTION;
use crate::domain::{AssetId, RecordUri};
use crate::plan::access::{Cause, ChainStep, NeedsPerson};
use crate::plan::{Change, Decision, FieldChange, Outcome, RestrictKind, Restricting, Target};

/// Draws what the list stands on. Gives where the person wants to go.
pub fn draw(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Leads> {
    let tokens = view.tokens;
    let lines = pane.lines.take()?;
    let mut lit = None;
    let leads = match pane.focus.clone() {
        Some(Spot::Change(id)) => {
            let change = lines.plan().change(id);
            change.and_then(|change| of_change(pane, ui, view, &lines, change, &mut lit))
        }
        Some(Spot::Waits(asset)) => {
            let waits = lines
                .review()
                .and_then(|review| review.needs_person.iter().find(|waits| waits.asset == asset));
            waits.and_then(|waits| of_waiting(pane, ui, view, &lines, waits, &mut lit))
        }
        Some(Spot::Group(key)) => of_group(pane, ui, view, &lines, &key),
        None => {
            ui.add_space(tokens.header);
            ui.vertical_centered(|ui| ui.label(parts::hint(tokens, "Choose an asset to see why it is restricted.")));
            None
        }
    };
    if pane.lit != lit {
        pane.lit = lit;
        ui.ctx().request_repaint();
    }
    pane.lines = Some(lines);
    leads
}

fn titled(ui: &mut Ui, view: &ViewCtx<'_>, title: &str, node: Option<Node>, contents: impl FnOnce(&mut Ui)) {
    let tokens = view.tokens;
    parts::strip(ui, tokens, tokens.header, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(node) = node
                && parts::glyph_button(ui, tokens, Glyph::Arrows, "Show in its browser").clicked()
            {
                view.outbox.raise(Raised::ShowNode(node));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(parts::strong(tokens, title)).truncate()).on_hover_text(title);
            });
        });
    });
    ui.add_space(tokens.hair);
    ScrollArea::vertical()
        .id_salt(("inspector", title))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
            contents(ui);
            ui.add_space(tokens.gap);
        });
}

fn of_change(
    pane: &mut PropagationPane,
    ui: &mut Ui,
    view: &ViewCtx<'_>,
    lines: &Lines,
    change: &Change,
    lit: &mut Option<RecordUri>,
) -> Option<Leads> {
    let tokens = view.tokens;
    let asset = match change.target {
        Target::Asset { id } => Some(id),
        _ => None,
    };
    let mut leads = None;
    titled(ui, view, &change.label, asset.map(Node::Asset), |ui| {
        reason(pane, ui, view);
        if let Some(asset) = asset {
            picture(pane, ui, view, asset, &change.label);
        }
        decisions(pane, ui, view, lines, change);
        for found in &change.findings {
            detail::finding(ui, tokens, found);
        }
        detail::outcome(ui, view, change);
        if matches!(change.outcome, Outcome::Stale { .. } | Outcome::Problem { .. }) {
            detail::replan(ui, view, lines.plan(), is_locked(lines, view));
        }
        if let Some(restricting) = &change.restricting {
            chains(ui, view, lines, &restricting.chains, lit);
            causes(ui, view, lines, restricting, &mut leads);
            differs(ui, view, restricting);
        }
        loses(ui, view, change);
        fields(ui, view, change);
        if !change.outcome.is_done() && !change.conditions.is_empty() {
            section(ui, tokens, "Is written only if", tokens.ink);
            detail::conditions(ui, tokens, lines.plan(), change);
        }
    });
    leads
}

fn is_locked(lines: &Lines, view: &ViewCtx<'_>) -> bool {
    crate::desktop::screens::review::foot::locked(lines.plan(), view).is_some()
}

fn of_waiting(
    pane: &mut PropagationPane,
    ui: &mut Ui,
    view: &ViewCtx<'_>,
    lines: &Lines,
    waits: &NeedsPerson,
    lit: &mut Option<RecordUri>,
) -> Option<Leads> {
    let tokens = view.tokens;
    let mut leads = None;
    titled(ui, view, &waits.title, Some(Node::Asset(waits.asset)), |ui| {
        picture(pane, ui, view, waits.asset, &waits.title);
        chains(ui, view, lines, &[waits.chain], lit);
        section(ui, tokens, "A person must read the note", tokens.changed);
        let words = "The note has no dates that a computer could read. It is not taken as open, and nothing is planned for the asset \
                     before somebody says what it means.";
        small(ui, tokens, words);
        if let Some(cause) = lines.review().and_then(|review| review.cause(waits.cause)) {
            note(ui, tokens, cause);
            detail::padded(ui, tokens, |ui| {
                if parts::button(ui, tokens, "Say what it means").clicked() {
                    leads = Some(Leads::Note(cause.statement.clone()));
                }
            });
        }
        section(ui, tokens, "Who can see it now", tokens.ink);
        small(ui, tokens, &waits.seen_by.words());
    });
    leads
}

fn of_group(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, key: &GroupKey) -> Option<Leads> {
    let tokens = view.tokens;
    let group = lines.group(key)?;
    let review = lines.review()?;
    let mut leads = None;
    let cause = match key {
        GroupKey::Cause { cause, .. } => Some(*cause),
        _ => None,
    };
    let node = cause
        .and_then(|cause| review.cause(cause))
        .map(|cause| Node::Record(cause.statement.record));
    titled(ui, view, &group.title, node, |ui| {
        reason(pane, ui, view);
        ui.add_space(tokens.gap / 2.0);
        let mut said = vec![count(group.changes.len() as u64, "change", "changes")];
        if group.done > 0 {
            said.push(format!("{} done", group.done));
        }
        if !group.waits.is_empty() {
            said.push(count(group.waits.len() as u64, "asset needs a person", "assets need a person"));
        }
        small(ui, tokens, &said.join(" · "));
        let Some(id) = cause else { return };
        let Some(cause) = review.cause(id) else { return };
        note(ui, tokens, cause);
        if group.opens() {
            small(ui, tokens, &words::why_opens(cause));
        }
        for confirmation in review
            .confirmations
            .iter()
            .filter(|confirmation| group.opens() && confirmation.cause == id)
        {
            let at = view.clock(confirmation.at);
            let second = confirmation.second.as_ref();
            let second = second
                .map(|(who, at)| format!(" and by {who}, {}", view.clock(*at)))
                .unwrap_or_default();
            small(
                ui,
                tokens,
                &format!("Confirmed by {}, {at}{second}: {}", confirmation.who, confirmation.reason),
            );
        }
        detail::padded(ui, tokens, |ui| {
            if group.unconfirmed > 0 && group.opens() {
                let may = !is_locked(lines, view);
                let open = ui.add_enabled_ui(may, |ui| parts::button(ui, tokens, "Confirm opening…")).inner;
                let name = format!("Confirm opening, in the inspector: {}", cause.record_title);
                if open.accessible_name(name).clicked() {
                    pane.confirming = super::Confirming::new(lines, id);
                }
            }
            if !group.waits.is_empty() && parts::button(ui, tokens, "Say what it means").clicked() {
                leads = Some(Leads::Note(cause.statement.clone()));
            }
        });
    });
    leads
}

fn section(ui: &mut Ui, tokens: &Tokens, title: &str, colour: egui::Color32) -> Response {
    ui.add_space(tokens.gap / 2.0);
    let line = ui.cursor().min;
    let x = line.x..=line.x + ui.available_width();
    ui.painter().hline(x, line.y, (tokens.hair, tokens.line));
    ui.add_space(tokens.gap / 2.0);
    detail::padded(ui, tokens, |ui| {
        ui.label(RichText::new(title).font(fonts::strong(tokens.text)).color(colour))
    })
}

fn small(ui: &mut Ui, tokens: &Tokens, words: &str) {
    detail::padded(ui, tokens, |ui| {
        ui.add(Label::new(parts::small(tokens, words)).wrap().selectable(true));
    });
}

fn picture(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, asset: AssetId, title: &str) {
    let tokens = view.tokens;
    ui.add_space(tokens.gap / 2.0);
    detail::padded(ui, tokens, |ui| {
        let width = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(width, (width * 0.4).round()), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, format!("Picture of {title}")));
        pane.pictures.paint(ui.painter(), view, asset, Glyph::Video, rect);
    });
}

/// Accept, hold, reject; what opens is confirmed instead.
fn decisions(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, change: &Change) {
    let tokens = view.tokens;
    if let Decision::Rejected { reason } = &change.decision {
        let why = if reason.is_empty() { "no reason given" } else { reason };
        small(ui, tokens, &format!("Rejected: {why}"));
    }
    if is_locked(lines, view) || change.outcome.is_done() {
        return;
    }
    let id = change.id;
    let unconfirmed = review_words::awaits_confirmation(lines.plan(), change);
    let mut decided = None;
    detail::padded(ui, tokens, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            let accepted = change.decision.is_accepted();
            let held = change.decision == Decision::Held;
            let rejected = matches!(change.decision, Decision::Rejected { .. });
            let or_undecided = |on: bool, decision| if on { Decision::Undecided } else { decision };
            if unconfirmed {
                let button = parts::button(ui, tokens, "Confirm opening…");
                let button = button.accessible_name(format!("Confirm opening, in the inspector: {}", change.label));
                if let Some(cause) = words::cause_of(change).filter(|_| button.clicked()) {
                    pane.confirming = super::Confirming::new(lines, cause);
                }
            } else {
                let may = !change.is_obstructed();
                let accept = ui.add_enabled_ui(may, |ui| parts::chip(ui, tokens, "Accept", accepted)).inner;
                if accept.on_hover_text("Space").clicked() {
                    decided = Some(or_undecided(accepted, Decision::Accepted));
                }
            }
            let hold = parts::chip(ui, tokens, "Hold", held);
            if hold.on_hover_text("H: not now; it stays in the plan").clicked() {
                decided = Some(or_undecided(held, Decision::Held));
            }
            let reject = parts::chip(ui, tokens, "Reject…", rejected);
            if reject.on_hover_text("R: do not, and say why").clicked() {
                if rejected {
                    decided = Some(Decision::Undecided);
                } else {
                    pane.ask_reason(Spot::Change(id), vec![id]);
                }
            }
        });
    });
    if let (Some(decision), Some(plan)) = (decided, pane.plan) {
        let changes = vec![id];
        view.outbox.send(crate::runtime::Command::Decide { plan, changes, decision });
    }
}

/// Asks why changes are rejected, where that is being done.
fn reason(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let Some(mut rejecting) = pane.rejecting.take_if(|rejecting| Some(&rejecting.spot) == pane.focus.as_ref()) else {
        return;
    };
    let mut done = None;
    ui.add_space(tokens.gap / 2.0);
    detail::padded(ui, tokens, |ui| {
        let words = match rejecting.changes.len() {
            1 => "Why is this change rejected?".to_owned(),
            many => format!("Why are these {many} changes rejected?"),
        };
        let question = ui.add(Label::new(parts::strong(tokens, words)).wrap());
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
        Some(rejects) => {
            pane.wants_keys = true;
            if let (true, Some(plan)) = (rejects, pane.plan) {
                let reason = rejecting.reason.trim().to_owned();
                view.outbox.send(crate::runtime::Command::Decide {
                    plan,
                    changes: rejecting.changes,
                    decision: Decision::Rejected { reason },
                });
            }
        }
    }
}

/// The way from the resource down, for each record that the asset is linked to.
fn chains(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, places: &[u32], lit: &mut Option<RecordUri>) {
    let tokens = view.tokens;
    let Some(review) = lines.review() else { return };
    ui.add_space(tokens.gap / 2.0);
    for (number, steps) in places.iter().filter_map(|place| review.chains.get(*place as usize)).enumerate() {
        if places.len() > 1 {
            let words = format!("Linked record {} of {}; the strictest counts", number + 1, places.len());
            detail::padded(ui, tokens, |ui| ui.label(parts::hint(tokens, words)));
        }
        for (place, step) in steps.iter().enumerate() {
            let last = place + 1 == steps.len() && number + 1 == places.len();
            if chain_step(ui, view, step, (number, last)) {
                *lit = Some(step.record);
            }
        }
    }
}

/// One record of a chain; true while the pointer or the keyboard is on it.
fn chain_step(ui: &mut Ui, view: &ViewCtx<'_>, step: &ChainStep, (number, last): (usize, bool)) -> bool {
    let tokens = view.tokens;
    let width = ui.available_width();
    let inner = width - tokens.pad * 2.0;
    let name_width = (inner * 0.42).round();
    let layout = |text: &str, strong: bool, width: f32, colour| {
        let font = if strong {
            fonts::strong(tokens.text)
        } else {
            fonts::regular(tokens.text)
        };
        ui.painter().layout(text.to_owned(), font, colour, width)
    };
    let title = layout(
        &step.title,
        false,
        name_width - tokens.gap,
        if step.deciding { tokens.ink } else { tokens.ink2 },
    );
    let says_colour = match (step.deciding, step.causes.is_empty()) {
        (true, _) => tokens.restricted,
        (false, false) => tokens.ink,
        (false, true) => tokens.ink2,
    };
    let says = layout(&step.says, step.deciding, inner - name_width, says_colour);
    let height = title.size().y.max(says.size().y) + tokens.gap;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let id = ui.scope_id().with(("step", number, step.record));
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("{}: {}", step.title, step.says);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    let on = response.hovered() || response.has_focus();
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.restricted.gamma_multiply(0.10));
    }
    let top = rect.top() + tokens.gap / 2.0;
    ui.painter().galley(pos2(rect.left() + tokens.pad, top), title, tokens.ink);
    ui.painter()
        .galley(pos2(rect.left() + tokens.pad + name_width, top), says, tokens.ink);
    if !last {
        let y = rect.bottom() - tokens.hair / 2.0;
        ui.painter().hline(rect.x_range(), y, (tokens.hair, tokens.line2));
    }
    parts::focus_ring(ui, tokens, &response);
    if response.clicked() {
        view.outbox.raise(Raised::ShowNode(Node::Record(step.record)));
    }
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text("Show the record, and what is linked below it, on the Link screen");
    on
}

/// The deciding note in full, and what else applies.
fn causes(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, restricting: &Restricting, leads: &mut Option<Leads>) {
    let tokens = view.tokens;
    let Some(review) = lines.review() else { return };
    for (place, id) in restricting.causes.iter().enumerate() {
        let Some(cause) = review.cause(*id) else { continue };
        let title = match (place, restricting.kind) {
            (0, RestrictKind::Lift) => "What it is freed from",
            (0, _) => "What decides",
            _ => "What applies too",
        };
        section(ui, tokens, title, tokens.ink);
        note(ui, tokens, cause);
        if restricting.kind == RestrictKind::Lift {
            small(ui, tokens, &words::why_opens(cause));
        }
        if cause.timing == Some(crate::domain::restriction::Timing::Unread) {
            detail::padded(ui, tokens, |ui| {
                if parts::button(ui, tokens, "Say what it means").clicked() {
                    *leads = Some(Leads::Note(cause.statement.clone()));
                }
            });
        }
    }
}

/// The words of a note in full, with what is known of it.
fn note(ui: &mut Ui, tokens: &Tokens, cause: &Cause) {
    detail::padded(ui, tokens, |ui| {
        ui.add(Label::new(parts::hint(tokens, format!("{} · {}", cause.record_title, cause.what))).wrap());
        ui.add(Label::new(parts::body(tokens, words::quoted(cause))).wrap().selectable(true));
        let mut about = vec![words::days(&cause.span)];
        if !cause.types.is_empty() {
            about.push(format!("type {}", cause.types.join(", ")));
        }
        about.push(format!("reaches {}", count(cause.assets, "asset", "assets")));
        ui.add(Label::new(parts::small(tokens, about.join(" · "))).wrap());
        if let Some(reading) = &cause.reading {
            ui.add(Label::new(parts::small(tokens, format!("A person read it: {reading}"))).wrap());
        }
    });
}

/// Why the two rules disagree, and which one decides.
fn differs(ui: &mut Ui, view: &ViewCtx<'_>, restricting: &Restricting) {
    let Some(differ) = &restricting.differ else { return };
    let tokens = view.tokens;
    section(ui, tokens, "The two rules disagree", tokens.differs);
    small(ui, tokens, differ);
    let words = "ArchivesSpace’s public pages show a record its own note first; its containers add up all notes above. Archway takes the \
                 stricter unless the workspace says otherwise.";
    detail::padded(ui, tokens, |ui| ui.add(Label::new(parts::hint(tokens, words)).wrap()));
}

/// True for Archway's own fields, which are shown apart from those who lose access.
fn is_own_field(field: &FieldChange) -> bool {
    RESTRICTION.iter().any(|own| own.label == field.field)
}

/// The line of a plan that sums up who can see an asset; the heading says it here.
const SEEN: &str = "who can see it";

/// Who loses or gets access.
fn loses(ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let opens = words::kind_of(change) == RestrictKind::Lift;
    let people: Vec<&FieldChange> = change
        .fields
        .iter()
        .filter(|field| !is_own_field(field) && field.field != SEEN && field.before != field.after)
        .collect();
    let restricting = change.restricting.as_ref();
    let nobody = restricting.is_some_and(|restricting| words::difference(&restricting.seen_by, &restricting.seen_after).is_none());
    let title = match (opens, nobody && people.is_empty()) {
        (_, true) => "Who can see it",
        (true, false) => "Gets access",
        (false, false) => "Loses access",
    };
    let colour = if opens { tokens.changed } else { tokens.ink };
    let heading = section(ui, tokens, title, colour);
    if let Some(restricting) = &change.restricting {
        let (now, after) = (&restricting.seen_by, &restricting.seen_after);
        let said = words::difference(now, after).unwrap_or_else(|| "stays as it is".to_owned());
        let at = pos2(heading.rect.right() + tokens.gap, heading.rect.top());
        let rect = Rect::from_min_max(at, pos2(ui.max_rect().right() - tokens.pad, heading.rect.bottom()));
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::left_to_right(Align::Center))
                .id_salt("difference"),
            |ui| ui.add(Label::new(parts::small(tokens, said)).truncate()),
        );
        if now == after {
            small(ui, tokens, &now.words());
        } else {
            let words = if change.outcome.is_done() {
                format!("{} could see it, now {}", now.words(), after.words())
            } else {
                format!("{} now, {} afterwards", now.words(), after.words())
            };
            small(ui, tokens, &words);
        }
    }
    for field in people {
        access_row(ui, tokens, field);
    }
    let always = change.restricting.as_ref().map_or(0, |restricting| restricting.seen_after.always);
    let words = match always {
        0 => "Administrators and the creator keep access; iconik cannot take it away.".to_owned(),
        always => {
            let people = count(u64::from(always), "person", "people");
            format!("Administrators and the creator keep access; iconik cannot take it away ({people}).")
        }
    };
    detail::padded(ui, tokens, |ui| ui.add(Label::new(parts::hint(tokens, words)).wrap()));
}

/// `group Editors      read → none`
fn access_row(ui: &mut Ui, tokens: &Tokens, field: &FieldChange) {
    let width = ui.available_width();
    let inner = width - tokens.pad * 2.0;
    let name_width = (inner * 0.42).round();
    let font = fonts::regular(tokens.text);
    let name = ui.painter().layout(field.field.clone(), font, tokens.ink, name_width - tokens.gap);
    let before = field.before.as_deref().unwrap_or("none");
    let after = field
        .after
        .as_deref()
        .unwrap_or(if field.field.starts_with("share") { "revoked" } else { "none" });
    let words = format!("{before} → {after}");
    let said = ui
        .painter()
        .layout(words.clone(), fonts::regular(tokens.small), tokens.ink2, inner - name_width);
    let height = name.size().y.max(said.size().y) + tokens.gap;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{}: {words}", field.field)));
    let top = rect.top() + tokens.gap / 2.0;
    ui.painter().galley(pos2(rect.left() + tokens.pad, top), name, tokens.ink);
    ui.painter()
        .galley(pos2(rect.left() + tokens.pad + name_width, top + 1.0), said, tokens.ink2);
    let y = rect.bottom() - tokens.hair / 2.0;
    ui.painter().hline(rect.x_range(), y, (tokens.hair, tokens.line2));
}

/// Archway's fields in iconik before and after.
fn fields(ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let own: Vec<FieldChange> = change.fields.iter().filter(|field| is_own_field(field)).cloned().collect();
    if own.is_empty() {
        return;
    }
    section(ui, tokens, "Fields in iconik", tokens.ink);
    values::fields(ui, tokens, &own, ["before", "after"]);
}
