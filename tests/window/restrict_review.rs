//! What follows in iconik: the plan by cause, target and kind; what closes in bulk, what opens one cause at a time.

use std::sync::Arc;

use archway::desktop::outbox::Raised;
use archway::desktop::screens::ScreenId;
use archway::desktop::screens::restrict::RestrictScreen;
use archway::desktop::screens::review::ReviewPane;
use archway::domain::Secret;
use archway::domain::browse::Node;
use archway::domain::restriction::RuleTable;
use archway::plan::{CauseId, ChangeId, Decision, Plan};
use archway::runtime::restrict_view::RestrictScope;
use archway::runtime::view::{Cause, Notice, NoticeKind, SetupState};
use archway::runtime::{Command, Event};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::link::Window;
use crate::plans::archival_object;
use crate::stage::{Stage, WIDE, themes};
use crate::world::{World, workspace};
use crate::{plans, restrict_fake, restrict_plan};

type Screen = Stage<'static, RestrictScreen>;

const FIRST: &str = "restrict HW-003_b12_f03_001: 12 people, 1 share now, 3 people after, accepted, closes";
const DIFFERS: &str = "restrict HW-005 Quayside walk, silent: 12 people, public link now, 3 people after, undecided, rules differ";

/// What was raised, but for pictures, which the inspector asks for as it is drawn.
fn raised(stage: &mut Screen) -> Vec<Raised> {
    let picture = |raised: &Raised| matches!(raised, Raised::Runtime(command) if matches!(**command, Command::LoadPicture(_)));
    stage.raised().into_iter().filter(|raised| !picture(raised)).collect()
}

fn asked(stage: &mut Screen) -> Vec<Command> {
    let commands = raised(stage).into_iter().filter_map(|raised| match raised {
        Raised::Runtime(command) => Some(*command),
        _ => None,
    });
    commands.collect()
}

fn screen(world: World) -> Screen {
    let mut stage = Stage::new(WIDE, world, RestrictScreen::default(), |ui, view, screen: &mut RestrictScreen| {
        screen.ui(ui, view);
    });
    stage.settle();
    asked(&mut stage);
    stage
}

fn review(plan: Plan) -> Screen {
    screen(restrict_fake::reviewing(plan))
}

fn keys(stage: &mut Screen, keys: &[Key]) {
    for key in keys {
        stage.key(*key);
    }
}

fn decided(commands: &[Command]) -> (Vec<u32>, Decision) {
    match commands {
        [Command::Decide { changes, decision, .. }] => (changes.iter().map(|id| id.0).collect(), decision.clone()),
        other => panic!("one decision was expected, got {other:?}"),
    }
}

/// Stands on the first change.
fn on_the_list(stage: &mut Screen) {
    stage.click(FIRST);
    assert!(asked(stage).is_empty());
}

fn notice(text: &str) -> Event {
    Event::Notice(Notice {
        kind: NoticeKind::Error,
        text: text.into(),
        plan: None,
        asset: None,
        cause: Cause::Here,
    })
}

#[test]
fn each_group_is_a_cause_with_its_words() {
    let stage = review(restrict_plan::plan());
    assert!(stage.has("Group Series 3: Oral histories, 38 changes"));
    assert!(stage.has(FIRST) && stage.has(DIFFERS));
    assert!(stage.has("31 accepted · 1 held · 13 undecided"));
    assert!(stage.has("Apply 31 changes to 31 assets"));
    // The deciding note stands in full beside the list.
    assert!(stage.has("“Interviews are closed until the end of 2041 under the deed of gift.”"));
    assert!(stage.has("Series 3: Oral histories: closed until 2041-12-31 · deed of gift"));
    assert!(stage.has("9 people, 1 share"));
    assert!(stage.has("share “Crane drivers 2024”: sent to 1 guest, 41 views → revoked"));
    assert!(stage.has("group Editors: read, write → none"));
    assert!(stage.has("Administrators and the creator keep access; iconik cannot take it away (3 people)."));
}

