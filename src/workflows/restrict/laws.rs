//! Laws of effective restrictions, over random trees, statements, readings and links: sound ones, and such as no system should hold,
//! with records below themselves or below nothing that was read.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use super::{Computed, RecordLine, RestrictIndex};
use crate::domain::restriction::effective::{effective, server_active, strictest};
use crate::domain::restriction::samples::{act, dated, day, flag, object, reading, resource, statement, words};
use crate::domain::restriction::{
    ActRestriction, Effective, InheritanceRule, Meaning, NoteType, Readings, Span, Standing, Statement, StatementKind, Timing,
};
use crate::domain::{AssetId, Level, RecordUri};

const RESOURCES: u64 = 3;
const RECORDS: u64 = 14;
/// Above everything: numbers of records that are named and never read.
const NAMED: u64 = RECORDS + 2;
const DAYS: i64 = 16;

fn uri(number: u64) -> RecordUri {
    if number < RESOURCES { resource(number) } else { object(number) }
}

fn asset(number: u8) -> AssetId {
    AssetId(Uuid::from_u128(u128::from(number)))
}

fn date(number: i64) -> Date {
    day("2030-01-01").checked_add(number.days()).unwrap()
}

fn line(number: u64, above: Option<u64>) -> RecordLine {
    RecordLine {
        uri: uri(number),
        // Resources are at the top.
        above: above.filter(|_| number >= RESOURCES).map(uri),
        level: Some(Level::Series),
        title: format!("Sample {number}"),
    }
}

/// A statement to be: kind, first and last day, a number that tells it from others.
type Say = (u8, Option<i64>, Option<i64>, u8);

fn say() -> impl Strategy<Value = Say> {
    (0..10u8, prop::option::of(0..DAYS), prop::option::of(0..DAYS), 0..4u8)
}

fn said(number: u64, place: usize, (kind, first, last, salt): Say) -> Statement {
    let (first, last) = match (first, last) {
        (Some(first), Some(last)) if last < first => (Some(last), Some(first)),
        other => other,
    };
    let span = Span {
        begin: first.map(date),
        end: last.map(date),
    };
    let part = format!("note:{number}.{place}");
    let mut statement = match kind {
        0..=2 => dated(uri(number), &part, NoteType::AccessRestrict, span),
        3 => dated(uri(number), &part, NoteType::UseRestrict, span),
        4 => words(uri(number), &part, NoteType::AccessRestrict),
        5 => words(uri(number), &part, NoteType::UseRestrict),
        6 => flag(uri(number)),
        7 => act(uri(number), &part, ActRestriction::Disallow, span),
        8 => act(uri(number), &part, ActRestriction::Allow, span),
        _ => statement(uri(number), &part, StatementKind::Unpublished, Span::default()),
    };
    statement.key.part = part;
    statement.text = format!("Sample words {salt}");
    statement.fingerprint = crate::domain::Fingerprint::of_texts([statement.fingerprint.as_str(), statement.text.as_str()]);
    statement
}

fn all_said(number: u64, says: &[Say]) -> Vec<Statement> {
    says.iter().enumerate().map(|(place, say)| said(number, place, *say)).collect()
}

/// What a person said of a statement: its record and place, days from and how many more where it restricts.
#[derive(Debug, Clone)]
struct Said {
    record: u64,
    place: usize,
    /// The note changed since.
    changed: bool,
    days: Option<(i64, i64)>,
}

/// A whole random workspace.
#[derive(Debug, Clone)]
struct World {
    above: Vec<Option<u64>>,
    says: Vec<Vec<Say>>,
    links: Vec<(u8, u64)>,
    read: Vec<Said>,
    as_of: i64,
}

impl World {
    fn index(&self) -> RestrictIndex {
        let lines = (0..RECORDS).zip(&self.above).map(|(number, above)| line(number, *above)).collect();
        let says = (0..)
            .zip(&self.says)
            .map(|(number, says)| (uri(number), all_said(number, says)))
            .collect();
        let links = self.links.iter().map(|(number, record)| (asset(*number), uri(*record))).collect();
        RestrictIndex::new(lines, says, links)
    }

    fn readings(&self) -> Readings {
        let meant = |read: &Said| {
            let say = *self.says.get(usize::try_from(read.record).unwrap())?.get(read.place)?;
            let mut of = said(read.record, read.place, say);
            if read.changed {
                of.fingerprint = crate::domain::Fingerprint::of_texts(["something else"]);
            }
            let meaning = read.days.map_or(Meaning::Open, |(first, more)| Meaning::Restricted {
                span: Span {
                    begin: Some(date(first)),
                    end: Some(date(first + more)),
                },
                types: vec![],
            });
            Some(reading(&of, meaning))
        };
        Readings::new(self.read.iter().filter_map(meant).collect())
    }

