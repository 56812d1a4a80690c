//! The rows: a group with the words that cause it, an asset with its chain and who can see it now and after, an asset that waits.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, Rect, Response, Role, Sense, Stroke, TextFormat, Ui, WidgetInfo, pos2, vec2};

use super::lines::{GroupKey, GroupLines, Line, Lines};
use super::list::{At, Deed};
use super::words;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::lines::GroupDecision;
use crate::desktop::screens::review::row::{self, Mark};
use crate::desktop::screens::review::words as review_words;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::shorten;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::domain::RecordUri;
use crate::plan::access::ChainStep;
use crate::plan::{CauseId, Change, Decision, RestrictKind};

/// Heights of the lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowSizes {
    group: f32,
    change: f32,
    /// Lines of text that fit in a row.
    lines: usize,
}

impl RowSizes {
    /// Sizes for a list of this width: two lines of text where there is little room.
    #[must_use]
    pub fn of(tokens: &Tokens, width: f32) -> Self {
        let lines = if width > tokens.rail * 18.0 { 1 } else { 2 };
        Self {
            group: tokens.row + 4.0,
            change: if lines == 1 {
                tokens.row + 3.0
            } else {
                (tokens.text * 2.5 + tokens.gap).round()
            },
            lines,
        }
    }

    /// The height of a line.
    #[must_use]
    pub fn of_line(self, line: Line) -> f32 {
        match line {
            Line::Group(_) => self.group,
            Line::Change(_) | Line::Waits(_) => self.change,
        }
    }
}

/// Left and right edges of the columns.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    decision: (f32, f32),
    asset: (f32, f32),
    chain: (f32, f32),
    now: (f32, f32),
    after: (f32, f32),
    what: (f32, f32),
}

impl Columns {
    /// Columns in a list.
    #[must_use]
    pub fn of(tokens: &Tokens, rect: Rect) -> Self {
        let decision = rect.left() + tokens.text * 2.7;
        let what = rect.right() - tokens.rail * 2.0;
        let room = (what - decision).max(1.0);
        let at = |part: f32| decision + room * part;
        let gap = tokens.gap;
        Self {
            decision: (rect.left(), decision),
            asset: (decision, at(0.25) - gap),
            chain: (at(0.25), at(0.57) - gap),
            now: (at(0.57), at(0.75) - gap),
            after: (at(0.75), what - gap),
            what: (what, rect.right() - tokens.gap),
        }
    }

    fn cell(column: (f32, f32), rect: Rect) -> Rect {
        Rect::from_min_max(pos2(column.0, rect.top()), pos2(column.1, rect.bottom()))
    }
}

/// What the columns are.
pub fn captions(ui: &mut Ui, tokens: &Tokens, rect: Rect, columns: &Columns, applied: bool) {
    let font = fonts::regular(tokens.small);
    for (column, words) in [
        (columns.asset, "asset"),
        (columns.chain, "cause chain"),
        (columns.now, if applied { "who could see it" } else { "who can see it now" }),
        (columns.after, "after"),
        (columns.what, "what"),
    ] {
        let cell = Columns::cell(column, rect);
        let at = pos2(cell.left(), rect.center().y);
        row::text(ui, at, Align2::LEFT_CENTER, words, font.clone(), tokens.ink3, cell.width());
    }
    underline(ui, tokens, rect, tokens.line);
    ui.advance_cursor_after_rect(rect);
}

fn underline(ui: &Ui, tokens: &Tokens, rect: Rect, colour: Color32) {
    let y = rect.bottom() - tokens.hair / 2.0;
    ui.painter().hline(rect.x_range(), y, (tokens.hair, colour));
}

/// The list is one stop of the Tab key; it tells screen readers which of its rows it stands on.
fn speak_for(ui: &Ui, row: &Response, at: &At<'_>) {
    if at.selected {
        let id = row.id.accesskit_id();
        ui.ctx().accesskit_node_builder(at.list, |node| node.set_active_descendant(id));
    }
}

fn focus_edge(ui: &Ui, tokens: &Tokens, at: &At<'_>) {
    if at.selected && at.active {
        let edge = Rect::from_min_size(at.rect.min, vec2(tokens.focus_ring, at.rect.height()));
        ui.painter().rect_filled(edge, 0.0, tokens.accent);
    }
}

fn format(font: egui::FontId, color: Color32) -> TextFormat {
    TextFormat {
        font_id: font,
        color,
        ..TextFormat::default()
    }
}

