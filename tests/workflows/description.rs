//! A plan as mapping makes them: a subject, a person and a value of a list are made, then a digital object and two archival objects
//! that name them; records that are full of other things are edited; assets are described in bulk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use archway::domain::{AssetId, AuthorityKind, RecordKind, RecordUri, RepositoryId};
use archway::plan::condition::substance;
use archway::plan::placeholder::made_by;
use archway::plan::{
    Action, Change, ChangeId, Decision, Edit, Effect, FieldChange, FieldValues, Nature, Outcome, Plan, PlanId, Stage, Target, Workflow,
};
use archway::practice::institution;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::others::Colleague;
use crate::scene::Story;
use crate::support::{Desk, Systems, asset};
use crate::witness::Witness;

const REPOSITORY: RepositoryId = RepositoryId(2);
const SUBJECT: &str = "Tugboats (invented)";
const PERSON: &str = "Brandvold, Ottilie (invented)";
const LIST: &str = "extent_extent_type";
const VALUE: &str = "minutes_of_film";
/// Assets of which several fields of all types are written.
const DIGITISED: [&str; 6] = ["ph-0031", "ph-0032", "ph-0033", "ph-0034", "ph-0035", "ph-0036"];
/// The asset that gets a digital object, two changes in bulk and one with a note.
const DESCRIBED: &str = "ph-0040";

pub struct Description {
    pub systems: Systems,
    pub path: PathBuf,
    pub witness: Witness,
    colleague: Colleague,
    /// The record full of things that Archway does not map.
    pub rich: RecordUri,
    accession: RecordUri,
    digital_object: RecordUri,
    before: Shown,
    _folder: tempfile::TempDir,
}

/// What both systems show of all that the plan may touch.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub records: BTreeMap<RecordUri, Value>,
    assets: BTreeMap<AssetId, BTreeMap<String, Vec<Value>>>,
    values: Vec<Value>,
    /// Titles of all agents and subjects, in order.
    authorities: Vec<String>,
    /// Archival objects and digital objects, as many as there are.
    made: [usize; 2],
}

impl Description {
    pub fn new() -> Self {
        Self::with(Systems::start())
    }

