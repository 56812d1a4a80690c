//! Profiles that look by themselves: on a schedule they read what changed, plan, and put the plan up for review. What a person has
//! expressly released is applied at once, within a limit; nothing that opens, overwrites by conflict or deletes can be released.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::mapping::profile::{Profile, Release, Watch};
use crate::plan::{Change, ChangeId, Nature, Outcome, Plan, Target};
use crate::runtime::mapping_view::{DaySummary, WatchView};
use crate::store::{StoreError, WatchRun, Workspace};

/// How far back the daily summaries go.
const DAYS: i64 = 14;

/// Changes that a person released, as far as the limit allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// Changes to apply without being asked.
    pub changes: Vec<ChangeId>,
    /// How many records they change.
    pub records: usize,
    /// They are more than the limit: nothing is applied, a person is asked.
    pub above_limit: bool,
}

/// Which changes of a plan a person released.
#[must_use]
pub fn released(plan: &Plan, watch: &Watch) -> Released {
    let mut changes: Vec<&Change> = plan.changes.iter().filter(|change| is_released(change, &watch.released)).collect();
    // What a released change needs must be released too: a new subject is never made along with it.
    loop {
        let ids: HashSet<ChangeId> = changes.iter().map(|change| change.id).collect();
        let before = changes.len();
        changes.retain(|change| change.needs.iter().all(|need| ids.contains(need)));
        if changes.len() == before {
            break;
        }
    }
    let records: HashSet<String> = changes.iter().map(|change| target_words(&change.target)).collect();
    Released {
        above_limit: records.len() > watch.at_most as usize,
        records: records.len(),
        changes: changes.into_iter().map(|change| change.id).collect(),
    }
}

/// True for a change of a released nature that nothing speaks against.
fn is_released(change: &Change, released: &[Release]) -> bool {
    if !change.nature.releasable() || change.severity().is_some_and(|severity| severity > crate::plan::Severity::Note) {
        return false;
    }
    let in_iconik = change.target.system() == "iconik";
    released.iter().any(|release| match (release, &change.nature) {
        (Release::FillEmptyIconik, Nature::FillsEmpty) => in_iconik,
        (Release::FillEmptyArchivesspace, Nature::FillsEmpty) => !in_iconik,
        (Release::Follow, Nature::Follows) | (Release::AddToLists, Nature::AddsToList) => true,
        _ => false,
    })
}

fn target_words(target: &Target) -> String {
    match target {
        Target::Record { uri } => uri.to_string(),
        Target::Asset { id } => id.to_string(),
        other => format!("{other:?}"),
    }
}

/// What came of a look, for the list and the daily summary.
#[must_use]
pub fn run_of(profile: &Profile, plan: Option<&Plan>, released: Option<&Released>, at: Timestamp) -> WatchRun {
    let count = |wanted: fn(&Change) -> bool| plan.map_or(0, |plan| plan.changes.iter().filter(|change| wanted(change)).count() as u64);
    let applied = count(|change| change.outcome.is_done());
    let problems = count(|change| matches!(change.outcome, Outcome::Problem { .. } | Outcome::Stale { .. }));
    let looked = plan.map_or(0, |plan| plan.changes.len() as u64);
    let waiting = looked.saturating_sub(applied);
    let limit = profile.watch.as_ref().map_or(0, |watch| watch.at_most);
    let text = match (
        plan.filter(|plan| !plan.is_empty()),
        released.filter(|released| released.above_limit),
    ) {
        (None, _) => "nothing to do".to_owned(),
        (Some(_), Some(above)) => format!(
            "{} released records are more than the limit of {limit}: nothing was applied, please look",
            above.records
        ),
        (Some(_), None) => {
            let mut parts = Vec::new();
            if applied > 0 {
                parts.push(format!("{applied} applied"));
            }
            if waiting > problems {
                let left = waiting - problems;
                parts.push(format!("{left} {} for review", if left == 1 { "waits" } else { "wait" }));
            }
            if problems > 0 {
                parts.push(format!("{problems} with problems"));
            }
            parts.join(", ")
        }
    };
    WatchRun {
        profile: profile.id.clone(),
        at,
        looked,
        applied,
        waiting,
        problems,
        text,
        plan: plan.filter(|plan| !plan.is_empty()).map(|plan| plan.id),
    }
}

