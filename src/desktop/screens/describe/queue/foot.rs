//! The foot of the queue: what is selected, what is missing of it, and the button that plans.

use egui::{Align, Label, Layout, Ui, UiBuilder, vec2};

use super::QueuePane;
use super::shown::{Planned, Shown};
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::runtime::Command;

/// Height of the foot.
#[must_use]
pub fn height(tokens: &Tokens) -> f32 {
    tokens.control + tokens.gap * 2.0
}

/// Draws the foot.
pub fn draw(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter()
        .hline(rect.x_range(), rect.top() + tokens.hair / 2.0, (tokens.hair, tokens.line));
    let Some(shown) = pane.shown.take() else { return };
    let inner = rect.shrink2(vec2(tokens.pad, tokens.gap));
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(layout), |ui| {
        let planned = shown.planned(&pane.table.selection);
        plan(ui, view, &shown, &planned);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            selected(pane, ui, view, &shown, &planned)
        });
    });
    pane.shown = Some(shown);
}

fn plan(ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown, planned: &Planned) {
    let tokens = view.tokens;
    let waits = view.model.awaits_plan();
    let refused = refusal(view, shown, planned);
    let words = if waits { "Planning…".to_owned() } else { planned.words() };
    let response = parts::primary_button(ui, tokens, &words, refused.is_none() && !waits);
    let response = match &refused {
        Some(why) => response.on_disabled_hover_text(why),
        None => response.on_hover_text("You review the plan before anything is written"),
    };
    if response.clicked() {
        view.outbox.send(Command::PlanPublish {
            profile: shown.queue.profile.clone(),
            assets: if planned.whole { Vec::new() } else { planned.assets.clone() },
        });
    }
    if let Some(why) = refused.filter(|_| !waits && !shown.queue.rows.is_empty()) {
        ui.add(Label::new(parts::hint(tokens, why)).truncate());
    }
}

/// Why nothing can be planned now; `None` where it can.
fn refusal(view: &ViewCtx<'_>, shown: &Shown, planned: &Planned) -> Option<String> {
    if let Some(why) = view.model.workspace().and_then(|workspace| workspace.read_only.clone()) {
        return Some(why);
    }
    if !planned.assets.is_empty() {
        return None;
    }
    Some(if !planned.left.is_empty() {
        format!("Nothing selected can be planned: {}", planned.left_in_words())
    } else if shown.hidden() > 0 {
        "Nothing shown is ready.".to_owned()
    } else {
        "Nothing is ready.".to_owned()
    })
}

fn selected(pane: &mut QueuePane, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown, planned: &Planned) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.x = tokens.gap;
    let number = pane.table.selection.len();
    let shown_rows = shown.nodes.len();
    if number == 0 {
        if shown_rows > 0 {
            let words = count(shown_rows as u64, "asset shown", "assets shown");
            ui.label(parts::small(tokens, words));
        }
    } else {
        ui.label(parts::small(tokens, format!("{number} selected")));
        if parts::link_button(ui, tokens, "Select none").clicked() {
            pane.table.selection.clear();
        }
    }
    if number < shown_rows && parts::link_button(ui, tokens, "Select all shown").clicked() {
        pane.table.select_all(shown);
    }
    let left = planned.left_words();
    let keep = pane.table.selection.keep();
    let only = keep.iter().next().filter(|_| keep.len() == 1).and_then(|node| shown.row_of(node));
    let more = match only {
        Some(row) if !row.missing.is_empty() => format!("missing: {}", row.missing.join("; ")),
        _ => left,
    };
    if !more.is_empty() {
        ui.add(Label::new(parts::small(tokens, more.as_str())).truncate())
            .on_hover_text(more);
    }
}
