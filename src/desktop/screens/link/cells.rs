//! How rows of both browsers look and what they are called.

use egui::{Align2, Color32, Rect, Ui, pos2, vec2};

use super::ViewCtx;
use crate::desktop::commands::UiCommand;
use crate::desktop::fonts;
use crate::desktop::model::Known;
use crate::desktop::screens::restrict::said;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::menu_command;
use crate::desktop::widgets::tree::{RowFrame, RowLook};
use crate::desktop::widgets::words::{count, duration};
use crate::domain::browse::{AssetRow, CollectionRow, Node, RecordRow, RestrictionState, Row};
use crate::domain::{ApprovalStatus, AssetType, LinkState, RecordKind};

/// From which width of a row, in widths of the rail, a record has columns beside its title at all.
const DATES_FROM: f32 = 5.0;
/// From which width its level has one too.
const LEVEL_FROM: f32 = 7.2;
/// From which width its container has one too.
const CONTAINER_FROM: f32 = 8.4;
/// What a title keeps before its row gives up a column for it, in widths of the rail.
const TITLE_KEEPS: f32 = 3.6;

/// Rows of the left browser.
pub struct AssetLook<'a> {
    /// The world.
    pub view: &'a ViewCtx<'a>,
    /// Cuts titles.
    pub elider: &'a Elider,
}

/// Rows of the right browser.
pub struct RecordLook<'a> {
    /// The world.
    pub view: &'a ViewCtx<'a>,
    /// Cuts titles.
    pub elider: &'a Elider,
}

/// What stands at the right of an asset or beside a collection: `00:58:12`, `38 assets`.
#[must_use]
pub fn extent(row: &AssetRow) -> String {
    match (row.duration_ms, row.asset_type) {
        (Some(milliseconds), _) => duration(milliseconds),
        (None, AssetType::Placeholder) => "no media yet".to_owned(),
        (None, _) if row.versions > 1 => count(row.versions.into(), "version", "versions"),
        (None, _) => row.created.clone(),
    }
}

/// `38 assets`, `2 collections`
#[must_use]
pub fn contents(row: &CollectionRow) -> String {
    match (row.assets, row.collections) {
        (0, 0) => "empty".to_owned(),
        (0, collections) => count(collections.into(), "collection", "collections"),
        (assets, _) => count(assets.into(), "asset", "assets"),
    }
}

/// The glyph of an asset.
#[must_use]
pub fn asset_glyph(row: &AssetRow) -> Glyph {
    if row.asset_type == AssetType::Placeholder {
        Glyph::Placeholder
    } else {
        Glyph::media(row.media)
    }
}

/// What a screen reader says of a row: everything its columns say.
#[must_use]
pub fn spoken(node: &Node, known: Known<'_>) -> String {
    match known {
        Known::Row(Row::Asset(asset)) => {
            let mut words = vec![asset.title.clone(), asset.media.words().to_owned(), extent(asset)];
            if asset.approval == ApprovalStatus::Approved {
                words.push("approved".to_owned());
            }
            words.push(asset.restriction.words().to_owned());
            words.push(asset.link.words().to_owned());
            join(words)
        }
        Known::Row(Row::Collection(collection)) => join(vec![collection.title.clone(), "collection".to_owned(), contents(collection)]),
        Known::Row(Row::Record(record)) => {
            let kind = record.level.map_or(record.uri.kind.words(), crate::domain::Level::words);
            let mut words = vec![
                record.title.clone(),
                lead(record).trim_end_matches(" ·").to_owned(),
                record.dates.clone(),
                record.container.clone(),
                kind.to_owned(),
            ];
            words.push(record_restriction(record).words().to_owned());
            words.extend(record.suppressed.then(|| "suppressed".to_owned()));
            words.push(record.link.words().to_owned());
            join(words)
        }
        Known::Gone => "not there any more".to_owned(),
        Known::NotYet => match node {
            Node::Record(uri) => format!("{} {}, being read", uri.kind.words(), uri.id),
            Node::Asset(_) => "asset, being read".to_owned(),
            Node::Collection(_) => "collection, being read".to_owned(),
        },
    }
}

