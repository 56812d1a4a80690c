//! Users, what their groups permit, and sessions.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rand::Rng;
use serde_json::{Map, Value, json};

use super::refuse::{self, Answer};
use super::view::time;

/// Idle time after which an expiring session ends.
const EXPIRE_AFTER: Duration = Duration::from_secs(3600);

/// Permissions that a group of a repository can give.
const IN_REPOSITORY: [&str; 33] = [
    "view_repository",
    "manage_repository",
    "transfer_repository",
    "update_accession_record",
    "update_resource_record",
    "update_digital_object_record",
    "update_event_record",
    "delete_event_record",
    "suppress_archival_record",
    "transfer_archival_record",
    "delete_archival_record",
    "view_suppressed",
    "update_classification_record",
    "delete_classification_record",
    "import_records",
    "cancel_importer_job",
    "create_job",
    "cancel_job",
    "manage_subject_record",
    "manage_agent_record",
    "view_agent_contact_record",
    "manage_vocabulary_record",
    "manage_enumeration_record",
    "merge_agents_and_subjects",
    "merge_archival_record",
    "manage_rde_templates",
    "update_container_record",
    "manage_container_record",
    "manage_container_profile_record",
    "manage_location_profile_record",
    "update_assessment_record",
    "delete_assessment_record",
    "manage_assessment_attributes",
];

/// Permissions of administrators only.
const GLOBAL: [&str; 8] = [
    "administer_system",
    "manage_users",
    "become_user",
    "view_all_records",
    "create_repository",
    "delete_repository",
    "index_system",
    "mediate_edits",
];

/// Global permissions that follow from one held in any repository.
const DERIVED: [(&str, &str); 13] = [
    ("update_location_record", "manage_repository"),
    ("delete_vocabulary_record", "delete_archival_record"),
    ("update_subject_record", "manage_subject_record"),
    ("delete_subject_record", "manage_subject_record"),
    ("update_agent_record", "manage_agent_record"),
    ("delete_agent_record", "manage_agent_record"),
    ("view_agent_contact_record_global", "view_agent_contact_record"),
    ("update_vocabulary_record", "manage_vocabulary_record"),
    ("update_enumeration_record", "manage_enumeration_record"),
    ("merge_subject_record", "merge_agents_and_subjects"),
    ("merge_agent_record", "merge_agents_and_subjects"),
    ("update_container_profile_record", "manage_container_profile_record"),
    ("update_location_profile_record", "manage_location_profile_record"),
];

/// What a user may do in the repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything everywhere.
    Administrator,
    /// All that a group of a repository can give.
    Archivist,
    /// As an archivist, but without digital objects.
    Describer,
    /// As an archivist, but agents, subjects and lists of values only to read.
    Cataloguer,
    /// Reading.
    Viewer,
}

impl Role {
    fn permissions(self) -> Vec<&'static str> {
        match self {
            Self::Viewer => vec!["view_repository"],
            Self::Cataloguer => IN_REPOSITORY
                .into_iter()
                .filter(|code| !["manage_subject_record", "manage_agent_record", "manage_enumeration_record"].contains(code))
                .collect(),
            Self::Describer => IN_REPOSITORY
                .into_iter()
                .filter(|code| *code != "update_digital_object_record")
                .collect(),
            Self::Archivist | Self::Administrator => IN_REPOSITORY.to_vec(),
        }
    }
}

/// A user.
#[derive(Debug)]
pub struct User {
    /// Name to log in with.
    pub username: &'static str,
    name: &'static str,
    password: &'static str,
    /// What the user may do.
    pub role: Role,
    logins: u32,
}

/// Who is calling: the place of a user.
pub type Caller = usize;

/// The users and their sessions.
#[derive(Debug)]
pub struct Users {
    users: Vec<User>,
    sessions: HashMap<String, Session>,
}

#[derive(Debug)]
struct Session {
    user: Caller,
    expiring: bool,
    used: Instant,
}

/// Password of the practice users that are not administrators.
pub const PASSWORD: &str = "kelder";
/// Password of the administrator, as on every fresh installation.
pub const ADMIN_PASSWORD: &str = "admin";

impl Default for Users {
    fn default() -> Self {
        let user = |username, name, password, role| User {
            username,
            name,
            password,
            role,
            logins: 0,
        };
        Self {
            users: vec![
                user("admin", "Administrator", ADMIN_PASSWORD, Role::Administrator),
                user("archivist", "Practice archivist", PASSWORD, Role::Archivist),
                user("viewer", "Practice viewer", PASSWORD, Role::Viewer),
                user("describer", "Practice describer", PASSWORD, Role::Describer),
                user("cataloguer", "Practice cataloguer", PASSWORD, Role::Cataloguer),
            ],
            sessions: HashMap::new(),
        }
    }
}

impl Users {
    /// The user at this place.
    #[must_use]
    pub fn user(&self, caller: Caller) -> Option<&User> {
        self.users.get(caller)
    }

