//! The plan under review.

use std::sync::Arc;

use super::ViewCtx;
use crate::plan::{Ledger, Plan};

/// The plan under review, as a pane.
#[derive(Debug, Default)]
pub struct ReviewPane {}

impl ReviewPane {
    /// Draws the plan.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>, plan: &Arc<Plan>) {
        ui.label(egui::RichText::new(&plan.title).color(view.tokens.ink));
        ui.label(Ledger::apply_words(plan));
    }
}
