//! Client of ArchivesSpace's backend API (2.8 to 4.2).
//!
//! The session is made when it is first needed, kept in memory only, and made again once when the system says that it is gone
//! (412 `SESSION_GONE` or `SESSION_EXPIRED`). Records are JSON in the order in which they came, with every field, known or not.

mod authorities;
pub mod edit;
mod errors;
mod lookup;
pub mod parse;
mod probe;
mod records;
mod session;
mod shared_writes;
mod tree;
pub mod vocabulary;
pub mod words;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

pub use authorities::authority_from_json;
pub use edit::{add_digital_object_instance, remove_digital_object_instance};
pub use lookup::SearchPage;
pub use parse::{record_from_json, record_from_waypoint};
pub use probe::{Features, NEEDED, NEEDED_TO_DESCRIBE, Probe, sorts_listings};
pub use records::{Page, WriteAnswer};
pub use shared_writes::AuthorityAnswer;
pub use tree::{PathStep, TreeBranch, TreeNode, TreeRoot};
pub use vocabulary::MayAdd;

use super::error::{Place, SystemError, SystemName};
use super::http::{Answer, Call, RequestCounts, RequestGate, Transport, TransportLimits};
use crate::domain::{RepositoryId, Secret};
use session::Sessions;

/// A connection to one ArchivesSpace as one user. Clones share session and limits.
#[derive(Clone)]
pub struct ArchivesSpace {
    transport: Transport,
    sessions: Arc<Sessions>,
}

impl ArchivesSpace {
    /// A connection that logs in when it is first used.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] where the address is not `https://` (or `http://` on this computer).
    pub fn new(base_url: &str, user: &str, password: Secret, limits: TransportLimits) -> Result<Self, SystemError> {
        Ok(Self {
            transport: Transport::new(SystemName::ArchivesSpace, base_url, limits)?,
            sessions: Arc::new(Sessions::new(user, password)),
        })
    }

    /// The same connection, stopping when `cancel` is cancelled.
    #[must_use]
    pub fn with_cancel(&self, cancel: CancellationToken) -> Self {
        Self {
            transport: self.transport.with_cancel(cancel),
            sessions: self.sessions.clone(),
        }
    }

    /// The same connection, asking `gate` before and after every request.
    #[must_use]
    pub fn with_gate(&self, gate: Arc<dyn RequestGate>) -> Self {
        Self {
            transport: self.transport.with_gate(gate),
            sessions: self.sessions.clone(),
        }
    }

    /// What went over the wire so far.
    #[must_use]
    pub fn counts(&self) -> RequestCounts {
        self.transport.counts()
    }

    /// The server's clock, from the `Date` of an answer; `None` where it sends none.
    ///
    /// # Errors
    /// As any request.
    pub async fn server_time(&self) -> Result<Option<Timestamp>, SystemError> {
        let answer = self.transport.send(&Call::get("/version")).await?;
        Ok(answer.date())
    }

    /// Version and clock of the server in one request; `None` for what it does not tell.
    ///
    /// # Errors
    /// As any request.
    pub async fn version_and_time(&self) -> Result<(Option<String>, Option<Timestamp>), SystemError> {
        let answer = self.transport.send(&Call::get("/version")).await?;
        Ok((probe::version_of(&answer), answer.date()))
    }

    /// Sends with the session and gives any answer but one about the session. 412 means that nothing was done, so even a write is sent again.
    async fn ask(&self, call: Call) -> Result<Answer, SystemError> {
        let at = self.place(call.title());
        let mut session = self.unless_cancelled(&at, self.sessions.current(&self.transport)).await?;
        for again in [false, true] {
            let answer = self.transport.send(&session.sign(call.clone())).await?;
            if !errors::session_is_gone(&answer) {
                return Ok(answer);
            }
            if again {
                return Err(SystemError::SessionGone { at: answer.at });
            }
            session = self.unless_cancelled(&at, self.sessions.renewed(&self.transport, &session)).await?;
        }
        Err(SystemError::SessionGone { at })
    }

    /// Waiting for a session that somebody else is making ends with one's own cancelling.
    async fn unless_cancelled<T>(&self, at: &Place, work: impl Future<Output = Result<T, SystemError>>) -> Result<T, SystemError> {
        tokio::select! {
            result = work => result,
            () = self.transport.cancel().cancelled() => Err(SystemError::Cancelled { at: at.clone() }),
        }
    }

    /// As [`Self::ask`], with anything but success as an error.
    async fn succeed(&self, call: Call) -> Result<Answer, SystemError> {
        let answer = self.ask(call).await?;
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(errors::from_answer(&answer))
        }
    }

    async fn json(&self, call: Call) -> Result<Value, SystemError> {
        self.succeed(call).await?.json()
    }

    fn place(&self, request: impl Into<String>) -> Place {
        self.transport.place(request)
    }
}

/// `/repositories/2/<rest>`.
fn in_repository(repository: RepositoryId, rest: &str) -> String {
    format!("{}/{rest}", repository.uri())
}
