//! The mapping editor, by keyboard and by mouse.

use archway::desktop::ArchwayApp;
use archway::desktop::app::Clock;
use archway::mapping::{Rule, Step, TargetKey};
use archway::runtime::settings::{AppSettings, Appearance};
use archway::runtime::{Command, Event};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder};
use jiff::tz::TimeZone;

use crate::fake::{self, Fake, Shared};

struct Window {
    harness: Harness<'static, ArchwayApp>,
    fake: Shared,
    events: std::sync::mpsc::Sender<Event>,
}

impl Window {
    fn open_in(appearance: Appearance, size: [f32; 2], fake: Fake) -> Self {
        let (connection, fake, events) = fake::connect(fake);
        let settings = AppSettings {
            appearance,
            ..AppSettings::default()
        };
        let clock = Clock {
            now: fake::now,
            zone: TimeZone::UTC,
        };
        let harness = HarnessBuilder::default()
            .with_size(size)
            .allow_missing_glyphs()
            .build_eframe(|creation| ArchwayApp::new(creation, connection, settings, clock));
        let mut window = Self { harness, fake, events };
        window.settle();
        window.key_with(Modifiers::COMMAND, Key::Num2);
        window.settle();
        window
    }

    fn new() -> Self {
        Self::open_in(Appearance::Light, [1440.0, 900.0], Fake::new())
    }

    fn settle(&mut self) {
        self.harness.run_steps(8);
    }

    fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn says(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).count() > 0
    }

    fn place(&self, role: Role, part: &str) -> Pos2 {
        self.harness
            .get_by(|node| node.role() == role && node.label().is_some_and(|label| label.starts_with(part)))
            .rect()
            .center()
    }

    fn click(&mut self, role: Role, part: &str) {
        self.harness
            .get_by(|node| node.role() == role && node.label().is_some_and(|label| label.starts_with(part)))
            .click();
        self.settle();
    }

    fn press(&mut self, name: &str) {
        self.click(Role::Button, name);
    }

    /// Clicks the row of a target.
    fn select(&mut self, target: &str) {
        self.click(Role::Row, target);
    }

    fn type_in(&mut self, field: &str, text: &str) {
        let find = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput) && node.label().as_deref() == Some(field)
        };
        self.harness.get_by(find).focus();
        self.harness.step();
        self.harness.get_by(find).type_text(text);
        self.settle();
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.step();
        self.harness.drag_at(from);
        self.harness.step();
        for part in [0.2, 0.6, 1.0] {
            self.harness.hover_at(from + (to - from) * part);
            self.harness.step();
        }
        self.harness.run_steps(2);
    }

    fn drop(&mut self, at: Pos2) {
        self.harness.drop_at(at);
        self.settle();
    }

    /// The rule of a target in the profile that was tried last.
    fn rule(&self, target: &str) -> Option<Rule> {
        let fake = self.fake.borrow();
        let tried = fake.asked.iter().rev().find_map(|command| match command {
            Command::TryProfile { profile, .. } => Some(profile),
            _ => None,
        });
        tried.expect("the draft is tried").rule_for(&TargetKey::from(target)).cloned()
    }

    fn asked(&self, fits: impl Fn(&Command) -> bool) -> usize {
        self.fake.borrow().asked.iter().filter(|command| fits(command)).count()
    }
}

#[test]
fn the_first_profile_opens_with_live_values_of_a_real_record() {
    let window = Window::new();
    assert!(window.says("record 1 of 312"));
    assert!(
        window.says("value for QW-003") || window.says("Title, required, Title, clean up, value Interview with a crane driver, part 1")
    );
    assert!(window.says("Subjects, Keywords, lookup: harbour, find subject"));
    assert!(window.says("month lost on the way back"));
}

