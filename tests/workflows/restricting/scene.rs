//! Three assets and a collection, and a plan that closes them: entries taken and narrowed, a share revoked, collections joined and left,
//! a review asked for, fields and notes written. What both systems show is read past Archway.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use archway::domain::access::{AssetAccess, Audience, Directory, Permissions, Principal, Share, Shared, audience};
use archway::domain::fields::{
    self, RESTRICTED_UNTIL, RESTRICTION_BLOCK, RESTRICTION_SOURCE, RESTRICTION_STATUS, RESTRICTION_TAKEN, RESTRICTION_WORDS,
};
use archway::domain::restriction::effective::{Chain, chain_fingerprint};
use archway::domain::restriction::statement::statements_of;
use archway::domain::restriction::{InheritanceRule, Readings, ReviewRule, Span, Standing, StatementKey, Timing};
use archway::domain::{AssetId, CollectionId, RecordUri};
use archway::plan::access::{
    AccessChange, Cause, CauseId, Confirmation, FieldsChange, GrantChange, MembershipChange, RestrictReview, ReviewChange, ShareChange,
};
use archway::plan::condition::says_in_short;
use archway::plan::confirm::{confirm_opening, needs_confirmation};
use archway::plan::{
    Action, Change, ChangeId, Condition, Decision, Effect, FieldValues, Nature, Outcome, Plan, PlanId, RestrictKind, Restricting, Stage,
    Target, Workflow,
};
use archway::practice::institution;
use archway::systems::archivesspace::record_from_json;
use archway::systems::iconik::{ViewId, parse};
use jiff::Timestamp;
use jiff::civil::date;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::others::Colleague;
use crate::scene::{Scene, Story};
use crate::site::Site;
use crate::support::{Systems, asset};

/// The assets: two with one record, and one without that is in a collection which hands down.
pub const ASSETS: [&str; 3] = ["qw-003b", "qw-003c", "ph-0010"];
/// Its share is revoked.
pub const COLLECTION: &str = "festival";

pub struct Restricted {
    pub links: Scene,
    pub colleague: Colleague,
    pub record: RecordUri,
    pub view: ViewId,
    pub directory: Directory,
    before: Picture,
}

/// An asset's own list.
pub type Own = BTreeMap<Principal, Permissions>;
/// What collections hand down to it.
pub type Inherited = BTreeMap<(CollectionId, Principal), Permissions>;

/// Everything that a change of access may touch, without what is new whenever it is made again.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub access: BTreeMap<AssetId, (Own, Inherited)>,
    /// Title, end and settings of shares.
    pub shares: BTreeMap<String, Vec<(String, Option<Timestamp>, Value)>>,
    pub collections: BTreeMap<AssetId, Vec<CollectionId>>,
    pub fields: BTreeMap<AssetId, BTreeMap<String, Vec<Value>>>,
    pub reviews: BTreeMap<AssetId, Option<ReviewRule>>,
}

pub fn group(slug: &str) -> Principal {
    Principal::Group(institution::id("group", slug))
}

pub fn user(slug: &str) -> Principal {
    Principal::User(institution::id("user", slug))
}

pub fn collection(slug: &str) -> CollectionId {
    CollectionId(institution::id("collection", slug))
}

impl Restricted {
    /// Links two assets, lets the press see all three, and shares one of them and a collection.
    pub fn new() -> Self {
        let links = Scene::with(&[("qw-003b", "QW-003B"), ("qw-003c", "QW-003B")]);
        let site = links.open();
        let plan = links.block_on(site.link(&links.pairs)).id;
        let linked = links.block_on(site.apply(plan));
        assert_eq!(linked.stage, Stage::Applied);
        let (colleague, view, directory) = links.block_on(async {
            let colleague = Colleague::of(&links.systems).await;
            let iconik = &links.witness.iconik;
            let views = iconik.metadata_views().await.unwrap();
            let view = views
                .into_iter()
                .find(|view| view.name == fields::RESTRICTION_VIEW_NAME)
                .unwrap()
                .id;
            (colleague, view, iconik.directory(Timestamp::now()).await.unwrap())
        });
        links.block_on(async {
            for slug in ASSETS {
                give(&colleague, slug, &[group("press"), user("viewer")], "read").await;
            }
            share(&colleague, &format!("assets/{}", asset("qw-003b")), "Preview (invented)").await;
            share(
                &colleague,
                &format!("collections/{}", collection(COLLECTION)),
                "Festival (invented)",
            )
            .await;
        });
        site.shelf.with(|workspace| workspace.put_directory(&directory)).unwrap();
        let record = links.pairs[0].1;
        let empty = Picture {
            access: BTreeMap::new(),
            shares: BTreeMap::new(),
            collections: BTreeMap::new(),
            fields: BTreeMap::new(),
            reviews: BTreeMap::new(),
        };
        drop(site);
        let mut scene = Self {
            links,
            colleague,
            record,
            view,
            directory,
            before: empty,
        };
        scene.before = scene.shown();
        scene
    }

