//! Names of persons, turned round: "Adela Marsh" and "Marsh, Adela".
//!
//! Particles in small letters go with the given name ("Beethoven, Ludwig van"), those with a capital stay with the family name
//! ("Van Dyke, Dick"). Suffixes and dates stay at the end. Names of bodies and single names are left alone. A family name of
//! several words without a hyphen cannot be told from a middle name; such names are better kept inverted at the source.

use super::fold::folded;
use super::text::single_spaced;
use crate::domain::AuthorityKind;
use crate::mapping::item::Item;
use crate::mapping::step::NameForm;

const SUFFIXES: [&str; 11] = ["jr", "jr.", "sr", "sr.", "jun.", "sen.", "ii", "iii", "iv", "esq", "esq."];

const PARTICLES: [&str; 38] = [
    "a", "af", "al", "am", "an", "aus", "av", "d'", "da", "das", "de", "degli", "dei", "del", "della", "delle", "den", "der", "des", "di",
    "do", "dos", "du", "el", "la", "las", "le", "les", "los", "op", "'t", "te", "ten", "ter", "van", "von", "zu", "zur",
];

/// Words that only names of bodies have, folded.
const BODY_WORDS: [&str; 62] = [
    "ag",
    "agency",
    "and",
    "archive",
    "archives",
    "archiv",
    "association",
    "bank",
    "board",
    "bros",
    "brothers",
    "bureau",
    "bv",
    "centre",
    "center",
    "church",
    "club",
    "co",
    "college",
    "comite",
    "commission",
    "committee",
    "company",
    "corp",
    "corporation",
    "council",
    "department",
    "e.v",
    "ensemble",
    "et",
    "federation",
    "films",
    "for",
    "foundation",
    "fur",
    "gesellschaft",
    "gmbh",
    "group",
    "inc",
    "institut",
    "institute",
    "library",
    "limited",
    "llc",
    "ltd",
    "ministry",
    "museum",
    "national",
    "of",
    "office",
    "orchestra",
    "party",
    "press",
    "productions",
    "school",
    "society",
    "studio",
    "studios",
    "trust",
    "und",
    "union",
    "university",
];

/// True for names that are not a person's, as far as their words show it.
fn is_body(name: &str) -> bool {
    if name.contains(['&', '/']) {
        return true;
    }
    let folded = folded(name);
    folded.starts_with("the ")
        || folded
            .split([' ', ',', '(', ')'])
            .any(|word| BODY_WORDS.contains(&word.trim_end_matches('.')))
}

/// What stands behind a name: `(photographer)`, `, 1901-1981`.
fn tail(name: &str) -> (&str, &str) {
    let name = name.trim();
    if let Some(at) = name.find(" (") {
        let (before, rest) = name.split_at(at);
        let (inner, behind) = tail(before);
        return (inner, if behind.is_empty() { rest } else { &name[inner.len()..] });
    }
    let mut from = 0;
    while let Some(comma) = name[from..].find(',') {
        let at = from + comma;
        let after = name[at + 1..].trim_start();
        let life = after.starts_with(|c: char| c.is_ascii_digit()) || DATED.iter().any(|word| after.starts_with(word));
        if life {
            return name.split_at(at);
        }
        from = at + 1;
    }
    (name, "")
}

const DATED: [&str; 6] = ["active ", "approximately ", "born ", "ca. ", "died ", "fl. "];

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// A particle in small letters.
fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.replace('’', "'").as_str())
}

/// A name with the family name first; left alone where it is so already, has one part, or is a body's.
#[must_use]
pub fn inverted_name(name: &str) -> String {
    let name = single_spaced(name.to_owned());
    let (core, behind) = tail(&name);
    if is_body(core) {
        return name.clone();
    }
    let (core, suffix) = match core.rsplit_once(',') {
        Some((before, last)) if is_suffix(last.trim()) && !before.contains(',') => (before.trim(), Some(last.trim())),
        Some(_) => return name.clone(),
        None => (core, None),
    };
    let mut words: Vec<&str> = core.split(' ').filter(|word| !word.is_empty()).collect();
    let suffix = suffix.or_else(|| {
        if words.len() > 2 {
            words.pop_if(|word| is_suffix(word))
        } else {
            None
        }
    });
    let Some(mut at) = words.len().checked_sub(1) else {
        return name.clone();
    };
    // Particles with a capital belong to the family name: "Dick Van Dyke".
    while at > 1 && is_particle(&words[at - 1].to_lowercase()) && words[at - 1].starts_with(char::is_uppercase) && words[at - 1].len() > 1 {
        at -= 1;
    }
    if at == 0 {
        return name.clone();
    }
    let family = words[at..].join(" ");
    let given = words[..at].join(" ");
    let suffix = suffix.map(|suffix| format!(", {suffix}")).unwrap_or_default();
    format!("{family}, {given}{suffix}{behind}")
}

