//! Settings and rule table that are being edited: what they are now, what is kept, and the steps back and forth.

use std::sync::Arc;

use egui::Id;
use uuid::Uuid;

use crate::domain::restriction::{RestrictSettings, RuleRow, RuleTable};

/// Steps kept at most.
const KEPT: usize = 200;

/// Settings that are being edited.
#[derive(Debug)]
pub struct Draft {
    now: Arc<RestrictSettings>,
    saved: Arc<RestrictSettings>,
    back: Vec<Arc<RestrictSettings>>,
    forth: Vec<Arc<RestrictSettings>>,
    /// The field that was typed into last: what is typed in one go is one step.
    field: Option<Id>,
}

impl Draft {
    /// Settings as they are kept.
    #[must_use]
    pub fn of(settings: &RestrictSettings) -> Self {
        let now = Arc::new(settings.clone());
        Self {
            saved: Arc::clone(&now),
            now,
            back: Vec::new(),
            forth: Vec::new(),
            field: None,
        }
    }

    /// The settings as they are now.
    #[must_use]
    pub fn settings(&self) -> &Arc<RestrictSettings> {
        &self.now
    }

    /// The settings as they are kept.
    #[must_use]
    pub fn saved(&self) -> &RestrictSettings {
        &self.saved
    }

    /// Takes over what is kept now; edits that are not saved stay.
    pub fn came(&mut self, settings: &RestrictSettings) {
        let settings = Arc::new(settings.clone());
        if !self.is_changed() {
            self.now = Arc::clone(&settings);
        }
        self.saved = settings;
        self.field = None;
    }

    /// Changes the settings; `field` is the text field that is being typed into, where one is. True where anything changed.
    pub fn change(&mut self, field: Option<Id>, edit: impl FnOnce(&mut RestrictSettings)) -> bool {
        let mut after = RestrictSettings::clone(&self.now);
        edit(&mut after);
        if after == *self.now {
            return false;
        }
        let before = std::mem::replace(&mut self.now, Arc::new(after));
        self.forth.clear();
        let same_go = field.is_some() && field == self.field && !self.back.is_empty();
        if !same_go {
            self.back.push(before);
            if self.back.len() > KEPT {
                self.back.remove(0);
            }
        }
        self.field = field;
        true
    }

    /// One step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.back.pop() {
            self.forth.push(std::mem::replace(&mut self.now, before));
            self.field = None;
        }
    }

    /// One step forth.
    pub fn redo(&mut self) {
        if let Some(after) = self.forth.pop() {
            self.back.push(std::mem::replace(&mut self.now, after));
            self.field = None;
        }
    }

    /// True where there is a step back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.back.is_empty()
    }

    /// True where there is a step forth.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.forth.is_empty()
    }

    /// Goes back to what is kept, as a step that can itself be taken back.
    pub fn give_up(&mut self) {
        let saved = Arc::clone(&self.saved);
        self.change(None, |settings| *settings = RestrictSettings::clone(&saved));
    }

    /// True where something is not saved.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !Arc::ptr_eq(&self.now, &self.saved) && self.now != self.saved
    }

    /// How many rows and settings differ from what is kept.
    #[must_use]
    pub fn changes(&self) -> usize {
        if !self.is_changed() {
            return 0;
        }
        let (now, saved) = (&self.now.table.rows, &self.saved.table.rows);
        let find = |rows: &[RuleRow], id: Uuid| rows.iter().find(|row| row.id == id).cloned();
        let here = now.iter().filter(|row| find(saved, row.id).as_ref() != Some(*row)).count();
        let gone = saved.iter().filter(|row| find(now, row.id).is_none()).count();
        let bare = |settings: &RestrictSettings| RestrictSettings {
            table: RuleTable::default(),
            ..settings.clone()
        };
        let settings = usize::from(bare(&self.now) != bare(&self.saved));
        // Where only the order differs, that is the change.
        (here + gone + settings).max(1)
    }

    /// True where a row differs from what is kept.
    #[must_use]
    pub fn differs(&self, row: &RuleRow) -> bool {
        self.saved.table.rows.iter().find(|kept| kept.id == row.id) != Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u128, name: &str) -> RuleRow {
        RuleRow {
            id: Uuid::from_u128(number),
            name: name.to_owned(),
            on: true,
            when: Default::default(),
            then: Default::default(),
        }
    }

    fn draft() -> Draft {
        Draft::of(&RestrictSettings {
            table: RuleTable {
                rows: vec![row(1, "One"), row(2, "Two")],
            },
            ..RestrictSettings::default()
        })
    }

    #[test]
    fn typing_in_one_field_is_one_step_and_edits_are_counted_against_what_is_kept() {
        let mut draft = draft();
        let name = Some(Id::unique("name"));
        for text in ["O", "On", "Once"] {
            draft.change(name, |settings| text.clone_into(&mut settings.table.rows[0].name));
        }
        draft.change(None, |settings| settings.second_person = true);
        draft.change(None, |settings| settings.table.rows.push(row(3, "Three")));
        assert_eq!(draft.changes(), 3);
        draft.undo();
        draft.undo();
        assert_eq!(draft.changes(), 1);
        draft.undo();
        assert!(!draft.is_changed() && !draft.can_undo() && draft.can_redo());
    }

    #[test]
    fn a_new_order_is_a_change() {
        let mut draft = draft();
        draft.change(None, |settings| settings.table.rows.reverse());
        assert_eq!(draft.changes(), 1);
        assert!(!draft.differs(&row(1, "One")));
        draft.give_up();
        assert!(!draft.is_changed());
        draft.undo();
        assert!(draft.is_changed(), "giving up can be taken back");
    }

    #[test]
    fn what_is_kept_elsewhere_comes_in_only_where_nothing_is_being_edited() {
        let mut other = RestrictSettings::clone(draft().settings());
        other.review_after_months = 12;
        let mut quiet = draft();
        quiet.came(&other);
        assert!(!quiet.is_changed());
        assert_eq!(quiet.settings().review_after_months, 12);

        let mut edited = draft();
        edited.change(None, |settings| settings.second_person = true);
        edited.came(&other);
        assert!(edited.is_changed());
        assert!(edited.settings().second_person);
        assert_eq!(edited.saved().review_after_months, 12);
    }
}
