//! Every field that Archway writes is as ArchivesSpace's schemas want it.

use archway::domain::{AuthorityKind, AuthorityUri, Vocabulary};
use archway::mapping::face::{Known, held, target_field, targets, write_into};
use archway::mapping::item::{
    AgentItem, AgentRole, DateItem, DocumentItem, ExtentItem, FileVersionItem, LanguageItem, NoteItem, NoteRestriction, RightsAct,
    RightsItem, SubjectItem,
};
use archway::mapping::same::same_items;
use archway::mapping::{Item, RecordType, Shape, TargetKey};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::schemas::Schemas;

fn model(kind: RecordType) -> &'static str {
    if kind == RecordType::DigitalObject {
        "digital_object"
    } else {
        "archival_object"
    }
}

fn agent(id: u64) -> Item {
    Item::Agent(AgentItem {
        heading: "Marsh, Adela".to_owned(),
        kind: AuthorityKind::Person,
        role: AgentRole::Creator,
        relator: Some("pht".to_owned()),
        authority: Some(AuthorityUri {
            kind: AuthorityKind::Person,
            id,
        }),
        authority_id: None,
        source: None,
        may_create: false,
    })
}

fn subject(id: u64) -> Item {
    Item::Subject(SubjectItem {
        heading: "Dock labour".to_owned(),
        term_type: "topical".to_owned(),
        authority: Some(AuthorityUri {
            kind: AuthorityKind::Subject,
            id,
        }),
        authority_id: None,
        source: None,
        may_create: false,
    })
}

fn rights(rights_type: &str) -> Item {
    let some = |wanted: &str, text: &str| (rights_type == wanted).then(|| text.to_owned());
    Item::Rights(RightsItem {
        rights_type: rights_type.to_owned(),
        status: some("copyright", "copyrighted"),
        jurisdiction: some("copyright", "GB").or_else(|| some("statute", "GB")),
        license_terms: some("license", "Reading room only"),
        statute_citation: some("statute", "Records Act"),
        other_rights_basis: some("other", "donor"),
        start_date: "1981-01-01".to_owned(),
        end_date: Some("2051-12-31".to_owned()),
        acts: vec![RightsAct {
            act_type: "disseminate".to_owned(),
            restriction: "conditional".to_owned(),
            start_date: "1990-01-01".to_owned(),
            end_date: None,
        }],
        note: Some("Ask the family first.".to_owned()),
    })
}

fn note(text: &str, publish: bool, end: Option<&str>) -> Item {
    Item::Note(NoteItem {
        note_type: String::new(),
        label: Some("Label".to_owned()),
        paragraphs: vec![text.to_owned(), "A ship leaves.".to_owned()],
        publish,
        restriction: end.map(|end| NoteRestriction {
            begin: None,
            end: Some(end.to_owned()),
            types: vec!["RestrictedSpecColl".to_owned()],
        }),
    })
}

fn date(begin: &str, end: &str, expression: &str) -> Item {
    Item::Date(DateItem {
        begin: begin.to_owned(),
        end: end.to_owned(),
        expression: expression.to_owned(),
        certainty: "approximate".to_owned(),
        calendar: "gregorian".to_owned(),
        era: "ce".to_owned(),
        ..DateItem::default()
    })
}

fn version(file_uri: &str, publish: bool, representative: bool) -> Item {
    Item::FileVersion(FileVersionItem {
        file_uri: file_uri.to_owned(),
        use_statement: Some("video-master".to_owned()),
        format: Some("avi".to_owned()),
        size: Some(48_230_400),
        checksum: Some("0cc175b9c0f1b6a831c399e269772661".to_owned()),
        checksum_method: Some("md5".to_owned()),
        caption: Some("Master".to_owned()),
        representative,
        publish,
    })
}

