//! The Welcome screen: practise, open what was open before, or connect two systems.

pub mod choose;
pub mod connect;
pub mod form;

use std::path::PathBuf;

use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui, vec2};

use self::choose::{FileChooser, WORKSPACE_ENDING};
use self::form::{ConnectForm, Field};
use super::ViewCtx;
use crate::desktop::fonts;
use crate::desktop::theme::corner;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::runtime::Command;
use crate::runtime::view::Side;

/// What the file dialog was opened for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Choosing {
    #[default]
    Open,
    Place,
}

/// No workspace is open.
#[derive(Debug)]
pub struct WelcomeScreen {
    form: ConnectForm,
    form_open: bool,
    /// The form was opened just now; its first field takes the keyboard.
    begin_typing: bool,
    complain: bool,
    open_path: String,
    chooser: FileChooser,
    choosing: Choosing,
    /// Something was asked to be opened, and neither it nor a failure came yet.
    opening: Option<String>,
    /// The failure that was there when it was asked.
    old_failure: Option<(PathBuf, String)>,
}

impl Default for WelcomeScreen {
    fn default() -> Self {
        Self {
            form: ConnectForm::new(),
            form_open: false,
            begin_typing: false,
            complain: false,
            open_path: String::new(),
            chooser: FileChooser::default(),
            choosing: Choosing::default(),
            opening: None,
            old_failure: None,
        }
    }
}

impl WelcomeScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.take_chosen(ui.ctx());
        if view.model.open_failed != self.old_failure {
            self.opening = None;
        }
        let tokens = view.tokens;
        ScrollArea::vertical().id_salt("welcome").auto_shrink(false).show(ui, |ui| {
            let width = (tokens.rail * 11.0).min(ui.available_width() - tokens.pad * 2.0);
            let margin = ((ui.available_width() - width) / 2.0).max(tokens.pad).floor();
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = tokens.gap;
                    self.column(ui, view);
                });
            });
        });
    }

    fn column(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.add_space(tokens.header);
        ui.label(RichText::new("Archway").font(fonts::strong(tokens.title * 1.5)).color(tokens.ink));
        let words = "Joins media in iconik with archival description in ArchivesSpace. You see both side by side, link what belongs \
                     together, and review every change before it is written.";
        ui.add(Label::new(parts::body(tokens, words).color(tokens.ink2)).wrap());
        ui.add_space(tokens.gap);
        if self.opening.is_none() {
            failure(ui, view);
        }
        card(ui, view, |ui| self.practice(ui, view));
        card(ui, view, |ui| self.recent(ui, view));
        card(ui, view, |ui| self.connect(ui, view));
        ui.add_space(tokens.header);
    }

    fn begin(&mut self, view: &ViewCtx<'_>, what: String, command: Command) {
        self.opening = Some(what);
        self.old_failure.clone_from(&view.model.open_failed);
        view.outbox.send(command);
    }

    fn practice(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.label(parts::strong(tokens, "Try it first"));
        let words = "The practice workspace is an invented archive in two systems that run inside Archway. Nothing leaves this computer, \
                     and it can be put back to its start at any time.";
        ui.add(Label::new(parts::small(tokens, words)).wrap());
        ui.horizontal(|ui| {
            let idle = self.opening.is_none();
            if parts::primary_button(ui, tokens, "Open the practice workspace", idle).clicked() {
                self.begin(view, "the practice workspace".to_owned(), Command::OpenPractice);
            }
            if let Some(what) = &self.opening {
                ui.add(Label::new(parts::hint(tokens, format!("opening {what}"))).truncate());
            }
        });
    }

    fn recent(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.label(parts::strong(tokens, "Open a workspace"));
        if view.settings.recent.is_empty() {
            ui.label(parts::small(tokens, "None was open on this computer yet."));
        }
        let mut open = None;
        for recent in &view.settings.recent {
            let row = vec2(ui.available_width(), tokens.control);
            ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
                let path = recent.path.display().to_string();
                let forget = parts::glyph_button(ui, tokens, Glyph::Cross, &format!("Forget {}", recent.name));
                if forget.on_hover_text("Takes it off this list; the file stays").clicked() {
                    view.outbox.send(Command::ForgetRecent(recent.path.clone()));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if parts::button(ui, tokens, &recent.name).on_hover_text(&path).clicked() {
                        open = Some(recent.path.clone());
                    }
                    ui.add(Label::new(parts::hint(tokens, &path)).truncate());
                });
            });
        }
        let row = vec2(ui.available_width(), tokens.control);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            if parts::button(ui, tokens, "Choose file…").clicked() {
                self.choosing = Choosing::Open;
                self.chooser.open("Open a workspace", "Archway workspace", WORKSPACE_ENDING);
            }
            let path = self.open_path.trim().to_owned();
            let enabled = !path.is_empty() && self.opening.is_none();
            if ui.add_enabled_ui(enabled, |ui| parts::button(ui, tokens, "Open")).inner.clicked() {
                open = Some(PathBuf::from(path));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = ui.label(parts::small(tokens, "File"));
                let edit = TextEdit::singleline(&mut self.open_path)
                    .hint_text("path of a workspace file")
                    .desired_width(ui.available_width());
                ui.add(edit).labelled_by(label.id);
            });
        });
        if let Some(path) = open {
            self.begin(view, path.display().to_string(), Command::OpenWorkspace(path));
        }
    }

    fn connect(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.label(parts::strong(tokens, "Connect your systems"));
        let words = "You need an account in ArchivesSpace and an application token in iconik. Archway reads first; nothing is written until \
                     you have reviewed it.";
        ui.add(Label::new(parts::small(tokens, words)).wrap());
        if !self.form_open {
            if parts::button(ui, tokens, "Connect…").clicked() {
                self.form_open = true;
                self.begin_typing = true;
            }
            return;
        }
        let first = connect::field(ui, view, &mut self.form, Field::Name, self.complain);
        if std::mem::take(&mut self.begin_typing) {
            first.request_focus();
        }
        ui.add_space(tokens.gap / 2.0);
        connect::side(ui, view, &mut self.form, Side::ArchivesSpace, self.complain);
        ui.add_space(tokens.gap / 2.0);
        connect::side(ui, view, &mut self.form, Side::Iconik, self.complain);
        ui.add_space(tokens.gap / 2.0);
        connect::field(ui, view, &mut self.form, Field::Path, self.complain);
        connect::indented(ui, tokens, |ui| {
            ui.horizontal(|ui| {
                if parts::button(ui, tokens, "Choose place…").clicked() {
                    self.choosing = Choosing::Place;
                    self.chooser.save(
                        "Where the workspace file shall be",
                        &format!("{}.{WORKSPACE_ENDING}", file_name(&self.form.name)),
                        "Archway workspace",
                        WORKSPACE_ENDING,
                    );
                }
                ui.label(parts::hint(
                    tokens,
                    "Passwords and tokens go to this computer’s keyring, not into the file.",
                ));
            });
        });
        connect::indented(ui, tokens, |ui| self.connect_buttons(ui, view));
    }

    fn connect_buttons(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let problems = self.form.problems();
        ui.horizontal(|ui| {
            let idle = self.opening.is_none();
            if parts::primary_button(ui, tokens, "Connect and make the workspace", idle).clicked() {
                self.complain = true;
                if let Some(path) = self.form.path().filter(|_| problems.is_empty()) {
                    let (connection, credentials) = (self.form.connection(), self.form.credentials());
                    let name = connection.name.clone();
                    let path = with_ending(path);
                    self.begin(
                        view,
                        name,
                        Command::CreateWorkspace {
                            path,
                            connection,
                            credentials,
                        },
                    );
                    self.form.forget_secrets();
                    self.complain = false;
                }
            }
            if parts::button(ui, tokens, "Not now").clicked() {
                self.form.forget_secrets();
                self.form_open = false;
                self.complain = false;
            }
        });
        if self.complain && !problems.is_empty() {
            let words = match problems.len() {
                1 => "One field still needs something.".to_owned(),
                many => format!("{many} fields still need something."),
            };
            ui.label(parts::small(tokens, words).color(tokens.broken));
        }
    }

    fn take_chosen(&mut self, ctx: &egui::Context) {
        if let Some(path) = self.chooser.take(ctx) {
            let path = path.display().to_string();
            match self.choosing {
                Choosing::Open => self.open_path = path,
                Choosing::Place => self.form.path = path,
            }
        }
    }
}

