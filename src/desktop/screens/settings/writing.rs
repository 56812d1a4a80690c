//! How Archway writes new digital objects, and how hard it may ask the two systems.

use egui::{DragValue, Label, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::domain::workspace::WorkspaceSettings;
use crate::runtime::Command;
use crate::runtime::view::WorkspaceInfo;

/// Settings of the workspace that are not secret.
#[derive(Debug, Default)]
pub struct WritingSettings {
    /// Numbers that are being dragged or typed.
    draft: Option<WorkspaceSettings>,
}

impl WritingSettings {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, open: &WorkspaceInfo) {
        let tokens = view.tokens;
        let mut settings = self.draft.clone().unwrap_or_else(|| open.settings.clone());
        let mut settled = false;
        ui.add_enabled_ui(open.read_only.is_none(), |ui| {
            ui.label(parts::strong(tokens, "New digital objects"));
            settled |= super::tick(ui, view, &mut settings.publish_new_digital_objects, "Publish new digital objects").changed();
            ui.add(
                Label::new(parts::hint(
                    tokens,
                    "Off: the public does not see them until somebody publishes them in ArchivesSpace.",
                ))
                .wrap(),
            );
            let titles = "Replace four-byte characters in titles";
            settled |= super::tick(ui, view, &mut settings.three_byte_titles, titles).changed();
            let why = "Some ArchivesSpace databases refuse characters such as emoji. The review shows every title that is altered.";
            ui.add(Label::new(parts::hint(tokens, why)).wrap());
            ui.add_space(tokens.gap / 2.0);
            ui.label(parts::strong(tokens, "Network limits"));
            settled |= number(
                ui,
                view,
                "Requests to ArchivesSpace at a time",
                &mut settings.archivesspace_concurrency,
                1..=16,
            );
            settled |= number(ui, view, "Requests to iconik a second", &mut settings.iconik_per_second, 1..=50);
            ui.add(
                Label::new(parts::hint(
                    tokens,
                    "iconik refuses more than about 50 a second; lower numbers are kinder to a busy server.",
                ))
                .wrap(),
            );
        });
        if settings == open.settings {
            self.draft = None;
        } else if settled {
            self.draft = None;
            view.outbox.send(Command::SaveWorkspaceSettings(settings));
        } else {
            self.draft = Some(settings);
        }
    }
}

/// A number with its name; true once it was let go or typed to the end.
fn number(ui: &mut Ui, view: &ViewCtx<'_>, name: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>) -> bool {
    ui.horizontal(|ui| {
        let label = ui.label(parts::body(view.tokens, name));
        let response = ui.add(DragValue::new(value).range(range).speed(0.1)).labelled_by(label.id);
        response.drag_stopped() || response.lost_focus() || (response.changed() && !response.dragged() && !response.has_focus())
    })
    .inner
}
