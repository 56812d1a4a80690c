//! Mapping profiles of the invented institution, and what trying them gives. Values are made from samples, not by real rules.

use std::path::PathBuf;

use archway::domain::browse::Node;
use archway::domain::{Authority, AuthorityKind, AuthorityUri};
use archway::mapping::profile::{ConflictPolicy, LookupTable, PublishSettings};
use archway::mapping::step::{Clean, DayOrder, DurationForm, Otherwise};
use archway::mapping::{Direction, FindingKind, MappingFinding, Profile, RecordType, Rule, Shape, SourceKey, Step, TargetKey};
use archway::runtime::mapping_view::{
    ProfileError, ProfileFile, ProfileSummary, Sample, SourceRow, TargetCount, TargetRow, Trial, TrialRecord, TrialValue,
};
use archway::runtime::{Command, Event};

use super::asset;

/// Records that the profiles apply to.
pub const RECORDS: u64 = 312;

/// The profiles of the workspace and the presets.
#[derive(Debug, Clone)]
pub struct Profiles {
    pub files: Vec<ProfileFile>,
    presets: Vec<ProfileFile>,
}

impl Profiles {
    pub fn new() -> Self {
        let own = |profile: Profile, text: &str, errors: Vec<ProfileError>| ProfileFile {
            path: Some(PathBuf::from(format!("/mappings/{}.toml", profile.id))),
            profile,
            errors,
            text: text.to_owned(),
        };
        let preset = |profile: Profile| ProfileFile {
            profile,
            path: None,
            errors: Vec::new(),
            text: String::new(),
        };
        let broken = "name = \"Broken by hand\"\ndirection = \"to_archivesspace\"\n\n[[rule]]\ntarget = \"title\"\nfrom = [\"title\"]\n\n[[rule]]\ntarget = \"level\"\nalwys = \"item\"\n";
        let error = ProfileError {
            line: 10,
            column: 1,
            text: "a rule has no “alwys”; write always, from, only_if, steps, when_empty, merge or remark".to_owned(),
        };
        Self {
            files: vec![
                own(oral_histories(), "", Vec::new()),
                own(
                    Profile {
                        rules: vec![Rule::copy("title", "title")],
                        ..empty("broken", "Broken by hand")
                    },
                    broken,
                    vec![error],
                ),
            ],
            presets: vec![
                preset(Profile {
                    publish: Some(PublishSettings::default()),
                    rules: vec![
                        Rule::copy("title", "title"),
                        fixed("level", "item"),
                        Rule::copy("duration", "extents"),
                    ],
                    ..empty("publish-items", "Approved assets → items")
                }),
                preset(Profile {
                    direction: Direction::ToIconik,
                    source: RecordType::Record,
                    target: RecordType::Asset,
                    rules: vec![Rule::copy("titles_path", "field:archival_context")],
                    ..empty("context", "Archival context → iconik")
                }),
            ],
        }
    }

    fn all(&self) -> impl Iterator<Item = &ProfileFile> {
        self.files.iter().chain(&self.presets)
    }

    fn summaries(&self) -> Event {
        let summary = |file: &ProfileFile| ProfileSummary {
            id: file.profile.id.clone(),
            name: file.profile.name.clone(),
            about: file.profile.about.clone(),
            direction: file.profile.direction,
            preset: file.path.is_none(),
            publishes: file.profile.publish.is_some(),
            watched: file.profile.watch.is_some(),
            rules: file.profile.rules.len(),
            errors: file.errors.len(),
        };
        Event::Profiles(self.all().map(summary).collect())
    }

    fn open(&self, id: &str) -> Vec<Event> {
        let found = self.all().find(|file| file.profile.id == id);
        found.map(|file| Event::Profile(Box::new(file.clone()))).into_iter().collect()
    }

