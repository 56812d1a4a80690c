//! Reading items from the body of an ArchivesSpace record.

use serde_json::Value;

use super::place::Place;
use super::terms;
use crate::domain::text::plain;
use crate::domain::{Authority, AuthorityKind, AuthorityUri};
use crate::mapping::item::{
    AgentItem, DateItem, DocumentItem, ExtentItem, FileVersionItem, Item, LanguageItem, NoteItem, NoteRestriction, RightsAct, RightsItem,
    SubjectItem,
};
use crate::mapping::subject::Authorities;

/// The items that a key names on a record; none for computed keys.
pub fn read(body: &Value, key: &str, authorities: &dyn Authorities) -> Vec<Item> {
    let Some(place) = Place::of(key) else { return Vec::new() };
    match place {
        Place::Title => top_text(body, "title").map(plain).map(Item::Text).into_iter().collect(),
        Place::Text(property) => top_text(body, property).map(Item::text).into_iter().collect(),
        Place::Flag(flag) => flag
            .property(model(body))
            .map(|property| Item::Flag(is_true(body, property)))
            .into_iter()
            .collect(),
        Place::Notes(note_type) if model(body) == "accession" => accession_note(body, note_type).into_iter().collect(),
        Place::Subjects(Some(term)) => list(body, "subjects")
            .iter()
            .filter_map(|element| decode(place, element, authorities))
            .filter(|item| matches!(item, Item::Subject(subject) if subject.term_type == term))
            .collect(),
        place => list_name(place).map_or_else(Vec::new, |name| {
            list(body, name)
                .iter()
                .filter_map(|element| decode(place, element, authorities))
                .collect()
        }),
    }
}

/// The list of the record in which the items of a place stand.
pub fn list_name(place: Place<'_>) -> Option<&'static str> {
    Some(match place {
        Place::Dates(_) => "dates",
        Place::Extents => "extents",
        Place::Languages => "lang_materials",
        Place::Agents(_) => "linked_agents",
        Place::Subjects(_) => "subjects",
        Place::Notes(_) => "notes",
        Place::Rights => "rights_statements",
        Place::Documents => "external_documents",
        Place::ExternalIds(_) => "external_ids",
        Place::FileVersions => "file_versions",
        Place::Title | Place::Text(_) | Place::Flag(_) => return None,
    })
}

/// The model of a record: `archival_object`, where the body does not say.
pub fn model(body: &Value) -> &str {
    text(body, "jsonmodel_type").unwrap_or("archival_object")
}

/// One element of a list as an item; `None` where it does not belong to the place.
pub fn decode(place: Place<'_>, element: &Value, authorities: &dyn Authorities) -> Option<Item> {
    match place {
        Place::Dates(label) => {
            let date = date(element);
            label.is_none_or(|label| date.label == label).then_some(Item::Date(date))
        }
        Place::Extents => Some(Item::Extent(extent(element))),
        Place::Languages => language(element).map(Item::Language),
        Place::Agents(role) => {
            let agent = agent(element, authorities)?;
            role.is_none_or(|role| agent.role == role).then_some(Item::Agent(agent))
        }
        Place::Subjects(_) => subject(element, authorities).map(Item::Subject),
        Place::Notes(note_type) => (text(element, "type") == Some(note_type)).then(|| Item::Note(note(element, note_type))),
        Place::Rights => Some(Item::Rights(rights(element))),
        Place::Documents => Some(Item::Document(DocumentItem {
            title: owned(element, "title"),
            location: owned(element, "location"),
            publish: is_true(element, "publish"),
        })),
        Place::ExternalIds(source) => {
            let fits = source.is_none_or(|source| text(element, "source") == Some(source));
            text(element, "external_id").filter(|_| fits).map(Item::text)
        }
        Place::FileVersions => Some(Item::FileVersion(file_version(element))),
        Place::Title | Place::Text(_) | Place::Flag(_) => None,
    }
}

fn date(element: &Value) -> DateItem {
    DateItem {
        label: owned(element, "label"),
        date_type: owned(element, "date_type"),
        begin: owned(element, "begin"),
        end: owned(element, "end"),
        expression: owned(element, "expression"),
        certainty: owned(element, "certainty"),
        calendar: owned(element, "calendar"),
        era: owned(element, "era"),
    }
}

fn extent(element: &Value) -> ExtentItem {
    ExtentItem {
        number: owned(element, "number"),
        extent_type: owned(element, "extent_type"),
        portion: owned(element, "portion"),
        container_summary: owned(element, "container_summary"),
        physical_details: owned(element, "physical_details"),
        dimensions: owned(element, "dimensions"),
    }
}

fn language(element: &Value) -> Option<LanguageItem> {
    let language = element.get("language_and_script")?;
    Some(LanguageItem {
        code: text(language, "language")?.to_owned(),
        script: text(language, "script").map(str::to_owned),
    })
}

/// The authority that an element refers to, and its heading as far as it is known.
fn referred<'a>(element: &'a Value, authorities: &'a dyn Authorities) -> Option<(Option<AuthorityUri>, Option<&'a Authority>, String)> {
    let reference = text(element, "ref")?;
    let uri: Option<AuthorityUri> = reference.parse().ok();
    let known = uri.and_then(|uri| authorities.by_uri(uri));
    let resolved = || element.get("_resolved").and_then(|resolved| text(resolved, "title"));
    let heading = known.map(|known| known.heading.as_str()).or_else(resolved).unwrap_or(reference);
    Some((uri, known, heading.to_owned()))
}