#[test]
fn where_the_rules_differ_it_says_why() {
    let mut stage = review(restrict_plan::plan());
    stage.click(DIFFERS);
    assert!(stage.has("The two rules disagree"));
    assert!(stage.has("public rule: open (own note) · container rule: closed"));
    stage.click("1 where the rules differ");
    assert!(stage.has("hides 46") && stage.has(DIFFERS) && !stage.has(FIRST));
}

#[test]
fn counts_filter_and_what_is_unchanged_is_only_counted() {
    let mut stage = review(restrict_plan::plan());
    for chip in ["+34 restrict", "~4 change", "−7 lift", "?2 need a person", "13 undecided"] {
        assert!(stage.has(chip), "{chip}");
    }
    assert!(stage.get("=1,204 unchanged").accesskit_node().is_disabled());
    stage.click("?2 need a person");
    assert!(stage.has("hides 45") && !stage.has(FIRST));
    assert!(stage.has("HW-011 reel A: 12 people now, needs a person"));
    stage.click("hides 45");
    assert!(stage.has(FIRST));
}

#[test]
fn what_closes_is_accepted_together_and_what_opens_never_is() {
    let mut stage = review(restrict_plan::plan());
    stage.click("Accept all in Series 3: Oral histories");
    let (changes, decision) = decided(&asked(&mut stage));
    assert_eq!((changes, decision), ((1..=38).collect(), Decision::Accepted));
    stage.click("Accept 6, leave 7");
    let (changes, _) = decided(&asked(&mut stage));
    assert_eq!(changes, [3, 34, 35, 36, 37, 38]);
    // No box of an opening can be ticked, in no grouping.
    on_the_list(&mut stage);
    for grouping in [Key::Num1, Key::Num2, Key::Num3] {
        keys(&mut stage, &[grouping, Key::End]);
        assert!(stage.get("Accept: lift MIN-1968-07").accesskit_node().is_disabled());
        stage.click("Accept: lift MIN-1968-07");
        assert!(asked(&mut stage).is_empty());
        assert!(!stage.says("Accept all in Opens") && !stage.says("Accept all in Lifts"));
    }
}

#[test]
fn keys_group_decide_and_walk() {
    let mut stage = review(restrict_plan::plan());
    on_the_list(&mut stage);
    stage.key(Key::Space);
    assert_eq!(decided(&asked(&mut stage)), (vec![1], Decision::Undecided));
    stage.key(Key::ArrowDown).key(Key::ArrowDown).key(Key::Space);
    assert_eq!(decided(&asked(&mut stage)), (vec![3], Decision::Accepted));
    stage.key(Key::H);
    assert_eq!(decided(&asked(&mut stage)), (vec![3], Decision::Held));
    stage.key(Key::Num2);
    assert!(stage.has("Group Harbour workers, 38 changes"));
    stage.key(Key::Num3).key(Key::Home);
    assert!(stage.has("Group Restricts, 34 changes"));
    stage.key(Key::ArrowLeft);
    assert!(!stage.has(FIRST), "the group was folded");
    assert!(stage.has("Group Changes words, end or sources, 4 changes"));
}

#[test]
fn rejecting_asks_for_a_reason_and_keeps_it() {
    let mut stage = review(restrict_plan::plan());
    on_the_list(&mut stage);
    stage.key(Key::R);
    assert!(asked(&mut stage).is_empty(), "nothing is decided before the reason");
    stage.type_in("Why is this change rejected?", "wrong series");
    stage.click("Reject");
    let reason = "wrong series".to_owned();
    assert_eq!(decided(&asked(&mut stage)), (vec![1], Decision::Rejected { reason }));
}

