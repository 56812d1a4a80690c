//! Glyphs, painted as shapes: no font has all of them, and a shape looks the same on every computer.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use crate::domain::{LinkState, MediaKind};

/// Something to paint in a square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// Not linked.
    Ring,
    /// Linked, done, reached.
    Dot,
    /// Changed since.
    Half,
    /// Broken, failed, look here.
    Warning,
    /// Restricted.
    Shield,
    /// Restricted differently by two sides or two rules.
    ShieldSplit,
    /// Somebody must say something first.
    Question,
    /// Closed row.
    ChevronRight,
    /// Back.
    ChevronLeft,
    /// Up.
    ChevronUp,
    /// Open row, menu.
    ChevronDown,
    /// Collection.
    Folder,
    /// Moving image.
    Video,
    /// Sound.
    Audio,
    /// Still image.
    Image,
    /// Document.
    Text,
    /// Anything else.
    Other,
    /// Announced, no media yet.
    Placeholder,
    /// Close, take away.
    Cross,
    /// Accepted.
    Check,
    /// Held.
    Pause,
    /// Search.
    Lens,
    /// Two ways: the Link screen.
    Arrows,
    /// Clock: the Activity screen.
    Clock,
    /// Sliders: the Settings screen.
    Sliders,
    /// Rows.
    List,
    /// Thumbnails.
    Grid,
    /// Opens elsewhere.
    Outward,
    /// Two sheets.
    Copy,
    /// Turning arrow.
    Refresh,
    /// Something that is not shown to the public.
    Hidden,
    /// Something is shown to more people.
    Eye,
    /// Agent.
    Person,
    /// Subject.
    Tag,
}

impl Glyph {
    /// The glyph of a link state.
    #[must_use]
    pub fn link(state: LinkState) -> Self {
        match state {
            LinkState::NotLinked => Self::Ring,
            LinkState::Linked => Self::Dot,
            LinkState::ChangedSince => Self::Half,
            LinkState::Broken => Self::Warning,
        }
    }

    /// The glyph of a kind of media.
    #[must_use]
    pub fn media(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Video => Self::Video,
            MediaKind::Audio => Self::Audio,
            MediaKind::Image => Self::Image,
            MediaKind::Text => Self::Text,
            MediaKind::Other => Self::Other,
        }
    }

    /// Paints the glyph in a square around `center`.
    pub fn paint(self, painter: &Painter, center: Pos2, size: f32, colour: Color32) {
        let pen = Pen {
            painter,
            rect: Rect::from_center_size(center, vec2(size, size)),
            colour,
            stroke: Stroke::new((size / 8.0).max(1.2), colour),
        };
        pen.draw(self);
    }
}

struct Pen<'a> {
    painter: &'a Painter,
    rect: Rect,
    colour: Color32,
    stroke: Stroke,
}

