//! A try without a whole answer: what happened, told from the errors of the layers below.

use std::error::Error as _;
use std::io;

use super::BodyProblem;
use crate::systems::error::{Place, SystemError};

/// A try that failed.
#[derive(Debug)]
pub(super) struct Failed {
    error: SystemError,
    /// The request may have arrived.
    pub(super) reached: bool,
    /// A repeat could change it.
    pub(super) repeatable: bool,
}

impl Failed {
    /// Cancelled before it went out, or while it only read.
    pub(super) fn cancelled(at: &Place) -> Self {
        Self {
            error: SystemError::Cancelled { at: at.clone() },
            reached: false,
            repeatable: false,
        }
    }

    /// The request could not even be described.
    pub(super) fn before(at: &Place, error: &reqwest::Error) -> Self {
        Self {
            error: SystemError::Unexpected {
                at: at.clone(),
                what: chain_text(error),
                maybe_applied: false,
            },
            reached: false,
            repeatable: false,
        }
    }

    /// No answer came.
    pub(super) fn sending(at: &Place, error: &reqwest::Error) -> Self {
        if error.is_connect() {
            return Self::connecting(at, error);
        }
        let at = at.clone();
        let error = if error.is_timeout() {
            SystemError::Timeout { at }
        } else {
            SystemError::Interrupted {
                at,
                reason: chain_text(error),
                maybe_applied: false,
            }
        };
        Self {
            error,
            reached: true,
            repeatable: true,
        }
    }

    fn connecting(at: &Place, error: &reqwest::Error) -> Self {
        let at = at.clone();
        let text = chain_text(error);
        let low = text.to_lowercase();
        let (error, repeatable) = if error.is_timeout() {
            (SystemError::Timeout { at }, true)
        } else if io_kind(error) == Some(io::ErrorKind::ConnectionRefused) {
            (SystemError::Refused { at }, true)
        } else if low.contains("dns error") || low.contains("failed to lookup") {
            let reason = "there is no host of this name. Check the spelling, and that this computer is online.".to_owned();
            (SystemError::WrongAddress { at, reason }, false)
        } else if ["certificate", "tls", "handshake", "invalidcontenttype", "corrupt message"]
            .iter()
            .any(|word| low.contains(word))
        {
            (SystemError::Tls { at, reason: text }, false)
        } else {
            let interrupted = SystemError::Interrupted {
                at,
                reason: text,
                maybe_applied: false,
            };
            (interrupted, true)
        };
        Self {
            error,
            reached: false,
            repeatable,
        }
    }

    /// The answer broke off.
    pub(super) fn reading(at: &Place, status: u16, problem: BodyProblem) -> Self {
        let at = at.clone();
        let (error, repeatable) = match problem {
            BodyProblem::TooBig(cap) => {
                let what = format!("it is larger than {} MB", cap >> 20);
                let maybe_applied = false;
                (SystemError::Unexpected { at, what, maybe_applied }, false)
            }
            BodyProblem::Broken(error) if error.is_timeout() => (SystemError::Timeout { at }, true),
            BodyProblem::Broken(error) => {
                let what = format!("it broke off after status {status} ({})", chain_text(&error));
                let maybe_applied = false;
                (SystemError::Unexpected { at, what, maybe_applied }, true)
            }
        };
        Self {
            error,
            reached: true,
            repeatable,
        }
    }

    /// The error to hand on. `open`: a write may have been carried out, in this try or an earlier one.
    pub(super) fn into_error(self, open: bool) -> SystemError {
        if !open {
            return self.error;
        }
        match self.error {
            SystemError::Unexpected { at, what, .. } => SystemError::Unexpected {
                at,
                what,
                maybe_applied: true,
            },
            SystemError::Interrupted { at, reason, .. } => SystemError::Interrupted {
                at,
                reason,
                maybe_applied: true,
            },
            other => SystemError::Interrupted {
                reason: match &other {
                    SystemError::Timeout { .. } => "no answer came in time".to_owned(),
                    SystemError::Refused { .. } => "it then refused the connection".to_owned(),
                    SystemError::Cancelled { .. } => "it was cancelled while waiting to ask again".to_owned(),
                    _ => "it could not be reached again".to_owned(),
                },
                at: other.place().clone(),
                maybe_applied: true,
            },
        }
    }
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = inner.source();
    }
    None
}

/// The innermost reasons of an error, without any address: addresses may be signed.
pub(super) fn chain_text(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        source = inner.source();
    }
    match texts.as_slice() {
        [] => "no reason given".to_owned(),
        [.., last] if texts.iter().any(|text| text.contains("dns error")) => format!("dns error: {last}"),
        [.., last] => last.clone(),
    }
}
