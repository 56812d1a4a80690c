//! One asset as it stands in iconik, or as it would stand: who may do what, shares, collections, Archway's restriction fields. Two
//! states give the change that leads from one to the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::context::{AssetInContext, RestrictContext};
use crate::domain::access::{AssetAccess, Grant, InheritedGrant, Permissions, Principal, Share, Shared};
use crate::domain::fields::{
    ArchwayField, RESTRICTED_UNTIL, RESTRICTION, RESTRICTION_BLOCK, RESTRICTION_SOURCE, RESTRICTION_STATUS, RESTRICTION_TAKEN,
    RESTRICTION_WORDS,
};
use crate::domain::restriction::Taken;
use crate::domain::restriction::taken::UnreadableTaken;
use crate::domain::{AssetId, CollectionId};
use crate::plan::access::{
    AccessChange, FieldsChange, GrantChange, MembershipChange, ReviewChange, ShareChange, says_blocked, says_closed,
};
use crate::plan::{Condition, FieldValues};

/// What Archway's fields say of a restriction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    pub status: Option<String>,
    pub words: Option<String>,
    pub until: Option<String>,
    pub source: Option<String>,
}

impl Texts {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One asset as it stands, or would stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AssetState {
    asset: AssetId,
    creator: Option<Uuid>,
    read_at: Timestamp,
    pub grants: BTreeMap<Principal, Permissions>,
    pub inherited: Vec<InheritedGrant>,
    /// Its own shares.
    pub shares: BTreeMap<Uuid, Share>,
    pub collections: BTreeSet<CollectionId>,
    /// Archway's restriction fields, each with its values, none where empty.
    fields: FieldValues,
    /// What Archway took.
    taken: Option<Taken>,
    /// What the field says of that.
    noted: Option<Taken>,
}

impl AssetState {
    /// As it was read.
    pub(super) fn read(asset: AssetId, known: &AssetInContext, access: &AssetAccess) -> Result<Self, UnreadableTaken> {
        let values = |field: &ArchwayField| known.fields.get(field.name).cloned().unwrap_or_default();
        let mut grants: BTreeMap<Principal, Permissions> = BTreeMap::new();
        for grant in access.grants.iter().filter(|grant| !grant.permissions.is_empty()) {
            let sum = grants.entry(grant.principal).or_default();
            *sum = sum.and(grant.permissions);
        }
        let mut inherited = access.inherited.clone();
        inherited.sort();
        let taken = Taken::read(&values(&RESTRICTION_TAKEN))?;
        Ok(Self {
            asset,
            creator: access.creator,
            read_at: access.read_at,
            grants,
            inherited,
            shares: own_shares(asset, known).map(|share| (share.id, share.clone())).collect(),
            collections: known.collections.iter().copied().collect(),
            fields: RESTRICTION.iter().map(|field| (field.name.to_owned(), values(field))).collect(),
            noted: taken.clone(),
            taken,
        })
    }

    pub(super) fn taken(&self) -> Option<&Taken> {
        self.taken.as_ref()
    }

    /// Puts what Archway took; [`AssetState::note_taken`] writes it down.
    pub(super) fn remember(&mut self, taken: Option<Taken>) {
        self.taken = taken;
    }

    /// Writes down what Archway took; the field keeps its text where it says the same.
    pub(super) fn note_taken(&mut self) {
        if self.noted != self.taken {
            let values = self.taken.as_ref().map(Taken::to_value).into_iter().collect();
            self.fields.insert(RESTRICTION_TAKEN.name.to_owned(), values);
            self.noted.clone_from(&self.taken);
        }
    }

    pub(super) fn blocked(&self) -> bool {
        says_blocked(&self.fields)
    }

    pub(super) fn block(&mut self, blocked: bool) {
        if self.blocked() != blocked {
            let values = if blocked { vec![Value::Bool(true)] } else { Vec::new() };
            self.fields.insert(RESTRICTION_BLOCK.name.to_owned(), values);
        }
    }

    /// True where Archway's words call it closed.
    pub(super) fn says_closed(&self) -> bool {
        says_closed(&self.fields)
    }

    pub(super) fn texts(&self) -> Texts {
        Texts {
            status: self.text(&RESTRICTION_STATUS),
            words: self.text(&RESTRICTION_WORDS),
            until: self.text(&RESTRICTED_UNTIL),
            source: self.text(&RESTRICTION_SOURCE),
        }
    }

    pub(super) fn write(&mut self, texts: &Texts) {
        let fields = [
            (&RESTRICTION_STATUS, &texts.status),
            (&RESTRICTION_WORDS, &texts.words),
            (&RESTRICTED_UNTIL, &texts.until),
            (&RESTRICTION_SOURCE, &texts.source),
        ];
        for (field, text) in fields {
            if self.text(field) != *text {
                let values = text.iter().map(|text| Value::String(text.clone())).collect();
                self.fields.insert(field.name.to_owned(), values);
            }
        }
    }

    fn text(&self, field: &ArchwayField) -> Option<String> {
        let values = self.fields.get(field.name).map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<String> = values
            .iter()
            .filter(|value| !value.is_null())
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let text = texts.join("; ");
        (!text.is_empty()).then_some(text)
    }

    /// What its own list gives.
    pub(super) fn own(&self, principal: Principal) -> Permissions {
        self.grants.get(&principal).copied().unwrap_or_default()
    }

    pub(super) fn give(&mut self, principal: Principal, permissions: Permissions) {
        if permissions.is_empty() {
            self.grants.remove(&principal);
        } else {
            self.grants.insert(principal, permissions);
        }
    }

    /// Who can see it.
    pub(super) fn access(&self) -> AssetAccess {
        AssetAccess {
            asset: self.asset,
            grants: self.grant_list(),
            inherited: self.inherited.clone(),
            creator: self.creator,
            read_at: self.read_at,
        }
    }

