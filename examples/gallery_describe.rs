//! Saves a picture of the Describe screen over the invented institution: `gallery_describe FILE.png [dark] [WIDTHxHEIGHT] [DEED…]`.
//!
//! Deeds happen one after the other before the picture: `click:X,Y`, `hover:X,Y`, `down:X,Y`, `key:PageDown`, `type:WORDS`.

#[path = "../tests/window/fake.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod fake;

use std::path::PathBuf;

use archway::desktop::ArchwayApp;
use archway::desktop::app::Clock;
use archway::runtime::settings::{AppSettings, Appearance};
use eframe::egui;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use jiff::tz::TimeZone;

/// Frames drawn before the first deed, and after the last.
const REST: usize = 20;
/// Frames between two deeds.
const BETWEEN: usize = 12;

struct Stage {
    app: ArchwayApp,
    file: PathBuf,
    /// Events, with the frame in which they come.
    input: Vec<(usize, Vec<Event>)>,
    frame: usize,
    last: usize,
}

impl eframe::App for Stage {
    fn raw_input_hook(&mut self, _ctx: &egui::Context, raw: &mut egui::RawInput) {
        raw.focused = true;
        for (at, events) in &mut self.input {
            if *at == self.frame {
                raw.events.append(events);
            }
        }
    }

    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        self.frame += 1;
        if self.frame == self.last {
            let file = self.file.clone();
            ui.ctx().request_screenshot(move |picture| save(&file, &picture));
        }
        if self.frame == self.last + 3 {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        ui.ctx().request_repaint();
    }
}

fn save(path: &std::path::Path, picture: &egui::ColorImage) {
    let [width, height] = picture.size.map(|side| u32::try_from(side).unwrap_or_default());
    let bytes: Vec<u8> = picture.pixels.iter().flat_map(egui::Color32::to_array).collect();
    match image::save_buffer(path, &bytes, width, height, image::ColorType::Rgba8) {
        Ok(()) => println!("{}", path.display()),
        Err(error) => eprintln!("{}: {error}", path.display()),
    }
}

fn place(words: &str) -> Option<Pos2> {
    let (x, y) = words.split_once(',')?;
    Some(pos2(x.parse().ok()?, y.parse().ok()?))
}

fn key(key: Key, modifiers: Modifiers) -> Vec<Event> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    vec![event(true), event(false)]
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn deed(words: &str) -> Option<Vec<Event>> {
    let (what, rest) = words.split_once(':')?;
    Some(match what {
        "click" => {
            let pos = place(rest)?;
            vec![Event::PointerMoved(pos), button(pos, true), button(pos, false)]
        }
        "hover" => vec![Event::PointerMoved(place(rest)?)],
        "down" => {
            let pos = place(rest)?;
            vec![Event::PointerMoved(pos), button(pos, true)]
        }
        "key" => key(Key::from_name(rest)?, Modifiers::NONE),
        "type" => vec![Event::Text(rest.to_owned())],
        _ => return None,
    })
}

fn main() -> eframe::Result {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let file = PathBuf::from(words.first().map_or("describe.png", String::as_str));
    let size = words.iter().find_map(|word| {
        let (width, height) = word.split_once('x')?;
        Some([width.parse::<f32>().ok()?, height.parse::<f32>().ok()?])
    });
    let settings = AppSettings {
        appearance: if has("dark") { Appearance::Dark } else { Appearance::Light },
        ..AppSettings::default()
    };
    let mut input = vec![(4, key(Key::Num2, Modifiers::COMMAND))];
    let mut at = REST;
    for events in words.iter().filter_map(|word| deed(word)) {
        input.push((at, events));
        at += BETWEEN;
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size(size.unwrap_or([1280.0, 800.0])),
        #[cfg(target_os = "linux")]
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        // Widths of panes from an earlier picture would show in the next.
        persistence_path: Some(
            std::env::temp_dir()
                .join(format!("archway-gallery-{}", std::process::id()))
                .join("layout.ron"),
        ),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "archway gallery of the Describe screen",
        options,
        Box::new(move |creation| {
            let (connection, _fake, _events) = fake::connect(fake::Fake::new());
            let clock = Clock {
                now: fake::now,
                zone: TimeZone::UTC,
            };
            Ok(Box::new(Stage {
                app: ArchwayApp::new(creation, connection, settings, clock),
                file,
                input,
                frame: 0,
                last: at + REST,
            }))
        }),
    )
}