/// Items that a field of that shape may get.
fn items(shape: Shape, key: &str) -> Vec<Item> {
    let text = match key {
        "level" => "collection",
        "digital_object_type" => "moving_image",
        "external_ids.iconik" => "7b0c2f34",
        _ => "Quay & dock",
    };
    match shape {
        Shape::Text => vec![Item::text(text)],
        Shape::Number => vec![Item::Number(3)],
        Shape::Flag => vec![Item::Flag(true)],
        Shape::Date => vec![
            date("1981", "", ""),
            date("1982-05", "1983", ""),
            date("", "", "before the war"),
            date("1981", "1981", "1981"),
        ],
        Shape::Extent => vec![Item::Extent(ExtentItem {
            number: "1".to_owned(),
            extent_type: "reels".to_owned(),
            physical_details: "00:31:55".to_owned(),
            ..ExtentItem::default()
        })],
        Shape::Agent => vec![agent(118)],
        Shape::Subject => vec![subject(3)],
        Shape::Language => vec![Item::Language(LanguageItem {
            code: "eng".to_owned(),
            script: Some("Latn".to_owned()),
        })],
        Shape::Note => vec![note("Cranes.", true, Some("2031-12-31")), note("Ships.", false, None)],
        Shape::Rights => ["copyright", "license", "statute", "other"].map(rights).to_vec(),
        Shape::FileVersion => vec![
            version("https://iconik.example.org/asset/7#file-m1", true, true),
            version("https://iconik.example.org/asset/7#file-m2", false, true),
        ],
        Shape::Document => vec![Item::Document(DocumentItem {
            title: String::new(),
            location: "https://example.org/film".to_owned(),
            publish: true,
        })],
    }
}

#[test]
fn every_target_is_written_as_the_schemas_want_it_and_reads_as_it_was_meant() {
    let schemas = Schemas::read();
    for kind in [RecordType::Record, RecordType::DigitalObject] {
        let mut whole = json!({"jsonmodel_type": model(kind)});
        let mut written = 0;
        for field in targets(kind, &Vocabulary::default(), None) {
            let mut body = json!({"jsonmodel_type": model(kind)});
            let wanted = items(field.shape, field.key.as_str());
            write_into(&mut body, &field.key, &wanted, &Known);
            let elsewhere = field.group == "Accession texts"
                || ["access_restrictions", "use_restrictions", "resource_type"].contains(&field.key.as_str());
            if field.read_only || elsewhere {
                assert_eq!(
                    body,
                    json!({"jsonmodel_type": model(kind)}),
                    "{} is not an archival object's",
                    field.key
                );
                continue;
            }
            assert!(body.as_object().is_some_and(|body| body.len() > 1), "{} was not written", field.key);
            if let Some(schemas) = &schemas {
                assert_eq!(schemas.faults_of_part(&body), Vec::<String>::new(), "{}", field.key);
            }
            let key = field.key.as_str();
            if !matches!(field.shape, Shape::Agent | Shape::Date | Shape::Note | Shape::FileVersion)
                && !key.starts_with("subjects.")
                && field.shape != Shape::Document
            {
                assert!(
                    same_items(&held(&body, &field.key), &wanted),
                    "{key}: {:?}",
                    held(&body, &field.key)
                );
            }
            assert_eq!(
                held(&body, &field.key).len(),
                if key.starts_with("subjects.") { 0 } else { distinct(&wanted) },
                "{key}"
            );
            write_into(&mut whole, &field.key, &wanted, &Known);
            written += 1;
        }
        assert!(written > 50, "only {written} fields were written");
        if let Some(schemas) = &schemas {
            whole["resource"] = json!({"ref": "/repositories/2/resources/1"});
            if kind == RecordType::DigitalObject
                && let Some(map) = whole.as_object_mut()
            {
                map.shift_remove("resource");
            }
            assert_eq!(schemas.faults(&whole), Vec::<String>::new());
        }
    }
}

/// How many of the items say something of their own: `1981` twice is once.
fn distinct(items: &[Item]) -> usize {
    let mut seen: Vec<&Item> = Vec::new();
    for item in items {
        if !seen.iter().any(|known| archway::mapping::same::same_item(known, item)) {
            seen.push(item);
        }
    }
    seen.len()
}

#[test]
fn a_whole_archival_object_comes_out_as_it_should() {
    let mut body = json!({"jsonmodel_type": "archival_object", "resource": {"ref": "/repositories/2/resources/1"}});
    for (key, items) in [
        ("title", vec![Item::text("Quay & dock")]),
        ("level", vec![Item::text("item")]),
        ("publish", vec![Item::Flag(false)]),
        ("dates.creation", vec![date("1981", "", "c. 1981")]),
        ("extents", items(Shape::Extent, "extents")),
        ("languages", items(Shape::Language, "languages")),
        ("agents.creator", vec![agent(118)]),
        ("agents.subject", vec![agent(119)]),
        ("subjects", vec![subject(3)]),
        ("notes.scopecontent", vec![note("Cranes.", true, None)]),
        ("notes.accessrestrict", vec![note("Closed.", false, Some("2031-12-31"))]),
        ("notes.abstract", vec![Item::text("Dawn at the quay.")]),
        ("rights", vec![rights("license")]),
        ("external_ids.iconik", vec![Item::text("7b0c2f34")]),
    ] {
        write_into(&mut body, &TargetKey::from(key), &items, &Known);
    }
    let golden: Value = serde_json::from_str(include_str!("archival_object.json")).unwrap();
    assert_eq!(body, golden, "{body:#}");
    if let Some(schemas) = Schemas::read() {
        assert_eq!(schemas.faults(&body), Vec::<String>::new());
    }
}

