//! One end of a written date: a day, a month, a year, a decade, a century, or a part that its other end completes.

use super::machine::{century, decade};
use super::point::Point;
use super::tokens::{Placed, Token};
use super::vocabulary as words;
use crate::mapping::step::DayOrder;

/// What one end says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Some of year, month and day.
    Parts(Parts),
    /// A decade or century.
    Span(Point, Point),
}

/// Some of year, month and day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    /// Only the season was given below the year.
    pub(super) season: bool,
    /// The year stands first: what follows a dash may go on from it.
    pub(super) year_first: bool,
    /// A number of two digits alone: a day, or a year without its century.
    pub(super) short: Option<i16>,
}

impl Parts {
    /// The point, where a year is known and such a day exists.
    pub(super) fn point(self) -> Option<Point> {
        Point::new(self.year?, self.month, self.day)
    }
}

/// A token with its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Atom {
    Number(i16, usize),
    Ordinal(i16),
    Roman(i16),
    Month(i8),
    Season,
    Decade(i16),
    Hundred(i16),
    Century,
    Between(char),
}

/// All meanings of one end, and what of it only its words say.
pub(super) fn pieces(tokens: &[Placed], order: DayOrder) -> Option<(Vec<Piece>, Vec<&'static str>)> {
    let (mut atoms, mut dropped) = atoms(tokens)?;
    if atoms.iter().any(|atom| matches!(atom, Atom::Month(_))) {
        // 3-May-1981, 3/May/1981
        atoms.retain(|atom| !matches!(atom, Atom::Between('-' | '/' | '.')));
    }
    let pieces = meanings(&atoms, order);
    if pieces.iter().any(|piece| matches!(piece, Piece::Parts(parts) if parts.season)) {
        dropped.push("the season");
    }
    (!pieces.is_empty()).then_some((pieces, dropped))
}

fn atoms(tokens: &[Placed]) -> Option<(Vec<Atom>, Vec<&'static str>)> {
    let mut atoms = Vec::new();
    let mut dropped = Vec::new();
    let mut decade_next = false;
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        match &first.token {
            Token::Number(value, digits) => {
                let (atom, taken) = numbered(*value, *digits, after);
                rest = &after[taken..];
                atoms.push(match atom {
                    Atom::Number(year, 4) if std::mem::take(&mut decade_next) => Atom::Decade(year),
                    other => other,
                });
            }
            Token::Word(word) => {
                if let Some(month) = words::month(word) {
                    atoms.push(Atom::Month(month));
                } else if words::is_season(word) {
                    atoms.push(Atom::Season);
                } else if words::is_part(word) {
                    dropped.push("early, middle or late");
                    rest = rest.strip_prefix_if(|next| next.is('-'));
                } else if words::is_century(word) {
                    atoms.push(Atom::Century);
                } else if let Some(number) = words::ordinal_word(word) {
                    atoms.push(Atom::Ordinal(number));
                } else if let Some(number) = words::roman(word) {
                    atoms.push(Atom::Roman(number));
                } else if words::is_decade(word) {
                    decade_next = true;
                } else if !words::is_filler(word) {
                    return None;
                }
                rest = rest.strip_prefix_if(|next| next.glued && next.is('.'));
            }
            Token::Sign(',' | '\'') => {}
            Token::Sign(sign @ ('-' | '–' | '/' | '.')) => atoms.push(Atom::Between(*sign)),
            Token::Sign(_) => return None,
        }
    }
    let unused_decade = decade_next && !atoms.iter().any(|atom| matches!(atom, Atom::Decade(_)));
    (!unused_decade).then_some((atoms, dropped))
}

/// Leaves out the first token where it is one that says nothing.
trait StripPrefixIf {
    fn strip_prefix_if(self, is: impl Fn(&Placed) -> bool) -> Self;
}

impl StripPrefixIf for &[Placed] {
    fn strip_prefix_if(self, is: impl Fn(&Placed) -> bool) -> Self {
        match self {
            [first, rest @ ..] if is(first) => rest,
            all => all,
        }
    }
}

/// A number with what is glued to it, and how many tokens that takes: `1980s`, `3rd`, `3.`, `198-`, `19--`.
fn numbered(value: i16, digits: usize, after: &[Placed]) -> (Atom, usize) {
    let glued_word = |at: usize| after.get(at).filter(|next| next.glued).and_then(Placed::word);
    let glued_sign = |at: usize, sign: char| after.get(at).is_some_and(|next| next.glued && next.is(sign));
    if digits == 4 {
        if value % 10 == 0 && glued_word(0).is_some_and(words::is_decade_ending) {
            return (Atom::Decade(value), 1);
        }
        if value % 10 == 0 && glued_sign(0, '\'') && glued_word(1) == Some("s") {
            return (Atom::Decade(value), 2);
        }
        let last = after.len() == 1 && after.first().is_some_and(|next| next.is('.'));
        return (Atom::Number(value, 4), usize::from(last));
    }
    if digits == 3 && after.len() == 1 && glued_sign(0, '-') {
        return (Atom::Decade(value.saturating_mul(10)), 1);
    }
    if digits == 2 && after.len() == 2 && glued_sign(0, '-') && glued_sign(1, '-') {
        return (Atom::Hundred(value.saturating_mul(100)), 2);
    }
    if digits <= 2 {
        if glued_word(0).is_some_and(words::is_ordinal_ending) {
            return (Atom::Ordinal(value), 1);
        }
        let number_follows = after
            .get(1)
            .is_some_and(|next| next.glued && matches!(next.token, Token::Number(..)));
        if glued_sign(0, '.') && !number_follows {
            return (Atom::Ordinal(value), 1);
        }
    }
    (Atom::Number(value, digits), 0)
}

