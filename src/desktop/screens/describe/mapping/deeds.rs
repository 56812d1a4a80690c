//! What drawing leads to: edits of the draft, files, leaving.

use std::path::PathBuf;

use egui::{Ui, ViewportCommand};

use super::authority::{Finder, Found};
use super::compare::Comparison;
use super::draft::Draft;
use super::picker::{Picked, Picker};
use super::prompts::{Answer, Leave, Prompt, Question, file_name};
use super::sources::Dragged;
use super::{Coming, Lower, MappingPane, Saving, Then, edit, rows};
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::desktop::screens::ViewCtx;
use crate::mapping::profile::ConflictPolicy;
use crate::mapping::{Direction, Profile, RecordType, Shape, SourceKey, TargetKey};
use crate::runtime::Command;
use crate::runtime::mapping_view::{DescribeScope, SourceRow, TargetRow, Trial};

/// Something that was done while drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A target is selected.
    Select(TargetKey),
    /// A source is chosen for a target.
    Pick {
        /// The target.
        target: TargetKey,
        /// It comes after what is there.
        adds: bool,
    },
    /// A source was dropped on a target.
    Drop {
        /// The source.
        dragged: Dragged,
        /// The target.
        target: TargetKey,
    },
    /// A target gets a fixed value.
    Fixed(TargetKey),
    /// The rule of a target goes away.
    Remove(TargetKey),
    /// A heading is looked for.
    FindHeading {
        /// The table that lacks the value.
        table: String,
        /// The value.
        value: String,
    },
    /// A value becomes a heading of its own, which may be created.
    CreateHeading {
        /// The table that lacks the value.
        table: String,
        /// The value.
        value: String,
        /// The target whose rule may create it.
        target: TargetKey,
    },
    /// A value is left out.
    LeaveOut {
        /// The table that lacks the value.
        table: String,
        /// The value.
        value: String,
    },
    /// A CSV file goes into a table.
    ImportTable(String),
    /// What is proposed where both sides changed.
    Policy(ConflictPolicy),
    /// Another profile is shown beside this one.
    Compare(String),
    /// The comparison ends.
    EndComparison,
    /// A rule is taken over from the profile beside this one.
    TakeOver(TargetKey),
    /// The profile is saved.
    Save,
    /// Something is asked.
    Ask(Question),
    /// What is planned.
    Plan,
    /// What the pane below shows: the profile itself, or the rule.
    ShowProfile(bool),
}

impl MappingPane {
    pub(super) fn carry_out(&mut self, view: &ViewCtx<'_>, draft: &mut Draft, trial: Option<&Trial>, deed: Deed) {
        let target_row = |key: &TargetKey| trial.and_then(|trial| trial.targets.iter().find(|target| target.key == *key));
        match deed {
            Deed::Select(target) => self.select(draft, target),
            Deed::Pick { target, adds } => {
                self.select(draft, target.clone());
                if trial.is_some() {
                    self.picker = Some(Picker::new(target, adds));
                }
            }
            Deed::Drop { dragged, target } => {
                if let Some(row) = target_row(&target) {
                    self.drop_source(draft, trial, &dragged, row);
                }
                self.select(draft, target);
                self.table.wants_focus = true;
            }
            Deed::Fixed(target) => {
                if let Some(row) = target_row(&target) {
                    let (rule, order) = (edit::fixed(row), rows::order(trial));
                    draft.change(None, |profile| {
                        edit::remove_rule(profile, &target);
                        edit::insert_rule(profile, rule, &order);
                    });
                }
                self.select(draft, target);
            }
            Deed::Remove(target) => {
                draft.change(None, |profile| edit::remove_rule(profile, &target));
            }
            Deed::FindHeading { table, value } => {
                let shape = self.selected.as_ref().and_then(target_row).map(|row| row.shape);
                let subjects = shape != Some(Shape::Agent);
                self.finder = Some(Finder::new(table, value, subjects, self.finder_ticket));
            }
            Deed::CreateHeading { table, value, target } => {
                draft.change(None, |profile| {
                    edit::set_lookup(profile, &table, &value, vec![value.clone()]);
                    if let Some(rule) = profile.rules.iter_mut().find(|rule| rule.target == target) {
                        edit::let_create(rule);
                    }
                });
            }
            Deed::LeaveOut { table, value } => {
                draft.change(None, |profile| edit::set_lookup(profile, &table, &value, Vec::new()));
            }
            Deed::ImportTable(table) => {
                let path = String::new();
                self.prompt = Some(Prompt::new(Question::Table { table, path }));
            }
            Deed::Policy(policy) => {
                draft.change(None, |profile| profile.on_conflict = policy);
            }
            Deed::Compare(other) => {
                view.outbox.send(Command::OpenProfile(other.clone()));
                self.comparison = Some(Comparison::with(other));
            }
            Deed::EndComparison => self.comparison = None,
            Deed::TakeOver(target) => self.take_over(view, draft, trial, &target),
            Deed::Save => self.save(draft, view.model, view.outbox, None, Then::Stay),
            Deed::Ask(question) => self.prompt = Some(Prompt::new(question)),
            Deed::Plan => self.plan_or_save(view, draft),
            Deed::ShowProfile(profile) => self.lower = if profile { Lower::Profile } else { Lower::Rule },
        }
    }

