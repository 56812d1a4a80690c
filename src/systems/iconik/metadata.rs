//! Metadata: fields, views, and the values that objects have in a view.

use indexmap::IndexMap;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Iconik, JobId, errors};
use crate::domain::AssetId;
use crate::systems::error::SystemError;
use crate::systems::http::{Answer, Call};

/// Id of a metadata view.
pub type ViewId = Uuid;

/// Values by field name, in the order in which the system gives them.
pub type MetadataValues = IndexMap<String, Vec<Value>>;

/// A metadata field as it stands in iconik.
#[derive(Debug, Clone, PartialEq)]
pub struct MetadataField {
    /// Its name, which never changes.
    pub name: String,
    /// The label people see.
    pub label: String,
    /// `string`, `text`, `date`, `drop_down` and so on; an open list.
    pub field_type: String,
    /// It takes several values.
    pub multi: bool,
    /// What it holds is shown as a warning.
    pub warns: bool,
    /// Yes in it blocks sharing and downloading.
    pub blocks: bool,
    /// The whole answer.
    pub body: Value,
}

/// A field to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewField {
    /// Its name, without spaces.
    pub name: String,
    /// The label people see.
    pub label: String,
    /// As in iconik.
    pub field_type: String,
    /// What it is for.
    pub description: String,
    /// It takes several values.
    pub multi: bool,
    /// What it holds is shown as a warning; for fields of text.
    pub warns: bool,
    /// Yes in it blocks sharing and downloading; for yes/no fields, and one of a view.
    pub blocks: bool,
}

/// A metadata view.
#[derive(Debug, Clone, PartialEq)]
pub struct MetadataView {
    /// Its id.
    pub id: ViewId,
    /// Its name; several may have the same.
    pub name: String,
    /// Names of its fields in order.
    pub fields: Vec<String>,
    /// The whole answer.
    pub body: Value,
}

/// Most objects that one bulk write takes.
const MOST_IN_BULK: usize = 500;

impl Iconik {
    /// All metadata fields.
    ///
    /// # Errors
    /// As any request.
    pub async fn metadata_fields(&self) -> Result<Vec<MetadataField>, SystemError> {
        const PAGE: usize = 500;
        let mut fields: Vec<MetadataField> = Vec::new();
        loop {
            let mut call = Call::get("/API/metadata/v1/fields/")
                .query("per_page", PAGE)
                .needs("can_read_metadata_fields");
            if let Some(last) = fields.last() {
                call = call.query("last_field_name", &last.name);
            }
            let answer = self.succeed(call).await?;
            let (objects, _) = self.page_of(&answer)?;
            let full = objects.len() >= PAGE;
            let known = fields.len();
            for field in objects.into_iter().filter_map(field_from_json) {
                if !fields.iter().any(|kept| kept.name == field.name) {
                    fields.push(field);
                }
            }
            if !full || fields.len() == known {
                return Ok(fields);
            }
        }
    }

    /// All metadata views. Lists them without their fields on some systems: read [`Self::metadata_view`] for those.
    ///
    /// # Errors
    /// As any request.
    pub async fn metadata_views(&self) -> Result<Vec<MetadataView>, SystemError> {
        let call = Call::get("/API/metadata/v1/views/").needs("can_read_metadata_views");
        let answer = self.succeed(call).await?;
        let (objects, _) = self.page_of(&answer)?;
        Ok(objects.into_iter().filter_map(view_from_json).collect())
    }

    /// One metadata view with its fields.
    ///
    /// # Errors
    /// As any request.
    pub async fn metadata_view(&self, id: ViewId) -> Result<MetadataView, SystemError> {
        // Without merging, the answer tells what the view itself says of a field from what the field says.
        let call = Call::get(format!("/API/metadata/v1/views/{id}/"))
            .query("merge_fields", "false")
            .needs("can_read_metadata_views");
        view_of(&self.succeed(call).await?)
    }

