//! The practice ArchivesSpace: as strict and as odd as the real backend, for the part of its API that Archway uses.
//!
//! Facts are those of ArchivesSpace 4.2.1. A call goes through the same steps in the same order as there: the session, the
//! parameters and the body, the permission, then the work.
//!
//! Left out: jobs, exports, imports, merges, transfers between repositories, classifications, assessments, ARKs and slugs. A resource
//! without a representative instance of its own does not look for one in its tree.

mod agents;
mod call;
pub mod catalogue;
mod check;
mod containers;
mod dates;
mod dispatch;
mod endpoints;
mod global;
pub mod kinds;
mod listing;
mod lists;
mod model;
mod params;
pub mod records;
mod refuse;
mod resolve;
mod ruby;
mod rules;
mod schema;
mod schemas;
mod search;
mod state;
mod titles;
mod tree;
mod users;
mod view;
mod write;

pub use dispatch::router;
pub use state::{ArchivesSpaceState, Fill, Options};
pub use users::{ADMIN_PASSWORD, PASSWORD};

/// When the institution was catalogued, Unix seconds: 2024-05-01 12:00 UTC. A fixed time gives the same records at each start.
#[must_use]
pub const fn institution_time() -> u32 {
    1_714_564_800
}
