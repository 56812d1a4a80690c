//! Keys of the table of targets.

use egui::{Event, EventFilter, Key, Response, Ui};

use super::Deed;
use super::table::{Shown, Table};
use crate::mapping::TargetKey;

/// Seconds after which typing starts a new word.
const PAUSE: f64 = 1.0;
/// Letters kept of what is typed.
const FIRST_LETTERS: usize = 40;

impl Table {
    pub(super) fn take_keys(&mut self, ui: &Ui, table: &Response, shown: &Shown<'_>, deeds: &mut Vec<Deed>) {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, filter));
        let (events, now) = ui.input(|input| (input.filtered_events(&filter), input.time));
        for event in events {
            match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if modifiers.is_none() => self.key(key, shown, deeds),
                Event::Text(text) => self.text(&text, shown, now, deeds),
                _ => {}
            }
        }
    }

    fn key(&mut self, key: Key, shown: &Shown<'_>, deeds: &mut Vec<Deed>) {
        let keys: Vec<&TargetKey> = shown.lines.targets().map(|line| &line.target.key).collect();
        let here = shown.selected.and_then(|selected| keys.iter().position(|key| *key == selected));
        let last = keys.len().saturating_sub(1);
        let go = match key {
            Key::ArrowDown => Some(here.map_or(0, |at| (at + 1).min(last))),
            Key::ArrowUp => Some(here.map_or(0, |at| at.saturating_sub(1))),
            Key::Home => Some(0),
            Key::End => Some(last),
            _ => None,
        };
        if let Some(key) = go.and_then(|at| keys.get(at)) {
            deeds.push(Deed::Select((*key).clone()));
            self.reveal = true;
            return;
        }
        let Some(selected) = shown.selected.filter(|_| here.is_some()) else {
            return;
        };
        match key {
            Key::Enter => deeds.push(Deed::Pick {
                target: selected.clone(),
                adds: false,
            }),
            Key::Delete | Key::Backspace => deeds.push(Deed::Remove(selected.clone())),
            _ => {}
        }
    }

    /// Letters find a target by the beginning of its name.
    fn text(&mut self, text: &str, shown: &Shown<'_>, now: f64, deeds: &mut Vec<Deed>) {
        if now - self.typed_at > PAUSE || self.typed.chars().count() > FIRST_LETTERS {
            self.typed.clear();
        }
        self.typed_at = now;
        self.typed.push_str(&text.to_lowercase());
        let found = shown
            .lines
            .targets()
            .find(|line| line.target.label.to_lowercase().starts_with(&self.typed));
        if let Some(line) = found {
            deeds.push(Deed::Select(line.target.key.clone()));
            self.reveal = true;
        }
    }
}
