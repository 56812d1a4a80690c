//! The practice application and its tokens. **Practice values**: they open nothing but a practice server on this computer.

use uuid::Uuid;

use super::contract::Contract;
use super::world::access::Holder;
use super::world::table::Table;
use super::world::{Caller, World};
use crate::practice::institution;

/// `App-ID` of the practice application.
pub const APP_ID: &str = "7f0c2b52-51f0-4c0a-9d53-0d1b6b6c1a70";
/// `Auth-Token` of the archivist, an administrator.
pub const ARCHIVIST_TOKEN: &str = "practice-archivist-token";
/// `Auth-Token` of the editor: reads and writes media, but may not set up metadata fields and views.
pub const EDITOR_TOKEN: &str = "practice-editor-token";
/// `Auth-Token` of the viewer: reads what is open to the press.
pub const VIEWER_TOKEN: &str = "practice-viewer-token";

/// The user a token acts as.
#[must_use]
pub fn user_of(token: &str) -> Option<Uuid> {
    let slug = match token {
        ARCHIVIST_TOKEN => "archivist",
        EDITOR_TOKEN => "editor",
        VIEWER_TOKEN => "viewer",
        _ => return None,
    };
    Some(institution::id("user", slug))
}

/// The one who asks with a token; `None` where the token or its user is not known.
#[must_use]
pub fn caller(world: &World, contract: &Contract, token: &str) -> Option<Caller> {
    let user = user_of(token)?;
    let row = world.row(Table::Users, &user.to_string())?;
    let admin = row["is_admin"] == true;
    let groups: Vec<&str> = row["groups"].as_array()?.iter().filter_map(|id| id.as_str()).collect();
    let roles = if admin {
        contract.roles().into_iter().map(str::to_owned).collect()
    } else {
        groups
            .iter()
            .filter_map(|group| world.row(Table::Groups, group)?["roles"].as_array())
            .flatten()
            .filter_map(|role| role.as_str().map(str::to_owned))
            .collect()
    };
    let mut holders = vec![Holder::User(user)];
    holders.extend(groups.iter().filter_map(|id| Uuid::try_parse(id).ok()).map(Holder::Group));
    Some(Caller {
        user,
        admin,
        holders,
        roles,
    })
}