fn agent(element: &Value, authorities: &dyn Authorities) -> Option<AgentItem> {
    let (uri, known, heading) = referred(element, authorities)?;
    Some(AgentItem {
        heading,
        kind: uri.map_or(AuthorityKind::Person, |uri| uri.kind),
        role: text(element, "role").and_then(|role| role.parse().ok()).unwrap_or_default(),
        relator: text(element, "relator").map(str::to_owned),
        authority: uri,
        authority_id: known.and_then(|known| known.authority_id.clone()),
        source: known.and_then(|known| known.source.clone()),
        may_create: false,
    })
}

fn subject(element: &Value, authorities: &dyn Authorities) -> Option<SubjectItem> {
    let (uri, known, heading) = referred(element, authorities)?;
    let resolved = || {
        let term = element.get("_resolved")?.get("terms")?.get(0)?;
        text(term, "term_type").map(str::to_owned)
    };
    Some(SubjectItem {
        heading,
        term_type: known
            .and_then(|known| known.term_type.clone())
            .or_else(resolved)
            .unwrap_or_default(),
        authority: uri,
        authority_id: known.and_then(|known| known.authority_id.clone()),
        source: known.and_then(|known| known.source.clone()),
        may_create: false,
    })
}

fn note(element: &Value, note_type: &str) -> NoteItem {
    let contents: Vec<&str> = match element.get("subnotes") {
        Some(Value::Array(parts)) => parts.iter().filter_map(text_of_part).collect(),
        _ => list(element, "content").iter().filter_map(Value::as_str).collect(),
    };
    NoteItem {
        note_type: note_type.to_owned(),
        label: text(element, "label").map(str::to_owned),
        paragraphs: contents.into_iter().flat_map(paragraphs).collect(),
        publish: is_true(element, "publish"),
        restriction: element.get("rights_restriction").and_then(restriction),
    }
}

/// The text of a part of a note; lists and chronologies have none.
pub fn text_of_part(part: &Value) -> Option<&str> {
    matches!(text(part, "jsonmodel_type"), Some("note_text") | None)
        .then(|| text(part, "content"))
        .flatten()
}

/// The paragraphs of a text, without markup, as people read them.
pub fn paragraphs(text: &str) -> Vec<String> {
    let split = |text: &str| -> Vec<String> {
        text.split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(str::to_owned)
            .collect()
    };
    if !text.contains(['<', '&', '\r']) {
        return split(text);
    }
    let broken = if text.contains('<') {
        text.replace("</p>", "\n\n")
            .replace("<lb/>", "\n")
            .replace("<lb />", "\n")
            .replace("<br/>", "\n")
    } else {
        text.to_owned()
    };
    split(&plain(&broken.replace("\r\n", "\n")))
}

fn restriction(element: &Value) -> Option<NoteRestriction> {
    let restriction = NoteRestriction {
        begin: text(element, "begin").map(str::to_owned),
        end: text(element, "end").map(str::to_owned),
        types: list(element, "local_access_restriction_type")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    };
    (restriction != NoteRestriction::default()).then_some(restriction)
}

fn accession_note(body: &Value, note_type: &str) -> Option<Item> {
    let content = top_text(body, terms::accession_text(note_type)?)?;
    Some(Item::Note(NoteItem {
        note_type: note_type.to_owned(),
        paragraphs: paragraphs(content),
        publish: is_true(body, "publish"),
        ..NoteItem::default()
    }))
}

fn rights(element: &Value) -> RightsItem {
    let some = |property| text(element, property).map(str::to_owned);
    RightsItem {
        rights_type: owned(element, "rights_type"),
        status: some("status"),
        jurisdiction: some("jurisdiction"),
        license_terms: some("license_terms"),
        statute_citation: some("statute_citation"),
        other_rights_basis: some("other_rights_basis"),
        start_date: owned(element, "start_date"),
        end_date: some("end_date"),
        acts: list(element, "acts").iter().map(act).collect(),
        note: rights_note(element),
    }
}

fn act(element: &Value) -> RightsAct {
    RightsAct {
        act_type: owned(element, "act_type"),
        restriction: owned(element, "restriction"),
        start_date: owned(element, "start_date"),
        end_date: text(element, "end_date").map(str::to_owned),
    }
}

/// The type of the note of a rights statement that [`RightsItem::note`] stands in.
pub const RIGHTS_NOTE: &str = "additional_information";

fn rights_note(element: &Value) -> Option<String> {
    let note = list(element, "notes").iter().find(|note| text(note, "type") == Some(RIGHTS_NOTE))?;
    let texts: Vec<String> = list(note, "content")
        .iter()
        .filter_map(Value::as_str)
        .flat_map(paragraphs)
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn file_version(element: &Value) -> FileVersionItem {
    let some = |property| text(element, property).map(str::to_owned);
    FileVersionItem {
        file_uri: owned(element, "file_uri"),
        use_statement: some("use_statement"),
        format: some("file_format_name"),
        size: element.get("file_size_bytes").and_then(Value::as_u64),
        checksum: some("checksum"),
        checksum_method: some("checksum_method"),
        caption: some("caption"),
        representative: is_true(element, "is_representative"),
        publish: is_true(element, "publish"),
    }
}

/// A text that is not empty.
pub fn text<'a>(value: &'a Value, property: &str) -> Option<&'a str> {
    value.get(property)?.as_str().filter(|text| !text.is_empty())
}

fn top_text<'a>(body: &'a Value, property: &str) -> Option<&'a str> {
    text(body, property).filter(|text| !text.trim().is_empty())
}

fn owned(value: &Value, property: &str) -> String {
    text(value, property).unwrap_or_default().to_owned()
}

/// True only where the property says so.
pub fn is_true(value: &Value, property: &str) -> bool {
    value.get(property).and_then(Value::as_bool).unwrap_or(false)
}

/// A list; empty where there is none.
pub fn list<'a>(value: &'a Value, property: &str) -> &'a [Value] {
    value.get(property).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
