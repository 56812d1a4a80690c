//! The rows of the review: the decision box, and one line of a group or a change.

use egui::emath::GuiRounding as _;
use egui::{Align2, Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::lines::{GroupDecision, GroupLines};
use super::words;
use crate::desktop::fonts;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::plan::{Change, Decision, Effect};

/// What a decision box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Undecided.
    Empty,
    /// Accepted.
    Check,
    /// Some of a group are accepted.
    Part,
    /// Held.
    Held,
    /// Rejected.
    Rejected,
    /// Made: nothing is left to decide.
    Settled,
}

impl Mark {
    /// The mark of a change.
    #[must_use]
    pub fn of(change: &Change) -> Self {
        if change.outcome.is_done() {
            return Self::Settled;
        }
        match change.decision {
            Decision::Undecided => Self::Empty,
            Decision::Accepted => Self::Check,
            Decision::Held => Self::Held,
            Decision::Rejected { .. } => Self::Rejected,
        }
    }

    /// The mark of a group.
    #[must_use]
    pub fn of_group(group: &GroupLines) -> Self {
        match group.decision {
            GroupDecision::None => Self::Empty,
            GroupDecision::Some => Self::Part,
            GroupDecision::All => Self::Check,
            GroupDecision::Settled => Self::Settled,
        }
    }
}

/// The decision box: a check box with more than two states. `key` tells boxes apart that have the same name.
pub fn decision_box(ui: &mut Ui, tokens: &Tokens, at: Rect, mark: Mark, enabled: bool, key: impl egui::AsIdSalt, name: &str) -> Response {
    let id = ui.scope_id().with(("decision", key));
    let sense = if enabled { Sense::CLICK } else { Sense::hover() };
    let response = ui.interact(at, id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, mark == Mark::Check, name));
    let side = tokens.text + 1.0;
    let square = Rect::from_center_size(at.center(), vec2(side, side)).round_ui();
    let painter = ui.painter();
    let filled = matches!(mark, Mark::Check | Mark::Part);
    let (fill, edge) = match (mark, enabled) {
        (Mark::Settled, _) => (Color32::TRANSPARENT, Color32::TRANSPARENT),
        (_, true) if filled => (tokens.accent, tokens.accent),
        (_, true) => (tokens.raise, if response.hovered() { tokens.accent } else { tokens.ink3 }),
        (_, false) if filled => (tokens.ink3, tokens.ink3),
        (_, false) => (tokens.panel, tokens.line),
    };
    painter.rect(
        square,
        tokens.radius / 2.0,
        fill,
        Stroke::new(tokens.hair, edge),
        StrokeKind::Inside,
    );
    paint_mark(painter, tokens, square, mark);
    if response.has_focus() {
        let ring = Stroke::new(tokens.focus_ring, tokens.accent);
        painter.rect_stroke(square.expand(2.0), tokens.radius / 2.0, ring, StrokeKind::Outside);
    }
    response
}

fn paint_mark(painter: &egui::Painter, tokens: &Tokens, square: Rect, mark: Mark) {
    let paint = |glyph: Glyph, colour| glyph.paint(painter, square.center(), square.width() * 0.6, colour);
    match mark {
        Mark::Empty => {}
        Mark::Check => paint(Glyph::Check, tokens.on_accent),
        Mark::Settled => paint(Glyph::Check, tokens.linked),
        Mark::Part => {
            let bar = Rect::from_center_size(square.center(), vec2(square.width() * 0.5, tokens.focus_ring));
            painter.rect_filled(bar, 0.0, tokens.on_accent);
        }
        Mark::Held => paint(Glyph::Pause, tokens.ink2),
        Mark::Rejected => paint(Glyph::Cross, tokens.ink2),
    }
}

/// Height of the rows.
#[derive(Debug, Clone, Copy)]
pub struct RowSizes {
    /// A group.
    pub group: f32,
    /// A change.
    pub change: f32,
    /// Label and reason in one line.
    pub one_line: bool,
    /// Width of the decision box with its margins.
    pub decision: f32,
}

impl RowSizes {
    /// Sizes for a list of this width.
    #[must_use]
    pub fn of(tokens: &Tokens, width: f32) -> Self {
        let one_line = width > tokens.rail * 10.0;
        let two_lines = (tokens.text + tokens.small + tokens.gap * 2.2).round();
        Self {
            group: tokens.row + 2.0,
            change: if one_line { tokens.row + 2.0 } else { two_lines },
            one_line,
            decision: tokens.pad * 2.0 + tokens.text,
        }
    }
}

/// Scroll bars that lie over what they scroll, so that rows and their heads keep the same width.
pub fn overlay_scroll(ui: &mut Ui) {
    ui.spacing_mut().scroll = egui::style::ScrollStyle::floating();
}