/// Draws a group.
pub fn group(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, place: usize, at: At<'_>, deeds: &mut Vec<Deed>) {
    let Some(group) = lines.groups.get(place) else { return };
    let tokens = view.tokens;
    let rect = at.rect;
    let line = Line::Group(place);
    let response = ui.interact(rect, ui.scope_id().with(("group", &group.key)), Sense::CLICK);
    speak_for(ui, &response, &at);
    let said = spoken_group(group);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, at.selected, &said));
    let ground = match (at.selected, group.opens()) {
        (true, _) => tokens.sel,
        (false, true) => tokens.warn,
        (false, false) => tokens.accent_bg,
    };
    ui.painter().rect_filled(rect, 0.0, ground);
    underline(ui, tokens, rect, tokens.line2);
    focus_edge(ui, tokens, &at);
    let toggled = group_box(ui, view, group, &at);
    let right = group_end(ui, view, lines, group, &at, deeds);
    let left = at.columns.decision.1;
    let chevron = if lines.is_folded(&group.key) {
        Glyph::ChevronRight
    } else {
        Glyph::ChevronDown
    };
    let centre = pos2(left + tokens.glyph / 2.0 - 2.0, rect.center().y);
    chevron.paint(ui.painter(), centre, tokens.glyph - 2.0, tokens.ink3);
    let text = Rect::from_min_max(pos2(left + tokens.text, rect.top()), pos2(right, rect.bottom()));
    let hover = group_words(ui, view, lines, group, text);
    let on_chevron = ui
        .input(|input| input.pointer.interact_pos())
        .is_some_and(|pointer| (left - 2.0..text.left()).contains(&pointer.x));
    if toggled {
        deeds.push(Deed::Toggle(line));
    } else if response.double_clicked() || (response.clicked() && on_chevron) {
        deeds.push(Deed::Fold(group.key.clone()));
    } else if response.clicked() {
        deeds.push(Deed::Stand(line));
    }
    response.on_hover_text(hover);
}

fn spoken_group(group: &GroupLines) -> String {
    let mut said = format!("Group {}", group.title);
    if !group.changes.is_empty() {
        said.push_str(&format!(", {}", count(group.changes.len() as u64, "change", "changes")));
    }
    if !group.waits.is_empty() {
        let waits = count(group.waits.len() as u64, "asset needs a person", "assets need a person");
        said.push_str(&format!(", {waits}"));
    }
    said
}

/// The box of a group: what closes may be accepted together. What opens has none.
fn group_box(ui: &mut Ui, view: &ViewCtx<'_>, group: &GroupLines, at: &At<'_>) -> bool {
    let tokens = view.tokens;
    let square = Columns::cell(at.columns.decision, at.rect);
    if group.together == 0 && group.decision != GroupDecision::Settled {
        let glyph = if group.opens() { Glyph::Eye } else { Glyph::Person };
        let colour = if group.opens() { tokens.changed } else { tokens.ink3 };
        glyph.paint(ui.painter(), square.center(), tokens.glyph, colour);
        return false;
    }
    let mark = match group.decision {
        GroupDecision::None => Mark::Empty,
        GroupDecision::Some => Mark::Part,
        GroupDecision::All => Mark::Check,
        GroupDecision::Settled => Mark::Settled,
    };
    let name = match group.unconfirmed {
        0 => format!("Accept all in {}", group.title),
        left => format!("Accept {} of {} in {}", group.together, group.together + left, group.title),
    };
    let enabled = !at.locked && group.together > 0;
    row::decision_box(ui, tokens, square, mark, enabled, ("group", &group.key), &name).clicked()
}