    pub fn before(&self) -> &Picture {
        &self.before
    }

    pub fn shown(&self) -> Picture {
        self.block_on(async {
            let iconik = &self.links.witness.iconik;
            let mut picture = Picture {
                access: BTreeMap::new(),
                shares: BTreeMap::new(),
                collections: BTreeMap::new(),
                fields: BTreeMap::new(),
                reviews: BTreeMap::new(),
            };
            for id in ASSETS.map(asset) {
                let (access, shares, collections) = self.seen(id).await;
                let own = access.grants.iter().map(|grant| (grant.principal, grant.permissions));
                let inherited = access.inherited.iter();
                let inherited = inherited.map(|entry| ((entry.collection, entry.grant.principal), entry.grant.permissions));
                picture.access.insert(id, (own.collect(), inherited.collect()));
                picture.shares.insert(id.to_string(), told(&shares));
                picture.collections.insert(id, collections);
                let mut values = iconik.metadata_values(id, self.view).await.unwrap().unwrap_or_default();
                values.retain(|_, values| !values.is_empty());
                picture.fields.insert(id, values.into_iter().collect());
                picture.reviews.insert(id, iconik.review(id).await.unwrap().map(|asked| asked.of));
            }
            let shares = iconik.shares_of(Shared::Collection(collection(COLLECTION))).await.unwrap();
            picture.shares.insert(COLLECTION.to_owned(), told(&shares));
            picture
        })
    }

    /// Who can see an asset now, its shares and collections.
    pub async fn seen(&self, id: AssetId) -> (AssetAccess, Vec<Share>, Vec<CollectionId>) {
        let iconik = &self.links.witness.iconik;
        let body = iconik.asset(id, true).await.unwrap();
        let access = iconik.asset_access(id, parse::creator(&body), Timestamp::now()).await.unwrap();
        let shares = iconik.shares_of(Shared::Asset(id)).await.unwrap();
        let mut collections = parse::asset_from_json(&body).unwrap().collections;
        collections.sort_unstable();
        (access, shares, collections)
    }

    /// The plan that closes everything, from what stands now; not kept yet.
    pub fn closing(&self) -> Plan {
        let changes = self.block_on(async {
            let mut changes = Vec::new();
            for (number, slug) in (1..).zip(ASSETS) {
                changes.push(self.close(number, slug).await);
            }
            let shares = self
                .links
                .witness
                .iconik
                .shares_of(Shared::Collection(collection(COLLECTION)))
                .await;
            changes.push(change(
                4,
                Target::Collection {
                    id: collection(COLLECTION),
                },
                "Harbour festival",
                Action::SetCollectionShares {
                    collection: collection(COLLECTION),
                    shares: shares.unwrap().into_iter().map(|share| ShareChange::Revoke { share }).collect(),
                },
                Vec::new(),
                Audience::default(),
                Audience::default(),
            ));
            changes
        });
        plan_of(changes, self.cause())
    }

