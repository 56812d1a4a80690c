//! Files, technical metadata and decisions of an asset, out of the lists that iconik keeps of them. Signed addresses are never taken over.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use super::parse::timestamp;
use crate::domain::{ApprovalDecision, ApprovalStatus, FileRole, MediaDetails, MediaFile};

/// A storage as far as files need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageName {
    /// Its name.
    pub name: String,
    /// It is for archiving.
    pub archive: bool,
}

/// The lists of an asset as iconik answers them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MediaParts {
    /// The asset itself.
    pub asset: Value,
    /// Formats.
    pub formats: Vec<Value>,
    /// Files.
    pub files: Vec<Value>,
    /// Proxies.
    pub proxies: Vec<Value>,
    /// Subtitles.
    pub subtitles: Vec<Value>,
    /// The request for approval of the current version, where there is one.
    pub request: Option<Value>,
    /// Decisions of reviewers on any version, those of a version together.
    pub decisions: Vec<Value>,
}

/// The versions of an asset, the current one first, as iconik lists them; deleted and failed ones are left out.
#[must_use]
pub fn versions(asset: &Value) -> Vec<String> {
    let all = asset
        .get("versions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    all.iter()
        .filter(|version| !matches!(text(version, "status"), Some("DELETED" | "DELETING" | "FAILED")))
        .filter_map(|version| text(version, "id").map(ToOwned::to_owned))
        .collect()
}

/// A storage by its id, from its listing.
#[must_use]
pub fn storage_from_json(body: &Value) -> Option<(String, StorageName)> {
    let id = text(body, "id")?.to_owned();
    Some((
        id,
        StorageName {
            name: text(body, "name").unwrap_or_default().to_owned(),
            archive: text(body, "purpose") == Some("ARCHIVE"),
        },
    ))
}

/// Ids of the users who decided, each once.
#[must_use]
pub fn deciders(decisions: &[Value]) -> Vec<String> {
    let mut ids: Vec<String> = decisions
        .iter()
        .filter_map(|decision| text(decision, "user"))
        .map(ToOwned::to_owned)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A user's name, else the address of mail.
#[must_use]
pub fn user_name(user: &Value) -> Option<String> {
    let name = [text(user, "first_name"), text(user, "last_name")];
    let name: Vec<&str> = name.into_iter().flatten().collect();
    if name.is_empty() {
        text(user, "email").map(ToOwned::to_owned)
    } else {
        Some(name.join(" "))
    }
}

/// What the lists say, with names of storages and users put in.
#[must_use]
pub fn details(
    parts: &MediaParts,
    storages: &HashMap<String, StorageName>,
    users: &HashMap<String, String>,
    read_at: Timestamp,
) -> MediaDetails {
    let current = versions(&parts.asset).into_iter().next();
    let formats = Formats::of(parts, storages);
    let belongs = |row: &Value| match (text(row, "version_id"), &current) {
        (Some(version), Some(current)) => version == current,
        _ => true,
    };
    let files = parts.files.iter().filter(|file| is_file(file)).filter(|row| belongs(row));
    let proxies = parts.proxies.iter().filter(|proxy| is_usable(proxy)).filter(|row| belongs(row));
    let subtitles = parts.subtitles.iter().filter(|row| belongs(row));
    let files = files
        .map(|file| formats.file(file))
        .chain(proxies.map(|proxy| proxy_file(proxy, storages)))
        .chain(subtitles.map(caption_file))
        .collect();
    let mut decisions: Vec<ApprovalDecision> = parts.decisions.iter().filter_map(|decision| decision_of(decision, users)).collect();
    decisions.sort_by_key(|decision| decision.at);
    MediaDetails {
        files,
        technical: formats.technical(belongs),
        approval: approval(parts.request.as_ref(), &decisions, current.as_deref()),
        current_version: current,
        decisions,
        read_at,
    }
}

/// The formats by id, with what they are for.
struct Formats<'a> {
    all: &'a [Value],
    storages: &'a HashMap<String, StorageName>,
}

impl<'a> Formats<'a> {
    fn of(parts: &'a MediaParts, storages: &'a HashMap<String, StorageName>) -> Self {
        Self {
            all: &parts.formats,
            storages,
        }
    }

    fn format_of(&self, file: &Value) -> Option<&'a Value> {
        let id = text(file, "format_id")?;
        self.all.iter().find(|format| text(format, "id") == Some(id))
    }

    fn file(&self, file: &Value) -> MediaFile {
        let format = self.format_of(file);
        let format_name = format.and_then(|format| text(format, "name")).unwrap_or_default();
        let storage = text(file, "storage_id").and_then(|id| self.storages.get(id));
        let owned = |name: &str| text(file, name).map(ToOwned::to_owned);
        MediaFile {
            id: owned("id").unwrap_or_default(),
            role: role(format_name, storage.is_some_and(|storage| storage.archive)),
            name: owned("original_name").or_else(|| owned("name")).unwrap_or_default(),
            format: format_name.to_owned(),
            media_type: format.and_then(media_type),
            size: size(file),
            checksum: owned("checksum").map(|sum| sum.trim().to_lowercase()),
            storage: storage.map(|storage| storage.name.clone()).filter(|name| !name.is_empty()),
            directory: text(file, "directory_path").unwrap_or_default().trim_matches('/').to_owned(),
            language: None,
            version: owned("version_id"),
        }
    }

    /// Technical metadata of the master: what the format says, then its components; the first to say something is taken.
    fn technical(&self, belongs: impl Fn(&Value) -> bool) -> BTreeMap<String, String> {
        let mut technical = BTreeMap::new();
        let master = self
            .all
            .iter()
            .find(|format| text(format, "name").is_some_and(|name| role(name, false) == FileRole::Master) && belongs(format));
        let Some(master) = master else { return technical };
        let list = |name: &str| master.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let of_components = list("components").iter().filter_map(|component| component.get("metadata"));
        for map in list("metadata").iter().chain(of_components) {
            for (name, value) in map.as_object().into_iter().flatten() {
                let value = match value {
                    Value::String(text) => text.trim().to_owned(),
                    Value::Number(_) | Value::Bool(_) => value.to_string(),
                    _ => continue,
                };
                if !value.is_empty() {
                    technical.entry(name.clone()).or_insert(value);
                }
            }
        }
        technical
    }
}

