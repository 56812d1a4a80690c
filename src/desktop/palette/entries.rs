//! What the palette lists: commands that can be used now and fit what was typed, then what was found in both systems.

use super::matching::Fuzzy;
use crate::desktop::commands::{Situation, UiCommand};
use crate::desktop::model::side_of;
use crate::desktop::screens::ViewCtx;
use crate::domain::browse::SearchHit;

/// Commands that stand before what was found.
const COMMANDS_FIRST: usize = 5;

/// One row of the palette.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A command of the window.
    Command {
        /// Which.
        command: UiCommand,
        /// Which letters of its title fit.
        letters: Vec<u32>,
    },
    /// Something found.
    Hit {
        /// What.
        hit: SearchHit,
        /// Where.
        system: &'static str,
    },
}

impl Entry {
    /// What a screen reader says.
    #[must_use]
    pub fn spoken(&self) -> String {
        match self {
            Self::Command { command, .. } => command.title().to_owned(),
            Self::Hit { hit, system } if hit.context.is_empty() => format!("{}, {system}", hit.title),
            Self::Hit { hit, system } => format!("{}, {system}, {}", hit.title, hit.context),
        }
    }
}

/// The rows of the palette.
#[derive(Debug, Default)]
pub struct Entries {
    fuzzy: Fuzzy,
    rows: Vec<Entry>,
    built_for: Option<(String, Option<u64>, Situation)>,
}

impl Entries {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where nothing fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&Entry> {
        self.rows.get(place)
    }

    /// Builds the rows anew where something was typed, found, or changed.
    pub fn update(&mut self, view: &ViewCtx<'_>, typed: &str) {
        let found = view.model.found.as_ref().map(|(ticket, _)| *ticket);
        let key = (typed.to_owned(), found, *view.situation);
        if self.built_for.as_ref() == Some(&key) {
            return;
        }
        self.built_for = Some(key);
        self.rows = self.commands(view.situation, typed);
        // Hits of the search before stay until the new ones come; none belong to an empty field.
        if !typed.trim().is_empty()
            && let Some((_, hits)) = &view.model.found
        {
            let hits = hits.iter().map(|hit| Entry::Hit {
                hit: hit.clone(),
                system: side_of(&hit.node).name(),
            });
            // Commands whose letters fit only here and there must not push what was found out of sight.
            let best = self.rows.len().min(COMMANDS_FIRST);
            let others = self.rows.split_off(best);
            self.rows.extend(hits);
            self.rows.extend(others);
        }
    }

    fn commands(&mut self, situation: &Situation, typed: &str) -> Vec<Entry> {
        let usable: Vec<UiCommand> = UiCommand::all()
            .filter(|command| *command != UiCommand::OpenPalette && command.enabled(situation))
            .collect();
        let fits = self.fuzzy.fits(typed, usable.iter().map(|command| command.title()));
        fits.into_iter()
            .filter_map(|fit| {
                let command = *usable.get(fit.place)?;
                let letters = if typed.trim().is_empty() { Vec::new() } else { fit.letters };
                Some(Entry::Command { command, letters })
            })
            .collect()
    }
}