    async fn close(&self, number: u32, slug: &str) -> Change {
        let id = asset(slug);
        let (access, shares, _) = self.seen(id).await;
        let grants = vec![
            grant(&access, group("press"), None),
            grant(&access, user("viewer"), None),
            grant(&access, group("editors"), Some(Permissions::READ)),
        ];
        let first = slug == ASSETS[0];
        let last = slug == ASSETS[2];
        let memberships = match (first, last) {
            (true, _) => vec![membership("restricted", true, false)],
            (_, true) => vec![MembershipChange {
                hands_down: access.inherited.iter().map(|entry| entry.grant).collect(),
                ..membership("photographs", false, true)
            }],
            _ => Vec::new(),
        };
        let seen_by = self.audience(&access, &shares);
        let mut after = access.clone();
        after.grants.retain(|entry| {
            !grants
                .iter()
                .any(|change| change.principal == entry.principal && change.after.is_none())
        });
        if last {
            after.inherited.clear();
        }
        let seen_after = self.audience(&after, &[]);
        let made = AccessChange {
            asset: id,
            fields: Some(self.closed_fields(id, &grants).await),
            grants,
            shares: shares.iter().cloned().map(|share| ShareChange::Revoke { share }).collect(),
            memberships,
            review: first.then(|| ReviewChange {
                users: vec![institution::id("user", "importer")],
                groups: Vec::new(),
                min_number: 1,
                asks: true,
            }),
            note: if last { String::new() } else { "Archway: restricted".to_owned() },
        };
        let mut conditions = vec![self.unchanged(&access, &shares), self.linked(id)];
        if !last {
            conditions.push(self.restrictions().await);
        }
        let action = Action::SetAccess { change: Box::new(made) };
        change(number, Target::Asset { id }, slug, action, conditions, seen_by, seen_after)
    }

    pub fn audience(&self, access: &AssetAccess, shares: &[Share]) -> Audience {
        let shares: Vec<&Share> = shares.iter().collect();
        audience(access, &self.directory, &shares, Timestamp::now())
    }

    async fn closed_fields(&self, id: AssetId, grants: &[GrantChange]) -> FieldsChange {
        let after: FieldValues = [
            (RESTRICTION_STATUS, json!(Standing::Restricted.words())),
            (RESTRICTION_WORDS, json!("Closed until 2060 (invented)")),
            (RESTRICTED_UNTIL, json!("2060-12-31")),
            (RESTRICTION_SOURCE, json!("Series 1: accessrestrict")),
            (RESTRICTION_BLOCK, json!(true)),
            (RESTRICTION_TAKEN, json!(json!({"v": 1, "grants": grants.len()}).to_string())),
        ]
        .into_iter()
        .map(|(field, value)| (field.name.to_owned(), vec![value]))
        .collect();
        let now = self
            .links
            .witness
            .iconik
            .metadata_values(id, self.view)
            .await
            .unwrap()
            .unwrap_or_default();
        FieldsChange {
            view: self.view.to_string(),
            before: after
                .keys()
                .map(|field| (field.clone(), now.get(field).cloned().unwrap_or_default()))
                .collect(),
            after,
        }
    }

    pub fn unchanged(&self, access: &AssetAccess, shares: &[Share]) -> Condition {
        let mut shares: Vec<Uuid> = shares.iter().map(|share| share.id).collect();
        shares.sort_unstable();
        Condition::AccessUnchanged {
            asset: access.asset,
            grants: access.grants.clone(),
            inherited: access.inherited.clone(),
            shares,
        }
    }

    fn linked(&self, id: AssetId) -> Condition {
        let records = self.links.pairs.iter().filter(|(asset, _)| *asset == id);
        Condition::LinkedTo {
            asset: id,
            records: records.map(|(_, record)| *record).collect(),
        }
    }

    /// That the record and those above it say what they say now.
    pub async fn restrictions(&self) -> Condition {
        let body = self.links.witness.record(self.record).await;
        let mut chain: Vec<RecordUri> = body["ancestors"]
            .as_array()
            .unwrap()
            .iter()
            .rev()
            .map(|above| above["ref"].as_str().unwrap().parse().unwrap())
            .collect();
        chain.push(self.record);
        let (mut records, mut glance) = (Vec::new(), Vec::new());
        for uri in &chain {
            let body = self.links.witness.record(*uri).await;
            let record = record_from_json(&body).unwrap();
            let statements: Vec<Arc<_>> = statements_of(&record, &body).into_iter().map(Arc::new).collect();
            glance.push((record.display, says_in_short(&statements)));
            records.push((*uri, statements.into()));
        }
        Condition::RestrictionsUnchanged {
            record: self.record,
            chain,
            fingerprint: chain_fingerprint(&Chain { records }, &Readings::default()),
            glance,
        }
    }

    pub fn cause(&self) -> Cause {
        Cause {
            statement: StatementKey {
                record: self.record,
                part: "note:invented".to_owned(),
            },
            record_title: "Series 1: Interviews".to_owned(),
            what: "accessrestrict".to_owned(),
            words: "Closed until 2060 (invented)".to_owned(),
            span: Span {
                begin: None,
                end: Some(date(2060, 12, 31)),
            },
            types: Vec::new(),
            timing: Some(Timing::Now),
            reading: None,
            assets: 3,
        }
    }

