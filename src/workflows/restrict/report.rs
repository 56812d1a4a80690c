//! Where the two sides disagree. What should be is what a fresh plan would bring about: where it would close something, the asset is
//! open though restricted; where it would lift something, the asset is closed though open.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::consequences::{Consequences, with_above};
use super::context::{AssetInContext, RestrictContext};
use super::marks::Marks;
use super::overview::{OverviewContext, UnlinkedAsset};
use super::plan::plan_restrict;
use super::words::differ;
use crate::domain::access::{Audience, Share, Viewers};
use crate::domain::restriction::overview::{Disagreement, DisagreementKind};
use crate::domain::restriction::{Effective, Standing};
use crate::domain::{AssetId, CollectionId, RecordUri};
use crate::plan::access::{RestrictKind, Restricting};
use crate::plan::{PlanId, Target};
use crate::workflows::PlanHead;

/// How many characters of a note a finding shows.
const WORDS_SHOWN: usize = 120;

/// The findings, the worst first; of one kind those that most people can see first.
pub(super) fn report(context: &OverviewContext<'_>) -> Vec<Disagreement> {
    let looking = Looking {
        context,
        viewers: Viewers::new(context.directory),
        proposed: proposed(context),
        said: RefCell::default(),
    };
    let mut findings = Vec::new();
    for (asset, effective) in context.computed.iter() {
        looking.linked(asset, effective, &mut findings);
    }
    looking.left_behind(&mut findings);
    looking.unlinked(&mut findings);
    findings.sort_by(|one, other| {
        let seen = |finding: &Disagreement| finding.seen_by.as_ref().map(|seen| (seen.public_links, seen.shares, seen.people));
        one.kind
            .cmp(&other.kind)
            .then(seen(other).cmp(&seen(one)))
            .then_with(|| one.asset_title.cmp(&other.asset_title))
            .then(one.asset.cmp(&other.asset))
    });
    findings
}

/// What a fresh plan would do to assets.
#[derive(Default)]
struct Proposed {
    closes: HashMap<AssetId, Box<Restricting>>,
    lifts: HashMap<AssetId, Box<Restricting>>,
}

fn proposed(context: &OverviewContext<'_>) -> Proposed {
    let concerned = |asset: &AssetId, known: &AssetInContext| {
        let closed = context
            .computed
            .of_asset(*asset)
            .is_some_and(|effective| effective.standing != Standing::Open);
        known.access.is_some() && (closed || Marks::of(&known.fields).any())
    };
    let mut assets: Vec<AssetId> = context
        .assets
        .iter()
        .filter(|(asset, known)| concerned(asset, known))
        .map(|(asset, _)| *asset)
        .collect();
    assets.sort_unstable();
    let plan = plan_restrict(
        &RestrictContext {
            index: context.index,
            computed: context.computed,
            readings: context.readings,
            settings: context.settings,
            directory: context.directory,
            assets: context.assets,
            collections: context.collections,
            closed_on: context.closed_on,
            view: context.view,
            // Nobody keeps this plan; it only tells what it would do.
            today: context.today,
            head: PlanHead {
                id: PlanId(Uuid::nil()),
                now: context.now,
                author: String::new(),
            },
        },
        &assets,
    );
    let mut proposed = Proposed::default();
    for change in plan.changes {
        let (Target::Asset { id }, Some(restricting)) = (change.target, change.restricting) else {
            continue;
        };
        match restricting.kind {
            RestrictKind::Restrict => proposed.closes.insert(id, restricting),
            RestrictKind::Lift => proposed.lifts.insert(id, restricting),
            RestrictKind::Alter => None,
        };
    }
    proposed
}

struct Looking<'a> {
    context: &'a OverviewContext<'a>,
    viewers: Viewers<'a>,
    proposed: Proposed,
    /// Why assets stand as they do, in words, by their effective restriction: many share one.
    said: RefCell<HashMap<*const Effective, String>>,
}