    /// Creates a field.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn create_field(&self, field: &NewField) -> Result<MetadataField, SystemError> {
        let mut body = json!({
            "name": field.name,
            "label": field.label,
            "field_type": field.field_type,
            "description": field.description,
            "multi": field.multi,
        });
        for (mark, wanted) in [("is_warning_field", field.warns), ("is_block_field", field.blocks)] {
            if wanted {
                body[mark] = Value::Bool(true);
            }
        }
        let call = Call::post("/API/metadata/v1/fields/")
            .json(&body)
            .needs("can_write_metadata_fields");
        let answer = self.succeed(call).await?;
        field_from_json(answer.json()?).ok_or_else(|| answer.unexpected("it is not a metadata field"))
    }

    /// Creates a view of these fields.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn create_view(&self, name: &str, description: &str, fields: &[String]) -> Result<MetadataView, SystemError> {
        let call = Call::post("/API/metadata/v1/views/")
            .json(&view_body(name, description, fields))
            .needs("can_write_metadata_views");
        view_of(&self.succeed(call).await?)
    }

    /// Gives a view the name, description and fields of `view`, as it was read by [`Self::metadata_view`] and then edited. What a
    /// view says of its own about a field (another label, required here) stays for the fields that stay.
    ///
    /// # Errors
    /// As any request.
    pub async fn update_view(&self, view: &MetadataView) -> Result<MetadataView, SystemError> {
        let id = view.id;
        let call = Call::put(format!("/API/metadata/v1/views/{id}/"))
            .json(&edited_view(view))
            .needs("can_write_metadata_views")
            .idempotent();
        view_of(&self.succeed(call).await?)
    }

    /// Deletes a field.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn delete_field(&self, name: &str) -> Result<(), SystemError> {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let call = Call::delete(format!("/API/metadata/v1/fields/{name}/")).needs("can_delete_metadata_fields");
        self.succeed(call).await.map(|_| ())
    }

    /// Deletes a view.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn delete_view(&self, id: ViewId) -> Result<(), SystemError> {
        let call = Call::delete(format!("/API/metadata/v1/views/{id}/")).needs("can_delete_metadata_views");
        self.succeed(call).await.map(|_| ())
    }

    /// Values of an asset in a view; `None` where it has none there (which iconik answers with 404).
    ///
    /// # Errors
    /// [`SystemError::NotFound`] only where iconik says that it is the asset that is missing; where it does not say, `None`.
    pub async fn metadata_values(&self, asset: AssetId, view: ViewId) -> Result<Option<MetadataValues>, SystemError> {
        let call = Call::get(values_path(asset, view)).needs("can_read_metadata_values");
        let answer = self.ask(call).await?;
        if answer.status == 404 {
            let text = errors::text(&answer).to_lowercase();
            let about_values = ["metadata", "view", "values"].iter().any(|word| text.contains(word));
            if text.contains("asset") && !about_values {
                return Err(errors::from_answer(&answer));
            }
            return Ok(None);
        }
        if !answer.is_success() {
            return Err(errors::from_answer(&answer));
        }
        values_of(&answer).map(Some)
    }

    /// Sets fields of an asset in a view to exactly these values; fields that are not named stay as they are. An empty list clears
    /// a field. Safe to repeat. Gives the values as the system answers them.
    ///
    /// # Errors
    /// As any request.
    pub async fn set_metadata_values(&self, asset: AssetId, view: ViewId, values: &MetadataValues) -> Result<MetadataValues, SystemError> {
        let call = Call::put(values_path(asset, view))
            .json(&json!({"metadata_values": values_body(values)}))
            .needs("can_write_metadata_values")
            .idempotent();
        values_of(&self.succeed(call).await?)
    }

    /// Sets values on many assets in the background, up to 500 a request, and gives the jobs to wait for. iconik does not promise
    /// to name the job: where it names none, read the values back until they are there.
    ///
    /// # Errors
    /// As any request; requests before the failing one are under way.
    pub async fn set_metadata_values_bulk(&self, view: ViewId, values: &[(AssetId, MetadataValues)]) -> Result<Vec<JobId>, SystemError> {
        let mut jobs = Vec::new();
        for slice in values.chunks(MOST_IN_BULK) {
            let ids: Vec<String> = slice.iter().map(|(asset, _)| asset.to_string()).collect();
            let mapping: Vec<Value> = slice
                .iter()
                .map(|(asset, values)| json!({"id": asset.to_string(), "metadata_values": values_body(values)}))
                .collect();
            let call = Call::post(format!("/API/metadata/v1/assets/views/{view}/"))
                .json(&json!({"object_ids": ids, "metadata_values_object_id_mapping": mapping}))
                .needs("can_write_metadata_values")
                .idempotent();
            let answer = self.succeed(call).await?;
            // The answer has no documented body.
            let body = answer.json().unwrap_or_default();
            let job = body.get("job_id").or_else(|| body.get("id")).and_then(Value::as_str);
            jobs.extend(job.and_then(|id| Uuid::parse_str(id).ok()));
        }
        Ok(jobs)
    }
}

