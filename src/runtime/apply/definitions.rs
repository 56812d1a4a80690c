//! Making and deleting Archway's metadata fields and view in iconik.

use serde_json::{Value, json};

use super::context::Trying;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::plan::{Action, Change, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::iconik::NewField;

/// What looking says.
enum Look {
    AsMeant { made: Option<String> },
    Write,
    InTheWay(String),
}

impl Applier {
    pub(super) async fn change_definitions(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            settled.push(self.change_definition(plan, change).await?);
        }
        Ok(settled)
    }

    async fn change_definition(&self, plan: &Plan, change: &Change) -> Result<Settled, RuntimeError> {
        let mut trying = Trying {
            ours: self.intended(plan.id, &[change], 0)?.contains_key(&change.id),
            last_error: None,
        };
        for _ in 0..ROUNDS {
            let look = match self.look_at_definition(change).await {
                Ok(look) => look,
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            match look {
                Look::AsMeant { made } => return Ok(Settled::done(change, receipt((self.now)(), made, None, Value::Null, !trying.ours))),
                Look::InTheWay(what) => return Ok(Settled::problem(change, what, false)),
                Look::Write => {
                    let journal = self.intend(plan.id, 0, &[(change.id, json!({ "definition": change.label }))])?;
                    if let Some(failed) = self.note_sent(&journal, change, Sent::from(self.write_definition(change).await), &mut trying)? {
                        return Ok(failed);
                    }
                }
            }
        }
        Ok(trying.given_up(change, "iconik said it was done, but it was read back as before. Apply again"))
    }

    async fn look_at_definition(&self, change: &Change) -> Result<Look, SystemError> {
        Ok(match &change.action {
            Action::CreateMetadataField { name, definition } => {
                match self.iconik.metadata_fields().await?.into_iter().find(|field| field.name == *name) {
                    None => Look::Write,
                    Some(field) if field.multi && definition.get("field_type").and_then(Value::as_str) == Some(&field.field_type) => {
                        Look::AsMeant { made: Some(field.name) }
                    }
                    Some(field) => Look::InTheWay(format!(
                        "iconik has a field with this name already, of type {} and {} several values. Ask an administrator to rename or delete it",
                        field.field_type,
                        if field.multi { "with" } else { "without" }
                    )),
                }
            }
            Action::DeleteMetadataField { name, .. } => {
                if self.iconik.metadata_fields().await?.iter().any(|field| field.name == *name) {
                    Look::Write
                } else {
                    Look::AsMeant { made: None }
                }
            }
            Action::CreateMetadataView { name, definition } => {
                let wanted: Vec<&str> = view_fields(definition);
                match self.iconik.metadata_views().await?.into_iter().find(|view| view.name == *name) {
                    None => Look::Write,
                    Some(view) if wanted.iter().all(|field| view.fields.iter().any(|known| known == field)) => Look::AsMeant {
                        made: Some(view.id.to_string()),
                    },
                    Some(_) => Look::InTheWay(
                        "iconik has a view with this name that lacks some of the fields. Ask an administrator to add them".to_owned(),
                    ),
                }
            }
            Action::DeleteMetadataView { id, .. } => {
                if self.iconik.metadata_views().await?.iter().any(|view| view.id.to_string() == *id) {
                    Look::Write
                } else {
                    Look::AsMeant { made: None }
                }
            }
            _ => Look::InTheWay("this change is not one of a metadata field or view".to_owned()),
        })
    }

    async fn write_definition(&self, change: &Change) -> Result<(), SystemError> {
        match &change.action {
            Action::CreateMetadataField { name, definition } => {
                let text = |key: &str| definition.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                let field = NewField {
                    name: name.clone(),
                    label: text("label"),
                    field_type: text("field_type"),
                    description: text("description"),
                    multi: definition.get("multi").and_then(Value::as_bool).unwrap_or(true),
                };
                self.iconik.create_field(&field).await.map(|_| ())
            }
            Action::DeleteMetadataField { name, .. } => self.iconik.delete_field(name).await,
            Action::CreateMetadataView { name, definition } => {
                let fields: Vec<String> = view_fields(definition).into_iter().map(str::to_owned).collect();
                let description = definition.get("description").and_then(Value::as_str).unwrap_or_default();
                self.iconik.create_view(name, description, &fields).await.map(|_| ())
            }
            Action::DeleteMetadataView { id, .. } => match id.parse() {
                Ok(id) => self.iconik.delete_view(id).await,
                Err(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

fn view_fields(definition: &Value) -> Vec<&str> {
    let fields = definition
        .get("view_fields")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    fields.iter().filter_map(|field| field.get("name")?.as_str()).collect()
}