/// `ORIGINAL` is the master. Names are free otherwise: those that speak of keeping, and whatever lies on an archive storage, are
/// preservation copies.
fn role(format: &str, on_archive: bool) -> FileRole {
    let name = format.to_uppercase();
    if name == "ORIGINAL" {
        FileRole::Master
    } else if on_archive || ["PRESERV", "ARCHIV", "MEZZANINE"].iter().any(|word| name.contains(word)) {
        FileRole::Preservation
    } else if name.contains("PROXY") {
        FileRole::Proxy
    } else {
        FileRole::Other
    }
}

/// A file that is there, no folder.
fn is_file(row: &Value) -> bool {
    text(row, "type") != Some("DIRECTORY") && is_usable(row)
}

/// Files on a shelf (`ARCHIVED`) are still files of the asset; those that never came or cannot be found are not.
fn is_usable(row: &Value) -> bool {
    !matches!(text(row, "status"), Some("DELETED" | "FAILED" | "AWAITED" | "MISSING"))
        && !matches!(text(row, "file_set_status"), Some("DELETED"))
        && !matches!(text(row, "format_status"), Some("DELETED"))
}

fn proxy_file(proxy: &Value, storages: &HashMap<String, StorageName>) -> MediaFile {
    let owned = |name: &str| text(proxy, name).map(ToOwned::to_owned);
    let storage = text(proxy, "storage_id").and_then(|id| storages.get(id));
    MediaFile {
        id: owned("id").unwrap_or_default(),
        role: FileRole::Proxy,
        name: owned("filename").or_else(|| owned("name")).unwrap_or_default(),
        format: owned("format").unwrap_or_default(),
        media_type: owned("format").and_then(|format| media_type_of_container(&format)),
        size: size(proxy),
        checksum: None,
        storage: storage.map(|storage| storage.name.clone()).filter(|name| !name.is_empty()),
        directory: String::new(),
        language: None,
        version: owned("version_id"),
    }
}

