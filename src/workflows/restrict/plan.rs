//! The restriction plan: for each asset what closes, and apart from it what opens.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::causes::Causes;
use super::consequences::{Consequences, with_above};
use super::context::{AssetInContext, RestrictContext};
use super::shares_above::SharesAbove;
use super::shown::shown;
use super::state::{AssetState, Texts, own_shares};
use super::steps::{Steps, Wanted, loses, steps};
use super::words::{day, differ, texts};
use crate::domain::access::{Audience, Permissions, Principal, Share, Viewers};
use crate::domain::fields::RESTRICTION;
use crate::domain::restriction::{Effective, Standing, StatementKey, Timing};
use crate::domain::{AssetId, CollectionId, Fingerprint, RecordUri};
use crate::plan::access::{AccessChange, CauseId, NeedsPerson, RestrictKind, RestrictReview, Restricting, shortened};
use crate::plan::ledger::plural;
use crate::plan::{Action, Change, ChangeId, Condition, Decision, Finding, Nature, Outcome, Plan, Stage, Target, Workflow};

/// Plans what follows from restrictions for these assets. Assets for which something follows and whose access was not read are left
/// out, and the plan says so.
#[must_use]
pub fn plan_restrict(context: &RestrictContext<'_>, assets: &[AssetId]) -> Plan {
    let mut planning = Planning::new(context);
    if context.view.is_some() {
        for asset in assets {
            planning.asset(*asset);
        }
    }
    planning.finish()
}

struct Planning<'a, 'c> {
    context: &'a RestrictContext<'c>,
    viewers: Viewers<'c>,
    causes: Causes<'a, 'c>,
    kept_closed: HashMap<&'c StatementKey, &'c Fingerprint>,
    /// Some row asks for collections.
    asks_collections: bool,
    /// What follows for assets that stand alike, where no row asks for collections.
    alike: HashMap<*const Effective, Rc<Following<'c>>>,
    changes: Vec<Change>,
    shares_above: SharesAbove,
    unchanged: u64,
    needs_person: Vec<NeedsPerson>,
    noted: Noted,
}

/// What the plan as a whole tells.
#[derive(Default)]
struct Noted {
    /// Titles of assets whose access was not read.
    unread: Vec<String>,
    unknown: usize,
    unreadable: Vec<Finding>,
    kept_closed: usize,
    waiting: usize,
    nameless: Vec<String>,
    /// Restricted assets for which no row of the rule table says what follows.
    unruled: usize,
    leaks: BTreeMap<(CollectionId, Principal), usize>,
}

/// What follows for assets that stand alike.
#[derive(Default)]
struct Following<'t> {
    consequences: Consequences<'t>,
    /// What Archway's fields should say.
    texts: Texts,
    /// The causes, the deciding one first.
    keys: Vec<StatementKey>,
}

/// One asset while it is planned.
struct Planned<'p> {
    asset: AssetId,
    known: &'p AssetInContext,
    records: &'p [RecordUri],
    effective: Option<&'p Effective>,
    standing: Standing,
    causes: Vec<CauseId>,
    chains: Vec<u32>,
}

impl<'a, 'c> Planning<'a, 'c> {
    fn new(context: &'a RestrictContext<'c>) -> Self {
        let rows = &context.settings.table.rows;
        Self {
            context,
            viewers: Viewers::new(context.directory),
            causes: Causes::new(context),
            kept_closed: context.closed_on.iter().map(|kept| (&kept.statement, &kept.fingerprint)).collect(),
            asks_collections: rows.iter().any(|row| row.on && !row.when.collections.is_empty()),
            changes: Vec::new(),
            alike: HashMap::new(),
            shares_above: SharesAbove::default(),
            unchanged: 0,
            needs_person: Vec::new(),
            noted: Noted::default(),
        }
    }

