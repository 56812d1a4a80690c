//! Reading statements from a record's body: notes, flags, rights statements, publication.
//!
//! Bodies are taken as they come. What cannot be read – a date that is none, an act with an unknown word – is left to a person, never
//! taken as open. Fields and their meaning: `common/schemas/note_multipart.rb`, `note_digital_object.rb`, `rights_statement.rb`,
//! `rights_statement_act.rb`, `accession.rb`, `backend/app/model/mixins/rights_restriction_notes.rb`.

use jiff::civil::Date;
use serde_json::Value;

use super::statement::{ActRestriction, Flag, NoteType, Span, Statement, StatementKey, StatementKind};
use crate::domain::{Fingerprint, Record, RecordKind, RecordUri, text};

/// What a record says about access and use, in the order of its body: notes, flags, rights statements, publication.
#[must_use]
pub fn statements_of(record: &Record, body: &Value) -> Vec<Statement> {
    let mut said = Said {
        record: record.uri,
        statements: Vec::new(),
    };
    said.notes(body);
    said.accession_notes(body);
    said.flags(body);
    said.rights(body);
    said.publication(record, body);
    said.statements
}

/// What was found so far.
struct Said {
    record: RecordUri,
    statements: Vec<Statement>,
}

/// What a statement is made of; what is not given is empty.
#[derive(Default)]
struct Parts {
    span: Span,
    types: Vec<String>,
    text: String,
    publish: bool,
}

impl Said {
    fn put(&mut self, part: String, kind: StatementKind, parts: Parts, fingerprint: Fingerprint) {
        // Two notes with one id would share what a person said of one of them.
        let mut unique = part.clone();
        let mut copies = 1;
        while self.statements.iter().any(|known| known.key.part == unique) {
            unique = format!("{part}+{copies}");
            copies += 1;
        }
        self.statements.push(Statement {
            key: StatementKey {
                record: self.record,
                part: unique,
            },
            kind,
            span: parts.span,
            types: parts.types,
            text: parts.text,
            publish: parts.publish,
            fingerprint,
        });
    }

    fn notes(&mut self, body: &Value) {
        for (place, note) in list(body, "notes").enumerate() {
            let kind = match string(note, "type") {
                "accessrestrict" => NoteType::AccessRestrict,
                "userestrict" => NoteType::UseRestrict,
                _ => continue,
            };
            let dated = Dated::of(self.record, note);
            let words = words_of_note(note);
            let fingerprint = Fingerprint::of_texts(
                ["note", kind.word(), words.as_str()]
                    .into_iter()
                    .chain(dated.as_written.iter().map(String::as_str)),
            );
            let part = match string(note, "persistent_id") {
                "" => format!("note#{place}"),
                id => format!("note:{id}"),
            };
            let parts = Parts {
                span: dated.span,
                types: dated.types,
                text: words,
                publish: truth(note, "publish"),
            };
            let kind = StatementKind::Note {
                note: kind,
                structured: dated.structured,
            };
            self.put(part, kind, parts, fingerprint);
        }
    }

    /// Accessions have no notes: what restricts is told in two plain fields beside the flags.
    fn accession_notes(&mut self, body: &Value) {
        if self.record.kind != RecordKind::Accession {
            return;
        }
        let fields = [
            ("access_restrictions_note", NoteType::AccessRestrict),
            ("use_restrictions_note", NoteType::UseRestrict),
        ];
        for (field, note) in fields {
            let words = plain(string(body, field));
            if words.is_empty() {
                continue;
            }
            let fingerprint = Fingerprint::of_texts(["note", note.word(), words.as_str()]);
            let parts = Parts {
                text: words,
                publish: truth(body, "publish"),
                ..Parts::default()
            };
            self.put(
                format!("note:{field}"),
                StatementKind::Note { note, structured: false },
                parts,
                fingerprint,
            );
        }
    }

    fn flags(&mut self, body: &Value) {
        let flags: &[Flag] = match self.record.kind {
            RecordKind::Resource | RecordKind::DigitalObject => &[Flag::Restrictions],
            RecordKind::ArchivalObject => &[Flag::RestrictionsApply],
            RecordKind::Accession => &[Flag::RestrictionsApply, Flag::AccessRestrictions, Flag::UseRestrictions],
            RecordKind::TopContainer | RecordKind::Event => &[],
        };
        for flag in flags.iter().copied().filter(|flag| truth(body, flag.field())) {
            let about = match flag {
                Flag::Restrictions | Flag::RestrictionsApply => "Restrictions apply",
                Flag::AccessRestrictions => "Access is restricted",
                Flag::UseRestrictions => "Use is restricted",
            };
            let parts = Parts {
                text: format!("{about}: the record is flagged by hand ({}).", flag.field()),
                publish: truth(body, "publish"),
                ..Parts::default()
            };
            let fingerprint = Fingerprint::of_texts(["flag", flag.field()]);
            self.put(format!("flag:{}", flag.field()), StatementKind::Flag { flag }, parts, fingerprint);
        }
    }

