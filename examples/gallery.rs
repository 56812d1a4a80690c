//! Opens the real window on an invented institution in memory: `gallery [light|dark] [WIDTHxHEIGHT] [large]`.

#[path = "../tests/window/fake.rs"]
mod fake;

use archway::desktop::ArchwayApp;
use archway::desktop::app::Clock;
use archway::runtime::settings::{AppSettings, Appearance};
use jiff::tz::TimeZone;

fn main() -> eframe::Result {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let size = words.iter().find_map(|word| {
        let (width, height) = word.split_once('x')?;
        Some([width.parse::<f32>().ok()?, height.parse::<f32>().ok()?])
    });
    let settings = AppSettings {
        appearance: if has("dark") { Appearance::Dark } else { Appearance::Light },
        ..AppSettings::default()
    };
    let mut fake = fake::Fake::new();
    fake.jobs.push(fake::a_job());
    if has("large") {
        fake.add_many(1_000_000);
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Archway gallery")
            .with_inner_size(size.unwrap_or([1440.0, 900.0])),
        #[cfg(target_os = "linux")]
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "archway-gallery",
        options,
        Box::new(move |creation| {
            let (connection, _fake, _events) = fake::connect(fake);
            let clock = Clock {
                now: fake::now,
                zone: TimeZone::UTC,
            };
            Ok(Box::new(ArchwayApp::new(creation, connection, settings, clock)))
        }),
    )
}