    /// Names and roles of all users.
    pub fn iter(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    /// Logs a user in.
    ///
    /// # Errors
    /// The refusal of the server.
    pub fn log_in(&mut self, username: &str, password: &str, expiring: bool, repositories: &[u32]) -> Result<Value, Answer> {
        let username = username.trim().to_lowercase();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_. @".contains(c);
        if username.is_empty() || !username.chars().all(allowed) || username.contains("  ") {
            return Err(refuse::text(400, "Invalid username"));
        }
        let found = self
            .users
            .iter()
            .position(|user| user.username == username && user.password == password);
        let Some(caller) = found else {
            return Err(refuse::text(403, "Login failed"));
        };
        self.users[caller].logins += 1;
        let token = hexadecimal(64);
        self.sessions.insert(
            token.clone(),
            Session {
                user: caller,
                expiring,
                used: Instant::now(),
            },
        );
        let mut answer = json!({"session": token, "user": self.show(caller, Some(repositories))});
        if !expiring {
            answer["expire_after_seconds"] = json!(604_800);
        }
        Ok(answer)
    }

    /// The user of a session, which is kept alive by this.
    ///
    /// # Errors
    /// 412 with one of the two codes.
    pub fn session(&mut self, token: &str) -> Result<Caller, Answer> {
        let Some(session) = self.sessions.get_mut(token) else {
            return Err(gone("SESSION_GONE", "No session found for", token));
        };
        if session.expiring && session.used.elapsed() > EXPIRE_AFTER {
            self.sessions.remove(token);
            return Err(gone("SESSION_EXPIRED", "Session timed out for", token));
        }
        session.used = Instant::now();
        Ok(session.user)
    }

    /// Lets a session time out now.
    pub fn expire(&mut self, token: &str) -> Option<Answer> {
        self.sessions.remove(token)?;
        Some(gone("SESSION_EXPIRED", "Session timed out for", token))
    }

    /// Ends a session. `false` if there was none.
    pub fn log_out(&mut self, token: &str) -> bool {
        self.sessions.remove(token).is_some()
    }

    /// Whether the caller holds a permission in this repository (0: globally).
    #[must_use]
    pub fn may(&self, caller: Option<Caller>, permission: &str, repository: u32) -> bool {
        let Some(user) = caller.and_then(|caller| self.users.get(caller)) else {
            return false;
        };
        if user.role == Role::Administrator {
            return true;
        }
        let held = user.role.permissions();
        if repository > 1 && held.contains(&permission) {
            return true;
        }
        DERIVED.iter().any(|(derived, from)| *derived == permission && held.contains(from))
    }

    /// A user as the server shows it, with the map of permissions where that is asked for.
    #[must_use]
    pub fn show(&self, caller: Caller, repositories: Option<&[u32]>) -> Value {
        let Some(user) = self.users.get(caller) else {
            return Value::Null;
        };
        let admin = user.role == Role::Administrator;
        let stamp = time(super::institution_time());
        let mut shown = json!({
            "lock_version": user.logins, "username": user.username, "name": user.name, "source": "DBAuth",
            "is_system_user": admin, "create_time": stamp, "system_mtime": stamp, "user_mtime": stamp,
            "is_active_user": true, "jsonmodel_type": "user", "groups": [], "is_admin": admin,
            "uri": format!("/users/{}", caller + 1),
            "agent_record": {"ref": format!("/agents/people/{}", caller + 1)},
        });
        if !admin {
            shown["created_by"] = json!("admin");
        }
        if let Some(repositories) = repositories {
            shown["permissions"] = permissions(user.role, repositories);
        }
        shown
    }
}

fn permissions(role: Role, repositories: &[u32]) -> Value {
    let mut map = Map::new();
    let held = role.permissions();
    let derived = DERIVED.iter().filter(|(_, from)| held.contains(from)).map(|(derived, _)| *derived);
    if role == Role::Administrator {
        let all: Vec<&str> = GLOBAL.iter().copied().chain(held.clone()).collect();
        let first: Vec<&str> = derived.clone().chain(all.clone()).collect();
        map.insert("/repositories/1".to_owned(), json!(first));
        let everywhere: Vec<&str> = all.into_iter().chain(["edit_user_self"]).collect();
        map.insert("_archivesspace".to_owned(), json!(everywhere));
        return Value::Object(map);
    }
    for id in repositories {
        map.insert(format!("/repositories/{id}"), json!(held));
    }
    let everywhere: Vec<&str> = derived.chain(["edit_user_self"]).collect();
    map.insert("_archivesspace".to_owned(), json!(everywhere));
    Value::Object(map)
}

fn gone(code: &str, text: &str, token: &str) -> Answer {
    refuse::with(412, json!({"code": code, "error": format!("{text} {token}")}))
}

/// So many hexadecimal digits, by chance.
#[must_use]
pub fn hexadecimal(digits: usize) -> String {
    let mut random = rand::rng();
    (0..digits)
        .map(|_| char::from_digit(random.random_range(0..16), 16).unwrap_or('0'))
        .collect()
}