    fn grant_list(&self) -> Vec<Grant> {
        let grants = self.grants.iter();
        grants
            .map(|(principal, permissions)| Grant {
                principal: *principal,
                permissions: *permissions,
            })
            .collect()
    }

    /// True where nothing but the remembered causes differs.
    pub(super) fn same_but_causes(&self, other: &Self) -> bool {
        let nothing = Taken::default();
        let (mine, theirs) = (self.taken.as_ref().unwrap_or(&nothing), other.taken.as_ref().unwrap_or(&nothing));
        self.grants == other.grants
            && self.inherited == other.inherited
            && self.shares == other.shares
            && self.collections == other.collections
            && mine.holds_the_same(theirs)
            && RESTRICTION
                .iter()
                .filter(|field| field.name != RESTRICTION_TAKEN.name)
                .all(|field| self.fields.get(field.name) == other.fields.get(field.name))
    }

    /// The change that leads from here to another state.
    pub(super) fn change_to(&self, after: &Self, context: &RestrictContext<'_>, note: String) -> AccessChange {
        AccessChange {
            asset: self.asset,
            fields: self.fields_to(after, context.view),
            grants: self.grants_to(after),
            shares: self.shares_to(after),
            memberships: self.memberships_to(after, context),
            review: self.review_to(after),
            note,
        }
    }

    fn fields_to(&self, after: &Self, view: Option<&str>) -> Option<FieldsChange> {
        let differ = |field: &&String| self.fields.get(*field) != after.fields.get(*field);
        let names: Vec<&String> = self.fields.keys().filter(differ).collect();
        let only = |fields: &FieldValues| -> FieldValues {
            names
                .iter()
                .map(|name| ((*name).clone(), fields.get(*name).cloned().unwrap_or_default()))
                .collect()
        };
        (!names.is_empty()).then(|| FieldsChange {
            view: view.unwrap_or_default().to_owned(),
            before: only(&self.fields),
            after: only(&after.fields),
        })
    }

    fn grants_to(&self, after: &Self) -> Vec<GrantChange> {
        let principals: BTreeSet<Principal> = self.grants.keys().chain(after.grants.keys()).copied().collect();
        principals
            .into_iter()
            .map(|principal| GrantChange {
                principal,
                before: self.grants.get(&principal).copied(),
                after: after.grants.get(&principal).copied(),
            })
            .filter(|grant| grant.before != grant.after)
            .collect()
    }

    fn shares_to(&self, after: &Self) -> Vec<ShareChange> {
        let gone = self.shares.values().filter(|share| !after.shares.contains_key(&share.id));
        let back = after.shares.values().filter(|share| !self.shares.contains_key(&share.id));
        gone.map(|share| ShareChange::Revoke { share: share.clone() })
            .chain(back.map(|share| ShareChange::Restore { share: share.clone() }))
            .collect()
    }

    fn memberships_to(&self, after: &Self, context: &RestrictContext<'_>) -> Vec<MembershipChange> {
        let change = |collection: CollectionId, joins: bool| {
            let mut hands_down: Vec<Grant> = handed_down(context, collection).into_iter().map(|entry| entry.grant).collect();
            hands_down.sort();
            hands_down.dedup();
            MembershipChange {
                collection,
                title: context.collection_title(collection),
                joins,
                gives_access: !hands_down.is_empty(),
                hands_down,
            }
        };
        let left = self
            .collections
            .difference(&after.collections)
            .map(|collection| change(*collection, false));
        let joined = after
            .collections
            .difference(&self.collections)
            .map(|collection| change(*collection, true));
        left.chain(joined).collect()
    }

    fn review_to(&self, after: &Self) -> Option<ReviewChange> {
        let review = |state: &Self| state.taken.as_ref().and_then(|taken| taken.review.clone());
        let (rule, asks) = match (review(self), review(after)) {
            (None, Some(rule)) => (rule, true),
            (Some(rule), None) => (rule, false),
            _ => return None,
        };
        Some(ReviewChange {
            users: rule.users.into_iter().collect(),
            groups: rule.groups.into_iter().collect(),
            min_number: rule.min_number,
            asks,
        })
    }

    /// What must stand there when the change from here is made.
    pub(super) fn conditions(&self, change: &AccessChange) -> [Condition; 2] {
        let mut values: FieldValues = change.fields.iter().flat_map(|fields| fields.before.clone()).collect();
        if let Some(taken) = self.fields.get(RESTRICTION_TAKEN.name) {
            values.insert(RESTRICTION_TAKEN.name.to_owned(), taken.clone());
        }
        [
            Condition::AccessUnchanged {
                asset: self.asset,
                grants: self.grant_list(),
                inherited: self.inherited.clone(),
                shares: self.shares.keys().copied().collect(),
            },
            Condition::AssetFields { asset: self.asset, values },
        ]
    }
}

/// Shares of the asset itself.
pub(super) fn own_shares(asset: AssetId, known: &AssetInContext) -> impl Iterator<Item = &Share> {
    known.shares.iter().filter(move |share| share.object == Shared::Asset(asset))
}

/// What a collection and those above it hand down.
pub(super) fn handed_down(context: &RestrictContext<'_>, collection: CollectionId) -> Vec<InheritedGrant> {
    let all = super::consequences::with_above(context.collections, [collection]);
    let known = all
        .into_iter()
        .filter_map(|collection| Some((collection, context.collections.get(&collection)?)));
    known
        .flat_map(|(collection, known)| {
            known
                .hands_down
                .iter()
                .map(move |grant| InheritedGrant { collection, grant: *grant })
        })
        .filter(|entry| !entry.grant.permissions.is_empty())
        .collect()
}
