//! The table of targets: rule, live value, findings, how many records would change.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{
    Align2, DragAndDrop, Galley, Id, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::chips::{self, Chip};
use super::pill::Pill;
use super::rows::{Line, Lines, TargetLine};
use super::sources::Dragged;
use super::{Deed, Hovered, edit};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::thousands;
use crate::mapping::{Profile, TargetKey};
use crate::plan::Severity;
use crate::runtime::mapping_view::Trial;

/// Lines of findings in a row.
const FINDING_LINES: usize = 2;

/// The table.
#[derive(Debug, Default)]
pub struct Table {
    /// Takes the keyboard with the next frame.
    pub wants_focus: bool,
    /// The selected row shall be scrolled into sight.
    pub reveal: bool,
    /// Rows that can be seen, with their middle.
    pub seen: HashMap<TargetKey, f32>,
    /// What a drop would do under the pointer, for the rest of this frame.
    pub said: Option<Pill>,
    pub(super) typed: String,
    pub(super) typed_at: f64,
    pub(super) focused: bool,
}

/// What the table draws from.
pub struct Shown<'a> {
    /// The profile as it is being edited.
    pub profile: &'a Profile,
    /// The last answer.
    pub trial: Option<&'a Trial>,
    /// Which lines.
    pub lines: &'a Lines<'a>,
    /// The target that is selected.
    pub selected: Option<&'a TargetKey>,
}

/// Where the columns stand.
#[derive(Debug, Clone, Copy)]
struct Columns {
    target: Rangef,
    rule: Rangef,
    value: Rangef,
    findings: Rangef,
    count: Rangef,
}

impl Columns {
    fn of(rect: Rect, tokens: &Tokens) -> Self {
        let left = rect.left() + tokens.pad;
        let right = rect.right() - tokens.pad;
        let count = tokens.small * 5.4;
        let free = (right - left - count - 4.0 * tokens.pad).max(0.0);
        let mut at = left;
        let mut take = |part: f32| {
            let range = Rangef::new(at, at + free * part);
            at = range.max + tokens.pad;
            range
        };
        Self {
            target: take(0.20),
            rule: take(0.27),
            value: take(0.31),
            findings: take(0.22),
            count: Rangef::new(right - count, right),
        }
    }
}

/// A row laid out before it is drawn, because its height depends on it.
struct Laid {
    chips: Vec<Chip>,
    findings: Option<Arc<Galley>>,
    height: f32,
}

impl Table {
    /// Draws the table into what is left.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown<'_>, hovered: &mut Hovered, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        self.seen.clear();
        ui.spacing_mut().item_spacing.y = 0.0;
        self.head(ui, view, shown);
        let rect = ui.available_rect_before_wrap();
        let id = Id::unique("targets");
        let table = ui.interact(rect, id, Sense::CLICK | Sense::FOCUSABLE);
        table.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Targets"));
        if std::mem::take(&mut self.wants_focus) || table.clicked() {
            table.request_focus();
        }
        self.focused = table.has_focus();
        if self.focused {
            self.take_keys(ui, &table, shown, deeds);
        }
        row::overlay_scroll(ui);
        let lit = hovered.lit_targets(shown.profile);
        ScrollArea::vertical().id_salt("target rows").auto_shrink(false).show(ui, |ui| {
            let columns = Columns::of(ui.max_rect(), tokens);
            for line in &shown.lines.lines {
                match line {
                    Line::Group(words) => heading(ui, view, words),
                    Line::Target(line) => {
                        let on = lit.contains(&line.target.key);
                        self.row(ui, view, shown, line, columns, on, &table, hovered, deeds);
                    }
                }
            }
        });
        self.seen.retain(|_, y| rect.y_range().contains(*y));
        if table.has_focus() {
            let ring = Stroke::new(tokens.focus_ring * 0.75, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
        }
    }