fn day(atom: Atom) -> Option<i8> {
    match atom {
        Atom::Number(value, 1 | 2) | Atom::Ordinal(value) => i8::try_from(value).ok().filter(|day| (1..=31).contains(day)),
        _ => None,
    }
}

fn month_number(value: i16) -> Option<i8> {
    i8::try_from(value).ok().filter(|month| (1..=12).contains(month))
}

/// What the atoms can mean. Several meanings only for days and months in numbers.
fn meanings(atoms: &[Atom], order: DayOrder) -> Vec<Piece> {
    use Atom::{Between, Century, Decade, Hundred, Month, Number, Ordinal, Roman, Season};
    let parts = match *atoms {
        [Decade(year)] => return span(decade(year)),
        [Hundred(year)] => return span(century(year)),
        [Ordinal(count) | Roman(count), Century] | [Century, Roman(count) | Ordinal(count) | Number(count, 1 | 2)] => {
            return span(century(count.saturating_sub(1).saturating_mul(100)));
        }
        [Number(a, long), Between(x), Number(b, digits), Between(y), Number(c, last)] if x == y && digits <= 2 => {
            return in_numbers(Numbers { a, long, b, c, last }, order);
        }
        [Number(month, 1 | 2), Between('/' | '.' | '-'), Number(year, 4)] | [Number(year, 4), Between('/' | '.'), Number(month, 1 | 2)] => {
            month_number(month).map(|month| Parts {
                year: Some(year),
                month: Some(month),
                ..Parts::default()
            })
        }
        // ISO 8601 inside a longer text; EDTF counts seasons from 21.
        [Number(year, 4), Between('-'), Number(21..=24, 2)] => Some(Parts {
            year: Some(year),
            season: true,
            ..Parts::default()
        }),
        [Number(year, 4), Between('-'), Number(month, 2)] => month_number(month).map(|month| of(Some(year), Some(month), None)),
        [Number(year, 4)] => Some(Parts {
            year: Some(year),
            year_first: true,
            ..Parts::default()
        }),
        [Month(month), Number(year, 4)] => Some(of(Some(year), Some(month), None)),
        [Number(year, 4), Month(month)] => Some(Parts {
            year_first: true,
            ..of(Some(year), Some(month), None)
        }),
        [Season, Number(year, 4)] | [Number(year, 4), Season] => Some(Parts {
            year: Some(year),
            season: true,
            year_first: true,
            ..Parts::default()
        }),
        [Season] => Some(Parts {
            season: true,
            ..Parts::default()
        }),
        [Number(year, 4), Month(month), number] => day(number).map(|day| Parts {
            year_first: true,
            ..of(Some(year), Some(month), Some(day))
        }),
        [number, Month(month), Number(year, 4)] | [Month(month), number, Number(year, 4)] => {
            day(number).map(|day| of(Some(year), Some(month), Some(day)))
        }
        [Month(month)] => Some(of(None, Some(month), None)),
        [Month(month), number] | [number, Month(month)] => day(number).map(|day| of(None, Some(month), Some(day))),
        [number, Number(year, 4)] => day(number).map(|day| of(Some(year), None, Some(day))),
        [Number(short, 2)] => Some(Parts {
            day: day(Number(short, 2)),
            short: Some(short),
            ..Parts::default()
        }),
        [number] => day(number).map(|day| of(None, None, Some(day))),
        _ => None,
    };
    parts.map(Piece::Parts).into_iter().collect()
}

fn of(year: Option<i16>, month: Option<i8>, day: Option<i8>) -> Parts {
    Parts {
        year,
        month,
        day,
        ..Parts::default()
    }
}

fn span(ends: Option<(Point, Point)>) -> Vec<Piece> {
    ends.map(|(first, last)| Piece::Span(first, last)).into_iter().collect()
}

/// Three numbers with the digits of the first and last.
struct Numbers {
    a: i16,
    long: usize,
    b: i16,
    c: i16,
    last: usize,
}

/// Year, month, day where the year stands first; else day and month in the order asked for, or in every order that gives a day.
fn in_numbers(numbers: Numbers, order: DayOrder) -> Vec<Piece> {
    let Numbers { a, long, b, c, last } = numbers;
    let full = |year: i16, month: i16, day: i16| {
        let parts = of(Some(year), Some(month_number(month)?), Some(i8::try_from(day).ok()?));
        parts.point()?;
        Some(Piece::Parts(parts))
    };
    if long == 4 && last <= 2 {
        return full(a, b, c).into_iter().collect();
    }
    if long > 2 || last != 4 {
        return Vec::new();
    }
    let (day_first, month_first) = (full(c, b, a), full(c, a, b));
    match order {
        DayOrder::DayFirst => day_first.into_iter().collect(),
        DayOrder::MonthFirst => month_first.into_iter().collect(),
        DayOrder::Ask => {
            let mut both: Vec<Piece> = day_first.into_iter().chain(month_first).collect();
            both.dedup();
            both
        }
    }
}
