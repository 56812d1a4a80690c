//! What the words of a note suggest, for a person to check. A hint is never a reading: nothing is taken as open or closed by it.
//!
//! It is cautious. Where words speak both of open and of closed it says closed; where they name conditions it says nothing; of several
//! days it takes the latest; a bare year means its last day.

use std::str::FromStr as _;

use jiff::ToSpan as _;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::restriction::{Meaning, Span};

/// Words before the last day of a restriction: English, German, French, Spanish, Dutch, Portuguese.
const UNTIL: [&str; 20] = [
    "until", "till", "til", "through", "thru", "expires", "expire", "ends", "ending", "bis", "jusqu", "jusque", "hasta", "tot", "ate",
    "expiring", "endet", "expira", "eindigt", "termina",
];

/// Words before the first day on which it is open again.
const BEFORE: [&str; 7] = ["before", "vor", "avant", "antes", "voor", "opens", "reopens"];

/// Words that may stand between those and the day.
const BETWEEN: [&str; 27] = [
    "the",
    "end",
    "of",
    "on",
    "in",
    "and",
    "including",
    "to",
    "au",
    "a",
    "la",
    "fin",
    "de",
    "en",
    "el",
    "del",
    "final",
    "finales",
    "met",
    "eind",
    "einde",
    "zum",
    "ende",
    "des",
    "den",
    "do",
    "o",
];

/// Words that close.
const CLOSED: [&str; 52] = [
    "closed",
    "restricted",
    "restriction",
    "restrictions",
    "embargo",
    "embargoed",
    "sealed",
    "confidential",
    "prohibited",
    "unavailable",
    "forbidden",
    "gesperrt",
    "geschlossen",
    "sperrfrist",
    "schutzfrist",
    "beschrankt",
    "eingeschrankt",
    "vertraulich",
    "ferme",
    "fermee",
    "fermes",
    "fermees",
    "restreint",
    "restreinte",
    "confidentiel",
    "confidentielle",
    "cerrado",
    "cerrada",
    "cerrados",
    "cerradas",
    "restringido",
    "restringida",
    "confidencial",
    "gesloten",
    "beperkt",
    "vertrouwelijk",
    "fechado",
    "fechada",
    "fechados",
    "fechadas",
    "restrito",
    "restrita",
    "vedado",
    "reservado",
    "restricciones",
    "restricoes",
    "restricao",
    "einschrankung",
    "einschrankungen",
    "beschrankungen",
    "beperkingen",
    "restreints",
];

/// Words that open.
const OPEN: [&str; 27] = [
    "open",
    "unrestricted",
    "accessible",
    "offen",
    "frei",
    "uneingeschrankt",
    "zuganglich",
    "ouvert",
    "ouverte",
    "ouverts",
    "ouvertes",
    "libre",
    "librement",
    "abierto",
    "abierta",
    "abiertos",
    "abiertas",
    "openbaar",
    "vrij",
    "toegankelijk",
    "aberto",
    "aberta",
    "abertos",
    "abertas",
    "livre",
    "acessivel",
    "libremente",
];

/// Words that turn the word after them round.
const NOT: [&str; 22] = [
    "no", "not", "without", "nor", "non", "un", "keine", "keinen", "keiner", "nicht", "ohne", "pas", "aucune", "aucun", "sans", "sin",
    "ningun", "ninguna", "geen", "niet", "nao", "sem",
];

/// Words that name a condition: only a person can say what it means.
const CONDITIONS: [&str; 54] = [
    "permission",
    "consent",
    "appointment",
    "request",
    "except",
    "unless",
    "provided",
    "approval",
    "written",
    "only",
    "may",
    "some",
    "partially",
    "partly",
    "portions",
    "review",
    "pending",
    "death",
    "lifetime",
    "genehmigung",
    "zustimmung",
    "antrag",
    "ausser",
    "nur",
    "teilweise",
    "autorisation",
    "consentement",
    "sauf",
    "demande",
    "partie",
    "partiellement",
    "deces",
    "mort",
    "permiso",
    "autorizacion",
    "consentimiento",
    "solicitud",
    "salvo",
    "excepto",
    "parte",
    "parcialmente",
    "toestemming",
    "aanvraag",
    "behalve",
    "alleen",
    "gedeeltelijk",
    "autorizacao",
    "permissao",
    "consentimento",
    "pedido",
    "exceto",
    "apenas",
    "upon",
    "tod",
];

/// Names of months in the six languages, without accents; the first three letters of English and German ones too.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janner", "janvier", "enero", "januari", "janeiro"],
    &["february", "feb", "februar", "fevrier", "febrero", "februari", "fevereiro"],
    &["march", "mar", "marz", "mars", "marzo", "maart", "marco"],
    &["april", "apr", "avril", "abril"],
    &["may", "mai", "mayo", "mei", "maio"],
    &["june", "jun", "juni", "juin", "junio", "junho"],
    &["july", "jul", "juli", "juillet", "julio", "julho"],
    &["august", "aug", "aout", "agosto", "augustus"],
    &["september", "sep", "sept", "septembre", "septiembre", "setembro"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dezembro"],
];

