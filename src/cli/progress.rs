//! Progress: one line on standard error, rewritten as work goes on. Nothing where standard error is no terminal.

use std::io::{IsTerminal as _, Write as _};

use crate::runtime::view::JobView;

/// Longest line; a longer one would wrap on a narrow terminal and could not be rewritten.
const WIDTH: usize = 79;

/// The line of progress.
pub struct Progress {
    terminal: bool,
    drawn: bool,
}

impl Progress {
    /// For standard error as it is.
    #[must_use]
    pub fn on_stderr() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            drawn: false,
        }
    }

    /// Shows running work.
    pub fn show(&mut self, jobs: &[JobView]) {
        if !self.terminal {
            return;
        }
        match jobs.first() {
            Some(job) => {
                let line: String = line(job).chars().take(WIDTH).collect();
                let _ = write!(std::io::stderr().lock(), "\r\x1b[K{line}");
                let _ = std::io::stderr().flush();
                self.drawn = true;
            }
            None => self.clear(),
        }
    }

    /// Takes the line away, so that something else can be written.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
            let _ = std::io::stderr().flush();
        }
    }
}

/// `Refreshing ArchivesSpace: 1200 of 4300 records, 310/s, reading “Series 4”`.
fn line(job: &JobView) -> String {
    let mut line = format!("{}: {}", job.name, job.done);
    if let Some(total) = job.total {
        line.push_str(&format!(" of {total}"));
    }
    line.push_str(&format!(" {}", job.unit));
    if job.rate > 0.0 {
        line.push_str(&format!(", {:.0}/s", job.rate));
    }
    if job.cancelling {
        line.push_str(", stopping");
    } else if !job.phase.is_empty() {
        line.push_str(&format!(", {}", job.phase));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::view::JobId;

    #[test]
    fn the_line_says_what_how_much_and_how_fast() {
        let job = JobView {
            id: JobId(1),
            name: "Applying".to_owned(),
            phase: "changing the record “Pump house”".to_owned(),
            done: 12,
            total: Some(60),
            unit: "changes",
            rate: 4.4,
            cancelling: false,
        };
        assert_eq!(line(&job), "Applying: 12 of 60 changes, 4/s, changing the record “Pump house”");
        let stopping = JobView {
            cancelling: true,
            total: None,
            rate: 0.0,
            ..job
        };
        assert_eq!(line(&stopping), "Applying: 12 changes, stopping");
    }
}
