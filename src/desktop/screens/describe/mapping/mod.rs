//! The mapping editor: targets first, with live values of a real record.

use egui::Ui;

use crate::desktop::commands::{Situation, UiCommand};
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::runtime::Command;

/// The mapping editor.
#[derive(Debug, Default)]
pub struct MappingPane {
    asked: bool,
}

impl MappingPane {
    /// Draws the editor. Gives the id of a profile whose queue of approved assets shall be shown.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<String> {
        if !std::mem::replace(&mut self.asked, true) {
            view.outbox.send(Command::LoadProfiles);
        }
        match &view.model.describing.profiles {
            None => parts::empty(ui, view.tokens, "Reading the mapping profiles", ""),
            Some(profiles) => {
                for profile in profiles {
                    ui.label(parts::body(view.tokens, profile.name.as_str()));
                }
            }
        }
        None
    }

    /// Draws what stands at the right of the screen's head.
    pub fn head(&mut self, _ui: &mut Ui, _view: &ViewCtx<'_>) {}

    /// Says what can be taken back, saved and stepped through.
    pub fn describe(&self, _model: &Model, _editing: bool, _now: &mut Situation) {}

    /// Carries out one of the listed commands.
    pub fn command(&mut self, _command: UiCommand, _model: &Model, _outbox: &Outbox) {}

    /// True where edits would be lost by leaving.
    pub fn asks_before(&mut self, _then: UiCommand) -> bool {
        false
    }
}
