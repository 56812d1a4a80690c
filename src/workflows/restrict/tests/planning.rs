//! Planning, case by case.

use jiff::civil::date;
use serde_json::json;

use super::world::{ASSETS, World, asset, collection, grant, group, id, note, reading, record, share, until};
use crate::domain::access::{Permissions, Principal, Shared};
use crate::domain::fields::{RESTRICTED_UNTIL, RESTRICTION_BLOCK, RESTRICTION_STATUS, RESTRICTION_TAKEN, RESTRICTION_WORDS};
use crate::domain::restriction::{AccessRule, CauseKind, ClosedOn, Loss, Meaning, NoteType, RuleRow, RuleTable, Span, Taken, Then, When};
use crate::plan::access::{Confirmation, RestrictKind};
use crate::plan::confirm::{Demands, confirm_opening, may_open, meets, take_back};
use crate::plan::inverse::{UndoRequest, undo};
use crate::plan::ledger::{Grouping, Ledger, LedgerFilter, groups};
use crate::plan::order::decide;
use crate::plan::{Action, Change, ChangeId, Decision, Nature, PlanId, Severity};
use crate::workflows::restrict::{presets, rule_matches};
use jiff::Timestamp;

fn preset(name: &str) -> RuleTable {
    let directory = World::new(RuleTable::default()).directory;
    presets(&directory).into_iter().find(|(known, _, _)| known == name).unwrap().2
}

fn closing() -> World {
    let mut world = World::new(preset("Close to all but chosen groups"));
    world.note(
        1,
        Some(note(
            1,
            NoteType::AccessRestrict,
            until(2041),
            "Interviews are closed under the deed of gift.",
        )),
    );
    world
}

fn own(world: &World, place: usize, principal: Principal) -> Option<Permissions> {
    world.assets[&asset(place)].access.as_ref().unwrap().own(principal)
}

fn value(world: &World, place: usize, field: &str) -> Option<String> {
    let values = world.assets[&asset(place)].fields.get(field)?;
    values
        .first()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn asset_change(changes: &[Change], place: usize, kind: RestrictKind) -> Option<&Change> {
    let of =
        |change: &&Change| change.label == format!("Asset {place}") && change.restricting.as_ref().is_some_and(|known| known.kind == kind);
    changes.iter().find(of)
}

#[test]
fn a_closed_series_closes_its_assets_and_nothing_else_and_is_quiet_then() {
    let mut world = closing();
    let mut plan = world.plan();
    // Files 3 and 4 are below series 1: assets 0, 1, 4, 5.
    assert_eq!(plan.changes.len(), 4);
    let review = plan.restrict.clone().unwrap();
    assert_eq!((review.unchanged, review.causes.len(), review.causes[0].assets), (2, 1, 4));
    assert_eq!(review.chains.len(), 2);
    let change = asset_change(&plan.changes, 0, RestrictKind::Restrict).unwrap();
    assert_eq!(change.nature, Nature::Closes);
    let restricting = change.restricting.as_ref().unwrap();
    assert_eq!((restricting.seen_by.people, restricting.seen_after.people), (6, 3));
    world.close(&mut plan);
    assert_eq!(own(&world, 0, group(0)), Some(Permissions::ALL));
    assert_eq!(own(&world, 0, group(1)), None);
    assert_eq!(own(&world, 2, group(1)), Some(Permissions::WRITE));
    assert_eq!(value(&world, 0, RESTRICTION_STATUS.name).as_deref(), Some("restricted"));
    assert_eq!(
        value(&world, 0, RESTRICTION_WORDS.name).as_deref(),
        Some("Closed until 31 December 2041 – “Interviews are closed under the deed of gift.” (Series: Record 1)")
    );
    assert_eq!(value(&world, 0, RESTRICTED_UNTIL.name).as_deref(), Some("2041-12-31"));
    assert_eq!(value(&world, 0, RESTRICTION_BLOCK.name).as_deref(), Some("true"));
    let again = world.plan();
    assert!(again.is_empty(), "{:#?}", again.changes);
    assert_eq!(again.restrict.unwrap().unchanged, ASSETS as u64);
}

#[test]
fn a_new_end_changes_words_only() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.note(
        1,
        Some(note(
            1,
            NoteType::AccessRestrict,
            until(2051),
            "Interviews are closed under the deed of gift.",
        )),
    );
    let plan = world.plan();
    assert_eq!(plan.changes.len(), 4);
    for change in &plan.changes {
        assert_eq!(change.restricting.as_ref().unwrap().kind, RestrictKind::Alter);
        assert_eq!(change.nature, Nature::Follows);
        let Action::SetAccess { change } = &change.action else { panic!() };
        assert!(change.grants.is_empty() && !change.opens());
    }
}

