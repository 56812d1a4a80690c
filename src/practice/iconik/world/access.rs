//! Access control lists: who may do what with one object.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A set of the four permissions `read`, `write`, `delete` and `change-acl`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions(u8);

/// The permissions in the order in which iconik lists them.
const WORDS: [&str; 4] = ["read", "write", "delete", "change-acl"];

impl Permissions {
    /// May see.
    pub const READ: Self = Self(1);
    /// May change. Writing includes seeing.
    pub const WRITE: Self = Self(1 | 2);
    /// May see, change and delete.
    pub const DELETE: Self = Self(1 | 2 | 4);
    /// May do everything.
    pub const ALL: Self = Self(15);

    /// Reads iconik's words; `None` where a word is none of them.
    #[must_use]
    pub fn read(words: impl IntoIterator<Item = impl AsRef<str>>) -> Option<Self> {
        let mut bits = 0;
        for word in words {
            bits |= 1 << WORDS.iter().position(|known| *known == word.as_ref())?;
        }
        Some(Self(bits))
    }

    /// iconik's words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        WORDS
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, word)| word)
            .collect()
    }

    /// Both together: grants add up.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one permission is in the set; writing includes reading.
    #[must_use]
    pub fn allow(self, word: &str) -> bool {
        let set = if self.0 & 2 != 0 { self.0 | 1 } else { self.0 };
        WORDS
            .iter()
            .position(|known| *known == word)
            .is_some_and(|bit| set & (1 << bit) != 0)
    }
}

/// Who holds a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A user.
    User(Uuid),
    /// A group.
    Group(Uuid),
}

/// What one holder may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub holder: Holder,
    /// What.
    pub permissions: Permissions,
}

/// The grants on one object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acl(pub Vec<Grant>);

impl Acl {
    /// Grants to groups.
    #[must_use]
    pub fn groups(grants: &[(Uuid, Permissions)]) -> Self {
        let grant = |(id, permissions): &(Uuid, Permissions)| Grant {
            holder: Holder::Group(*id),
            permissions: *permissions,
        };
        Self(grants.iter().map(grant).collect())
    }

    /// What one holder was granted.
    #[must_use]
    pub fn of(&self, holder: Holder) -> Option<Permissions> {
        self.0.iter().find(|grant| grant.holder == holder).map(|grant| grant.permissions)
    }

    /// Everything the holders were granted together.
    #[must_use]
    pub fn combined(&self, holders: &[Holder]) -> Permissions {
        self.0
            .iter()
            .filter(|grant| holders.contains(&grant.holder))
            .fold(Permissions::default(), |sum, grant| sum.and(grant.permissions))
    }

    /// Sets or adds to the grant of one holder. Overwriting replaces the grant of the named holder only; whether the real
    /// system replaces the whole list is not known, see
    /// [`overwrite_replaces_list`](crate::practice::iconik::IconikOptions::overwrite_replaces_list).
    pub fn grant(&mut self, holder: Holder, permissions: Permissions, append: bool) {
        match self.0.iter_mut().find(|grant| grant.holder == holder) {
            Some(grant) if append => grant.permissions = grant.permissions.and(permissions),
            Some(grant) => grant.permissions = permissions,
            None => self.0.push(Grant { holder, permissions }),
        }
    }

    /// Takes the grant of one holder away; says whether there was one.
    pub fn revoke(&mut self, holder: Holder) -> bool {
        let before = self.0.len();
        self.0.retain(|grant| grant.holder != holder);
        self.0.len() != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_add_up_and_writing_includes_reading() {
        let (user, group) = (Holder::User(Uuid::max()), Holder::Group(Uuid::nil()));
        let mut acl = Acl::default();
        acl.grant(user, Permissions::READ, false);
        acl.grant(group, Permissions::read(["delete"]).expect("a permission"), false);
        let sum = acl.combined(&[user, group]);
        assert_eq!(sum.words(), ["read", "delete"]);
        acl.grant(user, Permissions::read(["write"]).expect("a permission"), false);
        assert!(acl.combined(&[user]).allow("read"));
        assert!(!acl.combined(&[user]).allow("change-acl"));
        assert!(Permissions::read(["own"]).is_none());
    }
}
