//! Several assets, several records: asks once how to pair, and shows the pairs before anything is planned.

use egui::{Event, EventFilter, Key, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::ViewCtx;
use super::dropping::known_as;
use crate::desktop::fonts;
use crate::desktop::model::Model;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::parts::{button, chip, hint, primary_button, small, strip, strong};
use crate::desktop::widgets::words::count;
use crate::domain::browse::{Node, Row};
use crate::domain::{AssetId, RecordUri};
use crate::runtime::Command;

/// How to pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The first with the first, the second with the second.
    InOrder,
    /// Every asset to one record.
    AllToOne,
    /// One asset to every record.
    OneToAll,
}

/// Assets and records on the way to being pairs.
#[derive(Debug, Clone)]
pub struct Pairing {
    assets: Vec<AssetId>,
    records: Vec<RecordUri>,
    mode: Mode,
    /// Places in `assets` and `records`.
    pairs: Vec<(usize, usize)>,
    cursor: usize,
    wants_focus: bool,
}

/// What became of the pairing in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It goes on.
    No,
    /// It was given up.
    GivenUp,
    /// The links are being planned.
    Planned,
}

impl Pairing {
    /// Pairs in order at first.
    #[must_use]
    pub fn new(assets: Vec<AssetId>, records: Vec<RecordUri>) -> Self {
        let mut pairing = Self {
            assets,
            records,
            mode: Mode::InOrder,
            pairs: Vec::new(),
            cursor: 0,
            wants_focus: true,
        };
        pairing.pair(Mode::InOrder);
        pairing
    }

    /// Pairs that a plan was made of, to be changed.
    #[must_use]
    pub fn of(pairs: &[(AssetId, RecordUri)]) -> Self {
        let mut pairing = Self::new(Vec::new(), Vec::new());
        for (asset, record) in pairs {
            let asset = place(&mut pairing.assets, *asset);
            let record = place(&mut pairing.records, *record);
            pairing.pairs.push((asset, record));
        }
        pairing
    }

    /// Pairs anew.
    pub fn pair(&mut self, mode: Mode) {
        let (assets, records) = (self.assets.len(), self.records.len());
        let (asset, record) = self.pairs.get(self.cursor).copied().unwrap_or_default();
        self.mode = mode;
        self.pairs = match mode {
            Mode::InOrder => (0..assets.min(records)).map(|at| (at, at)).collect(),
            Mode::AllToOne => (0..assets).map(|at| (at, record)).collect(),
            Mode::OneToAll => (0..records).map(|at| (asset, at)).collect(),
        };
        self.cursor = self.cursor.min(self.pairs.len().saturating_sub(1));
    }

    /// The pairs, as they would be planned.
    #[must_use]
    pub fn pairs(&self) -> Vec<(AssetId, RecordUri)> {
        let pair = |(asset, record): &(usize, usize)| Some((*self.assets.get(*asset)?, *self.records.get(*record)?));
        self.pairs.iter().filter_map(pair).collect()
    }

    /// Assets and records that no pair takes.
    #[must_use]
    pub fn left_over(&self) -> (usize, usize) {
        let used = |take: fn(&(usize, usize)) -> usize| self.pairs.iter().map(take).collect::<std::collections::HashSet<_>>().len();
        (self.assets.len() - used(|pair| pair.0), self.records.len() - used(|pair| pair.1))
    }

    /// Gives the pair at the cursor the next record, or the one before.
    fn turn(&mut self, forward: bool) {
        let most = self.records.len();
        if let Some((_, record)) = self.pairs.get_mut(self.cursor)
            && most > 0
        {
            *record = if forward {
                (*record + 1) % most
            } else {
                (*record + most - 1) % most
            };
        }
    }

