//! The list of groups and changes: only what can be seen is drawn, and every key works.

use egui::{Align2, EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::lines::{GroupDecision, Line, Lines, together};
use super::row::{self, Mark, RowSizes};
use super::{Focus, ReviewPane, detail, words};
use crate::desktop::fonts;
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::plan::{ChangeId, Decision};

/// What was done to the list while it was drawn; carried out afterwards.
enum Deed {
    Stand(Line),
    Fold(usize),
    Toggle(Line),
    Hold(Line),
    Reject(Line),
}

/// Draws the list. With `inside`, the focused change shows its fields below its row.
pub fn draw(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, inside: bool) {
    let tokens = view.tokens;
    let rect = ui.available_rect_before_wrap();
    let sizes = RowSizes::of(tokens, rect.width());
    if pane.lines.as_ref().is_none_or(|lines| lines.lines.is_empty()) {
        let left_out = pane.lines.as_ref().is_some_and(|lines| !lines.totals.plan.notices.is_empty());
        let words = if left_out {
            "Nothing to write. What was left out, and why, is said above."
        } else {
            "Nothing to write: both systems say the same, but for what a person left as it is."
        };
        let at = rect.center_top() + vec2(0.0, tokens.header);
        row::text(
            ui,
            at,
            Align2::CENTER_TOP,
            words,
            fonts::regular(tokens.text),
            tokens.ink2,
            rect.width() - tokens.pad,
        );
        ui.interact(rect, ui.scope_id().with("empty"), Sense::hover())
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
        return;
    }
    let id = list_id(ui, pane);
    let list = ui.interact(rect, id, Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "Changes"));
    if list.clicked() {
        list.request_focus();
    }
    let mut deeds = keys(pane, ui, id, list.has_focus());
    place(pane, sizes, inside);
    deeds.extend(rows(pane, ui, view, sizes, inside, &list));
    for deed in deeds {
        carry_out(pane, ui, view, deed, id);
    }
}

fn list_id(ui: &Ui, pane: &ReviewPane) -> Id {
    ui.scope_id().with(("changes", pane.plan))
}

/// The line below which something more is shown, and places for all lines.
fn place(pane: &mut ReviewPane, sizes: RowSizes, inside: bool) {
    let extra = extra_line(pane, inside);
    let Some(lines) = &pane.lines else { return };
    let below = pane.below;
    pane.heights.place(lines.lines.iter().enumerate().map(|(place, line)| {
        let own = match line {
            Line::Group(_) => sizes.group,
            Line::Change(_) => sizes.change,
        };
        if Some(place) == extra { own + below } else { own }
    }));
}

fn extra_line(pane: &ReviewPane, inside: bool) -> Option<usize> {
    let rejecting = pane
        .rejecting
        .as_ref()
        .is_some_and(|rejecting| Some(&rejecting.at) == pane.focus.as_ref());
    let shows = rejecting || (inside && matches!(pane.focus, Some(Focus::Change(_))));
    if shows { pane.focus_line() } else { None }
}

fn rows(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, sizes: RowSizes, inside: bool, list: &egui::Response) -> Vec<Deed> {
    let (list, active) = (list.id, list.has_focus());
    let mut deeds = Vec::new();
    let focus = pane.focus_line();
    let extra = extra_line(pane, inside);
    let locked = pane.locked(view).is_some();
    let scroll = std::mem::take(&mut pane.scroll_to_focus);
    let Some(lines) = pane.lines.take() else { return deeds };
    row::overlay_scroll(ui);
    let mut below = pane.below;
    ScrollArea::vertical()
        .id_salt("changes")
        .auto_shrink(false)
        .show_viewport(ui, |ui, viewport| {
            let top = ui.max_rect().min;
            let width = ui.available_width();
            ui.set_height(pane.heights.total());
            if scroll && let Some((from, to)) = focus.and_then(|line| pane.heights.span(line)) {
                // The head of the group comes into sight with its first change.
                let above = focus
                    .and_then(|line| line.checked_sub(1))
                    .filter(|line| matches!(lines.lines.get(*line), Some(Line::Group(_))));
                let from = above.and_then(|line| pane.heights.span(line)).map_or(from, |(from, _)| from);
                let target = Rect::from_min_max(pos2(top.x, top.y + from), pos2(top.x + width, top.y + to));
                ui.scroll_to_rect(target, None);
            }
            for place in pane.heights.visible(viewport.top(), viewport.bottom()) {
                let (Some(line), Some((from, _))) = (lines.lines.get(place).copied(), pane.heights.span(place)) else {
                    continue;
                };
                let height = if matches!(line, Line::Group(_)) {
                    sizes.group
                } else {
                    sizes.change
                };
                let rect = Rect::from_min_size(pos2(top.x, top.y + from), vec2(width, height));
                let at = At {
                    list,
                    rect,
                    sizes,
                    selected: focus == Some(place),
                    active,
                    locked,
                };
                match line {
                    Line::Group(group) => group_row(ui, view, &lines, group, at, &mut deeds),
                    Line::Change(_) => change_row(ui, view, &lines, place, at, &mut deeds),
                }
                if extra == Some(place) {
                    below = more(pane, ui, view, &lines, rect, inside);
                }
            }
        });
    if (below - pane.below).abs() > 0.5 {
        pane.below = below;
        ui.ctx().request_discard("what stands below the focused change has another height");
    }
    pane.lines = Some(lines);
    deeds
}

