use proptest::prelude::*;

use super::*;
use crate::domain::AuthorityKind;

fn authority(kind: AuthorityKind, id: u64, heading: &str, authority_id: Option<&str>) -> Authority {
    Authority {
        uri: AuthorityUri { kind, id },
        heading: heading.to_owned(),
        source: None,
        authority_id: authority_id.map(str::to_owned),
        term_type: None,
        publish: true,
    }
}

fn index() -> AuthorityIndex {
    use AuthorityKind::{CorporateEntity, Person, Subject};
    AuthorityIndex::new(vec![
        authority(Person, 1, "Marsh, Adela", Some("http://id.loc.gov/authorities/names/n79021164")),
        authority(Person, 2, "Marsh, Adela.", None),
        authority(Person, 3, "Brontë, Zoë", None),
        authority(CorporateEntity, 1, "Marshland Film Unit", Some("nr2001")),
        authority(Subject, 1, "Marshes", Some("sh85")),
        authority(Subject, 2, "Docks -- Labour", None),
    ])
}

fn ids(found: Vec<&Authority>) -> Vec<String> {
    found.into_iter().map(|authority| authority.uri.to_string()).collect()
}

#[test]
fn headings_are_compared_without_case_accents_spaces_and_end_points() {
    let index = index();
    assert_eq!(
        ids(index.by_heading("MARSH,  adela", false)),
        ["/agents/people/1", "/agents/people/2"]
    );
    assert_eq!(ids(index.by_heading("Bronte, Zoe", false)), ["/agents/people/3"]);
    assert_eq!(ids(index.by_heading("docks--labour.", true)), ["/subjects/2"]);
    assert!(index.by_heading("Marshes", false).is_empty());
    assert!(index.by_heading("", false).is_empty());
}

#[test]
fn ids_are_found_bare_and_inside_addresses() {
    let index = index();
    for id in [
        "n79021164",
        "N79021164 ",
        "http://id.loc.gov/authorities/names/n79021164",
        "https://id.loc.gov/authorities/names/n79021164.html",
        "https://id.loc.gov/authorities/names/n79021164/",
    ] {
        assert_eq!(index.by_authority_id(id).map(|found| found.uri.id), Some(1), "{id}");
    }
    assert_eq!(
        index
            .by_authority_id("https://example.org/nr2001")
            .map(|found| found.uri.to_string()),
        Some("/agents/corporate_entities/1".to_owned())
    );
    for id in ["", "/", "n7902", " "] {
        assert_eq!(index.by_authority_id(id), None, "{id}");
    }
}

#[test]
fn typing_the_beginnings_of_words_finds_headings() {
    let index = index();
    assert_eq!(
        ids(index.search("marsh", false, 9)),
        ["/agents/people/1", "/agents/people/2", "/agents/corporate_entities/1"]
    );
    assert_eq!(ids(index.search("ade mar", false, 9)), ["/agents/people/1", "/agents/people/2"]);
    assert_eq!(ids(index.search("marsh, adela", false, 1)), ["/agents/people/1"]);
    assert_eq!(ids(index.search("zoe", false, 9)), ["/agents/people/3"]);
    assert_eq!(ids(index.search("lab", true, 9)), ["/subjects/2"]);
    assert!(index.search(" ,", false, 9).is_empty());
    assert!(index.search("arsh", false, 9).is_empty());
}

#[test]
fn the_later_of_two_with_one_address_stands() {
    let index = AuthorityIndex::new(vec![
        authority(AuthorityKind::Person, 1, "Old", None),
        authority(AuthorityKind::Person, 1, "New", None),
    ]);
    assert_eq!(index.len(), 1);
    assert!(index.by_heading("Old", false).is_empty());
    assert_eq!(index.by_heading("New", false).len(), 1);
}

#[test]
fn a_hundred_thousand_are_all_found() {
    let all = (0..100_000).map(|id| {
        authority(
            AuthorityKind::Person,
            id,
            &format!("Person{id:05}, Invented"),
            Some(&format!("x{id}")),
        )
    });
    let index = AuthorityIndex::new(all.collect());
    for id in (0..100_000).step_by(997) {
        assert_eq!(index.by_heading(&format!("person{id:05}, invented"), false).len(), 1);
        assert_eq!(index.by_authority_id(&format!("X{id}")).map(|found| found.uri.id), Some(id));
    }
    assert_eq!(index.search("person0001", false, 50).len(), 10);
    assert_eq!(index.search("invented person0001", false, 50).len(), 10);
}

#[test]
fn a_name_without_dates_finds_agents_whose_heading_has_them_unless_one_is_just_that() {
    use AuthorityKind::{Person, Subject};
    let index = AuthorityIndex::new(vec![
        authority(Person, 1, "Quill, Ada, 1902-1988", None),
        authority(Person, 2, "Rope, Bo (1911-)", None),
        authority(Person, 3, "Rope, Bo (active 1850-1870)", None),
        authority(Person, 4, "Tar, Cy, 1920-", None),
        authority(Person, 5, "Tar, Cy", None),
        authority(Person, 6, "Mast, Di (Mrs)", None),
        authority(Subject, 1, "Strikes, 1926", None),
    ]);
    assert_eq!(ids(index.by_heading("quill, ada", false)), ["/agents/people/1"]);
    assert_eq!(
        ids(index.by_heading("Rope, Bo", false)),
        ["/agents/people/2", "/agents/people/3"],
        "a person says which"
    );
    assert_eq!(ids(index.by_heading("Tar, Cy", false)), ["/agents/people/5"]);
    assert!(
        index.by_heading("Quill, Ada, 1950-", false).is_empty(),
        "another person of the same name"
    );
    assert!(index.by_heading("Mast, Di", false).is_empty());
    assert!(index.by_heading("Strikes", true).is_empty());
}

proptest! {
    #[test]
    fn the_short_ways_give_the_same(text in "[\\x00-\\x7f]{0,20}", id in "[ -~é]{0,12}(\\.html|/)?") {
        let long: String = folded_letters(&text).filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let points = long.trim_end_matches(['.', ',', ';']);
        prop_assert_eq!(fold(&text), if points.is_empty() { long.as_str() } else { points });
        let lower = id.trim().to_lowercase();
        prop_assert!(has_segments(&lower) || last_segment(&id) == lower);
    }
}
