//! Whole workflows over real HTTP, against the practice systems.

mod authorities;
mod both_ways;
mod carrying_out;
mod crossing;
mod description;
mod faults;
mod kills;
mod linking;
mod looking_at_access;
mod mapped;
#[path = "../openapi/mod.rs"]
mod openapi;
mod others;
mod presets;
mod publishing;
mod refresh;
mod restricting;
mod reviewed;
mod scene;
mod site;
mod support;
mod watching;
mod witness;
