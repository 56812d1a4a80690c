//! How the practice iconik behaves.

use std::time::Duration;

/// Settings of one practice iconik.
#[derive(Debug, Clone)]
pub struct IconikOptions {
    /// Undeclared parameters and fields are answered with 400. The real system probably ignores them.
    pub strict: bool,
    /// How long a change takes to reach searches.
    pub index_delay: Duration,
    /// How long background jobs wait before they do anything.
    pub job_delay: Duration,
    /// Requests a second that are served for long; `None` for no limit.
    pub requests_per_second: Option<u32>,
    /// For how many seconds' worth of requests a client may save up: 20 gives iconik's 1000 in 20 seconds.
    pub burst_seconds: u32,
    /// Seconds in `Retry-After` with 429. The real system is not known to send it.
    pub retry_after: Option<u32>,
    /// How long signed addresses stay good.
    pub signature_life: Duration,
    /// Writing a list with `OVERWRITE` replaces the whole list, not only the entries of those named. Which of the two the real system
    /// does is not documented, so that clients must do without it.
    pub overwrite_replaces_list: bool,
    /// Number of generated assets beside the institution's, for benchmarks.
    pub generated_assets: usize,
}

impl Default for IconikOptions {
    fn default() -> Self {
        Self {
            strict: true,
            index_delay: Duration::from_millis(300),
            job_delay: Duration::from_millis(500),
            requests_per_second: Some(50),
            burst_seconds: 20,
            retry_after: None,
            signature_life: Duration::from_secs(3600),
            overwrite_replaces_list: false,
            generated_assets: 0,
        }
    }
}

impl IconikOptions {
    /// Nothing waits and nothing is limited, as most tests want it.
    #[must_use]
    pub fn immediate() -> Self {
        Self {
            index_delay: Duration::ZERO,
            job_delay: Duration::ZERO,
            requests_per_second: None,
            ..Self::default()
        }
    }
}
