//! The Link screen, by keyboard and by mouse, in both themes.

use archway::desktop::ArchwayApp;
use archway::desktop::app::Clock;
use archway::domain::browse::{Node, RestrictionState};
use archway::runtime::settings::{AppSettings, Appearance};
use archway::runtime::view::Side;
use archway::runtime::{Command, Event};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder};
use jiff::tz::TimeZone;

use crate::fake::{self, Fake, Shared, asset, record};

pub struct Window {
    pub harness: Harness<'static, ArchwayApp>,
    pub fake: Shared,
    pub events: std::sync::mpsc::Sender<Event>,
}

impl Window {
    pub fn open(fake: Fake, appearance: Appearance) -> Self {
        let (connection, fake, events) = fake::connect(fake);
        let settings = AppSettings {
            appearance,
            ..AppSettings::default()
        };
        let clock = Clock {
            now: fake::now,
            zone: TimeZone::UTC,
        };
        // CJK and Arabic letters come from the operating system, which a test has not.
        let harness = HarnessBuilder::default()
            .with_size([1440.0, 900.0])
            .allow_missing_glyphs()
            .build_eframe(|creation| ArchwayApp::new(creation, connection, settings, clock));
        let mut window = Self { harness, fake, events };
        window.settle();
        window
    }

    pub fn new() -> Self {
        Self::open(Fake::new(), Appearance::Light)
    }

    pub fn settle(&mut self) {
        self.harness.run_steps(6);
    }

    fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.key(*key);
        }
    }

    pub fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn letter(&mut self, letter: &str) {
        self.harness.event(egui::Event::Text(letter.to_owned()));
        self.settle();
    }

    fn focus_left(&mut self) {
        self.key_with(Modifiers::COMMAND, Key::ArrowLeft);
    }

    fn focus_right(&mut self) {
        self.key_with(Modifiers::COMMAND, Key::ArrowRight);
    }

    /// Opens both trees down to the harbour workers.
    fn expand(&mut self) {
        self.focus_left();
        self.keys(&[Key::Home, Key::ArrowRight, Key::ArrowDown, Key::ArrowRight]);
        self.focus_right();
        self.keys(&[
            Key::Home,
            Key::ArrowRight,
            Key::ArrowDown,
            Key::ArrowDown,
            Key::ArrowRight,
            Key::ArrowDown,
            Key::ArrowRight,
        ]);
    }

    pub fn row(&self, part: &str) -> egui::Rect {
        self.harness
            .get_by(|node| node.role() == Role::TreeItem && node.label().is_some_and(|label| label.contains(part)))
            .rect()
    }

    pub fn has_row(&self, part: &str) -> bool {
        let found = self
            .harness
            .query_all_by(|node| node.role() == Role::TreeItem && node.label().is_some_and(|label| label.contains(part)));
        found.count() > 0
    }

    fn click_row(&mut self, part: &str, modifiers: Modifiers) {
        let row = self
            .harness
            .get_by(|node| node.role() == Role::TreeItem && node.label().is_some_and(|label| label.contains(part)));
        row.click_modifiers(modifiers);
        self.settle();
    }

    pub fn says(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).count() > 0
    }

    /// Drags from one row to another and stays there.
    fn drag(&mut self, from: &str, to: &str) -> egui::Pos2 {
        let (from, to) = (self.row(from).center(), self.row(to).center());
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        for part in [0.2, 0.6, 1.0] {
            self.harness.hover_at(from + (to - from) * part);
            self.harness.step();
        }
        self.harness.run_steps(2);
        to
    }

    fn drop(&mut self, at: egui::Pos2) {
        self.harness.drop_at(at);
        self.settle();
    }

    fn planned(&self) -> Vec<Vec<(archway::domain::AssetId, archway::domain::RecordUri)>> {
        let fake = self.fake.borrow();
        let links = fake.asked.iter().filter_map(|command| match command {
            Command::PlanLinks { pairs, .. } => Some(pairs.clone()),
            _ => None,
        });
        links.collect()
    }
}

