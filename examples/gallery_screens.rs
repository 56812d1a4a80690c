//! Draws each screen with invented data in both themes and two sizes, and saves pictures: `gallery_screens DIR [PART OF NAME]`.

#[path = "../tests/window/conflict_plan.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod conflict_plan;
#[path = "../tests/window/plans.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod plans;
#[path = "../tests/window/queue_sample.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod queue_sample;
#[path = "../tests/window/world.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

use std::path::PathBuf;

use archway::desktop::palette::Palette;
use archway::desktop::screens::activity::ActivityScreen;
use archway::desktop::screens::describe::queue::QueuePane;
use archway::desktop::screens::describe::watch::WatchPane;
use archway::desktop::screens::review::ReviewPane;
use archway::desktop::screens::settings::{SettingsScreen, setup};
use archway::desktop::screens::welcome::WelcomeScreen;
use archway::desktop::theme;
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

type Sketch = (&'static str, fn() -> World, fn() -> Draw, Vec<Vec<Event>>);

fn review() -> Draw {
    let mut pane = ReviewPane::default();
    Box::new(move |ui, world| {
        if let Some(plan) = world.model.plan_under_review() {
            world.see(ui, |ui, view| pane.ui_inside(ui, view, plan));
        }
    })
}

fn review_narrow() -> Draw {
    let mut pane = ReviewPane::default();
    Box::new(move |ui, world| {
        let Some(plan) = world.model.plan_under_review() else { return };
        let whole = ui.max_rect();
        let right = whole.with_min_x(whole.right() - 380.0);
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
            world.see(ui, |ui, view| pane.ui(ui, view, plan));
        });
    })
}

fn activity() -> Draw {
    let mut screen = ActivityScreen::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| screen.ui(ui, view)))
}

fn queue() -> Draw {
    let mut pane = QueuePane::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| pane.ui(ui, view)))
}

fn watch() -> Draw {
    let mut pane = WatchPane::default();
    Box::new(move |ui, world| {
        world.see(ui, |ui, view| pane.ui(ui, view));
    })
}

fn settings() -> Draw {
    let mut screen = SettingsScreen::default();
    Box::new(move |ui, world| {
        world.see(ui, |ui, view| {
            setup::offer(ui, view);
            screen.ui(ui, view);
        });
    })
}

fn welcome() -> Draw {
    let mut screen = WelcomeScreen::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| screen.ui(ui, view)))
}

fn palette() -> Draw {
    let mut palette = Palette::default();
    palette.open();
    Box::new(move |ui, world| world.see(ui, |ui, view| palette.ui(ui, view)))
}

fn sketches() -> Vec<Sketch> {
    let type_text = |text: &str| vec![Event::Text(text.to_owned())];
    vec![
        ("review-new", || World::reviewing(plans::link_plan(3)), review, vec![]),
        (
            "review-varied",
            || World::reviewing(plans::varied_plan()),
            review,
            vec![click(300.0, 240.0), key(Key::End)],
        ),
        (
            "review-stale",
            || World::reviewing(plans::varied_plan()),
            review,
            vec![click(480.0, 56.0), vec![], vec![], click(300.0, 250.0)],
        ),
        (
            "review-reject",
            || World::reviewing(plans::varied_plan()),
            review_narrow,
            vec![click(1000.0, 345.0), vec![], key(Key::R), vec![], type_text("wrong reel")],
        ),
        ("review-large-text", World::large_text, review_narrow, vec![]),
        ("review-narrow", || World::reviewing(plans::link_plan(3)), review_narrow, vec![]),
        (
            "review-narrow-varied",
            || World::reviewing(plans::varied_plan()),
            review_narrow,
            vec![],
        ),
        ("review-applying", World::applying, review_narrow, vec![]),
        ("review-applied", || World::reviewing(plans::applied_plan()), review_narrow, vec![]),
        ("review-many", || World::reviewing(plans::link_plan(3334)), review, vec![]),
        ("conflict", || World::reviewing(conflict_plan::plan()), review, vec![]),
        ("conflict-narrow", || World::reviewing(conflict_plan::plan()), review_narrow, vec![]),
        (
            "conflict-text",
            || World::reviewing(conflict_plan::plan()),
            review,
            vec![
                click(420.0, 140.0),
                vec![],
                key(Key::End),
                vec![],
                key(Key::Home),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
            ],
        ),
        (
            "conflict-note",
            || World::reviewing(conflict_plan::plan()),
            review,
            vec![click(420.0, 150.0), vec![], key(Key::ArrowDown)],
        ),
        (
            "queue",
            queue_sample::world,
            queue,
            vec![click(300.0, 150.0), vec![], click(864.0, 122.0), vec![], key(Key::ArrowDown)],
        ),
        ("queue-bare", queue_sample::bare, queue, vec![]),
        ("watch", queue_sample::watching, watch, vec![]),
        ("activity-plans", World::busy, activity, vec![]),
        ("activity-problems", World::busy, activity, vec![click(210.0, 19.0)]),
        ("activity-audit", World::busy, activity, vec![click(280.0, 19.0)]),
        ("activity-empty", World::open, activity, vec![]),
        ("settings-practice", World::busy, settings, vec![]),
        ("settings-real", World::real, settings, vec![]),
        ("welcome", World::closed, welcome, vec![]),
        ("welcome-failed", World::failed, welcome, vec![]),
        (
            "welcome-form",
            World::closed,
            welcome,
            vec![click(340.0, 460.0), vec![], vec![], vec![], click(500.0, 760.0)],
        ),
        ("settings-edit", World::real, settings, vec![click(120.0, 226.0)]),
        ("palette", World::open, palette, vec![]),
        ("palette-found", World::found, palette, vec![type_text("re"), vec![]]),
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
    eframe::run_native("archway gallery", options, Box::new(make))
}
