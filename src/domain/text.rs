//! Titles as the other system accepts them, and what had to be altered.
//!
//! ArchivesSpace 4.2 and later refuses titles with unbalanced inline markup; a bare `&` or `<` is legal text in iconik but
//! markup in ArchivesSpace; some of its databases refuse four-byte characters; titles longer than the column fail.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest title of a digital object that is safe on every database, in characters (the schema says 16,384; a database column
/// with three-byte text holds 8,704 at most).
pub const LONGEST_TITLE: usize = 8_192;

/// Something that had to be altered on the way, said in the review before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alteration {
    /// `&`, `<` or `>` became `&amp;`, `&lt;` or `&gt;`.
    MarkupEscaped,
    /// Characters such as emoji became `�`.
    FourByteReplaced,
    /// Control characters were dropped.
    ControlDropped,
    /// Cut to the longest title the target takes.
    Shortened,
    /// There was no text; the id stands in.
    WasEmpty,
    /// Inline markup was left out.
    MarkupRemoved,
}

impl Alteration {
    /// The alteration in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::MarkupEscaped => "“&”, “<” and “>” are written as ArchivesSpace wants them (&amp;, &lt;, &gt;)",
            Self::FourByteReplaced => "characters that this ArchivesSpace refuses (such as emoji) become “�”",
            Self::ControlDropped => "invisible control characters are left out",
            Self::Shortened => "the title is too long for ArchivesSpace and is cut",
            Self::WasEmpty => "the asset has no title; its id stands in",
            Self::MarkupRemoved => "inline markup is left out",
        }
    }
}

/// A text made fit for its target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitted {
    /// The text to write.
    pub text: String,
    /// What was altered, in the order in which it was done; empty where the text goes as it is.
    pub altered: Vec<Alteration>,
}

/// Makes an asset's title fit for an ArchivesSpace title; `instead` stands in where nothing is left.
#[must_use]
pub fn title_for_archivesspace(title: &str, instead: &str, three_byte: bool) -> Fitted {
    let mut altered = Vec::new();
    let normal: String = title.nfc().collect();
    let visible: String = normal
        .chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect();
    if visible.chars().count() != normal.chars().count() {
        altered.push(Alteration::ControlDropped);
    }
    let mut text = visible.trim().to_owned();
    if text.is_empty() {
        altered.push(Alteration::WasEmpty);
        instead.clone_into(&mut text);
    }
    if three_byte && text.chars().any(|c| c.len_utf8() == 4) {
        altered.push(Alteration::FourByteReplaced);
        text = text.chars().map(|c| if c.len_utf8() == 4 { '\u{fffd}' } else { c }).collect();
    }
    if text.contains(['&', '<', '>']) {
        altered.push(Alteration::MarkupEscaped);
        text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    }
    if text.chars().count() > LONGEST_TITLE {
        altered.push(Alteration::Shortened);
        text = shorten(&text, LONGEST_TITLE);
    }
    Fitted { text, altered }
}

/// Cuts a text to at most `longest` characters between graphemes, never inside an entity such as `&amp;`, and ends it with `…`.
fn shorten(text: &str, longest: usize) -> String {
    let mut kept = String::new();
    let mut count = 0;
    for grapheme in text.graphemes(true) {
        let size = grapheme.chars().count();
        if count + size + 1 > longest {
            break;
        }
        kept.push_str(grapheme);
        count += size;
    }
    if let Some(start) = kept.rfind('&')
        && !kept[start..].contains(';')
    {
        kept.truncate(start);
    }
    kept.push('…');
    kept
}

/// A title without inline markup and with entities resolved, as people read it.
#[must_use]
pub fn plain(title: &str) -> String {
    let mut plain = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(start) = rest.find(['<', '&']) {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let taken = if rest.starts_with('<') { tag_length(rest) } else { None };
        if let Some(length) = taken {
            rest = &rest[length..];
            continue;
        }
        if let Some((entity, character)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            plain.push(*character);
            rest = &rest[entity.len()..];
        } else {
            plain.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

const ENTITIES: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];

/// Length of the tag that `text` starts with, where it is one: `<name …>` or `</name>`.
fn tag_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    text.find('>').map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_and_entities_read_as_people_read_them() {
        assert_eq!(
            plain("Zoë: <emph render=\"italic\">Das Dock</emph> &amp; after"),
            "Zoë: Das Dock & after"
        );
        assert_eq!(plain("3 < 4 & 5"), "3 < 4 & 5");
    }

    proptest! {
        #[test]
        fn fitted_titles_are_accepted_by_the_target(title in "\\PC{0,40}|[&<>a-z😀\u{0}-\u{1f}]{0,60}") {
            let fitted = title_for_archivesspace(&title, "an id", true);
            prop_assert!(!fitted.text.is_empty());
            prop_assert!(fitted.text.chars().count() <= LONGEST_TITLE);
            prop_assert!(fitted.text.chars().all(|c| c.len_utf8() < 4 && !c.is_control()));
            prop_assert!(!fitted.text.contains(['<', '>']));
        }

        #[test]
        fn a_text_that_needs_nothing_is_left_alone(title in "[a-zA-Zäöü0-9][a-zA-Z äöü0-9.,-]{0,40}[a-z]") {
            let fitted = title_for_archivesspace(&title, "an id", true);
            prop_assert!(fitted.altered.is_empty());
            prop_assert_eq!(fitted.text, title.nfc().collect::<String>());
        }

        #[test]
        fn what_was_escaped_reads_the_same(title in "[a-z&<> ]{1,30}x") {
            let fitted = title_for_archivesspace(&title, "an id", false);
            prop_assert_eq!(plain(&fitted.text), title.trim());
        }

        #[test]
        fn long_titles_are_cut_whole(repeat in 900usize..1200) {
            let fitted = title_for_archivesspace(&"abcde & fgh ".repeat(repeat), "an id", true);
            prop_assert!(fitted.text.chars().count() <= LONGEST_TITLE);
            prop_assert!(fitted.altered.contains(&Alteration::Shortened));
            prop_assert!(!fitted.text.trim_end_matches('…').ends_with("&am"));
        }
    }
}
