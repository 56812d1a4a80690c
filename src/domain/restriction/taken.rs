//! What Archway took away when it restricted an asset. It is kept in a field of the asset itself, so that lifting gives back just that,
//! from whichever workspace it is done.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rules::ReviewRule;
use super::statement::StatementKey;
use crate::domain::CollectionId;
use crate::domain::access::{Grant, Permissions, Principal, Share};

/// Version of the text that is written.
const VERSION: u32 = 1;

/// What Archway took from one asset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// Permissions that were taken from somebody, in order of who.
    pub grants: Vec<Grant>,
    /// What those were left with. Where a person took of that since, nothing of what Archway took is given back to them: that person
    /// wanted less, not more.
    pub kept: Vec<Grant>,
    /// Shares that were revoked, in order of their ids.
    pub shares: Vec<Share>,
    /// Collections that the asset was made to leave.
    pub left: Vec<CollectionId>,
    /// Collections that the asset was made to join.
    pub joined: Vec<CollectionId>,
    /// The review that was asked for.
    pub review: Option<ReviewRule>,
    /// Sharing and download were blocked, where they were not before.
    pub block: bool,
    /// The restrictions that it was taken for, the deciding one first.
    pub causes: Vec<StatementKey>,
}

/// The text as it stands in the field.
#[derive(Serialize, Deserialize)]
struct Written {
    v: u32,
    #[serde(flatten)]
    taken: Taken,
}

/// Why the text in the field could not be read. It is never taken for "nothing was taken".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableTaken {
    /// Not what Archway writes.
    #[error("what Archway took from it cannot be read ({0}); somebody may have edited the field “Taken away by the restriction”")]
    Damaged(String),
    /// Written by a newer Archway.
    #[error("what Archway took from it was written by a newer Archway (version {0}); use that one")]
    Newer(u32),
}

impl Taken {
    /// Reads the values of the field; `None` where nothing was taken.
    ///
    /// # Errors
    /// Where there is a text that is not understood.
    pub fn read(values: &[Value]) -> Result<Option<Self>, UnreadableTaken> {
        let mut texts = values.iter().filter(|value| !value.is_null() && value.as_str() != Some(""));
        let Some(first) = texts.next() else { return Ok(None) };
        if texts.next().is_some() {
            return Err(UnreadableTaken::Damaged("the field holds several values".to_owned()));
        }
        let damaged = |error: serde_json::Error| UnreadableTaken::Damaged(error.to_string());
        let body: Value = match first {
            Value::String(text) => serde_json::from_str(text).map_err(damaged)?,
            other => other.clone(),
        };
        match body.get("v").and_then(Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {}
            Some(newer) => return Err(UnreadableTaken::Newer(u32::try_from(newer).unwrap_or(u32::MAX))),
            None => return Err(UnreadableTaken::Damaged("it names no version".to_owned())),
        }
        let written: Written = serde_json::from_value(body).map_err(damaged)?;
        Ok(Some(written.taken))
    }

