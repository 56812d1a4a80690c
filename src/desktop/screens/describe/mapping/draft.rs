//! A profile that is being edited: what it is now, what its file says, and the steps back and forth.

use std::sync::Arc;

use egui::Id;

use crate::mapping::{Profile, Rule, TargetKey};
use crate::runtime::mapping_view::ProfileFile;

/// Steps kept at most.
const KEPT: usize = 200;

/// A profile that is being edited.
#[derive(Debug)]
pub struct Draft {
    profile: Arc<Profile>,
    /// As it was read or saved last; `None` for one that was never saved.
    saved: Option<Arc<Profile>>,
    file: Option<Arc<ProfileFile>>,
    back: Vec<Arc<Profile>>,
    forth: Vec<Arc<Profile>>,
    /// The field that was typed into last: what is typed in one go is one step.
    field: Option<Id>,
}

impl Draft {
    /// A profile as its file has it.
    #[must_use]
    pub fn of(file: &Arc<ProfileFile>) -> Self {
        let profile = Arc::new(file.profile.clone());
        Self {
            profile: Arc::clone(&profile),
            saved: Some(profile),
            file: Some(Arc::clone(file)),
            back: Vec::new(),
            forth: Vec::new(),
            field: None,
        }
    }

    /// A profile without a file.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile: Arc::new(profile),
            saved: None,
            file: None,
            back: Vec::new(),
            forth: Vec::new(),
            field: None,
        }
    }

    /// The profile as it is now.
    #[must_use]
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// The file it came from.
    #[must_use]
    pub fn file(&self) -> Option<&Arc<ProfileFile>> {
        self.file.as_ref()
    }

    /// True where saving needs a name: it came with Archway, or was never saved.
    #[must_use]
    pub fn needs_name(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.path.is_none())
    }

    /// Name of the file, or what stands in its place.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.file {
            None => "not saved yet".to_owned(),
            Some(file) => match file.path.as_ref().and_then(|path| path.file_name()) {
                Some(name) => name.to_string_lossy().into_owned(),
                None => "preset".to_owned(),
            },
        }
    }

    /// Changes the profile; `field` is the text field that is being typed into, where one is. True where anything changed.
    pub fn change(&mut self, field: Option<Id>, edit: impl FnOnce(&mut Profile)) -> bool {
        let mut after = Profile::clone(&self.profile);
        edit(&mut after);
        if after == *self.profile {
            return false;
        }
        let before = std::mem::replace(&mut self.profile, Arc::new(after));
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
            let before = self.named(before);
            self.forth.push(std::mem::replace(&mut self.profile, before));
            self.field = None;
        }
    }

    /// One step forth.
    pub fn redo(&mut self) {
        if let Some(after) = self.forth.pop() {
            let after = self.named(after);
            self.back.push(std::mem::replace(&mut self.profile, after));
            self.field = None;
        }
    }

    /// A step under the name that the file has now: saving under another name is not taken back.
    fn named(&self, step: Arc<Profile>) -> Arc<Profile> {
        if step.id == self.profile.id {
            return step;
        }
        Arc::new(Profile {
            id: self.profile.id.clone(),
            ..Profile::clone(&step)
        })
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

    /// Takes over what was written to the file; what was edited since stays.
    pub fn was_saved(&mut self, file: &Arc<ProfileFile>) {
        let now = Profile {
            id: file.profile.id.clone(),
            ..Profile::clone(&self.profile)
        };
        self.profile = Arc::new(now);
        self.saved = Some(Arc::new(file.profile.clone()));
        self.file = Some(Arc::clone(file));
        self.field = None;
    }

    /// Goes back to what the file says, as a step that can itself be taken back.
    pub fn give_up(&mut self) {
        if let Some(saved) = self.saved.clone() {
            self.change(None, |profile| *profile = Profile::clone(&saved));
        }
    }

    /// True where the rule of a target differs from the file.
    #[must_use]
    pub fn differs(&self, target: &TargetKey) -> bool {
        let saved = self.saved.as_ref().and_then(|saved| saved.rule_for(target));
        let now = self.profile.rule_for(target);
        if now != saved {
            return true;
        }
        let tables = now.into_iter().flat_map(tables_of);
        self.saved.as_ref().is_some_and(|saved| {
            tables
                .into_iter()
                .any(|table| self.profile.lookup.get(table) != saved.lookup.get(table))
        })
    }

    /// How many rules, tables and settings differ from the file.
    #[must_use]
    pub fn changes(&self) -> usize {
        let Some(saved) = &self.saved else {
            return self.profile.rules.len() + 1;
        };
        if Arc::ptr_eq(saved, &self.profile) {
            return 0;
        }
        let now = &self.profile;
        let here = now.rules.iter().filter(|rule| saved.rule_for(&rule.target) != Some(*rule)).count();
        let gone = saved.rules.iter().filter(|rule| now.rule_for(&rule.target).is_none()).count();
        let tables = now
            .lookup
            .keys()
            .chain(saved.lookup.keys().filter(|name| !now.lookup.contains_key(*name)))
            .filter(|name| now.lookup.get(*name) != saved.lookup.get(*name))
            .count();
        let bare = |profile: &Profile| Profile {
            rules: Vec::new(),
            lookup: indexmap::IndexMap::new(),
            id: String::new(),
            ..profile.clone()
        };
        here + gone + tables + usize::from(bare(now) != bare(saved))
    }

    /// True where something would be lost by opening another profile.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        match &self.saved {
            None => !self.profile.rules.is_empty() || self.can_undo(),
            Some(_) => self.changes() > 0,
        }
    }
}