/// What the words of a note suggest; `None` where they say nothing that can be guessed.
#[must_use]
pub fn hint(words: &str) -> Option<Meaning> {
    let tokens = tokens(words);
    let until = |end: Date| Meaning::Restricted {
        span: Span {
            begin: None,
            end: Some(end),
        },
        types: Vec::new(),
    };
    if let Some(end) = last_day(&tokens).or_else(|| after_years(words, &tokens)) {
        return Some(until(end));
    }
    let says = says(words);
    if says.closed {
        return Some(Meaning::Restricted {
            span: Span::default(),
            types: Vec::new(),
        });
    }
    (says.open && !says.conditional).then_some(Meaning::Open)
}

struct Says {
    closed: bool,
    open: bool,
    conditional: bool,
}

fn says(words: &str) -> Says {
    let mut says = Says {
        closed: false,
        open: false,
        conditional: false,
    };
    for sentence in words.split(['.', ';', '!', '?', '\n']) {
        add(&mut says, &tokens(sentence));
    }
    says
}

/// A denial reaches over up to three words ("no known access restrictions") and turns one word round.
fn add(says: &mut Says, tokens: &[String]) {
    let mut denial: Option<usize> = None;
    for (place, token) in tokens.iter().enumerate() {
        let token = token.as_str();
        let (closes, opens) = (CLOSED.contains(&token), OPEN.contains(&token));
        if NOT.contains(&token) {
            denial = Some(place);
        } else if closes || opens {
            let denied = denial.take().is_some_and(|denial| place - denial <= 4);
            says.closed |= closes != denied;
            says.open |= opens != denied;
        } else if CONDITIONS.contains(&token) {
            says.conditional = true;
        }
    }
}

/// Words and numbers in lower case without accents; dates such as 2041-12-31 and 31.12.2041 stay whole.
fn tokens(words: &str) -> Vec<String> {
    let plain: String = words
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    plain
        .split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '.' | '/')))
        .map(|token| token.trim_matches(|letter| matches!(letter, '-' | '.' | '/')))
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The latest day that a word such as "until" or "before" leads to.
fn last_day(tokens: &[String]) -> Option<Date> {
    let after = |place: usize| {
        let rest = &tokens[place + 1..];
        let skip = rest.iter().take(5).take_while(|token| BETWEEN.contains(&token.as_str())).count();
        date(&rest[skip..])
    };
    let found = tokens.iter().enumerate().filter_map(|(place, token)| {
        if UNTIL.contains(&token.as_str()) {
            after(place).map(|found| found.last)
        } else if BEFORE.contains(&token.as_str()) {
            after(place).and_then(|found| found.first.yesterday().ok())
        } else {
            None
        }
    });
    found.max()
}

/// "closed for 30 years from 1995": the last day of the thirtieth year after.
fn after_years(words: &str, tokens: &[String]) -> Option<Date> {
    const YEARS: [&str; 9] = ["years", "year", "jahre", "jahren", "ans", "annees", "anos", "jaar", "jaren"];
    const FROM: [&str; 14] = [
        "from", "after", "since", "ab", "seit", "nach", "depuis", "apres", "desde", "despues", "vanaf", "na", "apos", "partir",
    ];
    if !says(words).closed {
        return None;
    }
    let found = tokens.windows(2).enumerate().filter_map(|(place, pair)| {
        let years = i64::from_str(&pair[0]).ok().filter(|years| (1..=200).contains(years))?;
        if !YEARS.contains(&pair[1].as_str()) {
            return None;
        }
        let rest = &tokens[place + 2..];
        let from = rest.iter().take(3).position(|token| FROM.contains(&token.as_str()))?;
        let rest = &rest[from + 1..];
        let skip = rest.iter().take(5).take_while(|token| BETWEEN.contains(&token.as_str())).count();
        date(&rest[skip..])?.last.checked_add(years.years()).ok()
    });
    found.max()
}

/// What a day in words may mean at the earliest and at the latest.
#[derive(Clone, Copy)]
struct Found {
    first: Date,
    last: Date,
}

/// A day, a month of a year, or a year at the beginning of the tokens.
fn date(tokens: &[String]) -> Option<Found> {
    let word = |place: usize| tokens.get(place).map(String::as_str);
    let first = word(0)?;
    if let Some(found) = figures(first) {
        return Some(found);
    }
    if let (Some(day), Some(month)) = (day(first), month_after(tokens, 1)) {
        let year = tokens[month.1 + 1..].iter().take(2).find_map(|token| year(token))?;
        return exact(year, month.0, day);
    }
    if let Some(month) = month(first) {
        if let (Some(day), Some(year)) = (word(1).and_then(day), word(2).and_then(year)) {
            return exact(year, month, day);
        }
        let year = tokens[1..].iter().take(2).find_map(|token| year(token))?;
        let first = Date::new(year, month, 1).ok()?;
        return Some(Found {
            first,
            last: first.last_of_month(),
        });
    }
    let year = year(first)?;
    Some(Found {
        first: Date::new(year, 1, 1).ok()?,
        last: Date::new(year, 12, 31).ok()?,
    })
}

