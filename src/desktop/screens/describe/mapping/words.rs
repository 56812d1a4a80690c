//! Steps and their choices in words.

use crate::mapping::Step;
use crate::mapping::item::AgentRole;
use crate::mapping::profile::{Unmapped, WhenEmpty};
use crate::mapping::step::{Clean, DateForm, DayOrder, DurationForm, LanguageForm, NameForm, Otherwise};

/// Letters of a template that a chip shows.
const SHOWN: usize = 28;

/// What a kind of step is called.
#[must_use]
pub fn name(step: &Step) -> &'static str {
    match step {
        Step::CleanUp(_) => "clean up",
        Step::Split(_) => "split",
        Step::Join(_) => "join",
        Step::First => "first only",
        Step::Template(_) => "template",
        Step::Lookup(_) => "lookup",
        Step::Pattern { .. } => "pattern",
        Step::Limit(_) => "limit length",
        Step::Date { .. } => "date",
        Step::DateText(_) => "date as text",
        Step::Duration(_) => "duration",
        Step::Extent { .. } => "extent",
        Step::ExtentText => "extent as text",
        Step::NameOrder(_) => "name order",
        Step::Agent { .. } => "agent",
        Step::AgentText(_) => "agent as text",
        Step::Subject { .. } => "subject",
        Step::SubjectText => "subject as text",
        Step::Note { .. } => "note",
        Step::NoteText => "note as text",
        Step::Rights { .. } => "rights statement",
        Step::RightsText => "rights as text",
        Step::Language => "language",
        Step::LanguageText(_) => "language as text",
        Step::Controlled { .. } => "controlled list",
    }
}

/// What a step does, short enough for a chip.
#[must_use]
pub fn chip(step: &Step) -> String {
    match step {
        Step::Split(at) => format!("split at “{at}”"),
        Step::Join(with) => format!("join with “{with}”"),
        Step::Template(text) => format!("as “{}”", shortened(text)),
        Step::Lookup(table) => format!("lookup: {table}"),
        Step::Limit(letters) => format!("at most {letters} letters"),
        Step::Agent { create, .. } => if *create { "find or create agent" } else { "find agent" }.to_owned(),
        Step::Subject { create, .. } => if *create { "find or create subject" } else { "find subject" }.to_owned(),
        Step::Rights { rights_type, .. } => format!("rights: {rights_type}"),
        Step::Extent { extent_type, .. } => format!("extent: {extent_type}"),
        Step::NameOrder(form) | Step::AgentText(form) => name_form(*form).to_owned(),
        Step::Controlled { list: Some(list), .. } => format!("in list {list}"),
        Step::Controlled { list: None, .. } => "in list".to_owned(),
        other => name(other).to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    let start: String = line.chars().take(SHOWN).collect();
    format!("{}…", start.trim_end())
}

/// What a kind of step is for, for the menu that adds one.
#[must_use]
pub fn about(step: &Step) -> &'static str {
    match step {
        Step::CleanUp(_) => "spaces, markup, capitals, file endings",
        Step::Split(_) => "one text becomes several values",
        Step::Join(_) => "several values become one text",
        Step::First => "the other values are left out",
        Step::Template(_) => "text around the value, with conditions",
        Step::Lookup(_) => "a table says what each value becomes",
        Step::Pattern { .. } => "find and replace by regular expression",
        Step::Limit(_) => "longer text is cut between words",
        Step::Date { .. } => "text becomes a date",
        Step::DateText(_) => "a date becomes text",
        Step::Duration(_) => "milliseconds become hours, minutes, seconds",
        Step::Extent { .. } => "a value becomes an extent",
        Step::ExtentText => "an extent becomes text",
        Step::NameOrder(_) => "turns names round",
        Step::Agent { .. } => "a name becomes an agent",
        Step::AgentText(_) => "an agent becomes a name",
        Step::Subject { .. } => "text becomes a subject",
        Step::SubjectText => "a subject becomes its heading",
        Step::Note { .. } => "text becomes a note",
        Step::NoteText => "a note becomes text",
        Step::Rights { .. } => "text becomes a rights statement",
        Step::RightsText => "a rights statement becomes text",
        Step::Language => "text becomes a language",
        Step::LanguageText(_) => "a language becomes text",
        Step::Controlled { .. } => "checks values against a list",
    }
}

/// One step of each kind with sensible settings, in the order of the menu.
#[must_use]
pub fn kinds() -> Vec<Step> {
    vec![
        Step::CleanUp(vec![Clean::Spaces]),
        Step::Split(";".to_owned()),
        Step::Join("; ".to_owned()),
        Step::First,
        Step::Template("{{ value }}".to_owned()),
        Step::Lookup(String::new()),
        Step::Pattern {
            find: String::new(),
            replace: "$1".to_owned(),
            otherwise: Otherwise::Keep,
        },
        Step::Limit(255),
        Step::Controlled { list: None, add: false },
        date("creation"),
        Step::DateText(DateForm::Iso),
        Step::Duration(DurationForm::Clock),
        extent(),
        Step::ExtentText,
        Step::NameOrder(NameForm::Inverted),
        agent(),
        Step::AgentText(NameForm::Inverted),
        subject(),
        Step::SubjectText,
        Step::Note {
            publish: false,
            label: None,
        },
        Step::NoteText,
        rights(),
        Step::RightsText,
        Step::Language,
        Step::LanguageText(LanguageForm::Name),
    ]
}

