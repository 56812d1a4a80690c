//! Tokens, users, groups, roles and settings.

use serde_json::{Value, json};

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{moment, paging, tokens};
use crate::practice::institution;

pub const ROUTES: Routes = &[
    ("GET /API/auth/v1/auth/token/", check),
    ("POST /API/auth/v1/auth/token/", renew),
    ("PUT /API/auth/v1/auth/token/", refresh),
    ("GET /API/users/v1/users/", users),
    ("GET /API/users/v1/users/basic/", users),
    ("GET /API/users/v1/users/current/", current),
    ("GET /API/users/v1/users/current/roles/", roles),
    ("GET /API/users/v1/users/{user_id}/", user),
    ("GET /API/users/v1/groups/", groups),
    ("GET /API/users/v1/groups/{group_id}/", group),
    ("GET /API/settings/v1/merged/current/", settings),
];

/// Length of a token's life in microseconds, in what this server says; its tokens do not end by themselves.
const TOKEN_LIFE: i64 = 24 * 3600 * 1_000_000;

fn check(_call: &mut Call) -> Outcome {
    // The specification declares no body for this answer.
    Ok(Answer::Empty(200))
}

fn token(call: &Call) -> Value {
    let now = moment::now();
    let domain = institution::id("system domain", "kelder");
    let token = if call.caller.admin {
        tokens::ARCHIVIST_TOKEN
    } else if call.caller.user == institution::id("user", "editor") {
        tokens::EDITOR_TOKEN
    } else {
        tokens::VIEWER_TOKEN
    };
    json!({
        "id": institution::id("token", &call.caller.user.to_string()), "app_id": tokens::APP_ID, "token": token,
        "user_id": call.caller.user, "system_domain_id": domain, "system_domains": [domain],
        "system_domain_status": "ACTIVE", "is_admin": call.caller.admin, "is_mfa_authenticated": false,
        "date_created": moment::text(now), "date_modified": moment::text(now),
        "expires": moment::text(now + TOKEN_LIFE),
    })
}

/// A new token is asked for: this server has one for each user and gives that.
fn renew(call: &mut Call) -> Outcome {
    Ok(Answer::Json(201, token(call)))
}

fn refresh(call: &mut Call) -> Outcome {
    Ok(ok(token(call)))
}

fn list(call: &Call, table: Table) -> Outcome {
    let rows = paging::filtered(call, call.world.rows(table).values().cloned());
    paging::by_number(call, rows)
}

fn one(call: &Call, table: Table, key: &str, what: &str) -> Outcome {
    let row = call.world.row(table, key);
    row.cloned().map(ok).ok_or_else(|| Refusal::missing(what))
}

fn users(call: &mut Call) -> Outcome {
    list(call, Table::Users)
}

fn user(call: &mut Call) -> Outcome {
    one(call, Table::Users, call.argument("user_id"), "User")
}

fn current(call: &mut Call) -> Outcome {
    one(call, Table::Users, &call.caller.user.to_string(), "User")
}

fn roles(call: &mut Call) -> Outcome {
    Ok(ok(json!({ "objects": call.caller.roles })))
}

fn groups(call: &mut Call) -> Outcome {
    list(call, Table::Groups)
}

fn group(call: &mut Call) -> Outcome {
    one(call, Table::Groups, call.argument("group_id"), "Group")
}

fn settings(_call: &mut Call) -> Outcome {
    let view = institution::id("view", "description");
    Ok(ok(json!({
        "system_domain_id": institution::id("system domain", "kelder"),
        "system_domain_name": "Kelder Sound & Film Archive (practice)",
        "acl_template_id": null,
        "collections_get_parent_acls": true,
        "delete_grace_period": 720,
        "external_share": true,
        "share_expiration_time": 30,
        "date_format": "YYYY-MM-DD",
        "datetime_format": "YYYY-MM-DD HH:mm",
        "home_page": null,
        "search_results_asset_metadata_view_id": view,
        "search_results_collection_metadata_view_id": view,
        "search_in_transcriptions": true,
        "required_metadata_views": [],
        "facet_fields": [{"name": "media_type"}, {"name": "type"}],
        "features": [],
    })))
}
