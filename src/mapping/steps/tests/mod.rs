//! Tests of whole rules on an invented asset. Persons, bodies and places are made up.

mod authorities;
mod back;
mod lists;
mod statements;
mod templates;
mod texts;

use std::collections::BTreeMap;
use std::fmt::Debug;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{Prepared, StepContext};
use crate::domain::{
    ApprovalStatus, Asset, AssetSnapshot, AssetType, Authority, AuthorityKind, AuthorityUri, Enumeration, IconikField, MediaKind,
    Vocabulary,
    vocabulary::{EnumerationValue, FieldOption},
};
use crate::mapping::face::TargetField;
use crate::mapping::finding::FindingKind;
use crate::mapping::item::{Item, Shape, Sourced};
use crate::mapping::profile::{Direction, LookupTable, Profile, RecordType, Rule};
use crate::mapping::step::Step;
use crate::mapping::subject::{AssetFacts, Evaluated, Subject, Surroundings};
use crate::mapping::{AuthorityIndex, MappingFinding};

/// The value of what must succeed.
fn right<T, E: Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

/// The error of what must fail.
fn wrong<T: Debug, E>(result: Result<T, E>) -> E {
    match result {
        Ok(value) => panic!("{value:?} was accepted"),
        Err(error) => error,
    }
}

/// Everything that steps are run with.
struct Bench {
    asset: AssetFacts,
    vocabulary: Vocabulary,
    authorities: AuthorityIndex,
    profile: Profile,
    target: TargetField,
}

fn authority(kind: AuthorityKind, id: u64, heading: &str, authority_id: Option<&str>) -> Authority {
    Authority {
        uri: AuthorityUri { kind, id },
        heading: heading.to_owned(),
        source: Some("local".to_owned()),
        authority_id: authority_id.map(str::to_owned),
        term_type: (kind == AuthorityKind::Subject).then(|| "topical".to_owned()),
        publish: true,
    }
}

fn enumeration(name: &str, editable: bool, values: &[&str]) -> (String, Enumeration) {
    let list = Enumeration {
        uri: "/config/enumerations/1".to_owned(),
        name: name.to_owned(),
        editable,
        default_value: None,
        values: values
            .iter()
            .map(|value| EnumerationValue {
                value: value.trim_start_matches('-').to_owned(),
                suppressed: value.starts_with('-'),
            })
            .collect(),
    };
    (name.to_owned(), list)
}

fn vocabulary() -> Vocabulary {
    let enumerations = [
        enumeration("extent_extent_type", true, &["reels", "linear_feet", "-leaves"]),
        enumeration("language_iso639_2", false, &["eng", "ger", "fre", "alg"]),
        enumeration("country_iso_3166", false, &["GB", "DE"]),
    ];
    let genre = IconikField {
        name: "Genre".to_owned(),
        label: "Genre".to_owned(),
        field_type: "drop_down".to_owned(),
        required: false,
        read_only: false,
        multi: true,
        options: [("news", "News film"), ("home", "Home movie")]
            .map(|(value, label)| FieldOption {
                value: value.to_owned(),
                label: label.to_owned(),
            })
            .to_vec(),
        min_value: None,
        max_value: None,
        description: String::new(),
    };
    Vocabulary {
        enumerations: BTreeMap::from(enumerations),
        fields: BTreeMap::from([("Genre".to_owned(), genre)]),
        may_add_values: true,
        may_create_authorities: true,
        ..Vocabulary::default()
    }
}

fn asset(metadata: Value) -> AssetFacts {
    let now = right("2024-02-03T04:05:06Z".parse());
    AssetFacts {
        snapshot: AssetSnapshot {
            asset: Asset {
                id: right("6f1d2c3b-0000-4000-8000-000000000001".parse()),
                title: "Lighters at dawn".to_owned(),
                asset_type: AssetType::Asset,
                media: MediaKind::Video,
                active: true,
                duration_ms: Some(1_915_000),
                external_id: None,
                approval: ApprovalStatus::Approved,
                collections: Vec::new(),
                versions: 1,
                created: Some(now),
                modified: Some(now),
            },
            body: json!({}),
            metadata: metadata.as_object().cloned().unwrap_or_default(),
            read_at: now,
        },
        details: None,
        collections: Vec::new(),
        page: String::new(),
    }
}