    /// What the runtime would say to a command about profiles; `None` where it is about something else.
    pub fn answer(&mut self, command: &Command) -> Option<Vec<Event>> {
        Some(match command {
            Command::LoadProfiles => vec![self.summaries()],
            Command::OpenProfile(id) => self.open(id),
            Command::SaveProfile { profile, save_as } => {
                let mut profile = Profile::clone(profile);
                if let Some(name) = save_as {
                    profile.id.clone_from(name);
                }
                let file = ProfileFile {
                    path: Some(PathBuf::from(format!("/mappings/{}.toml", profile.id))),
                    profile,
                    errors: Vec::new(),
                    text: String::new(),
                };
                self.files.retain(|known| known.profile.id != file.profile.id);
                self.files.insert(0, file.clone());
                vec![Event::Profile(Box::new(file)), self.summaries()]
            }
            Command::DeleteProfile(id) => {
                self.files.retain(|known| known.profile.id != *id);
                vec![self.summaries()]
            }
            Command::TryProfile {
                ticket,
                profile,
                place,
                focus,
            } => vec![Event::Tried(std::sync::Arc::new(trial(*ticket, profile, *place, focus.as_ref())))],
            Command::ReadLookup(path) => {
                let rows = [("lighterage", "Lighterage"), ("tugs", "Tugboats"), ("ferries", "Ferries")];
                vec![Event::LookupRead {
                    path: path.clone(),
                    table: LookupTable {
                        rows: rows
                            .map(|(value, heading)| (value.to_owned(), vec![heading.to_owned()]))
                            .into_iter()
                            .collect(),
                        ..LookupTable::default()
                    },
                    problems: vec!["line 7: three columns where two are expected".to_owned()],
                }]
            }
            Command::FindAuthorities { ticket, text, subjects } => vec![Event::AuthoritiesFound {
                ticket: *ticket,
                hits: authorities(text, *subjects),
            }],
            Command::LoadWatches => vec![Event::Watches {
                watches: Vec::new(),
                days: Vec::new(),
            }],
            _ => return None,
        })
    }
}

fn empty(id: &str, name: &str) -> Profile {
    Profile {
        id: id.to_owned(),
        name: name.to_owned(),
        about: String::new(),
        direction: Direction::ToArchivesspace,
        source: RecordType::Asset,
        target: RecordType::Record,
        view: None,
        on_conflict: ConflictPolicy::Ask,
        opposite: None,
        publish: None,
        watch: None,
        lookup: Default::default(),
        rules: Vec::new(),
    }
}

fn fixed(target: &str, value: &str) -> Rule {
    Rule {
        from: Vec::new(),
        always: Some(value.to_owned()),
        ..Rule::copy("", target)
    }
}

fn with_steps(source: &str, target: &str, steps: Vec<Step>) -> Rule {
    Rule {
        steps,
        ..Rule::copy(source, target)
    }
}

/// The profile of the drawing: oral histories become items.
pub fn oral_histories() -> Profile {
    let date = Step::Date {
        label: "creation".to_owned(),
        order: DayOrder::DayFirst,
        keep_expression: true,
    };
    let agent = Step::Agent {
        kind: AuthorityKind::Person,
        role: None,
        relator: Some("ive".to_owned()),
        source: "local".to_owned(),
        create: false,
    };
    let subject = Step::Subject {
        term_type: "topical".to_owned(),
        source: "lcsh".to_owned(),
        create: false,
    };
    let extent = Step::Extent {
        extent_type: "video file".to_owned(),
        number: "1".to_owned(),
        portion: "whole".to_owned(),
        details: true,
    };
    let pattern = Step::Pattern {
        find: "^QW-(\\d+)_.*_(\\d+)".to_owned(),
        replace: "QW-$1-$2".to_owned(),
        otherwise: Otherwise::LeaveOut,
    };
    let template = "{{ value }} held by the interviewee’s estate.".to_owned();
    let rows = [
        ("cranes", "Cranes, derricks, etc."),
        ("dockers", "Dockworkers"),
        ("strike 1981", "Strikes and lockouts"),
    ];
    let mut profile = Profile {
        about: "Interviews of the harbour project become items below their series.".to_owned(),
        view: Some("Oral history".to_owned()),
        opposite: Some("context".to_owned()),
        rules: vec![
            with_steps("title", "title", vec![Step::CleanUp(vec![Clean::Spaces, Clean::FileEnding])]),
            with_steps("file.master.name", "component_id", vec![pattern]),
            fixed("level", "item"),
            with_steps("field:recorded", "dates.creation", vec![date]),
            with_steps("field:interviewer", "agents.creator", vec![agent]),
            with_steps("field:keywords", "subjects", vec![Step::Lookup("harbour".to_owned()), subject]),
            with_steps("field:rights", "notes.userestrict", vec![Step::Template(template)]),
            with_steps("duration", "extents", vec![Step::Duration(DurationForm::Clock), extent]),
        ],
        ..empty("oral-histories", "Oral histories → items")
    };
    profile.lookup.insert(
        "harbour".to_owned(),
        LookupTable {
            rows: rows
                .map(|(value, heading)| (value.to_owned(), vec![heading.to_owned()]))
                .into_iter()
                .collect(),
            ..LookupTable::default()
        },
    );
    profile
}

