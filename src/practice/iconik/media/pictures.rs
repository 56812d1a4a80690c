//! Keyframe pictures drawn by code: alive, and different by kind.

use image::{Rgb, RgbImage};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// Width of keyframes in pixels.
pub const WIDTH: u32 = 320;
/// Height of keyframes in pixels.
pub const HEIGHT: u32 = 180;

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A harbour under a sky, with perforations at the edge.
    Film,
    /// A sound as a line.
    Waveform,
    /// The same harbour as a print with a white border.
    Photograph,
    /// Tracks of an edit.
    Timeline,
    /// Two rings, for links.
    Chain,
}

/// Colour parts from 0 to 1.
type Colour = [f32; 3];

/// Draws a subject. The asset gives colours and place, the moment what has moved.
#[must_use]
pub fn draw(subject: Subject, asset: Uuid, moment: Uuid, width: u32, height: u32) -> RgbImage {
    let mut scene = ChaCha8Rng::seed_from_u64(seed(asset));
    let mut motion = ChaCha8Rng::seed_from_u64(seed(moment));
    let size = (width as f32, height as f32);
    match subject {
        Subject::Film => perforated(harbour(&mut scene, &mut motion), size, width, height),
        Subject::Photograph => framed(harbour(&mut scene, &mut motion), size, width, height),
        Subject::Waveform => waveform(&mut scene, width, height),
        Subject::Timeline => timeline(&mut scene, width, height),
        Subject::Chain => chain(&mut scene, width, height),
    }
}

fn seed(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low
}

fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|part| from[part] + (to[part] - from[part]) * share)
}

fn pixel(colour: Colour) -> Rgb<u8> {
    Rgb(colour.map(|part| (part.clamp(0.0, 1.0) * 255.0) as u8))
}

/// A colour of a hue (0 to 1) and a brightness.
fn hue(turn: f32, saturation: f32, value: f32) -> Colour {
    let part = |shift: f32| {
        let angle = ((turn + shift).fract() * 6.0 - 3.0).abs() - 1.0;
        value * (1.0 - saturation + saturation * angle.clamp(0.0, 1.0))
    };
    [part(0.0), part(2.0 / 3.0), part(1.0 / 3.0)]
}

/// A harbour as a function of a place (0 to 1 across and down).
fn harbour(scene: &mut ChaCha8Rng, motion: &mut ChaCha8Rng) -> impl Fn(f32, f32) -> Colour {
    // Dawn and dusk, or day: no green skies.
    let turn = if scene.random() {
        scene.random_range(0.0..0.11_f32)
    } else {
        scene.random_range(0.5..0.68_f32)
    };
    let (sky, dusk) = (hue(turn, 0.5, 0.75), hue(turn + 0.12, 0.35, 0.95));
    let water = hue(turn + 0.05, 0.6, 0.35);
    let horizon = scene.random_range(0.5..0.68_f32);
    let sun = (scene.random_range(0.15..0.85_f32), horizon - scene.random_range(0.08..0.3_f32));
    let sheds: Vec<(f32, f32, f32)> = (0..scene.random_range(3..7))
        .map(|_| {
            (
                scene.random_range(0.0..0.9_f32),
                scene.random_range(0.06..0.2_f32),
                scene.random_range(0.05..0.22_f32),
            )
        })
        .collect();
    let crane = scene.random_range(0.1..0.9_f32);
    let boat = motion.random_range(0.05..0.8_f32);
    move |x, y| {
        let shore = hue(turn + 0.5, 0.25, 0.22);
        let in_shed = |(left, breadth, tall): &(f32, f32, f32)| x > *left && x < left + breadth && y > horizon - tall && y < horizon + 0.01;
        let in_crane = ((x - crane).abs() < 0.008 && y > horizon - 0.34 && y < horizon)
            || ((y - (horizon - 0.32)).abs() < 0.012 && x > crane - 0.06 && x < crane + 0.18);
        let deck = horizon + 0.16;
        let hull = y > deck && y < deck + 0.06 && (x - boat - 0.09).abs() < 0.1 - (y - deck) * 0.4;
        let cabin = y > deck - 0.07 && y <= deck && (x - boat - 0.05).abs() < 0.03;
        let mast = y > deck - 0.2 && y <= deck && (x - boat - 0.11).abs() < 0.004;
        let in_boat = hull || cabin || mast;
        if in_boat {
            hue(turn + 0.45, 0.7, 0.7)
        } else if in_crane {
            mix(shore, [0.0; 3], 0.5)
        } else if sheds.iter().any(in_shed) {
            shore
        } else if y < horizon {
            let glow = 1.0 - ((x - sun.0).hypot((y - sun.1) * 0.6) * 5.0);
            mix(mix(sky, dusk, y / horizon), [1.0, 0.95, 0.8], glow)
        } else {
            let ripple = ((y - horizon) * 180.0 + (x * 40.0).sin() * 2.0).sin() * 0.08;
            mix(water, dusk, (1.0 - (y - horizon) * 3.0) * 0.4 + ripple)
        }
    }
}

