//! Values of a document by the names that filters, sorts and facets use.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::practice::iconik::moment;
use crate::practice::iconik::world::entity::{Entity, ObjectKind};

/// What must be known beside the entity itself.
#[derive(Debug, Default)]
pub struct Sight {
    /// For each collection, all collections above it.
    pub above: HashMap<Uuid, Vec<Uuid>>,
    /// Approval status by asset; the name of this field in real searches is not known.
    pub approvals: HashMap<Uuid, &'static str>,
}

impl Sight {
    /// Every collection above an entity.
    #[must_use]
    pub fn ancestors(&self, entity: &Entity) -> Vec<Uuid> {
        let mut found = Vec::new();
        for home in &entity.homes {
            for id in std::iter::once(home).chain(self.above.get(home).into_iter().flatten()) {
                if !found.contains(id) {
                    found.push(*id);
                }
            }
        }
        found
    }
}

/// Values by name.
pub trait Values {
    /// All values of one field; none where it is not set. `metadata.` may stand in front of a field's name.
    fn values(&self, name: &str, sight: &Sight) -> Vec<Value>;
}

impl Values for Entity {
    fn values(&self, name: &str, sight: &Sight) -> Vec<Value> {
        let asset = self.asset.as_ref();
        let one = |value: Value| {
            if value.is_null() { Vec::new() } else { vec![value] }
        };
        match name {
            "id" | "_id" => one(json!(self.id)),
            "title" => one(json!(self.title)),
            "status" => one(json!(self.status)),
            "object_type" => one(json!(self.object.word())),
            "date_created" => one(json!(moment::text(self.created))),
            "date_modified" => one(json!(moment::text(self.modified))),
            "created_by_user" => one(json!(self.created_by)),
            "in_collections" => self.homes.iter().map(|id| json!(id)).collect(),
            "ancestor_collections" => sight.ancestors(self).iter().map(|id| json!(id)).collect(),
            "parent_id" => one(json!(self.homes.first())),
            "type" => one(json!(asset.map(|part| part.r#type))),
            "media_type" => one(json!(asset.and_then(|part| part.media))),
            "duration_milliseconds" => one(json!(asset.and_then(|part| part.duration))),
            "is_online" => one(json!(self.present_version().map(|version| version.online))),
            "versions_number" => one(json!(asset.map(|part| part.versions.len()))),
            "archive_status" | "analyze_status" if !self.more.contains_key(name) => {
                let unset = if name == "archive_status" { "NOT_ARCHIVED" } else { "N/A" };
                one(json!(asset.map(|_| unset)))
            }
            "approval_status" => match self.object {
                ObjectKind::Assets => one(json!(sight.approvals.get(&self.id).copied().unwrap_or("N/A"))),
                ObjectKind::Collections => Vec::new(),
            },
            name => self.other_values(name),
        }
    }
}

impl Entity {
    fn other_values(&self, name: &str) -> Vec<Value> {
        let field = name.strip_prefix("metadata.").unwrap_or(name);
        if let Some(values) = self.metadata.get(field) {
            return values.clone();
        }
        match self.more.get(name) {
            Some(Value::Array(values)) => values.clone(),
            Some(Value::Null) | None => Vec::new(),
            Some(value) => vec![value.clone()],
        }
    }
}

/// A value as text.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
