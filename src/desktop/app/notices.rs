//! Notices: done, warning, error, over the lower left corner, where they cover no button of a plan. What went well goes by itself; what failed stays.

use egui::{Align2, Area, Frame, Id, Margin, Order, Stroke, Ui, vec2};

use crate::desktop::model::Shown;
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{body, glyph_button, link_button};
use crate::domain::browse::Node;
use crate::runtime::view::NoticeKind;

/// Seconds a notice stays that says only that something is done.
const DONE_STAYS: i64 = 4;
/// Notices shown at a time.
const AT_A_TIME: usize = 4;

/// Draws the notices over everything.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let passing = |shown: &&Shown| shown.notice.kind == NoticeKind::Done;
    let age = |shown: &Shown| view.now.as_second() - shown.at.as_second();
    for old in view.model.notices.iter().filter(passing).filter(|shown| age(shown) >= DONE_STAYS) {
        view.outbox.raise(Raised::DismissNotice(old.number));
    }
    if view.model.notices.is_empty() {
        return;
    }
    if view.model.notices.iter().any(|shown| passing(&shown)) {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    }
    Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .anchor(Align2::LEFT_BOTTOM, vec2(tokens.rail + tokens.pad, -tokens.foot - tokens.pad))
        .show(ui.ctx(), |ui| {
            for shown in view.model.notices.iter().rev().take(AT_A_TIME).rev() {
                notice(ui, view, shown);
            }
        });
}

fn notice(ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
    let tokens = view.tokens;
    let (glyph, colour) = match shown.notice.kind {
        NoticeKind::Done => (Glyph::Check, tokens.linked),
        NoticeKind::Warning => (Glyph::Warning, tokens.changed),
        NoticeKind::Error => (Glyph::Warning, tokens.broken),
    };
    Frame::new()
        .fill(tokens.raise)
        .stroke(Stroke::new(tokens.hair, colour))
        .corner_radius(corner(tokens))
        .inner_margin(Margin::symmetric(8, 3))
        .show(ui, |ui| {
            ui.set_width(tokens.rail * 5.4);
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph + 2.0, tokens.control), egui::Sense::hover());
                glyph.paint(ui.painter(), rect.center(), tokens.glyph + 2.0, colour);
                let wide = ui.available_width() - tokens.control - tokens.gap;
                ui.allocate_ui(vec2(wide, 0.0), |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(wide);
                        // The first line stands level with the glyph and the cross.
                        ui.add_space(((tokens.control - tokens.text * 1.25) / 2.0).max(0.0));
                        ui.add(egui::Label::new(body(tokens, &shown.notice.text)).wrap());
                        links(ui, view, shown);
                    });
                });
                if glyph_button(ui, tokens, Glyph::Cross, "Dismiss").clicked() {
                    view.outbox.raise(Raised::DismissNotice(shown.number));
                }
            });
        });
}

fn links(ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
    let tokens = view.tokens;
    if shown.notice.plan.is_none() && shown.notice.asset.is_none() {
        return;
    }
    ui.horizontal(|ui| {
        if let Some(plan) = shown.notice.plan
            && link_button(ui, tokens, "Show the plan").clicked()
        {
            view.outbox.raise(Raised::OpenPlan(plan));
        }
        if let Some(asset) = shown.notice.asset
            && link_button(ui, tokens, "Show the asset").clicked()
        {
            view.outbox.raise(Raised::ShowNode(Node::Asset(asset)));
        }
    });
}
