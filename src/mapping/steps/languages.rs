//! Languages: codes of ISO 639 and English names.
//!
//! ArchivesSpace keeps ISO 639-2b codes (enumeration `language_iso639_2`), scripts by ISO 15924. Twenty languages have a
//! bibliographic code that differs from the terminological one (`ger` and `deu`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::folded;
use super::prepare::StepContext;
use super::{Findings, lossy, misfit, quoted, text_of, unreadable};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, LanguageItem};
use crate::mapping::step::LanguageForm;

/// Bibliographic and terminological codes where they differ (ISO 639-2, annex of codes).
const TWICE: [(&str, &str); 20] = [
    ("alb", "sqi"),
    ("arm", "hye"),
    ("baq", "eus"),
    ("bur", "mya"),
    ("chi", "zho"),
    ("cze", "ces"),
    ("dut", "nld"),
    ("fre", "fra"),
    ("geo", "kat"),
    ("ger", "deu"),
    ("gre", "ell"),
    ("ice", "isl"),
    ("mac", "mkd"),
    ("mao", "mri"),
    ("may", "msa"),
    ("per", "fas"),
    ("rum", "ron"),
    ("slo", "slk"),
    ("tib", "bod"),
    ("wel", "cym"),
];

/// Names that people write and the standard does not have so, folded, with the terminological code.
const ALIASES: [(&str, &str); 30] = [
    ("ancient greek", "grc"),
    ("bahasa indonesia", "ind"),
    ("bokmal", "nob"),
    ("castellano", "spa"),
    ("castilian", "spa"),
    ("deutsch", "deu"),
    ("dutch; flemish", "nld"),
    ("espanol", "spa"),
    ("farsi", "fas"),
    ("flemish", "nld"),
    ("francais", "fra"),
    ("gaelic", "gla"),
    ("greek", "ell"),
    ("haitian creole", "hat"),
    ("italiano", "ita"),
    ("kirghiz", "kir"),
    ("mandarin", "zho"),
    ("mandarin chinese", "zho"),
    ("moldavian", "ron"),
    ("multiple languages", "mul"),
    ("nederlands", "nld"),
    ("no linguistic content", "zxx"),
    ("nynorsk", "nno"),
    ("portugues", "por"),
    ("punjabi", "pan"),
    ("sign language", "sgn"),
    ("slovene", "slv"),
    ("spanish; castilian", "spa"),
    ("undetermined", "und"),
    ("valencian", "cat"),
];

/// Codes of ISO 639-2 that stand for no single language, with their names.
const COLLECTIVE: [(&str, &str); 5] = [
    ("mis", "Uncoded languages"),
    ("mul", "Multiple languages"),
    ("sgn", "Sign languages"),
    ("und", "Undetermined"),
    ("zxx", "No linguistic content"),
];

/// English names, folded; `None` where several languages share one and none of them has a code of two letters.
static NAMES: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Option<&'static str>> = HashMap::new();
    for language in isolang::Language::match_names(|_| true) {
        let code = language.to_639_3();
        names
            .entry(folded(language.to_name()))
            .and_modify(|known| *known = better(*known, language))
            .or_insert(Some(code));
    }
    for (code, name) in COLLECTIVE {
        names.insert(folded(name), Some(code));
    }
    for (name, code) in ALIASES {
        names.insert(name.to_owned(), Some(code));
    }
    names
});

/// Of two languages with one name, the one with a code of two letters: Swahili is `sw`.
fn better(known: Option<&'static str>, other: isolang::Language) -> Option<&'static str> {
    let short = known
        .and_then(isolang::Language::from_639_3)
        .and_then(|language| language.to_639_1());
    match (short, other.to_639_1()) {
        (Some(_), None) => known,
        (None, Some(_)) => Some(other.to_639_3()),
        _ => None,
    }
}

/// The terminological code of an English name, with or without what the standard has in brackets.
fn code_of_name(text: &str) -> Option<&'static str> {
    let known = |name: &str| NAMES.get(&folded(name)).copied().flatten();
    known(text).or_else(|| known(text.split_once(" (")?.0))
}

fn bibliographic(code: &str) -> &str {
    TWICE.iter().find(|(_, term)| *term == code).map_or(code, |(biblio, _)| biblio)
}

fn terminological(code: &str) -> &str {
    TWICE.iter().find(|(biblio, _)| *biblio == code).map_or(code, |(_, term)| term)
}

