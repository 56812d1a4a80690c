//! The search and command palette: one field over all commands and both systems.

pub mod entries;
pub mod matching;

use egui::{Align2, Area, Frame, Id, Key, Margin, Modal, Modifiers, Rect, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use self::entries::{Entries, Entry};
use super::commands::UiCommand;
use super::outbox::Raised;
use super::screens::ViewCtx;
use super::screens::review::row;
use super::widgets::glyph::Glyph;
use super::widgets::parts;
use crate::desktop::fonts;
use crate::domain::browse::Node;
use crate::runtime::Command;

/// Seconds without typing before both systems are searched.
const PAUSE: f64 = 0.15;
/// Rows shown at a time.
const ROWS: usize = 14;

/// The search and command palette.
#[derive(Debug, Default)]
pub struct Palette {
    open: bool,
    fresh: bool,
    typed: String,
    chosen: usize,
    scroll: bool,
    entries: Entries,
    /// Number of the search that was asked last.
    ticket: u64,
    /// What was asked last.
    asked: String,
    /// When something was typed last, in seconds of the window's time.
    typed_at: f64,
}

/// What a key or click did.
enum Deed {
    Stay,
    Close,
    Take(usize),
}

impl Palette {
    /// Opens it with an empty field.
    pub fn open(&mut self) {
        *self = Self {
            open: true,
            fresh: true,
            // Tickets go on rising, so that a late answer to an earlier search is never taken for a new one.
            ticket: self.ticket,
            ..Self::default()
        };
    }

    /// True while it is shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Draws it over everything else while it is open.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if !self.open {
            return;
        }
        let tokens = view.tokens;
        let id = Id::unique("palette");
        let area = Area::new(id)
            .kind(egui::UiKind::Modal)
            .sense(Sense::hover())
            .anchor(Align2::CENTER_TOP, vec2(0.0, tokens.top + tokens.pad))
            .order(egui::Order::Foreground)
            .interactable(true);
        let frame = Frame::popup(ui.style()).fill(tokens.raise).inner_margin(Margin::same(8));
        let modal = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.shadow);
        let drawn = modal.show(ui.ctx(), |ui| self.contents(ui, view));
        let deed = if drawn.should_close() { Deed::Close } else { drawn.inner };
        match deed {
            Deed::Stay => {}
            Deed::Close => self.open = false,
            Deed::Take(place) => self.take(view, place),
        }
    }

    fn contents(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Deed {
        let tokens = view.tokens;
        let width = (tokens.rail * 10.0).min(ui.ctx().content_rect().width() - tokens.rail);
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
        let mut deed = self.keys(ui);
        self.field(ui, view);
        self.search(ui, view);
        self.entries.update(view, &self.typed);
        self.chosen = self.chosen.min(self.entries.len().saturating_sub(1));
        if self.entries.is_empty() {
            let words = if self.awaits(view) {
                "searching both systems"
            } else {
                "Nothing fits."
            };
            ui.label(parts::small(tokens, words));
        } else if let Some(place) = self.rows(ui, view) {
            deed = Deed::Take(place);
        }
        self.foot(ui, view);
        deed
    }

    /// Arrows, Enter and Escape; taken before the field sees them.
    fn keys(&mut self, ui: &Ui) -> Deed {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = self.entries.len().saturating_sub(1);
        let before = self.chosen;
        if pressed(Key::ArrowDown) {
            self.chosen = if self.chosen >= last { 0 } else { self.chosen + 1 };
        }
        if pressed(Key::ArrowUp) {
            self.chosen = if self.chosen == 0 { last } else { self.chosen - 1 };
        }
        if pressed(Key::PageDown) {
            self.chosen = (self.chosen + ROWS).min(last);
        }
        if pressed(Key::PageUp) {
            self.chosen = self.chosen.saturating_sub(ROWS);
        }
        self.scroll |= self.chosen != before;
        if pressed(Key::Escape) {
            Deed::Close
        } else if pressed(Key::Enter) && !self.entries.is_empty() {
            Deed::Take(self.chosen)
        } else {
            Deed::Stay
        }
    }

    fn field(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let name = UiCommand::OpenPalette.title();
        let edit = TextEdit::singleline(&mut self.typed)
            .hint_text(name)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 6));
        let response = ui.add(edit);
        let typed = self.typed.clone();
        response.widget_info(|| WidgetInfo {
            label: Some(name.to_owned()),
            ..WidgetInfo::text_edit(true, &typed, &typed, name)
        });
        if std::mem::take(&mut self.fresh) {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = 0;
            self.scroll = true;
            self.typed_at = ui.input(|input| input.time);
        }
        ui.painter().hline(
            ui.max_rect().x_range(),
            response.rect.bottom() + tokens.gap / 4.0,
            (tokens.hair, tokens.line2),
        );
    }

    /// Searches both systems once typing pauses.
    fn search(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let text = self.typed.trim();
        if text == self.asked || view.model.workspace().is_none() {
            return;
        }
        let since = ui.input(|input| input.time) - self.typed_at;
        if since < PAUSE {
            let rest = std::time::Duration::from_secs_f64(PAUSE - since);
            ui.ctx().request_repaint_after(rest);
            return;
        }
        text.clone_into(&mut self.asked);
        self.ticket += 1;
        if !self.asked.is_empty() {
            view.outbox.send(Command::Search {
                ticket: self.ticket,
                text: self.asked.clone(),
            });
        }
    }

    /// True while hits for what is typed are still to come.
    fn awaits(&self, view: &ViewCtx<'_>) -> bool {
        let text = self.typed.trim();
        let answered = view.model.found.as_ref().is_some_and(|(ticket, _)| *ticket == self.ticket);
        !text.is_empty() && view.model.workspace().is_some() && (text != self.asked || !answered)
    }

    fn rows(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<usize> {
        let tokens = view.tokens;
        let mut taken = None;
        let height = tokens.row + tokens.gap / 2.0;
        ui.spacing_mut().item_spacing.y = 0.0;
        row::overlay_scroll(ui);
        let shown = self.entries.len().min(ROWS) as f32 * height;
        let mut area = ScrollArea::vertical()
            .id_salt("entries")
            .max_height(shown)
            .min_scrolled_height(shown)
            .auto_shrink([false, true]);
        if std::mem::take(&mut self.scroll) {
            // Keeps the chosen row in sight with some rows above it.
            area = area.vertical_scroll_offset((self.chosen as f32 - ROWS as f32 / 2.0).max(0.0) * height);
        }
        area.show_rows(ui, height, self.entries.len(), |ui, range| {
            for place in range {
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
                let chosen = place == self.chosen;
                if let Some(entry) = self.entries.get(place) {
                    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, entry.spoken()));
                    draw_entry(ui, view, rect, entry, chosen, response.hovered());
                }
                if response.clicked() {
                    taken = Some(place);
                }
            }
        });
        taken
    }

    fn foot(&self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let mut words = "arrows to choose · Enter to go · Escape to close".to_owned();
        if self.awaits(view) {
            words.push_str(" · searching both systems");
        }
        ui.add_space(view.tokens.gap / 2.0);
        ui.label(parts::hint(view.tokens, words));
    }

    fn take(&mut self, view: &ViewCtx<'_>, place: usize) {
        match self.entries.get(place) {
            Some(Entry::Command { command, .. }) => view.outbox.command(*command),
            Some(Entry::Hit { hit, .. }) => view.outbox.raise(Raised::ShowNode(hit.node)),
            None => return,
        }
        self.open = false;
    }
}

