//! The head: the day that is looked at, the rule in force, grouping, and counts that filter.

use egui::{Align, Label, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use jiff::civil::Date;

use super::lines::{By, Counts, Filter};
use super::{PropagationPane, looked_at, plan_all};
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::head::notices;
use crate::desktop::widgets::words::thousands;
use crate::desktop::widgets::{form, parts};
use crate::domain::restriction::InheritanceRule;
use crate::plan::{RestrictKind, Workflow};
use crate::runtime::Command;

/// What the head is called, unless a plan takes another one back.
const TITLE: &str = "Restrictions → iconik";

/// Draws the head of a plan.
pub fn draw(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(lines) = &pane.lines else { return };
    let (plan, counts, hidden) = (lines.plan().clone(), lines.counts, lines.hidden);
    let Some(review) = plan.restrict.as_deref() else { return };
    let tokens = view.tokens;
    parts::strip(ui, tokens, tokens.header, |ui| {
        let name = if plan.workflow == Workflow::Undo {
            plan.title.as_str()
        } else {
            TITLE
        };
        title(pane, ui, view, name, Some(review.as_of), review.rule);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            for (place, by) in [(3, By::Kind), (2, By::Target), (1, By::Cause)] {
                let chip = parts::chip(ui, tokens, by.words(), pane.shape.by == by);
                if chip.on_hover_text(format!("Group by {} ({place})", by.words())).clicked() {
                    pane.shape.by = by;
                    pane.scroll_to_focus = true;
                }
            }
            ui.add(Label::new(parts::hint(tokens, "group by")).truncate());
        });
    });
    ui.add_space(tokens.hair);
    chips(pane, ui, view, counts, hidden);
    notices(&plan, ui, view);
}

/// Draws the head where there is no plan.
pub fn without_plan(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let rule = view
        .model
        .restricting
        .overview
        .as_ref()
        .map_or_else(InheritanceRule::default, |view| view.rule);
    parts::strip(ui, tokens, tokens.header, |ui| title(pane, ui, view, TITLE, None, rule));
    ui.add_space(tokens.hair);
}

fn title(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, name: &str, planned: Option<Date>, rule: InheritanceRule) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.x = tokens.gap;
    let most = (ui.available_width() / 3.0).max(tokens.rail * 2.0);
    ui.scope(|ui| {
        ui.set_max_width(most);
        ui.add(Label::new(parts::strong(tokens, name)).truncate()).on_hover_text(name);
    });
    as_of(pane, ui, view, planned);
    let room = (ui.available_width() - tokens.rail * 4.0).max(tokens.rail);
    ui.allocate_ui(vec2(room, tokens.control), |ui| {
        ui.add(Label::new(parts::hint(tokens, rule.words())).truncate())
            .on_hover_text("Which of ArchivesSpace’s two rules decides. It is chosen under Rules.");
    });
}

/// Today in the workspace, as far as it is known.
pub fn today(view: &ViewCtx<'_>) -> Date {
    let known = view.model.restricting.overview.as_ref().map(|view| view.today);
    known.unwrap_or_else(|| view.now.to_zoned(view.zone.clone()).date())
}

/// The day, with a menu to look at another one.
fn as_of(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, planned: Option<Date>) {
    let tokens = view.tokens;
    let today = today(view);
    let shown = planned.or_else(|| looked_at(view.model)).unwrap_or(today);
    let mut chosen = None;
    let words = format!("as of {shown}");
    parts::menu_chip(ui, tokens, &words, "Day", shown != today, |ui| {
        ui.set_min_width(tokens.rail * 3.0);
        if ui.selectable_label(shown == today, format!("Today, {today}")).clicked() {
            chosen = Some(None);
            ui.close();
        }
        ui.horizontal(|ui| {
            let field = form::field(ui, tokens, "Another day", &mut pane.typed_day, tokens.rail * 1.6, "YYYY-MM-DD");
            let typed: Option<Date> = pane.typed_day.trim().parse().ok();
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let look = ui.add_enabled_ui(typed.is_some(), |ui| parts::button(ui, tokens, "Look")).inner;
            let look = look.on_disabled_hover_text("Type a day as 2027-01-31.");
            if let Some(day) = typed.filter(|_| look.clicked() || entered) {
                chosen = Some(Some(day).filter(|day| *day != today));
                ui.close();
            }
        });
        ui.add(Label::new(parts::hint(tokens, "Another day is only looked at; nothing can be applied for it.")).wrap());
    });
    if let Some(day) = chosen {
        view.outbox.send(Command::LoadRestrictions(day));
        // A plan that is shown is made anew for the day.
        if planned.is_some() && view.writable() {
            plan_all(view.outbox, day);
        }
    }
}

