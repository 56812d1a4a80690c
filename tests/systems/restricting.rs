//! Reading who can see what in iconik and changing it, against the practice iconik and against hosts that misbehave.

use std::collections::BTreeSet;
use std::sync::Arc;

use archway::domain::access::{AssetAccess, Directory, Grant, Permissions, Principal, Share, Shared};
use archway::domain::restriction::ReviewRule;
use archway::domain::{AssetId, CollectionId, Secret, fields};
use archway::practice::faults::Faults;
use archway::practice::iconik::{APP_ID, ARCHIVIST_TOKEN, EDITOR_TOKEN, IconikOptions, IconikState, VIEWER_TOKEN, router};
use archway::practice::institution;
use archway::practice::persist::StateLog;
use archway::practice::server::{Served, serve};
use archway::systems::iconik::{NewField, RoleUse, parse};
use archway::systems::{Iconik, SystemError};
use jiff::Timestamp;
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::host::{Host, Received, ok, quick, status};

async fn practice(options: IconikOptions) -> Served {
    let state = IconikState::open(options, StateLog::open(None).expect("nothing is kept")).expect("the table is whole");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    serve("iconik", router(state), listener, Arc::new(Faults::new()))
        .await
        .expect("it serves")
}

fn client(served: &Served, token: &str) -> Iconik {
    Iconik::new(&served.base_url(), APP_ID, Secret::new(token), quick()).expect("loopback is allowed")
}

fn host_client(host: &Host) -> Iconik {
    Iconik::new(&host.url(), APP_ID, Secret::new("t"), quick()).expect("loopback is allowed")
}

fn asset(slug: &str) -> AssetId {
    AssetId(institution::id("asset", slug))
}

fn collection(slug: &str) -> CollectionId {
    CollectionId(institution::id("collection", slug))
}

fn group(slug: &str) -> Principal {
    Principal::Group(institution::id("group", slug))
}

fn user(slug: &str) -> Principal {
    Principal::User(institution::id("user", slug))
}

async fn access(client: &Iconik, of: AssetId) -> AssetAccess {
    client.asset_access(of, None, Timestamp::UNIX_EPOCH).await.expect("a list")
}

#[tokio::test]
async fn people_groups_and_the_account_are_known_without_addresses() {
    let served = practice(IconikOptions::immediate()).await;
    let directory: Directory = client(&served, ARCHIVIST_TOKEN)
        .directory(Timestamp::UNIX_EPOCH)
        .await
        .expect("a directory");
    let names: Vec<&str> = directory.people.iter().map(|person| person.name.as_str()).collect();
    assert!(names.contains(&"Ottilie Varnhem") && names.is_sorted(), "{names:?}");
    let me = directory
        .person(directory.me.expect("an account"))
        .expect("it is one of the people");
    assert!(me.admin && me.active);
    let Principal::Group(editors) = group("editors") else {
        unreachable!("a group")
    };
    assert_eq!(directory.people.iter().filter(|person| person.groups.contains(&editors)).count(), 2);
    assert_eq!(directory.name(group("press")), "group Press");
    assert!(!format!("{directory:?}").contains('@'), "no address of mail");
    let refused = client(&served, VIEWER_TOKEN).people().await.expect_err("the press may not");
    assert!(refused.to_string().contains("can_read_users"), "{refused}");
}

#[tokio::test]
async fn a_list_tells_own_entries_from_those_that_come_down() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let of = access(&client, asset("qw-002")).await;
    assert_eq!(of.own(group("archivists")), Some(Permissions::ALL));
    assert_eq!(of.own(group("press")), None, "it comes down from a collection");
    assert_eq!(of.inherited.len(), 1, "{of:?}");
    assert_eq!(
        (of.inherited[0].collection, of.inherited[0].grant.principal),
        (collection("press"), group("press"))
    );
    let press = client.collection_access(collection("press")).await.expect("a list");
    assert_eq!(
        press.hands_down,
        [Grant {
            principal: group("press"),
            permissions: Permissions::READ
        }]
    );
    let quay = client.collection_access(collection("quay-workers")).await.expect("a list");
    assert!(quay.hands_down.is_empty() && !quay.grants.is_empty());
    let body = client.asset(asset("qw-002"), false).await.expect("an asset");
    assert_eq!(parse::creator(&body), Some(institution::id("user", "archivist")));
}

