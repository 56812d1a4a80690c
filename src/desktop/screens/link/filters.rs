//! Filter chips of both browsers, and what a filter hides, said beside them.

use egui::{TextEdit, Ui};
use jiff::civil::Date;
use strum::IntoEnumIterator as _;

use super::ViewCtx;
use crate::desktop::commands::UiCommand;
use crate::desktop::widgets::day;
use crate::desktop::widgets::parts::{chip, hint, link_button, menu_chip, small};
use crate::desktop::widgets::words::{count, thousands};
use crate::domain::browse::{AssetFilter, FilterCounts, RecordFilter, RestrictionState};
use crate::domain::{Level, LinkState, MediaKind};
use crate::runtime::view::Side;

/// Dates while they are typed.
#[derive(Debug, Clone, Default)]
pub struct DateFields {
    from: String,
    until: String,
}

impl DateFields {
    /// Shows the dates of a filter.
    pub fn show(&mut self, filter: &AssetFilter) {
        let words = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        self.from = words(filter.from);
        self.until = words(filter.until);
    }
}

/// Chips over the iconik browser.
pub fn asset_chips(ui: &mut Ui, view: &ViewCtx<'_>, filter: &mut AssetFilter, dates: &mut DateFields, focus_text: &mut bool) {
    let counts = view.model.filtered.get(&Side::Iconik);
    chips(ui, view, |ui| {
        link_chips(ui, view, &mut filter.link, counts);
        let approved = numbered("approved", counts.map(|counts| counts.marked));
        if chip(ui, view.tokens, &approved, filter.approved).clicked() {
            filter.approved = !filter.approved;
        }
        media_chip(ui, view, &mut filter.media);
        restriction_chip(ui, view, &mut filter.restriction);
        next_line(ui, view);
        date_chip(ui, view, filter, dates);
        text_field(ui, view, &mut filter.text, "Filter assets by text", focus_text);
        honesty(ui, view, counts, !filter.is_open(), "asset", "assets");
    });
}

/// Chips over the ArchivesSpace browser.
pub fn record_chips(ui: &mut Ui, view: &ViewCtx<'_>, filter: &mut RecordFilter, accessions: bool, focus_text: &mut bool) {
    let counts = view.model.filtered.get(&Side::ArchivesSpace);
    chips(ui, view, |ui| {
        if !accessions {
            level_chip(ui, view, &mut filter.level);
        }
        link_chips(ui, view, &mut filter.link, counts);
        let restricted = numbered("restricted", counts.map(|counts| counts.marked));
        if chip(ui, view.tokens, &restricted, filter.restricted).clicked() {
            filter.restricted = !filter.restricted;
        }
        restriction_chip(ui, view, &mut filter.restriction);
        next_line(ui, view);
        text_field(ui, view, &mut filter.text, "Filter records by text", focus_text);
        honesty(ui, view, counts, !filter.is_open(), "record", "records");
    });
}

fn chips(ui: &mut Ui, view: &ViewCtx<'_>, contents: impl FnOnce(&mut Ui)) {
    let tokens = view.tokens;
    let margin = egui::Margin::symmetric(tokens.pad as i8, 5);
    let response = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(tokens.gap - 2.0, tokens.gap - 3.0);
            ui.set_row_height(tokens.control);
            contents(ui);
        });
    });
    let rect = response.response.rect;
    let line = egui::Stroke::new(tokens.hair, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
}

fn next_line(ui: &mut Ui, view: &ViewCtx<'_>) {
    ui.end_row();
    ui.set_row_height(view.tokens.control);
}

fn numbered(word: &str, number: Option<u64>) -> String {
    match number {
        Some(number) => format!("{word} {}", thousands(number)),
        None => word.to_owned(),
    }
}

fn link_chips(ui: &mut Ui, view: &ViewCtx<'_>, link: &mut Option<LinkState>, counts: Option<&FilterCounts>) {
    let not_linked = *link == Some(LinkState::NotLinked);
    let words = numbered("not linked", counts.map(|counts| counts.not_linked));
    if chip(ui, view.tokens, &words, not_linked).clicked() {
        *link = (!not_linked).then_some(LinkState::NotLinked);
    }
    let other = link.filter(|state| *state != LinkState::NotLinked);
    let words = other.map_or("any state", LinkState::words);
    menu_chip(ui, view.tokens, words, "State", other.is_some(), |ui| {
        choose(ui, "any state", link.is_none(), || *link = None);
        for state in LinkState::iter() {
            choose(ui, state.words(), *link == Some(state), || *link = Some(state));
        }
    });
}

fn media_chip(ui: &mut Ui, view: &ViewCtx<'_>, media: &mut Option<MediaKind>) {
    let words = media.map_or("any kind", MediaKind::words);
    menu_chip(ui, view.tokens, words, "Kind of media", media.is_some(), |ui| {
        choose(ui, "any kind", media.is_none(), || *media = None);
        for kind in MediaKind::iter() {
            choose(ui, kind.words(), *media == Some(kind), || *media = Some(kind));
        }
    });
}

