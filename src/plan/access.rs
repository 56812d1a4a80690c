//! Changes of who can see an asset, and what a person must see of them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ChangeId, Effect, FieldValues, Finding};
use crate::domain::access::{Audience, Grant, Permissions, Principal, Share};
use crate::domain::fields::{RESTRICTION_BLOCK, RESTRICTION_STATUS, RESTRICTION_TAKEN};
use crate::domain::restriction::{InheritanceRule, Span, Standing, StatementKey, Taken, Timing};
use crate::domain::{AssetId, CollectionId, Fingerprint, RecordUri};

/// One entry of an asset's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChange {
    /// Whose.
    pub principal: Principal,
    /// Before; `None` where there was no entry.
    pub before: Option<Permissions>,
    /// After; `None` where no entry remains.
    pub after: Option<Permissions>,
}

impl GrantChange {
    /// True where the principal may do something afterwards that it might not before.
    #[must_use]
    pub fn opens(&self) -> bool {
        !self.before.unwrap_or_default().covers(self.after.unwrap_or_default())
    }
}

/// A share taken away, or made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum ShareChange {
    /// Taken away.
    Revoke {
        /// As it was.
        share: Share,
    },
    /// Made again, under a new address.
    Restore {
        /// As it was; never one with a password, which iconik does not tell.
        share: Share,
    },
}

/// A collection that an asset joins or leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipChange {
    /// The collection.
    pub collection: CollectionId,
    /// Its title.
    pub title: String,
    /// True where the asset joins it; false where it leaves it.
    pub joins: bool,
    /// True where being in it gives somebody access.
    pub gives_access: bool,
    /// What being in it gives, by that collection and those above it, as it was reviewed. Joining may give no more than this.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands_down: Vec<Grant>,
}

/// A request for a review of an asset, made or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewChange {
    /// People asked.
    pub users: Vec<Uuid>,
    /// Groups asked.
    pub groups: Vec<Uuid>,
    /// How many must approve.
    pub min_number: u32,
    /// True where it is asked; false where the request is taken back.
    pub asks: bool,
}

/// Fields of an asset before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldsChange {
    /// Id of the metadata view that holds them.
    pub view: String,
    /// Values before, of the fields that change.
    pub before: FieldValues,
    /// Values after.
    pub after: FieldValues,
}

/// Everything that changes about who can see one asset. It is brought about step by step; looking at the asset shows which steps are
/// done. A change either closes or opens, never both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessChange {
    /// The asset.
    pub asset: AssetId,
    /// Archway's restriction fields.
    pub fields: Option<FieldsChange>,
    /// Entries of its own list.
    pub grants: Vec<GrantChange>,
    /// Shares of the asset.
    pub shares: Vec<ShareChange>,
    /// Collections that it joins or leaves.
    pub memberships: Vec<MembershipChange>,
    /// A review that is asked for.
    pub review: Option<ReviewChange>,
    /// Note for the asset's history; none where empty.
    pub note: String,
}

/// What a change does to a restriction, as the ledger counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum RestrictKind {
    /// Restricts what was not, or more than before.
    Restrict,
    /// What stands stays closed; its end, words or sources change.
    Alter,
    /// Gives back.
    Lift,
}

impl RestrictKind {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Restrict => "restrict",
            Self::Alter => "change",
            Self::Lift => "lift",
        }
    }

    /// The other way round.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Restrict => Self::Lift,
            Self::Alter => Self::Alter,
            Self::Lift => Self::Restrict,
        }
    }

    /// What the ledger counts it as.
    #[must_use]
    pub fn effect(self) -> Effect {
        match self {
            Self::Restrict => Effect::Add,
            Self::Alter => Effect::Alter,
            Self::Lift => Effect::Remove,
        }
    }

    /// Its sign in the ledger.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Restrict => "+",
            Self::Alter => "~",
            Self::Lift => "−",
        }
    }
}

/// Place of a cause in [`RestrictReview::causes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CauseId(pub u32);

