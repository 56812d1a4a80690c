//! From a note to who can see an asset, and back: planned by the planner from the catalogue, carried out, lifted once the note is gone.

use std::collections::BTreeSet;
use std::sync::Arc;

use archway::domain::access::{Permissions, Shared};
use archway::domain::restriction::{AccessRule, Loss, RestrictSettings, RuleRow, RuleTable, Then, When};
use archway::plan::confirm::needs_confirmation;
use archway::plan::{ChangeId, Decision, Nature, Outcome, Plan, Stage};
use archway::runtime::restrict_view::RestrictScope;
use archway::runtime::{Command, Event};
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::{ASSETS, Restricted, group, user};
use crate::scene::Story;
use crate::support::{Desk, asset};

/// Everybody but the archivists loses access, shares are revoked, sharing is blocked.
fn table() -> RuleTable {
    RuleTable {
        rows: vec![RuleRow {
            id: Uuid::from_u128(1),
            name: "Closed".to_owned(),
            on: true,
            when: When::default(),
            then: Then {
                fields: true,
                block: true,
                access: Some(AccessRule {
                    others: Loss::Everything,
                    named: vec![(group("archivists"), Loss::Nothing), (group("editors"), Loss::Write)],
                }),
                revoke_shares: true,
                leave_collections: true,
                ..Then::default()
            },
        }],
    }
}

/// Takes everything that restricts off a record.
fn restrict_nothing(body: &mut Value) {
    for flag in ["restrictions", "restrictions_apply"] {
        if body.get(flag).is_some() {
            body[flag] = json!(false);
        }
    }
    if let Some(notes) = body["notes"].as_array_mut() {
        notes.retain(|note| note["type"] != "accessrestrict" && note["type"] != "userestrict");
    }
    body["rights_statements"] = json!([]);
}

fn planned(desk: &mut Desk) -> Arc<Plan> {
    desk.plan(Command::PlanRestrict {
        scope: RestrictScope::All,
        as_of: None,
    })
}

#[test]
fn a_note_closes_and_its_end_gives_back_what_was_taken() {
    let scene = Restricted::new();
    let note = json!([{"jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true,
        "rights_restriction": {"begin": "2020-01-01", "end": "2060-12-31", "local_access_restriction_type": []},
        "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed until 2061 (invented)", "publish": true}]}]);
    scene.block_on(async {
        let body = scene.links.witness.record(scene.record).await;
        for above in body["ancestors"].as_array().unwrap() {
            scene.colleague.edit(above["ref"].as_str().unwrap(), restrict_nothing).await;
        }
        scene.colleague.edit(scene.record, restrict_nothing).await;
        scene.colleague.edit(scene.record, |body| body["notes"] = note).await;
    });
    let mut desk = Desk::at(scene.links.folder.path());
    desk.open(scene.path());
    desk.send(Command::Reconnect {
        connection: scene.systems().connection(),
        credentials: scene.systems().credentials(),
    });
    desk.opened();
    desk.send(Command::SaveRestrictSettings(Box::new(RestrictSettings {
        table: table(),
        ..RestrictSettings::default()
    })));
    desk.wait("the settings are kept", |event| {
        matches!(event, Event::RestrictSettings(_)).then_some(())
    });
    desk.refresh();

    let plan = planned(&mut desk);
    let linked: BTreeSet<_> = ASSETS[..2].iter().map(|slug| asset(slug)).collect();
    let closes: Vec<ChangeId> = plan
        .changes
        .iter()
        .filter(|change| !needs_confirmation(&plan, change))
        .map(|change| change.id)
        .collect();
    assert_eq!(closes.len(), plan.changes.len(), "nothing opens: {:#?}", plan.changes);
    assert!(plan.changes.iter().filter(|change| change.nature == Nature::Closes).count() >= linked.len());
    desk.plan(Command::Decide {
        plan: plan.id,
        changes: closes,
        decision: Decision::Accepted,
    });
    let done = desk.apply(plan.id);
    assert_eq!(
        done.stage,
        Stage::Applied,
        "{:#?}",
        done.changes.iter().map(|change| &change.outcome).collect::<Vec<_>>()
    );
    let closed = scene.shown();
    for id in &linked {
        let own = &closed.access[id].0;
        assert_eq!(own.get(&group("editors")), Some(&Permissions::READ), "{own:?}");
        assert!(!own.contains_key(&group("press")) && !own.contains_key(&user("viewer")), "{own:?}");
        assert!(closed.shares[&id.to_string()].is_empty());
    }
    desk.refresh();
    assert!(planned(&mut desk).is_empty(), "as it should be, so nothing is proposed");

    scene.block_on(scene.colleague.edit(scene.record, |body| body["notes"] = json!([])));
    desk.refresh();
    assert_eq!(scene.shown(), closed, "nothing opens because a note is gone");
    let lift = planned(&mut desk);
    let opens: Vec<_> = lift.changes.iter().filter(|change| needs_confirmation(&lift, change)).collect();
    assert!(opens.len() >= linked.len(), "{:#?}", lift.changes);
    let refused = desk.plan(Command::Decide {
        plan: lift.id,
        changes: lift.changes.iter().map(|change| change.id).collect(),
        decision: Decision::Accepted,
    });
    assert!(
        refused
            .changes
            .iter()
            .all(|change| !needs_confirmation(&refused, change) || !change.decision.is_accepted())
    );
    let cause = opens[0].restricting.as_ref().unwrap().causes[0];
    assert!(opens.iter().all(|change| change.restricting.as_ref().unwrap().causes == [cause]));
    desk.plan(Command::ConfirmOpening {
        plan: lift.id,
        cause,
        changes: opens.iter().map(|change| change.id).collect(),
        reason: "the note is gone (invented)".to_owned(),
        second: None,
    });
    let lifted = desk.apply(lift.id);
    let open: Vec<&Outcome> = lifted
        .changes
        .iter()
        .map(|change| &change.outcome)
        .filter(|outcome| outcome.is_open())
        .collect();
    assert!(open.is_empty(), "{open:#?}");
    let now = scene.shown();
    assert_eq!(now.access, scene.before().access, "just what was taken is back");
    assert_eq!(now.collections, scene.before().collections);
    let first = asset(ASSETS[0]).to_string();
    assert_eq!(now.shares[&first], scene.before().shares[&first]);
    let shares = scene
        .block_on(scene.links.witness.iconik.shares_of(Shared::Asset(asset(ASSETS[0]))))
        .unwrap();
    assert_eq!(shares.len(), 1, "made once");
}
