//! The head of the review: title, counts that filter, grouping, and what to know about the plan as a whole.

use egui::{Label, Rect, ScrollArea, Ui, UiBuilder, vec2};

use super::{ReviewPane, detail};
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::thousands;
use crate::plan::ledger::{Ledger, LedgerFilter};
use crate::plan::{Grouping, Plan};

/// Draws the head.
pub fn draw(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    title(pane, ui, view);
    counts(pane, ui, view);
    if let Some(lines) = &pane.lines {
        notices(&lines.totals.plan, ui, view);
    }
}

fn title(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(plan) = pane.lines.as_ref().map(|lines| lines.totals.plan.clone()) else {
        return;
    };
    let tokens = view.tokens;
    let natures = pane.lines.as_ref().is_some_and(|lines| lines.natures);
    let groupings: &[Grouping] = if natures {
        &[Grouping::Nature, Grouping::Cause, Grouping::Kind, Grouping::Target]
    } else {
        &[Grouping::Cause, Grouping::Kind, Grouping::Target]
    };
    parts::strip(ui, tokens, tokens.header, |ui| {
        // The grouping keeps its place at the end; a long title gives way.
        let switch = tokens.rail * if natures { 3.8 } else { 2.9 };
        let room = (ui.available_width() - switch).max(tokens.rail);
        let words = ui.allocate_ui(vec2(room, tokens.control), |ui| {
            // Where the pairs stand above, their head says what is linked.
            let title = if pane.pairs_above { "Plan" } else { plan.title.as_str() };
            ui.add(Label::new(parts::strong(tokens, title)).truncate()).on_hover_text(format!(
                "{}\nplanned by {}, {}",
                plan.title,
                plan.author,
                view.clock(plan.created)
            ));
        });
        let used = words.response.rect.width();
        let about = format!("{} · {}", plan.author, view.clock(plan.created));
        if room - used > tokens.rail * 2.0 {
            ui.add(Label::new(parts::hint(tokens, about)).truncate());
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            for grouping in groupings.iter().copied() {
                let chip = parts::chip(ui, tokens, grouping.words(), pane.grouping == grouping);
                if chip.on_hover_text(format!("Group by {}", grouping.words())).clicked() {
                    pane.grouping = grouping;
                    pane.scroll_to_focus = true;
                }
            }
            ui.label(parts::hint(tokens, "by"));
        });
    });
}

/// The chips of the ledger: text and what a click shows. Counts of nothing are left out, except the one that is active.
#[must_use]
pub fn chips(ledger: &Ledger, active: &LedgerFilter) -> Vec<(String, LedgerFilter)> {
    let mut chips = Vec::new();
    for ((effect, kind), count) in &ledger.effects {
        let kinds = if *count == 1 { (*kind).to_owned() } else { format!("{kind}s") };
        chips.push((
            format!("{} {} {kinds}", effect.sign(), thousands(*count as u64)),
            LedgerFilter::Effect(*effect, kind),
        ));
    }
    let others = [
        (
            LedgerFilter::Conflicts,
            ledger.conflicts,
            if ledger.conflicts == 1 { "conflict" } else { "conflicts" },
        ),
        (
            LedgerFilter::Opens,
            ledger.opens,
            if ledger.opens == 1 { "opens" } else { "open to more people" },
        ),
        (LedgerFilter::Findings, ledger.findings, "to look at"),
        (LedgerFilter::Stale, ledger.stale, "stale"),
        (
            LedgerFilter::Problems,
            ledger.problems,
            if ledger.problems == 1 { "problem" } else { "problems" },
        ),
        (LedgerFilter::Undecided, ledger.undecided, "undecided"),
    ];
    for (filter, count, words) in others {
        if count > 0 || filter == *active {
            let sign = if filter == LedgerFilter::Findings { "! " } else { "" };
            chips.push((format!("{sign}{} {words}", thousands(count as u64)), filter));
        }
    }
    chips
}

fn counts(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(lines) = &pane.lines else { return };
    let tokens = view.tokens;
    let chips = chips(&lines.totals.ledger, &pane.filter);
    let hidden = lines.hidden;
    let top = ui.cursor().min;
    let width = ui.available_width();
    let inner = Rect::from_min_size(top, vec2(width, f32::INFINITY)).shrink2(vec2(tokens.pad, tokens.gap * 0.75));
    let drawn = ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(tokens.gap * 0.75, tokens.gap / 2.0);
            for (text, filter) in chips {
                let on = pane.filter == filter;
                if parts::chip(ui, tokens, &text, on).clicked() {
                    pane.filter = if on { LedgerFilter::All } else { filter };
                    pane.scroll_to_focus = true;
                }
            }
            if hidden > 0 {
                let words = format!("hides {}", thousands(hidden as u64));
                if parts::link_button(ui, tokens, &words).on_hover_text("Show all changes").clicked() {
                    pane.filter = LedgerFilter::All;
                }
            }
        });
    });
    let bottom = drawn.response.rect.bottom() + tokens.gap * 0.75;
    ui.advance_cursor_after_rect(Rect::from_min_max(top, egui::pos2(top.x + width, bottom)));
    ui.painter()
        .hline(top.x..=top.x + width, bottom - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

/// What a person should know about a plan as a whole.
pub fn notices(plan: &Plan, ui: &mut Ui, view: &ViewCtx<'_>) {
    if plan.notices.is_empty() {
        return;
    }
    let tokens = view.tokens;
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(0, 4));
    // However many there are, the changes stay in sight.
    let area = ScrollArea::vertical()
        .id_salt("notices")
        .max_height(tokens.row * 6.0)
        .auto_shrink([false, true]);
    frame.show(ui, |ui| {
        area.show(ui, |ui| {
            for notice in &plan.notices {
                detail::finding(ui, tokens, notice);
            }
        });
    });
    let bottom = ui.cursor().min.y;
    ui.painter()
        .hline(ui.max_rect().x_range(), bottom - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Effect;

    #[test]
    fn counts_of_nothing_are_left_out_unless_active() {
        let mut ledger = Ledger::default();
        ledger.effects.insert((Effect::Add, "digital object"), 3);
        ledger.effects.insert((Effect::Alter, "asset"), 1);
        ledger.findings = 2;
        let words = |active: &LedgerFilter| chips(&ledger, active).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(words(&LedgerFilter::All), ["+ 3 digital objects", "~ 1 asset", "! 2 to look at"]);
        assert_eq!(words(&LedgerFilter::Stale).last().map(String::as_str), Some("0 stale"));
    }
}
