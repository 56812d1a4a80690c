//! Rights statements of every type, with what ArchivesSpace requires of each.
//!
//! Required (ArchivesSpace `common/validations.rb`, `check_rights_statement`): copyright has status, jurisdiction and start;
//! license has terms and start; statute has citation, jurisdiction and start; other has a basis and start.

use jiff::civil::Date;

use super::prepare::StepContext;
use super::text::shortened;
use super::{Findings, dates, quoted, text_of, unreadable};
use crate::mapping::face::read_source;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, RightsItem};
use crate::mapping::key::SourceKey;
use crate::mapping::step::{DayOrder, Step};

/// Longest license terms and statute citation (maxLength of the ArchivesSpace schema), in characters.
const LONGEST: usize = 255;

/// First or last day.
#[derive(Debug, Clone)]
enum When {
    Day(String),
    Source(SourceKey),
}

impl When {
    /// A day as `YYYY-MM-DD`, or a source key: those never start with a digit.
    fn new(text: &str) -> Result<Self, MappingFinding> {
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(Self::Source(text.into()));
        }
        text.parse::<Date>().map(|day| Self::Day(day.to_string())).map_err(|_| {
            MappingFinding::about(
                FindingKind::BrokenRule,
                text,
                format!("{} is no day; days are written YYYY-MM-DD", quoted(text)),
            )
        })
    }
}

/// Sources that first and last day name.
pub(super) fn sources_of(start: &str, end: Option<&str>) -> Vec<SourceKey> {
    [Some(start), end]
        .into_iter()
        .flatten()
        .filter_map(|text| match When::new(text) {
            Ok(When::Source(key)) => Some(key),
            _ => None,
        })
        .collect()
}

/// What a rights step makes.
#[derive(Debug)]
pub(super) struct RightsRule {
    like: RightsItem,
    start: When,
    end: Option<When>,
}

fn needs(what: &str, kind: &str) -> MappingFinding {
    MappingFinding::about(
        FindingKind::BrokenRule,
        kind,
        format!("a rights statement of type {kind} needs {what}"),
    )
}

impl RightsRule {
    /// Makes the step ready.
    ///
    /// # Errors
    /// A finding says what the type of statement needs and the step does not say.
    pub(super) fn new(step: &Step) -> Result<Self, MappingFinding> {
        let Step::Rights {
            rights_type,
            status,
            jurisdiction,
            basis,
            start,
            end,
        } = step
        else {
            return Err(MappingFinding::new(
                FindingKind::BrokenRule,
                "this is no step for rights statements",
            ));
        };
        let filled = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let jurisdiction = filled(jurisdiction).map(|country| country.trim().to_uppercase());
        let mut like = RightsItem {
            rights_type: rights_type.clone(),
            ..RightsItem::default()
        };
        match rights_type.as_str() {
            "copyright" => {
                let status = filled(status).ok_or_else(|| needs("a status", rights_type))?;
                if !matches!(status.as_str(), "copyrighted" | "public_domain" | "unknown") {
                    return Err(MappingFinding::about(
                        FindingKind::BrokenRule,
                        &status,
                        format!("{} is no status: copyrighted, public_domain, unknown", quoted(&status)),
                    ));
                }
                like.status = Some(status);
                like.jurisdiction = Some(jurisdiction.ok_or_else(|| needs("a jurisdiction", rights_type))?);
            }
            "statute" => like.jurisdiction = Some(jurisdiction.ok_or_else(|| needs("a jurisdiction", rights_type))?),
            "other" => like.other_rights_basis = Some(filled(basis).ok_or_else(|| needs("a basis", rights_type))?),
            "license" => {}
            other => {
                return Err(MappingFinding::about(
                    FindingKind::BrokenRule,
                    other,
                    format!(
                        "{} is no type of rights statement: copyright, license, statute, other",
                        quoted(other)
                    ),
                ));
            }
        }
        Ok(Self {
            like,
            start: When::new(start)?,
            end: end.as_deref().filter(|end| !end.trim().is_empty()).map(When::new).transpose()?,
        })
    }

    /// The step: text becomes a rights statement. License terms and citations are the text; other types keep it as their note.
    pub(super) fn run(&self, item: &Item, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
        if let Item::Rights(_) = item {
            return Some(item.clone());
        }
        let text = text_of(item).trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let Some(start_date) = day(&self.start, true, at, findings) else {
            findings.push(MappingFinding::about(
                FindingKind::RequiredEmpty,
                &text,
                format!("the rights statement {} has no first day; it is left out", quoted(&text)),
            ));
            return None;
        };
        let end_date = self.end.as_ref().and_then(|end| day(end, false, at, findings));
        if end_date.as_ref().is_some_and(|end| *end < start_date) {
            let end = end_date.unwrap_or_default();
            findings.push(unreadable(
                &text,
                &format!("would end on {end}, before it begins on {start_date}; it is left out"),
            ));
            return None;
        }
        let mut statement = RightsItem {
            start_date,
            end_date,
            ..self.like.clone()
        };
        match self.like.rights_type.as_str() {
            "license" => (statement.license_terms, statement.note) = fitted(text, findings),
            "statute" => (statement.statute_citation, statement.note) = fitted(text, findings),
            _ => statement.note = Some(text),
        }
        check_list("country_iso_3166", statement.jurisdiction.as_deref(), at, findings);
        check_list(
            "rights_statement_other_rights_basis",
            statement.other_rights_basis.as_deref(),
            at,
            findings,
        );
        Some(Item::Rights(statement))
    }
}