fn exact(year: i16, month: i8, day: i8) -> Option<Found> {
    Date::new(year, month, day).ok().map(|day| Found { first: day, last: day })
}

/// 2041-12-31, 31.12.2041, 31/12/2041; where day and month may be meant either way round, both.
fn figures(token: &str) -> Option<Found> {
    let parts: Vec<&str> = token.split(['-', '.', '/']).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    if let Some(year) = year(one) {
        return exact(year, i8::from_str(two).ok()?, i8::from_str(three).ok()?);
    }
    let year = year(three)?;
    let (one, two) = (i8::from_str(one).ok()?, i8::from_str(two).ok()?);
    let ways = [Date::new(year, two, one).ok(), Date::new(year, one, two).ok()];
    Some(Found {
        first: ways.into_iter().flatten().min()?,
        last: ways.into_iter().flatten().max()?,
    })
}

fn year(token: &str) -> Option<i16> {
    i16::from_str(token)
        .ok()
        .filter(|year| token.len() == 4 && (1800..=2999).contains(year))
}

/// 31, 31st, 1er, 1º.
fn day(token: &str) -> Option<i8> {
    let figures = token.trim_end_matches(char::is_alphabetic);
    (token.len() - figures.len() <= 2).then_some(())?;
    i8::from_str(figures).ok().filter(|day| (1..=31).contains(day))
}

fn month(token: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|names| names.contains(&token))?;
    i8::try_from(place + 1).ok()
}

/// The month at that place, or behind one small word: "31 de diciembre", "31st of December".
fn month_after(tokens: &[String], place: usize) -> Option<(i8, usize)> {
    let at = |place: usize| tokens.get(place).and_then(|token| month(token)).map(|month| (month, place));
    at(place).or_else(|| {
        tokens
            .get(place)
            .filter(|token| BETWEEN.contains(&token.as_str()))
            .and_then(|_| at(place + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn until(day: &str) -> Option<Meaning> {
        Some(Meaning::Restricted {
            span: Span {
                begin: None,
                end: Some(day.parse().unwrap()),
            },
            types: Vec::new(),
        })
    }

    #[test]
    fn ends_are_found_in_six_languages() {
        for (words, end) in [
            ("Interviews are closed until the end of 2041 under the deed of gift.", "2041-12-31"),
            ("Closed until 2041.", "2041-12-31"),
            ("Restricted through December 31, 2041", "2041-12-31"),
            ("Closed till the 1st of March 2030", "2030-03-01"),
            ("Sealed until February 2028", "2028-02-29"),
            ("Not to be opened before 2042", "2041-12-31"),
            ("Gesperrt bis 31.12.2041", "2041-12-31"),
            ("Gesperrt bis zum 3. März 2035.", "2035-03-03"),
            ("Fermé jusqu’au 31 décembre 2041", "2041-12-31"),
            ("Fermé jusqu'en 2041", "2041-12-31"),
            ("Cerrado hasta el 31 de diciembre de 2041", "2041-12-31"),
            ("Gesloten tot en met 31 december 2041", "2041-12-31"),
            ("Fechado até 31 de dezembro de 2041", "2041-12-31"),
            ("Closed for 30 years from 1995", "2025-12-31"),
            ("Gesperrt 30 Jahre ab 2001", "2031-12-31"),
            ("Tapes closed until 2030, letters until 2045.", "2045-12-31"),
            ("Closed until 02/03/2031", "2031-03-02"),
        ] {
            assert_eq!(hint(words), until(end), "{words}");
        }
    }

    #[test]
    fn closed_wins_over_open_and_conditions_are_left_to_people() {
        let closed = Some(Meaning::Restricted {
            span: Span::default(),
            types: Vec::new(),
        });
        for words in [
            "Closed.",
            "Not open for research",
            "This is not, however, open",
            "Open, but the diaries are closed",
            "Streng vertraulich",
            "Accès restreint",
        ] {
            assert_eq!(hint(words), closed, "{words}");
        }
        for words in [
            "Open for research.",
            "No known access restrictions",
            "Unrestricted",
            "Frei zugänglich",
            "Acceso libre",
            "Sem restrições, aberto",
            "No restrictions, open.",
        ] {
            assert_eq!(hint(words), Some(Meaning::Open), "{words}");
        }
        for words in [
            "Donor's consent pending.",
            "Open by appointment only",
            "Open with the written permission of the family",
            "Box 12",
            "",
            "Film",
        ] {
            assert_eq!(hint(words), None, "{words}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_looked_at_without_panic(words in ".*") {
            let _ = hint(&words);
        }

        #[test]
        fn closing_words_are_never_taken_as_open(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
            // A denial right before may turn the word round, so none is put there.
            let words = format!("{before} box seven holds tapes that are closed {after}");
            prop_assert_ne!(hint(&words), Some(Meaning::Open));
        }

        #[test]
        fn every_day_in_figures_is_found(offset in 0i32..200_000) {
            use jiff::ToSpan as _;
            let day = "1850-01-01".parse::<Date>().unwrap().checked_add(offset.days()).unwrap();
            prop_assert_eq!(hint(&format!("Closed until {day}.")), until(&day.to_string()));
        }
    }
}
