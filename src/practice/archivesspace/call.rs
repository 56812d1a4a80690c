//! One call: who calls, with what, and how it reads and writes.

use bytes::Bytes;
use serde_json::Value;

use super::check::{self, Checked};
use super::params::{self, Params};
use super::records::Store;
use super::refuse::{self, Answer, Handled};
use super::resolve::Wanted;
use super::state::{ArchivesSpaceState, now};
use super::users::Caller;
use super::view::View;
use super::write::Writer;

/// One call.
#[derive(Debug)]
pub struct Call<'a> {
    /// The server.
    pub state: &'a ArchivesSpaceState,
    /// HTTP method.
    pub method: &'a str,
    /// Query and form.
    pub params: Params,
    /// The body.
    pub body: Bytes,
    /// The session that was sent.
    pub token: Option<&'a str>,
    /// Whose session it is.
    pub caller: Option<Caller>,
}

impl Call<'_> {
    /// Whether the caller holds a permission in this repository (0: globally).
    #[must_use]
    pub fn may(&self, permission: &str, repository: u32) -> bool {
        self.state.users.lock().may(self.caller, permission, repository)
    }

    /// Refuses callers without the permission.
    ///
    /// # Errors
    /// 403.
    pub fn permit(&self, permission: &str, repository: u32) -> Result<(), Answer> {
        if self.may(permission, repository) {
            Ok(())
        } else {
            Err(refuse::denied())
        }
    }

    /// The body as a record of this type.
    ///
    /// # Errors
    /// 400 with what is wrong.
    pub fn record(&self, name: &str) -> Result<Checked, Answer> {
        let body = params::json(&self.body)?;
        check::check(name, body, &self.state.store.read().lists)
    }

    /// Reads the records as the caller sees them.
    pub fn view<T>(&self, read: impl FnOnce(&View<'_>) -> T) -> T {
        let suppressed = self.may("index_system", 0);
        let contacts = self.may("view_agent_contact_record_global", 0);
        let store = self.state.store.read();
        read(&View {
            store: &store,
            suppressed,
            contacts,
        })
    }

    /// Changes the records in the name of the caller, and keeps the change.
    ///
    /// # Errors
    /// The refusal, or 500 when the change could not be kept.
    pub fn write(&self, change: impl FnOnce(&mut Writer<'_>) -> Handled) -> Handled {
        let name = self.caller_name();
        let mut store = self.state.store.write();
        let by = store.person(name);
        let answer = change(&mut Writer {
            store: &mut store,
            by,
            now: now(),
            four_bytes_refused: self.state.options.four_bytes_refused,
        });
        self.keep(&mut store)?;
        answer
    }

    /// Keeps what changed.
    ///
    /// # Errors
    /// 500 when it could not be kept.
    pub fn keep(&self, store: &mut Store) -> Result<(), Answer> {
        self.state.keep(store).map_err(|error| {
            tracing::error!(%error, "the practice ArchivesSpace could not keep a change");
            refuse::text(500, error.to_string())
        })
    }

    fn caller_name(&self) -> &'static str {
        let users = self.state.users.lock();
        self.caller
            .and_then(|caller| users.user(caller))
            .map_or("admin", |user| user.username)
    }

    /// Writes out what `resolve[]` asks for.
    pub fn resolve(&self, view: &View<'_>, value: &mut Value) {
        self.wanted().apply(view, value);
    }

    /// What `resolve[]` asks for.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted::read(self.params.list("resolve"))
    }
}
