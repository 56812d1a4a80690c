//! The tabs beside the review of restrictions: notes to read, what begins and ends, the report, the rule table; and what rows say.

use std::sync::Arc;

use archway::desktop::commands::UiCommand;
use archway::desktop::outbox::Raised;
use archway::desktop::screens::ViewCtx;
use archway::desktop::screens::restrict::expiry::ExpiryPane;
use archway::desktop::screens::restrict::notes::NotesPane;
use archway::desktop::screens::restrict::report::ReportPane;
use archway::desktop::screens::restrict::rules::RulesPane;
use archway::domain::browse::Node;
use archway::domain::restriction::{InheritanceRule, Loss, Meaning, Reading, RestrictSettings, StatementKey};
use archway::runtime::restrict_view::{NoteToRead, RestrictExport, RestrictScope, RestrictionsView, RuleMatches};
use archway::runtime::view::{Cause, Notice, NoticeKind};
use archway::runtime::{Command, Event};
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::plans::{asset, noon};
use crate::restrict_fake as fake;
use crate::stage::{Stage, WIDE, themes};
use crate::world::{World, workspace};

fn notes(world: World) -> Stage<'static, NotesPane> {
    drawn(world, |ui, view, pane: &mut NotesPane| pane.ui(ui, view))
}

fn expiry(world: World) -> Stage<'static, ExpiryPane> {
    drawn(world, |ui, view, pane: &mut ExpiryPane| pane.ui(ui, view))
}

fn report(world: World) -> Stage<'static, ReportPane> {
    drawn(world, |ui, view, pane: &mut ReportPane| pane.ui(ui, view))
}

fn rules(world: World) -> Stage<'static, RulesPane> {
    drawn(world, |ui, view, pane: &mut RulesPane| pane.ui(ui, view))
}

fn drawn<S: Default + 'static>(world: World, draw: impl Fn(&mut egui::Ui, &ViewCtx<'_>, &mut S) + 'static) -> Stage<'static, S> {
    let mut stage = Stage::new(WIDE, world, S::default(), draw);
    stage.settle();
    stage.commands();
    stage
}

/// The world with an overview that was changed.
fn with(change: impl FnOnce(&mut RestrictionsView)) -> World {
    let mut world = fake::world();
    let mut overview = fake::overview();
    change(&mut overview);
    world.apply(Event::Restrictions(Arc::new(overview)));
    world
}

fn read_only() -> World {
    let mut world = fake::world();
    let mut info = workspace();
    info.read_only = Some("Another Archway has the file open.".into());
    world.apply(Event::Workspace(Arc::new(info)));
    world
}

/// The one widget whose name begins with these words.
fn named<S: 'static>(stage: &Stage<'_, S>, words: &str) -> String {
    let all = stage.harness.query_all_by_label_contains(words);
    let names: Vec<String> = all.filter_map(|node| node.accesskit_node().label()).collect();
    names
        .iter()
        .find(|name| name.starts_with(words))
        .unwrap_or_else(|| panic!("{words}: {names:?}"))
        .clone()
}

fn pick<S: 'static>(stage: &mut Stage<'_, S>, words: &str) {
    use egui::accesskit::Role;
    let name = named(stage, words);
    stage.harness.get_by_role_and_label(Role::ListBoxOption, &name).click();
    stage.settle();
}

fn disabled<S: 'static>(stage: &Stage<'_, S>, name: &str) -> bool {
    stage.get(name).accesskit_node().is_disabled()
}

fn readings(commands: &[Command]) -> Vec<(StatementKey, Option<Meaning>, String)> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::ReadNote {
                statement, meaning, why, ..
            } => Some((statement.clone(), meaning.clone(), why.clone())),
            _ => None,
        })
        .collect()
}

fn closed_until(end: Option<&str>) -> Meaning {
    Meaning::Restricted {
        span: archway::domain::restriction::Span {
            begin: None,
            end: end.map(fake::day),
        },
        types: Vec::new(),
    }
}