/// Where and how a row is drawn.
#[derive(Clone, Copy)]
struct At {
    list: Id,
    rect: Rect,
    sizes: RowSizes,
    selected: bool,
    active: bool,
    locked: bool,
}

/// The list is one stop of the Tab key; it tells screen readers which of its rows it stands on.
fn speak_for(ui: &Ui, row: &egui::Response, list: Id) {
    ui.ctx()
        .accesskit_node_builder(list, |node| node.set_active_descendant(row.id.accesskit_id()));
}

/// What is shown below the focused row; returns its height.
fn more(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, above: Rect, inside: bool) -> f32 {
    let tokens = view.tokens;
    let room = Rect::from_min_max(above.left_bottom(), pos2(above.right(), f32::INFINITY));
    let drawn = ui.scope_builder(UiBuilder::new().max_rect(room).id_salt("below"), |ui| {
        detail::reason(pane, ui, view);
        if inside
            && let Some(Focus::Change(id)) = pane.focus.clone()
            && let Some(change) = lines.by_id(id)
        {
            detail::change(pane, ui, view, lines, change);
        }
        ui.add_space(tokens.gap / 2.0);
    });
    let bottom = drawn.response.rect.bottom();
    ui.painter()
        .hline(above.x_range(), bottom - tokens.hair / 2.0, (tokens.hair, tokens.line2));
    bottom - above.bottom()
}

fn group_row(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, place: usize, at: At, deeds: &mut Vec<Deed>) {
    let Some(group) = lines.groups.get(place) else { return };
    let tokens = view.tokens;
    let rect = at.rect;
    let line = Line::Group(place);
    let folded = lines.is_folded(&group.title);
    let response = ui.interact(rect, ui.scope_id().with(("group", &group.title)), Sense::CLICK);
    if at.selected {
        speak_for(ui, &response, at.list);
    }
    let count = group.changes.len();
    let spoken = format!("Group {}, {}", group.title, crate::plan::ledger::plural(count, "change", "changes"));
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, at.selected, &spoken));
    // Groups of one or two changes are many: they stay quiet.
    let ground = match (at.selected, lines.groups.len() * 3 > lines.totals.plan.changes.len()) {
        (true, _) => tokens.sel,
        (false, true) => tokens.bg,
        (false, false) => tokens.accent_bg,
    };
    ui.painter().rect_filled(rect, 0.0, ground);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));

    let settled = group.decision == GroupDecision::Settled;
    let square = Rect::from_min_size(rect.min, vec2(at.sizes.decision, rect.height()));
    let enabled = !at.locked && !settled && (group.together > 0 || group.by_itself == 0);
    let decision = row::decision_box(
        ui,
        tokens,
        square,
        Mark::of_group(group),
        enabled,
        ("group", &group.title),
        &group.accept_words(),
    );
    let middle = rect.center().y;
    let mut right = rect.right() - tokens.pad;
    let total = count;
    let mut count = if group.done > 0 {
        format!("{} of {count} done", group.done)
    } else {
        count.to_string()
    };
    if group.by_itself > 0 {
        count = if group.by_itself == total {
            format!("{count} · decided one by one")
        } else {
            format!("{count} · {} decided one by one", group.by_itself)
        };
    }
    let small = fonts::regular(tokens.small);
    right -= row::text(
        ui,
        pos2(right, middle),
        Align2::RIGHT_CENTER,
        &count,
        small,
        tokens.ink2,
        rect.width() / 3.0,
    ) + tokens.pad;
    if !at.locked && !settled {
        right = hold_all(ui, view, &group.title, right, at, deeds, line);
    }
    let left = square.right();
    let chevron = if folded { Glyph::ChevronRight } else { Glyph::ChevronDown };
    chevron.paint(
        ui.painter(),
        pos2(left + tokens.glyph / 2.0 - 2.0, middle),
        tokens.glyph - 2.0,
        tokens.ink3,
    );
    let left = left + tokens.text;
    row::text_middle(
        ui,
        pos2(left, middle),
        &group.title,
        fonts::strong(tokens.text),
        tokens.ink,
        right - left,
    );

    let decision = match group.left_words() {
        Some(words) => decision.on_hover_text(&words).on_disabled_hover_text(words),
        None => decision,
    };
    if decision.clicked() {
        deeds.push(Deed::Toggle(line));
    } else if response.double_clicked() || (response.clicked() && pointer_on(ui, left - tokens.text, left)) {
        deeds.push(Deed::Fold(place));
    } else if response.clicked() {
        deeds.push(Deed::Stand(line));
    }
    response.on_hover_text(&group.title);
}