#[test]
fn what_has_ended_is_given_back_only_once_its_cause_is_confirmed() {
    let mut world = closing();
    let before = world.clone();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.today = date(2042, 1, 1);
    let mut plan = world.plan();
    assert!(plan.changes.iter().all(|change| change.nature == Nature::Opens));
    let all: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
    assert!(decide(&mut plan, &all, &Decision::Accepted).is_empty());
    assert!(decide(&mut plan, &all[..1], &Decision::Accepted).is_empty());
    assert!(may_open(&plan, &plan.changes[0]).is_err());
    let cause = plan.changes[0].restricting.as_ref().unwrap().causes[0];
    let confirmation = Confirmation {
        cause,
        changes: all[..2].to_vec(),
        who: "archivist".into(),
        at: Timestamp::UNIX_EPOCH,
        reason: "the deed has run out".into(),
        second: None,
    };
    assert_eq!(confirm_opening(&mut plan, confirmation.clone()), Ok(all[..2].to_vec()));
    assert_eq!(take_back(&mut plan, cause), all[..2].to_vec());
    plan.restrict.as_mut().unwrap().second_person = true;
    assert!(confirm_opening(&mut plan, confirmation.clone()).is_err());
    let twice = Confirmation {
        second: Some(("Archivist ".into(), Timestamp::UNIX_EPOCH)),
        ..confirmation.clone()
    };
    assert!(confirm_opening(&mut plan, twice).is_err());
    let two = Confirmation {
        second: Some(("curator".into(), Timestamp::UNIX_EPOCH)),
        ..confirmation
    };
    assert!(confirm_opening(&mut plan, two).is_ok());
    plan.restrict.as_mut().unwrap().second_person = false;
    world.open(&mut plan);
    assert_eq!(world.assets, before.assets);
}

#[test]
fn what_a_person_took_since_does_not_come_back() {
    let mut world = World::new(preset("Reading room: see, do not change or share"));
    world.note(0, Some(note(0, NoteType::AccessRestrict, until(2041), "Closed.")));
    let mut plan = world.plan();
    world.close(&mut plan);
    assert_eq!(own(&world, 0, group(1)), Some(Permissions::READ));
    let access = world.assets.get_mut(&asset(0)).unwrap().access.as_mut().unwrap();
    access.grants.retain(|grant| grant.principal != group(1));
    world.note(0, None);
    let mut plan = world.plan();
    world.open(&mut plan);
    assert_eq!(own(&world, 0, group(1)), None);
    assert_eq!(own(&world, 1, group(1)), Some(Permissions::WRITE));
    assert!(world.plan().is_empty());
}