    /// Brings everything back to what it was, by hand.
    pub fn open_by_hand(&self) {
        let [first, _, last] = ASSETS.map(asset);
        self.block_on(async {
            let iconik = &self.links.witness.iconik;
            for slug in ASSETS {
                let cleared = fields::RESTRICTION
                    .iter()
                    .map(|field| (field.name.to_owned(), Vec::new()))
                    .collect();
                iconik.set_metadata_values(asset(slug), self.view, &cleared).await.unwrap();
                give(&self.colleague, slug, &[group("press"), user("viewer")], "read").await;
                give(&self.colleague, slug, &[group("editors")], "read write").await;
            }
            iconik.leave_collection(first, collection("restricted")).await.unwrap();
            iconik.join_collection(last, collection("photographs")).await.unwrap();
            let ours = ReviewRule {
                users: [institution::id("user", "importer")].into_iter().collect(),
                ..ReviewRule::default()
            };
            iconik.release_reviewers(first, &ours).await.unwrap();
            share(&self.colleague, &format!("assets/{first}"), "Preview (invented)").await;
            share(
                &self.colleague,
                &format!("collections/{}", collection(COLLECTION)),
                "Festival (invented)",
            )
            .await;
        });
        assert_eq!(self.shown(), self.before, "brought back by hand");
    }

    /// Keeps a plan in the workspace file.
    pub fn kept(&self, site: &Site, plan: Plan) -> PlanId {
        site.shelf.with(|workspace| workspace.put_plan(&plan)).unwrap();
        plan.id
    }

    /// Every change with a note is noted once in the asset's history.
    fn assert_noted_once(&self, plan: &Plan, context: &str) {
        for change in &plan.changes {
            let Action::SetAccess { change: access } = &change.action else {
                continue;
            };
            let is_noted = !access.note.is_empty() && !change.outcome.receipt().is_some_and(|receipt| receipt.already_there);
            let mark = format!("Archway plan {}, change {})", plan.id, change.id);
            let history = self.block_on(self.links.witness.iconik.history(access.asset)).unwrap();
            let notes = history
                .iter()
                .filter(|entry| entry["operation_description"].as_str().is_some_and(|text| text.contains(&mark)));
            assert_eq!(notes.count(), usize::from(is_noted), "{context}: notes of “{mark}”");
        }
    }

    pub fn assert_closed(&self, context: &str) {
        let now = self.shown();
        for id in ASSETS.map(asset) {
            let (own, inherited) = &now.access[&id];
            let expected = BTreeMap::from([(group("archivists"), Permissions::ALL), (group("editors"), Permissions::READ)]);
            assert_eq!(*own, expected, "{context}: {id}");
            assert!(inherited.is_empty(), "{context}: {inherited:?}");
            let values = &now.fields[&id];
            assert_eq!(values[RESTRICTION_STATUS.name], [json!("restricted")], "{context}");
            assert_eq!(values[RESTRICTION_BLOCK.name].len(), 1, "{context}: {values:?}");
            assert!(now.shares[&id.to_string()].is_empty(), "{context}");
        }
        assert!(now.shares[COLLECTION].is_empty(), "{context}");
        let [first, _, last] = ASSETS.map(asset);
        assert!(now.collections[&first].contains(&collection("restricted")), "{context}");
        assert!(!now.collections[&last].contains(&collection("photographs")), "{context}");
        let asked = now.reviews[&first].as_ref().unwrap();
        assert!(asked.users.contains(&institution::id("user", "importer")), "{context}");
    }
}

impl Story for Restricted {
    fn systems(&self) -> &Systems {
        &self.links.systems
    }

    fn path(&self) -> &Path {
        &self.links.path
    }

    fn plan(&self) -> PlanId {
        let plan = self.closing();
        self.kept(&self.open(), plan)
    }

    fn undo_at(&self, site: &Site, plan: PlanId) -> PlanId {
        let mut undo = site.undo(plan);
        confirm(&mut undo);
        site.shelf.with(|workspace| workspace.put_plan(&undo)).unwrap();
        undo.id
    }

    fn assert_done(&self, plan: &Plan, context: &str) {
        self.assert_closed(context);
        self.assert_noted_once(plan, context);
    }

    fn assert_as_before(&self, undo: &Plan, context: &str) {
        assert_eq!(self.shown(), self.before, "{context}: undone");
        self.assert_noted_once(undo, context);
    }

