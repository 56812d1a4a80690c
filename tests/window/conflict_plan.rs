//! An invented plan that keeps a description in step: conflicts, something that opens, new agents, a new value, changes of several fields.

use archway::domain::{AuthorityKind, RecordKind, RepositoryId};
use archway::plan::{
    Action, Alternative, Change, ChangeId, Conflict, ConflictSide, Decision, Edit, Effect, FieldChange, FieldValues, Nature, Outcome, Plan,
    Stage, Target, Workflow,
};
use indexmap::IndexMap;
use serde_json::json;

use crate::plans::{archival_object, asset, noon, plan_id};

/// A note before somebody wrote it anew in ArchivesSpace.
pub const NOTE: &str = "Interview with a crane driver of the Harrow docks about the strike of 1981, the closure of the shipyard and the \
                        work of women in the sheds. Recorded in the crane house; the hum is the generator. The donor asked that the \
                        last ten minutes are not shown before 2031.";
/// The note afterwards.
pub const NOTE_ANEW: &str = "Interview with a crane driver of the Harrow docks about the strikes of 1979 and 1981, the closure of the shipyard \
                             and the work of women in the sheds. Recorded in the crane house; the hum is the generator. The donor asked that \
                             the last twelve minutes are not shown before 2041.";

fn side(system: &str, field: &str, value: &str, who: Option<&str>, when: Option<&str>) -> ConflictSide {
    ConflictSide {
        system: system.into(),
        field: field.into(),
        value: value.into(),
        who: who.map(str::to_owned),
        when: when.map(str::to_owned),
    }
}

fn edit(record: u64, key: &str) -> Action {
    let edits = vec![Edit::Set {
        property: key.into(),
        before: json!("a"),
        after: json!("b"),
    }];
    Action::EditRecord {
        record: archival_object(record),
        edits: IndexMap::from([(key.to_owned(), edits)]),
    }
}

