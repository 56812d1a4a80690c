//! Questions that the editor asks over itself: names and places of files, what to do with edits that are not saved.

use std::path::PathBuf;

use egui::{Id, Key, Label, Modal, Ui};

use crate::desktop::commands::UiCommand;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::welcome::choose::FileChooser;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::mapping::{Direction, RecordType};

/// What happens once edits are saved or given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    /// Another profile is opened.
    Open(String),
    /// A new profile is begun.
    New(Direction, RecordType),
    /// A file is imported.
    Import(PathBuf),
    /// One of the listed commands.
    Command(UiCommand),
    /// The window is closed.
    Window,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Under which name the profile is saved.
    SaveAs(String),
    /// Which file is imported.
    Import(String),
    /// Where the profile is exported to.
    Export(String),
    /// Which file goes into a lookup table.
    Table {
        /// The table.
        table: String,
        /// The file.
        path: String,
    },
    /// Whether the profile's file shall be deleted.
    Delete,
    /// What happens with edits that are not saved.
    Leave(Leave),
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Nothing,
    /// The question was put away.
    Closed,
    /// Yes, with what was typed.
    Yes(Question),
    /// Leave, and give the edits up.
    GiveUp(Leave),
}

/// The question that is being asked.
#[derive(Debug)]
pub struct Prompt {
    question: Question,
    chooser: FileChooser,
    fresh: bool,
}

impl Prompt {
    /// Asks.
    #[must_use]
    pub fn new(question: Question) -> Self {
        Self {
            question,
            chooser: FileChooser::default(),
            fresh: true,
        }
    }

    /// Draws the question over everything else. `name` is the profile's, `changes` how many edits are not saved.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, name: &str, changes: usize) -> Answer {
        let tokens = view.tokens;
        let modal = Modal::new(Id::unique("mapping question")).backdrop_color(tokens.shadow);
        let drawn = modal.show(ui.ctx(), |ui| {
            ui.set_width(tokens.rail * 7.5);
            ui.spacing_mut().item_spacing.y = tokens.gap;
            self.contents(ui, view, name, changes)
        });
        if drawn.inner == Answer::Nothing && drawn.should_close() {
            return Answer::Closed;
        }
        drawn.inner
    }

    fn contents(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, name: &str, changes: usize) -> Answer {
        let tokens = view.tokens;
        if let Question::Leave(leave) = &self.question {
            let words = if changes == 1 {
                format!("1 change of “{name}” is not saved")
            } else {
                format!("{} of “{name}” are not saved", count(changes as u64, "change", "changes"))
            };
            ui.add(Label::new(parts::strong(tokens, words)).wrap());
            return leaving(ui, view, leave);
        }
        let (title, explained, deed) = match &self.question {
            Question::SaveAs(_) => (
                "Save as",
                "The name of the file, without its ending. It lies in the workspace’s mappings folder.",
                "Save",
            ),
            Question::Import(_) => ("Import a profile", "The file is copied into the workspace and opened.", "Import"),
            Question::Export(_) => (
                "Export the profile",
                "The file can be read, compared and shared; it holds no secret.",
                "Export",
            ),
            Question::Table { .. } => (
                "Import a table",
                "A CSV file with two columns: the value, and what it becomes; several are separated by semicolons. Rows that the table has already are replaced.",
                "Import",
            ),
            Question::Delete | Question::Leave(_) => (
                "Delete the profile",
                "Its file is deleted. Records that were described by it stay as they are.",
                "Delete",
            ),
        };
        ui.label(parts::strong(tokens, title));
        ui.add(Label::new(parts::small(tokens, explained)).wrap());
        let problem = self.field(ui, view);
        let mut answer = Answer::Nothing;
        ui.horizontal(|ui| {
            let entered =
                problem.is_none() && ui.input(|input| input.key_pressed(Key::Enter)) && !matches!(self.question, Question::Delete);
            let name = if deed == "Delete" {
                format!("Delete “{name}”")
            } else {
                deed.to_owned()
            };
            if parts::primary_button(ui, tokens, &name, problem.is_none()).clicked() || entered {
                answer = Answer::Yes(self.question.clone());
            }
            if parts::button(ui, tokens, "Cancel").clicked() {
                answer = Answer::Closed;
            }
            if let Some(problem) = problem.filter(|problem| !problem.is_empty()) {
                ui.add(Label::new(parts::small(tokens, problem).color(tokens.broken)).wrap());
            }
        });
        answer
    }

    /// The field of the question. Gives why it cannot be answered yes yet.
    fn field(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<String> {
        let tokens = view.tokens;
        let wide = ui.available_width() - tokens.rail * 1.7;
        if let Some(path) = self.chooser.take(ui.ctx())
            && let Question::Import(text) | Question::Export(text) | Question::Table { path: text, .. } = &mut self.question
        {
            *text = path.display().to_string();
        }
        match &mut self.question {
            Question::Delete | Question::Leave(_) => None,
            Question::SaveAs(name) => {
                let field = form::field(ui, tokens, "Name of the file", name, wide, "harbour-interviews");
                form::fresh(&field, &mut self.fresh);
                wrong_name(name.trim())
            }
            Question::Import(path) | Question::Export(path) | Question::Table { path, .. } => {
                let path_text = path;
                ui.horizontal(|ui| {
                    let field = form::field(ui, tokens, "Path of the file", path_text, wide, "path of the file");
                    form::fresh(&field, &mut self.fresh);
                });
                let empty = path_text.trim().is_empty();
                self.choose(ui, view);
                empty.then(String::new)
            }
        }
    }

    fn choose(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if !parts::button(ui, view.tokens, "Choose…").clicked() {
            return;
        }
        match &self.question {
            Question::Import(_) => self.chooser.open("Import a profile", "Mapping profile", "toml"),
            Question::Export(path) => {
                let name = std::path::Path::new(path)
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let name = name.unwrap_or_else(|| "profile.toml".to_owned());
                self.chooser.save("Export the profile", &name, "Mapping profile", "toml");
            }
            Question::Table { .. } => self.chooser.open("Import a table", "Table", "csv"),
            Question::SaveAs(_) | Question::Delete | Question::Leave(_) => {}
        }
    }
}

