//! Design tokens: every colour and every size of the window, once for each theme.
//!
//! The palette is the house's own; hints and "not linked" are darker (lighter in the dark theme) than first drawn so that every
//! word keeps a contrast of at least 4.5 : 1 on its ground. The tests below hold that.

use egui::Color32;

/// Colours and sizes of one theme at one text size. Sizes are in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// True in the dark theme.
    pub dark: bool,

    /// Behind everything.
    pub bg: Color32,
    /// Panes.
    pub panel: Color32,
    /// Buttons, fields, popups.
    pub raise: Color32,
    /// Borders between panes.
    pub line: Color32,
    /// Borders between rows.
    pub line2: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub ink2: Color32,
    /// Hints.
    pub ink3: Color32,
    /// Actions and active filters.
    pub accent: Color32,
    /// Ground of active filters.
    pub accent_bg: Color32,
    /// Text on a button filled with the accent.
    pub on_accent: Color32,
    /// Selected rows.
    pub sel: Color32,
    /// Selected rows of the browser that has not the keyboard.
    pub sel_quiet: Color32,
    /// Row under the pointer.
    pub hover: Color32,
    /// Linked, done, reached.
    pub linked: Color32,
    /// Changed since.
    pub changed: Color32,
    /// Broken, failed.
    pub broken: Color32,
    /// Restricted.
    pub restricted: Color32,
    /// Restricted differently.
    pub differs: Color32,
    /// Glyph of "not linked".
    pub none: Color32,
    /// Ground of values after a change.
    pub add: Color32,
    /// Ground of values before a change.
    pub del: Color32,
    /// Ground of warnings and of the practice mark.
    pub warn: Color32,
    /// Shadow under popups.
    pub shadow: Color32,

    /// Text.
    pub text: f32,
    /// Secondary text.
    pub small: f32,
    /// Titles of screens.
    pub title: f32,
    /// Height of a browser row.
    pub row: f32,
    /// Height of buttons, fields and chips.
    pub control: f32,
    /// Height of a pane's header.
    pub header: f32,
    /// Corner radius.
    pub radius: f32,
    /// Width of the rail.
    pub rail: f32,
    /// Height of the top line.
    pub top: f32,
    /// Height of the foot line.
    pub foot: f32,
    /// Step to the right of each level in a tree.
    pub indent: f32,
    /// Distance from a pane's edge to what it holds.
    pub pad: f32,
    /// Distance between neighbours.
    pub gap: f32,
    /// Size of glyphs in rows.
    pub glyph: f32,
    /// Width of the ring around what has the keyboard.
    pub focus_ring: f32,
    /// Width of lines.
    pub hair: f32,
    /// Width of a thumbnail; it is 16 : 9.
    pub thumbnail: f32,
}

impl Tokens {
    /// The light theme at a text size; 1.0 is 13 points.
    #[must_use]
    pub fn light(scale: f32) -> Self {
        Self {
            dark: false,
            bg: rgb(0x00f6_f5f2),
            panel: rgb(0x00ff_fefb),
            raise: rgb(0x00ff_ffff),
            line: rgb(0x00e2_dfd8),
            line2: rgb(0x00ef_ece6),
            ink: rgb(0x0023_211d),
            ink2: rgb(0x005d_584f),
            ink3: rgb(0x006f_695f),
            accent: rgb(0x000b_6b6f),
            accent_bg: rgb(0x00e0_f0ef),
            on_accent: rgb(0x00ff_ffff),
            sel: rgb(0x00d8_ecea),
            sel_quiet: rgb(0x00e8_f2f1),
            hover: rgb(0x00f5_f4ef),
            linked: rgb(0x002b_7248),
            changed: rgb(0x0093_5c00),
            broken: rgb(0x00b3_372f),
            restricted: rgb(0x007a_3f98),
            differs: rgb(0x00ad_3a0a),
            none: rgb(0x008d_877c),
            add: rgb(0x00e6_f3ea),
            del: rgb(0x00fb_e9e7),
            warn: rgb(0x00fd_f3dc),
            shadow: Color32::from_black_alpha(36),
            ..Self::sized(scale)
        }
    }

