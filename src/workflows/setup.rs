//! Setting up: Archway's fields and view in iconik, made by a plan like everything else.

use serde_json::{Value, json};

use super::PlanHead;
use crate::domain::fields;
use crate::plan::{Action, Change, ChangeId, Decision, Effect, FieldChange, Finding, Outcome, Plan, Stage, Target, Workflow};

/// What iconik has of Archway's fields and view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// Names of metadata fields that exist.
    pub fields: Vec<String>,
    /// Id of Archway's view, where it exists.
    pub view: Option<String>,
    /// Names of the fields that the view holds.
    pub view_fields: Vec<String>,
}

impl Present {
    /// True where nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.view.is_some()
            && fields::ALL
                .iter()
                .all(|field| self.view_fields.iter().any(|name| name == field.name))
    }
}

/// The view to post.
#[must_use]
pub fn view_definition() -> Value {
    let view_fields: Vec<Value> = fields::ALL
        .iter()
        .map(|field| json!({"name": field.name, "label": field.label}))
        .collect();
    json!({"name": fields::VIEW_NAME, "description": fields::VIEW_DESCRIPTION, "view_fields": view_fields})
}

/// Plans what is missing.
#[must_use]
pub fn plan_setup(present: &Present, head: PlanHead) -> Plan {
    let mut changes: Vec<Change> = Vec::new();
    for field in fields::ALL
        .iter()
        .filter(|field| !present.fields.iter().any(|name| name == field.name))
    {
        let definition = Action::field_definition(field);
        changes.push(change(
            &changes,
            Target::MetadataField {
                name: field.name.to_owned(),
            },
            field.label,
            vec![
                FieldChange::set("name", field.name),
                FieldChange::set("label", field.label),
                FieldChange::set("type", field.field_type),
                FieldChange::set("several values", "yes"),
            ],
            Vec::new(),
            Action::CreateMetadataField {
                name: field.name.to_owned(),
                definition,
            },
        ));
    }
    let mut notices = vec![Finding::note(
        "These fields hold the iconik end of every link, so that colleagues see the same links",
    )];
    if present.view.is_none() {
        let needs = changes.iter().map(|change| change.id).collect();
        let names: Vec<&str> = fields::ALL.iter().map(|field| field.label).collect();
        changes.push(change(
            &changes,
            Target::MetadataView {
                name: fields::VIEW_NAME.to_owned(),
            },
            fields::VIEW_NAME,
            vec![
                FieldChange::set("name", fields::VIEW_NAME),
                FieldChange::set("fields", names.join(", ")),
            ],
            needs,
            Action::CreateMetadataView {
                name: fields::VIEW_NAME.to_owned(),
                definition: view_definition(),
            },
        ));
    } else if !present.is_complete() {
        notices.push(Finding::obstacle(
            "There is a view named “Archway” that lacks some of Archway's fields. Ask an iconik administrator to add them to it, then connect again",
        ));
    }
    Plan {
        id: head.id,
        workflow: Workflow::Setup,
        title: "Set up Archway's fields in iconik".to_owned(),
        created: head.now,
        author: head.author,
        undoes: None,
        pairs: Vec::new(),
        notices,
        changes,
        stage: Stage::Review,
    }
}

fn change(before: &[Change], target: Target, label: &str, fields: Vec<FieldChange>, needs: Vec<ChangeId>, action: Action) -> Change {
    Change {
        id: ChangeId(u32::try_from(before.len() + 1).unwrap_or(u32::MAX)),
        effect: Effect::Add,
        target,
        label: label.to_owned(),
        fields,
        because: "Archway keeps the iconik end of links in fields of its own".to_owned(),
        conditions: Vec::new(),
        needs,
        findings: Vec::new(),
        action,
        nature: Default::default(),
        agrees: Vec::new(),
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

/// What to hand to an iconik administrator where this account may not make the fields and view.
#[must_use]
pub fn request_for_administrator(present: &Present, missing_roles: &[String], iconik: &str) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "Request to the iconik administrator of {iconik}\n\nArchway links media assets to archival records in ArchivesSpace. It keeps its end of each link in\nmetadata fields of its own. Please make the following in Admin > Metadata.\n\n"
    );
    for (number, field) in fields::ALL
        .iter()
        .filter(|field| !present.fields.iter().any(|name| name == field.name))
        .enumerate()
    {
        let _ = writeln!(
            text,
            "{}. Metadata field\n   name:            {}\n   label:           {}\n   type:            {}\n   multiple values: yes\n   required:        no\n   description:     {}\n",
            number + 1,
            field.name,
            field.label,
            field.field_type,
            field.description
        );
    }
    let names: Vec<&str> = fields::ALL.iter().map(|field| field.name).collect();
    let _ = writeln!(
        text,
        "Metadata view\n   name:   {}\n   fields: {}\n\nGive Archway's account read and write access to this view.",
        fields::VIEW_NAME,
        names.join(", ")
    );
    if !missing_roles.is_empty() {
        let _ = writeln!(
            text,
            "\nOr give Archway's account these roles, so that it can make them itself after a review:\n   {}",
            missing_roles.join("\n   ")
        );
    }
    text
}
