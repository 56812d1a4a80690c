//! The descriptions of the Kelder Sound & Film Archive, as they stand in ArchivesSpace.
//!
//! Repository 2 holds the special collections with KS 017 and KS 023, repository 3 the municipal records with CR 008.

use std::sync::Arc;

use serde_json::{Value, json};

use super::archivesspace_authorities::Authorities;
use super::{archivesspace_accessions, archivesspace_cinema, archivesspace_film_unit, archivesspace_quayside};
use crate::practice::archivesspace::Fill;
use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;
use crate::practice::archivesspace::records::Store;

/// Number of the repository "Kelder Special Collections".
pub const SPECIAL_COLLECTIONS: u16 = 2;
/// Number of the repository "Kelder Municipal Records".
pub const MUNICIPAL_RECORDS: u16 = 3;

/// Fills a fresh state with the institution.
#[must_use]
pub fn kelder() -> Fill {
    Arc::new(|store: &mut Store| fill(store))
}

/// A state with the two repositories and nothing in them.
#[must_use]
pub fn bare() -> Fill {
    Arc::new(|store: &mut Store| repositories(&mut Cataloguer::new(store)))
}

/// A state without any repository.
#[must_use]
pub fn empty() -> Fill {
    Arc::new(|_: &mut Store| {})
}

fn fill(store: &mut Store) {
    let mut catalogue = Cataloguer::new(store);
    repositories(&mut catalogue);
    let authorities = Authorities::add(&mut catalogue);
    let quayside = archivesspace_quayside::add(&mut catalogue, &authorities);
    archivesspace_cinema::add(&mut catalogue, &authorities);
    archivesspace_film_unit::add(&mut catalogue, &authorities);
    archivesspace_accessions::add(&mut catalogue, &authorities, &quayside);
}

fn repositories(catalogue: &mut Cataloguer<'_>) {
    for (code, name) in [("KSC", "Kelder Special Collections"), ("KMR", "Kelder Municipal Records")] {
        let agent = catalogue.add(
            Kind::AgentCorporateEntity,
            0,
            json!({
                "names": [{"primary_name": name, "source": "local", "sort_name_auto_generate": true}],
                "agent_contacts": [{"name": name}],
            }),
        );
        catalogue.add(
            Kind::Repository,
            0,
            json!({"repo_code": code, "name": name, "publish": true, "agent_representation": {"ref": agent}}),
        );
    }
}

/// One date.
#[must_use]
pub fn date(expression: &str, begin: &str, end: &str) -> Value {
    let mut date = json!({
        "label": "creation",
        "date_type": if end.is_empty() { "single" } else { "inclusive" },
    });
    for (field, value) in [("expression", expression), ("begin", begin), ("end", end)] {
        if !value.is_empty() {
            date[field] = json!(value);
        }
    }
    date
}

/// A note of running text.
#[must_use]
pub fn note(kind: &str, text: &str) -> Value {
    json!({
        "jsonmodel_type": "note_multipart", "type": kind, "publish": true,
        "subnotes": [{"jsonmodel_type": "note_text", "content": text, "publish": true}],
    })
}

/// A note that restricts, with its dates and kind of restriction. Empty texts are left out.
#[must_use]
pub fn restriction(kind: &str, text: &str, begin: &str, end: &str, local: &str) -> Value {
    let mut note = note(kind, text);
    let mut dated = json!({});
    if !begin.is_empty() {
        dated["begin"] = json!(begin);
    }
    if !end.is_empty() {
        dated["end"] = json!(end);
    }
    if !local.is_empty() {
        dated["local_access_restriction_type"] = json!([local]);
    }
    note["rights_restriction"] = dated;
    note
}

/// A box, with a folder in it.
#[must_use]
pub fn in_box(kind: &str, container: &str, folder: &str) -> Value {
    let mut sub = json!({"top_container": {"ref": container}});
    if !folder.is_empty() {
        sub["type_2"] = json!("folder");
        sub["indicator_2"] = json!(folder);
    }
    json!({"instance_type": kind, "sub_container": sub})
}

/// A resource with what every one must have.
#[must_use]
pub fn resource(title: &str, identifier: [&str; 2], dates: Value, extent: &str) -> Value {
    json!({
        "title": title, "id_0": identifier[0], "id_1": identifier[1], "level": "collection", "publish": true,
        "finding_aid_language": "eng", "finding_aid_script": "Latn",
        "ead_id": format!("{}-{}", identifier[0].to_lowercase(), identifier[1]),
        "lang_materials": [{"language_and_script": {"language": "eng", "script": "Latn"}}],
        "dates": [dates],
        "extents": [{"portion": "whole", "number": extent, "extent_type": "linear_feet"}],
    })
}

/// A component of a resource.
#[derive(Debug, Clone, Copy)]
pub struct Above<'a> {
    /// Number of the repository.
    pub repository: u16,
    /// The resource.
    pub resource: &'a str,
    /// The component above; empty directly under the resource.
    pub parent: &'a str,
}

impl<'a> Above<'a> {
    /// The same under another component.
    #[must_use]
    pub fn under(self, parent: &'a str) -> Self {
        Self { parent, ..self }
    }

    /// Adds a published component here with these fields beside; the answer is its address.
    pub fn add(self, catalogue: &mut Cataloguer<'_>, level: &str, title: &str, more: Value) -> String {
        let mut record = json!({"level": level, "publish": true, "resource": {"ref": self.resource}});
        if !title.is_empty() {
            record["title"] = json!(title);
        }
        if !self.parent.is_empty() {
            record["parent"] = json!({"ref": self.parent});
        }
        for (field, value) in more.as_object().into_iter().flatten() {
            record[field] = value.clone();
        }
        catalogue.add(Kind::ArchivalObject, self.repository, record)
    }
}
