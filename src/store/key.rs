//! Keys: the address of a record packed into one integer, so that a repository's records of one kind lie side by side.

use uuid::Uuid;

use super::error::{Result, StoreError};
use crate::domain::{AuthorityKind, AuthorityUri, RecordKind, RecordUri, RepositoryId};

const ID_BITS: u32 = 40;
const KIND_BITS: u32 = 3;
const LARGEST_ID: u64 = (1 << ID_BITS) - 1;
const LARGEST_REPOSITORY: u32 = (1 << 20) - 1;

/// Repository, kind and number in one integer, in that order of weight.
pub(crate) fn pack(uri: RecordUri) -> Result<i64> {
    if uri.id > LARGEST_ID || uri.repository.0 > LARGEST_REPOSITORY {
        return Err(StoreError::OutOfRange(uri));
    }
    Ok((scope(uri.repository, uri.kind) << ID_BITS) | uri.id.cast_signed())
}

/// Repository and kind in one integer: what the keys of one list have in common.
pub(crate) fn scope(repository: RepositoryId, kind: RecordKind) -> i64 {
    (i64::from(repository.0) << KIND_BITS) | kind_number(kind)
}

/// The scope of a key.
pub(crate) fn scope_of(key: i64) -> i64 {
    key >> ID_BITS
}

/// The smallest key of a scope.
pub(crate) fn first_key(scope: i64) -> i64 {
    scope << ID_BITS
}

/// What resources and accessions stand under: no record, but a list of them.
pub(crate) fn list_key(repository: RepositoryId, kind: RecordKind) -> i64 {
    -1 - scope(repository, kind)
}

/// First and last key that a record of the repository can have.
pub(crate) fn repository_keys(repository: RepositoryId) -> (i64, i64) {
    let first = i64::from(repository.0) << (KIND_BITS + ID_BITS);
    (first, first + ((1 << (KIND_BITS + ID_BITS)) - 1))
}

/// The address behind a key.
pub(crate) fn unpack(key: i64) -> Result<RecordUri> {
    let wrong = || StoreError::unreadable("the key of a record", key);
    let scope = scope_of(key);
    let kind = kind_from(scope & ((1 << KIND_BITS) - 1)).ok_or_else(wrong)?;
    let repository = u32::try_from(scope >> KIND_BITS).map_err(|_| wrong())?;
    let id = u64::try_from(key).map_err(|_| wrong())? & LARGEST_ID;
    Ok(RecordUri::new(RepositoryId(repository), kind, id))
}

/// Kind and number of an agent or subject in one integer; `None` where the number is too large for it.
pub(crate) fn pack_authority(uri: AuthorityUri) -> Option<i64> {
    (uri.id <= LARGEST_ID).then(|| (authority_number(uri.kind) << ID_BITS) | uri.id.cast_signed())
}

/// First and last key that an authority of a kind can have.
pub(crate) fn authority_keys(kind: AuthorityKind) -> (i64, i64) {
    let first = authority_number(kind) << ID_BITS;
    (first, first + LARGEST_ID.cast_signed())
}

/// The authority behind a key.
pub(crate) fn unpack_authority(key: i64) -> Result<AuthorityUri> {
    let wrong = || StoreError::unreadable("the key of an agent or subject", key);
    let kind = match key >> ID_BITS {
        0 => AuthorityKind::Person,
        1 => AuthorityKind::CorporateEntity,
        2 => AuthorityKind::Family,
        3 => AuthorityKind::Software,
        4 => AuthorityKind::Subject,
        _ => return Err(wrong()),
    };
    Ok(AuthorityUri {
        kind,
        id: u64::try_from(key).map_err(|_| wrong())? & LARGEST_ID,
    })
}

fn authority_number(kind: AuthorityKind) -> i64 {
    match kind {
        AuthorityKind::Person => 0,
        AuthorityKind::CorporateEntity => 1,
        AuthorityKind::Family => 2,
        AuthorityKind::Software => 3,
        AuthorityKind::Subject => 4,
    }
}

fn kind_number(kind: RecordKind) -> i64 {
    match kind {
        RecordKind::Resource => 0,
        RecordKind::ArchivalObject => 1,
        RecordKind::Accession => 2,
        RecordKind::DigitalObject => 3,
        RecordKind::TopContainer => 4,
        RecordKind::Event => 5,
    }
}

fn kind_from(number: i64) -> Option<RecordKind> {
    Some(match number {
        0 => RecordKind::Resource,
        1 => RecordKind::ArchivalObject,
        2 => RecordKind::Accession,
        3 => RecordKind::DigitalObject,
        4 => RecordKind::TopContainer,
        5 => RecordKind::Event,
        _ => return None,
    })
}

/// An id as SQLite keeps it: 16 bytes.
pub(crate) fn blob(id: &Uuid) -> &[u8] {
    id.as_bytes()
}

/// An id out of its 16 bytes.
pub(crate) fn from_blob(bytes: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(bytes).map_err(|error| StoreError::unreadable("an id", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    proptest! {
        #[test]
        fn addresses_come_back_from_their_keys(repository in 0..=LARGEST_REPOSITORY, id in 0..=LARGEST_ID, kind in 0usize..6) {
            let Some(kind) = RecordKind::iter().nth(kind) else { return Ok(()) };
            let uri = RecordUri::new(RepositoryId(repository), kind, id);
            let key = pack(uri).unwrap();
            prop_assert!(key >= 0);
            prop_assert_eq!(unpack(key).unwrap(), uri);
            prop_assert_eq!(scope_of(key), scope(uri.repository, uri.kind));
        }
    }

    proptest! {
        #[test]
        fn authorities_come_back_from_their_keys(id in 0..=LARGEST_ID, kind in 0usize..5) {
            let Some(kind) = AuthorityKind::iter().nth(kind) else { return Ok(()) };
            let uri = AuthorityUri { kind, id };
            let key = pack_authority(uri).unwrap();
            prop_assert_eq!(unpack_authority(key).unwrap(), uri);
            let (first, last) = authority_keys(kind);
            prop_assert!((first..=last).contains(&key));
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        let uri = RecordUri::new(RepositoryId(2), RecordKind::Resource, LARGEST_ID + 1);
        assert!(matches!(pack(uri), Err(StoreError::OutOfRange(_))));
    }
}
