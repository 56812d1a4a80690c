//! Words that dates are written with, in English, German, French, Spanish, Italian and Dutch; folded (small letters without accents).

use super::reading::Certainty;

/// Month names and their usual abbreviations, by number.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "janner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari",
    ],
    &[
        "february", "feb", "febr", "februar", "fevrier", "fevr", "fev", "febrero", "febbraio", "februari",
    ],
    &["march", "mar", "marz", "maerz", "mars", "marzo", "maart", "mrt"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mag", "mei"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug"],
    &["august", "aug", "aout", "agosto", "ago", "augustus"],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "set",
        "sett",
    ],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre"],
];

/// Number of a month by its name.
pub(super) fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

const SEASONS: [&str; 26] = [
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "fruhling",
    "fruhjahr",
    "sommer",
    "herbst",
    "printemps",
    "ete",
    "automne",
    "hiver",
    "primavera",
    "verano",
    "otono",
    "invierno",
    "estate",
    "autunno",
    "inverno",
    "lente",
    "voorjaar",
    "zomer",
    "herfst",
    "najaar",
    "easter",
];

/// True for names of seasons.
pub(super) fn is_season(word: &str) -> bool {
    SEASONS.contains(&word)
}

const APPROXIMATE: [&str; 24] = [
    "ca",
    "circa",
    "cca",
    "c",
    "about",
    "around",
    "approximately",
    "approx",
    "roughly",
    "um",
    "etwa",
    "gegen",
    "ungefahr",
    "vers",
    "environ",
    "env",
    "hacia",
    "aproximadamente",
    "aprox",
    "verso",
    "intorno",
    "omstreeks",
    "rond",
    "ongeveer",
];

const QUESTIONABLE: [&str; 19] = [
    "probably",
    "possibly",
    "perhaps",
    "maybe",
    "presumably",
    "vermutlich",
    "wahrscheinlich",
    "wohl",
    "vielleicht",
    "probablement",
    "probablemente",
    "quizas",
    "quiza",
    "probabilmente",
    "forse",
    "waarschijnlijk",
    "mogelijk",
    "misschien",
    "vermoedelijk",
];

/// What a word says about certainty.
pub(super) fn certainty(word: &str) -> Option<Certainty> {
    if APPROXIMATE.contains(&word) {
        return Some(Certainty::Approximate);
    }
    if QUESTIONABLE.contains(&word) {
        return Some(Certainty::Questionable);
    }
    matches!(word, "inferred" | "supplied" | "erschlossen").then_some(Certainty::Inferred)
}

/// Words that say nothing about when: articles, "year", days of the week.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLER: [&str; 89] = [
        "the",
        "of",
        "in",
        "on",
        "year",
        "years",
        "anno",
        "ad",
        "dated",
        "date",
        "le",
        "la",
        "les",
        "il",
        "el",
        "los",
        "lo",
        "gli",
        "i",
        "de",
        "du",
        "des",
        "del",
        "della",
        "dell",
        "degli",
        "d",
        "l",
        "den",
        "der",
        "die",
        "das",
        "dem",
        "het",
        "im",
        "am",
        "vom",
        "jahr",
        "jahre",
        "jahren",
        "ano",
        "annee",
        "jaar",
        "en",
        "al",
        "op",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "lunedi",
        "martedi",
        "mercoledi",
        "giovedi",
        "venerdi",
        "sabato",
        "domenica",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ];
    FILLER.contains(&word)
}

/// "Early", "mid", "late".
pub(super) fn is_part(word: &str) -> bool {
    const PARTS: [&str; 31] = [
        "early",
        "mid",
        "middle",
        "late",
        "beginning",
        "end",
        "anfang",
        "mitte",
        "ende",
        "fruhe",
        "fruhen",
        "spate",
        "spaten",
        "debut",
        "milieu",
        "fin",
        "principios",
        "comienzos",
        "mediados",
        "fines",
        "finales",
        "inizio",
        "inizi",
        "meta",
        "fine",
        "begin",
        "midden",
        "eind",
        "einde",
        "vroege",
        "late",
    ];
    PARTS.contains(&word)
}

