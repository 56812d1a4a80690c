//! From how an asset stands to how it should stand, in two steps: first everything that closes, then everything that opens. The first
//! step never lets anybody see or do more; the second gives back only what Archway took, and nothing that a person took since.

use std::collections::BTreeSet;

use super::consequences::{Consequences, with_above};
use super::context::RestrictContext;
use super::state::{AssetState, Texts, handed_down};
use crate::domain::CollectionId;
use crate::domain::access::{InheritedGrant, Permissions, Principal};
use crate::domain::restriction::{Loss, StatementKey, Taken};
use crate::plan::Finding;

/// What is asked of an asset.
pub(super) struct Wanted<'a, 't> {
    pub consequences: &'a Consequences<'t>,
    /// What Archway's fields should say; nothing where no row says so.
    pub texts: &'a Texts,
    /// Whether `texts` calls it closed.
    pub closed: bool,
    /// The causes as they are now, the deciding one first.
    pub causes: &'a [StatementKey],
}

/// How an asset stands, and how it would stand after each step.
pub(super) struct Steps {
    pub now: AssetState,
    /// Once all that closes is done.
    pub closed: AssetState,
    /// Once all that opens is done as well.
    pub opened: AssetState,
    /// What to look at before closing.
    pub closing: Vec<Finding>,
    /// What to look at before opening.
    pub opening: Vec<Finding>,
    /// Causes that Archway took something for and from which nothing follows any more.
    pub freed: Vec<StatementKey>,
}

impl Steps {
    /// True where the second step gives something back.
    pub(super) fn opens(&self) -> bool {
        !self.closed.same_but_causes(&self.opened)
    }

    /// What opens is not proposed: somebody must read a note first, or keeps it closed.
    pub(super) fn withhold(&mut self) {
        self.opened = self.closed.clone();
    }
}

/// Works the two steps out.
pub(super) fn steps(context: &RestrictContext<'_>, now: AssetState, wanted: &Wanted<'_, '_>) -> Steps {
    let before = now.taken().cloned().unwrap_or_default();
    let freed: Vec<StatementKey> = before
        .causes
        .iter()
        .filter(|cause| !wanted.causes.contains(cause))
        .cloned()
        .collect();
    let mut closing = Closing {
        context,
        wanted,
        state: now.clone(),
        taken: before,
        findings: Vec::new(),
    };
    closing.run();
    let Closing {
        state: mut closed,
        taken: mut taken_closed,
        findings: closing,
        ..
    } = closing;
    let mut opening = Opening {
        context,
        wanted,
        state: closed.clone(),
        taken: taken_closed.clone(),
        findings: Vec::new(),
    };
    opening.run();
    let Opening {
        state: mut opened,
        taken: mut taken_opened,
        findings: opening,
        ..
    } = opening;
    taken_opened.causes = wanted.causes.to_vec();
    remember(&mut opened, taken_opened);
    taken_closed.causes = wanted.causes.to_vec();
    remember(&mut closed, taken_closed.clone());
    if !closed.same_but_causes(&opened) {
        // Until it is given back, it stays known what it was taken for.
        taken_closed.causes.extend(freed.iter().cloned());
        remember(&mut closed, taken_closed);
        opened.note_taken();
    }
    closed.note_taken();
    Steps {
        now,
        closed,
        opened,
        closing,
        opening,
        freed,
    }
}

/// Keeps what was taken, for which causes; nothing where Archway has no hand in the asset.
fn remember(state: &mut AssetState, taken: Taken) {
    let has_a_hand = !taken.holds_nothing() || !state.texts().is_empty();
    state.remember(has_a_hand.then_some(taken));
}

struct Closing<'a, 'c, 't> {
    context: &'a RestrictContext<'c>,
    wanted: &'a Wanted<'a, 't>,
    state: AssetState,
    taken: Taken,
    findings: Vec<Finding>,
}