#[test]
fn a_field_is_dragged_onto_a_target() {
    for appearance in [Appearance::Light, Appearance::Dark] {
        let mut window = Window::open_in(appearance, [1440.0, 1100.0], Fake::new());
        let from = window.place(Role::ListItem, "Place, text");
        let to = window.place(Role::Row, "Languages");
        window.drag(from, to);
        assert!(window.says("Place → Languages"), "the cursor says what a drop would do");
        window.drop(to);
        let rule = window.rule("languages").expect("a rule was made");
        assert_eq!(rule.from.first().map(|key| key.as_str()), Some("field:place"));
        assert_eq!(rule.steps, vec![Step::Language], "text is brought into the shape of the target");
        assert!(window.says("1 change not saved"));
    }
}

#[test]
fn a_drop_that_does_nothing_says_why() {
    let mut window = Window::new();
    let from = window.place(Role::ListItem, "Keywords, tags");
    let to = window.place(Role::Row, "Subjects");
    window.drag(from, to);
    assert!(window.says("Subjects reads Keywords already"));
    window.drop(to);
    assert!(!window.says("not saved"));
}

#[test]
fn a_target_is_mapped_by_keyboard_alone() {
    let mut window = Window::new();
    window.select("Title, required");
    // Down to the languages, past component id and level.
    for _ in 0..3 {
        window.key(Key::ArrowDown);
    }
    window.key(Key::Enter);
    assert!(window.says("What Languages reads"));
    window.harness.event(egui::Event::Text("lang".to_owned()));
    window.settle();
    window.key(Key::Enter);
    let rule = window.rule("languages").expect("a rule was made");
    assert_eq!(rule.from.first().map(|key| key.as_str()), Some("field:language"));
    assert!(rule.steps.is_empty(), "a language needs no step to become one");
    window.key(Key::Delete);
    assert!(
        window.rule("languages").is_none(),
        "Delete takes the rule of the selected target away"
    );
}