fn perforated(scene: impl Fn(f32, f32) -> Colour, size: (f32, f32), width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / size.0, y as f32 / size.1);
        let edge = across.min(1.0 - across);
        if edge < 0.05 {
            let hole = (0.012..0.038).contains(&edge) && (down * 9.0).fract() > 0.45;
            return pixel(if hole { [0.85; 3] } else { [0.06; 3] });
        }
        pixel(scene(across, down))
    })
}

fn framed(scene: impl Fn(f32, f32) -> Colour, size: (f32, f32), width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / size.0, y as f32 / size.1);
        if across.min(1.0 - across) < 0.04 || down.min(1.0 - down) < 0.06 {
            return pixel([0.96, 0.94, 0.9]);
        }
        // Prints of those years are grey with a little warmth.
        let [red, green, blue] = scene(across, down);
        let grey = red * 0.3 + green * 0.59 + blue * 0.11;
        pixel([grey * 1.04, grey * 0.98, grey * 0.86])
    })
}

fn waveform(scene: &mut ChaCha8Rng, width: u32, height: u32) -> RgbImage {
    let turn: f32 = scene.random();
    let (ground, line) = (hue(turn, 0.45, 0.16), hue(turn + 0.08, 0.55, 0.85));
    let mut loudness = 0.3_f32;
    let bars: Vec<f32> = (0..width.div_ceil(3))
        .map(|_| {
            loudness = (loudness + scene.random_range(-0.16..0.16_f32)).clamp(0.05, 0.95);
            loudness * scene.random_range(0.45..1.0_f32)
        })
        .collect();
    RgbImage::from_fn(width, height, |x, y| {
        let from_middle = (y as f32 / height as f32 - 0.5).abs() * 2.0;
        let bar = bars[(x / 3) as usize];
        let drawn = x % 3 != 2 && from_middle < bar;
        pixel(if drawn { mix(line, [1.0; 3], from_middle * 0.4) } else { ground })
    })
}

fn timeline(scene: &mut ChaCha8Rng, width: u32, height: u32) -> RgbImage {
    let turn: f32 = scene.random();
    let mut picture = RgbImage::from_pixel(width, height, pixel([0.12, 0.12, 0.14]));
    let row = height / 6;
    for track in 0..5 {
        let mut left = scene.random_range(0..width / 6);
        while left < width {
            let right = (left + scene.random_range(width / 16..width / 4)).min(width);
            let colour = hue(turn + track as f32 * 0.13, 0.5, scene.random_range(0.5..0.85_f32));
            let top = row / 2 + track * row;
            for y in top..(top + row * 3 / 4).min(height) {
                for x in left..right.saturating_sub(2) {
                    picture.put_pixel(x, y, pixel(colour));
                }
            }
            left = right;
        }
    }
    picture
}

fn chain(scene: &mut ChaCha8Rng, width: u32, height: u32) -> RgbImage {
    let turn: f32 = scene.random();
    let (ground, ring) = (hue(turn, 0.3, 0.9), hue(turn, 0.6, 0.4));
    let aspect = width as f32 / height as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / width as f32 * aspect, y as f32 / height as f32);
        let on_ring = |middle: f32| {
            let distance = ((across - middle) * 0.75).hypot(down - 0.5);
            (distance - 0.2).abs() < 0.045
        };
        let middle = aspect / 2.0;
        pixel(if on_ring(middle - 0.2) || on_ring(middle + 0.2) {
            ring
        } else {
            ground
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_the_same_for_the_same_asset_and_differ_by_kind() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let film = draw(Subject::Film, one, one, 64, 36);
        assert_eq!(film, draw(Subject::Film, one, one, 64, 36));
        assert_ne!(film, draw(Subject::Film, other, one, 64, 36));
        assert_ne!(film, draw(Subject::Film, one, other, 64, 36));
        for subject in [Subject::Waveform, Subject::Photograph, Subject::Timeline, Subject::Chain] {
            assert_ne!(film, draw(subject, one, one, 64, 36));
        }
    }
}