fn draw_entry(ui: &Ui, view: &ViewCtx<'_>, rect: Rect, entry: &Entry, chosen: bool, hovered: bool) {
    let tokens = view.tokens;
    let fill = match (chosen, hovered) {
        (true, _) => tokens.sel,
        (false, true) => tokens.hover,
        _ => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, tokens.radius / 2.0, fill);
    let middle = rect.center().y;
    let left = rect.left() + tokens.pad / 2.0 + tokens.glyph + tokens.gap;
    let (glyph, title, letters, more) = match entry {
        Entry::Command { command, letters } => {
            let keys = command.keys(ui.ctx()).unwrap_or_default();
            (Glyph::ChevronRight, command.title().to_owned(), letters.as_slice(), keys)
        }
        Entry::Hit { hit, system } => {
            let glyph = match hit.node {
                Node::Collection(_) => Glyph::Folder,
                Node::Asset(_) => Glyph::Video,
                Node::Record(_) => Glyph::Text,
            };
            let more = if hit.context.is_empty() {
                (*system).to_owned()
            } else {
                format!("{system} · {}", hit.context)
            };
            (glyph, hit.title.clone(), [].as_slice(), more)
        }
    };
    let center = pos2(rect.left() + tokens.pad / 2.0 + tokens.glyph / 2.0, middle);
    glyph.paint(ui.painter(), center, tokens.glyph, tokens.ink3);
    let right = rect.right() - tokens.pad / 2.0;
    let small = fonts::regular(tokens.small);
    let most = rect.width() * 0.45;
    let used = row::text(ui, pos2(right, middle), Align2::RIGHT_CENTER, &more, small, tokens.ink2, most);
    let room = right - used - tokens.pad - left;
    title_with_letters(ui, view, pos2(left, middle), &title, letters, room);
}

/// A title with the letters that fit in strong letters.
fn title_with_letters(ui: &Ui, view: &ViewCtx<'_>, at: egui::Pos2, title: &str, letters: &[u32], room: f32) {
    let tokens = view.tokens;
    if letters.is_empty() {
        row::text_middle(ui, at, title, fonts::regular(tokens.text), tokens.ink, room);
        return;
    }
    let mut job = egui::text::LayoutJob::default();
    for (place, letter) in title.chars().enumerate() {
        let fits = u32::try_from(place).is_ok_and(|place| letters.binary_search(&place).is_ok());
        let (font_id, color) = if fits {
            (fonts::strong(tokens.text), tokens.accent)
        } else {
            (fonts::regular(tokens.text), tokens.ink)
        };
        let format = egui::TextFormat {
            font_id,
            color,
            ..Default::default()
        };
        job.append(letter.encode_utf8(&mut [0; 4]), 0.0, format);
    }
    job.wrap.max_width = room;
    job.wrap.max_rows = 1;
    let galley = ui.painter().layout_job(job);
    let place = Align2::LEFT_CENTER.anchor_size(at, galley.size());
    ui.painter().galley(place.min, galley, tokens.ink);
}
