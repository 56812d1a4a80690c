//! Parts of the panes at the right: facts in two columns, words in full, actions; and what is said while nothing is known yet.

use std::sync::Arc;

use egui::{Align, Frame, Label, Layout, Margin, ScrollArea, Sense, Ui, vec2};

use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::domain::browse::Node;
use crate::runtime::Command;
use crate::runtime::restrict_view::RestrictionsView;

/// The overview, or what is said while it is not here.
pub fn overview(ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Arc<RestrictionsView>> {
    let overview = view.model.restricting.overview.clone();
    if overview.is_none() {
        let tokens = view.tokens;
        parts::empty(
            ui,
            tokens,
            "Working out what restrictions mean",
            "Archway reads the catalogue of this workspace; with many linked assets this takes a moment.",
        );
        ui.vertical_centered(|ui| {
            if parts::button(ui, tokens, "Work it out again").clicked() {
                view.outbox.send(Command::LoadRestrictions(None));
            }
        });
    }
    overview
}

/// Says so where another day than today is looked at.
pub fn other_day(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView) {
    if overview.as_of == overview.today {
        return;
    }
    let tokens = view.tokens;
    let margin = Margin::symmetric(tokens.pad as i8, 3);
    Frame::new().fill(tokens.warn).inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let words = format!("This is how it looks on {}; today is {}.", overview.as_of, overview.today);
            parts::state(ui, tokens, Glyph::Clock, tokens.changed, &words);
            if parts::link_button(ui, tokens, "Back to today").clicked() {
                view.outbox.send(Command::LoadRestrictions(None));
            }
        });
    });
}

/// A pane at the right: scrolls, with a distance to its edges.
pub fn pane<R>(ui: &mut Ui, tokens: &Tokens, salt: impl egui::AsIdSalt, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::symmetric(tokens.pad as i8, tokens.gap as i8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = tokens.gap * 0.75;
                    contents(ui)
                })
                .inner
        })
        .inner
}

/// One fact: what it is about, and what is so.
pub fn fact(ui: &mut Ui, tokens: &Tokens, about: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    ui.horizontal_top(|ui| {
        let width = tokens.rail * 1.4;
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            ui.add(Label::new(parts::hint(tokens, about)).wrap());
        });
        ui.vertical(|ui| ui.add(Label::new(parts::body(tokens, words)).wrap().selectable(true)));
    });
}

/// A heading inside a pane, with a line over it.
pub fn heading(ui: &mut Ui, tokens: &Tokens, words: &str) {
    ui.add_space(tokens.gap / 2.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.hair), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, (tokens.hair, tokens.line2));
    ui.label(parts::strong(tokens, words));
}

/// The words of a note in full, on a ground of their own.
pub fn quoted(ui: &mut Ui, tokens: &Tokens, words: &str) {
    let margin = Margin::symmetric(tokens.pad as i8, tokens.gap as i8);
    Frame::new()
        .fill(tokens.bg)
        .corner_radius(tokens.radius)
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let label = Label::new(parts::body(tokens, words)).wrap().selectable(true);
            ui.add(label);
        });
}

/// A glyph with words that wrap, in one colour.
pub fn remark(ui: &mut Ui, tokens: &Tokens, glyph: Glyph, colour: egui::Color32, words: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap * 0.75;
        let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.small + 4.0), Sense::hover());
        glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
        ui.add(Label::new(parts::small(tokens, words).color(colour)).wrap());
    });
}

/// A button that shows a node in its browser.
pub fn show_node(ui: &mut Ui, view: &ViewCtx<'_>, words: &str, node: Node) {
    let button = parts::link_button(ui, view.tokens, words).on_hover_text("Goes to the Link screen");
    if button.clicked() {
        view.outbox.raise(Raised::ShowNode(node));
    }
}

/// Why nothing can be kept or planned in this workspace; `None` where it can.
#[must_use]
pub fn refusal(view: &ViewCtx<'_>) -> Option<String> {
    match view.model.workspace() {
        None => Some("No workspace is open.".to_owned()),
        Some(open) => open.read_only.clone(),
    }
}

/// True where a row of the rule table counts, or the rules were not read yet.
#[must_use]
pub fn has_rules(view: &ViewCtx<'_>) -> bool {
    let settings = view.model.restricting.settings.as_ref();
    settings.is_none_or(|(_, settings)| settings.settings.table.rows.iter().any(|row| row.on))
}
