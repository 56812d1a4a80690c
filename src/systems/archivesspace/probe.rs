//! Who answers, what it can, and what the account may. Endpoints are asked for, not guessed from the version.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::Value;

use super::tree::{route_exists, small_tree_call, tree_call};
use super::{ArchivesSpace, in_repository};
use crate::domain::{RecordKind, RecordUri, Repository, RepositoryId};
use crate::systems::error::SystemError;
use crate::systems::http::{Answer, Call};

/// Endpoints that not every version has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Features {
    /// `find_by_id/digital_objects`, without which links cannot be looked up safely.
    pub find_digital_objects: bool,
    /// `find_by_id/top_containers`, since 3.5.
    pub find_top_containers: bool,
    /// `tree/root`, `tree/waypoint`, `tree/node`.
    pub paged_tree: bool,
    /// The whole tree in one small answer, since 4.0.
    pub small_tree: bool,
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Version as the server writes it, such as `v4.2.1`.
    pub version: String,
    /// User name.
    pub user: String,
    /// The user's full name.
    pub user_name: String,
    /// Administrator of the whole system.
    pub is_admin: bool,
    /// Permissions by repository URI; `_archivesspace` for those of the whole system.
    pub permissions: IndexMap<String, BTreeSet<String>>,
    /// Repositories that the account sees.
    pub repositories: Vec<Repository>,
    /// Endpoints that are there; all false where no repository is visible.
    pub features: Features,
    /// The server's clock, where it tells.
    pub server_time: Option<Timestamp>,
}

/// What linking and undoing need in a repository, with what each is for.
pub const NEEDED: [(&str, &str); 5] = [
    ("view_repository", "reading records"),
    ("update_resource_record", "linking resources and archival objects"),
    ("update_accession_record", "linking accessions"),
    ("update_digital_object_record", "creating digital objects"),
    ("delete_archival_record", "undoing: deleting digital objects that Archway created"),
];

/// What describing and publishing need beside that, with what each is for. Linking works without. These are granted in some
/// repository and hold everywhere.
pub const NEEDED_TO_DESCRIBE: [(&str, &str); 3] = [
    ("update_agent_record", "describing: creating agents"),
    ("update_subject_record", "describing: creating subjects"),
    ("update_enumeration_record", "describing: adding values to controlled lists"),
];

impl Probe {
    /// Permissions that describing and publishing need beside those for linking and the account has nowhere, with what each is for.
    #[must_use]
    pub fn missing_to_describe(&self) -> Vec<(&'static str, &'static str)> {
        let held = |name: &str| self.is_admin || self.permissions.values().any(|names| names.contains(name));
        NEEDED_TO_DESCRIBE.into_iter().filter(|(name, _)| !held(name)).collect()
    }

    /// Permissions that linking and undoing need in a repository and the account does not have there, with what each is for.
    #[must_use]
    pub fn missing(&self, repository: RepositoryId) -> Vec<(&'static str, &'static str)> {
        if self.is_admin {
            return Vec::new();
        }
        let held = self.permissions.get(&repository.uri());
        let global = self.permissions.get("_archivesspace");
        NEEDED
            .into_iter()
            .filter(|(name, _)| ![held, global].into_iter().flatten().any(|names| names.contains(*name)))
            .collect()
    }
}

