//! Dates as people write them. Every way to read a date is tried; only one that is the only way is taken.

use super::Why;
use super::piece::{Parts, Piece, pieces};
use super::point::Point;
use super::reading::{Kind, Reading};
use super::tokens::{Bare, Placed, Token, bare, tokens};
use super::vocabulary::{Bound, bound, is_and, is_between, is_to, is_undated};
use crate::mapping::step::DayOrder;
use crate::mapping::steps::fold::folded;

/// Longest text that is tried as a date, in characters.
const LONGEST: usize = 120;

/// Reads a date in words.
pub(super) fn read(text: &str, order: DayOrder) -> Result<Reading, Why> {
    if text.chars().count() > LONGEST {
        return Err(Why::NoDate);
    }
    let folded = folded(text);
    if !folded.contains(|c: char| c.is_numeric()) {
        let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
        if is_undated(&letters) {
            return Ok(Reading::undated());
        }
    }
    let Bare { tokens, signs, bulk } = tokens(&folded).and_then(bare).ok_or(Why::NoDate)?;
    let mut all = bounded(&tokens, order);
    let mut distinct: Vec<Reading> = Vec::new();
    for reading in all.drain(..) {
        if !distinct.contains(&reading) {
            distinct.push(reading);
        }
    }
    match distinct.len() {
        0 => return Err(Why::NoDate),
        1 => {}
        _ => return Err(Why::TwoWays),
    }
    let Some(mut reading) = distinct.pop() else {
        return Err(Why::NoDate);
    };
    if bulk {
        reading.kind = Kind::Bulk;
    }
    Ok(reading.with(signs))
}

/// Readings of a text that may start with "between", "before", "since".
fn bounded(tokens: &[Placed], order: DayOrder) -> Vec<Reading> {
    let Some((first, rest)) = tokens.split_first() else {
        return Vec::new();
    };
    let word = first.word().unwrap_or_default();
    if is_between(word) {
        return (1..rest.len())
            .filter(|at| rest[*at].word().is_some_and(is_and))
            .flat_map(|at| from_to(&rest[..at], &rest[at + 1..], order))
            .collect();
    }
    let Some(bound) = bound(word) else {
        return free(tokens, order);
    };
    let rest = match rest {
        // "pre-1981"
        [hyphen, after @ ..] if hyphen.is('-') && hyphen.glued => after,
        all => all,
    };
    if bound == Bound::Since {
        let ranges = ranges(rest, order);
        if !ranges.is_empty() {
            return ranges;
        }
    }
    singles(rest, order)
        .into_iter()
        .filter_map(|(first, last, dropped)| {
            let (begin, end) = match bound {
                Bound::Before => (None, Some(first.before()?)),
                Bound::Until => (None, Some(last)),
                Bound::After => (Some(last.after()?), None),
                Bound::Since => (Some(first), None),
            };
            let mut reading = Reading::span(begin, end);
            reading.dropped = dropped;
            Some(reading)
        })
        .collect()
}

/// Readings without a word before them.
fn free(tokens: &[Placed], order: DayOrder) -> Vec<Reading> {
    let mut all: Vec<Reading> = singles(tokens, order)
        .into_iter()
        .map(|(first, last, dropped)| {
            let mut reading = if first == last {
                Reading::point(first)
            } else {
                Reading::span(Some(first), Some(last))
            };
            reading.dropped = dropped;
            reading
        })
        .collect();
    all.extend(ranges(tokens, order));
    all
}

/// The text as one point, decade or century: its first and last point.
fn singles(tokens: &[Placed], order: DayOrder) -> Vec<(Point, Point, Vec<&'static str>)> {
    let Some((pieces, dropped)) = pieces(tokens, order) else {
        return Vec::new();
    };
    pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Span(first, last) => Some((first, last, dropped.clone())),
            // A day and a year without a month is only the end of "May 3-5, 1981".
            Piece::Parts(parts) if parts.day.is_some() && parts.month.is_none() => None,
            Piece::Parts(parts) => parts.point().map(|point| (point, point, dropped.clone())),
        })
        .collect()
}