/// The text where it fits, else cut, with the whole of it as the note.
fn fitted(text: String, findings: &mut Findings) -> (Option<String>, Option<String>) {
    let length = text.chars().count();
    if length <= LONGEST {
        return (Some(text), None);
    }
    findings.push(MappingFinding::about(
        FindingKind::TooLong,
        &text,
        format!(
            "{} has {length} characters and is cut at {LONGEST}; the note has the whole",
            quoted(&text)
        ),
    ));
    (Some(shortened(&text, LONGEST)), Some(text))
}

/// The day that a date of the source gives: its first for the start, its last for the end.
fn day(when: &When, first: bool, at: &StepContext<'_>, findings: &mut Findings) -> Option<String> {
    let key = match when {
        When::Day(day) => return Some(day.clone()),
        When::Source(key) => key,
    };
    let found = read_source(at.subject, key, at.around).into_iter().next()?;
    let date = match found.item {
        Item::Date(date) if !(date.begin.is_empty() && date.end.is_empty()) => date,
        other => {
            let text = text_of(&other);
            match dates::read_date(&text, DayOrder::Ask) {
                Ok(date) => date,
                Err(why) => {
                    findings.push(unreadable(&text, &format!("({key}) {why}")));
                    return None;
                }
            }
        }
    };
    let (begin, end) = dates::days(&date);
    let day = if first { begin } else { end }?;
    if date.begin.len() < 10 && first || !first && date.begin.len().max(date.end.len()) < 10 {
        let which = if first { "first" } else { "last" };
        let text = dates::write_date(&date, crate::mapping::step::DateForm::Iso).0.unwrap_or_default();
        findings.push(MappingFinding::about(
            FindingKind::Lossy,
            &text,
            format!(
                "{} names no day; its {which} day {day} stands in the rights statement",
                quoted(&text)
            ),
        ));
    }
    Some(day.to_string())
}

fn check_list(list: &str, value: Option<&str>, at: &StepContext<'_>, findings: &mut Findings) {
    let (Some(value), Some(known)) = (value, at.around.vocabulary.enumerations.get(list)) else {
        return;
    };
    if !known.offers(value) {
        let finding = MappingFinding::about(FindingKind::NotInList, value, format!("{list} does not have {}", quoted(value)));
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

/// A rights statement in words.
pub(super) fn words(statement: &RightsItem) -> String {
    let mut head = match statement.rights_type.as_str() {
        "copyright" => match statement.status.as_deref() {
            Some("copyrighted") => "In copyright".to_owned(),
            Some("public_domain") => "In the public domain".to_owned(),
            _ => "Copyright status unknown".to_owned(),
        },
        "license" => "License".to_owned(),
        "statute" => "Statute".to_owned(),
        _ => match statement.other_rights_basis.as_deref() {
            Some(basis) if !basis.is_empty() => format!("Rights by {}", basis.replace('_', " ")),
            _ => "Rights".to_owned(),
        },
    };
    if let Some(country) = statement.jurisdiction.as_deref().filter(|country| !country.is_empty()) {
        head.push_str(&format!(" ({country})"));
    }
    for named in [&statement.license_terms, &statement.statute_citation].into_iter().flatten() {
        head.push_str(&format!(": {named}"));
    }
    match (statement.start_date.as_str(), statement.end_date.as_deref().unwrap_or_default()) {
        ("", "") => {}
        (start, "") => head.push_str(&format!(", from {start}")),
        ("", end) => head.push_str(&format!(", until {end}")),
        (start, end) => head.push_str(&format!(", {start} to {end}")),
    }
    for act in &statement.acts {
        head.push_str(&format!("; {} {}", act.act_type, act.restriction));
    }
    match statement.note.as_deref().map(str::trim) {
        Some(note) if !note.is_empty() => format!("{head}. {note}"),
        _ => head,
    }
}

/// The step: a rights statement becomes text.
pub(super) fn text(item: &Item, findings: &mut Findings) -> Option<Item> {
    let text = text_of(item);
    if let Item::Rights(statement) = item
        && statement
            .acts
            .iter()
            .any(|act| !act.start_date.is_empty() || act.end_date.is_some())
    {
        findings.push(super::lossy(&text, "when its acts begin and end"));
    }
    (!text.trim().is_empty()).then_some(Item::Text(text))
}
