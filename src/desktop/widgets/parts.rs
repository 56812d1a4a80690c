//! Small parts with the look of the house: texts, buttons, chips, badges.

use egui::{Align2, Color32, Response, RichText, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::glyph::Glyph;
use crate::desktop::commands::UiCommand;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::tokens::Tokens;

/// Text in strong letters.
#[must_use]
pub fn strong(tokens: &Tokens, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::strong(tokens.text)).color(tokens.ink)
}

/// Ordinary text.
#[must_use]
pub fn body(tokens: &Tokens, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::regular(tokens.text)).color(tokens.ink)
}

/// Secondary text.
#[must_use]
pub fn small(tokens: &Tokens, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::regular(tokens.small)).color(tokens.ink2)
}

/// A hint that may be missed.
#[must_use]
pub fn hint(tokens: &Tokens, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::regular(tokens.small)).color(tokens.ink3)
}

/// An ordinary button.
pub fn button(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    ui.add(egui::Button::new(body(tokens, text)).min_size(vec2(0.0, tokens.control)))
}

/// The one button that does the thing.
pub fn primary_button(ui: &mut Ui, tokens: &Tokens, text: &str, enabled: bool) -> Response {
    let ink = if enabled { tokens.on_accent } else { tokens.ink3 };
    let text = RichText::new(text).font(fonts::strong(tokens.text)).color(ink);
    let fill = if enabled { tokens.accent } else { tokens.raise };
    ui.add_enabled(enabled, egui::Button::new(text).fill(fill).min_size(vec2(0.0, tokens.control)))
}

/// A button that looks like a word.
pub fn link_button(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    let response = ui.add(egui::Button::new(small(tokens, text)).frame(false));
    if response.hovered() || response.has_focus() {
        let line = response.rect.shrink2(vec2(ui.spacing().button_padding.x, 0.0));
        ui.painter()
            .hline(line.x_range(), line.bottom() - 4.0, Stroke::new(tokens.hair, tokens.ink2));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A button with a glyph only; `name` is what a screen reader and the tooltip say.
pub fn glyph_button(ui: &mut Ui, tokens: &Tokens, glyph: Glyph, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(tokens.control, tokens.control), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    let colour = if response.hovered() || response.has_focus() {
        tokens.ink
    } else {
        tokens.ink2
    };
    if response.hovered() {
        ui.painter().rect_filled(rect, corner(tokens), tokens.hover);
    }
    focus_ring(ui, tokens, &response);
    glyph.paint(ui.painter(), rect.center(), tokens.glyph + 2.0, colour);
    response.on_hover_text(name)
}

/// A chip that is on or off: a filter, a count that filters.
pub fn chip(ui: &mut Ui, tokens: &Tokens, text: &str, on: bool) -> Response {
    toned_chip(ui, tokens, text, on, tokens.ink2)
}

/// A chip whose words have a colour of their own while it is off: what opens, what failed.
pub fn toned_chip(ui: &mut Ui, tokens: &Tokens, text: &str, on: bool, tone: Color32) -> Response {
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), fonts::regular(tokens.small), Color32::PLACEHOLDER);
    let size = vec2(galley.size().x + 2.0 * tokens.gap + 2.0, tokens.control - 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, ui.is_enabled(), on, text));
    let (fill, line, ink) = if on {
        (tokens.accent_bg, tokens.accent, tokens.accent)
    } else if response.hovered() {
        (tokens.hover, tokens.ink3, if tone == tokens.ink2 { tokens.ink } else { tone })
    } else {
        (tokens.panel, tokens.line, tone)
    };
    let round = size.y / 2.0;
    ui.painter()
        .rect(rect, round, fill, Stroke::new(tokens.hair, line), egui::StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(tokens.focus_ring, tokens.accent);
        ui.painter()
            .rect_stroke(rect.expand(2.0), round + 2.0, ring, egui::StrokeKind::Middle);
    }
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    ui.painter().galley(at, galley, ink);
    response
}

/// A glyph and a word in its colour: the state of something.
pub fn state(ui: &mut Ui, tokens: &Tokens, glyph: Glyph, colour: Color32, words: &str) -> Response {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
        let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.small), Sense::hover());
        glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
        ui.label(RichText::new(words).font(fonts::regular(tokens.small)).color(colour));
    })
    .response
}

/// The ring around what has the keyboard.
pub fn focus_ring(ui: &Ui, tokens: &Tokens, response: &Response) {
    if response.has_focus() {
        let ring = Stroke::new(tokens.focus_ring, tokens.accent);
        ui.painter()
            .rect_stroke(response.rect, corner(tokens), ring, egui::StrokeKind::Inside);
    }
}

/// A chip that opens a menu; `name` says what it chooses.
pub fn menu_chip(ui: &mut Ui, tokens: &Tokens, text: &str, name: &str, on: bool, contents: impl FnOnce(&mut Ui)) {
    let response = chip(ui, tokens, text, on).accessible_name(format!("{name}: {text}"));
    egui::Popup::menu(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(contents);
}

/// One of the listed commands in a menu, with its keys.
pub fn menu_command(ui: &mut Ui, view: &ViewCtx<'_>, command: UiCommand) {
    let keys = command.keys(ui.ctx()).unwrap_or_default();
    let entry = egui::Button::new(body(view.tokens, command.title()))
        .frame(false)
        .shortcut_text(hint(view.tokens, keys));
    if ui.add_enabled(command.enabled(view.situation), entry).clicked() {
        view.outbox.command(command);
        ui.close();
    }
}

/// A strip across a pane with a line under it: headers and filters. Its contents stand in a row, in the middle of its height.
pub fn strip<R>(ui: &mut Ui, tokens: &Tokens, height: f32, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let inside = rect.shrink2(vec2(tokens.pad, 0.0));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inside).layout(layout));
    child.shrink_clip_rect(rect);
    let inner = contents(&mut child);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), Stroke::new(tokens.hair, tokens.line));
    inner
}

/// Words in the middle of an empty place: what is so, and what to do.
pub fn empty(ui: &mut Ui, tokens: &Tokens, what: &str, todo: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(tokens.top);
        ui.label(strong(tokens, what));
        ui.add_space(tokens.gap / 2.0);
        ui.add(egui::Label::new(small(tokens, todo)).wrap());
        ui.add_space(tokens.gap);
    });
}

/// Two or more words of which one holds.
pub fn either(ui: &mut Ui, tokens: &Tokens, words: &[&str], chosen: usize) -> Option<usize> {
    let mut picked = None;
    ui.spacing_mut().item_spacing.x = 2.0;
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            ui.label(hint(tokens, "·"));
        }
        let on = place == chosen;
        let ink = if on { tokens.accent } else { tokens.ink2 };
        let text = RichText::new(*word)
            .font(if on {
                fonts::strong(tokens.small)
            } else {
                fonts::regular(tokens.small)
            })
            .color(ink);
        let response = ui
            .add(egui::Button::new(text).frame(false))
            .on_hover_cursor(egui::CursorIcon::PointingHand);
        response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, on, word));
        if response.clicked() && !on {
            picked = Some(place);
        }
    }
    picked
}
