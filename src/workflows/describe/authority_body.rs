//! Bodies of new agents and subjects, as ArchivesSpace wants them posted.

use serde_json::{Map, Value, json};

use crate::domain::AuthorityKind;
use crate::mapping::item::{AgentItem, SubjectItem};

/// ArchivesSpace has one vocabulary, which is made with it.
const VOCABULARY: &str = "/vocabularies/1";
/// Parts of a subject heading stand between these.
const BETWEEN_TERMS: &str = " -- ";

/// The body of a new agent. It is not published: that stays a decision of the archive.
#[must_use]
pub(crate) fn agent(agent: &AgentItem) -> Value {
    let mut name = Map::new();
    name.insert("source".to_owned(), json!(agent.source.as_deref().unwrap_or("local")));
    // The server refuses a name without a sort name; its default of making one comes too late.
    name.insert("sort_name".to_owned(), json!(agent.heading));
    name.insert("sort_name_auto_generate".to_owned(), json!(false));
    name.insert("authorized".to_owned(), json!(true));
    name.insert("is_display_name".to_owned(), json!(true));
    if let Some(id) = &agent.authority_id {
        name.insert("authority_id".to_owned(), json!(id));
    }
    let model = match agent.kind {
        AuthorityKind::Person => {
            let (primary, rest) = match agent.heading.split_once(',') {
                Some((primary, rest)) => (primary.trim(), rest.trim()),
                None => (agent.heading.trim(), ""),
            };
            name.insert("primary_name".to_owned(), json!(primary));
            if !rest.is_empty() {
                name.insert("rest_of_name".to_owned(), json!(rest));
            }
            name.insert("name_order".to_owned(), json!(if rest.is_empty() { "direct" } else { "inverted" }));
            "name_person"
        }
        AuthorityKind::Family => {
            name.insert("family_name".to_owned(), json!(agent.heading));
            "name_family"
        }
        AuthorityKind::Software => {
            name.insert("software_name".to_owned(), json!(agent.heading));
            "name_software"
        }
        AuthorityKind::CorporateEntity | AuthorityKind::Subject => {
            name.insert("primary_name".to_owned(), json!(agent.heading));
            "name_corporate_entity"
        }
    };
    name.insert("jsonmodel_type".to_owned(), json!(model));
    json!({
        "jsonmodel_type": agent.kind.jsonmodel_type(),
        "publish": false,
        "names": [name],
    })
}

/// The body of a new subject. All its terms get the type of the first; a person can refine them.
#[must_use]
pub(crate) fn subject(subject: &SubjectItem) -> Value {
    let terms: Vec<Value> = subject
        .heading
        .split(BETWEEN_TERMS)
        .map(str::trim)
        .filter(|term| !term.is_empty())
        .map(|term| {
            json!({
                "jsonmodel_type": "term",
                "term": term,
                "term_type": subject.term_type,
                "vocabulary": VOCABULARY,
            })
        })
        .collect();
    let mut body = json!({
        "jsonmodel_type": "subject",
        "vocabulary": VOCABULARY,
        "source": subject.source.as_deref().unwrap_or("local"),
        "terms": terms,
    });
    if let Some(id) = &subject.authority_id {
        body["authority_id"] = json!(id);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::item::AgentRole;

    #[test]
    fn people_are_taken_apart_at_the_comma() {
        let marsh = AgentItem {
            heading: "Marsh, Adela".to_owned(),
            kind: AuthorityKind::Person,
            role: AgentRole::Creator,
            relator: None,
            authority: None,
            authority_id: None,
            source: None,
            may_create: true,
        };
        let name = &agent(&marsh)["names"][0];
        assert_eq!(
            (name["primary_name"].as_str(), name["rest_of_name"].as_str()),
            (Some("Marsh"), Some("Adela"))
        );
        assert_eq!(name["name_order"], "inverted");
        assert_eq!(name["sort_name"], "Marsh, Adela");
        let single = AgentItem {
            heading: "Adela".to_owned(),
            ..marsh
        };
        assert_eq!(agent(&single)["names"][0]["name_order"], "direct");
    }

    #[test]
    fn subjects_have_a_term_for_each_part() {
        let harbour = SubjectItem {
            heading: "Harbours -- Photographs".to_owned(),
            term_type: "topical".to_owned(),
            authority: None,
            authority_id: Some("sh1".to_owned()),
            source: Some("lcsh".to_owned()),
            may_create: true,
        };
        let body = subject(&harbour);
        assert_eq!(body["terms"].as_array().map(Vec::len), Some(2));
        assert_eq!(body["terms"][1]["term"], "Photographs");
        assert_eq!(body["terms"][1]["vocabulary"], VOCABULARY);
        assert_eq!(body["authority_id"], "sh1");
    }
}
