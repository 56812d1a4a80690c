//! Records and trees.

use archway::domain::browse::{Node, Parent, Row};
use archway::domain::{Record, RecordKind};

use crate::sample::{REPOSITORY, accession, inside, object, place, record, resource, snapshot};

fn rows_of(reader: &archway::store::Reader, ids: &[u64]) -> Vec<archway::domain::browse::RecordRow> {
    let nodes: Vec<Node> = ids.iter().map(|id| Node::Record(object(*id))).collect();
    let rows = reader.rows(&nodes).unwrap().into_iter().flatten();
    rows.map(|row| if let Row::Record(row) = row { row } else { panic!("no record") })
        .collect()
}

fn ids(nodes: &[Node]) -> Vec<u64> {
    nodes
        .iter()
        .map(|node| {
            if let Node::Record(uri) = node {
                uri.id
            } else {
                panic!("no record")
            }
        })
        .collect()
}

#[test]
fn records_come_back_as_they_were_with_keys_in_order() {
    let mut place = place();
    let mut whole = snapshot(Record {
        title: None,
        level: None,
        suppressed: true,
        restricted: true,
        container: "Box 12, folder 3".to_owned(),
        parent: Some(object(4)),
        position: 9,
        ..record(object(5), "1931 – 1932")
    });
    whole.body["naïve"] = serde_json::json!({"Ω": "日本 🎞"});
    place.workspace.put_records(std::slice::from_ref(&whole)).unwrap();
    let back = place.workspace.record(object(5)).unwrap().unwrap();
    assert_eq!(back, whole);
    assert_eq!(
        serde_json::to_string(&back.body).unwrap(),
        serde_json::to_string(&whole.body).unwrap()
    );
    assert_eq!(place.workspace.records(&[object(9), object(5)]).unwrap(), [whole]);
}

#[test]
fn children_stand_in_the_order_of_their_positions() {
    let mut place = place();
    place
        .workspace
        .put_records(&[
            inside(30, Some(10), 1, "b"),
            inside(20, Some(10), 2, "c"),
            inside(40, Some(10), 0, "a"),
            inside(10, None, 0, "Series"),
            snapshot(record(resource(1), "Harbour office")),
        ])
        .unwrap();
    let children = place.workspace.children(Parent::Record(object(10)), None).unwrap();
    assert_eq!(ids(&children.nodes), [40, 30, 20]);
    assert!(!children.read, "a tree that nobody read counts as read");
    place.workspace.mark_trees_read(&[resource(1)]).unwrap();
    assert!(place.workspace.children(Parent::Record(object(10)), None).unwrap().read);
    assert_eq!(rows_of(&place.workspace, &[10, 40])[0].children, Some(3));
    assert_eq!(rows_of(&place.workspace, &[10, 40])[1].children, Some(0));
    let all = place.workspace.descendants(resource(1), None).unwrap();
    let depths: Vec<(u64, u16)> = all.iter().map(|(node, depth)| (ids(&[*node])[0], *depth)).collect();
    assert_eq!(depths, [(10, 1), (40, 2), (30, 2), (20, 2)]);
    assert_eq!(
        place.workspace.path_to(Node::Record(object(20))).unwrap(),
        [Node::Record(resource(1)), Node::Record(object(10))]
    );
    assert_eq!(place.workspace.title_path(object(20)).unwrap(), ["Harbour office", "Series", "c"]);
    assert_eq!(place.workspace.ancestors(object(20)).unwrap().len(), 2);
}

#[test]
fn a_moved_record_leaves_its_old_place() {
    let mut place = place();
    place
        .workspace
        .put_records(&[
            inside(10, None, 0, "Series 1"),
            inside(11, None, 1, "Series 2"),
            inside(20, Some(10), 0, "Letter"),
        ])
        .unwrap();
    place
        .workspace
        .mark_lists_read(&[Parent::Record(object(10)), Parent::Record(object(11))])
        .unwrap();
    place.workspace.put_records(&[inside(20, Some(11), 0, "Letter")]).unwrap();
    let rows = rows_of(&place.workspace, &[10, 11]);
    assert_eq!((rows[0].children, rows[1].children), (Some(0), Some(1)));
    assert!(place.workspace.children(Parent::Record(object(10)), None).unwrap().nodes.is_empty());
}