#[test]
fn notes_are_read_one_after_the_other_with_the_keyboard_alone() {
    let mut stage = notes(fake::world());
    assert!(stage.has("waiting 3") && stage.has("read 1"));
    assert!(disabled(&stage, "Save and next"), "nothing is chosen before a person chooses");
    // The changed note: closed until 2030.
    stage.key(Key::D);
    stage.harness.event(egui::Event::Text("2030".into()));
    stage.settle();
    assert!(stage.has("= 2030-12-31"));
    stage.key(Key::Enter);
    // The long note has a suggestion.
    stage.key(Key::S).key(Key::Enter);
    // The last: open.
    stage.key(Key::O).key(Key::Enter);
    let said: Vec<_> = readings(&stage.commands()).into_iter().map(|(_, meaning, _)| meaning).collect();
    assert_eq!(
        said,
        [
            Some(closed_until(Some("2030-12-31"))),
            Some(closed_until(None)),
            Some(Meaning::Open)
        ]
    );
    assert!(stage.has("waiting 0"), "what was sent does not wait for the answer");
    assert!(stage.has("No note waits to be read"));
}

#[test]
fn a_reading_that_could_not_be_kept_waits_again() {
    let mut stage = notes(fake::world());
    stage.key(Key::C).key(Key::Enter);
    assert_eq!(readings(&stage.commands()).len(), 1);
    assert!(stage.has("waiting 2"));
    stage.event(Event::Notice(Notice {
        kind: NoticeKind::Error,
        text: "The workspace file cannot be written: the disk is full".into(),
        plan: None,
        asset: None,
        cause: Cause::System,
    }));
    assert!(stage.has("waiting 3"));
}

#[test]
fn an_answer_settles_what_was_sent() {
    let mut stage = notes(fake::world());
    pick(&mut stage, "Item: 1982 June 11, waits");
    stage.key(Key::O).key(Key::Enter);
    let mut overview = fake::overview();
    let note = overview
        .notes
        .iter_mut()
        .find(|note| note.statement == fake::item_note())
        .expect("the note");
    note.reading = Some(Reading {
        statement: note.statement.clone(),
        fingerprint: note.fingerprint.clone(),
        meaning: Meaning::Open,
        who: "archivist".into(),
        at: noon(),
        why: String::new(),
    });
    stage.event(Event::Restrictions(Arc::new(overview)));
    assert!(stage.has("waiting 2") && stage.has("read 2"));
    stage.click("read 2");
    assert!(stage.says("Item: 1982 June 11, open"));
}

#[test]
fn a_changed_note_says_how_it_was_read_and_is_not_prefilled() {
    let stage = notes(fake::world());
    assert!(stage.says("The note changed since it was read. Its former words were read as: closed until 2030-06-30, InProcessSpecColl"));
    assert!(disabled(&stage, "Save and next"));
    assert!(!stage.has("Take this reading back"));
}

#[test]
fn a_reading_can_be_taken_back_and_said_again_with_types_and_why() {
    let mut stage = notes(fake::world());
    stage.click("read 1");
    assert!(stage.says("Read as open (archivist"));
    stage.click("Take this reading back");
    assert_eq!(readings(&stage.commands()).pop().map(|(_, meaning, _)| meaning), Some(None));

    let mut stage = notes(fake::world());
    stage.click("read 1");
    stage.click("Closed without end").click("Donor");
    stage.type_in("Why it means that", ", and the family");
    stage.click("Save and next");
    let (_, meaning, why) = readings(&stage.commands()).pop().expect("a reading");
    assert_eq!(
        meaning,
        Some(Meaning::Restricted {
            span: Default::default(),
            types: vec!["Donor".into()]
        })
    );
    assert_eq!(why, "asked the donor’s office, and the family");
}

#[test]
fn what_was_said_of_a_note_stays_while_others_are_looked_at() {
    let mut stage = notes(fake::world());
    stage.key(Key::C).key(Key::ArrowDown);
    assert!(disabled(&stage, "Save and next"), "the next note is another");
    stage.key(Key::ArrowUp);
    assert!(!disabled(&stage, "Save and next"));
    assert!(readings(&stage.commands()).is_empty());
}

#[test]
fn a_day_that_cannot_be_read_is_refused() {
    let mut stage = notes(fake::world());
    stage.click("Closed until a day");
    stage.type_in("Closed until", "next spring");
    assert!(stage.says("Write a year, a month or a day"));
    assert!(disabled(&stage, "Save and next"));
    stage.key(Key::Enter);
    assert!(readings(&stage.commands()).is_empty());
}

#[test]
fn another_tab_can_ask_for_a_note_that_the_filter_hides() {
    let mut stage = notes(fake::world());
    let read = fake::notes().pop().expect("a note");
    stage.harness.state_mut().1.show(&read.statement);
    stage.settle();
    assert!(stage.says("Read as open"));
    stage.click("Show the record");
    let record = read.statement.record;
    assert!(matches!(stage.raised().last(), Some(Raised::ShowNode(Node::Record(shown))) if *shown == record));
}