#[test]
fn an_opening_is_confirmed_with_its_list_and_a_reason() {
    let mut stage = review(restrict_plan::plan());
    on_the_list(&mut stage);
    stage.key(Key::End);
    stage.click("Confirm opening: Series 2: Minutes");
    assert!(stage.has("Open 7 assets: Series 2: Minutes"));
    assert!(stage.has("restriction ended 2025-12-31"));
    assert!(stage.says("Minutes of the committee are closed for fifty years"));
    for number in 1..=7 {
        assert!(stage.has(&format!("MIN-1968-{number:02}")));
    }
    assert!(stage.get("Open 7 assets to 12 people").accesskit_node().is_disabled());
    assert!(stage.has("Say why it may open."));
    stage.type_in("Why may it open?", "the fifty years are over");
    stage.click("Open 7 assets to 12 people");
    match asked(&mut stage).as_slice() {
        [
            Command::ConfirmOpening {
                cause,
                changes,
                reason,
                second,
                ..
            },
        ] => {
            assert_eq!((*cause, reason.as_str()), (CauseId(2), "the fifty years are over"));
            assert_eq!(*changes, (39..=45).map(ChangeId).collect::<Vec<_>>());
            assert!(second.is_none());
        }
        other => panic!("{other:?}"),
    }
    assert!(stage.has("Checking"), "it stays until the plan says that it was taken");
    stage.event(Event::Plan(Arc::new(restrict_plan::confirmed_plan())));
    assert!(!stage.has("Open 7 assets: Series 2: Minutes"));
    stage.click("Take the confirmation back: Series 2: Minutes");
    assert!(matches!(
        asked(&mut stage).as_slice(),
        [Command::TakeBackConfirmation { cause: CauseId(2), .. }]
    ));
}

#[test]
fn a_second_person_logs_in_and_a_refusal_is_said_in_place() {
    let mut stage = review(restrict_plan::plan_with_second_person());
    on_the_list(&mut stage);
    keys(&mut stage, &[Key::End, Key::Space]);
    stage.type_in("Why may it open?", "the fifty years are over");
    assert!(stage.has("Type the user name of the second person."));
    // Archway's own account is no second person.
    stage.type_in("User name of the second person", "practice");
    assert!(stage.has("The second person must be somebody else than Archway’s own account."));
    stage.type_in("User name of the second person", "-two");
    stage.type_in("Password of the second person", "a long secret");
    stage.click("Open 7 assets to 12 people");
    let commands = asked(&mut stage);
    match commands.as_slice() {
        [Command::ConfirmOpening { second: Some(second), .. }] => {
            assert!(second.user.contains("-two"), "{}", second.user);
            assert_eq!(second.password.expose(), Secret::new("a long secret").expose());
        }
        other => panic!("{other:?}"),
    }
    assert!(!format!("{commands:?}").contains("a long secret"));
    stage.event(notice("ArchivesSpace refused the log-in of practice-two."));
    assert!(stage.has("ArchivesSpace refused the log-in of practice-two."));
    assert!(stage.has("The second person types their password."), "it is typed anew");
    stage.key(Key::Escape);
    assert!(!stage.has("Open 7 assets: Series 2: Minutes"));
    assert!(!format!("{:?}", stage.harness.state().1).contains("a long secret"));
}

#[test]
fn a_note_that_needs_a_person_leads_to_the_notes() {
    let mut stage = review(restrict_plan::plan());
    stage.click("?2 need a person");
    stage.click("Say what it means: Item: 1982 June 11");
    assert!(stage.says("Donor’s consent pending."));
    assert!(!stage.has("Restrictions → iconik"), "the notes are shown");
}

#[test]
fn a_step_of_the_chain_lights_its_rows_and_leads_to_its_record() {
    let mut stage = review(restrict_plan::plan());
    stage
        .get("Series 3: Oral histories: closed until 2041-12-31 · deed of gift")
        .hover();
    stage.settle();
    stage.click("Series 3: Oral histories: closed until 2041-12-31 · deed of gift");
    let shown = raised(&mut stage);
    assert!(
        matches!(shown.as_slice(), [Raised::ShowNode(Node::Record(record))] if *record == archival_object(30)),
        "{shown:?}"
    );
}

#[test]
fn another_day_is_only_looked_at() {
    let mut plan = restrict_plan::plan();
    if let Some(review) = &mut plan.restrict {
        review.as_of = restrict_fake::day("2027-03-01");
    }
    let mut stage = review(plan);
    assert!(stage.has("Day: as of 2027-03-01"));
    assert!(stage.has("This looks at 2027-03-01. Plan for today to decide and apply."));
    stage.click("Accept: restrict HW-003_b12_f03_002");
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(asked(&mut stage).is_empty());
    stage.click("Day: as of 2027-03-01");
    stage.click("Today, 2026-11-21");
    let commands = asked(&mut stage);
    assert!(matches!(
        commands.as_slice(),
        [
            Command::LoadRestrictions(None),
            Command::PlanRestrict {
                scope: RestrictScope::All,
                as_of: None
            }
        ]
    ));
}

