//! Texts that are not well-formed: the parts between headings that can be read are kept, the others are blanked.
//!
//! Blanking keeps every byte in its place, so that lines and columns of what is left stay true.

use std::ops::Range;

use toml_edit::Document;

use super::messages::broken_syntax;
use super::place::{FileError, whole_lines};

/// A text that can be parsed, with what had to be blanked for it.
pub(super) struct Recovered {
    /// The text; as long as the one before.
    pub text: String,
    /// What was wrong.
    pub errors: Vec<FileError>,
    /// What was blanked.
    pub blanked: Vec<Range<usize>>,
}

/// Headings that begin a part, by their first name. Others look like items of a list.
const HEADINGS: [&str; 4] = ["rule", "publish", "watch", "lookup"];

/// Blanks what keeps the text from being parsed.
pub(super) fn recover(source: &str) -> Recovered {
    let mut recovered = Recovered {
        text: source.to_owned(),
        errors: Vec::new(),
        blanked: Vec::new(),
    };
    if Document::parse(source).is_ok() {
        return recovered;
    }
    let parts = parts(source);
    for part in &parts {
        recovered.settle_part(source, part);
    }
    // Each part is well-formed now; what is left is two parts that do not go together.
    for _ in &parts {
        let Err(error) = Document::parse(recovered.text.as_str()) else {
            break;
        };
        let at = error.span().map_or(0, |span| span.start);
        let Some(part) = parts.iter().find(|part| part.contains(&at)) else {
            break;
        };
        recovered.blank(source, part.clone(), at, error.message());
    }
    if Document::parse(recovered.text.as_str()).is_err() {
        let all = 0..source.len();
        recovered.blank(source, all, 0, "the file cannot be read");
    }
    recovered
}

/// The part of a text, between two headings, that a byte stands in.
pub(super) fn part_around(source: &str, at: usize) -> Range<usize> {
    parts(source)
        .into_iter()
        .find(|part| part.contains(&at))
        .unwrap_or_else(|| whole_lines(source, &(at..at)))
}

impl Recovered {
    fn settle_part(&mut self, source: &str, part: &Range<usize>) {
        let is_head = part.start == 0 && !is_heading(source[part.clone()].lines().next().unwrap_or_default());
        // In the head, lines stand for themselves: a broken one need not take the others with it.
        let tries = if is_head { 20 } else { 0 };
        for _ in 0..tries {
            let Err(error) = Document::parse(&self.text[part.clone()]) else {
                return;
            };
            let at = part.start + error.span().map_or(0, |span| span.start);
            let line = whole_lines(source, &(at.min(part.end)..at.min(part.end)));
            let line = line.start..line.end.min(part.end);
            if self.text[line.clone()].trim().is_empty() {
                break;
            }
            self.blank(source, line, at, error.message());
        }
        if let Err(error) = Document::parse(&self.text[part.clone()]) {
            let at = part.start + error.span().map_or(0, |span| span.start);
            self.blank(source, part.clone(), at, error.message());
        }
    }

    fn blank(&mut self, source: &str, range: Range<usize>, at: usize, message: &str) {
        let what = source[range.clone()].trim_start().starts_with("[[rule");
        let end = if what {
            "; this rule is left out"
        } else {
            "; this part is left out"
        };
        self.errors.push(FileError::at(source, at, broken_syntax(message) + end));
        let blank: String = self.text[range.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        self.text.replace_range(range.clone(), &blank);
        self.blanked.push(range);
    }
}

/// The parts of a text, each from a heading to before the next; the first is what stands before any.
fn parts(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if at > 0 && is_heading(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn is_heading(line: &str) -> bool {
    let Some(inside) = line.trim_start().strip_prefix('[') else {
        return false;
    };
    let inside = inside.strip_prefix('[').unwrap_or(inside).trim_start();
    let name: String = inside
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    let after = inside[name.len()..].trim_start();
    HEADINGS.contains(&name.as_str()) && (after.starts_with(']') || after.starts_with('.'))
}
