//! Every preset profile, end to end over real HTTP: the practice ArchivesSpace refuses what the real one refuses.

mod publishing;
mod scene;

use archway::domain::{AssetId, RecordUri};
use archway::plan::Action;
use serde_json::{Value, json};

use crate::mapped::Mapped;
use crate::support::asset;
use scene::{
    Told, apply_all, assert_dates, assert_quiet, body, counted, dates, extents, field, headings, languages, link, linked, notes, record,
    set,
};

/// Dates of those, as they are read.
const RECORDED: [(&str, &str); 8] = [
    ("QW-003B", "creation; ca. 1981; 1981; -; approximate; single"),
    ("QW-001", "creation; 1979 May 3; 1979-05-03; -; -; single"),
    ("KS017/4/010", "creation; between 1955 and 1972; 1955; 1972; -; inclusive"),
    ("SC-005", "creation; 1986 January; 1986-01; -; -; single"),
    ("SC-004", "creation; late 1970s; 1970; 1979; -; inclusive"),
    ("QW-006", "creation; [1983?]; 1983; -; questionable; single"),
    ("KS017/4/100", "creation; -; 1981-05-03; 1981-06; -; inclusive"),
    ("KS017/4/101", "creation; 1902-1911; 1902; 1911; -; inclusive"),
];

/// Recordings, a photograph and bound papers, with dates as people write them.
fn recordings() -> Vec<Told<'static>> {
    vec![
        (
            "qw-003b",
            "QW-003B",
            json!({"ks_title": "Crane driver, the second reel.mov", "ks_date": "ca. 1981", "ks_rights": "closed",
            "ks_creator": ["Adeyemi-Holt, Florence", "Vantongeren, Liesbeth"], "ks_subjects": ["dockworkers -- Kelder", "Cranes", "Oral history"],
            "ks_notes": ["The driver remembers the winter of the ice.", "Second paragraph."]}),
        ),
        (
            "qw-001-2",
            "QW-001",
            json!({"rights_holder": ["Heirs of the speaker"], "embargo_until": "2041-12-31", "ks_creator": ["Adeyemi-Holt, Florence"], "ks_date": "3 May 1979"}),
        ),
        ("ph-0010", "KS017/4/010", json!({"ks_creator": []})),
        ("sc-005", "SC-005", json!({"ks_creator": []})),
        ("sc-004", "SC-004", json!({"ks_creator": [], "ks_date": "late 1970s"})),
        (
            "qw-006",
            "QW-006",
            json!({"ks_creator": [], "ks_date": "[1983?]", "ks_subjects": ["港湾労働", "Émigrés", "Sailors’ tales"]}),
        ),
        (
            "bm-1960-03",
            "KS017/4/100",
            json!({"ks_creator": [], "ks_date": "1981-05-03/1981-06"}),
        ),
        (
            "in-16",
            "KS017/4/101",
            json!({"ks_title": "Bound papers of the quay office", "ks_date": "1902-1911", "ks_subjects": ["Maps"]}),
        ),
    ]
}

#[test]
fn assets_to_items() {
    let told = recordings();
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["asset-to-item"]);
    apply_all(&mut mapped, &plan);
    assert_dates(&mapped, &RECORDED);
    let crane = body(&mapped, "QW-003B");
    assert_eq!(crane["title"], "Crane driver, the second reel");
    assert_eq!(crane["level"], "item");
    assert_eq!(
        extents(&crane),
        ["1; cassettes; whole; -"],
        "a file of some kilobytes is no extent in gigabytes, and what is described already stays"
    );
    assert_eq!(
        headings(&mapped, &crane, "subjects"),
        ["Dockworkers -- Kelder", "Cranes", "Oral history"]
    );
    assert_eq!(
        headings(&mapped, &crane, "linked_agents"),
        [
            "creator - Adeyemi-Holt, Florence (1921-1998)",
            "creator - Vantongeren, Liesbeth (1915-1991)"
        ],
        "people who are there are linked, though the asset does not say when they lived"
    );
    assert_eq!(
        notes(&crane, "scopecontent"),
        [
            ("The driver remembers the winter of the ice.".to_owned(), false),
            ("Second paragraph.".to_owned(), false)
        ]
    );
    assert_eq!(notes(&crane, "accessrestrict"), [("Closed.".to_owned(), false)]);
    assert_eq!(crane["external_ids"][0]["external_id"], asset("qw-003b").to_string());
    let embargoed = body(&mapped, "QW-001");
    let rights = embargoed["rights_statements"].as_array().unwrap();
    assert_eq!(rights.len(), 2, "what others stated stays");
    assert_eq!(rights[0]["rights_type"], "copyright");
    let wanted = json!(["other", "policy", "2024-04-10", "2041-12-31", "Rights holder: Heirs of the speaker"]);
    let last = &rights[1];
    assert_eq!(
        json!([
            last["rights_type"],
            last["other_rights_basis"],
            last["start_date"],
            last["end_date"],
            last["notes"][0]["content"][0]
        ]),
        wanted
    );
    assert_quiet(&mut mapped, &["asset-to-item"]);
}

