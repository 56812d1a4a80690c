//! Reading items from an asset.

use super::iconik::into_field_items;
use super::terms;
use crate::domain::{FileRole, MediaFile, MediaKind, Vocabulary};
use crate::mapping::item::{FileVersionItem, Item};
use crate::mapping::subject::{AssetFacts, Surroundings};

/// What a source or target of an asset holds.
pub fn read(facts: &AssetFacts, key: &str, around: &Surroundings<'_>) -> Vec<Item> {
    if let Some(name) = key.strip_prefix("field:") {
        return metadata(facts, name, around.vocabulary);
    }
    if let Some(name) = key.strip_prefix("label:") {
        return labels(facts, name, around.vocabulary);
    }
    if let Some(name) = key.strip_prefix("technical.") {
        let technical = facts.details.as_ref().and_then(|details| details.technical.get(name));
        return text(technical.cloned());
    }
    if let Some(rest) = key.strip_prefix("file.") {
        return rest
            .split_once('.')
            .and_then(|(role, property)| file_property(first_file(facts, role_named(role)?)?, property))
            .into_iter()
            .collect();
    }
    if key == "file_versions" {
        return versions(facts, None, around.vocabulary);
    }
    if let Some(role) = key.strip_prefix("file_versions.") {
        return role_named(role).map_or_else(Vec::new, |role| versions(facts, Some(role), around.vocabulary));
    }
    if key == "collections" {
        return facts.collections.iter().cloned().map(Item::Text).collect();
    }
    plain_property(facts, key)
}

