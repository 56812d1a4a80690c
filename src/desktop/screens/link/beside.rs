//! The pane beside the browsers: how to pair, the plan under review, or the inspector.

use egui::{ScrollArea, Ui, vec2};

use super::pairing::{Ended, Pairing, head, pair_height, pair_row};
use super::{LinkScreen, ViewCtx, inspector};
use crate::desktop::commands::UiCommand;
use crate::desktop::outbox::Raised;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{hint, link_button, primary_button, small, strip, strong};
use crate::desktop::widgets::words::count;
use crate::plan::{Pair, Plan, Stage, Workflow};
use crate::runtime::Command;

/// Pairs shown before the table scrolls.
const PAIRS_SHOWN: f32 = 4.5;

impl LinkScreen {
    pub(super) fn beside(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        self.say_refused(ui, view);
        if let Some(pairing) = &mut self.pairing {
            match pairing.ui(ui, view, &self.elider) {
                Ended::No => {}
                Ended::GivenUp | Ended::Planned => self.pairing = None,
            }
            return;
        }
        match view.model.plan_under_review().cloned() {
            Some(plan) => {
                self.pair_table(ui, view, &plan);
                ui.spacing_mut().item_spacing.y = view.tokens.gap / 2.0;
                self.review.ui(ui, view, &plan);
            }
            None => {
                self.link_bar(ui, view);
                ui.spacing_mut().item_spacing.y = view.tokens.gap / 2.0;
                inspector::ui(ui, view, &mut self.pictures, self.inspected);
            }
        }
    }

    fn say_refused(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let Some(why) = self.refused.clone() else { return };
        egui::Frame::new()
            .fill(tokens.warn)
            .inner_margin(egui::Margin::symmetric(tokens.pad as i8, 6))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.text), egui::Sense::hover());
                    Glyph::Warning.paint(ui.painter(), rect.center(), tokens.glyph + 1.0, tokens.changed);
                    ui.add(egui::Label::new(small(tokens, why).color(tokens.ink)).wrap());
                });
            });
    }

    /// What would be linked, with the button that does it, while something is selected on both sides.
    fn link_bar(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let (left, right) = (self.asset_count(), self.right.selection.len());
        if left == 0 || right == 0 || !view.writable() {
            return;
        }
        let assets = count(left as u64, "asset", "assets");
        let records = count(right as u64, "record", "records");
        strip(ui, tokens, tokens.header + tokens.gap / 2.0, |ui| {
            let words = if left > 1 && right > 1 {
                format!("Pair {assets} with {records}")
            } else {
                format!("Link {assets} to {records}")
            };
            if primary_button(ui, tokens, &words, true)
                .on_hover_text("Plans the links; nothing is written before you apply the plan")
                .clicked()
            {
                view.outbox.command(UiCommand::LinkSelection);
            }
            ui.add(egui::Label::new(hint(tokens, "or press L")).truncate());
        });
    }

    fn pair_table(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, plan: &Plan) {
        if plan.pairs.is_empty() || !matches!(plan.workflow, Workflow::Link | Workflow::Unlink) {
            return;
        }
        let tokens = view.tokens;
        let linking = plan.workflow == Workflow::Link;
        strip(ui, tokens, tokens.header, |ui| {
            ui.label(strong(tokens, ends(plan)));
            let open = plan.stage == Stage::Review;
            if linking && open && view.writable() {
                let change = link_button(ui, tokens, "Change pairs").on_hover_text("Discards this plan and pairs anew");
                if change.clicked() {
                    let pairs: Vec<_> = plan.pairs.iter().map(|pair| (pair.asset, pair.record)).collect();
                    self.pairing = Some(Pairing::of(&pairs));
                    view.outbox.send(Command::Discard(plan.id));
                }
            }
        });
        head(ui, view);
        let shown = (plan.pairs.len() as f32).min(PAIRS_SHOWN) * pair_height(view);
        let mut clicked: Option<&Pair> = None;
        ScrollArea::vertical()
            .id_salt("plan pairs")
            .max_height(shown)
            .min_scrolled_height(shown)
            .auto_shrink([false, true])
            .show_rows(ui, pair_height(view), plan.pairs.len(), |ui, rows| {
                for pair in rows.filter_map(|row| plan.pairs.get(row)) {
                    let texts = [pair.asset_title.clone(), pair.record_title.clone(), pair.why.clone()];
                    if pair_row(ui, view, &self.elider, &texts, false) {
                        clicked = Some(pair);
                    }
                }
            });
        if let Some(pair) = clicked {
            view.outbox
                .raise(Raised::ShowNode(crate::domain::browse::Node::Record(pair.record)));
        }
    }
}

/// `3 assets to 3 records`
fn ends(plan: &Plan) -> String {
    let distinct = |keys: Vec<String>| keys.into_iter().collect::<std::collections::HashSet<_>>().len() as u64;
    let assets = distinct(plan.pairs.iter().map(|pair| pair.asset.to_string()).collect());
    let records = distinct(plan.pairs.iter().map(|pair| pair.record.to_string()).collect());
    let word = if plan.workflow == Workflow::Link { "to" } else { "from" };
    format!(
        "{} {word} {}",
        count(assets, "asset", "assets"),
        count(records, "record", "records")
    )
}
