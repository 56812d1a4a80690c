use super::*;
use crate::mapping::item::{ExtentItem, LanguageItem, RightsAct, RightsItem};
use crate::mapping::same::same_items;
use crate::plan::Edit;
use crate::plan::placeholder::made_by;

/// Makes the edits that bring a field to the items.
fn changed(body: &Value, key: &str, after: &[Item]) -> (Vec<Edit>, Value) {
    let key = TargetKey::from(key);
    let edits = edits(body, &key, &held(body, &key), after, &Known);
    let mut after = body.clone();
    for edit in &edits {
        edit.make(&mut after);
    }
    (edits, after)
}

#[test]
fn a_date_takes_the_place_of_its_like_and_keeps_what_is_not_mapped() {
    let mut body = item_body();
    body["dates"][0]["calendar"] = json!("gregorian");
    body["dates"][0]["added_by_a_plugin"] = json!({"a": 1});
    let (edits, after) = changed(&body, "dates.creation", &[Item::Date(date("creation", "1982"))]);
    assert_eq!(edits.len(), 1);
    assert_eq!(after["dates"][0]["begin"], "1982");
    assert_eq!(after["dates"][0]["calendar"], "gregorian");
    assert_eq!(after["dates"][0]["added_by_a_plugin"], json!({"a": 1}));
    assert_eq!(after["dates"][0].get("certainty"), None, "1982 is not said to be approximate");
    assert_eq!(after["dates"][1], body["dates"][1]);
}

#[test]
fn a_note_keeps_its_id_its_chronology_and_its_restriction() {
    let mut body = item_body();
    body["notes"][0]["rights_restriction"] = json!({"end": "2040-01-01"});
    let (edits, after) = changed(
        &body,
        "notes.scopecontent",
        &[Item::Note(note("scopecontent", &["Cranes.", "Ships."]))],
    );
    assert!(matches!(edits.as_slice(), [Edit::Replace { .. }]), "{edits:?}");
    let note = &after["notes"][0];
    assert_eq!(note["persistent_id"], "s1");
    assert_eq!(note["subnotes"][0]["content"], "Cranes.\n\nShips.");
    assert_eq!(note["subnotes"][1], body["notes"][0]["subnotes"][1]);
    assert_eq!(note["rights_restriction"]["end"], "2040-01-01");
}