#[test]
fn nodes_fetched_when_opened_join_records_read_whole() {
    let mut place = place();
    let read_whole = inside(21, None, 7, "Letter, read whole");
    place
        .workspace
        .put_records(&[snapshot(record(resource(1), "Papers")), read_whole.clone()])
        .unwrap();
    let seen = |id: u64, position: u32, title: &str| {
        (
            Record {
                position,
                ref_id: None,
                ..record(object(id), title)
            },
            2,
        )
    };
    place
        .workspace
        .put_children(resource(1), None, 0, &[seen(20, 0, "Diary"), seen(21, 1, "?")], false)
        .unwrap();
    assert!(!place.workspace.children(Parent::Record(resource(1)), None).unwrap().read);
    place
        .workspace
        .put_children(resource(1), None, 2, &[seen(22, 2, "Map")], true)
        .unwrap();
    let children = place.workspace.children(Parent::Record(resource(1)), None).unwrap();
    assert_eq!((ids(&children.nodes), children.read), (vec![20, 21, 22], true));
    let rows = rows_of(&place.workspace, &[20, 21]);
    assert_eq!((rows[0].children, rows[1].title.as_str()), (Some(2), "Letter, read whole"));
    assert_eq!(
        place.workspace.record(object(21)).unwrap().unwrap().record.ref_id,
        read_whole.record.ref_id
    );
    assert_eq!(place.workspace.record(object(20)).unwrap(), None);
    assert_eq!(place.workspace.known_record(object(20)).unwrap().unwrap().display, "Diary");
    assert_eq!(
        place.workspace.unread_ids(REPOSITORY, RecordKind::ArchivalObject).unwrap(),
        [20, 22]
    );
    // Read again: one is gone, one came.
    place
        .workspace
        .put_children(resource(1), None, 0, &[seen(21, 0, "?"), seen(23, 1, "Plan")], true)
        .unwrap();
    assert_eq!(
        ids(&place.workspace.children(Parent::Record(resource(1)), None).unwrap().nodes),
        [21, 23]
    );
}

#[test]
fn restrictions_reach_everything_below_and_leave_it_again() {
    let mut place = place();
    let restricted = |restricted| Record {
        restricted,
        ..record(object(10), "Closed series")
    };
    place
        .workspace
        .put_records(&[inside(30, Some(20), 0, "Item"), inside(20, Some(10), 0, "File")])
        .unwrap();
    place
        .workspace
        .put_records(&[snapshot(restricted(true)), inside(11, None, 1, "Open series")])
        .unwrap();
    let under = |place: &crate::sample::Place| -> Vec<bool> {
        rows_of(&place.workspace, &[10, 20, 30, 11])
            .iter()
            .map(|row| row.restricted)
            .collect()
    };
    assert_eq!(under(&place), [true, true, true, false]);
    place.workspace.put_records(&[inside(20, Some(11), 0, "File")]).unwrap();
    assert_eq!(under(&place), [true, false, false, false]);
    place.workspace.put_records(&[inside(20, Some(10), 0, "File")]).unwrap();
    assert_eq!(under(&place), [true, true, true, false]);
    place.workspace.put_records(&[snapshot(restricted(false))]).unwrap();
    assert_eq!(under(&place), [false, false, false, false]);
}

#[test]
fn removing_a_record_removes_what_is_inside() {
    let mut place = place();
    place
        .workspace
        .put_records(&[
            snapshot(record(resource(1), "Papers")),
            inside(10, None, 0, "Series"),
            inside(20, Some(10), 0, "Letter"),
            inside(11, None, 1, "Other"),
        ])
        .unwrap();
    place.workspace.mark_trees_read(&[resource(1)]).unwrap();
    place.workspace.remove_records(&[object(10)]).unwrap();
    assert_eq!(place.workspace.known_ids(REPOSITORY, RecordKind::ArchivalObject).unwrap(), [11]);
    assert!(
        place
            .workspace
            .search("Letter", 10, archway::store::SearchIn::Both)
            .unwrap()
            .is_empty()
    );
    place.workspace.remove_records(&[resource(1)]).unwrap();
    assert_eq!(place.workspace.record_count(REPOSITORY, RecordKind::ArchivalObject).unwrap(), 0);
    assert!(
        place
            .workspace
            .children(Parent::Resources(REPOSITORY), None)
            .unwrap()
            .nodes
            .is_empty()
    );
}