fn plain_property(facts: &AssetFacts, key: &str) -> Vec<Item> {
    let asset = &facts.snapshot.asset;
    let details = facts.details.as_ref();
    let approved = || details.and_then(|details| details.approved_by());
    match key {
        "title" => text(Some(asset.title.clone())),
        "id" => text(Some(asset.id.to_string())),
        "external_id" => text(asset.external_id.clone()),
        "type" => text(Some(<&'static str>::from(asset.asset_type).to_owned())),
        "media" => text((asset.media != MediaKind::Other).then(|| asset.media.words().to_owned())),
        "duration" => number(asset.duration_ms),
        "created" => text(asset.created.map(|at| at.to_string())),
        "modified" => text(asset.modified.map(|at| at.to_string())),
        "created_by" => text(created_by(facts)),
        "versions" => number(Some(u64::from(asset.versions))),
        "page" => text(Some(facts.page.clone())),
        "approval.status" => {
            let status = details.map_or(asset.approval, |details| details.approval);
            text(Some(<&'static str>::from(status).to_owned()))
        }
        "approval.by" => text(approved().map(|decision| decision.who.clone())),
        "approval.at" => text(approved().and_then(|decision| decision.at).map(|at| at.to_string())),
        "files.count" => number(details.and_then(|details| u64::try_from(details.files.len()).ok())),
        "captions.languages" => caption_languages(facts),
        _ => Vec::new(),
    }
}

/// Languages of captions and transcripts, each once, as iconik has them: `en`.
fn caption_languages(facts: &AssetFacts) -> Vec<Item> {
    let files = facts.details.iter().flat_map(|details| &details.files);
    let mut languages: Vec<Item> = Vec::new();
    for language in files
        .filter(|file| file.role == FileRole::Caption)
        .filter_map(|file| file.language.clone())
    {
        for language in text(Some(language)) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
    }
    languages
}

/// Name of the person who made the asset, where iconik was asked to say it.
fn created_by(facts: &AssetFacts) -> Option<String> {
    let info = facts.snapshot.body.get("created_by_user_info")?;
    let part = |name: &str| info.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = format!("{} {}", part("first_name"), part("last_name")).trim().to_owned();
    Some(if name.is_empty() { part("email").to_owned() } else { name })
}

fn text(text: Option<String>) -> Vec<Item> {
    text.filter(|text| !text.trim().is_empty()).map(Item::Text).into_iter().collect()
}

fn number(number: Option<u64>) -> Vec<Item> {
    number
        .and_then(|number| i64::try_from(number).ok())
        .map(Item::Number)
        .into_iter()
        .collect()
}

fn metadata(facts: &AssetFacts, name: &str, vocabulary: &Vocabulary) -> Vec<Item> {
    let values = facts.snapshot.values(name);
    match vocabulary.fields.get(name) {
        Some(field) => into_field_items(field, values),
        None => values
            .into_iter()
            .filter(|value| !value.trim().is_empty())
            .map(Item::Text)
            .collect(),
    }
}

fn labels(facts: &AssetFacts, name: &str, vocabulary: &Vocabulary) -> Vec<Item> {
    let field = vocabulary.fields.get(name);
    facts
        .snapshot
        .values(name)
        .into_iter()
        .filter(|value| !value.trim().is_empty())
        .map(|value| {
            let label = field
                .and_then(|field| field.options.iter().find(|option| option.value == value))
                .map(|option| option.label.clone())
                .filter(|label| !label.is_empty());
            Item::Text(label.unwrap_or(value))
        })
        .collect()
}

fn role_named(name: &str) -> Option<FileRole> {
    Some(match name {
        "master" => FileRole::Master,
        "preservation" => FileRole::Preservation,
        "proxy" => FileRole::Proxy,
        "caption" => FileRole::Caption,
        _ => return None,
    })
}

fn first_file(facts: &AssetFacts, role: FileRole) -> Option<&MediaFile> {
    facts.details.as_ref()?.files.iter().find(|file| file.role == role)
}

fn file_property(file: &MediaFile, property: &str) -> Option<Item> {
    let words = match property {
        "size" => return i64::try_from(file.size?).ok().map(Item::Number),
        "name" => Some(file.name.clone()),
        "checksum" => file.checksum.clone(),
        "checksum_method" => checksum_method(file.checksum.as_deref()?).map(str::to_owned),
        "format" => format_name(file),
        "media_type" => file.media_type.clone(),
        "storage" => file.storage.clone(),
        "path" => Some(match file.directory.trim_matches('/') {
            "" => file.name.clone(),
            directory => format!("{directory}/{}", file.name),
        }),
        _ => None,
    };
    words.filter(|words| !words.is_empty()).map(Item::Text)
}

fn versions(facts: &AssetFacts, role: Option<FileRole>, vocabulary: &Vocabulary) -> Vec<Item> {
    let Some(details) = &facts.details else { return Vec::new() };
    let media = facts.snapshot.asset.media;
    [FileRole::Master, FileRole::Preservation, FileRole::Proxy, FileRole::Caption]
        .into_iter()
        .filter(|wanted| role.is_none_or(|role| role == *wanted))
        .flat_map(|wanted| details.files.iter().filter(move |file| file.role == wanted))
        .map(|file| Item::FileVersion(version(facts, file, media, vocabulary)))
        .collect()
}

/// A file as a file version. Its address is the asset's page with the file's id behind it: that one stays, unlike signed addresses.
fn version(facts: &AssetFacts, file: &MediaFile, media: MediaKind, vocabulary: &Vocabulary) -> FileVersionItem {
    FileVersionItem {
        file_uri: format!("{}#file-{}", facts.page, file.id),
        use_statement: use_statement(file, media)
            .filter(|value| offered(vocabulary, "file_version_use_statement", value))
            .map(str::to_owned),
        format: format_name(file).filter(|value| listed_format(vocabulary, value)),
        size: file.size,
        checksum: file.checksum.clone(),
        checksum_method: file
            .checksum
            .as_deref()
            .and_then(checksum_method)
            .filter(|value| offered(vocabulary, "file_version_checksum_methods", value))
            .map(str::to_owned),
        caption: Some(caption(file)),
        representative: false,
        publish: false,
    }
}

fn caption(file: &MediaFile) -> String {
    let what = terms::titled(file.role.words());
    match (&file.language, file.name.as_str()) {
        (Some(language), _) => format!("{what} ({language})"),
        (None, "") => what,
        (None, name) => format!("{what}: {name}"),
    }
}

/// The use statement that fits; the list has none for captions.
fn use_statement(file: &MediaFile, media: MediaKind) -> Option<&'static str> {
    let keeps = matches!(file.role, FileRole::Master | FileRole::Preservation);
    Some(match (media, file.role) {
        (_, FileRole::Caption | FileRole::Other) => return None,
        (MediaKind::Video, _) if keeps => "video-master",
        (MediaKind::Video, _) => "video-service",
        (MediaKind::Audio, _) if keeps => "audio-master",
        (MediaKind::Audio, _) => "audio-service",
        (MediaKind::Image, _) if keeps => "image-master",
        (MediaKind::Image, _) => "image-service",
        (MediaKind::Text, _) if format_name(file).as_deref() == Some("pdf") => "application-pdf",
        (MediaKind::Text | MediaKind::Other, _) => return None,
    })
}

/// True where the server's list has the value, or was not read.
fn offered(vocabulary: &Vocabulary, list: &str, value: &str) -> bool {
    vocabulary.enumerations.get(list).is_none_or(|known| known.offers(value))
}

/// Formats that ArchivesSpace comes with.
const USUAL_FORMATS: [&str; 8] = ["aiff", "avi", "gif", "jpeg", "mp3", "pdf", "tiff", "txt"];

fn listed_format(vocabulary: &Vocabulary, value: &str) -> bool {
    match vocabulary.enumerations.get("file_version_file_format_name") {
        Some(known) => known.offers(value),
        None => USUAL_FORMATS.contains(&value),
    }
}

/// The format in a word, by the ending of the name, else by the media type.
fn format_name(file: &MediaFile) -> Option<String> {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.filter(|ending| (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric()));
    let subtype = || {
        let (_, subtype) = file.media_type.as_deref()?.split_once('/')?;
        let subtype = subtype.split(';').next()?.trim().to_ascii_lowercase();
        Some(subtype.strip_prefix("x-").map_or(subtype.clone(), str::to_owned))
    };
    let name = ending.or_else(subtype)?;
    Some(match name.as_str() {
        "jpg" | "jpe" | "pjpeg" => "jpeg".to_owned(),
        "tif" => "tiff".to_owned(),
        "aif" | "aifc" => "aiff".to_owned(),
        "mpeg" if file.media_type.as_deref().is_some_and(|kind| kind.starts_with("audio/")) => "mp3".to_owned(),
        "msvideo" => "avi".to_owned(),
        "quicktime" => "mov".to_owned(),
        "plain" => "txt".to_owned(),
        _ => name,
    })
}

/// The method that makes checksums of that length.
fn checksum_method(checksum: &str) -> Option<&'static str> {
    if !checksum.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    Some(match checksum.len() {
        32 => "md5",
        40 => "sha-1",
        64 => "sha-256",
        96 => "sha-384",
        128 => "sha-512",
        _ => return None,
    })
}
