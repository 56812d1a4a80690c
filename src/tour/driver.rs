//! Looks at the window through its accessibility tree and acts on it with input events, as a person does.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::accesskit::{NodeId, Role, TreeUpdate};
use egui::{Event, FullOutput, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2};

use super::TourError;

/// Longest time that something may take to show.
const PATIENCE: Duration = Duration::from_secs(45);

/// Events of one frame.
type Batch = (Modifiers, Vec<Event>);

/// Something on the screen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What it is.
    pub role: Role,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub rect: Rect,
    /// It cannot be used now.
    pub disabled: bool,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<(u64, Vec<Seen>)>,
    drawn: Condvar,
    batches: Mutex<VecDeque<Batch>>,
}

/// Drives the window from another thread.
#[derive(Clone)]
pub struct Driver {
    shared: Arc<Shared>,
    context: egui::Context,
}

struct Hands {
    shared: Arc<Shared>,
    nodes: HashMap<NodeId, Seen>,
}

impl egui::Plugin for Hands {
    fn debug_name(&self) -> &'static str {
        "tour"
    }

    fn input_hook(&mut self, context: &egui::Context, input: &mut RawInput) {
        // Without a window manager nobody gives the window the keyboard.
        input.focused = true;
        let batch = lock(&self.shared.batches).pop_front();
        if let Some((modifiers, events)) = batch {
            input.events.push(Event::ModifiersChanged(modifiers));
            input.events.extend(events);
            context.request_repaint();
        }
    }

    fn output_hook(&mut self, context: &egui::Context, output: &mut FullOutput) {
        if let Some(update) = &output.platform_output.accesskit_update {
            self.nodes.clear();
            let scale = context.pixels_per_point();
            self.nodes.extend(seen_of(update, scale));
        }
        let mut seen = lock(&self.shared.seen);
        seen.0 += 1;
        seen.1 = self.nodes.values().cloned().collect();
        self.shared.drawn.notify_all();
    }
}

fn seen_of(update: &TreeUpdate, scale: f32) -> impl Iterator<Item = (NodeId, Seen)> + '_ {
    update.nodes.iter().filter_map(move |(id, node)| {
        let name = node.label().or_else(|| node.value()).unwrap_or_default().to_owned();
        let bounds = node.bounds()?;
        // Bounds are in pixels; what may be clicked is told in points.
        let rect = Rect::from_min_max(
            pos2(bounds.x0 as f32 / scale, bounds.y0 as f32 / scale),
            pos2(bounds.x1 as f32 / scale, bounds.y1 as f32 / scale),
        );
        Some((
            *id,
            Seen {
                role: node.role(),
                name,
                rect,
                disabled: node.is_disabled(),
            },
        ))
    })
}

impl Driver {
    /// Takes hold of a window.
    pub fn attach(context: &egui::Context) -> Self {
        let shared: Arc<Shared> = Arc::default();
        context.enable_accesskit();
        context.add_plugin(Hands {
            shared: Arc::clone(&shared),
            nodes: HashMap::new(),
        });
        Self {
            shared,
            context: context.clone(),
        }
    }

    /// Closes the window.
    pub fn close(&self) {
        self.context.send_viewport_cmd(egui::ViewportCommand::Close);
        self.context.request_repaint();
    }