/// Scripts (ISO 15924) in which languages (ISO 639-2b) are written unless somebody says otherwise. Languages that are written in
/// several, such as Chinese and Serbian, are left out: there the script tells something.
const USUAL_SCRIPTS: [(&str, &str); 10] = [
    (
        "Latn",
        "cat cze dan dut eng est fin fre ger gle hun ice ita lat lav lit nno nob nor pol por rum slo slv spa swe tur vie wel",
    ),
    ("Cyrl", "bel bul mac rus ukr"),
    ("Arab", "ara per urd"),
    ("Grek", "gre"),
    ("Hebr", "heb yid"),
    ("Armn", "arm"),
    ("Geor", "geo"),
    ("Deva", "hin mar nep"),
    ("Jpan", "jpn"),
    ("Kore", "kor"),
];

/// The script that goes without saying.
fn usual_script(code: &str) -> Option<&'static str> {
    let known = USUAL_SCRIPTS.iter().find(|(_, codes)| codes.split(' ').any(|known| known == code));
    known.map(|(script, _)| *script)
}

/// The ISO 639-2b code, and the script, of a language as people or systems write it: `de`, `ger`, `deu`, `de-AT`, `zh-Hant`,
/// German. `None` where it is none, or several could be meant.
#[must_use]
pub fn read_language(text: &str) -> Option<LanguageItem> {
    let text = text.trim();
    let bare = |code: &str| LanguageItem {
        code: bibliographic(code).to_owned(),
        script: None,
    };
    // "Ari" is a language, `ari` the code of another.
    let written_as_name = text.starts_with(char::is_uppercase) && text.chars().skip(1).all(char::is_lowercase);
    if written_as_name && let Some(code) = code_of_name(text) {
        return Some(bare(code));
    }
    if let Some(code) = code_of(text) {
        return Some(bare(&code));
    }
    if let Some(code) = code_of_name(text) {
        return Some(bare(code));
    }
    let mut parts = text.split(['-', '_']);
    let code = code_of(parts.next()?)?;
    let mut script = None;
    for part in parts {
        match part.len() {
            4 if script.is_none() && part.bytes().all(|b| b.is_ascii_alphabetic()) => script = Some(titled(part)),
            2 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {}
            3 if part.bytes().all(|b| b.is_ascii_digit()) => {}
            _ => return None,
        }
    }
    Some(LanguageItem { code, script })
}

fn titled(script: &str) -> String {
    let lower = script.to_ascii_lowercase();
    let (first, rest) = lower.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// The ISO 639-2b form of a code of two or three letters.
fn code_of(text: &str) -> Option<String> {
    let code = text.to_ascii_lowercase();
    let known = match code.len() {
        2 => isolang::Language::from_639_1(&code).map(|language| language.to_639_3()),
        3 => COLLECTIVE
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(known, _)| *known)
            .or_else(|| isolang::Language::from_639_3(terminological(&code)).map(|language| language.to_639_3())),
        _ => None,
    };
    known.map(|code| bibliographic(code).to_owned())
}

/// A language in a form. Codes that are not known, or whose name another language has too, stay as they are.
#[must_use]
pub fn language_words(code: &str, form: LanguageForm) -> String {
    let language = isolang::Language::from_639_3(terminological(code));
    match form {
        LanguageForm::Code => bibliographic(code).to_owned(),
        LanguageForm::ShortCode => language
            .and_then(|language| language.to_639_1())
            .unwrap_or_else(|| bibliographic(code))
            .to_owned(),
        LanguageForm::Name => {
            if let Some((_, name)) = COLLECTIVE.iter().find(|(known, _)| *known == code) {
                return (*name).to_owned();
            }
            language
                .map(|language| language.to_name())
                .filter(|name| code_of_name(name) == Some(terminological(code)))
                .unwrap_or(code)
                .to_owned()
        }
    }
}

/// True where ArchivesSpace's list has the code, or was not read.
fn in_list(code: &str, at: &StepContext<'_>) -> bool {
    at.around
        .vocabulary
        .enumerations
        .get("language_iso639_2")
        .is_none_or(|list| list.offers(code))
}