    fn head(&self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown<'_>) {
        let tokens = view.tokens;
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row + 2.0));
        let columns = Columns::of(rect, tokens);
        let small = || fonts::regular(tokens.small);
        let value = match shown.trial.and_then(|trial| trial.record.as_ref()) {
            Some(record) => format!("value for {}", record.label),
            None => "value".to_owned(),
        };
        let target = format!("target: {}", shown.profile.target.words());
        for (range, words) in [
            (columns.target, target.as_str()),
            (columns.rule, "rule"),
            (columns.value, value.as_str()),
            (columns.findings, "findings"),
        ] {
            row::text_middle(ui, pos2(range.min, rect.center().y), words, small(), tokens.ink3, range.span());
        }
        let at = pos2(columns.count.max, rect.center().y);
        row::text(
            ui,
            at,
            Align2::RIGHT_CENTER,
            "would change",
            small(),
            tokens.ink3,
            columns.count.span() + tokens.pad,
        );
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line));
    }

    #[expect(clippy::too_many_arguments, reason = "what one row says, handed down once")]
    fn row(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        shown: &Shown<'_>,
        line: &TargetLine<'_>,
        columns: Columns,
        lit: bool,
        table: &Response,
        hovered: &mut Hovered,
        deeds: &mut Vec<Deed>,
    ) {
        let tokens = view.tokens;
        let key = &line.target.key;
        let laid = lay_out(ui, view, shown, line, columns);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), laid.height), Sense::hover());
        let selected = shown.selected == Some(key);
        if selected && std::mem::take(&mut self.reveal) {
            ui.scroll_to_rect(rect, None);
        }
        let first = rect.top() + tokens.row / 2.0 + 2.0;
        self.seen.insert(key.clone(), first);
        if !ui.is_rect_visible(rect) {
            return;
        }
        let response = ui.interact(rect, table.id.with(key), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, spoken(line, &laid)));
        row::ground(ui, tokens, rect, selected, self.focused, response.hovered() || lit);
        if response.hovered() {
            hovered.next_target = Some(key.clone());
        }
        self.drop_on(ui, view, shown, line, rect, &response, deeds);
        let active = selected || response.hovered() || DragAndDrop::has_payload_of_type::<Dragged>(ui.ctx());
        draw_target(ui, tokens, line, columns.target, first);
        chips::draw(ui, view, &laid.chips, columns.rule, rect.top() + 3.0, line, hovered, table.id);
        if line.rule.is_none() && (active || line.target.required) {
            let at = pos2(columns.rule.min, first);
            let words = "drop a field here, or press Enter";
            row::text(
                ui,
                at,
                Align2::LEFT_CENTER,
                words,
                fonts::regular(tokens.small),
                tokens.ink3,
                columns.rule.span(),
            );
        }
        draw_value(ui, tokens, line, columns.value, first);
        draw_findings(ui, tokens, line, &laid, columns.findings, rect.top());
        if let Some(count) = line.count {
            let at = pos2(columns.count.max, first);
            let words = thousands(count.would_change);
            let colour = if count.would_change == 0 { tokens.ink3 } else { tokens.ink2 };
            row::text(
                ui,
                at,
                Align2::RIGHT_CENTER,
                &words,
                fonts::regular(tokens.small),
                colour,
                columns.count.span(),
            );
        }
        take_mouse(view, line, &response, table, deeds);
        if response.hovered() && !DragAndDrop::has_any_payload(ui.ctx()) {
            response.on_hover_ui_at_pointer(|ui| tooltip(ui, view, line));
        }
    }

    /// Says what a drop would do on this row; does it on release.
    #[expect(clippy::too_many_arguments, reason = "what one row says, handed down once")]
    fn drop_on(
        &mut self,
        ui: &Ui,
        view: &ViewCtx<'_>,
        shown: &Shown<'_>,
        line: &TargetLine<'_>,
        rect: Rect,
        response: &Response,
        deeds: &mut Vec<Deed>,
    ) {
        let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
            return;
        };
        if !response.contains_pointer() || dragged.from.as_ref() == Some(&line.target.key) {
            return;
        }
        let source = shown
            .trial
            .and_then(|trial| trial.sources.iter().find(|source| source.key == dragged.source));
        let Some(source) = source else { return };
        let tokens = view.tokens;
        let offer = edit::offer(shown.profile, source, &line.target);
        let colour = if offer.accepts() { tokens.accent } else { tokens.broken };
        if offer.accepts() {
            // Over the row's words, so only a breath of colour.
            ui.painter().rect_filled(rect, 0.0, tokens.accent.gamma_multiply(0.1));
        }
        let edge = Stroke::new(tokens.focus_ring, colour);
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, edge, StrokeKind::Inside);
        if ui.input(|input| input.pointer.any_released()) {
            DragAndDrop::clear_payload(ui.ctx());
            if offer.accepts() {
                deeds.push(Deed::Drop {
                    dragged: Dragged::clone(&dragged),
                    target: line.target.key.clone(),
                });
            }
        } else {
            self.said = Some(Pill::of(&offer));
        }
    }
}

