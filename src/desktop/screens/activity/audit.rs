//! The audit trail: what was written, when, by whom; filtered, in pages, and as a file to hand over.

use std::path::PathBuf;

use egui::{Label, ScrollArea, TextEdit, Ui, vec2};

use super::table::{Cell, Column, Table, Width, column, numbers};
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::welcome::choose::FileChooser;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::plan::PlanId;
use crate::runtime::Command;
use crate::runtime::command::ExportFormat;
use crate::runtime::view::{AuditFilter, AuditPage, AuditRow};

const COLUMNS: [Column; 6] = [
    numbers("no.", Width::Rails(0.8)),
    column("when", Width::Rails(1.6)),
    column("who", Width::Rails(1.7)),
    column("what", Width::Part(1.2)),
    column("to what", Width::Part(1.6)),
    column("details", Width::Part(2.0)),
];

/// The audit trail.
#[derive(Debug, Default)]
pub struct AuditTrail {
    filter: AuditFilter,
    page: u32,
    page_size: u64,
    /// Number of the entry that is shown whole.
    chosen: Option<u64>,
    export_open: bool,
    path: String,
    chooser: FileChooser,
}

impl AuditTrail {
    /// Asks for the page again, because something was written since.
    pub fn ask_again(&self, view: &ViewCtx<'_>) {
        let filter = self.filter.clone();
        view.outbox.send(Command::LoadAudit { filter, page: self.page });
    }

    /// Draws the trail; returns the plan that was chosen.
    pub fn draw(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<PlanId> {
        if let Some(path) = self.chooser.take(ui.ctx()) {
            self.path = path.display().to_string();
        }
        self.tools(ui, view);
        if self.export_open {
            self.export(ui, view);
        }
        let tokens = view.tokens;
        let Some(page) = view.model.audit.as_deref() else {
            parts::empty(ui, tokens, "Reading the audit trail", "");
            return None;
        };
        chain(ui, view, page);
        if page.rows.is_empty() {
            if self.filter == AuditFilter::default() {
                parts::empty(
                    ui,
                    view.tokens,
                    "Nothing was written yet",
                    "Everything Archway writes to either system is noted here.",
                );
            } else {
                parts::empty(ui, tokens, "No entry fits the filter", "Clear the filter to see the whole trail.");
            }
            return None;
        }
        self.entries(ui, view, page)
    }

    fn tools(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            let label = ui.label(parts::small(tokens, "Filter"));
            let edit = TextEdit::singleline(&mut self.filter.text)
                .hint_text("words in target, action or person")
                .desired_width(tokens.rail * 4.0);
            if ui.add(edit).labelled_by(label.id).changed() {
                self.page = 0;
                self.ask_again(view);
            }
            if !self.filter.text.is_empty() && parts::link_button(ui, tokens, "Clear").clicked() {
                self.filter.text.clear();
                self.page = 0;
                self.ask_again(view);
            }
            self.pages(ui, view);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if parts::button(ui, tokens, "Export…").clicked() {
                    self.export_open = !self.export_open;
                }
            });
        });
    }

    fn pages(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let Some(page) = view.model.audit.as_deref() else { return };
        let Some((newest, oldest)) = page.rows.first().zip(page.rows.last()) else {
            return;
        };
        ui.add_space(tokens.gap);
        let words = if page.rows.len() as u64 == page.total {
            count(page.total, "entry", "entries")
        } else {
            let (newest, oldest) = (thousands(newest.number), thousands(oldest.number));
            format!("{newest} to {oldest} of {}", count(page.total, "entry", "entries"))
        };
        ui.label(parts::hint(tokens, words));
        // The first page is full unless it is the only one: it says how many entries a page holds.
        if page.page == 0 {
            self.page_size = page.rows.len() as u64;
        }
        let more = u64::from(page.page + 1) * self.page_size < page.total;
        let mut go = None;
        if page.page > 0 && parts::link_button(ui, tokens, "Newer").clicked() {
            go = Some(page.page - 1);
        }
        if more && parts::link_button(ui, tokens, "Older").clicked() {
            go = Some(page.page + 1);
        }
        if let Some(to) = go {
            self.page = to;
            self.ask_again(view);
        }
    }

    fn export(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            let label = ui.label(parts::small(tokens, "File"));
            let edit = TextEdit::singleline(&mut self.path)
                .hint_text("path of the file to write")
                .desired_width(tokens.rail * 6.0);
            ui.add(edit).labelled_by(label.id);
            if parts::button(ui, tokens, "Choose…").clicked() {
                self.chooser
                    .save("Export the audit trail", "archway-audit.csv", "Audit trail", "csv");
            }
            let path = self.path.trim().to_owned();
            ui.add_enabled_ui(!path.is_empty(), |ui| {
                for (words, format, ending) in [
                    ("Export CSV", ExportFormat::Csv, "csv"),
                    ("Export JSON", ExportFormat::Json, "json"),
                ] {
                    let response = parts::button(ui, tokens, words).on_disabled_hover_text("Say where the file shall be");
                    if response.clicked() {
                        let path = with_ending(&path, ending);
                        let filter = self.filter.clone();
                        view.outbox.send(Command::ExportAudit { filter, path, format });
                    }
                }
            });
            if let Some(written) = &view.model.exported {
                let words = format!("written: {}", written.display());
                ui.add(Label::new(parts::small(tokens, words)).truncate());
            } else if !self.filter.text.is_empty() {
                ui.add(Label::new(parts::hint(tokens, "only entries that fit the filter are written")).truncate());
            }
        });
    }

    fn entries(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, page: &AuditPage) -> Option<PlanId> {
        let tokens = view.tokens;
        let chosen = page.rows.iter().position(|row| Some(row.number) == self.chosen);
        let table = Table {
            name: "audit trail",
            columns: &COLUMNS,
            rows: page.rows.len(),
            chosen,
        };
        let below = chosen.and_then(|place| page.rows.get(place));
        let height = ui.available_height() - below.map_or(0.0, |_| tokens.row * 7.0);
        let clicked = ui
            .allocate_ui(vec2(ui.available_width(), height), |ui| {
                ui.set_height(height);
                table.draw(ui, view, |place| {
                    page.rows.get(place).map(|row| cells(view, row)).unwrap_or_default()
                })
            })
            .inner;
        if let Some(row) = clicked.and_then(|place| page.rows.get(place)) {
            self.chosen = (self.chosen != Some(row.number)).then_some(row.number);
        }
        below.and_then(|row| whole(ui, view, row))
    }
}

