//! No sequence of refreshes, plans and accepted closing changes lets anybody see or do more; every increase has a confirmation; lifting
//! gives back what was there.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;

use super::world::{ASSETS, RECORDS, World, asset, collection, grant, group, id, note, own_shares, reading, record, share};
use crate::domain::access::{Grant, Permissions, Principal, Shared};
use crate::domain::restriction::{
    AccessRule, CauseKind, ClosedOn, InheritanceRule, Loss, Meaning, NoteType, RuleRow, RuleTable, Span, Then, When,
};
use crate::domain::{AssetId, CollectionId};
use crate::plan::access::says_blocked;
use crate::plan::inverse::{UndoRequest, undo};
use crate::plan::{Action, Nature, Plan, PlanId};
use crate::workflows::restrict::presets;

/// Something that happens to the world between plans, or a plan.
#[derive(Debug, Clone)]
enum Happening {
    /// A record says something else.
    Note {
        record: usize,
        words: u8,
        begins: i8,
        ends: i8,
        use_note: bool,
    },
    /// A record says nothing any more.
    Silent { record: usize },
    /// Somebody reads a note.
    Read { record: usize, meaning: u8 },
    /// Days pass.
    Days { days: u16 },
    /// An asset is linked to these records.
    Link { asset: usize, records: Vec<usize> },
    /// Another table or rule is in force.
    Table { table: u8, public: bool },
    /// Somebody takes access away by hand.
    Reduce { asset: usize, who: u8, keep: u8 },
    /// Somebody gives access by hand.
    Widen { asset: usize, who: u8, give: u8 },
    /// Somebody revokes a share by hand.
    Revoke { asset: usize },
    /// Somebody keeps closed what a record says.
    KeepClosed { record: usize },
    /// Everything is planned, all that can be accepted without a confirmation is.
    Close,
    /// Everything is planned and every cause confirmed.
    Open,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (0..RECORDS, any::<u8>(), any::<i8>(), any::<i8>(), any::<bool>())
            .prop_map(|(record, words, begins, ends, use_note)| Happening::Note { record, words, begins, ends, use_note }),
        2 => (0..RECORDS).prop_map(|record| Happening::Silent { record }),
        2 => (0..RECORDS, any::<u8>()).prop_map(|(record, meaning)| Happening::Read { record, meaning }),
        2 => (1..900u16).prop_map(|days| Happening::Days { days }),
        2 => (0..ASSETS, prop::collection::vec(0..RECORDS, 0..3)).prop_map(|(asset, records)| Happening::Link { asset, records }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(table, public)| Happening::Table { table, public }),
        1 => (0..ASSETS, any::<u8>(), any::<u8>()).prop_map(|(asset, who, keep)| Happening::Reduce { asset, who, keep }),
        1 => (0..ASSETS, any::<u8>(), any::<u8>()).prop_map(|(asset, who, give)| Happening::Widen { asset, who, give }),
        1 => (0..ASSETS).prop_map(|asset| Happening::Revoke { asset }),
        1 => (0..RECORDS).prop_map(|record| Happening::KeepClosed { record }),
        5 => Just(Happening::Close),
        2 => Just(Happening::Open),
    ]
}

fn first() -> impl Strategy<Value = Vec<(Vec<u8>, u8, u8)>> {
    prop::collection::vec((prop::collection::vec(any::<u8>(), 3), any::<u8>(), any::<u8>()), ASSETS)
}

/// Who may do what at first; Archway's account and the archivists may do everything.
fn world(first: &[(Vec<u8>, u8, u8)], table: u8) -> World {
    let mut world = World::new(tables(table));
    for (place, (permissions, collections, shares)) in first.iter().enumerate() {
        let mut grants = vec![grant(Principal::User(id(1)), Permissions::ALL), grant(group(0), Permissions::ALL)];
        let others = [group(1), group(2), Principal::User(id(5))];
        for (principal, bits) in others.into_iter().zip(permissions) {
            let permissions = some(*bits);
            if !permissions.is_empty() {
                grants.push(grant(principal, permissions));
            }
        }
        grants.sort();
        let within: Vec<CollectionId> = (1..=3u8)
            .filter(|bit| collections & (1 << bit) != 0)
            .map(|bit| collection(u128::from(bit)))
            .collect();
        let mut shared = Vec::new();
        for bit in 0..2u8 {
            if shares & (1 << bit) != 0 {
                let number = 900 + 10 * place as u128 + u128::from(bit);
                shared.push(share(number, Shared::Asset(asset(place)), bit == 1));
            }
        }
        world.put_asset(place, grants, within, shared);
    }
    world
}