fn leaving(ui: &mut Ui, view: &ViewCtx<'_>, leave: &Leave) -> Answer {
    let tokens = view.tokens;
    let then = match leave {
        Leave::Open(_) | Leave::Import(_) => "open the other profile",
        Leave::New(..) => "begin a new one",
        Leave::Command(_) => "close the workspace",
        Leave::Window => "close the window",
    };
    let mut answer = Answer::Nothing;
    ui.horizontal_wrapped(|ui| {
        if parts::primary_button(ui, tokens, &format!("Save, then {then}"), view.writable()).clicked() {
            answer = Answer::Yes(Question::Leave(leave.clone()));
        }
        if parts::button(ui, tokens, "Give the changes up").clicked() {
            answer = Answer::GiveUp(leave.clone());
        }
        if parts::button(ui, tokens, "Stay here").clicked() {
            answer = Answer::Closed;
        }
    });
    answer
}

/// Why a name cannot be that of a file; empty words where it is only not typed yet.
fn wrong_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(String::new());
    }
    let fits = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
    (!fits).then(|| "Letters, numbers, - and _ only.".to_owned())
}

/// A name for a file from what people call a profile.
#[must_use]
pub fn file_name(name: &str) -> String {
    let words: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_come_from_names_of_profiles() {
        assert_eq!(file_name("Oral histories → items"), "oral-histories-items");
        assert_eq!(file_name("Ferðir & skip (2)"), "ferðir-skip-2");
        assert_eq!(wrong_name(&file_name("港湾 / 1")), None);
        assert!(wrong_name("../elsewhere").is_some() && wrong_name("").is_some());
    }
}
