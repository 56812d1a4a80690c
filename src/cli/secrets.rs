//! Passwords and tokens, asked for at a prompt. They never come from arguments, which other users of the computer can see.

use std::io::IsTerminal as _;

use super::answer::{Exit, Failure};
use crate::domain::Secret;
use crate::runtime::environment::{ARCHIVESSPACE_PASSWORD, ICONIK_TOKEN};

/// Which secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Password in ArchivesSpace.
    Password,
    /// Application token of iconik.
    Token,
}

impl Which {
    fn words(self) -> &'static str {
        match self {
            Self::Password => "Password for ArchivesSpace",
            Self::Token => "Application token for iconik",
        }
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Password => ARCHIVESSPACE_PASSWORD,
            Self::Token => ICONIK_TOKEN,
        }
    }
}

/// True where a person can be asked.
#[must_use]
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for a secret; what is typed is not shown. An empty answer keeps what is kept.
///
/// # Errors
/// Where there is no terminal to ask at.
pub fn ask(which: Which) -> Result<Option<Secret>, Failure> {
    if !can_ask() {
        return Err(Failure::usage(format!(
            "{}: there is no terminal to ask at. Set {} instead.",
            which.words(),
            which.variable()
        )));
    }
    rpassword::prompt_password(format!("{}: ", which.words()))
        .map(|typed| Some(Secret::new(typed)).filter(|secret| !secret.is_empty()))
        .map_err(|error| Failure::new(Exit::Failed, format!("{}: could not be asked for: {error}", which.words())))
}
