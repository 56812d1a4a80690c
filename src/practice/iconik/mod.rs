//! The practice iconik: a real HTTP server on loopback, as strict and as odd as the real one as far as that is known.
//!
//! What is served stands in `assets/practice/iconik/contract.json`; [`router`] holds every request against it (token, rate
//! limit, role, parameters, body) and hands it to one of the `endpoints`. Everything is kept in memory by `world` and
//! written through to a [`StateLog`](crate::practice::persist::StateLog). Where the real behaviour is not known the
//! comments say what was assumed; what hits of searches carry beyond their schema stands in `search`, and the rule for the
//! status of approvals in `approvals`.
//!
//! Not served: e-mailed shares, bulk approvals, changing what collections hand down, custom order of contents, uploads of
//! bytes, transcoding, archiving, webhooks.

mod approvals;
mod blobs;
mod call;
mod contract;
mod documents;
mod endpoints;
mod limit;
pub mod md5;
mod meddling;
pub mod media;
pub mod moment;
mod options;
mod paging;
mod router;
mod search;
mod shape;
mod tokens;
mod values;
pub mod world;

pub use contract::ContractError;
pub use options::IconikOptions;
pub use router::{IconikError, IconikState, router};
pub use tokens::{APP_ID, ARCHIVIST_TOKEN, EDITOR_TOKEN, VIEWER_TOKEN};
