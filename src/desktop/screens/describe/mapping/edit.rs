//! What drops, keys and buttons do to a profile.

use super::words;
use crate::mapping::profile::{Merge, WhenEmpty};
use crate::mapping::step::{DateForm, DurationForm, LanguageForm, NameForm};
use crate::mapping::{Profile, Rule, Shape, SourceKey, Step, TargetKey};
use crate::runtime::mapping_view::{SourceRow, TargetRow};

/// What dropping a source on a target would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// It is the first source, or takes the place of what is there.
    Put {
        /// In words.
        words: String,
    },
    /// It comes after what is there.
    Add {
        /// In words.
        words: String,
    },
    /// Nothing, and why.
    Refuse {
        /// In words.
        words: String,
    },
}

impl Offer {
    /// What would happen, in words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Put { words } | Self::Add { words } | Self::Refuse { words } => words,
        }
    }

    /// True where something would happen.
    #[must_use]
    pub fn accepts(&self) -> bool {
        !matches!(self, Self::Refuse { .. })
    }
}

/// What dropping a source on a target would do.
#[must_use]
pub fn offer(profile: &Profile, source: &SourceRow, target: &TargetRow) -> Offer {
    match profile.rule_for(&target.key) {
        None => Offer::Put {
            words: format!("{} → {}", source.label, target.label),
        },
        Some(rule) if rule.from.contains(&source.key) => Offer::Refuse {
            words: format!("{} reads {} already", target.label, source.label),
        },
        Some(rule) if rule.from.is_empty() => Offer::Put {
            words: format!("{} instead of the fixed value of {}", source.label, target.label),
        },
        Some(_) if target.many => Offer::Add {
            words: format!("add {} to {}", source.label, target.label),
        },
        Some(_) => Offer::Put {
            words: format!("{} instead of what {} reads now", source.label, target.label),
        },
    }
}

/// Lets a target read a source, as [`offer`] says. `order` is the order of targets on screen, which new rules keep.
pub fn put_source(profile: &mut Profile, source: &SourceRow, target: &TargetRow, order: &[TargetKey]) {
    let offer = offer(profile, source, target);
    if !offer.accepts() {
        return;
    }
    match profile.rules.iter_mut().find(|rule| rule.target == target.key) {
        None => {
            let mut rule = Rule::copy(source.key.as_str(), target.key.as_str());
            rule.steps = default_steps(source, target);
            insert_rule(profile, rule, order);
        }
        Some(rule) if matches!(offer, Offer::Add { .. }) => rule.from.push(source.key.clone()),
        Some(rule) => {
            let had_sources = !rule.from.is_empty();
            rule.always = None;
            rule.from = vec![source.key.clone()];
            if !had_sources && rule.steps.is_empty() {
                rule.steps = default_steps(source, target);
            }
        }
    }
}

/// Adds a source after those that a rule reads already, whatever the target takes.
pub fn add_source(rule: &mut Rule, source: SourceKey) {
    if !rule.from.contains(&source) {
        rule.always = None;
        rule.from.push(source);
    }
}

/// A rule that gives a fixed value.
#[must_use]
pub fn fixed(target: &TargetRow) -> Rule {
    Rule {
        target: target.key.clone(),
        from: Vec::new(),
        always: Some(target.options.first().cloned().unwrap_or_default()),
        only_if: None,
        steps: from_text(target),
        when_empty: WhenEmpty::Leave,
        merge: Merge::Items,
        remark: String::new(),
    }
}

/// Puts a rule where the order of targets wants it.
pub fn insert_rule(profile: &mut Profile, rule: Rule, order: &[TargetKey]) {
    let place_of = |target: &TargetKey| order.iter().position(|known| known == target);
    let at = place_of(&rule.target).and_then(|mine| {
        profile
            .rules
            .iter()
            .position(|other| place_of(&other.target).is_some_and(|theirs| theirs > mine))
    });
    match at {
        Some(at) => profile.rules.insert(at, rule),
        None => profile.rules.push(rule),
    }
}

/// Puts a rule in the place of the one that its target has.
pub fn set_rule(profile: &mut Profile, rule: Rule) {
    if let Some(known) = profile.rules.iter_mut().find(|known| known.target == rule.target) {
        *known = rule;
    }
}

/// Takes the rule of a target away.
pub fn remove_rule(profile: &mut Profile, target: &TargetKey) {
    if let Some(at) = profile.rules.iter().position(|rule| rule.target == *target) {
        profile.rules.remove(at);
    }
}

/// What a lookup table says of a value from now on; no values leave it out.
pub fn set_lookup(profile: &mut Profile, table: &str, value: &str, becomes: Vec<String>) {
    profile
        .lookup
        .entry(table.to_owned())
        .or_default()
        .rows
        .insert(value.to_owned(), becomes);
}

/// Lets the agents or subjects of a rule be created where ArchivesSpace has none.
pub fn let_create(rule: &mut Rule) {
    for step in &mut rule.steps {
        if let Step::Agent { create, .. } | Step::Subject { create, .. } = step {
            *create = true;
        }
    }
}

/// A name for a table that no other has.
#[must_use]
pub fn free_table_name(profile: &Profile, wish: &str) -> String {
    let wish = if wish.is_empty() { "table" } else { wish };
    if !profile.lookup.contains_key(wish) {
        return wish.to_owned();
    }
    (2u32..)
        .map(|number| format!("{wish}-{number}"))
        .find(|name| !profile.lookup.contains_key(name))
        .unwrap_or_default()
}