/// What stands at the right end of a group: a button, a count. Gives where it begins.
fn group_end(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, group: &GroupLines, at: &At<'_>, deeds: &mut Vec<Deed>) -> f32 {
    let tokens = view.tokens;
    let right = at.rect.right() - tokens.gap;
    let confirmation = |cause: CauseId| {
        let review = lines.review()?;
        review.confirmations.iter().find(|confirmation| confirmation.cause == cause)
    };
    match &group.key {
        GroupKey::Cause { cause, opens: true } if group.unconfirmed > 0 => {
            let name = format!("Confirm opening: {}", group.title.trim_start_matches("Opens: "));
            let (left, clicked) = button(ui, view, "Confirm opening…", &name, right, at, !at.locked);
            if clicked {
                deeds.push(Deed::Confirm(*cause));
            }
            left
        }
        GroupKey::Cause { cause, opens: true } if group.done < group.changes.len() && confirmation(*cause).is_some() => {
            let name = format!("Take the confirmation back: {}", group.title.trim_start_matches("Opens: "));
            let (left, clicked) = button(ui, view, "Take back", &name, right, at, !at.locked);
            if clicked {
                deeds.push(Deed::TakeBack(*cause));
            }
            left
        }
        GroupKey::Cause { cause, .. } if !group.waits.is_empty() => {
            let name = format!("Say what it means: {}", group.title);
            let (left, clicked) = button(ui, view, "Say what it means", &name, right, at, true);
            if clicked {
                deeds.push(Deed::Read(*cause));
            }
            left
        }
        _ => {
            let total = group.changes.len() + group.waits.len();
            let mut words = match group.done {
                0 => total.to_string(),
                done => format!("{done} of {total} done"),
            };
            if group.unconfirmed > 0 {
                words.push_str(" · confirmed one cause at a time");
            }
            let font = fonts::regular(tokens.small);
            let at = pos2(right, at.rect.center().y);
            right - row::text(ui, at, Align2::RIGHT_CENTER, &words, font, tokens.ink2, tokens.rail * 4.0) - tokens.gap
        }
    }
}