/// Sets as iconik shows them: who may write may read.
fn some(bits: u8) -> Permissions {
    let words = ["read", "write", "delete", "change-acl"];
    Permissions::of_words(
        words
            .iter()
            .enumerate()
            .filter(|(bit, _)| bits & (1 << bit) != 0)
            .map(|(_, word)| word),
    )
    .implied()
}

fn tables(number: u8) -> RuleTable {
    let presets: Vec<RuleTable> = presets(&World::new(RuleTable::default()).directory)
        .into_iter()
        .map(|(_, _, table)| table)
        .collect();
    let keep = [(group(0), Loss::Nothing), (Principal::User(id(1)), Loss::Nothing)];
    let row = |number: u128, kinds: &[CauseKind], then: Then| RuleRow {
        id: id(number),
        name: format!("row {number}"),
        on: true,
        when: When {
            kinds: kinds.iter().copied().collect(),
            ..When::default()
        },
        then,
    };
    let access = |others: Loss, more: Vec<(Principal, Loss)>| {
        Some(AccessRule {
            others,
            named: keep.iter().copied().chain(more).collect(),
        })
    };
    match number % 7 {
        place @ 0..4 => presets[usize::from(place)].clone(),
        4 => RuleTable {
            rows: vec![
                row(
                    1,
                    &[CauseKind::AccessNote],
                    Then {
                        access: access(Loss::Write, Vec::new()),
                        collection: Some(collection(4)),
                        ..Then::default()
                    },
                ),
                row(
                    2,
                    &[CauseKind::UseNote],
                    Then {
                        block: true,
                        access: access(Loss::Nothing, vec![(group(1), Loss::Everything)]),
                        ..Then::default()
                    },
                ),
                row(
                    3,
                    &[CauseKind::Unread],
                    Then {
                        fields: true,
                        leave_collections: true,
                        access: access(Loss::Everything, Vec::new()),
                        ..Then::default()
                    },
                ),
            ],
        },
        // It would lock Archway out, and join a collection that hands access down.
        5 => RuleTable {
            rows: vec![row(
                4,
                &[],
                Then {
                    access: Some(AccessRule {
                        others: Loss::Everything,
                        named: Vec::new(),
                    }),
                    ..Then::default()
                },
            )],
        },
        _ => RuleTable {
            rows: vec![row(
                5,
                &[],
                Then {
                    fields: true,
                    revoke_shares: true,
                    collection: Some(collection(2)),
                    ..Then::default()
                },
            )],
        },
    }
}

/// Everything that lets somebody see or do something.
#[derive(Debug, Clone, PartialEq)]
struct Openness {
    rights: Vec<(Principal, Permissions)>,
    handed_down: BTreeSet<(CollectionId, Principal, Permissions)>,
    shares: BTreeSet<uuid::Uuid>,
    blocked: bool,
}

fn openness(world: &World, of: AssetId) -> Openness {
    let known = &world.assets[&of];
    let access = known.access.as_ref().unwrap();
    Openness {
        rights: access.grants.iter().map(|grant| (grant.principal, grant.permissions)).collect(),
        handed_down: access
            .inherited
            .iter()
            .map(|entry| (entry.collection, entry.grant.principal, entry.grant.permissions))
            .collect(),
        shares: known.shares.iter().map(|share| share.id).collect(),
        blocked: says_blocked(&known.fields),
    }
}

/// Nobody can see or do more than before.
fn is_within(after: &Openness, before: &Openness) -> bool {
    let had = |principal: Principal| {
        before
            .rights
            .iter()
            .find(|(known, _)| *known == principal)
            .map_or(Permissions::NONE, |(_, permissions)| *permissions)
    };
    after
        .rights
        .iter()
        .all(|(principal, permissions)| had(*principal).covers(*permissions))
        && after.handed_down.is_subset(&before.handed_down)
        && after.shares.is_subset(&before.shares)
        && (after.blocked || !before.blocked)
}