#[test]
fn paragraphs_in_parts_of_their_own_stay_in_them() {
    let body = json!({"jsonmodel_type": "archival_object", "notes": [{"jsonmodel_type": "note_multipart", "type": "odd", "subnotes": [
        {"jsonmodel_type": "note_text", "content": "One", "publish": false},
        {"jsonmodel_type": "note_orderedlist", "items": ["a"]},
        {"jsonmodel_type": "note_text", "content": "Two"},
    ]}]});
    let (_, after) = changed(
        &body,
        "notes.odd",
        &[Item::Note(NoteItem {
            publish: false,
            ..note("odd", &["Uno", "Due"])
        })],
    );
    assert_eq!(
        after["notes"][0]["subnotes"],
        json!([
            {"jsonmodel_type": "note_text", "content": "Uno", "publish": false},
            {"jsonmodel_type": "note_orderedlist", "items": ["a"]},
            {"jsonmodel_type": "note_text", "content": "Due"},
        ])
    );
    let (_, after) = changed(
        &body,
        "notes.odd",
        &[Item::Note(NoteItem {
            publish: false,
            ..note("odd", &["Solo"])
        })],
    );
    assert_eq!(after["notes"][0]["subnotes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn differences_of_form_change_nothing() {
    let body = item_body();
    for (key, item) in [
        ("title", Item::text("Quay  at dawn & after.")),
        ("component_id", Item::text(" HF/3/12")),
        ("publish", Item::text("true")),
        (
            "notes.abstract",
            Item::Note(NoteItem {
                publish: false,
                ..note("abstract", &["Dawn"])
            }),
        ),
        ("languages", Item::text("eng")),
        (
            "extents",
            Item::Extent(ExtentItem {
                extent_type: "reels".to_owned(),
                number: "12.0".to_owned(),
                ..ExtentItem::default()
            }),
        ),
    ] {
        let body = if key == "extents" { resource_body() } else { body.clone() };
        assert_eq!(changed(&body, key, &[item]).0, Vec::new(), "{key}");
    }
}

#[test]
fn a_title_is_written_as_archivesspace_wants_it_and_never_emptied() {
    let (edits, after) = changed(&item_body(), "title", &[Item::text("Docks & <quays>")]);
    assert_eq!(edits.len(), 1);
    assert_eq!(after["title"], "Docks &amp; &lt;quays&gt;");
    assert_eq!(texts(&held(&after, &TargetKey::from("title"))), ["Docks & <quays>"]);
    for key in ["title", "level"] {
        assert_eq!(changed(&item_body(), key, &[]).0, Vec::new(), "{key}");
    }
    assert_eq!(changed(&item_body(), "component_id", &[]).1.get("component_id"), None);
}

#[test]
fn only_what_stood_before_is_taken_away() {
    let body = item_body();
    let key = TargetKey::from("subjects");
    let all = held(&body, &key);
    let edits = edits(&body, &key, &all[..1], &[], &Known);
    assert_eq!(
        edits,
        vec![Edit::Remove {
            list: "subjects".to_owned(),
            item: json!({"ref": "/subjects/3"}),
        }]
    );
}

#[test]
fn subjects_of_one_type_leave_the_others_alone() {
    let body = item_body();
    let index = authorities();
    let key = TargetKey::from("subjects.geographic");
    let before = super::super::read::read(&body, key.as_str(), &index);
    let edits = edits(&body, &key, &before, &[], &Known);
    assert_eq!(edits.len(), 1, "{edits:?}");
    assert_eq!(edits[0].property(), "subjects");
    // One that stands there as another type is not put there twice.
    let standing = AuthorityUri {
        kind: AuthorityKind::Subject,
        id: 3,
    };
    let (edits, _) = changed(&body, "subjects.geographic", &[subject(Some(standing), "Dock labour")]);
    assert!(!edits.iter().any(|edit| matches!(edit, Edit::Add { .. })), "{edits:?}");
}

#[test]
fn an_agent_to_be_made_is_referred_to_by_a_placeholder_and_an_unknown_one_left_out() {
    struct Makes;
    impl Refer for Makes {
        fn agent(&self, agent: &AgentItem) -> Option<String> {
            (agent.heading == "Okafor, Ngozi").then(|| made_by(crate::plan::ChangeId(4)))
        }
        fn subject(&self, _subject: &SubjectItem) -> Option<String> {
            None
        }
    }
    let body = item_body();
    let key = TargetKey::from("agents.creator");
    let before = held(&body, &key);
    let mut after = before.clone();
    after.extend([agent(None, "Okafor, Ngozi"), agent(None, "Nobody, Known")]);
    let edits = edits(&body, &key, &before, &after, &Makes);
    assert_eq!(
        edits,
        vec![Edit::Add {
            list: "linked_agents".to_owned(),
            item: json!({"ref": made_by(crate::plan::ChangeId(4)), "role": "creator"}),
        }]
    );
}

#[test]
fn language_material_with_notes_loses_only_its_language() {
    let mut body = item_body();
    body["lang_materials"][0]["notes"] = json!([{"jsonmodel_type": "note_langmaterial", "type": "langmaterial", "content": ["Sung."]}]);
    let german = Item::Language(LanguageItem {
        code: "ger".to_owned(),
        script: None,
    });
    let (_, after) = changed(&body, "languages", &[german]);
    assert_eq!(texts(&held(&after, &TargetKey::from("languages"))), ["ger"]);
    assert_eq!(after["lang_materials"][0].get("language_and_script"), None);
    assert_eq!(after["lang_materials"][0]["notes"], body["lang_materials"][0]["notes"]);
}

#[test]
fn a_rights_statement_keeps_its_identifier_agents_and_the_notes_of_its_acts() {
    let body = json!({"jsonmodel_type": "archival_object", "rights_statements": [{
        "jsonmodel_type": "rights_statement", "rights_type": "copyright", "identifier": "r1", "status": "copyrighted",
        "jurisdiction": "GB", "start_date": "1981-01-01", "linked_agents": [{"ref": "/agents/people/118"}],
        "acts": [{"act_type": "use", "restriction": "conditional", "start_date": "1981-01-01", "notes": [{"type": "permissions", "content": ["Ask."]}]}],
        "notes": [{"type": "materials", "content": ["Film only."]}],
    }]});
    let wanted = RightsItem {
        rights_type: "copyright".to_owned(),
        status: Some("public_domain".to_owned()),
        jurisdiction: Some("GB".to_owned()),
        start_date: "1981-01-01".to_owned(),
        end_date: Some("2051-12-31".to_owned()),
        acts: vec![RightsAct {
            act_type: "use".to_owned(),
            restriction: "conditional".to_owned(),
            start_date: "1990-01-01".to_owned(),
            end_date: None,
        }],
        note: Some("Term has ended.".to_owned()),
        ..RightsItem::default()
    };
    let (edits, after) = changed(&body, "rights", &[Item::Rights(wanted.clone())]);
    assert_eq!(edits.len(), 1);
    let statement = &after["rights_statements"][0];
    assert_eq!(statement["identifier"], "r1");
    assert_eq!(statement["linked_agents"], body["rights_statements"][0]["linked_agents"]);
    assert_eq!(statement["acts"][0]["notes"][0]["content"], json!(["Ask."]));
    assert_eq!(statement["notes"].as_array().map(Vec::len), Some(2));
    assert_eq!(held(&after, &TargetKey::from("rights")), vec![Item::Rights(wanted)]);
}

#[test]
fn fields_that_a_record_does_not_have_are_not_written() {
    let accession = json!({"jsonmodel_type": "accession", "title": "Gift"});
    let some = Item::text("x");
    for key in [
        "level",
        "component_id",
        "notes.bioghist",
        "file_versions",
        "titles_path",
        "ref_id",
        "identifier",
    ] {
        assert_eq!(changed(&accession, key, std::slice::from_ref(&some)).0, Vec::new(), "{key}");
    }
    let (_, after) = changed(
        &accession,
        "notes.scopecontent",
        &[Item::Note(note("scopecontent", &["Two", "reels"]))],
    );
    assert_eq!(after["content_description"], "Two\n\nreels");
    let (_, after) = changed(&resource_body(), "restrictions_apply", &[Item::Flag(false)]);
    assert_eq!(after["restrictions"], false);
    assert_eq!(changed(&item_body(), "notes.summary", &[Item::text("x")]).0, Vec::new());
}

#[test]
fn texts_of_one_source_of_external_ids_replace_each_other() {
    let body = json!({"jsonmodel_type": "archival_object", "external_ids": [
        {"external_id": "V-1", "source": "vault"}, {"external_id": "old", "source": "iconik"}]});
    let (_, after) = changed(&body, "external_ids.iconik", &[Item::text("new")]);
    assert_eq!(
        after["external_ids"],
        json!([{"external_id": "V-1", "source": "vault"}, {"external_id": "new", "source": "iconik"}])
    );
}

#[test]
fn a_field_of_a_new_record_comes_as_properties() {
    let person = AuthorityUri {
        kind: AuthorityKind::Person,
        id: 118,
    };
    assert_eq!(
        encode(&TargetKey::from("agents.subject"), &[agent(Some(person), "Marsh, Adela")], &Known),
        vec![(
            "linked_agents".to_owned(),
            json!([{"ref": "/agents/people/118", "role": "subject"}])
        )]
    );
    assert_eq!(
        encode_for(
            "digital_object",
            &TargetKey::from("notes.summary"),
            &[Item::text("A film.")],
            &Known
        ),
        vec![(
            "notes".to_owned(),
            json!([{"jsonmodel_type": "note_digital_object", "type": "summary", "publish": false, "content": ["A film."]}])
        )]
    );
    assert!(encode(&TargetKey::from("notes.summary"), &[Item::text("A film.")], &Known).is_empty());
}

#[test]
fn several_fields_share_a_list_of_a_new_record() {
    let mut body = json!({"jsonmodel_type": "archival_object"});
    for label in ["creation", "publication"] {
        let key = TargetKey(format!("dates.{label}"));
        write_into(&mut body, &key, &[Item::Date(date("", "1981"))], &Known);
    }
    let labels: Vec<&str> = body["dates"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|date| date["label"].as_str())
        .collect();
    assert_eq!(labels, ["creation", "publication"]);
    assert!(same_items(
        &held(&body, &TargetKey::from("dates")),
        &[Item::Date(date("publication", "1981")), Item::Date(date("creation", "1981"))]
    ));
}

#[test]
fn of_two_extents_of_which_one_says_more_the_fuller_takes_the_place_of_what_stands() {
    let extent = |number: &str, details: &str| ExtentItem {
        number: number.to_owned(),
        extent_type: "reels".to_owned(),
        portion: "whole".to_owned(),
        physical_details: details.to_owned(),
        ..ExtentItem::default()
    };
    let body = json!({"jsonmodel_type": "archival_object", "extents": [
        {"number": "1", "extent_type": "reels", "portion": "whole", "physical_details": "magnetic"}]});
    let (open, fuller) = (Item::Extent(extent("3", "")), Item::Extent(extent("3", "optical")));
    for wanted in [[open.clone(), fuller.clone()], [fuller.clone(), open]] {
        let (edits, after) = changed(&body, "extents", &wanted);
        assert!(matches!(edits.as_slice(), [Edit::Replace { .. }]), "{edits:?}");
        assert_eq!(held(&after, &TargetKey::from("extents")), std::slice::from_ref(&fuller));
        assert!(changed(&after, "extents", &wanted).0.is_empty(), "it stands as wanted");
    }
}