fn pointer_on(ui: &Ui, from: f32, to: f32) -> bool {
    ui.input(|input| input.pointer.interact_pos())
        .is_some_and(|at| (from..to).contains(&at.x))
}

/// A button of words at the end of a group; painted only where the pointer, the keyboard or the selection is, always there to be found.
fn hold_all(ui: &mut Ui, view: &ViewCtx<'_>, title: &str, right: f32, at: At, deeds: &mut Vec<Deed>, line: Line) -> f32 {
    let tokens = view.tokens;
    let galley = ui
        .painter()
        .layout_no_wrap("hold all".to_owned(), fonts::regular(tokens.small), egui::Color32::PLACEHOLDER);
    let place = Align2::RIGHT_CENTER.anchor_size(pos2(right, at.rect.center().y), galley.size());
    let response = ui.interact(place.expand2(vec2(4.0, 4.0)), ui.scope_id().with(("hold", title)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Hold all in {title}")));
    let over = response.hovered() || response.has_focus();
    let shown = over || at.selected || ui.rect_contains_pointer(at.rect);
    if shown {
        ui.painter().galley(place.min, galley, if over { tokens.ink } else { tokens.ink2 });
    }
    if over {
        ui.painter().hline(place.x_range(), place.bottom(), (tokens.hair, tokens.ink2));
    }
    if response.clicked() {
        deeds.push(Deed::Hold(line));
    }
    if shown { place.left() - tokens.pad } else { right }
}

fn change_row(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, place: usize, at: At, deeds: &mut Vec<Deed>) {
    let Some(line) = lines.lines.get(place).copied() else { return };
    let Some(change) = lines.change(line) else { return };
    let tokens = view.tokens;
    let rect = at.rect;
    let response = ui.interact(rect, ui.scope_id().with(("change", change.id)), Sense::CLICK);
    if at.selected {
        speak_for(ui, &response, at.list);
    }
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, at.selected, words::spoken(change)));
    row::ground(ui, tokens, rect, at.selected, at.active, response.hovered());
    if at.selected && at.active {
        let edge = Rect::from_min_size(rect.min, vec2(tokens.focus_ring, rect.height()));
        ui.painter().rect_filled(edge, 0.0, tokens.accent);
    }
    let square = Rect::from_min_size(rect.min, vec2(at.sizes.decision, rect.height()));
    let unconfirmed = words::awaits_confirmation(&lines.totals.plan, change);
    let enabled = !at.locked && !change.outcome.is_done() && !change.is_obstructed() && !unconfirmed;
    let name = format!("Accept: {}", words::name(change));
    let decision = row::decision_box(ui, tokens, square, Mark::of(change), enabled, change.id, &name);
    let words = Rect::from_min_max(pos2(square.right(), rect.top()), pos2(rect.right() - tokens.pad, rect.bottom()));
    row::change_words(ui, tokens, words, at.sizes, change, lines.group_title(place));
    if decision.clicked() {
        deeds.push(Deed::Toggle(line));
    } else if response.clicked() {
        deeds.push(Deed::Stand(line));
    }
    if change.is_obstructed() {
        decision.on_hover_text("This cannot be applied as it is; see what stands in the way.");
    } else if unconfirmed {
        decision.on_hover_text(words::CONFIRM_FIRST);
    }
}

/// Keys of the list.
fn keys(pane: &mut ReviewPane, ui: &Ui, id: Id, active: bool) -> Vec<Deed> {
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
    let Some(lines) = &pane.lines else { return deeds };
    let last = lines.lines.len().saturating_sub(1);
    let here = pane.focus_line().unwrap_or_default();
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
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
    if pressed(Key::Space) {
        deeds.push(Deed::Toggle(line));
    }
    if pressed(Key::H) {
        deeds.push(Deed::Hold(line));
    }
    if pressed(Key::R) {
        deeds.push(Deed::Reject(line));
    }
    if let Line::Group(group) = line {
        let folded = lines.groups.get(group).is_some_and(|group| lines.is_folded(&group.title));
        if (pressed(Key::ArrowLeft) && !folded) || (pressed(Key::ArrowRight) && folded) {
            deeds.push(Deed::Fold(group));
        }
    }
    deeds
}