/// What rows say about restrictions once they were worked out.
fn restriction_chip(ui: &mut Ui, view: &ViewCtx<'_>, restriction: &mut Option<RestrictionState>) {
    let words = |state: RestrictionState| match state {
        RestrictionState::None => "not restricted",
        state => state.words(),
    };
    let shown = restriction.map_or("any restriction", words);
    menu_chip(ui, view.tokens, shown, "Restriction", restriction.is_some(), |ui| {
        choose(ui, "any restriction", restriction.is_none(), || *restriction = None);
        for state in RestrictionState::iter() {
            choose(ui, words(state), *restriction == Some(state), || *restriction = Some(state));
        }
    });
}

fn level_chip(ui: &mut Ui, view: &ViewCtx<'_>, level: &mut Option<Level>) {
    let words = level.map_or("all levels", Level::words);
    menu_chip(ui, view.tokens, words, "Level", level.is_some(), |ui| {
        choose(ui, "all levels", level.is_none(), || *level = None);
        for candidate in Level::iter() {
            choose(ui, candidate.words(), *level == Some(candidate), || *level = Some(candidate));
        }
    });
}

fn choose(ui: &mut Ui, words: &str, on: bool, mut take: impl FnMut()) {
    if ui.selectable_label(on, words).clicked() {
        take();
        ui.close();
    }
}

fn date_chip(ui: &mut Ui, view: &ViewCtx<'_>, filter: &mut AssetFilter, dates: &mut DateFields) {
    let tokens = view.tokens;
    let words = match (filter.from, filter.until) {
        (None, None) => "any date".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("{from} to {until}"),
    };
    let on = filter.from.is_some() || filter.until.is_some();
    menu_chip(ui, tokens, &words, "Date of creation", on, |ui| {
        ui.set_width(tokens.rail * 3.5);
        ui.label(small(tokens, "Created in iconik"));
        date_field(ui, view, "from", &mut dates.from, &mut filter.from, day::first);
        date_field(ui, view, "until", &mut dates.until, &mut filter.until, day::last);
        if link_button(ui, tokens, "Any date").clicked() {
            *dates = DateFields::default();
            (filter.from, filter.until) = (None, None);
            ui.close();
        }
    });
}

fn date_field(ui: &mut Ui, view: &ViewCtx<'_>, name: &str, text: &mut String, date: &mut Option<Date>, read: fn(&str) -> Option<Date>) {
    let tokens = view.tokens;
    ui.horizontal(|ui| {
        ui.label(small(tokens, name));
        let field = TextEdit::singleline(text)
            .hint_text("1981 or 1981-05-03")
            .desired_width(tokens.rail * 2.0);
        let response = ui.add(field).accessible_name(format!("Created {name}"));
        if response.changed() {
            let typed = text.trim();
            match read(typed) {
                Some(read) => *date = Some(read),
                None if typed.is_empty() => *date = None,
                // What cannot be read leaves the filter as it is and says so below.
                None => {}
            }
        }
    });
    if !text.trim().is_empty() && read(text.trim()).is_none() {
        ui.label(small(tokens, "Write a year, a month or a day: 1981, 1981-05, 1981-05-03").color(tokens.broken));
    }
}

fn text_field(ui: &mut Ui, view: &ViewCtx<'_>, text: &mut String, name: &str, focus: &mut bool) {
    let tokens = view.tokens;
    let width = tokens.rail * 1.9;
    let field = TextEdit::singleline(text)
        .hint_text(hint(tokens, "filter by text"))
        .font(crate::desktop::fonts::regular(tokens.small))
        .margin(egui::Margin::symmetric(8, 1))
        .align(egui::Align2::LEFT_CENTER)
        .min_size(egui::vec2(width, tokens.control - 8.0))
        .desired_width(width);
    let response = ui.add(field).accessible_name(name);
    if std::mem::take(focus) {
        response.request_focus();
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        text.clear();
    }
}

/// A filter says what it hides.
fn honesty(ui: &mut Ui, view: &ViewCtx<'_>, counts: Option<&FilterCounts>, filtered: bool, one: &str, many: &str) {
    let tokens = view.tokens;
    match counts {
        Some(counts) if counts.hidden > 0 => {
            ui.label(small(
                tokens,
                format!("{} shown, hides {}", thousands(counts.shown), thousands(counts.hidden)),
            ));
            if link_button(ui, tokens, "Show all").clicked() {
                view.outbox.command(UiCommand::ClearFilters);
            }
        }
        Some(counts) => {
            ui.label(hint(tokens, format!("{}, nothing hidden", count(counts.shown, one, many))));
        }
        None if filtered => {
            ui.label(hint(tokens, "filtering"));
        }
        None => {}
    }
}
