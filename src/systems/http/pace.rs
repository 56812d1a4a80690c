//! Waiting for one's turn: how many at a time, how many a second, and not before a host that asked for a pause is ready.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::TransportLimits;

/// The pace of one host.
pub struct Pace {
    places: Arc<Semaphore>,
    rate: Option<DefaultDirectRateLimiter>,
    clock: DefaultClock,
    not_before: Mutex<Option<Instant>>,
}

/// A place among the requests that run at a time; given back when dropped.
pub struct Turn {
    _place: Option<OwnedSemaphorePermit>,
}

impl Pace {
    /// The pace that the limits allow.
    #[must_use]
    pub fn new(limits: &TransportLimits) -> Self {
        let rate = limits.per_second.and_then(NonZeroU32::new).map(|rate| {
            // A small burst keeps the first screen quick; the sum over any second stays near the rate.
            let burst = NonZeroU32::new(rate.get() / 5).unwrap_or(NonZeroU32::MIN);
            RateLimiter::direct(Quota::per_second(rate).allow_burst(burst))
        });
        Self {
            places: Arc::new(Semaphore::new(limits.concurrency.max(1))),
            rate,
            clock: DefaultClock::default(),
            not_before: Mutex::new(None),
        }
    }

    /// Everybody waits at least this long.
    pub fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut not_before = self.not_before.lock();
        if not_before.is_none_or(|held| held < until) {
            *not_before = Some(until);
        }
    }

    /// Waits until a request may go out.
    pub async fn turn(&self) -> Turn {
        // The semaphore is never closed; without a place the request goes out all the same.
        let place = self.places.clone().acquire_owned().await.ok();
        loop {
            let held = *self.not_before.lock();
            if let Some(until) = held
                && until > Instant::now()
            {
                tokio::time::sleep_until(until).await;
                continue;
            }
            let Some(rate) = &self.rate else { break };
            match rate.check() {
                Ok(()) => break,
                Err(early) => tokio::time::sleep(early.wait_time_from(self.clock.now())).await,
            }
        }
        Turn { _place: place }
    }
}
