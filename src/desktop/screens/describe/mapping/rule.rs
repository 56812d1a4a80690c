//! The rule of the selected target, as a form.

use egui::{ScrollArea, Ui};
use strum::IntoEnumIterator as _;

use super::chips::source_label;
use super::draft::{Draft, tables_of};
use super::lookup::LookupEditor;
use super::steps::{self, Around, Pressed};
use super::{Deed, edit, words};
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::{form, parts};
use crate::mapping::profile::{Merge, WhenEmpty};
use crate::mapping::{Rule, Step};
use crate::runtime::mapping_view::{TargetRow, Trial};

/// The form of a rule, with the editor of its lookup table.
#[derive(Debug, Default)]
pub struct RuleForm {
    /// The editor of lookup tables.
    pub lookup: LookupEditor,
}

impl RuleForm {
    /// Draws the form; whatever is changed in it goes into the draft.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        draft: &mut Draft,
        target: &TargetRow,
        trial: Option<&Trial>,
        deeds: &mut Vec<Deed>,
    ) {
        let tokens = view.tokens;
        ScrollArea::vertical().id_salt("rule").auto_shrink(false).show(ui, |ui| {
            egui::Frame::new()
                .inner_margin(egui::Margin::symmetric(tokens.pad as i8, tokens.gap as i8))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
                    let Some(before) = draft.profile().rule_for(&target.key).cloned() else {
                        no_rule(ui, view, target, deeds);
                        return;
                    };
                    let mut rule = before.clone();
                    let new_table = self.rule(ui, view, draft, target, trial, &mut rule, deeds);
                    if rule != before {
                        let field = typing_in(ui);
                        draft.change(field, |profile| {
                            if let Some(table) = new_table {
                                profile.lookup.entry(table).or_default();
                            }
                            edit::set_rule(profile, rule);
                        });
                    }
                    for table in tables_of(&before) {
                        ui.add_space(tokens.gap / 2.0);
                        self.lookup.ui(ui, view, draft, table, deeds);
                    }
                });
        });
    }

    /// Draws the parts of the rule. Gives the name of a table to be made.
    #[expect(clippy::too_many_arguments, reason = "what one form draws, handed down once")]
    fn rule(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        draft: &Draft,
        target: &TargetRow,
        trial: Option<&Trial>,
        rule: &mut Rule,
        deeds: &mut Vec<Deed>,
    ) -> Option<String> {
        let tokens = view.tokens;
        reads(ui, view, target, trial, rule, deeds);
        let mut new_table = None;
        let tables: Vec<String> = draft.profile().lookup.keys().cloned().collect();
        let wish = target.key.as_str().rsplit(['.', ':']).next().unwrap_or_default();
        let (mut pressed, count) = (None, rule.steps.len());
        for (place, step) in rule.steps.iter_mut().enumerate() {
            let around = Around {
                tokens,
                tables: &tables,
                place,
                steps: count,
            };
            let was = steps::ui(ui, &around, step);
            if was != Pressed::None {
                pressed = Some((place, was));
            }
        }
        match pressed {
            Some((place, Pressed::Up)) if place > 0 => rule.steps.swap(place, place - 1),
            Some((place, Pressed::Down)) if place + 1 < count => rule.steps.swap(place, place + 1),
            Some((place, Pressed::Remove)) => {
                rule.steps.remove(place);
            }
            Some((place, Pressed::NewTable)) => {
                let name = edit::free_table_name(draft.profile(), wish);
                if let Some(step) = rule.steps.get_mut(place) {
                    *step = Step::Lookup(name.clone());
                }
                new_table = Some(name);
            }
            _ => {}
        }
        ui.horizontal(|ui| {
            form::label(ui, tokens, "");
            add_step(ui, view, |step| {
                let step = match step {
                    Step::Lookup(_) => {
                        let name = tables.first().cloned().unwrap_or_else(|| {
                            let name = edit::free_table_name(draft.profile(), wish);
                            new_table = Some(name.clone());
                            name
                        });
                        Step::Lookup(name)
                    }
                    other => other,
                };
                rule.steps.push(step);
            });
        });
        conditions(ui, view, target, rule);
        new_table
    }
}

