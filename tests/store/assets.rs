//! Assets and collections.

use archway::domain::browse::{Node, Parent, Row};
use archway::domain::{ApprovalStatus, AssetType, MediaKind};
use serde_json::json;

use crate::sample::{asset, asset_id, collection, collection_id, place};

#[test]
fn assets_come_back_as_they_were() {
    let mut place = place();
    let mut one = asset(1, "Launch of the tender “Möwe”", &[2, 1]);
    one.asset.asset_type = AssetType::Placeholder;
    one.asset.media = MediaKind::Audio;
    one.asset.approval = ApprovalStatus::Mixed;
    one.asset.external_id = Some("X-7".to_owned());
    one.asset.modified = Some("2026-01-01T00:00:00.25Z".parse().unwrap());
    one.metadata.insert("subject".to_owned(), json!(["ships", 3]));
    let mut other = asset(2, "", &[]);
    other.asset.active = false;
    other.asset.collections = vec![collection_id(9)];
    place.workspace.put_assets(&[one.clone(), other.clone()]).unwrap();
    assert_eq!(place.workspace.asset(asset_id(1)).unwrap(), Some(one.clone()));
    assert_eq!(
        place.workspace.assets(&[asset_id(2), asset_id(7), asset_id(1)]).unwrap(),
        [other, one]
    );
    assert_eq!(place.workspace.asset_count().unwrap(), 1);
    assert_eq!(place.workspace.known_assets().unwrap(), [asset_id(1), asset_id(2)]);
}

#[test]
fn collections_and_assets_nest_and_what_is_in_none_stands_at_the_top() {
    let mut place = place();
    // Assets first: their collections are not known yet.
    let mut deleted = asset(5, "deleted", &[1]);
    deleted.asset.active = false;
    place
        .workspace
        .put_assets(&[
            asset(1, "b reel", &[1]),
            asset(2, "A reel", &[1, 2]),
            asset(3, "loose", &[]),
            asset(4, "in an unseen one", &[8]),
            deleted,
        ])
        .unwrap();
    let top = place.workspace.children(Parent::IconikTop, None).unwrap();
    assert_eq!((top.nodes.len(), top.read), (4, false));
    place
        .workspace
        .put_collections(&[collection(2, "Inner", &[1]), collection(1, "Outer", &[7])])
        .unwrap();
    let top = place.workspace.children(Parent::IconikTop, None).unwrap();
    assert_eq!(
        top.nodes,
        [
            Node::Collection(collection_id(1)),
            Node::Asset(asset_id(4)),
            Node::Asset(asset_id(3))
        ]
    );
    let outer = place.workspace.children(Parent::Collection(collection_id(1)), None).unwrap();
    assert_eq!(
        outer.nodes,
        [
            Node::Collection(collection_id(2)),
            Node::Asset(asset_id(2)),
            Node::Asset(asset_id(1))
        ]
    );
    let Some(Row::Collection(row)) = place.workspace.rows(&[Node::Collection(collection_id(1))]).unwrap().remove(0) else {
        panic!("no row")
    };
    assert_eq!((row.assets, row.collections, row.title.as_str()), (2, 1, "Outer"));
    assert_eq!(place.workspace.assets_in(collection_id(2), false).unwrap(), [asset_id(2)]);
    assert_eq!(
        place.workspace.assets_in(collection_id(1), true).unwrap(),
        [asset_id(2), asset_id(1)]
    );
    assert_eq!(
        place.workspace.path_to(Node::Collection(collection_id(2))).unwrap(),
        [Node::Collection(collection_id(1))]
    );
    assert_eq!(place.workspace.collections().unwrap().len(), 2);
    place.workspace.set_iconik_complete(true).unwrap();
    assert!(place.workspace.children(Parent::Collection(collection_id(2)), None).unwrap().read);
    place.workspace.remove_collections(&[collection_id(1)]).unwrap();
    assert_eq!(place.workspace.children(Parent::IconikTop, None).unwrap().nodes.len(), 4);
}

#[test]
fn collections_in_a_ring_do_not_hang() {
    let mut place = place();
    place
        .workspace
        .put_collections(&[collection(1, "a", &[2]), collection(2, "b", &[1])])
        .unwrap();
    place.workspace.put_assets(&[asset(1, "x", &[2])]).unwrap();
    assert_eq!(place.workspace.assets_in(collection_id(1), true).unwrap(), [asset_id(1)]);
    assert_eq!(place.workspace.path_to(Node::Asset(asset_id(1))).unwrap().len(), 2);
    assert_eq!(
        place
            .workspace
            .filter_assets(&archway::domain::browse::AssetFilter::default())
            .unwrap()
            .0
            .len(),
        3
    );
}

#[test]
fn removed_assets_are_gone_everywhere() {
    let mut place = place();
    place.workspace.put_collections(&[collection(1, "Reels", &[])]).unwrap();
    place.workspace.put_assets(&[asset(1, "Tender", &[1])]).unwrap();
    place.workspace.remove_assets(&[asset_id(1), asset_id(2)]).unwrap();
    assert_eq!(place.workspace.asset(asset_id(1)).unwrap(), None);
    assert!(place.workspace.assets_in(collection_id(1), true).unwrap().is_empty());
    assert!(
        place
            .workspace
            .search("tender", 5, archway::store::SearchIn::Assets)
            .unwrap()
            .is_empty()
    );
}