impl Closing<'_, '_, '_> {
    fn run(&mut self) {
        self.grants();
        self.shares();
        self.leave();
        self.join();
        let consequences = self.wanted.consequences;
        if self.taken.review.is_none() {
            self.taken.review.clone_from(&consequences.review);
        }
        if consequences.block && !self.state.blocked() {
            self.state.block(true);
            self.taken.block = true;
        }
        // Words that call it closed stand until something else closes it, or until it is opened.
        if self.wanted.closed || !self.state.says_closed() {
            self.state.write(self.wanted.texts);
        }
    }

    fn grants(&mut self) {
        let principals: Vec<Principal> = self.state.grants.keys().copied().collect();
        for principal in principals {
            let own = self.state.own(principal);
            let taken = Held::of(&self.taken, principal, own);
            let full = own.and(taken.to_give());
            let target = self.wanted.consequences.loss(principal).leaves(full);
            let remains = if target.covers(own) { own } else { own.implied().common(target) };
            let gone = own.without(remains);
            if gone.is_empty() {
                continue;
            }
            self.state.give(principal, remains);
            match taken {
                Held::ToGive { taken, kept } => self.taken.set(principal, taken.and(gone), kept.common(remains)),
                Held::Nothing | Held::Reduced => self.taken.set(principal, gone, remains),
            }
        }
    }

    fn shares(&mut self) {
        if !self.wanted.consequences.revoke_shares {
            return;
        }
        let now = self.context.head.now;
        let live: Vec<_> = self.state.shares.values().filter(|share| share.is_live(now)).cloned().collect();
        for share in live {
            self.state.shares.remove(&share.id);
            if let Some(why) = share.lost_for_good() {
                self.findings.push(Finding::warning(format!(
                    "the share “{}” cannot be made again later by Archway: {why}",
                    share.title
                )));
            }
            self.taken.shares.push(share);
        }
        self.taken.shares.sort_by_key(|share| share.id);
    }

    /// Leaves collections that hand down access to those who lose it.
    fn leave(&mut self) {
        let loses = |entry: &InheritedGrant| loses(self.wanted.consequences, entry);
        if !self.wanted.consequences.leave_collections || !self.state.inherited.iter().any(loses) {
            return;
        }
        let collections = self.context.collections;
        let from: BTreeSet<CollectionId> = self
            .state
            .inherited
            .iter()
            .filter(|entry| loses(entry))
            .map(|entry| entry.collection)
            .collect();
        let leads_there = |direct: &CollectionId| !with_above(collections, [*direct]).is_disjoint(&from);
        let leaving: Vec<CollectionId> = self.state.collections.iter().copied().filter(leads_there).collect();
        let reach = |state: &AssetState| with_above(collections, state.collections.iter().copied());
        let before = reach(&self.state);
        for collection in &leaving {
            self.state.collections.remove(collection);
            if !self.taken.joined.contains(collection) {
                self.taken.left.push(*collection);
            }
        }
        self.taken.joined.retain(|joined| !leaving.contains(joined));
        self.taken.left.sort_unstable();
        self.taken.left.dedup();
        let after = reach(&self.state);
        // Where nobody knows how an entry came here, it is taken to stay.
        self.state
            .inherited
            .retain(|entry| after.contains(&entry.collection) || !before.contains(&entry.collection));
    }

    fn join(&mut self) {
        for collection in &self.wanted.consequences.collections {
            if self.state.collections.contains(collection) {
                continue;
            }
            let title = self.context.collection_title(*collection);
            if !self.context.collections.contains_key(collection) {
                self.findings.push(Finding::warning(format!(
                    "it does not join {title}, which Archway does not know: choose another under Rules"
                )));
            } else if !handed_down(self.context, *collection).is_empty() {
                self.findings.push(Finding::warning(format!(
                    "it does not join “{title}”, because that collection hands access down and would open it"
                )));
            } else {
                self.state.collections.insert(*collection);
                self.taken.joined.push(*collection);
            }
        }
        self.taken.joined.sort_unstable();
        self.taken.joined.dedup();
    }
}

struct Opening<'a, 'c, 't> {
    context: &'a RestrictContext<'c>,
    wanted: &'a Wanted<'a, 't>,
    state: AssetState,
    taken: Taken,
    findings: Vec<Finding>,
}

