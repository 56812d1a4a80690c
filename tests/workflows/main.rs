//! Whole workflows over real HTTP, against the practice systems.

mod carrying_out;
mod authorities;
mod crossing;
mod description;
mod faults;
mod kills;
mod linking;
#[path = "../openapi/mod.rs"]
mod openapi;
mod others;
mod refresh;
mod scene;
mod site;
mod support;
mod witness;
