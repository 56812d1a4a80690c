//! Tests of reading and writing fields. All records here are invented.

mod asset;
mod catalogue;
mod edits;
mod iconik;
mod record;
mod survival;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::domain::{Authority, AuthorityKind, AuthorityUri, RecordSnapshot, RecordUri, Repository};
use crate::mapping::authorities::AuthorityIndex;
use crate::mapping::item::{AgentItem, AgentRole, DateItem, NoteItem, SubjectItem};
use crate::mapping::subject::RecordFacts;

fn authority(kind: AuthorityKind, id: u64, heading: &str, term_type: Option<&str>) -> Authority {
    Authority {
        uri: AuthorityUri { kind, id },
        heading: heading.to_owned(),
        source: Some("local".to_owned()),
        authority_id: None,
        term_type: term_type.map(str::to_owned),
        publish: true,
    }
}

fn authorities() -> AuthorityIndex {
    AuthorityIndex::new(vec![
        authority(AuthorityKind::Person, 118, "Marsh, Adela", None),
        authority(AuthorityKind::CorporateEntity, 7, "Harbour Film Unit", None),
        authority(AuthorityKind::Subject, 3, "Dock labour", Some("topical")),
        authority(AuthorityKind::Subject, 4, "Eastmouth", Some("geographic")),
    ])
}

fn record(uri: &str, body: Value) -> RecordSnapshot {
    let Ok(uri) = uri.parse::<RecordUri>() else { panic!("{uri}") };
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let title = text("title");
    RecordSnapshot {
        record: crate::domain::Record {
            uri,
            display: text("display_string").or_else(|| title.clone()).unwrap_or_default(),
            title,
            level: None,
            identifier: text("component_id"),
            ref_id: text("ref_id"),
            dates: String::new(),
            container: String::new(),
            resource: None,
            parent: None,
            position: 0,
            publish: false,
            suppressed: false,
            restricted: false,
            lock_version: 1,
        },
        body,
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn item_body() -> Value {
    json!({
        "jsonmodel_type": "archival_object", "uri": "/repositories/2/archival_objects/311", "ref_id": "a1b2",
        "title": "Quay <emph render=\"italic\">at dawn</emph> &amp; after", "level": "item", "component_id": "HF/3/12", "publish": true,
        "dates": [
            {"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1981", "certainty": "approximate"},
            {"jsonmodel_type": "date", "label": "broadcast", "date_type": "single", "begin": "1983-05-03", "expression": "3 May 1983"},
        ],
        "linked_agents": [
            {"ref": "/agents/people/118", "role": "creator", "relator": "pht", "terms": []},
            {"ref": "/agents/corporate_entities/7", "role": "subject"},
        ],
        "subjects": [{"ref": "/subjects/3"}, {"ref": "/subjects/4"}],
        "lang_materials": [{"jsonmodel_type": "lang_material",
            "language_and_script": {"jsonmodel_type": "language_and_script", "language": "eng", "script": "Latn"}}],
        "notes": [
            {"jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": true, "persistent_id": "s1", "subnotes": [
                {"jsonmodel_type": "note_text", "content": "Cranes at work.\n\nA ship leaves.", "publish": true},
                {"jsonmodel_type": "note_chronology", "items": [{"event_date": "1981", "events": ["filmed"]}]},
            ]},
            {"jsonmodel_type": "note_singlepart", "type": "abstract", "content": ["Dawn."], "publish": false},
        ],
        "instances": [{"instance_type": "moving_images", "sub_container": {
            "top_container": {"ref": "/repositories/2/top_containers/9"}, "type_2": "folder", "indicator_2": "3"}}],
    })
}

fn resource_body() -> Value {
    json!({
        "jsonmodel_type": "resource", "uri": "/repositories/2/resources/1", "title": "Harbour Film Unit records",
        "id_0": "HF", "id_1": "2", "restrictions": true,
        "extents": [{"jsonmodel_type": "extent", "number": "12", "extent_type": "reels", "portion": "whole"}],
        "notes": [{"jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": false,
            "rights_restriction": {"end": "2031-12-31", "local_access_restriction_type": ["RestrictedSpecColl"]},
            "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed until the families have seen it."}]}],
    })
}

fn facts() -> RecordFacts {
    let container: Result<RecordUri, _> = "/repositories/2/top_containers/9".parse();
    RecordFacts {
        snapshot: record("/repositories/2/archival_objects/311", item_body()),
        above: vec![Arc::new(record("/repositories/2/resources/1", resource_body()))],
        path: vec!["Harbour Film Unit records".to_owned(), "Quay at dawn & after".to_owned()],
        repository: Some(Repository {
            id: crate::domain::RepositoryId(2),
            code: "EM".to_owned(),
            name: "Eastmouth Archives".to_owned(),
        }),
        containers: container.into_iter().map(|uri| (uri, "Box 12".to_owned())).collect(),
        page: "https://staff.example.org/311".to_owned(),
    }
}

fn agent(authority: Option<AuthorityUri>, heading: &str) -> Item {
    Item::Agent(AgentItem {
        heading: heading.to_owned(),
        kind: AuthorityKind::Person,
        role: AgentRole::Creator,
        relator: None,
        authority,
        authority_id: None,
        source: None,
        may_create: true,
    })
}

fn subject(authority: Option<AuthorityUri>, heading: &str) -> Item {
    Item::Subject(SubjectItem {
        heading: heading.to_owned(),
        term_type: "topical".to_owned(),
        authority,
        authority_id: None,
        source: None,
        may_create: true,
    })
}

fn date(label: &str, begin: &str) -> DateItem {
    DateItem {
        label: label.to_owned(),
        date_type: "single".to_owned(),
        begin: begin.to_owned(),
        ..DateItem::default()
    }
}

fn note(note_type: &str, paragraphs: &[&str]) -> NoteItem {
    NoteItem {
        note_type: note_type.to_owned(),
        paragraphs: paragraphs.iter().map(|paragraph| (*paragraph).to_owned()).collect(),
        publish: true,
        ..NoteItem::default()
    }
}

/// Texts of items.
fn texts(items: &[Item]) -> Vec<String> {
    items.iter().map(words).collect()
}