#[test]
fn two_hundred_notes_are_drawn_as_far_as_they_are_seen() {
    let world = with(|overview| {
        let sample = overview.notes[2].clone();
        overview.notes = (0..20_000u64)
            .map(|number| NoteToRead {
                statement: StatementKey {
                    part: format!("note:{number}"),
                    ..sample.statement.clone()
                },
                ..sample.clone()
            })
            .collect();
    });
    let mut stage = notes(world);
    let drawn = stage.harness.query_all_by_role(egui::accesskit::Role::ListBoxOption).count();
    assert!((5..40).contains(&drawn), "{drawn} rows were drawn");
    stage.key(Key::End);
    stage.key(Key::O).key(Key::Enter);
    assert_eq!(readings(&stage.commands()).len(), 1);
    assert!(stage.has("waiting 19,999"));
}

#[test]
fn an_end_that_has_passed_is_lifted_only_by_a_plan() {
    let mut stage = expiry(fake::world());
    assert!(stage.says("Series 2: Minutes, ends 2025-12-31, waits for a decision"));
    assert!(stage.says("2025-12-31 is its last day"));
    stage.click("Plan the lifting");
    let sent = stage.commands();
    assert!(
        matches!(sent.as_slice(), [Command::PlanRestrict { scope: RestrictScope::Cause(cause), as_of: None }] if *cause == fake::ended_note()),
        "{sent:?}"
    );
}

#[test]
fn what_still_applies_cannot_be_lifted() {
    let mut stage = expiry(fake::world());
    pick(&mut stage, "Series 3: Oral histories, ends 2041-12-31");
    assert!(disabled(&stage, "Plan the lifting"));
    pick(&mut stage, "Series 7: Diaries, begins");
    assert!(stage.has("Plan what follows") && !stage.has("Keep closed…"));
}

#[test]
fn days_kinds_and_months_filter_the_queue() {
    let mut stage = expiry(fake::world());
    stage.click("past 2");
    assert!(stage.says("Series 2: Minutes, ends") && !stage.says("Series 3: Oral histories, ends"));
    stage.click("all 6").click("begins 1");
    assert!(stage.says("Series 7: Diaries, begins") && !stage.says("Series 2: Minutes, ends"));
    stage.click("begins 1");
    stage.click("November 2026: 1 entry");
    assert!(stage.says("Series 7: Diaries, begins") && !stage.says("Series 2: Minutes, ends"));
    stage.click("November 2026: 1 entry");
    assert!(stage.says("Series 2: Minutes, ends"));
    stage.click("this week 0");
    assert!(stage.has("Nothing begins or ends in these days"));
    stage.click("Show all");
    assert!(stage.says("Series 2: Minutes, ends"));
}

#[test]
fn keeping_closed_needs_a_reason_and_proposes_a_day_to_look_again() {
    let mut stage = expiry(fake::world());
    stage.click("Keep closed…");
    assert!(disabled(&stage, "Keep it closed"));
    stage.type_in("Why it stays closed", "names of people who are alive");
    stage.click("Keep it closed");
    let sent = stage.commands();
    assert!(
        matches!(
            sent.as_slice(),
            [Command::KeepClosed { statement, reason: Some(reason), review_on: Some(review), .. }]
                if *statement == fake::ended_note() && reason == "names of people who are alive" && *review == fake::day("2031-11-21")
        ),
        "{sent:?}"
    );
    pick(&mut stage, "Series 2, file: Letters to the secretary");
    assert!(stage.says("Kept closed by archivist"));
    stage.click("Take this decision back");
    assert!(matches!(stage.commands().as_slice(), [Command::KeepClosed { reason: None, .. }]));
}

#[test]
fn a_new_end_is_planned_and_what_has_no_dates_is_opened_in_archivesspace() {
    let mut stage = expiry(fake::world());
    stage.click("Extend…");
    assert!(disabled(&stage, "Plan the new end"));
    stage.type_in("New last day", "2035");
    stage.click("Plan the new end");
    let sent = stage.commands();
    assert!(
        matches!(sent.as_slice(), [Command::PlanNewEnd { end: Some(end), .. }] if *end == fake::day("2035-12-31")),
        "{sent:?}"
    );
    pick(&mut stage, "Series 6: Þjóðsögur 港湾");
    assert!(!stage.has("Extend…"));
    stage.raised();
    stage.click("Open in ArchivesSpace");
    assert!(matches!(stage.raised().as_slice(), [Raised::OpenPage(page)] if page.contains("archival_object_20")));
}

