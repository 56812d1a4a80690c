//! Transport and the typed clients of the two systems. Knows `domain` and nothing else of the house.
//!
//! - [`http`]: one [`Transport`] for each host: limits, timeouts, retries only where repeating is safe, redacted logs.
//! - [`archivesspace`]: sessions, records, trees, look-ups; how records are read and how they are edited for sending back.
//! - [`iconik`]: assets, collections, search, metadata, jobs and what the inspector shows.
//!
//! Clients are cheap to clone; clones share the session, the limits and the counters. A clone made by `with_cancel` stops
//! when its token is cancelled. A write that is already on its way is always waited for, so that its answer can be recorded.

pub mod archivesspace;
pub mod error;
pub mod http;
pub mod iconik;

pub use archivesspace::ArchivesSpace;
pub use error::{Place, SystemError, SystemName};
pub use http::{Repeat, RequestCounts, RequestGate, RequestInfo, Transport, TransportLimits};
pub use iconik::Iconik;
