//! Causes and chains of a plan: each once, however many assets hang there.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::context::RestrictContext;
use super::index::Says;
use super::words;
use crate::domain::RecordUri;
use crate::domain::restriction::effective::chain_fingerprint;
use crate::domain::restriction::weigh::timing_of;
use crate::domain::restriction::{Applied, Chain, Statement, StatementKey, Timing};
use crate::plan::access::{Cause, ChainStep};
use crate::plan::{CauseId, Condition};

/// Longest piece of a note in a chain, in characters.
const SAYS: usize = 80;
/// Part of a key where Archway's memory of what it took is gone.
const FORGOTTEN: &str = "forgotten";

/// Causes and chains that changes name.
pub(super) struct Causes<'a, 'c> {
    context: &'a RestrictContext<'c>,
    causes: IndexMap<StatementKey, Cause>,
    chains: IndexMap<RecordUri, Chain>,
    conditions: HashMap<RecordUri, Condition>,
    /// Title of a record and what it says in short; by the place of what it says too, which the chains keep in memory.
    glances: HashMap<(RecordUri, usize), (String, String)>,
}

impl<'a, 'c> Causes<'a, 'c> {
    pub(super) fn new(context: &'a RestrictContext<'c>) -> Self {
        Self {
            context,
            causes: IndexMap::new(),
            chains: IndexMap::new(),
            conditions: HashMap::new(),
            glances: HashMap::new(),
        }
    }

    /// A cause that bears on an asset.
    pub(super) fn applied(&mut self, applied: &Applied) -> CauseId {
        let key = &applied.statement.key;
        self.put(key, |context| Cause {
            statement: key.clone(),
            record_title: context.index.titled(key.record),
            what: applied.statement.what(),
            words: applied.statement.text.clone(),
            span: applied.span(),
            types: applied.types().to_vec(),
            timing: Some(applied.timing),
            reading: applied.reading.as_deref().map(words::reading_words),
            assets: reached(context, key),
        })
    }

    /// A cause that Archway remembers; it may be gone.
    pub(super) fn remembered(&mut self, key: &StatementKey) -> CauseId {
        self.put(key, |context| {
            let record_title = context.index.titled(key.record);
            match context.index.statement(key) {
                Some(statement) => standing_elsewhere(context, statement, record_title),
                None => Cause {
                    statement: key.clone(),
                    record_title,
                    what: what_of_part(&key.part).to_owned(),
                    words: if key.part == FORGOTTEN {
                        "What Archway took from it, and why, is not noted on the asset any more.".to_owned()
                    } else {
                        "It is not in ArchivesSpace any more.".to_owned()
                    },
                    span: Default::default(),
                    types: Vec::new(),
                    timing: None,
                    reading: None,
                    assets: 0,
                },
            }
        })
    }

    /// The cause of an asset that is called closed though nothing says why any more.
    pub(super) fn forgotten(&mut self, record: RecordUri) -> CauseId {
        let key = StatementKey {
            record,
            part: FORGOTTEN.to_owned(),
        };
        self.remembered(&key)
    }

    /// Counts an asset for a cause that is gone: the tree no longer tells whom it reached.
    pub(super) fn count_gone(&mut self, id: CauseId) {
        if let Some((_, cause)) = self.causes.get_index_mut(id.0 as usize)
            && cause.timing.is_none()
        {
            cause.assets += 1;
        }
    }

