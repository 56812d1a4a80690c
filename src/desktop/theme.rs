//! The tokens as egui's style.

use egui::style::{Selection, WidgetVisuals};
use egui::{Context, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, ThemePreference, Visuals, vec2};

use super::fonts;
use super::tokens::Tokens;
use crate::runtime::settings::{AppSettings, Appearance};

/// Installs letters and both styles; called once before the first frame.
pub fn install(ctx: &Context, settings: &AppSettings) {
    fonts::install(ctx);
    // Larger and smaller text are commands of Archway; egui's own zoom would come on top of them.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    apply(ctx, settings);
}

/// Takes appearance and text size from the settings.
pub fn apply(ctx: &Context, settings: &AppSettings) {
    ctx.set_style_of(Theme::Light, style(&Tokens::light(settings.text_size)));
    ctx.set_style_of(Theme::Dark, style(&Tokens::dark(settings.text_size)));
    ctx.set_theme(match settings.appearance {
        Appearance::System => ThemePreference::System,
        Appearance::Light => ThemePreference::Light,
        Appearance::Dark => ThemePreference::Dark,
    });
}

/// The tokens of the theme in force.
#[must_use]
pub fn tokens(ctx: &Context, settings: &AppSettings) -> Tokens {
    match ctx.theme() {
        Theme::Light => Tokens::light(settings.text_size),
        Theme::Dark => Tokens::dark(settings.text_size),
    }
}

fn style(tokens: &Tokens) -> Style {
    let mut style = Style {
        visuals: visuals(tokens),
        animation_time: 0.08,
        ..Style::default()
    };
    style.text_styles = [
        (TextStyle::Small, fonts::regular(tokens.small)),
        (TextStyle::Body, fonts::regular(tokens.text)),
        (TextStyle::Button, fonts::regular(tokens.text)),
        (TextStyle::Heading, fonts::strong(tokens.title)),
        (TextStyle::Monospace, egui::FontId::monospace(tokens.text)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(tokens.gap, tokens.gap / 2.0);
    spacing.button_padding = vec2(tokens.pad - 2.0, 3.0);
    spacing.interact_size = vec2(tokens.control, tokens.control);
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(12);
    spacing.icon_width = tokens.text + 2.0;
    spacing.icon_width_inner = tokens.text - 4.0;
    spacing.indent = tokens.indent;
    spacing.combo_width = tokens.rail * 2.0;
    spacing.tooltip_width = tokens.rail * 6.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn visuals(tokens: &Tokens) -> Visuals {
    let radius = corner(tokens);
    let widget = |fill, stroke, ink| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(tokens.hair, stroke),
        corner_radius: radius,
        fg_stroke: Stroke::new(tokens.hair, ink),
        expansion: 0.0,
    };
    let mut visuals = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    visuals.widgets.noninteractive = widget(tokens.panel, tokens.line, tokens.ink);
    visuals.widgets.inactive = widget(tokens.raise, tokens.line, tokens.ink);
    visuals.widgets.hovered = widget(tokens.hover, tokens.ink3, tokens.ink);
    visuals.widgets.active = widget(tokens.sel, tokens.accent, tokens.ink);
    visuals.widgets.open = widget(tokens.sel, tokens.accent, tokens.ink);
    visuals.selection = Selection {
        bg_fill: tokens.sel,
        stroke: Stroke::new(tokens.focus_ring, tokens.accent),
    };
    visuals.weak_text_color = Some(tokens.ink3);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.hover;
    visuals.extreme_bg_color = tokens.raise;
    visuals.text_edit_bg_color = Some(tokens.raise);
    visuals.code_bg_color = tokens.bg;
    visuals.warn_fg_color = tokens.changed;
    visuals.error_fg_color = tokens.broken;
    visuals.window_fill = tokens.raise;
    visuals.window_stroke = Stroke::new(tokens.hair, tokens.line);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.panel_fill = tokens.panel;
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: tokens.shadow,
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    visuals
}

/// The corner radius of buttons, fields and popups.
#[must_use]
pub fn corner(tokens: &Tokens) -> CornerRadius {
    CornerRadius::from(tokens.radius)
}
