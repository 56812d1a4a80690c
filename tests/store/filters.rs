//! Filters: what is shown and what is hidden add up to everything.

use archway::domain::browse::{AssetFilter, Node, Parent, RecordFilter};
use archway::domain::{ApprovalStatus, Level, LinkState, MediaKind, Record};
use archway::store::RecordScope;
use proptest::prelude::*;

use crate::sample::{
    Place, REPOSITORY, accession, asset, asset_id, collection, collection_id, digital, digital_object, naming, object, place, record,
    resource, snapshot, with_instances,
};

const SCOPE: RecordScope = RecordScope::Resources(REPOSITORY);

/// A series with forty items, every third restricted, every fifth linked; and assets to match.
fn filled() -> Place {
    let mut place = place();
    place.workspace.set_iconik_end_known(true).unwrap();
    let mut records = vec![snapshot(record(resource(1), "Harbour")), snapshot(record(accession(1), "Gift"))];
    records.push(snapshot(Record {
        level: Some(Level::Series),
        ..record(object(100), "Series")
    }));
    let mut assets = Vec::new();
    for id in 1..=40 {
        let word = if id % 2 == 0 { "Crane" } else { "Quay" };
        let item = Record {
            parent: Some(object(100)),
            restricted: id % 3 == 0,
            ..record(object(id), &format!("{word} {id}"))
        };
        let linked = id % 5 == 0;
        let instances: Vec<_> = linked.then(|| digital(id)).into_iter().collect();
        records.push(with_instances(snapshot(item), &instances));
        let page = format!("https://iconik.example/asset/{}", asset_id(id));
        records.push(digital_object(id, &asset_id(id).to_string(), Some(&page)));
        let mut one = asset(id, &format!("{word} film {id}"), &[id % 4]);
        one.asset.media = if id % 7 == 0 { MediaKind::Image } else { MediaKind::Video };
        one.asset.approval = if id % 4 == 0 {
            ApprovalStatus::Approved
        } else {
            ApprovalStatus::NotAsked
        };
        one.asset.active = id % 11 != 0;
        one.asset.created = Some(format!("2025-01-{:02}T12:00:00Z", id % 28 + 1).parse().unwrap());
        assets.push(if linked && id % 10 == 0 {
            naming(one, &[(object(id), "")])
        } else {
            one
        });
    }
    place
        .workspace
        .put_collections(&[collection(1, "One", &[]), collection(2, "Two", &[1]), collection(3, "Three", &[2])])
        .unwrap();
    place.workspace.put_records(&records).unwrap();
    place.workspace.put_assets(&assets).unwrap();
    place
}

#[test]
fn a_filtered_tree_shows_matches_and_what_stands_above() {
    let place = filled();
    let filter = RecordFilter {
        text: "crane".to_owned(),
        restricted: true,
        ..RecordFilter::default()
    };
    let (kept, counts) = place.workspace.filter_records(&filter, SCOPE).unwrap();
    assert_eq!((counts.shown, counts.hidden), (6, 36));
    assert_eq!((counts.marked, counts.not_linked), (13, 34));
    assert!(kept.contains(Node::Record(resource(1))) && kept.contains(Node::Record(object(100))) && kept.contains(Node::Record(object(6))));
    assert!(!kept.contains(Node::Record(object(3))));
    let resources = place.workspace.children(Parent::Resources(REPOSITORY), Some(&kept)).unwrap();
    assert_eq!(resources.nodes, [Node::Record(resource(1))]);
    assert_eq!(
        place
            .workspace
            .children(Parent::Record(object(100)), Some(&kept))
            .unwrap()
            .nodes
            .len(),
        6
    );
    assert_eq!(place.workspace.descendants(resource(1), Some(&kept)).unwrap().len(), 7);
}