/// A restriction that causes changes: a note, a flag, a rights statement, a state. What opens has the cause that it is freed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The statement. Where it is gone, as Archway remembers it from the asset's fields.
    pub statement: StatementKey,
    /// Title of the record that carries it, with its level: "Series 3: Oral histories".
    pub record_title: String,
    /// What it is: "accessrestrict", "restriction flag", "rights statement: disseminate".
    pub what: String,
    /// Its words in full.
    pub words: String,
    /// Days, a person's reading included.
    pub span: Span,
    /// Restriction types.
    pub types: Vec<String>,
    /// How it stands on the day; `None` where it is gone.
    pub timing: Option<Timing>,
    /// What a person said it means, in words.
    pub reading: Option<String>,
    /// How many assets it reaches.
    pub assets: u64,
}

/// One record on the way from the resource down to what an asset is linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainStep {
    /// The record.
    pub record: RecordUri,
    /// Its title, with its level.
    pub title: String,
    /// What it says about access, in short; "no access note" where nothing.
    pub says: String,
    /// Causes that it carries.
    pub causes: Vec<CauseId>,
    /// It decides.
    pub deciding: bool,
}

/// What a person must see of a change that restricts or lifts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restricting {
    /// What it does to the restriction.
    pub kind: RestrictKind,
    /// Its causes, the deciding one first. What opens has one: the cause it is confirmed by.
    pub causes: Vec<CauseId>,
    /// Places in [`RestrictReview::chains`]: one for each linked record.
    pub chains: Vec<u32>,
    /// How the asset stands once it is made.
    pub standing: Standing,
    /// Who can see it now.
    pub seen_by: Audience,
    /// Who can see it afterwards.
    pub seen_after: Audience,
    /// Why the two rules differ; `None` where they agree.
    pub differ: Option<String>,
    /// Collections that the asset is in, for grouping by target.
    pub collections: Vec<String>,
}

/// An asset that cannot be planned before somebody says what a note means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsPerson {
    /// The asset.
    pub asset: AssetId,
    /// Its title.
    pub title: String,
    /// The note.
    pub cause: CauseId,
    /// Place in [`RestrictReview::chains`].
    pub chain: u32,
    /// Who can see it now.
    pub seen_by: Audience,
}

/// A person's confirmation that something may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The cause that the opening is freed from.
    pub cause: CauseId,
    /// The changes that were shown and confirmed: no other opens by it.
    pub changes: Vec<ChangeId>,
    /// Who confirmed.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the person's words.
    pub reason: String,
    /// The second person, who logged in, and when.
    pub second: Option<(String, Timestamp)>,
}

/// What belongs to a restriction plan as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestrictReview {
    /// The day that it was planned for.
    pub as_of: Date,
    /// The rule in force.
    pub rule: InheritanceRule,
    /// What opens needs a second person.
    pub second_person: bool,
    /// Assets looked at that stand as they should.
    pub unchanged: u64,
    /// The causes.
    pub causes: Vec<Cause>,
    /// Ways from the resource down; each once, however many assets hang there.
    pub chains: Vec<Vec<ChainStep>>,
    /// Assets that wait for a person to say what a note means.
    pub needs_person: Vec<NeedsPerson>,
    /// What was confirmed.
    pub confirmations: Vec<Confirmation>,
    /// The rules that it was planned by; `None` where it does not follow from rules, as where it takes another plan back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Fingerprint>,
}

impl Cause {
    /// Record, words and kind in one line: "Series 3: Oral histories — “Interviews are closed…” accessrestrict".
    #[must_use]
    pub fn line(&self, chars: usize) -> String {
        let words = shortened(&self.words, chars);
        if words.is_empty() {
            format!("{} — {}", self.record_title, self.what)
        } else {
            format!("{} — “{words}” {}", self.record_title, self.what)
        }
    }
}

/// The beginning of a text, in one line; the cut shows.
#[must_use]
pub fn shortened(text: &str, chars: usize) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(chars) {
        line.truncate(cut);
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line
}

impl RestrictReview {
    /// A cause.
    #[must_use]
    pub fn cause(&self, id: CauseId) -> Option<&Cause> {
        self.causes.get(id.0 as usize)
    }