    fn select(&mut self, draft: &mut Draft, target: TargetKey) {
        if self.selected.as_ref() != Some(&target) {
            self.form.lookup.flush(draft);
            self.drawer.reveal = draft.profile().rule_for(&target).and_then(|rule| rule.from.first().cloned());
        }
        self.selected = Some(target);
        self.lower = Lower::Rule;
    }

    fn drop_source(&self, draft: &mut Draft, trial: Option<&Trial>, dragged: &Dragged, target: &TargetRow) {
        let Some(source) = source_row(trial, &dragged.source) else { return };
        let order = rows::order(trial);
        draft.change(None, |profile| {
            edit::put_source(profile, source, target, &order);
            // Dragged out of another rule, it moves: a rule that reads nothing then goes away with it.
            let Some(from) = &dragged.from else { return };
            if let Some(rule) = profile.rules.iter_mut().find(|rule| rule.target == *from) {
                rule.from.retain(|key| *key != dragged.source);
                if rule.from.is_empty() && rule.always.is_none() {
                    edit::remove_rule(profile, from);
                }
            }
        });
    }

    fn take_over(&self, view: &ViewCtx<'_>, draft: &mut Draft, trial: Option<&Trial>, target: &TargetKey) {
        let Some(comparison) = &self.comparison else { return };
        let Some((_, other)) = view.model.describing.profile(&comparison.other) else {
            return;
        };
        let Some(rule) = other.profile.rule_for(target).cloned() else {
            return;
        };
        let order = rows::order(trial);
        draft.change(None, |profile| {
            for table in super::draft::tables_of(&rule) {
                if let Some(rows) = other.profile.lookup.get(table) {
                    profile.lookup.insert(table.to_owned(), rows.clone());
                }
            }
            edit::remove_rule(profile, target);
            edit::insert_rule(profile, rule, &order);
        });
    }

    /// Draws what lies over the editor, and takes what was chosen there.
    pub(super) fn popups(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
        if let (Some(picker), Some(trial)) = (&mut self.picker, trial) {
            match picker.ui(ui, view, draft.profile(), trial) {
                Picked::Nothing => {}
                Picked::Closed => self.close_picker(),
                Picked::Fixed(target) => {
                    deeds.push(Deed::Fixed(target));
                    self.close_picker();
                }
                Picked::Source { target, source, adds } => {
                    self.picked(draft, trial, &target, &source, adds);
                    self.close_picker();
                }
            }
        }
        if let Some(finder) = &mut self.finder {
            let found = finder.ui(ui, view);
            self.finder_ticket = finder.ticket();
            if let Found::Heading { table, value, heading } = &found {
                draft.change(None, |profile| edit::set_lookup(profile, table, value, vec![heading.clone()]));
            }
            if found != Found::Nothing {
                self.finder = None;
            }
        }
    }

    fn close_picker(&mut self) {
        self.picker = None;
        self.table.wants_focus = true;
    }

    fn picked(&self, draft: &mut Draft, trial: &Trial, target: &TargetKey, source: &SourceKey, adds: bool) {
        let Some(row) = trial.targets.iter().find(|row| row.key == *target) else {
            return;
        };
        let Some(source) = source_row(Some(trial), source) else { return };
        let order = rows::order(Some(trial));
        draft.change(None, |profile| {
            let known = profile.rules.iter_mut().find(|rule| rule.target == *target);
            match known {
                Some(rule) if adds => edit::add_source(rule, source.key.clone()),
                _ => edit::put_source(profile, source, row, &order),
            }
        });
    }

    /// Draws the question that is asked, and takes its answer.
    pub(super) fn ask(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let changes = self.unsaved();
        let name = self.draft.as_ref().map(|draft| draft.profile().name.clone()).unwrap_or_default();
        let Some(prompt) = &mut self.prompt else { return };
        match prompt.ui(ui, view, &name, changes) {
            Answer::Nothing => {}
            Answer::Closed => {
                self.prompt = None;
                self.after_naming = None;
            }
            Answer::GiveUp(leave) => {
                self.prompt = None;
                // A profile that was never saved goes away with its edits.
                self.draft = self.draft.take().filter(|draft| draft.file().is_some());
                if let Some(draft) = &mut self.draft {
                    draft.give_up();
                }
                self.leave(ui, view, leave);
            }
            Answer::Yes(question) => {
                self.prompt = None;
                self.answered(view, question);
            }
        }
    }

