//! Measures the CPU time of a frame of the whole window while its right browser scrolls over a million rows, accessibility on:
//! `bench_frame [ROWS]`. Nothing is drawn on a screen; layout, widgets, accessibility and tessellation are.

#[path = "../tests/window/fake.rs"]
mod fake;

use std::time::{Duration, Instant};

use archway::desktop::ArchwayApp;
use archway::desktop::app::Clock;
use archway::runtime::settings::{AppSettings, Appearance};
use eframe::App as _;
use egui::{Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use jiff::tz::TimeZone;

/// Frames that are measured.
const FRAMES: usize = 2_000;

struct Bench {
    context: egui::Context,
    app: ArchwayApp,
    frame: eframe::Frame,
    time: f64,
}

impl Bench {
    fn new(rows: u64) -> Self {
        let context = egui::Context::default();
        context.enable_accesskit();
        let mut fake = fake::Fake::new();
        fake.jobs.push(fake::a_job());
        fake.add_many(rows);
        let (connection, _, _) = fake::connect(fake);
        let settings = AppSettings {
            appearance: Appearance::Light,
            ..AppSettings::default()
        };
        let clock = Clock {
            now: fake::now,
            zone: TimeZone::UTC,
        };
        let creation = eframe::CreationContext::_new_kittest(context.clone());
        let app = ArchwayApp::new(&creation, connection, settings, clock);
        Self {
            context,
            app,
            frame: eframe::Frame::_new_kittest(),
            time: 0.0,
        }
    }

    /// Draws a frame with these events, and gives how long that took.
    fn draw(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        self.app.logic(&self.context, &mut self.frame);
        let output = self.context.run_ui(input, |ui| self.app.ui(ui, &mut self.frame));
        let shapes = self.context.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(shapes);
        begun.elapsed()
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.draw(vec![Event::ModifiersChanged(modifiers), event(true)]);
        self.draw(vec![event(false), Event::ModifiersChanged(Modifiers::NONE)]);
        for _ in 0..8 {
            self.draw(Vec::new());
        }
    }
}

fn main() -> Result<(), std::num::ParseIntError> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let mut bench = Bench::new(rows);
    for _ in 0..12 {
        bench.draw(Vec::new());
    }
    // The right browser: its last resource holds the many.
    bench.key(Key::F6, Modifiers::NONE);
    let over_the_right_tree = pos2(900.0, 500.0);
    bench.draw(vec![Event::PointerMoved(over_the_right_tree)]);
    for pressed in [true, false] {
        bench.draw(vec![Event::PointerButton {
            pos: pos2(700.0, 200.0),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        }]);
    }
    bench.key(Key::End, Modifiers::NONE);
    bench.key(Key::ArrowRight, Modifiers::NONE);
    let wheel = |delta: f32| Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, delta),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    };
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|_| bench.draw(vec![Event::PointerMoved(over_the_right_tree), wheel(-6.0)]))
        .collect();
    times.sort_unstable();
    let milliseconds = |part: usize| times[(FRAMES * part / 100).min(FRAMES - 1)].as_secs_f64() * 1_000.0;
    println!(
        "| frame of the whole window while scrolling {rows} rows, CPU, median and 99th percentile | {:.2} and {:.2} ms | 2 ms |",
        milliseconds(50),
        milliseconds(99)
    );
    Ok(())
}
