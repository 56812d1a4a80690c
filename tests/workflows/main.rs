//! Whole workflows over real HTTP, against the practice systems.

mod linking;
mod support;
