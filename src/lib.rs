//! # The map of the house
//!
//! Archway joins **iconik** (media) and **ArchivesSpace** (archival description). Everything it writes to either system
//! goes one way: read, plan, review, apply, read back, record. There is no second path.
//!
//! | room | what lives there | may know |
//! |---|---|---|
//! | [`domain`] | what archivists and media teams talk about; plain data | nothing |
//! | [`plan`] | plans, changes, decisions, preconditions, the ledger, inverses | `domain` |
//! | [`mapping`] | profiles, rules, steps, evaluation on a record | `domain`, `plan` |
//! | [`workflows`] | one pure planner each | `domain`, `plan`, `mapping` |
//! | [`systems`] | transport and the typed clients of the two systems | `domain` |
//! | [`store`] | the workspace file: catalogue, links, plans, journal, audit | `domain`, `plan` |
//! | [`vault`] | credentials in the operating system's keyring | `domain` |
//! | [`runtime`] | the one background runtime: commands in, events out | all of the above |
//! | [`practice`] | two practice systems, real HTTP servers on loopback | only the wire formats |
//! | [`desktop`] | the window | `runtime`, `domain`, `plan`, `mapping` |
//! | [`launch`] | starts the window over a runtime | `runtime`, `desktop` |
//! | [`tour`] | drives the real window through the main job and reads the results back | all of the above |
//! | [`cli`] | the same runtime without a window | `runtime`, `domain`, `plan`, `mapping` |
//!
//! `domain`, `plan`, `mapping` and `workflows` are pure: no network, no database, no window, no clock, no randomness; time is passed
//! in. `tests/house.rs` reads the `use` lines and holds these rules.

pub mod cli;
pub mod desktop;
pub mod domain;
pub mod launch;
pub mod mapping;
pub mod plan;
pub mod practice;
pub mod runtime;
pub mod store;
pub mod systems;
pub mod tour;
pub mod vault;
pub mod workflows;
