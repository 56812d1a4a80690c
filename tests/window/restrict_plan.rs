//! Invented plans of restrictions with three causes: a series that is closed, a note in free words, and minutes whose restriction ended.

use archway::domain::access::{Permissions, Share, Shared};
use archway::domain::restriction::{InheritanceRule, Span, Standing, StatementKey, Timing};
use archway::domain::{RecordKind, RecordUri, RepositoryId};
use archway::plan::access::{
    AccessChange, Cause, CauseId, ChainStep, Confirmation, FieldsChange, GrantChange, NeedsPerson, RestrictKind, RestrictReview,
    Restricting, ShareChange,
};
use archway::plan::{Action, Change, ChangeId, Decision, Effect, FieldChange, FieldValues, Nature, Outcome, Plan, Stage, Target, Workflow};
use serde_json::json;
use uuid::Uuid;

use crate::plans::{archival_object, asset, noon, plan_id};
use crate::restrict_fake::{ENDED_WORDS, ITEM_WORDS, SERIES_WORDS, audience, day, ended_note, group, item_note, series_note, today};

fn resource(number: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::Resource, number)
}

fn cause(statement: StatementKey, title: &str, words: &str, end: Option<&str>, timing: Option<Timing>, assets: u64) -> Cause {
    Cause {
        statement,
        record_title: title.to_owned(),
        what: "accessrestrict".to_owned(),
        words: words.to_owned(),
        span: Span {
            begin: None,
            end: end.map(day),
        },
        types: Vec::new(),
        timing,
        reading: None,
        assets,
    }
}

fn step(record: RecordUri, title: &str, says: &str, causes: &[u32], deciding: bool) -> ChainStep {
    ChainStep {
        record,
        title: title.to_owned(),
        says: says.to_owned(),
        causes: causes.iter().copied().map(CauseId).collect(),
        deciding,
    }
}

/// 0: an interview under Series 3; 1: the item whose own note says open; 2: the item with free words; 3: minutes.
fn chains() -> Vec<Vec<ChainStep>> {
    let top = || step(resource(42), "MS 042: Harbour Memory Project records", "no access note", &[], false);
    let series = |deciding| {
        step(
            archival_object(30),
            "Series 3: Oral histories",
            "closed until 2041-12-31 · deed of gift",
            &[0],
            deciding,
        )
    };
    let file = || step(archival_object(31), "File: Harbour workers", "no access note", &[], false);
    vec![
        vec![
            top(),
            series(true),
            file(),
            step(archival_object(311), "Item: part 1", "no access note", &[], false),
        ],
        vec![
            top(),
            series(true),
            file(),
            step(archival_object(313), "Item: Quayside walk", "“Open.” own note", &[], false),
        ],
        vec![
            top(),
            step(
                archival_object(314),
                "Item: 1982 June 11",
                "“Donor’s consent pending.” · nobody has read it",
                &[1],
                true,
            ),
        ],
        vec![
            top(),
            step(archival_object(20), "Series 2: Minutes", "ended 2025-12-31", &[2], true),
        ],
    ]
}

fn values(pairs: &[(&str, serde_json::Value)]) -> FieldValues {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), vec![value.clone()]))
        .collect()
}

fn fields_change(closes: bool) -> FieldsChange {
    let open = values(&[]);
    let closed = values(&[
        ("archway_restriction_status", json!("restricted")),
        ("archway_restriction_warning", json!(SERIES_WORDS)),
        ("archway_restricted_until", json!("2041-12-31")),
        ("archway_restriction_block", json!(true)),
    ]);
    let view = "a2b4".to_owned();
    if closes {
        FieldsChange {
            view,
            before: open,
            after: closed,
        }
    } else {
        FieldsChange {
            view,
            before: closed,
            after: open,
        }
    }
}

fn share(number: u128, title: &str, guests: u32) -> Share {
    Share {
        id: Uuid::from_u128(0x5000_0000 + number),
        object: Shared::Asset(asset(number)),
        title: title.to_owned(),
        has_password: false,
        expires: None,
        guests,
        opened: Some(41),
        owner: None,
        settings: serde_json::Map::new(),
    }
}

fn access_change(number: u128, closes: bool, grants: bool, shares: Vec<ShareChange>) -> AccessChange {
    let lost = |principal, permissions| {
        let (before, after) = if closes {
            (Some(permissions), None)
        } else {
            (None, Some(permissions))
        };
        GrantChange { principal, before, after }
    };
    AccessChange {
        asset: asset(number),
        fields: Some(fields_change(closes)),
        grants: if grants {
            vec![lost(group(1), Permissions::WRITE), lost(group(2), Permissions::READ)]
        } else {
            Vec::new()
        },
        shares,
        memberships: Vec::new(),
        review: None,
        note: String::new(),
    }
}