    /// The dark theme at a text size; 1.0 is 13 points.
    #[must_use]
    pub fn dark(scale: f32) -> Self {
        Self {
            dark: true,
            bg: rgb(0x0017_1a1b),
            panel: rgb(0x001d_2122),
            raise: rgb(0x0023_282a),
            line: rgb(0x0032_393b),
            line2: rgb(0x0028_2e30),
            ink: rgb(0x00e8_e6e1),
            ink2: rgb(0x00b3_b0a8),
            ink3: rgb(0x009a_9891),
            accent: rgb(0x004f_b7b3),
            accent_bg: rgb(0x001c_3a3a),
            on_accent: rgb(0x000e_1f1f),
            sel: rgb(0x001f_4444),
            sel_quiet: rgb(0x0021_3334),
            hover: rgb(0x0024_292b),
            linked: rgb(0x006c_c08b),
            changed: rgb(0x00e0_ac4f),
            broken: rgb(0x00ef_8279),
            restricted: rgb(0x00c5_9be0),
            differs: rgb(0x00f5_9e6c),
            none: rgb(0x008f_8d86),
            add: rgb(0x001d_3527),
            del: rgb(0x003b_2322),
            warn: rgb(0x003a_311c),
            shadow: Color32::from_black_alpha(120),
            ..Self::sized(scale)
        }
    }

    fn sized(scale: f32) -> Self {
        let scale = scale.clamp(0.75, 2.0);
        // Whole points keep rows and lines sharp.
        let points = |size: f32| (size * scale).round();
        let none = Color32::TRANSPARENT;
        Self {
            dark: false,
            bg: none,
            panel: none,
            raise: none,
            line: none,
            line2: none,
            ink: none,
            ink2: none,
            ink3: none,
            accent: none,
            accent_bg: none,
            on_accent: none,
            sel: none,
            sel_quiet: none,
            hover: none,
            linked: none,
            changed: none,
            broken: none,
            restricted: none,
            differs: none,
            none,
            add: none,
            del: none,
            warn: none,
            shadow: none,
            text: 13.0 * scale,
            small: 11.5 * scale,
            title: 17.0 * scale,
            row: points(23.0),
            control: points(24.0),
            header: points(38.0),
            radius: 6.0,
            rail: points(64.0),
            top: points(40.0),
            foot: points(26.0),
            indent: points(16.0),
            pad: points(12.0),
            gap: points(8.0),
            glyph: points(10.0),
            focus_ring: 2.0,
            hair: 1.0,
            thumbnail: points(132.0),
        }
    }

    /// The colour and glyph of a link state.
    #[must_use]
    pub fn link_colour(&self, state: crate::domain::LinkState) -> Color32 {
        use crate::domain::LinkState as State;
        match state {
            State::NotLinked => self.ink3,
            State::Linked => self.linked,
            State::ChangedSince => self.changed,
            State::Broken => self.broken,
        }
    }
}

fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f32 {
        let linear = |channel: u8| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.039_28 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_can_be_read_on_every_ground_they_stand_on() {
        for tokens in [Tokens::light(1.0), Tokens::dark(1.0)] {
            let words = [
                ("ink", tokens.ink),
                ("ink2", tokens.ink2),
                ("ink3", tokens.ink3),
                ("accent", tokens.accent),
                ("linked", tokens.linked),
                ("changed", tokens.changed),
                ("broken", tokens.broken),
                ("restricted", tokens.restricted),
                ("differs", tokens.differs),
            ];
            for (name, word) in words {
                for ground in [tokens.panel, tokens.raise, tokens.bg] {
                    let found = contrast(word, ground);
                    assert!(found >= 4.5, "{name} on {ground:?}, dark {}: {found:.2}", tokens.dark);
                }
            }
            for (name, word) in [("ink", tokens.ink), ("ink2", tokens.ink2)] {
                for ground in [
                    tokens.sel,
                    tokens.sel_quiet,
                    tokens.hover,
                    tokens.add,
                    tokens.del,
                    tokens.warn,
                    tokens.accent_bg,
                ] {
                    let found = contrast(word, ground);
                    assert!(found >= 4.5, "{name} on {ground:?}, dark {}: {found:.2}", tokens.dark);
                }
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5);
            assert!(contrast(tokens.accent, tokens.accent_bg) >= 4.5);
            assert!(contrast(tokens.changed, tokens.warn) >= 4.5);
            assert!(contrast(tokens.none, tokens.panel) >= 3.0, "glyphs need 3 : 1");
        }
    }

    #[test]
    fn sizes_follow_the_text_size_in_whole_points() {
        let tokens = Tokens::light(1.3);
        assert!((tokens.text - 16.9).abs() < 0.01);
        assert!(tokens.row.fract().abs() < f32::EPSILON && tokens.row > 28.0);
    }
}
