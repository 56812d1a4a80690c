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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::restriction::CauseKind;
    use crate::domain::restriction::samples::{day, object, resource, span};

    fn record(uri: RecordUri) -> Record {
        Record {
            uri,
            title: None,
            display: String::new(),
            level: None,
            identifier: None,
            ref_id: None,
            dates: String::new(),
            container: String::new(),
            resource: None,
            parent: None,
            position: 0,
            publish: true,
            suppressed: false,
            restricted: false,
            lock_version: 0,
        }
    }

    fn said(uri: RecordUri, body: &Value) -> Vec<Statement> {
        statements_of(&record(uri), body)
    }

    fn of_kind(kind: RecordKind) -> RecordUri {
        RecordUri { kind, ..resource(4) }
    }

    fn note(restriction: &Value) -> Value {
        json!({"notes": [{
            "jsonmodel_type": "note_multipart", "type": "accessrestrict", "persistent_id": "ab12", "publish": false, "label": "Access",
            "subnotes": [
                {"jsonmodel_type": "note_text", "content": "Closed <emph>by the donor</emph> &amp; family."},
                {"jsonmodel_type": "note_definedlist", "title": "Boxes", "items": [{"label": "1", "value": "closed"}]},
                {"jsonmodel_type": "note_orderedlist", "items": ["first", "second"]},
                {"jsonmodel_type": "note_chronology", "items": [{"event_date": "1990", "events": ["given", "sealed"]}]},
            ],
            "rights_restriction": restriction,
        }]})
    }

    #[test]
    fn a_note_with_dates_says_when_and_of_which_type() {
        let restriction = json!({"begin": "2020-01-01", "end": "2041-12-31", "local_access_restriction_type": ["RestrictedSpecColl"]});
        let all = said(resource(1), &note(&restriction));
        let [statement] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(statement.key.part, "note:ab12");
        assert_eq!(statement.span, span("2020-01-01", "2041-12-31"));
        assert_eq!(statement.types, ["RestrictedSpecColl"]);
        assert_eq!(
            statement.text,
            "Access\nClosed by the donor & family.\nBoxes\n1: closed\nfirst\nsecond\n1990: given: sealed"
        );
        assert!(!statement.needs_reading() && !statement.publish);
        assert_eq!(
            (statement.what().as_str(), statement.cause_kind(None)),
            ("accessrestrict", CauseKind::AccessNote)
        );
        assert_eq!(statement.short(14), "Access Closed…");
        // Letters are counted, not bytes.
        let letters = Statement {
            text: "Ö\u{308}ffnung  später".to_owned(),
            ..statement.clone()
        };
        assert_eq!(letters.short(14), "Ö\u{308}ffnung später");
        assert_eq!(letters.short(13), "Ö\u{308}ffnung spät…");
    }

    #[test]
    fn what_has_no_readable_date_or_type_waits_for_a_person() {
        for restriction in [
            json!(null),
            json!({}),
            json!({"begin": null, "end": "", "local_access_restriction_type": []}),
            json!({"end": "2041"}),
            json!({"end": "2041-02-30"}),
            json!({"end": 2041}),
            json!({"end": "2041-12-31T00:00:00Z"}),
            json!({"begin": "2041-01-01", "end": "2040-01-01"}),
            json!({"begin": "soon", "local_access_restriction_type": ["RestrictedSpecColl"]}),
            json!("2041-12-31"),
        ] {
            let all = said(object(1), &note(&restriction));
            assert!(all[0].needs_reading(), "{restriction} was taken as readable");
            assert_eq!(all[0].cause_kind(None), CauseKind::Unread);
            assert_eq!(all[0].span, Span::default());
        }
        for restriction in [
            json!({"begin": "2041-01-01"}),
            json!({"local_access_restriction_type": ["InProcessSpecColl"]}),
        ] {
            assert!(!said(object(1), &note(&restriction))[0].needs_reading(), "{restriction}");
        }
    }

    #[test]
    fn dates_count_only_where_archivesspace_makes_restrictions_of_them() {
        let body = note(&json!({"end": "2020-12-31"}));
        assert!(said(of_kind(RecordKind::DigitalObject), &body)[0].needs_reading());
        let mut single = body.clone();
        single["notes"][0]["jsonmodel_type"] = json!("note_singlepart");
        assert!(said(object(1), &single)[0].needs_reading());
    }

    #[test]
    fn fingerprints_follow_what_a_note_says_and_nothing_else() {
        let first = note(&json!({"end": "2041-12-31", "local_access_restriction_type": ["A", "B"]}));
        let print = |body: &Value| said(resource(1), body)[0].fingerprint.clone();
        let changed = |change: fn(&mut Value)| {
            let mut body = first.clone();
            change(&mut body["notes"][0]);
            print(&body)
        };
        for same in [
            changed(|note| note["publish"] = json!(true)),
            changed(|note| note["persistent_id"] = json!("cd34")),
            changed(|note| note["rights_restriction"]["local_access_restriction_type"] = json!(["B", "A"])),
        ] {
            assert_eq!(same, print(&first));
        }
        for other in [
            changed(|note| note["type"] = json!("userestrict")),
            changed(|note| note["label"] = json!("Access until 2050")),
            changed(|note| note["subnotes"][0]["content"] = json!("Open.")),
            changed(|note| note["rights_restriction"]["end"] = json!("2041-12-30")),
            changed(|note| note["rights_restriction"]["end"] = json!("never")),
            changed(|note| note["rights_restriction"]["local_access_restriction_type"] = json!(["A"])),
        ] {
            assert_ne!(other, print(&first));
        }
    }

    #[test]
    fn digital_objects_and_accessions_speak_in_their_own_fields() {
        let body = json!({"restrictions": true, "restrictions_apply": true, "notes": [
            {"jsonmodel_type": "note_digital_object", "type": "userestrict", "content": ["Ask", "first"]}]});
        let all = said(of_kind(RecordKind::DigitalObject), &body);
        let parts: Vec<&str> = all.iter().map(|one| one.key.part.as_str()).collect();
        assert_eq!(parts, ["note#0", "flag:restrictions"]);
        assert_eq!((all[0].text.as_str(), all[0].what().as_str()), ("Ask\nfirst", "userestrict"));
        let body = json!({"restrictions_apply": true, "access_restrictions": true, "use_restrictions": false,
                          "access_restrictions_note": "Until the donor's death.", "use_restrictions_note": " "});
        let parts: Vec<String> = said(of_kind(RecordKind::Accession), &body)
            .into_iter()
            .map(|one| one.key.part)
            .collect();
        assert_eq!(
            parts,
            [
                "note:access_restrictions_note",
                "flag:restrictions_apply",
                "flag:access_restrictions"
            ]
        );
    }

    #[test]
    fn every_act_is_a_statement_with_days_of_its_own() {
        let body = json!({"rights_statements": [
            {"identifier": "r1", "rights_type": "copyright", "status": "copyrighted", "acts": [
                {"act_type": "disseminate", "restriction": "disallow", "start_date": "2020-01-01", "end_date": "2029-12-31",
                 "notes": [{"content": ["Not on the web."]}]},
                {"act_type": "use", "restriction": "allow", "start_date": "2020-01-01"},
                {"act_type": "modify", "restriction": "conditional", "start_date": "about 2020"},
                {"act_type": "migrate", "restriction": "perhaps", "start_date": "2020-01-01"}]},
            {"rights_type": "license", "license_terms": "As agreed"},
            {"identifier": "r3", "rights_type": "statute", "statute_citation": "Sample act"}]});
        let all = said(object(1), &body);
        let parts: Vec<&str> = all.iter().map(|one| one.key.part.as_str()).collect();
        assert_eq!(
            parts,
            ["rights:r1/0", "rights:r1/1", "rights:r1/2", "rights:r1/3", "rights#1", "rights:r3"]
        );
        assert_eq!(all[0].span.end, Some(day("2029-12-31")));
        assert_eq!(all[0].what(), "rights statement: disseminate disallowed");
        assert!(all[0].text.contains("Not on the web."));
        let restricts: Vec<bool> = all.iter().map(Statement::can_restrict).collect();
        assert_eq!(restricts, [true, false, true, true, false, true]);
        let waits: Vec<bool> = all.iter().map(Statement::needs_reading).collect();
        assert_eq!(waits, [false, false, true, true, false, true]);
    }

    #[test]
    fn publication_is_told_and_keys_stay_apart() {
        let body = json!({"publish": false, "suppressed": true, "notes": [
            {"type": "accessrestrict", "persistent_id": "x", "subnotes": []},
            {"type": "accessrestrict", "persistent_id": "x", "subnotes": []},
            {"type": "accessrestrict", "persistent_id": "x", "subnotes": []}]});
        let parts: Vec<String> = said(object(1), &body).into_iter().map(|one| one.key.part).collect();
        assert_eq!(parts, ["note:x", "note:x+1", "note:x+2", "unpublished", "suppressed"]);
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let word = prop_oneof![
            Just(json!(null)),
            Just(json!(true)),
            Just(json!(7)),
            Just(json!("2041-12-31")),
            Just(json!("accessrestrict")),
            "\\PC{0,6}".prop_map(|text| json!(text)),
        ];
        word.prop_recursive(4, 24, 4, |inner| {
            let fields = [
                "notes",
                "type",
                "subnotes",
                "content",
                "items",
                "rights_restriction",
                "end",
                "rights_statements",
                "acts",
                "restrictions",
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((prop::sample::select(fields.to_vec()), inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(field, value)| (field.to_owned(), value)).collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn odd_bodies_are_read_without_panic(notes in json_value(), rights in json_value()) {
            let body = json!({"notes": notes, "rights_statements": rights});
            for kind in [RecordKind::Resource, RecordKind::ArchivalObject, RecordKind::Accession, RecordKind::DigitalObject] {
                let all = said(of_kind(kind), &body);
                let mut parts: Vec<&str> = all.iter().map(|one| one.key.part.as_str()).collect();
                parts.sort_unstable();
                parts.dedup();
                prop_assert_eq!(parts.len(), all.len());
            }
        }
    }
}