/// Words before a year that ends in 0 which make it a decade.
pub(super) fn is_decade(word: &str) -> bool {
    matches!(
        word,
        "annees" | "anos" | "anni" | "jaren" | "decade" | "decada" | "decennie" | "decennio" | "decenio" | "jahrzehnt" | "decennium"
    )
}

/// Words for a century.
pub(super) fn is_century(word: &str) -> bool {
    matches!(
        word,
        "century" | "cent" | "jahrhundert" | "jahrhunderts" | "jh" | "jhd" | "jhdt" | "siecle" | "siglo" | "secolo" | "sec" | "eeuw"
    )
}

/// Numbers of centuries in words.
pub(super) fn ordinal_word(word: &str) -> Option<i16> {
    Some(match word {
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        _ => return None,
    })
}

/// Roman numbers of centuries, also as French writes them: `XIX`, `XIXe`.
pub(super) fn roman(word: &str) -> Option<i16> {
    let bare = word.strip_suffix("eme").or_else(|| word.strip_suffix('e')).unwrap_or(word);
    Some(match bare {
        "x" => 10,
        "xi" => 11,
        "xii" => 12,
        "xiii" => 13,
        "xiv" => 14,
        "xv" => 15,
        "xvi" => 16,
        "xvii" => 17,
        "xviii" => 18,
        "xix" => 19,
        "xx" => 20,
        "xxi" => 21,
        _ => return None,
    })
}

/// Endings that make a number an ordinal.
pub(super) fn is_ordinal_ending(word: &str) -> bool {
    matches!(
        word,
        "st" | "nd" | "rd" | "th" | "er" | "ere" | "eme" | "e" | "o" | "a" | "de" | "ste" | "ten" | "ter" | "te"
    )
}

/// Endings that make a year ending in 0 a decade: `1980s`, `1980er`.
pub(super) fn is_decade_ending(word: &str) -> bool {
    matches!(word, "s" | "er" | "ern")
}

/// Between two ends.
pub(super) fn is_to(word: &str) -> bool {
    matches!(
        word,
        "to" | "through" | "thru" | "until" | "till" | "bis" | "a" | "au" | "hasta" | "al" | "tot" | "tm"
    )
}

/// Before both ends, with "and" between them.
pub(super) fn is_between(word: &str) -> bool {
    matches!(word, "between" | "zwischen" | "entre" | "tra" | "fra" | "tussen")
}

/// Between the ends after "between".
pub(super) fn is_and(word: &str) -> bool {
    matches!(word, "and" | "und" | "et" | "y" | "e" | "en")
}

/// What stands before a date that is only one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Earlier than it.
    Before,
    /// At the latest then.
    Until,
    /// Later than it.
    After,
    /// Then and later.
    Since,
}

/// What a word before a date says of it.
pub(super) fn bound(word: &str) -> Option<Bound> {
    Some(match word {
        "before" | "vor" | "avant" | "antes" | "prima" | "voor" | "pre" => Bound::Before,
        "until" | "till" | "to" | "bis" | "jusqu" | "jusque" | "hasta" | "fino" | "tot" | "by" => Bound::Until,
        "after" | "nach" | "apres" | "despues" | "dopo" | "na" | "post" => Bound::After,
        "since" | "from" | "seit" | "ab" | "von" | "depuis" | "desde" | "dal" | "da" | "sinds" | "vanaf" | "van" => Bound::Since,
        _ => return None,
    })
}

/// "No date" in words, letters and digits only.
pub(super) fn is_undated(letters: &str) -> bool {
    matches!(
        letters,
        "undated"
            | "nodate"
            | "nd"
            | "sd"
            | "od"
            | "zd"
            | "dateunknown"
            | "unknowndate"
            | "datenotknown"
            | "undatiert"
            | "ohnedatum"
            | "odat"
            | "sansdate"
            | "nondate"
            | "sinfecha"
            | "sf"
            | "senzadata"
            | "zonderdatum"
            | "ongedateerd"
            | "unknown"
            | "notdated"
            | "nondatato"
    )
}