fn target(key: &str) -> TargetField {
    TargetField {
        key: key.into(),
        label: "Target".to_owned(),
        group: "Group".to_owned(),
        shape: Shape::Text,
        required: false,
        many: true,
        max_length: None,
        list: None,
        options: Vec::new(),
        read_only: false,
    }
}

impl Bench {
    fn new() -> Self {
        Self {
            asset: asset(json!({
                "Filmed": ["3 May 1981"],
                "Keywords": ["harbour", "lighterage"],
                "Cleared": ["1981"],
                "Ambiguous": ["3/4/1981"],
            })),
            vocabulary: vocabulary(),
            authorities: AuthorityIndex::new(vec![
                authority(AuthorityKind::Person, 1, "Marsh, Adela", Some("n00000001")),
                authority(AuthorityKind::Person, 2, "Ufer, Jonas", None),
                authority(AuthorityKind::Person, 3, "Ufer, Jonas", None),
                authority(AuthorityKind::CorporateEntity, 4, "Kelm Harbour Board", None),
                authority(AuthorityKind::Subject, 5, "Harbors -- Lighters", Some("sh00000005")),
            ]),
            profile: Profile {
                id: "test".to_owned(),
                name: "Test".to_owned(),
                about: String::new(),
                direction: Direction::ToArchivesspace,
                source: RecordType::Asset,
                target: RecordType::Record,
                view: None,
                on_conflict: crate::mapping::profile::ConflictPolicy::Ask,
                opposite: None,
                publish: None,
                watch: None,
                lookup: IndexMap::new(),
                rules: Vec::new(),
            },
            target: target("title"),
        }
    }

    fn with_target(mut self, key: &str) -> Self {
        self.target.key = key.into();
        self
    }

    fn with_table(mut self, name: &str, table: LookupTable) -> Self {
        self.profile.lookup.insert(name.to_owned(), table);
        self
    }

    /// Does something with the context that rules get.
    fn at<T>(&self, then: impl FnOnce(&StepContext<'_>) -> T) -> T {
        let around = Surroundings {
            vocabulary: &self.vocabulary,
            authorities: &self.authorities,
            now: right("2024-02-03T04:05:06Z".parse()),
        };
        then(&StepContext {
            subject: Subject::Asset(&self.asset),
            around: &around,
            target: Some(&self.target),
        })
    }

    fn prepared(&self, steps: &[Step]) -> Result<Prepared, MappingFinding> {
        let mut rule = Rule::copy("title", self.target.key.as_str());
        rule.steps = steps.to_vec();
        Prepared::new(&rule, &self.profile)
    }

    fn run(&self, steps: &[Step], items: Vec<Item>) -> Evaluated {
        let prepared = right(self.prepared(steps));
        self.at(|at| prepared.run(items.into_iter().map(Sourced::from).collect(), at))
    }

    /// Texts that come out, and kinds of findings.
    fn texts(&self, steps: &[Step], texts: &[&str]) -> (Vec<String>, Vec<FindingKind>) {
        let out = self.run(steps, texts.iter().map(|text| Item::text(*text)).collect());
        let texts = out.items.iter().map(|sourced| super::text_of(&sourced.item)).collect();
        (texts, out.findings.iter().map(|finding| finding.kind).collect())
    }

    /// Items that come out, and kinds of findings.
    fn items(&self, steps: &[Step], items: Vec<Item>) -> (Vec<Item>, Vec<FindingKind>) {
        let out = self.run(steps, items);
        let items = out.items.into_iter().map(|sourced| sourced.item).collect();
        (items, out.findings.iter().map(|finding| finding.kind).collect())
    }

    /// What is wrong with steps.
    fn broken(&self, steps: &[Step]) -> MappingFinding {
        wrong(self.prepared(steps))
    }
}
