//! What a transport may do to a host.

use std::time::Duration;

/// Limits of one transport.
#[derive(Debug, Clone, PartialEq)]
pub struct TransportLimits {
    /// Requests at a time.
    pub concurrency: usize,
    /// Requests a second; `None` for no limit but the concurrency.
    pub per_second: Option<u32>,
    /// Longest time to connect.
    pub connect_timeout: Duration,
    /// Longest silence while waiting for an answer or a part of it.
    pub read_timeout: Duration,
    /// How often a request is sent at most, the first time included.
    pub attempts: u32,
    /// First wait before a repeat; doubled each time.
    pub backoff: Duration,
    /// Longest wait before a repeat.
    pub backoff_cap: Duration,
    /// Longest wait that a server's `Retry-After` can ask for.
    pub retry_after_cap: Duration,
    /// Largest answer in bytes, unpacked.
    pub body_cap: u64,
}

impl Default for TransportLimits {
    fn default() -> Self {
        Self {
            concurrency: 4,
            per_second: None,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(90),
            attempts: 5,
            backoff: Duration::from_millis(300),
            backoff_cap: Duration::from_secs(20),
            retry_after_cap: Duration::from_secs(60),
            body_cap: 128 << 20,
        }
    }
}

impl TransportLimits {
    /// For ArchivesSpace: a few requests at a time, no rate; some of its answers take long.
    #[must_use]
    pub fn archivesspace(concurrency: u32) -> Self {
        Self {
            concurrency: concurrency.max(1) as usize,
            ..Self::default()
        }
    }

    /// For iconik, which allows about 50 requests a second.
    #[must_use]
    pub fn iconik(per_second: u32) -> Self {
        Self {
            concurrency: 12,
            per_second: Some(per_second.clamp(1, 50)),
            ..Self::default()
        }
    }
}
