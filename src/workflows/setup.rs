//! Setting up: Archway's fields and view in iconik, made by a plan like everything else.

use serde_json::{Value, json};

use super::PlanHead;
use crate::domain::fields::{self, ArchwayField};
use crate::plan::{Action, Change, ChangeId, Decision, Effect, FieldChange, Finding, Outcome, Plan, Stage, Target, Workflow};

/// What iconik has of Archway's fields and views.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// Names of metadata fields that exist.
    pub fields: Vec<String>,
    /// Id of the view that holds the links, where it exists.
    pub view: Option<String>,
    /// Names of the fields that it holds.
    pub view_fields: Vec<String>,
    /// Id of the view that holds archival description, where it exists.
    pub description_view: Option<String>,
    /// Names of the fields that it holds.
    pub description_fields: Vec<String>,
}

impl Present {
    /// True where nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.holds_links() && holds_all(self.description_view.as_ref(), &self.description_fields, &fields::DESCRIPTION)
    }

    /// True where links can be written: description may still be missing.
    #[must_use]
    pub fn holds_links(&self) -> bool {
        holds_all(self.view.as_ref(), &self.view_fields, &fields::ALL)
    }
}

fn holds_all(view: Option<&String>, names: &[String], wanted: &[ArchwayField]) -> bool {
    view.is_some() && wanted.iter().all(|field| names.iter().any(|name| name == field.name))
}

/// One of Archway's views with its fields.
struct View {
    name: &'static str,
    description: &'static str,
    fields: &'static [ArchwayField],
    because: &'static str,
}

const LINKS: View = View {
    name: fields::VIEW_NAME,
    description: fields::VIEW_DESCRIPTION,
    fields: &fields::ALL,
    because: "Archway keeps the iconik end of links in fields of its own",
};

const DESCRIPTION: View = View {
    name: fields::DESCRIPTION_VIEW_NAME,
    description: fields::DESCRIPTION_VIEW_DESCRIPTION,
    fields: &fields::DESCRIPTION,
    because: "Archival description is shown to media people in fields of its own",
};

fn view_definition(view: &View) -> Value {
    let view_fields: Vec<Value> = view
        .fields
        .iter()
        .map(|field| json!({"name": field.name, "label": field.label}))
        .collect();
    json!({"name": view.name, "description": view.description, "view_fields": view_fields})
}

/// Plans what is missing.
#[must_use]
pub fn plan_setup(present: &Present, head: PlanHead) -> Plan {
    let mut changes: Vec<Change> = Vec::new();
    let mut notices = vec![
        Finding::note("These fields hold the iconik end of every link, so that colleagues see the same links"),
        Finding::note("The fields for archival description stay empty until you carry description over under Describe"),
    ];
    let halves = [
        (LINKS, &present.view, present.holds_links()),
        (
            DESCRIPTION,
            &present.description_view,
            holds_all(present.description_view.as_ref(), &present.description_fields, &fields::DESCRIPTION),
        ),
    ];
    for (view, standing, complete) in halves {
        plan_fields(&view, &present.fields, &mut changes);
        if standing.is_none() {
            plan_view(&view, &mut changes);
        } else if !complete {
            notices.push(Finding::obstacle(format!(
                "There is a view named “{}” that lacks some of Archway's fields. Ask an iconik administrator to add them to it, then connect again",
                view.name
            )));
        }
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
        restrict: None,
    }
}

fn plan_fields(view: &View, present: &[String], changes: &mut Vec<Change>) {
    for field in view.fields.iter().filter(|field| !present.iter().any(|name| name == field.name)) {
        let target = Target::MetadataField {
            name: field.name.to_owned(),
        };
        let shown = vec![
            FieldChange::set("name", field.name),
            FieldChange::set("label", field.label),
            FieldChange::set("type", field.field_type),
            FieldChange::set("several values", "yes"),
        ];
        let action = Action::CreateMetadataField {
            name: field.name.to_owned(),
            definition: Action::field_definition(field),
        };
        changes.push(change(changes, view, target, field.label, shown, Vec::new(), action));
    }
}

fn plan_view(view: &View, changes: &mut Vec<Change>) {
    let is_its_field =
        |change: &&Change| matches!(&change.target, Target::MetadataField { name } if view.fields.iter().any(|field| field.name == name));
    let needs = changes.iter().filter(is_its_field).map(|change| change.id).collect();
    let names: Vec<&str> = view.fields.iter().map(|field| field.label).collect();
    let shown = vec![FieldChange::set("name", view.name), FieldChange::set("fields", names.join(", "))];
    let target = Target::MetadataView {
        name: view.name.to_owned(),
    };
    let action = Action::CreateMetadataView {
        name: view.name.to_owned(),
        definition: view_definition(view),
    };
    changes.push(change(changes, view, target, view.name, shown, needs, action));
}

fn change(
    before: &[Change],
    view: &View,
    target: Target,
    label: &str,
    fields: Vec<FieldChange>,
    needs: Vec<ChangeId>,
    action: Action,
) -> Change {
    Change {
        id: ChangeId(u32::try_from(before.len() + 1).unwrap_or(u32::MAX)),
        effect: Effect::Add,
        target,
        label: label.to_owned(),
        fields,
        because: view.because.to_owned(),
        conditions: Vec::new(),
        needs,
        findings: Vec::new(),
        action,
        nature: Default::default(),
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

/// What to hand to an iconik administrator where this account may not make the fields and view.
#[must_use]
pub fn request_for_administrator(present: &Present, missing_roles: &[String], iconik: &str) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "Request to the iconik administrator of {iconik}\n\nArchway links media assets to archival records in ArchivesSpace. It keeps its end of each link, and archival\ndescription that it carries over, in metadata fields of its own. Please make the following in Admin > Metadata.\n\n"
    );
    for (number, field) in LINKS
        .fields
        .iter()
        .chain(DESCRIPTION.fields)
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
    for view in [LINKS, DESCRIPTION] {
        let names: Vec<&str> = view.fields.iter().map(|field| field.name).collect();
        let _ = writeln!(text, "Metadata view\n   name:   {}\n   fields: {}\n", view.name, names.join(", "));
    }
    text.push_str("Give Archway's account read and write access to these views.\n");
    if !missing_roles.is_empty() {
        let _ = writeln!(
            text,
            "\nOr give Archway's account these roles, so that it can make them itself after a review:\n   {}",
            missing_roles.join("\n   ")
        );
    }
    text
}