fn caption_file(subtitle: &Value) -> MediaFile {
    let owned = |name: &str| text(subtitle, name).map(ToOwned::to_owned);
    let language = owned("language");
    let name = owned("name").unwrap_or_else(|| format!("{}.vtt", language.as_deref().unwrap_or("subtitles")));
    MediaFile {
        id: owned("id").unwrap_or_default(),
        role: FileRole::Caption,
        media_type: Some(
            if name.to_lowercase().ends_with(".srt") {
                "application/x-subrip"
            } else {
                "text/vtt"
            }
            .to_owned(),
        ),
        name,
        format: if subtitle.get("closed_captions").and_then(Value::as_bool) == Some(true) {
            "closed captions".to_owned()
        } else {
            "subtitles".to_owned()
        },
        size: None,
        checksum: None,
        storage: None,
        directory: String::new(),
        language,
        version: owned("version_id"),
    }
}

fn media_type(format: &Value) -> Option<String> {
    let maps = format
        .get("metadata")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let own = maps
        .iter()
        .find_map(|map| text(map, "internet_media_type").or_else(|| text(map, "mime")));
    let components = format
        .get("components")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    own.or_else(|| components.iter().find_map(|component| text(component.get("metadata")?, "mime")))
        .map(ToOwned::to_owned)
}

fn media_type_of_container(format: &str) -> Option<String> {
    Some(
        match format.to_lowercase().as_str() {
            "mp4" | "m4v" => "video/mp4",
            "mov" => "video/quicktime",
            "webm" => "video/webm",
            "mp3" => "audio/mpeg",
            "wav" => "audio/wav",
            "m4a" | "aac" => "audio/mp4",
            "jpg" | "jpeg" => "image/jpeg",
            "png" => "image/png",
            "pdf" => "application/pdf",
            _ => return None,
        }
        .to_owned(),
    )
}