fn values_path(asset: AssetId, view: ViewId) -> String {
    format!("/API/metadata/v1/assets/{asset}/views/{view}/")
}

/// `{field: {field_values: [{value: …}], mode: overwrite}}`.
fn values_body(values: &MetadataValues) -> Value {
    values
        .iter()
        .map(|(field, values)| {
            let items: Vec<Value> = values.iter().map(|value| json!({"value": value})).collect();
            (field.clone(), json!({"field_values": items, "mode": "overwrite"}))
        })
        .collect::<serde_json::Map<String, Value>>()
        .into()
}

fn values_of(answer: &Answer) -> Result<MetadataValues, SystemError> {
    let body = answer.json()?;
    super::parse::values_from_view(&body).ok_or_else(|| answer.unexpected("it has no metadata values"))
}

fn view_body(name: &str, description: &str, fields: &[String]) -> Value {
    let fields: Vec<Value> = fields.iter().map(|name| json!({"name": name})).collect();
    json!({"name": name, "description": description, "view_fields": fields})
}

/// What a view may say of its own about a field, as `MetadataViewFieldSchema` in iconik's API lists it.
const OF_THE_VIEW: [&str; 8] = [
    "name",
    "label",
    "required",
    "read_only",
    "hide_if_not_set",
    "auto_set",
    "options",
    "source_url",
];

fn edited_view(view: &MetadataView) -> Value {
    let held = view
        .body
        .get("view_fields")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let fields: Vec<Value> = view
        .fields
        .iter()
        .map(|name| {
            let held = held.iter().find(|field| field.get("name").and_then(Value::as_str) == Some(name));
            let held = held.and_then(Value::as_object);
            let own = held
                .into_iter()
                .flatten()
                .filter(|(key, value)| OF_THE_VIEW.contains(&key.as_str()) && !value.is_null());
            let mut field: serde_json::Map<String, Value> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
            field.entry("name").or_insert_with(|| Value::from(name.as_str()));
            Value::Object(field)
        })
        .collect();
    let mut body = json!({"name": view.name, "view_fields": fields});
    if let Some(description) = view.body.get("description").filter(|description| description.is_string()) {
        body["description"] = description.clone();
    }
    body
}

fn view_of(answer: &Answer) -> Result<MetadataView, SystemError> {
    view_from_json(answer.json()?).ok_or_else(|| answer.unexpected("it is not a metadata view"))
}

fn field_from_json(body: Value) -> Option<MetadataField> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let name = text("name")?;
    Some(MetadataField {
        label: text("label").unwrap_or_else(|| name.clone()),
        field_type: text("field_type").unwrap_or_default(),
        multi: flag("multi"),
        warns: flag("is_warning_field"),
        blocks: flag("is_block_field"),
        name,
        body,
    })
}

fn view_from_json(body: Value) -> Option<MetadataView> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let id = Uuid::parse_str(text("id")?).ok()?;
    let name = text("name").unwrap_or_default().to_owned();
    let fields = body
        .get("view_fields")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let fields = fields
        .iter()
        .filter_map(|field| field.get("name")?.as_str().map(ToOwned::to_owned))
        .collect();
    Some(MetadataView { id, name, fields, body })
}
