//! The inspector: everything known of what is looked at, both ends of its links, and the way out to its own system.

use egui::{Label, Rect, ScrollArea, Sense, Ui, vec2};

use super::ViewCtx;
use super::cells::asset_glyph;
use crate::desktop::commands::UiCommand;
use crate::desktop::model::side_of;
use crate::desktop::outbox::Raised;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{body, button, empty, glyph_button, hint, link_button, small, state, strip, strong};
use crate::desktop::widgets::pictures::Pictures;
use crate::domain::LinkEnd;
use crate::domain::browse::{Node, Row};
use crate::runtime::Command;
use crate::runtime::view::{Detail, Fact, LinkView};

/// Draws the inspector for a node.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>, pictures: &mut Pictures, node: Option<Node>) {
    let tokens = view.tokens;
    let Some(node) = node else {
        empty(
            ui,
            tokens,
            "Nothing selected",
            "Select an asset or a record to see all that is known of it. Drag assets onto a record to link them.",
        );
        return;
    };
    if view.model.wants_detail(&node) {
        view.outbox.send(Command::LoadDetail(node));
    }
    let detail = view.model.detail(&node);
    header(ui, view, node, detail.map(AsRef::as_ref));
    let Some(detail) = detail else {
        empty(
            ui,
            tokens,
            "Reading",
            "What the catalogue holds comes at once; the rest from the system.",
        );
        return;
    };
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let margin = egui::Margin::symmetric(tokens.pad as i8, tokens.gap as i8);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            title(ui, view, detail);
            picture(ui, view, pictures, &node);
            links(ui, view, detail, &node);
            identifiers(ui, view, &detail.identifiers);
            for group in &detail.groups {
                section(ui, view, &group.title);
                for fact in &group.facts {
                    fact_row(ui, view, fact, false);
                }
            }
        });
    });
}

fn header(ui: &mut Ui, view: &ViewCtx<'_>, node: Node, detail: Option<&Detail>) {
    let tokens = view.tokens;
    strip(ui, tokens, tokens.header, |ui| {
        let kind = match node {
            Node::Collection(_) => "Collection",
            Node::Asset(_) => "Asset",
            Node::Record(uri) => match uri.kind {
                crate::domain::RecordKind::Resource => "Resource",
                crate::domain::RecordKind::Accession => "Accession",
                _ => "Archival object",
            },
        };
        ui.label(strong(tokens, kind));
        let (words, colour) = match detail {
            Some(detail) if detail.problem.is_some() => ("from the catalogue, not read anew", tokens.changed),
            Some(detail) if detail.fresh => ("read just now", tokens.ink3),
            Some(_) => ("from the catalogue, reading anew", tokens.ink3),
            None => ("", tokens.ink3),
        };
        let words = ui.label(hint(tokens, words).color(colour));
        if let Some(problem) = detail.and_then(|detail| detail.problem.as_ref()) {
            words.on_hover_text(problem);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if detail.is_some_and(|detail| detail.page.is_some()) {
                let name = format!("Open in {}", side_of(&node).name());
                if glyph_button(ui, tokens, Glyph::Outward, &name).clicked() {
                    view.outbox.command(UiCommand::OpenInSystem);
                }
            }
        });
    });
}

fn title(ui: &mut Ui, view: &ViewCtx<'_>, detail: &Detail) {
    let tokens = view.tokens;
    ui.add(Label::new(strong(tokens, &detail.title)).wrap().selectable(true));
    if !detail.path.is_empty() {
        ui.add(Label::new(hint(tokens, detail.path.join(" / "))).wrap());
    }
    if let Some(problem) = &detail.problem {
        ui.horizontal_wrapped(|ui| {
            ui.add(Label::new(small(tokens, problem).color(tokens.changed)).wrap());
        });
    }
}

