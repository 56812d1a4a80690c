//! Texts cut to their place: in the middle, because the end often tells siblings apart.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use egui::{Align2, Color32, FontId, Galley, Painter, Rect};
use unicode_segmentation::UnicodeSegmentation as _;

/// Cut texts kept at most.
const KEPT: usize = 8_192;

/// Cuts texts and remembers how.
#[derive(Debug, Default)]
pub struct Elider {
    cut: RefCell<HashMap<u64, Option<Arc<str>>>>,
}

impl Elider {
    /// The text in one line, cut in the middle where it is wider than its place.
    pub fn layout(&self, painter: &Painter, text: &str, font: &FontId, width: f32) -> Arc<Galley> {
        let whole = || painter.layout_no_wrap(one_line(text), font.clone(), Color32::PLACEHOLDER);
        // Nearly every text fits, and most obviously so.
        if text.len() as f32 * font.size < width {
            return whole();
        }
        let mut hasher = std::hash::DefaultHasher::new();
        (text, font, width as i32, painter.pixels_per_point().to_bits()).hash(&mut hasher);
        let key = hasher.finish();
        let known = self.cut.borrow().get(&key).cloned();
        let short = known.unwrap_or_else(|| {
            let measure = |text: String| painter.layout_no_wrap(text, font.clone(), Color32::PLACEHOLDER).size().x;
            let short = shorten(&one_line(text), |candidate| measure(candidate) <= width).map(Arc::from);
            let mut cut = self.cut.borrow_mut();
            if cut.len() >= KEPT {
                cut.clear();
            }
            cut.insert(key, short.clone());
            short
        });
        match short {
            None => whole(),
            Some(short) => painter.layout_no_wrap(short.to_string(), font.clone(), Color32::PLACEHOLDER),
        }
    }

    /// Paints a text in its place; gives its width.
    pub fn paint(&self, painter: &Painter, text: &str, place: Rect, align: Align2, font: &FontId, colour: Color32) -> f32 {
        if text.is_empty() || place.width() < font.size {
            return 0.0;
        }
        let galley = self.layout(painter, text, font, place.width());
        let at = align.align_size_within_rect(galley.size(), place).min;
        let width = galley.size().x;
        painter.galley(at, galley, colour);
        width
    }
}

fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

/// The longest form with `…` in the middle that fits; `None` where the whole text does. Cuts between characters as people see
/// them, never inside one.
pub fn shorten(text: &str, fits: impl Fn(String) -> bool) -> Option<String> {
    if fits(text.to_owned()) {
        return None;
    }
    let letters: Vec<&str> = text.graphemes(true).collect();
    let cut = |keep: usize| {
        // The end tells siblings apart and is kept a little shorter than the beginning, which says what it is about.
        let tail = keep * 2 / 5;
        let head = keep - tail;
        let start: String = letters.get(..head).unwrap_or_default().concat();
        let end: String = letters.get(letters.len() - tail..).unwrap_or_default().concat();
        format!("{}…{}", start.trim_end(), end.trim_start())
    };
    let (mut low, mut high) = (0, letters.len().saturating_sub(1));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if fits(cut(middle)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Some(cut(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, width: usize) -> String {
        shorten(text, |candidate| candidate.graphemes(true).count() <= width).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn the_end_that_tells_siblings_apart_stays() {
        assert_eq!(cut("short", 10), "short");
        let one = cut("Interview with a crane driver about the winter of 1962, part 1", 24);
        let two = cut("Interview with a crane driver about the winter of 1962, part 2", 24);
        assert!(one.starts_with("Interview") && one.ends_with("part 1"), "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn letters_made_of_several_characters_stay_whole() {
        for width in 1..20 {
            let short = cut("Þórunn e\u{301}e\u{301}e\u{301} 港湾労働者 👩‍🚒👩‍🚒 تسجيل", width);
            assert!(short.graphemes(true).count() <= width.max(1));
            for letter in short.graphemes(true) {
                assert!(letter == "…" || "Þórunn e\u{301}e\u{301}e\u{301} 港湾労働者 👩‍🚒👩‍🚒 تسجيل".contains(letter));
                assert_ne!(letter, "\u{301}", "an accent lost its letter");
            }
        }
    }
}
