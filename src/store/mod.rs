//! The workspace file: one SQLite file with the catalogue of both systems, links, plans, the journal and the audit trail.
//!
//! [`Workspace`] writes, [`Reader`] reads; a workspace is also a reader. Everything is synchronous and takes the time from its
//! caller. What is cached here can be read again from the two systems; plans, journal and audit trail live only here.
//!
//! | part | modules |
//! |---|---|
//! | the file | `workspace`, `reader`, `access` (one writer), `header` (what is refused), `schema`, `error` |
//! | catalogue | `records`, `record_read`, `assets`, `asset_read`, `tree`, `key`, `codec` |
//! | finding | `words` (what is indexed), `search`, `filter`, `asset_filter`, `kept`, `rows` |
//! | links | `links` (which to judge), `judge` (pure), `link_read` |
//! | work | `plans`, `journal`, `audit`, `audit_read`, `problems` |
//! | restrictions | `statements` (what records say), `restrict_index` (what bears on linked assets), `said` (what people said), `asset_access` (who can see what), `row_states`, `marked` |
//! | description | `authorities`, `vocabulary`, `details`, `agreements`, `queue`, `watches` |

mod access;
mod agreements;
mod asset_access;
mod asset_filter;
mod asset_read;
mod assets;
mod audit;
mod audit_read;
mod authorities;
mod codec;
mod details;
mod error;
mod filter;
mod header;
mod journal;
mod judge;
mod kept;
mod key;
mod link_read;
mod links;
mod marked;
mod plans;
mod problems;
mod queue;
mod reader;
mod record_read;
mod records;
mod restrict_index;
mod row_states;
mod rows;
mod said;
mod schema;
mod search;
mod statements;
mod tree;
mod vocabulary;
mod watches;
mod words;
mod workspace;

pub use access::Access;
pub use audit::{AuditBreak, AuditCheck, AuditEntry, AuditRecord};
pub use audit_read::{AuditFilter, AuditPage};
pub use error::{Result, StoreError};
pub use filter::RecordScope;
pub use journal::{Intent, JournalEntry, JournalId};
pub use kept::Kept;
pub use link_read::{LinkCounts, LinkFilter};
pub use plans::{PlanCounts, PlanFilter, PlanSummary};
pub use problems::{Problem, ProblemSource};
pub use queue::{ChosenDestination, QueueEntry};
pub use reader::Reader;
pub use restrict_index::{AssetFacts, RestrictLine};
pub use search::SearchIn;
pub use watches::WatchRun;
pub use workspace::Workspace;
