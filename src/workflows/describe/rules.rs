//! The rules of a profile with the fields they write, and the opposite rule of each, where there is one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::context::DescribeProfile;
use super::subject::about;
use crate::mapping::face::{TargetField, target_field};
use crate::mapping::{Evaluated, Profile, Rule, Subject, Surroundings, TargetKey};

/// What a profile gives for one asset or record.
pub(crate) type Values = IndexMap<TargetKey, Evaluated>;

/// The field that the opposite rule writes: the one that this rule reads.
#[derive(Debug, Clone)]
pub(crate) struct Mirror {
    pub key: TargetKey,
    pub field: TargetField,
}

/// A rule with the field it writes; the first of several for one field.
#[derive(Debug, Clone)]
pub(crate) struct FieldRule<'a> {
    pub rule: &'a Rule,
    pub field: TargetField,
    pub mirror: Option<Mirror>,
}

/// A profile at work.
pub(crate) struct ProfileDesk<'a> {
    pub profile: &'a Profile,
    pub context: DescribeProfile<'a>,
    pub rules: Vec<FieldRule<'a>>,
    /// Targets of rules that name no known field.
    pub unknown: Vec<&'a TargetKey>,
    around: Surroundings<'a>,
    /// One record may describe thousands of assets; it is evaluated once.
    evaluated: RefCell<HashMap<String, Rc<Values>>>,
}

impl<'a> ProfileDesk<'a> {
    pub fn new(context: DescribeProfile<'a>, around: Surroundings<'a>) -> Self {
        let profile = context.profile.profile();
        let opposite = context
            .opposite
            .map(|opposite| opposite.profile())
            .filter(|opposite| opposite.source == profile.target && opposite.target == profile.source);
        let mut rules = Vec::new();
        let mut unknown = Vec::new();
        for rule in &profile.rules {
            let mirror = || opposite.and_then(|opposite| mirror_of(rule, opposite, &around));
            // Several rules may write one target under different conditions; what comes out is judged once.
            if let Some(known) = rules.iter_mut().find(|known: &&mut FieldRule<'_>| known.rule.target == rule.target) {
                known.mirror = known.mirror.take().or_else(mirror);
                continue;
            }
            match target_field(profile.target, &rule.target, around.vocabulary) {
                Some(field) => rules.push(FieldRule {
                    rule,
                    field,
                    mirror: mirror(),
                }),
                None => unknown.push(&rule.target),
            }
        }
        Self {
            profile,
            context,
            rules,
            unknown,
            around,
            evaluated: RefCell::default(),
        }
    }

    /// What the profile gives for a source.
    pub fn values_of(&self, source: Subject<'_>) -> Rc<Values> {
        let name = about(source);
        if let Some(known) = self.evaluated.borrow().get(&name) {
            return Rc::clone(known);
        }
        let values = Rc::new(self.context.profile.evaluate(source, &self.around));
        self.evaluated.borrow_mut().insert(name, Rc::clone(&values));
        values
    }

    /// What the opposite profile gives for a target as it stands, or as it would stand.
    pub fn opposite_values_of(&self, target: Subject<'_>) -> Option<Values> {
        Some(self.context.opposite?.evaluate(target, &self.around))
    }
}

fn mirror_of(rule: &Rule, opposite: &Profile, around: &Surroundings<'_>) -> Option<Mirror> {
    let reads = |rule: &Rule, key: &TargetKey| {
        rule.from.iter().any(|source| {
            source.as_str() == key.as_str()
                || (source.as_str().strip_prefix("label:").is_some() && label_key(source.as_str()) == key.as_str())
        })
    };
    let back = opposite
        .rules
        .iter()
        .find(|back| reads(rule, &back.target) && reads(back, &rule.target))?;
    Some(Mirror {
        key: back.target.clone(),
        field: target_field(opposite.target, &back.target, around.vocabulary)?,
    })
}

/// A drop-down's label and its value are the same field.
fn label_key(source: &str) -> String {
    source.replacen("label:", "field:", 1)
}