impl Opening<'_, '_, '_> {
    fn run(&mut self) {
        self.grants();
        self.shares();
        self.leave();
        self.rejoin();
        let consequences = self.wanted.consequences;
        if consequences.review.is_none() {
            self.taken.review = None;
        }
        if !consequences.block {
            if self.taken.block {
                self.state.block(false);
            }
            self.taken.block = false;
        }
        self.state.write(self.wanted.texts);
    }

    fn grants(&mut self) {
        let principals: Vec<Principal> = self.taken.grants.iter().map(|grant| grant.principal).collect();
        for principal in principals {
            let own = self.state.own(principal);
            let loss = self.wanted.consequences.loss(principal);
            match Held::of(&self.taken, principal, own) {
                Held::Nothing => {}
                Held::Reduced if loss == Loss::Nothing => {
                    self.findings.push(Finding::note(format!(
                        "{} gets nothing back, because somebody took more away since",
                        self.context.directory.name(principal)
                    )));
                    self.taken.set(principal, Permissions::NONE, Permissions::NONE);
                }
                Held::Reduced => {}
                Held::ToGive { taken, kept } => {
                    if self.is_gone(principal) && loss == Loss::Nothing {
                        self.findings.push(Finding::warning(format!(
                            "{} is gone from iconik and gets nothing back",
                            self.context.directory.name(principal)
                        )));
                        self.taken.set(principal, Permissions::NONE, Permissions::NONE);
                        continue;
                    }
                    let target = loss.leaves(own.and(taken));
                    let kept = if target.covers(own) && target != own {
                        self.state.give(principal, target);
                        target
                    } else {
                        kept
                    };
                    self.taken.set(principal, taken.without(target), kept);
                }
            }
        }
    }

    /// A directory that was never read knows nobody; that makes nobody gone.
    fn is_gone(&self, principal: Principal) -> bool {
        let directory = self.context.directory;
        let read = match principal {
            Principal::User(_) => !directory.people.is_empty(),
            Principal::Group(_) => !directory.groups.is_empty(),
        };
        read && !directory.knows(principal)
    }

    fn shares(&mut self) {
        if self.wanted.consequences.revoke_shares {
            return;
        }
        for share in std::mem::take(&mut self.taken.shares) {
            if let Some(why) = share.lost_for_good() {
                self.findings.push(Finding::warning(format!(
                    "the share “{}” is not made again: {why}. Share it again in iconik if it is still wanted",
                    share.title
                )));
            } else if !share.is_live(self.context.head.now) {
                self.findings.push(Finding::note(format!(
                    "the share “{}” has ended and is not made again",
                    share.title
                )));
            } else {
                self.findings.push(Finding::note(format!(
                    "the share “{}” is made again under a new address: those who have the old one cannot use it",
                    share.title
                )));
                self.state.shares.insert(share.id, share);
            }
        }
    }

    /// Leaves collections that it was made to join.
    fn leave(&mut self) {
        let collections = self.context.collections;
        let wanted = &self.wanted.consequences.collections;
        let leaving: Vec<CollectionId> = self
            .taken
            .joined
            .iter()
            .copied()
            .filter(|joined| !wanted.contains(joined))
            .collect();
        if leaving.is_empty() {
            return;
        }
        let before = with_above(collections, self.state.collections.iter().copied());
        for collection in &leaving {
            self.state.collections.remove(collection);
        }
        let after = with_above(collections, self.state.collections.iter().copied());
        self.state
            .inherited
            .retain(|entry| after.contains(&entry.collection) || !before.contains(&entry.collection));
        self.taken.joined.retain(|joined| wanted.contains(joined));
    }

    /// Joins collections again that it was made to leave, where they give nobody anything who still loses it.
    fn rejoin(&mut self) {
        for collection in std::mem::take(&mut self.taken.left) {
            if self.state.collections.contains(&collection) {
                continue;
            }
            if !self.context.collections.contains_key(&collection) {
                self.findings.push(Finding::warning(format!(
                    "it does not join {} again, which Archway does not know any more",
                    self.context.collection_title(collection)
                )));
                self.taken.left.push(collection);
                continue;
            }
            let entries = handed_down(self.context, collection);
            if entries.iter().any(|entry| loses(self.wanted.consequences, entry)) {
                self.taken.left.push(collection);
                continue;
            }
            self.state.collections.insert(collection);
            for entry in entries {
                if !self.state.inherited.contains(&entry) {
                    self.state.inherited.push(entry);
                }
            }
            self.state.inherited.sort();
        }
    }
}

/// True where somebody would lose what a collection hands down to them, if iconik let that be taken away.
pub(super) fn loses(consequences: &Consequences<'_>, entry: &InheritedGrant) -> bool {
    let grant = entry.grant;
    !consequences
        .loss(grant.principal)
        .leaves(grant.permissions)
        .covers(grant.permissions)
}

/// What Archway holds of somebody's permissions.
enum Held {
    /// Nothing.
    Nothing,
    /// Something, to be given back some day.
    ToGive { taken: Permissions, kept: Permissions },
    /// Something, but a person took of what Archway had left: they wanted less, so nothing comes back.
    Reduced,
}

impl Held {
    fn of(taken: &Taken, principal: Principal, own: Permissions) -> Self {
        let (held, kept) = (taken.of(principal), taken.kept_by(principal));
        if held.is_empty() {
            Self::Nothing
        } else if own.covers(kept) {
            Self::ToGive { taken: held, kept }
        } else {
            Self::Reduced
        }
    }

    fn to_give(&self) -> Permissions {
        match self {
            Self::ToGive { taken, .. } => *taken,
            Self::Nothing | Self::Reduced => Permissions::NONE,
        }
    }
}