/// The step: text becomes a language.
pub(super) fn run(item: Item, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
    let text = match &item {
        Item::Language(_) => return Some(item),
        Item::Text(_) | Item::Note(_) => text_of(&item).trim().to_owned(),
        other => {
            findings.push(misfit(other, "a language"));
            return None;
        }
    };
    if text.is_empty() {
        return None;
    }
    // Codes for groups of languages are in ArchivesSpace's list only.
    let listed = at
        .around
        .vocabulary
        .enumerations
        .get("language_iso639_2")
        .filter(|list| list.offers(&text));
    let language = listed
        .map(|_| LanguageItem {
            code: text.clone(),
            script: None,
        })
        .or_else(|| read_language(&text));
    let Some(language) = language else {
        findings.push(unreadable(
            &text,
            "is not a language by code or English name, or several could be meant",
        ));
        return None;
    };
    if !in_list(&language.code, at) {
        let words = format!(
            "ArchivesSpace has no language {} for {}; it is left out",
            quoted(&language.code),
            quoted(&text)
        );
        findings.push(MappingFinding::about(FindingKind::NotInList, &text, words));
        return None;
    }
    Some(Item::Language(language))
}

/// The step: a language becomes text.
pub(super) fn text(item: &Item, form: LanguageForm, findings: &mut Findings) -> Option<Item> {
    let language = match item {
        Item::Language(language) => language.clone(),
        other => {
            let text = text_of(other);
            let Some(language) = read_language(&text) else {
                findings.push(unreadable(&text, "is not a language"));
                return None;
            };
            language
        }
    };
    if language.code.is_empty() {
        return None;
    }
    let words = language_words(&language.code, form);
    let script = language.script.filter(|script| !script.is_empty());
    if let Some(script) = script.filter(|script| usual_script(&language.code) != Some(script)) {
        findings.push(lossy(&words, &format!("the script {script}")));
    }
    Some(Item::Text(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn a_script_that_goes_without_saying_is_not_lost() {
        let told = |code: &str, script: &str| {
            let mut findings = Findings::default();
            let language = LanguageItem {
                code: code.to_owned(),
                script: Some(script.to_owned()),
            };
            text(&Item::Language(language), LanguageForm::Name, &mut findings);
            findings.len()
        };
        assert_eq!((told("eng", "Latn"), told("rus", "Cyrl")), (0, 0));
        assert_eq!((told("eng", "Brai"), told("chi", "Hant"), told("srp", "Latn")), (1, 1, 1));
    }

    #[test]
    fn codes_and_names_are_read() {
        let table = [
            ("de", Some("ger")),
            ("ger", Some("ger")),
            ("deu", Some("ger")),
            ("DEU", Some("ger")),
            ("German", Some("ger")),
            ("german", Some("ger")),
            ("Deutsch", Some("ger")),
            ("de-AT", Some("ger")),
            ("de_DE", Some("ger")),
            ("fr", Some("fre")),
            ("Français", Some("fre")),
            ("Greek", Some("gre")),
            ("Modern Greek (1453-)", Some("gre")),
            ("en", Some("eng")),
            ("English", Some("eng")),
            ("Multiple languages", Some("mul")),
            ("zxx", Some("zxx")),
            ("und", Some("und")),
            ("Swahili", Some("swa")),
            ("Malay", Some("may")),
            ("Klingonish", None),
            ("xx", None),
            ("", None),
            ("de-", None),
        ];
        for (text, wanted) in table {
            assert_eq!(read_language(text).map(|language| language.code).as_deref(), wanted, "{text:?}");
        }
        let traditional = read_language("zh-Hant").expect("Chinese with a script");
        assert_eq!((traditional.code.as_str(), traditional.script.as_deref()), ("chi", Some("Hant")));
    }

    #[test]
    fn the_twenty_come_back_in_every_form() {
        for (biblio, term) in TWICE {
            assert_eq!(read_language(term).map(|language| language.code).as_deref(), Some(biblio));
            for form in LanguageForm::iter() {
                let words = language_words(biblio, form);
                assert_eq!(
                    read_language(&words).map(|language| language.code).as_deref(),
                    Some(biblio),
                    "{biblio} as {words}"
                );
            }
        }
    }

    #[test]
    fn every_language_comes_back_from_its_name_and_codes() {
        for language in isolang::Language::match_names(|_| true) {
            let code = bibliographic(language.to_639_3());
            for form in LanguageForm::iter() {
                let words = language_words(code, form);
                let back = read_language(&words).map(|language| language.code);
                assert_eq!(back.as_deref(), Some(code), "{code} as {words}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_tried(text in any::<String>()) {
            if let Some(language) = read_language(&text) {
                prop_assert_eq!(read_language(&language.code).map(|again| again.code), Some(language.code));
            }
        }
    }
}
