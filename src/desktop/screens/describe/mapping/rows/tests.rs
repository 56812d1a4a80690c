//! Tests of lines and filters.

use super::*;
use crate::domain::browse::Node;
use crate::domain::{RecordKind, RecordUri, RepositoryId};
use crate::mapping::{Direction, Profile, RecordType};
use crate::runtime::mapping_view::TrialRecord;

fn target(key: &str, group: &str, required: bool) -> TargetRow {
    TargetRow {
        key: key.into(),
        label: key.to_owned(),
        group: group.to_owned(),
        shape: Shape::Text,
        required,
        many: false,
        max_length: None,
        list: None,
        options: Vec::new(),
    }
}

fn trial() -> Trial {
    let lost = MappingFinding::new(FindingKind::RoundTrip, "month lost on the way back");
    let value = |key: &str, after: &str, findings: Vec<MappingFinding>| TrialValue {
        target: key.into(),
        before: String::new(),
        after: after.to_owned(),
        detail: String::new(),
        inherited: None,
        changes: true,
        findings,
    };
    Trial {
        ticket: 1,
        sources: Vec::new(),
        targets: vec![
            target("title", "Identity", true),
            target("dates.creation", "Dates", false),
            target("level", "Identity", true),
            target("notes.scopecontent", "Notes", false),
        ],
        records: 312,
        looked_at: 312,
        record: Some(TrialRecord {
            place: 0,
            label: "Reel 1".to_owned(),
            node: Node::Record(RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 1)),
            values: vec![value("title", "Reel 1", Vec::new()), value("dates.creation", "1981", vec![lost])],
        }),
        counts: vec![TargetCount {
            target: "title".into(),
            would_change: 312,
            empty: 0,
            findings: vec![(FindingKind::TooLong, 3), (FindingKind::Lossy, 0)],
        }],
        about_profile: vec![(
            Some("level".into()),
            MappingFinding::new(FindingKind::RequiredEmpty, "Level must have a value"),
        )],
        samples: Vec::new(),
    }
}

fn draft() -> Draft {
    Draft::of(&std::sync::Arc::new(crate::runtime::mapping_view::ProfileFile {
        profile: Profile {
            id: "sample".to_owned(),
            name: "Sample".to_owned(),
            about: String::new(),
            direction: Direction::ToArchivesspace,
            source: RecordType::Asset,
            target: RecordType::Record,
            view: None,
            on_conflict: Default::default(),
            opposite: None,
            publish: None,
            watch: None,
            lookup: Default::default(),
            rules: ["title", "dates.creation", "field:gone"]
                .map(|key| Rule::copy("title", key))
                .to_vec(),
        },
        path: Some("sample.toml".into()),
        errors: Vec::new(),
        text: String::new(),
    }))
}

fn keys(lines: &Lines<'_>) -> Vec<String> {
    lines
        .lines
        .iter()
        .map(|line| match line {
            Line::Group(words) => format!("[{words}]"),
            Line::Target(line) => line.target.key.to_string(),
        })
        .collect()
}

#[test]
fn targets_stand_under_their_headings_and_strangers_last() {
    let (draft, trial) = (draft(), trial());
    let lines = Lines::of(&draft, Some(&trial), Filter::All);
    assert_eq!(
        keys(&lines),
        [
            "[Identity]",
            "title",
            "level",
            "[Dates]",
            "dates.creation",
            "[Notes]",
            "notes.scopecontent",
            "[Not in this system]",
            "field:gone"
        ]
    );
    assert_eq!(lines.hidden, 0);
}

#[test]
fn each_filter_counts_what_it_shows_and_says_what_it_hides() {
    let (mut draft, trial) = (draft(), trial());
    draft.change(None, |profile| profile.rules[1].remark = "checked".to_owned());
    for filter in <Filter as strum::IntoEnumIterator>::iter() {
        let lines = Lines::of(&draft, Some(&trial), filter);
        let shown = lines.targets().count();
        assert_eq!(
            lines.counts.iter().find(|(known, _)| *known == filter).map(|(_, count)| *count),
            Some(shown)
        );
        assert_eq!(shown + lines.hidden, 5);
    }
    let of = |filter| -> Vec<String> {
        let lines = Lines::of(&draft, Some(&trial), filter);
        lines.targets().map(|line| line.target.key.to_string()).collect()
    };
    assert_eq!(of(Filter::Required), ["level"]);
    assert_eq!(of(Filter::Lossy), ["dates.creation"]);
    assert_eq!(of(Filter::Findings), ["title", "level", "dates.creation"]);
    assert_eq!(of(Filter::Changed), ["dates.creation"]);
    assert_eq!(of(Filter::Unmapped), ["level", "notes.scopecontent"]);
}

#[test]
fn what_other_records_have_is_said_with_their_number() {
    let (draft, trial) = (draft(), trial());
    let lines = Lines::of(&draft, Some(&trial), Filter::All);
    let said: Vec<Said> = lines
        .targets()
        .filter(|line| line.target.key.as_str() == "title")
        .flat_map(|line| line.said.clone())
        .collect();
    let words = "3 records: too long".to_owned();
    assert_eq!(
        said,
        [Said {
            severity: Severity::Warning,
            text: words
        }]
    );
}

#[test]
fn before_the_first_try_rules_are_shown_by_their_keys() {
    let draft = draft();
    let lines = Lines::of(&draft, None, Filter::All);
    assert_eq!(lines.targets().count(), 3);
}
