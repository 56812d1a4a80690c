//! Letters: Inter in two weights, the operating system's fonts behind it.
//!
//! eframe's `system_fonts` asks the operating system for whatever script Inter lacks (CJK, Arabic, Devanagari, …).

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const STRONG: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
const STRONG_FAMILY: &str = "strong";

/// Installs the letters. Must be called before the first frame.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("Inter", REGULAR), ("Inter SemiBold", STRONG)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let chain = |first: &[&str]| {
        first
            .iter()
            .map(|name| (*name).to_owned())
            .chain(fallback.iter().cloned())
            .collect()
    };
    fonts.families.insert(FontFamily::Proportional, chain(&["Inter"]));
    fonts
        .families
        .insert(FontFamily::Name(STRONG_FAMILY.into()), chain(&["Inter SemiBold", "Inter"]));
    ctx.set_fonts(fonts);
}

/// Ordinary letters of a size.
#[must_use]
pub fn regular(size: f32) -> FontId {
    FontId::proportional(size)
}

/// Strong letters of a size.
#[must_use]
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG_FAMILY.into()))
}
