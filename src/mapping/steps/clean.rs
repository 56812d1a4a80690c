//! Tidying text.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::text::is_single_spaced;
use crate::domain::text::plain;
use crate::mapping::step::Clean;

/// The text after all tidying, in the order given.
pub(super) fn clean(text: String, how: &[Clean]) -> String {
    how.iter().fold(text, |text, clean| {
        let tidied = match one(&text, *clean) {
            Cow::Borrowed(same) if same.len() == text.len() => None,
            other => Some(other.into_owned()),
        };
        tidied.unwrap_or(text)
    })
}

/// Most texts are tidy: they are looked at and not copied.
fn one(text: &str, clean: Clean) -> Cow<'_, str> {
    if is_tidy(text, clean) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(match clean {
        Clean::Spaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Clean::Markup => plain(text),
        Clean::Letters => letters(text),
        Clean::Quotes => typographic(text),
        Clean::Capital => capital(text),
        Clean::Shouting => capital(&text.to_lowercase()),
        Clean::EndPoint => return Cow::Borrowed(without_end_point(text)),
        Clean::FileEnding => return Cow::Borrowed(without_file_ending(text)),
        Clean::Underscores => text.replace('_', " "),
    })
}

/// True where tidying would change nothing, as far as a look at the text tells.
fn is_tidy(text: &str, clean: Clean) -> bool {
    match clean {
        Clean::Spaces => is_single_spaced(text),
        Clean::Markup => !text.contains(['<', '&']),
        Clean::Letters => text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')),
        Clean::Quotes => !text.contains(['"', '\'', '-']),
        Clean::Capital => begins_large(text),
        Clean::Shouting => !shouts(text),
        Clean::EndPoint | Clean::FileEnding => false,
        Clean::Underscores => !text.contains('_'),
    }
}

/// NFC; characters that nobody sees go, line ends and tabs stay.
fn letters(text: &str) -> String {
    text.nfc()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| {
            !matches!(
                c,
                '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            )
        })
        .map(|c| if c == '\u{a0}' { ' ' } else { c })
        .collect()
}

/// Quotes by what stands before them; a double hyphen and a hyphen between spaces become a dash, one between years too.
fn typographic(text: &str) -> String {
    let letters: Vec<char> = text.replace("--", "–").chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before)).copied();
        let after = letters.get(at + 1).copied();
        let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '–' | '—' | '“' | '‘' | '"' | '\'' | '/'));
        out.push(match letter {
            '"' if opens => '“',
            '"' => '”',
            '\'' if opens && after.is_some_and(|c| !c.is_whitespace() && !c.is_ascii_digit()) => '‘',
            '\'' => '’',
            '-' if before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace) => '–',
            '-' if between_years(&letters, at) => '–',
            other => other,
        });
    }
    out
}

