//! Notes, expiry, report, row states and explanations.

use jiff::civil::date;
use uuid::Uuid;

use super::world::{NOW, TODAY, World, asset, object, resource, tapes};
use crate::domain::AssetId;
use crate::domain::browse::{Node, RestrictionState};
use crate::domain::restriction::overview::{Disagreement, DisagreementKind, ExpiryKind, ExpiryRow, RestrictionsView};
use crate::domain::restriction::{Meaning, RuleTable, Span, Standing};
use crate::domain::workspace::CollectionLink;
use crate::plan::{Action, Nature, PlanId};
use crate::workflows::PlanHead;
use crate::workflows::restrict::expiry::{Bucket, bucket};
use crate::workflows::restrict::{RestrictContext, explain, overview, plan_restrict, row_states};

fn view(world: &World) -> RestrictionsView {
    world.look(|context, _| overview(context))
}

fn kinds(view: &RestrictionsView, of: AssetId) -> Vec<DisagreementKind> {
    view.report
        .iter()
        .filter(|finding| finding.asset == of)
        .map(|finding| finding.kind)
        .collect()
}

fn finding(view: &RestrictionsView, of: u128, kind: DisagreementKind) -> &Disagreement {
    view.report
        .iter()
        .find(|finding| finding.asset == asset(of) && finding.kind == kind)
        .unwrap_or_else(|| panic!("{kind:?} of asset {of} is missing in {:#?}", view.report))
}

fn row<'a>(view: &'a RestrictionsView, part: &str) -> &'a ExpiryRow {
    view.expiry
        .iter()
        .find(|row| row.statement.part == part)
        .unwrap_or_else(|| panic!("{part} is missing in {:#?}", view.expiry))
}

#[test]
fn the_report_names_every_disagreement_the_worst_first() {
    let mut world = World::new();
    world.read("cc", Meaning::Open);
    let view = view(&world);
    use DisagreementKind as Kind;
    assert_eq!(kinds(&view, asset(1)), [Kind::OpenThoughRestricted, Kind::PublicLink]);
    assert_eq!(kinds(&view, asset(2)), [Kind::OpenThoughRestricted, Kind::RulesDiffer]);
    assert_eq!(kinds(&view, asset(3)), [Kind::ClosedThoughOpen]);
    assert_eq!(kinds(&view, asset(4)), [Kind::OpenThoughRestricted, Kind::NeedsPerson]);
    assert_eq!(kinds(&view, asset(5)), []);
    assert_eq!(kinds(&view, asset(7)), [Kind::AccessUnknown]);
    assert!(view.report.is_sorted_by_key(|finding| finding.kind), "{:#?}", view.report);
    assert_eq!(
        view.report[0].asset,
        asset(1),
        "a public link goes before what only people with an account see"
    );
    let open = finding(&view, 1, Kind::OpenThoughRestricted);
    assert!(
        open.cause.contains("Series: Oral histories") && open.cause.contains("until the end of 2041"),
        "{open:#?}"
    );
    assert!(open.detail.contains("3 people"), "{open:#?}");
    assert_eq!(open.record, Some(object(31)));
    assert!(finding(&view, 1, Kind::PublicLink).detail.contains("“Quayside 2024”"));
    assert_eq!(view.unread_access, 1);
    assert_eq!(view.access_read, Some(NOW));
}

#[test]
fn what_a_plan_closed_is_no_finding_any_more() {
    let mut world = World::new();
    let plan = world.look(|context, _| {
        let restrict = RestrictContext {
            index: context.index,
            computed: context.computed,
            readings: context.readings,
            settings: context.settings,
            directory: context.directory,
            assets: context.assets,
            collections: context.collections,
            closed_on: context.closed_on,
            view: context.view,
            today: TODAY,
            head: PlanHead {
                id: PlanId(Uuid::nil()),
                now: NOW,
                author: "archivist".to_owned(),
            },
        };
        plan_restrict(&restrict, &[asset(1), asset(2), asset(4)])
    });
    for change in plan.changes.iter().filter(|change| change.nature == Nature::Closes) {
        let Action::SetAccess { change } = &change.action else { continue };
        let known = world.assets.get_mut(&change.asset).unwrap();
        if let Some(field) = &change.fields {
            known.fields.extend(field.after.clone());
        }
        known.shares.clear();
        let grants = &mut known.access.as_mut().unwrap().grants;
        for grant in &change.grants {
            grants.retain(|own| own.principal != grant.principal);
            grants.extend(grant.after.map(|permissions| crate::domain::access::Grant {
                principal: grant.principal,
                permissions,
            }));
        }
    }
    let view = view(&world);
    for closed in [1, 2, 4] {
        let left = kinds(&view, asset(closed));
        assert!(
            !left.contains(&DisagreementKind::OpenThoughRestricted) && !left.contains(&DisagreementKind::PublicLink),
            "asset {closed}: {left:?}"
        );
    }
}

