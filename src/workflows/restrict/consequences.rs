//! What follows in iconik for one asset: the rows of the table that match, added up, the strictest winning.

use std::collections::{BTreeSet, HashMap};

use super::context::CollectionInContext;
use super::index::RestrictIndex;
use crate::domain::CollectionId;
use crate::domain::access::Principal;
use crate::domain::restriction::{
    AccessRule, Applied, CauseKind, Effective, InheritanceRule, Loss, ReviewRule, RuleRow, RuleTable, Standing, StatementKey,
    StatementKind, TimeOf, Timing, When,
};

/// What follows for one asset.
#[derive(Debug, Clone, Default)]
pub struct Consequences<'t> {
    /// Places of the statements from which something follows, the deciding one first.
    pub causes: Vec<usize>,
    /// How the asset stands for iconik: as its records say, and restricted where a row takes a record that is suppressed or not
    /// published for a restriction.
    pub standing: Standing,
    /// Archway's fields say so.
    pub fields: bool,
    /// Sharing and download are blocked.
    pub block: bool,
    /// Shares are revoked.
    pub revoke_shares: bool,
    /// It leaves collections that hand down access to those who lose it.
    pub leave_collections: bool,
    /// The review that is asked for: all reviewers of all rows.
    pub review: Option<ReviewRule>,
    /// Collections that it joins.
    pub collections: BTreeSet<CollectionId>,
    access: Vec<&'t AccessRule>,
}

impl<'t> Consequences<'t> {
    /// What follows from everything that bears on an asset. `collections` are those that it is in, and all above them.
    #[must_use]
    pub fn of(
        table: &'t RuleTable,
        index: &RestrictIndex,
        effective: &Effective,
        rule: InheritanceRule,
        collections: &BTreeSet<CollectionId>,
    ) -> Self {
        let mut sum = Self {
            standing: effective.standing,
            ..Self::default()
        };
        for (place, applied) in effective.applied.iter().enumerate().filter(|(_, applied)| bears(applied, rule)) {
            let mut matched = false;
            for row in table.rows.iter().filter(|row| row.on && !row.then.is_empty()) {
                if matches(&row.when, index, applied, collections) {
                    matched = true;
                    sum.add(row);
                }
            }
            if matched {
                sum.causes.push(place);
                sum.standing = sum.standing.max(standing_of(applied));
            }
        }
        // What decides stands first; the others keep their order from the resource down.
        sum.causes.sort_by_key(|place| Some(*place) != effective.deciding);
        sum
    }

    fn add(&mut self, row: &'t RuleRow) {
        let then = &row.then;
        self.fields |= then.fields;
        self.block |= then.block;
        self.revoke_shares |= then.revoke_shares;
        self.leave_collections |= then.leave_collections;
        self.collections.extend(then.collection);
        self.access.extend(&then.access);
        if let Some(review) = &then.review {
            let sum = self.review.get_or_insert_default();
            sum.users.extend(&review.users);
            sum.groups.extend(&review.groups);
            sum.min_number = sum.min_number.max(review.min_number).max(1);
        }
    }

    /// What somebody loses: the most that any row takes.
    #[must_use]
    pub fn loss(&self, principal: Principal) -> Loss {
        self.access.iter().map(|rule| rule.loss(principal)).max().unwrap_or_default()
    }

    /// True where nothing follows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// The statements from which something follows, the deciding one first.
    #[must_use]
    pub fn keys(&self, effective: &Effective) -> Vec<StatementKey> {
        let applied = self.causes.iter().filter_map(|place| effective.applied.get(*place));
        applied.map(|applied| applied.statement.key.clone()).collect()
    }
}

/// How an asset stands for iconik by one statement from which something follows.
fn standing_of(applied: &Applied) -> Standing {
    match applied.timing {
        Timing::Now => Standing::Restricted,
        Timing::Unread => Standing::NeedsPerson,
        Timing::Later => Standing::Later,
        Timing::Ended | Timing::Nothing => Standing::Open,
    }
}

/// True where rows may ask about a statement: it restricts now or later under the rule, or is a state that only rows take for one.
#[must_use]
pub fn bears(applied: &Applied, rule: InheritanceRule) -> bool {
    let heard = matches!(applied.timing, Timing::Now | Timing::Later | Timing::Unread);
    heard && (applied.counts(rule) || !applied.statement.can_restrict())
}

/// True where a row applies to a statement that bears on an asset.
#[must_use]
pub fn matches(when: &When, index: &RestrictIndex, applied: &Applied, collections: &BTreeSet<CollectionId>) -> bool {
    let kind = if applied.timing == Timing::Unread {
        CauseKind::Unread
    } else {
        applied.cause_kind()
    };
    let of_kind = if when.kinds.is_empty() {
        matches!(
            kind,
            CauseKind::AccessNote | CauseKind::UseNote | CauseKind::Flag | CauseKind::Rights
        )
    } else {
        when.kinds.contains(&kind)
    };
    let in_time = match when.time {
        TimeOf::Now => applied.timing != Timing::Later,
        TimeOf::Later => applied.timing == Timing::Later,
        TimeOf::Either => true,
    };
    let act = match &applied.statement.kind {
        StatementKind::Rights { act, .. } => act.as_deref(),
        _ => None,
    };
    let level = || index.line(applied.statement.key.record).and_then(|line| line.level);
    of_kind
        && in_time
        && (when.types.is_empty() || applied.types().iter().any(|known| when.types.contains(known)))
        && (when.acts.is_empty() || act.is_some_and(|act| when.acts.contains(act)))
        && (when.levels.is_empty() || level().is_some_and(|level| when.levels.contains(&level)))
        && (when.collections.is_empty() || !when.collections.is_disjoint(collections))
}

/// Collections with everything above them, each once, whatever goes round in circles.
#[must_use]
pub fn with_above(
    collections: &HashMap<CollectionId, CollectionInContext>,
    direct: impl IntoIterator<Item = CollectionId>,
) -> BTreeSet<CollectionId> {
    let mut all = BTreeSet::new();
    let mut waiting: Vec<CollectionId> = direct.into_iter().collect();
    while let Some(collection) = waiting.pop() {
        if all.insert(collection) {
            waiting.extend(collections.get(&collection).iter().flat_map(|known| known.above.iter().copied()));
        }
    }
    all
}
