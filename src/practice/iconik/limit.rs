//! The rate limit: a bucket of requests for each token, filled at a steady rate.

use std::collections::HashMap;
use std::time::Instant;

use super::options::IconikOptions;

/// What is left for each token.
#[derive(Debug, Default)]
pub struct Limiter {
    buckets: HashMap<String, (f64, Instant)>,
}

impl Limiter {
    /// Takes one request out of a token's bucket. `Ok` with what remains (`None` without a limit), `Err` when it is empty.
    ///
    /// # Errors
    /// The client has asked too often.
    pub fn take(&mut self, options: &IconikOptions, token: &str, now: Instant) -> Result<Option<u32>, Exhausted> {
        let Some(rate) = options.requests_per_second.map(f64::from) else {
            return Ok(None);
        };
        let full = (rate * f64::from(options.burst_seconds)).max(1.0);
        let (left, since) = self.buckets.entry(token.to_owned()).or_insert((full, now));
        *left = (*left + now.duration_since(*since).as_secs_f64() * rate).min(full);
        *since = now;
        if *left < 1.0 {
            return Err(Exhausted);
        }
        *left -= 1.0;
        Ok(Some(*left as u32))
    }
}

/// The bucket is empty.
#[derive(Debug, PartialEq, Eq)]
pub struct Exhausted;

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_bucket_empties_and_fills() {
        let options = IconikOptions {
            requests_per_second: Some(2),
            burst_seconds: 2,
            ..IconikOptions::default()
        };
        let mut limiter = Limiter::default();
        let start = Instant::now();
        for left in (0..4).rev() {
            assert_eq!(limiter.take(&options, "a", start), Ok(Some(left)));
        }
        assert_eq!(limiter.take(&options, "a", start), Err(Exhausted));
        assert_eq!(limiter.take(&options, "b", start), Ok(Some(3)));
        let later = start + Duration::from_millis(600);
        assert_eq!(limiter.take(&options, "a", later), Ok(Some(0)));
    }
}