#[test]
fn what_closes_never_gives_anything_even_where_more_comes_back_later() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    // Somebody gives Editors a right by hand, and then only the use is restricted: they should see it again, and not delete it.
    let delete = Permissions::of_words(["delete"]);
    let grants = &mut world.assets.get_mut(&asset(0)).unwrap().access.as_mut().unwrap().grants;
    grants.push(grant(group(1), delete));
    grants.sort();
    world.note(1, Some(note(1, NoteType::UseRestrict, until(2041), "No copies.")));
    let mut plan = world.plan();
    let Action::SetAccess { change } = &asset_change(&plan.changes, 0, RestrictKind::Restrict).unwrap().action else {
        panic!()
    };
    assert!(
        change
            .grants
            .iter()
            .any(|one| one.principal == group(1) && one.before == Some(delete) && one.after.is_none())
    );
    assert!(!change.opens());
    let lift = asset_change(&plan.changes, 0, RestrictKind::Lift).unwrap();
    assert_eq!(lift.needs.len(), 1);
    world.close(&mut plan);
    assert_eq!(own(&world, 0, group(1)), None);
    let mut plan = world.plan();
    world.open(&mut plan);
    assert_eq!(own(&world, 0, group(1)), Some(Permissions::READ));
}

#[test]
fn a_changed_note_that_nobody_read_keeps_everything_closed() {
    let mut world = closing();
    // Nothing is said about notes that nobody has read: even so nothing opens.
    world.settings.table.rows.retain(|row| !row.when.kinds.contains(&CauseKind::Unread));
    let mut plan = world.plan();
    world.close(&mut plan);
    let changed = note(1, NoteType::AccessRestrict, Span::default(), "Ask the donor.");
    world.note(1, Some(changed.clone()));
    let plan = world.plan();
    assert!(
        plan.changes.iter().all(|change| change.nature != Nature::Opens),
        "{:#?}",
        plan.changes
    );
    assert_eq!(plan.restrict.unwrap().needs_person.len(), 4);
    world.readings.push(reading(&changed, Meaning::Open));
    let plan = world.plan();
    assert_eq!(Ledger::of(&plan).restrict.unwrap().lift, 4);
}

#[test]
fn what_somebody_keeps_closed_is_not_proposed_until_the_note_changes() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.today = date(2042, 1, 1);
    let ended = world.statements[&1][0].clone();
    world.closed_on.push(ClosedOn {
        statement: ended.key.clone(),
        fingerprint: ended.fingerprint.clone(),
        reason: "the family asked".into(),
        who: "archivist".into(),
        at: Timestamp::UNIX_EPOCH,
        review_on: None,
    });
    assert!(world.plan().is_empty());
    world.note(1, None);
    assert_eq!(world.plan().changes.len(), 4);
}

#[test]
fn an_unlinked_asset_is_lifted_by_the_cause_that_it_remembers() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.links.retain(|(linked, _)| *linked != asset(0));
    let plan = world.plan();
    let lift = asset_change(&plan.changes, 0, RestrictKind::Lift).unwrap();
    let cause = lift.restricting.as_ref().unwrap().causes[0];
    assert_eq!(plan.restrict.as_ref().unwrap().cause(cause).unwrap().statement.record, record(1));
    assert_eq!(lift.severity(), Some(Severity::Warning));
}

#[test]
fn unreadable_memory_leaves_the_asset_alone_and_says_so() {
    let mut world = closing();
    let fields = &mut world.assets.get_mut(&asset(0)).unwrap().fields;
    fields.insert(RESTRICTION_TAKEN.name.into(), vec![json!("{\"v\":1,")]);
    let plan = world.plan();
    assert_eq!(plan.changes.len(), 3);
    let told = |finding: &crate::plan::Finding| finding.severity == Severity::Obstacle && finding.text.contains("Asset 0");
    assert!(plan.notices.iter().any(told), "{:#?}", plan.notices);
}

#[test]
fn access_that_was_not_read_leaves_the_asset_out_and_says_so() {
    let mut world = closing();
    world.assets.get_mut(&asset(1)).unwrap().access = None;
    let plan = world.plan();
    assert_eq!(plan.changes.len(), 3);
    assert!(plan.notices.iter().any(|notice| notice.text.contains("“Asset 1” is left out")));
}

