//! Settings of the workspace beside the table: the rule in force, days, the second person, reviews.

use egui::Ui;
use jiff::tz::TimeZone;
use strum::IntoEnumIterator as _;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::domain::restriction::{InheritanceRule, RestrictSettings};

/// Months that can be chosen.
const MONTHS: [u32; 7] = [0, 6, 12, 24, 36, 60, 120];

/// Draws the settings and changes them.
pub fn edit(ui: &mut Ui, view: &ViewCtx<'_>, settings: &mut RestrictSettings) {
    let tokens = view.tokens;
    let margin = egui::Margin::symmetric(tokens.pad as i8, 5);
    let drawn = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(tokens.gap - 2.0, tokens.gap - 3.0);
            ui.set_row_height(tokens.control);
            ui.label(parts::hint(tokens, "rule in force"));
            form::choice(
                ui,
                tokens,
                "Rule in force",
                &mut settings.rule,
                InheritanceRule::iter(),
                |rule| rule.words().to_owned(),
            );
            ui.label(parts::hint(tokens, "look again at what has no end"));
            let mut months = MONTHS.to_vec();
            if !months.contains(&settings.review_after_months) {
                months.push(settings.review_after_months);
            }
            form::choice(ui, tokens, "Look again", &mut settings.review_after_months, months, months_words);
            form::tick(ui, tokens, "a second person confirms what opens", &mut settings.second_person);
            zone(ui, view, settings);
        });
        if settings.rule == InheritanceRule::Public {
            let words = "Under the public rule a record’s own access note goes before those above it: an item marked open inside a closed series counts as open.";
            ui.add(egui::Label::new(parts::small(tokens, words).color(tokens.changed)).wrap());
        }
    });
    let rect = drawn.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
    ui.add_space(tokens.hair);
}

fn zone(ui: &mut Ui, view: &ViewCtx<'_>, settings: &mut RestrictSettings) {
    let tokens = view.tokens;
    ui.label(parts::hint(tokens, "days begin in"));
    form::optional(
        ui,
        tokens,
        "Time zone",
        &mut settings.time_zone,
        tokens.rail * 2.0,
        "this computer’s zone",
    );
    if wrong_zone(settings).is_some() {
        ui.label(parts::small(tokens, "no such time zone").color(tokens.broken));
    }
}

/// What is wrong with the time zone; `None` where nothing is.
#[must_use]
pub fn wrong_zone(settings: &RestrictSettings) -> Option<String> {
    let name = settings.time_zone.as_ref()?;
    TimeZone::get(name)
        .is_err()
        .then(|| format!("There is no time zone “{name}”. Write it like Europe/Lisbon, or leave it empty."))
}

fn months_words(months: &u32) -> String {
    match months {
        0 => "never".to_owned(),
        months if months.is_multiple_of(12) => format!("after {}", count(u64::from(months / 12), "year", "years")),
        months => format!("after {}", count(u64::from(*months), "month", "months")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_said_as_years_where_they_are() {
        assert_eq!(months_words(&0), "never");
        assert_eq!(months_words(&6), "after 6 months");
        assert_eq!(months_words(&60), "after 5 years");
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let with = |name: Option<&str>| RestrictSettings {
            time_zone: name.map(str::to_owned),
            ..RestrictSettings::default()
        };
        assert_eq!(wrong_zone(&with(None)), None);
        assert_eq!(wrong_zone(&with(Some("UTC"))), None);
        assert!(wrong_zone(&with(Some("Atlantis/Harbour"))).is_some());
    }
}
