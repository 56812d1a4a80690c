//! Whole workflows over real HTTP, against the practice systems.

mod kills;
mod linking;
mod site;
mod support;
mod witness;
