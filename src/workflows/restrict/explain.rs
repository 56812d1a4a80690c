//! What applies to one asset or record, step by step from the resource down.

use std::sync::Arc;

use super::context::AssetInContext;
use super::overview::OverviewContext;
use super::words::differ;
use crate::domain::access::{Grant, Principal, audience};
use crate::domain::browse::Node;
use crate::domain::restriction::effective::{effective, strictest};
use crate::domain::restriction::overview::{EffectiveStatement, EffectiveStep, EffectiveView, reading_words};
use crate::domain::restriction::{Applied, Effective, StatementKey};
use crate::domain::{AssetId, RecordUri};

/// What applies to an asset or record on the day of the context; `None` for collections, and for records that are not known.
///
/// An asset that is linked to nothing has no way down; only who can see it is told.
#[must_use]
pub fn explain(context: &OverviewContext<'_>, node: Node) -> Option<EffectiveView> {
    let (records, asset) = match node {
        Node::Asset(asset) => (context.index.records_of(asset).to_vec(), Some(asset)),
        Node::Record(record) => {
            context.index.line(record)?;
            (vec![record], None)
        }
        Node::Collection(_) => return None,
    };
    let linked = records.clone();
    let of_records: Vec<(RecordUri, Arc<Effective>)> = records.into_iter().map(|record| (record, of_record(context, record))).collect();
    let whole = whole(context, asset, &of_records);
    let deciding = whole
        .as_ref()
        .and_then(|whole| whole.applied.get(whole.deciding?))
        .map(|applied| applied.statement.key.clone());
    let known = asset.and_then(|asset| context.assets.get(&asset));
    Some(EffectiveView {
        node,
        as_of: context.computed.as_of(),
        standing: whole.as_ref().map(|whole| whole.standing).unwrap_or_default(),
        until: whole.as_ref().and_then(|whole| whole.until),
        differ: whole.as_ref().and_then(|whole| differ(context.index, &linked, whole)),
        chains: of_records
            .iter()
            .map(|(record, effective)| steps(context, *record, effective, deciding.as_ref()))
            .collect(),
        seen_by: known.and_then(|known| {
            let shares: Vec<_> = known.shares.iter().collect();
            Some(audience(known.access.as_ref()?, context.directory, &shares, context.now))
        }),
        access: known.map(|known| access(context, known)).unwrap_or_default(),
    })
}

fn of_record(context: &OverviewContext<'_>, record: RecordUri) -> Arc<Effective> {
    match context.computed.of_record(record) {
        Some(known) => Arc::clone(known),
        None => Arc::new(effective(
            &context.index.chain(record),
            context.readings,
            context.computed.as_of(),
            context.computed.rule(),
        )),
    }
}

/// What applies to all of it together; `None` for an asset without a link.
fn whole(context: &OverviewContext<'_>, asset: Option<AssetId>, of_records: &[(RecordUri, Arc<Effective>)]) -> Option<Arc<Effective>> {
    if let Some(known) = asset.and_then(|asset| context.computed.of_asset(asset)) {
        return Some(Arc::clone(known));
    }
    let all: Vec<Arc<Effective>> = of_records.iter().map(|(_, effective)| Arc::clone(effective)).collect();
    (!all.is_empty()).then(|| strictest(&all))
}

/// The way down to a record. What is known of records that have no line is told at the first of the way.
fn steps(context: &OverviewContext<'_>, record: RecordUri, effective: &Effective, deciding: Option<&StatementKey>) -> Vec<EffectiveStep> {
    let mut way = context.index.path(record);
    if way.is_empty() {
        way.push(record);
    }
    // An answer is shared by all records that hang in one place, so the statements are found by the record that carries them.
    let mut steps: Vec<EffectiveStep> = way
        .iter()
        .map(|record| EffectiveStep {
            record: *record,
            title: context.index.titled(*record),
            says: Vec::new(),
        })
        .collect();
    for applied in &effective.applied {
        let said = said(applied, deciding);
        let carrier = applied.statement.key.record;
        let place = steps.iter().position(|step| step.record == carrier).unwrap_or_default();
        if let Some(step) = steps.get_mut(place) {
            step.says.push(said);
        }
    }
    steps
}

fn said(applied: &Applied, deciding: Option<&StatementKey>) -> EffectiveStatement {
    let statement = &applied.statement;
    EffectiveStatement {
        statement: statement.key.clone(),
        what: statement.what(),
        words: statement.text.clone(),
        timing: applied.timing,
        until: applied.until,
        types: applied.types().to_vec(),
        reading: applied.reading.as_deref().map(reading_words),
        container: applied.container,
        public: applied.public,
        deciding: deciding == Some(&statement.key),
    }
}

/// Who may do what: own list, what collections hand down, who keeps access whatever the lists say.
fn access(context: &OverviewContext<'_>, known: &AssetInContext) -> Vec<(String, String)> {
    let Some(access) = &known.access else { return Vec::new() };
    let directory = context.directory;
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut grants = access.grants.clone();
    grants.sort_by_key(|grant: &Grant| grant.principal);
    for grant in grants {
        lines.push((directory.name(grant.principal), grant.permissions.to_string()));
    }
    for inherited in &access.inherited {
        let title = context.collections.get(&inherited.collection).map_or_else(
            || format!("collection {}", inherited.collection),
            |known| format!("“{}”", known.title),
        );
        lines.push((
            directory.name(inherited.grant.principal),
            format!("{}, handed down by {title}", inherited.grant.permissions),
        ));
    }
    if let Some(creator) = access.creator {
        lines.push((
            directory.name(Principal::User(creator)),
            "everything, always: made the asset".to_owned(),
        ));
    }
    for person in directory.people.iter().filter(|person| person.admin && person.active) {
        lines.push((person.name.clone(), "everything, always: administrator".to_owned()));
    }
    lines
}
