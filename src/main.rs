//! The program: the window, or the command line over the same runtime.

use archway::launch::{First, window};
use archway::runtime::Environment;

fn main() {
    if let Err(error) = window(Environment::of_this_computer(), First::Practice) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