/// A name without what file systems refuse.
fn file_name(name: &str) -> String {
    let kept: String = name.trim().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let kept = kept.trim_matches('-');
    if kept.is_empty() {
        "workspace".to_owned()
    } else {
        kept.to_lowercase()
    }
}

fn with_ending(mut path: PathBuf) -> PathBuf {
    if path.extension().is_none() {
        path.set_extension(WORKSPACE_ENDING);
    }
    path
}

fn failure(ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some((path, message)) = &view.model.open_failed else { return };
    let tokens = view.tokens;
    Frame::new()
        .fill(tokens.del)
        .stroke(Stroke::new(tokens.hair, tokens.broken))
        .corner_radius(corner(tokens))
        .inner_margin(Margin::same(10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph + 2.0, tokens.text + 4.0), egui::Sense::hover());
                Glyph::Warning.paint(ui.painter(), rect.center(), tokens.glyph + 2.0, tokens.broken);
                ui.vertical(|ui| {
                    let name = path.display().to_string();
                    let title = if name.is_empty() {
                        "It could not be opened".to_owned()
                    } else {
                        format!("{name} could not be opened")
                    };
                    ui.add(Label::new(parts::strong(tokens, title)).wrap());
                    ui.add(Label::new(parts::body(tokens, message.as_str())).wrap().selectable(true));
                });
            });
        });
}

/// A block that stands for itself.
pub fn card<R>(ui: &mut Ui, view: &ViewCtx<'_>, add: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = view.tokens;
    let pad = tokens.pad.clamp(0.0, 100.0) as i8;
    Frame::new()
        .fill(tokens.raise)
        .stroke(Stroke::new(tokens.hair, tokens.line))
        .corner_radius(corner(tokens))
        .inner_margin(Margin::same(pad))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = tokens.gap * 0.75;
            add(ui)
        })
        .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_file_gets_a_name_every_file_system_takes() {
        assert_eq!(file_name(" Harrow: Sound/Film "), "harrow--sound-film");
        assert_eq!(file_name("港湾"), "港湾");
        assert_eq!(file_name(" / "), "workspace");
        assert_eq!(with_ending(PathBuf::from("/tmp/a")), PathBuf::from("/tmp/a.archway"));
        assert_eq!(with_ending(PathBuf::from("/tmp/a.db")), PathBuf::from("/tmp/a.db"));
    }
}
