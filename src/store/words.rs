//! Words for the full-text index: what of a record or asset is searched, and how texts of any script are cut into words.
//!
//! SQLite's `unicode61` cuts at everything that is no letter, digit or mark and ignores case. Diacritics of any script are taken
//! off here, because `unicode61` knows only the Latin ones. Scripts that are written without spaces are cut into single
//! characters, on both sides, so that any part of a text is found as a phrase. Vowel points of Arabic and Hebrew, which
//! catalogues use at will, are left out.

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::text::plain;
use crate::domain::{Asset, Record};

/// Longest text of one column, in bytes; what follows is not searched.
const LONGEST: usize = 256 * 1024;
/// Most words of a question; further ones are left out.
const MOST_WORDS: usize = 16;
/// Longest word of a question, in characters.
const LONGEST_WORD: usize = 60;

/// A text as the index takes it.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 8);
    let bare = text.nfkd().filter(|c| !is_mark(*c));
    for c in bare.nfc() {
        if folded.len() > LONGEST {
            break;
        }
        if is_unspaced(c) {
            folded.extend([' ', c, ' ']);
        } else if let Some(spelling) = spelling(c) {
            folded.push_str(spelling);
        } else if c.is_control() {
            folded.push(' ');
        } else {
            folded.push(c);
        }
    }
    folded
}

/// Diacritics of Latin, Greek and Cyrillic, and marks that Arabic and Hebrew are written with or without.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05bd}' | '\u{05bf}' | '\u{05c1}'..='\u{05c2}' | '\u{05c4}'..='\u{05c5}' | '\u{05c7}'
        | '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06ed}')
}

/// Letters that people spell in more than one way, and that are no letter with a mark to Unicode.
fn spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ٱ' => "ا",
        'ى' => "ي",
        'ة' => "ه",
        _ => return None,
    })
}

/// Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese, and Korean for its endings.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What was typed, as a question that FTS5 always understands: every word must occur, the last may be the beginning of one.
/// `None` where there is no word in it.
pub(crate) fn question(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .map(|word| fold(&word.chars().take(LONGEST_WORD).collect::<String>()))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(|word| format!("\"{}\"", word.replace('"', " ").trim()))
        .collect();
    (!words.is_empty()).then(|| format!("{}*", words.join(" AND ")))
}

/// Columns of the index for a record: title, identifiers, notes.
pub(crate) fn of_record(record: &Record, body: Option<&Value>) -> [String; 3] {
    let mut title = plain(&record.display);
    if let Some(own) = record.title.as_deref().map(plain)
        && !title.contains(&own)
    {
        title.push(' ');
        title.push_str(&own);
    }
    let mut identifiers = String::new();
    let mut notes = record.container.clone();
    for identifier in [record.identifier.as_deref(), record.ref_id.as_deref()].into_iter().flatten() {
        add(&mut identifiers, identifier);
    }
    if let Some(body) = body {
        if let Some(ead) = body.get("ead_id").and_then(Value::as_str) {
            add(&mut identifiers, ead);
        }
        for external in body.get("external_ids").and_then(Value::as_array).into_iter().flatten() {
            if let Some(id) = external.get("external_id").and_then(Value::as_str) {
                add(&mut identifiers, id);
            }
        }
        if let Some(all) = body.get("notes") {
            add_note(&mut notes, all);
        }
        for field in ACCESSION_TEXTS {
            if let Some(text) = body.get(field).and_then(Value::as_str) {
                add(&mut notes, &plain(text));
            }
        }
    }
    [fold(&title), fold(&identifiers), fold(&notes)]
}

/// Texts that accessions keep in fields where other records have notes.
const ACCESSION_TEXTS: [&str; 8] = [
    "content_description",
    "condition_description",
    "provenance",
    "general_note",
    "inventory",
    "disposition",
    "access_restrictions_note",
    "use_restrictions_note",
];

/// Keys of notes and subnotes that hold what people wrote.
const NOTE_TEXTS: [&str; 12] = [
    "content",
    "subnotes",
    "label",
    "title",
    "items",
    "value",
    "events",
    "event_date",
    "reference_text",
    "xlink",
    "rights_statement",
    "notes",
];

fn add_note(text: &mut String, note: &Value) {
    match note {
        Value::String(content) => add(text, &plain(content)),
        Value::Array(items) => items.iter().for_each(|item| add_note(text, item)),
        Value::Object(fields) => {
            for (key, value) in fields {
                if NOTE_TEXTS.contains(&key.as_str()) {
                    add_note(text, value);
                }
            }
        }
        _ => {}
    }
}

/// Columns of the index for an asset: title, identifiers, metadata.
pub(crate) fn of_asset(asset: &Asset, metadata: &Map<String, Value>) -> [String; 3] {
    let mut identifiers = asset.id.to_string();
    if let Some(external) = &asset.external_id {
        add(&mut identifiers, external);
    }
    let mut values = String::new();
    for value in metadata.values() {
        add_value(&mut values, value);
    }
    [fold(&asset.title), fold(&identifiers), fold(&values)]
}

fn add_value(text: &mut String, value: &Value) {
    match value {
        Value::String(content) => add(text, content),
        Value::Number(number) => add(text, &number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| add_value(text, item)),
        Value::Object(fields) => fields.values().for_each(|item| add_value(text, item)),
        Value::Null | Value::Bool(_) => {}
    }
}

fn add(text: &mut String, more: &str) {
    if text.len() < LONGEST {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unspaced_scripts_are_cut_into_characters() {
        assert_eq!(fold("港A湾").split_whitespace().collect::<Vec<_>>(), ["港", "A", "湾"]);
        assert_eq!(question("港湾").as_deref(), Some("\"港  湾\"*"));
    }

    #[test]
    fn points_and_spellings_of_arabic_do_not_matter() {
        assert_eq!(fold("كِتَاب"), fold("كتاب"));
        assert_eq!(fold("أرشيف"), fold("ارشيف"));
    }

    #[test]
    fn no_word_is_no_question() {
        for typed in ["", "  ", "\"", "* AND", "--", "\0"] {
            assert!(question(typed).is_none_or(|question| question.contains("AND")), "{typed:?}");
        }
        assert_eq!(question("a\"b OR c"), Some("\"a b\" AND \"OR\" AND \"c\"*".to_owned()));
    }
}