#[test]
fn without_a_rule_table_what_is_restricted_is_still_reported() {
    let mut world = World::new();
    world.settings.table = RuleTable::default();
    let view = view(&world);
    let open = finding(&view, 2, DisagreementKind::OpenThoughRestricted);
    assert!(open.detail.contains("No row of the rule table"), "{open:#?}");
    assert!(kinds(&view, asset(5)).is_empty());
}

#[test]
fn unlinked_assets_are_found_where_restricted_material_lies() {
    let mut world = World::new();
    assert_eq!(
        kinds(&view(&world), asset(6)),
        [],
        "asset 3, which is open, lies in the collection too"
    );
    world.change(3, |known| known.collections = Vec::new());
    let found = view(&world);
    let finding = finding(&found, 6, DisagreementKind::UnlinkedInRestricted);
    assert!(
        finding.detail.contains("All linked assets of “Tapes” are restricted"),
        "{finding:#?}"
    );
    let mut world = World::new();
    world.collection_links = vec![CollectionLink {
        collection: tapes(),
        record: object(3),
    }];
    let found = view(&world);
    let stands = found.report.iter().find(|finding| finding.asset == asset(6)).unwrap();
    assert!(stands.detail.contains("stands for Series: Oral histories"), "{stands:#?}");
    assert_eq!(stands.record, None);
}

#[test]
fn ends_come_by_day_and_what_is_past_waits_first() {
    let world = World::new();
    let view = view(&world);
    let parts: Vec<(&str, ExpiryKind)> = view.expiry.iter().map(|row| (row.statement.part.as_str(), row.kind)).collect();
    assert_eq!(parts, [("note:aa", ExpiryKind::Ends), ("note:bb", ExpiryKind::Ends)]);
    let past = row(&view, "note:aa");
    assert_eq!((past.day, past.assets, past.would_open), (date(2025, 12, 31), 1, 1));
    assert!(past.waits(TODAY) && past.extendable);
    let ends = row(&view, "note:bb");
    // Asset 2 stays under the note in free words that nobody has read.
    assert_eq!((ends.day, ends.assets, ends.would_open), (date(2041, 12, 31), 3, 2));
    assert_eq!(bucket(past, TODAY), Bucket::Waits);
    assert_eq!(bucket(ends, TODAY), Bucket::Later);
    assert_eq!(view.waiting(), 1 + 2, "one end, two notes");
}

#[test]
fn what_was_given_back_leaves_the_queue() {
    let mut world = World::new();
    world.change(3, |known| known.fields.clear());
    assert!(view(&world).expiry.iter().all(|row| row.statement.part != "note:aa"));
}

#[test]
fn a_decision_to_keep_closed_holds_until_its_day_and_while_the_note_says_the_same() {
    let mut world = World::new();
    world.keep_closed("aa", None);
    let kept = view(&world);
    assert!(!row(&kept, "note:aa").waits(TODAY) && row(&kept, "note:aa").kept.is_some());
    assert_eq!(bucket(row(&kept, "note:aa"), TODAY), Bucket::Decided);
    world.closed_on.clear();
    world.keep_closed("aa", Some(date(2027, 6, 1)));
    let later = view(&world);
    assert_eq!(
        (row(&later, "note:aa").kind, row(&later, "note:aa").day),
        (ExpiryKind::Review, date(2027, 6, 1))
    );
    assert!(!row(&later, "note:aa").waits(TODAY));
    world.closed_on[0].review_on = Some(TODAY);
    assert!(row(&view(&world), "note:aa").waits(TODAY), "its day has come");
    world.closed_on[0].fingerprint = crate::domain::Fingerprint::of_texts(["another note"]);
    let changed = view(&world);
    assert!(row(&changed, "note:aa").kept.is_none() && row(&changed, "note:aa").waits(TODAY));
}

#[test]
fn what_has_no_end_is_looked_at_again_some_months_after_it_was_read() {
    let mut world = World::new();
    let endless = Meaning::Restricted {
        span: Span::default(),
        types: Vec::new(),
    };
    world.read("dd", endless);
    world.settings.review_after_months = 12;
    let read = view(&world);
    let row = row(&read, "note:dd");
    assert_eq!((row.kind, row.would_open), (ExpiryKind::Review, 1));
    assert_eq!(row.day.year(), jiff::tz::TimeZone::UTC.to_datetime(NOW).date().year() + 1);
    assert!(!row.extendable, "free words have no end that could be moved");
    world.settings.review_after_months = 0;
    assert!(view(&world).expiry.iter().all(|row| row.statement.part != "note:dd"));
}

