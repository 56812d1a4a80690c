//! Work that iconik does in the background.

use std::time::Duration;

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Iconik;
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Id of a job.
pub type JobId = Uuid;

/// State of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// Not finished: ready, started, waiting or paused.
    Running,
    /// Finished well, perhaps with a warning.
    Finished {
        /// Something was not as it should be.
        warning: bool,
    },
    /// Failed, aborted or skipped.
    Failed,
    /// A state this Archway does not know; treated as running.
    Other(String),
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Its state.
    pub state: JobState,
    /// Steps done, where it counts.
    pub processed: u64,
    /// Steps in all, where it counts.
    pub total: u64,
    /// What went wrong, in iconik's words; empty where nothing did.
    pub error: String,
}

impl Job {
    /// True once nothing more will happen.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, JobState::Finished { .. } | JobState::Failed)
    }
}

const FIRST_WAIT: Duration = Duration::from_millis(150);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl Iconik {
    /// How a job stands.
    ///
    /// # Errors
    /// As any request.
    pub async fn job(&self, id: JobId) -> Result<Job, SystemError> {
        let call = Call::get(format!("/API/jobs/v1/jobs/{id}/")).needs("can_read_jobs");
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str| body.get(name).and_then(Value::as_u64).unwrap_or(0);
        if text("status").is_empty() {
            return Err(answer.unexpected("the job has no status"));
        }
        Ok(Job {
            id,
            state: state_of(text("status")),
            processed: number("progress_processed"),
            total: number("progress_total"),
            error: text("error_message").to_owned(),
        })
    }

    /// Waits until a job is over, asking less and less often. The job itself goes on where this is cancelled.
    ///
    /// # Errors
    /// [`SystemError::Cancelled`], or as any request.
    pub async fn wait_for_job(&self, id: JobId, cancel: &CancellationToken) -> Result<Job, SystemError> {
        let mut wait = FIRST_WAIT;
        loop {
            let job = self.job(id).await?;
            if job.is_over() {
                return Ok(job);
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = cancel.cancelled() => {
                    return Err(SystemError::Cancelled { at: self.transport.place("GET job") });
                }
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}

fn state_of(status: &str) -> JobState {
    match status {
        "READY" | "STARTED" | "WAITING" | "PAUSED" | "ABORT_PENDING" => JobState::Running,
        "FINISHED" => JobState::Finished { warning: false },
        "FINISHED_WITH_WARNING" => JobState::Finished { warning: true },
        "FAILED" | "ABORTED" | "SKIPPED" => JobState::Failed,
        other => JobState::Other(other.to_owned()),
    }
}