    fn answered(&mut self, view: &ViewCtx<'_>, question: Question) {
        let since = view.model.describing.number();
        let Some(mut draft) = self.draft.take() else {
            if let Question::Import(path) = question {
                self.import(view, PathBuf::from(path.trim()));
            }
            return;
        };
        match question {
            Question::SaveAs(name) => {
                let name = Some(name.trim().to_owned());
                let then = self.after_naming.take().unwrap_or(Then::Stay);
                self.save(&mut draft, view.model, view.outbox, name, then);
            }
            Question::Import(path) => {
                let path = PathBuf::from(path.trim());
                if draft.is_changed() {
                    self.prompt = Some(Prompt::new(Question::Leave(Leave::Import(path))));
                } else {
                    self.import(view, path);
                }
            }
            Question::Export(path) => view.outbox.send(Command::ExportProfile {
                profile: Box::new(Profile::clone(draft.profile())),
                path: PathBuf::from(path.trim()),
            }),
            Question::Table { table, path } => {
                let path = PathBuf::from(path.trim());
                self.reading = Some((table, path.clone(), since));
                view.outbox.send(Command::ReadLookup(path));
            }
            Question::Delete => {
                view.outbox.send(Command::DeleteProfile(draft.profile().id.clone()));
                let next = view
                    .model
                    .describing
                    .profiles
                    .iter()
                    .flatten()
                    .find(|other| other.id != draft.profile().id)
                    .map(|other| other.id.clone());
                if let Some(next) = next {
                    self.open(view, next);
                }
            }
            Question::Leave(leave) => self.save(&mut draft, view.model, view.outbox, None, Then::Leave(leave)),
        }
        self.draft = Some(draft);
    }

    fn import(&mut self, view: &ViewCtx<'_>, path: PathBuf) {
        self.coming = Some(Coming {
            id: None,
            since: view.model.describing.number(),
        });
        view.outbox.send(Command::ImportProfile(path));
    }

    /// Saves the draft; asks for a name first where it has no file.
    pub(super) fn save(&mut self, draft: &mut Draft, model: &Model, outbox: &Outbox, save_as: Option<String>, then: Then) {
        self.form.lookup.flush(draft);
        let coming = Coming {
            // A new file may get a name that differs a little from what was typed.
            id: save_as.is_none().then(|| draft.profile().id.clone()),
            since: model.describing.number(),
        };
        if draft.needs_name() && save_as.is_none() {
            self.after_naming = Some(then);
            let name = file_name(&draft.profile().name);
            self.prompt = Some(Prompt::new(Question::SaveAs(name)));
            return;
        }
        self.saving = Some(Saving { coming, then });
        outbox.send(Command::SaveProfile {
            profile: Box::new(Profile::clone(draft.profile())),
            save_as,
        });
    }

    /// Goes on to what was put off because of edits that were not saved.
    pub(super) fn leave(&mut self, ui: &Ui, view: &ViewCtx<'_>, leave: Leave) {
        match leave {
            Leave::Open(id) => self.open(view, id),
            Leave::New(direction, target) => self.begin(direction, target),
            Leave::Import(path) => self.import(view, path),
            Leave::Command(command) => view.outbox.command(command),
            Leave::Window => ui.ctx().send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Leaves at once, or asks what happens with edits that are not saved.
    pub(super) fn leave_or_ask(&mut self, ui: &Ui, view: &ViewCtx<'_>, leave: Leave) {
        if !self.asks_before(leave.clone()) {
            self.leave(ui, view, leave);
        }
    }

    /// Begins a profile without rules.
    fn begin(&mut self, direction: Direction, other: RecordType) {
        let (source, target, name) = match direction {
            Direction::ToArchivesspace => (RecordType::Asset, other, format!("iconik asset → {}", other.words())),
            Direction::ToIconik => (other, RecordType::Asset, format!("{} → iconik asset", other.words())),
        };
        self.coming = None;
        self.show(Draft::new(Profile {
            id: String::new(),
            name,
            about: String::new(),
            direction,
            source,
            target,
            view: None,
            on_conflict: ConflictPolicy::Ask,
            opposite: None,
            publish: None,
            watch: None,
            lookup: Default::default(),
            rules: Vec::new(),
        }));
    }

    /// Plans, once what is planned is what the file says.
    fn plan_or_save(&mut self, view: &ViewCtx<'_>, draft: &mut Draft) {
        if draft.is_changed() {
            self.save(draft, view.model, view.outbox, None, Then::Plan);
        } else {
            let id = draft.profile().id.clone();
            self.plan_saved(view, &id, draft.profile());
        }
    }

    pub(super) fn plan(&mut self, view: &ViewCtx<'_>) {
        let Some(profile) = self.draft.as_ref().map(|draft| std::sync::Arc::clone(draft.profile())) else {
            return;
        };
        let id = profile.id.clone();
        self.plan_saved(view, &id, &profile);
    }

    fn plan_saved(&mut self, view: &ViewCtx<'_>, id: &str, profile: &Profile) {
        if profile.publish.is_some() {
            self.to_queue = Some(id.to_owned());
            return;
        }
        let mut profiles = vec![id.to_owned()];
        profiles.extend(profile.opposite.clone().filter(|_| self.both_ways));
        view.outbox.send(Command::PlanDescribe {
            profiles,
            scope: DescribeScope::All,
        });
    }
}

fn source_row<'a>(trial: Option<&'a Trial>, key: &SourceKey) -> Option<&'a SourceRow> {
    trial?.sources.iter().find(|source| source.key == *key)
}