/// What is taken and given back is just that, whatever overwriting means.
#[tokio::test]
async fn taking_and_giving_back_leaves_everybody_else_alone() {
    for overwrite_replaces_list in [false, true] {
        let served = practice(IconikOptions {
            overwrite_replaces_list,
            ..IconikOptions::immediate()
        })
        .await;
        let client = client(&served, ARCHIVIST_TOKEN);
        let (one, other) = (asset("qw-008"), asset("qw-005"));
        let before = (access(&client, one).await, access(&client, other).await);
        assert_eq!(before.0.own(user("viewer")), Some(Permissions::READ));

        let taken = [group("editors"), user("viewer")];
        client.take_grants(&[one, other], &taken).await.expect("taken");
        client.take_grants(&[one, other], &taken).await.expect("taking twice is harmless");
        for of in [one, other] {
            let now = access(&client, of).await;
            assert_eq!(now.grants.len(), 1, "{now:?}");
            assert_eq!(now.own(group("archivists")), Some(Permissions::ALL));
        }
        client.set_grant(one, group("editors"), Permissions::READ).await.expect("narrowed");
        assert_eq!(access(&client, one).await.own(group("editors")), Some(Permissions::READ));

        client
            .add_grants(&[one, other], &[group("editors")], Permissions::WRITE)
            .await
            .expect("given back");
        client
            .add_grants(&[one], &[user("viewer")], Permissions::READ)
            .await
            .expect("given back");
        let sorted = |access: AssetAccess| access.grants.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(access(&client, one).await), sorted(before.0));
        assert_eq!(sorted(access(&client, other).await), sorted(before.1));

        client.set_grant(one, user("viewer"), Permissions::NONE).await.expect("taken");
        assert_eq!(access(&client, one).await.own(user("viewer")), None);
    }
}

#[tokio::test]
async fn lists_go_out_in_slices_with_their_bodies_and_never_overwrite() {
    let host = Host::new(|_, _| ok("{}")).await;
    let client = host_client(&host);
    let many: Vec<AssetId> = (0..1_001_u128).map(|number| AssetId(Uuid::from_u128(number + 1))).collect();
    let who = Principal::Group(Uuid::from_u128(9));
    client.take_grants(&many, &[who]).await.expect("taken");
    client.add_grants(&many, &[who], Permissions::READ).await.expect("given");
    let received = host.received();
    assert_eq!(received.len(), 6);
    for (at, request) in received.iter().enumerate() {
        let body = request.json();
        let size = body["object_keys"].as_array().map_or(0, Vec::len);
        assert_eq!(size, [500, 500, 1][at % 3]);
        assert_eq!(body["group_ids"], json!([Uuid::from_u128(9).to_string()]));
        assert!(body.get("user_ids").is_none(), "an empty list is not sent");
        if at < 3 {
            assert!(request.is("DELETE", "/API/acls/v1/acl/assets/"));
            assert_eq!(request.header("content-type"), Some("application/json"));
        } else {
            assert!(request.is("PUT", "/API/acls/v1/acl/assets/"));
            assert_eq!(body["mode"], "APPEND");
        }
    }
    // A request that names nobody could be taken to mean everybody.
    client.take_grants(&many, &[]).await.expect("nothing to do");
    client.take_grants(&[], &[who]).await.expect("nothing to do");
    client.add_grants(&many, &[who], Permissions::NONE).await.expect("nothing to do");
    assert_eq!(host.received().len(), 6, "nothing more was sent");
}

