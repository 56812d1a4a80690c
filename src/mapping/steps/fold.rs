//! Comparing words as people do: without case, accents and differences in spacing.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The text without case, accents and runs of spaces. Two texts that fold to the same differ only in writing.
#[must_use]
pub(super) fn folded(text: &str) -> String {
    // Most texts have no other letters, and nothing to take apart then.
    if text.is_ascii() {
        return plain(text.chars().map(|letter| letter.to_ascii_lowercase()), text.len());
    }
    plain(
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase),
        text.len(),
    )
}

/// Small letters without accents, brought to one writing.
fn plain(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    let mut space = false;
    for letter in letters {
        if letter.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if space {
            folded.push(' ');
            space = false;
        }
        match letter {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'đ' => folded.push('d'),
            '’' | '‘' | 'ʼ' => folded.push('\''),
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' => {}
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_and_spaces_do_not_count() {
        assert_eq!(folded("  Hafen \t ARBEIT "), "hafen arbeit");
        assert_eq!(folded("Événement"), folded("evenement"));
        assert_eq!(folded("STRASSE"), folded("Straße"));
        assert_ne!(folded("harbour"), folded("harbours"));
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same(text in "[\\x00-\\x7f]{0,20}") {
            let long = plain(text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase), text.len());
            prop_assert_eq!(folded(&text), long);
        }
    }
}