fn join(words: Vec<String>) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Fills a row from the right, column by column; what is left is for the title.
struct Cells<'a> {
    view: &'a ViewCtx<'a>,
    elider: &'a Elider,
    ui: &'a Ui,
    left: f32,
    right: f32,
    rect: Rect,
    selected: bool,
}

/// A small mark behind a title: glyph, colour and word together where there is room.
struct Mark {
    glyph: Glyph,
    words: &'static str,
    colour: Color32,
}

/// What a row is called.
struct Title<'a> {
    /// Stands before it, quieter and never cut: the identifier of a resource.
    lead: &'a str,
    text: &'a str,
    colour: Color32,
}

impl<'a> Title<'a> {
    fn plain(text: &'a str, colour: Color32) -> Self {
        Self { lead: "", text, colour }
    }

    fn lead_width(&self, cells: &Cells<'_>) -> f32 {
        let tokens = cells.view.tokens;
        if self.lead.is_empty() {
            0.0
        } else {
            cells.width_of(self.lead, tokens.text) + tokens.gap / 2.0
        }
    }
}

impl<'a> Cells<'a> {
    fn new(view: &'a ViewCtx<'a>, elider: &'a Elider, ui: &'a Ui, row: &RowFrame<'_>) -> Self {
        Self {
            view,
            elider,
            ui,
            left: row.left,
            right: row.rect.right() - view.tokens.pad,
            rect: row.rect,
            selected: row.selected,
        }
    }

    /// Hints are darker on the ground of a selection.
    fn quiet(&self) -> Color32 {
        if self.selected {
            self.view.tokens.ink2
        } else {
            self.view.tokens.ink3
        }
    }

    fn column(&mut self, width: f32) -> Rect {
        let column = Rect::from_min_max(pos2(self.right - width, self.rect.top()), pos2(self.right, self.rect.bottom()));
        self.right -= width + self.view.tokens.gap;
        column
    }

    fn text(&mut self, text: &str, width: f32, size: f32, colour: Color32) {
        let place = self.column(width);
        self.elider
            .paint(self.ui.painter(), text, place, Align2::RIGHT_CENTER, &fonts::regular(size), colour);
    }

    fn link_state(&mut self, state: Option<LinkState>) {
        let tokens = self.view.tokens;
        let place = self.column(tokens.small * 8.3);
        let Some(state) = state else { return };
        let colour = if state == LinkState::NotLinked {
            self.quiet()
        } else {
            tokens.link_colour(state)
        };
        let font = fonts::regular(tokens.small);
        let width = self
            .elider
            .paint(self.ui.painter(), state.words(), place, Align2::RIGHT_CENTER, &font, colour);
        let glyph = pos2(place.right() - width - tokens.glyph * 0.5 - 5.0, place.center().y);
        let glyph_colour = if state == LinkState::NotLinked && !self.selected {
            tokens.none
        } else {
            colour
        };
        Glyph::link(state).paint(self.ui.painter(), glyph, tokens.glyph - 1.0, glyph_colour);
    }

    fn glyph(&mut self, glyph: Glyph, colour: Color32) {
        let tokens = self.view.tokens;
        let center = pos2(self.left + tokens.glyph / 2.0, self.rect.center().y);
        glyph.paint(self.ui.painter(), center, tokens.glyph, colour);
        self.left += tokens.glyph + tokens.gap;
    }

    /// How wide a text is in one line.
    fn width_of(&self, text: &str, size: f32) -> f32 {
        let font = fonts::regular(size);
        self.elider.layout(self.ui.painter(), text, &font, f32::INFINITY).size().x
    }

    /// How wide marks are, with or without their words.
    fn marks_width(&self, marks: &[Mark], worded: bool) -> f32 {
        let tokens = self.view.tokens;
        let words = |mark: &Mark| {
            if worded {
                self.width_of(mark.words, tokens.small) + 4.0
            } else {
                0.0
            }
        };
        marks.iter().map(|mark| tokens.glyph + tokens.gap + words(mark)).sum()
    }