/// The text taken apart at every dash, slash and "to".
fn ranges(tokens: &[Placed], order: DayOrder) -> Vec<Reading> {
    let mut all = Vec::new();
    for (at, placed) in tokens.iter().enumerate() {
        let (left, right) = (&tokens[..at], &tokens[at + 1..]);
        match &placed.token {
            Token::Sign('-' | '–') if right.is_empty() => {
                let open = singles(left, order)
                    .into_iter()
                    .map(|(first, _, dropped)| (Some(first), None, dropped));
                all.extend(open.map(spanned));
            }
            Token::Sign('–') if left.is_empty() => {
                let open = singles(right, order)
                    .into_iter()
                    .map(|(_, last, dropped)| (None, Some(last), dropped));
                all.extend(open.map(spanned));
            }
            Token::Sign('-' | '–' | '/') => all.extend(from_to(left, right, order)),
            Token::Word(word) if is_to(word) => all.extend(from_to(left, right, order)),
            _ => {}
        }
    }
    all
}

fn spanned((begin, end, dropped): (Option<Point>, Option<Point>, Vec<&'static str>)) -> Reading {
    let mut reading = Reading::span(begin, end);
    reading.dropped = dropped;
    reading
}

/// Readings of two ends.
fn from_to(left: &[Placed], right: &[Placed], order: DayOrder) -> Vec<Reading> {
    let (Some((lefts, mut dropped)), Some((rights, more))) = (pieces(left, order), pieces(right, order)) else {
        return Vec::new();
    };
    dropped.extend(more);
    dropped.dedup();
    let mut all = Vec::new();
    for left in &lefts {
        for right in &rights {
            let Some((begin, end, seasons)) = ends(left, right) else { continue };
            if !begin.may_end_with(end) {
                continue;
            }
            let mut reading = if seasons && begin == end {
                Reading::point(begin)
            } else {
                Reading::span(Some(begin), Some(end))
            };
            reading.dropped.clone_from(&dropped);
            all.push(reading);
        }
    }
    all
}

/// Begin and end of two pieces that complete each other; whether both were seasons.
fn ends(left: &Piece, right: &Piece) -> Option<(Point, Point, bool)> {
    match (left, right) {
        (Piece::Span(first, _), Piece::Span(_, last)) => Some((*first, *last, false)),
        (Piece::Span(first, _), Piece::Parts(parts)) => Some((*first, parts.point()?, false)),
        (Piece::Parts(parts), Piece::Span(_, last)) => Some((parts.point()?, *last, false)),
        (Piece::Parts(left), Piece::Parts(right)) => {
            let seasons = left.season && right.season;
            let (left, right) = completed(*left, *right)?;
            Some((left.point()?, right.point()?, seasons))
        }
    }
}

/// Both ends with what the other gives: "3-5 May 1981", "May-June 1981", "May 3-5, 1981", "1981 May 3-5", "1981-83".
fn completed(mut left: Parts, mut right: Parts) -> Option<(Parts, Parts)> {
    if let (Some(year), None, None, Some(short), None) = (left.year, left.month, left.day, right.short, right.year) {
        // The end of 1981-83 is a year of the same century, after the first.
        let full = year / 100 * 100 + short;
        right.day = None;
        right.year = Some(full);
        return (full > year).then_some((left, right));
    }
    let whole = |parts: &Parts| parts.year.is_some() && (parts.day.is_none() || parts.month.is_some());
    if whole(&left) && whole(&right) {
        return Some((left, right));
    }
    match (left.year, right.year) {
        (None, Some(year)) => {
            left.year = Some(year);
            if left.month.is_none() && left.day.is_some() {
                left.month = right.month;
            }
            if right.month.is_none() && right.day.is_some() {
                right.month = left.month;
            }
        }
        (Some(year), None) if left.year_first => {
            right.year = Some(year);
            if right.month.is_none() && right.day.is_some() {
                right.month = left.month;
            }
        }
        _ => return None,
    }
    let same = left.day.is_some() == right.day.is_some() && left.month.is_some() == right.month.is_some() && left.season == right.season;
    (same && whole(&left) && whole(&right)).then_some((left, right))
}