/// The text field that is being typed into, so that what is typed in one go is one step back.
pub fn typing_in(ui: &Ui) -> Option<egui::Id> {
    let typing = ui.ctx().text_edit_focused();
    ui.memory(|memory| memory.focused()).filter(|_| typing)
}

fn no_rule(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    ui.label(parts::small(tokens, format!("No rule writes {}.", target.label)));
    ui.horizontal_wrapped(|ui| {
        if parts::button(ui, tokens, "Choose what it reads…").clicked() {
            deeds.push(Deed::Pick {
                target: target.key.clone(),
                adds: false,
            });
        }
        if parts::button(ui, tokens, "Give it a fixed value").clicked() {
            deeds.push(Deed::Fixed(target.key.clone()));
        }
    });
}

fn reads(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, trial: Option<&Trial>, rule: &mut Rule, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
        if let Some(always) = &mut rule.always {
            form::label(ui, tokens, "always");
            if target.options.is_empty() {
                form::field(ui, tokens, "Fixed value", always, tokens.rail * 3.0, "the same for every record");
            } else {
                form::choice(ui, tokens, "Fixed value", always, target.options.iter().cloned(), |option| {
                    if option.is_empty() { "choose".to_owned() } else { option.clone() }
                });
            }
        } else {
            form::label(ui, tokens, "reads");
        }
        let mut gone = None;
        for (place, key) in rule.from.iter().enumerate() {
            let label = source_label(trial, key);
            let chip = parts::chip(ui, tokens, &format!("{label}  ×"), true);
            let chip = chip.on_hover_text(format!("{key}: press to read it no longer"));
            if chip.accessible_name(format!("Read {label} no longer")).clicked() {
                gone = Some(place);
            }
        }
        if let Some(place) = gone {
            rule.from.remove(place);
        }
        if parts::link_button(ui, tokens, "Add a field…").clicked() {
            deeds.push(Deed::Pick {
                target: target.key.clone(),
                adds: true,
            });
        }
        if parts::link_button(ui, tokens, "Take the rule away").clicked() {
            deeds.push(Deed::Remove(target.key.clone()));
        }
    });
}

fn add_step(ui: &mut Ui, view: &ViewCtx<'_>, mut add: impl FnMut(Step)) {
    let tokens = view.tokens;
    let chip = parts::chip(ui, tokens, "Add a step", false);
    egui::Popup::menu(&chip).show(|ui| {
        ui.set_min_width(tokens.rail * 5.5);
        ScrollArea::vertical().max_height(tokens.row * 16.0).show(ui, |ui| {
            for step in words::kinds() {
                let name = words::name(&step);
                let entry = egui::Button::new(parts::body(tokens, name))
                    .frame(false)
                    .shortcut_text(parts::hint(tokens, words::about(&step)));
                if ui.add(entry).clicked() {
                    add(step);
                    ui.close();
                }
            }
        });
    });
}

fn conditions(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, rule: &mut Rule) {
    let tokens = view.tokens;
    let wide = (ui.available_width() - tokens.rail * 1.6).clamp(tokens.rail * 2.0, tokens.rail * 7.0);
    ui.horizontal(|ui| {
        form::label(ui, tokens, "only if");
        form::optional(
            ui,
            tokens,
            "Only if",
            &mut rule.only_if,
            wide,
            "a condition; empty for every record",
        );
    });
    ui.horizontal_wrapped(|ui| {
        form::label(ui, tokens, "without a value");
        form::choice(ui, tokens, "Without a value", &mut rule.when_empty, WhenEmpty::iter(), |when| {
            words::when_empty(*when).to_owned()
        });
        if target.many {
            let merges = Merge::iter();
            form::choice(ui, tokens, "What the list holds already", &mut rule.merge, merges, |merge| {
                match merge {
                    Merge::Items => "keep what others put in the list",
                    Merge::Whole => "the list becomes what the rule gives",
                }
                .to_owned()
            });
        }
    });
    ui.horizontal(|ui| {
        form::label(ui, tokens, "remark");
        form::field(ui, tokens, "Remark", &mut rule.remark, wide, "what to remember about this rule");
    });
}
