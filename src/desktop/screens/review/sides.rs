//! A conflict: what both systems agreed on last, what each says now, who changed it and when, and the ways out of it.

use jiff::Timestamp;

use egui::{Frame, Label, Margin, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::values::{self, Ground};
use super::{ReviewPane, words};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::plan::{Change, Conflict, ConflictSide, Decision};
use crate::runtime::Command;

/// Reason kept where a person leaves a difference as it is.
pub const LEFT: &str = "both left as they are";

/// Draws the conflict of a change and, unless nothing can be decided now, the ways out.
pub fn draw(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, change: &Change, conflict: &Conflict, locked: bool) {
    let tokens = view.tokens;
    columns(ui, view, conflict);
    if locked || change.outcome.is_done() {
        ui.label(parts::small(tokens, format!("Proposed: {}", conflict.proposal)));
        return;
    }
    ways(ui, view, pane, change, conflict);
    buttons(pane, ui, view, change);
}

/// Base, iconik and ArchivesSpace beside each other, or below each other where there is little room.
fn columns(ui: &mut Ui, view: &ViewCtx<'_>, conflict: &Conflict) {
    let tokens = view.tokens;
    let (iconik, archivesspace) = if conflict.from.system == "iconik" {
        (&conflict.from, &conflict.to)
    } else {
        (&conflict.to, &conflict.from)
    };
    let base = conflict.base.as_deref();
    let room = ui.available_width();
    if room < tokens.rail * 5.5 {
        agreed(ui, tokens, base);
        side(ui, view, iconik, base);
        side(ui, view, archivesspace, base);
        return;
    }
    let top = ui.cursor().min;
    let gap = tokens.gap;
    let width = ((room - gap * 2.0) / 3.0).floor();
    let mut bottom = top.y;
    let mut column = |place: f32, draw: &mut dyn FnMut(&mut Ui)| {
        let left = top.x + place * (width + gap);
        let rect = Rect::from_min_max(pos2(left, top.y), pos2(left + width, f32::INFINITY));
        let drawn = ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(("side", place as u32)), |ui| draw(ui));
        bottom = bottom.max(drawn.response.rect.bottom());
    };
    column(0.0, &mut |ui| agreed(ui, tokens, base));
    column(1.0, &mut |ui| side(ui, view, iconik, base));
    column(2.0, &mut |ui| side(ui, view, archivesspace, base));
    ui.advance_cursor_after_rect(Rect::from_min_max(top, pos2(top.x + room, bottom)));
}

fn agreed(ui: &mut Ui, tokens: &Tokens, base: Option<&str>) {
    head(ui, tokens, "last agreed", "");
    match base {
        Some(base) => values::plain(ui, tokens, base, Ground::Quiet),
        None => values::plain(ui, tokens, "They never agreed", Ground::Quiet),
    };
}

fn side(ui: &mut Ui, view: &ViewCtx<'_>, side: &ConflictSide, base: Option<&str>) {
    let tokens = view.tokens;
    head(ui, tokens, &side.system, &side.field);
    let name = format!("{} says: {}", side.system, shown(&side.value));
    let drawn = values::against(ui, tokens, base.unwrap_or_default(), &side.value);
    ui.interact(drawn, ui.scope_id().with(("side", &side.system)), Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    ui.add(Label::new(parts::hint(tokens, whence(side, |at| view.clock(at)))).wrap());
}

fn head(ui: &mut Ui, tokens: &Tokens, system: &str, field: &str) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
        ui.label(egui::RichText::new(system).font(fonts::strong(tokens.small)).color(tokens.ink));
        if !field.is_empty() {
            ui.add(Label::new(parts::hint(tokens, field)).truncate());
        }
    });
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(empty)" } else { value }
}

/// Who changed a side last, and when, as far as the system says it.
#[must_use]
pub fn whence(side: &ConflictSide, clock: impl Fn(Timestamp) -> String) -> String {
    // The systems write moments in their own ways; people get the clock of the rest of the window.
    let when = side.when.as_ref().map(|when| when.parse().map_or_else(|_| when.clone(), &clock));
    match (&side.who, &when) {
        (Some(who), Some(when)) => format!("changed by {who}, {when}"),
        (Some(who), None) => format!("changed by {who}; when is not known"),
        (None, Some(when)) => format!("changed {when}; by whom is not known"),
        (None, None) => "who changed it, and when, is not known".to_owned(),
    }
}

/// What can be done: what is proposed, and the others. Choosing one does not accept it.
fn ways(ui: &mut Ui, view: &ViewCtx<'_>, pane: &ReviewPane, change: &Change, conflict: &Conflict) {
    let tokens = view.tokens;
    ui.add_space(tokens.gap / 4.0);
    way(ui, tokens, &conflict.proposal, true, "");
    for (place, alternative) in conflict.alternatives.iter().enumerate() {
        let effect = alternative
            .fields
            .iter()
            .map(|field| format!("{}: {}", field.field, field.after.as_deref().unwrap_or("emptied")))
            .collect::<Vec<_>>()
            .join("\n");
        if way(ui, tokens, &alternative.label, false, &effect)
            && let Some(plan) = pane.plan
        {
            view.outbox.send(Command::Choose {
                plan,
                change: change.id,
                alternative: place,
            });
        }
    }
}