    fn as_of(&self) -> Date {
        date(self.as_of)
    }
}

/// Trees as they should be: what is above has a lower number, and everything ends at a resource.
fn sound_above() -> impl Strategy<Value = Vec<Option<u64>>> {
    let above = (0..RECORDS).map(|number| (0..number.max(1)).prop_map(move |above| Some(above).filter(|_| number >= RESOURCES)));
    above.collect::<Vec<_>>()
}

/// Anything below anything.
fn odd_above() -> impl Strategy<Value = Vec<Option<u64>>> {
    prop::collection::vec(prop::option::weighted(0.9, 0..NAMED), usize::try_from(RECORDS).unwrap())
}

fn world() -> impl Strategy<Value = World> {
    let above = prop_oneof![3 => sound_above().boxed(), 1 => odd_above().boxed()];
    let says = prop::collection::vec(prop::collection::vec(say(), 0..3), usize::try_from(RECORDS).unwrap());
    let links = prop::collection::vec((0..12u8, 0..NAMED), 0..20);
    let days = prop::option::of((0..DAYS, 0..DAYS));
    let read = (0..RECORDS, 0..3usize, prop::bool::weighted(0.3), days).prop_map(|(record, place, changed, days)| Said {
        record,
        place,
        changed,
        days,
    });
    let read = prop::collection::vec(read, 0..12);
    (above, says, links, read, 0..DAYS).prop_map(|(above, says, links, read, as_of)| World {
        above,
        says,
        links,
        read,
        as_of,
    })
}

/// Something that a refresh, a person or another session does.
#[derive(Debug, Clone)]
enum Change {
    Says(u64, Vec<Say>),
    Moves(u64, Option<u64>),
    Links(u8, Vec<u64>),
    Gone(u64),
    Read,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..NAMED, prop::collection::vec(say(), 0..3)).prop_map(|(record, says)| Change::Says(record, says)),
        (0..NAMED, prop::option::weighted(0.9, 0..NAMED)).prop_map(|(record, above)| Change::Moves(record, above)),
        (0..12u8, prop::collection::vec(0..NAMED + 2, 0..3)).prop_map(|(asset, records)| Change::Links(asset, records)),
        (0..RECORDS).prop_map(Change::Gone),
        Just(Change::Read),
    ]
}

fn each_asset(computed: &Computed) -> Vec<(AssetId, Arc<Effective>)> {
    computed.iter().map(|(asset, effective)| (asset, Arc::clone(effective))).collect()
}