#[test]
fn a_whole_digital_object_comes_out_as_it_should() {
    let mut body = json!({"jsonmodel_type": "digital_object"});
    for (key, items) in [
        ("title", vec![Item::text("Quay & dock")]),
        ("digital_object_id", vec![Item::text("7b0c2f34")]),
        ("digital_object_type", vec![Item::text("moving_image")]),
        ("publish", vec![Item::Flag(true)]),
        ("file_versions", items(Shape::FileVersion, "file_versions")),
        ("notes.summary", vec![Item::text("Dawn at the quay.")]),
        ("restrictions_apply", vec![Item::Flag(true)]),
        ("external_documents", items(Shape::Document, "external_documents")),
    ] {
        write_into(&mut body, &TargetKey::from(key), &items, &Known);
    }
    let golden: Value = serde_json::from_str(include_str!("digital_object.json")).unwrap();
    assert_eq!(body, golden, "{body:#}");
    if let Some(schemas) = Schemas::read() {
        assert_eq!(schemas.faults(&body), Vec::<String>::new());
    }
}

#[test]
fn lengths_that_stand_here_are_those_of_the_schemas() {
    let Some(schemas) = Schemas::read() else { return };
    for kind in [RecordType::Record, RecordType::DigitalObject] {
        for field in targets(kind, &Vocabulary::default(), None) {
            let Some(longest) = field.max_length else { continue };
            // A title is cut as it is written.
            if field.group == "Accession texts" || field.key.as_str() == "title" {
                continue;
            }
            for (length, fits) in [(longest, true), (longest + 1, false)] {
                let mut body = json!({"jsonmodel_type": model(kind)});
                write_into(&mut body, &field.key, &[Item::Text("a".repeat(length))], &Known);
                let too_long = schemas.faults(&body).iter().any(|fault| fault.ends_with("is too long"));
                assert_eq!(too_long, !fits, "{} with {length} characters", field.key);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn whatever_a_rule_gives_is_written_as_the_schemas_want_it(
        texts in prop::collection::vec("\\PC{0,12}", 0..3),
        years in prop::collection::vec((1900..1999i32, prop::option::of(0..20i32), any::<bool>()), 0..3),
        flags in any::<(bool, bool, bool)>(),
        number in 0u64..9_000_000_000,
    ) {
        let Some(schemas) = Schemas::read() else { return Ok(()) };
        let mut fields: Vec<(&str, Vec<Item>)> = ["title", "component_id", "notes.odd", "notes.abstract", "external_ids"]
            .into_iter()
            .map(|key| (key, texts.iter().map(Item::text).collect()))
            .collect();
        let dates = years.iter().map(|(begin, length, said)| {
            date(&begin.to_string(), &length.map(|length| (begin + length).to_string()).unwrap_or_default(), if *said { "said" } else { "" })
        });
        fields.push(("dates.usage", dates.collect()));
        fields.push(("extents", texts.iter().map(|text| Item::Extent(ExtentItem {
            number: text.clone(),
            extent_type: if flags.2 { "reels".to_owned() } else { String::new() },
            dimensions: text.clone(),
            ..ExtentItem::default()
        })).collect()));
        let files = texts.iter().map(|text| Item::FileVersion(FileVersionItem {
            file_uri: text.clone(),
            size: Some(number),
            publish: flags.0,
            representative: flags.1,
            ..FileVersionItem::default()
        }));
        fields.push(("file_versions", files.collect()));
        for kind in [RecordType::Record, RecordType::DigitalObject] {
            let mut body = json!({"jsonmodel_type": model(kind)});
            for (key, items) in &fields {
                write_into(&mut body, &TargetKey::from(*key), items, &Known);
            }
            prop_assert_eq!(schemas.faults_of_part(&body), Vec::<String>::new(), "{}", body);
        }
        prop_assert!(target_field(RecordType::Record, &TargetKey::from("title"), &Vocabulary::default()).is_some());
    }
}
