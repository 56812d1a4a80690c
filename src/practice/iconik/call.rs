//! One request as its endpoint sees it, and what it answers.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::contract::Arguments;
use super::options::IconikOptions;
use super::world::entity::{Entity, ObjectKind};
use super::world::{Caller, World};

/// A request whose token, role, parameters and body have been looked at.
pub struct Call<'a> {
    /// Everything.
    pub world: &'a mut World,
    /// Who asks.
    pub caller: Caller,
    /// Parameters of the path.
    pub arguments: Arguments,
    /// Parameters of the query, the last one of each name.
    pub query: HashMap<String, String>,
    /// The body, or null.
    pub body: Value,
    /// The path as it was asked for, for the addresses of other pages.
    pub path: String,
    /// `http://host:port`, for signed addresses.
    pub host: String,
    /// How this server behaves.
    pub options: &'a IconikOptions,
}

/// A good answer.
#[derive(Debug)]
pub enum Answer {
    /// JSON with a status.
    Json(u16, Value),
    /// Plain text.
    Text(&'static str, String),
    /// A status alone.
    Empty(u16),
}

/// A refusal in one of iconik's two shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// A list of messages, or messages by field.
    pub errors: Value,
}

/// What an endpoint gives.
pub type Outcome = Result<Answer, Refusal>;

impl Refusal {
    /// A refusal with one message.
    #[must_use]
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            errors: json!([message.into()]),
        }
    }

    /// 400 for one field.
    #[must_use]
    pub fn field(name: &str, message: &str) -> Self {
        Self::fields([(name.to_owned(), Value::from(message))].into_iter().collect())
    }

    /// 400 for several fields.
    #[must_use]
    pub fn fields(faults: Map<String, Value>) -> Self {
        Self {
            status: 400,
            errors: Value::Object(faults),
        }
    }

    /// 404.
    #[must_use]
    pub fn missing(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    /// 403.
    #[must_use]
    pub fn forbidden(why: impl Into<String>) -> Self {
        Self::new(403, why)
    }
}

/// JSON with status 200.
#[must_use]
pub fn ok(value: Value) -> Answer {
    Answer::Json(200, value)
}

impl Call<'_> {
    /// A parameter of the path.
    #[must_use]
    pub fn argument(&self, name: &str) -> &str {
        self.arguments.get(name).map_or("", String::as_str)
    }

    /// A parameter of the path that is a UUID.
    ///
    /// # Errors
    /// 400 where it is none.
    pub fn id(&self, name: &str) -> Result<Uuid, Refusal> {
        Uuid::try_parse(self.argument(name)).map_err(|_| Refusal::field(name, "Not a valid UUID."))
    }

    /// A parameter of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A parameter of the query that is true or false.
    #[must_use]
    pub fn flag(&self, name: &str, default: bool) -> bool {
        self.parameter(name).map_or(default, |text| matches!(text, "true" | "True" | "1"))
    }

    /// A parameter of the query that is a list divided by commas.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        let text = self.parameter(name)?;
        Some(text.split(',').map(|part| part.trim().to_owned()).collect())
    }

    /// The body's fields.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        self.body.as_object().cloned().unwrap_or_default()
    }

    /// A list of ids in the body.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<Uuid> {
        self.body[name]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|id| Uuid::try_parse(id.as_str()?).ok())
            .collect()
    }

    /// The kind of object that the path names.
    ///
    /// # Errors
    /// 400 where this server keeps no such objects.
    pub fn object_kind(&self) -> Result<ObjectKind, Refusal> {
        ObjectKind::read(self.argument("object_type")).ok_or_else(|| Refusal::new(400, "Invalid object type"))
    }

    /// An entity that the caller may see.
    ///
    /// # Errors
    /// 404 where it does not exist, 403 where the caller may not see it.
    pub fn entity(&self, object: ObjectKind, id: Uuid) -> Result<Arc<Entity>, Refusal> {
        self.entity_for(object, id, "read")
    }

    /// An entity for which the caller has a permission.
    ///
    /// # Errors
    /// 404 where it does not exist, 403 where the caller may not.
    pub fn entity_for(&self, object: ObjectKind, id: Uuid, permission: &str) -> Result<Arc<Entity>, Refusal> {
        let entity = self.world.entity(object, id).ok_or_else(|| {
            Refusal::missing(match object {
                ObjectKind::Assets => "Asset",
                ObjectKind::Collections => "Collection",
            })
        })?;
        if !self.world.permissions(&self.caller, entity).allow(permission) {
            return Err(Refusal::forbidden(format!(
                "You do not have {permission} permission on this object"
            )));
        }
        Ok(Arc::clone(entity))
    }

    /// The asset that the path names and the caller may see.
    ///
    /// # Errors
    /// As [`Self::entity`].
    pub fn asset(&self) -> Result<Arc<Entity>, Refusal> {
        self.entity(ObjectKind::Assets, self.id("asset_id")?)
    }

    /// The asset that the path names, for which the caller has a permission.
    ///
    /// # Errors
    /// As [`Self::entity_for`].
    pub fn asset_for(&self, permission: &str) -> Result<Arc<Entity>, Refusal> {
        self.entity_for(ObjectKind::Assets, self.id("asset_id")?, permission)
    }

    /// The collection that the path names, for which the caller has a permission.
    ///
    /// # Errors
    /// As [`Self::entity_for`].
    pub fn collection_for(&self, permission: &str) -> Result<Arc<Entity>, Refusal> {
        self.entity_for(ObjectKind::Collections, self.id("collection_id")?, permission)
    }

    /// Whether the caller may see an entity.
    #[must_use]
    pub fn sees(&self, entity: &Entity) -> bool {
        self.world.permissions(&self.caller, entity).allow("read")
    }
}