fn carry_out(pane: &mut ReviewPane, ui: &Ui, view: &ViewCtx<'_>, deed: Deed, id: Id) {
    match deed {
        Deed::Stand(line) => {
            pane.stand_on(line);
            pane.scroll_to_focus = true;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        Deed::Fold(group) => {
            let Some(title) = pane
                .lines
                .as_ref()
                .and_then(|lines| lines.groups.get(group))
                .map(|group| group.title.clone())
            else {
                return;
            };
            pane.stand_on(Line::Group(group));
            if !pane.folded.remove(&title) {
                pane.folded.insert(title);
            }
        }
        Deed::Toggle(line) => {
            let (changes, all) = open_changes(pane, line, true);
            let decision = if all { Decision::Undecided } else { Decision::Accepted };
            pane.stand_on(line);
            pane.decide(view, changes, decision);
        }
        Deed::Hold(line) => {
            let (changes, all) = open_changes(pane, line, false);
            let decision = if all { Decision::Undecided } else { Decision::Held };
            pane.stand_on(line);
            pane.decide(view, changes, decision);
        }
        Deed::Reject(line) => {
            let (changes, _) = open_changes(pane, line, false);
            pane.stand_on(line);
            if pane.locked(view).is_none()
                && let Some(at) = pane.focus.clone()
            {
                pane.ask_reason(at, changes);
            }
        }
    }
}

/// The changes of a line that can be decided, and whether all of them are accepted (or held) already.
fn open_changes(pane: &ReviewPane, line: Line, accept: bool) -> (Vec<ChangeId>, bool) {
    let Some(lines) = &pane.lines else { return (Vec::new(), false) };
    let ids = match line {
        Line::Group(group) => lines.open_in(group),
        Line::Change(_) => lines
            .change(line)
            .filter(|change| change.outcome.is_open())
            .map(|change| change.id)
            .into_iter()
            .collect(),
    };
    // A group takes along only what may be accepted with others; a change by itself may be anything but obstructed.
    let whole = matches!(line, Line::Group(_));
    let alone = |change: &crate::plan::Change| !change.is_obstructed() && !words::awaits_confirmation(&lines.totals.plan, change);
    let takes = |change: &&crate::plan::Change| !accept || if whole { together(change) } else { alone(change) };
    let open: Vec<&crate::plan::Change> = ids.iter().filter_map(|id| lines.by_id(*id)).filter(takes).collect();
    let all = !open.is_empty()
        && open.iter().all(|change| match accept {
            true => change.decision.is_accepted(),
            false => change.decision == Decision::Held,
        });
    (open.iter().map(|change| change.id).collect(), all)
}

/// Buttons to decide about one change; the same words as the keys.
pub fn decision_buttons(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, change: &crate::plan::Change) {
    let tokens = view.tokens;
    let id = change.id;
    let accepted = change.decision.is_accepted();
    let held = change.decision == Decision::Held;
    let rejected = matches!(change.decision, Decision::Rejected { .. });
    let plan = pane.plan.and_then(|plan| view.model.plan(&plan));
    let unconfirmed = plan.is_some_and(|plan| words::awaits_confirmation(plan, change));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
        if unconfirmed {
            let button = parts::button(ui, tokens, "Confirm opening…").on_hover_text(words::CONFIRM_FIRST);
            if let Some(plan) = pane.plan.filter(|_| button.clicked()) {
                view.outbox.raise(Raised::OpenPlan(plan));
            }
        } else {
            let accept = ui
                .add_enabled_ui(!change.is_obstructed(), |ui| parts::chip(ui, tokens, "Accept", accepted))
                .inner;
            if accept.on_hover_text("Space").clicked() {
                pane.decide(view, vec![id], if accepted { Decision::Undecided } else { Decision::Accepted });
            }
        }
        if parts::chip(ui, tokens, "Hold", held)
            .on_hover_text("H: not now; it stays in the plan")
            .clicked()
        {
            pane.decide(view, vec![id], if held { Decision::Undecided } else { Decision::Held });
        }
        if parts::chip(ui, tokens, "Reject…", rejected)
            .on_hover_text("R: do not, and say why")
            .clicked()
        {
            if rejected {
                pane.decide(view, vec![id], Decision::Undecided);
            } else {
                pane.ask_reason(Focus::Change(id), vec![id]);
            }
        }
    });
}