#[test]
fn the_calendar_is_written_to_a_file() {
    let mut stage = expiry(fake::world());
    stage.click("Export…");
    assert!(disabled(&stage, "Export calendar"));
    stage.type_in("File to write", "/tmp/ends.csv");
    stage.click("Export calendar");
    let sent = stage.commands();
    assert!(
        matches!(sent.as_slice(), [Command::ExportRestrictions { form: RestrictExport::ExpiryCalendar, path }] if path.ends_with("ends.ics")),
        "{sent:?}"
    );
}

#[test]
fn the_report_begins_with_what_is_open_though_restricted() {
    let mut stage = report(fake::world());
    assert!(stage.says("open in iconik though its record is restricted, 2"));
    assert!(stage.says("worked out 12:10 · as of 2026-11-21 · container rule (stricter) · access read 12:04"));
    stage.click("Plan for this asset");
    let sent = stage.commands();
    assert!(
        matches!(sent.as_slice(), [Command::PlanRestrict { scope: RestrictScope::Assets(assets), .. }] if *assets == [asset(0)]),
        "{sent:?}"
    );
}

#[test]
fn several_findings_are_planned_together_and_an_asset_only_once() {
    let mut stage = report(fake::world());
    // Without a selection: all that can be planned; HW-005 is found twice.
    assert!(stage.has("Plan for 4 assets"));
    stage.key(Key::Space).key(Key::ArrowDown).key(Key::Space);
    assert!(stage.has("2 selected"));
    stage.click("Plan for 2 assets");
    let sent = stage.commands();
    assert!(
        matches!(sent.as_slice(), [Command::PlanRestrict { scope: RestrictScope::Assets(assets), .. }] if *assets == [asset(0), asset(3)]),
        "{sent:?}"
    );
    stage.event(Event::Notice(Notice {
        kind: NoticeKind::Error,
        text: "The plan could not be made".into(),
        plan: None,
        asset: None,
        cause: Cause::System,
    }));
    stage.click("Select none");
    stage.click("Select open in iconik though its record is restricted, 2");
    assert!(stage.has("2 selected"), "a heading selects what is below it");
}

#[test]
fn kinds_filter_the_report_and_what_is_hidden_is_not_planned() {
    let mut stage = report(fake::world());
    stage.click("Select all shown");
    stage.click("not linked 1");
    assert!(stage.says("HW-077 outtake, not linked") && !stage.says("HW-003_b12_f03_001, open"));
    assert!(stage.has("1 selected"));
    assert!(disabled(&stage, "Plan"), "an asset without a link cannot be restricted");
    stage.click("Show the asset");
    assert!(matches!(stage.raised().last(), Some(Raised::ShowNode(Node::Asset(shown))) if *shown == asset(77)));
}

#[test]
fn findings_lead_to_the_notes_and_to_reading_access() {
    let mut stage = report(fake::world());
    pick(&mut stage, "HW-011 reel A, note not read");
    stage.click("Read the notes");
    assert!(stage.harness.state_mut().1.take_wants_notes());
    pick(&mut stage, "HW-090 Þórdís Ásgrímsdóttir, access not read");
    stage.commands();
    stage.press("Look at access");
    assert!(matches!(stage.commands().as_slice(), [Command::LookAtAccess]));
}

#[test]
fn ten_thousand_findings_draw_only_what_can_be_seen() {
    let world = with(|overview| {
        let sample = overview.report[0].clone();
        overview.report = (0..10_000)
            .map(|number| archway::runtime::restrict_view::Disagreement {
                asset: asset(number),
                ..sample.clone()
            })
            .collect();
    });
    let mut stage = report(world);
    let drawn = stage.harness.query_all_by_role(egui::accesskit::Role::ListBoxOption).count();
    assert!((5..40).contains(&drawn), "{drawn} rows were drawn");
    assert!(stage.has("Plan for 10,000 assets"));
    stage.key(Key::End);
    assert!(stage.harness.query_all_by_role(egui::accesskit::Role::ListBoxOption).count() > 5);
}

fn saved(commands: &[Command]) -> RestrictSettings {
    let mut saved = commands.iter().filter_map(|command| match command {
        Command::SaveRestrictSettings(settings) => Some(RestrictSettings::clone(settings)),
        _ => None,
    });
    saved.next().expect("settings were saved")
}

