//! What somebody else did since the review: it is shown, nothing is sent, and a change waits for a new plan.

use archway::domain::access::Permissions;
use archway::domain::fields::{RECORD_URI, RESTRICTION_WORDS};
use archway::plan::{Action, Change, ChangeId, Condition, Decision, FieldChange, Outcome, Plan};
use reqwest::Method;
use serde_json::json;

use super::scene::{ASSETS, Picture, Restricted, collection, give, group, share, take, user};
use crate::scene::Story;
use crate::support::asset;

/// Plans, lets somebody do something, and applies. The first asset's change must be stale and the asset as that somebody left it.
fn stale_after(scene: &Restricted, context: &str, meddle: impl AsyncFnOnce(&mut Plan)) -> (Plan, Vec<FieldChange>) {
    let site = scene.open();
    let mut plan = scene.closing();
    scene.block_on(meddle(&mut plan));
    let id = scene.kept(&site, plan);
    let before = scene.shown();
    let applied = scene.block_on(site.apply(id));
    let theirs = stale(&applied, 1, context);
    let now = scene.shown();
    assert_untouched(&before, &now, ASSETS[0], context);
    (applied, theirs)
}

fn assert_untouched(before: &Picture, now: &Picture, slug: &str, context: &str) {
    let id = asset(slug);
    assert_eq!(now.access[&id], before.access[&id], "{context}");
    assert_eq!(now.fields[&id], before.fields[&id], "{context}");
    assert_eq!(now.shares[&id.to_string()], before.shares[&id.to_string()], "{context}");
    assert_eq!(now.collections[&id], before.collections[&id], "{context}");
}

fn change(plan: &Plan, number: u32) -> &Change {
    plan.change(ChangeId(number)).unwrap()
}

fn stale(plan: &Plan, number: u32, context: &str) -> Vec<FieldChange> {
    let change = change(plan, number);
    let Outcome::Stale { what, theirs } = &change.outcome else {
        panic!("{context}: {:#?}", change.outcome)
    };
    assert!(what.contains(&change.label) && what.contains("anew"), "{context}: {what}");
    assert!(!theirs.is_empty(), "{context}");
    assert_eq!(change.decision, Decision::Undecided, "{context}: it waits for a person");
    theirs.clone()
}

fn says(theirs: &[FieldChange], field: &str, before: Option<&str>, after: Option<&str>) {
    let found = theirs.iter().any(|change| {
        change.field.contains(field)
            && change.before.as_deref() == before
            && after.is_none_or(|after| change.after.as_deref().unwrap_or("").contains(after))
    });
    assert!(found, "{field}: {before:?} → {after:?} in {theirs:#?}");
}

#[test]
fn a_note_that_was_written_since_stops_what_rests_on_it() {
    let scene = Restricted::new();
    let body = scene.block_on(scene.links.witness.record(scene.record));
    let above = body["ancestors"][0]["ref"].as_str().unwrap();
    let (applied, theirs) = stale_after(&scene, "a new note", async |_| {
        scene
            .colleague
            .edit(above, |body| {
                let note = json!({"jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true,
                    "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed to all (invented)", "publish": true}]});
                body["notes"].as_array_mut().unwrap().push(note);
            })
            .await;
    });
    assert_eq!(theirs.len(), 1, "only the record that says something else: {theirs:#?}");
    assert!(
        theirs[0].after.as_deref().unwrap().contains("Closed to all (invented)"),
        "{theirs:#?}"
    );
    assert_ne!(theirs[0].before, theirs[0].after);
    stale(&applied, 2, "the other asset of the record");
    assert!(change(&applied, 3).outcome.is_done(), "what does not rest on it goes on");
}

#[test]
fn other_dates_of_a_note_and_another_place_in_the_tree_stop_it() {
    let scene = Restricted::new();
    let note = |end: &str| {
        json!([{"jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true, "persistent_id": "invented1",
            "rights_restriction": {"begin": "2020-01-01", "end": end, "local_access_restriction_type": []},
            "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed (invented)", "publish": true}]}])
    };
    scene.block_on(scene.colleague.edit(scene.record, |body| body["notes"] = note("2060-12-31")));
    let (_, theirs) = stale_after(&scene, "another end", async |_| {
        scene.colleague.edit(scene.record, |body| body["notes"] = note("2035-12-31")).await;
    });
    says(&theirs, "notes", Some("as reviewed"), Some("until 2035-12-31"));
    let (_, theirs) = stale_after(&scene, "another place", async |plan| {
        for condition in &mut plan.change_mut(ChangeId(1)).unwrap().conditions {
            if let Condition::RestrictionsUnchanged { chain, .. } = condition {
                chain.remove(1);
            }
        }
    });
    assert!(theirs[0].field.starts_with("place of "), "{theirs:#?}");
}