fn sources(kind: RecordType) -> Vec<SourceRow> {
    type Line = (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        Shape,
        u64,
        &'static [&'static str],
    );
    let assets: [Line; 16] = [
        (
            "title",
            "Title",
            "Asset",
            "text",
            Shape::Text,
            312,
            &["Interview with a crane driver, part 1", "Quayside walk, silent"],
        ),
        (
            "file.master.name",
            "Original name",
            "Files",
            "file",
            Shape::Text,
            312,
            &["QW-003_b12_f03_001.mp4"],
        ),
        ("duration", "Duration", "Files", "computed", Shape::Number, 306, &["00:31:55"]),
        (
            "file.master.checksum",
            "Master checksum",
            "Files",
            "file",
            Shape::Text,
            275,
            &["5d41402abc4b2a76b9719d911017c592"],
        ),
        (
            "approval.by",
            "Approved by",
            "Approval",
            "approval",
            Shape::Text,
            125,
            &["M. Quill"],
        ),
        (
            "field:recorded",
            "Recorded",
            "Metadata",
            "date",
            Shape::Date,
            296,
            &["1981-05-03", "circa 1980"],
        ),
        (
            "field:interviewer",
            "Interviewer",
            "Metadata",
            "drop-down",
            Shape::Text,
            140,
            &["Marsh, Odile"],
        ),
        (
            "field:keywords",
            "Keywords",
            "Metadata",
            "tags",
            Shape::Text,
            206,
            &["cranes", "dockers", "lighterage"],
        ),
        (
            "field:rights",
            "Rights status",
            "Metadata",
            "drop-down",
            Shape::Text,
            312,
            &["Copyright"],
        ),
        (
            "field:language",
            "Language",
            "Metadata",
            "drop-down",
            Shape::Language,
            222,
            &["English"],
        ),
        (
            "field:place",
            "Place",
            "Metadata",
            "text",
            Shape::Text,
            69,
            &["Quayside", "港湾地区"],
        ),
        (
            "field:camera",
            "Camera notes",
            "Metadata",
            "text",
            Shape::Text,
            28,
            &["two takes, second one sharper"],
        ),
        (
            "field:long",
            "Remarks of the digitisation laboratory about the state of the tape before it was played for the last time",
            "Metadata",
            "text",
            Shape::Text,
            1,
            &["sticky"],
        ),
        (
            "field:narrator",
            "語り手 (Narrator)",
            "Metadata",
            "text",
            Shape::Text,
            96,
            &["Þórdís Ásgrímsdóttir"],
        ),
        ("field:episode", "Episode", "Metadata", "number", Shape::Number, 0, &[]),
        ("field:shelf", "Shelf mark", "Metadata", "text", Shape::Text, 0, &[]),
    ];
    let records: [Line; 3] = [
        (
            "titles_path",
            "Titles path",
            "Record",
            "computed",
            Shape::Text,
            312,
            &["MS 042 › Oral histories › Marsh, Odile"],
        ),
        (
            "inherited.dates.creation",
            "Nearest date",
            "Inherited",
            "computed",
            Shape::Date,
            300,
            &["1979"],
        ),
        (
            "notes.accessrestrict",
            "Conditions governing access",
            "Notes",
            "note",
            Shape::Note,
            41,
            &["Closed until 2041"],
        ),
    ];
    let list: Vec<Line> = if kind.is_iconik() { assets.to_vec() } else { records.to_vec() };
    list.into_iter()
        .map(|(key, label, group, kind, shape, filled, samples)| SourceRow {
            key: key.into(),
            label: label.to_owned(),
            group: group.to_owned(),
            kind: kind.to_owned(),
            shape,
            filled,
            samples: samples.iter().map(|sample| (*sample).to_owned()).collect(),
        })
        .collect()
}

