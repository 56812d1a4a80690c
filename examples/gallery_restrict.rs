//! Draws the tabs of the Restrictions screen with invented data in both themes and two sizes, and saves pictures:
//! `gallery_restrict DIR [PART OF NAME]`.

#[path = "../tests/window/plans.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod plans;
#[path = "../tests/window/restrict_fake.rs"]
mod restrict_fake;
#[path = "../tests/window/restrict_plan.rs"]
mod restrict_plan;
#[path = "../tests/window/world.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

use std::path::PathBuf;
use std::sync::Arc;

use archway::desktop::commands::UiCommand;
use archway::desktop::screens::restrict::RestrictScreen;
use archway::desktop::theme;
use archway::runtime::Event as Answer;
use archway::runtime::settings::Appearance;
use eframe::egui;
use egui::{Event, Key, Modifiers, ViewportCommand, vec2};

use world::World;

type Draw = Box<dyn FnMut(&mut egui::Ui, &World)>;

/// One picture.
struct Scene {
    name: String,
    size: [f32; 2],
    dark: bool,
    world: World,
    draw: Draw,
    /// Events put in before the picture, one list a frame.
    input: Vec<Vec<Event>>,
}

fn key(key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    vec![event(true), event(false)]
}

fn click(x: f32, y: f32) -> Vec<Event> {
    let pos = egui::pos2(x, y);
    let button = |pressed| Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    vec![Event::PointerMoved(pos), button(true), button(false)]
}

type Sketch = (&'static str, fn() -> World, Box<dyn Fn() -> Draw>, Vec<Vec<Event>>);

/// A tab of the screen.
fn tab(command: UiCommand) -> impl Fn() -> Draw {
    move || {
        let mut screen = RestrictScreen::default();
        let mut begun = false;
        Box::new(move |ui, world| {
            world.see(ui, |ui, view| {
                screen.ui(ui, view);
                // A plan comes first into sight; then the tab.
                if !std::mem::replace(&mut begun, true) {
                    screen.command(command, view.model, view.outbox);
                }
            });
        })
    }
}

fn world_of(overview: impl FnOnce(&mut archway::runtime::restrict_view::RestrictionsView)) -> World {
    let mut world = restrict_fake::world();
    let mut view = restrict_fake::overview();
    overview(&mut view);
    world.apply(Answer::Restrictions(Arc::new(view)));
    world
}

fn never_looked() -> World {
    world_of(|view| view.access_read = None)
}

fn not_linked() -> World {
    world_of(|view| view.counts = Default::default())
}

fn sketches() -> Vec<Sketch> {
    let type_text = |text: &str| vec![Event::Text(text.to_owned())];
    let follows = || Box::new(tab(UiCommand::GoFollows)) as Box<dyn Fn() -> Draw>;
    let reviewing = || restrict_fake::reviewing(restrict_plan::plan());
    let down = |times: usize| {
        let mut input = vec![click(300.0, 180.0), vec![]];
        for _ in 0..times {
            input.push(key(Key::ArrowDown));
        }
        input
    };
    vec![
        ("follows-cause", reviewing, follows(), down(2)),
        (
            "follows-target",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::Num2)],
        ),
        (
            "follows-kind",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::Num3), vec![], key(Key::End)],
        ),
        (
            "follows-end",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::End)],
        ),
        (
            "follows-waits",
            reviewing,
            follows(),
            vec![
                click(300.0, 180.0),
                vec![],
                key(Key::End),
                key(Key::PageUp),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
            ],
        ),
        (
            "follows-confirm",
            || restrict_fake::reviewing(restrict_plan::plan_with_second_person()),
            follows(),
            vec![
                click(300.0, 180.0),
                vec![],
                key(Key::End),
                key(Key::Space),
                vec![],
                vec![],
                type_text("the fifty years are over"),
            ],
        ),
        (
            "follows-confirmed",
            || restrict_fake::reviewing(restrict_plan::confirmed_plan()),
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::End)],
        ),
        (
            "follows-troubled",
            || restrict_fake::reviewing(restrict_plan::troubled_plan()),
            follows(),
            down(1),
        ),
        (
            "follows-reject",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::R), vec![], type_text("wrong series")],
        ),
        (
            "follows-many",
            || restrict_fake::reviewing(restrict_plan::large_plan(100_000)),
            follows(),
            vec![],
        ),
        ("follows-empty", restrict_fake::world, follows(), vec![]),
        ("follows-never-looked", never_looked, follows(), vec![]),
        ("follows-not-linked", not_linked, follows(), vec![]),
        ("notes", restrict_fake::world, Box::new(tab(UiCommand::GoNotes)), vec![]),
        ("expiry", restrict_fake::world, Box::new(tab(UiCommand::GoExpiry)), vec![]),
        ("report", restrict_fake::world, Box::new(tab(UiCommand::GoReport)), vec![]),
        ("rules", restrict_fake::world, Box::new(tab(UiCommand::GoRules)), vec![]),
    ]
}

fn scenes(part: &str) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (name, world, draw, input) in sketches() {
        for (size, dark) in [([1280.0, 800.0], false), ([1280.0, 800.0], true), ([1920.0, 1080.0], false)] {
            let theme = if dark { "dark" } else { "light" };
            let name = format!("{name}-{theme}-{}", size[0]);
            if name.contains(part) {
                let mut world = world();
                world.settings.appearance = if dark { Appearance::Dark } else { Appearance::Light };
                scenes.push(Scene {
                    name,
                    size,
                    dark,
                    world,
                    draw: draw(),
                    input: input.clone(),
                });
            }
        }
    }
    scenes.reverse();
    scenes
}

struct Gallery {
    dir: PathBuf,
    scenes: Vec<Scene>,
    frame: usize,
}

impl eframe::App for Gallery {
    fn raw_input_hook(&mut self, _ctx: &egui::Context, raw: &mut egui::RawInput) {
        // Pictures are taken where no window manager gives the keyboard to anyone.
        raw.focused = true;
        if let Some(scene) = self.scenes.last_mut()
            && self.frame > 4
            && !scene.input.is_empty()
        {
            raw.events.extend(scene.input.remove(0));
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let Some(scene) = self.scenes.last_mut() else {
            ctx.send_viewport_cmd(ViewportCommand::Close);
            return;
        };
        if self.frame == 0 {
            theme::apply(&ctx, &scene.world.settings);
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(vec2(scene.size[0], scene.size[1])));
        }
        let tokens = theme::tokens(&ctx, &scene.world.settings);
        debug_assert!(self.frame < 2 || tokens.dark == scene.dark);
        ui.painter().rect_filled(ui.max_rect(), 0.0, tokens.panel);
        (scene.draw)(ui, &scene.world);
        self.frame += 1;
        if self.frame == 20 {
            let path = self.dir.join(format!("{}.png", scene.name));
            ctx.request_screenshot(move |picture| save(&path, &picture));
        }
        if self.frame == 22 {
            self.scenes.pop();
            self.frame = 0;
        }
        ctx.request_repaint();
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

fn main() -> eframe::Result {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().unwrap_or_else(|| "gallery".to_owned()));
    let scenes = scenes(&arguments.next().unwrap_or_default());
    if let Err(error) = std::fs::create_dir_all(&dir) {
        eprintln!("{}: {error}", dir.display());
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        #[cfg(target_os = "linux")]
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    let make = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        theme::install(&creation.egui_ctx, &World::closed().settings);
        Ok(Box::new(Gallery { dir, scenes, frame: 0 }))
    };
    eframe::run_native("archway gallery of restrictions", options, Box::new(make))
}
