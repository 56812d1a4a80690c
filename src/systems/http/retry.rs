//! Whether a request is sent again, and when.

use std::time::Duration;

use jiff::Timestamp;

use super::call::Repeat;
use super::failure::Failed;
use super::{Answer, TransportLimits};

/// How one try ended, as far as repeating goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A whole answer.
    Answered {
        /// Its status.
        status: u16,
        /// What it asked to wait.
        retry_after: Option<Duration>,
    },
    /// No connection: the request surely did not arrive.
    NotSent,
    /// Lost on the way; it may have arrived.
    Lost,
    /// Nothing that a repeat would change: cancelled, wrong address, no trust, answer too big.
    Final,
}

impl Outcome {
    pub(super) fn of(result: &Result<Answer, Failed>) -> Self {
        match result {
            Ok(answer) => Self::Answered {
                status: answer.status,
                retry_after: answer.retry_after(),
            },
            Err(failed) if failed.repeatable && failed.reached => Self::Lost,
            Err(failed) if failed.repeatable => Self::NotSent,
            Err(_) => Self::Final,
        }
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Take what there is.
    Done,
    /// Send again after this time.
    Again(Duration),
}

/// Repeats of a 500: it may be a passing lock in the database, yet ArchivesSpace answers some bad requests with it too.
const REPEATS_OF_500: u32 = 2;

/// Decides. `attempt` counts from 0.
#[must_use]
pub fn decide(outcome: &Outcome, repeat: Repeat, attempt: u32, limits: &TransportLimits) -> After {
    // Being turned away harms nobody and passes: a host that many ask at once may do it several times to the same request.
    let turned_away = matches!(outcome, Outcome::Answered { status: 429, .. });
    let most = if turned_away {
        limits.attempts.saturating_mul(2)
    } else {
        limits.attempts
    };
    if attempt + 1 >= most {
        return After::Done;
    }
    let safe = repeat == Repeat::Safe;
    let (again, asked) = match *outcome {
        Outcome::NotSent => (true, None),
        Outcome::Lost => (safe, None),
        Outcome::Final => (false, None),
        Outcome::Answered { status, retry_after } => {
            let again = match status {
                429 => true,
                503 => safe || retry_after.is_some(),
                408 | 502 | 504 => safe,
                500 => safe && attempt < REPEATS_OF_500,
                _ => false,
            };
            (again, retry_after)
        }
    };
    if !again {
        return After::Done;
    }
    let wait = asked.map_or_else(
        || backoff(attempt, limits, rand::random()),
        |asked| asked.min(limits.retry_after_cap),
    );
    After::Again(wait)
}

/// Wait before repeat number `attempt` + 1: doubled each time, capped, and between half and all of it by `chance` (0 to 1), so
/// that many who failed together do not come back together.
#[must_use]
pub fn backoff(attempt: u32, limits: &TransportLimits, chance: f64) -> Duration {
    let doubled = limits
        .backoff
        .saturating_mul(1_u32.checked_shl(attempt.min(16)).unwrap_or(u32::MAX));
    doubled.min(limits.backoff_cap).mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
}

/// `Retry-After` as a time from now: seconds, or an HTTP date compared with the server's own clock.
#[must_use]
pub fn retry_after(value: &str, server_now: Option<Timestamp>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = http_date(value)?;
    let now = server_now.unwrap_or_else(Timestamp::now);
    Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// A date as HTTP writes it.
#[must_use]
pub fn http_date(value: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answered(status: u16, retry_after: Option<u64>) -> Outcome {
        Outcome::Answered {
            status,
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    fn again(outcome: Outcome, repeat: Repeat) -> bool {
        decide(&outcome, repeat, 0, &TransportLimits::default()) != After::Done
    }

    #[test]
    fn what_may_have_arrived_is_repeated_only_where_that_is_safe() {
        for outcome in [
            Outcome::Lost,
            answered(500, None),
            answered(502, None),
            answered(503, None),
            answered(504, None),
        ] {
            assert!(again(outcome, Repeat::Safe), "{outcome:?}");
            assert!(!again(outcome, Repeat::Never), "{outcome:?}");
        }
    }

    #[test]
    fn what_surely_did_not_arrive_is_always_repeated() {
        for outcome in [
            Outcome::NotSent,
            answered(429, None),
            answered(429, Some(1)),
            answered(503, Some(1)),
        ] {
            assert!(again(outcome, Repeat::Safe) && again(outcome, Repeat::Never), "{outcome:?}");
        }
    }

    #[test]
    fn other_answers_are_final() {
        for status in [200, 201, 301, 400, 401, 403, 404, 409, 412, 501] {
            assert!(!again(answered(status, None), Repeat::Safe), "{status}");
        }
        assert!(!again(Outcome::Final, Repeat::Safe));
    }

    #[test]
    fn retry_after_is_honoured_and_capped() {
        let limits = TransportLimits::default();
        assert_eq!(
            decide(&answered(429, Some(7)), Repeat::Never, 0, &limits),
            After::Again(Duration::from_secs(7))
        );
        assert_eq!(
            decide(&answered(429, Some(86_400)), Repeat::Never, 0, &limits),
            After::Again(limits.retry_after_cap)
        );
        let now = http_date("Sat, 21 Nov 2026 02:00:00 GMT");
        assert!(now.is_some(), "HTTP dates are read");
        assert_eq!(retry_after("Sat, 21 Nov 2026 02:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Sat, 21 Nov 2026 01:00:30 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn it_ends() {
        let limits = TransportLimits::default();
        assert_eq!(decide(&Outcome::NotSent, Repeat::Safe, limits.attempts - 1, &limits), After::Done);
    }

    proptest! {
        #[test]
        fn backoff_grows_and_stays_under_its_cap(attempt in 0u32..200, chance in 0.0f64..=1.0) {
            let limits = TransportLimits::default();
            let wait = backoff(attempt, &limits, chance);
            prop_assert!(wait <= limits.backoff_cap);
            prop_assert!(wait >= limits.backoff / 2);
            prop_assert!(backoff(attempt + 1, &limits, chance) >= wait);
        }
    }
}
