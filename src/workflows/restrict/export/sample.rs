//! A small invented view for tests of exports.

use jiff::Timestamp;
use jiff::civil::date;
use uuid::Uuid;

use crate::domain::access::Audience;
use crate::domain::restriction::overview::{
    Disagreement, DisagreementKind, ExpiryKind, ExpiryRow, NoteToRead, RestrictionsView, StandingCounts,
};
use crate::domain::restriction::{ClosedOn, InheritanceRule, Span, StatementKey};
use crate::domain::{AssetId, Fingerprint, RecordKind, RecordUri, RepositoryId};

/// One finding, one entry of the queue, one note, all with these texts.
pub(super) fn view(title: &str, words: &str, reason: &str) -> RestrictionsView {
    let record = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 31);
    let statement = StatementKey {
        record,
        part: "note:5f0c".to_owned(),
    };
    let fingerprint = Fingerprint::of_texts([words]);
    let kept = ClosedOn {
        statement: statement.clone(),
        fingerprint: fingerprint.clone(),
        reason: reason.to_owned(),
        who: "archivist".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        review_on: Some(date(2030, 1, 1)),
    };
    RestrictionsView {
        as_of: date(2026, 11, 21),
        today: date(2026, 11, 21),
        rule: InheritanceRule::Container,
        counts: StandingCounts::default(),
        unread_access: 0,
        access_read: None,
        notes: vec![NoteToRead {
            statement: statement.clone(),
            fingerprint: fingerprint.clone(),
            record_title: title.to_owned(),
            path: vec![title.to_owned()],
            what: "accessrestrict".to_owned(),
            words: words.to_owned(),
            assets: 3,
            reading: None,
            changed: false,
            hint: None,
        }],
        expiry: vec![ExpiryRow {
            day: date(2041, 12, 31),
            kind: ExpiryKind::Ends,
            statement,
            fingerprint,
            record_title: title.to_owned(),
            what: "accessrestrict".to_owned(),
            words: words.to_owned(),
            span: Span {
                begin: None,
                end: Some(date(2041, 12, 31)),
            },
            assets: 34,
            would_open: 30,
            extendable: true,
            kept: Some(kept),
            page: "https://archives.example.org/resolve/edit?uri=/repositories/2/archival_objects/31".to_owned(),
        }],
        report: vec![Disagreement {
            kind: DisagreementKind::OpenThoughRestricted,
            asset: AssetId(Uuid::from_u128(7)),
            asset_title: title.to_owned(),
            record: Some(record),
            record_title: title.to_owned(),
            cause: words.to_owned(),
            seen_by: Some(Audience {
                people: 12,
                ..Audience::default()
            }),
            detail: reason.to_owned(),
        }],
        computed: Timestamp::UNIX_EPOCH,
    }
}
