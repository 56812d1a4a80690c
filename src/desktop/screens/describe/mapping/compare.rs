//! Two profiles side by side, target by target.

use std::sync::Arc;

use egui::{Align, Align2, Layout, Rangef, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::chips::source_label;
use super::{Deed, words};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::mapping::{Profile, Rule, TargetKey};
use crate::runtime::mapping_view::{ProfileFile, Trial};

/// How two rules for one target stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Standing {
    /// They differ.
    Differs,
    /// Only the profile being edited has one.
    OnlyHere,
    /// Only the other has one.
    OnlyThere,
    /// They say the same.
    Same,
}

impl Standing {
    fn words(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::OnlyHere => "only here",
            Self::OnlyThere => "only there",
            Self::Same => "same",
        }
    }
}

/// Comparing with another profile.
#[derive(Debug)]
pub struct Comparison {
    /// The other profile.
    pub other: String,
    filter: Option<Standing>,
}

/// One target in both profiles.
struct Pair<'a> {
    target: &'a TargetKey,
    here: Option<&'a Rule>,
    there: Option<&'a Rule>,
    standing: Standing,
}

/// The rules of two profiles by target: those of the first in its order, then those that only the other has.
fn pairs<'a>(here: &'a Profile, there: &'a Profile) -> Vec<Pair<'a>> {
    let first = here.rules.iter().map(|rule| {
        let other = there.rule_for(&rule.target);
        let standing = match other {
            None => Standing::OnlyHere,
            Some(other) if same(here, rule, there, other) => Standing::Same,
            Some(_) => Standing::Differs,
        };
        Pair {
            target: &rule.target,
            here: Some(rule),
            there: other,
            standing,
        }
    });
    let second = there
        .rules
        .iter()
        .filter(|rule| here.rule_for(&rule.target).is_none())
        .map(|rule| Pair {
            target: &rule.target,
            here: None,
            there: Some(rule),
            standing: Standing::OnlyThere,
        });
    first.chain(second).collect()
}

/// Two rules are the same where their tables are, too.
fn same(here: &Profile, rule: &Rule, there: &Profile, other: &Rule) -> bool {
    let tables = super::draft::tables_of(rule);
    rule == other && tables.into_iter().all(|table| here.lookup.get(table) == there.lookup.get(table))
}

impl Comparison {
    /// Compares with a profile.
    #[must_use]
    pub fn with(other: String) -> Self {
        Self { other, filter: None }
    }

    /// Draws the comparison in place of the table.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        here: &Profile,
        there: Option<&Arc<ProfileFile>>,
        trial: Option<&Trial>,
        deeds: &mut Vec<Deed>,
    ) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        let name = there.map_or_else(|| self.other.clone(), |file| name_beside(here, file));
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.add(egui::Label::new(parts::strong(tokens, format!("{} and {name}", here.name))).truncate());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if parts::button(ui, tokens, "Back to the mapping").clicked() {
                    deeds.push(Deed::EndComparison);
                }
            });
        });
        let Some(there) = there else {
            parts::empty(ui, tokens, "Reading the other profile", "");
            return;
        };
        let pairs = pairs(here, &there.profile);
        self.filters(ui, view, &pairs);
        head(ui, view, here, there);
        row::overlay_scroll(ui);
        ScrollArea::vertical().id_salt("comparison").auto_shrink(false).show(ui, |ui| {
            for pair in pairs.iter().filter(|pair| self.filter.is_none_or(|wanted| wanted == pair.standing)) {
                line(ui, view, pair, trial, deeds);
            }
        });
    }

    fn filters(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, pairs: &[Pair<'_>]) {
        use strum::IntoEnumIterator as _;
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header - 4.0, |ui| {
            let all = format!("all {}", thousands(pairs.len() as u64));
            if parts::chip(ui, tokens, &all, self.filter.is_none()).clicked() {
                self.filter = None;
            }
            for standing in Standing::iter() {
                let number = pairs.iter().filter(|pair| pair.standing == standing).count();
                let words = format!("{} {}", standing.words(), thousands(number as u64));
                if parts::chip(ui, tokens, &words, self.filter == Some(standing)).clicked() {
                    self.filter = Some(standing);
                }
            }
            if let Some(wanted) = self.filter {
                let hidden = pairs.iter().filter(|pair| pair.standing != wanted).count();
                ui.label(parts::small(tokens, format!("hides {}", count(hidden as u64, "target", "targets"))));
            }
        });
    }
}

fn columns(left: f32, right: f32, pad: f32) -> [Rangef; 4] {
    let free = right - left - 3.0 * pad;
    let mut at = left;
    [0.18, 0.34, 0.34, 0.14].map(|part| {
        let range = Rangef::new(at, at + free * part);
        at = range.max + pad;
        range
    })
}

/// The name of the other profile; a copy that still has the preset's name is told from it.
fn name_beside(here: &Profile, there: &ProfileFile) -> String {
    let name = &there.profile.name;
    if *name != here.name {
        return name.clone();
    }
    match there.path.as_ref().and_then(|path| path.file_name()) {
        Some(file) => format!("{name} ({})", file.to_string_lossy()),
        None => format!("{name} (preset)"),
    }
}

