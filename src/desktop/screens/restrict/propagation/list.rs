//! The list of groups, changes and waiting assets: only what can be seen is drawn, and every key works.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::lines::{By, GroupKey, Line, Lines, Spot};
use super::rows::{self, Columns, RowSizes};
use super::{Leads, PropagationPane, words};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::facts;
use crate::desktop::screens::review::lines::together;
use crate::desktop::screens::review::{row, words as review_words};
use crate::desktop::widgets::parts;
use crate::domain::RecordUri;
use crate::plan::{CauseId, Change, ChangeId, Decision, Nature, Plan, Severity, Stage};
use crate::runtime::Command;

/// What was done to the list while it was drawn; carried out afterwards.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The list stands here.
    Stand(Line),
    /// A group is folded or unfolded.
    Fold(GroupKey),
    /// Accepted, or the acceptance taken back.
    Toggle(Line),
    /// Held, or no longer held.
    Hold(Line),
    /// Rejected; the reason is asked for.
    Reject(Line),
    /// A cause is confirmed to open.
    Confirm(CauseId),
    /// A confirmation is taken back.
    TakeBack(CauseId),
    /// Somebody says what a note means.
    Read(CauseId),
}

/// Where and how a row is drawn.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The list.
    pub list: Id,
    /// Its place.
    pub rect: Rect,
    /// Sizes.
    pub sizes: RowSizes,
    /// Columns.
    pub columns: &'a Columns,
    /// The list stands on it.
    pub selected: bool,
    /// The list has the keyboard.
    pub active: bool,
    /// Nothing can be decided now.
    pub locked: bool,
    /// The record whose rows are lit.
    pub lit: Option<RecordUri>,
    /// The row above says the same chain.
    pub same: bool,
}

/// Draws the list. Gives where the person wants to go.
pub fn draw(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Leads> {
    let tokens = view.tokens;
    let whole = ui.available_rect_before_wrap();
    let sizes = RowSizes::of(tokens, whole.width());
    let columns = Columns::of(tokens, whole);
    if pane.lines.as_ref().is_none_or(|lines| lines.lines.is_empty()) {
        let plan = pane.lines.as_ref().map(|lines| lines.plan().as_ref());
        return nothing(ui, view, whole, plan);
    }
    let head = whole.with_max_y(whole.top() + tokens.row);
    let applied = pane.lines.as_ref().is_some_and(|lines| lines.plan().stage == Stage::Applied);
    rows::captions(ui, tokens, head, &columns, applied);
    let rect = whole.with_min_y(head.bottom());
    let id = ui.scope_id().with(("restrictions", pane.plan));
    let list = ui.interact(rect, id, Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "Assets by what restricts them"));
    if list.clicked() || std::mem::take(&mut pane.wants_keys) {
        list.request_focus();
    }
    let mut deeds = keys(pane, ui, id, list.has_focus());
    place(pane, sizes, rect.width());
    deeds.extend(visible(pane, ui, view, rect, sizes, &list));
    let mut leads = None;
    for deed in deeds {
        leads = carry_out(pane, ui, view, deed, id).or(leads);
    }
    leads
}