#[test]
fn oral_history_to_items() {
    let told = recordings();
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["oral-history-to-item"]);
    apply_all(&mut mapped, &plan);
    assert_dates(&mapped, &RECORDED);
    let crane = body(&mapped, "QW-003B");
    assert_eq!(
        headings(&mapped, &crane, "linked_agents"),
        [
            "creator ive Adeyemi-Holt, Florence (1921-1998)",
            "creator ive Vantongeren, Liesbeth (1915-1991)"
        ]
    );
    assert_eq!(
        notes(&crane, "accessrestrict"),
        [("Closed at the wish of the speaker or of the institution.".to_owned(), true)]
    );
    assert_eq!(
        notes(&crane, "processinfo"),
        [("Digitised by Kelder transfer room on 2024-02-19.".to_owned(), false)]
    );
    assert_eq!(languages(&crane), ["eng"]);
    assert_eq!(languages(&body(&mapped, "QW-006")), ["ara", "eng"]);
    let speaker = body(&mapped, "QW-001");
    assert_eq!(
        headings(&mapped, &speaker, "linked_agents"),
        ["creator ive Adeyemi-Holt, Florence (1921-1998)"],
        "nobody is doubled"
    );
    assert_eq!(extents(&speaker), ["1; cassettes; whole; 3 minutes 16 seconds"]);
    let broadcast = body(&mapped, "KS017/4/100");
    assert_eq!(
        notes(&broadcast, "phystech"),
        [("Carrier: 7.5 inches per second.".to_owned(), false)]
    );
    assert_quiet(&mut mapped, &["oral-history-to-item"]);
}

#[test]
fn photographs_to_items() {
    let told = [
        ("ph-0010", "KS017/4/010", json!({})),
        (
            "ph-0011",
            "KS017/4/011",
            json!({"ks_subjects": ["harbour photographs", "Ferries"], "ks_date": "c1960"}),
        ),
        (
            "ph-0012",
            "KS017/4/012",
            json!({"ks_creator": ["Müller-Façade, Zoë"], "ks_date": "12/5/1961", "ks_rights": "reading_room"}),
        ),
        (
            "ph-0045",
            "KS017/4/045",
            json!({"ks_date": "1950s", "ks_notes": ["On the back: “Regatta”."]}),
        ),
        ("ph-0001", "KS017/4/001", json!({"ks_date": "before 1960"})),
        ("qw-008", "QW-008", json!({})),
    ];
    let mut mapped = linked(&told);
    let pairs: Vec<(AssetId, RecordUri)> = told.iter().map(|(slug, name, _)| (asset(slug), record(&mapped, name))).collect();
    let plan = mapped.describe(&["photographs-to-item"]);
    apply_all(&mut mapped, &plan);
    // Their shelf marks were replaced by those that the scans begin with.
    assert_eq!(
        plan.notices
            .iter()
            .filter(|notice| notice.text.contains("“c1960” cannot be read as a date"))
            .count(),
        1
    );
    let shown = |slug: &str, name: &str| {
        let uri = pairs.iter().find(|(id, _)| *id == asset(slug)).unwrap().1;
        let body = mapped.block_on(mapped.witness.record(uri));
        assert_eq!(dates(&body).len(), 1, "{slug}");
        (dates(&body)[0].clone(), headings(&mapped, &body, name))
    };
    assert_eq!(
        shown("ph-0010", "subjects"),
        (
            "creation; between 1955 and 1972; 1955; 1972; -; inclusive".to_owned(),
            vec!["Harbours".to_owned(), "Photographs".to_owned()]
        )
    );
    assert_eq!(
        shown("ph-0011", "subjects").1,
        ["Harbours", "Photographs", "Ferries"],
        "one heading may mean two"
    );
    assert_eq!(
        shown("ph-0012", "linked_agents"),
        (
            "creation; 12/5/1961; 1961-05-12; -; -; single".to_owned(),
            vec!["creator pht Müller-Façade, Zoë (1930-2004)".to_owned()]
        )
    );
    assert_eq!(shown("ph-0045", "subjects").0, "creation; 1950s; 1950; 1959; -; inclusive");
    assert_eq!(shown("ph-0001", "subjects").0, "creation; before 1960; -; 1959; -; inclusive");
    assert_eq!(
        extents(&body(&mapped, "QW-008")),
        ["1; cassettes; whole; -", "0.1; megabytes; whole; -"]
    );
    assert_quiet(&mut mapped, &["photographs-to-item"]);
}

