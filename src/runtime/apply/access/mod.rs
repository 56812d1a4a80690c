//! Changing who can see an asset.
//!
//! A change of access has many parts, and iconik takes each by a request of its own. Each part stands as before, as meant, or
//! otherwise; looking tells which, so that a change that was interrupted anywhere goes on where it was.
//!
//! What closes goes: fields (what will be taken is written down first, so that no crash forgets it), shares, entries of the list,
//! collections, review. What opens goes the other way round, and forgets what was taken only once it is given back. Nothing that opens
//! is sent without a [confirmation](super::guard).
//!
//! | module | what |
//! |---|---|
//! | [`look`] | reading what stands there |
//! | [`past`] | what the journal knows |
//! | [`remaining`] | what remains to be done, or what somebody else did meanwhile |
//! | [`conditions`] | notes, records above, links and lists are as reviewed |
//! | [`joining`] | collections that are joined hand down nothing that nobody confirmed |
//! | [`send`], [`lists`], [`shares`] | the requests |
//! | [`outcome`] | reading back: who can see it now, compared with what was meant |
//! | [`collections`] | shares of collections |

mod collections;
mod conditions;
mod joining;
mod lists;
mod look;
mod outcome;
mod past;
mod remaining;
mod send;
mod shares;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::step::Settled;
use super::{Applier, ROUNDS};
use crate::domain::access::{Directory, Share, Shared};
use crate::domain::{Collection, CollectionId};
use crate::plan::{AccessChange, Action, Change, ChangeId, Decision, FieldChange, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::runtime::planning::{RESTRICTION_VIEW_MARK, VIEW_MARK};
use crate::systems::SystemError;
use crate::systems::iconik::ViewId;
use conditions::{Freshly, Others, access_moved};
use look::Seen;
use past::BEFORE;
use remaining::{Remaining, remaining};

/// One change of access.
#[derive(Debug, Clone, Copy)]
struct Wanted<'a> {
    change: &'a Change,
    access: &'a AccessChange,
    /// The view that holds its fields.
    view: Option<ViewId>,
}

/// One change that is being carried out, with what remains of it.
struct Doing<'a> {
    wanted: Wanted<'a>,
    seen: Seen,
    remaining: Remaining,
}

/// People, groups and collections, as the catalogue knows them.
#[derive(Debug, Default)]
struct Names {
    directory: Directory,
    collections: HashMap<CollectionId, Collection>,
    /// Shares of collections.
    shares: Vec<Share>,
}

impl Names {
    fn collection(&self, id: CollectionId) -> Option<String> {
        let collection = self.collections.get(&id)?;
        (!collection.title.is_empty()).then(|| collection.title.clone())
    }

    /// Shares of the collections that an asset is in, directly or further up.
    fn shares_above(&self, direct: &BTreeSet<CollectionId>) -> Vec<&Share> {
        if self.shares.is_empty() {
            return Vec::new();
        }
        let mut above: BTreeSet<CollectionId> = BTreeSet::new();
        let mut todo: Vec<CollectionId> = direct.iter().copied().collect();
        while let Some(id) = todo.pop() {
            if above.insert(id) {
                todo.extend(self.collections.get(&id).into_iter().flat_map(|collection| &collection.parents));
            }
        }
        let in_reach = |share: &&Share| matches!(share.object, Shared::Collection(id) if above.contains(&id));
        self.shares.iter().filter(in_reach).collect()
    }
}

/// What a batch has come to.
#[derive(Default)]
struct Course<'a> {
    standing: Vec<(Wanted<'a>, Seen)>,
    settled: Vec<Settled>,
    /// Why a change must be looked at again.
    last_error: BTreeMap<ChangeId, SystemError>,
}

impl Applier {
    pub(super) async fn set_access(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let names = self.names()?;
        let link_view = self.marked_view(VIEW_MARK)?;
        let view = self.marked_view(RESTRICTION_VIEW_MARK)?;
        let others = Others::of(plan, changes);
        let mut course = Course::default();
        let mut open = Vec::new();
        for &change in changes {
            match wanted(change) {
                Ok(wanted) => open.push(Wanted {
                    view: wanted.view.or(view),
                    ..wanted
                }),
                Err(what) => course.settled.push(Settled::problem(change, what, false)),
            }
        }
        let mut fresh: Option<Freshly> = None;
        for round in 0..ROUNDS {
            if open.is_empty() {
                break;
            }
            let mut doing = Vec::new();
            for (wanted, seen) in self.look_at_access(open, link_view, round > 0).await {
                match seen {
                    Ok(seen) => doing.extend(self.judge(plan, wanted, seen, (&names, &others), &mut course)?),
                    Err(error) => course.settled.push(Settled::failed(wanted.change, &error)),
                }
            }
            if fresh.is_none() && !doing.is_empty() {
                match self.read_chains(plan, doing.iter().map(|doing| doing.wanted.change)).await? {
                    Ok(read) => fresh = Some(read),
                    Err(error) => {
                        let failed = doing.drain(..).map(|doing| Settled::failed(doing.wanted.change, &error));
                        course.settled.extend(failed);
                    }
                }
            }
            if let Some(fresh) = &fresh {
                doing = self.on_firm_ground(plan, doing, fresh, &mut course)?;
            }
            doing = self.joining_nothing_open(doing, &names, &mut course).await;
            self.remember_before(plan, &doing)?;
            open = self.send_access(plan, doing, &mut course).await?;
        }
        for wanted in open {
            course.settled.push(match course.last_error.get(&wanted.change.id) {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(
                    wanted.change,
                    "iconik said it was done, but who can see the asset was read back otherwise. Something in iconik may set it again, such as \
                     an automation or a template. Apply again, or look at the asset in iconik",
                    true,
                ),
            });
        }
        let mut settled = std::mem::take(&mut course.settled);
        settled.extend(self.conclude(plan, course.standing, &names, &others).await?);
        Ok(settled)
    }

