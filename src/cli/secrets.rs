//! Passwords and tokens, asked for at a prompt. They never come from arguments, which other users of the computer can see.

use std::io::{BufRead as _, IsTerminal as _};

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

/// Asks for the password of a second person, who confirms with a log-in of their own. It is never kept and has no variable of the
/// environment: at a terminal it is typed, else it is the first line of standard input.
///
/// # Errors
/// Where nothing is given.
pub fn ask_second(user: &str) -> Result<Secret, Failure> {
    let what = format!("Password of {user} for ArchivesSpace");
    let failed = |error: std::io::Error| Failure::new(Exit::Failed, format!("{what}: could not be asked for: {error}"));
    let typed = if can_ask() {
        Secret::new(rpassword::prompt_password(format!("{what}: ")).map_err(failed)?)
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Secret::new(line)
    };
    if typed.is_empty() {
        return Err(Failure::usage(format!(
            "{what}: nothing was given. Type it at the prompt, or give it as the first line of standard input."
        )));
    }
    Ok(typed)
}
