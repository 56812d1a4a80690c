//! Which notes are shown, and how their rows look.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Rect, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::said;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::list_box::{Columns, ListLook, Two};
use crate::desktop::widgets::words::{count, thousands};
use crate::domain::restriction::{Meaning, StatementKey};
use crate::runtime::restrict_view::{NoteToRead, RestrictionsView};
use crate::runtime::view::NoticeKind;

/// Which notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Which {
    /// Those that wait for a person.
    #[default]
    Waiting,
    /// Those that were read.
    Read,
    /// All.
    All,
}

/// What was sent and is not answered yet.
#[derive(Debug, Clone)]
struct Waits {
    meaning: Option<Meaning>,
    /// The last notice when it was sent.
    notice: u64,
}

/// Readings that were sent: they count as kept until the answer says otherwise, so that the next note can be read at once.
#[derive(Debug, Default)]
pub struct Sent {
    waits: HashMap<StatementKey, Waits>,
    /// Rises with every change.
    changes: u64,
}

impl Sent {
    /// Notes what was sent.
    pub fn put(&mut self, view: &ViewCtx<'_>, note: &StatementKey, meaning: Option<Meaning>) {
        let notice = view.model.notices.back().map_or(0, |shown| shown.number);
        self.waits.insert(note.clone(), Waits { meaning, notice });
        self.changes += 1;
    }

    /// Forgets what was answered, and everything sent before something went wrong.
    pub fn settle(&mut self, view: &ViewCtx<'_>, overview: &RestrictionsView) {
        if self.waits.is_empty() {
            return;
        }
        let errors = view.model.notices.iter().filter(|shown| shown.notice.kind == NoticeKind::Error);
        let wrong = errors.map(|shown| shown.number).max().unwrap_or_default();
        let before = self.waits.len();
        self.waits.retain(|key, waits| {
            let Some(note) = overview.notes.iter().find(|note| note.statement == *key) else {
                return false;
            };
            let said = note.reading.as_ref().filter(|_| !note.changed).map(|reading| &reading.meaning);
            said != waits.meaning.as_ref() && wrong <= waits.notice
        });
        self.changes += u64::from(self.waits.len() != before);
    }

    /// True where a note waits for a person still.
    #[must_use]
    pub fn leaves_waiting(&self, note: &NoteToRead) -> bool {
        match self.waits.get(&note.statement) {
            Some(sent) => sent.meaning.is_none(),
            None => note.waits(),
        }
    }
}

/// The notes that are shown.
#[derive(Debug)]
pub struct Shown {
    /// Where they come from.
    pub overview: Arc<RestrictionsView>,
    /// Places in its notes.
    pub rows: Vec<usize>,
    /// How many wait.
    pub waiting: usize,
    made_of: (Which, String, u64),
}

impl Shown {
    /// The notes that fit.
    #[must_use]
    pub fn of(overview: &Arc<RestrictionsView>, which: Which, text: &str, sent: &Sent) -> Self {
        let wanted = text.trim().to_lowercase();
        let says = |words: &str| words.to_lowercase().contains(&wanted);
        let fits = |note: &NoteToRead| {
            let in_which = match which {
                Which::Waiting => sent.leaves_waiting(note),
                Which::Read => !sent.leaves_waiting(note),
                Which::All => true,
            };
            in_which && (wanted.is_empty() || says(&note.record_title) || says(&note.words) || note.path.iter().any(|title| says(title)))
        };
        Self {
            rows: (0..overview.notes.len()).filter(|place| fits(&overview.notes[*place])).collect(),
            waiting: overview.notes.iter().filter(|note| sent.leaves_waiting(note)).count(),
            overview: Arc::clone(overview),
            made_of: (which, text.to_owned(), sent.changes),
        }
    }

    /// True while nothing that it is made of changed.
    #[must_use]
    pub fn fits(&self, overview: &Arc<RestrictionsView>, which: Which, text: &str, sent: &Sent) -> bool {
        let (old_which, old_text, old_sent) = &self.made_of;
        Arc::ptr_eq(&self.overview, overview) && *old_which == which && old_text == text && *old_sent == sent.changes
    }

    /// A shown note.
    #[must_use]
    pub fn note(&self, row: usize) -> Option<&NoteToRead> {
        self.overview.notes.get(*self.rows.get(row)?)
    }

    /// The row of a note.
    #[must_use]
    pub fn row_of(&self, key: &StatementKey) -> Option<usize> {
        (0..self.rows.len()).find(|row| self.note(*row).is_some_and(|note| note.statement == *key))
    }
}

/// How the rows look.
pub struct Look<'a> {
    /// The notes.
    pub shown: &'a Shown,
    /// What was sent.
    pub sent: &'a Sent,
    /// Colours and sizes.
    pub tokens: &'a Tokens,
}

impl Look<'_> {
    fn state(&self, note: &NoteToRead) -> (Glyph, egui::Color32, String) {
        let tokens = self.tokens;
        if !self.sent.leaves_waiting(note) {
            let read = note.reading.as_ref().filter(|_| !note.changed);
            let words = read.map_or_else(|| "being kept".to_owned(), |reading| said::meaning(&reading.meaning));
            return (Glyph::Check, tokens.linked, words);
        }
        if note.changed {
            (Glyph::Half, tokens.changed, "changed since read".to_owned())
        } else {
            (Glyph::Question, tokens.changed, "waits".to_owned())
        }
    }
}

impl ListLook for Look<'_> {
    fn paint(&self, ui: &Ui, elider: &Elider, row: usize, rect: Rect, chosen: bool) {
        let Some(note) = self.shown.note(row) else { return };
        let tokens = self.tokens;
        let quiet = if chosen { tokens.ink2 } else { tokens.ink3 };
        let two = Two { ui, tokens, elider };
        let mut columns = Columns::of(rect, tokens.pad);
        let state = columns.right(tokens.rail * 2.4);
        two.upper(columns.rest(), &note.record_title, tokens.ink);
        two.lower(columns.rest(), &note.words, tokens.ink2);
        let (glyph, colour, words) = self.state(note);
        two.state(state, glyph, &words, colour);
        let reaches = format!("{} · {}", count(note.assets, "asset", "assets"), note.what);
        two.lower(state, &reaches, quiet);
    }

    fn spoken(&self, row: usize) -> String {
        let Some(note) = self.shown.note(row) else { return String::new() };
        let (_, _, state) = self.state(note);
        format!(
            "{}, {state}, {}, reaches {}",
            note.record_title,
            note.what,
            count(note.assets, "asset", "assets")
        )
    }

    fn hover(&self, row: usize) -> String {
        let Some(note) = self.shown.note(row) else { return String::new() };
        format!("{}\n{}", note.path.join(" › "), note.words)
    }
}

/// The chips over the list, with their numbers.
#[must_use]
pub fn chip(which: Which, shown: &Shown) -> String {
    let all = shown.overview.notes.len();
    let (words, number) = match which {
        Which::Waiting => ("waiting", shown.waiting),
        Which::Read => ("read", all - shown.waiting),
        Which::All => ("all", all),
    };
    format!("{words} {}", thousands(number as u64))
}
