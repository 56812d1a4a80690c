//! The program: the window, or the command line over the same runtime.

use std::path::Path;

use archway::cli::args::Args;
use archway::cli::{self, logs};
use archway::launch::{First, window};
use archway::runtime::Environment;
use clap::Parser as _;

fn main() {
    let args = Args::parse();
    if let Err(complaint) = logs::start(args.global.verbose) {
        cli::answer::tell(&complaint);
    }
    let code = match &args.command {
        Some(command) => cli::run(&args, command),
        None => match open_window(args.global.workspace.as_deref()) {
            Ok(()) => 0,
            Err(reason) => cli::refuse(&reason),
        },
    };
    std::process::exit(code);
}

/// Opens the window on the workspace that was named, else where the person chooses one.
fn open_window(workspace: Option<&Path>) -> Result<(), String> {
    let first = match workspace {
        None => First::Welcome,
        Some(path) if path == Path::new("practice") => First::Practice,
        Some(path) => First::Workspace(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())),
    };
    window(Environment::of_this_computer(), first)
}
