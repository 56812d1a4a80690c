//! Parts that several screens use.

pub mod glyph;
pub mod parts;
pub mod words;