    /// The value of the field.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let written = Written {
            v: VERSION,
            taken: self.clone(),
        };
        // Plain data with text keys always becomes JSON.
        Value::String(serde_json::to_string(&written).unwrap_or_default())
    }

    /// True where nothing is held back, whatever the causes.
    #[must_use]
    pub fn holds_nothing(&self) -> bool {
        self.grants.is_empty()
            && self.shares.is_empty()
            && self.left.is_empty()
            && self.joined.is_empty()
            && self.review.is_none()
            && !self.block
    }

    /// True where the same is held back, for whatever causes.
    #[must_use]
    pub fn holds_the_same(&self, other: &Self) -> bool {
        self.grants == other.grants
            && self.kept == other.kept
            && self.shares == other.shares
            && self.left == other.left
            && self.joined == other.joined
            && self.review == other.review
            && self.block == other.block
    }

    /// What was taken from somebody.
    #[must_use]
    pub fn of(&self, principal: Principal) -> Permissions {
        permissions_of(&self.grants, principal)
    }

    /// What somebody was left with.
    #[must_use]
    pub fn kept_by(&self, principal: Principal) -> Permissions {
        permissions_of(&self.kept, principal)
    }

    /// Remembers what was taken from somebody and what they were left with; forgets them where nothing is taken any more.
    pub fn set(&mut self, principal: Principal, taken: Permissions, kept: Permissions) {
        let held = |permissions: Permissions| if taken.is_empty() { Permissions::NONE } else { permissions };
        put(&mut self.grants, principal, taken);
        put(&mut self.kept, principal, held(kept));
    }

    /// Adds what was taken on another occasion.
    pub fn merge(&mut self, other: &Self) {
        for grant in &other.grants {
            let kept = if self.of(grant.principal).is_empty() {
                other.kept_by(grant.principal)
            } else {
                self.kept_by(grant.principal).common(other.kept_by(grant.principal))
            };
            self.set(grant.principal, self.of(grant.principal).and(grant.permissions), kept);
        }
        for share in &other.shares {
            if !self.shares.iter().any(|known| known.id == share.id) {
                self.shares.push(share.clone());
            }
        }
        self.shares.sort_by_key(|share| share.id);
        add_all(&mut self.left, &other.left);
        add_all(&mut self.joined, &other.joined);
        if self.review.is_none() {
            self.review.clone_from(&other.review);
        }
        self.block |= other.block;
        for cause in &other.causes {
            if !self.causes.contains(cause) {
                self.causes.push(cause.clone());
            }
        }
    }

    /// In words: "access of 3, 1 share, sharing blocked".
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        let mut count = |count: usize, one: &str, many: &str| match count {
            0 => {}
            1 => words.push(one.to_owned()),
            several => words.push(format!("{several} {many}")),
        };
        count(self.grants.len(), "access of 1 user or group", "users' or groups' access");
        count(self.shares.len(), "1 share", "shares");
        count(self.left.len(), "1 collection left", "collections left");
        count(self.joined.len(), "1 collection joined", "collections joined");
        count(usize::from(self.review.is_some()), "a review asked for", "");
        count(usize::from(self.block), "sharing blocked", "");
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    }
}

fn permissions_of(grants: &[Grant], principal: Principal) -> Permissions {
    grants
        .iter()
        .find(|grant| grant.principal == principal)
        .map_or(Permissions::NONE, |grant| grant.permissions)
}

fn put(grants: &mut Vec<Grant>, principal: Principal, permissions: Permissions) {
    grants.retain(|grant| grant.principal != principal);
    if !permissions.is_empty() {
        grants.push(Grant { principal, permissions });
        grants.sort();
    }
}

fn add_all(collections: &mut Vec<CollectionId>, others: &[CollectionId]) {
    collections.extend_from_slice(others);
    collections.sort_unstable();
    collections.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn editors() -> Principal {
        Principal::Group(Uuid::from_u128(50))
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut taken = Taken {
            block: true,
            causes: vec![StatementKey {
                record: "/repositories/2/resources/1".parse().unwrap(),
                part: "note:abc".into(),
            }],
            ..Taken::default()
        };
        taken.set(editors(), Permissions::WRITE, Permissions::NONE);
        assert_eq!(Taken::read(&[taken.to_value()]), Ok(Some(taken.clone())));
        assert!(taken.to_value().as_str().unwrap().starts_with("{\"v\":1,"));
    }

    #[test]
    fn unreadable_text_is_never_nothing() {
        assert_eq!(Taken::read(&[]), Ok(None));
        assert_eq!(Taken::read(&[json!("")]), Ok(None));
        for text in [
            json!("gone"),
            json!("{}"),
            json!("{\"v\":1,\"grants\":7}"),
            json!(["a"]),
            json!("{\"v\":0}"),
        ] {
            assert!(Taken::read(std::slice::from_ref(&text)).is_err(), "{text}");
        }
        assert_eq!(Taken::read(&[json!("{\"v\":2}")]), Err(UnreadableTaken::Newer(2)));
        assert!(Taken::read(&[json!("{\"v\":1}"), json!("{\"v\":1}")]).is_err());
    }

    #[test]
    fn merging_adds_up_and_remembers_the_least_that_was_left() {
        let mut first = Taken::default();
        first.set(editors(), Permissions::CHANGE_ACL, Permissions::WRITE);
        let mut second = Taken::default();
        second.set(editors(), Permissions::WRITE, Permissions::NONE);
        first.merge(&second);
        assert_eq!(first.of(editors()), Permissions::CHANGE_ACL.and(Permissions::WRITE));
        assert_eq!(first.kept_by(editors()), Permissions::NONE);
    }
}