/// Opening changes that were confirmed and made.
fn opened(plan: &Plan) -> BTreeSet<AssetId> {
    let review = plan.restrict.as_ref().unwrap();
    let made = plan
        .changes
        .iter()
        .filter(|change| change.outcome.is_done() && review.confirmed(change.id).is_some());
    made.filter_map(|change| match &change.action {
        Action::SetAccess { change } => Some(change.asset),
        _ => None,
    })
    .collect()
}

/// Somebody beside Archway's account and the archivists.
fn somebody(number: u8) -> Principal {
    [group(1), group(2), Principal::User(id(5))][usize::from(number) % 3]
}

fn grants(world: &mut World, place: usize) -> &mut Vec<Grant> {
    &mut world.assets.get_mut(&asset(place)).unwrap().access.as_mut().unwrap().grants
}

fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Note {
            record: place,
            words,
            begins,
            ends,
            use_note,
        } => {
            let at = |days: i8| (days > 0).then(|| world.today.checked_add((i64::from(days) * 7 - 400).days()).unwrap());
            let span = Span {
                begin: at(*begins),
                end: at(*ends),
            };
            let kind = if *use_note {
                NoteType::UseRestrict
            } else {
                NoteType::AccessRestrict
            };
            let statement = note(*place, kind, span, &format!("Words {words}"));
            world.note(*place, Some(statement));
        }
        Happening::Silent { record } => world.note(*record, None),
        Happening::Read { record, meaning } => {
            if let Some(statement) = world.statements.get(record).and_then(|statements| statements.first()).cloned() {
                let end = world.today.checked_add((i64::from(*meaning) * 5 - 300).days()).unwrap();
                let meaning = match meaning % 3 {
                    0 => Meaning::Open,
                    1 => Meaning::Restricted {
                        span: Span {
                            begin: None,
                            end: Some(end),
                        },
                        types: Vec::new(),
                    },
                    _ => Meaning::Restricted {
                        span: Span::default(),
                        types: Vec::new(),
                    },
                };
                world.readings.push(reading(&statement, meaning));
            }
        }
        Happening::Days { days } => world.today = world.today.checked_add(i64::from(*days).days()).unwrap(),
        Happening::Link { asset: place, records } => {
            world.links.retain(|(known, _)| *known != asset(*place));
            let records: BTreeSet<usize> = records.iter().copied().collect();
            world.links.extend(records.into_iter().map(|to| (asset(*place), record(to))));
        }
        Happening::Table { table, public } => {
            world.settings.table = tables(*table);
            world.settings.rule = if *public {
                InheritanceRule::Public
            } else {
                InheritanceRule::Container
            };
        }
        Happening::Reduce { asset: place, who, keep } => {
            let grants = grants(world, *place);
            for grant in grants.iter_mut().filter(|grant| grant.principal == somebody(*who)) {
                grant.permissions = grant.permissions.common(some(*keep));
            }
            grants.retain(|grant| !grant.permissions.is_empty());
        }
        Happening::Widen { asset: place, who, give } => {
            let grants = grants(world, *place);
            let before = grants
                .iter()
                .find(|grant| grant.principal == somebody(*who))
                .map_or(Permissions::NONE, |grant| grant.permissions);
            grants.retain(|grant| grant.principal != somebody(*who));
            if !before.and(some(*give)).is_empty() {
                grants.push(grant(somebody(*who), before.and(some(*give))));
            }
            grants.sort();
        }
        Happening::Revoke { asset: place } => {
            world.assets.get_mut(&asset(*place)).unwrap().shares.pop();
        }
        Happening::KeepClosed { record } => {
            if let Some(statement) = world.statements.get(record).and_then(|statements| statements.first()) {
                let kept = ClosedOn {
                    statement: statement.key.clone(),
                    fingerprint: statement.fingerprint.clone(),
                    reason: "asked for".into(),
                    who: "archivist".into(),
                    at: Timestamp::UNIX_EPOCH,
                    review_on: None,
                };
                world.closed_on.push(kept);
            }
        }
        Happening::Close => close(world),
        Happening::Open => open(world),
    }
}

