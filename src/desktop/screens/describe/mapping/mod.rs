//! The mapping editor: targets first, with live values of a real record.
//!
//! | file | what |
//! |---|---|
//! | [`draft`] | the profile being edited, with its steps back and forth |
//! | [`edit`] | what drops, keys and buttons do to a profile |
//! | [`trying`] | the draft tried on the catalogue |
//! | [`rows`] | which targets are shown, and what the filters hide |
//! | [`table`], [`keys`], [`chips`] | the table of targets |
//! | [`sources`], [`connectors`], [`pill`], [`hovered`] | the drawer of sources, lines, dragging |
//! | [`picker`], [`authority`] | choosing a source, finding a heading |
//! | [`rule`], [`steps`], [`lookup`], [`samples`] | the rule of the selected target, its before and after |
//! | [`properties`], [`broken`], [`compare`] | the profile itself, errors of its file, another profile beside it |
//! | [`head`], [`panes`], [`prompts`], [`deeds`] | what is around the table, questions, what they lead to |
//! | [`words`] | steps in words |

pub mod authority;
pub mod broken;
pub mod chips;
pub mod compare;
pub mod connectors;
pub mod deeds;
pub mod draft;
pub mod edit;
pub mod head;
pub mod hovered;
pub mod keys;
pub mod lookup;
pub mod panes;
pub mod picker;
pub mod pill;
pub mod prompts;
pub mod properties;
pub mod rows;
pub mod rule;
pub mod samples;
pub mod sources;
pub mod steps;
pub mod table;
pub mod trying;
pub mod words;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Key, Modifiers, Ui};

use self::authority::Finder;
use self::compare::Comparison;
pub use self::deeds::Deed;
use self::draft::Draft;
use self::hovered::Hovered;
use self::picker::Picker;
use self::prompts::{Leave, Prompt, Question};
use self::properties::Properties;
use self::rows::Filter;
use self::rule::RuleForm;
use self::sources::Drawer;
use self::table::Table;
use self::trying::Trying;
use crate::desktop::commands::{Situation, UiCommand};
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::mapping::TargetKey;
use crate::runtime::Command;
use crate::runtime::mapping_view::Trial;

/// What the pane below the table shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Lower {
    /// The rule of the selected target.
    #[default]
    Rule,
    /// The profile itself.
    Profile,
}

/// A profile that was asked for.
#[derive(Debug)]
struct Coming {
    /// Its id; whichever comes next where it is not known.
    id: Option<String>,
    /// Events up to this number came before it was asked for.
    since: u64,
}

/// What happens once the profile is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Then {
    Stay,
    Leave(Leave),
    Plan,
}

/// The draft is being saved.
#[derive(Debug)]
struct Saving {
    coming: Coming,
    then: Then,
}

/// The mapping editor.
#[derive(Debug, Default)]
pub struct MappingPane {
    workspace: Option<PathBuf>,
    draft: Option<Draft>,
    coming: Option<Coming>,
    saving: Option<Saving>,
    /// What comes after saving, while the name of the file is asked for.
    after_naming: Option<Then>,
    trying: Trying,
    /// Which record is looked at, from 0.
    place: u64,
    selected: Option<TargetKey>,
    filter: Filter,
    lower: Lower,
    drawer: Drawer,
    table: Table,
    hovered: Hovered,
    form: RuleForm,
    properties: Properties,
    picker: Option<Picker>,
    finder: Option<Finder>,
    /// Number of the last question for headings.
    finder_ticket: u64,
    prompt: Option<Prompt>,
    comparison: Option<Comparison>,
    /// The table that a file is being read for, with the number before it was asked for.
    reading: Option<(String, PathBuf, u64)>,
    /// The profile and the one that goes the other way are planned together.
    both_ways: bool,
    /// The queue of this profile shall be shown.
    to_queue: Option<String>,
}

