//! Dates as standards write them: ISO 8601, EDTF (levels 0 and 1), date-times of iconik, EXIF.

use std::sync::LazyLock;

use regex::Regex;

use super::point::Point;
use super::reading::{Certainty, Reading};

static TIMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(\d{4})[-:](\d{2})[-:](\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?$").ok()
});
static COMPACT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\d{4})(\d{2})(\d{2})$").ok());

/// One side of an EDTF date.
struct Side {
    first: Point,
    last: Point,
    signs: Vec<Certainty>,
    complete: bool,
    dropped: Vec<&'static str>,
}

/// Reads a date in a form that a standard gives; `None` for all others.
pub(super) fn read(text: &str) -> Option<Reading> {
    // Both patterns begin with four digits; nothing else need be tried.
    let may_fit = text.chars().take(4).filter(|c| c.is_numeric()).count() == 4;
    let parts = || TIMED.as_ref()?.captures(text).or_else(|| COMPACT.as_ref()?.captures(text));
    if let Some(parts) = may_fit.then(parts).flatten() {
        let point = Point::parse(&format!("{}-{}-{}", &parts[1], &parts[2], &parts[3]))?;
        let mut reading = Reading::point(point);
        reading.complete = true;
        return Some(reading);
    }
    match text.split_once('/') {
        None => {
            let side = side(text)?;
            let mut reading = if side.first == side.last {
                Reading::point(side.first)
            } else {
                Reading::span(Some(side.first), Some(side.last))
            };
            reading.complete = side.complete;
            reading.dropped = side.dropped;
            Some(reading.with(side.signs))
        }
        Some((left, right)) => interval(left.trim_end(), right.trim_start()),
    }
}

fn interval(left: &str, right: &str) -> Option<Reading> {
    let open = |text: &str| matches!(text, "" | "..");
    let begin = if open(left) { None } else { Some(side(left)?) };
    let end = if open(right) { None } else { Some(side(right)?) };
    if begin.is_none() && end.is_none() {
        return None;
    }
    let (first, last) = (begin.as_ref().map(|side| side.first), end.as_ref().map(|side| side.last));
    if let (Some(first), Some(last)) = (first, last)
        && !first.may_end_with(last)
    {
        return None;
    }
    let mut reading = Reading::span(first, last);
    reading.complete = begin.iter().chain(&end).all(|side| side.complete);
    // ArchivesSpace keeps one certainty for both ends.
    let uneven = matches!((&begin, &end), (Some(begin), Some(end)) if begin.signs != end.signs);
    let signs = begin.iter().chain(&end).flat_map(|side| side.signs.iter().copied()).collect();
    reading.dropped = begin.into_iter().chain(end).flat_map(|side| side.dropped).collect();
    reading.dropped.dedup();
    if uneven {
        reading.complete = false;
        reading.dropped.push("which end is uncertain");
    }
    Some(reading.with(signs))
}

fn side(text: &str) -> Option<Side> {
    let (bare, signs) = match text.strip_suffix(['~', '?', '%']) {
        None => (text, Vec::new()),
        Some(bare) if text.ends_with('~') => (bare, vec![Certainty::Approximate]),
        Some(bare) if text.ends_with('?') => (bare, vec![Certainty::Questionable]),
        Some(bare) => (bare, vec![Certainty::Approximate, Certainty::Questionable]),
    };
    if let Some(point) = Point::parse(bare) {
        // "-1981" is the year 1982 before Christ to EDTF and "until 1981" to people.
        let two_ways = point.the_year() <= -1000;
        return (!two_ways).then_some(Side {
            first: point,
            last: point,
            signs,
            complete: true,
            dropped: Vec::new(),
        });
    }
    unspecified(bare).map(|(first, last)| Side {
        first,
        last,
        signs,
        complete: false,
        dropped: vec!["that digits are not known"],
    })
}

/// Dates with digits that are not known: `198X`, `19XX`, `1981-XX`, `1981-05-XX`.
fn unspecified(text: &str) -> Option<(Point, Point)> {
    let known = text.trim_end_matches(['X', 'x', 'u', '-']);
    let mask: String = text.get(known.len()..)?.to_ascii_uppercase().replace('U', "X");
    let digits = known.chars().all(|c| c.is_ascii_digit());
    match (known.len(), mask.as_str()) {
        (3, "X") if digits => decade(known.parse::<i16>().ok()?.checked_mul(10)?),
        (2, "XX") if digits => century(known.parse::<i16>().ok()?.checked_mul(100)?),
        (4, "-XX" | "-XX-XX") | (7, "-XX") => Point::parse(known).map(|point| (point, point)),
        _ => None,
    }
}

/// Ten years from a year that ends in 0.
pub(super) fn decade(year: i16) -> Option<(Point, Point)> {
    (year % 10 == 0).then_some(())?;
    Some((Point::year(year)?, Point::year(year.checked_add(9)?)?))
}

/// The hundred years that share two digits, as EDTF and library practice count them: the 19th century is 1800 to 1899.
pub(super) fn century(year: i16) -> Option<(Point, Point)> {
    (year % 100 == 0).then_some(())?;
    Some((Point::year(year)?, Point::year(year.checked_add(99)?)?))
}
