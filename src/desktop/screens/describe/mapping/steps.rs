//! Each step as a small form.

use egui::Ui;
use strum::IntoEnumIterator as _;

use super::words;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::{form, parts};
use crate::domain::AuthorityKind;
use crate::mapping::Step;
use crate::mapping::item::AgentRole;
use crate::mapping::step::{Clean, DateForm, DayOrder, DurationForm, LanguageForm, NameForm, Otherwise};

/// What was pressed beside a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Nothing.
    None,
    /// It goes one up.
    Up,
    /// It goes one down.
    Down,
    /// It goes away.
    Remove,
    /// It needs a lookup table that is not there yet.
    NewTable,
}

/// What a step's form is drawn from.
pub struct Around<'a> {
    /// Colours and sizes.
    pub tokens: &'a Tokens,
    /// Names of the profile's lookup tables.
    pub tables: &'a [String],
    /// Place among the steps, from 0.
    pub place: usize,
    /// How many steps there are.
    pub steps: usize,
}

/// Draws one step.
pub fn ui(ui: &mut Ui, around: &Around<'_>, step: &mut Step) -> Pressed {
    let tokens = around.tokens;
    let number = around.place + 1;
    let mut pressed = Pressed::None;
    ui.push_id(("step", around.place), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
            form::label(ui, tokens, &format!("{number}. {}", words::name(step)));
            let named = |what: &str| format!("Step {number}: {what}");
            if fields(ui, around, step, &named) == Pressed::NewTable {
                pressed = Pressed::NewTable;
            }
            let name = words::name(step);
            let mut small_button = |enabled: bool, glyph: Glyph, deed: &str, means: Pressed| {
                if !enabled {
                    return;
                }
                if parts::glyph_button(ui, tokens, glyph, &format!("{deed} step {number}, {name}")).clicked() {
                    pressed = means;
                }
            };
            small_button(around.place > 0, Glyph::ChevronUp, "Move up", Pressed::Up);
            small_button(around.place + 1 < around.steps, Glyph::ChevronDown, "Move down", Pressed::Down);
            small_button(true, Glyph::Cross, "Remove", Pressed::Remove);
        });
    });
    pressed
}

fn fields(ui: &mut Ui, around: &Around<'_>, step: &mut Step, named: &dyn Fn(&str) -> String) -> Pressed {
    let tokens = around.tokens;
    let narrow = tokens.rail * 1.4;
    match step {
        Step::CleanUp(how) => clean_up(ui, tokens, how),
        Step::Split(at) => {
            form::field(ui, tokens, &named("separator"), at, tokens.rail * 0.8, "; or ,");
        }
        Step::Join(with) => {
            form::field(ui, tokens, &named("put between"), with, tokens.rail * 0.8, ", ");
        }
        Step::Template(text) => {
            let width = (ui.available_width() - tokens.control * 3.5).max(tokens.rail * 3.0);
            form::lines(ui, tokens, &named("template"), text, width, 1);
        }
        Step::Lookup(table) => return lookup(ui, around, table, named),
        Step::Pattern { find, replace, otherwise } => pattern(ui, tokens, named, find, replace, otherwise),
        Step::Limit(letters) => {
            let response = ui.add(egui::DragValue::new(letters).range(1..=100_000));
            response.accessible_name(named("most letters"));
            ui.label(parts::hint(tokens, "letters"));
        }
        Step::Date {
            label,
            order,
            keep_expression,
        } => {
            form::field(ui, tokens, &named("label of the date"), label, narrow, "creation");
            form::choice(ui, tokens, &named("day and month"), order, DayOrder::iter(), |order| {
                words::day_order(*order).to_owned()
            });
            form::tick(ui, tokens, "keep as expression", keep_expression);
        }
        Step::DateText(how) => {
            form::choice(ui, tokens, &named("written as"), how, DateForm::iter(), |form| {
                words::date_form(*form).to_owned()
            });
        }
        Step::Duration(how) => {
            form::choice(ui, tokens, &named("written as"), how, DurationForm::iter(), |form| {
                words::duration_form(*form).to_owned()
            });
        }
        Step::NameOrder(how) | Step::AgentText(how) => {
            form::choice(ui, tokens, &named("written as"), how, NameForm::iter(), |form| {
                words::name_form(*form).to_owned()
            });
        }
        Step::LanguageText(how) => {
            form::choice(ui, tokens, &named("written as"), how, LanguageForm::iter(), |form| {
                words::language_form(*form).to_owned()
            });
        }
        Step::Controlled { list, add } => {
            form::optional(ui, tokens, &named("list"), list, narrow, "as the target");
            form::tick(ui, tokens, "add values it lacks", add);
        }
        Step::Note { publish, label } => {
            form::optional(ui, tokens, &named("label of the note"), label, narrow, "no label");
            form::tick(ui, tokens, "publish", publish);
        }
        Step::Extent { .. } | Step::Agent { .. } | Step::Subject { .. } | Step::Rights { .. } => made(ui, tokens, step, named),
        Step::First | Step::ExtentText | Step::SubjectText | Step::NoteText | Step::RightsText | Step::Language => {
            ui.label(parts::hint(tokens, words::about(step)));
        }
    }
    Pressed::None
}

