//! Collections that stand for records.

use egui::{Label, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::domain::browse::{Node, Row};
use crate::domain::workspace::CollectionLink;
use crate::runtime::Command;
use crate::runtime::view::WorkspaceInfo;

/// Draws the card: every collection with its record, and a way to forget it.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>, open: &WorkspaceInfo) {
    let tokens = view.tokens;
    ui.label(parts::strong(tokens, "Collections that stand for a record"));
    let how = "All assets in such a collection get the record’s description, and approved assets in it go below the record. Select a \
               collection and a record under Link, then find “stand for” in the command palette.";
    ui.add(Label::new(parts::hint(tokens, how)).wrap());
    let mut forgotten: Option<CollectionLink> = None;
    for link in &open.settings.collection_links {
        let collection = title(view, Node::Collection(link.collection)).unwrap_or_else(|| link.collection.to_string());
        let record = title(view, Node::Record(link.record)).unwrap_or_else(|| link.record.to_string());
        ui.horizontal_wrapped(|ui| {
            ui.add(Label::new(parts::body(tokens, format!("{collection} → {record}"))).wrap());
            ui.add_enabled_ui(open.read_only.is_none(), |ui| {
                let forget = parts::button(ui, tokens, "Forget").on_hover_text(format!("{collection} stands for no record any more"));
                if forget.clicked() {
                    forgotten = Some(*link);
                }
            });
        });
    }
    if let Some(link) = forgotten {
        let mut settings = open.settings.clone();
        settings.collection_links.retain(|known| *known != link);
        view.outbox.send(Command::SaveWorkspaceSettings(settings));
    }
}

fn title(view: &ViewCtx<'_>, node: Node) -> Option<String> {
    match view.model.rows.row(&node)? {
        Row::Collection(row) => Some(row.title.clone()),
        Row::Record(row) => Some(row.title.clone()),
        Row::Asset(_) => None,
    }
}
