//! Whole workflows over real HTTP, against the practice systems.

mod authorities;
mod carrying_out;
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