    /// The title with small marks behind it; the words of the marks give way before the title does.
    fn title(&mut self, title: &Title<'_>, marks: &[Mark]) {
        let tokens = self.view.tokens;
        let painter = self.ui.painter();
        let room = self.right - self.left;
        let whole = title.lead_width(self) + self.width_of(title.text, tokens.text);
        let worded = whole + self.marks_width(marks, true) <= room;
        let reserved = self.marks_width(marks, worded);
        let mut x = self.left;
        if !title.lead.is_empty() {
            let lead = fonts::regular(tokens.text);
            let galley = self.elider.layout(painter, title.lead, &lead, f32::INFINITY);
            let at = pos2(x, self.rect.center().y - galley.size().y / 2.0);
            x += galley.size().x + tokens.gap / 2.0;
            painter.galley(at, galley, tokens.ink2);
        }
        let place = Rect::from_min_max(pos2(x, self.rect.top()), pos2(self.right - reserved, self.rect.bottom()));
        let font = fonts::regular(tokens.text);
        x += self
            .elider
            .paint(painter, title.text, place, Align2::LEFT_CENTER, &font, title.colour);
        for mark in marks {
            x += tokens.gap;
            mark.glyph.paint(
                painter,
                pos2(x + tokens.glyph / 2.0, self.rect.center().y),
                tokens.glyph,
                mark.colour,
            );
            x += tokens.glyph;
            if worded {
                let small = fonts::regular(tokens.small);
                let galley = self.elider.layout(painter, mark.words, &small, f32::INFINITY);
                let at = pos2(x + 4.0, self.rect.center().y - galley.size().y / 2.0);
                x += galley.size().x + 4.0;
                painter.galley(at, galley, mark.colour);
            }
        }
    }

    /// Something quiet where a row is not here yet.
    fn placeholder(&self) {
        let tokens = self.view.tokens;
        let width = (self.right - self.left).max(0.0) * 0.4;
        let bar = Rect::from_min_size(pos2(self.left, self.rect.center().y - 3.0), vec2(width, 6.0));
        self.ui.painter().rect_filled(bar, 3.0, tokens.line2);
    }

    fn reading(&mut self) {
        let tokens = self.view.tokens;
        let quiet = self.quiet();
        self.text("reading", tokens.small * 5.0, tokens.small, quiet);
    }
}

impl RowLook for AssetLook<'_> {
    fn paint(&self, ui: &Ui, row: &RowFrame<'_>) {
        let tokens = self.view.tokens;
        let mut cells = Cells::new(self.view, self.elider, ui, row);
        match row.known {
            Known::Row(Row::Asset(asset)) => {
                cells.link_state(Some(asset.link));
                if row.rect.width() > tokens.rail * 5.0 {
                    cells.text(&extent(asset), tokens.small * 5.9, tokens.small, tokens.ink2);
                }
                cells.glyph(asset_glyph(asset), if row.selected { tokens.ink } else { tokens.ink2 });
                let marks: Vec<Mark> = restriction_mark(asset.restriction, tokens).into_iter().collect();
                cells.title(&Title::plain(&asset.title, tokens.ink), &marks);
            }
            Known::Row(Row::Collection(collection)) => {
                // A collection has no link state; its title takes that place where it needs it.
                let title = cells.width_of(&collection.title, tokens.text) + tokens.glyph + tokens.gap + tokens.small * 16.0;
                if cells.right - cells.left >= title {
                    cells.link_state(None);
                }
                if row.reading {
                    cells.reading();
                } else if row.rect.width() > tokens.rail * 5.0 {
                    // Before the first reading has come to its end nobody knows that a collection is empty.
                    let bare = collection.assets + collection.collections == 0;
                    let read = self.view.model.workspace().is_none_or(|open| open.iconik.refreshed.is_some());
                    let words = if bare && !read {
                        "not read yet".to_owned()
                    } else {
                        contents(collection)
                    };
                    cells.text(&words, tokens.small * 6.8, tokens.small, tokens.ink2);
                }
                let quiet = cells.quiet();
                cells.glyph(Glyph::Folder, quiet);
                cells.title(&Title::plain(&collection.title, tokens.ink), &[]);
            }
            Known::Row(Row::Record(_)) | Known::Gone => cells.title(&Title::plain("not there any more", tokens.ink3), &[]),
            Known::NotYet => cells.placeholder(),
        }
    }

    fn name(&self, node: &Node, known: Known<'_>) -> String {
        spoken(node, known)
    }

    fn opens(&self, node: &Node, known: Known<'_>) -> bool {
        match known {
            Known::Row(Row::Collection(row)) => row.assets + row.collections > 0,
            _ => matches!(node, Node::Collection(_)),
        }
    }

    fn title<'a>(&self, known: Known<'a>) -> &'a str {
        title_of(known)
    }

    fn menu(&self, ui: &mut Ui, _node: &Node) {
        menu(ui, self.view, &[]);
    }
}