    fn asset(&mut self, asset: AssetId) {
        let context = self.context;
        let records = context.index.records_of(asset);
        let effective = context.computed.of_asset(asset).map(AsRef::as_ref).filter(|_| !records.is_empty());
        let Some(known) = context.assets.get(&asset).filter(|_| records.is_empty() || effective.is_some()) else {
            self.noted.unknown += 1;
            return;
        };
        let following = effective.map_or_else(Rc::default, |effective| self.following(effective, known));
        let consequences = &following.consequences;
        let waits = effective.is_some_and(|effective| self.waits(asset, known, records, effective));
        let has_a_hand = RESTRICTION.iter().any(|field| {
            let values = known.fields.get(field.name).map(Vec::as_slice).unwrap_or_default();
            values.iter().any(|value| !value.is_null() && value.as_str() != Some(""))
        });
        if consequences.is_empty() && !has_a_hand {
            let closed = effective.is_some_and(|effective| effective.standing.is_closed());
            self.noted.unruled += usize::from(closed);
            self.unchanged += u64::from(!waits && !closed);
            return;
        }
        let Some(access) = &known.access else {
            self.noted.unread.push(known.title.clone());
            return;
        };
        let state = match AssetState::read(asset, known, access) {
            Ok(state) => state,
            Err(error) => {
                let text = format!(
                    "“{}” is left out: {error}. Correct the field in iconik, then plan again",
                    known.title
                );
                self.noted.unreadable.push(Finding::obstacle(text));
                return;
            }
        };
        let planned = Planned {
            asset,
            known,
            records,
            effective,
            standing: consequences.standing,
            causes: Vec::new(),
            chains: Vec::new(),
        };
        let changed = self.changes_of(planned, &following, state);
        self.unchanged += u64::from(!changed && !waits);
    }

