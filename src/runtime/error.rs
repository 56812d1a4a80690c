//! What can go wrong in the runtime itself. What goes wrong with a system is an outcome, a report or a notice.

use super::view::Cause;
use crate::plan::PlanId;
use crate::store::StoreError;
use crate::systems::SystemError;

/// What can go wrong in the runtime itself.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The workspace file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A system.
    #[error(transparent)]
    System(#[from] SystemError),
    /// There is no such plan.
    #[error("there is no plan {0} in this workspace; `archway plan list` shows those that are there")]
    NoSuchPlan(PlanId),
    /// A file could not be written.
    #[error("{path} could not be written: {reason}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// The reason.
        reason: String,
    },
    /// A file could not be read.
    #[error("{path} could not be read: {reason}")]
    Unreadable {
        /// The file.
        path: std::path::PathBuf,
        /// The reason.
        reason: String,
    },
    /// There is no such mapping profile.
    #[error("there is no mapping profile “{0}” in this workspace; `archway map list` shows those that are there")]
    NoSuchProfile(String),
    /// Another profile has that name.
    #[error("there is a mapping profile “{0}” already; choose another name")]
    ProfileExists(String),
    /// The profile does not publish.
    #[error("“{0}” does not say what counts as approved, so it has no queue. Give it publish settings, or choose another profile")]
    NotPublishing(String),
    /// The profile cannot be used as it is.
    #[error("“{name}” cannot be used as it is: {reason}. Open it under Describe and mend it")]
    BrokenProfile {
        /// Name of the profile.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// Nothing of a plan was done.
    #[error("nothing of “{0}” was done, so there is nothing to undo")]
    NothingToUndo(String),
    /// No secret is known for a system.
    #[error("no {what} is kept for this workspace on this computer. Enter it under Settings, or set {variable}")]
    NoSecret {
        /// Which secret.
        what: &'static str,
        /// Variable of the environment that may hold it.
        variable: &'static str,
    },
    /// The workspace was closed while something was under way for it.
    #[error("the workspace was closed before this was done; open it and try again")]
    Closed,
    /// This plan is being applied.
    #[error("“{0}” is being applied. Stop it or wait until it has ended, then try again")]
    BeingApplied(String),
    /// The plan was put away.
    #[error("“{0}” was discarded, so nothing of it is applied. Accept its changes again to take it up")]
    Discarded(String),
    /// It is not known whether something that was sent was carried out.
    #[error(
        "what was sent for “{0}” was not answered, so it may have been carried out. Apply the plan again: Archway looks first and sends only what is missing"
    )]
    InDoubt(String),
    /// A node is not in the catalogue.
    #[error("{0} is not in the catalogue. Refresh, then try again")]
    NotKnown(String),
    /// Work was stopped.
    #[error("stopped")]
    Stopped,
    /// There is no client for a system: no address that can be used, no secret.
    #[error("{0}")]
    NoClient(String),
    /// A plan cannot be made.
    #[error("{0}")]
    CannotPlan(String),
    /// What opens cannot be confirmed.
    #[error("{0}")]
    CannotConfirm(String),
    /// The second person is the first.
    #[error("“{0}” planned or runs this Archway; what opens must be confirmed by another person, with a log-in of their own")]
    NotASecondPerson(String),
    /// The practice systems belong to another Archway just now.
    #[error("the practice systems run in another Archway. Close it there, then try again")]
    PracticeElsewhere,
    /// The practice systems could not be started.
    #[error("the practice systems could not be started: {0}")]
    Practice(String),
}

impl RuntimeError {
    /// Where the reason lies.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::System(_) | Self::NoClient(_) | Self::NoSecret { .. } => Cause::System,
            Self::Store(StoreError::ReadOnly { .. }) | Self::PracticeElsewhere => Cause::ReadOnly,
            _ => Cause::Here,
        }
    }
}