/// A small button painted in a row; gives where it begins, and whether it was clicked.
fn button(ui: &mut Ui, view: &ViewCtx<'_>, words: &str, name: &str, right: f32, at: &At<'_>, enabled: bool) -> (f32, bool) {
    let tokens = view.tokens;
    let font = fonts::regular(tokens.small);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
    let size = vec2(galley.size().x + tokens.gap * 2.0, (tokens.row - 3.0).min(at.rect.height() - 2.0));
    let place = Rect::from_center_size(pos2(right - size.x / 2.0, at.rect.center().y), size);
    let sense = if enabled { Sense::CLICK } else { Sense::hover() };
    let response = ui.interact(place, ui.scope_id().with(("button", name)), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let over = enabled && (response.hovered() || response.has_focus());
    let (fill, edge) = if over {
        (tokens.hover, tokens.accent)
    } else {
        (tokens.raise, tokens.line)
    };
    let stroke = Stroke::new(if response.has_focus() { tokens.focus_ring } else { tokens.hair }, edge);
    ui.painter().rect(place, tokens.radius, fill, stroke, egui::StrokeKind::Inside);
    let ink = if enabled { tokens.ink } else { tokens.ink3 };
    ui.painter().galley(place.center() - galley.size() / 2.0, galley, ink);
    (place.left() - tokens.gap, response.clicked())
}

/// Title, words in full as far as there is room, and what is known of the cause. Gives all of it, for the tooltip.
fn group_words(ui: &Ui, view: &ViewCtx<'_>, lines: &Lines, group: &GroupLines, rect: Rect) -> String {
    let tokens = view.tokens;
    let GroupKey::Cause { cause, opens } = &group.key else {
        let at = pos2(rect.left(), rect.center().y);
        row::text_middle(ui, at, &group.title, fonts::strong(tokens.text), tokens.ink, rect.width());
        return group.title.clone();
    };
    let Some(cause) = lines.review().and_then(|review| review.cause(*cause)) else {
        return group.title.clone();
    };
    let (words, about) = if *opens {
        let assets = count(group.changes.len() as u64, "asset", "assets");
        let how = if group.unconfirmed > 0 {
            "confirmed one cause at a time, never in bulk"
        } else {
            "confirmed"
        };
        (format!(" — {}", words::why_opens(cause)), format!("{assets} · {how}"))
    } else {
        (format!(" — {}", one_line(&words::quoted(cause))), words::about_cause(cause))
    };
    let mut said = LayoutJob::default();
    said.append(&group.title, 0.0, format(fonts::strong(tokens.text), tokens.ink));
    said.append(&words, 0.0, format(fonts::regular(tokens.text), tokens.ink));
    let mut known = LayoutJob::single_section(about.clone(), format(fonts::regular(tokens.small), tokens.ink2));
    let wide = |job: &LayoutJob| ui.painter().layout_job(job.clone()).size().x;
    let room = (rect.width() - tokens.gap).max(1.0);
    // The words of the note are what a person judges by: where there is little room, what is known of it gives way first.
    let for_words = wide(&said).min((room - wide(&known)).max(room * 0.64));
    said.wrap = TextWrapping::truncate_at_width(for_words);
    let galley = ui.painter().layout_job(said);
    known.wrap = TextWrapping::truncate_at_width((room - galley.size().x).max(1.0));
    let about_galley = ui.painter().layout_job(known);
    let end = rect.left() + galley.size().x + tokens.gap;
    let y = rect.center().y;
    ui.painter()
        .galley(pos2(rect.left(), y - galley.size().y / 2.0), galley, tokens.ink);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.galley(pos2(end, y - about_galley.size().y / 2.0), about_galley, tokens.ink2);
    format!("{}\n{}\n{about}", group.title, words::quoted(cause))
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True where two lines say the same chain, but for what the asset itself hangs on.
#[must_use]
pub fn same_chain(lines: &Lines, above: Line, below: Line) -> bool {
    let chain = |line| {
        let change = lines.change(line)?;
        let restricting = change.restricting.as_ref().filter(|restricting| restricting.differ.is_none())?;
        let first = *restricting.chains.first()?;
        (restricting.chains.len() == 1).then_some(first)
    };
    matches!((chain(above), chain(below)), (Some(above), Some(below)) if above == below)
}

/// Draws a change.
pub fn change(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, line: Line, at: At<'_>, deeds: &mut Vec<Deed>) {
    let Some(change) = lines.change(line) else { return };
    let (tokens, plan) = (view.tokens, lines.plan());
    let response = ui.interact(at.rect, ui.scope_id().with(("change", change.id)), Sense::CLICK);
    speak_for(ui, &response, &at);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, at.selected, words::spoken(plan, change, tokens)));
    row::ground(ui, tokens, at.rect, at.selected, at.active, response.hovered());
    let chains = chains_of(lines, change);
    light(ui, tokens, &at, chains.iter().copied());
    focus_edge(ui, tokens, &at);
    let unconfirmed = review_words::awaits_confirmation(plan, change);
    let enabled = !at.locked && !change.outcome.is_done() && !change.is_obstructed() && !unconfirmed;
    let square = Columns::cell(at.columns.decision, at.rect);
    let name = format!("Accept: {}", words::name(change));
    let decision = row::decision_box(ui, tokens, square, Mark::of(change), enabled, change.id, &name);
    let settled = change.outcome.is_done() || matches!(change.decision, Decision::Rejected { .. });
    asset_cell(ui, tokens, &at, &change.label, if settled { tokens.ink2 } else { tokens.ink });
    let differ = change.restricting.as_ref().and_then(|restricting| restricting.differ.as_deref());
    chain_cell(ui, tokens, &at, &chains, differ);
    audience_cells(ui, tokens, &at, change);
    let opens_elsewhere = unconfirmed && !at.locked && !grouped_by_cause(lines);
    if opens_elsewhere {
        let name = format!("Confirm opening of {}", change.label);
        let (_, clicked) = button(ui, view, "Confirm opening…", &name, at.columns.what.1, &at, true);
        if let Some(cause) = words::cause_of(change).filter(|_| clicked) {
            deeds.push(Deed::Confirm(cause));
        }
    } else {
        let (glyph, word, colour) = words::state(plan, change, tokens);
        what_cell(ui, tokens, &at, glyph, &word, colour);
    }
    if decision.clicked() {
        deeds.push(Deed::Toggle(line));
    } else if response.clicked() {
        deeds.push(Deed::Stand(line));
    }
    if unconfirmed {
        decision.on_hover_text("What opens is confirmed one cause at a time.");
    } else if change.is_obstructed() {
        decision.on_hover_text("This cannot be applied as it is; see what stands in the way.");
    }
}

fn grouped_by_cause(lines: &Lines) -> bool {
    lines.groups.iter().any(|group| matches!(group.key, GroupKey::Cause { .. }))
}

