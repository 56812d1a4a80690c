//! Draws scenes one after the other in a window and saves a picture of each, in both themes and two sizes. What is drawn is a sketch's.

use std::path::PathBuf;

use archway::desktop::theme;
use archway::runtime::settings::Appearance;
use eframe::egui;
use egui::{Event, ViewportCommand, vec2};

use super::world::World;

/// Draws one frame of a scene.
pub type Draw = Box<dyn FnMut(&mut egui::Ui, &World)>;

/// Name, world, what draws it, and input put in before the picture, one list a frame.
pub type Sketch = (&'static str, fn() -> World, Box<dyn Fn() -> Draw>, Vec<Vec<Event>>);

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

fn scenes(sketches: Vec<Sketch>, part: &str) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (name, world, draw, input) in sketches {
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

/// Draws the sketches whose name has the second argument in it, into the folder that the first one names.
pub fn run(title: &str, sketches: Vec<Sketch>) -> eframe::Result {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().unwrap_or_else(|| "gallery".to_owned()));
    let scenes = scenes(sketches, &arguments.next().unwrap_or_default());
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
    eframe::run_native(title, options, Box::new(make))
}
