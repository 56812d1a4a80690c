//! Restrictions: what they mean for assets, what a person says of them, plans that make iconik heed them.
//!
//! - `ground` reads everything that restrictions are worked out from; `overview` shows it and marks the rows of both browsers.
//! - `planning` makes plans, with `access` reading first who can see what; `confirming` lets a person open, `second` logs the second
//!   person in.
//! - `words` keeps what people say of notes and ends; `rules` keeps the rule table and tries it; `files` writes reports and calendars.

pub mod access;
mod confirming;
mod demands;
mod files;
mod ground;
mod overview;
mod planning;
mod rules;
mod second;
mod words;

use std::sync::Arc;

pub(in crate::runtime) use demands::{demands, today};

use super::command::Command;
use super::engine::Engine;
use super::error::RuntimeError;
use super::open::OpenWorkspace;
use ground::{Around, Ground};
use jiff::civil::Date;

use crate::domain::RecordUri;

impl Engine {
    /// Commands of the restriction workflow.
    pub(super) fn handle_restrict(self: &Arc<Self>, command: Command) {
        match command {
            Command::LoadRestrictions(as_of) => self.load_restrictions(as_of),
            Command::LoadEffective { node, as_of } => self.load_effective(node, as_of),
            Command::LookAtAccess => self.look_at_access(),
            Command::LoadRestrictSettings => self.load_restrict_settings(),
            Command::TryRestrictSettings { ticket, settings } => self.try_restrict_settings(ticket, *settings),
            Command::SaveRestrictSettings(settings) => self.save_restrict_settings(*settings),
            Command::ReadNote {
                statement,
                fingerprint,
                meaning,
                why,
            } => self.read_note(statement, fingerprint, meaning, why),
            Command::KeepClosed {
                statement,
                fingerprint,
                reason,
                review_on,
            } => self.keep_closed(statement, fingerprint, reason, review_on),
            Command::PlanRestrict { scope, as_of } => self.plan_restrict(scope, as_of),
            Command::PlanNewEnd { statement, end } => self.plan_new_end(statement, end),
            Command::ConfirmOpening {
                plan,
                cause,
                changes,
                reason,
                second,
            } => self.confirm_opening(plan, cause, changes, reason, second),
            Command::TakeBackConfirmation { plan, cause } => self.take_back_confirmation(plan, cause),
            Command::ExportRestrictions { form, path } => self.export_restrictions(form, path),
            _ => {}
        }
    }

    /// Reads everything, past the file's one holder, so that nobody waits for it. May take a second over a large workspace: not for the
    /// command loop.
    fn ground(&self, open: &OpenWorkspace, as_of: Option<Date>) -> Result<Ground, RuntimeError> {
        self.ground_about(open, None, as_of)
    }

    /// The same, with a record that is asked about though no asset may be linked to it.
    fn ground_about(&self, open: &OpenWorkspace, about: Option<RecordUri>, as_of: Option<Date>) -> Result<Ground, RuntimeError> {
        let reader = open.shelf.with(|workspace| workspace.reader())?;
        let around = Around {
            collection_links: &open.settings.collection_links,
            about,
            now: (self.environment.now)(),
        };
        Ok(Ground::read(&reader, &around, as_of)?)
    }
}