/// Draws an asset that waits for a person.
pub fn waits(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, line: Line, at: At<'_>, deeds: &mut Vec<Deed>) {
    let Some(waits) = lines.waits(line) else { return };
    let tokens = view.tokens;
    let response = ui.interact(at.rect, ui.scope_id().with(("waits", waits.asset)), Sense::CLICK);
    speak_for(ui, &response, &at);
    let now = waits.seen_by.words();
    let said = format!("{}: {now} now, needs a person", waits.title);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, at.selected, &said));
    row::ground(ui, tokens, at.rect, at.selected, at.active, response.hovered());
    let chain = lines
        .review()
        .and_then(|review| review.chains.get(waits.chain as usize))
        .map(Vec::as_slice);
    light(ui, tokens, &at, chain);
    focus_edge(ui, tokens, &at);
    let square = Columns::cell(at.columns.decision, at.rect);
    let font = fonts::strong(tokens.text);
    ui.painter().text(square.center(), Align2::CENTER_CENTER, "?", font, tokens.changed);
    asset_cell(ui, tokens, &at, &waits.title, tokens.ink);
    chain_cell(ui, tokens, &at, chain.as_slice(), None);
    plain_cell(ui, tokens, at.columns.now, &at, &now, tokens.text, tokens.ink);
    plain_cell(
        ui,
        tokens,
        at.columns.after,
        &at,
        "say what the note means first",
        tokens.small,
        tokens.ink2,
    );
    what_cell(ui, tokens, &at, Glyph::Person, "needs a person", tokens.changed);
    if response.double_clicked() {
        deeds.push(Deed::Read(waits.cause));
    } else if response.clicked() {
        deeds.push(Deed::Stand(line));
    }
}

fn chains_of<'a>(lines: &'a Lines, change: &Change) -> Vec<&'a [ChainStep]> {
    let Some(review) = lines.review() else { return Vec::new() };
    let chains = change.restricting.as_ref().map(|restricting| restricting.chains.as_slice());
    let of = |place: &u32| review.chains.get(*place as usize).map(Vec::as_slice);
    chains.unwrap_or_default().iter().filter_map(of).collect()
}

/// Rows that hang below the record that the pointer is on stand out.
fn light<'a>(ui: &Ui, tokens: &Tokens, at: &At<'_>, chains: impl IntoIterator<Item = &'a [ChainStep]>) {
    let Some(lit) = at.lit else { return };
    if chains.into_iter().flatten().any(|step| step.record == lit) {
        let edge = Rect::from_min_size(at.rect.min, vec2(tokens.focus_ring * 2.0, at.rect.height()));
        ui.painter().rect_filled(at.rect, 0.0, tokens.restricted.gamma_multiply(0.08));
        ui.painter().rect_filled(edge, 0.0, tokens.restricted);
    }
}

/// Text in a cell, in as many lines as a row has.
fn paint(ui: &Ui, at: &At<'_>, column: (f32, f32), mut job: LayoutJob) -> bool {
    let cell = Columns::cell(column, at.rect);
    job.wrap = TextWrapping {
        max_width: cell.width().max(1.0),
        max_rows: at.sizes.lines,
        ..TextWrapping::default()
    };
    let galley = ui.painter().layout_job(job);
    let elided = galley.elided;
    let top = cell.center().y - galley.size().y / 2.0;
    let painter = ui.painter().with_clip_rect(cell.expand2(vec2(2.0, 0.0)).intersect(ui.clip_rect()));
    painter.galley(pos2(cell.left(), top), galley, Color32::PLACEHOLDER);
    elided
}

fn asset_cell(ui: &Ui, tokens: &Tokens, at: &At<'_>, title: &str, ink: Color32) {
    let cell = Columns::cell(at.columns.asset, at.rect);
    let font = fonts::regular(tokens.text);
    let layout = |words: &str| {
        let mut job = LayoutJob::single_section(words.to_owned(), format(font.clone(), ink));
        job.wrap = TextWrapping {
            max_width: cell.width().max(1.0),
            max_rows: at.sizes.lines,
            ..TextWrapping::default()
        };
        ui.painter().layout_job(job)
    };
    let galley = layout(title);
    let whole = |galley: &egui::Galley| !galley.elided && galley.size().x <= cell.width() + 0.5;
    let galley = if whole(&galley) {
        galley
    } else {
        // A long title gives way in the middle: its end tells siblings apart.
        let cut = shorten(title, |candidate| whole(&layout(&candidate)));
        layout(cut.as_deref().unwrap_or(title))
    };
    let top = cell.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(cell.left(), top), galley, ink);
}

