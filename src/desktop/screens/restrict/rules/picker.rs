//! Adding one of many, people, groups or collections, by typing a part of its name.

use egui::{ScrollArea, Ui};

use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::{form, parts};

/// Options offered at a time.
const OFFERED: usize = 60;

/// What is typed into the menu that is open.
#[derive(Debug, Default)]
pub struct Picker {
    of: String,
    typed: String,
}

impl Picker {
    /// A chip that opens the menu; returns what was picked. `name` says what is added.
    pub fn add<T: Copy>(&mut self, ui: &mut Ui, tokens: &Tokens, name: &str, words: &str, options: &[(T, String)]) -> Option<T> {
        let mut picked = None;
        parts::menu_chip(ui, tokens, words, name, false, |ui| {
            let fresh = self.of != name;
            if fresh {
                name.clone_into(&mut self.of);
                self.typed.clear();
            }
            ui.set_width(tokens.rail * 4.0);
            let field = form::field(
                ui,
                tokens,
                &format!("Find: {name}"),
                &mut self.typed,
                tokens.rail * 3.6,
                "a part of the name",
            );
            if fresh {
                field.request_focus();
            }
            let wanted = self.typed.trim().to_lowercase();
            let fits = |name: &String| wanted.is_empty() || name.to_lowercase().contains(&wanted);
            let found = options.iter().filter(|(_, name)| fits(name));
            let more = found.clone().count().saturating_sub(OFFERED);
            ScrollArea::vertical().max_height(tokens.row * 10.0).show(ui, |ui| {
                for (option, name) in found.take(OFFERED) {
                    if ui.selectable_label(false, name).clicked() {
                        picked = Some(*option);
                        ui.close();
                    }
                }
            });
            if options.is_empty() {
                ui.label(parts::hint(tokens, "nothing left to add"));
            } else if more > 0 {
                ui.label(parts::hint(tokens, format!("and {more} more: type a part of the name")));
            }
        });
        if picked.is_some() {
            self.of.clear();
        }
        picked
    }
}

/// Something chosen, as a chip that takes it out again; true where that was wanted.
pub fn removable(ui: &mut Ui, tokens: &Tokens, words: &str) -> bool {
    parts::chip(ui, tokens, &format!("{words} ×"), true)
        .accessible_name(format!("Take out {words}"))
        .clicked()
}

/// Options that are on or off, as chips.
pub fn toggles<T: Ord + Clone>(
    ui: &mut Ui,
    tokens: &Tokens,
    chosen: &mut std::collections::BTreeSet<T>,
    options: impl IntoIterator<Item = T>,
    words: impl Fn(&T) -> String,
) {
    for option in options {
        let on = chosen.contains(&option);
        if parts::chip(ui, tokens, &words(&option), on).clicked() {
            if on {
                chosen.remove(&option);
            } else {
                chosen.insert(option);
            }
        }
    }
}
