//! One asset, several records: the strictest of them counts.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::effective::{Applied, Effective, Standing};
use super::statement::StatementKey;

/// What applies to an asset that is linked to several records. Its standing is the strictest under each rule, its end the latest; its
/// statements are those of all of them, each once. Of records that stand equally the one decides that is restricted longest.
///
/// An asset without records needs a person: nobody can say that it is open.
#[must_use]
pub fn strictest(of: &[Arc<Effective>]) -> Arc<Effective> {
    match of {
        [] => Arc::new(nothing_known()),
        [first, rest @ ..] if rest.iter().all(|one| Arc::ptr_eq(one, first)) => Arc::clone(first),
        _ => Arc::new(merged(of)),
    }
}

fn nothing_known() -> Effective {
    Effective {
        as_of: Date::ZERO,
        standing: Standing::NeedsPerson,
        container: Standing::NeedsPerson,
        public: Standing::NeedsPerson,
        until: None,
        next_change: None,
        applied: Vec::new(),
        deciding: None,
        differ: None,
    }
}

fn merged(of: &[Arc<Effective>]) -> Effective {
    let worst = |standing: fn(&Effective) -> Standing| of.iter().map(|one| standing(one)).max().unwrap_or(Standing::NeedsPerson);
    let (standing, container, public) = (worst(|one| one.standing), worst(|one| one.container), worst(|one| one.public));
    let applied = together(of);
    // The words of a record that stands as the whole under the container rule, in an order of their own: not that of the links.
    let differ = (container != public)
        .then(|| {
            of.iter()
                .filter(|one| one.container == container)
                .filter_map(|one| one.differ.clone())
                .min()
        })
        .flatten();
    let decider = of
        .iter()
        .filter(|one| one.standing == standing)
        .filter_map(|one| one.decided_by())
        .max_by(|a, b| weight(a).cmp(&weight(b)));
    let deciding = decider.and_then(|decider| applied.iter().position(|one| one.statement.key == decider.statement.key));
    Effective {
        as_of: of.iter().map(|one| one.as_of).max().unwrap_or(Date::ZERO),
        standing,
        container,
        public,
        until: until(of, standing),
        next_change: of.iter().filter_map(|one| one.next_change).min(),
        applied,
        deciding,
        differ,
    }
}

/// The latest end of what is restricted; none where one has no end, or where another needs a person and would stay closed after it.
fn until(of: &[Arc<Effective>], standing: Standing) -> Option<Date> {
    if standing != Standing::Restricted || of.iter().any(|one| one.standing == Standing::NeedsPerson) {
        return None;
    }
    let mut latest = None;
    for one in of.iter().filter(|one| one.standing == Standing::Restricted) {
        latest = latest.max(Some(one.until?));
    }
    latest
}

/// Longest first, then by key, so that the order of the links does not matter. What begins later weighs by how soon it begins.
fn weight(applied: &Applied) -> (Date, Option<std::cmp::Reverse<Date>>, &StatementKey) {
    let begins = applied.span().begin.map(std::cmp::Reverse);
    let begins = begins.filter(|_| applied.standing() == Standing::Later);
    (
        applied.until.filter(|_| begins.is_none()).unwrap_or(Date::MAX),
        begins,
        &applied.statement.key,
    )
}

/// The statements of all, each once; one that counts for any of them counts.
fn together(of: &[Arc<Effective>]) -> Vec<Applied> {
    let mut all: Vec<Applied> = Vec::new();
    let mut places: HashMap<&StatementKey, usize> = HashMap::new();
    for one in of.iter().flat_map(|one| &one.applied) {
        match places.get(&one.statement.key).and_then(|place| all.get_mut(*place)) {
            Some(known) => {
                known.container |= one.container;
                known.public |= one.public;
            }
            None => {
                places.insert(&one.statement.key, all.len());
                all.push(one.clone());
            }
        }
    }
    all
}