impl RecordLook<'_> {
    /// Dates, level and container at the right, each in its own place, so far as the title does not need the room.
    fn columns(&self, cells: &mut Cells<'_>, record: &RecordRow, title: f32) {
        let tokens = self.view.tokens;
        let (small, quiet, width) = (tokens.small, cells.quiet(), cells.rect.width());
        let level = record.level.map_or("", crate::domain::Level::words);
        let container = in_short(&record.container);
        let marks = marks(record, tokens);
        let worded = title + cells.marks_width(&marks, true) - cells.marks_width(&marks, false);
        let keeps = tokens.rail * TITLE_KEEPS;
        let columns = [
            (DATES_FROM, record.dates.as_str(), small * 6.6, tokens.ink2, title.min(keeps)),
            (LEVEL_FROM, level, small * 5.0, quiet, title.min(keeps)),
            (CONTAINER_FROM, container.as_str(), small * 6.8, quiet, worded),
        ];
        let mut edge = cells.right;
        for (_, words, wide, colour, needs) in columns.into_iter().filter(|(from, ..)| width > tokens.rail * from) {
            let place = Rect::from_min_max(pos2(edge - wide, cells.rect.top()), pos2(edge, cells.rect.bottom()));
            edge -= wide + tokens.gap;
            if words.is_empty() {
                continue;
            }
            if edge - cells.left < needs {
                return;
            }
            let font = fonts::regular(small);
            self.elider
                .paint(cells.ui.painter(), words, place, Align2::RIGHT_CENTER, &font, colour);
            cells.right = edge;
        }
    }
}

impl RowLook for RecordLook<'_> {
    fn paint(&self, ui: &Ui, row: &RowFrame<'_>) {
        let tokens = self.view.tokens;
        let mut cells = Cells::new(self.view, self.elider, ui, row);
        let Known::Row(Row::Record(record)) = row.known else {
            match row.known {
                Known::NotYet => cells.placeholder(),
                _ => cells.title(&Title::plain("not there any more", tokens.ink3), &[]),
            }
            return;
        };
        cells.link_state(Some(record.link));
        let marks = marks(record, tokens);
        let lead = lead(record);
        let title = Title {
            lead: &lead,
            text: &record.title,
            colour: tokens.ink,
        };
        if row.reading {
            cells.reading();
        } else {
            let wanted = title.lead_width(&cells) + cells.width_of(&record.title, tokens.text) + cells.marks_width(&marks, false);
            self.columns(&mut cells, record, wanted);
        }
        cells.title(&title, &marks);
    }

    fn name(&self, node: &Node, known: Known<'_>) -> String {
        spoken(node, known)
    }

    fn opens(&self, node: &Node, known: Known<'_>) -> bool {
        let Node::Record(uri) = node else { return false };
        let accession = uri.kind == crate::domain::RecordKind::Accession;
        match known {
            Known::Row(Row::Record(row)) => !accession && row.children != Some(0),
            _ => !accession,
        }
    }

    fn title<'a>(&self, known: Known<'a>) -> &'a str {
        title_of(known)
    }

    fn menu(&self, ui: &mut Ui, _node: &Node) {
        menu(ui, self.view, &[UiCommand::ExpandAll]);
    }
}