/// One line of text, cut with `…` where it does not fit; returns how wide it came out.
pub fn text(ui: &Ui, at: egui::Pos2, align: Align2, words: &str, font: egui::FontId, colour: Color32, width: f32) -> f32 {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, colour);
    job.wrap.max_width = width.max(0.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    let galley = ui.painter().layout_job(job);
    let rect = align.anchor_size(at, galley.size());
    let wide = galley.size().x;
    ui.painter().galley(rect.min, galley, colour);
    wide
}

/// Ground of a row: selected, under the pointer, or plain, with the line below it.
pub fn ground(ui: &Ui, tokens: &Tokens, rect: Rect, selected: bool, strong: bool, hovered: bool) {
    let fill = match (selected, strong, hovered) {
        (true, true, _) => tokens.sel,
        (true, false, _) => tokens.sel_quiet,
        (_, _, true) => tokens.hover,
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() - tokens.hair / 2.0,
        Stroke::new(tokens.hair, tokens.line2),
    );
}

/// Draws what a change row says, right of its decision box.
pub fn change_words(ui: &Ui, tokens: &Tokens, rect: Rect, sizes: RowSizes, change: &Change, group_title: &str) {
    let state_width = words::state(change).map_or(0.0, |(glyph, word, tone)| {
        let line = if sizes.one_line {
            rect.center().y
        } else {
            rect.top() + rect.height() * 0.32
        };
        let colour = tone.colour(tokens);
        let at = pos2(rect.right(), line);
        let word = text(
            ui,
            at,
            Align2::RIGHT_CENTER,
            word,
            fonts::regular(tokens.small),
            colour,
            rect.width() / 2.0,
        );
        let center = pos2(rect.right() - word - tokens.gap / 2.0 - tokens.glyph / 2.0, line);
        glyph.paint(ui.painter(), center, tokens.glyph, colour);
        word + tokens.glyph + tokens.gap * 1.5
    });
    let sign_colour = match change.effect {
        Effect::Add => tokens.linked,
        Effect::Alter => tokens.ink2,
        Effect::Remove => tokens.broken,
    };
    let sign = tokens.text + tokens.glyph + tokens.gap * 0.75;
    let glyph = |line: f32| {
        let center = pos2(rect.left() + tokens.text + tokens.glyph / 2.0, line);
        words::target(&change.target).paint(ui.painter(), center, tokens.glyph, tokens.ink3);
    };
    // Where the group says the label already, the row says what is done to it.
    let deed = words::deed_to_fields(change);
    let (first, second) = if group_title == change.label {
        (deed.clone(), change.because.clone())
    } else if group_title == change.because {
        (change.label.clone(), deed)
    } else {
        (change.label.clone(), format!("{} · {}", change.target.kind_words(), change.because))
    };
    let ink = if change.outcome.is_done() || matches!(change.decision, Decision::Rejected { .. }) {
        tokens.ink2
    } else {
        tokens.ink
    };
    let left = rect.left() + sign;
    if sizes.one_line {
        let middle = rect.center().y;
        glyph(middle);
        text(
            ui,
            pos2(rect.left(), middle),
            Align2::LEFT_CENTER,
            change.effect.sign(),
            fonts::strong(tokens.text),
            sign_colour,
            sign,
        );
        // Reasons stand below each other whatever the state beside them says.
        let reason = left + (rect.right() - left) * 0.5;
        let label = reason - tokens.pad - left;
        text_middle(ui, pos2(left, middle), &first, fonts::regular(tokens.text), ink, label);
        let room = rect.right() - state_width - reason;
        text(
            ui,
            pos2(reason, middle),
            Align2::LEFT_CENTER,
            &second,
            fonts::regular(tokens.small),
            tokens.ink3,
            room,
        );
    } else {
        let (upper, lower) = (rect.top() + rect.height() * 0.32, rect.top() + rect.height() * 0.70);
        glyph(upper);
        text(
            ui,
            pos2(rect.left(), upper),
            Align2::LEFT_CENTER,
            change.effect.sign(),
            fonts::strong(tokens.text),
            sign_colour,
            sign,
        );
        let room = rect.right() - left;
        text_middle(ui, pos2(left, upper), &first, fonts::regular(tokens.text), ink, room - state_width);
        text(
            ui,
            pos2(left, lower),
            Align2::LEFT_CENTER,
            &second,
            fonts::regular(tokens.small),
            tokens.ink3,
            room,
        );
    }
}

/// One line of text that gives way in the middle, because ends such as `part 2` tell siblings apart.
pub fn text_middle(ui: &Ui, at: egui::Pos2, words: &str, font: egui::FontId, colour: Color32, width: f32) -> f32 {
    let place = Rect::from_min_size(pos2(at.x, at.y - font.size), vec2(width.max(0.0), font.size * 2.0));
    // egui keeps the layouts it made in the last frame, so measuring the same texts again costs little.
    Elider::default().paint(ui.painter(), words, place, Align2::LEFT_CENTER, &font, colour)
}
