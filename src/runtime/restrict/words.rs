//! What people say: what a note means, that something stays closed.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use crate::domain::Fingerprint;
use crate::domain::restriction::{ClosedOn, Meaning, Reading, StatementKey};
use crate::plan::Workflow;
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::store::{AuditEntry, StoreError, Workspace};

impl Engine {
    pub(super) fn read_note(self: &Arc<Self>, statement: StatementKey, fingerprint: Fingerprint, meaning: Option<Meaning>, why: String) {
        let Some(open) = self.writable() else { return };
        let reading = meaning.map(|meaning| Reading {
            statement: statement.clone(),
            fingerprint,
            meaning,
            who: open.author(),
            at: (self.environment.now)(),
            why,
        });
        let entry = self.said(&open, &statement, "what a note means", &reading);
        self.note_words(open, move |workspace| {
            match &reading {
                Some(reading) => workspace.put_reading(reading)?,
                None => drop(workspace.take_reading(&statement)?),
            }
            workspace.audit(&entry).map(drop)
        });
    }

    pub(super) fn keep_closed(
        self: &Arc<Self>,
        statement: StatementKey,
        fingerprint: Fingerprint,
        reason: Option<String>,
        review_on: Option<Date>,
    ) {
        let Some(open) = self.writable() else { return };
        let kept = reason.map(|reason| ClosedOn {
            statement: statement.clone(),
            fingerprint,
            reason,
            who: open.author(),
            at: (self.environment.now)(),
            review_on,
        });
        let entry = self.said(&open, &statement, "that it stays closed", &kept);
        self.note_words(open, move |workspace| {
            match &kept {
                Some(kept) => workspace.put_closed_on(kept)?,
                None => drop(workspace.take_closed_on(&statement)?),
            }
            workspace.audit(&entry).map(drop)
        });
    }

    /// Who said what, for good; the file itself does not keep who took something back.
    fn said(&self, open: &OpenWorkspace, statement: &StatementKey, what: &str, said: &Option<impl serde::Serialize>) -> AuditEntry {
        let verb = if said.is_some() { "say" } else { "take back" };
        AuditEntry {
            at: (self.environment.now)(),
            author: open.author(),
            workflow: Some(Workflow::Restrict),
            plan: None,
            change: None,
            what: format!("{verb} {what}"),
            target: statement.record.to_string(),
            label: statement.part.clone(),
            fields: Vec::new(),
            detail: json!({ "statement": statement, "said": said }),
        }
    }

    /// Keeps words and says what follows from them.
    fn note_words(
        self: &Arc<Self>,
        open: Arc<OpenWorkspace>,
        keep: impl FnOnce(&mut Workspace) -> Result<(), StoreError> + Send + 'static,
    ) {
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let told: Result<(), RuntimeError> = open.shelf.with(keep).and_then(|()| engine.tell_restrictions(&open, None));
            if let Err(error) = told {
                engine.complain(&error);
            }
        });
    }
}