/// A plan without changes: that all is well is only said where nothing was left out.
fn nothing(ui: &mut Ui, view: &ViewCtx<'_>, rect: Rect, plan: Option<&Plan>) -> Option<Leads> {
    let tokens = view.tokens;
    let amiss = plan.is_some_and(|plan| plan.notices.iter().any(|notice| notice.severity >= Severity::Warning));
    let ruled = facts::has_rules(view);
    let words = match (ruled, amiss) {
        (false, _) => "No rule says what follows from a restriction, so nothing is planned.",
        (true, true) => "Nothing can be written now. What is said above tells why.",
        (true, false) => "Everything stands in iconik as the restrictions ask. There is nothing to write.",
    };
    let at = rect.center_top() + vec2(0.0, tokens.header);
    let font = fonts::regular(tokens.text);
    row::text(
        ui,
        at,
        egui::Align2::CENTER_TOP,
        words,
        font,
        tokens.ink2,
        rect.width() - tokens.pad,
    );
    ui.interact(rect, ui.scope_id().with("nothing"), Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if ruled {
        return None;
    }
    let below = rect.with_min_y(at.y + tokens.row);
    ui.scope_builder(UiBuilder::new().max_rect(below).id_salt("no rules"), |ui| {
        ui.vertical_centered(|ui| {
            let open = parts::primary_button(ui, tokens, "Open the rule table", true);
            open.clicked().then_some(Leads::Rules)
        })
        .inner
    })
    .inner
}

/// Places for all lines; only made anew where lines or width changed.
fn place(pane: &mut PropagationPane, sizes: RowSizes, width: f32) {
    let Some(lines) = &pane.lines else { return };
    if pane.placed == Some(width) {
        return;
    }
    pane.placed = Some(width);
    pane.heights.place(lines.lines.iter().map(|line| sizes.of_line(*line)));
}

fn visible(pane: &mut PropagationPane, ui: &mut Ui, view: &ViewCtx<'_>, rect: Rect, sizes: RowSizes, list: &egui::Response) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let focus = pane.focus_line();
    let locked = pane.locked(view).is_some();
    let scroll = std::mem::take(&mut pane.scroll_to_focus);
    let Some(lines) = pane.lines.take() else { return deeds };
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt("rows"));
    child.shrink_clip_rect(rect);
    row::overlay_scroll(&mut child);
    let area = ScrollArea::vertical().id_salt("changes").auto_shrink(false);
    area.show_viewport(&mut child, |ui, viewport| {
        let top = ui.max_rect().min;
        let width = ui.available_width();
        ui.set_height(pane.heights.total());
        if scroll && let Some((from, to)) = focus.and_then(|line| pane.heights.span(line)) {
            // The head of the group comes into sight with its first line.
            let above = focus
                .and_then(|line| line.checked_sub(1))
                .filter(|line| matches!(lines.lines.get(*line), Some(Line::Group(_))));
            let from = above.and_then(|line| pane.heights.span(line)).map_or(from, |(from, _)| from);
            let target = Rect::from_min_max(pos2(top.x, top.y + from), pos2(top.x + width, top.y + to));
            ui.scroll_to_rect(target, None);
        }
        let columns = Columns::of(view.tokens, Rect::from_min_size(top, vec2(width, 1.0)));
        let mut above = None;
        for place in pane.heights.visible(viewport.top(), viewport.bottom()) {
            let (Some(line), Some((from, _))) = (lines.lines.get(place).copied(), pane.heights.span(place)) else {
                continue;
            };
            let at = At {
                list: list.id,
                rect: Rect::from_min_size(pos2(top.x, top.y + from), vec2(width, sizes.of_line(line))),
                sizes,
                columns: &columns,
                selected: focus == Some(place),
                active: list.has_focus(),
                locked,
                lit: pane.lit,
                same: above.is_some_and(|above| rows::same_chain(&lines, above, line)),
            };
            match line {
                Line::Group(group) => rows::group(ui, view, &lines, group, at, &mut deeds),
                Line::Change(_) => rows::change(ui, view, &lines, line, at, &mut deeds),
                Line::Waits(_) => rows::waits(ui, view, &lines, line, at, &mut deeds),
            }
            above = Some(line);
        }
    });
    pane.lines = Some(lines);
    deeds
}

