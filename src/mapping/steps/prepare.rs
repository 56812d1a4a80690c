//! A rule made ready once, and run on any number of records.

use super::authority::{AgentRule, SubjectRule};
use super::extent::ExtentRule;
use super::lookup::Lookup;
use super::pattern::Pattern;
use super::rights::RightsRule;
use super::template::{Template, sources_of};
use super::{Findings, authority, clean, controlled, dates, duration, extent, languages, name, note, quoted, rights, text, text_of};
use crate::domain::AuthorityKind;
use crate::mapping::face::TargetField;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, Sourced};
use crate::mapping::key::SourceKey;
use crate::mapping::profile::{Profile, Rule};
use crate::mapping::step::Step;
use crate::mapping::subject::{Evaluated, Subject, Surroundings};

/// What a rule's steps are run with.
#[derive(Clone, Copy)]
pub struct StepContext<'a> {
    /// The record that is read.
    pub subject: Subject<'a>,
    /// What surrounds it.
    pub around: &'a Surroundings<'a>,
    /// The field that is written, where it is known.
    pub target: Option<&'a TargetField>,
}

/// A rule with its patterns, templates and tables compiled.
#[derive(Debug)]
pub struct Prepared {
    steps: Vec<Ready>,
}

/// A step ready to run.
#[derive(Debug)]
enum Ready {
    /// Nothing to compile.
    Plain(Step),
    Template(Template),
    Lookup(Lookup),
    Pattern(Pattern),
    Extent(ExtentRule),
    Agent(AgentRule),
    Subject(SubjectRule),
    Rights(RightsRule),
}

/// A finding about a rule that cannot be run as it is.
fn broken(value: &str, text: String) -> MappingFinding {
    MappingFinding::about(FindingKind::BrokenRule, value, text)
}

impl Prepared {
    /// Makes a rule's steps ready.
    ///
    /// # Errors
    /// A finding of kind [`FindingKind::BrokenRule`] says what is wrong with the first step that cannot be run.
    pub fn new(rule: &Rule, profile: &Profile) -> Result<Self, MappingFinding> {
        let steps = rule.steps.iter().map(|step| ready(step, profile)).collect::<Result<_, _>>()?;
        Ok(Self { steps })
    }

    /// Takes items through the steps. What a step cannot use is left out, with a finding.
    #[must_use]
    pub fn run(&self, items: Vec<Sourced>, at: &StepContext<'_>) -> Evaluated {
        let mut findings = Findings::new();
        let items = self.steps.iter().fold(items, |items, step| step.run(items, at, &mut findings));
        Evaluated {
            items,
            findings,
            skipped: false,
        }
    }
}

fn ready(step: &Step, profile: &Profile) -> Result<Ready, MappingFinding> {
    Ok(match step {
        Step::Template(text) => Ready::Template(Template::new(text)?),
        Step::Lookup(name) => match profile.lookup.get(name) {
            Some(table) => Ready::Lookup(Lookup::new(name, table)),
            None => return Err(broken(name, format!("there is no lookup table {} in the profile", quoted(name)))),
        },
        Step::Pattern { find, replace, otherwise } => Ready::Pattern(Pattern::new(find, replace, *otherwise)?),
        Step::Extent {
            extent_type,
            number,
            portion,
            details,
        } => Ready::Extent(ExtentRule {
            extent_type: extent_type.clone(),
            number: number.clone(),
            worked_out: if number.contains('{') { Some(Template::new(number)?) } else { None },
            portion: portion.clone(),
            details: *details,
        }),
        Step::Agent {
            kind,
            role,
            relator,
            source,
            create,
        } => {
            if *kind == AuthorityKind::Subject {
                return Err(broken(
                    "subject",
                    "an agent cannot be a subject heading; use the step for subjects".to_owned(),
                ));
            }
            Ready::Agent(AgentRule {
                kind: *kind,
                role: *role,
                relator: relator.clone(),
                source: source.clone(),
                create: *create,
            })
        }
        Step::Subject { term_type, source, create } => Ready::Subject(SubjectRule {
            term_type: term_type.clone(),
            source: source.clone(),
            create: *create,
        }),
        Step::Rights { .. } => Ready::Rights(RightsRule::new(step)?),
        Step::Limit(0) => return Err(broken("0", "a limit of no characters leaves nothing".to_owned())),
        plain => Ready::Plain(plain.clone()),
    })
}

/// Does something with each item on its own; where it comes from stays with it.
fn each(items: Vec<Sourced>, mut step: impl FnMut(Item) -> Vec<Item>) -> Vec<Sourced> {
    let mut out = Vec::with_capacity(items.len());
    for Sourced { item, inherited } in items {
        out.extend(step(item).into_iter().map(|item| Sourced {
            item,
            inherited: inherited.clone(),
        }));
    }
    out
}

