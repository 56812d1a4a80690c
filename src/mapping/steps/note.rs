//! Notes.

use super::prepare::StepContext;
use super::{Findings, lossy, text_of};
use crate::mapping::item::{Item, NoteItem};

/// Paragraphs of a text: what stands between empty lines.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end).chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line);
        } else if !lines.is_empty() {
            paragraphs.push(lines.join("\n").trim().to_owned());
            lines.clear();
        }
    }
    paragraphs
}

/// The type of note that a target takes: the last part of its key, as in `notes.scopecontent`.
fn note_type(at: &StepContext<'_>) -> String {
    at.target
        .and_then(|target| target.key.as_str().rsplit_once('.'))
        .map(|(_, last)| last.to_owned())
        .unwrap_or_default()
}

/// The step: text becomes a note of the target's type.
pub(super) fn run(item: Item, publish: bool, label: Option<&String>, at: &StepContext<'_>) -> Option<Item> {
    if let Item::Note(mut note) = item {
        note.publish = publish;
        if label.is_some() {
            note.label = label.cloned();
        }
        let wanted = note_type(at);
        if !wanted.is_empty() {
            note.note_type = wanted;
        }
        return Some(Item::Note(note));
    }
    let paragraphs = paragraphs(&text_of(&item));
    (!paragraphs.is_empty()).then(|| {
        Item::Note(NoteItem {
            note_type: note_type(at),
            label: label.cloned(),
            paragraphs,
            publish,
            restriction: None,
        })
    })
}

/// The step: a note becomes its text.
pub(super) fn text(item: &Item, findings: &mut Findings) -> Option<Item> {
    let text = text_of(item);
    if let Item::Note(note) = item {
        if note.label.as_ref().is_some_and(|label| !label.trim().is_empty()) {
            findings.push(lossy(&text, "the label of the note"));
        }
        if note.restriction.is_some() {
            findings.push(lossy(&text, "the dated restriction of the note"));
        }
    }
    (!text.trim().is_empty()).then_some(Item::Text(text))
}

#[cfg(test)]
mod tests {
    use super::paragraphs;
    use proptest::prelude::*;

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("\n One\nline.\n \n\nTwo. \n"), ["One\nline.", "Two."]);
        assert!(paragraphs(" \n ").is_empty());
    }

    proptest! {
        #[test]
        fn paragraphs_put_together_come_apart_the_same(text in "[a-z .\n]{0,60}") {
            let apart = paragraphs(&text);
            prop_assert_eq!(paragraphs(&apart.join("\n\n")), apart);
        }
    }
}