fn close(world: &mut World) {
    let before = world.clone();
    let mut plan = world.plan();
    world.close(&mut plan);
    for place in 0..ASSETS {
        let (then, now) = (openness(&before, asset(place)), openness(world, asset(place)));
        assert!(is_within(&now, &then), "asset {place} opened:\n{then:#?}\n{now:#?}");
    }
    let again = world.plan();
    for change in again.changes.iter().filter(|change| !change.is_obstructed()) {
        assert_eq!(change.nature, Nature::Opens, "planned again: {change:#?}");
    }
    take_back(&before, world, &plan);
}

fn open(world: &mut World) {
    let before = world.clone();
    let mut plan = world.plan();
    world.open(&mut plan);
    let confirmed = opened(&plan);
    for place in 0..ASSETS {
        let (then, now) = (openness(&before, asset(place)), openness(world, asset(place)));
        assert!(
            is_within(&now, &then) || confirmed.contains(&asset(place)),
            "asset {place} opened without a confirmation:\n{then:#?}\n{now:#?}"
        );
    }
    if !plan.changes.iter().any(crate::plan::Change::is_obstructed) {
        let again = world.plan();
        assert!(again.is_empty(), "planned again: {:#?}", again.changes);
    }
}

/// Taking back what closed leads to where it began, and needs confirmations.
fn take_back(before: &World, after: &World, plan: &Plan) {
    let mut world = after.clone();
    let mut back = undo(
        plan,
        UndoRequest {
            id: PlanId(id(8)),
            now: Timestamp::UNIX_EPOCH,
            author: "archivist".into(),
        },
    );
    let mut untouched = world.clone();
    untouched.close(&mut back.clone());
    for place in 0..ASSETS {
        assert!(
            is_within(&openness(&untouched, asset(place)), &openness(after, asset(place))),
            "an undo opened in bulk"
        );
    }
    world.open(&mut back);
    for place in 0..ASSETS {
        let (then, now) = (openness(before, asset(place)), openness(&world, asset(place)));
        assert_eq!(
            (then.rights, then.handed_down, then.blocked),
            (now.rights, now.handed_down, now.blocked),
            "asset {place}"
        );
        assert!(now.shares.is_subset(&then.shares));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_opens_by_itself(first in first(), table in any::<u8>(), happenings in prop::collection::vec(happening(), 1..18)) {
        let mut world = world(&first, table);
        for happening in &happenings {
            happen(&mut world, happening);
        }
    }

    #[test]
    fn lifting_everything_gives_back_what_was_there(
        first in first(),
        table in any::<u8>(),
        happenings in prop::collection::vec(happening().prop_filter("by Archway, or less", |one| !matches!(one, Happening::Widen { .. })), 1..14),
    ) {
        let mut world = world(&first, table);
        let before = world.clone();
        for happening in &happenings {
            happen(&mut world, happening);
        }
        let reduced = happenings.iter().any(|one| matches!(one, Happening::Reduce { .. } | Happening::Revoke { .. }));
        for record in 0..RECORDS {
            world.note(record, None);
        }
        open(&mut world);
        prop_assert!(world.plan().is_empty());
        for place in 0..ASSETS {
            let (then, now) = (&before.assets[&asset(place)], &world.assets[&asset(place)]);
            let rights = |world: &World| openness(world, asset(place)).rights;
            if reduced {
                prop_assert!(is_within(&openness(&world, asset(place)), &openness(&before, asset(place))));
                continue;
            }
            prop_assert_eq!(rights(&before), rights(&world), "asset {}", place);
            prop_assert_eq!(&then.collections, &now.collections);
            prop_assert_eq!(&now.fields.values().filter(|values| !values.is_empty()).count(), &0);
            let open: Vec<_> = own_shares(then, asset(place)).filter(|share| !share.has_password).map(|share| share.id).collect();
            let back: BTreeSet<_> = own_shares(now, asset(place)).map(|share| share.id).collect();
            prop_assert!(open.iter().all(|id| back.contains(id)));
        }
    }
}
