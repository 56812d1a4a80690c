//! What the describing planner must know.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::domain::Vocabulary;
use crate::mapping::{AssetFacts, Authorities, Evaluated, Profile, RecordFacts, Subject, Surroundings, TargetKey};
use crate::plan::{Agreement, Plan};
use crate::workflows::PlanHead;

/// A profile that can be evaluated.
pub trait Evaluates {
    /// The profile.
    fn profile(&self) -> &Profile;
    /// What each target of the profile gets from this asset or record.
    fn evaluate(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> IndexMap<TargetKey, Evaluated>;
}

/// A profile to plan by, with the one that goes the other way.
#[derive(Clone, Copy)]
pub struct DescribeProfile<'a> {
    /// The profile.
    pub profile: &'a dyn Evaluates,
    /// Its opposite, where there is one. Planned only where it is a profile of the plan as well.
    pub opposite: Option<&'a dyn Evaluates>,
}

/// How an asset and a record belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// They are linked. Description goes both ways.
    Link,
    /// The asset lies in a collection that stands for the record. Description only goes to the asset, and only where the asset has no
    /// link of its own.
    Collection,
}

/// An asset and a record that belong together. One asset may stand in several, and so may a record.
#[derive(Debug, Clone, Copy)]
pub struct Pairing<'a> {
    /// The asset.
    pub asset: &'a AssetFacts,
    /// The record.
    pub record: &'a RecordFacts,
    /// The digital object between them, where there is one.
    pub digital_object: Option<&'a RecordFacts>,
    /// How they belong together.
    pub through: Through,
}

/// What both systems agreed on last, by record or asset.
#[derive(Debug, Clone, Default)]
pub struct Agreements {
    by_about: HashMap<String, Vec<Agreement>>,
}

impl Agreements {
    /// What was agreed about a field of a record or asset.
    #[must_use]
    pub fn get(&self, about: &str, profile: &str, field: &str) -> Option<&Agreement> {
        let known = self.by_about.get(about)?;
        known
            .iter()
            .find(|agreement| agreement.field == field && agreement.profile == profile)
    }

    /// Remembers; an earlier agreement about the same field goes.
    pub fn put(&mut self, agreement: Agreement) {
        let known = self.by_about.entry(agreement.about.clone()).or_default();
        match known
            .iter_mut()
            .find(|old| old.field == agreement.field && old.profile == agreement.profile)
        {
            Some(old) => *old = agreement,
            None => known.push(agreement),
        }
    }
}

impl FromIterator<Agreement> for Agreements {
    fn from_iter<T: IntoIterator<Item = Agreement>>(agreements: T) -> Self {
        let mut all = Self::default();
        for agreement in agreements {
            all.put(agreement);
        }
        all
    }
}

/// Everything the describing planner must know.
#[derive(Clone)]
pub struct DescribeContext<'a> {
    /// Profiles to plan by, in order: where two write one field of one record, the first does.
    pub profiles: Vec<DescribeProfile<'a>>,
    /// What belongs together. The order of an asset's pairs is the order of its links.
    pub pairs: Vec<Pairing<'a>>,
    /// Valid values.
    pub vocabulary: &'a Vocabulary,
    /// Agents and subjects.
    pub authorities: &'a dyn Authorities,
    /// What was agreed before.
    pub agreements: &'a Agreements,
    /// Name, time and author of the plan.
    pub head: PlanHead,
}

/// What came of planning.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// What is to be written.
    pub plan: Plan,
    /// Fields found to agree, where that is not yet remembered: to be kept at once, whatever becomes of the plan.
    pub settled: Vec<Agreement>,
}

impl Evaluates for crate::mapping::evaluate::Evaluator {
    fn profile(&self) -> &Profile {
        Self::profile(self)
    }

    fn evaluate(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> IndexMap<TargetKey, Evaluated> {
        Self::evaluate(self, subject, around)
    }
}