fn chain_cell(ui: &Ui, tokens: &Tokens, at: &At<'_>, chains: &[&[ChainStep]], differ: Option<&str>) {
    let small = |colour| format(fonts::regular(tokens.small), colour);
    if at.same {
        paint(
            ui,
            at,
            at.columns.chain,
            LayoutJob::single_section("same".to_owned(), small(tokens.ink3)),
        );
        return;
    }
    let mut job = LayoutJob::default();
    if let Some(differ) = differ {
        rule_words(tokens, &mut job, differ);
    } else if let Some(steps) = chains.first() {
        chain_words(tokens, &mut job, steps, at.lit);
    }
    if chains.len() > 1 {
        let more = count(chains.len() as u64 - 1, "more record", "more records");
        job.append(&format!(" · and {more}, the strictest counts"), 0.0, small(tokens.ink2));
    }
    paint(ui, at, at.columns.chain, job);
}

/// Why the rules differ; the rule that closes is strong.
fn rule_words(tokens: &Tokens, job: &mut LayoutJob, differ: &str) {
    for (place, part) in differ.split(" · ").enumerate() {
        if place > 0 {
            job.append(" · ", 0.0, format(fonts::regular(tokens.small), tokens.ink3));
        }
        let strong = part.starts_with("container rule");
        let font = if strong {
            fonts::strong(tokens.small)
        } else {
            fonts::regular(tokens.small)
        };
        job.append(part, 0.0, format(font, if strong { tokens.ink } else { tokens.ink2 }));
    }
}

/// The way from the resource down; the step that decides is strong.
fn chain_words(tokens: &Tokens, job: &mut LayoutJob, steps: &[ChainStep], lit: Option<RecordUri>) {
    for (place, step) in steps.iter().enumerate() {
        if place > 0 {
            job.append(" → ", 0.0, format(fonts::regular(tokens.small), tokens.ink3));
        }
        let font = if step.deciding {
            fonts::strong(tokens.small)
        } else {
            fonts::regular(tokens.small)
        };
        let ink = match (lit == Some(step.record), step.deciding) {
            (true, _) => tokens.restricted,
            (false, true) => tokens.ink,
            (false, false) => tokens.ink2,
        };
        job.append(&words::short_title(&step.title), 0.0, format(font, ink));
    }
}

fn plain_cell(ui: &Ui, tokens: &Tokens, column: (f32, f32), at: &At<'_>, words: &str, size: f32, ink: Color32) {
    let font = if size < tokens.text {
        fonts::regular(tokens.small)
    } else {
        fonts::regular(tokens.text)
    };
    paint(ui, at, column, LayoutJob::single_section(words.to_owned(), format(font, ink)));
}

/// Who can see it now, and after; where only fields change, what they say.
fn audience_cells(ui: &Ui, tokens: &Tokens, at: &At<'_>, change: &Change) {
    let Some(restricting) = &change.restricting else {
        plain_cell(ui, tokens, at.columns.now, at, &change.because, tokens.small, tokens.ink2);
        plain_cell(ui, tokens, at.columns.after, at, &words::remarks(change), tokens.small, tokens.ink2);
        return;
    };
    plain_cell(
        ui,
        tokens,
        at.columns.now,
        at,
        &restricting.seen_by.words(),
        tokens.text,
        tokens.ink,
    );
    let same = restricting.seen_by == restricting.seen_after;
    let fields = words::fields_after(change).filter(|_| same && restricting.kind != RestrictKind::Lift);
    let after = fields.unwrap_or_else(|| restricting.seen_after.words());
    let ground = match restricting.kind {
        RestrictKind::Lift => tokens.warn,
        _ => tokens.add,
    };
    let mut job = LayoutJob::default();
    let mark = TextFormat {
        background: ground,
        expand_bg: 2.0,
        ..format(fonts::regular(tokens.text), tokens.ink)
    };
    job.append(&after, 2.0, mark);
    let remarks = words::remarks(change);
    if !remarks.is_empty() {
        job.append(&format!("  {remarks}"), 0.0, format(fonts::regular(tokens.small), tokens.ink2));
    }
    paint(ui, at, at.columns.after, job);
}

fn what_cell(ui: &Ui, tokens: &Tokens, at: &At<'_>, glyph: Glyph, word: &str, colour: Color32) {
    let cell = Columns::cell(at.columns.what, at.rect);
    glyph.paint(
        ui.painter(),
        pos2(cell.left() + tokens.glyph / 2.0, cell.center().y),
        tokens.glyph + 1.0,
        colour,
    );
    let left = cell.left() + tokens.glyph + tokens.gap * 0.75;
    let font = fonts::regular(tokens.text);
    let at = pos2(left, cell.center().y);
    row::text(ui, at, Align2::LEFT_CENTER, word, font, colour, cell.right() - left);
}
