//! The top line: whose workspace, the search, both connections.

use egui::{Align, Align2, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::desktop::commands::UiCommand;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{body, state, strong};
use crate::runtime::view::{Reachability, Side, SideStatus};

/// Draws the top line.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let whole = ui.max_rect();
    let left = ui.scope_builder(
        UiBuilder::new().max_rect(whole).layout(Layout::left_to_right(Align::Center)),
        |ui| {
            ui.label(strong(tokens, "Archway"));
            ui.add_space(tokens.gap / 2.0);
            if let Some(workspace) = view.model.workspace() {
                ui.add(egui::Label::new(body(tokens, &workspace.connection.name).color(tokens.ink2)).truncate());
                if workspace.connection.practice {
                    ui.add_space(tokens.gap / 2.0);
                    practice_mark(ui, view);
                }
                if let Some(why) = &workspace.read_only {
                    state(ui, tokens, Glyph::Warning, tokens.changed, "read only").on_hover_text(why);
                }
            }
            ui.min_rect().right()
        },
    );
    let right = ui.scope_builder(
        UiBuilder::new().max_rect(whole).layout(Layout::right_to_left(Align::Center)),
        |ui| {
            ui.spacing_mut().item_spacing.x = tokens.pad;
            if let Some(workspace) = view.model.workspace() {
                connection(ui, view, Side::ArchivesSpace, &workspace.archivesspace);
                connection(ui, view, Side::Iconik, &workspace.iconik);
            }
            ui.min_rect().left()
        },
    );
    let free = (left.inner + tokens.pad, right.inner - tokens.pad);
    if view.model.workspace().is_some() && free.1 - free.0 > tokens.rail * 2.0 {
        search_field(ui, view, whole, free);
    }
}

fn practice_mark(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let words = "Practice workspace · nothing leaves this computer";
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), fonts::regular(tokens.small), tokens.changed);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(2.0 * tokens.gap, 4.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
    let line = Stroke::new(tokens.hair, tokens.changed);
    ui.painter().rect(rect, corner(tokens), tokens.warn, line, egui::StrokeKind::Inside);
    let text = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(text.min, galley, tokens.changed);
}

fn connection(ui: &mut Ui, view: &ViewCtx<'_>, side: Side, status: &SideStatus) {
    let tokens = view.tokens;
    let when = status.refreshed.map_or_else(|| "not read yet".to_owned(), |at| view.clock(at));
    let (glyph, colour, words, more) = match &status.reachability {
        Reachability::NotTried => (
            Glyph::Ring,
            tokens.ink3,
            format!("{} · {when}", side.name()),
            "Not tried yet".to_owned(),
        ),
        Reachability::Reached { what } => (Glyph::Dot, tokens.linked, format!("{} · {when}", side.name()), what.clone()),
        Reachability::Failed { reason } => (
            Glyph::Warning,
            tokens.broken,
            format!("{} not reached · {when}", side.name()),
            format!("{reason}\nBrowsing goes on from what was read at {when}."),
        ),
    };
    let galley = ui
        .painter()
        .layout_no_wrap(words.clone(), fonts::regular(tokens.small), tokens.ink2);
    let size = galley.size() + vec2(tokens.glyph + tokens.gap / 2.0, 0.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let mark = rect.left_center() + vec2(tokens.glyph / 2.0 - 1.0, 0.0);
    glyph.paint(ui.painter(), mark, tokens.glyph - 1.0, colour);
    let text = Align2::RIGHT_CENTER.anchor_size(rect.right_center(), galley.size());
    ui.painter().galley(text.min, galley, tokens.ink2);
    response.on_hover_text(more);
    ui.add_space(tokens.pad);
}

fn search_field(ui: &mut Ui, view: &ViewCtx<'_>, whole: Rect, free: (f32, f32)) {
    let tokens = view.tokens;
    let width = (tokens.rail * 6.5).min(free.1 - free.0);
    let middle = whole.center().x.max(free.0 + width / 2.0).min(free.1 - width / 2.0);
    let rect = Rect::from_center_size(pos2(middle, whole.center().y), vec2(width, tokens.control + 2.0));
    let name = UiCommand::OpenPalette.title();
    let response = ui.interact(rect, ui.scope_id().with("search"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let line = if response.hovered() { tokens.ink3 } else { tokens.line };
    let painter = ui.painter();
    painter.rect(
        rect,
        corner(tokens),
        tokens.bg,
        Stroke::new(tokens.hair, line),
        egui::StrokeKind::Inside,
    );
    if response.has_focus() {
        let ring = Stroke::new(tokens.focus_ring, tokens.accent);
        painter.rect_stroke(rect, corner(tokens), ring, egui::StrokeKind::Inside);
    }
    Glyph::Lens.paint(
        painter,
        pos2(rect.left() + tokens.pad + 2.0, rect.center().y),
        tokens.glyph + 1.0,
        tokens.ink3,
    );
    let words = painter.with_clip_rect(rect.shrink(tokens.gap / 2.0));
    words.text(
        pos2(rect.left() + tokens.pad * 2.0 + 4.0, rect.center().y),
        Align2::LEFT_CENTER,
        "Search both systems, or type a command",
        fonts::regular(tokens.text),
        tokens.ink3,
    );
    if let Some(keys) = UiCommand::OpenPalette.keys(ui.ctx()) {
        let galley = painter.layout_no_wrap(keys, fonts::regular(tokens.small), tokens.ink2);
        let key = Align2::RIGHT_CENTER.anchor_size(rect.right_center() - vec2(tokens.gap, 0.0), galley.size() + vec2(10.0, 2.0));
        painter.rect(
            key,
            3.0,
            tokens.raise,
            Stroke::new(tokens.hair, tokens.line),
            egui::StrokeKind::Inside,
        );
        painter.galley(key.min + vec2(5.0, 1.0), galley, tokens.ink2);
    }
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        view.outbox.command(UiCommand::OpenPalette);
    }
}