/// The run to note where a look failed.
#[must_use]
pub fn failed_run(profile: &str, reason: &str, at: Timestamp) -> WatchRun {
    WatchRun {
        profile: profile.to_owned(),
        at,
        looked: 0,
        applied: 0,
        waiting: 0,
        problems: 1,
        text: format!("the look failed: {reason}"),
        plan: None,
    }
}

/// Profiles that can watch, with what came of their last look.
///
/// # Errors
/// As the workspace file.
pub fn views(workspace: &Workspace, profiles: &[Profile]) -> Result<Vec<WatchView>, StoreError> {
    profiles
        .iter()
        .map(|profile| {
            let watch = profile.watch.clone().unwrap_or_default();
            let last = workspace.last_watch_run(&profile.id)?;
            // A look that failed or found nothing new leaves the plan of an earlier one waiting.
            let plan = match workspace.last_watch_plan(&profile.id)? {
                Some(id) => workspace
                    .plan(id)?
                    .filter(|plan| plan.stage == crate::plan::Stage::Review && plan.changes.iter().any(|change| change.outcome.is_open()))
                    .map(|plan| plan.id),
                None => None,
            };
            Ok(WatchView {
                profile: profile.id.clone(),
                name: profile.name.clone(),
                last: last.as_ref().map(|run| run.at),
                next: watch.on.then(|| next(last.as_ref().map(|run| run.at), &watch)).flatten(),
                result: match last {
                    Some(run) if run.plan.is_some() && plan.is_none() => since_reviewed(&run),
                    last => last.map(|run| run.text).unwrap_or_default(),
                },
                plan,
                watch,
            })
        })
        .collect()
}

/// What came of a look whose plan a person has reviewed since.
fn since_reviewed(run: &WatchRun) -> String {
    let open = run.waiting + run.problems;
    match (run.applied, open) {
        (applied, 0) => format!("{applied} applied"),
        (0, open) => format!("{open} reviewed since"),
        (applied, open) => format!("{applied} applied, {open} reviewed since"),
    }
}

/// When a profile looks next; `None` for "at once", because it never looked.
#[must_use]
pub fn next(last: Option<Timestamp>, watch: &Watch) -> Option<Timestamp> {
    let wait = jiff::SignedDuration::from_mins(i64::from(watch.every_minutes.max(1)));
    last.and_then(|last| last.checked_add(wait).ok())
}

/// Profiles whose time has come.
#[must_use]
pub fn due(views: &[WatchView], now: Timestamp) -> Vec<String> {
    views
        .iter()
        // A last look in the future tells of a clock that was set back: waiting for that time might take years.
        .filter(|view| view.watch.on && (view.next.is_none_or(|next| next <= now) || view.last.is_some_and(|last| last > now)))
        .map(|view| view.profile.clone())
        .collect()
}

/// What the watches did, a day each, newest first.
///
/// # Errors
/// As the workspace file.
pub fn days(workspace: &Workspace, names: &BTreeMap<String, String>, now: Timestamp) -> Result<Vec<DaySummary>, StoreError> {
    let since = now
        .checked_sub(jiff::SignedDuration::from_hours(24 * DAYS))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let mut days: BTreeMap<String, BTreeMap<String, Vec<WatchRun>>> = BTreeMap::new();
    for run in workspace.watch_runs_since(since)? {
        let day = run.at.to_zoned(TimeZone::system()).date().to_string();
        days.entry(day).or_default().entry(run.profile.clone()).or_default().push(run);
    }
    Ok(days
        .into_iter()
        .rev()
        .map(|(day, profiles)| DaySummary {
            day,
            lines: profiles
                .iter()
                .map(|(profile, runs)| day_line(names.get(profile).unwrap_or(profile), runs))
                .collect(),
        })
        .collect())
}

