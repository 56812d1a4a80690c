//! Two small systems in memory: plans are applied to them the way the runtime applies plans to the real ones. All names are invented.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::vocabulary::{EnumerationValue, FieldOption};
use crate::domain::{
    Asset, AssetId, AssetSnapshot, AssetType, Authority, AuthorityUri, Enumeration, IconikField, IconikView, MediaKind, Record, RecordKind,
    RecordSnapshot, RecordUri, RepositoryId, Vocabulary,
};
use crate::mapping::evaluate::Evaluator;
use crate::mapping::item::AgentRole;
use crate::mapping::profile::{ConflictPolicy, Direction, Profile, RecordType, Rule};
use crate::mapping::step::{DateForm, DayOrder, NameForm};
use crate::mapping::{AssetFacts, AuthorityIndex, RecordFacts, Step};
use crate::plan::{Action, Change, Decision, Outcome, Plan, PlanId, Receipt, placeholder};
use crate::workflows::PlanHead;
use crate::workflows::describe::{Agreements, DescribeContext, DescribeProfile, Described, Pairing, Through, plan_describe};

pub const REPOSITORY: RepositoryId = RepositoryId(2);

pub fn asset_id(number: u128) -> AssetId {
    AssetId(Uuid::from_u128(0x7b0c_2f34_1111_4222_8333_4444_5555_0000 + number))
}

pub fn record_uri(number: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, number)
}

pub fn head() -> PlanHead {
    PlanHead {
        id: PlanId(Uuid::nil()),
        now: Timestamp::UNIX_EPOCH,
        author: "archivist".to_owned(),
    }
}

/// The two systems, what is linked, and what was agreed.
pub struct World {
    pub assets: BTreeMap<AssetId, AssetFacts>,
    pub records: BTreeMap<RecordUri, RecordFacts>,
    pub links: Vec<(AssetId, RecordUri, Through)>,
    pub authorities: Vec<Authority>,
    pub vocabulary: Vocabulary,
    pub agreements: Agreements,
    pub profiles: Vec<Profile>,
}

impl World {
    /// One asset linked to one record, with profiles both ways.
    pub fn pair() -> Self {
        let mut world = Self {
            assets: BTreeMap::new(),
            records: BTreeMap::new(),
            links: Vec::new(),
            authorities: Vec::new(),
            vocabulary: vocabulary(),
            agreements: Agreements::default(),
            profiles: vec![to_archivesspace(), to_iconik()],
        };
        world.add_asset(1);
        world.add_record(311);
        world.link(1, 311, Through::Link);
        world
    }

    pub fn add_asset(&mut self, number: u128) {
        self.assets.insert(asset_id(number), asset(number));
    }

    pub fn add_record(&mut self, number: u64) {
        self.records.insert(record_uri(number), record(record_uri(number)));
    }

    pub fn link(&mut self, asset: u128, record: u64, through: Through) {
        self.links.push((asset_id(asset), record_uri(record), through));
    }

    pub fn set_field(&mut self, asset: u128, field: &str, values: &[&str]) {
        if let Some(facts) = self.assets.get_mut(&asset_id(asset)) {
            facts.snapshot.metadata.insert(field.to_owned(), json!(values));
        }
    }

    pub fn field(&self, asset: u128, field: &str) -> Vec<String> {
        self.assets
            .get(&asset_id(asset))
            .map(|facts| facts.snapshot.values(field))
            .unwrap_or_default()
    }

    pub fn set_body(&mut self, record: u64, property: &str, value: Value) {
        if let Some(facts) = self.records.get_mut(&record_uri(record)) {
            facts.snapshot.body[property] = value;
            settle_summary(facts);
        }
    }

    pub fn body(&self, record: u64) -> &Value {
        &self.records[&record_uri(record)].snapshot.body
    }

    /// The address of a subject with that heading, which is made where there is none.
    pub fn subject(&mut self, heading: &str) -> String {
        self.authority(crate::domain::AuthorityKind::Subject, heading)
    }

    fn authority(&mut self, kind: crate::domain::AuthorityKind, heading: &str) -> String {
        if let Some(known) = self
            .authorities
            .iter()
            .find(|known| known.heading == heading && known.uri.kind == kind)
        {
            return known.uri.to_string();
        }
        let uri = AuthorityUri {
            kind,
            id: self.authorities.len() as u64 + 1,
        };
        self.authorities.push(Authority {
            uri,
            heading: heading.to_owned(),
            source: Some("local".to_owned()),
            authority_id: None,
            term_type: (!kind.is_agent()).then(|| "topical".to_owned()),
            publish: false,
        });
        uri.to_string()
    }

    pub fn plan(&self) -> Described {
        let evaluators = self.evaluators();
        self.plan_with(&evaluators)
    }

    /// The profiles made ready. Making them takes longer than planning one pair by them.
    pub fn evaluators(&self) -> HashMap<String, Evaluator> {
        let ready = |profile: &Profile| (profile.id.clone(), Evaluator::new(profile, &self.vocabulary));
        let evaluators: HashMap<String, Evaluator> = self.profiles.iter().map(ready).collect();
        for (id, evaluator) in &evaluators {
            assert!(evaluator.broken().is_empty(), "{id}: {:?}", evaluator.broken());
        }
        evaluators
    }