#[test]
fn rules_are_edited_undone_and_saved() {
    let mut stage = rules(fake::world());
    assert!(stage.says("Everything restricted: warn and block sharing, matches 45 assets"));
    assert!(disabled(&stage, "Save"));
    stage.click("Duplicate the row");
    assert!(stage.says("Everything restricted: warn and block sharing (copy)"));
    assert!(stage.harness.state().1.has_unsaved());
    stage.click("Undo");
    assert!(!stage.harness.state().1.has_unsaved());
    stage.click("Redo");
    stage.click("Delete the row");
    stage.get("ask for a review in iconik").scroll_to_me();
    stage.settle();
    stage.click("ask for a review in iconik");
    stage.click("Save");
    let settings = saved(&stage.commands());
    assert_eq!(settings.table.rows.len(), 3);
    assert!(settings.table.rows.iter().any(|row| row.then.review.is_some()));
    assert!(stage.has("Saving…"));
    let mut view = fake::settings();
    view.settings = settings;
    stage.event(Event::RestrictSettings(Box::new(view)));
    assert!(!stage.harness.state().1.has_unsaved() && stage.has("Save"));
}

#[test]
fn conditions_and_what_follows_are_chosen() {
    let mut stage = rules(fake::world());
    pick(&mut stage, "Access notes: only archivists");
    stage
        .click("use note")
        .click("RestrictedSpecColl")
        .click("before it begins")
        .click("series");
    stage.click("revoke shares there are");
    stage.click("group Archivists: keeps access").click("keeps read only");
    stage.click("Take out group Reading room");
    stage.click("Save");
    let row = saved(&stage.commands()).table.rows.swap_remove(1);
    assert_eq!(row.when.kinds.len(), 2);
    assert!(row.when.types.contains("RestrictedSpecColl") && row.when.levels.len() == 1);
    assert_eq!(row.when.time, archway::domain::restriction::TimeOf::Later);
    assert!(row.then.revoke_shares);
    assert_eq!(row.then.access.map(|rule| rule.named), Some(vec![(fake::group(3), Loss::Write)]));
}

#[test]
fn people_and_collections_are_found_by_a_part_of_their_name() {
    let mut stage = rules(fake::world());
    pick(&mut stage, "Access notes: only archivists");
    stage.click("Group or person by name: add a group or person…");
    stage.type_in("Find: Group or person by name", "見本");
    stage.click("見本 花子");
    stage.click("Collection that the asset is in: add…");
    stage.type_in("Find: Collection that the asset is in", "oral");
    stage.click("Oral histories 2024");
    stage.click("Save");
    let row = saved(&stage.commands()).table.rows.swap_remove(1);
    assert_eq!(row.then.access.map(|rule| rule.named.len()), Some(3));
    assert!(row.when.collections.contains(&fake::collection(1)));
}

