//! Pictures of assets as textures, as many as are worth keeping.

use std::sync::Arc;

use egui::{Align2, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2};

use super::glyph::Glyph;
use crate::desktop::fonts;
use crate::desktop::model::Bounded;
use crate::desktop::screens::ViewCtx;
use crate::domain::AssetId;
use crate::runtime::Command;
use crate::runtime::view::Picture;

/// Pictures as textures.
#[derive(Default)]
pub struct Pictures {
    textures: Bounded<AssetId, (Arc<Picture>, TextureHandle)>,
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pictures")
    }
}

impl Pictures {
    /// Paints the picture of an asset into a place, or its glyph until it is here; asks for it once.
    pub fn paint(&mut self, painter: &Painter, view: &ViewCtx<'_>, asset: AssetId, glyph: Glyph, place: Rect) {
        let tokens = view.tokens;
        painter.rect_filled(place, 3.0, tokens.bg);
        match view.model.picture(&asset) {
            Some(Some(picture)) => {
                if let Some(texture) = self.texture(painter, asset, picture) {
                    let size = vec2(picture.width as f32, picture.height as f32);
                    let scale = (place.width() / size.x).min(place.height() / size.y);
                    let inside = Rect::from_center_size(place.center(), size * scale);
                    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                    painter.image(texture, inside, whole, egui::Color32::WHITE);
                }
            }
            Some(None) => {
                glyph.paint(painter, place.center(), tokens.title, tokens.none);
                let at = pos2(place.center().x, place.bottom() - 4.0);
                let font = fonts::regular(tokens.small);
                painter.text(at, Align2::CENTER_BOTTOM, "no picture", font, tokens.ink3);
            }
            None => {
                glyph.paint(painter, place.center(), tokens.title, tokens.line);
                if view.model.wants_picture(&asset) {
                    view.outbox.send(Command::LoadPicture(asset));
                }
            }
        }
    }

    fn texture(&mut self, painter: &Painter, asset: AssetId, picture: &Arc<Picture>) -> Option<egui::TextureId> {
        let known = self.textures.get(&asset).filter(|(same, _)| Arc::ptr_eq(same, picture));
        if let Some((_, texture)) = known {
            return Some(texture.id());
        }
        let size = [picture.width as usize, picture.height as usize];
        // A picture that lies about its size must not bring the window down.
        if size.contains(&0) || picture.rgba.len() != size.iter().product::<usize>() * 4 {
            return None;
        }
        let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
        let texture = painter
            .ctx()
            .load_texture(format!("picture {asset}"), image, TextureOptions::LINEAR);
        let id = texture.id();
        self.textures.put(asset, (Arc::clone(picture), texture));
        Some(id)
    }
}
