//! Keys of the tree.

use egui::{Event, EventFilter, Key, Modifiers, Response, Ui};

use super::selection::moved;
use super::{Pick, RowLook, Tree, TreeResponse};
use crate::desktop::model::Model;

/// Seconds after which typing starts a new word.
const PAUSE: f64 = 1.0;
/// Rows looked at while finding a title by typing.
const LOOKED_AT: usize = 20_000;

impl Tree {
    pub(super) fn take_keys(&mut self, ui: &Ui, model: &Model, look: &dyn RowLook, tree: &Response, out: &mut TreeResponse) {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(tree.id, filter));
        let (events, now) = ui.input(|input| (input.filtered_events(&filter), input.time));
        for event in events {
            match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => self.key(key, modifiers, model, look, now, out),
                Event::Text(text) => self.text(&text, model, look, now, out),
                _ => {}
            }
        }
    }

    fn key(&mut self, key: Key, modifiers: Modifiers, model: &Model, look: &dyn RowLook, now: f64, out: &mut TreeResponse) {
        let last = self.rows.len().saturating_sub(1);
        let page = self.scroll.page();
        let at = self.selection.cursor();
        let here = at.unwrap_or(0);
        if let Some((row, pick)) = moved(key, modifiers, at, last, page) {
            self.go(row, pick);
            return;
        }
        let typing = !self.typed.is_empty() && now - self.typed_at < PAUSE;
        match key {
            Key::ArrowRight if modifiers.is_none() => self.step_in(here, model, look),
            Key::ArrowLeft if modifiers.is_none() => self.step_out(here, model),
            Key::Space if !typing => self.go(here, Pick::Toggle),
            Key::Enter if modifiers.is_none() => out.activated = self.rows.node(here),
            Key::Escape => self.typed.clear(),
            _ => {}
        }
    }

    fn go(&mut self, row: usize, pick: Pick) {
        self.selection.pick(self.rows.nodes(), row, pick);
        self.scroll.reveal(row);
    }

    fn step_in(&mut self, row: usize, model: &Model, look: &dyn RowLook) {
        let Some(node) = self.rows.node(row) else { return };
        if self.rows.is_open(row) {
            if self.rows.depth(row + 1) > self.rows.depth(row) && row + 1 < self.rows.len() {
                self.go(row + 1, Pick::Only);
            }
        } else if look.opens(&node, model.rows.get(&node)) {
            self.set_open(row, true, model);
        }
    }

    fn step_out(&mut self, row: usize, model: &Model) {
        if self.rows.is_open(row) {
            self.set_open(row, false, model);
        } else if let Some(above) = self.rows.above(row) {
            self.go(above, Pick::Only);
        }
    }

    /// Letters find a row by its title. L and U alone link and unlink; within a word they are letters.
    fn text(&mut self, text: &str, model: &Model, look: &dyn RowLook, now: f64, out: &mut TreeResponse) {
        if now - self.typed_at > PAUSE {
            self.typed.clear();
        }
        if self.typed.is_empty() {
            match text {
                "l" | "L" => {
                    out.link = true;
                    return;
                }
                "u" | "U" => {
                    out.unlink = true;
                    return;
                }
                " " => return,
                _ => {}
            }
        }
        self.typed.push_str(&text.to_lowercase());
        self.typed_at = now;
        let here = self.selection.cursor().unwrap_or(0);
        let count = self.rows.len();
        // The first letter moves on; the next ones narrow down where the cursor stands.
        let first = usize::from(self.typed.chars().count() == 1);
        let found = (0..count.min(LOOKED_AT)).map(|step| (here + first + step) % count).find(|row| {
            let title = self.rows.node(*row).map(|node| look.title(model.rows.get(&node)));
            title.is_some_and(|title| starts_with(title, &self.typed))
        });
        if let Some(row) = found {
            self.go(row, Pick::Only);
        }
    }
}

fn starts_with(title: &str, typed: &str) -> bool {
    let mut title = title.chars().flat_map(char::to_lowercase);
    typed.chars().all(|letter| title.next() == Some(letter))
}