impl ArchivesSpace {
    /// Looks who answers, logs in, and asks what is there.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] where something else than an ArchivesSpace API answers; [`SystemError::Unauthorised`]
    /// for wrong credentials.
    pub async fn probe(&self) -> Result<Probe, SystemError> {
        let (version, server_time) = self.version().await?;
        let answer = self.succeed(Call::get("/users/current-user")).await?;
        let user = answer.json()?;
        let repositories = self.repositories().await?;
        let features = match repositories.first() {
            Some(repository) => self.features(repository.id).await?,
            None => Features::default(),
        };
        let text = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Probe {
            version,
            user: text("username"),
            user_name: text("name"),
            is_admin: user.get("is_admin").and_then(Value::as_bool).unwrap_or(false),
            permissions: permissions_of(&user),
            repositories,
            features,
            server_time,
        })
    }

    /// Name and clock of whatever answers, without logging in.
    async fn version(&self) -> Result<(String, Option<Timestamp>), SystemError> {
        let answer = self.transport.send(&Call::get("/version")).await?;
        let date = answer.date();
        if let Some(version) = version_of(&answer) {
            return Ok((version, date));
        }
        if answer.status >= 500 || answer.status == 429 || (300..400).contains(&answer.status) {
            return Err(super::errors::from_answer(&answer));
        }
        // Old backends and some proxies do not pass /version on; the start page names the version too.
        let start = self.transport.send(&Call::get("/")).await?;
        let named = start.json().ok().and_then(|body| {
            let version = body.get("archivesSpaceVersion")?.as_str()?;
            Some(version.to_owned())
        });
        match named {
            Some(version) => Ok((version, start.date())),
            None => Err(SystemError::WrongAddress {
                at: self.place("GET /version"),
                reason: "what answers there is not the API of an ArchivesSpace. Enter the address of the backend API (usually with port \
                         8089 or ending in /api), not of the staff or public pages."
                    .to_owned(),
            }),
        }
    }

    /// Asks each endpoint for a record that cannot exist: a missing record and a missing endpoint answer differently.
    async fn features(&self, repository: RepositoryId) -> Result<Features, SystemError> {
        let nothing = RecordUri::new(repository, RecordKind::Resource, 0);
        let find = |kind: &str, parameter: &str| {
            Call::get(in_repository(repository, &format!("find_by_id/{kind}"))).query(parameter, "archway-probe")
        };
        let there = async |call: Call| self.ask(call).await.map(|answer| route_exists(&answer));
        Ok(Features {
            find_digital_objects: there(find("digital_objects", "digital_object_id[]")).await?,
            find_top_containers: there(find("top_containers", "indicator[]")).await?,
            paged_tree: there(tree_call(&nothing, "root")).await?,
            small_tree: there(small_tree_call(&nothing)).await?,
        })
    }

    /// The user of the session as the log-in answered it: no extra request where there is a session already.
    ///
    /// # Errors
    /// As logging in.
    pub async fn session_user(&self) -> Result<Value, SystemError> {
        Ok(self.sessions.current(&self.transport).await?.user.clone())
    }
}

/// The version in the answer to `GET /version`.
pub(super) fn version_of(answer: &Answer) -> Option<String> {
    let text = answer.text();
    let version = text.trim().strip_prefix("ArchivesSpace")?;
    answer
        .is_success()
        .then(|| version.trim().trim_matches(['(', ')']).to_owned())
        .filter(|version| !version.is_empty())
}

/// True where listings can be sorted by time of change: since 3.1. Earlier servers pass over the wish without a word.
#[must_use]
pub fn sorts_listings(version: &str) -> bool {
    let mut numbers = version.trim_start_matches(['v', 'V']).split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (3, 1),
        _ => false,
    }
}

fn permissions_of(user: &Value) -> IndexMap<String, BTreeSet<String>> {
    let Some(map) = user.get("permissions").and_then(Value::as_object) else {
        return IndexMap::new();
    };
    map.iter()
        .map(|(place, names)| {
            let names = names.as_array().map(Vec::as_slice).unwrap_or_default();
            let names = names.iter().filter_map(Value::as_str).map(ToOwned::to_owned);
            (place.clone(), names.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::sorts_listings;

    #[test]
    fn servers_that_sort_are_known_by_their_version() {
        for version in ["v3.1.0", "v4.2.1", "3.1", "v3.10.0-RC1", "v10.0.0"] {
            assert!(sorts_listings(version), "{version}");
        }
        for version in ["v3.0.2", "v2.8.1", "", "master", "v3", "vv"] {
            assert!(!sorts_listings(version), "{version}");
        }
    }
}
