//! Who can see an asset in iconik: grants, what collections hand down, shares, people.
//!
//! Facts about iconik: `read`, `write`, `delete` and `change-acl` are its permissions; grants of a user and of the user's groups add
//! up, and entries inherited from collections add to the object's own; administrators and creators keep access whatever the list says
//! (<https://app.iconik.io/help/pages/entities/acls>).

use std::collections::{BTreeSet, HashMap};
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
    /// May say who else may do what.
    pub const CHANGE_ACL: Self = Self(8);

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

    /// With what it includes: who may change something may see it.
    #[must_use]
    pub fn implied(self) -> Self {
        if self.0 & 2 == 0 { self } else { self.and(Self::READ) }
    }

    /// True where this allows everything that the other allows.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        other.implied().without(self.implied()).is_empty()
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

    /// Why it cannot be made again once it is taken away; `None` where it can. Without its password or its guests it would let in more
    /// people than before.
    #[must_use]
    pub fn lost_for_good(&self) -> Option<&'static str> {
        if self.has_password {
            Some("iconik never tells its password")
        } else if self.guests > 0 {
            Some("it was sent to guests by name, whom Archway does not read")
        } else {
            None
        }
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

    /// What somebody gains or loses: "group Editors: read, write → none".
    #[must_use]
    pub fn change_words(&self, principal: Principal, before: Permissions, after: Permissions) -> String {
        format!("{}: {before} → {after}", self.name(principal))
    }

    /// True where the user or group is known.
    #[must_use]
    pub fn knows(&self, principal: Principal) -> bool {
        match principal {
            Principal::User(id) => self.person(id).is_some(),
            Principal::Group(id) => self.groups.iter().any(|group| group.id == id),
        }
    }

    /// How many administrators may log in.
    #[must_use]
    pub fn administrators(&self) -> usize {
        self.people.iter().filter(|person| person.admin && person.active).count()
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
    /// Groups and users that the list lets see it and that this iconik does not know any more, or whose members cannot be read.
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

/// Who sees what, for many assets: a directory with the members of each group looked up once.
#[derive(Debug)]
pub struct Viewers<'a> {
    directory: &'a Directory,
    places: HashMap<Uuid, usize>,
    members: HashMap<Uuid, Vec<usize>>,
    always: Vec<usize>,
}

impl<'a> Viewers<'a> {
    /// Looks the members of all groups up. People who may not log in see nothing.
    #[must_use]
    pub fn new(directory: &'a Directory) -> Self {
        let mut members: HashMap<Uuid, Vec<usize>> = directory.groups.iter().map(|group| (group.id, Vec::new())).collect();
        let mut always = Vec::new();
        for (place, person) in directory.people.iter().enumerate().filter(|(_, person)| person.active) {
            for group in &person.groups {
                members.entry(*group).or_default().push(place);
            }
            if person.admin {
                always.push(place);
            }
        }
        let places = directory
            .people
            .iter()
            .enumerate()
            .map(|(place, person)| (person.id, place))
            .collect();
        Self {
            directory,
            places,
            members,
            always,
        }
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &'a Directory {
        self.directory
    }

    /// How many see an asset, with shares of it and of collections that it is in.
    #[must_use]
    pub fn audience<'s>(&self, access: &AssetAccess, shares: impl IntoIterator<Item = &'s Share>, now: Timestamp) -> Audience {
        let mut sees = vec![false; self.directory.people.len()];
        let mut see = |place: usize| {
            let before = std::mem::replace(&mut sees[place], true);
            u32::from(!before)
        };
        let mut audience = Audience::default();
        for place in &self.always {
            audience.always += see(*place);
        }
        if let Some(place) = access.creator.and_then(|creator| self.active(creator)) {
            audience.always += see(place);
        }
        audience.people = audience.always;
        let grants = access
            .grants
            .iter()
            .chain(access.inherited.iter().map(|inherited| &inherited.grant));
        let mut unknown = BTreeSet::new();
        for grant in grants.filter(|grant| grant.permissions.sees()) {
            match grant.principal {
                Principal::User(id) if !self.places.contains_key(&id) => {
                    unknown.insert(id);
                }
                Principal::User(id) => audience.people += self.active(id).map_or(0, &mut see),
                Principal::Group(id) => match self.members.get(&id) {
                    Some(members) => audience.people += members.iter().copied().map(&mut see).sum::<u32>(),
                    None => {
                        unknown.insert(id);
                    }
                },
            }
        }
        audience.unknown = u32::try_from(unknown.len()).unwrap_or(u32::MAX);
        for share in shares.into_iter().filter(|share| share.is_live(now)) {
            audience.shares += 1;
            audience.public_links += u32::from(share.is_public());
        }
        audience
    }

    fn active(&self, id: Uuid) -> Option<usize> {
        let place = *self.places.get(&id)?;
        self.directory
            .people
            .get(place)
            .is_some_and(|person| person.active)
            .then_some(place)
    }
}