    fn rights(&mut self, body: &Value) {
        for (place, statement) in list(body, "rights_statements").enumerate() {
            let part = match string(statement, "identifier") {
                "" => format!("rights#{place}"),
                id => format!("rights:{id}"),
            };
            let rights_type = string(statement, "rights_type").to_owned();
            let about = words_of_rights(statement);
            if list(statement, "acts").next().is_none() {
                let dates = dates(statement, "start_date", "end_date");
                let fingerprint = Fingerprint::of_texts(["rights", rights_type.as_str(), about.as_str(), &dates.as_written]);
                let parts = Parts {
                    span: dates.span,
                    text: about.clone(),
                    publish: truth(body, "publish"),
                    ..Parts::default()
                };
                let kind = StatementKind::Rights {
                    rights_type: rights_type.clone(),
                    act: None,
                    restriction: None,
                };
                self.put(part.clone(), kind, parts, fingerprint);
            }
            for (at, act) in list(statement, "acts").enumerate() {
                self.act(format!("{part}/{at}"), &rights_type, &about, act, truth(body, "publish"));
            }
        }
    }

    fn act(&mut self, part: String, rights_type: &str, about: &str, act: &Value, publish: bool) {
        let act_type = match string(act, "act_type") {
            "" => "unnamed act",
            word => word,
        };
        let said = string(act, "restriction");
        let dates = dates(act, "start_date", "end_date");
        // An act of which a date cannot be read might have ended or not: a person says.
        let meant = ActRestriction::from_word(said);
        let restriction = meant.filter(|_| dates.readable);
        let mut text = vec![format!(
            "{act_type}: {}",
            meant.map_or_else(|| said.to_owned(), |meant| meant.words().to_owned())
        )];
        if !dates.readable {
            text.push(format!("Its dates cannot be read: {}", dates.as_written));
        }
        text.extend(note_contents(act));
        text.push(about.to_owned());
        let text = text.join("\n");
        let fingerprint = Fingerprint::of_texts(["act", rights_type, act_type, said, dates.as_written.as_str(), text.as_str()]);
        let kind = StatementKind::Rights {
            rights_type: rights_type.to_owned(),
            act: Some(act_type.to_owned()),
            restriction,
        };
        let parts = Parts {
            span: dates.span,
            text,
            publish,
            ..Parts::default()
        };
        self.put(part, kind, parts, fingerprint);
    }

    fn publication(&mut self, record: &Record, body: &Value) {
        let publish = body.get("publish").and_then(Value::as_bool).unwrap_or(record.publish);
        if !publish {
            let parts = Parts {
                text: "The record is not published.".to_owned(),
                ..Parts::default()
            };
            self.put(
                "unpublished".to_owned(),
                StatementKind::Unpublished,
                parts,
                Fingerprint::of_texts(["unpublished"]),
            );
        }
        if record.suppressed || truth(body, "suppressed") {
            let parts = Parts {
                text: "The record is suppressed.".to_owned(),
                ..Parts::default()
            };
            self.put(
                "suppressed".to_owned(),
                StatementKind::Suppressed,
                parts,
                Fingerprint::of_texts(["suppressed"]),
            );
        }
    }
}

/// `rights_restriction` of a note.
struct Dated {
    span: Span,
    types: Vec<String>,
    /// It says when or of which type, and all of it can be read.
    structured: bool,
    /// As it stands in the record, for the fingerprint.
    as_written: Vec<String>,
}

