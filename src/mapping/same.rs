//! When two items say the same: differences of form alone are no changes.
//!
//! Forms are: spaces, composed or decomposed letters (NFC), typographic or straight quotes and dashes, an end point, the order of lists,
//! and how a date is put in words. Capitals are not form. Where one of two items leaves something open that the other gives (the
//! calendar of a date, the dimensions of an extent, the label of a note), that alone is no difference.

use unicode_normalization::UnicodeNormalization as _;

use super::face::words::whole;
use super::item::{AgentItem, DateItem, DocumentItem, ExtentItem, FileVersionItem, Item, NoteItem, RightsItem, SubjectItem};

/// A text in the one form in which texts are compared.
#[must_use]
pub fn normal(text: &str) -> String {
    // ASCII is composed as it stands.
    if text.is_ascii() {
        in_one_form(text.chars(), text.len())
    } else {
        in_one_form(text.nfc(), text.len())
    }
}

fn in_one_form(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut normal = String::with_capacity(length);
    let mut gap = false;
    for c in letters {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '«' | '»' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => continue,
            c => c,
        };
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && !normal.is_empty() {
            normal.push(' ');
        }
        gap = false;
        normal.push(c);
    }
    let kept = normal.trim_end_matches(['.', ',', ';', ' ']).len();
    // A text of points alone is a text.
    if kept > 0 {
        normal.truncate(kept);
    }
    normal
}

/// True where both texts say the same.
#[must_use]
pub fn same_text(a: &str, b: &str) -> bool {
    a == b || normal(a) == normal(b)
}

/// True where both items say the same.
#[must_use]
pub fn same_item(a: &Item, b: &Item) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Item::Date(a), Item::Date(b)) => same_date(a, b),
        (Item::Extent(a), Item::Extent(b)) => same_extent(a, b),
        (Item::Agent(a), Item::Agent(b)) => same_agent(a, b),
        (Item::Subject(a), Item::Subject(b)) => same_subject(a, b),
        (Item::Language(a), Item::Language(b)) => a.code == b.code && compatible(a.script.as_deref(), b.script.as_deref()),
        (Item::Note(a), Item::Note(b)) => same_note(a, b),
        (Item::Rights(a), Item::Rights(b)) => same_rights(a, b),
        (Item::FileVersion(a), Item::FileVersion(b)) => same_version(a, b),
        (Item::Document(a), Item::Document(b)) => same_document(a, b),
        (Item::Flag(_), Item::Flag(_)) | (Item::Number(_), Item::Number(_)) => false,
        (Item::Flag(flag), Item::Text(text)) | (Item::Text(text), Item::Flag(flag)) => says(text) == Some(*flag),
        // A value of iconik is text, whatever it was in ArchivesSpace.
        (Item::Text(_), _) | (_, Item::Text(_)) => same_text(&whole(a), &whole(b)),
        _ => false,
    }
}