    fn remove(&mut self) {
        if self.cursor < self.pairs.len() {
            self.pairs.remove(self.cursor);
            self.cursor = self.cursor.min(self.pairs.len().saturating_sub(1));
        }
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, elider: &Elider) -> Ended {
        let tokens = view.tokens;
        strip(ui, tokens, tokens.header, |ui| {
            let title = format!(
                "{} to {}",
                count(self.assets.len() as u64, "asset", "assets"),
                count(self.records.len() as u64, "record", "records")
            );
            ui.label(strong(tokens, title));
            ui.add(egui::Label::new(hint(tokens, "how should they be paired?")).truncate());
        });
        let margin = egui::Margin::symmetric(tokens.pad as i8, 6);
        let modes = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            self.modes(ui, view);
        });
        let line = egui::Stroke::new(tokens.hair, tokens.line);
        let under = modes.response.rect;
        ui.painter().hline(under.x_range(), under.bottom(), line);
        let foot = tokens.header + tokens.control + tokens.gap;
        let room = ui.available_height() - foot - tokens.control;
        let planned = self.table(ui, view, elider, room.max(tokens.row * 3.0));
        ui.add_space(tokens.gap / 2.0);
        self.foot(ui, view, planned)
    }

    fn modes(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let (asset, record) = self.pairs.get(self.cursor).copied().unwrap_or_default();
        let name = |node: Option<Node>| {
            let name = node.map(|node| known_as(view.model, &node)).unwrap_or_default();
            name.chars().take(18).collect::<String>()
        };
        let record = name(self.records.get(record).copied().map(Node::Record));
        let asset = name(self.assets.get(asset).copied().map(Node::Asset));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(view.tokens.gap - 2.0, view.tokens.gap - 3.0);
            for (mode, words) in [
                (Mode::InOrder, "in order".to_owned()),
                (Mode::AllToOne, format!("all to “{record}”")),
                (Mode::OneToAll, format!("“{asset}” to all")),
            ] {
                if chip(ui, view.tokens, &words, self.mode == mode).clicked() {
                    self.pair(mode);
                }
            }
        });
    }

    /// The pairs; arrow keys move between them and change the record. True where Enter was pressed.
    fn table(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, elider: &Elider, height: f32) -> bool {
        let tokens = view.tokens;
        let id = ui.scope_id().with("pairs");
        let rect = egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
        let table = ui.interact(rect, id, Sense::CLICK | Sense::FOCUSABLE);
        table.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Pairs"));
        if std::mem::take(&mut self.wants_focus) || table.clicked() {
            table.request_focus();
        }
        let enter = table.has_focus() && self.keys(ui, &table);
        head(ui, view);
        let mut clicked = None;
        ScrollArea::vertical()
            .max_height(height - tokens.row)
            .auto_shrink([false, false])
            .show_rows(ui, pair_height(view), self.pairs.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for row in rows {
                    let Some((asset, record)) = self.pairs.get(row).copied() else {
                        continue;
                    };
                    let asset = self.assets.get(asset).copied().map(Node::Asset);
                    let record = self.records.get(record).copied().map(Node::Record);
                    let (Some(asset), Some(record)) = (asset, record) else { continue };
                    let texts = [
                        known_as(view.model, &asset),
                        known_as(view.model, &record),
                        where_it_lies(view.model, &record),
                    ];
                    if pair_row(ui, view, elider, &texts, row == self.cursor) {
                        clicked = Some(row);
                    }
                }
            });
        if let Some(row) = clicked {
            self.cursor = row;
            table.request_focus();
        }
        if table.has_focus() {
            let ring = egui::Stroke::new(tokens.focus_ring, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, egui::StrokeKind::Inside);
        }
        enter
    }

    fn keys(&mut self, ui: &Ui, table: &egui::Response) -> bool {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, filter));
        let mut enter = false;
        for event in ui.input(|input| input.filtered_events(&filter)) {
            let Event::Key { key, pressed: true, .. } = event else { continue };
            match key {
                Key::ArrowDown => self.cursor = (self.cursor + 1).min(self.pairs.len().saturating_sub(1)),
                Key::ArrowUp => self.cursor = self.cursor.saturating_sub(1),
                Key::ArrowRight => self.turn(true),
                Key::ArrowLeft => self.turn(false),
                Key::Delete | Key::Backspace => self.remove(),
                Key::Enter => enter = true,
                _ => {}
            }
        }
        enter
    }

    fn foot(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, enter: bool) -> Ended {
        let tokens = view.tokens;
        let mut ended = Ended::No;
        let margin = egui::Margin::symmetric(tokens.pad as i8, 4);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            let (assets, records) = self.left_over();
            let mut words = "up and down choose, left and right change the record".to_owned();
            if assets + records > 0 {
                let assets = (assets > 0).then(|| count(assets as u64, "asset", "assets"));
                let records = (records > 0).then(|| count(records as u64, "record", "records"));
                let over: Vec<String> = [assets, records].into_iter().flatten().collect();
                words = format!("left over: {}", over.join(", "));
            }
            ui.label(small(tokens, words));
            ui.horizontal(|ui| {
                let escape = ui.input(|input| input.key_pressed(Key::Escape));
                if button(ui, tokens, "Cancel").clicked() || escape {
                    ended = Ended::GivenUp;
                }
                let pairs = self.pairs();
                let words = format!("Plan {}", count(pairs.len() as u64, "link", "links"));
                let pressed = primary_button(ui, tokens, &words, !pairs.is_empty() && view.writable()).clicked();
                if (pressed || enter) && !pairs.is_empty() && view.writable() {
                    view.outbox.send(Command::PlanLinks { pairs, accept: true });
                    ended = Ended::Planned;
                }
            });
        });
        ended
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    if let Some(at) = list.iter().position(|known| *known == item) {
        return at;
    }
    list.push(item);
    list.len() - 1
}