impl Looking<'_> {
    fn linked(&self, asset: AssetId, effective: &Effective, findings: &mut Vec<Disagreement>) {
        let known = self.context.assets.get(&asset);
        let seen = self.seen(known);
        let mut say =
            |kind: DisagreementKind, detail: String| findings.push(self.finding(kind, asset, Some(effective), seen.clone(), detail));
        if effective.standing == Standing::NeedsPerson {
            say(
                DisagreementKind::NeedsPerson,
                "Somebody must say what the note means; until then it is not taken as open".to_owned(),
            );
        }
        if let Some(differ) = differ(self.context.index, self.context.index.records_of(asset), effective) {
            say(DisagreementKind::RulesDiffer, differ);
        }
        let closed = effective.standing.is_closed();
        if let Some(closing) = self.proposed.closes.get(&asset) {
            say(DisagreementKind::OpenThoughRestricted, too_open(closing));
        } else if closed {
            match &seen {
                None => say(
                    DisagreementKind::AccessUnknown,
                    "Read in iconik who can see it: only then is it known whether iconik heeds the restriction".to_owned(),
                ),
                Some(seen) if is_wide(seen) && self.is_left_out(known, effective) => say(
                    DisagreementKind::OpenThoughRestricted,
                    "No row of the rule table says what follows, so iconik was told nothing".to_owned(),
                ),
                Some(_) => {}
            }
        }
        if closed
            && let Some(known) = known
            && let Some(shared) = self.shared(known)
        {
            say(DisagreementKind::PublicLink, shared);
        }
        if let Some(lifting) = self.proposed.lifts.get(&asset) {
            say(DisagreementKind::ClosedThoughOpen, too_closed(lifting, closed));
        } else if !closed && seen.is_none() && known.is_some_and(|known| Marks::of(&known.fields).closed()) {
            say(
                DisagreementKind::ClosedThoughOpen,
                "Archway's fields in iconik still call it closed; who can see it was not read yet".to_owned(),
            );
        }
    }

    /// Assets that lost their link and are still held back by what Archway did.
    fn left_behind(&self, findings: &mut Vec<Disagreement>) {
        let mut assets: Vec<AssetId> = self
            .context
            .assets
            .iter()
            .filter(|(asset, known)| self.context.computed.of_asset(**asset).is_none() && Marks::of(&known.fields).closed())
            .map(|(asset, _)| *asset)
            .collect();
        assets.sort_unstable();
        for asset in assets {
            let detail = match self.proposed.lifts.get(&asset) {
                Some(lifting) => too_closed(lifting, false),
                None => "Archway restricted it, and it is linked to no record any more".to_owned(),
            };
            let seen = self.seen(self.context.assets.get(&asset));
            findings.push(self.finding(DisagreementKind::ClosedThoughOpen, asset, None, seen, detail));
        }
    }

    /// True where no row of the rule table says what follows.
    fn is_left_out(&self, known: Option<&AssetInContext>, effective: &Effective) -> bool {
        let context = self.context;
        let direct = known.map(|known| known.collections.clone()).unwrap_or_default();
        let collections = with_above(context.collections, direct);
        Consequences::of(
            &context.settings.table,
            context.index,
            effective,
            context.computed.rule(),
            &collections,
        )
        .is_empty()
    }

    fn finding(
        &self,
        kind: DisagreementKind,
        asset: AssetId,
        effective: Option<&Effective>,
        seen_by: Option<Audience>,
        detail: String,
    ) -> Disagreement {
        let index = self.context.index;
        let record = index.records_of(asset).first().copied();
        let title = self.context.assets.get(&asset).map(|known| known.title.clone());
        Disagreement {
            kind,
            asset,
            asset_title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| asset.to_string()),
            record,
            record_title: record.map(|record| index.titled(record)).unwrap_or_default(),
            cause: effective
                .map(|effective| self.cause(effective))
                .unwrap_or_else(|| "not linked".to_owned()),
            seen_by,
            detail,
        }
    }

    fn cause(&self, effective: &Effective) -> String {
        let mut said = self.said.borrow_mut();
        said.entry(std::ptr::from_ref(effective))
            .or_insert_with(|| self.cause_in_words(effective))
            .clone()
    }

    fn cause_in_words(&self, effective: &Effective) -> String {
        match effective.deciding.and_then(|place| effective.applied.get(place)) {
            Some(deciding) => format!(
                "{}: {}",
                self.context.index.titled(deciding.statement.key.record),
                deciding.statement.quoted(WORDS_SHOWN)
            ),
            None => effective.standing.words().to_owned(),
        }
    }

    fn seen(&self, known: Option<&AssetInContext>) -> Option<Audience> {
        let known = known?;
        let access = known.access.as_ref()?;
        Some(self.viewers.audience(access, &known.shares, self.context.now))
    }

    /// Live shares of a restricted asset, in words.
    fn shared(&self, known: &AssetInContext) -> Option<String> {
        let live: Vec<&Share> = known.shares.iter().filter(|share| share.is_live(self.context.now)).collect();
        let public = live.iter().filter(|share| share.is_public()).count();
        let names: Vec<String> = live.iter().take(3).map(|share| format!("“{}”", share.title)).collect();
        let more = match live.len().saturating_sub(names.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let what = match (public, live.len()) {
            (_, 0) => return None,
            (0, 1) => "A share is live".to_owned(),
            (0, several) => format!("{several} shares are live"),
            (1, 1) => "A link is live that anybody can open who has it".to_owned(),
            (public, several) => format!("{several} shares are live, {public} of which anybody can open who has the link"),
        };
        Some(format!("{what}: {}{more}", names.join(", ")))
    }

    /// Assets without a link where restricted material lies.
    fn unlinked(&self, findings: &mut Vec<Disagreement>) {
        let stands = self.restricted_collections();
        for unlinked in self.context.unlinked {
            let above = unlinked
                .collections
                .iter()
                .flat_map(|collection| self.with_those_above(*collection));
            let found = above.filter_map(|collection| Some((collection, stands.get(&collection)?))).next();
            if let Some((collection, why)) = found {
                findings.push(self.unlinked_finding(unlinked, collection, why));
            }
        }
    }

    fn unlinked_finding(&self, unlinked: &UnlinkedAsset, collection: CollectionId, why: &Restricted) -> Disagreement {
        let title = self.collection_title(collection);
        let detail = match why.record {
            Some(record) => format!(
                "“{title}” stands for {}, which is restricted. Link the asset, so that the restriction reaches it",
                self.context.index.titled(record)
            ),
            None => format!("All linked assets of “{title}” are restricted. Link this one too, or take it out"),
        };
        let known = self.context.assets.get(&unlinked.asset);
        Disagreement {
            kind: DisagreementKind::UnlinkedInRestricted,
            asset: unlinked.asset,
            asset_title: unlinked.title.clone(),
            record: None,
            record_title: title,
            cause: why.cause.clone(),
            seen_by: self.seen(known),
            detail,
        }
    }

    /// Collections that stand for a restricted record, and those of which every linked asset is restricted.
    fn restricted_collections(&self) -> BTreeMap<CollectionId, Restricted> {
        let computed = self.context.computed;
        let mut restricted = BTreeMap::new();
        let mut open: HashSet<CollectionId> = HashSet::new();
        for (asset, effective) in computed.iter() {
            let Some(known) = self.context.assets.get(&asset) else { continue };
            for collection in &known.collections {
                if effective.standing.is_closed() {
                    restricted.entry(*collection).or_insert_with(|| Restricted {
                        record: None,
                        cause: self.cause(effective),
                    });
                } else {
                    open.insert(*collection);
                }
            }
        }
        restricted.retain(|collection, _| !open.contains(collection));
        for link in self.context.collection_links {
            if let Some(effective) = computed.of_record(link.record).filter(|effective| effective.standing.is_closed()) {
                restricted.insert(
                    link.collection,
                    Restricted {
                        record: Some(link.record),
                        cause: self.cause(effective),
                    },
                );
            }
        }
        restricted
    }

    /// A collection, then those above it that stand for a record: what lies in them lies below the record too.
    fn with_those_above(&self, collection: CollectionId) -> Vec<CollectionId> {
        let stands = |above: &CollectionId| self.context.collection_links.iter().any(|link| link.collection == *above);
        let above = self
            .context
            .collections
            .get(&collection)
            .map(|known| known.above.as_slice())
            .unwrap_or_default();
        std::iter::once(collection).chain(above.iter().copied().filter(stands)).collect()
    }

    fn collection_title(&self, collection: CollectionId) -> String {
        let title = self.context.collections.get(&collection).map(|known| known.title.clone());
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| collection.to_string())
    }
}

/// Why a collection counts as restricted.
struct Restricted {
    /// The record that it stands for.
    record: Option<RecordUri>,
    cause: String,
}

/// True where somebody sees it who would not see it whatever the list said.
fn is_wide(seen: &Audience) -> bool {
    seen.people > seen.always || seen.unknown > 0 || seen.shares > 0
}

fn too_open(closing: &Restricting) -> String {
    if closing.seen_by == closing.seen_after {
        return "iconik was not told of the restriction, or not of all of it".to_owned();
    }
    format!(
        "Can be seen by {}, and should be by {}",
        closing.seen_by.words(),
        closing.seen_after.words()
    )
}

fn too_closed(lifting: &Restricting, closed: bool) -> String {
    let why = if closed {
        "Less restricts it than when it was closed"
    } else {
        "Nothing restricts it any more"
    };
    if lifting.seen_by == lifting.seen_after {
        return format!("{why}, and iconik still says that it is closed");
    }
    format!(
        "{why}. It can be seen by {}; before it was restricted, by {}",
        lifting.seen_by.words(),
        lifting.seen_after.words()
    )
}