    pub fn plan_with(&self, evaluators: &HashMap<String, Evaluator>) -> Described {
        let index = AuthorityIndex::new(self.authorities.clone());
        let profiles = self
            .profiles
            .iter()
            .map(|profile| DescribeProfile {
                profile: &evaluators[&profile.id],
                opposite: profile
                    .opposite
                    .as_ref()
                    .and_then(|id| evaluators.get(id))
                    .map(|opposite| opposite as _),
            })
            .collect();
        plan_describe(&DescribeContext {
            profiles,
            pairs: self
                .links
                .iter()
                .map(|(asset, record, through)| Pairing {
                    asset: &self.assets[asset],
                    record: &self.records[record],
                    digital_object: None,
                    through: *through,
                })
                .collect(),
            vocabulary: &self.vocabulary,
            authorities: &index,
            agreements: &self.agreements,
            head: head(),
        })
    }

    /// Plans, remembers what is settled, and applies every change that this accepts.
    pub fn round(&mut self, accept: impl Fn(&Change) -> bool) -> Plan {
        let evaluators = self.evaluators();
        self.round_with(&evaluators, accept)
    }

    pub fn round_with(&mut self, evaluators: &HashMap<String, Evaluator>, accept: impl Fn(&Change) -> bool) -> Plan {
        let Described { mut plan, settled } = self.plan_with(evaluators);
        settled.into_iter().for_each(|agreement| self.agreements.put(agreement));
        for place in 0..plan.changes.len() {
            if accept(&plan.changes[place]) {
                plan.changes[place].decision = Decision::Accepted;
                self.apply(&mut plan, place);
            }
        }
        plan
    }

    /// Applies one change as the runtime does: placeholders settled, edits made where they are ready, agreements remembered.
    pub fn apply(&mut self, plan: &mut Plan, place: usize) {
        let action = placeholder::settled_action(&plan.changes[place].action, plan).expect("what it needs was made before");
        let made = match action {
            Action::EditRecord { record, edits } => {
                let facts = self.records.get_mut(&record).expect("the record is there");
                for edit in edits.values().flatten() {
                    edit.make(&mut facts.snapshot.body);
                    assert_eq!(edit.state(&facts.snapshot.body), crate::plan::EditState::Applied, "{edit:?}");
                }
                settle_summary(facts);
                None
            }
            Action::UpdateAsset { asset, before, after, .. } => {
                let facts = self.assets.get_mut(&asset).expect("the asset is there");
                for (name, values) in after {
                    let held: Vec<Value> = facts
                        .snapshot
                        .metadata
                        .get(&name)
                        .and_then(Value::as_array)
                        .cloned()
                        .unwrap_or_default();
                    assert_eq!(held, before[&name], "{name} holds what the plan says");
                    facts.snapshot.metadata.insert(name, Value::Array(values));
                }
                None
            }
            Action::CreateAuthority { kind, heading, .. } => Some(self.authority(kind, &heading)),
            other => panic!("describing does not {other:?}"),
        };
        let change = &mut plan.changes[place];
        change.outcome = Outcome::Done {
            receipt: Receipt {
                at: Timestamp::UNIX_EPOCH,
                made,
                lock_version: None,
                before: Value::Null,
                already_there: false,
            },
        };
        change.agreed().into_iter().for_each(|agreement| self.agreements.put(agreement));
    }
}

/// The summary follows the body, as when a record is read again.
fn settle_summary(facts: &mut RecordFacts) {
    let title = facts
        .snapshot
        .body
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    facts.snapshot.record.display.clone_from(&title);
    facts.snapshot.record.title = Some(title);
}

pub fn record(uri: RecordUri) -> RecordFacts {
    RecordFacts {
        snapshot: RecordSnapshot {
            record: Record {
                uri,
                title: Some("Untitled reel".to_owned()),
                display: "Untitled reel".to_owned(),
                level: None,
                identifier: None,
                ref_id: None,
                dates: String::new(),
                container: String::new(),
                resource: Some(RecordUri::new(REPOSITORY, RecordKind::Resource, 1)),
                parent: None,
                position: 0,
                publish: true,
                suppressed: false,
                restricted: false,
                lock_version: 4,
            },
            body: json!({
                "jsonmodel_type": "archival_object", "uri": uri.to_string(), "lock_version": 4,
                "title": "Untitled reel", "level": "item", "last_modified_by": "ines", "user_mtime": "2024-05-03T10:00:00Z",
                "dates": [], "subjects": [], "linked_agents": [], "notes": [],
                "extents": [{"number": "1", "extent_type": "reels", "portion": "whole", "dimensions": "16 mm"}],
                "external_documents": [{"title": "Not mapped", "location": "https://example.org/a", "publish": false}],
                "user_defined": {"string_1": "not mapped either"},
            }),
            read_at: Timestamp::UNIX_EPOCH,
        },
        above: Vec::new(),
        path: vec!["Sample collection".to_owned(), "Untitled reel".to_owned()],
        repository: None,
        containers: HashMap::new(),
        page: format!("https://archives.example.org/resolve/edit?uri={uri}"),
    }
}