fn with_ending(path: &str, ending: &str) -> PathBuf {
    let mut path = PathBuf::from(path);
    if path.extension().is_none_or(|found| found == "csv" || found == "json") {
        path.set_extension(ending);
    }
    path
}

/// What checking the chain of hashes said, in words.
fn chain(ui: &mut Ui, view: &ViewCtx<'_>, page: &AuditPage) {
    let tokens = view.tokens;
    parts::strip(ui, tokens, tokens.row + tokens.gap / 2.0, |ui| match &page.tampered {
        None => {
            let words = "The chain holds: no entry was changed or taken out since it was written.";
            parts::state(ui, tokens, Glyph::Dot, tokens.linked, words);
        }
        Some(found) => {
            let words = format!("The chain is broken: {found}");
            parts::state(ui, tokens, Glyph::Warning, tokens.broken, &words).on_hover_text(found);
        }
    });
}

fn cells(view: &ViewCtx<'_>, row: &AuditRow) -> (Vec<Cell>, String) {
    let tokens = view.tokens;
    let when = view.clock(row.at);
    let spoken = format!("Entry {}, {when}, {}, {}, {}", row.number, row.who, row.what, row.target);
    let cells = vec![
        Cell::small(thousands(row.number), tokens.ink3),
        Cell::small(when, tokens.ink2),
        Cell::small(&row.who, tokens.ink2),
        Cell::words(&row.what, tokens.ink),
        Cell::words(&row.target, tokens.ink),
        Cell::small(row.details.replace('\n', " · "), tokens.ink2),
    ];
    (cells, spoken)
}

/// One entry with all its words; returns its plan where a person wants to see it.
fn whole(ui: &mut Ui, view: &ViewCtx<'_>, row: &AuditRow) -> Option<PlanId> {
    let tokens = view.tokens;
    let mut open = None;
    let top = ui.cursor().min.y;
    ui.painter().hline(ui.max_rect().x_range(), top, (tokens.hair, tokens.line));
    parts::strip(ui, tokens, tokens.row + tokens.gap / 2.0, |ui| {
        ui.label(parts::strong(tokens, format!("Entry {}", thousands(row.number))));
        ui.add(Label::new(parts::body(tokens, format!("{} · {}", row.what, row.target))).truncate());
        if let Some(plan) = row.plan {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if parts::link_button(ui, tokens, "Show the plan").clicked() {
                    open = Some(plan);
                }
            });
        }
    });
    ScrollArea::vertical().id_salt("entry").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
            let words = format!(
                "{} · {}\n{}",
                row.at.to_zoned(view.zone.clone()).strftime("%-d %B %Y %H:%M:%S"),
                row.who,
                row.details
            );
            ui.add(Label::new(parts::body(tokens, words)).wrap().selectable(true));
        });
    });
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_follows_the_form_unless_a_person_chose_another() {
        assert_eq!(with_ending("/tmp/audit", "csv"), PathBuf::from("/tmp/audit.csv"));
        assert_eq!(with_ending("/tmp/audit.csv", "json"), PathBuf::from("/tmp/audit.json"));
        assert_eq!(with_ending("/tmp/audit.txt", "json"), PathBuf::from("/tmp/audit.txt"));
    }
}