fn at(index: &RestrictIndex, number: u64, readings: &Readings, day: Date, rule: InheritanceRule) -> Effective {
    effective(&index.chain(uri(number)), readings, day, rule)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn shared_answers_are_those_of_each_record_alone(world in world()) {
        let (index, readings) = (world.index(), world.readings());
        for rule in InheritanceRule::iter() {
            let computed = index.compute(&readings, world.as_of(), rule);
            for number in 0..RECORDS {
                let alone = at(&index, number, &readings, world.as_of(), rule);
                prop_assert_eq!(computed.of_record(uri(number)).map(Arc::as_ref), Some(&alone));
            }
            for asset in index.assets() {
                let of: Vec<_> = index.records_of(asset).iter().map(|record| Arc::clone(computed.of_record(*record).unwrap())).collect();
                prop_assert_eq!(computed.of_asset(asset), Some(&strictest(&of)));
            }
            prop_assert_eq!(computed.counts().assets, index.assets().count() as u64);
        }
    }

    #[test]
    fn computing_again_gives_what_computing_all_gives(world in world(), changes in prop::collection::vec(change(), 0..8)) {
        let (mut index, mut readings) = (world.index(), world.readings());
        let mut computed = index.compute(&readings, world.as_of(), InheritanceRule::Container);
        for change in changes {
            let before = each_asset(&computed);
            let mut changed = Vec::new();
            match change {
                Change::Says(record, says) => index.set_statements(uri(record), all_said(record, &says)),
                Change::Moves(record, above) => index.put_line(line(record, above)),
                Change::Links(number, records) => index.set_links(asset(number), records.into_iter().map(uri).collect()),
                Change::Gone(record) => index.forget(uri(record)),
                Change::Read => {
                    let all = index.statements().filter(|one| one.needs_reading());
                    readings = Readings::new(all.map(|one| reading(one, Meaning::Open)).collect());
                    changed = index.statements().map(|one| one.key.record).collect();
                }
            }
            let told = index.recompute(&mut computed, &readings, &changed);
            let fresh = index.compute(&readings, world.as_of(), InheritanceRule::Container);
            let after = each_asset(&computed);
            prop_assert_eq!(&after, &each_asset(&fresh));
            for number in 0..NAMED + 2 {
                prop_assert_eq!(computed.of_record(uri(number)), fresh.of_record(uri(number)));
            }
            let find = |all: &[(AssetId, Arc<Effective>)], number| all.iter().find(|(id, _)| *id == asset(number)).cloned();
            let differ: Vec<AssetId> = (0..12).filter(|number| find(&before, *number) != find(&after, *number)).map(asset).collect();
            prop_assert_eq!(told, differ);
        }
    }

    #[test]
    fn the_container_rule_is_never_weaker_than_the_public_rule(world in world()) {
        let (index, readings) = (world.index(), world.readings());
        for number in 0..RECORDS {
            for rule in InheritanceRule::iter() {
                let found = at(&index, number, &readings, world.as_of(), rule);
                prop_assert!(found.container >= found.public);
                prop_assert!(found.applied.iter().all(|one| one.container || !one.public));
                prop_assert_eq!(found.differ.is_some(), found.container != found.public);
                let in_force = if rule == InheritanceRule::Container { found.container } else { found.public };
                prop_assert_eq!(found.standing, in_force);
                let decided = found.decided_by().map(|one| (one.standing(), one.counts(rule)));
                prop_assert_eq!(decided, (found.standing > Standing::Open).then_some((found.standing, true)));
            }
        }
    }

    #[test]
    fn saying_more_never_opens(world in world(), record in 0..RECORDS, more in say()) {
        let (mut index, readings) = (world.index(), world.readings());
        let rule = InheritanceRule::Container;
        let before = index.compute(&readings, world.as_of(), rule);
        let mut says = all_said(record, &world.says[usize::try_from(record).unwrap()]);
        says.push(said(record, 9, more));
        index.set_statements(uri(record), says);
        let after = index.compute(&readings, world.as_of(), rule);
        for (asset, stood) in before.iter() {
            prop_assert!(after.of_asset(asset).unwrap().standing >= stood.standing);
        }
        for number in 0..RECORDS {
            prop_assert!(after.of_record(uri(number)).unwrap().standing >= before.of_record(uri(number)).unwrap().standing);
        }
    }

    #[test]
    fn taking_readings_back_and_losing_sight_never_opens(world in world(), gone in 0..RECORDS) {
        let (mut index, readings) = (world.index(), world.readings());
        for rule in InheritanceRule::iter() {
            let before = index.compute(&readings, world.as_of(), rule);
            let unread = index.compute(&Readings::default(), world.as_of(), rule);
            for (asset, stood) in before.iter().filter(|(_, stood)| stood.standing.is_closed()) {
                prop_assert!(unread.of_asset(asset).unwrap().standing.is_closed(), "{stood:?}");
            }
        }
        index.forget(uri(gone));
        let computed = index.compute(&readings, world.as_of(), InheritanceRule::Public);
        for record in (0..RECORDS).map(uri).filter(|record| index.path(*record).contains(&uri(gone))) {
            prop_assert!(computed.of_record(record).unwrap().standing.is_closed());
        }
    }

    #[test]
    fn nothing_changes_before_the_day_that_is_told(world in world()) {
        let (index, readings) = (world.index(), world.readings());
        for number in 0..RECORDS {
            for rule in InheritanceRule::iter() {
                let found = at(&index, number, &readings, world.as_of(), rule);
                prop_assert!(found.next_change.is_none_or(|next| next > world.as_of()));
                for later in (world.as_of + 1..2 * DAYS + 2).map(date) {
                    let then = at(&index, number, &readings, later, rule);
                    if found.next_change.is_none_or(|next| later < next) {
                        prop_assert_eq!(then.standing, found.standing);
                        prop_assert_eq!((then.container, then.public, then.until), (found.container, found.public, found.until));
                    }
                    if found.until.is_some_and(|until| later <= until) {
                        prop_assert_eq!(then.standing, Standing::Restricted);
                    }
                }
            }
        }
    }

    #[test]
    fn the_order_of_what_a_record_says_does_not_matter(world in world()) {
        let readings = world.readings();
        let index = world.index();
        let mut turned = world.index();
        for number in 0..RECORDS {
            let mut says = all_said(number, &world.says[usize::try_from(number).unwrap()]);
            says.reverse();
            turned.set_statements(uri(number), says);
        }
        for number in 0..RECORDS {
            for rule in InheritanceRule::iter() {
                let one = at(&index, number, &readings, world.as_of(), rule);
                let other = at(&turned, number, &readings, world.as_of(), rule);
                prop_assert_eq!((one.container, one.public, one.until), (other.container, other.public, other.until));
                prop_assert_eq!(one.next_change, other.next_change);
            }
        }
    }

    #[test]
    fn the_strictest_is_none_weaker_than_each_and_in_any_order_the_same(world in world(), numbers in prop::collection::vec(0..RECORDS, 1..5)) {
        let (index, readings) = (world.index(), world.readings());
        for rule in InheritanceRule::iter() {
            let mut of: Vec<_> = numbers.iter().map(|number| Arc::new(at(&index, *number, &readings, world.as_of(), rule))).collect();
            let one = strictest(&of);
            for each in &of {
                prop_assert!(one.standing >= each.standing && one.container >= each.container && one.public >= each.public);
            }
            prop_assert!(of.iter().any(|each| each.standing == one.standing));
            prop_assert_eq!(one.differ.is_some(), one.container != one.public);
            prop_assert_eq!(one.decided_by().map(|decider| decider.standing()), Some(one.standing).filter(|it| *it > Standing::Open));
            of.reverse();
            of.push(Arc::clone(&of[0]));
            let other = strictest(&of);
            prop_assert_eq!((one.standing, one.container, one.public), (other.standing, other.container, other.public));
            prop_assert_eq!((one.until, one.next_change, &one.differ), (other.until, other.next_change, &other.differ));
            prop_assert_eq!(one.decided_by().map(|it| &it.statement.key), other.decided_by().map(|it| &it.statement.key));
        }
    }

    #[test]
    fn what_archivesspace_counts_is_restricted_and_what_nobody_read_is_never_open(world in world()) {
        let (index, readings) = (world.index(), world.readings());
        for number in 0..RECORDS {
            let chain = index.chain(uri(number));
            let found = at(&index, number, &readings, world.as_of(), InheritanceRule::Container);
            if !server_active(&chain, world.as_of()).is_empty() {
                prop_assert_eq!(found.standing, Standing::Restricted);
            }
            if found.applied.iter().any(|one| one.timing == Timing::Unread) {
                prop_assert!(found.standing.is_closed());
            }
            let top = index.path(uri(number))[0];
            if index.line(top).is_none() || !(0..RESOURCES).map(uri).any(|resource| resource == top) {
                prop_assert!(found.public.is_closed());
                prop_assert!(found.applied[0].statement.is_unknown_above());
            }
        }
    }
}