impl Pen<'_> {
    /// A point by fractions of the square.
    fn at(&self, x: f32, y: f32) -> Pos2 {
        pos2(self.rect.left() + x * self.rect.width(), self.rect.top() + y * self.rect.height())
    }

    fn line(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter.add(Shape::line(points, self.stroke));
    }

    fn closed(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter.add(Shape::closed_line(points, self.stroke));
    }

    fn fill(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter.add(Shape::convex_polygon(points, self.colour, Stroke::NONE));
    }

    fn ring(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_stroke(self.at(x, y), radius * self.rect.width(), self.stroke);
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_filled(self.at(x, y), radius * self.rect.width(), self.colour);
    }

    fn frame(&self, left: f32, top: f32, right: f32, bottom: f32) {
        let rect = Rect::from_min_max(self.at(left, top), self.at(right, bottom));
        self.painter
            .rect_stroke(rect, self.rect.width() * 0.1, self.stroke, egui::StrokeKind::Middle);
    }

    fn draw(&self, glyph: Glyph) {
        match glyph {
            Glyph::Ring => self.ring(0.5, 0.5, 0.4),
            Glyph::Dot => self.dot(0.5, 0.5, 0.45),
            Glyph::Half => self.half(),
            Glyph::Warning => self.warning(),
            Glyph::Shield => self.shield(),
            Glyph::ShieldSplit => {
                self.shield();
                self.line(&[(0.62, 0.12), (0.4, 0.46), (0.6, 0.58), (0.42, 0.86)]);
            }
            Glyph::Question => self.question(),
            Glyph::ChevronRight => self.fill(&[(0.3, 0.15), (0.8, 0.5), (0.3, 0.85)]),
            Glyph::ChevronLeft => self.fill(&[(0.7, 0.15), (0.7, 0.85), (0.2, 0.5)]),
            Glyph::ChevronUp => self.fill(&[(0.15, 0.7), (0.5, 0.2), (0.85, 0.7)]),
            Glyph::ChevronDown => self.fill(&[(0.15, 0.3), (0.85, 0.3), (0.5, 0.8)]),
            Glyph::Folder => self.closed(&[(0.05, 0.15), (0.4, 0.15), (0.5, 0.28), (0.95, 0.28), (0.95, 0.88), (0.05, 0.88)]),
            Glyph::Video => self.fill(&[(0.15, 0.05), (0.95, 0.5), (0.15, 0.95)]),
            Glyph::Audio => self.audio(),
            Glyph::Image => self.image(),
            Glyph::Text => self.text(),
            Glyph::Other => self.frame(0.15, 0.15, 0.85, 0.85),
            Glyph::Placeholder => self.placeholder(),
            Glyph::Cross => {
                self.line(&[(0.2, 0.2), (0.8, 0.8)]);
                self.line(&[(0.8, 0.2), (0.2, 0.8)]);
            }
            Glyph::Check => self.line(&[(0.1, 0.55), (0.4, 0.85), (0.92, 0.2)]),
            Glyph::Pause => {
                self.line(&[(0.32, 0.15), (0.32, 0.85)]);
                self.line(&[(0.68, 0.15), (0.68, 0.85)]);
            }
            Glyph::Lens => {
                self.ring(0.42, 0.42, 0.32);
                self.line(&[(0.66, 0.66), (0.95, 0.95)]);
            }
            Glyph::Arrows => self.arrows(),
            Glyph::Clock => {
                self.ring(0.5, 0.5, 0.42);
                self.line(&[(0.5, 0.22), (0.5, 0.52), (0.7, 0.62)]);
            }
            Glyph::Sliders => self.sliders(),
            Glyph::List => self.list(),
            Glyph::Grid => self.grid(),
            Glyph::Outward => self.outward(),
            Glyph::Copy => {
                self.frame(0.1, 0.3, 0.66, 0.92);
                self.line(&[(0.36, 0.1), (0.9, 0.1), (0.9, 0.7)]);
            }
            Glyph::Refresh => self.refresh(),
            Glyph::Hidden => {
                self.ring(0.5, 0.5, 0.4);
                self.line(&[(0.2, 0.8), (0.8, 0.2)]);
            }
            Glyph::Eye => {
                self.closed(&[
                    (0.02, 0.5),
                    (0.25, 0.26),
                    (0.5, 0.18),
                    (0.75, 0.26),
                    (0.98, 0.5),
                    (0.75, 0.74),
                    (0.5, 0.82),
                    (0.25, 0.74),
                ]);
                self.dot(0.5, 0.5, 0.15);
            }
            Glyph::Person => {
                self.ring(0.5, 0.3, 0.22);
                self.line(&[(0.08, 0.95), (0.14, 0.74), (0.32, 0.62), (0.68, 0.62), (0.86, 0.74), (0.92, 0.95)]);
            }
            Glyph::Tag => {
                self.closed(&[(0.05, 0.12), (0.52, 0.12), (0.95, 0.55), (0.58, 0.92), (0.05, 0.5)]);
                self.dot(0.28, 0.32, 0.08);
            }
        }
    }

    fn half(&self) {
        self.ring(0.5, 0.5, 0.4);
        let arc: Vec<(f32, f32)> = (0..=12u8)
            .map(|step| {
                let angle = std::f32::consts::FRAC_PI_2 + f32::from(step) * std::f32::consts::PI / 12.0;
                (0.5 + 0.4 * angle.cos(), 0.5 + 0.4 * angle.sin())
            })
            .collect();
        self.fill(&arc);
    }

    fn shield(&self) {
        self.closed(&[
            (0.1, 0.1),
            (0.9, 0.1),
            (0.9, 0.5),
            (0.72, 0.78),
            (0.5, 0.95),
            (0.28, 0.78),
            (0.1, 0.5),
        ]);
    }

    fn question(&self) {
        self.line(&[
            (0.24, 0.3),
            (0.28, 0.14),
            (0.42, 0.05),
            (0.6, 0.05),
            (0.74, 0.14),
            (0.78, 0.3),
            (0.7, 0.44),
            (0.54, 0.54),
            (0.5, 0.7),
        ]);
        self.dot(0.5, 0.91, 0.09);
    }

    fn warning(&self) {
        // Drawn as an outline so that the mark inside needs no second colour.
        self.closed(&[(0.5, 0.08), (0.96, 0.9), (0.04, 0.9)]);
        self.line(&[(0.5, 0.38), (0.5, 0.62)]);
        self.dot(0.5, 0.76, 0.06);
    }

    fn audio(&self) {
        self.line(&[(0.36, 0.8), (0.36, 0.1), (0.78, 0.22)]);
        self.dot(0.26, 0.8, 0.15);
        self.line(&[(0.78, 0.22), (0.78, 0.4)]);
    }

    fn image(&self) {
        self.frame(0.05, 0.12, 0.95, 0.88);
        self.line(&[(0.1, 0.8), (0.38, 0.45), (0.58, 0.68), (0.72, 0.54), (0.92, 0.8)]);
        self.dot(0.7, 0.32, 0.08);
    }

    fn text(&self) {
        self.frame(0.15, 0.05, 0.85, 0.95);
        for y in [0.3, 0.5, 0.7] {
            self.line(&[(0.3, y), (0.7, y)]);
        }
    }

    fn placeholder(&self) {
        let corners = [
            self.at(0.1, 0.15),
            self.at(0.9, 0.15),
            self.at(0.9, 0.85),
            self.at(0.1, 0.85),
            self.at(0.1, 0.15),
        ];
        let dash = self.rect.width() / 5.0;
        self.painter.extend(Shape::dashed_line(&corners, self.stroke, dash, dash * 0.8));
    }

    fn arrows(&self) {
        self.line(&[(0.05, 0.32), (0.92, 0.32)]);
        self.line(&[(0.7, 0.12), (0.92, 0.32), (0.7, 0.52)]);
        self.line(&[(0.95, 0.7), (0.08, 0.7)]);
        self.line(&[(0.3, 0.5), (0.08, 0.7), (0.3, 0.9)]);
    }

    fn sliders(&self) {
        for (y, x) in [(0.22, 0.68), (0.5, 0.3), (0.78, 0.6)] {
            self.line(&[(0.06, y), (0.94, y)]);
            self.dot(x, y, 0.12);
        }
    }

    fn list(&self) {
        for y in [0.22, 0.5, 0.78] {
            self.line(&[(0.06, y), (0.94, y)]);
        }
    }

    fn grid(&self) {
        for (x, y) in [(0.08, 0.08), (0.56, 0.08), (0.08, 0.56), (0.56, 0.56)] {
            self.frame(x, y, x + 0.36, y + 0.36);
        }
    }

    fn outward(&self) {
        self.line(&[(0.5, 0.15), (0.12, 0.15), (0.12, 0.88), (0.85, 0.88), (0.85, 0.5)]);
        self.line(&[(0.42, 0.58), (0.92, 0.08)]);
        self.line(&[(0.64, 0.08), (0.92, 0.08), (0.92, 0.36)]);
    }

    fn refresh(&self) {
        let arc: Vec<(f32, f32)> = (0..=18u8)
            .map(|step| {
                let angle = -0.6 + f32::from(step) * 0.28;
                (0.5 + 0.38 * angle.cos(), 0.5 + 0.38 * angle.sin())
            })
            .collect();
        self.line(&arc);
        self.line(&[(0.6, 0.22), (0.84, 0.28), (0.9, 0.04)]);
    }
}
