//! The open workspace: its systems, its credentials, where secrets are kept, closing it.

use std::path::PathBuf;

use egui::{Label, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::welcome::connect;
use crate::desktop::screens::welcome::form::{ConnectForm, Field};
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::domain::workspace::Connection;
use crate::runtime::Command;
use crate::runtime::view::{Reachability, Side, SideStatus, WorkspaceInfo};

/// The open workspace.
#[derive(Debug, Default)]
pub struct WorkspaceCard {
    form: Option<ConnectForm>,
    /// What the form was filled from.
    filled_from: Option<(PathBuf, Connection)>,
    editing: bool,
    complain: bool,
}

impl WorkspaceCard {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, open: &WorkspaceInfo) {
        let tokens = view.tokens;
        let source = (open.path.clone(), open.connection.clone());
        if self.filled_from.as_ref() != Some(&source) {
            self.form = Some(ConnectForm::of(&open.connection));
            self.filled_from = Some(source);
            self.editing = false;
            self.complain = false;
        }
        ui.label(parts::strong(tokens, open.connection.name.as_str()));
        ui.add(Label::new(parts::hint(tokens, open.path.display().to_string())).truncate());
        if let Some(why) = &open.read_only {
            let words = format!("Read only: {why}");
            ui.add(Label::new(parts::body(tokens, words).color(tokens.changed)).wrap());
        }
        status(ui, view, Side::Iconik, &open.iconik, "asset", "assets");
        status(ui, view, Side::ArchivesSpace, &open.archivesspace, "record", "records");
        let kept = open
            .vault_notice
            .as_deref()
            .unwrap_or("Passwords and tokens are kept in this computer’s keyring.");
        let colour = if open.vault_notice.is_some() { tokens.changed } else { tokens.ink3 };
        ui.add(Label::new(parts::small(tokens, kept).color(colour)).wrap());
        if open.connection.practice {
            ui.add(Label::new(parts::small(tokens, "The practice systems need no addresses or credentials.")).wrap());
        } else if self.editing {
            self.edit(ui, view);
        } else {
            ui.horizontal(|ui| {
                if parts::button(ui, tokens, "Change systems or credentials…").clicked() {
                    self.editing = true;
                }
            });
        }
        ui.horizontal(|ui| {
            if parts::button(ui, tokens, "Close the workspace").clicked() {
                view.outbox.send(Command::CloseWorkspace);
            }
            let hover = "Closes it and takes it off the list; its file stays where it is";
            if parts::button(ui, tokens, "Close and forget").on_hover_text(hover).clicked() {
                view.outbox.send(Command::CloseWorkspace);
                view.outbox.send(Command::ForgetRecent(open.path.clone()));
            }
        });
    }

    fn edit(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let Some(form) = &mut self.form else { return };
        connect::field(ui, view, form, Field::Name, self.complain);
        ui.add_space(tokens.gap / 2.0);
        connect::side(ui, view, form, Side::ArchivesSpace, self.complain);
        ui.add_space(tokens.gap / 2.0);
        connect::side(ui, view, form, Side::Iconik, self.complain);
        let problems = form.problems();
        let mut leave = false;
        connect::indented(ui, tokens, |ui| {
            ui.horizontal(|ui| {
                if parts::primary_button(ui, tokens, "Save", true).clicked() {
                    self.complain = !problems.is_empty();
                    if problems.is_empty() {
                        let (connection, credentials) = (form.connection(), form.credentials());
                        view.outbox.send(Command::Reconnect { connection, credentials });
                        leave = true;
                    }
                }
                leave |= parts::button(ui, tokens, "Leave as it was").clicked();
            });
        });
        if leave {
            // Filled anew from what the runtime says next; secrets that were typed are forgotten with the form.
            self.filled_from = None;
        }
    }
}

fn status(ui: &mut Ui, view: &ViewCtx<'_>, side: Side, status: &SideStatus, one: &str, many: &str) {
    let tokens = view.tokens;
    let (glyph, colour, words) = match &status.reachability {
        Reachability::NotTried => (Glyph::Ring, tokens.ink3, format!("{}: not tried yet", side.name())),
        // What answered says its own name: “ArchivesSpace v4.2.1 as archivist”.
        Reachability::Reached { what } if what.starts_with(side.name()) => (Glyph::Dot, tokens.linked, what.clone()),
        Reachability::Reached { what } => (Glyph::Dot, tokens.linked, format!("{}: {what}", side.name())),
        Reachability::Failed { reason } => (Glyph::Warning, tokens.broken, format!("{}: {reason}", side.name())),
    };
    let read = status.refreshed.map_or_else(
        || " · not read yet".to_owned(),
        |at| format!(" · {} read at {}", count(status.count, one, many), view.clock(at)),
    );
    super::remark(ui, view, glyph, colour, &words, &read);
}