/// How many see one asset: users and members of groups that its own list or a collection lets see it, administrators, its creator,
/// and live shares. For many assets, [`Viewers`] looks groups up once.
#[must_use]
pub fn audience(access: &AssetAccess, directory: &Directory, shares: &[&Share], now: Timestamp) -> Audience {
    Viewers::new(directory).audience(access, shares.iter().copied(), now)
}

/// What principals lose from one state of an asset to another, own list and collections together: "group Editors: read, write → none".
#[must_use]
pub fn losses(before: &AssetAccess, after: &AssetAccess, directory: &Directory) -> Vec<String> {
    let sum = |access: &AssetAccess| {
        let mut sums: Vec<(Principal, Permissions)> = Vec::new();
        for grant in access
            .grants
            .iter()
            .chain(access.inherited.iter().map(|inherited| &inherited.grant))
        {
            match sums.iter_mut().find(|(principal, _)| *principal == grant.principal) {
                Some((_, sum)) => *sum = sum.and(grant.permissions),
                None => sums.push((grant.principal, grant.permissions)),
            }
        }
        sums
    };
    let then = sum(after);
    let after_of = |principal: Principal| {
        then.iter()
            .find(|(known, _)| *known == principal)
            .map_or(Permissions::NONE, |(_, permissions)| *permissions)
    };
    sum(before)
        .into_iter()
        .filter(|(principal, permissions)| !after_of(*principal).covers(*permissions))
        .map(|(principal, permissions)| directory.change_words(principal, permissions, after_of(principal)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn person(number: u128, admin: bool, active: bool, groups: &[u128]) -> Person {
        Person {
            id: id(number),
            name: format!("Person {number}"),
            admin,
            active,
            groups: groups.iter().copied().map(id).collect(),
        }
    }

    fn directory() -> Directory {
        Directory {
            people: vec![
                person(1, true, true, &[]),
                person(2, false, true, &[50]),
                person(3, false, true, &[50, 51]),
                person(4, false, false, &[50]),
                person(5, false, true, &[]),
            ],
            groups: vec![
                Group {
                    id: id(50),
                    name: "Editors".into(),
                },
                Group {
                    id: id(51),
                    name: "Press".into(),
                },
            ],
            me: None,
            read_at: None,
        }
    }

    fn grant(principal: Principal, permissions: Permissions) -> Grant {
        Grant { principal, permissions }
    }

    #[test]
    fn people_are_counted_once_and_who_may_not_log_in_not_at_all() {
        let access = AssetAccess {
            asset: AssetId(id(9)),
            grants: vec![
                grant(Principal::Group(id(50)), Permissions::READ),
                grant(Principal::User(id(3)), Permissions::WRITE),
                grant(Principal::Group(id(99)), Permissions::READ),
            ],
            inherited: vec![InheritedGrant {
                collection: CollectionId(id(70)),
                grant: grant(Principal::Group(id(51)), Permissions::READ),
            }],
            creator: Some(id(5)),
            read_at: Timestamp::UNIX_EPOCH,
        };
        let seen = audience(&access, &directory(), &[], Timestamp::UNIX_EPOCH);
        assert_eq!((seen.people, seen.always, seen.unknown), (4, 2, 1));
    }

    #[test]
    fn a_loss_names_who_and_what() {
        let before = AssetAccess {
            asset: AssetId(id(9)),
            grants: vec![grant(Principal::Group(id(50)), Permissions::WRITE)],
            inherited: Vec::new(),
            creator: None,
            read_at: Timestamp::UNIX_EPOCH,
        };
        let after = AssetAccess {
            grants: Vec::new(),
            ..before.clone()
        };
        assert_eq!(losses(&before, &after, &directory()), ["group Editors: read, write → none"]);
        assert!(losses(&after, &before, &directory()).is_empty());
    }

    #[test]
    fn writing_includes_reading() {
        let write_only = Permissions::of_words(["write"]);
        assert!(write_only.covers(Permissions::READ));
        assert!(!Permissions::READ.covers(write_only));
    }
}
