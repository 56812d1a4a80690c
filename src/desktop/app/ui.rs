//! The shell: rail, top line, foot line, notices, and the current screen between them.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::{ArchwayApp, World, foot, notices, rail, top};
use crate::desktop::commands::Situation;
use crate::desktop::screens::ScreenId;
use crate::desktop::screens::settings::setup;
use crate::desktop::theme;

impl ArchwayApp {
    pub(super) fn draw(&mut self, ui: &mut Ui, situation: &Situation) {
        let tokens = theme::tokens(ui.ctx(), &self.settings);
        let shown = self.shown();
        let world = World {
            model: &self.model,
            outbox: &self.outbox,
            settings: &self.settings,
            clock: &self.clock,
        };
        let view = world.view(&tokens, situation);
        let bar = Frame::new().fill(tokens.panel);
        let sides = Margin::symmetric(tokens.pad as i8, 0);

        Panel::top("top line")
            .exact_size(tokens.top)
            .frame(bar.inner_margin(sides))
            .show(ui, |ui| top::ui(ui, &view));
        Panel::bottom("foot line")
            .exact_size(tokens.foot)
            .frame(bar.inner_margin(sides))
            .show(ui, |ui| foot::ui(ui, &view));
        if shown != ScreenId::Welcome {
            Panel::left("rail")
                .exact_size(tokens.rail)
                .resizable(false)
                .frame(bar.inner_margin(Margin::same(4)))
                .show(ui, |ui| rail::ui(ui, &view, shown));
        }
        CentralPanel::no_frame()
            .frame(Frame::new().fill(tokens.panel))
            .show(ui, |ui| match shown {
                ScreenId::Link => {
                    setup::offer(ui, &view);
                    self.link.ui(ui, &view);
                }
                ScreenId::Describe => self.describe.ui(ui, &view),
                ScreenId::Restrict => self.restrict.ui(ui, &view),
                ScreenId::Activity => self.activity.ui(ui, &view),
                ScreenId::Settings => self.settings_screen.ui(ui, &view),
                ScreenId::Welcome => self.welcome.ui(ui, &view),
            });
        notices::ui(ui, &view);
        self.palette.ui(ui, &view);
    }
}