/// iconik sends sizes as numbers; the samples of its vendor send them as text.
fn size(row: &Value) -> Option<u64> {
    match row.get("size")? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn decision_of(decision: &Value, users: &HashMap<String, String>) -> Option<ApprovalDecision> {
    let status = text(decision, "status")?.parse().ok()?;
    let user = text(decision, "user");
    let known = user.and_then(|id| users.get(id)).map(String::as_str);
    let who = known.or_else(|| text(decision, "external")).or(user).unwrap_or_default();
    Some(ApprovalDecision {
        who: who.to_owned(),
        status,
        at: text(decision, "change_date").and_then(timestamp),
        version: text(decision, "version_id").map(ToOwned::to_owned),
    })
}

/// What the request sums up; without one, what the decisions on the current version come to.
fn approval(request: Option<&Value>, decisions: &[ApprovalDecision], current: Option<&str>) -> ApprovalStatus {
    let asked = request.and_then(|request| text(request, "status"));
    if let Some(status) = asked.and_then(|status| status.parse().ok()) {
        return status;
    }
    let of_current = |wanted: ApprovalStatus| {
        decisions
            .iter()
            .any(|decision| decision.status == wanted && (decision.version.is_none() || decision.version.as_deref() == current))
    };
    match (of_current(ApprovalStatus::Approved), of_current(ApprovalStatus::Rejected)) {
        (true, true) => ApprovalStatus::Mixed,
        (true, false) => ApprovalStatus::Approved,
        (false, true) => ApprovalStatus::Rejected,
        (false, false) if request.is_some() => ApprovalStatus::Requested,
        (false, false) => ApprovalStatus::NotAsked,
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(parts: &MediaParts) -> MediaDetails {
        let storages = [
            json!({"id": "tape", "name": "Tape library", "purpose": "ARCHIVE"}),
            json!({"id": "disk", "name": "Disk", "purpose": "FILES"}),
        ];
        let storages = storages.iter().filter_map(storage_from_json).collect();
        let users = HashMap::from([("u1".to_owned(), "A reviewer".to_owned())]);
        details(parts, &storages, &users, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn roles_follow_formats_and_storages() {
        let format = |id: &str, name: &str| json!({"id": id, "name": name, "metadata": [{"internet_media_type": "video/x-matroska"}]});
        let file = |id: &str, format: &str, storage: &str| {
            json!({"id": id, "format_id": format, "storage_id": storage, "original_name": id, "size": "12", "checksum": " AB12 ",
                "directory_path": "/in/2026/", "status": "CLOSED", "url": "https://signed.example/?token=1"})
        };
        let read = read(&MediaParts {
            formats: vec![
                format("1", "ORIGINAL"),
                format("2", "Mezzanine"),
                format("3", "Web copy"),
                format("4", "PPRO_PROXY"),
            ],
            files: vec![
                file("a", "1", "tape"),
                file("b", "2", "disk"),
                file("c", "3", "disk"),
                file("d", "3", "tape"),
                file("e", "4", "disk"),
            ],
            ..MediaParts::default()
        });
        let roles: Vec<FileRole> = read.files.iter().map(|file| file.role).collect();
        assert_eq!(
            roles,
            [
                FileRole::Master,
                FileRole::Preservation,
                FileRole::Other,
                FileRole::Preservation,
                FileRole::Proxy
            ]
        );
        let first = &read.files[0];
        assert_eq!((first.size, first.checksum.as_deref()), (Some(12), Some("ab12")));
        assert_eq!(
            (first.directory.as_str(), first.storage.as_deref()),
            ("in/2026", Some("Tape library"))
        );
        assert_eq!(first.media_type.as_deref(), Some("video/x-matroska"));
        assert!(!format!("{read:?}").contains("signed.example"));
    }

    #[test]
    fn files_that_are_not_there_and_those_of_earlier_versions_are_left_out() {
        let file = |id: &str, status: &str, version: Value| json!({"id": id, "status": status, "version_id": version, "type": "FILE"});
        let read = read(&MediaParts {
            asset: json!({"versions": [{"id": "v3", "status": "FAILED"}, {"id": "v2", "status": "ACTIVE"}, {"id": "v1"}]}),
            files: vec![
                file("now", "CLOSED", json!("v2")),
                file("shelf", "ARCHIVED", Value::Null),
                file("before", "CLOSED", json!("v1")),
                file("lost", "MISSING", json!("v2")),
                file("never", "AWAITED", json!("v2")),
                json!({"id": "folder", "type": "DIRECTORY", "status": "CLOSED"}),
            ],
            ..MediaParts::default()
        });
        assert_eq!(read.current_version.as_deref(), Some("v2"));
        assert_eq!(read.files.iter().map(|file| file.id.as_str()).collect::<Vec<_>>(), ["now", "shelf"]);
    }

    #[test]
    fn without_a_request_the_decisions_on_the_current_version_count() {
        let decide =
            |status: &str, version: &str, at: &str| json!({"user": "u1", "status": status, "version_id": version, "change_date": at});
        let parts = |decisions: Vec<Value>, request: Option<Value>| MediaParts {
            asset: json!({"versions": [{"id": "v2"}, {"id": "v1"}]}),
            decisions,
            request,
            ..MediaParts::default()
        };
        let old = decide("APPROVED", "v1", "2026-01-02T00:00:00+00:00");
        let superseded = read(&parts(vec![old.clone()], None));
        assert_eq!(superseded.approval, ApprovalStatus::NotAsked);
        assert!(superseded.was_superseded());
        let yes = decide("APPROVED", "v2", "2026-02-03T04:05:06.000000");
        let no = decide("NOT_APPROVED", "v2", "2026-02-04T04:05:06.000000+00:00");
        assert_eq!(read(&parts(vec![yes.clone(), no.clone()], None)).approval, ApprovalStatus::Mixed);
        assert_eq!(read(&parts(vec![no.clone()], None)).approval, ApprovalStatus::Rejected);
        assert_eq!(read(&parts(Vec::new(), Some(json!({})))).approval, ApprovalStatus::Requested);
        let summed_up = read(&parts(vec![no, yes, old], Some(json!({"status": "APPROVED"}))));
        assert_eq!(summed_up.approval, ApprovalStatus::Approved);
        let at: Vec<_> = summed_up.decisions.iter().map(|decision| decision.at).collect();
        assert!(at.is_sorted() && at[0].is_some(), "oldest first: {at:?}");
        assert_eq!(summed_up.approved_by().map(|decision| decision.who.as_str()), Some("A reviewer"));
    }
}