impl MappingPane {
    /// Draws the editor. Gives the id of a profile whose queue of approved assets shall be shown.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<String> {
        self.sync(view);
        self.take_answers(ui, view);
        if let Some(mut draft) = self.draft.take() {
            self.editor(ui, view, &mut draft);
            self.draft = Some(draft);
        } else {
            self.nothing(ui, view);
        }
        self.ask(ui, view);
        self.to_queue.take()
    }

    /// Says what can be taken back, saved and stepped through.
    pub fn describe(&self, model: &Model, editing: bool, now: &mut Situation) {
        let draft = self.draft.as_ref().filter(|_| editing);
        now.can_undo = draft.is_some_and(Draft::can_undo);
        now.can_redo = draft.is_some_and(Draft::can_redo);
        now.can_save = draft.is_some_and(|draft| draft.is_changed() || draft.needs_name());
        let records = model.describing.trial.as_ref().map_or(0, |trial| head::steppable(trial));
        now.can_step_back = draft.is_some() && self.place > 0;
        now.can_step_on = draft.is_some() && self.place + 1 < records;
    }

    /// Carries out one of the listed commands.
    pub fn command(&mut self, command: UiCommand, model: &Model, outbox: &Outbox) {
        let Some(mut draft) = self.draft.take() else { return };
        match command {
            UiCommand::UndoEdit => {
                self.form.lookup.flush(&mut draft);
                draft.undo();
            }
            UiCommand::RedoEdit => draft.redo(),
            UiCommand::SaveProfile => self.save(&mut draft, model, outbox, None, Then::Stay),
            UiCommand::PreviousRecord => self.place = self.place.saturating_sub(1),
            UiCommand::NextRecord => self.place += 1,
            _ => {}
        }
        self.draft = Some(draft);
    }

    /// How many changes would be lost by leaving.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.draft
            .as_ref()
            .filter(|draft| draft.is_changed())
            .map_or(0, |draft| draft.changes().max(1))
    }

    /// The target that is selected.
    #[must_use]
    pub fn selected(&self) -> Option<&TargetKey> {
        self.selected.as_ref()
    }

    /// True where edits would be lost by leaving; the question is asked then.
    pub fn asks_before(&mut self, leave: Leave) -> bool {
        let asks = self.unsaved() > 0;
        if asks {
            self.prompt = Some(Prompt::new(Question::Leave(leave)));
        }
        asks
    }

    /// Begins anew in another workspace, and opens a profile at first.
    fn sync(&mut self, view: &ViewCtx<'_>) {
        let here = view.model.workspace().map(|open| open.path.clone());
        if self.workspace != here {
            *self = Self {
                workspace: here,
                trying: std::mem::take(&mut self.trying),
                finder_ticket: self.finder_ticket,
                ..Self::default()
            };
            self.trying.start_anew();
            view.outbox.send(Command::LoadProfiles);
        }
        if self.draft.is_none() && self.coming.is_none() {
            let first = view.model.describing.profiles.as_ref().and_then(|profiles| profiles.first());
            if let Some(first) = first {
                self.open(view, first.id.clone());
            }
        }
    }

    fn open(&mut self, view: &ViewCtx<'_>, id: String) {
        self.coming = Some(Coming {
            id: Some(id.clone()),
            since: view.model.describing.number(),
        });
        view.outbox.send(Command::OpenProfile(id));
    }

    /// Takes what came in: profiles that were asked for, a table that was read.
    fn take_answers(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let describing = &view.model.describing;
        let came = |coming: &Coming| {
            let (number, file) = match &coming.id {
                Some(id) => describing.profile(id)?,
                None => describing.latest()?,
            };
            (number > coming.since).then(|| Arc::clone(file))
        };
        if let Some(file) = self.saving.as_ref().and_then(|saving| came(&saving.coming))
            && let Some(saving) = self.saving.take()
            && let Some(draft) = &mut self.draft
        {
            draft.was_saved(&file);
            match saving.then {
                Then::Stay => {}
                Then::Leave(leave) => self.leave(ui, view, leave),
                Then::Plan => self.plan(view),
            }
        }
        if let Some(file) = self.coming.as_ref().and_then(came) {
            self.coming = None;
            self.show(Draft::of(&file));
        }
        if let Some((table, path, since)) = &self.reading
            && let Some((number, read)) = &describing.lookup
            && number > since
            && read.path == *path
        {
            let (table, read) = (table.clone(), Arc::clone(read));
            self.reading = None;
            self.form.lookup.problems = Some((table.clone(), read.problems.clone()));
            if let Some(draft) = &mut self.draft {
                draft.change(None, |profile| {
                    let known = profile.lookup.entry(table).or_default();
                    for (value, becomes) in &read.table.rows {
                        known.rows.insert(value.clone(), becomes.clone());
                    }
                });
            }
        }
    }

    /// Shows another draft.
    fn show(&mut self, draft: Draft) {
        self.draft = Some(draft);
        self.trying.start_anew();
        self.saving = None;
        self.after_naming = None;
        self.selected = None;
        self.picker = None;
        self.finder = None;
        self.comparison = None;
        self.reading = None;
        self.form = RuleForm::default();
        self.properties = Properties::default();
        self.filter = Filter::All;
        self.lower = Lower::Rule;
        self.both_ways = false;
        self.place = 0;
    }

    fn nothing(&self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        match &view.model.describing.profiles {
            Some(profiles) if profiles.is_empty() => {
                let todo = "Begin a new one, or import one, under “More” above.";
                parts::empty(ui, tokens, "No mapping profile", todo);
            }
            Some(_) => parts::empty(ui, tokens, "Reading the profile", ""),
            None => parts::empty(ui, tokens, "Reading the mapping profiles", ""),
        }
    }

    fn editor(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft) {
        self.page_keys(ui, view);
        self.select_first(view, draft);
        let focus = self.selected.clone();
        self.trying.ask(ui, view, draft, self.place, focus.as_ref());
        let trial: Option<Arc<Trial>> = self.trying.answer(view).cloned();
        if self.hovered.turn(self.selected.as_ref()) {
            ui.ctx().request_repaint();
        }
        let mut deeds = Vec::new();
        self.draw(ui, view, draft, trial.as_deref(), &mut deeds);
        self.popups(ui, view, draft, trial.as_deref(), &mut deeds);
        for deed in deeds {
            self.carry_out(view, draft, trial.as_deref(), deed);
        }
        // Of many records only some are looked at; the last of them answers for those beyond.
        if let Some(record) = trial.as_ref().and_then(|trial| trial.record.as_ref())
            && !self.trying.waits(view)
        {
            self.place = self.place.min(record.place);
        }
    }

    /// Page keys step through the records, unless something lies above the editor.
    fn page_keys(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let covered = self.picker.is_some() || self.finder.is_some() || self.prompt.is_some() || egui::Popup::is_any_open(ui.ctx());
        if covered || ui.ctx().text_edit_focused() || ui.memory(|memory| memory.top_modal_layer().is_some()) {
            return;
        }
        for (key, command) in [(Key::PageUp, UiCommand::PreviousRecord), (Key::PageDown, UiCommand::NextRecord)] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                view.outbox.command(command);
            }
        }
    }

    /// At first the first target with a rule is selected.
    fn select_first(&mut self, view: &ViewCtx<'_>, draft: &Draft) {
        if self.selected.is_none()
            && let Some(trial) = self.trying.answer(view)
        {
            let mapped = trial.targets.iter().find(|target| draft.profile().rule_for(&target.key).is_some());
            self.selected = mapped.or_else(|| trial.targets.first()).map(|target| target.key.clone());
            // What is edited below is in sight above, and what it reads beside it.
            let rule = self.selected.as_ref().and_then(|target| draft.profile().rule_for(target));
            self.drawer.reveal = rule.and_then(|rule| rule.from.first().cloned());
            self.table.reveal = true;
        }
    }
}