#[test]
fn lists_of_resources_and_accessions_are_sorted_and_know_whether_they_were_read() {
    let mut place = place();
    place
        .workspace
        .put_records(&[
            snapshot(record(resource(1), "shipyard papers")),
            snapshot(record(resource(2), "<emph>Harbour</emph> office")),
            snapshot(record(resource(3), "Quay")),
            snapshot(record(accession(1), "Gift of plans")),
        ])
        .unwrap();
    let resources = place.workspace.children(Parent::Resources(REPOSITORY), None).unwrap();
    assert_eq!((ids(&resources.nodes), resources.read), (vec![2, 3, 1], false));
    place.workspace.mark_lists_read(&[Parent::Resources(REPOSITORY)]).unwrap();
    assert!(place.workspace.children(Parent::Resources(REPOSITORY), None).unwrap().read);
    assert!(!place.workspace.children(Parent::Accessions(REPOSITORY), None).unwrap().read);
    assert_eq!(
        place.workspace.children(Parent::Accessions(REPOSITORY), None).unwrap().nodes.len(),
        1
    );
    let Some(Row::Record(row)) = place.workspace.rows(&[Node::Record(resource(2))]).unwrap().remove(0) else {
        panic!("no row")
    };
    assert_eq!(row.title, "Harbour office");
    assert_eq!(place.workspace.rows(&[Node::Record(resource(99))]).unwrap(), [None]);
}

#[test]
fn containers_are_set_once_they_are_known() {
    let mut place = place();
    place.workspace.put_records(&[inside(10, None, 0, "Letter")]).unwrap();
    place
        .workspace
        .set_containers(&[(object(10), "Box 4".to_owned()), (object(99), "Box 5".to_owned())])
        .unwrap();
    assert_eq!(rows_of(&place.workspace, &[10])[0].container, "Box 4");
}

#[test]
fn a_loop_in_the_tree_does_not_hang() {
    let mut place = place();
    place
        .workspace
        .put_records(&[inside(10, Some(20), 0, "a"), inside(20, Some(10), 0, "b")])
        .unwrap();
    assert_eq!(place.workspace.descendants(object(10), None).unwrap().len(), 1);
    assert_eq!(place.workspace.ancestors(object(10)).unwrap().len(), 1);
    place
        .workspace
        .put_records(&[snapshot(Record {
            restricted: true,
            parent: Some(object(20)),
            ..record(object(10), "a")
        })])
        .unwrap();
    place.workspace.remove_records(&[object(10)]).unwrap();
}

#[test]
fn twenty_thousand_records_in_a_flat_series_browse_fast() {
    let mut place = place();
    place
        .workspace
        .put_records(&[snapshot(record(resource(1), "Photographs"))])
        .unwrap();
    let all: Vec<_> = (0..20_000)
        .map(|id| inside(id + 1, None, u32::try_from(id).unwrap(), &format!("Photograph {id}")))
        .collect();
    for batch in all.chunks(2_000) {
        place.workspace.put_records(batch).unwrap();
    }
    place.workspace.mark_trees_read(&[resource(1)]).unwrap();
    let children = place.workspace.children(Parent::Record(resource(1)), None).unwrap();
    assert_eq!(children.nodes.len(), 20_000);
    assert_eq!(ids(&children.nodes[..3]), [1, 2, 3]);
    let rows = place.workspace.rows(&children.nodes[10_000..10_100]).unwrap();
    assert_eq!(rows.iter().flatten().count(), 100);
    let hits = place
        .workspace
        .search("photograph 12345", 10, archway::store::SearchIn::Both)
        .unwrap();
    assert_eq!(hits[0].node, Node::Record(object(12_346)));
    assert_eq!(hits[0].context, "Photographs");
}