    pub fn with(systems: Systems) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        let mut desk = Desk::at(folder.path());
        desk.create(&path, &systems);
        desk.set_up();
        drop(desk);
        let (witness, colleague, rich, digital_object) = systems.tokio.block_on(async {
            let witness = Witness::new(&systems).await;
            let rich = witness.named(REPOSITORY, "QW-001");
            enrich(&witness, rich).await;
            let linked = asset("qw-001-1");
            let digital_object = witness.digital_objects(&[linked]).await[&linked][0];
            (witness, Colleague::of(&systems).await, rich, digital_object)
        });
        let accession = witness.named(REPOSITORY, "accession 1");
        let mut description = Self {
            systems,
            path,
            witness,
            colleague,
            rich,
            accession,
            digital_object,
            before: Shown {
                records: BTreeMap::new(),
                assets: BTreeMap::new(),
                values: Vec::new(),
                authorities: Vec::new(),
                made: [0; 2],
            },
            _folder: folder,
        };
        description.before = description.shown();
        description
    }

    pub fn shown(&self) -> Shown {
        self.block_on(async {
            let mut records = BTreeMap::new();
            for uri in [self.rich, self.accession, self.digital_object] {
                records.insert(uri, without_order(substance(&self.witness.record(uri).await)));
            }
            let mut assets = BTreeMap::new();
            for slug in DIGITISED.into_iter().chain([DESCRIBED]) {
                let mut fields = BTreeMap::new();
                for view in ["description", "digitisation"] {
                    let values = self.witness.iconik.metadata_values(asset(slug), view_id(view)).await.unwrap();
                    fields.extend(values.unwrap_or_default());
                }
                assets.insert(asset(slug), fields);
            }
            let list = self.witness.archivesspace.enumeration_body(LIST).await.unwrap();
            Shown {
                records,
                assets,
                values: list["values"].as_array().unwrap().clone(),
                authorities: self.authorities().await,
                made: [
                    self.count(RecordKind::ArchivalObject).await,
                    self.count(RecordKind::DigitalObject).await,
                ],
            }
        })
    }

    async fn count(&self, kind: RecordKind) -> usize {
        self.witness.archivesspace.all_ids(REPOSITORY, kind, None).await.unwrap().len()
    }

    /// Headings of all subjects and persons.
    async fn authorities(&self) -> Vec<String> {
        let mut headings = Vec::new();
        for path in ["/subjects", "/agents/people"] {
            let listing = format!("{path}?page=1&page_size=250");
            let page = self.colleague.archivesspace(reqwest::Method::GET, &listing, &Value::Null).await;
            assert_eq!(page["last_page"], 1, "{path}");
            let found = page["results"].as_array().unwrap().iter();
            headings.extend(found.map(|body| body["title"].as_str().unwrap().to_owned()));
        }
        headings.sort();
        headings
    }

    pub fn changes(&self, ref_ids: [&str; 2]) -> Vec<Change> {
        let rich = self.block_on(self.witness.record(self.rich));
        let accession = self.block_on(self.witness.record(self.accession));
        let digital_object = self.block_on(self.witness.record(self.digital_object));
        let subject = json!({ "ref": made_by(ChangeId(1)) });
        let person = json!({ "ref": made_by(ChangeId(2)), "role": "creator" });
        let place = |parent: Value| (rich["resource"].clone(), parent);
        let mut changes = vec![
            new(
                1,
                &[],
                Action::CreateAuthority {
                    kind: AuthorityKind::Subject,
                    heading: SUBJECT.to_owned(),
                    body: json!({"jsonmodel_type": "subject", "source": "local", "vocabulary": "/vocabularies/1",
                        "terms": [{"term": SUBJECT, "term_type": "topical", "vocabulary": "/vocabularies/1"}]}),
                },
            ),
            new(
                2,
                &[],
                Action::CreateAuthority {
                    kind: AuthorityKind::Person,
                    heading: PERSON.to_owned(),
                    body: json!({"jsonmodel_type": "agent_person", "publish": true, "names": [{"jsonmodel_type": "name_person",
                        "primary_name": "Brandvold", "rest_of_name": "Ottilie (invented)", "name_order": "inverted", "source": "local",
                        "sort_name_auto_generate": true}]}),
                },
            ),
            new(
                3,
                &[],
                Action::AddEnumerationValue {
                    enumeration: LIST.to_owned(),
                    value: VALUE.to_owned(),
                },
            ),
            new(
                4,
                &[1, 2],
                Action::CreateDigitalObject {
                    repository: REPOSITORY,
                    asset: asset(DESCRIBED),
                    body: json!({"jsonmodel_type": "digital_object", "title": "A tug at the lock", "publish": false,
                        "digital_object_id": asset(DESCRIBED).to_string(), "subjects": [subject], "linked_agents": [person],
                        "file_versions": [{"jsonmodel_type": "file_version", "use_statement": "image-master",
                            "file_uri": format!("https://iconik.example.org/asset/{}", asset(DESCRIBED))}]}),
                },
            ),
        ];
        let archival_object = |number, needs: &[u32], ref_id: &str, title: &str, (resource, parent): (Value, Value), more: Value| {
            let mut body = json!({"jsonmodel_type": "archival_object", "title": title, "level": "item", "resource": resource,
                "parent": parent, "publish": false});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            new(
                number,
                needs,
                Action::CreateArchivalObject {
                    repository: REPOSITORY,
                    ref_id: ref_id.to_owned(),
                    body,
                },
            )
        };
        changes.extend([
            archival_object(
                5,
                &[1, 2, 3, 4],
                ref_ids[0],
                "A tug at the lock",
                place(rich["parent"].clone()),
                json!({"subjects": [subject], "linked_agents": [person],
                    "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1954-05-01"}],
                    "extents": [{"jsonmodel_type": "extent", "portion": "whole", "number": "12", "extent_type": VALUE}],
                    "lang_materials": [{"jsonmodel_type": "lang_material",
                        "language_and_script": {"jsonmodel_type": "language_and_script", "language": "eng"}}],
                    "notes": [{"jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": false,
                        "subnotes": [{"jsonmodel_type": "note_text", "content": "Shot from the quay.", "publish": false}]}],
                    "rights_statements": [{"jsonmodel_type": "rights_statement", "rights_type": "copyright", "status": "unknown",
                        "jurisdiction": "GB", "start_date": "1954-05-01"}],
                    "instances": [{"jsonmodel_type": "instance", "instance_type": "digital_object", "is_representative": true,
                        "digital_object": {"ref": made_by(ChangeId(4))}}]}),
            ),
            archival_object(
                6,
                &[5],
                ref_ids[1],
                "A detail of it",
                place(json!({ "ref": made_by(ChangeId(5)) })),
                json!({"position": 0}),
            ),
        ]);
        changes.extend(self.edits(&rich, &accession, &digital_object, &subject, &person));
        changes.extend(self.described(changes.len()));
        changes
    }

    fn edits(&self, rich: &Value, accession: &Value, digital_object: &Value, subject: &Value, person: &Value) -> Vec<Change> {
        let add = |list: &str, item: Value| Edit::Add { list: list.into(), item };
        let mut minutes = rich["extents"][0].clone();
        minutes["extent_type"] = json!(VALUE);
        let edit = |number, needs: &[u32], record: RecordUri, edits: Vec<(&str, Vec<Edit>)>| {
            let mut change = new(
                number,
                needs,
                Action::EditRecord {
                    record,
                    edits: edits.iter().map(|(key, edits)| ((*key).to_owned(), edits.clone())).collect(),
                },
            );
            change.fields = edits.iter().map(|(key, _)| FieldChange::set(*key, "new")).collect();
            change
        };
        vec![
            edit(
                7,
                &[1],
                self.rich,
                vec![
                    (
                        "title",
                        vec![Edit::Set {
                            property: "title".into(),
                            before: rich["title"].clone(),
                            after: json!("A title from iconik"),
                        }],
                    ),
                    ("subjects", vec![add("subjects", subject.clone())]),
                    (
                        "note.abstract",
                        vec![add(
                            "notes",
                            json!({"jsonmodel_type": "note_singlepart", "type": "abstract", "publish": false, "content": ["In short."]}),
                        )],
                    ),
                ],
            ),
            edit(
                8,
                &[2, 3],
                self.rich,
                vec![
                    (
                        "extents",
                        vec![Edit::Replace {
                            list: "extents".into(),
                            before: rich["extents"][0].clone(),
                            after: minutes,
                        }],
                    ),
                    ("agents", vec![add("linked_agents", person.clone())]),
                ],
            ),
            edit(
                9,
                &[],
                self.accession,
                vec![(
                    "content_description",
                    vec![Edit::Set {
                        property: "content_description".into(),
                        before: accession.get("content_description").cloned().unwrap_or_default(),
                        after: json!("Prints and negatives, and twelve reels."),
                    }],
                )],
            ),
            edit(
                10,
                &[2],
                self.digital_object,
                vec![
                    (
                        "title",
                        vec![Edit::Set {
                            property: "title".into(),
                            before: digital_object["title"].clone(),
                            after: json!("Tape 1, as published"),
                        }],
                    ),
                    (
                        "files",
                        vec![add(
                            "file_versions",
                            json!({"jsonmodel_type": "file_version", "file_uri": "https://media.example.org/tape-1.mkv",
                                "use_statement": "video-master", "publish": false}),
                        )],
                    ),
                ],
            ),
        ]
    }

    fn described(&self, already: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        let first = u32::try_from(already).unwrap() + 1;
        let mut add = |slug: &str, view: &str, needs: &[u32], after: Value, note: &str| {
            let id = first + u32::try_from(changes.len()).unwrap();
            let after: FieldValues = serde_json::from_value(after).unwrap();
            let now = self
                .block_on(self.witness.iconik.metadata_values(asset(slug), view_id(view)))
                .unwrap();
            let now = now.unwrap_or_default();
            let before: FieldValues = after
                .keys()
                .map(|field| (field.clone(), now.get(field).cloned().unwrap_or_default()))
                .collect();
            let mut change = new(
                id,
                needs,
                Action::UpdateAsset {
                    asset: asset(slug),
                    view: view_id(view).to_string(),
                    before,
                    after: after.clone(),
                    note: note.to_owned(),
                },
            );
            change.fields = after.keys().map(|field| FieldChange::set(field, "new")).collect();
            changes.push(change);
        };
        for (number, slug) in DIGITISED.into_iter().enumerate() {
            let after = json!({"reel_count": [number + 1], "playback_speed": [7.5], "cleared_for_web": [true],
                "carrier_condition": ["fair"], "digitised_by": [format!("Desk {number}")]});
            add(slug, "digitisation", &[], after, "");
        }
        add(
            DESCRIBED,
            "description",
            &[5],
            json!({"ks_notes": [made_by(ChangeId(5)), "From the catalogue"]}),
            "",
        );
        add(DESCRIBED, "description", &[], json!({"ks_subjects": ["tugs", "locks"]}), "");
        add(
            DESCRIBED,
            "description",
            &[],
            json!({"ks_title": ["A tug at the lock"]}),
            "Archway: described",
        );
        changes
    }

    /// All of the plan stands, once.
    fn assert_made_once(&self, plan: &Plan, context: &str) {
        let now = self.shown();
        let count = |heading: &str| now.authorities.iter().filter(|known| *known == heading).count();
        assert_eq!((count(SUBJECT), count(PERSON)), (1, 1), "{context}: {:?}", now.authorities);
        assert_eq!(now.authorities.len(), self.before.authorities.len() + 2, "{context}");
        let mut values = self.before.values.clone();
        values.push(json!(VALUE));
        assert_eq!(now.values, values, "{context}");
        assert_eq!(now.made, [self.before.made[0] + 2, self.before.made[1] + 1], "{context}");
        let made = |number: u32| {
            plan.change(ChangeId(number))
                .unwrap()
                .outcome
                .receipt()
                .unwrap()
                .made
                .clone()
                .unwrap()
        };
        let item = self.block_on(self.witness.record(made(5).parse().unwrap()));
        assert_eq!(item["subjects"], json!([{ "ref": made(1) }]), "{context}");
        assert_eq!(item["linked_agents"][0]["ref"], made(2), "{context}");
        assert_eq!(item["instances"][0]["digital_object"]["ref"], made(4), "{context}");
        let detail = self.block_on(self.witness.record(made(6).parse().unwrap()));
        assert_eq!(detail["parent"]["ref"], made(5), "{context}");
        self.assert_edited_once(&now, plan, context);
        for (number, slug) in DIGITISED.into_iter().enumerate() {
            let fields = &now.assets[&asset(slug)];
            assert_eq!(fields["reel_count"], [json!(number + 1)], "{context}: {fields:?}");
            assert_eq!(fields["cleared_for_web"], [json!(true)], "{context}");
        }
        let fields = &now.assets[&asset(DESCRIBED)];
        // Somebody may have written more behind it since.
        let texts = |field: &str| -> Vec<&str> {
            let values = fields[field].iter().map(|value| value.as_str().unwrap());
            values.map(|text| text.trim_end_matches(" (edited by a colleague)")).collect()
        };
        assert_eq!(texts("ks_notes"), [made(5).as_str(), "From the catalogue"], "{context}");
        assert_eq!(texts("ks_subjects"), ["tugs", "locks"], "{context}");
        assert_eq!(texts("ks_title"), ["A tug at the lock"], "{context}");
    }

    fn assert_edited_once(&self, now: &Shown, plan: &Plan, context: &str) {
        let made = |number: u32| {
            plan.change(ChangeId(number))
                .unwrap()
                .outcome
                .receipt()
                .unwrap()
                .made
                .clone()
                .unwrap()
        };
        let (then, rich) = (&self.before.records[&self.rich], &now.records[&self.rich]);
        let touched = ["title", "subjects", "notes", "extents", "linked_agents"];
        for (property, value) in then.as_object().unwrap() {
            if !touched.contains(&property.as_str()) {
                assert_eq!(Some(value), rich.get(property), "{context}: {property} was not to be touched");
            }
        }
        assert_eq!(rich["title"], "A title from iconik", "{context}");
        let added = |list: &str| rich[list].as_array().unwrap().len() - then[list].as_array().map_or(0, Vec::len);
        assert_eq!(
            ["subjects", "notes", "linked_agents", "extents"].map(added),
            [1, 1, 1, 0],
            "{context}"
        );
        for note in then["notes"].as_array().unwrap() {
            assert!(rich["notes"].as_array().unwrap().contains(note), "{context}: {note}");
        }
        assert_eq!(rich["extents"][0]["extent_type"], VALUE, "{context}");
        assert_eq!(
            rich["linked_agents"].as_array().unwrap().last().unwrap()["ref"],
            made(2),
            "{context}"
        );
        let files = |shown: &Shown| shown.records[&self.digital_object]["file_versions"].as_array().unwrap().len();
        assert_eq!(files(now), files(&self.before) + 1, "{context}");
    }
}

