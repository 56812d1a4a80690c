//! Fields of forms: each with the name that a screen reader says.

use egui::{Align2, Margin, Response, TextEdit, Ui, vec2};

use super::parts;
use crate::desktop::fonts;
use crate::desktop::tokens::Tokens;

/// A field for one line of text.
pub fn field(ui: &mut Ui, tokens: &Tokens, name: &str, text: &mut String, width: f32, hint: &str) -> Response {
    let edit = TextEdit::singleline(text)
        .hint_text(parts::hint(tokens, hint))
        .font(fonts::regular(tokens.small))
        .margin(Margin::symmetric(7, 1))
        .align(Align2::LEFT_CENTER)
        .min_size(vec2(width, tokens.control - 6.0))
        .desired_width(width);
    ui.add(edit).accessible_name(name)
}

/// A field for one line of text that fills what is left of its row, whatever it holds.
pub fn wide(ui: &mut Ui, tokens: &Tokens, name: &str, text: &mut String, hint: &str) -> Response {
    // What a field adds at both sides; without taking it off, a pane would grow by it in every frame.
    let sides = 16.0;
    let width = (ui.available_width() - sides - tokens.gap).max(tokens.rail * 1.5);
    field(ui, tokens, name, text, width, hint)
}

/// A field for several lines of text.
pub fn lines(ui: &mut Ui, tokens: &Tokens, name: &str, text: &mut String, width: f32, rows: usize) -> Response {
    let edit = TextEdit::multiline(text)
        .font(fonts::regular(tokens.small))
        .margin(Margin::symmetric(7, 3))
        .desired_rows(rows)
        .desired_width(width);
    ui.add(edit).accessible_name(name)
}

/// A field that may be empty.
pub fn optional(ui: &mut Ui, tokens: &Tokens, name: &str, text: &mut Option<String>, width: f32, hint: &str) -> Response {
    let mut typed = text.clone().unwrap_or_default();
    let response = field(ui, tokens, name, &mut typed, width, hint);
    if response.changed() {
        *text = (!typed.is_empty()).then_some(typed);
    }
    response
}

/// A field that takes the keyboard once.
pub fn fresh(response: &Response, fresh: &mut bool) {
    if std::mem::take(fresh) {
        response.request_focus();
    }
}

/// One of several choices, as a menu. True where another one was taken.
pub fn choice<T: PartialEq>(
    ui: &mut Ui,
    tokens: &Tokens,
    name: &str,
    chosen: &mut T,
    options: impl IntoIterator<Item = T>,
    words: impl Fn(&T) -> String,
) -> bool {
    let mut taken = None;
    parts::menu_chip(ui, tokens, &words(chosen), name, false, |ui| {
        for option in options {
            if ui.selectable_label(option == *chosen, words(&option)).clicked() {
                taken = Some(option);
                ui.close();
            }
        }
    });
    let changed = taken.as_ref().is_some_and(|taken| taken != chosen);
    if let Some(taken) = taken {
        *chosen = taken;
    }
    changed
}

/// Yes or no.
pub fn tick(ui: &mut Ui, tokens: &Tokens, words: &str, on: &mut bool) -> Response {
    ui.checkbox(on, parts::small(tokens, words))
}

/// A row of a form: what it is about in a column of its own, then its fields, which wrap beside it.
pub fn row<R>(ui: &mut Ui, tokens: &Tokens, about: &str, fields: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
        let (rect, _) = ui.allocate_exact_size(vec2(tokens.rail * 1.3, tokens.control), egui::Sense::hover());
        let font = fonts::regular(tokens.small);
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, about, font, tokens.ink3);
        ui.vertical(|ui| ui.horizontal_wrapped(fields).inner).inner
    })
    .inner
}
