//! Metadata fields, which are known by name.

use serde_json::{Map, Value, json};

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::moment;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/metadata/v1/fields/", list),
    ("POST /API/metadata/v1/fields/", create),
    ("GET /API/metadata/v1/user/fields/", all),
    ("GET /API/metadata/v1/fields/{field_name}/", get),
    ("PATCH /API/metadata/v1/fields/{field_name}/", change),
    ("PUT /API/metadata/v1/fields/{field_name}/", change),
    ("DELETE /API/metadata/v1/fields/{field_name}/", delete),
];

/// Types of fields that clients know from the real server's own error message.
const TYPES: [&str; 12] = [
    "integer",
    "float",
    "boolean",
    "string",
    "string_exact",
    "text",
    "date",
    "datetime",
    "tag_cloud",
    "url",
    "drop_down",
    "email",
];
/// Types of fields whose content can be shown as a warning
/// (<https://app.iconik.io/help/pages/admin/metadata_fields/warning_field>).
const WARNING_TYPES: [&str; 4] = ["string", "string_exact", "text", "drop_down"];
/// Fields of a page where the request does not say.
const USUAL_PAGE: usize = 500;

fn sorted(call: &Call) -> Vec<Value> {
    let mut rows: Vec<Value> = call.world.rows(Table::Fields).values().cloned().collect();
    rows.sort_by(|left, right| left["name"].as_str().cmp(&right["name"].as_str()));
    rows
}

fn list(call: &mut Call) -> Outcome {
    let size = call
        .parameter("per_page")
        .and_then(|text| text.parse().ok())
        .unwrap_or(USUAL_PAGE)
        .max(1);
    let after = call.parameter("last_field_name").unwrap_or_default();
    let rows: Vec<Value> = sorted(call)
        .into_iter()
        .filter(|row| row["name"].as_str().is_some_and(|name| name > after))
        .collect();
    let total = call.world.rows(Table::Fields).len();
    let mut answer = Map::new();
    if rows.len() > size
        && let Some(last) = rows[size - 1]["name"].as_str()
    {
        let next = format!("{}?per_page={size}&last_field_name={last}", call.path);
        answer.insert("next_url".to_owned(), json!(next));
    }
    answer.insert("per_page".to_owned(), json!(size));
    answer.insert("total".to_owned(), json!(total));
    let objects: Vec<Value> = rows.into_iter().take(size).collect();
    answer.insert("objects".to_owned(), Value::from(objects));
    Ok(ok(Value::Object(answer)))
}

fn all(call: &mut Call) -> Outcome {
    let rows = sorted(call);
    let total = rows.len();
    Ok(ok(json!({"objects": rows, "total": total})))
}

fn check(fields: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(r#type) = fields.get("field_type").and_then(Value::as_str)
        && !TYPES.contains(&r#type)
    {
        let message = format!("Must be one of: {}.", TYPES.join(", "));
        return Err(Refusal::field("field_type", &message));
    }
    let r#type = fields.get("field_type").and_then(Value::as_str);
    // Only yes/no fields can block (<https://app.iconik.io/help/pages/admin/metadata_fields/blocking_field>); that others are refused with
    // 400 is assumed.
    if fields.get("is_block_field") == Some(&json!(true)) && r#type.is_some_and(|known| known != "boolean") {
        return Err(Refusal::field("is_block_field", "Only yes/no fields can block."));
    }
    if fields.get("is_warning_field") == Some(&json!(true)) && r#type.is_some_and(|known| !WARNING_TYPES.contains(&known)) {
        return Err(Refusal::field("is_warning_field", "Only fields of text can warn."));
    }
    let options = fields.get("options").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if options && fields.get("source_url").is_some_and(|url| !url.is_null()) {
        return Err(Refusal::field("options", "Options and source_url exclude each other."));
    }
    Ok(())
}

/// Adds what a new field has when nothing was said.
pub fn with_usual(mut row: Map<String, Value>, now: &str) -> Value {
    let name = row.get("name").cloned().unwrap_or_default();
    for (field, value) in [
        ("description", json!("")),
        ("options", json!([])),
        ("required", json!(false)),
        ("read_only", json!(false)),
        ("hide_if_not_set", json!(false)),
        ("auto_set", json!(false)),
        ("multi", json!(false)),
        ("representative", json!(false)),
        ("sortable", json!(false)),
        ("use_as_facet", json!(false)),
        ("is_block_field", json!(false)),
        ("is_warning_field", json!(false)),
        ("source_url", Value::Null),
        ("mapped_field_name", name),
        ("date_created", json!(now)),
        ("date_modified", json!(now)),
    ] {
        row.entry(field.to_owned()).or_insert(value);
    }
    Value::Object(row)
}

fn create(call: &mut Call) -> Outcome {
    let fields = call.fields();
    check(&fields)?;
    let name = fields.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if name.is_empty() || name.contains(char::is_whitespace) || name.contains('/') {
        return Err(Refusal::field("name", "Must not be empty or contain spaces."));
    }
    if call.world.row(Table::Fields, &name).is_some() {
        // The real status of a name that is taken is not known.
        return Err(Refusal::field("name", "A field with this name already exists."));
    }
    let now = moment::text(call.world.tick());
    let row = with_usual(fields, &now);
    call.world.put_row(Table::Fields, name, row.clone());
    Ok(Answer::Json(201, row))
}

fn found(call: &Call) -> Result<Value, Refusal> {
    let row = call.world.row(Table::Fields, call.argument("field_name"));
    row.cloned().ok_or_else(|| Refusal::missing("Metadata field"))
}

fn get(call: &mut Call) -> Outcome {
    found(call).map(ok)
}

fn change(call: &mut Call) -> Outcome {
    let mut row = found(call)?;
    let fields = call.fields();
    check(&fields)?;
    for (name, value) in fields {
        row[name] = value;
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    let key = call.argument("field_name").to_owned();
    call.world.put_row(Table::Fields, key, row.clone());
    Ok(ok(row))
}

/// Deleting a field that a view shows is refused; what the real server does is not known.
fn delete(call: &mut Call) -> Outcome {
    let name = found(call)?["name"].as_str().unwrap_or_default().to_owned();
    let shown = call.world.rows(Table::Views).values().find(|view| {
        let fields = view["view_fields"].as_array();
        fields.is_some_and(|fields| fields.iter().any(|field| field["name"] == name.as_str()))
    });
    if let Some(view) = shown {
        let message = format!("The field is used in view {}", view["name"]);
        return Err(Refusal::new(400, message));
    }
    call.world.take_row(Table::Fields, &name);
    Ok(Answer::Empty(204))
}
