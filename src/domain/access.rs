//! Who can see an asset in iconik: grants, what collections hand down, shares, people.
//!
//! Facts about iconik: `read`, `write`, `delete` and `change-acl` are its permissions; grants of a user and of the user's groups add
//! up, and entries inherited from collections add to the object's own; administrators and creators keep access whatever the list says
//! (<https://app.iconik.io/help/pages/entities/acls>).

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::ids::{AssetId, CollectionId};

/// iconik's words, in the order in which iconik lists them.
const WORDS: [&str; 4] = ["read", "write", "delete", "change-acl"];

/// A set of iconik's four permissions. Writing includes reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions(u8);

impl Permissions {
    /// None.
    pub const NONE: Self = Self(0);
    /// May see.
    pub const READ: Self = Self(1);
    /// May see and change.
    pub const WRITE: Self = Self(1 | 2);
    /// May do everything.
    pub const ALL: Self = Self(15);

    /// Reads iconik's words; words that it added since are left out.
    #[must_use]
    pub fn of_words(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let bit = |word: &str| WORDS.iter().position(|known| *known == word).map_or(0, |place| 1 << place);
        Self(words.into_iter().fold(0, |bits, word| bits | bit(word.as_ref())))
    }

    /// iconik's words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        (0..WORDS.len())
            .filter(|place| self.0 & (1 << place) != 0)
            .map(|place| WORDS[place])
            .collect()
    }

    /// True where nothing is allowed.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True where the object can be seen.
    #[must_use]
    pub fn sees(self) -> bool {
        self.0 & 3 != 0
    }

    /// What either allows.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both allow.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What this allows and the other does not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True where this allows everything that the other allows.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        other.without(self).is_empty()
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        f.write_str(&self.words().join(", "))
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Self::of_words)
    }
}

/// Who holds a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Principal {
    /// A user.
    User(Uuid),
    /// A group, or a team of newer systems.
    Group(Uuid),
}

/// What one principal may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub principal: Principal,
    /// What.
    pub permissions: Permissions,
}

/// A grant that a collection hands down to what is in it. It cannot be taken away on the asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InheritedGrant {
    /// The collection that hands it down.
    pub collection: CollectionId,
    /// What it hands down.
    pub grant: Grant,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// One asset.
    Asset(AssetId),
    /// A collection with everything in it.
    Collection(CollectionId),
}

/// A way for people outside to see something. Holds no address, no password and nobody's e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Its id in iconik.
    pub id: Uuid,
    /// What is shared.
    pub object: Shared,
    /// Its title.
    pub title: String,
    /// It asks for a password, which iconik never tells.
    pub has_password: bool,
    /// When it ends, where it does.
    pub expires: Option<Timestamp>,
    /// How many guests it was sent to; 0 for a link that anybody can open who has it.
    pub guests: u32,
    /// How often guests opened it, where iconik tells.
    pub opened: Option<u64>,
    /// Who made it.
    pub owner: Option<Uuid>,
    /// What it allows and shows (`allow_download`, `metadata_views`, …): what is needed to make it again.
    pub settings: Map<String, Value>,
}

impl Share {
    /// True where whoever has the link can open it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.guests == 0 && !self.has_password
    }

    /// True until its end.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|end| end > now)
    }
}

/// Who can see one asset, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetAccess {
    /// The asset.
    pub asset: AssetId,
    /// Its own list.
    pub grants: Vec<Grant>,
    /// What collections hand down to it.
    pub inherited: Vec<InheritedGrant>,
    /// Who made it: keeps every right.
    pub creator: Option<Uuid>,
    /// When it was read.
    pub read_at: Timestamp,
}

impl AssetAccess {
    /// What its own list gives a principal.
    #[must_use]
    pub fn own(&self, principal: Principal) -> Option<Permissions> {
        self.grants
            .iter()
            .find(|grant| grant.principal == principal)
            .map(|grant| grant.permissions)
    }
}

/// A person with an account in iconik.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub id: Uuid,
    /// First and last name; the beginning of the id where there is none.
    pub name: String,
    /// Passes every list.
    pub admin: bool,
    /// May log in.
    pub active: bool,
    /// Groups the person is in.
    pub groups: BTreeSet<Uuid>,
}

/// A group of iconik.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// People and groups of an iconik.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// People, by name.
    pub people: Vec<Person>,
    /// Groups, by name.
    pub groups: Vec<Group>,
    /// Archway's own account.
    pub me: Option<Uuid>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

impl Directory {
    /// Name of a principal: "group Editors", "Ottilie Varnhem".
    #[must_use]
    pub fn name(&self, principal: Principal) -> String {
        let short = |id: Uuid| id.to_string().chars().take(8).collect::<String>();
        match principal {
            Principal::User(id) => match self.people.iter().find(|person| person.id == id) {
                Some(person) => person.name.clone(),
                None => format!("unknown user {}", short(id)),
            },
            Principal::Group(id) => match self.groups.iter().find(|group| group.id == id) {
                Some(group) => format!("group {}", group.name),
                None => format!("unknown group {}", short(id)),
            },
        }
    }

    /// A person by id.
    #[must_use]
    pub fn person(&self, id: Uuid) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// How many can see something, and by which public ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// People with an account who can see it, administrators and creator among them.
    pub people: u32,
    /// Of these, people who see it whatever the list says: administrators, the creator.
    pub always: u32,
    /// Groups that the list names and this iconik does not know any more, or whose members cannot be read.
    pub unknown: u32,
    /// Live shares, of the asset or of a collection that it is in.
    pub shares: u32,
    /// Of these, links that anybody can open who has them.
    pub public_links: u32,
}

impl Audience {
    /// `12 people, 1 share`, `3 people`, `12 people, public link`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = vec![format!("{} {}", self.people, if self.people == 1 { "person" } else { "people" })];
        if self.unknown > 0 {
            words.push(format!("{} unknown", self.unknown));
        }
        match self.public_links {
            0 => {}
            1 => words.push("public link".to_owned()),
            several => words.push(format!("{several} public links")),
        }
        match self.shares - self.public_links.min(self.shares) {
            0 => {}
            1 => words.push("1 share".to_owned()),
            several => words.push(format!("{several} shares")),
        }
        words.join(", ")
    }
}