#[test]
fn rows_say_everything_their_columns_say() {
    let mut window = Window::new();
    window.expand();
    for name in [
        "QW-001 Odile Marsh, tape 1, video, 00:58:12, linked",
        "QW-002 Þórdís Ásgrímsdóttir, video, 00:47:03, changed since",
        "QW-004 港湾労働者 interview, audio, 01:12:00, not linked",
        "1982 June 11, 1982 June 11, Box 12, f. 4, item, restricted, broken",
        "Marsh, Odile, 1979 May 3, Box 12, f. 1, item, linked",
    ] {
        let row = window.harness.get_by_role_and_label(Role::TreeItem, name);
        assert!(row.rect().width() > 200.0, "{name}");
    }
    let open = window
        .harness
        .get_by_label_contains("Oral histories 2024")
        .accesskit_node()
        .data()
        .is_expanded();
    assert_eq!(open, Some(true));
}

#[test]
fn rows_open_and_close_by_mouse_and_keyboard() {
    let mut window = Window::new();
    assert!(!window.has_row("Harbour workers, collection"));
    let row = window.row("Oral histories 2024");
    let chevron = egui::pos2(row.left() + 20.0, row.center().y);
    window.harness.hover_at(chevron);
    window.harness.drag_at(chevron);
    window.harness.drop_at(chevron);
    window.settle();
    assert!(window.has_row("Harbour workers, collection"));
    window.key(Key::Home);
    window.key(Key::ArrowLeft);
    assert!(!window.has_row("Harbour workers, collection"));
}

#[test]
fn clicks_select_one_several_and_ranges() {
    let mut window = Window::new();
    window.expand();
    window.click_row("f03_001", Modifiers::NONE);
    window.click_row("f03_003", Modifiers::SHIFT);
    assert_eq!(window.harness.state().link().selected_assets(), [asset(4), asset(5), asset(6)]);
    window.click_row("f03_002", Modifiers::COMMAND);
    assert_eq!(window.harness.state().link().selected_assets(), [asset(4), asset(6)]);
    window.key_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(
        window.harness.state().link().selected_assets().len(),
        3,
        "undo brings the selection back"
    );
    window.key_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.harness.state().link().selected_assets(), [asset(4), asset(6)]);
}

#[test]
fn assets_dragged_onto_a_record_are_planned_as_links() {
    let mut window = Window::new();
    window.expand();
    window.click_row("f03_001", Modifiers::NONE);
    window.click_row("f03_003", Modifiers::SHIFT);
    let at = window.drag("f03_002", "crane driver, part 1");
    assert!(
        window.says("Link 3 assets to “Interview with a crane driver, part 1”"),
        "the cursor says what will happen"
    );
    assert!(window.planned().is_empty(), "nothing is planned before the drop");
    window.drop(at);
    assert_eq!(
        window.planned(),
        [vec![(asset(4), record(34)), (asset(5), record(34)), (asset(6), record(34))]]
    );
    assert!(window.says("3 assets to 1 record"), "the plan is shown beside");
    assert!(window.says("box 12, folder 3 · 1981"), "with the reason of each pair");
}

#[test]
fn records_dragged_onto_an_asset_are_planned_too() {
    let mut window = Window::new();
    window.expand();
    window.click_row("crane driver, part 1", Modifiers::NONE);
    window.click_row("crane driver, part 2", Modifiers::SHIFT);
    let at = window.drag("crane driver, part 2", "f03_001");
    window.drop(at);
    assert_eq!(window.planned(), [vec![(asset(4), record(34)), (asset(4), record(35))]]);
}

#[test]
fn a_refused_drop_says_why_and_does_nothing() {
    let mut window = Window::new();
    window.expand();
    let at = window.drag("Broadcast masters", "crane driver, part 1");
    assert!(window.says("A collection cannot be linked; take the assets inside it"));
    window.drop(at);
    assert!(window.planned().is_empty());
    assert!(window.says("A collection cannot be linked"), "the reason stays after the drop");

    let mut fake = Fake::new();
    fake.read_only = Some("another Archway has this workspace open".to_owned());
    let mut window = Window::open(fake, Appearance::Light);
    window.expand();
    let at = window.drag("f03_001", "crane driver, part 1");
    assert!(window.says("Nothing can be written now: another Archway has this workspace open"));
    window.drop(at);
    assert!(window.planned().is_empty());
}

#[test]
fn what_is_linked_already_is_not_linked_twice() {
    let mut window = Window::new();
    window.expand();
    // Selecting it reads its links.
    window.click_row("Marsh, tape 1", Modifiers::NONE);
    let at = window.drag("Marsh, tape 1", "Marsh, Odile");
    assert!(window.says("Linked already"));
    window.drop(at);
    assert!(window.planned().is_empty());
}