#[test]
fn what_a_collection_hands_down_is_left_where_the_rule_says_so_and_named_where_not() {
    let mut world = closing();
    let grants = world.assets[&asset(0)].access.clone().unwrap().grants;
    world.put_asset(0, grants, vec![collection(1), collection(2)], Vec::new());
    let before = world.clone();
    let mut plan = world.plan();
    let Action::SetAccess { change } = &asset_change(&plan.changes, 0, RestrictKind::Restrict).unwrap().action else {
        panic!()
    };
    assert_eq!(change.memberships.len(), 1);
    assert!(!change.memberships[0].joins && change.memberships[0].gives_access);
    world.close(&mut plan);
    assert!(world.assets[&asset(0)].access.as_ref().unwrap().inherited.is_empty());
    world.note(1, None);
    let mut lifting = world.plan();
    world.open(&mut lifting);
    assert_eq!(world.assets, before.assets);

    let mut stays = before;
    for row in &mut stays.settings.table.rows {
        row.then.leave_collections = false;
    }
    let plan = stays.plan();
    let change = asset_change(&plan.changes, 0, RestrictKind::Restrict).unwrap();
    assert!(
        change
            .findings
            .iter()
            .any(|finding| finding.text == "“Press selection” hands read to group Press; Archway cannot take it away there"),
        "{:#?}",
        change.findings
    );
    // Press and Editors still see it by way of the collections.
    assert_eq!(change.restricting.as_ref().unwrap().seen_after.people, 6);
}

#[test]
fn shares_are_revoked_and_those_of_collections_by_a_change_of_their_own() {
    let mut world = closing();
    let shares = vec![
        share(900, Shared::Asset(asset(0)), false),
        share(901, Shared::Asset(asset(0)), true),
        share(902, Shared::Collection(collection(1)), false),
    ];
    let grants = world.assets[&asset(0)].access.clone().unwrap().grants;
    world.put_asset(0, grants, vec![collection(1)], shares);
    let mut plan = world.plan();
    let of_collection = plan
        .changes
        .iter()
        .find(|change| matches!(change.action, Action::SetCollectionShares { .. }))
        .unwrap();
    assert_eq!(of_collection.severity(), Some(Severity::Warning));
    world.close(&mut plan);
    assert!(world.assets[&asset(0)].shares.is_empty());
    let taken = Taken::read(&world.assets[&asset(0)].fields[RESTRICTION_TAKEN.name])
        .unwrap()
        .unwrap();
    assert_eq!(taken.shares.len(), 2);
    world.note(1, None);
    let mut plan = world.plan();
    let lift = asset_change(&plan.changes, 0, RestrictKind::Lift).unwrap();
    assert!(
        lift.findings
            .iter()
            .any(|finding| finding.text.contains("never tells its password"))
    );
    world.open(&mut plan);
    let back: Vec<_> = world.assets[&asset(0)].shares.iter().map(|share| share.id).collect();
    assert_eq!(back, [id(900)]);
}

#[test]
fn another_day_is_looked_at_only() {
    let world = closing();
    let all: Vec<_> = (0..ASSETS).map(asset).collect();
    let plan = world.with_context(date(2030, 1, 1), |context| crate::workflows::restrict::plan_restrict(context, &all));
    assert!(plan.changes.iter().all(Change::is_obstructed));
    assert_eq!(plan.notices[0].severity, Severity::Obstacle);
}

#[test]
fn archways_own_account_must_be_able_to_lift() {
    let mut world = closing();
    for row in &mut world.settings.table.rows {
        if let Some(access) = &mut row.then.access {
            access.named.clear();
        }
    }
    let plan = world.plan();
    assert!(plan.changes.iter().all(Change::is_obstructed));
    let matches = world.with_context(world.today, |context| rule_matches(&world.settings.table, context));
    assert!(matches[0].findings.iter().any(|finding| finding.severity == Severity::Obstacle));
    assert!(
        matches[0]
            .findings
            .iter()
            .any(|finding| finding.text.starts_with("nobody keeps access"))
    );
}

