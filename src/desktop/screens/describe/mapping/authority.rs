//! Finding an agent or a subject of ArchivesSpace for a value that a lookup table lacks.

use std::time::Duration;

use egui::{Align2, Id, Key, Margin, Modal, Modifiers, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::parts;
use crate::domain::Authority;
use crate::runtime::Command;

/// Seconds without typing before ArchivesSpace's headings are searched.
const PAUSE: f64 = 0.15;
/// Rows shown at a time.
const ROWS: usize = 10;

/// Finding a heading.
#[derive(Debug)]
pub struct Finder {
    table: String,
    value: String,
    subjects: bool,
    typed: String,
    asked: Option<String>,
    ticket: u64,
    typed_at: f64,
    chosen: usize,
    fresh: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Still looking.
    Nothing,
    /// Given up.
    Closed,
    /// The value becomes this heading in the table.
    Heading {
        /// The table.
        table: String,
        /// The value.
        value: String,
        /// The heading.
        heading: String,
    },
}

impl Finder {
    /// Looks for a heading for a value of a table. `ticket` must be higher than those of earlier questions.
    #[must_use]
    pub fn new(table: String, value: String, subjects: bool, ticket: u64) -> Self {
        Self {
            typed: value.clone(),
            table,
            value,
            subjects,
            asked: None,
            ticket,
            typed_at: f64::NEG_INFINITY,
            chosen: 0,
            fresh: true,
        }
    }

    /// The number of the last question.
    #[must_use]
    pub fn ticket(&self) -> u64 {
        self.ticket
    }

    /// Draws the search over everything else.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Found {
        let tokens = view.tokens;
        let modal = Modal::new(Id::unique("find heading")).backdrop_color(tokens.shadow);
        let drawn = modal.show(ui.ctx(), |ui| {
            ui.set_width(tokens.rail * 8.0);
            self.contents(ui, view)
        });
        if drawn.inner == Found::Nothing && drawn.should_close() {
            return Found::Closed;
        }
        drawn.inner
    }

    fn contents(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Found {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
        let what = if self.subjects { "subject" } else { "agent" };
        ui.label(parts::strong(tokens, format!("“{}” becomes which {what}", self.value)));
        let answer = view
            .model
            .describing
            .authorities
            .as_ref()
            .filter(|(ticket, _)| *ticket == self.ticket);
        let hits: &[Authority] = answer.map_or(&[], |(_, hits)| hits.as_slice());
        let mut found = self.keys(ui, hits);
        let field = TextEdit::singleline(&mut self.typed)
            .hint_text("words of the heading, or an authority id")
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5));
        let response = ui.add(field).accessible_name("Heading in ArchivesSpace");
        if std::mem::take(&mut self.fresh) {
            response.request_focus();
        }
        if response.changed() {
            self.typed_at = ui.input(|input| input.time);
            self.chosen = 0;
        }
        self.ask(ui, view);
        if answer.is_none() {
            ui.label(parts::small(tokens, "looking through the headings"));
        } else if hits.is_empty() {
            ui.label(parts::small(tokens, "ArchivesSpace has no such heading."));
        }
        if let Some(place) = self.rows(ui, view, hits) {
            found = self.take(hits, place);
        }
        ui.label(parts::hint(tokens, "arrows to choose · Enter to take · Escape to close"));
        found
    }

    fn take(&self, hits: &[Authority], place: usize) -> Found {
        hits.get(place).map_or(Found::Nothing, |hit| Found::Heading {
            table: self.table.clone(),
            value: self.value.clone(),
            heading: hit.heading.clone(),
        })
    }

    fn keys(&mut self, ui: &Ui, hits: &[Authority]) -> Found {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = hits.len().saturating_sub(1);
        self.chosen = self.chosen.min(last);
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(last);
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        if pressed(Key::Escape) {
            Found::Closed
        } else if pressed(Key::Enter) {
            self.take(hits, self.chosen)
        } else {
            Found::Nothing
        }
    }

    fn ask(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let text = self.typed.trim();
        if self.asked.as_deref() == Some(text) {
            return;
        }
        let since = ui.input(|input| input.time) - self.typed_at;
        if since < PAUSE {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(PAUSE - since));
            return;
        }
        self.asked = Some(text.to_owned());
        self.ticket += 1;
        view.outbox.send(Command::FindAuthorities {
            ticket: self.ticket,
            text: text.to_owned(),
            subjects: self.subjects,
        });
    }

    fn rows(&self, ui: &mut Ui, view: &ViewCtx<'_>, hits: &[Authority]) -> Option<usize> {
        let tokens = view.tokens;
        let height = tokens.row + 2.0;
        let mut taken = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        row::overlay_scroll(ui);
        let area = ScrollArea::vertical()
            .id_salt("headings")
            .max_height(ROWS as f32 * height)
            .min_scrolled_height(ROWS.min(hits.len()) as f32 * height)
            .auto_shrink([false, true]);
        area.show_rows(ui, height, hits.len(), |ui, range| {
            for place in range {
                let Some(hit) = hits.get(place) else { continue };
                let chosen = place == self.chosen;
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
                let mut more = hit.uri.kind.words().to_owned();
                if let Some(source) = &hit.source {
                    more.push_str(&format!(" · {source}"));
                }
                if let Some(id) = &hit.authority_id {
                    more.push_str(&format!(" · {id}"));
                }
                let spoken = format!("{}, {more}", hit.heading);
                response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &spoken));
                row::ground(ui, tokens, rect, chosen, true, response.hovered());
                let middle = rect.center().y;
                let right = pos2(rect.right() - tokens.gap, middle);
                let small = fonts::regular(tokens.small);
                let wide = row::text(ui, right, Align2::RIGHT_CENTER, &more, small, tokens.ink2, rect.width() * 0.5);
                let left = pos2(rect.left() + tokens.gap, middle);
                let room = rect.width() - wide - 3.0 * tokens.gap;
                row::text_middle(ui, left, &hit.heading, fonts::regular(tokens.text), tokens.ink, room);
                if response.clicked() {
                    taken = Some(place);
                }
            }
        });
        taken
    }
}
