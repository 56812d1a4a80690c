//! What a command gives: text for people or one JSON document for programs, and an exit code for scripts.

use std::io::Write as _;

use serde_json::{Value, json};

/// How a command ended. Scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed: Archway, its files, or what was asked for.
    Failed,
    /// The command was not typed as it must be.
    Usage,
    /// Something waits for a person: undecided, stale, a problem.
    Waits,
    /// A system could not be reached, or refused.
    System,
    /// The workspace can only be read now: another Archway has it, or the file may not be written.
    ReadOnly,
    /// Stopped by Ctrl-C; what was sent was waited for and noted.
    Stopped,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> i32 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Waits => 3,
            Self::System => 4,
            Self::ReadOnly => 5,
            // The number that shells give a program ended by SIGINT.
            Self::Stopped => 130,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Waits => "waits",
            Self::System => "system",
            Self::ReadOnly => "read_only",
            Self::Stopped => "stopped",
        }
    }
}

/// What a command gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs: an object. The exit code is added when it is printed.
    pub json: Value,
    /// How it ended.
    pub exit: Exit,
}

impl Answer {
    /// Done.
    #[must_use]
    pub fn done(text: impl Into<String>, json: Value) -> Self {
        Self::ended(Exit::Done, text, json)
    }

    /// Ended in some way.
    #[must_use]
    pub fn ended(exit: Exit, text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
            exit,
        }
    }
}

/// Why a command gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How it ended.
    pub exit: Exit,
    /// What happened and what to do.
    pub message: String,
}

impl Failure {
    /// A failure.
    #[must_use]
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
        }
    }

    /// The command was not typed as it must be.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

/// Prints what a command gave. With `json` there is one document on standard output, also for a failure.
#[must_use]
pub fn print(given: Result<Answer, Failure>, json: bool) -> Exit {
    let exit = given.as_ref().map_or_else(|failure| failure.exit, |answer| answer.exit);
    match given {
        Ok(answer) if json => out(&document(answer.json, exit)),
        Ok(answer) => out(answer.text.trim_end()),
        Err(failure) => {
            if json {
                out(&document(
                    json!({ "error": { "kind": exit.word(), "message": failure.message } }),
                    exit,
                ));
            }
            tell(&failure.message);
        }
    }
    exit
}

fn document(mut body: Value, exit: Exit) -> String {
    if let Some(map) = body.as_object_mut() {
        map.insert("exit_code".to_owned(), json!(exit.code()));
    }
    format!("{body:#}")
}

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
pub fn out(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }
}

/// Writes a line to standard error: what a person should know beside the answer.
pub fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
