use std::collections::HashSet;

use strum::IntoEnumIterator as _;

use super::*;
use crate::domain::vocabulary::{Enumeration, EnumerationValue, FieldOption, IconikField, IconikView};

pub fn field(name: &str, field_type: &str) -> IconikField {
    IconikField {
        name: name.to_owned(),
        label: String::new(),
        field_type: field_type.to_owned(),
        required: false,
        read_only: false,
        multi: false,
        options: Vec::new(),
        min_value: None,
        max_value: None,
        description: String::new(),
    }
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let mut rights = field("rights", "drop_down");
    rights.options = vec![FieldOption {
        value: "open".to_owned(),
        label: "Open".to_owned(),
    }];
    rights.required = true;
    let mut seen = field("seen", "boolean");
    seen.required = true;
    for field in [
        rights,
        seen,
        field("reels", "integer"),
        field("tags", "tag_cloud"),
        field("loose", "text"),
    ] {
        vocabulary.fields.insert(field.name.clone(), field);
    }
    vocabulary.views.push(IconikView {
        id: "v1".to_owned(),
        name: "Rights".to_owned(),
        fields: vec!["rights".to_owned(), "reels".to_owned(), "gone".to_owned()],
    });
    vocabulary
}

#[test]
fn every_field_that_is_listed_is_found_by_its_key_and_listed_once() {
    let vocabulary = vocabulary();
    for kind in RecordType::iter() {
        let mut seen = HashSet::new();
        for field in sources(kind, &vocabulary, None) {
            assert_eq!(source_field(kind, &field.key, &vocabulary), Some(field.clone()), "{kind:?}");
            assert!(!field.label.is_empty() && !field.group.is_empty(), "{field:?}");
            assert!(seen.insert(field.key.clone()), "{} is listed twice for {kind:?}", field.key);
        }
        let mut seen = HashSet::new();
        for field in targets(kind, &vocabulary, None) {
            assert_eq!(target_field(kind, &field.key, &vocabulary), Some(field.clone()), "{kind:?}");
            assert!(seen.insert(field.key.clone()), "{} is listed twice for {kind:?}", field.key);
        }
    }
}

#[test]
fn every_source_holds_items_of_its_shape() {
    let index = authorities();
    let vocabulary = vocabulary();
    let around = Surroundings {
        vocabulary: &vocabulary,
        authorities: &index,
        now: Timestamp::UNIX_EPOCH,
    };
    let facts = facts();
    let mut filled = 0;
    for field in sources(RecordType::Record, &vocabulary, None) {
        for found in read_source(Subject::Record(&facts), &field.key, &around) {
            assert_eq!(found.item.shape(), field.shape, "{}", field.key);
            filled += 1;
        }
    }
    assert!(filled > 30, "only {filled} sources held something");
}

#[test]
fn lists_of_the_server_decide_what_is_offered() {
    let mut vocabulary = vocabulary();
    let value = |value: &str, suppressed| EnumerationValue {
        value: value.to_owned(),
        suppressed,
    };
    vocabulary.enumerations.insert(
        "date_label".to_owned(),
        Enumeration {
            uri: String::new(),
            name: "date_label".to_owned(),
            editable: true,
            default_value: None,
            values: vec![value("creation", false), value("premiere", false), value("usage", true)],
        },
    );
    let keys: Vec<String> = targets(RecordType::Record, &vocabulary, None)
        .into_iter()
        .map(|field| field.key.0)
        .filter(|key| key.starts_with("dates."))
        .collect();
    assert_eq!(keys, ["dates.creation", "dates.premiere"]);
}

#[test]
fn fields_of_a_view_come_alone_as_targets_and_first_as_sources() {
    let vocabulary = vocabulary();
    let keys: Vec<String> = targets(RecordType::Asset, &vocabulary, Some("Rights"))
        .into_iter()
        .map(|field| field.key.0)
        .collect();
    assert_eq!(keys, ["field:rights", "field:reels"]);
    let all = targets(RecordType::Asset, &vocabulary, None);
    assert_eq!(all.len(), 5);
    let of = |name: &str| all.iter().find(|field| field.key.as_str() == name);
    assert_eq!(
        of("field:rights").map(|field| (field.required, field.options.clone())),
        Some((true, vec!["open".to_owned()]))
    );
    assert_eq!(
        of("field:seen").map(|field| (field.required, field.shape)),
        Some((false, Shape::Flag))
    );
    assert_eq!(of("field:tags").map(|field| field.many), Some(true));
    let sources = sources(RecordType::Asset, &vocabulary, Some("Rights"));
    assert!(sources.iter().any(|field| field.key.as_str() == "label:rights"));
}

#[test]
fn keys_that_no_such_record_has_are_not_found() {
    let vocabulary = vocabulary();
    for (kind, key) in [
        (RecordType::Record, "notes.summary"),
        (RecordType::Record, "file_versions"),
        (RecordType::Record, "agents.nobody"),
        (RecordType::Record, "titel"),
        (RecordType::DigitalObject, "notes.scopecontent"),
        (RecordType::DigitalObject, "component_id"),
        (RecordType::Asset, "field:absent"),
        (RecordType::Asset, "title"),
    ] {
        assert_eq!(target_field(kind, &TargetKey::from(key), &vocabulary), None, "{kind:?} {key}");
    }
    assert!(target_field(RecordType::Record, &TargetKey::from("external_ids.vault"), &vocabulary).is_some());
    assert!(source_field(RecordType::Asset, &SourceKey::from("technical.anything"), &vocabulary).is_some());
    assert!(source_field(RecordType::Record, &SourceKey::from("inherited.notes.odd"), &vocabulary).is_some());
}