/// Yes or no, however it is written.
#[must_use]
pub fn says(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" => Some(true),
        "false" | "no" | "n" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// True where both lists hold the same items, in whatever order.
#[must_use]
pub fn same_items(a: &[Item], b: &[Item]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a.iter().zip(b).all(|(a, b)| same_item(a, b)) {
        return true;
    }
    let mut open: Vec<&Item> = b.iter().collect();
    a.iter().all(|item| {
        let found = open
            .iter()
            .position(|other| *other == item)
            .or_else(|| open.iter().position(|other| same_item(item, other)));
        found.map(|place| open.swap_remove(place)).is_some()
    })
}

/// Both give the same, or one of them leaves it open.
fn compatible(a: Option<&str>, b: Option<&str>) -> bool {
    match (a.filter(|a| !a.is_empty()), b.filter(|b| !b.is_empty())) {
        (Some(a), Some(b)) => same_text(a, b),
        _ => true,
    }
}

fn open_or_same(a: &str, b: &str) -> bool {
    compatible(Some(a), Some(b))
}

fn same_date(a: &DateItem, b: &DateItem) -> bool {
    let frame = a.label == b.label
        && a.certainty == b.certainty
        && (a.date_type == "bulk") == (b.date_type == "bulk")
        && open_or_same(&a.calendar, &b.calendar)
        && open_or_same(&a.era, &b.era);
    if !frame {
        return false;
    }
    let (undated, also) = (is_undated(a), is_undated(b));
    if undated || also {
        // Only the words say when.
        return undated && also && same_text(&a.expression, &b.expression);
    }
    span(a) == span(b)
}

fn is_undated(date: &DateItem) -> bool {
    date.begin.is_empty() && date.end.is_empty()
}

/// Begin and end, open ends kept apart from single days.
fn span(date: &DateItem) -> (&str, &str) {
    let single = date.end.is_empty() && date.date_type == "single";
    (&date.begin, if single { &date.begin } else { &date.end })
}

fn same_extent(a: &ExtentItem, b: &ExtentItem) -> bool {
    a.extent_type == b.extent_type
        && same_number(&a.number, &b.number)
        && open_or_same(&a.portion, &b.portion)
        && open_or_same(&a.container_summary, &b.container_summary)
        && open_or_same(&a.physical_details, &b.physical_details)
        && open_or_same(&a.dimensions, &b.dimensions)
}

fn same_number(a: &str, b: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    same_text(a, b) || matches!((number(a), number(b)), (Some(a), Some(b)) if (a - b).abs() < 1e-9)
}

fn same_agent(a: &AgentItem, b: &AgentItem) -> bool {
    a.role == b.role
        && compatible(a.relator.as_deref(), b.relator.as_deref())
        && match (a.authority, b.authority) {
            (Some(a), Some(b)) => a == b,
            _ => a.kind == b.kind && same_heading(&a.heading, &b.heading, a.authority_id.as_deref(), b.authority_id.as_deref()),
        }
}

fn same_subject(a: &SubjectItem, b: &SubjectItem) -> bool {
    match (a.authority, b.authority) {
        (Some(a), Some(b)) => a == b,
        _ => {
            open_or_same(&a.term_type, &b.term_type)
                && same_heading(&a.heading, &b.heading, a.authority_id.as_deref(), b.authority_id.as_deref())
        }
    }
}

fn same_heading(a: &str, b: &str, a_id: Option<&str>, b_id: Option<&str>) -> bool {
    match (a_id, b_id) {
        (Some(a), Some(b)) => a == b,
        _ => same_text(a, b),
    }
}

fn same_note(a: &NoteItem, b: &NoteItem) -> bool {
    a.note_type == b.note_type
        && a.publish == b.publish
        && compatible(a.label.as_deref(), b.label.as_deref())
        && same_text(&a.paragraphs.join("\n"), &b.paragraphs.join("\n"))
        && match (&a.restriction, &b.restriction) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
}

fn same_rights(a: &RightsItem, b: &RightsItem) -> bool {
    let mut acts = (a.acts.clone(), b.acts.clone());
    acts.0
        .sort_by(|a, b| (&a.act_type, &a.restriction).cmp(&(&b.act_type, &b.restriction)));
    acts.1
        .sort_by(|a, b| (&a.act_type, &a.restriction).cmp(&(&b.act_type, &b.restriction)));
    a.rights_type == b.rights_type
        && a.status == b.status
        && a.jurisdiction == b.jurisdiction
        && a.other_rights_basis == b.other_rights_basis
        && a.start_date == b.start_date
        && a.end_date == b.end_date
        && same_option(a.license_terms.as_deref(), b.license_terms.as_deref())
        && same_option(a.statute_citation.as_deref(), b.statute_citation.as_deref())
        && compatible(a.note.as_deref(), b.note.as_deref())
        && acts.0 == acts.1
}

fn same_option(a: Option<&str>, b: Option<&str>) -> bool {
    same_text(a.unwrap_or_default(), b.unwrap_or_default())
}

fn same_version(a: &FileVersionItem, b: &FileVersionItem) -> bool {
    a.file_uri == b.file_uri
        && a.representative == b.representative
        && a.publish == b.publish
        && compatible(a.use_statement.as_deref(), b.use_statement.as_deref())
        && compatible(a.format.as_deref(), b.format.as_deref())
        && compatible(a.checksum.as_deref(), b.checksum.as_deref())
        && compatible(a.checksum_method.as_deref(), b.checksum_method.as_deref())
        && compatible(a.caption.as_deref(), b.caption.as_deref())
        && (a.size.is_none() || b.size.is_none() || a.size == b.size)
}

fn same_document(a: &DocumentItem, b: &DocumentItem) -> bool {
    a.location == b.location && a.publish == b.publish && same_text(&a.title, &b.title)
}

#[cfg(test)]
mod tests;