#[test]
fn records_are_called_by_level_and_title() {
    let titled = |level: Option<Level>, title: &str| {
        let line = RecordLine {
            uri: object(5),
            above: None,
            level,
            title: title.to_owned(),
        };
        RestrictIndex::new(vec![line], vec![], vec![]).titled(object(5))
    };
    assert_eq!(titled(Some(Level::Series), "Series 3: Oral histories"), "Series 3: Oral histories");
    assert_eq!(titled(Some(Level::File), "Letters home"), "File: Letters home");
    assert_eq!(titled(Some(Level::OtherLevel), "Box 3"), "Box 3");
    assert_eq!(titled(Some(Level::Item), "Übergabe"), "Item: Übergabe");
    assert_eq!(titled(None, " Gift "), "Gift");
    assert_eq!(titled(Some(Level::Item), ""), "Item");
    assert_eq!(titled(None, ""), object(5).to_string());
}

#[test]
fn ways_and_assets_below_follow_the_tree() {
    let lines = [(0, None), (3, Some(0)), (4, Some(3)), (5, Some(0))];
    let lines = lines.into_iter().map(|(number, above)| line(number, above)).collect();
    let links = vec![(asset(2), uri(4)), (asset(1), uri(3)), (asset(1), uri(5)), (asset(3), uri(9))];
    let mut index = RestrictIndex::new(lines, vec![], links);
    assert_eq!(index.path(uri(4)), [uri(0), uri(3), uri(4)]);
    assert_eq!(index.assets_below(uri(3)), [asset(1), asset(2)]);
    assert_eq!(index.assets_below(uri(0)), [asset(1), asset(2)]);
    assert_eq!(index.records_of(asset(1)), [uri(3), uri(5)]);
    assert!(index.line(uri(9)).is_none() && index.path(uri(8)).is_empty());
    index.put_line(line(4, Some(5)));
    assert_eq!(index.assets_below(uri(3)), [asset(1)]);
    index.set_links(asset(1), vec![]);
    assert!(index.assets_below(uri(3)).is_empty());
    assert_eq!(index.assets().collect::<Vec<_>>(), [asset(2), asset(3)]);
    let computed = index.compute(&Readings::default(), date(0), InheritanceRule::Container);
    // Nobody ever read the record that asset 3 is linked to.
    let standing = |number| computed.of_asset(asset(number)).map(|effective| effective.standing);
    assert_eq!(
        (standing(1), standing(2), standing(3)),
        (None, Some(Standing::Open), Some(Standing::NeedsPerson))
    );
}
