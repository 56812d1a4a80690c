//! One rule made ready.

use super::limits::Limits;
use super::{source_is_known, target_is_known};
use crate::domain::Vocabulary;
use crate::mapping::face::{self, TargetField};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, Sourced};
use crate::mapping::key::{SourceKey, TargetKey};
use crate::mapping::profile::{Profile, Rule};
use crate::mapping::same::same_item;
use crate::mapping::step::Step;
use crate::mapping::steps::{Condition, Prepared, StepContext, further_sources, opposite_steps};
use crate::mapping::subject::{Evaluated, Subject, Surroundings};

/// One rule made ready.
pub(super) struct ReadyRule {
    pub target: TargetKey,
    pub field: Option<TargetField>,
    pub from: Vec<SourceKey>,
    /// Later sources are read only where earlier ones hold nothing: the rule keeps the first item, and of its first source that has one.
    fallback: bool,
    always: Option<String>,
    condition: Option<Condition>,
    steps: Prepared,
    limits: Option<Limits>,
    back: Option<Back>,
}

/// The steps of a rule turned round.
struct Back {
    source: SourceKey,
    field: Option<TargetField>,
    steps: Prepared,
}

impl ReadyRule {
    /// Makes a rule ready.
    ///
    /// # Errors
    /// What is wrong with the rule. A rule with an unknown source must not run: where it empties its target, it would empty it for
    /// every record.
    pub fn new(rule: &Rule, profile: &Profile, vocabulary: &Vocabulary) -> Result<Self, MappingFinding> {
        let wrong = |text: String| MappingFinding::new(FindingKind::BrokenRule, text);
        if !target_is_known(profile, &rule.target, vocabulary) {
            return Err(wrong(format!("The target “{}” is not known", rule.target)));
        }
        let named = further_sources(rule);
        if let Some(key) = rule
            .from
            .iter()
            .chain(&named)
            .find(|key| !source_is_known(profile, key, vocabulary))
        {
            return Err(wrong(format!("The source “{key}” is not known")));
        }
        if rule.from.is_empty() && rule.always.is_none() {
            return Err(wrong("The rule reads nothing: give it a source or a fixed value".to_owned()));
        }
        let field = face::target_field(profile.target, &rule.target, vocabulary);
        if field.as_ref().is_some_and(|field| field.read_only) {
            return Err(wrong(format!("“{}” cannot be written", rule.target)));
        }
        let condition = rule.only_if.as_deref().map(Condition::new).transpose()?;
        Ok(Self {
            target: rule.target.clone(),
            from: rule.from.clone(),
            fallback: rule.steps.first() == Some(&Step::First),
            always: rule.always.clone(),
            condition,
            steps: Prepared::new(rule, profile)?,
            limits: field.as_ref().map(|field| Limits::new(field, vocabulary)),
            back: Back::new(rule, profile, vocabulary),
            field,
        })
    }

    /// True where the rule is for every record.
    pub fn is_unconditional(&self) -> bool {
        self.condition.is_none()
    }

    /// True where the rule's condition holds, or it has none.
    pub fn applies(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> bool {
        let items = self.read(subject, around);
        self.holds(&items, subject, around).unwrap_or(false)
    }

    /// What the target gets.
    pub fn evaluate(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> Evaluated {
        let items = self.read(subject, around);
        match self.holds(&items, subject, around) {
            Ok(true) => self.run(items, subject, around),
            Ok(false) => Evaluated {
                skipped: true,
                ..Evaluated::default()
            },
            Err(finding) => Evaluated {
                skipped: true,
                findings: vec![finding],
                ..Evaluated::default()
            },
        }
    }

    fn holds(&self, items: &[Sourced], subject: Subject<'_>, around: &Surroundings<'_>) -> Result<bool, MappingFinding> {
        match &self.condition {
            Some(condition) => condition.holds(items, &self.context(subject, around)),
            None => Ok(true),
        }
    }

    fn read(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> Vec<Sourced> {
        if let Some(value) = &self.always {
            return vec![Sourced::from(Item::text(value.as_str()))];
        }
        if let [only] = self.from.as_slice() {
            return face::read_source(subject, only, around);
        }
        let mut read = self.from.iter().map(|key| face::read_source(subject, key, around));
        if self.fallback {
            return read.find(|items| !items.is_empty()).unwrap_or_default();
        }
        read.flatten().collect()
    }

    /// The steps and limits, on items that are already there.
    pub fn run(&self, items: Vec<Sourced>, subject: Subject<'_>, around: &Surroundings<'_>) -> Evaluated {
        let mut evaluated = self.steps.run(items, &self.context(subject, around));
        if let Some(limits) = &self.limits {
            limits.fit(&mut evaluated);
        }
        once_each(&mut evaluated.items);
        if let Some(limits) = &self.limits {
            limits.hold(&mut evaluated);
        }
        evaluated
    }

    /// What comes back to the source when the rule's opposite is run on its target's items.
    pub fn bring_back(&self, items: &[Sourced], subject: Subject<'_>, around: &Surroundings<'_>) -> Option<(&SourceKey, Vec<Item>)> {
        let back = self.back.as_ref()?;
        let at = StepContext {
            subject,
            around,
            target: back.field.as_ref(),
        };
        let evaluated = back.steps.run(items.to_vec(), &at);
        Some((&back.source, evaluated.items.into_iter().map(|sourced| sourced.item).collect()))
    }

    fn context<'a>(&'a self, subject: Subject<'a>, around: &'a Surroundings<'a>) -> StepContext<'a> {
        StepContext {
            subject,
            around,
            target: self.field.as_ref(),
        }
    }
}

impl Back {
    fn new(rule: &Rule, profile: &Profile, vocabulary: &Vocabulary) -> Option<Self> {
        let [source] = rule.from.as_slice() else { return None };
        let known = face::source_field(profile.source, source, vocabulary)?;
        let steps = opposite_steps(rule, profile, &known)?;
        let mut opposite = Rule::copy(rule.target.as_str(), source.as_str());
        opposite.steps = steps;
        Some(Self {
            source: source.clone(),
            field: face::target_field(profile.source, &opposite.target, vocabulary),
            steps: Prepared::new(&opposite, profile).ok()?,
        })
    }
}

/// Leaves out items that say the same as one before; what the record has itself goes before what it inherits.
fn once_each(items: &mut Vec<Sourced>) {
    if items.len() < 2 {
        return;
    }
    let mut kept: Vec<Sourced> = Vec::with_capacity(items.len());
    for sourced in items.drain(..) {
        match kept
            .iter_mut()
            .find(|known| known.item == sourced.item || same_item(&known.item, &sourced.item))
        {
            Some(known) if known.inherited.is_some() && sourced.inherited.is_none() => *known = sourced,
            Some(_) => {}
            None => kept.push(sourced),
        }
    }
    *items = kept;
}