#[test]
fn assets_to_digital_objects() {
    let told = [
        ("qw-001-1", "QW-001", json!({})),
        ("qw-002", "QW-002", json!({})),
        ("sc-005", "SC-005", json!({})),
        ("ph-0010", "KS017/4/010", json!({})),
        ("in-16", "KS017/4/101", json!({})),
    ];
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["asset-to-digital-object"]);
    apply_all(&mut mapped, &plan);
    let assets: Vec<AssetId> = told.iter().map(|(slug, ..)| asset(slug)).collect();
    let objects = mapped.block_on(mapped.witness.digital_objects(&assets));
    let expected = [
        ("moving_image", "video-master", "Adeyemi-Holt, Florence", 3),
        ("moving_image", "video-master", "Ásgrímsdóttir, Þórdís", 3),
        ("sound_recording", "audio-master", "Statement of the works council", 3),
        ("still_image", "image-master", "Ferry landing at low tide, no. 10", 1),
    ];
    for (asset, (kind, used, title, files)) in assets.iter().zip(expected) {
        let object = mapped.block_on(mapped.witness.record(objects[asset][0]));
        assert_eq!(
            (object["digital_object_type"].as_str(), object["title"].as_str()),
            (Some(kind), Some(title))
        );
        let versions = object["file_versions"].as_array().unwrap();
        assert_eq!(versions.len(), files + 1, "the page and the files: {versions:#?}");
        let master = &versions[1];
        assert_eq!(
            (master["use_statement"].as_str(), master["checksum_method"].as_str()),
            (Some(used), Some("md5"))
        );
        assert!(master["checksum"].as_str().is_some_and(|sum| sum.len() == 32) && master["file_size_bytes"].is_number());
        assert_eq!(master["publish"], json!(false));
    }
    assert_quiet(&mut mapped, &["asset-to-digital-object"]);
}

#[test]
fn records_to_assets() {
    let told = [
        ("qw-007", "QW-007", json!({})),
        ("qw-001-1", "QW-001", json!({})),
        ("ph-0010", "KS017/4/010", json!({})),
        ("sc-004", "SC-004", json!({})),
        ("in-05", "accession 1", json!({})),
        ("in-06", "resource 1", json!({})),
    ];
    for profile in ["record-to-asset", "record-context-minimal"] {
        let mut mapped = linked(&told);
        let plan = mapped.describe(&[profile]);
        apply_all(&mut mapped, &plan);
        let text = |slug: &str, name: &str| {
            let values = field(&mapped, asset(slug), name);
            values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|")
        };
        assert_eq!(text("qw-007", "archway_collection_title"), "Quayside Memory Project records");
        assert_eq!(text("in-06", "archway_collection_identifier"), "KS-017");
        let closed = "Access: Recordings are closed until 2061 unless an item says otherwise. (from 1990-01-01 until 2060-12-31; RestrictedSpecColl)";
        assert_eq!(text("sc-004", "archway_restrictions"), closed);
        assert_eq!(text("in-05", "archway_restrictions"), "Access: Until the donor has seen the list.");
        assert_eq!(text("ph-0010", "archway_restrictions"), "");
        let whole = profile == "record-to-asset";
        let if_whole = |text: &'static str| if whole { text } else { "" };
        assert_eq!(text("qw-007", "archway_creators"), if_whole("Müller-Façade, Zoë (1930-2004)"));
        assert_eq!(text("qw-007", "archway_languages"), if_whole("German"));
        assert_eq!(
            text("ph-0010", "archway_creators"),
            if_whole("Quayside Memory Project"),
            "inherited"
        );
        assert_eq!(text("ph-0010", "archway_dates"), if_whole("1941"));
        assert_eq!(text("in-06", "archway_subjects"), if_whole("Dockworkers -- Kelder|Oral history"));
        assert_eq!(text("qw-001-1", "archway_containers"), if_whole("box 12, folder 1"));
        assert_eq!(
            text("qw-001-1", "archway_citation"),
            if_whole(
                "Adeyemi-Holt, Florence, 1979 May 3, box 12, folder 1. Quayside Memory Project records, KS-017. Kelder Special Collections."
            )
        );
        assert_quiet(&mut mapped, &[profile]);
    }
}