impl Dated {
    /// ArchivesSpace makes restrictions only of `note_multipart` on resources and archival objects; elsewhere the words alone count.
    fn of(record: RecordUri, note: &Value) -> Self {
        let counts = matches!(record.kind, RecordKind::Resource | RecordKind::ArchivalObject);
        // A note without its model is taken for a multipart note: only those carry the field.
        let multipart = matches!(string(note, "jsonmodel_type"), "note_multipart" | "");
        let restriction = note.get("rights_restriction").unwrap_or(&Value::Null);
        let dates = dates(restriction, "begin", "end");
        let types: Vec<String> = strings(restriction.get("local_access_restriction_type"))
            .into_iter()
            .map(str::to_owned)
            .collect();
        let says_something = !dates.span.is_open() || !types.is_empty();
        let mut as_written = types.clone();
        as_written.sort();
        as_written.insert(0, dates.as_written);
        let structured = counts && multipart && says_something && dates.readable;
        Self {
            span: if structured { dates.span } else { Span::default() },
            types: if structured { types } else { Vec::new() },
            structured,
            as_written,
        }
    }
}

/// Two dates of a body.
struct Dates {
    span: Span,
    /// Both are dates, or absent, and in order.
    readable: bool,
    /// As they stand in the body.
    as_written: String,
}

fn dates(body: &Value, begin: &str, end: &str) -> Dates {
    let (first, last) = (date(body, begin), date(body, end));
    let span = Span {
        begin: first.clone().ok().flatten(),
        end: last.clone().ok().flatten(),
    };
    let written = |date: &Result<Option<Date>, String>| match date {
        Ok(Some(date)) => date.to_string(),
        Ok(None) => String::new(),
        Err(text) => text.clone(),
    };
    Dates {
        span,
        readable: first.is_ok() && last.is_ok() && !span.is_upside_down(),
        as_written: format!("{}/{}", written(&first), written(&last)),
    }
}

/// A full date, where there is one; what stands there instead where it cannot be read.
fn date(body: &Value, field: &str) -> Result<Option<Date>, String> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => full_date(text.trim()).map(Some).ok_or_else(|| text.clone()),
        Some(other) => Err(other.to_string()),
    }
}

/// `YYYY-MM-DD` and nothing else: ArchivesSpace asks for just that, and other readings of a text might be later days.
fn full_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if shape { text.parse().ok() } else { None }
}

/// Heading and words of a note.
fn words_of_note(note: &Value) -> String {
    let mut words = Vec::new();
    push(&mut words, string(note, "label"));
    for content in strings(note.get("content")) {
        push(&mut words, content);
    }
    for subnote in list(note, "subnotes") {
        subnote_words(subnote, &mut words);
    }
    words.join("\n")
}

/// Words of a text, a list or a chronology, line by line.
fn subnote_words(subnote: &Value, words: &mut Vec<String>) {
    push(words, string(subnote, "title"));
    for content in strings(subnote.get("content")) {
        push(words, content);
    }
    for item in list(subnote, "items") {
        if let Some(text) = item.as_str() {
            push(words, text);
            continue;
        }
        let mut line: Vec<&str> = ["label", "value", "event_date", "place"]
            .into_iter()
            .map(|field| string(item, field))
            .filter(|text| !text.is_empty())
            .collect();
        line.extend(strings(item.get("events")));
        push(words, &line.join(": "));
    }
}

/// What a rights statement says besides its acts.
fn words_of_rights(statement: &Value) -> String {
    let fields = [
        ("rights_type", "Rights"),
        ("status", "status"),
        ("jurisdiction", "jurisdiction"),
        ("other_rights_basis", "basis"),
        ("license_terms", "licence"),
        ("statute_citation", "statute"),
    ];
    let mut line: Vec<String> = fields
        .into_iter()
        .map(|(field, name)| (name, plain(string(statement, field))))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let dates = [string(statement, "start_date"), string(statement, "end_date")];
    if dates.iter().any(|date| !date.is_empty()) {
        line.push(format!("{} to {}", dates[0], dates[1]).trim_end_matches(" to ").to_owned());
    }
    let mut words = vec![line.join("; ")];
    words.extend(note_contents(statement));
    words.join("\n")
}

fn note_contents(body: &Value) -> Vec<String> {
    let mut words = Vec::new();
    for note in list(body, "notes") {
        for content in strings(note.get("content")) {
            push(&mut words, content);
        }
    }
    words
}

fn push(words: &mut Vec<String>, text: &str) {
    let text = plain(text);
    if !text.is_empty() {
        words.push(text);
    }
}

fn plain(marked_up: &str) -> String {
    text::plain(marked_up).trim().to_owned()
}

fn string<'a>(body: &'a Value, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default().trim()
}

/// A flag that is set, however it is written: only what plainly says no, or nothing, is no.
fn truth(body: &Value, field: &str) -> bool {
    match body.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(set)) => *set,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !matches!(text.trim(), "" | "false" | "0"),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

fn list<'a>(body: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    body.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// A text, or the texts of a list.
fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