fn targets(kind: RecordType) -> Vec<TargetRow> {
    type Line = (&'static str, &'static str, &'static str, Shape, bool, bool);
    let record: [Line; 14] = [
        ("title", "Title", "Identity", Shape::Text, true, false),
        ("component_id", "Component id", "Identity", Shape::Text, false, false),
        ("level", "Level", "Identity", Shape::Text, true, false),
        ("languages", "Languages", "Identity", Shape::Language, false, true),
        ("dates.creation", "Date", "Dates", Shape::Date, false, true),
        ("dates.broadcast", "Date of broadcast", "Dates", Shape::Date, false, true),
        ("agents.creator", "Creator", "Agents and subjects", Shape::Agent, false, true),
        ("subjects", "Subjects", "Agents and subjects", Shape::Subject, false, true),
        ("notes.userestrict", "Conditions governing use", "Rights", Shape::Note, false, true),
        (
            "notes.accessrestrict",
            "Conditions governing access",
            "Rights",
            Shape::Note,
            false,
            true,
        ),
        ("rights", "Rights statement", "Rights", Shape::Rights, false, true),
        ("extents", "Extent", "Extent", Shape::Extent, false, true),
        ("notes.scopecontent", "Scope and contents", "Notes", Shape::Note, false, true),
        ("notes.processinfo", "Processing information", "Notes", Shape::Note, false, true),
    ];
    let asset: [Line; 2] = [
        ("field:archival_context", "Archival context", "Archway", Shape::Text, false, false),
        ("field:closed_until", "Closed until", "Archway", Shape::Date, false, false),
    ];
    let list: Vec<Line> = if kind.is_iconik() { asset.to_vec() } else { record.to_vec() };
    list.into_iter()
        .map(|(key, label, group, shape, required, many)| TargetRow {
            key: key.into(),
            label: label.to_owned(),
            group: group.to_owned(),
            shape,
            required,
            many,
            max_length: (key == "title").then_some(8192),
            list: (key == "level").then(|| "archival_record_level".to_owned()),
            options: if key == "level" {
                ["file", "item", "series"].map(str::to_owned).to_vec()
            } else {
                Vec::new()
            },
        })
        .collect()
}

/// What trying a profile gives.
pub fn trial(ticket: u64, profile: &Profile, place: u64, focus: Option<&TargetKey>) -> Trial {
    let place = place.min(RECORDS - 1);
    let all = sources(profile.source);
    let targets = targets(profile.target);
    let values = targets.iter().map(|target| value(profile, &all, target, place)).collect();
    let counts = profile
        .rules
        .iter()
        .map(|rule| TargetCount {
            target: rule.target.clone(),
            would_change: if rule.always.is_some() { 0 } else { filled(&all, rule).min(298) },
            empty: RECORDS - filled(&all, rule).min(RECORDS),
            findings: if rule.target.as_str() == "subjects" {
                vec![(FindingKind::Unmapped, 3), (FindingKind::ToCreate, 12)]
            } else {
                Vec::new()
            },
        })
        .collect();
    let required = targets
        .iter()
        .filter(|target| target.required && profile.rule_for(&target.key).is_none())
        .map(|target| {
            let words = format!("{} must have a value and no rule gives one", target.label);
            (Some(target.key.clone()), MappingFinding::new(FindingKind::RequiredEmpty, words))
        });
    let about_profile = required.collect();
    let samples = focus
        .and_then(|focus| profile.rule_for(focus))
        .map(|rule| samples(profile, &all, rule))
        .unwrap_or_default();
    Trial {
        ticket,
        about_profile,
        records: RECORDS,
        looked_at: RECORDS,
        record: Some(TrialRecord {
            place,
            label: format!("QW-003_b12_f03_{:03}", place + 1),
            node: Node::Asset(asset(4)),
            values,
        }),
        counts,
        samples,
        sources: all,
        targets,
    }
}

fn filled(all: &[SourceRow], rule: &Rule) -> u64 {
    match rule.from.first() {
        None => RECORDS,
        Some(key) => all.iter().find(|source| source.key == *key).map_or(0, |source| source.filled),
    }
}

fn sample_of(all: &[SourceRow], key: &SourceKey, place: u64) -> String {
    let source = all.iter().find(|source| source.key == *key);
    let samples = source.map(|source| source.samples.as_slice()).unwrap_or_default();
    match samples.len() {
        0 => String::new(),
        count => samples[place as usize % count].clone(),
    }
}

fn value(profile: &Profile, all: &[SourceRow], target: &TargetRow, place: u64) -> TrialValue {
    let key = target.key.as_str();
    let before = if key == "notes.processinfo" { "Inventoried in 1999" } else { "" };
    let mut value = TrialValue {
        target: target.key.clone(),
        before: before.to_owned(),
        after: String::new(),
        detail: String::new(),
        inherited: None,
        changes: false,
        findings: Vec::new(),
    };
    let Some(rule) = profile.rule_for(&target.key) else {
        return value;
    };
    let read: Vec<String> = rule
        .from
        .iter()
        .map(|from| sample_of(all, from, place))
        .filter(|text| !text.is_empty())
        .collect();
    value.after = rule.always.clone().unwrap_or_else(|| read.join(" · "));
    value.changes = rule.always.is_none();
    match key {
        "dates.creation" => {
            value.detail = "creation · single · begin 1981".to_owned();
            value
                .findings
                .push(MappingFinding::new(FindingKind::RoundTrip, "month lost on the way back"));
        }
        "agents.creator" => value.detail = "existing agent 118".to_owned(),
        "subjects" => {
            value.after = "Cranes, derricks, etc. · Dockworkers".to_owned();
            let text = "“lighterage” has no heading in harbour";
            let known = profile
                .lookup
                .get("harbour")
                .is_some_and(|table| table.rows.contains_key("lighterage"));
            if !known {
                value
                    .findings
                    .push(MappingFinding::about(FindingKind::Unmapped, "lighterage", text));
            }
        }
        "extents" => {
            value.after = "1 video file (00:31:55)".to_owned();
            value.inherited = None;
        }
        "notes.userestrict" => {
            value.after = "Copyright held by the interviewee’s estate.".to_owned();
            value.inherited = Some("Series 3: Oral histories".to_owned());
        }
        _ => {}
    }
    value
}

fn samples(profile: &Profile, all: &[SourceRow], rule: &Rule) -> Vec<Sample> {
    if rule.target.as_str() != "subjects" {
        let inputs = rule.from.iter().flat_map(|key| all.iter().find(|source| source.key == *key));
        return inputs
            .flat_map(|source| source.samples.iter().map(|sample| (sample, source.filled)))
            .map(|(sample, records)| Sample {
                input: sample.clone(),
                output: sample.trim_end_matches(".mp4").to_owned(),
                records,
                findings: Vec::new(),
            })
            .collect();
    }
    let sample = |input: &str, output: &str, records| Sample {
        input: input.to_owned(),
        output: output.to_owned(),
        records,
        findings: Vec::new(),
    };
    let known = profile.lookup.get("harbour").and_then(|table| table.rows.get("lighterage"));
    let mut last = sample("lighterage", &known.map(|becomes| becomes.join(" · ")).unwrap_or_default(), 9);
    if known.is_none() {
        let text = "“lighterage” has no heading in harbour";
        last.findings.push(MappingFinding::about(FindingKind::Unmapped, "lighterage", text));
    }
    vec![
        sample("cranes; dockers", "Cranes, derricks, etc. · Dockworkers", 61),
        sample("strike 1981", "Strikes and lockouts", 22),
        last,
        sample("港湾労働者", "Dockworkers", 4),
    ]
}

fn authorities(text: &str, subjects: bool) -> Vec<Authority> {
    let list: &[(u64, &str, &str)] = &[
        (31, "Cranes, derricks, etc.", "sh85033827"),
        (32, "Dockworkers", "sh85131023"),
        (33, "Lighterage", "sh85076852"),
        (34, "Lighters (Vessels)", "sh85076854"),
        (35, "Strikes and lockouts", "sh85128731"),
    ];
    let typed = text.to_lowercase();
    let begin: String = typed.chars().take(4).collect();
    list.iter()
        .filter(|(_, heading, id)| subjects && (heading.to_lowercase().contains(&begin) || *id == text))
        .map(|(id, heading, authority_id)| Authority {
            uri: AuthorityUri {
                kind: AuthorityKind::Subject,
                id: *id,
            },
            heading: (*heading).to_owned(),
            source: Some("lcsh".to_owned()),
            authority_id: Some((*authority_id).to_owned()),
            term_type: Some("topical".to_owned()),
            publish: true,
        })
        .collect()
}
