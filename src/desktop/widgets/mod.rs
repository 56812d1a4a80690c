//! Parts that several screens use.

pub mod day;
pub mod elide;
pub mod form;
pub mod glyph;
pub mod list_box;
pub mod parts;
pub mod pictures;
pub mod pill;
pub mod tree;
pub mod virtual_rows;
pub mod words;