impl Story for Description {
    fn systems(&self) -> &Systems {
        &self.systems
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn plan(&self) -> PlanId {
        let [first, second] = [Uuid::now_v7(), Uuid::now_v7()].map(|id| id.simple().to_string());
        let plan = plan_of(self.changes([&first, &second]));
        self.open().shelf.with(|workspace| workspace.put_plan(&plan)).unwrap();
        plan.id
    }

    fn assert_done(&self, plan: &Plan, context: &str) {
        self.assert_made_once(plan, context);
        self.block_on(self.witness.assert_noted_once(plan, context));
    }

    fn assert_as_before(&self, undo: &Plan, context: &str) {
        assert_eq!(self.shown(), self.before, "{context}: undone");
        self.block_on(self.witness.assert_noted_once(undo, context));
    }

    fn settle_with_colleague(&mut self, context: &str) {
        let now = self.shown();
        assert_eq!(now.values, self.before.values, "{context}");
        assert_eq!(now.authorities, self.before.authorities, "{context}");
        assert_eq!(now.made, self.before.made, "{context}");
        for (record, body) in &now.records {
            for list in ["subjects", "notes", "extents", "linked_agents", "file_versions"] {
                assert_eq!(body.get(list), self.before.records[record].get(list), "{context}: {list}");
            }
        }
        self.before = now;
    }
}

/// What the server numbers anew with each save is told apart by what it says.
fn without_order(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.sort_keys();
        // A list that is empty and one that is not there are one and the same.
        fields.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
    }
    body
}

