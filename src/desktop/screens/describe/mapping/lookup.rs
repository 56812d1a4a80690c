//! The editor of a lookup table: rows, what happens with other values, import from CSV.

use egui::{ScrollArea, Sense, Ui, vec2};

use super::draft::Draft;
use super::rule::typing_in;
use super::{Deed, words};
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::mapping::profile::{LookupTable, Unmapped};

/// Rows shown at a time.
const ROWS: f32 = 6.0;
/// What stands between several values in a field.
const BETWEEN: char = ';';

/// A cell that is being typed into. It goes into the table when the field is left, as one step.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    table: String,
    /// The value whose row it is, as the table has it.
    value: String,
    /// The left field rather than the right one.
    left: bool,
    text: String,
}

/// The editor of lookup tables.
#[derive(Debug, Default)]
pub struct LookupEditor {
    cell: Option<Cell>,
    find: String,
    new_value: String,
    new_becomes: String,
    /// What could not be read of the file imported last, with the table it went to.
    pub problems: Option<(String, Vec<String>)>,
}

impl LookupEditor {
    /// Draws the table.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, name: &str, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        let profile = std::sync::Arc::clone(draft.profile());
        let Some(table) = profile.lookup.get(name) else {
            ui.label(parts::small(tokens, format!("The profile has no table “{name}”.")).color(tokens.broken));
            return;
        };
        ui.push_id(("lookup", name), |ui| {
            self.head(ui, view, draft, name, table, deeds);
            self.problems(ui, view, name);
            self.rows(ui, view, draft, name, table);
            self.new_row(ui, view, draft, name);
        });
    }

    /// Puts what is being typed into its table.
    pub fn flush(&mut self, draft: &mut Draft) {
        let Some(cell) = self.cell.take() else { return };
        draft.change(None, |profile| {
            let Some(table) = profile.lookup.get_mut(&cell.table) else { return };
            let Some(at) = table.rows.get_index_of(&cell.value) else { return };
            if !cell.left {
                if let Some(becomes) = table.rows.get_mut(&cell.value) {
                    *becomes = several(&cell.text);
                }
                return;
            }
            let text = cell.text.trim();
            if text.is_empty() || table.rows.contains_key(text) {
                return;
            }
            if let Some((_, becomes)) = table.rows.shift_remove_index(at) {
                table.rows.shift_insert(at, text.to_owned(), becomes);
            }
        });
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, name: &str, table: &LookupTable, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
            ui.label(parts::strong(tokens, format!("Table {name}")));
            ui.label(parts::hint(tokens, count(table.rows.len() as u64, "row", "rows")));
            let mut after = Head {
                unmapped: table.unmapped.clone(),
                exact: table.exact,
            };
            ui.label(parts::small(tokens, "other values:"));
            let defaults = match &table.unmapped {
                Unmapped::Default(text) => text.clone(),
                _ => String::new(),
            };
            let options = [Unmapped::Ask, Unmapped::Keep, Unmapped::LeaveOut, Unmapped::Default(defaults)];
            form::choice(
                ui,
                tokens,
                "Values that are not in the table",
                &mut after.unmapped,
                options,
                |unmapped| words::unmapped(unmapped).to_owned(),
            );
            if let Unmapped::Default(text) = &mut after.unmapped {
                form::field(ui, tokens, "Value for all others", text, tokens.rail * 1.4, "value");
            }
            form::tick(ui, tokens, "exact", &mut after.exact).on_hover_text("Capitals and accents tell values apart");
            if (&after.unmapped, after.exact) != (&table.unmapped, table.exact) {
                let field = typing_in(ui);
                draft.change(field, |profile| {
                    if let Some(table) = profile.lookup.get_mut(name) {
                        table.unmapped = after.unmapped;
                        table.exact = after.exact;
                    }
                });
            }
            if parts::link_button(ui, tokens, "Import from CSV…").clicked() {
                deeds.push(Deed::ImportTable(name.to_owned()));
            }
            if table.rows.len() > ROWS as usize {
                form::field(ui, tokens, "Find in the table", &mut self.find, tokens.rail * 1.2, "find");
            } else {
                self.find.clear();
            }
        });
    }

    fn problems(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, name: &str) {
        let tokens = view.tokens;
        let Some((_, problems)) = self
            .problems
            .as_ref()
            .filter(|(table, problems)| table == name && !problems.is_empty())
        else {
            return;
        };
        let mut away = false;
        ui.horizontal_wrapped(|ui| {
            let words = format!("{} of the file could not be read:", count(problems.len() as u64, "line", "lines"));
            parts::state(ui, tokens, Glyph::Warning, tokens.broken, &words);
            away = parts::link_button(ui, tokens, "Put away").clicked();
        });
        for problem in problems.iter().take(8) {
            ui.add(egui::Label::new(parts::small(tokens, problem.as_str())).truncate());
        }
        if away {
            self.problems = None;
        }
    }

    fn rows(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, name: &str, table: &LookupTable) {
        let tokens = view.tokens;
        let typed = self.find.trim().to_lowercase();
        let shown: Vec<(&String, &Vec<String>)> = table
            .rows
            .iter()
            .filter(|(value, becomes)| {
                typed.is_empty() || value.to_lowercase().contains(&typed) || becomes.iter().any(|one| one.to_lowercase().contains(&typed))
            })
            .collect();
        let hidden = table.rows.len() - shown.len();
        if hidden > 0 {
            ui.label(parts::small(tokens, format!("hides {}", count(hidden as u64, "row", "rows"))));
        }
        let height = tokens.control + 2.0;
        row::overlay_scroll(ui);
        ScrollArea::vertical()
            .id_salt("lookup rows")
            .max_height(ROWS * height)
            .min_scrolled_height(ROWS * height)
            .auto_shrink([false, true])
            .show_rows(ui, height - ui.spacing().item_spacing.y, shown.len(), |ui, range| {
                for (value, becomes) in range.filter_map(|place| shown.get(place)) {
                    self.row(ui, view, draft, name, value, becomes);
                }
            });
    }

    fn row(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, name: &str, value: &str, becomes: &[String]) {
        let tokens = view.tokens;
        ui.push_id(value, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
                let half = ((ui.available_width() - tokens.control - tokens.pad * 3.0) / 2.0).max(tokens.rail);
                let written = becomes.join(&format!("{BETWEEN} "));
                self.cell(ui, view, draft, (name, value, true), value, half * 0.8, &format!("Value {value}"));
                ui.label(parts::hint(tokens, "→"));
                self.cell(
                    ui,
                    view,
                    draft,
                    (name, value, false),
                    &written,
                    half * 1.2,
                    &format!("{value} becomes"),
                );
                if parts::glyph_button(ui, tokens, Glyph::Cross, &format!("Remove {value} from the table")).clicked() {
                    draft.change(None, |profile| {
                        if let Some(table) = profile.lookup.get_mut(name) {
                            table.rows.shift_remove(value);
                        }
                    });
                }
            });
        });
    }

    #[expect(clippy::too_many_arguments, reason = "where the cell is, what it says, how it looks")]
    fn cell(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        draft: &mut Draft,
        (table, value, left): (&str, &str, bool),
        written: &str,
        width: f32,
        label: &str,
    ) {
        let here = |cell: &Cell| cell.table == table && cell.value == value && cell.left == left;
        let mut text = match self.cell.as_ref().filter(|cell| here(cell)) {
            Some(cell) => cell.text.clone(),
            None => written.to_owned(),
        };
        let hint = if left { "" } else { "nothing: it is left out" };
        let response = form::field(ui, view.tokens, label, &mut text, width, hint);
        if response.changed() {
            if self.cell.as_ref().is_some_and(|cell| !here(cell)) {
                self.flush(draft);
            }
            self.cell = Some(Cell {
                table: table.to_owned(),
                value: value.to_owned(),
                left,
                text,
            });
        }
        if response.lost_focus() && self.cell.as_ref().is_some_and(here) {
            self.flush(draft);
        }
    }

    fn new_row(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, name: &str) {
        let tokens = view.tokens;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            let half = ((ui.available_width() - tokens.rail * 1.2) / 2.0).max(tokens.rail);
            form::field(ui, tokens, "New value", &mut self.new_value, half * 0.8, "new value");
            ui.label(parts::hint(tokens, "→"));
            let becomes = form::field(
                ui,
                tokens,
                "New value becomes",
                &mut self.new_becomes,
                half * 1.2,
                "what it becomes; several with ;",
            );
            let entered = becomes.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let can = !self.new_value.trim().is_empty();
            let add = ui.add_enabled(can, egui::Button::new(parts::small(tokens, "Add row")));
            if can && (add.clicked() || entered) {
                let (value, becomes) = (self.new_value.trim().to_owned(), several(&self.new_becomes));
                draft.change(None, |profile| super::edit::set_lookup(profile, name, &value, becomes));
                self.new_value.clear();
                self.new_becomes.clear();
            }
        });
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.hair), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.center().y, (tokens.hair, tokens.line2));
    }
}

/// What a table says of other values, without its rows.
struct Head {
    unmapped: Unmapped,
    exact: bool,
}

/// Several values as they are typed: `Cranes; Docks`.
fn several(text: &str) -> Vec<String> {
    text.split(BETWEEN)
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::several;

    #[test]
    fn several_values_are_taken_apart() {
        assert_eq!(several("Cranes, derricks, etc.; Docks "), ["Cranes, derricks, etc.", "Docks"]);
        assert!(several(" ; ").is_empty());
    }
}