/// As [`each`], where an item becomes one or none.
fn each_one(items: Vec<Sourced>, mut step: impl FnMut(Item) -> Option<Item>) -> Vec<Sourced> {
    items
        .into_iter()
        .filter_map(|Sourced { item, inherited }| step(item).map(|item| Sourced { item, inherited }))
        .collect()
}

/// The text, unless it is empty.
fn filled(text: String) -> Option<Item> {
    (!text.trim().is_empty()).then_some(Item::Text(text))
}

impl Ready {
    fn run(&self, items: Vec<Sourced>, at: &StepContext<'_>, findings: &mut Findings) -> Vec<Sourced> {
        match self {
            Self::Template(template) => template.apply(items, at, findings),
            Self::Lookup(lookup) => each(items, |item| {
                let values = lookup.run(&text_of(&item), findings);
                values.into_iter().map(Item::Text).collect()
            }),
            Self::Pattern(pattern) => each_one(items, |item| pattern.run(&text_of(&item)).and_then(filled)),
            Self::Extent(rule) => {
                let values = rule.worked_out.as_ref().map_or_else(Vec::new, |number| number.values(&items));
                each_one(items, |item| rule.run(item, &values, at, findings))
            }
            Self::Agent(rule) => each_one(items, |item| rule.run(item, at, findings)),
            Self::Subject(rule) => each_one(items, |item| rule.run(item, at, findings)),
            Self::Rights(rule) => each_one(items, |item| rule.run(&item, at, findings)),
            Self::Plain(step) => plain(step, items, at, findings),
        }
    }
}

fn plain(step: &Step, items: Vec<Sourced>, at: &StepContext<'_>, findings: &mut Findings) -> Vec<Sourced> {
    match step {
        Step::Split(separator) => each(items, |item| {
            text::split(&text_of(&item), separator).into_iter().map(Item::Text).collect()
        }),
        Step::Join(separator) => text::join(&items, separator).into_iter().collect(),
        Step::First => text::first(items, findings),
        one => each_one(items, |item| plain_one(one, item, at, findings)),
    }
}

fn plain_one(step: &Step, item: Item, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
    match step {
        Step::CleanUp(how) => tidied(item, how),
        Step::Limit(longest) => text::limit(item, *longest, findings),
        Step::Date {
            label,
            order,
            keep_expression,
        } => dates::run(item, label, *order, *keep_expression, findings),
        Step::DateText(form) => dates::text(&item, *form, findings),
        Step::Duration(form) => duration::run(&item, *form, findings),
        Step::ExtentText => extent::text(&item, findings),
        Step::NameOrder(form) => Some(name::run(item, *form)),
        Step::AgentText(form) => authority::agent_text(&item, *form),
        Step::SubjectText => authority::subject_text(&item),
        Step::Note { publish, label } => note::run(item, *publish, label.as_ref(), at),
        Step::NoteText => note::text(&item, findings),
        Step::RightsText => rights::text(&item, findings),
        Step::Language => languages::run(item, at, findings),
        Step::LanguageText(form) => languages::text(&item, *form, findings),
        Step::Controlled { list, add } => controlled::run(item, list.as_deref(), *add, at, findings),
        // These are compiled or take all items at once.
        Step::Split(_)
        | Step::Join(_)
        | Step::First
        | Step::Template(_)
        | Step::Lookup(_)
        | Step::Pattern { .. }
        | Step::Extent { .. }
        | Step::Agent { .. }
        | Step::Subject { .. }
        | Step::Rights { .. } => Some(item),
    }
}

/// Tidies text, and the paragraphs of notes.
fn tidied(item: Item, how: &[crate::mapping::step::Clean]) -> Option<Item> {
    if let Item::Note(mut note) = item {
        for paragraph in &mut note.paragraphs {
            *paragraph = clean::clean(std::mem::take(paragraph), how);
        }
        note.paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
        return (!note.paragraphs.is_empty()).then_some(Item::Note(note));
    }
    filled(clean::clean(text::into_text(item), how))
}

/// Sources that a rule reads besides those it lists: named in its condition, its templates, and as days of rights statements.
#[must_use]
pub fn further_sources(rule: &Rule) -> Vec<SourceKey> {
    let mut keys: Vec<SourceKey> = rule.only_if.as_deref().map(sources_of).unwrap_or_default();
    for step in &rule.steps {
        match step {
            Step::Template(text) | Step::Extent { number: text, .. } => keys.extend(sources_of(text)),
            Step::Rights { start, end, .. } => keys.extend(rights::sources_of(start, end.as_deref())),
            _ => {}
        }
    }
    let mut distinct: Vec<SourceKey> = Vec::new();
    for key in keys {
        if !distinct.contains(&key) {
            distinct.push(key);
        }
    }
    distinct
}
