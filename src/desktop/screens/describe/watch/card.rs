//! One profile that looks by itself: when it looks, what it may do without being asked, what came of the last look.

use egui::{Align, DragValue, Frame, Label, Layout, Margin, RichText, Role, Ui, WidgetInfo};
use strum::IntoEnumIterator as _;

use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::mapping::Direction;
use crate::mapping::profile::{Release, Watch};
use crate::runtime::mapping_view::WatchView;

/// Shortest and longest time between two looks, in minutes: a week is the longest.
const EVERY: std::ops::RangeInclusive<u32> = 5..=10_080;
/// Most records that a run may change by itself.
const AT_MOST: std::ops::RangeInclusive<u32> = 1..=5_000;

/// What was done to the card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answer {
    /// Settings were changed to the end: let go, or typed and left.
    pub settled: bool,
    /// It is to look now.
    pub look: bool,
    /// Its plan is to be reviewed.
    pub review: bool,
}

/// Draws the card.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView, settings: &mut Watch, looking: bool) -> Answer {
    let tokens = view.tokens;
    let mut answer = Answer::default();
    let margin = Margin::symmetric(tokens.pad as i8, tokens.gap as i8);
    let drawn = Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = tokens.gap * 0.75;
        head(ui, view, watch, settings, looking, &mut answer);
        came(ui, view, watch, settings);
        ui.add_enabled_ui(view.writable(), |ui| {
            schedule(ui, view, watch, settings, &mut answer);
            released(ui, view, watch, settings, &mut answer);
        });
    });
    let rect = drawn.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
    answer
}

fn head(ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView, settings: &mut Watch, looking: bool, answer: &mut Answer) {
    let tokens = view.tokens;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        ui.add_enabled_ui(view.writable(), |ui| {
            let words = RichText::new(&watch.name).font(fonts::strong(tokens.text)).color(tokens.ink);
            let tick = ticked(ui, view, &mut settings.on, words, &format!("{} looks by itself", watch.name));
            answer.settled |= tick.on_hover_text("On: it looks on its schedule").changed();
        });
        if let Some(profile) = view.model.describing.summary(&watch.profile) {
            ui.add(Label::new(parts::hint(tokens, profile.direction.words())).truncate());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = if looking { "Looking…" } else { "Look now" };
            let look = ui.add_enabled_ui(!looking, |ui| parts::button(ui, tokens, words)).inner;
            let look = look.accessible_name(format!("{words}: {}", watch.name));
            answer.look = look
                .on_hover_text("Looks once, as on the schedule; works while it is off too")
                .clicked();
            if watch.plan.is_some() {
                let review = parts::primary_button(ui, tokens, "Review the plan", true);
                let review = review.accessible_name(format!("Review the plan of {}", watch.name));
                answer.review = review.on_hover_text("It waits for you; nothing of it is written yet").clicked();
            }
        });
    });
}

/// When it looked, what came of it, when it looks next.
fn came(ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView, settings: &Watch) {
    let tokens = view.tokens;
    let (glyph, colour, state) = if watch.plan.is_some() {
        (Glyph::Half, tokens.changed, "a plan waits for review")
    } else if settings.on {
        (Glyph::Dot, tokens.linked, "on")
    } else {
        (Glyph::Ring, tokens.ink3, "off")
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        parts::state(ui, tokens, glyph, colour, state);
        let last = match watch.last {
            Some(at) => format!("last look {}", view.clock(at)),
            None => "has not looked yet".to_owned(),
        };
        ui.label(parts::small(tokens, last));
        if settings.on {
            let next = watch
                .next
                .map_or_else(|| "next look soon".to_owned(), |at| format!("next look {}", view.clock(at)));
            ui.label(parts::small(tokens, next));
        }
    });
    if !watch.result.is_empty() {
        ui.add(Label::new(parts::body(tokens, watch.result.as_str())).wrap());
    }
}

fn schedule(ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView, settings: &mut Watch, answer: &mut Answer) {
    let tokens = view.tokens;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
        ui.label(parts::body(tokens, "every"));
        let name = format!("Minutes between two looks of {}", watch.name);
        answer.settled |= number(ui, &mut settings.every_minutes, EVERY, &name);
        ui.label(parts::body(tokens, "minutes"));
        ui.label(parts::hint(tokens, "·"));
        ui.label(parts::body(tokens, "changes at most"));
        let name = format!("Records a run of {} may change by itself", watch.name);
        answer.settled |= number(ui, &mut settings.at_most, AT_MOST, &name);
        ui.label(parts::body(tokens, "records a run by itself; above that it stops and asks"));
    });
}

/// What may be applied without being asked.
fn released(ui: &mut Ui, view: &ViewCtx<'_>, watch: &WatchView, settings: &mut Watch, answer: &mut Answer) {
    let tokens = view.tokens;
    let words = if settings.released.is_empty() {
        "Nothing is released: every plan waits for you. May be applied without being asked:"
    } else {
        "May be applied without being asked:"
    };
    ui.add(Label::new(parts::small(tokens, words)).wrap());
    let direction = view.model.describing.summary(&watch.profile).map(|profile| profile.direction);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.pad;
        for release in Release::iter() {
            let mut on = settings.released.contains(&release);
            // What the profile cannot write is shown only where it was released before.
            if !on && !fits(release, direction) {
                continue;
            }
            let name = format!("{} may {}", watch.name, release.words());
            if ticked(ui, view, &mut on, parts::body(tokens, release.words()), &name).changed() {
                settings.released.retain(|known| *known != release);
                if on {
                    settings.released.push(release);
                    settings.released.sort_unstable();
                }
                answer.settled = true;
            }
        }
    });
}

/// True where a profile of that direction can make such changes.
fn fits(release: Release, direction: Option<Direction>) -> bool {
    let never = matches!(
        (release, direction),
        (Release::FillEmptyIconik, Some(Direction::ToArchivesspace)) | (Release::FillEmptyArchivesspace, Some(Direction::ToIconik))
    );
    !never
}

/// A box to tick with an edge that can be seen; `name` is what a screen reader says.
fn ticked(ui: &mut Ui, view: &ViewCtx<'_>, on: &mut bool, words: RichText, name: &str) -> egui::Response {
    let response = ui
        .scope(|ui| {
            ui.visuals_mut().widgets.inactive.bg_stroke.color = view.tokens.ink3;
            ui.checkbox(on, words)
        })
        .inner;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *on, name));
    response
}

/// A number; true once it was let go or typed to the end.
fn number(ui: &mut Ui, value: &mut u32, range: std::ops::RangeInclusive<u32>, name: &str) -> bool {
    let response = ui.add(DragValue::new(value).range(range).speed(0.5)).accessible_name(name);
    response.drag_stopped() || response.lost_focus() || (response.changed() && !response.dragged() && !response.has_focus())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_cannot_be_released_for_what_it_does_not_write() {
        assert!(!fits(Release::FillEmptyIconik, Some(Direction::ToArchivesspace)));
        assert!(fits(Release::FillEmptyIconik, Some(Direction::ToIconik)));
        assert!(fits(Release::AddToLists, Some(Direction::ToArchivesspace)));
        assert!(fits(Release::FillEmptyArchivesspace, None));
    }
}