fn clean_up(ui: &mut Ui, tokens: &Tokens, how: &mut Vec<Clean>) {
    for clean in Clean::iter() {
        let on = how.contains(&clean);
        if parts::chip(ui, tokens, words::clean(clean), on).clicked() {
            if on {
                how.retain(|known| *known != clean);
            } else {
                how.push(clean);
            }
        }
    }
}

fn lookup(ui: &mut Ui, around: &Around<'_>, table: &mut String, named: &dyn Fn(&str) -> String) -> Pressed {
    let tokens = around.tokens;
    let mut pressed = Pressed::None;
    let words = if table.is_empty() { "choose a table" } else { table.as_str() }.to_owned();
    parts::menu_chip(ui, tokens, &words, &named("table"), false, |ui| {
        for known in around.tables {
            if ui.selectable_label(known == table, known.as_str()).clicked() {
                table.clone_from(known);
                ui.close();
            }
        }
        if ui.selectable_label(false, "New table").clicked() {
            pressed = Pressed::NewTable;
            ui.close();
        }
    });
    pressed
}

fn pattern(
    ui: &mut Ui,
    tokens: &Tokens,
    named: &dyn Fn(&str) -> String,
    find: &mut String,
    replace: &mut String,
    otherwise: &mut Otherwise,
) {
    form::field(ui, tokens, &named("find"), find, tokens.rail * 2.2, "regular expression");
    ui.label(parts::hint(tokens, "→"));
    form::field(ui, tokens, &named("replace by"), replace, tokens.rail * 1.2, "$1");
    form::choice(ui, tokens, &named("otherwise"), otherwise, Otherwise::iter(), |otherwise| {
        words::otherwise(*otherwise).to_owned()
    });
}

/// Steps that make something with several parts.
fn made(ui: &mut Ui, tokens: &Tokens, step: &mut Step, named: &dyn Fn(&str) -> String) {
    let narrow = tokens.rail * 1.3;
    match step {
        Step::Extent {
            extent_type,
            number,
            portion,
            details,
        } => {
            form::field(ui, tokens, &named("number"), number, tokens.rail * 0.6, "1");
            form::field(ui, tokens, &named("type of extent"), extent_type, narrow, "files");
            let options = ["whole".to_owned(), "part".to_owned()];
            form::choice(ui, tokens, &named("portion"), portion, options, Clone::clone);
            form::tick(ui, tokens, "text into the physical details", details);
        }
        Step::Agent {
            kind,
            role,
            relator,
            source,
            create,
        } => {
            let agents = AuthorityKind::iter().filter(|kind| kind.is_agent());
            form::choice(ui, tokens, &named("kind of agent"), kind, agents, |kind| kind.words().to_owned());
            let roles = std::iter::once(None).chain(AgentRole::iter().map(Some));
            form::choice(ui, tokens, &named("role"), role, roles, |role| words::role(*role).to_owned());
            form::optional(ui, tokens, &named("relator"), relator, tokens.rail * 0.8, "relator");
            form::field(ui, tokens, &named("name authority file"), source, tokens.rail * 0.8, "local");
            form::tick(ui, tokens, "create what is missing", create);
        }
        Step::Subject { term_type, source, create } => {
            form::field(ui, tokens, &named("type of term"), term_type, narrow, "topical");
            form::field(ui, tokens, &named("vocabulary"), source, tokens.rail * 0.8, "local");
            form::tick(ui, tokens, "create what is missing", create);
        }
        Step::Rights {
            rights_type,
            status,
            jurisdiction,
            basis,
            start,
            end,
        } => {
            let types = ["copyright", "license", "statute", "other"].map(str::to_owned);
            form::choice(ui, tokens, &named("type of rights"), rights_type, types, Clone::clone);
            match rights_type.as_str() {
                "copyright" => {
                    let options = ["copyrighted", "public_domain", "unknown"].map(|word| Some(word.to_owned()));
                    form::choice(ui, tokens, &named("status"), status, options, in_words);
                    form::optional(ui, tokens, &named("jurisdiction"), jurisdiction, tokens.rail * 0.7, "country");
                }
                "statute" => {
                    form::optional(ui, tokens, &named("jurisdiction"), jurisdiction, tokens.rail * 0.7, "country");
                }
                "other" => {
                    let options = ["donor", "policy"].map(|word| Some(word.to_owned()));
                    form::choice(ui, tokens, &named("basis"), basis, options, in_words);
                }
                _ => {}
            }
            form::field(ui, tokens, &named("first day"), start, narrow, "field or date");
            form::optional(ui, tokens, &named("last day"), end, narrow, "no end");
        }
        _ => {}
    }
}

#[expect(clippy::ref_option, reason = "the choice hands out what it holds")]
fn in_words(word: &Option<String>) -> String {
    word.as_ref().map_or_else(|| "not said".to_owned(), |word| word.replace('_', " "))
}