    fn following(&mut self, effective: &'c Effective, known: &AssetInContext) -> Rc<Following<'c>> {
        let place = std::ptr::from_ref(effective);
        if let Some(following) = self.alike.get(&place) {
            return Rc::clone(following);
        }
        let context = self.context;
        let within = if self.asks_collections {
            with_above(context.collections, known.collections.iter().copied())
        } else {
            BTreeSet::new()
        };
        let consequences = Consequences::of(&context.settings.table, context.index, effective, context.computed.rule(), &within);
        let following = Rc::new(Following {
            texts: if consequences.fields {
                texts(context.index, effective, &consequences)
            } else {
                Texts::default()
            },
            keys: consequences.keys(effective),
            consequences,
        });
        if !self.asks_collections {
            self.alike.insert(place, Rc::clone(&following));
        }
        following
    }

    /// Notes an asset that waits for a person. Gives whether it does.
    fn waits(&mut self, asset: AssetId, known: &AssetInContext, records: &[RecordUri], effective: &Effective) -> bool {
        if effective.standing != Standing::NeedsPerson {
            return false;
        }
        let rule = self.context.computed.rule();
        let unread = |place: &usize| {
            let applied = effective.applied.get(*place);
            applied.is_some_and(|applied| applied.timing == Timing::Unread && applied.counts(rule))
        };
        let place = effective
            .deciding
            .filter(unread)
            .or_else(|| (0..effective.applied.len()).find(unread));
        let Some(applied) = place.and_then(|place| effective.applied.get(place)) else {
            return true;
        };
        let cause = self.causes.applied(applied);
        let under = |record: &&RecordUri| self.context.index.path(**record).contains(&applied.statement.key.record);
        let Some(record) = records.iter().find(under).or(records.first()) else {
            return true;
        };
        let chain = self.causes.chain(*record);
        let seen_by = known
            .access
            .as_ref()
            .map(|access| self.viewers.audience(access, &known.shares, self.context.head.now));
        self.needs_person.push(NeedsPerson {
            asset,
            title: known.title.clone(),
            cause,
            chain,
            seen_by: seen_by.unwrap_or_default(),
        });
        true
    }

    /// Proposes what closes and what opens for one asset. Gives whether anything is proposed.
    fn changes_of(&mut self, mut planned: Planned<'_>, following: &Following<'_>, state: AssetState) -> bool {
        let context = self.context;
        let consequences = &following.consequences;
        let wanted = Wanted {
            consequences,
            texts: &following.texts,
            closed: consequences.fields && consequences.standing.is_closed(),
            causes: &following.keys,
        };
        let mut steps = steps(context, state, &wanted);
        let forgotten = steps.freed.is_empty() && wanted.causes.is_empty();
        if steps.opens() && self.stays_closed(&planned, &steps, forgotten) {
            steps.withhold();
        }
        planned.causes = self.causes_of(&planned, consequences, &steps);
        planned.chains = planned.records.iter().map(|record| self.causes.chain(*record)).collect();
        let mut proposed = false;
        if consequences.revoke_shares && self.shares_above.note(context, planned.asset, planned.known, &planned.causes) > 0 {
            proposed = true;
        }
        let before = self.changes.len();
        let leaks = self.leaks(consequences, &steps.closed);
        self.closing(&planned, &steps, leaks);
        if steps.opens() {
            let cause = self.freed_from(&planned, &steps);
            self.opening(&planned, &steps, cause, wanted.causes.is_empty());
        }
        proposed || self.changes.len() > before
    }

    /// Causes as the change that closes names them: those from which something follows; where nothing does, those that it was closed for.
    fn causes_of(&mut self, planned: &Planned<'_>, consequences: &Consequences<'_>, steps: &Steps) -> Vec<CauseId> {
        let applied = planned.effective.map(|effective| effective.applied.as_slice()).unwrap_or_default();
        let places = consequences.causes.iter().filter_map(|place| applied.get(*place));
        let mut causes: Vec<CauseId> = places.map(|applied| self.causes.applied(applied)).collect();
        if causes.is_empty() {
            causes.extend(steps.freed.iter().map(|key| self.causes.remembered(key)));
        }
        if causes.is_empty()
            && let Some(record) = planned.records.first()
        {
            causes.push(self.causes.forgotten(*record));
        }
        causes
    }

    /// Whether what would open is not even proposed: somebody must read a note first, or somebody keeps it closed.
    fn stays_closed(&mut self, planned: &Planned<'_>, steps: &Steps, forgotten: bool) -> bool {
        let rule = self.context.computed.rule();
        let unread = planned.effective.is_some_and(|effective| {
            let waits = effective
                .applied
                .iter()
                .any(|applied| applied.timing == Timing::Unread && applied.counts(rule));
            waits || effective.standing == Standing::NeedsPerson
        });
        if unread {
            self.noted.waiting += 1;
            return true;
        }
        let kept = |key: &StatementKey| {
            let kept = self.kept_closed.get(key);
            kept.is_some_and(|kept| {
                self.context
                    .index
                    .statement(key)
                    .is_some_and(|statement| statement.fingerprint == **kept)
            })
        };
        // Where the rules ask for less than before, nothing is freed: what still stands counts then.
        let standing = steps.closed.taken().into_iter().flat_map(|taken| &taken.causes);
        let kept_closed = if steps.freed.is_empty() {
            standing.into_iter().any(kept)
        } else {
            steps.freed.iter().any(kept)
        };
        if kept_closed {
            self.noted.kept_closed += 1;
            return true;
        }
        // Nobody could say what it is freed from.
        if forgotten && planned.records.is_empty() {
            self.noted.nameless.push(planned.known.title.clone());
            return true;
        }
        false
    }

    /// The cause that an opening is confirmed by: of those that it is freed from the one that decided, which is remembered first; where
    /// the rules ask for less than before, the one under which it stands.
    fn freed_from(&mut self, planned: &Planned<'_>, steps: &Steps) -> Option<CauseId> {
        match steps.freed.first() {
            Some(key) => {
                let id = self.causes.remembered(key);
                self.causes.count_gone(id);
                Some(id)
            }
            None => planned.causes.first().copied(),
        }
    }

    fn closing(&mut self, planned: &Planned<'_>, steps: &Steps, leaks: Vec<Finding>) {
        let (before, after) = (&steps.now, &steps.closed);
        if before == after {
            return;
        }
        let kind = if self.restricts(before, after) {
            RestrictKind::Restrict
        } else {
            RestrictKind::Alter
        };
        let mut findings = steps.closing.clone();
        findings.extend(leaks);
        findings.extend(self.own_account(before, after));
        let note = match (kind, after.texts().words) {
            (RestrictKind::Restrict, Some(words)) => format!("Archway: {words}"),
            (RestrictKind::Restrict, None) => "Archway: restricted".to_owned(),
            _ => String::new(),
        };
        let change = before.change_to(after, self.context, note);
        self.push(planned, kind, planned.causes.clone(), change, (before, after), findings, Vec::new());
    }

    /// True where more is closed than words, ends and sources.
    fn restricts(&self, before: &AssetState, after: &AssetState) -> bool {
        let review = |state: &AssetState| state.taken().and_then(|taken| taken.review.clone());
        before.grants != after.grants
            || before.shares != after.shares
            || before.collections != after.collections
            || before.blocked() != after.blocked()
            || before.says_closed() != after.says_closed()
            || review(before) != review(after)
    }

    fn opening(&mut self, planned: &Planned<'_>, steps: &Steps, cause: Option<CauseId>, free: bool) {
        let Some(cause) = cause else { return };
        let (before, after) = (&steps.closed, &steps.opened);
        let mut findings = steps.opening.clone();
        if planned.records.is_empty() {
            findings.push(Finding::warning(
                "it is not linked to any record any more; look at why before it opens",
            ));
        }
        if !free && steps.freed.is_empty() {
            findings.push(Finding::warning(
                "the restriction still stands; the rules ask for less than when it was closed",
            ));
        }
        findings.extend(self.let_go(planned, &steps.freed, cause));
        let needs = self.changes.last().filter(|last| is_of(last, planned.asset)).map(|last| last.id);
        let note = format!("Archway: lifted – {}", shortened(&self.causes.line(cause), 200));
        let change = before.change_to(after, self.context, note);
        let needs = needs.into_iter().collect();
        self.push(planned, RestrictKind::Lift, vec![cause], change, (before, after), findings, needs);
    }

    /// What a person must know of everything that an opening lets go of. It is confirmed by one cause: the others are named, and so is
    /// what restricts all the same, because the rules or the links changed and not the record.
    fn let_go(&mut self, planned: &Planned<'_>, freed: &[StatementKey], cause: CauseId) -> Vec<Finding> {
        let rule = self.context.computed.rule();
        let mut findings = Vec::new();
        for key in freed {
            let id = self.causes.remembered(key);
            let line = self.causes.line(id);
            let applied = planned.effective.map(|effective| effective.applied.as_slice()).unwrap_or_default();
            let here = applied
                .iter()
                .any(|one| one.statement.key == *key && one.counts(rule) && one.standing().is_closed());
            let there = matches!(self.causes.timing(id), Some(Timing::Now | Timing::Unread));
            findings.extend(match (here, there) {
                (true, _) => Some(Finding::warning(format!(
                    "it is still restricted: {line}. The rules ask for less than when it was closed"
                ))),
                (false, true) => Some(Finding::warning(format!(
                    "what it was closed for still stands: {line}. It does not reach the asset any more, because links, the tree or the \
                     rule changed; look at why before it opens"
                ))),
                (false, false) if id != cause => Some(Finding::note(format!("it was closed for this as well: {line}"))),
                (false, false) => None,
            });
        }
        findings
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of the one change that is made here")]
    fn push(
        &mut self,
        planned: &Planned<'_>,
        kind: RestrictKind,
        causes: Vec<CauseId>,
        change: AccessChange,
        (before, after): (&AssetState, &AssetState),
        mut findings: Vec<Finding>,
        needs: Vec<ChangeId>,
    ) {
        if change.is_empty() {
            return;
        }
        let context = self.context;
        let (seen_by, seen_after) = (self.seen(planned, before), self.seen(planned, after));
        if kind == RestrictKind::Restrict && seen_after.shares as usize > after.shares.len() {
            findings.push(Finding::note(
                "shares of collections still show it; they are revoked by changes of their own",
            ));
        }
        let mut conditions: Vec<Condition> = planned.records.iter().map(|record| self.causes.unchanged(*record)).collect();
        conditions.push(Condition::LinkedTo {
            asset: planned.asset,
            records: planned.records.to_vec(),
        });
        conditions.extend(before.conditions(&change));
        if let Some(day) = self.other_day() {
            findings.push(Finding::obstacle(day));
        }
        self.changes.push(Change {
            id: self.next_id(),
            effect: kind.effect(),
            target: Target::Asset { id: planned.asset },
            label: planned.known.title.clone(),
            fields: shown(context, &change, (before, after), (&seen_by, &seen_after)),
            because: causes.first().map(|cause| self.causes.line(*cause)).unwrap_or_default(),
            conditions,
            needs,
            findings,
            action: Action::SetAccess { change: Box::new(change) },
            nature: match kind {
                RestrictKind::Restrict => Nature::Closes,
                RestrictKind::Alter => Nature::Follows,
                RestrictKind::Lift => Nature::Opens,
            },
            agrees: Vec::new(),
            restricting: Some(Box::new(Restricting {
                kind,
                causes,
                chains: planned.chains.clone(),
                standing: planned.standing,
                seen_by,
                seen_after,
                differ: planned
                    .effective
                    .and_then(|effective| differ(context.index, planned.records, effective)),
                collections: planned
                    .known
                    .collections
                    .iter()
                    .map(|collection| context.collection_title(*collection))
                    .collect(),
            })),
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        });
    }

    fn next_id(&self) -> ChangeId {
        ChangeId(u32::try_from(self.changes.len() + 1).unwrap_or(u32::MAX))
    }

    /// Who sees the asset in a state. Shares of collections count as long as it is somewhere below them.
    fn seen(&self, planned: &Planned<'_>, state: &AssetState) -> Audience {
        let own: HashSet<_> = own_shares(planned.asset, planned.known).map(|share| share.id).collect();
        let above: Vec<&Share> = planned.known.shares.iter().filter(|share| !own.contains(&share.id)).collect();
        let shares = state.shares.values().chain(above);
        self.viewers.audience(&state.access(), shares, self.context.head.now)
    }

    /// Access that a collection hands down and that nobody can take away on the asset.
    fn leaks(&mut self, consequences: &Consequences<'_>, after: &AssetState) -> Vec<Finding> {
        let mut findings = Vec::new();
        for entry in after.inherited.iter().filter(|entry| loses(consequences, entry)) {
            *self.noted.leaks.entry((entry.collection, entry.grant.principal)).or_default() += 1;
            findings.push(Finding::warning(format!(
                "“{}” hands {} to {}; Archway cannot take it away there",
                self.context.collection_title(entry.collection),
                entry.grant.permissions,
                self.context.directory.name(entry.grant.principal)
            )));
        }
        findings
    }

    /// Archway must be able to lift what it closes.
    fn own_account(&self, before: &AssetState, after: &AssetState) -> Option<Finding> {
        let me = self.context.directory.me?;
        let person = self.context.directory.person(me);
        if person.is_some_and(|person| person.admin) || before.access().creator == Some(me) {
            return None;
        }
        let is_me = |principal: Principal| match principal {
            Principal::User(user) => user == me,
            Principal::Group(group) => person.is_some_and(|person| person.groups.contains(&group)),
        };
        let may_give = |state: &AssetState| {
            let access = state.access();
            let inherited = access.inherited.iter().map(|inherited| &inherited.grant);
            access
                .grants
                .iter()
                .chain(inherited)
                .any(|grant| is_me(grant.principal) && grant.permissions.covers(Permissions::CHANGE_ACL))
        };
        (may_give(before) && !may_give(after)).then(|| {
            Finding::obstacle(
                "Archway's own account would lose the right to change access and could never lift this. Name the account, or a group it \
                 is in, under Rules as one that keeps access",
            )
        })
    }

    fn other_day(&self) -> Option<String> {
        let (as_of, today) = (self.context.computed.as_of(), self.context.today);
        (as_of != today).then(|| format!("planned for {}, not for today: look only", day(as_of)))
    }

    fn finish(mut self) -> Plan {
        let context = self.context;
        let shares_above = std::mem::take(&mut self.shares_above);
        let other_day = self.other_day();
        for mut change in shares_above.changes(context, |cause| self.causes.line(cause)) {
            change.id = self.next_id();
            change.findings.extend(other_day.clone().map(Finding::obstacle));
            self.changes.push(change);
        }
        let notices = self.notices();
        let (causes, chains) = self.causes.finish();
        let review = RestrictReview {
            as_of: context.computed.as_of(),
            rule: context.computed.rule(),
            second_person: context.settings.second_person,
            unchanged: self.unchanged,
            causes,
            chains,
            needs_person: self.needs_person,
            confirmations: Vec::new(),
            rules: Some(context.settings.rules()),
        };
        Plan {
            id: context.head.id,
            workflow: Workflow::Restrict,
            title: title(&self.changes),
            created: context.head.now,
            author: context.head.author.clone(),
            undoes: None,
            pairs: Vec::new(),
            notices,
            changes: self.changes,
            stage: Stage::Review,
            restrict: Some(Box::new(review)),
        }
    }

    fn notices(&mut self) -> Vec<Finding> {
        let mut notices = Vec::new();
        if self.context.view.is_none() {
            notices.push(Finding::obstacle(
                "The view “Archival restrictions” is not in iconik yet, so Archway could not remember what it takes. Set it up first",
            ));
            return notices;
        }
        notices.extend(
            self.other_day()
                .map(|text| Finding::obstacle(format!("This plan is {text}. Plan for today to apply"))),
        );
        let noted = std::mem::take(&mut self.noted);
        notices.extend(noted.unreadable);
        notices.extend(left_out(&noted.unread, "whose access was not read yet; read it, then plan again"));
        notices.extend(left_out(
            &noted.nameless,
            "which Archway's fields call restricted, though it is linked to nothing and nobody noted why; look at it in iconik",
        ));
        if noted.unknown > 0 {
            let assets = plural(noted.unknown, "asset is", "assets are");
            notices.push(Finding::warning(format!(
                "{assets} left out, because Archway has not read them. Refresh, then plan again"
            )));
        }
        for ((collection, principal), count) in noted.leaks {
            notices.push(Finding::warning(format!(
                "“{}” hands access to {} on {}; change that in iconik, or let rules take such assets out of the collection",
                self.context.collection_title(collection),
                self.context.directory.name(principal),
                plural(count, "asset", "assets")
            )));
        }
        if noted.unruled > 0 {
            let assets = plural(noted.unruled, "restricted asset stays", "restricted assets stay");
            notices.push(Finding::warning(format!(
                "{assets} as open in iconik as before: no row of the rule table says what follows. Add one under Rules, then plan again"
            )));
        }
        if noted.waiting > 0 {
            let assets = plural(noted.waiting, "asset stays", "assets stay");
            notices.push(Finding::note(format!("{assets} closed, because somebody must read a note first")));
        }
        if noted.kept_closed > 0 {
            let assets = plural(noted.kept_closed, "asset stays", "assets stay");
            notices.push(Finding::note(format!("{assets} closed, because somebody decided so")));
        }
        if !self.changes.is_empty() {
            let admins = plural(self.context.directory.administrators(), "administrator", "administrators");
            notices.push(Finding::note(format!(
                "{admins} and whoever made an asset keep access; iconik cannot take it away"
            )));
        }
        notices
    }
}

fn is_of(change: &Change, asset: AssetId) -> bool {
    matches!(change.target, Target::Asset { id } if id == asset)
}

fn left_out(titles: &[String], why: &str) -> Option<Finding> {
    let first = titles.first()?;
    Some(Finding::warning(match titles.len() {
        1 => format!("“{first}” is left out, {why}"),
        more => format!("“{first}” and {} are left out, {why}", plural(more - 1, "other", "others")),
    }))
}

fn title(changes: &[Change]) -> String {
    let count = |kind| {
        let of_kind = |change: &&Change| change.restricting.as_deref().is_some_and(|restricting| restricting.kind == kind);
        changes.iter().filter(of_kind).count()
    };
    let counts = [RestrictKind::Restrict, RestrictKind::Alter, RestrictKind::Lift].map(|kind| (kind, count(kind)));
    let words: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{} {count}", kind.words()))
        .collect();
    if words.is_empty() {
        "Restrictions: nothing to change".to_owned()
    } else {
        format!("Restrictions: {}", words.join(", "))
    }
}
