//! Links follow from the ends that both systems show, however they got there and in whatever order they were read.

use archway::domain::browse::{Node, Row};
use archway::domain::link_ends::description_fingerprint;
use archway::domain::{Link, LinkEnd, LinkState, RecordSnapshot};
use archway::store::LinkFilter;

use crate::sample::{
    Place, REPOSITORY, asset, asset_id, connection, digital, digital_object, inside, naming, object, place, with_instances,
};

fn page(number: u64) -> String {
    format!("https://iconik.example/asset/{}", asset_id(number))
}

fn linked_record() -> RecordSnapshot {
    with_instances(inside(10, None, 0, "Letter"), &[digital(50)])
}

fn own_digital_object() -> RecordSnapshot {
    digital_object(50, &asset_id(1).to_string(), Some(&page(1)))
}

fn fingerprint() -> String {
    description_fingerprint(&linked_record().body).to_string()
}

/// A workspace in which record 10 and asset 1 are linked as Archway does it.
fn linked() -> Place {
    let mut place = place();
    place.workspace.set_iconik_end_known(true).unwrap();
    place.workspace.put_records(&[linked_record(), own_digital_object()]).unwrap();
    place
        .workspace
        .put_assets(&[naming(asset(1, "Film", &[]), &[(object(10), &fingerprint())])])
        .unwrap();
    place
}

fn only(place: &Place) -> Link {
    let links = place.workspace.links(&LinkFilter::default()).unwrap();
    assert_eq!(links.len(), 1, "{links:?}");
    links[0].clone()
}

#[test]
fn a_link_made_by_archway_stands_on_both_rows() {
    let place = linked();
    let link = only(&place);
    assert_eq!(
        (link.asset, link.record, link.digital_object),
        (asset_id(1), object(10), Some(digital(50)))
    );
    assert_eq!(
        (&link.archivesspace, &link.iconik, link.state),
        (&LinkEnd::Present, &LinkEnd::Present, LinkState::Linked)
    );
    assert_eq!(link.note, "");
    assert_eq!(place.workspace.links_of_asset(asset_id(1)).unwrap(), std::slice::from_ref(&link));
    assert_eq!(place.workspace.links_of_record(object(10)).unwrap(), [link]);
    let rows = place.workspace.rows(&[Node::Record(object(10)), Node::Asset(asset_id(1))]).unwrap();
    let (Some(Row::Record(record)), Some(Row::Asset(asset))) = (&rows[0], &rows[1]) else {
        panic!("no rows")
    };
    assert_eq!(
        (record.link, record.links, asset.link, asset.links),
        (LinkState::Linked, 1, LinkState::Linked, 1)
    );
    assert_eq!(place.workspace.link_counts().unwrap().linked, 1);
}

#[test]
fn the_order_of_reading_does_not_matter() {
    let expected = only(&linked());
    for order in 0..6 {
        let mut place = place();
        place.workspace.set_iconik_end_known(true).unwrap();
        let mut steps = vec![0, 1, 2];
        steps.rotate_left(order % 3);
        if order >= 3 {
            steps.swap(0, 1);
        }
        for step in steps {
            match step {
                0 => place.workspace.put_records(&[linked_record()]).unwrap(),
                1 => place.workspace.put_records(&[own_digital_object()]).unwrap(),
                _ => place
                    .workspace
                    .put_assets(&[naming(asset(1, "Film", &[]), &[(object(10), &fingerprint())])])
                    .unwrap(),
            }
        }
        assert_eq!(only(&place), expected, "order {order}");
        place.workspace.judge_all_links().unwrap();
        assert_eq!(only(&place), expected, "judged anew");
    }
}

/// Does one thing to a linked pair and gives the state and what the note speaks of.
fn after(work: impl FnOnce(&mut Place)) -> (LinkState, String) {
    let mut place = linked();
    work(&mut place);
    let link = only(&place);
    let judged = (link.state, link.note.clone());
    place.workspace.judge_all_links().unwrap();
    assert_eq!(only(&place), link, "judging everything gives another result");
    judged
}