pub fn view_id(slug: &str) -> Uuid {
    institution::id("view", slug)
}

pub fn new(number: u32, needs: &[u32], action: Action) -> Change {
    let (effect, target, label) = match &action {
        Action::CreateAuthority { kind, heading, .. } => (Effect::Add, Target::NewAuthority { kind: *kind }, heading.clone()),
        Action::AddEnumerationValue { enumeration, value } => {
            (Effect::Add, Target::Enumeration { name: enumeration.clone() }, value.clone())
        }
        Action::CreateDigitalObject { repository, body, .. } => {
            let kind = RecordKind::DigitalObject;
            let target = Target::NewRecord {
                repository: *repository,
                kind,
            };
            (Effect::Add, target, body["title"].to_string())
        }
        Action::CreateArchivalObject { repository, body, .. } => {
            let kind = RecordKind::ArchivalObject;
            let target = Target::NewRecord {
                repository: *repository,
                kind,
            };
            (Effect::Add, target, body["title"].to_string())
        }
        Action::EditRecord { record, .. } | Action::AttachDigitalObjects { record, .. } => {
            (Effect::Alter, Target::Record { uri: *record }, record.to_string())
        }
        Action::UpdateAsset { asset, .. } => (Effect::Alter, Target::Asset { id: *asset }, asset.to_string()),
        other => panic!("not in this plan: {other:?}"),
    };
    Change {
        id: ChangeId(number),
        effect,
        target,
        label,
        fields: Vec::new(),
        because: "the rules of a profile".to_owned(),
        conditions: Vec::new(),
        needs: needs.iter().copied().map(ChangeId).collect(),
        findings: Vec::new(),
        action,
        nature: Nature::Plain,
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Accepted,
        outcome: Outcome::Pending,
    }
}