/// A name as it is spoken; left alone where it has no comma or is a body's.
#[must_use]
pub fn direct_name(name: &str) -> String {
    let name = single_spaced(name.to_owned());
    let (core, behind) = tail(&name);
    if is_body(core) {
        return name.clone();
    }
    let parts: Vec<&str> = core.split(',').map(str::trim).collect();
    match parts.as_slice() {
        [family, given] if !family.is_empty() && !given.is_empty() && !is_suffix(given) => format!("{given} {family}{behind}"),
        [family, given, suffix] if !family.is_empty() && !given.is_empty() && is_suffix(suffix) => {
            format!("{given} {family} {suffix}{behind}")
        }
        _ => name.clone(),
    }
}

/// A name in a form.
pub(super) fn in_form(name: &str, form: NameForm) -> String {
    match form {
        NameForm::Inverted => inverted_name(name),
        NameForm::Direct => direct_name(name),
    }
}

/// The step: turns names round. Headings of agents that are no persons are left alone.
pub(super) fn run(item: Item, form: NameForm) -> Item {
    match item {
        Item::Agent(mut agent) => {
            if agent.kind == AuthorityKind::Person {
                agent.heading = in_form(&agent.heading, form);
            }
            Item::Agent(agent)
        }
        other => Item::Text(in_form(&super::text_of(&other), form)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_both_ways() {
        let table = [
            ("Adela Marsh", "Marsh, Adela"),
            ("Adela J. Marsh", "Marsh, Adela J."),
            ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
            ("Johann Wolfgang von Goethe", "Goethe, Johann Wolfgang von"),
            ("Jan van der Meer", "Meer, Jan van der"),
            ("Aurelia de la Vega", "Vega, Aurelia de la"),
            ("Dick Van Dyke", "Van Dyke, Dick"),
            ("Tomas Marsh Jr.", "Marsh, Tomas, Jr."),
            ("Tomas Marsh III", "Marsh, Tomas, III"),
            ("Adela Marsh, 1801-1881", "Marsh, Adela, 1801-1881"),
            ("Adela Marsh (photographer)", "Marsh, Adela (photographer)"),
            ("Tomas Marsh Jr., 1801-1881 (printer)", "Marsh, Tomas, Jr., 1801-1881 (printer)"),
            ("Marie-Luise Ufer-Hain", "Ufer-Hain, Marie-Luise"),
        ];
        for (direct, inverted) in table {
            assert_eq!(inverted_name(direct), inverted, "{direct} inverted");
            assert_eq!(direct_name(inverted), direct, "{inverted} direct");
            assert_eq!(inverted_name(inverted), inverted, "{inverted} again");
            assert_eq!(direct_name(direct), direct, "{direct} again");
        }
        assert_eq!(inverted_name("Tomas Marsh, Jr."), "Marsh, Tomas, Jr.");
    }

    #[test]
    fn single_names_and_bodies_are_left_alone() {
        for name in [
            "Hokusai",
            "Port of Kelm",
            "Marsh & Sons",
            "Kelm Harbour Company, Ltd.",
            "Museum für Schifffahrt",
            "The Lighters",
            "",
        ] {
            assert_eq!(inverted_name(name), name);
            assert_eq!(direct_name(name), name);
        }
    }

    proptest! {
        #[test]
        fn turning_round_twice_gives_the_name(given in "[B-Z][a-z]{2,7}( [B-Z]\\.)?", particle in "(van der |von |de |)", family in "[B-Z][a-z]{3,9}") {
            let direct = format!("{given} {particle}{family}");
            let inverted = inverted_name(&direct);
            prop_assume!(inverted != direct);
            prop_assert_eq!(direct_name(&inverted), direct);
            prop_assert_eq!(inverted_name(&inverted), inverted);
        }

        #[test]
        fn any_text_can_be_turned(name in any::<String>()) {
            let once = inverted_name(&name);
            prop_assert_eq!(inverted_name(&once), once.clone());
            let direct = direct_name(&once);
            prop_assert!(direct.split_whitespace().count() <= name.split_whitespace().count() + 1);
        }
    }
}