/// The chips: text, what a screen reader says, and what a click shows. Counts of nothing are left out, except the one that is active.
#[must_use]
pub fn chip_words(counts: &Counts, active: Filter) -> Vec<(String, Filter)> {
    let number = |count: usize| thousands(count as u64);
    let all = [
        (
            Filter::Kind(RestrictKind::Restrict),
            counts.restrict,
            format!("+{} restrict", number(counts.restrict)),
        ),
        (
            Filter::Kind(RestrictKind::Alter),
            counts.alter,
            format!("~{} change", number(counts.alter)),
        ),
        (
            Filter::Kind(RestrictKind::Lift),
            counts.lift,
            format!("−{} lift", number(counts.lift)),
        ),
        (
            Filter::Trouble,
            counts.trouble,
            format!("!{} stale or problems", number(counts.trouble)),
        ),
        (
            Filter::NeedsPerson,
            counts.waits,
            format!(
                "?{} {} a person",
                number(counts.waits),
                if counts.waits == 1 { "needs" } else { "need" }
            ),
        ),
        (
            Filter::Differ,
            counts.differ,
            format!("{} where the rules differ", number(counts.differ)),
        ),
        (
            Filter::Undecided,
            counts.undecided,
            format!("{} undecided", number(counts.undecided)),
        ),
    ];
    let shown = |(filter, count, _): &(Filter, usize, String)| *count > 0 || *filter == active;
    all.into_iter().filter(shown).map(|(filter, _, words)| (words, filter)).collect()
}

fn chips(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, counts: Counts, hidden: usize) {
    let tokens = view.tokens;
    let top = ui.cursor().min;
    let width = ui.available_width();
    let inner = Rect::from_min_size(top, vec2(width, f32::INFINITY)).shrink2(vec2(tokens.pad, tokens.gap * 0.75));
    let drawn = ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt("counts"), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(tokens.gap * 0.75, tokens.gap / 2.0);
            let chips = chip_words(&counts, pane.shape.filter);
            let kinds = chips.iter().filter(|(_, filter)| matches!(filter, Filter::Kind(_))).count();
            for (place, (text, filter)) in chips.into_iter().enumerate() {
                if place == kinds {
                    unchanged(ui, view, counts.unchanged);
                }
                let on = pane.shape.filter == filter;
                let tone = match filter {
                    Filter::Kind(RestrictKind::Lift) | Filter::NeedsPerson => tokens.changed,
                    Filter::Trouble => tokens.broken,
                    Filter::Differ => tokens.differs,
                    _ => tokens.ink2,
                };
                if parts::toned_chip(ui, tokens, &text, on, tone).clicked() {
                    pane.shape.filter = if on { Filter::All } else { filter };
                    pane.scroll_to_focus = true;
                }
            }
            if hidden > 0 {
                let words = format!("hides {}", thousands(hidden as u64));
                if parts::link_button(ui, tokens, &words).on_hover_text("Show everything").clicked() {
                    pane.shape.filter = Filter::All;
                }
            }
        });
    });
    let bottom = drawn.response.rect.bottom() + tokens.gap * 0.75;
    ui.advance_cursor_after_rect(Rect::from_min_max(top, pos2(top.x + width, bottom)));
    ui.painter()
        .hline(top.x..=top.x + width, bottom - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

/// What stands as it should is counted, but is no part of the plan: there is nothing to show of it.
fn unchanged(ui: &mut Ui, view: &ViewCtx<'_>, count: u64) {
    if count == 0 {
        return;
    }
    let words = format!("={} unchanged", thousands(count));
    ui.add_enabled_ui(false, |ui| parts::chip(ui, view.tokens, &words, false))
        .inner
        .on_disabled_hover_text("These stand in iconik as their restrictions ask; nothing is written to them.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_nothing_are_left_out_unless_active() {
        let counts = Counts {
            restrict: 34,
            lift: 7,
            waits: 1,
            ..Counts::default()
        };
        let words = |active| chip_words(&counts, active).into_iter().map(|(words, _)| words).collect::<Vec<_>>();
        assert_eq!(words(Filter::All), ["+34 restrict", "−7 lift", "?1 needs a person"]);
        assert!(words(Filter::Trouble).contains(&"!0 stale or problems".to_owned()));
    }
}