#[tokio::test]
async fn an_answer_without_lists_is_not_an_asset_that_nobody_sees() {
    let host = Host::new(|_, before| ok(if before == 0 { "{}" } else { r#"{"groups_acl":[]}"# })).await;
    let client = host_client(&host);
    let error = client
        .asset_access(asset("qw-001-1"), None, Timestamp::UNIX_EPOCH)
        .await
        .expect_err("no lists");
    assert!(matches!(error, SystemError::Unexpected { .. }), "{error}");
    assert!(access(&client, asset("qw-001-1")).await.grants.is_empty());
}

#[tokio::test]
async fn shares_are_read_revoked_and_made_again_without_addresses() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let all = client.read_shares().await.expect("shares");
    assert!(all.complete);
    let of = |object: Shared| all.shares.iter().find(|share| share.object == object).expect("a share");
    let public = of(Shared::Asset(asset("qw-002")));
    assert!(public.is_public() && public.is_live(Timestamp::now()), "{public:?}");
    let kit = of(Shared::Collection(collection("press")));
    assert_eq!((kit.has_password, kit.guests, kit.opened), (true, 1, Some(2)));
    assert!(kit.expires.is_some());
    let told = format!("{all:?}{}", serde_json::to_string(&all.shares).expect("JSON"));
    assert!(!told.contains("/share/") && !told.contains('@'), "{told}");

    // Looking at one object tells the same.
    let one = client.shares_of(public.object).await.expect("shares");
    assert_eq!(one.iter().map(|share| share.id).collect::<Vec<_>>(), [public.id]);
    let asked = client.shares_of(kit.object).await.expect("shares");
    assert_eq!((asked[0].guests, asked[0].opened), (1, Some(2)));

    client.revoke_share(public).await.expect("revoked");
    client.revoke_share(public).await.expect("revoking twice is harmless");
    assert!(client.shares_of(public.object).await.expect("shares").is_empty());
    let again = client.make_share(public).await.expect("made again");
    assert_ne!(again.id, public.id);
    assert_eq!(
        (&again.title, &again.settings, again.expires),
        (&public.title, &public.settings, public.expires)
    );
    assert!(again.is_public());

    let refused = client.make_share(kit).await.expect_err("nobody knows its password");
    assert!(refused.to_string().contains("password"), "{refused}");
    let guests = Share {
        has_password: false,
        ..kit.clone()
    };
    let refused = client.make_share(&guests).await.expect_err("it was sent to people by name");
    assert!(refused.to_string().contains("guests"), "{refused}");
    assert_eq!(client.shares_of(kit.object).await.expect("shares").len(), 1, "nothing was made");
}

#[tokio::test]
async fn who_may_not_list_all_shares_is_told_that_there_may_be_more() {
    let served = practice(IconikOptions::immediate()).await;
    let editor = client(&served, EDITOR_TOKEN);
    let own = editor.read_shares().await.expect("the editor's own");
    assert!(!own.complete && own.shares.is_empty(), "{own:?}");
    assert_eq!(
        editor.shares_of(Shared::Asset(asset("qw-002"))).await.expect("shares").len(),
        1,
        "one object shows everybody's"
    );
    let viewer = client(&served, VIEWER_TOKEN);
    let error = viewer.all_shares().await.expect_err("none at all");
    assert!(error.to_string().contains("can_manage_all_shares"), "{error}");
    let missing = viewer.probe().await.expect("a user");
    let missing = missing.missing_for(RoleUse::Restricting);
    for role in [
        "can_write_acls",
        "can_delete_acls",
        "can_delete_object_shares",
        "can_manage_all_shares",
    ] {
        assert!(missing.contains(&role), "{role} in {missing:?}");
    }
}

#[tokio::test]
async fn a_blocking_field_keeps_an_asset_from_being_shared() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let field = |field: fields::ArchwayField| NewField {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        field_type: field.field_type.to_owned(),
        description: field.description.to_owned(),
        multi: false,
        warns: field.warns(),
        blocks: field.blocks(),
    };
    let mut names = Vec::new();
    for wanted in fields::RESTRICTION {
        let made = client.create_field(&field(wanted)).await.expect("a field");
        assert_eq!((made.multi, made.warns, made.blocks), (false, wanted.warns(), wanted.blocks()));
        names.push(made.name);
    }
    let view = client
        .create_view(fields::RESTRICTION_VIEW_NAME, fields::RESTRICTION_VIEW_DESCRIPTION, &names)
        .await
        .expect("a view");
    let block = |yes: bool| {
        [(fields::RESTRICTION_BLOCK.name.to_owned(), vec![json!(yes)])]
            .into_iter()
            .collect()
    };
    let public = client.shares_of(Shared::Asset(asset("qw-002"))).await.expect("shares");
    client
        .set_metadata_values(asset("qw-002"), view.id, &block(true))
        .await
        .expect("blocked");
    let error = client.make_share(&public[0]).await.expect_err("it is blocked");
    assert!(matches!(error, SystemError::Forbidden { .. }), "{error}");
    assert_eq!(
        client.shares_of(Shared::Asset(asset("qw-002"))).await.expect("shares").len(),
        1,
        "what was shared before stays shared"
    );
    client
        .set_metadata_values(asset("qw-002"), view.id, &block(false))
        .await
        .expect("unblocked");
    client.make_share(&public[0]).await.expect("shared");

    let text = NewField {
        name: "archway_other".to_owned(),
        field_type: "text".to_owned(),
        ..field(fields::RESTRICTION_BLOCK)
    };
    client.create_field(&text).await.expect_err("only yes/no fields block");
    let second = NewField {
        name: "archway_other".to_owned(),
        ..field(fields::RESTRICTION_BLOCK)
    };
    names.push(client.create_field(&second).await.expect("a field").name);
    client
        .create_view("Two that block", "", &names)
        .await
        .expect_err("one of a view can block");
}

#[tokio::test]
async fn assets_join_and_leave_collections() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let (of, restricted) = (asset("qw-001-1"), collection("restricted"));
    let homes = async || {
        let body = client.asset(of, true).await.expect("an asset");
        parse::asset_from_json(&body).expect("an asset").collections
    };
    assert_eq!(homes().await, [collection("quay-workers")]);
    client.join_collection(of, restricted).await.expect("joined");
    assert_eq!(homes().await, [collection("quay-workers"), restricted]);
    client.leave_collection(of, restricted).await.expect("left");
    client.leave_collection(of, restricted).await.expect("leaving twice is harmless");
    assert_eq!(homes().await, [collection("quay-workers")]);
}

