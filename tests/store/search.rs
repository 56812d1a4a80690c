//! Full-text search in any script, for any text.

use archway::domain::browse::{AssetFilter, Node, RecordFilter};
use archway::store::{RecordScope, SearchIn};
use proptest::prelude::*;
use serde_json::json;

use crate::sample::{Place, REPOSITORY, asset, asset_id, inside, object, place, resource, snapshot};

fn filled() -> Place {
    let mut place = place();
    let titles = [
        (1, "Café am Kai, Gdańsk"),
        (2, "港湾局の写真帳"),
        (3, "أرشيف المِيناء القديم"),
        (4, "צילומי הנמל"),
        (5, "Журнал маяка"),
        (6, "Λιμάνι"),
        (7, "ＡＢＣ harbour"),
        (8, "부산항 사진"),
        (9, "ภาพถ่ายท่าเรือ"),
        (11, "Straße nach Łódź"),
        (10, "<emph render=\"italic\">Tide</emph> tables &amp; charts"),
    ];
    let mut records: Vec<_> = titles.iter().map(|(id, title)| inside(*id, None, 0, title)).collect();
    records.push(snapshot(crate::sample::record(resource(1), "Harbour office")));
    records[0].body["notes"] = json!([
        {"jsonmodel_type": "note_multipart", "type": "scopecontent", "subnotes": [
            {"jsonmodel_type": "note_text", "content": "A dredger named Wilhelmine"},
            {"jsonmodel_type": "note_orderedlist", "items": ["soundings", "buoys"]}
        ]},
        {"jsonmodel_type": "note_singlepart", "type": "abstract", "content": ["Cranes of the east quay"]}
    ]);
    place.workspace.put_records(&records).unwrap();
    let mut film = asset(1, "Launch of a tug", &[]);
    film.metadata
        .insert("description".to_owned(), json!(["Filmed from the breakwater"]));
    film.asset.external_id = Some("TAPE-0042".to_owned());
    place.workspace.put_assets(&[film, asset(2, "港の夜", &[])]).unwrap();
    place
}

#[test]
fn texts_of_any_script_are_found_by_what_people_type() {
    let place = filled();
    let cases = [
        ("cafe", 1),
        ("GDANSK", 1),
        ("caf", 1),
        ("kai gdań", 1),
        ("写真", 2),
        ("局の写", 2),
        ("湾局", 2),
        ("ارشيف", 3),
        ("الميناء", 3),
        ("המנל", 0),
        ("הנמל", 4),
        ("маяк", 5),
        ("λιμανι", 6),
        ("ΛΙΜΆΝΙ", 6),
        ("abc", 7),
        ("strasse", 11),
        ("Lodz", 11),
        ("łódź", 11),
        ("산항", 8),
        ("ท่าเรือ", 9),
        ("tide tables", 10),
        ("emph", 0),
        ("wilhelmine", 1),
        ("buoys", 1),
        ("east quay", 1),
        ("multipart", 0),
        ("ref7", 7),
        ("ID-5", 5),
        ("/repositories/2/archival_objects/6", 6),
        ("真写", 0),
    ];
    for (typed, id) in cases {
        let hits = place.workspace.search(typed, 10, SearchIn::Records).unwrap();
        let found: Vec<Node> = hits.iter().map(|hit| hit.node).collect();
        if id == 0 {
            assert!(found.is_empty(), "“{typed}” found {found:?}");
        } else {
            assert_eq!(found.first(), Some(&Node::Record(object(id))), "“{typed}” found {found:?}");
        }
    }
}

#[test]
fn assets_are_found_by_title_metadata_and_ids() {
    let place = filled();
    let id = asset_id(1).to_string();
    for typed in ["tug", "breakw", "tape-0042", id.as_str(), "launch filmed"] {
        let hits = place.workspace.search(typed, 10, SearchIn::Both).unwrap();
        assert_eq!(hits.first().map(|hit| hit.node), Some(Node::Asset(asset_id(1))), "“{typed}”");
    }
    let both = place.workspace.search("港", 2, SearchIn::Both).unwrap();
    assert_eq!(both.len(), 2, "one side pushed the other off the list");
}

#[test]
fn words_follow_the_record() {
    let mut place = filled();
    place.workspace.put_records(&[inside(5, None, 0, "Fog signals")]).unwrap();
    assert!(place.workspace.search("маяка", 5, SearchIn::Both).unwrap().is_empty());
    assert_eq!(place.workspace.search("fog", 5, SearchIn::Both).unwrap().len(), 1);
}

#[test]
fn hostile_texts_are_only_texts() {
    let place = filled();
    for typed in [
        "\"",
        "\"\"",
        "'",
        "a\"b",
        "*",
        "a*b*",
        "^a",
        "a AND",
        "OR",
        "NOT a",
        "NEAR(a b, 2)",
        "(",
        "a)",
        "title:",
        "title : a",
        "{title} : a",
        "-a",
        "a + b",
        "\0",
        "a\0b",
        "\u{feff}",
        "%",
        "\\",
        ";DROP TABLE records;--",
        "😀",
        "\u{0301}",
        "…",
        "x'00'",
        "col:\"*\"",
        "’",
    ] {
        place
            .workspace
            .search(typed, 10, SearchIn::Both)
            .unwrap_or_else(|error| panic!("{typed:?}: {error}"));
    }
    let long = "harbour ".repeat(5_000);
    place.workspace.search(&long, 10, SearchIn::Both).unwrap();
    place.workspace.search(&"写".repeat(5_000), 10, SearchIn::Both).unwrap();
    place.workspace.search(&"x".repeat(100_000), 10, SearchIn::Both).unwrap();
}

#[test]
fn no_text_gives_an_error() {
    let place = filled();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
    let texts = prop_oneof![
        ".{0,40}",
        "[\"*^(){}:+\\-a-z \\x00]{0,30}",
        "(AND|OR|NOT|NEAR|\"|\\*| |a|港|\\(|\\)){0,20}"
    ];
    runner
        .run(&texts, |typed| {
            prop_assert!(place.workspace.search(&typed, 10, SearchIn::Both).is_ok());
            let records = RecordFilter {
                text: typed.clone(),
                ..RecordFilter::default()
            };
            let found = place.workspace.filter_records(&records, RecordScope::Resources(REPOSITORY));
            prop_assert!(found.is_ok());
            let assets = AssetFilter {
                text: typed,
                ..AssetFilter::default()
            };
            let found = place.workspace.filter_assets(&assets);
            prop_assert!(found.is_ok());
            Ok(())
        })
        .unwrap();
}
