//! Writing the report or the calendar to a file: a path, a dialog, one button for each form.

use std::path::{Path, PathBuf};

use egui::{Label, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::welcome::choose::FileChooser;
use crate::desktop::widgets::{form, parts};
use crate::runtime::Command;
use crate::runtime::restrict_view::RestrictExport;

/// A form in which something can be written.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Words of its button.
    pub words: &'static str,
    /// The form.
    pub form: RestrictExport,
    /// Ending of its files.
    pub ending: &'static str,
}

/// What can be written: its title, the name of its file, its forms.
#[derive(Debug, Clone, Copy)]
pub struct Exports {
    /// Title of the dialog.
    pub title: &'static str,
    /// Name of the file without its ending.
    pub name: &'static str,
    /// The forms; the first is what the dialog proposes.
    pub forms: &'static [Form],
}

/// The strip in which a file is chosen and written.
#[derive(Debug, Default)]
pub struct Exporting {
    open: bool,
    path: String,
    chooser: FileChooser,
    /// The file asked for last.
    asked: Option<PathBuf>,
}

impl Exporting {
    /// The button that opens and closes the strip.
    pub fn button(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if parts::button(ui, view.tokens, "Export…").clicked() {
            self.open = !self.open;
        }
    }

    /// Draws the strip where it is open.
    pub fn strip(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, exports: &Exports) {
        if let Some(path) = self.chooser.take(ui.ctx()) {
            self.path = path.display().to_string();
        }
        if !self.open {
            return;
        }
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::small(tokens, "File"));
            form::field(
                ui,
                tokens,
                "File to write",
                &mut self.path,
                tokens.rail * 5.0,
                "path of the file to write",
            );
            if let Some(first) = exports.forms.first()
                && parts::button(ui, tokens, "Choose…").clicked()
            {
                let name = format!("{}.{}", exports.name, first.ending);
                self.chooser.save(exports.title, &name, exports.title, first.ending);
            }
            let path = self.path.trim().to_owned();
            ui.add_enabled_ui(!path.is_empty(), |ui| {
                for form in exports.forms {
                    let response = parts::button(ui, tokens, form.words).on_disabled_hover_text("Say where the file shall be");
                    if response.clicked() {
                        let path = with_ending(Path::new(&path), form.ending, exports.forms);
                        self.asked = Some(path.clone());
                        view.outbox.send(Command::ExportRestrictions { form: form.form, path });
                    }
                }
            });
            if self.asked.is_some()
                && self.asked == view.model.exported
                && let Some(written) = &self.asked
            {
                let words = format!("written: {}", written.display());
                ui.add(Label::new(parts::small(tokens, words)).truncate());
            }
        });
    }
}

/// The ending follows the form unless a person chose another.
fn with_ending(path: &Path, ending: &str, forms: &[Form]) -> PathBuf {
    let mut path = path.to_path_buf();
    let ours = |found: &std::ffi::OsStr| forms.iter().any(|form| found == form.ending);
    if path.extension().is_none_or(ours) {
        path.set_extension(ending);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_follows_the_form_unless_a_person_chose_another() {
        let forms = [
            Form {
                words: "CSV",
                form: RestrictExport::ExpiryCsv,
                ending: "csv",
            },
            Form {
                words: "Calendar",
                form: RestrictExport::ExpiryCalendar,
                ending: "ics",
            },
        ];
        let named = |path: &str, ending| with_ending(Path::new(path), ending, &forms);
        assert_eq!(named("/tmp/ends", "csv"), PathBuf::from("/tmp/ends.csv"));
        assert_eq!(named("/tmp/ends.csv", "ics"), PathBuf::from("/tmp/ends.ics"));
        assert_eq!(named("/tmp/ends.txt", "ics"), PathBuf::from("/tmp/ends.txt"));
    }
}