#[test]
fn what_moved_on_or_failed_says_what_changed() {
    let mut stage = review(restrict_plan::troubled_plan());
    stage.click("!2 stale or problems");
    stage.click("restrict HW-003_b12_f03_002: 12 people now, 3 people after, accepted, stale");
    assert!(stage.says("Who can see it changed since it was reviewed: group Press has read and write now."));
    stage.click("restrict HW-004 港湾労働者: 12 people now, 12 people after, accepted, problem");
    assert!(stage.says("12 people could see it, now 5; 3 were meant."));
    stage.click("Plan anew");
    assert!(matches!(asked(&mut stage).as_slice(), [Command::Replan(_)]));
}

#[test]
fn a_read_only_workspace_decides_and_confirms_nothing() {
    let mut world = restrict_fake::reviewing(restrict_plan::plan());
    let mut info = workspace();
    info.read_only = Some("Another Archway has the file open.".into());
    world.apply(Event::Workspace(Arc::new(info)));
    let mut stage = screen(world);
    assert!(stage.has("Another Archway has the file open."));
    on_the_list(&mut stage);
    keys(&mut stage, &[Key::Space, Key::H, Key::R, Key::End, Key::Space]);
    assert!(stage.get("Confirm opening: Series 2: Minutes").accesskit_node().is_disabled());
    stage.click("Confirm opening: Series 2: Minutes");
    assert!(asked(&mut stage).is_empty());
    assert!(!stage.has("Open 7 assets: Series 2: Minutes"));
}

#[test]
fn without_a_plan_it_says_what_to_do_next() {
    let next = |change: fn(&mut World)| {
        let mut world = restrict_fake::world();
        change(&mut world);
        screen(world)
    };
    let overview = |world: &mut World, change: fn(&mut archway::domain::restriction::overview::RestrictionsView)| {
        let mut view = restrict_fake::overview();
        change(&mut view);
        world.apply(Event::Restrictions(Arc::new(view)));
    };
    let mut stage = next(|_| {});
    stage.click("Plan what follows");
    assert!(matches!(asked(&mut stage).as_slice(), [Command::PlanRestrict { as_of: None, .. }]));
    assert!(stage.settle().has("Planning"));

    let mut world = restrict_fake::world();
    overview(&mut world, |view| view.counts = Default::default());
    let mut stage = screen(world);
    stage.click("Go to Link");
    assert!(matches!(raised(&mut stage).as_slice(), [Raised::Go(ScreenId::Link)]));

    let mut world = restrict_fake::world();
    overview(&mut world, |view| view.access_read = None);
    let stage = screen(world);
    assert!(stage.has("Nobody has looked who can see the restricted assets"));

    let mut stage = next(|world| {
        let mut settings = restrict_fake::settings();
        settings.settings.table = RuleTable::default();
        world.apply(Event::RestrictSettings(Box::new(settings)));
    });
    stage.click("Open the rule table");
    assert!(!stage.has("No rule says what follows"));

    let stage = next(|world| {
        let mut info = workspace();
        info.setup = SetupState::Possible;
        world.apply(Event::Workspace(Arc::new(info)));
    });
    assert!(stage.has("Set up Archway’s fields"));
}

#[test]
fn a_hundred_thousand_assets_are_drawn_by_the_screenful() {
    let mut stage = review(restrict_plan::large_plan(100_000));
    assert!(stage.has("+100,000 restrict"));
    let rows = stage.harness.query_all_by_role_count();
    assert!(rows < 120, "{rows} rows were drawn");
    stage.click("restrict HW-000001: 12 people now, 3 people after, undecided, closes");
    stage.key(Key::End);
    assert!(stage.has("restrict HW-100000: 12 people now, 3 people after, undecided, closes"));
}

trait Rows {
    fn query_all_by_role_count(&self) -> usize;
}

