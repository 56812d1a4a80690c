//! Places in a text: lines and columns.

use std::ops::Range;

/// Something wrong in a profile's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// Line, from 1.
    pub line: usize,
    /// Column in letters, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub text: String,
}

impl FileError {
    /// An error at a byte of a text.
    pub(super) fn at(source: &str, byte: usize, text: impl Into<String>) -> Self {
        let mut byte = byte.min(source.len());
        while !source.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &source[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            text: text.into(),
        }
    }
}

/// The range widened to whole lines, the last line end included.
pub(super) fn whole_lines(source: &str, range: &Range<usize>) -> Range<usize> {
    let start = source
        .get(..range.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let end = source
        .get(range.end..)
        .and_then(|after| after.find('\n'))
        .map_or(source.len(), |at| range.end + at + 1);
    start..end.max(start)
}
