//! The program: the window, or the command line over the same runtime.

use archway::launch::{First, window};
use archway::runtime::Environment;
use archway::runtime::settings::Appearance;
use archway::tour::{TourOptions, run};

fn main() {
    if let Some(out) = std::env::args().skip_while(|a| a != "tour").nth(2) {
        match run(&TourOptions {
            out: out.into(),
            size: [1440.0, 900.0],
            appearance: Appearance::Light,
        }) {
            Ok(pictures) => pictures.iter().for_each(|p| println!("{} {}", p.path.display(), p.caption)),
            Err(error) => {
                eprintln!("{error}");
                std::process::exit(1);
            }
        }
        return;
    }
    if let Err(error) = window(Environment::of_this_computer(), First::Practice) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