/// One way out as a line with a ring; true where it was chosen.
fn way(ui: &mut Ui, tokens: &Tokens, label: &str, chosen: bool, effect: &str) -> bool {
    let left = tokens.glyph + tokens.gap;
    let font = if chosen {
        fonts::strong(tokens.text)
    } else {
        fonts::regular(tokens.text)
    };
    let room = (ui.available_width() - left).max(tokens.rail);
    let galley = ui.painter().layout(label.to_owned(), font, egui::Color32::PLACEHOLDER, room);
    let size = vec2(ui.available_width(), (galley.size().y + 4.0).max(tokens.row - 4.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, label));
    if response.hovered() && !chosen {
        ui.painter().rect_filled(rect, tokens.radius / 2.0, tokens.hover);
    }
    parts::focus_ring(ui, tokens, &response);
    let ink = if chosen { tokens.accent } else { tokens.ink };
    let glyph = if chosen { Glyph::Dot } else { Glyph::Ring };
    let center = pos2(rect.left() + tokens.glyph / 2.0, rect.center().y);
    glyph.paint(ui.painter(), center, tokens.glyph, if chosen { tokens.accent } else { tokens.ink3 });
    let at = pos2(rect.left() + left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    let clicked = response.clicked() && !chosen;
    if effect.is_empty() {
        response.on_hover_text("What is proposed; nothing is written before you accept it");
    } else {
        response.on_hover_text(effect);
    }
    clicked
}

fn buttons(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, change: &Change) {
    let tokens = view.tokens;
    let accepted = change.decision.is_accepted();
    let left = matches!(&change.decision, Decision::Rejected { reason } if reason == LEFT);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(tokens.gap / 2.0, tokens.gap / 2.0);
        let accept = ui
            .add_enabled_ui(!change.is_obstructed(), |ui| parts::chip(ui, tokens, "Accept this one", accepted))
            .inner;
        if accept
            .on_hover_text("Space: accepts what is chosen above, for this field only")
            .clicked()
        {
            let decision = if accepted { Decision::Undecided } else { Decision::Accepted };
            pane.decide(view, vec![change.id], decision);
        }
        let leave = parts::chip(ui, tokens, "Leave both as they are", left);
        if leave
            .on_hover_text("Writes nothing; the difference may stand and is not asked about again until a side changes")
            .clicked()
        {
            let reason = LEFT.to_owned();
            let decision = if left { Decision::Undecided } else { Decision::Rejected { reason } };
            pane.decide(view, vec![change.id], decision);
        }
        let held = change.decision == Decision::Held;
        if parts::chip(ui, tokens, "Hold", held)
            .on_hover_text("H: not now; it stays in the plan")
            .clicked()
        {
            let decision = if held { Decision::Undecided } else { Decision::Held };
            pane.decide(view, vec![change.id], decision);
        }
    });
}

/// Words over the whole: that a person decides this by itself.
pub fn one_by_one(ui: &mut Ui, tokens: &Tokens, change: &Change) {
    let Some((glyph, word, tone)) = words::nature(&change.nature) else {
        return;
    };
    let text = if let Some(conflict) = change.nature.conflict() {
        if conflict.base.is_some() {
            "Both systems changed this since they last agreed. It is decided by itself and never accepted along with others."
        } else {
            "The two systems differ and never agreed on this. It is decided by itself and never accepted along with others."
        }
    } else {
        "This shows something to more people. It is decided by itself and never accepted along with others."
    };
    let frame = Frame::new()
        .fill(tokens.warn)
        .corner_radius(tokens.radius / 2.0)
        .inner_margin(Margin::symmetric(8, 4));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap * 0.75;
            let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.text + 3.0), Sense::hover());
            glyph.paint(ui.painter(), rect.center(), tokens.glyph, tone.colour(tokens));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let strong = egui::RichText::new(word)
                    .font(fonts::strong(tokens.small))
                    .color(tone.colour(tokens));
                ui.label(strong);
                ui.add(Label::new(parts::small(tokens, text)).wrap());
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_and_when_are_said_as_far_as_they_are_known() {
        let side = |who: Option<&str>, when: Option<&str>| ConflictSide {
            system: "iconik".into(),
            field: "Title".into(),
            value: "A".into(),
            who: who.map(str::to_owned),
            when: when.map(str::to_owned),
        };
        let clock = |at: Timestamp| at.strftime("%-d %b %Y").to_string();
        let said = |who, when| whence(&side(who, when), clock);
        assert_eq!(
            said(Some("ada"), Some("2026-05-03T07:09:43.156089+00:00")),
            "changed by ada, 3 May 2026"
        );
        assert_eq!(said(None, Some("2026-05-03T07:09:43Z")), "changed 3 May 2026; by whom is not known");
        assert_eq!(said(Some("ada"), Some("in May")), "changed by ada, in May");
        assert!(said(None, None).contains("not known"));
    }
}