pub fn plan_of(changes: Vec<Change>) -> Plan {
    Plan {
        id: PlanId(Uuid::now_v7()),
        workflow: Workflow::Publish,
        title: "Publish a tug at the lock".to_owned(),
        created: Timestamp::now(),
        author: "archivist".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}

/// Gives a record everything that descriptions can hold.
pub async fn enrich(witness: &Witness, record: RecordUri) {
    let mut body = witness.record(record).await;
    assert!(
        body["rights_statements"].as_array().is_some_and(|list| !list.is_empty()),
        "{body:#}"
    );
    body["notes"] = json!([
        {"jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": false, "label": "Inhalt & Umfang",
         "subnotes": [{"jsonmodel_type": "note_text", "content": "One <emph render=\"italic\">line</emph>\n\nand another — „…“", "publish": false}]},
        {"jsonmodel_type": "note_singlepart", "type": "physdesc", "publish": true, "content": ["2 tapes", "1 folder"]}]);
    body["external_documents"] = json!([{"title": "Consent form", "location": "file:///forms/1.pdf", "publish": false}]);
    body["lang_materials"] =
        json!([{"jsonmodel_type": "lang_material", "language_and_script": {"jsonmodel_type": "language_and_script", "language": "dut"}}]);
    witness.archivesspace.update(&record, &body).await.unwrap();
}
