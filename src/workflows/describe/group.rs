//! Groups: everything that describes one target, so that it is written once.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::context::{Pairing, Through};
use super::subject::about;
use crate::domain::AssetId;
use crate::mapping::{Direction, Profile, RecordType, Subject};

/// A target with what describes it, in link order.
#[derive(Debug, Clone)]
pub(crate) struct Group<'a> {
    pub target: Subject<'a>,
    pub sources: Vec<Subject<'a>>,
    /// The only source describes this target only, so that the way back is clear.
    pub one_to_one: bool,
}

impl<'a> Group<'a> {
    /// The source, where there is only one.
    pub fn only_source(&self) -> Option<Subject<'a>> {
        match self.sources.as_slice() {
            [source] => Some(*source),
            _ => None,
        }
    }
}

/// Groups pairs by what the profile writes.
pub(crate) fn by_target<'a>(profile: &Profile, pairs: &[Pairing<'a>]) -> Vec<Group<'a>> {
    let linked: HashSet<AssetId> = pairs
        .iter()
        .filter(|pair| pair.through == Through::Link)
        .map(|pair| pair.asset.snapshot.asset.id)
        .collect();
    let mut groups: IndexMap<String, Group<'a>> = IndexMap::new();
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut targets_of: HashMap<String, usize> = HashMap::new();
    for pair in pairs {
        let by_collection = pair.through == Through::Collection;
        if by_collection && (profile.direction == Direction::ToArchivesspace || linked.contains(&pair.asset.snapshot.asset.id)) {
            continue;
        }
        let (Some(source), Some(target)) = (side(pair, profile.source), side(pair, profile.target)) else {
            continue;
        };
        let (from, to) = (about(source), about(target));
        if !seen.insert((from.clone(), to.clone())) {
            continue;
        }
        *targets_of.entry(from).or_default() += 1;
        groups
            .entry(to)
            .or_insert_with(|| Group {
                target,
                sources: Vec::new(),
                one_to_one: false,
            })
            .sources
            .push(source);
    }
    groups
        .into_values()
        .map(|mut group| {
            group.one_to_one = group
                .only_source()
                .is_some_and(|source| targets_of.get(&about(source)).is_some_and(|count| *count == 1));
            group
        })
        .collect()
}

fn side<'a>(pair: &Pairing<'a>, kind: RecordType) -> Option<Subject<'a>> {
    match kind {
        RecordType::Asset => Some(Subject::Asset(pair.asset)),
        RecordType::Record => Some(Subject::Record(pair.record)),
        RecordType::DigitalObject => pair.digital_object.map(Subject::Record),
    }
}