#[test]
fn a_begin_to_come_is_in_the_calendar() {
    let mut world = World::new();
    world.read(
        "dd",
        Meaning::Restricted {
            span: Span {
                begin: Some(date(2026, 11, 22)),
                end: Some(date(2026, 12, 31)),
            },
            types: Vec::new(),
        },
    );
    let view = view(&world);
    let rows: Vec<(ExpiryKind, Bucket)> = view
        .expiry
        .iter()
        .filter(|row| row.statement.part == "note:dd")
        .map(|row| (row.kind, bucket(row, TODAY)))
        .collect();
    // 21 November 2026 is a Saturday.
    assert_eq!(rows, [(ExpiryKind::Begins, Bucket::ThisWeek), (ExpiryKind::Ends, Bucket::ThisYear)]);
}

#[test]
fn notes_wait_until_they_are_read_and_again_once_they_change() {
    let mut world = World::new();
    let first = view(&world);
    let parts: Vec<(&str, bool)> = first
        .notes
        .iter()
        .map(|note| (note.statement.part.as_str(), note.waits()))
        .collect();
    assert_eq!(parts, [("note:dd", true), ("note:cc", true)]);
    assert_eq!(
        first.notes[0].hint,
        Some(Meaning::Restricted {
            span: Span {
                begin: None,
                end: Some(date(2060, 12, 31))
            },
            types: Vec::new()
        })
    );
    assert_eq!(first.notes[0].path, ["Collection: Harbour papers", "Series: Letters"]);
    world.read("dd", Meaning::Open);
    let read = view(&world);
    assert_eq!(read.notes.iter().map(|note| note.waits()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(
        world.look(|_, computed| computed.of_asset(asset(4)).unwrap().standing),
        Standing::Open
    );
    world.readings[0].fingerprint = crate::domain::Fingerprint::of_texts(["what it said before"]);
    let changed = view(&world);
    let note = changed.notes.iter().find(|note| note.statement.part == "note:dd").unwrap();
    assert!(note.changed && note.waits() && note.reading.is_some());
    assert_eq!(
        world.look(|_, computed| computed.of_asset(asset(4)).unwrap().standing),
        Standing::NeedsPerson
    );
}

#[test]
fn rows_follow_the_report() {
    let world = World::new();
    let (assets, records) = world.look(|context, computed| row_states(&overview(context), computed));
    assert_eq!(assets.get(&asset(1)), Some(&RestrictionState::Differently));
    assert_eq!(assets.get(&asset(3)), Some(&RestrictionState::Differently));
    assert_eq!(assets.get(&asset(7)), Some(&RestrictionState::Restricted));
    assert_eq!(assets.get(&asset(5)), None);
    assert_eq!(records.get(&object(3)), Some(&RestrictionState::Restricted));
    assert_eq!(records.get(&object(4)), Some(&RestrictionState::NeedsPerson));
    assert_eq!(records.get(&object(31)), Some(&RestrictionState::Differently));
    assert_eq!(records.get(&object(5)), None);
}

#[test]
fn an_asset_is_explained_from_the_resource_down() {
    let mut world = World::new();
    world.read("cc", Meaning::Open);
    let found = world.look(|context, _| explain(context, Node::Asset(asset(2)))).unwrap();
    assert_eq!(found.standing, Standing::Restricted);
    assert_eq!(found.until, Some(date(2041, 12, 31)));
    let differ = found.differ.unwrap();
    assert!(
        differ.starts_with("public rule: open (own note) · container rule: closed ("),
        "{differ}"
    );
    assert!(!differ.contains("/repositories/"), "records are called by their titles: {differ}");
    let way: Vec<_> = found.chains[0].iter().map(|step| step.record).collect();
    assert_eq!(way, [resource(), object(3), object(32)]);
    assert!(found.chains[0][1].says[0].deciding);
    let own = &found.chains[0][2].says[0];
    assert!(!own.deciding);
    assert_eq!(
        own.reading.as_deref().map(|words| words.starts_with("open, says archivist")),
        Some(true),
        "{own:#?}"
    );
    assert_eq!(found.seen_by.as_ref().map(|seen| seen.people), Some(3));
    assert!(
        found.access.contains(&("group Editors".to_owned(), "read".to_owned())),
        "{:?}",
        found.access
    );
    assert!(
        found
            .access
            .iter()
            .any(|(who, what)| who == "First administrator" && what.contains("always"))
    );

    let record = world.look(|context, _| explain(context, Node::Record(object(4)))).unwrap();
    assert_eq!((record.standing, record.chains.len()), (Standing::NeedsPerson, 1));
    let loose = world.look(|context, _| explain(context, Node::Asset(asset(6)))).unwrap();
    assert!(loose.chains.is_empty() && loose.standing == Standing::Open);
    assert_eq!(world.look(|context, _| explain(context, Node::Record(object(999)))), None);
}
