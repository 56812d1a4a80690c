//! The form that connects two systems, drawn; Welcome and Settings use the same one.

use egui::{Label, TextEdit, Ui, vec2};

use super::form::{ConnectForm, Field, Test};
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::runtime::Command;
use crate::runtime::view::{ConnectionReport, Side};

/// What a field is called and what stands in it while it is empty.
struct Words {
    label: &'static str,
    hint: &'static str,
    secret: bool,
}

fn words(field: Field, keeps_secrets: bool) -> Words {
    let plain = |label, hint| Words {
        label,
        hint,
        secret: false,
    };
    let secret = |label, hint| Words {
        label,
        hint: if keeps_secrets { "kept; type to replace it" } else { hint },
        secret: true,
    };
    match field {
        Field::Name => plain("Workspace name", "such as the name of your archive"),
        Field::ArchivesSpaceUrl => plain("ArchivesSpace address", "https://archives.example.org/api"),
        Field::StaffUrl => plain("Staff pages", "only where they are somewhere else"),
        Field::User => plain("User name", "as in ArchivesSpace"),
        Field::Password => secret("Password", ""),
        Field::IconikUrl => plain("iconik address", "https://app.iconik.io"),
        Field::AppId => plain("App-ID", "of an application token in iconik’s settings"),
        Field::Token => secret("Token", "the application token itself"),
        Field::Path => plain("Workspace file", "where this computer keeps the catalogue"),
    }
}

fn value(form: &mut ConnectForm, field: Field) -> &mut String {
    match field {
        Field::Name => &mut form.name,
        Field::ArchivesSpaceUrl => &mut form.archivesspace_url,
        Field::StaffUrl => &mut form.staff_url,
        Field::User => &mut form.user,
        Field::Password => &mut form.password,
        Field::IconikUrl => &mut form.iconik_url,
        Field::AppId => &mut form.app_id,
        Field::Token => &mut form.token,
        Field::Path => &mut form.path,
    }
}

fn side_of(field: Field) -> Option<Side> {
    match field {
        Field::ArchivesSpaceUrl | Field::StaffUrl | Field::User | Field::Password => Some(Side::ArchivesSpace),
        Field::IconikUrl | Field::AppId | Field::Token => Some(Side::Iconik),
        Field::Name | Field::Path => None,
    }
}

/// Width of the labels before the fields.
#[must_use]
pub fn label_width(tokens: &Tokens) -> f32 {
    tokens.rail * 2.3
}

/// Draws one field with its label, and what is wrong with it where `complain` is set. Gives the field itself.
pub fn field(ui: &mut Ui, view: &ViewCtx<'_>, form: &mut ConnectForm, field: Field, complain: bool) -> egui::Response {
    let tokens = view.tokens;
    let said = words(field, form.keeps_secrets);
    let problem = complain
        .then(|| form.problems().into_iter().find(|(wrong, _)| *wrong == field))
        .flatten()
        .map(|(_, problem)| problem);
    let edited = ui
        .horizontal(|ui| {
            let label = ui
                .allocate_ui_with_layout(
                    vec2(label_width(tokens), tokens.control),
                    egui::Layout::left_to_right(egui::Align::Center),
                    |ui| {
                        ui.set_width(label_width(tokens));
                        ui.label(parts::small(tokens, said.label))
                    },
                )
                .inner;
            let edit = TextEdit::singleline(value(form, field))
                .hint_text(said.hint)
                .password(said.secret)
                .desired_width(ui.available_width().min(tokens.rail * 6.0));
            ui.add(edit).labelled_by(label.id)
        })
        .inner;
    if let Some(problem) = problem {
        indented(ui, tokens, |ui| {
            ui.add(Label::new(parts::small(tokens, problem).color(tokens.broken)).wrap())
        });
    }
    // What was tried no longer speaks of what stands here now.
    if edited.changed()
        && let Some(side) = side_of(field)
    {
        form.set_test(side, Test::Untried);
    }
    edited
}

/// Draws below the fields, in line with them.
pub fn indented<R>(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.add_space(label_width(tokens) + ui.spacing().item_spacing.x);
        ui.vertical(|ui| add(ui)).inner
    })
    .inner
}

/// Draws the fields of one side with its test button and what the test said.
pub fn side(ui: &mut Ui, view: &ViewCtx<'_>, form: &mut ConnectForm, side: Side, complain: bool) {
    let fields: &[Field] = match side {
        Side::ArchivesSpace => &[Field::ArchivesSpaceUrl, Field::StaffUrl, Field::User, Field::Password],
        Side::Iconik => &[Field::IconikUrl, Field::AppId, Field::Token],
    };
    for one in fields {
        field(ui, view, form, *one, complain);
    }
    test(ui, view, form, side);
}

fn test(ui: &mut Ui, view: &ViewCtx<'_>, form: &mut ConnectForm, side: Side) {
    let tokens = view.tokens;
    if *form.test(side) == Test::Running
        && let Some(report) = view.model.reports.get(&side)
    {
        form.set_test(side, Test::Ended(Box::new(report.clone())));
    }
    indented(ui, tokens, |ui| {
        let problems = form.problems_of(side);
        let running = *form.test(side) == Test::Running;
        ui.horizontal(|ui| {
            let words = format!("Test {}", side.name());
            let enabled = problems.is_empty() && !running;
            let response = ui.add_enabled_ui(enabled, |ui| parts::button(ui, tokens, &words)).inner;
            let first = problems.first().map(|(_, problem)| problem.clone()).unwrap_or_default();
            if response.on_disabled_hover_text(format!("First: {first}")).clicked() {
                form.set_test(side, Test::Running);
                view.outbox.send(Command::TestConnection {
                    side,
                    connection: form.connection(),
                    credentials: form.credentials(),
                });
            }
            if running {
                ui.label(parts::hint(tokens, "asking"));
            }
        });
        if let Test::Ended(ended) = form.test(side) {
            report(ui, tokens, ended);
        }
    });
}

fn report(ui: &mut Ui, tokens: &Tokens, report: &ConnectionReport) {
    let line = |ui: &mut Ui, glyph: Glyph, colour, words: &str| {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.text + 3.0), egui::Sense::hover());
            glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
            let text = parts::small(tokens, words).color(colour);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    };
    match &report.result {
        Ok(what) => line(ui, Glyph::Dot, tokens.linked, &format!("{} answered: {what}", report.side.name())),
        Err(reason) => line(ui, Glyph::Warning, tokens.broken, reason),
    }
    for missing in &report.missing {
        line(ui, Glyph::Half, tokens.changed, missing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_label_of_its_own() {
        let all = [
            Field::Name,
            Field::ArchivesSpaceUrl,
            Field::StaffUrl,
            Field::User,
            Field::Password,
            Field::IconikUrl,
            Field::AppId,
            Field::Token,
            Field::Path,
        ];
        let labels: std::collections::HashSet<&str> = all.iter().map(|field| words(*field, false).label).collect();
        assert_eq!(labels.len(), all.len());
        assert!(words(Field::Password, true).secret && words(Field::Token, true).secret);
    }
}
