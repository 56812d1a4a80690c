//! Draws one screen over a [`World`] in a test.

use archway::desktop::outbox::Raised;
use archway::desktop::screens::ViewCtx;
use archway::desktop::theme;
use archway::runtime::settings::Appearance;
use archway::runtime::{Command, Event};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};

use crate::world::World;

/// A screen with its world.
pub struct Stage<'a, S> {
    pub harness: Harness<'a, (World, S)>,
}

/// Width and height of a wide screen.
pub const WIDE: [f32; 2] = [1280.0, 800.0];
/// Width and height of the right pane.
pub const NARROW: [f32; 2] = [380.0, 760.0];

impl<'a, S: 'a> Stage<'a, S> {
    /// Draws `screen` by `draw`.
    pub fn new(size: [f32; 2], world: World, screen: S, draw: impl Fn(&mut egui::Ui, &ViewCtx<'_>, &mut S) + 'a) -> Self {
        let settings = world.settings.clone();
        let harness = Harness::builder()
            .with_size(size)
            // Other scripts come from the operating system's fonts, which a test machine may lack.
            .allow_missing_glyphs()
            .with_context_setup(move |ctx| theme::install(ctx, &settings))
            .build_ui_state(
                move |ui, (world, screen): &mut (World, S)| {
                    let tokens = theme::tokens(ui.ctx(), &world.settings);
                    ui.painter().rect_filled(ui.max_rect(), 0.0, tokens.panel);
                    world.see(ui, |ui, view| draw(ui, view, screen));
                },
                (world, screen),
            );
        Self { harness }
    }

    /// Draws until nothing changes any more.
    pub fn settle(&mut self) -> &mut Self {
        self.harness.run_steps(4);
        self
    }

    /// Takes an event in and draws.
    pub fn event(&mut self, event: Event) -> &mut Self {
        self.harness.state_mut().0.apply(event);
        self.settle()
    }

    /// Commands to the runtime since it was asked last.
    pub fn commands(&mut self) -> Vec<Command> {
        self.harness.state_mut().0.commands()
    }

    /// Everything raised since it was asked last.
    pub fn raised(&mut self) -> Vec<Raised> {
        self.harness.state_mut().0.raised()
    }

    /// A widget by its accessible name.
    pub fn get<'n>(&'n self, name: &'n str) -> Node<'n> {
        self.harness.get_by_label(name)
    }

    /// True where a widget has that name.
    pub fn has(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    /// True where a name contains these words.
    pub fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    /// Clicks a widget and draws.
    pub fn click(&mut self, name: &str) -> &mut Self {
        self.get(name).click();
        self.settle()
    }

    /// Clicks a button whose words stand elsewhere too, and draws.
    pub fn press(&mut self, name: &str) -> &mut Self {
        self.harness.get_by_role_and_label(egui::accesskit::Role::Button, name).click();
        self.settle()
    }

    /// Presses a key and draws.
    pub fn key(&mut self, key: egui::Key) -> &mut Self {
        self.harness.key_press(key);
        self.settle()
    }

    /// Types into the field of that name.
    pub fn type_in(&mut self, field: &str, text: &str) -> &mut Self {
        use egui::accesskit::Role;
        let find = || {
            let editable = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
                matches!(node.role(), Role::TextInput | Role::PasswordInput) && node.label().as_deref() == Some(field)
            };
            self.harness.get_by(editable)
        };
        find().focus();
        self.harness.step();
        let editable = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::PasswordInput) && node.label().as_deref() == Some(field)
        };
        self.harness.get_by(editable).type_text(text);
        self.settle()
    }
}

/// The same world in the light and in the dark theme.
pub fn themes(world: fn() -> World) -> [World; 2] {
    [Appearance::Light, Appearance::Dark].map(|appearance| {
        let mut world = world();
        world.settings.appearance = appearance;
        world
    })
}
