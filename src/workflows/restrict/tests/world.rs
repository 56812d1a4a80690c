//! A small world: a resource with series and files, assets, collections, people. iconik is played by applying changes to the letter.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::Map;
use uuid::Uuid;

use crate::domain::access::{AssetAccess, Directory, Grant, Group, InheritedGrant, Permissions, Person, Principal, Share, Shared};
use crate::domain::restriction::reading::Readings;
use crate::domain::restriction::{
    ClosedOn, Meaning, NoteType, Reading, RestrictSettings, RuleTable, Span, Statement, StatementKey, StatementKind,
};
use crate::domain::{AssetId, CollectionId, Fingerprint, Level, RecordUri};
use crate::plan::access::{AccessChange, CauseId, Confirmation, ShareChange};
use crate::plan::confirm::{confirm_opening, may_open, needs_confirmation};
use crate::plan::order::decide;
use crate::plan::{Action, Change, ChangeId, Condition, Decision, Outcome, Plan, PlanId, Receipt};
use crate::workflows::PlanHead;
use crate::workflows::restrict::consequences::with_above;
use crate::workflows::restrict::{AssetInContext, CollectionInContext, RecordLine, RestrictContext, RestrictIndex, plan_restrict};

pub const RECORDS: usize = 7;
pub const ASSETS: usize = 6;

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// 0 the resource, 1 and 2 series, 3 to 6 files below them.
pub fn record(place: usize) -> RecordUri {
    let kind = if place == 0 { "resources" } else { "archival_objects" };
    format!("/repositories/2/{kind}/{}", place + 1).parse().unwrap()
}

pub fn asset(place: usize) -> AssetId {
    AssetId(id(1000 + place as u128))
}

pub fn collection(number: u128) -> CollectionId {
    CollectionId(id(200 + number))
}

pub fn group(number: u128) -> Principal {
    Principal::Group(id(50 + number))
}

pub const ARCHWAY: u128 = 1;

#[derive(Debug, Clone)]
pub struct World {
    pub statements: BTreeMap<usize, Vec<Statement>>,
    pub links: Vec<(AssetId, RecordUri)>,
    pub readings: Vec<Reading>,
    pub closed_on: Vec<ClosedOn>,
    pub today: Date,
    pub settings: RestrictSettings,
    pub directory: Directory,
    pub assets: HashMap<AssetId, AssetInContext>,
    pub collections: HashMap<CollectionId, CollectionInContext>,
}

impl World {
    /// Every asset is linked to a file, seen by three groups, in a collection.
    pub fn new(table: RuleTable) -> Self {
        let mut world = Self {
            statements: BTreeMap::new(),
            links: (0..ASSETS).map(|place| (asset(place), record(3 + place % 4))).collect(),
            readings: Vec::new(),
            closed_on: Vec::new(),
            today: date(2026, 11, 21),
            settings: RestrictSettings {
                table,
                ..RestrictSettings::default()
            },
            directory: directory(),
            assets: HashMap::new(),
            collections: collections(),
        };
        for place in 0..ASSETS {
            let grants = vec![
                grant(Principal::User(id(ARCHWAY)), Permissions::ALL),
                grant(group(0), Permissions::ALL),
                grant(group(1), Permissions::WRITE),
                grant(group(2), Permissions::READ),
            ];
            world.put_asset(place, grants, vec![collection(1)], Vec::new());
        }
        world
    }

    pub fn put_asset(&mut self, place: usize, grants: Vec<Grant>, collections: Vec<CollectionId>, shares: Vec<Share>) {
        let known = AssetInContext {
            title: format!("Asset {place}"),
            access: Some(AssetAccess {
                asset: asset(place),
                grants,
                inherited: Vec::new(),
                creator: None,
                read_at: Timestamp::UNIX_EPOCH,
            }),
            shares,
            collections,
            ..AssetInContext::default()
        };
        self.assets.insert(asset(place), known);
        self.hand_down(asset(place));
    }

    /// What collections hand down follows from where the asset is.
    fn hand_down(&mut self, asset: AssetId) {
        let known = self.assets.get_mut(&asset).unwrap();
        let mut inherited: Vec<InheritedGrant> = with_above(&self.collections, known.collections.iter().copied())
            .into_iter()
            .flat_map(|collection| {
                let known = &self.collections[&collection];
                known
                    .hands_down
                    .iter()
                    .map(move |grant| InheritedGrant { collection, grant: *grant })
            })
            .collect();
        inherited.sort();
        known.access.as_mut().unwrap().inherited = inherited;
    }

    pub fn index(&self) -> RestrictIndex {
        let lines = (0..RECORDS).map(|place| RecordLine {
            uri: record(place),
            above: match place {
                0 => None,
                1 | 2 => Some(record(0)),
                _ => Some(record(1 + (place - 3) / 2)),
            },
            level: Some(match place {
                0 => Level::Collection,
                1 | 2 => Level::Series,
                _ => Level::File,
            }),
            title: format!("Record {place}"),
        });
        let statements = self
            .statements
            .iter()
            .map(|(place, statements)| (record(*place), statements.clone()));
        RestrictIndex::new(lines.collect(), statements.collect(), self.links.clone())
    }