#[test]
fn an_edited_table_is_counted_once_edits_pause() {
    let mut stage = rules(fake::world());
    stage.click("use note");
    for _ in 0..60 {
        stage.harness.step();
    }
    let tried: Vec<u64> = stage
        .commands()
        .iter()
        .filter_map(|command| match command {
            Command::TryRestrictSettings { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .collect();
    assert_eq!(tried, [1]);
    assert!(stage.has("counting"));
    stage.event(Event::RulesTried {
        ticket: 1,
        matches: vec![RuleMatches {
            row: fake::rule_id(1),
            assets: 7,
            findings: vec![],
        }],
    });
    assert!(stage.says("matches 7 assets") && !stage.has("counting"));
    stage.click("Revert");
    assert!(stage.says("matches 45 assets"));
}

#[test]
fn an_empty_table_begins_from_a_preset() {
    let mut world = fake::world();
    let mut settings = fake::settings();
    settings.settings.table.rows.clear();
    world.apply(Event::RestrictSettings(Box::new(settings)));
    let mut stage = rules(world);
    assert!(stage.has("No rules yet"));
    stage.click("Only archivists see what is restricted");
    assert!(stage.says("Access notes: only archivists"));
    assert!(stage.harness.state().1.has_unsaved());
}

#[test]
fn the_rule_in_force_and_the_second_person_are_settings_of_the_workspace() {
    let mut stage = rules(fake::world());
    stage.click("a second person confirms what opens");
    stage.click("Rule in force: container rule (stricter)").click("public rule");
    assert!(stage.says("an item marked open inside a closed series counts as open"));
    stage.type_in("Time zone", "Atlantis/Harbour");
    assert!(disabled(&stage, "Save"));
    assert!(stage.says("There is no time zone “Atlantis/Harbour”"));
    stage.click("Undo");
    stage.click("Save");
    let settings = saved(&stage.commands());
    assert!(settings.second_person && settings.rule == InheritanceRule::Public);
}

#[test]
fn edits_that_are_not_saved_survive_settings_that_come_from_elsewhere() {
    let mut stage = rules(fake::world());
    stage.click("a second person confirms what opens");
    let mut other = fake::settings();
    other.settings.review_after_months = 12;
    stage.event(Event::RestrictSettings(Box::new(other)));
    assert!(stage.harness.state().1.has_unsaved());
    stage.click("Revert");
    assert!(stage.has("Look again: after 1 year"));
}

#[test]
fn a_read_only_workspace_keeps_and_plans_nothing() {
    let mut stage = notes(read_only());
    stage.key(Key::O).key(Key::Enter);
    assert!(readings(&stage.commands()).is_empty());
    assert!(stage.has("Another Archway has the file open."));
    let stage = expiry(read_only());
    assert!(disabled(&stage, "Plan the lifting") && disabled(&stage, "Keep closed…"));
    let stage = report(read_only());
    assert!(disabled(&stage, "Plan for 4 assets"));
    let mut stage = rules(read_only());
    assert!(disabled(&stage, "Add a row") && disabled(&stage, "Delete the row"));
    stage.key(Key::Delete);
    assert!(!stage.harness.state().1.has_unsaved());
}

#[test]
fn empty_tabs_say_what_to_do_next() {
    let empty = || {
        with(|overview| {
            overview.notes.clear();
            overview.expiry.clear();
            overview.report.clear();
        })
    };
    assert!(notes(empty()).has("No note waits to be read"));
    assert!(expiry(empty()).has("Nothing begins or ends"));
    let mut stage = report(empty());
    assert!(stage.says("cannot tell whether iconik agrees"));
    stage.click("Look at access");
    assert!(matches!(stage.commands().as_slice(), [Command::LookAtAccess]));
    let unlinked = with(|overview| {
        overview.report.clear();
        overview.counts.assets = 0;
    });
    assert!(report(unlinked).has("Nothing is linked yet"));
    assert!(notes(World::open()).has("Working out what restrictions mean"));
    assert!(rules(World::open()).has("Reading the rules"));
}

#[test]
fn another_day_is_said_to_be_one() {
    let world = with(|overview| overview.as_of = fake::day("2042-01-01"));
    let mut stage = report(world);
    assert!(stage.says("This is how it looks on 2042-01-01; today is 2026-11-21."));
    stage.click("Back to today");
    assert!(matches!(stage.commands().as_slice(), [Command::LoadRestrictions(None)]));
}

#[test]
fn panes_keep_their_width_and_both_themes_and_sizes_draw_them() {
    fn draws<S: Default + 'static>(draw: fn(&mut egui::Ui, &ViewCtx<'_>, &mut S), chosen: &str) {
        for size in [WIDE, [1920.0, 1080.0], [900.0, 600.0]] {
            for world in themes(fake::world) {
                let mut stage = Stage::new(size, world, S::default(), draw);
                stage.settle();
                let name = named(&stage, chosen);
                let width = |stage: &Stage<'_, S>| {
                    let row = stage.harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, &name);
                    row.rect().width()
                };
                let before = width(&stage);
                stage.harness.run_steps(40);
                assert!((before - width(&stage)).abs() < 1.0, "{chosen}: {before} became {}", width(&stage));
            }
        }
    }
    draws::<NotesPane>(|ui, view, pane| pane.ui(ui, view), "Series 4: Photographs, changed since read");
    draws::<ExpiryPane>(|ui, view, pane| pane.ui(ui, view), "Series 2: Minutes, ends");
    draws::<ReportPane>(|ui, view, pane| pane.ui(ui, view), "HW-003_b12_f03_001, open though restricted");
    draws::<RulesPane>(|ui, view, pane| pane.ui(ui, view), "Access notes: only archivists, matches");
}

#[test]
fn without_rules_a_finding_leads_to_the_rule_table() {
    let mut world = fake::world();
    let mut settings = fake::settings();
    settings.settings.table.rows.clear();
    world.apply(Event::RestrictSettings(Box::new(settings)));
    let mut stage = report(world);
    stage.press("Open the rule table");
    assert!(!stage.has("Plan for this asset"), "its plan would be empty");
    let leads = stage.raised();
    assert!(matches!(leads.last(), Some(Raised::Ui(UiCommand::GoRules))), "{leads:?}");
}
