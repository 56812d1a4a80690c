//! Notes and rights statements.

use super::*;
use crate::mapping::item::{NoteItem, NoteRestriction, RightsItem};

fn rights(kind: &str, start: &str, end: Option<&str>) -> Step {
    Step::Rights {
        rights_type: kind.to_owned(),
        status: Some("copyrighted".to_owned()),
        jurisdiction: Some("gb".to_owned()),
        basis: Some("donor".to_owned()),
        start: start.to_owned(),
        end: end.map(str::to_owned),
    }
}

fn statement(step: Step, text: &str) -> (Option<RightsItem>, Vec<FindingKind>) {
    let (mut items, findings) = Bench::new().items(&[step], vec![Item::text(text)]);
    let statement = items.pop().map(|item| match item {
        Item::Rights(statement) => statement,
        other => panic!("{other:?} is no rights statement"),
    });
    (statement, findings)
}

fn given(statement: Option<RightsItem>) -> RightsItem {
    right(statement.ok_or("no statement was made"))
}

#[test]
fn every_type_has_what_archivesspace_requires_of_it() {
    let (copyright, findings) = statement(rights("copyright", "1981-05-03", Some("2051-12-31")), "Kelm Film");
    let copyright = given(copyright);
    assert_eq!(
        (copyright.status.as_deref(), copyright.jurisdiction.as_deref()),
        (Some("copyrighted"), Some("GB"))
    );
    assert_eq!(
        (copyright.start_date.as_str(), copyright.end_date.as_deref()),
        ("1981-05-03", Some("2051-12-31"))
    );
    assert_eq!((copyright.note.as_deref(), findings.len()), (Some("Kelm Film"), 0));
    let license = given(statement(rights("license", "1981-05-03", None), "For use in schools").0);
    assert_eq!(
        (license.license_terms.as_deref(), license.note, license.status),
        (Some("For use in schools"), None, None)
    );
    let statute = given(statement(rights("statute", "1981-05-03", None), "Act 7").0);
    assert_eq!(
        (statute.statute_citation.as_deref(), statute.jurisdiction.as_deref()),
        (Some("Act 7"), Some("GB"))
    );
    let other = given(statement(rights("other", "1981-05-03", None), "As agreed").0);
    assert_eq!(
        (other.other_rights_basis.as_deref(), other.note.as_deref()),
        (Some("donor"), Some("As agreed"))
    );
}

#[test]
fn days_come_from_sources() {
    let (found, findings) = statement(rights("license", "field:Filmed", None), "x");
    assert_eq!(found.map(|found| found.start_date).as_deref(), Some("1981-05-03"));
    assert!(findings.is_empty(), "{findings:?}");
    let (found, findings) = statement(rights("license", "field:Cleared", Some("field:Cleared")), "x");
    let found = given(found);
    assert_eq!(
        (found.start_date.as_str(), found.end_date.as_deref()),
        ("1981-01-01", Some("1981-12-31"))
    );
    assert_eq!(findings, [FindingKind::Lossy, FindingKind::Lossy]);
    assert_eq!(
        statement(rights("license", "field:None", None), "x"),
        (None, vec![FindingKind::RequiredEmpty])
    );
    let (found, findings) = statement(rights("license", "field:Ambiguous", None), "x");
    assert_eq!((found, findings), (None, vec![FindingKind::Unreadable, FindingKind::RequiredEmpty]));
    assert_eq!(
        statement(rights("license", "1981-05-03", Some("1980-01-01")), "x"),
        (None, vec![FindingKind::Unreadable])
    );
}

#[test]
fn long_terms_are_cut_and_kept_whole_in_the_note() {
    let long = "terms ".repeat(60);
    let (found, findings) = statement(rights("license", "1981-05-03", None), &long);
    let found = given(found);
    assert!(found.license_terms.is_some_and(|terms| terms.chars().count() <= 255));
    assert_eq!(found.note.as_deref(), Some(long.trim()));
    assert_eq!(findings, [FindingKind::TooLong]);
}

#[test]
fn steps_without_what_the_type_needs_are_broken() {
    let bench = Bench::new();
    let bare = |kind: &str| Step::Rights {
        rights_type: kind.to_owned(),
        status: None,
        jurisdiction: None,
        basis: None,
        start: "1981-05-03".to_owned(),
        end: None,
    };
    for kind in ["copyright", "statute", "other", "nonsense"] {
        assert_eq!(bench.broken(&[bare(kind)]).kind, FindingKind::BrokenRule, "{kind}");
    }
    assert!(bench.prepared(&[bare("license")]).is_ok());
    assert_eq!(bench.broken(&[rights("license", "1981-02-30", None)]).kind, FindingKind::BrokenRule);
    assert_eq!(bench.broken(&[rights("license", "1981", None)]).kind, FindingKind::BrokenRule);
}

#[test]
fn rights_in_words() {
    let bench = Bench::new();
    let steps = [rights("copyright", "1981-05-03", None), Step::RightsText];
    assert_eq!(
        bench.texts(&steps, &["Kelm Film"]).0,
        ["In copyright (GB), from 1981-05-03. Kelm Film"]
    );
}

#[test]
fn notes_take_the_type_of_their_target() {
    let bench = Bench::new().with_target("notes.scopecontent");
    let step = Step::Note {
        publish: true,
        label: Some("Content".to_owned()),
    };
    let (items, _) = bench.items(std::slice::from_ref(&step), vec![Item::text("One.\n\nTwo."), Item::text(" ")]);
    let [Item::Note(note)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(
        (note.note_type.as_str(), note.publish, note.label.as_deref()),
        ("scopecontent", true, Some("Content"))
    );
    assert_eq!(note.paragraphs, ["One.", "Two."]);
    let (texts, findings) = bench.texts(&[step, Step::NoteText], &["One.\n\nTwo."]);
    assert_eq!((texts, findings), (vec!["One.\n\nTwo.".to_owned()], vec![FindingKind::Lossy]));
    let restricted = Item::Note(NoteItem {
        paragraphs: vec!["Closed.".to_owned()],
        restriction: Some(NoteRestriction::default()),
        ..NoteItem::default()
    });
    assert_eq!(bench.items(&[Step::NoteText], vec![restricted]).1, [FindingKind::Lossy]);
}
