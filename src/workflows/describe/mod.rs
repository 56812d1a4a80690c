//! Describing: carries description between assets and the records they belong to, field by field, three-way.
//!
//! Whatever one side changed follows to the other in one change for each target and nature; whatever both changed differently is a
//! conflict of its own that a person decides. What was found to agree is given back beside the plan, to be remembered.

mod authority_body;
pub(crate) mod combine;
mod conflict;
mod context;
pub(crate) mod draft;
pub(crate) mod firsts;
pub(crate) mod group;
pub(crate) mod judging;
pub(crate) mod natures;
mod notices;
pub(crate) mod rules;
pub(crate) mod subject;
#[cfg(test)]
pub(crate) mod tests;
mod written;

pub use context::{Agreements, DescribeContext, DescribeProfile, Described, Evaluates, Pairing, Through};
pub use subject::about_asset;

use crate::mapping::Surroundings;
use crate::plan::{Severity, Workflow};
use draft::Draft;
use group::Group;
use judging::{Ground, judge_target};
use rules::ProfileDesk;

/// Plans what these profiles write for these pairs.
#[must_use]
pub fn plan_describe(context: &DescribeContext<'_>) -> Described {
    let around = Surroundings {
        vocabulary: context.vocabulary,
        authorities: context.authorities,
        now: context.head.now,
    };
    let ground = Ground {
        around,
        agreements: context.agreements,
    };
    let mut draft = Draft::new(ground);
    for profile in &context.profiles {
        let desk = ProfileDesk::new(*profile, around);
        for key in &desk.unknown {
            let text = format!(
                "“{}” writes “{key}”, which is no field of a {}",
                desk.profile.name,
                desk.profile.target.words()
            );
            draft.notices.say(Severity::Warning, text, "");
        }
        for group in group::by_target(desk.profile, &context.pairs) {
            describe(&mut draft, &desk, &group);
        }
    }
    let names: Vec<&str> = context
        .profiles
        .iter()
        .map(|profile| profile.profile.profile().name.as_str())
        .collect();
    let title = format!("Describe: {}", names.join(", "));
    let (plan, settled) = draft.into_plan(&context.head, Workflow::Describe, title);
    Described { plan, settled }
}

/// Judges one target and takes what came of it into the draft.
pub(crate) fn describe<'a>(draft: &mut Draft<'a>, desk: &ProfileDesk<'a>, group: &Group<'a>) {
    let found = judge_target(desk, draft.ground, group, &draft.firsts, &mut draft.notices);
    draft.settled.extend(found.settled);
    if found.writes.is_empty() && found.conflicts.is_empty() {
        return;
    }
    let because = because(desk, group);
    for write in found.writes {
        draft.take(desk, group.target, write, &because);
    }
    for conflict in found.conflicts {
        draft.take_conflict(desk, group.target, conflict, &because);
    }
}

fn because(desk: &ProfileDesk<'_>, group: &Group<'_>) -> String {
    let sources: Vec<String> = group
        .sources
        .iter()
        .map(|source| format!("“{}”", subject::label(*source)))
        .collect();
    let sources = match sources.as_slice() {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        all => all.join(", "),
    };
    format!("{sources} → “{}”, by “{}”", subject::label(group.target), desk.profile.name)
}