/// A change that restricts or lifts, undecided.
pub fn change(id: u32, number: u128, label: &str, kind: RestrictKind, cause: u32, chain: u32) -> Change {
    let closes = kind != RestrictKind::Lift;
    let grants = kind != RestrictKind::Alter;
    let (before, after) = match kind {
        RestrictKind::Restrict => (audience(12, 0, 0), audience(3, 0, 0)),
        RestrictKind::Alter => (audience(3, 0, 0), audience(3, 0, 0)),
        RestrictKind::Lift => (audience(3, 0, 0), audience(12, 0, 0)),
    };
    let lost = |name: &str, permissions: &str| {
        if closes {
            FieldChange::cleared(name, permissions)
        } else {
            FieldChange::set(name, permissions)
        }
    };
    let mut fields = Vec::new();
    if grants {
        fields.push(lost("group Editors", "read, write"));
        fields.push(lost("group Press", "read"));
    }
    fields.push(match kind {
        RestrictKind::Restrict => FieldChange::set("Restriction", "restricted"),
        RestrictKind::Alter => FieldChange {
            field: "Restricted until".to_owned(),
            before: Some("2031-12-31".to_owned()),
            after: Some("2041-12-31".to_owned()),
        },
        RestrictKind::Lift => FieldChange::cleared("Restriction", "restricted"),
    });
    Change {
        id: ChangeId(id),
        effect: match kind {
            RestrictKind::Restrict => Effect::Add,
            RestrictKind::Alter => Effect::Alter,
            RestrictKind::Lift => Effect::Remove,
        },
        target: Target::Asset { id: asset(number) },
        label: label.to_owned(),
        fields,
        because: "Series 3: Oral histories".to_owned(),
        conditions: Vec::new(),
        needs: Vec::new(),
        findings: Vec::new(),
        action: Action::SetAccess {
            change: Box::new(access_change(number, closes, grants, Vec::new())),
        },
        nature: match kind {
            RestrictKind::Restrict => Nature::Closes,
            RestrictKind::Alter => Nature::Follows,
            RestrictKind::Lift => Nature::Opens,
        },
        agrees: Vec::new(),
        restricting: Some(Box::new(Restricting {
            kind,
            causes: vec![CauseId(cause)],
            chains: vec![chain],
            standing: if closes { Standing::Restricted } else { Standing::Open },
            seen_by: before,
            seen_after: after,
            differ: None,
            collections: vec![if kind == RestrictKind::Lift { "Minutes" } else { "Harbour workers" }.to_owned()],
        })),
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

/// The plan of the drawing: 34 assets are restricted, 4 change, 7 open, 2 wait for a person, 1,204 stay. Changes 1, 2 and 4 to 32 are
/// accepted, 33 is held; 3 is the asset on which the rules differ; 39 to 45 open.
pub fn plan() -> Plan {
    let mut changes = Vec::new();
    for id in 1..=34u32 {
        let (number, label, chain) = match id {
            3 => (2, "HW-005 Quayside walk, silent".to_owned(), 1),
            4 => (3, "HW-004 港湾労働者".to_owned(), 0),
            id => (u128::from(id) - 1, format!("HW-003_b12_f03_{id:03}"), 0),
        };
        let mut one = change(id, number, &label, RestrictKind::Restrict, 0, chain);
        one.decision = match id {
            3 | 34 => Decision::Undecided,
            33 => Decision::Held,
            _ => Decision::Accepted,
        };
        changes.push(one);
    }
    with_a_share(&mut changes[0], "Crane drivers 2024", 1);
    with_a_share(&mut changes[2], "Quayside 2024", 0);
    if let Some(restricting) = &mut changes[2].restricting {
        restricting.differ = Some("public rule: open (own note) · container rule: closed".to_owned());
    }
    if let Some(restricting) = &mut changes[3].restricting {
        // Only its fields change.
        restricting.seen_after = restricting.seen_by.clone();
    }
    if let Action::SetAccess { change } = &mut changes[3].action {
        change.grants.clear();
    }
    changes[3].fields = vec![
        FieldChange::set("Restriction", "restricted"),
        FieldChange::set("Restricted until", "2041-12-31"),
        FieldChange::set("Sharing and download blocked", "yes"),
    ];
    for id in 35..=38u32 {
        changes.push(change(
            id,
            u128::from(id) + 100,
            &format!("HW-02{id} Interview"),
            RestrictKind::Alter,
            0,
            0,
        ));
    }
    for id in 39..=45u32 {
        let label = format!("MIN-1968-{:02}", id - 38);
        let mut one = change(id, u128::from(id) + 162, &label, RestrictKind::Lift, 2, 3);
        one.because = "Series 2: Minutes".to_owned();
        changes.push(one);
    }
    Plan {
        id: plan_id(40),
        workflow: Workflow::Restrict,
        title: "What restrictions mean for 1,251 assets".to_owned(),
        created: noon(),
        author: "archivist".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: Some(Box::new(RestrictReview {
            as_of: today(),
            rule: InheritanceRule::Container,
            second_person: false,
            unchanged: 1_204,
            causes: vec![
                cause(
                    series_note(),
                    "Series 3: Oral histories",
                    SERIES_WORDS,
                    Some("2041-12-31"),
                    Some(Timing::Now),
                    38,
                ),
                cause(item_note(), "Item: 1982 June 11", ITEM_WORDS, None, Some(Timing::Unread), 2),
                cause(
                    ended_note(),
                    "Series 2: Minutes",
                    ENDED_WORDS,
                    Some("2025-12-31"),
                    Some(Timing::Ended),
                    7,
                ),
            ],
            chains: chains(),
            needs_person: vec![
                NeedsPerson {
                    asset: asset(11),
                    title: "HW-011 reel A".to_owned(),
                    cause: CauseId(1),
                    chain: 2,
                    seen_by: audience(12, 0, 0),
                },
                NeedsPerson {
                    asset: asset(12),
                    title: "HW-011 reel B".to_owned(),
                    cause: CauseId(1),
                    chain: 2,
                    seen_by: audience(12, 0, 0),
                },
            ],
            confirmations: Vec::new(),
            rules: None,
        })),
    }
}

fn with_a_share(change: &mut Change, title: &str, guests: u32) {
    let number = u128::from(change.id.0);
    let public = u32::from(guests == 0);
    if let Some(restricting) = &mut change.restricting {
        restricting.seen_by = audience(12, 1, public);
    }
    let how = if guests == 0 {
        "public link, 41 views"
    } else {
        "sent to 1 guest, 41 views"
    };
    change.fields.insert(
        0,
        FieldChange {
            field: format!("share “{title}”"),
            before: Some(how.to_owned()),
            after: None,
        },
    );
    if let Action::SetAccess { change } = &mut change.action {
        change.shares.push(ShareChange::Revoke {
            share: share(number, title, guests),
        });
    }
}

/// The same plan asking for a second person.
pub fn plan_with_second_person() -> Plan {
    let mut plan = plan();
    if let Some(review) = &mut plan.restrict {
        review.second_person = true;
    }
    plan
}

/// The same plan after the opening was confirmed.
pub fn confirmed_plan() -> Plan {
    let mut plan = plan();
    let changes: Vec<ChangeId> = (39..=45).map(ChangeId).collect();
    for change in &mut plan.changes {
        if changes.contains(&change.id) {
            change.decision = Decision::Accepted;
        }
    }
    if let Some(review) = &mut plan.restrict {
        review.confirmations.push(Confirmation {
            cause: CauseId(2),
            changes,
            who: "archivist".to_owned(),
            at: noon(),
            reason: "the fifty years are over".to_owned(),
            second: None,
        });
    }
    plan
}

/// The same plan after some of it was applied: done, stale, a problem.
pub fn troubled_plan() -> Plan {
    let mut plan = plan();
    plan.stage = Stage::Applying;
    let outcome = |id: u32| match id {
        1 => Outcome::Done {
            receipt: archway::plan::Receipt {
                at: noon(),
                made: None,
                lock_version: None,
                before: json!({}),
                already_there: false,
            },
        },
        2 => Outcome::Stale {
            what: "Who can see it changed since it was reviewed: group Press has read and write now.".to_owned(),
            theirs: vec![FieldChange {
                field: "group Press".to_owned(),
                before: Some("read".to_owned()),
                after: Some("read, write".to_owned()),
            }],
        },
        4 => Outcome::Problem {
            what: "12 people could see it, now 5; 3 were meant. Collection “Harbour workers” hands down read to group Press.".to_owned(),
            again: false,
        },
        _ => Outcome::Pending,
    };
    for change in &mut plan.changes {
        change.outcome = outcome(change.id.0);
    }
    plan
}

/// A plan that restricts so many assets.
pub fn large_plan(assets: u32) -> Plan {
    let mut plan = plan();
    plan.changes = (1..=assets)
        .map(|id| change(id, u128::from(id), &format!("HW-{id:06}"), RestrictKind::Restrict, 0, 0))
        .collect();
    if let Some(review) = &mut plan.restrict {
        review.needs_person.clear();
    }
    plan
}