fn change(id: u32, label: &str, target: Target, nature: Nature, action: Action, fields: Vec<FieldChange>) -> Change {
    Change {
        id: ChangeId(id),
        effect: if matches!(target, Target::NewRecord { .. } | Target::NewAuthority { .. }) {
            Effect::Add
        } else {
            Effect::Alter
        },
        target,
        label: label.into(),
        fields,
        because: "profile “Oral histories → items”".into(),
        conditions: Vec::new(),
        needs: Vec::new(),
        findings: Vec::new(),
        action,
        nature,
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

fn field(name: &str, before: &str, after: &str) -> FieldChange {
    FieldChange {
        field: name.into(),
        before: Some(before.into()),
        after: Some(after.into()),
    }
}

fn alternative(label: &str, fields: Vec<FieldChange>) -> Alternative {
    Alternative {
        label: label.into(),
        effect: Effect::Alter,
        target: Target::Record { uri: archival_object(311) },
        fields,
        conditions: Vec::new(),
        action: edit(311, "title"),
        agrees: Vec::new(),
    }
}

/// A conflict of which nothing is remembered yet.
fn conflict(base: &str, from: ConflictSide, to: ConflictSide, alternatives: &[Alternative]) -> Nature {
    let conflict: Conflict = serde_json::from_value(json!({
        "base": base,
        "from": from,
        "to": to,
        "proposal": "Take iconik’s value",
        "alternatives": alternatives,
    }))
    .expect("a conflict as plans are kept");
    Nature::Conflict {
        conflict: Box::new(conflict),
    }
}

fn title_conflict() -> Nature {
    let ours = "Interview with a crane driver of the Harrow docks, part 1";
    let theirs = "Crane driver, Harrow docks (interview, first part)";
    conflict(
        "Interview with a crane driver, part 1",
        side("iconik", "Title", ours, Some("mwhitby"), Some("20 Nov 16:40")),
        side("ArchivesSpace", "Title", theirs, Some("jsmith"), Some("21 Nov 09:12")),
        &[
            alternative("Keep ArchivesSpace’s value", Vec::new()),
            alternative(
                "Go back to what both agreed on",
                vec![field("Title", theirs, "Interview with a crane driver, part 1")],
            ),
        ],
    )
}

fn note_conflict() -> Nature {
    let ours = NOTE.replace("women", "women and boys");
    conflict(
        NOTE,
        side("iconik", "Description", &ours, None, Some("19 Nov 11:02")),
        side("ArchivesSpace", "Scope and contents", NOTE_ANEW, Some("jsmith"), None),
        &[alternative("Keep ArchivesSpace’s value", Vec::new())],
    )
}

/// The numbers of its conflicts.
pub const CONFLICTS: [u32; 2] = [1, 2];
/// The number of the change that opens something.
pub const OPENS: u32 = 3;
/// The number of the change with several fields.
pub const SEVERAL: u32 = 4;

/// The plan.
pub fn plan() -> Plan {
    let record = |number| Target::Record {
        uri: archival_object(number),
    };
    let several = Action::UpdateAsset {
        asset: asset(3),
        view: "view".into(),
        before: FieldValues::new(),
        after: ["archway_title", "archway_creators", "archway_dates"]
            .map(|name| (name.to_owned(), vec![json!("x")]))
            .into_iter()
            .collect(),
        note: "described".into(),
    };
    let new_agent = Action::CreateAuthority {
        kind: AuthorityKind::Person,
        heading: "Whitby, Magnús".into(),
        body: json!({}),
    };
    let new_value = Action::AddEnumerationValue {
        enumeration: "instance_instance_type".into(),
        value: "moving_images_digital".into(),
    };
    let new_record = Action::CreateArchivalObject {
        repository: RepositoryId(2),
        ref_id: "9f".into(),
        body: json!({}),
    };
    let theirs = "Crane driver, Harrow docks (interview, first part)";
    let ours = "Interview with a crane driver of the Harrow docks, part 1";
    let changes = vec![
        change(
            1,
            "Interview with a crane driver, part 1",
            record(311),
            title_conflict(),
            edit(311, "title"),
            vec![field("Title", theirs, ours)],
        ),
        change(
            2,
            "Interview with a crane driver, part 1",
            record(311),
            note_conflict(),
            edit(311, "notes"),
            vec![field("Scope and contents", NOTE_ANEW, &NOTE.replace("women", "women and boys"))],
        ),
        change(
            3,
            "港湾労働者, 1982 June 11",
            record(314),
            Nature::Opens,
            edit(314, "publish"),
            vec![field("Published", "no", "yes")],
        ),
        change(
            4,
            "HW-004 港湾労働者 interview",
            Target::Asset { id: asset(3) },
            Nature::FillsEmpty,
            several,
            vec![
                FieldChange::set("Collection title", "Harbour Memory Project"),
                FieldChange::set("Creators", "Whitby, Magnús (interviewer)"),
                FieldChange::set("Dates", "1982 June 11"),
            ],
        ),
        change(
            5,
            "Interview with a crane driver, part 2",
            record(312),
            Nature::Follows,
            edit(312, "notes"),
            vec![
                field("Scope and contents", NOTE, NOTE_ANEW),
                field(
                    "Title",
                    "Interview with a crane driver, part 2",
                    "Interview with a crane driver, part 2",
                ),
                field("Level", "item", "item"),
            ],
        ),
        change(
            6,
            "Whitby, Magnús",
            Target::NewAuthority {
                kind: AuthorityKind::Person,
            },
            Nature::Creates,
            new_agent,
            vec![FieldChange::set("Name", "Whitby, Magnús")],
        ),
        change(
            7,
            "Instance types",
            Target::Enumeration {
                name: "instance_instance_type".into(),
            },
            Nature::Creates,
            new_value,
            vec![FieldChange::set("Value", "moving_images_digital")],
        ),
        change(
            8,
            "Minutes & open matters of the committee for the closure of the shipyard and of all its auxiliary workshops, 1983",
            Target::NewRecord {
                repository: RepositoryId(2),
                kind: RecordKind::ArchivalObject,
            },
            Nature::Creates,
            new_record,
            vec![
                FieldChange::set("Title", "Minutes & open matters"),
                FieldChange::set("Level", "item"),
            ],
        ),
    ];
    Plan {
        id: plan_id(21),
        workflow: Workflow::Describe,
        title: "Keep 5 linked pairs in step".into(),
        created: noon(),
        author: "archivist".into(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}
