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

/// What stands before a field, in a column of its own.
pub fn label(ui: &mut Ui, tokens: &Tokens, words: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(tokens.rail * 1.3, tokens.control), egui::Sense::hover());
    ui.painter().text(
        rect.left_center(),
        Align2::LEFT_CENTER,
        words,
        fonts::regular(tokens.small),
        tokens.ink3,
    );
}
