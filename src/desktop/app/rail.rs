//! The rail: which screen.

use egui::{Align2, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::desktop::fonts;
use crate::desktop::screens::{ScreenId, ViewCtx};
use crate::desktop::theme::corner;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::focus_ring;
use crate::plan::ledger::plural;

/// Draws the rail.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>, shown: ScreenId) {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add_space(4.0);
    let problems = view.model.workspace().map_or(0, |workspace| workspace.problems);
    let restrictions = view.model.restricting.overview.as_ref().map_or(0, |overview| overview.waiting());
    for (screen, glyph, waiting) in [
        (ScreenId::Link, Glyph::Arrows, 0),
        (ScreenId::Describe, Glyph::List, 0),
        (ScreenId::Restrict, Glyph::Shield, restrictions),
        (ScreenId::Activity, Glyph::Clock, problems),
        (ScreenId::Settings, Glyph::Sliders, 0),
    ] {
        let useful = view.model.workspace().is_some() || screen == ScreenId::Settings;
        if useful && item(ui, view, screen, glyph, waiting, screen == shown) {
            view.outbox.go(screen);
        }
    }
}

fn item(ui: &mut Ui, view: &ViewCtx<'_>, screen: ScreenId, glyph: Glyph, waiting: u64, on: bool) -> bool {
    let tokens = view.tokens;
    let size = vec2(ui.available_width(), tokens.top + tokens.gap + 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = if waiting == 0 {
        screen.name().to_owned()
    } else {
        let count = usize::try_from(waiting).unwrap_or(usize::MAX);
        let (one, many) = match screen {
            ScreenId::Restrict => ("note or date waits", "notes or dates wait"),
            _ => ("problem waits", "problems wait"),
        };
        format!("{}, {}", screen.name(), plural(count, one, many))
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &name));
    let painter = ui.painter();
    if on {
        painter.rect_filled(rect, corner(tokens), tokens.sel);
    } else if response.hovered() {
        painter.rect_filled(rect, corner(tokens), tokens.hover);
    }
    let ink = if on { tokens.accent } else { tokens.ink2 };
    glyph.paint(
        painter,
        pos2(rect.center().x, rect.top() + rect.height() * 0.36),
        tokens.glyph * 1.7,
        ink,
    );
    let font = if on {
        fonts::strong(tokens.small)
    } else {
        fonts::regular(tokens.small)
    };
    painter.text(
        pos2(rect.center().x, rect.bottom() - 4.0),
        Align2::CENTER_BOTTOM,
        screen.name(),
        font,
        ink,
    );
    if waiting > 0 {
        let centre = rect.right_top() + vec2(-tokens.pad, tokens.gap);
        painter.circle_filled(centre, tokens.gap, tokens.broken);
        let count = if waiting > 99 { "99".to_owned() } else { waiting.to_string() };
        painter.text(
            centre,
            Align2::CENTER_CENTER,
            count,
            fonts::strong(tokens.small - 2.0),
            tokens.panel,
        );
    }
    focus_ring(ui, tokens, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
