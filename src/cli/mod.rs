//! The command line: the same runtime without a window.
//!
//! | file | what |
//! |---|---|
//! | [`args`] | the words people type |
//! | [`answer`] | what a command gives: text or one JSON document, and an exit code |
//! | `session` | sends commands to the runtime and waits for the events that answer them |
//! | `progress` | one rewritten line on a terminal |
//! | `secrets` | passwords and tokens from the prompt |
//! | [`logs`] | the log file |
//! | `connect`, `refresh`, `link`, `map`, `describe`, `publish`, `watch`, `restrict`, `plans`, `apply`, `links`, `audit`, `status`, `practice` | one command or family each |
//! | `plan_words`, `plan_json` | a plan as text and as JSON |

pub mod answer;
mod apply;
pub mod args;
mod audit;
mod connect;
mod describe;
mod link;
mod links;
pub mod logs;
mod map;
mod plan_json;
mod plan_words;
mod plans;
mod practice;
mod progress;
mod publish;
mod refresh;
mod restrict;
pub mod restrict_args;
mod secrets;
mod session;
mod status;
mod watch;

use answer::{Answer, Exit, Failure};
use args::{Args, Command, GlobalArgs, TourArgs};

/// Shows the window. Given from outside, because the command line knows no window.
pub type Tour = fn(&TourArgs) -> Result<Answer, Failure>;

/// Runs a subcommand, prints what it gives, and tells the exit code.
#[must_use]
pub fn run(args: &Args, command: &Command, tour: Tour) -> i32 {
    let given = carry_out(&args.global, command, tour);
    answer::print(given, args.global.json).code()
}

fn carry_out(global: &GlobalArgs, command: &Command, tour: Tour) -> Result<Answer, Failure> {
    match command {
        Command::Connect(wanted) => connect::run(global, wanted),
        Command::Refresh(wanted) => refresh::run(global, wanted),
        Command::SetUp(wanted) => link::set_up(global, wanted),
        Command::Link(wanted) => link::run(global, wanted),
        Command::Map { what } => map::run(global, what),
        Command::Describe(wanted) => describe::run(global, wanted),
        Command::Publish(wanted) => publish::run(global, wanted),
        Command::Watch(wanted) => watch::run(global, wanted),
        Command::Restrict { what } => restrict::run(global, what),
        Command::Plan { what } => plans::run(global, what),
        Command::Apply { plan } => apply::apply(global, *plan),
        Command::Undo { plan, accept } => apply::undo(global, *plan, *accept),
        Command::Links(wanted) => links::run(global, wanted),
        Command::Audit { what } => audit::run(global, what),
        Command::Status { offline } => status::run(global, *offline),
        Command::Practice(wanted) => practice::run(global, wanted),
        Command::Tour(wanted) => tour(wanted),
    }
}

/// The exit code for a failure before any command ran.
#[must_use]
pub fn refuse(message: &str) -> i32 {
    answer::print(Err(Failure::new(Exit::Failed, message)), false).code()
}