fn take_mouse(view: &ViewCtx<'_>, line: &TargetLine<'_>, response: &Response, table: &Response, deeds: &mut Vec<Deed>) {
    let key = &line.target.key;
    if response.clicked() || response.secondary_clicked() {
        table.request_focus();
        deeds.push(Deed::Select(key.clone()));
    }
    if response.double_clicked() {
        deeds.push(Deed::Pick {
            target: key.clone(),
            adds: false,
        });
    }
    response.context_menu(|ui| {
        let tokens = view.tokens;
        let mut entry = |words: &str, enabled: bool, deed: Deed| {
            let button = egui::Button::new(crate::desktop::widgets::parts::body(tokens, words)).frame(false);
            if ui.add_enabled(enabled, button).clicked() {
                deeds.push(deed);
                ui.close();
            }
        };
        let pick = |adds| Deed::Pick { target: key.clone(), adds };
        entry("Choose what it reads…", line.known, pick(false));
        entry("Add a field to what it reads…", line.known && line.rule.is_some(), pick(true));
        entry("Give it a fixed value", line.known, Deed::Fixed(key.clone()));
        entry("Take the rule away", line.rule.is_some(), Deed::Remove(key.clone()));
    });
}

fn heading(ui: &mut Ui, view: &ViewCtx<'_>, words: &str) {
    let tokens = view.tokens;
    let words = if words.is_empty() { "Rules" } else { words };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    ui.painter().rect_filled(rect, 0.0, tokens.bg);
    let at = pos2(rect.left() + tokens.pad, rect.center().y);
    row::text(
        ui,
        at,
        Align2::LEFT_CENTER,
        words,
        fonts::regular(tokens.small),
        tokens.ink3,
        rect.width(),
    );
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
}

fn lay_out(ui: &Ui, view: &ViewCtx<'_>, shown: &Shown<'_>, line: &TargetLine<'_>, columns: Columns) -> Laid {
    let tokens = view.tokens;
    let (chips, chips_height) = match line.rule {
        None => (Vec::new(), 0.0),
        Some(rule) => chips::lay_out(ui, tokens, rule, shown.trial, columns.rule.span()),
    };
    let words = said(line);
    let findings = (!words.is_empty()).then(|| {
        let width = columns.findings.span() - tokens.glyph - tokens.gap / 2.0;
        let mut job = egui::text::LayoutJob::simple(words, fonts::regular(tokens.small), tokens.ink, width);
        job.wrap.max_rows = FINDING_LINES;
        ui.painter().layout_job(job)
    });
    let findings_height = findings.as_ref().map_or(0.0, |galley| galley.size().y + tokens.gap);
    let height = (tokens.row + 3.0).max(chips_height + 6.0).max(findings_height);
    Laid {
        chips,
        findings,
        height: height.ceil(),
    }
}

/// What the findings column says.
fn said(line: &TargetLine<'_>) -> String {
    match line.said.as_slice() {
        [] if line.rule.is_none() && line.target.required => "required and not mapped".to_owned(),
        [] if line.rule.is_none() => String::new(),
        [] => match line.value {
            Some(value) if value.after.is_empty() => "no value for this record".to_owned(),
            _ => String::new(),
        },
        [one] => one.text.clone(),
        [first, others @ ..] => format!("{} · {} more", first.text, others.len()),
    }
}

fn tone(line: &TargetLine<'_>, tokens: &Tokens) -> (Glyph, egui::Color32) {
    match line.severity() {
        Some(Severity::Obstacle) => (Glyph::Warning, tokens.broken),
        Some(Severity::Warning) => (Glyph::Half, tokens.changed),
        Some(Severity::Note) => (Glyph::Half, tokens.ink2),
        None if line.rule.is_none() && line.target.required => (Glyph::Warning, tokens.broken),
        None => (Glyph::Ring, tokens.ink3),
    }
}

fn draw_target(ui: &Ui, tokens: &Tokens, line: &TargetLine<'_>, range: Rangef, middle: f32) {
    let star = if line.target.required { tokens.small } else { 0.0 };
    let mark = if line.changed { tokens.glyph + tokens.gap / 2.0 } else { 0.0 };
    let ink = match (line.known, line.rule.is_some()) {
        (false, _) => tokens.broken,
        (true, true) => tokens.ink,
        (true, false) => tokens.ink2,
    };
    let font = if line.rule.is_some() {
        fonts::strong(tokens.text)
    } else {
        fonts::regular(tokens.text)
    };
    let room = range.span() - star - mark;
    let mut x = range.min + row::text_middle(ui, pos2(range.min, middle), &line.target.label, font, ink, room);
    if line.target.required {
        x += row::text(
            ui,
            pos2(x + 3.0, middle),
            Align2::LEFT_CENTER,
            "*",
            fonts::strong(tokens.text),
            tokens.broken,
            star,
        ) + 3.0;
    }
    if line.changed {
        let center = pos2(x + tokens.gap / 2.0 + tokens.glyph / 2.0, middle);
        Glyph::Half.paint(ui.painter(), center, tokens.glyph - 1.0, tokens.changed);
    }
}

