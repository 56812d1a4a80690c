//! Light or dark, and the size of text.

use egui::{Slider, Ui};
use strum::IntoEnumIterator as _;

use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::runtime::settings::{AppSettings, Appearance};

/// How it looks.
#[derive(Debug, Default)]
pub struct AppearanceSettings {
    /// Text size while the slider is held: the window changes once it is let go, not under the hand.
    text_size: Option<f32>,
}

impl AppearanceSettings {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let now = view.settings;
        ui.label(parts::strong(tokens, "Appearance"));
        ui.horizontal(|ui| {
            for appearance in Appearance::iter() {
                if parts::chip(ui, tokens, words(appearance), now.appearance == appearance).clicked() {
                    let settings = AppSettings { appearance, ..now.clone() };
                    view.outbox.raise(Raised::Settings(Box::new(settings)));
                }
            }
        });
        ui.horizontal(|ui| {
            let mut size = self.text_size.unwrap_or(now.text_size);
            let label = ui.label(parts::body(tokens, "Text size"));
            let visuals = ui.visuals_mut();
            visuals.widgets.inactive.bg_fill = tokens.line;
            visuals.widgets.inactive.fg_stroke.color = tokens.ink2;
            visuals.selection.bg_fill = tokens.accent;
            let slider = Slider::new(&mut size, 0.8..=1.6)
                .step_by(0.05)
                .show_value(false)
                .trailing_fill(true);
            let response = ui.add(slider).labelled_by(label.id);
            if response.changed() {
                self.text_size = Some(size);
            }
            ui.label(parts::hint(tokens, format!("{:.0} %", size * 100.0)));
            if self.text_size.is_some() && !response.dragged() {
                self.text_size = None;
                let settings = AppSettings {
                    text_size: size,
                    ..now.clone()
                };
                view.outbox.raise(Raised::Settings(Box::new(settings)));
            }
        });
    }
}

fn words(appearance: Appearance) -> &'static str {
    match appearance {
        Appearance::System => "As the system is",
        Appearance::Light => "Light",
        Appearance::Dark => "Dark",
    }
}
