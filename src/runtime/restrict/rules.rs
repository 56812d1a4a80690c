//! The rule table: kept, and tried while it is edited.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::ground::Ground;
use crate::domain::restriction::RestrictSettings;
use crate::plan::{FieldChange, Workflow};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::event::Event;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::restrict_view::{RestrictSettingsView, RuleMatches, RulePreset};
use crate::runtime::view::NoticeKind;
use crate::store::{AuditEntry, StoreError};
use crate::workflows::restrict::{presets, rule_matches};

/// Name of ArchivesSpace's list of restriction types.
const TYPES: &str = "restriction_type";

impl Engine {
    pub(super) fn load_restrict_settings(self: &Arc<Self>) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = engine.know_people(&open).await {
                engine.notice(
                    NoticeKind::Warning,
                    format!("People and groups of iconik could not be read, so rules cannot name them yet: {error}"),
                    None,
                );
            }
            if let Err(error) = tokio::task::block_in_place(|| engine.tell_restrict_settings(&open)) {
                engine.complain(&error);
            }
        });
    }

    /// Reads people and groups where they were never read: rules name them, and a table to begin from lets some of them keep access.
    async fn know_people(&self, open: &OpenWorkspace) -> Result<(), RuntimeError> {
        let known = open.shelf.with(|workspace| workspace.directory())?.read_at.is_some();
        if known || open.read_only.is_some() {
            return Ok(());
        }
        let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
        let directory = iconik.directory((self.environment.now)()).await?;
        open.shelf.with(|workspace| workspace.put_directory(&directory))
    }

    fn tell_restrict_settings(&self, open: &OpenWorkspace) -> Result<(), RuntimeError> {
        let ground = self.ground(open, None)?;
        let collections = open.shelf.with(|workspace| {
            let mut titled: Vec<_> = workspace
                .collections()?
                .into_iter()
                .filter(|collection| collection.active)
                .map(|collection| (collection.id, collection.title))
                .collect();
            titled.sort_by(|one, other| one.1.cmp(&other.1));
            Ok(titled)
        })?;
        let types = open.shelf.with(|workspace| types(workspace, &ground))?;
        let matches = rule_matches(&ground.settings.table, &ground.to_plan(self.no_head(open)));
        self.say(Event::RestrictSettings(Box::new(RestrictSettingsView {
            directory: Arc::new(ground.directory.clone()),
            collections: Arc::new(collections),
            types,
            presets: presets(&ground.directory)
                .into_iter()
                .map(|(name, about, table)| RulePreset { name, about, table })
                .collect(),
            matches,
            settings: ground.settings,
        })));
        Ok(())
    }

    pub(super) fn try_restrict_settings(self: &Arc<Self>, ticket: u64, settings: RestrictSettings) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || match engine.tried(&open, settings) {
            Ok(matches) => engine.say(Event::RulesTried { ticket, matches }),
            Err(error) => engine.complain(&error),
        });
    }

    fn tried(&self, open: &OpenWorkspace, settings: RestrictSettings) -> Result<Vec<RuleMatches>, RuntimeError> {
        let mut ground = self.ground(open, None)?;
        if settings.rule != ground.settings.rule {
            ground.computed = ground.index.compute(&ground.readings, ground.today, settings.rule);
        }
        ground.settings = settings;
        Ok(rule_matches(&ground.settings.table, &ground.to_plan(self.no_head(open))))
    }

    pub(super) fn save_restrict_settings(self: &Arc<Self>, settings: RestrictSettings) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let kept = open
                .shelf
                .with(|workspace| {
                    let entry = changed_settings(
                        &workspace.restrict_settings()?,
                        &settings,
                        open.author(),
                        (engine.environment.now)(),
                    );
                    workspace.put_restrict_settings(&settings)?;
                    workspace.audit(&entry).map(drop)
                })
                .and_then(|()| engine.tell_restrict_settings(&open))
                .and_then(|()| engine.tell_restrictions(&open, None));
            if let Err(error) = kept {
                engine.complain(&error);
            }
        });
    }

    /// Counting how rows match makes no plan.
    fn no_head(&self, open: &OpenWorkspace) -> crate::workflows::PlanHead {
        crate::workflows::PlanHead {
            id: crate::plan::PlanId(uuid::Uuid::nil()),
            now: (self.environment.now)(),
            author: open.author(),
        }
    }
}

/// Types that ArchivesSpace offers, and those that stand in records though it does not offer them any more.
fn types(reader: &crate::store::Reader, ground: &Ground) -> Result<Vec<String>, StoreError> {
    let vocabulary = reader.vocabulary()?;
    let offered = vocabulary
        .enumerations
        .get(TYPES)
        .into_iter()
        .flat_map(|list| &list.values)
        .filter(|value| !value.suppressed)
        .map(|value| value.value.clone());
    let used = ground.index.statements().flat_map(|statement| statement.types.clone());
    Ok(offered.chain(used).collect::<BTreeSet<_>>().into_iter().collect())
}

/// Who changed what restrictions mean, for good: rules, the rule in force, whether a second person is asked.
fn changed_settings(before: &RestrictSettings, after: &RestrictSettings, author: String, at: Timestamp) -> AuditEntry {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let zone = |settings: &RestrictSettings| settings.time_zone.clone().unwrap_or_else(|| "this computer’s".to_owned());
    let shown = [
        ("rule in force", before.rule.words().to_owned(), after.rule.words().to_owned()),
        (
            "a second person confirms",
            yes_no(before.second_person),
            yes_no(after.second_person),
        ),
        ("days begin in", zone(before), zone(after)),
    ];
    AuditEntry {
        at,
        author,
        workflow: Some(Workflow::Restrict),
        plan: None,
        change: None,
        what: "change the settings of restrictions".to_owned(),
        target: "rule table".to_owned(),
        label: String::new(),
        fields: shown
            .into_iter()
            .filter(|(_, before, after)| before != after)
            .map(|(field, before, after)| FieldChange {
                field: field.to_owned(),
                before: Some(before),
                after: Some(after),
            })
            .collect(),
        detail: serde_json::json!({ "before": before, "after": after }),
    }
}