fn draw_value(ui: &Ui, tokens: &Tokens, line: &TargetLine<'_>, range: Rangef, middle: f32) {
    let small = || fonts::regular(tokens.small);
    let at = |x: f32| pos2(x, middle);
    let Some(value) = line.value else {
        if line.rule.is_some() {
            row::text(ui, at(range.min), Align2::LEFT_CENTER, "…", small(), tokens.ink3, range.span());
        }
        return;
    };
    let (words, ink) = match line.rule {
        Some(_) => (value.after.as_str(), tokens.ink),
        None => (value.before.as_str(), tokens.ink3),
    };
    if words.is_empty() {
        row::text(ui, at(range.min), Align2::LEFT_CENTER, "—", small(), tokens.ink3, range.span());
        return;
    }
    let mut more = if line.rule.is_some() {
        value.detail.clone()
    } else {
        "as it stands".to_owned()
    };
    if let Some(from) = value.inherited.as_ref().filter(|_| line.rule.is_some()) {
        if !more.is_empty() {
            more.push_str(" · ");
        }
        more.push_str(&format!("inherited from {from}"));
    }
    // The grey words give way before the value does, yet a little of them stays.
    let reserved = if more.is_empty() { 0.0 } else { range.span() * 0.25 };
    let wide = row::text_middle(ui, at(range.min), words, fonts::regular(tokens.text), ink, range.span() - reserved);
    let x = range.min + wide + tokens.gap / 2.0 + 1.0;
    row::text(ui, at(x), Align2::LEFT_CENTER, &more, small(), tokens.ink3, range.max - x);
}

fn draw_findings(ui: &Ui, tokens: &Tokens, line: &TargetLine<'_>, laid: &Laid, range: Rangef, top: f32) {
    let Some(galley) = &laid.findings else { return };
    let (glyph, colour) = tone(line, tokens);
    let first = top + tokens.row / 2.0 + 2.0;
    glyph.paint(ui.painter(), pos2(range.min + tokens.glyph / 2.0, first), tokens.glyph, colour);
    let at = pos2(
        range.min + tokens.glyph + tokens.gap / 2.0 + 1.0,
        first - tokens.small * 0.5 - tokens.gap / 4.0,
    );
    ui.painter().galley_with_override_text_color(at, Arc::clone(galley), colour);
}

fn tooltip(ui: &mut Ui, view: &ViewCtx<'_>, line: &TargetLine<'_>) {
    use crate::desktop::widgets::parts;
    let tokens = view.tokens;
    ui.label(parts::strong(tokens, line.target.label.as_str()));
    let mut facts = format!("{} · {}", line.target.key, line.target.shape.words());
    if line.target.many {
        facts.push_str(" · several");
    }
    if let Some(most) = line.target.max_length {
        facts.push_str(&format!(" · at most {} letters", thousands(most as u64)));
    }
    if let Some(list) = &line.target.list {
        facts.push_str(&format!(" · list {list}"));
    }
    ui.label(parts::hint(tokens, facts));
    if let Some(value) = line.value {
        let or_nothing = |words: &str| if words.is_empty() { "nothing".to_owned() } else { words.to_owned() };
        ui.add(egui::Label::new(parts::small(tokens, format!("now: {}", or_nothing(&value.before)))).wrap());
        if line.rule.is_some() {
            ui.add(egui::Label::new(parts::small(tokens, format!("then: {}", or_nothing(&value.after)))).wrap());
        }
    }
    for said in &line.said {
        let colour = match said.severity {
            Severity::Obstacle => tokens.broken,
            Severity::Warning => tokens.changed,
            Severity::Note => tokens.ink2,
        };
        ui.add(egui::Label::new(parts::small(tokens, said.text.as_str()).color(colour)).wrap());
    }
}

/// What a screen reader says of a row.
fn spoken(line: &TargetLine<'_>, laid: &Laid) -> String {
    let mut words = line.target.label.clone();
    if line.target.required {
        words.push_str(", required");
    }
    if laid.chips.is_empty() {
        words.push_str(", not mapped");
    }
    for chip in &laid.chips {
        words.push_str(", ");
        words.push_str(&chip.words);
    }
    if let Some(value) = line.value.filter(|value| line.rule.is_some() && !value.after.is_empty()) {
        words.push_str(&format!(", value {}", value.after));
    }
    if let Some(first) = line.said.first() {
        words.push_str(&format!(", {}", first.text));
    }
    if let Some(count) = line.count.filter(|count| count.would_change > 0) {
        words.push_str(&format!(", would change {}", thousands(count.would_change)));
    }
    if line.changed {
        words.push_str(", changed since saved");
    }
    words
}