/// Steps that bring items of a source into the shape that a target takes.
#[must_use]
pub fn default_steps(source: &SourceRow, target: &TargetRow) -> Vec<Step> {
    if source.shape == target.shape {
        let controlled = source.shape == Shape::Text && (target.list.is_some() || !target.options.is_empty());
        return controlled
            .then_some(Step::Controlled { list: None, add: false })
            .into_iter()
            .collect();
    }
    let mut steps: Vec<Step> = match source.shape {
        Shape::Number if source.key.as_str().contains("duration") => vec![Step::Duration(DurationForm::Clock)],
        Shape::Date => vec![Step::DateText(DateForm::Iso)],
        Shape::Extent => vec![Step::ExtentText],
        Shape::Agent => vec![Step::AgentText(NameForm::Inverted)],
        Shape::Subject => vec![Step::SubjectText],
        Shape::Note => vec![Step::NoteText],
        Shape::Rights => vec![Step::RightsText],
        Shape::Language => vec![Step::LanguageText(LanguageForm::Name)],
        Shape::Text | Shape::Number | Shape::Flag | Shape::FileVersion | Shape::Document => Vec::new(),
    };
    steps.extend(from_text(target));
    steps
}

/// Steps that make what a target takes out of text.
fn from_text(target: &TargetRow) -> Vec<Step> {
    match target.shape {
        Shape::Date => {
            let label = target.key.as_str().rsplit_once('.').map_or("creation", |(_, label)| label);
            vec![words::date(label)]
        }
        Shape::Extent => vec![words::extent()],
        Shape::Agent => vec![words::agent()],
        Shape::Subject => vec![words::subject()],
        Shape::Language => vec![Step::Language],
        Shape::Note => vec![Step::Note {
            publish: false,
            label: None,
        }],
        Shape::Rights => vec![words::rights()],
        Shape::Text | Shape::Number | Shape::Flag | Shape::FileVersion | Shape::Document => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{Direction, RecordType};

    fn source(key: &str, shape: Shape) -> SourceRow {
        SourceRow {
            key: key.into(),
            label: key.to_owned(),
            group: String::new(),
            kind: "text".to_owned(),
            shape,
            filled: 0,
            samples: Vec::new(),
        }
    }

    fn target(key: &str, shape: Shape, many: bool) -> TargetRow {
        TargetRow {
            key: key.into(),
            label: key.to_owned(),
            group: String::new(),
            shape,
            required: false,
            many,
            max_length: None,
            list: None,
            options: Vec::new(),
        }
    }

    fn profile() -> Profile {
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
            rules: Vec::new(),
        }
    }

    #[test]
    fn a_drop_does_what_its_offer_says() {
        let mut profile = profile();
        let order: Vec<TargetKey> = ["title", "dates.creation", "subjects"].map(TargetKey::from).to_vec();
        let (title, subjects) = (target("title", Shape::Text, false), target("subjects", Shape::Subject, true));
        let (one, two) = (source("field:keywords", Shape::Text), source("field:place", Shape::Text));
        put_source(&mut profile, &one, &subjects, &order);
        put_source(&mut profile, &source("title", Shape::Text), &title, &order);
        let targets: Vec<_> = profile.rules.iter().map(|rule| rule.target.as_str()).collect();
        assert_eq!(targets, ["title", "subjects"], "new rules keep the order of targets");
        assert!(matches!(profile.rules[1].steps.as_slice(), [Step::Subject { .. }]));

        assert!(matches!(offer(&profile, &two, &subjects), Offer::Add { .. }));
        put_source(&mut profile, &two, &subjects, &order);
        assert_eq!(profile.rules[1].from.len(), 2);
        assert!(!offer(&profile, &two, &subjects).accepts());

        assert!(matches!(offer(&profile, &two, &title), Offer::Put { .. }));
        put_source(&mut profile, &two, &title, &order);
        assert_eq!(profile.rules[0].from, vec![SourceKey::from("field:place")]);
    }

    #[test]
    fn shapes_are_brought_together() {
        let duration = source("duration", Shape::Number);
        let steps = default_steps(&duration, &target("extents", Shape::Extent, true));
        assert!(matches!(steps.as_slice(), [Step::Duration(_), Step::Extent { .. }]));
        let steps = default_steps(
            &source("dates.creation", Shape::Date),
            &target("field:recorded", Shape::Text, false),
        );
        assert!(matches!(steps.as_slice(), [Step::DateText(_)]));
        let steps = default_steps(&source("a", Shape::Text), &target("dates.broadcast", Shape::Date, true));
        assert!(matches!(steps.as_slice(), [Step::Date { label, .. }] if label == "broadcast"));
        let mut level = target("level", Shape::Text, false);
        level.options = vec!["item".to_owned()];
        assert!(matches!(
            default_steps(&source("a", Shape::Text), &level).as_slice(),
            [Step::Controlled { .. }]
        ));
        assert_eq!(fixed(&level).always.as_deref(), Some("item"));
    }

    #[test]
    fn tables_get_names_that_are_free() {
        let mut profile = profile();
        assert_eq!(free_table_name(&profile, "harbour"), "harbour");
        set_lookup(&mut profile, "harbour", "cranes", vec!["Cranes".to_owned()]);
        assert_eq!(free_table_name(&profile, "harbour"), "harbour-2");
        set_lookup(&mut profile, "harbour", "cranes", Vec::new());
        assert_eq!(profile.lookup["harbour"].rows["cranes"], Vec::<String>::new());
    }
}