/// A hyphen with exactly four digits on both sides and no further hyphen: `1981-1983`.
fn between_years(letters: &[char], at: usize) -> bool {
    let digits_before = letters[..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let digits_after = letters[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    let edge = |c: Option<&char>| c.is_none_or(|c| *c != '-' && !c.is_alphanumeric());
    digits_before == 4 && digits_after == 4 && edge(at.checked_sub(5).and_then(|before| letters.get(before))) && edge(letters.get(at + 5))
}

/// True where the first letter or digit has no larger form.
fn begins_large(text: &str) -> bool {
    let first = text.chars().find(|letter| letter.is_alphanumeric());
    first.is_none_or(|letter| letter.to_uppercase().eq([letter]))
}

fn capital(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = false;
    for letter in text.chars() {
        if !done && letter.is_alphanumeric() {
            done = true;
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
    }
    out
}

/// Several words, and no small letter in them: a single acronym does not shout.
fn shouts(text: &str) -> bool {
    let large = text.chars().filter(|c| c.is_uppercase()).count();
    large > 4 && text.split_whitespace().count() > 1 && !text.chars().any(char::is_lowercase)
}

/// `…` and abbreviations of one letter ("J. S.") keep their point.
fn without_end_point(text: &str) -> &str {
    let trimmed = text.trim_end();
    if let Some(rest) = trimmed.strip_suffix([',', ';']) {
        return without_end_point(rest);
    }
    let Some(rest) = trimmed.strip_suffix('.') else { return trimmed };
    let last_word = rest.rsplit([' ', '.']).next().unwrap_or_default();
    if rest.ends_with('.') || last_word.chars().count() <= 1 {
        return trimmed;
    }
    without_end_point(rest)
}

/// A known kind of ending: letters and digits, two to five, not a number alone.
fn without_file_ending(text: &str) -> &str {
    let trimmed = text.trim_end();
    let Some((name, ending)) = trimmed.rsplit_once('.') else {
        return trimmed;
    };
    let known = ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
    if known && !name.trim().is_empty() {
        name.trim_end()
    } else {
        trimmed
    }
}

/// File endings of media, documents, captions and archives: an open list would cut titles such as "Mr. Marsh".
const ENDINGS: [&str; 75] = [
    "3gp", "aac", "ac3", "ai", "aif", "aiff", "amr", "arw", "ass", "avi", "bmp", "braw", "bwf", "caf", "cin", "cr2", "cr3", "csv", "dng",
    "doc", "docx", "dpx", "dv", "eps", "exr", "f4v", "flac", "flv", "gif", "heic", "heif", "indd", "j2k", "jp2", "jpeg", "jpg", "json",
    "m2ts", "m4a", "m4v", "mkv", "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "mxf", "nef", "odt", "ogg", "ogv", "opus", "orf", "pdf",
    "png", "ppt", "pptx", "psd", "r3d", "raw", "rtf", "srt", "svg", "tif", "tiff", "ts", "txt", "vob", "vtt", "wav", "webm", "wmv", "zip",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_way_of_tidying() {
        let table = [
            (Clean::Spaces, "  two \n words\t", "two words"),
            (Clean::Markup, "<emph>The</emph> quay &amp; after", "The quay & after"),
            (Clean::Letters, "Cafe\u{301}\u{200b}", "Café"),
            (
                Clean::Quotes,
                "\"Quay\" - the dockers' day, 1981-1983",
                "“Quay” – the dockers’ day, 1981–1983",
            ),
            (Clean::Quotes, "tape 1981-05-03", "tape 1981-05-03"),
            (Clean::Capital, "“harbour at dawn", "“Harbour at dawn"),
            (Clean::Shouting, "HARBOUR AT DAWN", "Harbour at dawn"),
            (Clean::Shouting, "BBC", "BBC"),
            (Clean::EndPoint, "The quay.,; ", "The quay"),
            (Clean::EndPoint, "Suite by J. S.", "Suite by J. S."),
            (Clean::EndPoint, "And then…", "And then…"),
            (Clean::FileEnding, "harbour_reel.MOV", "harbour_reel"),
            (Clean::FileEnding, "Mr. Marsh", "Mr. Marsh"),
            (Clean::FileEnding, ".mov", ".mov"),
            (Clean::Underscores, "harbour_reel_2", "harbour reel 2"),
        ];
        for (how, text, wanted) in table {
            assert_eq!(one(text, how), wanted, "{how:?} of {text:?}");
        }
    }

    #[test]
    fn endings_are_sorted_so_that_none_is_there_twice() {
        assert!(ENDINGS.is_sorted_by(|a, b| a < b));
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(text in "\\PC{0,40}|[A-Za-z .,;_'\"<>&-]{0,40}|[A-Z]{3} [A-Z]{4}\\.(mov|x)") {
            // Markup is left out: what is left after one layer of entities may be a tag of its own.
            for how in Clean::iter().filter(|how| *how != Clean::Markup) {
                let once = one(&text, how).into_owned();
                if how == Clean::FileEnding { continue; }
                prop_assert_eq!(one(&once, how), once.as_str(), "{:?}", how);
            }
        }

        #[test]
        fn what_is_taken_for_tidy_would_not_change(text in "[a-zA-Z0-9ßéǆﬁ \u{a0}\t\n.-]{0,12}|\\PC{0,12}") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(!is_tidy(&text, Clean::Spaces) || words == text);
            prop_assert!(!is_tidy(&text, Clean::Markup) || plain(&text) == text);
            prop_assert!(!is_tidy(&text, Clean::Letters) || letters(&text) == text);
            prop_assert!(!is_tidy(&text, Clean::Quotes) || typographic(&text) == text);
            prop_assert!(!is_tidy(&text, Clean::Capital) || capital(&text) == text);
        }

        #[test]
        fn any_text_can_be_tidied_in_any_way(text in any::<String>()) {
            clean(text, &Clean::iter().collect::<Vec<_>>());
        }
    }
}