#[tokio::test]
async fn reviewers_that_others_asked_stay_asked() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let id = |slug: &str| institution::id("user", slug);
    let rule = |users: &[&str], min_number: u32| ReviewRule {
        users: users.iter().map(|slug| id(slug)).collect(),
        groups: BTreeSet::new(),
        min_number,
    };
    // Two editors were asked before.
    let of = asset("qw-004");
    client.ask_review(of, &rule(&["archivist"], 2)).await.expect("asked");
    let asked = client.review(of).await.expect("an answer").expect("a request");
    assert!(asked.covers(&rule(&["archivist", "editor", "second-editor"], 2)), "{asked:?}");
    client.release_reviewers(of, &rule(&["archivist"], 2)).await.expect("released");
    let left = client.review(of).await.expect("an answer").expect("a request");
    assert_eq!(left.of.users, rule(&["editor", "second-editor"], 1).users);
    // Nobody was asked before.
    let fresh = asset("ph-0060");
    client.ask_review(fresh, &rule(&["editor"], 1)).await.expect("asked");
    client.release_reviewers(fresh, &rule(&["editor"], 1)).await.expect("released");
    assert_eq!(client.review(fresh).await.expect("an answer"), None);
    client.withdraw_review(fresh).await.expect("withdrawing twice is harmless");
}

#[tokio::test]
async fn asking_those_who_are_asked_sends_nothing() {
    let host = Host::new(|request: &Received, _| {
        if request.method == "GET" {
            ok(json!({"users": [Uuid::from_u128(1)], "groups": [], "min_number": 1, "status": "REQUESTED"}).to_string())
        } else {
            status(500, "{}")
        }
    })
    .await;
    let rule = ReviewRule {
        users: [Uuid::from_u128(1)].into(),
        groups: BTreeSet::new(),
        min_number: 1,
    };
    host_client(&host).ask_review(asset("qw-004"), &rule).await.expect("nothing to do");
    assert!(host.received().iter().all(|request| request.method == "GET"));
}