fn where_it_lies(model: &Model, node: &Node) -> String {
    match model.rows.row(node) {
        Some(Row::Record(record)) => {
            let parts = [record.container.as_str(), record.dates.as_str()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
        _ => String::new(),
    }
}

/// Share of the pane's width for the asset; the rest is the record with the reason below it.
const ASSET_SHARE: f32 = 0.46;

/// Height of a row of a pair table: two lines.
#[must_use]
pub fn pair_height(view: &ViewCtx<'_>) -> f32 {
    (view.tokens.row * 1.65).round()
}

/// The head of a pair table.
pub fn head(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::hover());
    let font = fonts::regular(tokens.small);
    let width = rect.width() - 2.0 * tokens.pad;
    for (word, x) in [("asset", 0.0), ("record, and why", width * ASSET_SHARE)] {
        let at = pos2(rect.left() + tokens.pad + x, rect.center().y);
        ui.painter().text(at, egui::Align2::LEFT_CENTER, word, font.clone(), tokens.ink3);
    }
    under(ui, view, rect);
}

/// A row of a pair table: asset, record, and below the record why they belong together. True where it was clicked.
pub fn pair_row(ui: &mut Ui, view: &ViewCtx<'_>, elider: &Elider, texts: &[String; 3], current: bool) -> bool {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), pair_height(view)), Sense::CLICK);
    let [asset, record, why] = texts;
    let name = format!("{asset} with {record}, {why}");
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, current, &name));
    if current {
        ui.painter().rect_filled(rect, 0.0, tokens.sel);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let width = rect.width() - 2.0 * tokens.pad;
    let line = |x: f32, width: f32, y: f32| {
        let at = pos2(rect.left() + tokens.pad + x, rect.top() + y);
        egui::Rect::from_min_size(at, vec2(width - tokens.gap, tokens.text * 1.4))
    };
    let (first, second) = (tokens.gap * 0.4, tokens.gap * 0.2 + tokens.text * 1.4);
    let middle = (rect.height() - tokens.text * 1.4) / 2.0;
    let start = width * ASSET_SHARE;
    let left = egui::Align2::LEFT_CENTER;
    let (text, small) = (fonts::regular(tokens.text), fonts::regular(tokens.small));
    let painter = ui.painter();
    let top = if why.is_empty() { middle } else { first };
    elider.paint(painter, asset, line(0.0, start, top), left, &text, tokens.ink);
    elider.paint(painter, record, line(start, width - start, top), left, &text, tokens.ink);
    elider.paint(painter, why, line(start, width - start, second), left, &small, tokens.ink2);
    under(ui, view, rect);
    response.on_hover_text(name).clicked()
}

fn under(ui: &Ui, view: &ViewCtx<'_>, rect: egui::Rect) {
    let line = egui::Stroke::new(view.tokens.hair, view.tokens.line2);
    ui.painter().hline(rect.x_range(), rect.bottom() - view.tokens.hair / 2.0, line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RepositoryId};
    use uuid::Uuid;

    fn pairing(assets: u128, records: u64) -> Pairing {
        Pairing::new(
            (0..assets).map(|number| AssetId(Uuid::from_u128(number))).collect(),
            (0..records)
                .map(|id| RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id))
                .collect(),
        )
    }

    #[test]
    fn three_ways_to_pair_and_what_is_left_over() {
        let mut pairing = pairing(3, 2);
        assert_eq!((pairing.pairs().len(), pairing.left_over()), (2, (1, 0)));
        pairing.pair(Mode::AllToOne);
        assert_eq!((pairing.pairs().len(), pairing.left_over()), (3, (0, 1)));
        pairing.pair(Mode::OneToAll);
        assert_eq!((pairing.pairs().len(), pairing.left_over()), (2, (2, 0)));
    }

    #[test]
    fn turning_changes_the_record_and_never_the_asset() {
        let mut pairing = pairing(2, 2);
        let before = pairing.pairs();
        pairing.turn(true);
        let after = pairing.pairs();
        assert_eq!(before[0].0, after[0].0);
        assert_ne!(before[0].1, after[0].1);
        pairing.turn(false);
        assert_eq!(pairing.pairs(), before);
        pairing.remove();
        assert_eq!(pairing.pairs(), before[1..]);
        assert_eq!(Pairing::of(&before).pairs(), before);
    }
}