/// The title of a row; empty where it is not known.
#[must_use]
pub fn title_of(known: Known<'_>) -> &str {
    match known {
        Known::Row(Row::Asset(row)) => &row.title,
        Known::Row(Row::Collection(row)) => &row.title,
        Known::Row(Row::Record(row)) => &row.title,
        Known::Gone | Known::NotYet => "",
    }
}

fn menu(ui: &mut Ui, view: &ViewCtx<'_>, more: &[UiCommand]) {
    let always = [
        UiCommand::LinkSelection,
        UiCommand::UnlinkSelection,
        UiCommand::ShowOtherEnd,
        UiCommand::OpenInSystem,
        UiCommand::CopyIdentifier,
    ];
    for command in always.iter().chain(more) {
        menu_command(ui, view, *command);
    }
}

/// What stands before the title of a record that has no record above it: `KS 017 ·`.
fn lead(record: &RecordRow) -> String {
    let top = matches!(record.uri.kind, RecordKind::Resource | RecordKind::Accession);
    if top && !record.identifier.is_empty() && !record.title.contains(&record.identifier) {
        format!("{} ·", record.identifier)
    } else {
        String::new()
    }
}

fn marks(record: &RecordRow, tokens: &Tokens) -> Vec<Mark> {
    let restricted = restriction_mark(record_restriction(record), tokens);
    let suppressed = record.suppressed.then_some(Mark {
        glyph: Glyph::Hidden,
        words: "suppressed",
        colour: tokens.ink3,
    });
    restricted.into_iter().chain(suppressed).collect()
}

/// What a record says about restrictions: what was worked out, else what its own notes and those above it say.
fn record_restriction(record: &RecordRow) -> RestrictionState {
    match record.restriction {
        RestrictionState::None if record.restricted => RestrictionState::Restricted,
        state => state,
    }
}

fn restriction_mark(state: RestrictionState, tokens: &Tokens) -> Option<Mark> {
    let (glyph, colour) = said::restriction(tokens, state)?;
    Some(Mark {
        glyph,
        words: state.words(),
        colour,
    })
}

/// Where a record lies, as archivists write it in a table: `Box 12, f. 3`.
fn in_short(container: &str) -> String {
    container.replace("folder ", "f. ").replace("Folder ", "f. ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AssetId, MediaKind};
    use strum::IntoEnumIterator as _;

    fn asset(restriction: RestrictionState) -> Row {
        Row::Asset(AssetRow {
            id: AssetId(uuid::Uuid::from_u128(1)),
            title: "HW-004 港湾労働者".to_owned(),
            asset_type: AssetType::Asset,
            media: MediaKind::Audio,
            duration_ms: None,
            approval: ApprovalStatus::NotAsked,
            created: "2024-05-03".to_owned(),
            versions: 1,
            link: LinkState::Linked,
            links: 1,
            restriction,
        })
    }

    #[test]
    fn a_row_says_what_follows_from_restrictions_in_glyph_colour_and_words() {
        let tokens = Tokens::light(1.0);
        let mut seen: Vec<(Glyph, Color32)> = Vec::new();
        for state in RestrictionState::iter() {
            let row = asset(state);
            let words = spoken(&Node::Asset(AssetId(uuid::Uuid::from_u128(1))), Known::Row(&row));
            let Some(mark) = restriction_mark(state, &tokens) else {
                assert_eq!(state, RestrictionState::None);
                assert_eq!(words, "HW-004 港湾労働者, audio, 2024-05-03, linked");
                continue;
            };
            assert!(words.contains(&format!(", {}, linked", state.words())), "{words}");
            assert!(!seen.contains(&(mark.glyph, mark.colour)), "{state:?} looks like another state");
            seen.push((mark.glyph, mark.colour));
        }
        assert_eq!(seen.len(), 4);
    }
}