#[test]
fn rows_tell_what_they_match_and_what_is_odd() {
    let mut world = World::new(RuleTable::default());
    world.note(0, Some(note(0, NoteType::UseRestrict, until(2041), "No copies.")));
    let row = |number: u128, when: When, then: Then| RuleRow {
        id: id(number),
        name: format!("row {number}"),
        on: true,
        when,
        then,
    };
    let only_access = When {
        kinds: [CauseKind::AccessNote].into(),
        ..When::default()
    };
    let gone = Then {
        access: Some(AccessRule {
            others: Loss::Write,
            named: vec![(group(9), Loss::Nothing), (group(0), Loss::Nothing)],
        }),
        collection: Some(collection(2)),
        ..Then::default()
    };
    let table = RuleTable {
        rows: vec![row(1, When::default(), gone), row(2, only_access, Then::default())],
    };
    let matches = world.with_context(world.today, |context| rule_matches(&table, context));
    let texts = |place: usize| {
        matches[place]
            .findings
            .iter()
            .map(|finding| finding.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((matches[0].assets, matches[1].assets), (ASSETS as u64, 0));
    assert!(texts(0).iter().any(|text| text.starts_with("matches everything")), "{:?}", texts(0));
    assert!(texts(0).iter().any(|text| text.contains("is gone from iconik")));
    assert!(texts(0).iter().any(|text| text.contains("hands access down")));
    assert_eq!(texts(1), ["nothing follows from it: say what it should do", "matches nothing"]);
}

#[test]
fn several_rows_add_up_and_the_strictest_wins() {
    let mut world = World::new(preset("Close to all but chosen groups"));
    world.note(0, Some(note(0, NoteType::UseRestrict, until(2041), "No copies.")));
    world.note(3, Some(note(3, NoteType::AccessRestrict, until(2031), "Closed.")));
    let mut plan = world.plan();
    world.close(&mut plan);
    assert_eq!(own(&world, 0, group(1)), None);
    assert_eq!(own(&world, 1, group(1)), Some(Permissions::READ));
    // The stricter ends first: reading comes back, by that cause.
    world.today = date(2032, 1, 1);
    let mut plan = world.plan();
    let lift = asset_change(&plan.changes, 0, RestrictKind::Lift).unwrap();
    let cause = lift.restricting.as_ref().unwrap().causes[0];
    assert_eq!(plan.restrict.as_ref().unwrap().cause(cause).unwrap().statement.record, record(3));
    world.open(&mut plan);
    assert_eq!(own(&world, 0, group(1)), Some(Permissions::READ));
    assert!(world.plan().is_empty(), "{:#?}", world.plan().changes);
}

#[test]
fn undoing_what_closed_is_an_opening_that_is_confirmed() {
    let mut world = closing();
    let before = world.clone();
    let mut plan = world.plan();
    world.close(&mut plan);
    let request = UndoRequest {
        id: PlanId(id(8)),
        now: Timestamp::UNIX_EPOCH,
        author: "archivist".into(),
    };
    let mut back = undo(&plan, request);
    assert_eq!(back.changes.len(), 4);
    for change in &back.changes {
        assert_eq!(change.nature, Nature::Opens);
        let restricting = change.restricting.as_ref().unwrap();
        assert_eq!((restricting.seen_by.people, restricting.seen_after.people), (3, 6));
    }
    let all: Vec<ChangeId> = back.changes.iter().map(|change| change.id).collect();
    assert!(decide(&mut back, &all, &Decision::Accepted).is_empty());
    world.open(&mut back);
    assert_eq!(world.assets, before.assets);
}

#[test]
fn the_ledger_counts_and_groups_by_cause_target_and_kind() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.note(1, None);
    world.note(2, Some(note(2, NoteType::AccessRestrict, until(2031), "Donor's letters.")));
    let plan = world.plan();
    let counts = Ledger::of(&plan).restrict.unwrap();
    assert_eq!((counts.restrict, counts.alter, counts.lift, counts.unchanged), (2, 0, 4, 0));
    let by_cause = groups(&plan, Grouping::Cause, &LedgerFilter::All);
    assert_eq!(by_cause.len(), 2);
    assert!(
        by_cause
            .iter()
            .any(|group| group.opens && group.title.starts_with("Opens: Series: Record 1"))
    );
    assert!(
        by_cause
            .iter()
            .any(|group| group.title.contains("“Donor's letters.”") && group.changes.len() == 2)
    );
    let by_target = groups(&plan, Grouping::Target, &LedgerFilter::Restrict(RestrictKind::Restrict));
    assert_eq!(by_target[0].title, "Footage");
    let by_kind: Vec<_> = groups(&plan, Grouping::Kind, &LedgerFilter::All)
        .into_iter()
        .map(|group| group.title)
        .collect();
    assert_eq!(by_kind.len(), 2);
}

/// Confirms everything by its cause, as one person.
fn confirmed_by_one(plan: &mut crate::plan::Plan) {
    let cause = plan.changes[0].restricting.as_ref().unwrap().causes[0];
    let confirmation = Confirmation {
        cause,
        changes: plan.changes.iter().map(|change| change.id).collect(),
        who: "archivist".into(),
        at: Timestamp::UNIX_EPOCH,
        reason: String::new(),
        second: None,
    };
    confirm_opening(plan, confirmation).unwrap();
}

fn demands(world: &World) -> Demands {
    Demands {
        second_person: world.settings.second_person,
        rules: world.settings.rules(),
        kept_closed: world.closed_on.clone(),
    }
}

#[test]
fn a_confirmation_does_not_outlive_what_the_workspace_asks_for() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    world.today = date(2042, 1, 1);
    let mut plan = world.plan();
    confirmed_by_one(&mut plan);
    let meets_all = |world: &World, plan: &crate::plan::Plan| {
        let demands = demands(world);
        plan.changes.iter().all(|change| meets(plan, change, &demands).is_ok())
    };
    let meets_any = |world: &World, plan: &crate::plan::Plan| {
        let demands = demands(world);
        plan.changes.iter().any(|change| meets(plan, change, &demands).is_ok())
    };
    assert!(meets_all(&world, &plan));
    let mut changed = world.clone();
    changed.settings.table.rows.pop();
    assert!(!meets_any(&changed, &plan), "other rows");
    let mut changed = world.clone();
    changed.settings.rule = crate::domain::restriction::InheritanceRule::Public;
    assert!(!meets_any(&changed, &plan), "another rule");
    let mut changed = world.clone();
    changed.settings.second_person = true;
    assert!(!meets_any(&changed, &plan), "a second person is asked for since");
    let mut changed = world.clone();
    let ended = world.statements[&1][0].clone();
    changed.closed_on.push(ClosedOn {
        statement: ended.key,
        fingerprint: ended.fingerprint,
        reason: "the family asked".into(),
        who: "curator".into(),
        at: plan.created,
        review_on: None,
    });
    assert!(!meets_any(&changed, &plan), "kept closed since");
}