    fn put(&mut self, key: &StatementKey, make: impl FnOnce(&RestrictContext<'c>) -> Cause) -> CauseId {
        let place = match self.causes.get_index_of(key) {
            Some(place) => place,
            None => self.causes.insert_full(key.clone(), make(self.context)).0,
        };
        CauseId(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// How a cause stands; `None` where it is gone.
    pub(super) fn timing(&self, id: CauseId) -> Option<Timing> {
        self.causes.get_index(id.0 as usize).and_then(|(_, cause)| cause.timing)
    }

    /// One line about a cause.
    pub(super) fn line(&self, id: CauseId) -> String {
        self.causes
            .get_index(id.0 as usize)
            .map(|(_, cause)| cause.line(160))
            .unwrap_or_default()
    }

    /// Place of the way down to a record.
    pub(super) fn chain(&mut self, record: RecordUri) -> u32 {
        let place = match self.chains.get_index_of(&record) {
            Some(place) => place,
            None => self.chains.insert_full(record, self.context.index.chain(record)).0,
        };
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// The condition that a record and those above it say what they said.
    pub(super) fn unchanged(&mut self, record: RecordUri) -> Condition {
        if let Some(known) = self.conditions.get(&record) {
            return known.clone();
        }
        let place = self.chain(record) as usize;
        let chain = self.chains.get_index(place).map(|(_, chain)| chain);
        let records = chain.map(|chain| chain.records.as_slice()).unwrap_or_default();
        let condition = Condition::RestrictionsUnchanged {
            record,
            chain: records.iter().map(|(uri, _)| *uri).collect(),
            fingerprint: chain_fingerprint(&Chain { records: records.to_vec() }, self.context.readings),
            glance: records
                .iter()
                .map(|(uri, says)| glance(&mut self.glances, self.context, *uri, says).clone())
                .collect(),
        };
        self.conditions.insert(record, condition.clone());
        condition
    }

    /// Causes and chains as the review shows them.
    pub(super) fn finish(self) -> (Vec<Cause>, Vec<Vec<ChainStep>>) {
        let Self {
            context,
            causes,
            chains,
            mut glances,
            ..
        } = self;
        let steps = chains
            .iter()
            .map(|(record, chain)| {
                let deciding = context.computed.of_record(*record).and_then(|effective| effective.decided_by());
                let deciding = deciding.map(|applied| applied.statement.key.record);
                let step = |(uri, says): &(RecordUri, Says)| {
                    let named = says.iter().filter_map(|statement| causes.get_index_of(&statement.key));
                    let (title, says) = glance(&mut glances, context, *uri, says).clone();
                    ChainStep {
                        record: *uri,
                        title,
                        says,
                        causes: named.map(|place| CauseId(u32::try_from(place).unwrap_or(u32::MAX))).collect(),
                        deciding: deciding == Some(*uri),
                    }
                };
                chain.records.iter().map(step).collect()
            })
            .collect();
        (causes.into_values().collect(), steps)
    }
}

/// A statement that Archway took something for, and that does not bear on the asset any more: it ended, or the asset was linked
/// elsewhere.
fn standing_elsewhere(context: &RestrictContext<'_>, statement: &Statement, record_title: String) -> Cause {
    let reading = context.readings.of(statement);
    let applied = context
        .computed
        .of_record(statement.key.record)
        .and_then(|effective| effective.applied.iter().find(|applied| applied.statement.key == statement.key));
    Cause {
        statement: statement.key.clone(),
        record_title,
        what: statement.what(),
        words: statement.text.clone(),
        span: applied.map_or(statement.span, Applied::span),
        types: applied.map_or_else(|| statement.types.clone(), |applied| applied.types().to_vec()),
        // Where nothing links there any more its days are weighed by themselves: that nobody asked is not that it has ended.
        timing: Some(applied.map_or_else(
            || timing_of(statement, reading.map(AsRef::as_ref), context.computed.as_of()),
            |applied| applied.timing,
        )),
        reading: reading.map(|reading| words::reading_words(reading)),
        assets: reached(context, &statement.key),
    }
}

fn reached(context: &RestrictContext<'_>, key: &StatementKey) -> u64 {
    context.index.assets_below(key.record).len() as u64
}

/// Title of a record and what it says in short; many ways lead through the same records.
fn glance<'g>(
    glances: &'g mut HashMap<(RecordUri, usize), (String, String)>,
    context: &RestrictContext<'_>,
    uri: RecordUri,
    says: &Says,
) -> &'g (String, String) {
    glances
        .entry((uri, says.as_ptr().addr()))
        .or_insert_with(|| (context.index.titled(uri), in_short(says)))
}

fn in_short(says: &[std::sync::Arc<Statement>]) -> String {
    if says.is_empty() {
        return "no access note".to_owned();
    }
    let each: Vec<String> = says
        .iter()
        .map(|statement| match statement.quoted(SAYS) {
            words if words.is_empty() => statement.what(),
            words => format!("{}: {words}", statement.what()),
        })
        .collect();
    each.join("; ")
}

fn what_of_part(part: &str) -> &'static str {
    match part.split([':', '#']).next().unwrap_or_default() {
        "note" => "note that is gone",
        "flag" => "restriction flag that is gone",
        "rights" => "rights statement that is gone",
        "unpublished" => "published since",
        "suppressed" => "no longer suppressed",
        _ => "unknown cause",
    }
}