#[test]
fn a_link_that_was_made_since_stops_it() {
    let scene = Restricted::new();
    let foreign = "/repositories/2/resources/1";
    let (_, theirs) = stale_after(&scene, "a new link", async |_| {
        let witness = &scene.links.witness;
        let mut values = witness
            .iconik
            .metadata_values(asset(ASSETS[0]), witness.view)
            .await
            .unwrap()
            .unwrap();
        values[RECORD_URI.name].push(json!(foreign));
        witness
            .iconik
            .set_metadata_values(asset(ASSETS[0]), witness.view, &values)
            .await
            .unwrap();
    });
    says(&theirs, "linked record", None, Some(foreign));
}

#[test]
fn whatever_somebody_did_to_who_can_see_it_stops_it() {
    let scene = Restricted::new();
    let first = ASSETS[0];
    let (_, theirs) = stale_after(&scene, "widened", async |_| {
        give(&scene.colleague, first, &[group("press")], "read write delete").await;
    });
    says(&theirs, "Press", Some("read"), Some("read, write, delete"));
    assert_eq!(
        scene.shown().access[&asset(first)].0[&group("press")],
        Permissions::of_words(["read", "write", "delete"])
    );

    let (_, theirs) = stale_after(&scene, "taken by hand", async |_| {
        take(&scene.colleague, first, user("viewer")).await
    });
    says(&theirs, "Ineke", Some("read"), Some("none"));

    let (_, theirs) = stale_after(&scene, "somebody new", async |_| {
        give(&scene.colleague, first, &[user("second-editor")], "read").await;
    });
    says(&theirs, "Fenwick", Some("none"), Some("read"));

    let (_, theirs) = stale_after(&scene, "shared", async |_| {
        share(&scene.colleague, &format!("assets/{}", asset(first)), "Another (invented)").await;
    });
    says(&theirs, "Another (invented)", None, Some("made since"));

    let (_, theirs) = stale_after(&scene, "in a collection that hands down", async |_| {
        let path = format!("/API/assets/v1/collections/{}/contents/", collection("press"));
        let body = json!({"object_id": asset(first), "object_type": "assets"});
        scene.colleague.iconik(Method::POST, &path, &body).await;
    });
    says(&theirs, "through the collection “Press selection”", None, Some("read"));
}

#[test]
fn a_collection_that_hands_down_is_not_joined() {
    let scene = Restricted::new();
    let (_, theirs) = stale_after(&scene, "it hands down by now", async |plan| {
        let Action::SetAccess { change } = &mut plan.change_mut(ChangeId(1)).unwrap().action else {
            panic!("it changes who can see an asset")
        };
        change.memberships[0].collection = collection("press");
        assert!(!change.opens(), "nobody has confirmed this");
    });
    says(&theirs, "Press through the collection “Press selection”", None, Some("read"));
}

#[test]
fn words_that_somebody_wrote_into_the_fields_stop_it() {
    let scene = Restricted::new();
    let (_, theirs) = stale_after(&scene, "words", async |_| {
        let values = [(RESTRICTION_WORDS.name.to_owned(), vec![json!("By hand (invented)")])]
            .into_iter()
            .collect();
        let iconik = &scene.links.witness.iconik;
        iconik.set_metadata_values(asset(ASSETS[0]), scene.view, &values).await.unwrap();
    });
    says(&theirs, RESTRICTION_WORDS.label, None, Some("By hand"));
}

/// Planned anew from what stands there then, it goes on to the end.
#[test]
fn planned_anew_it_goes_on() {
    let scene = Restricted::new();
    stale_after(&scene, "widened", async |_| {
        give(&scene.colleague, ASSETS[0], &[group("press")], "read write").await
    });
    let plan = scene.plan();
    let done = scene.finish(plan, "planned anew");
    scene.assert_closed("planned anew");
    let already = |number: u32| change(&done, number).outcome.receipt().unwrap().already_there;
    assert_eq!([1, 2, 3, 4].map(already), [false, true, true, true], "{:#?}", done.changes);
    let undo = scene.plan_undo(plan);
    let undone = scene.finish(undo, "undone");
    assert_eq!(undone.changes.len(), 1, "only what this plan did is taken back");
    let Action::SetAccess { change } = &undone.changes[0].action else {
        panic!("{undone:#?}")
    };
    assert_eq!(change.asset, asset(ASSETS[0]));
    assert_eq!(scene.shown().access[&asset(ASSETS[0])].0[&group("press")], Permissions::WRITE);
}