#[test]
fn taking_a_plan_back_asks_for_what_is_asked_now_and_heeds_who_keeps_it_closed() {
    let mut world = closing();
    let mut made = world.plan();
    world.close(&mut made);
    let request = UndoRequest {
        id: PlanId(id(9)),
        now: Timestamp::UNIX_EPOCH,
        author: "archivist".into(),
    };
    let mut back = undo(&made, request);
    confirmed_by_one(&mut back);
    let ask = |world: &World| meets(&back, &back.changes[0], &demands(world));
    // It does not follow from the rules, so that others do not matter.
    world.settings.table.rows.clear();
    assert_eq!(ask(&world), Ok(()));
    let mut two = world.clone();
    two.settings.second_person = true;
    assert!(ask(&two).is_err());
    let note = world.statements[&1][0].clone();
    world.closed_on.push(ClosedOn {
        statement: note.key,
        fingerprint: note.fingerprint,
        reason: "the family asked".into(),
        who: "curator".into(),
        at: Timestamp::MIN,
        review_on: None,
    });
    assert!(ask(&world).unwrap_err().contains("stays closed"));
}

fn warned(change: &Change, words: &str) -> bool {
    change.findings.iter().any(|finding| finding.text.contains(words))
}

#[test]
fn an_opening_says_that_the_note_still_restricts_where_only_the_rules_were_switched_off() {
    let mut world = closing();
    let mut plan = world.plan();
    world.close(&mut plan);
    for row in &mut world.settings.table.rows {
        row.on = false;
    }
    let plan = world.plan();
    assert_eq!(plan.changes.len(), 4);
    for change in &plan.changes {
        assert_eq!(change.nature, Nature::Opens);
        assert!(warned(change, "it is still restricted: "), "{:#?}", change.findings);
    }
}