/// Keys of the list.
fn keys(pane: &mut PropagationPane, ui: &Ui, id: Id, active: bool) -> Vec<Deed> {
    let mut deeds = Vec::new();
    if !active {
        return deeds;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (key, by) in [(Key::Num1, By::Cause), (Key::Num2, By::Target), (Key::Num3, By::Kind)] {
        if pressed(key) && pane.shape.by != by {
            pane.shape.by = by;
            pane.scroll_to_focus = true;
        }
    }
    let Some(lines) = &pane.lines else { return deeds };
    let last = lines.lines.len().saturating_sub(1);
    let here = pane.focus_line().unwrap_or_default();
    let steps = [
        (Key::ArrowDown, here + 1),
        (Key::ArrowUp, here.saturating_sub(1)),
        (Key::PageDown, here + 12),
        (Key::PageUp, here.saturating_sub(12)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    for (key, to) in steps {
        if pressed(key)
            && let Some(line) = lines.lines.get(to.min(last))
        {
            deeds.push(Deed::Stand(*line));
        }
    }
    let Some(line) = lines.lines.get(here).copied() else { return deeds };
    for (key, deed) in [
        (Key::Space, Deed::Toggle(line)),
        (Key::H, Deed::Hold(line)),
        (Key::R, Deed::Reject(line)),
    ] {
        if pressed(key) {
            deeds.push(deed);
        }
    }
    if let Some(Spot::Group(key)) = lines.spot(line) {
        let folded = lines.is_folded(&key);
        if (pressed(Key::ArrowLeft) && !folded) || (pressed(Key::ArrowRight) && folded) {
            deeds.push(Deed::Fold(key));
        }
    }
    deeds
}

fn carry_out(pane: &mut PropagationPane, ui: &Ui, view: &ViewCtx<'_>, deed: Deed, id: Id) -> Option<Leads> {
    match deed {
        Deed::Stand(line) => {
            pane.stand_on(line);
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        Deed::Fold(key) => pane.toggle_fold(key),
        Deed::Toggle(line) => {
            pane.stand_on(line);
            return toggle(pane, view, line);
        }
        Deed::Hold(line) => {
            let changes: Vec<&Change> = pane.lines.as_ref().map(|lines| open(lines, line)).unwrap_or_default();
            let held = !changes.is_empty() && changes.iter().all(|change| change.decision == Decision::Held);
            let changes = changes.into_iter().map(|change| change.id).collect();
            pane.stand_on(line);
            pane.decide(view, changes, if held { Decision::Undecided } else { Decision::Held });
        }
        Deed::Reject(line) => {
            let changes = pane.lines.as_ref().map(|lines| open(lines, line)).unwrap_or_default();
            let changes: Vec<ChangeId> = changes.into_iter().map(|change| change.id).collect();
            pane.stand_on(line);
            if pane.locked(view).is_none()
                && let Some(spot) = pane.focus.clone()
            {
                pane.ask_reason(spot, changes);
            }
        }
        Deed::Confirm(cause) => pane.confirm(view, cause),
        Deed::TakeBack(cause) => {
            if let Some(plan) = pane.plan.filter(|_| pane.locked(view).is_none()) {
                view.outbox.send(Command::TakeBackConfirmation { plan, cause });
            }
        }
        Deed::Read(cause) => return read(pane, cause),
    }
    None
}

/// To the note of a cause, to say what it means.
pub fn read(pane: &PropagationPane, cause: CauseId) -> Option<Leads> {
    let review = pane.lines.as_ref()?.review()?;
    review.cause(cause).map(|cause| Leads::Note(cause.statement.clone()))
}

/// Space, or a click on the box: what closes is accepted or no longer accepted; what opens is asked about; what waits leads to its note.
fn toggle(pane: &mut PropagationPane, view: &ViewCtx<'_>, line: Line) -> Option<Leads> {
    let lines = pane.lines.as_ref()?;
    if let Some(waits) = lines.waits(line) {
        return read(pane, waits.cause);
    }
    let all = open(lines, line);
    let whole = matches!(line, Line::Group(_));
    let plan = lines.plan();
    // A group takes along only what may be accepted with others.
    let takes = |change: &&&Change| match whole {
        true => together(change),
        false => !change.is_obstructed() && !review_words::awaits_confirmation(plan, change),
    };
    let changes: Vec<&Change> = all.iter().filter(takes).copied().collect();
    if changes.is_empty() {
        let opens = all.iter().find(|change| change.nature == Nature::Opens).copied();
        if let Some(cause) = opens
            .filter(|change| review_words::awaits_confirmation(plan, change))
            .and_then(words::cause_of)
        {
            pane.confirm(view, cause);
        }
        return None;
    }
    let accepted = changes.iter().all(|change| change.decision.is_accepted());
    let decision = if accepted { Decision::Undecided } else { Decision::Accepted };
    let changes = changes.into_iter().map(|change| change.id).collect();
    pane.decide(view, changes, decision);
    None
}

/// The changes of a line that are not made.
fn open(lines: &Lines, line: Line) -> Vec<&Change> {
    match line {
        Line::Group(group) => lines
            .groups
            .get(group)
            .map(|group| lines.open_in(group).collect())
            .unwrap_or_default(),
        _ => lines.change(line).filter(|change| change.outcome.is_open()).into_iter().collect(),
    }
}
