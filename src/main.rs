//! The program: the window, or the command line over the same runtime.

use std::path::Path;

use archway::cli::answer::{Answer, Exit, Failure};
use archway::cli::args::{Args, TourArgs};
use archway::cli::{self, logs};
use archway::launch::{First, window};
use archway::runtime::Environment;
use archway::runtime::settings::Appearance;
use archway::tour::{self, TourOptions};
use clap::Parser as _;
use serde_json::json;

fn main() {
    let args = Args::parse();
    if let Err(complaint) = logs::start(args.global.verbose) {
        cli::answer::tell(&complaint);
    }
    let code = match &args.command {
        Some(command) => cli::run(&args, command, show_tour),
        None => match open_window(args.global.workspace.as_deref()) {
            Ok(()) => 0,
            Err(reason) => cli::refuse(&reason),
        },
    };
    std::process::exit(code);
}

/// Drives the window through the main job.
fn show_tour(wanted: &TourArgs) -> Result<Answer, Failure> {
    let appearance = if wanted.dark { Appearance::Dark } else { Appearance::Light };
    let size = [f32::from(wanted.width), f32::from(wanted.height)];
    let options = TourOptions {
        out: wanted.out.clone(),
        size,
        appearance,
    };
    let pictures = tour::run(&options).map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    let lines: Vec<String> = pictures
        .iter()
        .map(|picture| format!("{}  {}", picture.path.display(), picture.caption))
        .collect();
    let listed: Vec<_> = pictures
        .iter()
        .map(|picture| json!({ "path": picture.path, "caption": picture.caption }))
        .collect();
    let proven = "Every step's result was read back from both systems.";
    Ok(Answer::done(
        format!("{}\n{proven}", lines.join("\n")),
        json!({ "pictures": listed }),
    ))
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