/// What is done to a linked pair.
type Deed = Box<dyn FnOnce(&mut Place)>;

#[test]
fn each_way_of_breaking_is_seen_and_said() {
    let renamed = with_instances(inside(10, None, 0, "Letter to the pilot"), &[digital(50)]);
    let mut suppressed = linked_record();
    suppressed.record.suppressed = true;
    let mut deleted = naming(asset(1, "Film", &[]), &[(object(10), &fingerprint())]);
    deleted.asset.active = false;
    let cases: [(LinkState, &str, Deed); 9] = [
        (
            LinkState::ChangedSince,
            "changed since",
            Box::new(move |p| p.workspace.put_records(&[renamed]).unwrap()),
        ),
        (
            LinkState::Broken,
            "suppressed",
            Box::new(move |p| p.workspace.put_records(&[suppressed]).unwrap()),
        ),
        (
            LinkState::Broken,
            "no longer in ArchivesSpace",
            Box::new(|p| p.workspace.remove_records(&[object(10)]).unwrap()),
        ),
        (
            LinkState::Broken,
            "no digital object",
            Box::new(|p| p.workspace.put_records(&[inside(10, None, 0, "Letter")]).unwrap()),
        ),
        (
            LinkState::Broken,
            "no digital object",
            Box::new(|p| p.workspace.remove_records(&[digital(50)]).unwrap()),
        ),
        (
            LinkState::Broken,
            "no digital object",
            Box::new(|p| {
                p.workspace
                    .put_records(&[digital_object(50, "DO-9", Some("https://example.org/x"))])
                    .unwrap()
            }),
        ),
        (
            LinkState::Broken,
            "iconik does not show the link",
            Box::new(|p| p.workspace.put_assets(&[asset(1, "Film", &[])]).unwrap()),
        ),
        (
            LinkState::Broken,
            "delete queue",
            Box::new(move |p| p.workspace.put_assets(&[deleted]).unwrap()),
        ),
        (
            LinkState::Broken,
            "no longer in iconik",
            Box::new(|p| p.workspace.remove_assets(&[asset_id(1)]).unwrap()),
        ),
    ];
    for (state, words, work) in cases {
        let (found, note) = after(work);
        assert_eq!(found, state, "{words}: {note}");
        assert!(note.contains(words), "“{note}” does not speak of “{words}”");
    }
}

#[test]
fn links_made_by_others_are_recognised() {
    let by_id = digital_object(50, &asset_id(1).to_string(), None);
    let by_page = digital_object(50, "DO-9", Some(&page(1)));
    let elsewhere = digital_object(50, "DO-9", Some(&format!("https://old.example/asset/{}?x=1", asset_id(1))));
    for digital_object in [by_id, by_page, elsewhere] {
        let mut place = linked();
        place.workspace.put_records(&[digital_object]).unwrap();
        let link = only(&place);
        assert!(matches!(link.archivesspace, LinkEnd::Foreign { .. }), "{link:?}");
        assert_eq!(link.state, LinkState::Linked);
    }
}

#[test]
fn a_page_on_another_host_counts_only_for_a_known_asset() {
    let mut place = place();
    let elsewhere = digital_object(50, "DO-9", Some(&format!("https://old.example/asset/{}", asset_id(1))));
    place.workspace.put_records(&[linked_record(), elsewhere]).unwrap();
    assert!(place.workspace.links(&LinkFilter::default()).unwrap().is_empty());
    place.workspace.put_assets(&[asset(1, "Film", &[])]).unwrap();
    assert!(matches!(only(&place).archivesspace, LinkEnd::Foreign { .. }));
}

#[test]
fn a_new_address_of_iconik_is_judged_anew() {
    let mut place = place();
    let elsewhere = digital_object(50, "DO-9", Some(&format!("https://new.example/asset/{}", asset_id(1))));
    place.workspace.put_records(&[linked_record(), elsewhere]).unwrap();
    assert!(place.workspace.links(&LinkFilter::default()).unwrap().is_empty());
    let mut moved = connection();
    moved.iconik_url = "https://new.example/".to_owned();
    place.workspace.set_connection(&moved).unwrap();
    assert!(matches!(only(&place).archivesspace, LinkEnd::Foreign { .. }));
}

