//! Metadata fields, views and categories, storages and types of relations.

use serde_json::{Map, Value, json};

use super::iconik_people::{closed_acl, founded};
use super::id;
use crate::practice::iconik::world::Seed;
use crate::practice::iconik::world::table::Table;

/// Fields: name, label, type, whether several values.
const FIELDS: [(&str, &str, &str, bool); 16] = [
    ("ks_title", "Title", "string", false),
    ("ks_creator", "Creator", "string", true),
    ("ks_date", "Date", "string", false),
    ("ks_subjects", "Subjects", "tag_cloud", true),
    ("ks_rights", "Rights", "drop_down", false),
    ("ks_notes", "Notes", "text", true),
    ("digitised_by", "Digitised by", "string", false),
    ("digitised_on", "Digitised on", "date", false),
    ("checked_at", "Checked at", "datetime", false),
    ("carrier_condition", "Condition of the carrier", "drop_down", false),
    ("playback_speed", "Playback speed (ips)", "float", false),
    ("reel_count", "Number of reels", "integer", false),
    ("cleared_for_web", "Cleared for the web", "boolean", false),
    ("source_link", "Source", "url", false),
    ("rights_holder", "Rights holder", "string_exact", true),
    ("embargo_until", "Embargo until", "date", false),
];

/// Choices of the field `ks_rights`.
pub const RIGHTS: [(&str, &str); 4] = [
    ("open", "Open"),
    ("reading_room", "Reading room only"),
    ("closed", "Closed"),
    ("unknown", "Not yet cleared"),
];

const CONDITIONS: [(&str, &str); 3] = [("good", "Good"), ("fair", "Fair"), ("poor", "Poor, play once")];

/// Views: short name, name, the fields.
const VIEWS: [(&str, &str, &[&str]); 4] = [
    (
        "description",
        "Description",
        &["ks_title", "ks_creator", "ks_date", "ks_subjects", "ks_rights", "ks_notes"],
    ),
    (
        "digitisation",
        "Digitisation",
        &[
            "digitised_by",
            "digitised_on",
            "checked_at",
            "carrier_condition",
            "playback_speed",
            "reel_count",
            "cleared_for_web",
            "source_link",
        ],
    ),
    ("rights", "Rights administration", &["rights_holder", "embargo_until", "ks_rights"]),
    ("short", "Title and rights", &["ks_title", "ks_rights"]),
];

pub fn add(seed: &mut Seed) {
    for field in FIELDS {
        seed.rows.push((Table::Fields, field.0.to_owned(), self::field(field)));
    }
    for (slug, name, fields) in VIEWS {
        let fields: Vec<Value> = fields
            .iter()
            .map(|name| match (slug, *name) {
                // A view may say otherwise than the field.
                ("short", "ks_rights") => json!({"name": name, "label": "Rights (read here)", "read_only": true}),
                _ => json!({ "name": name }),
            })
            .collect();
        let row = json!({
            "id": id("view", slug), "name": name, "description": null, "view_fields": fields,
            "date_created": founded(), "date_modified": founded(),
        });
        seed.rows.push((Table::Views, id("view", slug).to_string(), row));
    }
    let closed = serde_json::to_value(closed_acl()).unwrap_or_default();
    let key = format!("metadata_views/{}", id("view", "rights"));
    seed.rows.push((Table::Acls, key, closed));
    for (object_type, views) in [
        ("assets", &["description", "digitisation", "rights", "short"][..]),
        ("collections", &["description"][..]),
        ("segments", &[][..]),
    ] {
        let ids: Vec<String> = views.iter().map(|slug| id("view", slug).to_string()).collect();
        let row = json!({
            "name": "default", "label": "Default", "object_type": object_type, "view_ids": ids,
            "date_created": founded(), "date_modified": founded(),
        });
        seed.rows.push((Table::Categories, format!("{object_type}/default"), row));
    }
    add_storages(seed);
    add_relation_types(seed);
}

fn field((name, label, kind, multi): (&str, &str, &str, bool)) -> Value {
    let choices: &[(&str, &str)] = match name {
        "ks_rights" => &RIGHTS,
        "carrier_condition" => &CONDITIONS,
        _ => &[],
    };
    let options: Vec<Value> = choices
        .iter()
        .map(|(value, label)| json!({"value": value, "label": label}))
        .collect();
    let mut row = Map::new();
    let own = json!({
        "name": name, "label": label, "field_type": kind, "multi": multi, "description": "", "options": options,
        "required": false, "read_only": false, "hide_if_not_set": false, "auto_set": false, "representative": false,
        "sortable": matches!(kind, "string" | "date"), "use_as_facet": !choices.is_empty(), "is_block_field": false,
        "is_warning_field": false, "source_url": null, "mapped_field_name": name,
        "date_created": founded(), "date_modified": founded(),
    });
    if let Value::Object(own) = own {
        row.extend(own);
    }
    if name == "reel_count" {
        row.insert("min_value".to_owned(), json!(0));
        row.insert("max_value".to_owned(), json!(99));
    }
    Value::Object(row)
}

fn add_storages(seed: &mut Seed) {
    for (slug, name, method, purpose, default) in [
        ("originals", "Originals, vault server", "FILE", "FILES", true),
        ("tape", "Tape library", "FILE", "ARCHIVE", true),
        ("proxies", "Proxies", "FILE", "PROXIES", true),
        ("keyframes", "Keyframes", "FILE", "KEYFRAMES", true),
        ("exports", "Exports for the press", "S3", "EXPORTS", true),
        ("field", "Field recordings, small disk", "FILE", "FILES", false),
    ] {
        let row = json!({
            "id": id("storage", slug), "name": name, "method": method, "purpose": purpose, "status": "ACTIVE",
            "description": null, "settings": {}, "default": default, "version": "1", "scanner_status": null,
            "status_message": null, "last_scanned": null,
        });
        seed.rows.push((Table::Storages, id("storage", slug).to_string(), row));
    }
}

fn add_relation_types(seed: &mut Seed) {
    for (name, source, destination, directional) in [
        ("PARENT_CHILD", "Parent of", "Child of", true),
        ("SIBLING", "Sibling of", "Sibling of", false),
        ("PROMO_OF", "Promo of", "Has promo", true),
        ("PRODUCT_OF", "Product of", "Has product", true),
        ("USED_IN", "Used in", "Uses", true),
        ("COMPONENT_OF", "Component of", "Has component", true),
        ("DUPLICATE", "Duplicate of", "Duplicate of", false),
        ("PUBLICATION_OF", "Publication of", "Has publication", true),
    ] {
        let row = json!({
            "name": name, "source_label": source, "destination_label": destination, "is_directional": directional,
            "is_system": true, "description": "",
        });
        seed.rows.push((Table::RelationTypes, name.to_owned(), row));
    }
}
