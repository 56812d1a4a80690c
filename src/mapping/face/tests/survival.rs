//! A record full of things that Archway does not map survives every edit.

use proptest::prelude::*;
use serde_json::Map;

use super::*;
use crate::mapping::item::{DocumentItem, ExtentItem, FileVersionItem, LanguageItem, NoteRestriction, RightsItem};
use crate::mapping::same::same_item;
use crate::plan::Edit;
use crate::plan::edit::holds;

/// Properties of somebody else.
fn foreign() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(
        "x_[a-z]{1,4}",
        prop_oneof![
            Just(json!(true)),
            Just(json!({"deep": [1, "two"]})),
            "[a-z]{1,5}".prop_map(Value::from)
        ],
        0..4,
    )
    .prop_map(|map| map.into_iter().collect())
}

fn with(mut element: Value, foreign: Map<String, Value>) -> Value {
    if let Some(map) = element.as_object_mut() {
        map.extend(foreign);
    }
    element
}

/// Elements of which none says all that another says: an edit could not tell them apart.
fn elements(of: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Vec<Value>> {
    prop::collection::vec((of, foreign()).prop_map(|(element, foreign)| with(element, foreign)), 0..4)
        .prop_map(|all| {
            let mut apart: Vec<Value> = Vec::new();
            for element in all {
                if !apart.iter().any(|known| holds(known, &element) || holds(&element, known)) {
                    apart.push(element);
                }
            }
            apart
        })
        .boxed()
}

fn year() -> impl Strategy<Value = String> {
    (1970..1976u32).prop_map(|year| year.to_string())
}

fn dates() -> BoxedStrategy<Vec<Value>> {
    let element = (prop_oneof!["creation", "usage"], year(), "(approximate)?", "(ce)?").prop_map(|(label, begin, certainty, era)| {
        json!({"jsonmodel_type": "date", "label": label, "date_type": "single", "begin": begin, "certainty": certainty, "era": era, "lock_version": 3})
    });
    elements(element)
}

fn notes() -> BoxedStrategy<Vec<Value>> {
    let element = (prop_oneof!["odd", "abstract", "bibliography"], "[a-c]{1,2}", any::<bool>()).prop_map(|(note_type, text, publish)| {
        match note_type.as_str() {
            "odd" => json!({"jsonmodel_type": "note_multipart", "type": "odd", "publish": publish, "persistent_id": format!("p{text}"), "subnotes": [
                {"jsonmodel_type": "note_orderedlist", "items": [text]}, {"jsonmodel_type": "note_text", "content": text, "publish": publish, "x_part": 1}]}),
            other => json!({"jsonmodel_type": format!("note_{other}"), "type": other, "content": [text], "publish": publish}),
        }
    });
    elements(element)
}

fn body() -> impl Strategy<Value = Value> {
    let reference = |kind: &'static str| (1..5u64).prop_map(move |id| format!("/{kind}/{id}"));
    (
        foreign(),
        dates(),
        notes(),
        elements((1..4u64, "(magnetic)?").prop_map(|(number, details)| {
            json!({"number": number.to_string(), "extent_type": "reels", "portion": "whole", "physical_details": details})
        })),
        elements((reference("agents/people"), prop_oneof!["creator", "subject"]).prop_map(|(uri, role)| json!({"ref": uri, "role": role}))),
        elements(reference("subjects").prop_map(|uri| json!({ "ref": uri }))),
        elements(("(eng|ger)", any::<bool>()).prop_map(|(code, sung)| {
            let notes = if sung { json!([{"type": "langmaterial", "content": ["Sung."]}]) } else { json!([]) };
            json!({"language_and_script": {"language": code, "script": "Latn"}, "notes": notes})
        })),
        elements(("[a-c]", "(video-master|video-service)").prop_map(|(uri, purpose)| {
            json!({"file_uri": uri, "use_statement": purpose, "identifier": "77", "xlink_show_attribute": "new"})
        })),
        any::<bool>(),
    )
        .prop_map(|(foreign, dates, notes, extents, agents, subjects, languages, files, digital)| {
            let model = if digital { "digital_object" } else { "archival_object" };
            with(
                json!({"jsonmodel_type": model, "title": "Quay", "level": "item", "lock_version": 4, "dates": dates, "notes": notes,
                    "extents": extents, "linked_agents": agents, "subjects": subjects, "lang_materials": languages, "file_versions": files,
                    "rights_statements": [{"rights_type": "license", "license_terms": "old", "start_date": "1981-01-01", "identifier": "r", "x_own": 1}],
                    "external_documents": [{"title": "Site", "location": "https://example.org", "publish": false}],
                    "instances": [{"instance_type": "text", "sub_container": {"top_container": {"ref": "/repositories/2/top_containers/1"}}}]}),
                foreign,
            )
        })
}

fn wanted() -> impl Strategy<Value = (&'static str, Vec<Item>)> {
    let uri = |kind, id| Some(AuthorityUri { kind, id });
    prop_oneof![
        prop::collection::vec(year(), 0..3).prop_map(|years| (
            "dates.creation",
            years.iter().map(|year| Item::Date(date("creation", year))).collect()
        )),
        prop::collection::vec("[a-c]{1,2}", 0..3)
            .prop_map(|all| ("notes.odd", all.iter().map(|text| Item::Note(note("odd", &[text]))).collect())),
        prop::collection::vec(("[a-c]{1,2}", "(2031-01-01)?"), 0..3).prop_map(|all| {
            let restricted = |(text, end): &(String, String)| {
                Item::Note(NoteItem {
                    restriction: (!end.is_empty()).then(|| NoteRestriction {
                        end: Some(end.clone()),
                        ..NoteRestriction::default()
                    }),
                    ..note("accessrestrict", &[text])
                })
            };
            ("notes.accessrestrict", all.iter().map(restricted).collect())
        }),
        prop::collection::vec((1..4u32, "(magnetic|optical)?"), 0..3).prop_map(|all| {
            let extent = |(number, details): &(u32, String)| {
                Item::Extent(ExtentItem {
                    number: number.to_string(),
                    extent_type: "reels".to_owned(),
                    portion: "whole".to_owned(),
                    physical_details: details.clone(),
                    ..ExtentItem::default()
                })
            };
            ("extents", all.iter().map(extent).collect())
        }),
        prop::collection::vec(1..6u64, 0..3).prop_map(move |ids| (
            "agents.creator",
            ids.iter().map(|id| agent(uri(AuthorityKind::Person, *id), "")).collect()
        )),
        prop::collection::vec(1..6u64, 0..3).prop_map(move |ids| (
            "subjects",
            ids.iter().map(|id| subject(uri(AuthorityKind::Subject, *id), "")).collect()
        )),
        prop::collection::vec("(eng|ger|fre)", 0..3).prop_map(|codes| {
            let language = |code: &String| {
                Item::Language(LanguageItem {
                    code: code.clone(),
                    script: None,
                })
            };
            ("languages", codes.iter().map(language).collect())
        }),
        prop::collection::vec("[a-d]", 0..3).prop_map(|uris| {
            let version = |uri: &String| {
                Item::FileVersion(FileVersionItem {
                    file_uri: uri.clone(),
                    use_statement: Some("video-master".to_owned()),
                    publish: true,
                    representative: uri == "a",
                    ..FileVersionItem::default()
                })
            };
            ("file_versions", uris.iter().map(version).collect())
        }),
        "(old|new)".prop_map(|terms| {
            let rights = RightsItem {
                rights_type: "license".to_owned(),
                license_terms: Some(terms),
                start_date: "1981-01-01".to_owned(),
                ..RightsItem::default()
            };
            ("rights", vec![Item::Rights(rights)])
        }),
        "(Site|Page)".prop_map(|title| {
            let document = DocumentItem {
                title,
                location: "https://example.org".to_owned(),
                publish: true,
            };
            ("external_documents", vec![Item::Document(document)])
        }),
        "[A-Z][a-z&]{0,6}".prop_map(|title| ("title", vec![Item::Text(title)])),
        any::<bool>().prop_map(|flag| ("publish", vec![Item::Flag(flag)])),
    ]
}

fn all_in(some: &[Item], others: &[Item]) -> bool {
    some.iter().all(|item| others.iter().any(|other| same_item(item, other)))
}

/// Without what the server takes for nothing, and with lists in one order.
fn settled(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), settled(value)))
                .filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)) && *value != json!([]) && *value != json!(""))
                .collect(),
        ),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(settled).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_edited_record_holds_what_was_wanted_and_everything_else(body in body(), (key, after) in wanted()) {
        let key = TargetKey::from(key);
        let before = held(&body, &key);
        let edits = edits(&body, &key, &before, &after, &Known);
        let mut edited = body.clone();
        for edit in &edits {
            edit.make(&mut edited);
        }
        let digital = body["jsonmodel_type"] == "digital_object";
        let applies = match key.as_str() {
            "file_versions" => digital,
            "notes.odd" => !digital,
            _ => true,
        };
        if applies {
            let now = held(&edited, &key);
            prop_assert!(all_in(&after, &now), "{after:?} is wanted and {now:?} stands there after {edits:?}");
            prop_assert!(all_in(&now, &after), "{now:?} stands there and {after:?} is wanted after {edits:?}");
            // What stands as wanted needs no further edit.
            prop_assert_eq!(super::edits(&edited, &key, &now, &after, &Known), Vec::new());
        } else {
            prop_assert!(edits.is_empty());
        }
        let touched: Vec<&str> = edits.iter().map(Edit::property).collect();
        for (property, value) in body.as_object().into_iter().flatten() {
            if !touched.contains(&property.as_str()) {
                prop_assert_eq!(edited.get(property), Some(value), "{} was not to be touched", property);
            }
        }
        for edit in &edits {
            if let Edit::Replace { before, after, .. } = edit {
                for (property, value) in before.as_object().into_iter().flatten() {
                    let foreign = property.starts_with("x_") || ["persistent_id", "identifier", "era", "xlink_show_attribute"].contains(&property.as_str());
                    prop_assert!(!foreign || after.get(property) == Some(value), "{} is gone from {}", property, after);
                }
            }
        }
        for edit in edits.iter().rev() {
            edit.reversed().make(&mut edited);
        }
        prop_assert_eq!(settled(&edited), settled(&body));
    }
}
