//! Before and after of a rule, for the inputs that occur most; what the table lacks can be said right here.

use egui::{Align2, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::Deed;
use super::draft::tables_of;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::thousands;
use crate::mapping::{FindingKind, Rule, Shape};
use crate::plan::Severity;
use crate::runtime::mapping_view::{Sample, TargetRow};

/// Draws the samples; `None` while they are to come.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, rule: Option<&Rule>, samples: Option<&[Sample]>, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.y = 0.0;
    let (Some(rule), Some(samples)) = (rule, samples) else {
        let words = if rule.is_none() {
            "No rule, nothing to show"
        } else {
            "Trying the rule"
        };
        parts::empty(ui, tokens, words, "");
        return;
    };
    head(ui, view);
    if samples.is_empty() {
        parts::empty(
            ui,
            tokens,
            "No record has a value for this rule",
            "Its sources are empty everywhere that was looked.",
        );
        return;
    }
    row::overlay_scroll(ui);
    ScrollArea::vertical().id_salt("samples").auto_shrink(false).show(ui, |ui| {
        for sample in samples {
            line(ui, view, target, rule, sample, deeds);
        }
    });
}

/// Where the three columns stand.
fn columns(rect: Rect, view: &ViewCtx<'_>) -> [egui::Rangef; 3] {
    let tokens = view.tokens;
    let (left, right) = (rect.left() + tokens.pad, rect.right() - tokens.pad);
    let numbers = tokens.small * 4.2;
    let free = (right - left - numbers - 2.0 * tokens.gap).max(0.0);
    let first = left + free * 0.36;
    [
        egui::Rangef::new(left, first),
        egui::Rangef::new(first + tokens.gap, right - numbers - tokens.gap),
        egui::Rangef::new(right - numbers, right),
    ]
}

fn head(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row));
    let [input, output, records] = columns(rect, view);
    let small = || fonts::regular(tokens.small);
    let middle = rect.center().y;
    row::text(
        ui,
        pos2(input.min, middle),
        Align2::LEFT_CENTER,
        "in",
        small(),
        tokens.ink3,
        input.span(),
    );
    row::text(
        ui,
        pos2(output.min, middle),
        Align2::LEFT_CENTER,
        "out",
        small(),
        tokens.ink3,
        output.span(),
    );
    row::text(
        ui,
        pos2(records.max, middle),
        Align2::RIGHT_CENTER,
        "records",
        small(),
        tokens.ink3,
        records.span(),
    );
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

fn line(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, rule: &Rule, sample: &Sample, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    let unmapped: Vec<&str> = sample
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Unmapped)
        .filter_map(|finding| finding.value.as_deref())
        .collect();
    let table = tables_of(rule).first().map(|table| (*table).to_owned());
    sample_row(ui, view, sample, unmapped.is_empty());
    let Some(table) = table else { return };
    for value in unmapped {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row + 2.0));
        let [input, output, _] = columns(rect, view);
        row::text_middle(
            ui,
            pos2(input.min + tokens.indent, rect.center().y),
            value,
            fonts::regular(tokens.text),
            tokens.broken,
            input.span() - tokens.indent,
        );
        let place = Rect::from_x_y_ranges(egui::Rangef::new(output.min, rect.right() - tokens.pad), rect.y_range());
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.scope_builder(UiBuilder::new().max_rect(place).layout(layout), |ui| {
            actions(ui, view, target, &table, value, deeds);
        });
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
    }
}

/// `no heading · find in ArchivesSpace · create subject · leave out`
fn actions(ui: &mut Ui, view: &ViewCtx<'_>, target: &TargetRow, table: &str, value: &str, deeds: &mut Vec<Deed>) {
    let tokens = view.tokens;
    let authority = match target.shape {
        Shape::Subject => Some("subject"),
        Shape::Agent => Some("agent"),
        _ => None,
    };
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding.x = 3.0;
    let none = if authority.is_some() { "no heading" } else { "not in the table" };
    ui.label(parts::hint(tokens, none));
    let mut offer = |ui: &mut Ui, words: &str, deed: Deed| {
        ui.label(parts::hint(tokens, "·"));
        let button = parts::link_button(ui, tokens, words);
        if button.accessible_name(format!("{value}: {words}")).clicked() {
            deeds.push(deed);
        }
    };
    let (table, value) = (table.to_owned(), value.to_owned());
    if let Some(kind) = authority {
        let find = Deed::FindHeading {
            table: table.clone(),
            value: value.clone(),
        };
        offer(ui, "find in ArchivesSpace", find);
        let create = Deed::CreateHeading {
            table: table.clone(),
            value: value.clone(),
            target: target.key.clone(),
        };
        offer(ui, &format!("create {kind}"), create);
    }
    offer(ui, "leave out", Deed::LeaveOut { table, value });
}

fn sample_row(ui: &mut Ui, view: &ViewCtx<'_>, sample: &Sample, whole: bool) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row + 2.0), Sense::hover());
    let output = if sample.output.is_empty() { "nothing" } else { &sample.output };
    let worst = sample.findings.iter().max_by_key(|finding| finding.severity());
    let spoken = match worst {
        Some(finding) => format!("{} becomes {output}, {}", sample.input, finding.text),
        None => format!("{} becomes {output}", sample.input),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &spoken));
    let [input, out, records] = columns(rect, view);
    let middle = rect.center().y;
    let text = || fonts::regular(tokens.text);
    row::ground(ui, tokens, rect, false, false, response.hovered());
    let ink = if whole { tokens.ink } else { tokens.ink2 };
    row::text_middle(ui, pos2(input.min, middle), &sample.input, text(), ink, input.span());
    let mut x = out.min;
    if sample.output.is_empty() {
        x += row::text(ui, pos2(x, middle), Align2::LEFT_CENTER, "—", text(), tokens.ink3, out.span());
    } else {
        let most = if worst.is_some() { out.span() * 0.6 } else { out.span() };
        x += row::text_middle(ui, pos2(x, middle), &sample.output, text(), tokens.ink, most);
    }
    if let Some(finding) = worst.filter(|_| whole) {
        let colour = match finding.severity() {
            Severity::Obstacle => tokens.broken,
            Severity::Warning => tokens.changed,
            Severity::Note => tokens.ink2,
        };
        let at = pos2(x + tokens.gap, middle);
        row::text(
            ui,
            at,
            Align2::LEFT_CENTER,
            &finding.text,
            fonts::regular(tokens.small),
            colour,
            out.max - at.x,
        );
    }
    row::text(
        ui,
        pos2(records.max, middle),
        Align2::RIGHT_CENTER,
        &thousands(sample.records),
        fonts::regular(tokens.small),
        tokens.ink2,
        records.span(),
    );
    if response.hovered() {
        response.on_hover_ui(|ui| {
            ui.add(egui::Label::new(parts::small(tokens, format!("in: {}", sample.input))).wrap());
            ui.add(egui::Label::new(parts::small(tokens, format!("out: {output}"))).wrap());
            for finding in &sample.findings {
                ui.add(egui::Label::new(parts::small(tokens, finding.text.as_str())).wrap());
            }
        });
    }
}