/// Names of the lookup tables that a rule uses.
pub fn tables_of(rule: &Rule) -> Vec<&str> {
    rule.steps
        .iter()
        .filter_map(|step| match step {
            crate::mapping::Step::Lookup(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{Direction, RecordType};

    fn profile() -> Profile {
        Profile {
            id: "sample".to_owned(),
            name: "Sample".to_owned(),
            about: String::new(),
            direction: Direction::ToArchivesspace,
            source: RecordType::Asset,
            target: RecordType::Record,
            view: None,
            on_conflict: Default::default(),
            opposite: None,
            publish: None,
            watch: None,
            lookup: Default::default(),
            rules: vec![Rule::copy("title", "title")],
        }
    }

    fn draft() -> Draft {
        Draft::of(&Arc::new(ProfileFile {
            profile: profile(),
            path: Some("sample.toml".into()),
            errors: Vec::new(),
            text: String::new(),
        }))
    }

    #[test]
    fn typing_in_one_field_is_one_step_and_a_new_field_another() {
        let mut draft = draft();
        let (name, about) = (Some(Id::unique("name")), Some(Id::unique("about")));
        for text in ["S", "Se", "Sea"] {
            draft.change(name, |profile| text.clone_into(&mut profile.name));
        }
        draft.change(about, |profile| "x".clone_into(&mut profile.about));
        assert_eq!(draft.changes(), 1, "settings of the profile count as one change");
        draft.undo();
        assert_eq!((draft.profile().name.as_str(), draft.profile().about.as_str()), ("Sea", ""));
        draft.undo();
        assert_eq!(draft.profile().name, "Sample");
        assert!(!draft.can_undo() && !draft.is_changed());
        draft.redo();
        draft.redo();
        assert_eq!(draft.profile().about, "x");
    }

    #[test]
    fn changes_are_counted_against_the_file() {
        let mut draft = draft();
        draft.change(None, |profile| profile.rules.push(Rule::copy("field:place", "subjects")));
        draft.change(None, |profile| {
            profile.rules.retain(|rule| rule.target.as_str() != "title");
        });
        assert_eq!(draft.changes(), 2);
        assert!(draft.differs(&"title".into()) && draft.differs(&"subjects".into()));
        let file = Arc::new(ProfileFile {
            profile: Profile::clone(draft.profile()),
            path: Some("sample.toml".into()),
            errors: Vec::new(),
            text: String::new(),
        });
        draft.was_saved(&file);
        assert_eq!(draft.changes(), 0);
        assert!(draft.can_undo(), "saving does not end undo");
    }

    #[test]
    fn nothing_changed_is_no_step() {
        let mut draft = draft();
        assert!(!draft.change(None, |profile| "Sample".clone_into(&mut profile.name)));
        assert!(!draft.can_undo());
    }
}