fn day_line(name: &str, runs: &[WatchRun]) -> String {
    let sum = |count: fn(&WatchRun) -> u64| runs.iter().map(count).sum::<u64>();
    let looks = crate::plan::ledger::plural(runs.len(), "look", "looks");
    let waiting = runs.last().map_or(0, |run| run.waiting.saturating_sub(run.problems));
    let mut line = format!("{name}: {looks}, {} applied, {waiting} waiting at the end", sum(|run| run.applied));
    let problems = sum(|run| run.problems);
    if problems > 0 {
        line.push_str(&format!(
            ", {}",
            crate::plan::ledger::plural(usize::try_from(problems).unwrap_or(usize::MAX), "problem", "problems")
        ));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Conflict, ConflictSide, Finding, Workflow, sample};

    fn change(id: u32, nature: Nature, needs: &[u32]) -> Change {
        Change {
            nature,
            ..sample::change(id, needs)
        }
    }

    fn plan(changes: Vec<Change>) -> Plan {
        sample::plan(Workflow::Describe, changes)
    }

    fn everything(at_most: u32) -> Watch {
        Watch {
            on: true,
            every_minutes: 60,
            released: vec![
                Release::FillEmptyIconik,
                Release::FillEmptyArchivesspace,
                Release::Follow,
                Release::AddToLists,
            ],
            at_most,
        }
    }

    fn conflict() -> Nature {
        let side = ConflictSide {
            system: "iconik".to_owned(),
            field: "Title".to_owned(),
            value: "A".to_owned(),
            who: None,
            when: None,
        };
        Nature::Conflict {
            conflict: Box::new(Conflict {
                base: None,
                from: side.clone(),
                to: side,
                proposal: String::new(),
                stands: Vec::new(),
                alternatives: Vec::new(),
            }),
        }
    }

    #[test]
    fn nothing_that_opens_overwrites_or_removes_is_ever_released() {
        let natures = [
            Nature::Opens,
            Nature::Closes,
            Nature::Removes,
            Nature::Creates,
            Nature::Plain,
            conflict(),
        ];
        for nature in natures {
            let released = released(&plan(vec![change(1, nature.clone(), &[])]), &everything(50));
            assert!(released.changes.is_empty(), "{nature:?}");
        }
    }

    #[test]
    fn what_is_released_brings_nothing_else_along() {
        let plan = plan(vec![
            change(1, Nature::Creates, &[]),
            change(2, Nature::FillsEmpty, &[1]),
            change(3, Nature::FillsEmpty, &[2]),
            change(4, Nature::FillsEmpty, &[]),
        ]);
        assert_eq!(released(&plan, &everything(50)).changes, vec![ChangeId(4)]);
        let only_records = Watch {
            released: vec![Release::FillEmptyArchivesspace],
            ..everything(50)
        };
        assert!(released(&plan, &only_records).changes.is_empty());
    }

    #[test]
    fn above_the_limit_a_person_is_asked() {
        let plan = plan((1..=3).map(|id| change(id, Nature::FillsEmpty, &[])).collect());
        assert!(!released(&plan, &everything(3)).above_limit);
        let above = released(&plan, &everything(2));
        assert!(above.above_limit);
        assert_eq!(above.records, 3);
    }

    #[test]
    fn a_warning_keeps_a_change_for_a_person() {
        let mut warned = change(1, Nature::FillsEmpty, &[]);
        warned.findings.push(Finding::warning("look"));
        assert!(released(&plan(vec![warned]), &everything(3)).changes.is_empty());
    }

    #[test]
    fn a_profile_is_due_when_its_time_has_come() {
        let watch = everything(1);
        let view = |last: Option<i64>| WatchView {
            profile: "one".to_owned(),
            name: String::new(),
            last: last.and_then(|last| Timestamp::from_second(last).ok()),
            next: next(last.and_then(|last| Timestamp::from_second(last).ok()), &watch),
            watch: watch.clone(),
            result: String::new(),
            plan: None,
        };
        let now = Timestamp::from_second(10_000).unwrap();
        assert_eq!(due(&[view(None)], now), vec!["one".to_owned()]);
        assert!(due(&[view(Some(9_000))], now).is_empty());
        assert_eq!(due(&[view(Some(6_400))], now), vec!["one".to_owned()]);
        assert_eq!(due(&[view(Some(50_000))], now), vec!["one".to_owned()], "the clock was set back");
    }
}