fn picture(ui: &mut Ui, view: &ViewCtx<'_>, pictures: &mut Pictures, node: &Node) {
    let Some(Row::Asset(asset)) = view.model.rows.row(node) else {
        return;
    };
    let tokens = view.tokens;
    ui.add_space(tokens.gap / 2.0);
    let width = ui.available_width().min(tokens.rail * 5.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, width * 9.0 / 16.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Picture of {}", asset.title)));
    pictures.paint(ui.painter(), view, asset.id, asset_glyph(asset), rect);
}

fn links(ui: &mut Ui, view: &ViewCtx<'_>, detail: &Detail, node: &Node) {
    let tokens = view.tokens;
    if matches!(node, Node::Collection(_)) {
        return;
    }
    let words = if detail.links.is_empty() {
        "Not linked".to_owned()
    } else {
        format!("Links {}", detail.links.len())
    };
    section(ui, view, &words);
    if detail.links.is_empty() {
        let todo = match node {
            Node::Record(_) => "Drag assets here, or select them and press L.",
            _ => "Drag it onto a record, or select a record and press L.",
        };
        ui.add(Label::new(hint(tokens, todo)).wrap());
    }
    for link in &detail.links {
        one_link(ui, view, link, node);
    }
}

fn one_link(ui: &mut Ui, view: &ViewCtx<'_>, shown: &LinkView, node: &Node) {
    let tokens = view.tokens;
    let (other, title) = match node {
        Node::Record(_) => (Node::Asset(shown.link.asset), &shown.asset_title),
        _ => (Node::Record(shown.link.record), &shown.record_title),
    };
    ui.add(Label::new(body(tokens, title)).wrap());
    ui.horizontal_wrapped(|ui| {
        let colour = tokens.link_colour(shown.link.state);
        state(ui, tokens, Glyph::link(shown.link.state), colour, shown.link.state.words());
        end(ui, view, "ArchivesSpace", &shown.link.archivesspace);
        end(ui, view, "iconik", &shown.link.iconik);
    });
    if !shown.link.note.is_empty() {
        ui.add(Label::new(small(tokens, &shown.link.note).color(tokens.changed)).wrap());
    }
    ui.horizontal(|ui| {
        if button(ui, tokens, "Show the other end").clicked() {
            view.outbox.raise(Raised::ShowNode(other));
        }
        if view.writable() && link_button(ui, tokens, "Unlink").clicked() {
            let pairs = vec![(shown.link.asset, shown.link.record)];
            view.outbox.send(Command::PlanUnlink { pairs, accept: true });
        }
    });
    ui.add_space(tokens.gap / 2.0);
}

fn end(ui: &mut Ui, view: &ViewCtx<'_>, system: &str, end: &LinkEnd) {
    let tokens = view.tokens;
    let (glyph, colour, words, more) = match end {
        LinkEnd::Present => (Glyph::Check, tokens.ink3, system.to_owned(), format!("{system} shows the link")),
        LinkEnd::Foreign { how } => (Glyph::Check, tokens.ink3, format!("{system}, made elsewhere"), how.clone()),
        LinkEnd::Missing => (
            Glyph::Cross,
            tokens.broken,
            format!("{system} lacks it"),
            format!("{system} does not show the link"),
        ),
        LinkEnd::Unknown => (
            Glyph::Ring,
            tokens.ink3,
            format!("{system} not looked at"),
            "Archway has no fields there yet".to_owned(),
        ),
    };
    state(ui, tokens, glyph, colour, &words).on_hover_text(more);
}

fn identifiers(ui: &mut Ui, view: &ViewCtx<'_>, identifiers: &[Fact]) {
    if identifiers.is_empty() {
        return;
    }
    section(ui, view, "Identifiers");
    for fact in identifiers {
        fact_row(ui, view, fact, true);
    }
}

fn section(ui: &mut Ui, view: &ViewCtx<'_>, title: &str) {
    let tokens = view.tokens;
    ui.add_space(tokens.gap);
    ui.label(
        egui::RichText::new(title)
            .font(crate::desktop::fonts::strong(tokens.small))
            .color(tokens.ink2),
    );
    let line = ui.cursor().min;
    let stroke = egui::Stroke::new(tokens.hair, tokens.line2);
    ui.painter().hline(line.x..=line.x + ui.available_width(), line.y, stroke);
    ui.add_space(3.0);
}

fn fact_row(ui: &mut Ui, view: &ViewCtx<'_>, fact: &Fact, copies: bool) {
    let tokens = view.tokens;
    let width = ui.available_width();
    let name_width = (width * 0.34).clamp(tokens.rail, tokens.rail * 2.0);
    let button = if copies { tokens.control } else { 0.0 };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        let top = ui.cursor().min;
        ui.allocate_ui(vec2(name_width, 0.0), |ui| {
            ui.set_width(name_width);
            ui.add(Label::new(hint(tokens, &fact.name)).wrap());
        });
        let rest = width - name_width - button - 2.0 * tokens.gap;
        ui.allocate_ui(vec2(rest, 0.0), |ui| {
            ui.set_width(rest);
            ui.add(Label::new(small(tokens, &fact.value).color(tokens.ink)).wrap().selectable(true));
        });
        if copies {
            // The button hangs in the margin, so that lines stay as close as facts without one.
            let place = Rect::from_min_size(egui::pos2(top.x + width - button, top.y - 4.0), vec2(button, button));
            let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(place));
            if glyph_button(&mut inside, tokens, Glyph::Copy, &format!("Copy {}", fact.name)).clicked() {
                view.outbox.raise(Raised::Copy(fact.value.clone()));
            }
        }
    });
}
