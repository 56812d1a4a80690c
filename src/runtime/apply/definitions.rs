//! Making and deleting Archway's metadata fields and view in iconik.

use serde_json::{Value, json};

use super::context::Trying;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::fields;
use crate::domain::restriction::Standing;
use crate::plan::{Action, Change, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::iconik::{AssetQuery, MetadataField, NewField};

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
                    Some(field) => match in_the_way(&field, &wanted_field(name, definition)) {
                        None => Look::AsMeant { made: Some(field.name) },
                        Some(what) => Look::InTheWay(what),
                    },
                }
            }
            Action::DeleteMetadataField { name, .. } => {
                if self.iconik.metadata_fields().await?.iter().any(|field| field.name == *name) {
                    let restricts = fields::RESTRICTION.iter().any(|field| field.name == name);
                    self.delete_unless_restricting(restricts).await?
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
            Action::DeleteMetadataView { id, name, .. } => {
                if self.iconik.metadata_views().await?.iter().any(|view| view.id.to_string() == *id) {
                    self.delete_unless_restricting(name == fields::RESTRICTION_VIEW_NAME).await?
                } else {
                    Look::AsMeant { made: None }
                }
            }
            _ => Look::InTheWay("this change is not one of a metadata field or view".to_owned()),
        })
    }

    /// Deleting a field or view of restrictions would end iconik's warnings and blocking without anybody confirming that something opens.
    /// What iconik finds lags behind, and does not find what was taken where no words were written: the catalogue is asked as well.
    async fn delete_unless_restricting(&self, restricts: bool) -> Result<Look, SystemError> {
        if !restricts {
            return Ok(Look::Write);
        }
        let known = self.shelf.with(|workspace| workspace.assets_with_restriction_fields());
        let known = match known {
            Ok(known) => known.len(),
            Err(error) => return Ok(Look::InTheWay(format!("it cannot be told whether assets are restricted: {error}"))),
        };
        if known > 0 {
            let assets = crate::plan::ledger::plural(known, "asset", "assets");
            return Ok(Look::InTheWay(format!(
                "these fields still hold something on {assets}, such as what Archway took and must give back. Lift what restricts there under \
                 Restrict first, refresh, then apply again"
            )));
        }
        let closed = [Standing::Restricted, Standing::NeedsPerson].map(|standing| standing.words().to_owned());
        for (field, values) in [
            (fields::RESTRICTION_STATUS, closed.to_vec()),
            (fields::RESTRICTION_BLOCK, vec!["true".to_owned()]),
        ] {
            let query = AssetQuery {
                per_page: 1,
                field_values: Some((field.name.to_owned(), values)),
                ..AssetQuery::default()
            };
            let held = self.iconik.search_assets(&query).await?.total;
            if held > 0 {
                let assets = if held == 1 {
                    "1 asset is".to_owned()
                } else {
                    format!("{held} assets are")
                };
                return Ok(Look::InTheWay(format!(
                    "{assets} restricted by these fields. Lift what restricts there under Restrict first, then apply again"
                )));
            }
        }
        Ok(Look::Write)
    }

    async fn write_definition(&self, change: &Change) -> Result<(), SystemError> {
        match &change.action {
            Action::CreateMetadataField { name, definition } => self.iconik.create_field(&wanted_field(name, definition)).await.map(|_| ()),
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

/// The field that a definition asks for.
fn wanted_field(name: &str, definition: &Value) -> NewField {
    let text = |key: &str| definition.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let flag = |key: &str| definition.get(key).and_then(Value::as_bool);
    NewField {
        name: name.to_owned(),
        label: text("label"),
        field_type: text("field_type"),
        description: text("description"),
        multi: flag("multi").unwrap_or(true),
        warns: flag(Action::WARNING_MARK).unwrap_or(false),
        blocks: flag(Action::BLOCKING_MARK).unwrap_or(false),
    }
}

/// Why a field that is there already cannot serve as the one that is wanted; `None` where it can.
fn in_the_way(field: &MetadataField, wanted: &NewField) -> Option<String> {
    if field.field_type != wanted.field_type || field.multi != wanted.multi {
        return Some(format!(
            "iconik has a field with this name already, of type {} and {} several values. Ask an administrator to rename or delete it",
            field.field_type,
            if field.multi { "with" } else { "without" }
        ));
    }
    let mark = if wanted.blocks && !field.blocks {
        "blocking"
    } else if wanted.warns && !field.warns {
        "warning"
    } else {
        return None;
    };
    Some(format!(
        "iconik has a field with this name already that is not marked as a {mark} field. Ask an administrator to mark it"
    ))
}

fn view_fields(definition: &Value) -> Vec<&str> {
    let fields = definition
        .get("view_fields")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    fields.iter().filter_map(|field| field.get("name")?.as_str()).collect()
}