impl<S> Rows for egui_kittest::Harness<'_, S> {
    fn query_all_by_role_count(&self) -> usize {
        self.query_all_by_role(egui::accesskit::Role::TreeItem).count()
    }
}

#[test]
fn keep_puts_the_plan_aside() {
    let mut stage = review(restrict_plan::plan());
    stage.click("Keep");
    assert!(matches!(raised(&mut stage).as_slice(), [Raised::ClosePlan]));
    stage.click("Discard");
    assert!(matches!(asked(&mut stage).as_slice(), [Command::Discard(plan)] if *plan == plans::plan_id(40)));
}

#[test]
fn both_themes_draw_everything() {
    for world in themes(|| restrict_fake::reviewing(restrict_plan::plan())) {
        let mut stage = screen(world);
        on_the_list(&mut stage);
        keys(&mut stage, &[Key::Num2, Key::End, Key::Num3, Key::Home, Key::Num1]);
        assert!(stage.has("Group Series 3: Oral histories, 38 changes"));
    }
}

#[test]
fn the_plain_review_shows_what_opens_and_leads_to_its_confirmation() {
    let world = restrict_fake::reviewing(restrict_plan::plan());
    let mut stage = Stage::new(WIDE, world, ReviewPane::default(), |ui, view, pane: &mut ReviewPane| {
        if let Some(plan) = view.model.plan_under_review() {
            pane.ui(ui, view, plan);
        }
    });
    stage.settle();
    stage.click("−7 assets".replace('−', "− ").as_str());
    assert!(
        stage
            .get("Accept: lift restriction of asset: MIN-1968-01")
            .accesskit_node()
            .is_disabled()
    );
    stage.click("Confirm opening…");
    assert!(matches!(stage.raised().as_slice(), [Raised::OpenPlan(plan)] if *plan == plans::plan_id(40)));
}

/// The whole window, with restrictions known.
fn window() -> Window {
    let mut window = Window::new();
    window.tell(Event::Restrictions(Arc::new(restrict_fake::overview())));
    window.tell(Event::RestrictSettings(Box::new(restrict_fake::settings())));
    window
}

impl Window {
    fn tell(&mut self, event: Event) {
        self.events.send(event).expect("the window listens");
        self.settle();
    }