fn head(ui: &mut Ui, view: &ViewCtx<'_>, here: &Profile, there: &ProfileFile) {
    let tokens = view.tokens;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row + 2.0));
    let places = columns(rect.left() + tokens.pad, rect.right() - tokens.pad, tokens.pad);
    let other = name_beside(here, there);
    let words = ["target", here.name.as_str(), other.as_str(), ""];
    for (place, words) in places.into_iter().zip(words) {
        let at = pos2(place.min, rect.center().y);
        row::text_middle(ui, at, words, fonts::regular(tokens.small), tokens.ink3, place.span());
    }
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

/// A rule in one line: `Keywords · lookup: harbour · find subject`.
fn in_words(rule: &Rule, trial: Option<&Trial>) -> String {
    let mut parts: Vec<String> = rule.from.iter().map(|key| source_label(trial, key)).collect();
    parts.extend(rule.always.as_ref().map(|always| format!("always “{always}”")));
    parts.extend(rule.steps.iter().map(words::chip));
    parts.extend(rule.only_if.as_ref().map(|condition| format!("only if {condition}")));
    parts.join(" · ")
}

fn line(ui: &mut Ui, view: &ViewCtx<'_>, pair: &Pair<'_>, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row + 3.0), Sense::CLICK);
    let label = trial
        .and_then(|trial| trial.targets.iter().find(|target| target.key == *pair.target))
        .map_or_else(|| pair.target.to_string(), |target| target.label.clone());
    let texts = [pair.here, pair.there].map(|rule| rule.map_or_else(|| "—".to_owned(), |rule| in_words(rule, trial)));
    let spoken = format!("{label}, {}: {} / {}", pair.standing.words(), texts[0], texts[1]);
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &spoken));
    row::ground(ui, tokens, rect, false, false, response.hovered());
    let [target, here, there, state] = columns(rect.left() + tokens.pad, rect.right() - tokens.pad, tokens.pad);
    let middle = rect.center().y;
    row::text_middle(
        ui,
        pos2(target.min, middle),
        &label,
        fonts::strong(tokens.text),
        tokens.ink,
        target.span(),
    );
    let ink = if pair.standing == Standing::Same { tokens.ink2 } else { tokens.ink };
    for (place, words) in [(here, &texts[0]), (there, &texts[1])] {
        row::text_middle(ui, pos2(place.min, middle), words, fonts::regular(tokens.small), ink, place.span());
    }
    let (glyph, colour) = match pair.standing {
        Standing::Same => (Glyph::Dot, tokens.linked),
        Standing::Differs => (Glyph::Half, tokens.changed),
        Standing::OnlyHere | Standing::OnlyThere => (Glyph::Ring, tokens.ink2),
    };
    glyph.paint(ui.painter(), pos2(state.min + tokens.glyph / 2.0, middle), tokens.glyph, colour);
    let at = pos2(state.min + tokens.glyph + tokens.gap / 2.0, middle);
    row::text(
        ui,
        at,
        Align2::LEFT_CENTER,
        pair.standing.words(),
        fonts::regular(tokens.small),
        colour,
        state.span(),
    );
    if response.clicked() {
        deeds.push(Deed::Select(pair.target.clone()));
    }
    if matches!(pair.standing, Standing::Differs | Standing::OnlyThere) {
        response.context_menu(|ui| {
            let entry = egui::Button::new(parts::body(tokens, "Take this rule over")).frame(false);
            if ui.add(entry).clicked() {
                deeds.push(Deed::TakeOver(pair.target.clone()));
                ui.close();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::profile::LookupTable;
    use crate::mapping::{Direction, RecordType, Step};

    fn profile(rules: Vec<Rule>) -> Profile {
        Profile {
            id: String::new(),
            name: String::new(),
            about: String::new(),
            direction: Direction::ToArchivesspace,
            source: RecordType::Asset,
            target: RecordType::Record,
            view: None,
            on_conflict: Default::default(),
            opposite: None,
            publish: None,
            watch: None,
            lookup: Default::default(),
            rules,
        }
    }

    #[test]
    fn targets_of_both_profiles_are_compared() {
        let mut looked_up = Rule::copy("field:keywords", "subjects");
        looked_up.steps.push(Step::Lookup("harbour".to_owned()));
        let here = profile(vec![Rule::copy("title", "title"), looked_up.clone(), Rule::copy("a", "level")]);
        let mut there = profile(vec![Rule::copy("title", "title"), looked_up, Rule::copy("b", "dates.creation")]);
        let standing = |here: &Profile, there: &Profile| pairs(here, there).iter().map(|pair| pair.standing).collect::<Vec<_>>();
        assert_eq!(
            standing(&here, &there),
            [Standing::Same, Standing::Same, Standing::OnlyHere, Standing::OnlyThere]
        );
        there.lookup.insert("harbour".to_owned(), LookupTable::default());
        assert_eq!(
            standing(&here, &there)[1],
            Standing::Differs,
            "the rule is the same, its table is not"
        );
    }
}