/// A step that makes dates.
#[must_use]
pub fn date(label: &str) -> Step {
    Step::Date {
        label: label.to_owned(),
        order: DayOrder::Ask,
        keep_expression: true,
    }
}

/// A step that makes extents.
#[must_use]
pub fn extent() -> Step {
    Step::Extent {
        extent_type: "files".to_owned(),
        number: "1".to_owned(),
        portion: "whole".to_owned(),
        details: true,
    }
}

/// A step that finds agents.
#[must_use]
pub fn agent() -> Step {
    Step::Agent {
        kind: crate::domain::AuthorityKind::Person,
        role: None,
        relator: None,
        source: "local".to_owned(),
        create: false,
    }
}

/// A step that finds subjects.
#[must_use]
pub fn subject() -> Step {
    Step::Subject {
        term_type: "topical".to_owned(),
        source: "local".to_owned(),
        create: false,
    }
}

/// A step that makes rights statements.
#[must_use]
pub fn rights() -> Step {
    Step::Rights {
        rights_type: "copyright".to_owned(),
        status: Some("unknown".to_owned()),
        jurisdiction: None,
        basis: None,
        start: "created".to_owned(),
        end: None,
    }
}

/// A way of tidying in words.
#[must_use]
pub fn clean(clean: Clean) -> &'static str {
    match clean {
        Clean::Spaces => "spaces",
        Clean::Markup => "markup",
        Clean::Letters => "letters",
        Clean::Quotes => "quotes",
        Clean::Capital => "first capital",
        Clean::Shouting => "ALL CAPITALS",
        Clean::EndPoint => "end point",
        Clean::FileEnding => "file ending",
        Clean::Underscores => "underscores",
    }
}

/// What happens with text that does not fit, in words.
#[must_use]
pub fn otherwise(otherwise: Otherwise) -> &'static str {
    match otherwise {
        Otherwise::Keep => "keep what does not fit",
        Otherwise::LeaveOut => "leave out what does not fit",
    }
}

/// The order of day and month in words.
#[must_use]
pub fn day_order(order: DayOrder) -> &'static str {
    match order {
        DayOrder::Ask => "3/4/1981 is unclear",
        DayOrder::DayFirst => "3/4/1981 is 3 April",
        DayOrder::MonthFirst => "3/4/1981 is March 4",
    }
}

/// How a date is written.
#[must_use]
pub fn date_form(form: DateForm) -> &'static str {
    match form {
        DateForm::Iso => "1981-05-03",
        DateForm::Expression => "as written",
        DateForm::Day => "day",
        DateForm::Year => "year",
    }
}

/// How a name is written.
#[must_use]
pub fn name_form(form: NameForm) -> &'static str {
    match form {
        NameForm::Inverted => "family name first",
        NameForm::Direct => "given name first",
    }
}

/// How a language is written.
#[must_use]
pub fn language_form(form: LanguageForm) -> &'static str {
    match form {
        LanguageForm::Code => "ger",
        LanguageForm::ShortCode => "de",
        LanguageForm::Name => "German",
    }
}

/// How a length of time is written.
#[must_use]
pub fn duration_form(form: DurationForm) -> &'static str {
    match form {
        DurationForm::Clock => "00:31:55",
        DurationForm::Words => "31 minutes 55 seconds",
        DurationForm::Iso => "PT31M55S",
        DurationForm::Minutes => "32",
    }
}

/// What an agent has to do with a record, in words.
#[must_use]
pub fn role(role: Option<AgentRole>) -> &'static str {
    match role {
        None => "as the target says",
        Some(AgentRole::Creator) => "creator",
        Some(AgentRole::Source) => "source",
        Some(AgentRole::Subject) => "subject",
    }
}

/// What happens to a target that gets no value, in words.
#[must_use]
pub fn when_empty(when: WhenEmpty) -> &'static str {
    match when {
        WhenEmpty::Leave => "leave the target as it is",
        WhenEmpty::Clear => "empty what this rule wrote",
    }
}

/// What a lookup does with other values, in words.
#[must_use]
pub fn unmapped(unmapped: &Unmapped) -> &'static str {
    match unmapped {
        Unmapped::Ask => "ask me",
        Unmapped::Keep => "keep as they are",
        Unmapped::LeaveOut => "leave out",
        Unmapped::Default(_) => "become this value",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_of_step_is_offered_once_and_has_words() {
        let kinds = kinds();
        let names: HashSet<_> = kinds.iter().map(name).collect();
        assert_eq!(names.len(), kinds.len(), "two kinds share a name");
        assert_eq!(kinds.len(), 25);
        assert!(kinds.iter().all(|step| !chip(step).is_empty() && !about(step).is_empty()));
    }

    #[test]
    fn long_templates_are_cut_on_chips() {
        let step = Step::Template("Rights of {{ value }} as told by\nthe heirs of the narrator".to_owned());
        assert_eq!(chip(&step), "as “Rights of {{ value }} as tol…”");
    }
}
