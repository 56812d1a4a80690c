//! Whether what comes out of a rule's steps is of a shape that its target takes.

use crate::domain::Vocabulary;
use crate::mapping::face::{self, TargetField};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::Shape;
use crate::mapping::profile::{Profile, Rule};
use crate::mapping::step::Step;

/// Sources whose items cannot become what the target takes.
pub(super) fn unfit(rule: &Rule, field: &TargetField, profile: &Profile, vocabulary: &Vocabulary) -> Vec<MappingFinding> {
    let mut begins: Vec<Shape> = match rule.always {
        Some(_) => vec![Shape::Text],
        None => rule
            .from
            .iter()
            .filter_map(|key| face::source_field(profile.source, key, vocabulary))
            .map(|source| source.shape)
            .collect(),
    };
    begins.sort_unstable();
    begins.dedup();
    begins
        .into_iter()
        .map(|begin| rule.steps.iter().fold(begin, after))
        .filter(|end| !fits(*end, field.shape))
        .map(|end| {
            let text = format!(
                "{} takes the shape “{}” and the rule gives “{}”: {}",
                field.label,
                field.shape.words(),
                end.words(),
                advice(end, field.shape)
            );
            MappingFinding::new(FindingKind::BrokenRule, text)
        })
        .take(1)
        .collect()
}

/// The shape that comes out of a step.
fn after(shape: Shape, step: &Step) -> Shape {
    match step {
        Step::CleanUp(_) | Step::First | Step::Controlled { .. } | Step::Limit(_) | Step::NameOrder(_) => shape,
        Step::Split(_)
        | Step::Join(_)
        | Step::Template(_)
        | Step::Lookup(_)
        | Step::Pattern { .. }
        | Step::DateText(_)
        | Step::Duration(_)
        | Step::ExtentText
        | Step::AgentText(_)
        | Step::SubjectText
        | Step::NoteText
        | Step::RightsText
        | Step::LanguageText(_) => Shape::Text,
        Step::Date { .. } => Shape::Date,
        Step::Extent { .. } => Shape::Extent,
        Step::Agent { .. } => Shape::Agent,
        Step::Subject { .. } => Shape::Subject,
        Step::Note { .. } => Shape::Note,
        Step::Rights { .. } => Shape::Rights,
        Step::Language => Shape::Language,
    }
}

/// True where items of one shape go into a target of the other, as the evaluation turns them.
fn fits(given: Shape, taken: Shape) -> bool {
    given == taken
        || matches!(
            (given, taken),
            (Shape::Number | Shape::Flag, Shape::Text) | (Shape::Text, Shape::Number | Shape::Flag) | (Shape::Number, Shape::Flag)
        )
}

fn advice(given: Shape, taken: Shape) -> String {
    let step = match (given, taken) {
        (Shape::Date, Shape::Text) => "date_text",
        (Shape::Extent, Shape::Text) => "extent_text",
        (Shape::Agent, Shape::Text) => "agent_text",
        (Shape::Subject, Shape::Text) => "subject_text",
        (Shape::Note, Shape::Text) => "note_text",
        (Shape::Rights, Shape::Text) => "rights_text",
        (Shape::Language, Shape::Text) => "language_text",
        (_, Shape::Date) => "date",
        (_, Shape::Extent) => "extent",
        (_, Shape::Agent) => "agent",
        (_, Shape::Subject) => "subject",
        (_, Shape::Note) => "note",
        (_, Shape::Rights) => "rights",
        (_, Shape::Language) => "language",
        (_, Shape::FileVersion | Shape::Document) => return "only a source of the same shape can fill it".to_owned(),
        _ => return "choose another source".to_owned(),
    };
    format!("add the step {step}")
}