#[test]
fn linking_with_the_keyboard_alone() {
    let mut window = Window::new();
    window.expand();
    window.focus_left();
    // Past the harbour workers and three linked tapes to the first that is not.
    window.keys(&[
        Key::Home,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowDown,
    ]);
    assert_eq!(window.harness.state().link().selected_assets(), [asset(4)]);
    window.focus_right();
    window.key(Key::End);
    for letter in "interview".chars() {
        window.harness.event(egui::Event::Text(letter.to_string()));
    }
    window.settle();
    assert_eq!(
        window.harness.state().link().selected_records(),
        [record(34)],
        "typing finds a row by its title"
    );
    window.harness.run_steps(80);
    window.letter("l");
    assert_eq!(window.planned(), [vec![(asset(4), record(34))]]);
}

#[test]
fn several_with_several_are_paired_as_the_person_says() {
    let mut window = Window::new();
    window.expand();
    window.click_row("f03_001", Modifiers::NONE);
    window.click_row("f03_003", Modifiers::SHIFT);
    window.click_row("crane driver, part 1", Modifiers::NONE);
    window.click_row("crane driver, part 3", Modifiers::SHIFT);
    window.letter("l");
    assert!(window.says("3 assets to 3 records"));
    assert!(window.planned().is_empty(), "it asks first");
    // The second pair gets the third record.
    window.keys(&[Key::ArrowDown, Key::ArrowRight, Key::Enter]);
    assert_eq!(
        window.planned(),
        [vec![(asset(4), record(34)), (asset(5), record(36)), (asset(6), record(36))]]
    );
}

#[test]
fn filters_say_what_they_hide_and_undo_brings_rows_back() {
    let mut window = Window::new();
    window.expand();
    assert!(window.says("72 assets, nothing hidden"));
    let chips: Vec<_> = window
        .harness
        .query_all_by_label_contains("not linked 5")
        .map(|chip| chip.rect())
        .collect();
    assert_eq!(chips.len(), 1, "a count is a filter");
    window.harness.get_by_label_contains("not linked 5").click();
    window.settle();
    assert!(window.says("shown, hides"));
    assert!(!window.has_row("Marsh, tape 1"));
    assert!(window.has_row("f03_001"));
    window.key_with(Modifiers::COMMAND, Key::Z);
    assert!(window.says("72 assets, nothing hidden"));
    assert!(window.has_row("Marsh, tape 1"));
}

#[test]
fn a_text_filter_waits_for_a_pause_in_typing() {
    let mut window = Window::new();
    window.expand();
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Filter assets by text")
        .focus();
    window.harness.step();
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Filter assets by text")
        .type_text("quayside");
    window.harness.run_steps(60);
    assert!(window.has_row("QW-005 Quayside walk"));
    assert!(!window.has_row("f03_001"));
    let sent = window
        .fake
        .borrow()
        .asked
        .iter()
        .filter(|command| matches!(command, Command::FilterAssets(_)))
        .count();
    assert_eq!(sent, 2, "one at the start, one after the pause");
}

#[test]
fn both_browsers_filter_by_what_their_rows_say_of_restrictions() {
    let mut window = Window::new();
    window.expand();
    let chips = window.harness.query_all_by_label("Restriction: any restriction");
    assert_eq!(chips.count(), 2, "one over each browser");
    let first = window.harness.query_all_by_label("Restriction: any restriction").next();
    first.expect("a chip").click();
    window.settle();
    window.harness.get_by_label("restricted differently").click();
    window.harness.run_steps(60);
    assert!(
        window
            .harness
            .query_all_by_label("Restriction: restricted differently")
            .next()
            .is_some()
    );
    let asked = &window.fake.borrow().asked;
    let last = asked.iter().rev().find_map(|command| match command {
        Command::FilterAssets(filter) => filter.restriction,
        _ => None,
    });
    assert_eq!(last, Some(RestrictionState::Differently));
}

#[test]
fn the_other_end_is_found_even_behind_closed_rows_and_a_filter() {
    let mut window = Window::new();
    window.focus_left();
    window.keys(&[Key::Home, Key::ArrowRight, Key::ArrowDown, Key::ArrowRight, Key::ArrowDown]);
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Filter records by text")
        .focus();
    window.harness.step();
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Filter records by text")
        .type_text("crane");
    window.harness.run_steps(60);
    window.click_row("Marsh, tape 1", Modifiers::NONE);
    window.harness.get_by_label("Show the other end").click();
    window.harness.run_steps(20);
    assert_eq!(window.harness.state().link().selected_records(), [record(32)]);
    assert!(window.has_row("Marsh, Odile, 1979 May 3"));
}