#[test]
fn steps_are_edited_added_moved_and_taken_back() {
    let mut window = Window::new();
    window.select("Title, required");
    window.press("underscores");
    window.press("Add a step");
    window.press("limit length");
    let rule = window.rule("title").expect("the rule");
    assert!(
        matches!(rule.steps.as_slice(), [Step::CleanUp(how), Step::Limit(255)] if how.len() == 3),
        "{:?}",
        rule.steps
    );
    window.press("Move up step 2");
    assert!(matches!(
        window.rule("title").expect("the rule").steps.first(),
        Some(Step::Limit(_))
    ));
    for _ in 0..3 {
        window.key_with(Modifiers::COMMAND, Key::Z);
    }
    let rule = window.rule("title").expect("the rule");
    assert!(
        matches!(rule.steps.as_slice(), [Step::CleanUp(how)] if how.len() == 2),
        "{:?}",
        rule.steps
    );
    assert!(!window.says("not saved"));
    window.key_with(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(window.says("1 change not saved"));
}

#[test]
fn filters_say_what_they_hide() {
    let mut window = Window::new();
    window.press("mapped 8");
    assert!(window.says("hides 6"));
    assert!(!window.says("Languages, not mapped"));
    window.press("Show all targets");
    assert!(window.says("Languages, not mapped"));
    window.press("Fields: filled 14");
    assert!(window.says("hides 2 fields"));
    window.type_in("Filter fields by text", "key");
    assert!(window.says("hides 15 fields"));
    window.press("Show all fields");
    assert!(!window.says("hides"));
}

#[test]
fn a_broken_file_shows_its_line_and_keeps_the_good_rules() {
    let mut window = Window::new();
    window.press("Profile: Oral histories");
    window.press("Broken by hand");
    assert!(window.says("line 10, column 1: a rule has no “alwys”"));
    assert!(window.says("alwys = \"item\""));
    assert!(window.says("Title, required, Title, value"));
    assert!(window.says("required and not mapped") || window.says("Level must have a value"));
}

#[test]
fn saving_sends_the_profile_and_settles_the_marker() {
    let mut window = Window::new();
    window.select("Level, required");
    window.type_in("Remark", "checked with the reading room");
    assert!(window.says("1 change not saved"));
    window.key_with(Modifiers::COMMAND, Key::S);
    let saved = window.asked(|command| matches!(command, Command::SaveProfile { profile, save_as: None } if profile.rules.iter().any(|rule| rule.remark == "checked with the reading room")));
    assert_eq!(saved, 1);
    assert!(!window.says("not saved"));
}

#[test]
fn what_is_typed_in_one_go_is_one_step_back() {
    let mut window = Window::new();
    window.select("Level, required");
    window.type_in("Remark", "one");
    window.harness.event(egui::Event::Text(" two".to_owned()));
    window.settle();
    window.select("Level, required");
    window.key_with(Modifiers::COMMAND, Key::Z);
    assert!(!window.says("not saved"));
}

#[test]
fn a_preset_is_saved_under_a_name_of_its_own() {
    let mut window = Window::new();
    window.press("Profile: Oral histories");
    window.press("Approved assets → items");
    assert!(window.says("preset"));
    window.press("Save as…");
    assert!(window.says("Name of the file"));
    window.press("Save");
    let saved =
        window.asked(|command| matches!(command, Command::SaveProfile { save_as: Some(name), .. } if name == "approved-assets-items"));
    assert_eq!(saved, 1);
    assert!(window.says("approved-assets-items.toml"));
    window.press("Go to approved assets");
    assert!(!window.says("record 1 of 312"), "the queue is shown instead of the editor");
}

#[test]
fn values_without_a_heading_are_settled_where_they_are_seen() {
    let mut window = Window::new();
    window.select("Subjects, Keywords");
    assert!(window.says("no heading"));
    window.press("lighterage: find in ArchivesSpace");
    assert!(window.says("“lighterage” becomes which subject"));
    window.key(Key::Enter);
    let heading = |window: &Window| {
        let fake = window.fake.borrow();
        fake.asked.iter().rev().find_map(|command| match command {
            Command::TryProfile { profile, .. } => Some(profile.lookup["harbour"].rows.get("lighterage").cloned()),
            _ => None,
        })
    };
    assert_eq!(heading(&window), Some(Some(vec!["Lighterage".to_owned()])));
    window.key_with(Modifiers::COMMAND, Key::Z);
    window.press("lighterage: create subject");
    assert_eq!(heading(&window), Some(Some(vec!["lighterage".to_owned()])));
    let rule = window.rule("subjects").expect("the rule");
    assert!(rule.steps.iter().any(|step| matches!(step, Step::Subject { create: true, .. })));
    window.key_with(Modifiers::COMMAND, Key::Z);
    window.press("lighterage: leave out");
    assert_eq!(heading(&window), Some(Some(Vec::new())));
}

#[test]
fn a_table_is_imported_from_a_file() {
    let mut window = Window::new();
    window.select("Subjects, Keywords");
    window.press("Import from CSV…");
    window.type_in("Path of the file", "/tables/harbour.csv");
    window.press("Import");
    assert_eq!(
        window.asked(|command| matches!(command, Command::ReadLookup(path) if path.ends_with("harbour.csv"))),
        1
    );
    assert!(window.says("6 rows"));
    assert!(window.says("line 7: three columns where two are expected"));
}

#[test]
fn records_are_stepped_through() {
    let mut window = Window::new();
    window.key(Key::PageDown);
    window.key(Key::PageDown);
    assert!(window.says("record 3 of 312"));
    window.key(Key::PageUp);
    assert!(window.says("record 2 of 312"));
    window.press("Look at the next record");
    assert!(window.says("record 3 of 312"));
}

#[test]
fn another_profile_opens_only_after_edits_are_settled() {
    let mut window = Window::new();
    window.select("Level, required");
    window.type_in("Remark", "later");
    window.press("Profile: Oral histories");
    window.press("Archival context → iconik");
    assert!(window.says("1 change of “Oral histories → items” is not saved"));
    window.press("Stay here");
    assert!(window.says("1 change not saved"));
    window.press("Profile: Oral histories");
    window.press("Archival context → iconik");
    window.press("Give the changes up");
    assert!(window.says("Archival context, Titles path"));
    assert_eq!(window.asked(|command| matches!(command, Command::SaveProfile { .. })), 0);
}

#[test]
fn closing_the_workspace_asks_first() {
    let mut window = Window::new();
    window.select("Level, required");
    window.type_in("Remark", "later");
    window.key_with(Modifiers::COMMAND, Key::K);
    window.harness.event(egui::Event::Text("close the workspace".to_owned()));
    window.settle();
    window.key(Key::Enter);
    assert_eq!(window.asked(|command| matches!(command, Command::CloseWorkspace)), 0);
    window.press("Save, then close the workspace");
    assert_eq!(window.asked(|command| matches!(command, Command::SaveProfile { .. })), 1);
    assert_eq!(window.asked(|command| matches!(command, Command::CloseWorkspace)), 1);
}

#[test]
fn two_profiles_are_compared() {
    let mut window = Window::new();
    window.press("Another profile: Compare with…");
    window.press("Approved assets → items");
    assert!(window.says("Level, same: always “item” / always “item”"));
    assert!(window.says("Extent, differs"));
    window.press("only here 5");
    assert!(window.says("hides 3 targets"));
    window.press("Back to the mapping");
    assert!(window.says("record 1 of 312"));
}

#[test]
fn a_plan_is_made_and_reviewed_here() {
    let mut window = Window::new();
    window.press("Plan for 312 records");
    let planned = window.asked(|command| matches!(command, Command::PlanDescribe { profiles, .. } if profiles == &["oral-histories"]));
    assert_eq!(planned, 1);
    assert!(window.says("describe 2 assets"));
}

#[test]
fn edits_are_saved_before_they_are_planned() {
    let mut window = Window::new();
    window.select("Level, required");
    window.type_in("Remark", "later");
    window.press("Save, then plan for 312 records");
    let order: Vec<&str> = window
        .fake
        .borrow()
        .asked
        .iter()
        .filter_map(|command| match command {
            Command::SaveProfile { .. } => Some("save"),
            Command::PlanDescribe { .. } => Some("plan"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["save", "plan"]);
}

#[test]
fn what_publishes_is_set_where_the_profile_is() {
    let mut window = Window::new();
    window.press("Show the profile");
    assert!(window.says("approved assets become records by this profile"));
    window.click(Role::CheckBox, "approved assets become records");
    assert!(window.says("1 change not saved"));
    window.press("Save, then go to approved assets");
    assert_eq!(window.asked(|command| matches!(command, Command::PlanDescribe { .. })), 0);
    assert_eq!(
        window.asked(|command| matches!(command, Command::SaveProfile { profile, .. } if profile.publish.is_some())),
        1
    );
}

#[test]
fn a_source_chip_moves_to_another_target() {
    let mut window = Window::open_in(Appearance::Light, [1440.0, 1100.0], Fake::new());
    let from = window.place(Role::ListItem, "Interviewer, read by Creator");
    let to = window.place(Role::Row, "Languages");
    window.drag(from, to);
    window.drop(to);
    assert!(
        window.rule("agents.creator").is_none(),
        "the rule that reads nothing any more goes away"
    );
    let rule = window.rule("languages").expect("the rule moved");
    assert_eq!(rule.from.first().map(|key| key.as_str()), Some("field:interviewer"));
}

#[test]
fn every_profile_draws_in_narrow_windows_and_large_letters() {
    for (text_size, size) in [(1.0, [1280.0, 800.0]), (1.4, [1280.0, 800.0]), (1.0, [1920.0, 1080.0])] {
        let mut window = Window::open_in(Appearance::Dark, size, Fake::new());
        let settings = AppSettings {
            text_size,
            ..AppSettings::default()
        };
        window.events.send(Event::Settings(settings)).expect("the window listens");
        for name in ["Broken by hand", "Approved assets → items", "Archival context → iconik"] {
            window.press("Profile: ");
            window.press(name);
            assert!(window.says("record 1 of 312"), "{name} at {size:?}");
        }
    }
}
