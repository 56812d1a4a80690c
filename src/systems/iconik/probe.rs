//! Who the token acts as, and what that user may.

use serde_json::Value;
use uuid::Uuid;

use super::{Iconik, errors};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// What a role is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleUse {
    /// Browsing and linking.
    Linking,
    /// Creating Archway's metadata fields and view, once.
    SetUp,
    /// Showing all of an asset in the inspector.
    Inspecting,
    /// Finding approved assets, with their files and where these lie.
    Publishing,
    /// Reading who can see what, and restricting it.
    Restricting,
}

/// A role that the user does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingRole {
    /// Its name in iconik.
    pub role: &'static str,
    /// What Archway needs it for.
    pub needed_for: RoleUse,
}

/// Roles that Archway uses, by what for; the names stand in the descriptions of iconik's operations.
pub const ROLES: [MissingRole; 33] = {
    const fn role(role: &'static str, needed_for: RoleUse) -> MissingRole {
        MissingRole { role, needed_for }
    }
    [
        role("can_read_assets", RoleUse::Linking),
        role("can_read_collections", RoleUse::Linking),
        role("can_search", RoleUse::Linking),
        role("can_read_metadata_values", RoleUse::Linking),
        role("can_write_metadata_values", RoleUse::Linking),
        role("can_read_metadata_fields", RoleUse::Linking),
        role("can_read_metadata_views", RoleUse::Linking),
        role("can_write_assets_history", RoleUse::Linking),
        role("can_write_metadata_fields", RoleUse::SetUp),
        role("can_write_metadata_views", RoleUse::SetUp),
        role("can_delete_metadata_fields", RoleUse::SetUp),
        role("can_delete_metadata_views", RoleUse::SetUp),
        role("can_read_assets_history", RoleUse::Inspecting),
        role("can_read_approval_request", RoleUse::Inspecting),
        role("can_read_formats", RoleUse::Inspecting),
        role("can_read_files", RoleUse::Inspecting),
        role("can_read_proxies", RoleUse::Inspecting),
        role("can_read_asset_subtitles", RoleUse::Inspecting),
        role("can_read_segments", RoleUse::Inspecting),
        role("can_read_jobs", RoleUse::Inspecting),
        role("can_read_storages", RoleUse::Publishing),
        role("can_read_acls", RoleUse::Restricting),
        role("can_write_acls", RoleUse::Restricting),
        role("can_delete_acls", RoleUse::Restricting),
        role("can_read_users", RoleUse::Restricting),
        role("can_read_groups", RoleUse::Restricting),
        role("can_read_shares", RoleUse::Restricting),
        role("can_manage_all_shares", RoleUse::Restricting),
        role("can_write_shares", RoleUse::Restricting),
        role("can_delete_object_shares", RoleUse::Restricting),
        role("can_write_collections", RoleUse::Restricting),
        role("can_write_approval_request", RoleUse::Restricting),
        role("can_delete_approval_request", RoleUse::Restricting),
    ]
};

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IconikProbe {
    /// The user's name, else the address of mail.
    pub user_name: String,
    /// Address of mail; may be empty.
    pub email: String,
    /// The user's id.
    pub user_id: Option<Uuid>,
    /// Roles that the user has.
    pub roles: Vec<String>,
    /// Administrators may do everything.
    pub is_admin: bool,
    /// Roles that Archway uses and the user does not have.
    pub missing: Vec<MissingRole>,
}

impl IconikProbe {
    /// Names of missing roles for one use.
    #[must_use]
    pub fn missing_for(&self, needed_for: RoleUse) -> Vec<&'static str> {
        let missing = self.missing.iter().filter(|missing| missing.needed_for == needed_for);
        missing.map(|missing| missing.role).collect()
    }
}

impl Iconik {
    /// Asks who the token acts as and which roles that user has.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] where something else than iconik answers; [`SystemError::Unauthorised`] for a wrong App-ID
    /// or token.
    pub async fn probe(&self) -> Result<IconikProbe, SystemError> {
        let answer = self.ask(Call::get("/API/users/v1/users/current/")).await?;
        let not_iconik = || SystemError::WrongAddress {
            at: answer.at.clone(),
            reason: "what answers there is not iconik. Enter its address, such as https://app.iconik.io.".to_owned(),
        };
        let user = match answer.json() {
            Ok(user) if answer.is_success() && user.is_object() => user,
            Ok(body) if answer.is_success() || (answer.status == 404 && body.get("errors").is_none()) => return Err(not_iconik()),
            Err(_) if answer.is_success() || answer.status == 404 => return Err(not_iconik()),
            _ => return Err(errors::from_answer(&answer)),
        };
        let text = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let flag = |name: &str| user.get(name).and_then(Value::as_bool).unwrap_or(false);
        let roles = self.roles().await?;
        let is_admin = flag("is_admin") || flag("is_super_admin");
        let missing = ROLES
            .into_iter()
            .filter(|wanted| !is_admin && !roles.iter().any(|held| held == wanted.role))
            .collect();
        let name = format!("{} {}", text("first_name"), text("last_name")).trim().to_owned();
        Ok(IconikProbe {
            user_name: if name.is_empty() { text("email") } else { name },
            email: text("email"),
            user_id: Uuid::parse_str(&text("id")).ok(),
            roles,
            is_admin,
            missing,
        })
    }

    async fn roles(&self) -> Result<Vec<String>, SystemError> {
        let answer = self.succeed(Call::get("/API/users/v1/users/current/roles/")).await?;
        let body = answer.json()?;
        let objects = body.get("objects").or_else(|| body.get("roles")).and_then(Value::as_array);
        let objects = objects.ok_or_else(|| answer.unexpected("it lists no roles"))?;
        // Names in the snapshot of the API; objects with a name are tolerated.
        let name = |item: &Value| item.as_str().or_else(|| item.get("name")?.as_str()).map(ToOwned::to_owned);
        Ok(objects.iter().filter_map(name).collect())
    }
}
