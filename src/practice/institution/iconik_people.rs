//! Users and groups of the practice iconik. None of these people lives.

use serde_json::{Value, json};
use uuid::Uuid;

use super::id;
use crate::practice::iconik::moment;
use crate::practice::iconik::world::Seed;
use crate::practice::iconik::world::access::{Acl, Permissions};
use crate::practice::iconik::world::table::Table;

/// What editors may: everything about media, nothing about how the system is set up.
const EDITOR_ROLES: [&str; 50] = [
    "can_create_asset_relations",
    "can_create_assets",
    "can_create_collections",
    "can_create_segments",
    "can_delete_asset_relations",
    "can_delete_assets",
    "can_delete_files",
    "can_delete_object_shares",
    "can_delete_segments",
    "can_manage_shares",
    "can_read_acls",
    "can_read_approval_request",
    "can_read_asset_relations",
    "can_read_asset_subtitles",
    "can_read_assets",
    "can_read_assets_history",
    "can_read_collections",
    "can_read_files",
    "can_read_formats",
    "can_read_groups",
    "can_read_jobs",
    "can_read_metadata_categories",
    "can_read_metadata_fields",
    "can_read_metadata_values",
    "can_read_metadata_views",
    "can_read_proxies",
    "can_read_relation_types",
    "can_read_segments",
    "can_read_shares",
    "can_read_storages",
    "can_read_transcriptions",
    "can_read_users",
    "can_search",
    "can_write_approval_request",
    "can_write_approval_status",
    "can_write_asset_relations",
    "can_write_asset_subtitles",
    "can_write_assets",
    "can_write_assets_history",
    "can_write_collections",
    "can_write_files",
    "can_write_formats",
    "can_write_jobs",
    "can_write_keyframes",
    "can_write_metadata_values",
    "can_write_proxies",
    "can_write_segments",
    "can_write_shares",
    "can_write_transcriptions",
    "can_write_versions",
];

/// What the press may.
const PRESS_ROLES: [&str; 13] = [
    "can_read_asset_relations",
    "can_read_asset_subtitles",
    "can_read_assets",
    "can_read_collections",
    "can_read_files",
    "can_read_formats",
    "can_read_metadata_categories",
    "can_read_metadata_fields",
    "can_read_metadata_values",
    "can_read_metadata_views",
    "can_read_proxies",
    "can_read_segments",
    "can_search",
];

/// A group's id.
pub fn group(slug: &str) -> Uuid {
    id("group", slug)
}

/// The list that most things here have: archivists everything, editors everything but deletion and ACLs.
pub fn usual_acl() -> Acl {
    Acl::groups(&[(group("archivists"), Permissions::ALL), (group("editors"), Permissions::WRITE)])
}

/// The list of what only archivists see.
pub fn closed_acl() -> Acl {
    Acl::groups(&[(group("archivists"), Permissions::ALL)])
}

/// The day on which everything was set up.
pub fn founded() -> String {
    moment::text(1_704_186_000_000_000)
}

pub fn add(seed: &mut Seed) {
    for (slug, name, roles) in [
        ("archivists", "Archivists", &[][..]),
        ("editors", "Editors", &EDITOR_ROLES[..]),
        ("press", "Press", &PRESS_ROLES[..]),
    ] {
        let row = json!({
            "id": group(slug), "name": name, "alias": slug, "description": format!("{name} of the practice archive"),
            "roles": roles, "external_id": null, "is_saml_group": false,
            "date_created": founded(), "date_modified": founded(),
        });
        seed.rows.push((Table::Groups, group(slug).to_string(), row));
    }
    for (slug, first, last, kind, own) in [
        ("archivist", "Ottilie", "Varnhem", "POWER", "archivists"),
        ("editor", "Bastián", "Quillfeather", "STANDARD", "editors"),
        ("viewer", "Ineke", "Saltmarsh", "BROWSE_ONLY", "press"),
        ("second-editor", "Rūta", "Fenwick-Ødegård", "STANDARD", "editors"),
        ("importer", "Import", "Service", "STANDARD", "archivists"),
    ] {
        let row = user(slug, first, last, kind, group(own));
        seed.rows.push((Table::Users, id("user", slug).to_string(), row));
    }
}

fn user(slug: &str, first: &str, last: &str, kind: &str, group: Uuid) -> Value {
    let domain = id("system domain", "kelder");
    json!({
        "id": id("user", slug), "email": format!("{slug}@kelder-archive.example"), "first_name": first, "last_name": last,
        "type": kind, "status": "ACTIVE", "is_admin": slug == "archivist", "groups": [group], "primary_group": group,
        "system_domain_id": domain, "system_domains": [domain], "hide_email": false, "hide_phone": true,
        "description": "Invented for practice", "date_created": founded(), "date_modified": founded(),
    })
}