    /// The confirmation by which a change may open, where there is one that suffices.
    #[must_use]
    pub fn confirmed(&self, change: ChangeId) -> Option<&Confirmation> {
        self.confirmations
            .iter()
            .find(|confirmation| confirmation.changes.contains(&change) && (!self.second_person || confirmation.second.is_some()))
    }
}

/// How often a row of the rule table matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleMatches {
    /// The row.
    pub row: Uuid,
    /// Assets that it matches on the day.
    pub assets: u64,
    /// What is odd about it: matches nothing, matches everything, names a group that is gone, nobody keeps access, …
    pub findings: Vec<Finding>,
}

impl AccessChange {
    /// True where nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.before == fields.after)
            && self.grants.iter().all(|grant| grant.before == grant.after)
            && self.shares.is_empty()
            && self.memberships.is_empty()
            && self.review.is_none()
    }

    /// True where somebody may see or do something afterwards that was not possible before.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.grants.iter().any(GrantChange::opens)
            || self.shares.iter().any(ShareChange::opens)
            || self
                .memberships
                .iter()
                .any(|membership| membership.joins && membership.gives_access)
            || self.fields.as_ref().is_some_and(FieldsChange::unblocks)
    }

    /// Causes that Archway took something for and that it remembers no more afterwards: all of them let go, not only the one that is
    /// named first.
    #[must_use]
    pub fn lets_go_of(&self) -> Vec<StatementKey> {
        let Some(fields) = &self.fields else { return Vec::new() };
        let causes = |values: &FieldValues| {
            let taken = values
                .get(RESTRICTION_TAKEN.name)
                .and_then(|values| Taken::read(values).ok().flatten());
            taken.unwrap_or_default().causes
        };
        let after = causes(&fields.after);
        let mut gone = causes(&fields.before);
        gone.retain(|cause| !after.contains(cause));
        gone
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            asset: self.asset,
            fields: self.fields.as_ref().map(|fields| FieldsChange {
                view: fields.view.clone(),
                before: fields.after.clone(),
                after: fields.before.clone(),
            }),
            grants: self
                .grants
                .iter()
                .map(|grant| GrantChange {
                    principal: grant.principal,
                    before: grant.after,
                    after: grant.before,
                })
                .collect(),
            shares: self.shares.iter().map(ShareChange::reversed).collect(),
            memberships: self
                .memberships
                .iter()
                .map(|membership| MembershipChange {
                    joins: !membership.joins,
                    ..membership.clone()
                })
                .collect(),
            review: self.review.clone().map(|review| ReviewChange {
                asks: !review.asks,
                ..review
            }),
            note: self.note.clone(),
        }
    }
}

impl ShareChange {
    /// True where people outside may see something afterwards that they might not before.
    #[must_use]
    pub fn opens(&self) -> bool {
        matches!(self, Self::Restore { .. })
    }

    /// The share.
    #[must_use]
    pub fn share(&self) -> &Share {
        match self {
            Self::Revoke { share } | Self::Restore { share } => share,
        }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        match self.clone() {
            Self::Revoke { share } => Self::Restore { share },
            Self::Restore { share } => Self::Revoke { share },
        }
    }
}

impl FieldsChange {
    /// True where iconik would stop blocking, or Archway's words would stop calling the asset closed.
    #[must_use]
    pub fn unblocks(&self) -> bool {
        (says_blocked(&self.before) && !says_blocked(&self.after)) || (says_closed(&self.before) && !says_closed(&self.after))
    }
}

/// True where the fields keep iconik from sharing.
#[must_use]
pub fn says_blocked(fields: &FieldValues) -> bool {
    let value = fields.get(RESTRICTION_BLOCK.name).and_then(|values| values.first());
    value.is_some_and(|value| *value == serde_json::Value::Bool(true) || value.as_str() == Some("true"))
}

/// True where the fields call the asset restricted, or say that a person must read a note first.
#[must_use]
pub fn says_closed(fields: &FieldValues) -> bool {
    let value = fields.get(RESTRICTION_STATUS.name).and_then(|values| values.first());
    value.is_some_and(|value| *value == *Standing::Restricted.words() || *value == *Standing::NeedsPerson.words())
}