    pub fn with_context<T>(&self, as_of: Date, look: impl FnOnce(&RestrictContext<'_>) -> T) -> T {
        let index = self.index();
        let readings = Readings::new(self.readings.clone());
        let computed = index.compute(&readings, as_of, self.settings.rule);
        look(&RestrictContext {
            index: &index,
            computed: &computed,
            readings: &readings,
            settings: &self.settings,
            directory: &self.directory,
            assets: &self.assets,
            collections: &self.collections,
            closed_on: &self.closed_on,
            view: Some("restrictions"),
            today: self.today,
            head: PlanHead {
                id: PlanId(id(7)),
                now: Timestamp::UNIX_EPOCH,
                author: "archivist".into(),
            },
        })
    }

    pub fn plan(&self) -> Plan {
        let all: Vec<AssetId> = (0..ASSETS).map(asset).collect();
        self.with_context(self.today, |context| plan_restrict(context, &all))
    }

    /// Accepts in bulk what may be accepted in bulk, and makes it.
    pub fn close(&mut self, plan: &mut Plan) {
        let all: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
        decide(plan, &all, &Decision::Accepted);
        for id in all {
            decide(plan, &[id], &Decision::Accepted);
        }
        for change in &plan.changes {
            assert!(
                !(change.decision.is_accepted() && needs_confirmation(plan, change)),
                "{} was accepted without a confirmation",
                change.label
            );
        }
        self.make(plan);
    }

    /// Confirms every cause, and makes all.
    pub fn open(&mut self, plan: &mut Plan) {
        let all: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
        decide(plan, &all, &Decision::Accepted);
        for cause in 0..plan.restrict.as_ref().unwrap().causes.len() {
            let cause = CauseId(u32::try_from(cause).unwrap());
            let of_cause = |change: &&Change| {
                needs_confirmation(plan, change)
                    && !change.is_obstructed()
                    && change.restricting.as_ref().unwrap().causes.first() == Some(&cause)
            };
            let changes: Vec<ChangeId> = plan.changes.iter().filter(of_cause).map(|change| change.id).collect();
            if changes.is_empty() {
                continue;
            }
            let confirmation = Confirmation {
                cause,
                changes,
                who: "archivist".into(),
                at: Timestamp::UNIX_EPOCH,
                reason: String::new(),
                second: None,
            };
            // An opening whose closing is obstructed waits with it.
            let _waits = confirm_opening(plan, confirmation);
        }
        self.make(plan);
    }

    /// Makes what is accepted, in the order of the plan; all conditions must hold.
    pub fn make(&mut self, plan: &mut Plan) {
        for place in 0..plan.changes.len() {
            let change = plan.changes[place].clone();
            if !change.decision.is_accepted() {
                continue;
            }
            may_open(plan, &change).unwrap();
            for need in &change.needs {
                assert!(
                    plan.change(*need).unwrap().outcome.is_done(),
                    "{} stands without its ground",
                    change.label
                );
            }
            for condition in &change.conditions {
                self.hold(condition, &change.label);
            }
            match &change.action {
                Action::SetAccess { change: access } => self.set_access(access),
                Action::SetCollectionShares { shares, .. } => {
                    for known in self.assets.values_mut() {
                        for share in shares {
                            if let ShareChange::Revoke { share } = share {
                                known.shares.retain(|known| known.id != share.id);
                            }
                        }
                    }
                }
                other => panic!("{other:?}"),
            }
            plan.changes[place].outcome = Outcome::Done {
                receipt: Receipt {
                    at: Timestamp::UNIX_EPOCH,
                    made: None,
                    lock_version: None,
                    before: serde_json::json!({"made_shares": made_shares(&change.action)}),
                    already_there: false,
                },
            };
        }
    }

    fn hold(&self, condition: &Condition, label: &str) {
        match condition {
            Condition::AccessUnchanged {
                asset,
                grants,
                inherited,
                shares,
            } => {
                let known = &self.assets[asset];
                let access = known.access.as_ref().unwrap();
                let mut own: Vec<Grant> = access.grants.clone();
                own.sort();
                assert_eq!((grants, inherited), (&own, &access.inherited), "{label}");
                let mut ids: Vec<Uuid> = own_shares(known, *asset).map(|share| share.id).collect();
                ids.sort_unstable();
                assert_eq!(shares, &ids, "{label}");
            }
            Condition::AssetFields { asset, values } => {
                for (field, value) in values {
                    let now = self.assets[asset].fields.get(field).cloned().unwrap_or_default();
                    assert_eq!(*value, now, "{label}: {field}");
                }
            }
            Condition::LinkedTo { asset, records } => {
                let linked: Vec<RecordUri> = self
                    .links
                    .iter()
                    .filter(|(known, _)| known == asset)
                    .map(|(_, record)| *record)
                    .collect();
                assert_eq!(records.len(), linked.len(), "{label}");
            }
            _ => {}
        }
    }

    fn set_access(&mut self, change: &AccessChange) {
        let known = self.assets.get_mut(&change.asset).unwrap();
        if let Some(fields) = &change.fields {
            for (field, values) in &fields.after {
                if values.is_empty() {
                    known.fields.shift_remove(field);
                } else {
                    known.fields.insert(field.clone(), values.clone());
                }
            }
        }
        let grants = &mut known.access.as_mut().unwrap().grants;
        for one in &change.grants {
            assert_eq!(
                grants
                    .iter()
                    .find(|grant| grant.principal == one.principal)
                    .map(|grant| grant.permissions),
                one.before
            );
            grants.retain(|grant| grant.principal != one.principal);
            grants.extend(one.after.map(|permissions| grant(one.principal, permissions)));
        }
        grants.sort();
        for share in &change.shares {
            match share {
                ShareChange::Revoke { share } => known.shares.retain(|known| known.id != share.id),
                ShareChange::Restore { share } => known.shares.push(share.clone()),
            }
        }
        for membership in &change.memberships {
            known.collections.retain(|collection| *collection != membership.collection);
            if membership.joins {
                known.collections.push(membership.collection);
            }
        }
        known.collections.sort_unstable();
        self.hand_down(change.asset);
    }

    pub fn note(&mut self, place: usize, statement: Option<Statement>) {
        self.statements.insert(place, statement.into_iter().collect());
    }
}

/// The shares keep their ids in this iconik.
fn made_shares(action: &Action) -> serde_json::Value {
    let shares = match action {
        Action::SetAccess { change } => change.shares.as_slice(),
        _ => &[],
    };
    shares
        .iter()
        .map(|share| share.share().id.to_string())
        .map(|id| (id.clone(), serde_json::Value::from(id)))
        .collect()
}

pub fn own_shares(known: &AssetInContext, asset: AssetId) -> impl Iterator<Item = &Share> {
    known.shares.iter().filter(move |share| share.object == Shared::Asset(asset))
}

pub fn grant(principal: Principal, permissions: Permissions) -> Grant {
    Grant { principal, permissions }
}

pub fn share(number: u128, object: Shared, has_password: bool) -> Share {
    Share {
        id: id(number),
        object,
        title: format!("Share {number}"),
        has_password,
        expires: None,
        guests: 0,
        opened: None,
        owner: None,
        settings: Map::new(),
    }
}

/// A note with dates, or in free words where there are none.
pub fn note(place: usize, kind: NoteType, span: Span, words: &str) -> Statement {
    Statement {
        key: StatementKey {
            record: record(place),
            part: "note:sample".into(),
        },
        kind: StatementKind::Note {
            note: kind,
            structured: !span.is_open(),
        },
        span,
        types: Vec::new(),
        text: words.into(),
        publish: true,
        fingerprint: Fingerprint::of_texts([words, &format!("{span:?}")]),
    }
}

pub fn until(year: i16) -> Span {
    Span {
        begin: None,
        end: Some(date(year, 12, 31)),
    }
}

pub fn reading(statement: &Statement, meaning: Meaning) -> Reading {
    Reading {
        statement: statement.key.clone(),
        fingerprint: statement.fingerprint.clone(),
        meaning,
        who: "archivist".into(),
        at: Timestamp::UNIX_EPOCH,
        why: String::new(),
    }
}

fn directory() -> Directory {
    let person = |number: u128, admin: bool, groups: &[u128]| Person {
        id: id(number),
        name: format!("Person {number}"),
        admin,
        active: true,
        groups: groups.iter().map(|group| id(50 + group)).collect(),
    };
    let named = |number: u128, name: &str| Group {
        id: id(50 + number),
        name: name.into(),
    };
    Directory {
        people: vec![
            person(ARCHWAY, false, &[0]),
            person(2, false, &[0]),
            person(3, false, &[1]),
            person(4, false, &[1, 2]),
            person(5, false, &[2]),
            person(6, true, &[]),
        ],
        groups: vec![named(0, "Archivists"), named(1, "Editors"), named(2, "Press")],
        me: Some(id(ARCHWAY)),
        read_at: None,
    }
}

fn collections() -> HashMap<CollectionId, CollectionInContext> {
    let known = |title: &str, above: &[u128], hands_down: Vec<Grant>| CollectionInContext {
        title: title.into(),
        above: above.iter().map(|number| collection(*number)).collect(),
        hands_down,
    };
    HashMap::from([
        (collection(1), known("Footage", &[], Vec::new())),
        (
            collection(2),
            known("Press selection", &[3], vec![grant(group(2), Permissions::READ)]),
        ),
        (collection(3), known("Outside", &[], vec![grant(group(1), Permissions::READ)])),
        (collection(4), known("Restricted material", &[], Vec::new())),
    ])
}