#[test]
fn items_to_assets() {
    let told = [
        ("qw-007", "QW-007", json!({})),
        ("qw-001-1", "QW-001", json!({})),
        ("ph-0050", "KS017/4/050", json!({})),
        ("sc-004", "SC-004", json!({})),
        ("in-05", "accession 1", json!({})),
    ];
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["item-to-asset"]);
    apply_all(&mut mapped, &plan);
    let values = |slug: &str, name: &str| field(&mapped, asset(slug), name);
    assert_eq!(values("qw-007", "ks_title"), [json!("Müller-Façade, Zoë: Das Dock & after")]);
    assert_eq!(
        values("qw-001-1", "ks_creator"),
        [json!("Kelder Sound & Film Archive"), json!("Adeyemi-Holt, Florence (1921-1998)")]
    );
    assert_eq!(values("ph-0050", "ks_date"), [json!("1932")]);
    assert_eq!(values("sc-004", "ks_date"), [json!("undated")]);
    assert_eq!(
        values("in-05", "ks_notes"),
        [json!("Received as found; the list of the donor is in the file.")]
    );
    assert_quiet(&mut mapped, &["item-to-asset"]);
}

#[test]
fn both_directions_over_twenty_assets_settle() {
    let mut told = recordings();
    for number in 20..32 {
        let (slug, name) = (format!("ph-{number:04}"), format!("KS017/4/{number:03}"));
        told.push((
            slug.leak(),
            name.leak(),
            json!({"ks_creator": ["Łączyński, Bohdan"], "ks_date": "between 1955 and 1972"}),
        ));
    }
    let mut mapped = linked(&told);
    let both = ["asset-to-item", "item-to-asset"];
    for _ in 0..2 {
        let plan = mapped.describe(&both);
        if !plan.changes.is_empty() {
            apply_all(&mut mapped, &plan);
        }
    }
    assert_quiet(&mut mapped, &both);
}

const MEDIA: &str = r#"
name = "Kinds of media"
direction = "to_archivesspace"
source = "asset"
target = "digital_object"

[[rule]]
target = "digital_object_type"
from = ["field:carrier_condition"]
steps = [{ controlled = { add = true } }]
"#;

#[test]
fn a_value_that_a_list_lacks_is_added_by_a_change_of_its_own() {
    let mut mapped = Mapped::with(&[("media", MEDIA)]);
    link(
        &mut mapped,
        &[
            ("in-16", "KS017/4/101", json!({"carrier_condition": "fair"})),
            ("in-15", "KS017/4/102", json!({"carrier_condition": "fair"})),
        ],
    );
    let plan = mapped.describe(&["media"]);
    let additions = plan
        .changes
        .iter()
        .filter(|change| matches!(&change.action, Action::AddEnumerationValue { value, .. } if value == "fair"));
    assert_eq!(additions.count(), 1, "once for both");
    apply_all(&mut mapped, &plan);
    let objects = mapped.block_on(mapped.witness.digital_objects(&[asset("in-16"), asset("in-15")]));
    for uri in objects.values().flatten() {
        assert_eq!(mapped.block_on(mapped.witness.record(*uri))["digital_object_type"], "fair");
    }
    assert_quiet(&mut mapped, &["media"]);
}

#[test]
fn an_account_that_may_create_nothing_is_told_and_writes_the_rest() {
    let mut mapped = Mapped::as_user(Some("cataloguer"), &[("media", MEDIA)]);
    let told = recordings();
    link(&mut mapped, &told);
    set(&mapped, asset("in-16"), &json!({"carrier_condition": "fair"}));
    mapped.read_later();
    let before = counted(&mapped);
    let profiles = ["oral-history-to-item", "media"];
    let plan = mapped.describe(&profiles);
    let creates =
        |change: &archway::plan::Change| matches!(change.action, Action::CreateAuthority { .. } | Action::AddEnumerationValue { .. });
    assert!(!plan.changes.iter().any(creates), "{:#?}", plan.changes);
    let said = format!("{:?}", plan.notices) + &format!("{:?}", plan.changes.iter().map(|change| &change.findings).collect::<Vec<_>>());
    for words in [
        "no subject “Cranes”, and your account may not create one",
        "your account may not add it",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    apply_all(&mut mapped, &plan);
    assert_eq!(counted(&mapped), before, "nothing was made");
    let crane = body(&mapped, "QW-003B");
    assert_eq!(
        headings(&mapped, &crane, "subjects"),
        ["Dockworkers -- Kelder", "Oral history"],
        "what is there is linked"
    );
    assert_quiet(&mut mapped, &profiles);
}
