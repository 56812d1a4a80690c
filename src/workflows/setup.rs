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
    /// Id of the view that holds restrictions, where it exists.
    pub restriction_view: Option<String>,
    /// Names of the fields that it holds.
    pub restriction_fields: Vec<String>,
}

impl Present {
    /// True where nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.holds_links() && self.holds_description() && self.holds_restrictions()
    }

    /// True where links can be written: description and restrictions may still be missing.
    #[must_use]
    pub fn holds_links(&self) -> bool {
        holds_all(self.view.as_ref(), &self.view_fields, &fields::ALL)
    }

    /// True where archival description can be written.
    #[must_use]
    pub fn holds_description(&self) -> bool {
        holds_all(self.description_view.as_ref(), &self.description_fields, &fields::DESCRIPTION)
    }

    /// True where restrictions can be written.
    #[must_use]
    pub fn holds_restrictions(&self) -> bool {
        holds_all(self.restriction_view.as_ref(), &self.restriction_fields, &fields::RESTRICTION)
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

const RESTRICTIONS: View = View {
    name: fields::RESTRICTION_VIEW_NAME,
    description: fields::RESTRICTION_VIEW_DESCRIPTION,
    fields: &fields::RESTRICTION,
    because: "iconik itself warns of a restriction and keeps what is restricted from being shared",
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
        Finding::note("The fields for restrictions stay empty until you review and apply them under Restrict"),
    ];
    let views = [
        (LINKS, &present.view, present.holds_links()),
        (DESCRIPTION, &present.description_view, present.holds_description()),
        (RESTRICTIONS, &present.restriction_view, present.holds_restrictions()),
    ];
    for (view, standing, complete) in views {
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
        let mut shown = vec![
            FieldChange::set("name", field.name),
            FieldChange::set("label", field.label),
            FieldChange::set("type", field.field_type),
            FieldChange::set("several values", yes_no(!field.is_single())),
        ];
        shown.extend(field.warns().then(|| FieldChange::set("shown as a warning", "yes")));
        shown.extend(field.blocks().then(|| FieldChange::set("blocks sharing and download", "yes")));
        let action = Action::CreateMetadataField {
            name: field.name.to_owned(),
            definition: Action::field_definition(field),
        };
        changes.push(change(changes, view, target, field.label, shown, Vec::new(), action));
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
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
        "Request to the iconik administrator of {iconik}\n\nArchway links media assets to archival records in ArchivesSpace. It keeps its end of each link, archival description\nthat it carries over, and what restrictions mean for an asset, in metadata fields of its own. Please make the following\nin Admin > Metadata.\n\n"
    );
    let views = [LINKS, DESCRIPTION, RESTRICTIONS];
    for (number, field) in views
        .iter()
        .flat_map(|view| view.fields)
        .filter(|field| !present.fields.iter().any(|name| name == field.name))
        .enumerate()
    {
        let _ = writeln!(
            text,
            "{}. Metadata field\n   name:            {}\n   label:           {}\n   type:            {}\n   multiple values: {}\n   required:        no\n   description:     {}",
            number + 1,
            field.name,
            field.label,
            field.field_type,
            yes_no(!field.is_single()),
            field.description
        );
        if field.warns() {
            text.push_str("   warning field:   yes, so that iconik shows what it holds as a warning\n");
        }
        if field.blocks() {
            text.push_str("   blocking field:  yes, so that iconik keeps the asset from being shared and downloaded\n");
        }
        text.push('\n');
    }
    for view in views {
        let names: Vec<&str> = view.fields.iter().map(|field| field.name).collect();
        let _ = writeln!(text, "Metadata view\n   name:   {}\n   fields: {}\n", view.name, names.join(", "));
    }
    text.push_str("Give Archway's account read and write access to these views. Let nobody else write in the view for restrictions.\n");
    if !missing_roles.is_empty() {
        let _ = writeln!(
            text,
            "\nOr give Archway's account these roles, so that it can make them itself after a review:\n   {}",
            missing_roles.join("\n   ")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::plan::PlanId;

    fn head() -> PlanHead {
        PlanHead {
            id: PlanId(uuid::Uuid::nil()),
            now: Timestamp::UNIX_EPOCH,
            author: "archivist".to_owned(),
        }
    }

    fn whole() -> Present {
        let names = |fields: &[ArchwayField]| fields.iter().map(|field| field.name.to_owned()).collect::<Vec<_>>();
        Present {
            fields: [names(&fields::ALL), names(&fields::DESCRIPTION), names(&fields::RESTRICTION)].concat(),
            view: Some("1".to_owned()),
            view_fields: names(&fields::ALL),
            description_view: Some("2".to_owned()),
            description_fields: names(&fields::DESCRIPTION),
            restriction_view: Some("3".to_owned()),
            restriction_fields: names(&fields::RESTRICTION),
        }
    }

    #[test]
    fn everything_is_made_where_nothing_is_and_nothing_where_everything_is() {
        let plan = plan_setup(&Present::default(), head());
        assert_eq!(plan.changes.len(), 24, "21 fields and 3 views");
        assert!(whole().is_complete());
        assert!(plan_setup(&whole(), head()).changes.is_empty());
    }

    #[test]
    fn links_can_be_written_before_there_are_restrictions() {
        let present = Present {
            restriction_view: None,
            ..whole()
        };
        assert!(present.holds_links() && present.holds_description() && !present.holds_restrictions() && !present.is_complete());
        let plan = plan_setup(&present, head());
        assert!(
            matches!(&plan.changes[..], [only] if matches!(&only.target, Target::MetadataView { name } if name == fields::RESTRICTION_VIEW_NAME)),
            "{:?}",
            plan.changes
        );
        let lacking = Present {
            restriction_fields: Vec::new(),
            ..whole()
        };
        assert!(!lacking.holds_restrictions());
        assert!(
            plan_setup(&lacking, head())
                .notices
                .iter()
                .any(|notice| notice.severity == crate::plan::Severity::Obstacle)
        );
    }

    #[test]
    fn fields_of_restrictions_hold_one_value_and_one_warns_and_one_blocks() {
        let plan = plan_setup(&Present::default(), head());
        let marked = |mark: &str| {
            plan.changes
                .iter()
                .filter_map(|change| match &change.action {
                    Action::CreateMetadataField { name, definition } if definition.get(mark) == Some(&json!(true)) => Some(name.as_str()),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(marked("multi").len(), fields::ALL.len() + fields::DESCRIPTION.len());
        assert_eq!(marked(Action::WARNING_MARK), [fields::RESTRICTION_WORDS.name]);
        assert_eq!(marked(Action::BLOCKING_MARK), [fields::RESTRICTION_BLOCK.name]);
        assert_eq!(
            fields::RESTRICTION_BLOCK.field_type,
            "boolean",
            "iconik takes no other kind as blocking"
        );
    }

    #[test]
    fn an_administrator_is_told_of_the_marks() {
        let text = request_for_administrator(&Present::default(), &[], "https://iconik.example");
        for wanted in [
            "archway_restriction_block",
            "blocking field:",
            "warning field:",
            "Archival restrictions",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing in:\n{text}");
        }
        assert_eq!(text.matches("multiple values: no").count(), fields::RESTRICTION.len());
        let without = request_for_administrator(&whole(), &[], "https://iconik.example");
        assert!(!without.contains("blocking field:"), "{without}");
    }
}