    /// Waits until something shows, and gives it. Where several match, the first from the top left.
    pub fn see(&self, step: &str, what: &str, matches: impl Fn(&Seen) -> bool) -> Result<Seen, TourError> {
        let until = Instant::now() + PATIENCE;
        loop {
            // Looked at without the lock: what matches may itself look at the screen.
            let now = lock(&self.shared.seen).1.clone();
            let mut found: Vec<&Seen> = now.iter().filter(|seen| matches(seen)).collect();
            found.sort_by(|one, other| {
                (one.rect.top(), one.rect.left())
                    .partial_cmp(&(other.rect.top(), other.rect.left()))
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            if let Some(seen) = found.first() {
                return Ok((*seen).clone());
            }
            if Instant::now() > until {
                let mut names: Vec<String> = now
                    .iter()
                    .filter(|seen| !seen.name.is_empty())
                    .map(|seen| format!("{:?} {}", seen.role, seen.name))
                    .collect();
                names.sort();
                let what = format!("{what} does not show. On the screen:\n  {}", names.join("\n  "));
                return Err(TourError::NotThere {
                    step: step.to_owned(),
                    what,
                });
            }
            self.wait_for_frame();
        }
    }

    fn wait_for_frame(&self) {
        self.context.request_repaint();
        let guard = lock(&self.shared.seen);
        let _ = self.shared.drawn.wait_timeout(guard, Duration::from_millis(100));
    }

    /// Waits until nothing matches any more.
    pub fn gone(&self, step: &str, what: &str, matches: impl Fn(&Seen) -> bool) -> Result<(), TourError> {
        let until = Instant::now() + PATIENCE;
        while lock(&self.shared.seen).1.clone().iter().any(&matches) {
            if Instant::now() > until {
                return Err(TourError::NotThere {
                    step: step.to_owned(),
                    what: format!("{what} does not go away"),
                });
            }
            self.wait_for_frame();
        }
        Ok(())
    }

    /// Waits until the window has drawn a few frames more.
    pub fn settle(&self) {
        const FRAMES: u64 = 6;
        let until = Instant::now() + Duration::from_secs(10);
        let target = lock(&self.shared.seen).0 + FRAMES;
        while lock(&self.shared.seen).0 < target && Instant::now() < until {
            self.wait_for_frame();
        }
    }

    /// Waits until pictures had the time to come: they are read in the background, and the screen does not say when all are there.
    pub fn wait_for_pictures(&self) {
        for _ in 0..12 {
            self.settle();
        }
    }

    /// Puts events in, one batch a frame, and waits until all are in.
    fn act(&self, batches: Vec<Batch>) {
        lock(&self.shared.batches).extend(batches);
        let until = Instant::now() + PATIENCE;
        while !lock(&self.shared.batches).is_empty() && Instant::now() < until {
            self.wait_for_frame();
        }
        self.settle();
    }

    /// Where the second browser begins: the left edge of its tree. Half the window where it does not show.
    pub fn middle(&self) -> f32 {
        let guard = lock(&self.shared.seen);
        let tree = guard
            .1
            .iter()
            .filter(|seen| seen.role == Role::Tree && seen.name == "ArchivesSpace")
            .map(|seen| seen.rect.left())
            .next();
        tree.unwrap_or_else(|| self.context.content_rect().center().x)
    }

    /// Clicks at a place, with keys held.
    pub fn click_at(&self, at: Pos2, held: Modifiers) {
        self.act(vec![
            (held, vec![Event::PointerMoved(at)]),
            (held, vec![button(at, true, held)]),
            (held, vec![button(at, false, held)]),
            (Modifiers::NONE, Vec::new()),
        ]);
    }

    /// Clicks on something.
    pub fn click(&self, seen: &Seen) {
        self.click_at(seen.rect.center(), Modifiers::NONE);
    }

    /// Presses a key.
    pub fn press(&self, key: Key, held: Modifiers) {
        let event = |pressed| Event::Key {
            key,
            physical_key: Some(key),
            pressed,
            repeat: false,
            modifiers: held,
        };
        let mut down = vec![event(true)];
        // A keyboard gives a letter both as a key and as a text.
        let letter = key.name();
        if held == Modifiers::NONE && letter.len() == 1 {
            down.push(Event::Text(letter.to_lowercase()));
        }
        self.act(vec![(held, down), (held, vec![event(false)]), (Modifiers::NONE, Vec::new())]);
    }

    /// Types a text.
    pub fn write(&self, text: &str) {
        let letters = text
            .chars()
            .map(|letter| (Modifiers::NONE, vec![Event::Text(letter.to_string())]))
            .collect();
        self.act(letters);
    }

    /// Begins to drag from one place towards another, and stays there with the button held.
    pub fn drag(&self, from: Pos2, to: Pos2) {
        const MOVES: u8 = 12;
        let none = Modifiers::NONE;
        let mut batches = vec![(none, vec![Event::PointerMoved(from)]), (none, vec![button(from, true, none)])];
        batches.extend((1..=MOVES).map(|step| {
            let part = f32::from(step) / f32::from(MOVES);
            (none, vec![Event::PointerMoved(from + (to - from) * part)])
        }));
        self.act(batches);
    }

    /// Lets go of what is dragged.
    pub fn drop_at(&self, at: Pos2) {
        self.act(vec![
            (Modifiers::NONE, vec![Event::PointerMoved(at)]),
            (Modifiers::NONE, vec![button(at, false, Modifiers::NONE)]),
        ]);
    }

    /// Takes a picture of the window.
    pub fn picture(&self, step: &str, path: &Path) -> Result<(), TourError> {
        self.settle();
        let (sender, receiver) = mpsc::channel();
        self.context.request_screenshot(move |image| {
            let _ = sender.send(image);
        });
        self.context.request_repaint();
        let image = receiver.recv_timeout(PATIENCE).map_err(|_| TourError::NotThere {
            step: step.to_owned(),
            what: "the window gave no picture".to_owned(),
        })?;
        let [width, height] = image.size;
        let bytes: Vec<u8> = image.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
        let failed = |reason: String| TourError::File {
            path: path.to_owned(),
            reason,
        };
        let (width, height) = (u32::try_from(width).unwrap_or(0), u32::try_from(height).unwrap_or(0));
        let picture = image::RgbImage::from_raw(width, height, bytes).ok_or_else(|| failed("the picture has no pixels".to_owned()))?;
        picture.save(path).map_err(|error| failed(error.to_string()))
    }
}

fn button(at: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