    fn has(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    fn press(&mut self, name: &str) {
        self.harness.get_by_role_and_label(egui::accesskit::Role::Button, name).click();
        self.settle();
    }

    fn sent(&self, which: fn(&Command) -> bool) -> usize {
        self.fake.borrow().asked.iter().filter(|command| which(command)).count()
    }
}

#[test]
fn the_rail_counts_what_waits_and_asks_again_after_every_refresh() {
    let asked = |command: &Command| matches!(command, Command::LoadRestrictions(_));
    let mut window = window();
    assert_eq!(window.sent(asked), 1, "whatever screen is shown");
    assert!(window.has("Restrict, 4 notes or dates wait"));
    window.tell(Event::Refreshed { complete: true });
    assert_eq!(window.sent(asked), 2);
    window.tell(Event::ApplyEnded { plan: plans::plan_id(40) });
    assert_eq!(window.sent(asked), 3);
}

#[test]
fn a_plan_of_restrictions_opened_from_elsewhere_is_shown_where_it_is_confirmed() {
    let mut window = window();
    // A notice leads to a plan that is not known yet.
    window.tell(Event::Notice(Notice {
        kind: NoticeKind::Warning,
        text: "A plan waits".into(),
        plan: Some(plans::plan_id(40)),
        asset: None,
        cause: Cause::Here,
    }));
    window.press("Show the plan");
    assert_eq!(window.sent(|command| matches!(command, Command::LoadPlan(_))), 1);
    assert!(!window.has("Restrictions → iconik"));
    let mut plan = restrict_plan::plan();
    // The window of these tests stands in May.
    plan.created = crate::fake::now();
    if let Some(review) = &mut plan.restrict {
        review.as_of = restrict_fake::day("2026-05-04");
    }
    window.tell(Event::Plan(Arc::new(plan)));
    assert!(window.has("Restrictions → iconik"));
    assert!(window.has("Confirm opening: Series 2: Minutes") || window.has(FIRST));
    // Whoever goes to Link afterwards stays there, and can decide there too, but for what opens.
    window.press("Link");
    assert!(!window.has("Restrictions → iconik"));
}

#[test]
fn commands_lead_to_every_tab() {
    let mut window = window();
    for (words, seen) in [
        ("Show notes on restrictions to read", "Notes to read"),
        ("Show the rule table of restrictions", "Rules"),
        ("Look who can see restricted assets", "Rules"),
    ] {
        window.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        window.settle();
        let field = "Search both systems, or find a command";
        let role = egui::accesskit::Role::TextInput;
        window.harness.get_by_role_and_label(role, field).type_text(words);
        window.harness.run_steps(8);
        window.harness.key_press(Key::Enter);
        window.settle();
        assert!(window.has(seen), "{words}");
    }
    assert_eq!(window.sent(|command| matches!(command, Command::LookAtAccess)), 1);
}

fn without_rules() -> archway::runtime::restrict_view::RestrictSettingsView {
    let mut settings = restrict_fake::settings();
    settings.settings.table = RuleTable::default();
    settings
}

#[test]
fn an_empty_plan_without_rules_does_not_say_that_all_is_well() {
    let mut plan = restrict_plan::plan();
    plan.changes.clear();
    plan.restrict.as_mut().unwrap().needs_person.clear();
    let well = "Everything stands in iconik as the restrictions ask. There is nothing to write.";
    assert!(review(plan.clone()).has(well));
    plan.notices
        .push(archway::plan::Finding::warning("20 restricted assets stay as open as before"));
    assert!(!review(plan.clone()).has(well), "something was left out");
    let mut world = restrict_fake::reviewing(plan);
    world.apply(Event::RestrictSettings(Box::new(without_rules())));
    let mut stage = screen(world);
    assert!(!stage.has(well));
    assert!(stage.has("No rule says what follows from a restriction, so nothing is planned."));
    stage.click("Open the rule table");
    assert!(stage.has("No rules yet"));
}

#[test]
fn a_second_person_asked_for_since_confirms_a_plan_made_before() {
    let mut world = restrict_fake::reviewing(restrict_plan::plan());
    let mut settings = restrict_fake::settings();
    settings.settings.second_person = true;
    world.apply(Event::RestrictSettings(Box::new(settings)));
    let mut stage = screen(world);
    on_the_list(&mut stage);
    stage.key(Key::End);
    stage.click("Confirm opening: Series 2: Minutes");
    stage.type_in("Why may it open?", "the fifty years are over");
    assert!(stage.has("Type the user name of the second person."));
}

#[test]
fn what_opens_a_public_link_says_so_on_its_button() {
    let mut plan = restrict_plan::plan();
    let lifts = plan.changes.iter_mut().find(|change| change.id == ChangeId(39)).unwrap();
    let restricting = lifts.restricting.as_mut().unwrap();
    restricting.seen_after.public_links = 1;
    restricting.seen_after.shares = 1;
    let mut stage = review(plan);
    on_the_list(&mut stage);
    stage.key(Key::End);
    stage.click("Confirm opening: Series 2: Minutes");
    assert!(stage.has("Open 7 assets to 12 people, 1 public link"));
}

#[test]
fn keys_work_on_a_tab_that_was_left_and_gone_back_to() {
    let mut stage = review(restrict_plan::plan());
    stage.click("Report").click("What follows in iconik").settle();
    let before = asked(&mut stage);
    keys(&mut stage, &[Key::Home, Key::ArrowDown, Key::H]);
    assert!(matches!(asked(&mut stage).as_slice(), [Command::Decide { .. }]), "after {before:?}");
}

#[test]
fn the_plain_review_never_says_that_an_asset_is_removed() {
    let plan = restrict_plan::plan();
    let said: Vec<String> = plan.changes.iter().map(archway::desktop::screens::review::words::deed).collect();
    assert!(said.contains(&"lift restriction of asset".to_owned()), "{said:?}");
    assert!(said.iter().all(|words| !words.starts_with("remove")), "{said:?}");
}