#[test]
fn records_filter_by_level_link_and_scope() {
    let place = filled();
    let shown = |filter: RecordFilter, scope| place.workspace.filter_records(&filter, scope).unwrap().1.shown;
    let open = RecordFilter::default();
    assert_eq!(shown(open.clone(), SCOPE), 42);
    assert_eq!(shown(open.clone(), RecordScope::Accessions(REPOSITORY)), 1);
    assert_eq!(
        shown(
            RecordFilter {
                level: Some(Level::Series),
                ..open.clone()
            },
            SCOPE
        ),
        1
    );
    assert_eq!(
        shown(
            RecordFilter {
                link: Some(LinkState::NotLinked),
                ..open.clone()
            },
            SCOPE
        ),
        34
    );
    assert_eq!(
        shown(
            RecordFilter {
                link: Some(LinkState::Linked),
                ..open.clone()
            },
            SCOPE
        ),
        4
    );
    assert_eq!(
        shown(
            RecordFilter {
                link: Some(LinkState::Broken),
                ..open.clone()
            },
            SCOPE
        ),
        4
    );
    let uri = object(7).to_string();
    assert_eq!(shown(RecordFilter { text: uri, ..open }, SCOPE), 1);
}

#[test]
fn assets_filter_with_their_collections() {
    let place = filled();
    let filter = AssetFilter {
        media: Some(MediaKind::Image),
        text: "quay".to_owned(),
        ..AssetFilter::default()
    };
    let (kept, counts) = place.workspace.filter_assets(&filter).unwrap();
    assert_eq!((counts.shown, counts.hidden), (3, 34), "7, 21, 35");
    assert_eq!(counts.marked, 10, "approved and not deleted");
    assert!(kept.contains(Node::Asset(asset_id(7))));
    assert!(kept.contains(Node::Collection(collection_id(3))) && kept.contains(Node::Collection(collection_id(1))));
    let until = AssetFilter {
        until: Some("2025-01-02".parse().unwrap()),
        from: Some("2025-01-02".parse().unwrap()),
        ..AssetFilter::default()
    };
    assert_eq!(place.workspace.filter_assets(&until).unwrap().1.shown, 2, "1 and 29");
}

fn states() -> impl Strategy<Value = Option<LinkState>> {
    prop_oneof![
        2 => Just(None),
        1 => Just(Some(LinkState::NotLinked)),
        1 => Just(Some(LinkState::Linked)),
        1 => Just(Some(LinkState::ChangedSince)),
        1 => Just(Some(LinkState::Broken))
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 1 => "(crane|quay|film|harbour| |[0-9]|\"|-){0,4}"]
}

#[test]
fn shown_and_hidden_add_up_whatever_the_filter() {
    let place = filled();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
    let levels = prop_oneof![3 => Just(None), 1 => Just(Some(Level::Item)), 1 => Just(Some(Level::Series)), 1 => Just(Some(Level::File))];
    let strategy = (
        levels,
        states(),
        any::<bool>(),
        texts(),
        any::<bool>(),
        prop_oneof![Just(None), Just(Some(MediaKind::Image))],
        1i8..29,
        any::<bool>(),
    );
    runner
        .run(&strategy, |(level, link, restricted, text, approved, media, day, dated)| {
            let filter = RecordFilter {
                level,
                link,
                restricted,
                restriction: None,
                text: text.clone(),
            };
            let (kept, counts) = place.workspace.filter_records(&filter, SCOPE).unwrap();
            prop_assert_eq!(counts.shown + counts.hidden, 42);
            prop_assert_eq!((counts.not_linked, counts.marked), (34, 13));
            prop_assert!(kept.len() as u64 >= counts.shown);
            if filter.is_open() {
                prop_assert_eq!(counts.hidden, 0);
            }
            let from = dated.then(|| jiff::civil::date(2025, 1, day));
            let (kept, counts) = place
                .workspace
                .filter_assets(&AssetFilter {
                    link,
                    approved,
                    media,
                    from,
                    until: None,
                    restriction: None,
                    text,
                })
                .unwrap();
            prop_assert_eq!(counts.shown + counts.hidden, 37);
            let listed = (1..=40).filter(|id| kept.contains(Node::Asset(asset_id(*id)))).count();
            prop_assert_eq!(listed as u64, counts.shown);
            Ok(())
        })
        .unwrap();
}