#[test]
fn what_was_not_looked_at_is_not_called_missing() {
    let mut place = place();
    place.workspace.put_records(&[linked_record(), own_digital_object()]).unwrap();
    assert_eq!(
        (only(&place).iconik, only(&place).state),
        (LinkEnd::Unknown, LinkState::Linked),
        "no asset was read"
    );
    place.workspace.put_assets(&[asset(1, "Film", &[])]).unwrap();
    assert_eq!(
        (only(&place).iconik, only(&place).state),
        (LinkEnd::Unknown, LinkState::Linked),
        "iconik has no Archway fields"
    );
    place.workspace.set_iconik_end_known(true).unwrap();
    assert_eq!((only(&place).iconik, only(&place).state), (LinkEnd::Missing, LinkState::Broken));
}

#[test]
fn an_asset_that_names_an_unread_record_is_linked_to_it() {
    let mut place = place();
    place
        .workspace
        .put_assets(&[naming(asset(1, "Film", &[]), &[(object(10), "x"), (object(11), "y")])])
        .unwrap();
    let links = place.workspace.links_of_asset(asset_id(1)).unwrap();
    assert_eq!(links.iter().map(|link| link.record).collect::<Vec<_>>(), [object(10), object(11)]);
    assert!(
        links
            .iter()
            .all(|link| link.archivesspace == LinkEnd::Unknown && link.state == LinkState::Linked)
    );
    // Read whole, but its digital object is not: still not looked at.
    place.workspace.put_records(&[linked_record()]).unwrap();
    assert_eq!(
        place.workspace.links_of_record(object(10)).unwrap()[0].archivesspace,
        LinkEnd::Unknown
    );
}

#[test]
fn an_asset_that_a_complete_iconik_does_not_have_is_broken() {
    let mut place = place();
    place.workspace.put_records(&[linked_record(), own_digital_object()]).unwrap();
    place.workspace.set_iconik_complete(true).unwrap();
    assert_eq!(only(&place).state, LinkState::Broken);
    place
        .workspace
        .put_assets(&[naming(asset(1, "Film", &[]), &[(object(10), &fingerprint())])])
        .unwrap();
    assert_eq!(only(&place).state, LinkState::Linked);
}

#[test]
fn rows_show_the_worst_of_many_links() {
    let mut place = linked();
    let second = digital_object(51, &asset_id(2).to_string(), Some(&page(2)));
    place
        .workspace
        .put_records(&[with_instances(inside(10, None, 0, "Letter"), &[digital(50), digital(51)]), second])
        .unwrap();
    place.workspace.put_assets(&[asset(2, "Other", &[])]).unwrap();
    let Some(Row::Record(row)) = place.workspace.rows(&[Node::Record(object(10))]).unwrap().remove(0) else {
        panic!("no row")
    };
    assert_eq!((row.link, row.links), (LinkState::Broken, 2));
    let broken = LinkFilter {
        state: Some(LinkState::Broken),
        repository: Some(REPOSITORY),
        limit: Some(5),
    };
    assert_eq!(place.workspace.links(&broken).unwrap().len(), 1);
    let elsewhere = LinkFilter {
        repository: Some(archway::domain::RepositoryId(3)),
        ..LinkFilter::default()
    };
    assert!(place.workspace.links(&elsewhere).unwrap().is_empty());
}

#[test]
fn a_link_taken_off_both_ends_is_no_link() {
    let mut place = linked();
    place.workspace.put_records(&[inside(10, None, 0, "Letter")]).unwrap();
    place.workspace.put_assets(&[asset(1, "Film", &[])]).unwrap();
    assert!(place.workspace.links(&LinkFilter::default()).unwrap().is_empty());
    assert_eq!(place.workspace.link_counts().unwrap().total(), 0);
}