    fn settle_with_colleague(&mut self, _: &str) {
        self.before = self.shown();
    }
}

/// Confirms everything that a plan opens, as one person who saw it.
pub fn confirm(plan: &mut Plan) {
    let opens: Vec<ChangeId> = plan
        .changes
        .iter()
        .filter(|change| needs_confirmation(plan, change))
        .map(|change| change.id)
        .collect();
    let confirmation = Confirmation {
        cause: CauseId(0),
        changes: opens,
        who: "archivist".to_owned(),
        at: Timestamp::now(),
        reason: "agreed with the donor (invented)".to_owned(),
        second: None,
    };
    confirm_opening(plan, confirmation).unwrap();
}

pub async fn give(colleague: &Colleague, slug: &str, to: &[Principal], permissions: &str) {
    for principal in to {
        let (kind, id) = match principal {
            Principal::User(id) => ("users", id),
            Principal::Group(id) => ("groups", id),
        };
        let path = format!("/API/acls/v1/{kind}/{id}/acl/assets/{}/", asset(slug));
        colleague
            .iconik(
                Method::PUT,
                &path,
                &json!({ "permissions": permissions.split(' ').collect::<Vec<_>>() }),
            )
            .await;
    }
}

pub async fn take(colleague: &Colleague, slug: &str, from: Principal) {
    let (kind, id) = match from {
        Principal::User(id) => ("users", id),
        Principal::Group(id) => ("groups", id),
    };
    let path = format!("/API/acls/v1/{kind}/{id}/acl/assets/{}/", asset(slug));
    colleague.iconik(Method::DELETE, &path, &Value::Null).await;
}

pub async fn share(colleague: &Colleague, object: &str, title: &str) {
    let body = json!({"title": title, "allow_comments": true, "allow_approving_comments": false, "allow_download": false,
        "allow_setting_approve_status": false});
    colleague
        .iconik(Method::POST, &format!("/API/assets/v1/{object}/shares/url/"), &body)
        .await;
}

fn told(shares: &[Share]) -> Vec<(String, Option<Timestamp>, Value)> {
    let mut told: Vec<_> = shares
        .iter()
        .map(|share| {
            let mut settings = Value::Object(share.settings.clone());
            settings.sort_all_objects();
            (share.title.clone(), share.expires, settings)
        })
        .collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    told
}

pub fn grant(access: &AssetAccess, principal: Principal, after: Option<Permissions>) -> GrantChange {
    GrantChange {
        principal,
        before: access.own(principal),
        after,
    }
}

fn membership(slug: &str, joins: bool, gives_access: bool) -> MembershipChange {
    MembershipChange {
        collection: collection(slug),
        title: slug.to_owned(),
        joins,
        gives_access,
        hands_down: Vec::new(),
    }
}

pub fn change(
    number: u32,
    target: Target,
    label: &str,
    action: Action,
    conditions: Vec<Condition>,
    seen_by: Audience,
    seen_after: Audience,
) -> Change {
    Change {
        id: ChangeId(number),
        effect: Effect::Add,
        target,
        label: label.to_owned(),
        fields: Vec::new(),
        because: "Closed until 2060 (invented)".to_owned(),
        conditions,
        needs: Vec::new(),
        findings: Vec::new(),
        action,
        nature: Nature::Closes,
        agrees: Vec::new(),
        restricting: Some(Box::new(Restricting {
            kind: RestrictKind::Restrict,
            causes: vec![CauseId(0)],
            chains: Vec::new(),
            standing: Standing::Restricted,
            seen_by,
            seen_after,
            differ: None,
            collections: Vec::new(),
        })),
        decision: Decision::Accepted,
        outcome: Outcome::Pending,
    }
}

pub fn plan_of(changes: Vec<Change>, cause: Cause) -> Plan {
    Plan {
        id: PlanId(Uuid::now_v7()),
        workflow: Workflow::Restrict,
        title: "Restrict the interviews (invented)".to_owned(),
        created: Timestamp::now(),
        author: "archivist".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: Some(Box::new(RestrictReview {
            as_of: date(2025, 3, 1),
            rule: InheritanceRule::Container,
            second_person: false,
            unchanged: 0,
            causes: vec![cause],
            chains: Vec::new(),
            needs_person: Vec::new(),
            confirmations: Vec::new(),
            rules: None,
        })),
    }
}