#[test]
fn an_opening_names_everything_that_it_lets_go_of() {
    let mut world = closing();
    world.links.push((asset(1), record(3)));
    world.note(3, Some(note(3, NoteType::AccessRestrict, until(2050), "Letters of a donor.")));
    let mut plan = world.plan();
    world.close(&mut plan);
    // One link is taken away, while the note of the other record has ended: the lift names both, and that one still stands.
    world.links.retain(|link| *link != (asset(1), record(3)));
    world.today = date(2042, 1, 1);
    let plan = world.plan();
    let lift = asset_change(&plan.changes, 1, RestrictKind::Lift).unwrap();
    let Action::SetAccess { change } = &lift.action else { panic!() };
    assert_eq!(change.lets_go_of().len(), 2, "{change:#?}");
    assert!(
        warned(lift, "still stands") && warned(lift, "Letters of a donor"),
        "{:#?}",
        lift.findings
    );
    let mut kept = world.clone();
    let donors = world.statements[&3][0].clone();
    kept.closed_on.push(ClosedOn {
        statement: donors.key,
        fingerprint: donors.fingerprint,
        reason: "the family asked".into(),
        who: "curator".into(),
        at: plan.created,
        review_on: None,
    });
    assert!(
        meets(&plan, lift, &demands(&kept)).is_err(),
        "kept closed by a cause that is not named first"
    );
}

#[test]
fn joining_again_names_what_the_collection_hands_down() {
    let mut world = closing();
    let grants = world.assets[&asset(0)].access.clone().unwrap().grants;
    world.put_asset(0, grants, vec![collection(1), collection(2)], Vec::new());
    let mut plan = world.plan();
    world.close(&mut plan);
    world.note(1, None);
    let plan = world.plan();
    let Action::SetAccess { change } = &asset_change(&plan.changes, 0, RestrictKind::Lift).unwrap().action else {
        panic!()
    };
    let joined = change.memberships.iter().find(|membership| membership.joins).unwrap();
    // The collection's own, and that of the one above it.
    let handed = [grant(group(1), Permissions::READ), grant(group(2), Permissions::READ)];
    assert_eq!(joined.hands_down, handed);
}

#[test]
fn what_no_rule_speaks_of_is_not_called_unchanged() {
    let mut world = closing();
    world.settings.table = RuleTable::default();
    let plan = world.plan();
    assert!(plan.changes.is_empty());
    assert_eq!(plan.restrict.as_ref().unwrap().unchanged, ASSETS as u64 - 4, "only what is open");
    let said = plan
        .notices
        .iter()
        .find(|notice| notice.text.contains("no row of the rule table says what follows"));
    assert_eq!(said.map(|said| said.severity), Some(Severity::Warning), "{:?}", plan.notices);
}