#[test]
fn the_last_good_rows_stay_while_new_ones_are_read() {
    let mut window = Window::new();
    window.expand();
    window.fake.borrow_mut().asked.clear();
    window
        .events
        .send(Event::CatalogueChanged { side: Side::Iconik })
        .expect("the window listens");
    window.harness.step();
    assert!(window.has_row("QW-001 Odile Marsh, tape 1, video"), "nothing flickers");
    window.settle();
    let asked = window.fake.borrow();
    assert!(
        asked
            .asked
            .iter()
            .any(|command| matches!(command, Command::LoadRows(nodes) if nodes.contains(&Node::Asset(asset(1)))))
    );
}

#[test]
fn a_million_rows_scroll_and_ask_only_for_what_is_near() {
    let mut fake = Fake::new();
    fake.add_many(1_000_000);
    let mut window = Window::open(fake, Appearance::Dark);
    window.focus_right();
    window.keys(&[Key::End, Key::ArrowRight]);
    assert!(window.has_row("Photograph 0000001"));
    window.fake.borrow_mut().asked.clear();
    window.key(Key::End);
    window.settle();
    assert!(window.has_row("Photograph 1000000"));
    let row = window.row("Photograph 1000000");
    assert!((row.height() - 23.0).abs() < 0.01, "rows keep their height at the end of a million");
    let wheel = |delta: f32| egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, delta),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    };
    window.harness.hover_at(row.center());
    window.harness.event(wheel(3.0));
    window.harness.run_steps(20);
    let moved = window.row("Photograph 1000000").top() - row.top();
    assert!(
        (moved - 3.0).abs() < 0.5,
        "three points are three points, not a step of the float: {moved}"
    );
    let fake = window.fake.borrow();
    let loaded: usize = fake
        .asked
        .iter()
        .map(|command| if let Command::LoadRows(nodes) = command { nodes.len() } else { 0 })
        .sum();
    assert!(loaded < 600, "{loaded} rows were asked for");
}

#[test]
fn both_themes_and_thumbnails_draw_everything_by_name() {
    for appearance in [Appearance::Light, Appearance::Dark] {
        let mut fake = Fake::new();
        fake.jobs.push(fake::a_job());
        let mut window = Window::open(fake, appearance);
        window.expand();
        for words in [
            "Practice workspace · nothing leaves this computer",
            "iconik · 12:04",
            "ArchivesSpace · 12:04",
            "280 of 450 records · 96/s · 2 s left",
            "3 plans wait for review",
            "Undo last: linked 2 assets",
            "Repository: Quayside Special Collections",
        ] {
            assert!(window.says(words), "{words}");
        }
        window.focus_left();
        window.key_with(Modifiers::COMMAND, Key::T);
        let tile = window
            .harness
            .get_by(|node| node.role() == Role::ListBoxOption && node.label().is_some_and(|label| label.contains("Broadcast masters")));
        tile.click();
        window.settle();
        window.key(Key::Enter);
        window.settle();
        assert!(window.says("Broadcast master 001"));
        assert!(
            window
                .fake
                .borrow()
                .asked
                .iter()
                .any(|command| matches!(command, Command::LoadPicture(_)))
        );
    }
}

#[test]
fn long_and_foreign_titles_stay_inside_their_column() {
    let mut window = Window::new();
    window.focus_left();
    window.keys(&[Key::End, Key::ArrowRight]);
    let long = window.row("A very long title");
    let arabic = window.row("تسجيل");
    assert!((long.width() - arabic.width()).abs() < 0.01);
    assert!(long.right() <= window.row("MS 042").left(), "the row stays in its pane");
}

#[test]
fn unlinking_a_linked_selection_is_a_plan_too() {
    let mut window = Window::new();
    window.expand();
    window.click_row("Marsh, tape 1", Modifiers::NONE);
    window.letter("u");
    let fake = window.fake.borrow();
    let unlinked = fake.asked.iter().find_map(|command| match command {
        Command::PlanUnlink { pairs, .. } => Some(pairs.clone()),
        _ => None,
    });
    assert_eq!(unlinked, Some(vec![(asset(1), record(32))]));
}
