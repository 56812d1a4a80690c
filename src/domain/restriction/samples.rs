//! Statements and readings that tests need, all invented.

use jiff::Timestamp;
use jiff::civil::Date;

use super::reading::{Meaning, Reading};
use super::statement::{ActRestriction, Flag, NoteType, Span, Statement, StatementKey, StatementKind};
use crate::domain::{Fingerprint, RecordKind, RecordUri, RepositoryId};

/// The resource of a number.
pub fn resource(id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::Resource, id)
}

/// The archival object of a number.
pub fn object(id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id)
}

/// A day of text such as `2041-12-31`.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Days from and to; empty where that end is open.
pub fn span(begin: &str, end: &str) -> Span {
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    Span {
        begin: date(begin),
        end: date(end),
    }
}

/// A statement of any kind.
pub fn statement(record: RecordUri, part: &str, kind: StatementKind, span: Span) -> Statement {
    let text = format!("Sample words of {part}");
    Statement {
        key: StatementKey {
            record,
            part: part.to_owned(),
        },
        fingerprint: Fingerprint::of_texts([part, text.as_str(), &format!("{kind:?} {span:?}")]),
        kind,
        span,
        types: Vec::new(),
        text,
        publish: true,
    }
}

/// A note with days.
pub fn dated(record: RecordUri, part: &str, note: NoteType, span: Span) -> Statement {
    statement(record, part, StatementKind::Note { note, structured: true }, span)
}

/// A note in free words.
pub fn words(record: RecordUri, part: &str, note: NoteType) -> Statement {
    statement(record, part, StatementKind::Note { note, structured: false }, Span::default())
}

/// A flag.
pub fn flag(record: RecordUri) -> Statement {
    let flag = if record.kind == RecordKind::Resource {
        Flag::Restrictions
    } else {
        Flag::RestrictionsApply
    };
    statement(
        record,
        &format!("flag:{}", flag.field()),
        StatementKind::Flag { flag },
        Span::default(),
    )
}

/// An act of a rights statement.
pub fn act(record: RecordUri, part: &str, restriction: ActRestriction, span: Span) -> Statement {
    let kind = StatementKind::Rights {
        rights_type: "copyright".to_owned(),
        act: Some("disseminate".to_owned()),
        restriction: Some(restriction),
    };
    statement(record, part, kind, span)
}

/// What somebody said of a statement.
pub fn reading(of: &Statement, meaning: Meaning) -> Reading {
    Reading {
        statement: of.key.clone(),
        fingerprint: of.fingerprint.clone(),
        meaning,
        who: "Sample Archivist".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        why: String::new(),
    }
}
