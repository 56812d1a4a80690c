//! Words of items, and the steps that take text apart, put it together and cut it.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Findings, dates, extent, quoted, rights};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, Sourced};
use crate::mapping::step::DateForm;

/// The words of an item, as the text steps take it: the heading of an agent, the paragraphs of a note, a date as it is written.
#[must_use]
pub fn text_of(item: &Item) -> String {
    match item {
        Item::Text(text) => text.clone(),
        Item::Number(number) => number.to_string(),
        Item::Flag(flag) => flag.to_string(),
        Item::Date(date) => dates::write_date(date, DateForm::Expression).0.unwrap_or_default(),
        Item::Extent(extent) => extent::words(extent),
        Item::Agent(agent) => agent.heading.clone(),
        Item::Subject(subject) => subject.heading.clone(),
        Item::Language(language) => language.code.clone(),
        Item::Note(note) => note.paragraphs.join("\n\n"),
        Item::Rights(statement) => rights::words(statement),
        Item::FileVersion(version) => version.file_uri.clone(),
        Item::Document(document) => document.title.clone(),
    }
}

/// The words of an item, taken out of it where it is text.
pub(super) fn into_text(item: Item) -> String {
    match item {
        Item::Text(text) => text,
        other => text_of(&other),
    }
}

/// True where words stand one space apart, with none before or behind.
pub(super) fn is_single_spaced(text: &str) -> bool {
    let mut gap = true;
    for letter in text.chars() {
        let space = letter.is_whitespace();
        if space && (gap || letter != ' ') {
            return false;
        }
        gap = space;
    }
    !gap || text.is_empty()
}

/// The words of a text one space apart.
pub(super) fn single_spaced(text: String) -> String {
    if is_single_spaced(&text) {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parts of a text between separators, trimmed, without empty ones. An empty separator takes lines apart.
pub(super) fn split(text: &str, separator: &str) -> Vec<String> {
    let parts: Vec<&str> = if separator.is_empty() {
        text.lines().collect()
    } else {
        text.split(separator).collect()
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// All items as one text. It counts as inherited only where every part is, from the same record.
pub(super) fn join(items: &[Sourced], separator: &str) -> Option<Sourced> {
    let first = items.first()?;
    let parts: Vec<String> = items
        .iter()
        .map(|sourced| text_of(&sourced.item))
        .filter(|part| !part.trim().is_empty())
        .collect();
    if parts.is_empty() {
        return None;
    }
    let same = items.iter().all(|sourced| sourced.inherited == first.inherited);
    Some(Sourced {
        item: Item::Text(parts.join(separator)),
        inherited: if same { first.inherited.clone() } else { None },
    })
}

/// The first item, with a finding that says what is left out.
pub(super) fn first(items: Vec<Sourced>, findings: &mut Findings) -> Vec<Sourced> {
    let left_out = items.len().saturating_sub(1);
    if left_out > 0 {
        let kept = items.first().map(|sourced| text_of(&sourced.item)).unwrap_or_default();
        let words = if left_out == 1 {
            "1 further value is"
        } else {
            &format!("{left_out} further values are")
        };
        findings.push(MappingFinding::about(
            FindingKind::Lossy,
            &kept,
            format!("{} is kept; {words} left out", quoted(&kept)),
        ));
    }
    items.into_iter().take(1).collect()
}

/// A text of at most `longest` characters: cut between words where one ends in the second half, else between letters as people
/// see them; the cut shows as `…`.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let room = longest.saturating_sub(1);
    let mut kept = String::new();
    let mut count = 0;
    for grapheme in text.graphemes(true) {
        let size = grapheme.chars().count();
        if count + size > room {
            break;
        }
        kept.push_str(grapheme);
        count += size;
    }
    let inside_a_word = text[kept.len()..].starts_with(|next: char| !next.is_whitespace());
    if inside_a_word
        && let Some(space) = kept.rfind(char::is_whitespace)
        && space * 2 >= kept.len()
    {
        kept.truncate(space);
    }
    let mut kept = kept.trim_end().trim_end_matches([',', ';', ':', '–', '-']).trim_end().to_owned();
    if longest > 0 {
        kept.push('…');
    }
    kept
}

/// Cuts an item's text at a length; the paragraphs of a note count together.
pub(super) fn limit(item: Item, longest: usize, findings: &mut Findings) -> Option<Item> {
    let whole = text_of(&item);
    let length = whole.chars().count();
    if length <= longest {
        return Some(match item {
            kept @ (Item::Text(_) | Item::Note(_) | Item::Number(_)) => kept,
            _ => Item::Text(whole),
        });
    }
    findings.push(MappingFinding::about(
        FindingKind::TooLong,
        &whole,
        format!("{} has {length} characters and is cut at {longest}", quoted(&whole)),
    ));
    let cut = shortened(&whole, longest);
    if cut.is_empty() {
        return None;
    }
    Some(match item {
        Item::Note(mut note) => {
            note.paragraphs = super::note::paragraphs(&cut);
            Item::Note(note)
        }
        _ => Item::Text(cut),
    })
}
