//! The head of the queue: profile, what counts as approved, when it was last looked, and counts that filter.

use egui::{Align, Label, Layout, Margin, TextEdit, Ui, vec2};
use strum::IntoEnumIterator as _;

use super::shown::QueueFilter;
use super::{QueuePane, words};
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::thousands;
use crate::domain::browse::Node;
use crate::mapping::profile::ApprovedBy;
use crate::runtime::Command;
use crate::runtime::mapping_view::QueueState;

/// Draws the head.
pub fn draw(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    profile(pane, ui, view);
    failed(pane, ui, view);
    filters(pane, ui, view);
}

fn profile(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    parts::strip(ui, tokens, tokens.header, |ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        chooser(pane, ui, view);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let looking = pane.looking.is_some();
            let words = if looking { "Looking…" } else { "Look for approved assets" };
            let look = ui.add_enabled_ui(!looking, |ui| parts::button(ui, tokens, words)).inner;
            let hover = "Asks iconik for what was approved, withdrawn or given a new version since the last look";
            if look.on_hover_text(hover).clicked() {
                pane.look(view);
            }
            let looked = pane.shown.as_ref().and_then(|shown| shown.queue.looked);
            let looked = looked.map_or_else(|| "not looked yet".to_owned(), |at| format!("looked {}", view.clock(at)));
            ui.add(Label::new(parts::hint(tokens, looked)).truncate());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| approved(pane, ui, view));
        });
    });
}

/// Profiles that publish, and no others.
fn chooser(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let describing = &view.model.describing;
    let shown = pane.profile.as_ref().and_then(|id| describing.summary(id));
    let name = shown.map_or("no profile", |profile| profile.name.as_str());
    let mut picked = None;
    parts::menu_chip(ui, view.tokens, name, "Profile", true, |ui| {
        for profile in describing.profiles.iter().flatten().filter(|profile| profile.publishes) {
            let on = pane.profile.as_ref() == Some(&profile.id);
            let words = if profile.preset {
                format!("{} · preset", profile.name)
            } else {
                profile.name.clone()
            };
            if ui.selectable_label(on, words).on_hover_text(&profile.about).clicked() {
                picked = Some(profile.id.clone());
                ui.close();
            }
        }
    });
    if let Some(id) = picked {
        pane.show(&id);
    }
}

fn approved(pane: &QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let known = pane.profile.as_ref().and_then(|id| view.model.describing.profile(id));
    let Some(settings) = known.and_then(|(_, file)| file.profile.publish.as_ref()) else {
        return;
    };
    if let ApprovedBy::Collection { collection } = settings.approved {
        let node = Node::Collection(collection);
        if view.model.rows.wants(&node) {
            view.outbox.send(Command::LoadRows(vec![node]));
        }
    }
    let said = words::approved_by(view, &settings.approved);
    ui.add(Label::new(parts::small(view.tokens, said)).truncate())
        .on_hover_text(words::publishing(settings));
}

/// Why the last look did not come to its end; what was known stays.
fn failed(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let Some(why) = pane.failed.clone() else { return };
    let frame = egui::Frame::new()
        .fill(tokens.warn)
        .inner_margin(Margin::symmetric(tokens.pad as i8, 4));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap;
            let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.text), egui::Sense::hover());
            Glyph::Warning.paint(ui.painter(), rect.center(), tokens.glyph, tokens.changed);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if parts::button(ui, tokens, "Look again").clicked() {
                    pane.look(view);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = format!("The last look did not come to its end: {why}");
                    ui.add(Label::new(parts::small(tokens, words.as_str()).color(tokens.ink)).truncate())
                        .on_hover_text(words);
                });
            });
        });
    });
}

fn filters(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let Some(shown) = pane.shown.as_ref().filter(|shown| !shown.queue.rows.is_empty()) else {
        return;
    };
    let (total, hidden) = (shown.queue.rows.len(), shown.hidden());
    let counts = shown.counts.clone();
    let margin = Margin::symmetric(tokens.pad as i8, 5);
    let drawn = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(tokens.gap - 2.0, tokens.gap - 3.0);
            ui.set_row_height(tokens.control);
            let filter = &mut pane.filter;
            if parts::chip(ui, tokens, &format!("all {}", thousands(total as u64)), filter.state.is_none()).clicked() {
                filter.state = None;
            }
            for state in QueueState::iter() {
                let number = counts.get(&state).copied().unwrap_or_default();
                let on = filter.state == Some(state);
                let words = format!("{} {}", state.words(), thousands(number as u64));
                if (number > 0 || on) && parts::chip(ui, tokens, &words, on).clicked() {
                    filter.state = if on { None } else { Some(state) };
                }
            }
            let field = TextEdit::singleline(&mut filter.text)
                .hint_text("Filter by text")
                .desired_width(tokens.rail * 2.2);
            let field = ui.add(field);
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter approved assets by text"));
            if hidden > 0 {
                let words = format!("hides {}", thousands(hidden as u64));
                if parts::link_button(ui, tokens, &words).on_hover_text("Show all").clicked() {
                    *filter = QueueFilter::default();
                }
            }
        });
    });
    let rect = drawn.response.rect;
    ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
    // The panes below would cover the line.
    ui.add_space(tokens.hair);
}
