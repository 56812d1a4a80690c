//! Bodies, times and closed lists as the workspace file keeps them.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Result, StoreError};
use crate::domain::browse::RestrictionState;
use crate::domain::{Level, LinkState, MediaKind};

/// Shorter JSON, in bytes, is kept as it is: to compress it and to expand it again costs many times what it saves.
const SHORT: usize = 1_024;
/// First byte of what is compressed (RFC 1950, deflate with a window of 32 KB). No JSON begins with it.
const COMPRESSED: u8 = 0x78;

/// A value as JSON, compressed unless it is short.
pub(crate) fn compress<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(value).map_err(|error| StoreError::unreadable("a record", error))?;
    if json.len() < SHORT {
        return Ok(json);
    }
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 3), Compression::fast());
    let written = encoder.write_all(&json).and_then(|()| encoder.finish());
    written.map_err(|error| StoreError::unreadable("a record", error))
}

/// A value out of JSON, compressed or not.
pub(crate) fn expand<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T> {
    if bytes.first() != Some(&COMPRESSED) {
        return serde_json::from_slice(bytes).map_err(|error| StoreError::unreadable(what, error));
    }
    let mut json = Vec::with_capacity(bytes.len() * 4);
    ZlibDecoder::new(bytes)
        .read_to_end(&mut json)
        .map_err(|error| StoreError::unreadable(what, error))?;
    serde_json::from_slice(&json).map_err(|error| StoreError::unreadable(what, error))
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable("a value", error))
}

/// A value out of JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// Nanoseconds since 1970; times outside the years 1678 to 2261 are brought to that range.
pub(crate) fn nanoseconds(at: Timestamp) -> i64 {
    let at = at.as_nanosecond();
    i64::try_from(at).unwrap_or(if at < 0 { i64::MIN } else { i64::MAX })
}

/// The time of [`nanoseconds`].
pub(crate) fn from_nanoseconds(at: i64) -> Result<Timestamp> {
    Timestamp::from_nanosecond(i128::from(at)).map_err(|error| StoreError::unreadable("a time", error))
}

/// A time out of its text.
pub(crate) fn time(text: &str) -> Result<Timestamp> {
    text.parse().map_err(|error| StoreError::unreadable("a time", error))
}

/// Number of a level; its place in the sorted list of levels.
pub(crate) fn level_number(level: Level) -> i64 {
    level as i64
}

/// Level of a number.
pub(crate) fn level_from(number: Option<i64>) -> Option<Level> {
    use strum::IntoEnumIterator as _;
    let number = number?;
    Level::iter().find(|level| *level as i64 == number)
}

/// Number of a kind of media.
pub(crate) fn media_number(media: MediaKind) -> i64 {
    media as i64
}

/// Kind of media of a number.
pub(crate) fn media_from(number: i64) -> MediaKind {
    use strum::IntoEnumIterator as _;
    MediaKind::iter().find(|media| *media as i64 == number).unwrap_or_default()
}

/// Number of a state of linking; a worse state has a higher one.
pub(crate) fn state_number(state: LinkState) -> i64 {
    state as i64
}

/// State of linking of a number.
pub(crate) fn state_from(number: i64) -> LinkState {
    use strum::IntoEnumIterator as _;
    LinkState::iter().find(|state| *state as i64 == number).unwrap_or_default()
}

/// Number of a state of restriction; a worse state has a higher one.
pub(crate) fn restriction_number(state: RestrictionState) -> i64 {
    state as i64
}

/// State of restriction of a number; one that a later Archway wrote counts as the worst.
pub(crate) fn restriction_from(number: i64) -> RestrictionState {
    use strum::IntoEnumIterator as _;
    RestrictionState::iter()
        .find(|state| *state as i64 == number)
        .unwrap_or(RestrictionState::Differently)
}

/// A count as SQLite keeps it.
pub(crate) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count out of SQLite.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// A small count out of SQLite.
pub(crate) fn small(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// What lists are sorted by: letters of either case alike.
pub(crate) fn sort_text(title: &str) -> String {
    crate::domain::text::plain(title).trim().to_lowercase()
}

/// A variant without contents, as the word that JSON has for it.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

/// The variant of a word.
pub(crate) fn from_word<T: DeserializeOwned>(what: &'static str, word: &str) -> Result<T> {
    from_json(what, &json(&word)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_stay_readable_and_long_ones_are_compressed() {
        let (short, long) = ("Closed".to_owned(), "Closed until the donor says otherwise. ".repeat(100));
        assert_eq!(compress(&short).unwrap(), b"\"Closed\"");
        let packed = compress(&long).unwrap();
        assert!(packed.first() == Some(&COMPRESSED) && packed.len() < long.len() / 10);
        for value in [&short, &long] {
            assert_eq!(&expand::<String>("a text", &compress(value).unwrap()).unwrap(), value);
        }
    }

    #[test]
    fn damage_is_told() {
        for damaged in [b"".as_slice(), b"x", b"\x78\x01\x00", b"\"Clo"] {
            let error = expand::<String>("a text", damaged).unwrap_err();
            assert!(error.to_string().contains("a text"), "{error}");
        }
    }
}
