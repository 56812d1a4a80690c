//! Checking one rule.

use super::shapes;
use crate::domain::Vocabulary;
use crate::mapping::evaluate::{source_is_known, target_is_known};
use crate::mapping::face::{self, TargetField};
use crate::mapping::file::likest;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::profile::{Profile, Rule};
use crate::mapping::step::Step;
use crate::mapping::steps::{Condition, Prepared, further_sources};

/// What is wrong with a rule.
pub(super) fn check(rule: &Rule, profile: &Profile, vocabulary: &Vocabulary) -> Vec<MappingFinding> {
    let mut found = Vec::new();
    let broken = |text: String| MappingFinding::new(FindingKind::BrokenRule, text);
    let field = face::target_field(profile.target, &rule.target, vocabulary);
    if !target_is_known(profile, &rule.target, vocabulary) {
        let targets = face::targets(profile.target, vocabulary, None);
        let known = targets.iter().map(|field| field.key.as_str());
        let text = format!("The {} has no field “{}”", profile.target.words(), rule.target);
        found.push(broken(text + &meant(rule.target.as_str(), known)));
    }
    let named = further_sources(rule);
    for key in rule
        .from
        .iter()
        .chain(&named)
        .filter(|key| !source_is_known(profile, key, vocabulary))
    {
        let sources = face::sources(profile.source, vocabulary, None);
        let known = sources.iter().map(|field| field.key.as_str());
        let text = format!("The {} has no field “{key}”", profile.source.words());
        found.push(broken(text + &meant(key.as_str(), known)));
    }
    match (&rule.always, rule.from.is_empty()) {
        (None, true) => found.push(broken("The rule reads nothing: give it a source or a fixed value".to_owned())),
        (Some(_), false) => found.push(broken("The rule has a fixed value and sources: take one of them away".to_owned())),
        _ => {}
    }
    if let Err(finding) = rule.only_if.as_deref().map(Condition::new).transpose() {
        found.push(finding);
    }
    if let Err(finding) = Prepared::new(rule, profile) {
        found.push(finding);
    }
    if let Some(field) = &field {
        found.extend(about_target(rule, field, profile, vocabulary));
    }
    found.extend(rule.steps.iter().flat_map(|step| lists_of(step, vocabulary)));
    found
}

fn about_target(rule: &Rule, field: &TargetField, profile: &Profile, vocabulary: &Vocabulary) -> Vec<MappingFinding> {
    let mut found = Vec::new();
    if field.read_only {
        let text = format!("{} cannot be written", field.label);
        found.push(MappingFinding::new(FindingKind::BrokenRule, text));
    }
    if let Some(name) = rule.target.iconik_field()
        && !vocabulary.views.is_empty()
        && vocabulary.view_with(name, profile.view.as_deref()).is_none()
    {
        let text = format!("No metadata view of iconik shows “{name}”; iconik takes values only through a view. Add the field to one");
        found.push(MappingFinding::new(FindingKind::BrokenRule, text));
    }
    found.extend(shapes::unfit(rule, field, profile, vocabulary));
    if let Some(value) = fixed_value(rule)
        && !field.options.is_empty()
        && !field.options.iter().any(|option| option == value)
        && !label_of_choice(rule, value, vocabulary)
    {
        let list = field.list.as_deref().unwrap_or(&field.label);
        let text = format!(
            "“{value}” is not in {list}{}",
            meant(value, field.options.iter().map(String::as_str))
        );
        found.push(MappingFinding::about(FindingKind::NotInList, value, text));
    }
    found
}

/// A fixed value that goes to the target as it is.
fn fixed_value(rule: &Rule) -> Option<&str> {
    let as_it_is = rule.steps.iter().all(|step| matches!(step, Step::Controlled { add: false, .. }));
    rule.always.as_deref().filter(|_| as_it_is)
}

fn label_of_choice(rule: &Rule, value: &str, vocabulary: &Vocabulary) -> bool {
    let field = rule.target.iconik_field().and_then(|name| vocabulary.fields.get(name));
    field.is_some_and(|field| field.options.iter().any(|option| option.label.eq_ignore_ascii_case(value)))
}

/// Names of lists and values in lists that a step names.
fn lists_of(step: &Step, vocabulary: &Vocabulary) -> Vec<MappingFinding> {
    let values: Vec<(&str, &str)> = match step {
        Step::Controlled { list: Some(list), .. } => return unknown_list(list, vocabulary).into_iter().collect(),
        Step::Date { label, .. } => vec![("date_label", label)],
        Step::Extent { extent_type, portion, .. } => vec![("extent_extent_type", extent_type), ("extent_portion", portion)],
        Step::Agent { relator, source, .. } => {
            let relator = relator.as_deref().map(|relator| ("linked_agent_archival_record_relators", relator));
            relator.into_iter().chain([("name_source", source.as_str())]).collect()
        }
        Step::Subject { term_type, source, .. } => vec![("subject_term_type", term_type), ("subject_source", source)],
        Step::Rights {
            rights_type,
            status,
            jurisdiction,
            basis,
            ..
        } => [
            Some(("rights_statement_rights_type", rights_type.as_str())),
            status.as_deref().map(|status| ("rights_statement_ip_status", status)),
            jurisdiction.as_deref().map(|country| ("country_iso_3166", country)),
            basis.as_deref().map(|basis| ("rights_statement_other_rights_basis", basis)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        _ => Vec::new(),
    };
    values
        .into_iter()
        // A template is looked at when it has a value.
        .filter(|(_, value)| !value.contains("{{"))
        .filter_map(|(list, value)| {
            Some(MappingFinding::about(
                FindingKind::NotInList,
                value,
                not_in_list(list, value, vocabulary)?,
            ))
        })
        .collect()
}

/// That a value is not in a list, in words; `None` where it is, or the list was not read.
pub(super) fn not_in_list(list: &str, value: &str, vocabulary: &Vocabulary) -> Option<String> {
    let known = vocabulary.enumerations.get(list)?;
    if known.offers(value) {
        return None;
    }
    if known.knows(value) {
        return Some(format!("“{value}” is suppressed in {list}: records should not get it any more"));
    }
    let offered = known
        .values
        .iter()
        .filter(|value| !value.suppressed)
        .map(|value| value.value.as_str());
    Some(format!("“{value}” is not in {list}{}", meant(value, offered)))
}

fn unknown_list(list: &str, vocabulary: &Vocabulary) -> Option<MappingFinding> {
    if vocabulary.enumerations.is_empty() || vocabulary.enumerations.contains_key(list) {
        return None;
    }
    let known = vocabulary.enumerations.keys().map(String::as_str);
    let text = format!("ArchivesSpace has no list “{list}”{}", meant(list, known));
    Some(MappingFinding::about(FindingKind::BrokenRule, list, text))
}

fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    likest(name, known).map_or(String::new(), |name| format!("; did you mean “{name}”?"))
}
