//! The log: a file a day in the data folder, seven of them, without secrets. `ARCHWAY_LOG` says how much.

use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use crate::runtime::environment;

/// Variable that says how much is logged, such as `archway=debug`.
pub const VARIABLE: &str = "ARCHWAY_LOG";

/// Starts logging. Where the folder cannot be written there is no file, and the reason is given.
///
/// # Errors
/// Why there is no log file.
pub fn start(verbose: u8) -> Result<(), String> {
    let (data, _) = environment::folders();
    let file = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("archway")
        .filename_suffix("log")
        .max_log_files(7)
        .build(data.join("logs"));
    let (file, complaint) = match file {
        Ok(file) => (Some(file), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let to_file = file.map(|file| {
        let file = std::sync::Mutex::new(file);
        fmt::layer().with_ansi(false).with_writer(file).with_filter(filter("info"))
    });
    let to_stderr = (verbose > 0).then(|| {
        fmt::layer()
            .with_writer(std::io::stderr)
            .with_filter(filter(if verbose > 1 { "debug" } else { "info" }))
    });
    // Fails only where logging was started already.
    let _ = tracing_subscriber::registry().with(to_file).with(to_stderr).try_init();
    complaint.map_or(Ok(()), |reason| Err(format!("There is no log file: {reason}")))
}

/// What `ARCHWAY_LOG` says, else Archway's own messages from a level on, and warnings of everything else.
fn filter(level: &str) -> EnvFilter {
    EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(format!("warn,archway={level}")))
}