    /// Says of one asset whether it stands as meant, moved on, or must be changed; gives the last.
    fn judge<'a>(
        &self,
        plan: &Plan,
        wanted: Wanted<'a>,
        seen: Seen,
        (names, others): (&Names, &Others<'_>),
        course: &mut Course<'a>,
    ) -> Result<Option<Doing<'a>>, RuntimeError> {
        let past = self.past(plan.id, wanted.change.id)?;
        let remaining = match remaining(&wanted, &seen, &past, &names.directory) {
            Ok(remaining) => remaining,
            Err(theirs) => {
                self.keep_seen(std::iter::once(&seen));
                course.settled.push(stale(wanted.change, theirs));
                return Ok(None);
            }
        };
        if remaining.is_empty() {
            course.standing.push((wanted, seen));
            return Ok(None);
        }
        let theirs = access_moved(others, &wanted, &seen, &past, names);
        if theirs.is_empty() {
            return Ok(Some(Doing { wanted, seen, remaining }));
        }
        self.keep_seen(std::iter::once(&seen));
        course.settled.push(stale(wanted.change, theirs));
        Ok(None)
    }

    /// Leaves out what rests on notes, records or links that are no longer as reviewed.
    fn on_firm_ground<'a>(
        &self,
        plan: &Plan,
        doing: Vec<Doing<'a>>,
        fresh: &Freshly,
        course: &mut Course<'a>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        let mut firm = Vec::new();
        for doing in doing {
            let theirs = self.ground_moved(plan, doing.wanted.change, fresh, Some(&doing.seen))?;
            if theirs.is_empty() {
                firm.push(doing);
            } else {
                course.settled.push(stale(doing.wanted.change, theirs));
            }
        }
        Ok(firm)
    }

    /// Journals what was there before anything is sent, once for each change, so that it is known however often the run is interrupted.
    fn remember_before(&self, plan: &Plan, doing: &[Doing<'_>]) -> Result<(), RuntimeError> {
        let mut notes: Vec<(ChangeId, Value)> = Vec::new();
        for doing in doing {
            if self.past(plan.id, doing.wanted.change.id)?.before.is_none() {
                notes.push((doing.wanted.change.id, outcome::before_of(&doing.wanted, &doing.seen)));
            }
        }
        let journal = self.intend(plan.id, BEFORE, &notes)?;
        for (change, _) in &notes {
            self.answered(&journal, *change, &json!({ "remembered": true }))?;
        }
        Ok(())
    }

    /// A view by the name under which the workspace remembers it.
    fn marked_view(&self, mark: &str) -> Result<Option<ViewId>, RuntimeError> {
        let view = self.shelf.with(|workspace| workspace.mark(mark))?;
        Ok(view.and_then(|view| view.parse().ok()))
    }

    /// People, groups and collections as the catalogue knows them.
    fn names(&self) -> Result<Names, RuntimeError> {
        self.shelf.with(|workspace| {
            Ok(Names {
                directory: workspace.directory()?,
                collections: workspace
                    .collections()?
                    .into_iter()
                    .map(|collection| (collection.id, collection))
                    .collect(),
                shares: workspace
                    .shares()?
                    .into_iter()
                    .filter(|share| matches!(share.object, Shared::Collection(_)))
                    .collect(),
            })
        })
    }
}

/// The change of access that a change is; else why it cannot be one.
fn wanted(change: &Change) -> Result<Wanted<'_>, &'static str> {
    let Action::SetAccess { change: access } = &change.action else {
        return Err("this change is not one of who can see an asset");
    };
    let view = match &access.fields {
        None => None,
        Some(fields) => Some(
            fields
                .view
                .parse()
                .map_err(|_| "the id of the metadata view in iconik cannot be read; connect again, then plan anew")?,
        ),
    };
    Ok(Wanted { change, access, view })
}

/// Somebody changed something since this was reviewed: it waits for a new plan. It is not planned anew here, because what follows from a
/// restriction depends on everything that changed.
fn stale(change: &Change, theirs: Vec<FieldChange>) -> Settled {
    let mut anew = change.clone();
    anew.decision = Decision::Undecided;
    anew.outcome = Outcome::Stale {
        what: format!(
            "{}: this is no longer as it was reviewed, and nothing more was sent. Plan the restriction anew",
            change.label
        ),
        theirs,
    };
    Settled::anew(anew)
}
