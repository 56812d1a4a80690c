//! Running work: every long job has a name, a phase, counts, a rate, and can be stopped.

use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::view::{JobId, JobView};

/// All running work.
#[derive(Clone, Default)]
pub struct JobBoard(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    next: u64,
    jobs: Vec<Job>,
}

struct Job {
    view: JobView,
    begun: Instant,
    cancel: CancellationToken,
    kind: JobKind,
}

/// What a job does, so that the same is not begun twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Refreshing both systems or one.
    Refresh,
    /// Applying a plan.
    Apply,
    /// Looking for approved assets, or for what watched profiles have to do.
    Look,
}

/// A job that is running; it leaves the board when this is dropped.
pub struct Running {
    board: JobBoard,
    id: JobId,
    /// Stops the job.
    pub cancel: CancellationToken,
}

impl JobBoard {
    /// Puts a job on the board. `None` where one of its kind is running already.
    #[must_use]
    pub fn begin(&self, kind: JobKind, name: &str, unit: &'static str) -> Option<Running> {
        let mut board = self.0.lock();
        if board.jobs.iter().any(|job| job.kind == kind) {
            return None;
        }
        board.next += 1;
        let id = JobId(board.next);
        let cancel = CancellationToken::new();
        let view = JobView {
            id,
            name: name.to_owned(),
            phase: String::new(),
            done: 0,
            total: None,
            unit,
            rate: 0.0,
            cancelling: false,
        };
        board.jobs.push(Job {
            view,
            begun: Instant::now(),
            cancel: cancel.clone(),
            kind,
        });
        Some(Running {
            board: self.clone(),
            id,
            cancel,
        })
    }

    /// All jobs as they stand.
    #[must_use]
    pub fn views(&self) -> Vec<JobView> {
        self.0.lock().jobs.iter().map(|job| job.view.clone()).collect()
    }

    /// Asks a job to stop.
    pub fn cancel(&self, id: JobId) {
        if let Some(job) = self.0.lock().jobs.iter_mut().find(|job| job.view.id == id) {
            job.view.cancelling = true;
            job.cancel.cancel();
        }
    }

    /// Asks all jobs to stop.
    pub fn cancel_all(&self) {
        for job in &mut self.0.lock().jobs {
            job.view.cancelling = true;
            job.cancel.cancel();
        }
    }
}

impl Running {
    /// Notes how far the job has come.
    pub fn tell(&self, phase: String, done: u64, total: Option<u64>) {
        if let Some(job) = self.board.0.lock().jobs.iter_mut().find(|job| job.view.id == self.id) {
            if phase != job.view.phase && done < job.view.done {
                job.begun = Instant::now();
            }
            job.view.phase = phase;
            job.view.done = done;
            job.view.total = total;
            let seconds = job.begun.elapsed().as_secs_f64();
            job.view.rate = if seconds > 0.2 { done as f64 / seconds } else { 0.0 };
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.board.0.lock().jobs.retain(|job| job.view.id != self.id);
    }
}
