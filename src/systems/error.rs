//! What can go wrong with a system, told apart as far as a person or a program can do something different about it.

use std::fmt;
use std::time::Duration;

/// One of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemName {
    /// Archival description.
    ArchivesSpace,
    /// Media.
    Iconik,
}

impl fmt::Display for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ArchivesSpace => "ArchivesSpace",
            Self::Iconik => "iconik",
        })
    }
}

/// Where it happened: the system, its address, and the request. Holds no query, no header and no body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The system.
    pub system: SystemName,
    /// Its address as the user gave it, without user name or password.
    pub address: String,
    /// Method and path, such as `GET /repositories/2/resources/1`; empty before there is a request.
    pub request: String,
}

impl Place {
    /// The request in brackets, where there is one.
    fn tail(&self) -> String {
        if self.request.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.request)
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.system, self.address)
    }
}

/// Why a request to a system failed. Every message says what happened, where, and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SystemError {
    /// No such host, not a usable address, or something else answers there.
    #[error("{at}: the address is not right: {reason}")]
    WrongAddress {
        /// Where.
        at: Place,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// Nobody listens there.
    #[error("{at} refuses the connection. Check that the address and port are right and that it is running.")]
    Refused {
        /// Where.
        at: Place,
    },
    /// The encrypted connection could not be made.
    #[error("{at}: no secure connection: {reason}. Ask who runs it about the certificate; Archway does not go on without one.")]
    Tls {
        /// Where.
        at: Place,
        /// What the TLS library said.
        reason: String,
    },
    /// No answer in time, and the request was surely not carried out or only reads.
    #[error("{at} did not answer in time{}. Try again; if it stays so, ask who runs it.", at.tail())]
    Timeout {
        /// Where.
        at: Place,
    },
    /// The connection was lost after the request went out.
    #[error(
        "The connection to {at} was lost{}: {reason}. {}",
        at.tail(),
        if *maybe_applied { "The change may have been carried out; Archway looks at the record before going on." } else { "Try again." }
    )]
    Interrupted {
        /// Where.
        at: Place,
        /// How it was lost.
        reason: String,
        /// True where a write may have been carried out.
        maybe_applied: bool,
    },
    /// Wrong user name, password or token.
    #[error("{at} does not accept the credentials: {reason}")]
    Unauthorised {
        /// Where.
        at: Place,
        /// What it said and what to enter again.
        reason: String,
    },
    /// Logging in again did not help.
    #[error("{at} ended the session again right after logging in. Try again; if it stays so, ask who runs it.")]
    SessionGone {
        /// Where.
        at: Place,
    },
    /// The account may not do this.
    #[error("{at} does not allow this to the account{}. {}", at.tail(), missing_words(at, missing.as_deref()))]
    Forbidden {
        /// Where.
        at: Place,
        /// Name of the permission or role, where it is known.
        missing: Option<String>,
    },
    /// It is not there, or hidden from the account.
    #[error("{at} has no such record{}: {text}", at.tail())]
    NotFound {
        /// Where.
        at: Place,
        /// What it said.
        text: String,
    },
    /// Somebody else was faster, or the record stands in the way.
    #[error("{at} refuses because of a conflict{}: {text}", at.tail())]
    Conflict {
        /// Where.
        at: Place,
        /// What it said.
        text: String,
    },
    /// The system does not accept what was sent.
    #[error("{at} does not accept it{}: {}", at.tail(), field_list(fields))]
    Invalid {
        /// Where.
        at: Place,
        /// Paths of fields with what is wrong about them; an empty path speaks of the whole.
        fields: Vec<(String, Vec<String>)>,
        /// Record that is there already, as a URI, where the system names one.
        conflicting_record: Option<String>,
    },
    /// Too many requests, even after waiting.
    #[error("{at} asks for fewer requests{}. Wait a little, or lower the limit in the settings.", at.tail())]
    RateLimited {
        /// Where.
        at: Place,
        /// How long it asked to wait.
        retry_after: Option<Duration>,
    },
    /// The system failed.
    #[error("{at} failed with status {status}{}: {text}", at.tail())]
    Server {
        /// Where.
        at: Place,
        /// HTTP status.
        status: u16,
        /// First line of what it said.
        text: String,
        /// True where a write may have been carried out all the same.
        maybe_applied: bool,
    },
    /// An answer that cannot be understood: truncated, too big, not JSON, without what it must have.
    #[error("{at} gave an answer that cannot be used{}: {what}", at.tail())]
    Unexpected {
        /// Where.
        at: Place,
        /// What was wrong.
        what: String,
        /// True where a write may have been carried out all the same.
        maybe_applied: bool,
    },
    /// Cancelled before anything was written.
    #[error("Cancelled before {at} was asked{}.", at.tail())]
    Cancelled {
        /// Where.
        at: Place,
    },
}

impl SystemError {
    /// Where it happened.
    #[must_use]
    pub fn place(&self) -> &Place {
        match self {
            Self::WrongAddress { at, .. }
            | Self::Refused { at }
            | Self::Tls { at, .. }
            | Self::Timeout { at }
            | Self::Interrupted { at, .. }
            | Self::Unauthorised { at, .. }
            | Self::SessionGone { at }
            | Self::Forbidden { at, .. }
            | Self::NotFound { at, .. }
            | Self::Conflict { at, .. }
            | Self::Invalid { at, .. }
            | Self::RateLimited { at, .. }
            | Self::Server { at, .. }
            | Self::Unexpected { at, .. }
            | Self::Cancelled { at } => at,
        }
    }

    /// True where a write may have been carried out although there was no usable answer: look at the record before going on.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        match self {
            Self::Interrupted { maybe_applied, .. } | Self::Server { maybe_applied, .. } | Self::Unexpected { maybe_applied, .. } => {
                *maybe_applied
            }
            _ => false,
        }
    }

    /// True where the system cannot be reached or is not itself just now, so that going on with other records is pointless.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::WrongAddress { .. }
                | Self::Refused { .. }
                | Self::Tls { .. }
                | Self::Timeout { .. }
                | Self::Interrupted { .. }
                | Self::Unauthorised { .. }
                | Self::SessionGone { .. }
                | Self::RateLimited { .. }
                | Self::Cancelled { .. }
        ) || matches!(self, Self::Server { status: 502..=504, .. })
    }

    /// True for a record that is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// True where the record was changed by somebody else since it was read (ArchivesSpace answers 409).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}

/// What to ask an administrator for. iconik answers a missing role and a missing grant on the object in the same way.
fn missing_words(at: &Place, missing: Option<&str>) -> String {
    match (at.system, missing) {
        (_, None) => "Ask an administrator for the permission.".to_owned(),
        (SystemName::ArchivesSpace, Some(name)) => format!("Missing: the permission {name}. Ask an administrator for it."),
        (SystemName::Iconik, Some(name)) => {
            format!("Missing: the role {name}, or access to the object itself. Ask an administrator for it.")
        }
    }
}

/// `title: too long; dates/0/begin: not a valid date`.
fn field_list(fields: &[(String, Vec<String>)]) -> String {
    let parts: Vec<String> = fields
        .iter()
        .map(|(path, messages)| {
            let messages = messages.join(", ");
            if path.is_empty() { messages } else { format!("{path}: {messages}") }
        })
        .collect();
    if parts.is_empty() {
        "no reason given".to_owned()
    } else {
        parts.join("; ")
    }
}

/// First line of a text, at most 300 characters: enough for a person, and no backtrace.
pub(crate) fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(300).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    if short.is_empty() {
        "nothing more was said".clone_into(&mut short);
    }
    short
}