pub fn asset(number: u128) -> AssetFacts {
    let id = asset_id(number);
    AssetFacts {
        snapshot: AssetSnapshot {
            asset: Asset {
                id,
                title: format!("REEL_{number:04}"),
                asset_type: AssetType::default(),
                media: MediaKind::Video,
                active: true,
                duration_ms: Some(1_915_000),
                external_id: None,
                approval: Default::default(),
                collections: Vec::new(),
                versions: 1,
                created: None,
                modified: None,
            },
            body: json!({
                "date_modified": "2024-06-01T08:00:00Z",
                "updated_by_user_info": {"first_name": "Otto", "last_name": "Sample"},
            }),
            metadata: Default::default(),
            read_at: Timestamp::UNIX_EPOCH,
        },
        details: None,
        collections: Vec::new(),
        page: format!("https://iconik.example.org/asset/{id}"),
    }
}

pub fn field(name: &str, multi: bool) -> IconikField {
    IconikField {
        name: name.to_owned(),
        label: name.to_owned(),
        field_type: "string".to_owned(),
        required: false,
        read_only: false,
        multi,
        options: Vec::<FieldOption>::new(),
        min_value: None,
        max_value: None,
        description: String::new(),
    }
}

pub fn vocabulary() -> Vocabulary {
    let fields = [
        ("headline", false),
        ("year", false),
        ("summary", false),
        ("tags", true),
        ("makers", true),
    ];
    let list = |name: &str, values: &[&str]| Enumeration {
        uri: format!("/config/enumerations/{name}"),
        name: name.to_owned(),
        editable: true,
        default_value: None,
        values: values
            .iter()
            .map(|value| EnumerationValue {
                value: (*value).to_owned(),
                suppressed: false,
            })
            .collect(),
    };
    let lists = [
        list("archival_record_level", &["collection", "series", "file", "item", "otherlevel"]),
        list("extent_extent_type", &["reels", "cassettes"]),
        list("file_version_use_statement", &["video-master", "video-service"]),
        list("file_version_checksum_methods", &["md5", "sha-256"]),
    ];
    Vocabulary {
        enumerations: lists.into_iter().map(|list| (list.name.clone(), list)).collect(),
        fields: fields
            .iter()
            .map(|(name, multi)| ((*name).to_owned(), field(name, *multi)))
            .collect(),
        views: vec![IconikView {
            id: "view-1".to_owned(),
            name: "Description".to_owned(),
            fields: fields.iter().map(|(name, _)| (*name).to_owned()).collect(),
        }],
        schemas: BTreeMap::new(),
        may_add_values: true,
        may_create_authorities: true,
    }
}

pub fn rule(source: &str, target: &str, steps: Vec<Step>) -> Rule {
    Rule {
        steps,
        ..Rule::copy(source, target)
    }
}

pub fn profile(id: &str, opposite: Option<&str>, source: RecordType, target: RecordType, rules: Vec<Rule>) -> Profile {
    Profile {
        id: id.to_owned(),
        name: id.to_owned(),
        about: String::new(),
        direction: if target.is_iconik() {
            Direction::ToIconik
        } else {
            Direction::ToArchivesspace
        },
        source,
        target,
        view: None,
        on_conflict: ConflictPolicy::Ask,
        opposite: opposite.map(str::to_owned),
        publish: None,
        watch: None,
        lookup: Default::default(),
        rules,
    }
}

/// Of the date only the year goes over: lossy on purpose.
pub fn to_iconik() -> Profile {
    let rules = vec![
        rule("title", "field:headline", Vec::new()),
        rule("dates.creation", "field:year", vec![Step::DateText(DateForm::Year)]),
        rule("notes.scopecontent", "field:summary", vec![Step::NoteText]),
        rule("subjects", "field:tags", vec![Step::SubjectText]),
        rule("agents.creator", "field:makers", vec![Step::AgentText(NameForm::Inverted)]),
    ];
    profile("to-iconik", Some("to-archivesspace"), RecordType::Record, RecordType::Asset, rules)
}

pub fn to_archivesspace() -> Profile {
    let rules = vec![
        rule("field:headline", "title", Vec::new()),
        rule(
            "field:year",
            "dates.creation",
            vec![Step::Date {
                label: "creation".to_owned(),
                order: DayOrder::Ask,
                keep_expression: false,
            }],
        ),
        rule(
            "field:summary",
            "notes.scopecontent",
            vec![Step::Note {
                publish: true,
                label: None,
            }],
        ),
        rule(
            "field:tags",
            "subjects",
            vec![Step::Subject {
                term_type: "topical".to_owned(),
                source: "local".to_owned(),
                create: true,
            }],
        ),
        rule(
            "field:makers",
            "agents.creator",
            vec![Step::Agent {
                kind: crate::domain::AuthorityKind::Person,
                role: Some(AgentRole::Creator),
                relator: None,
                source: "local".to_owned(),
                create: true,
            }],
        ),
    ];
    profile("to-archivesspace", Some("to-iconik"), RecordType::Asset, RecordType::Record, rules)
}
