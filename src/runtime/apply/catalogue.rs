//! What applying reads in the catalogue and keeps there, of agents, subjects and controlled lists.
//!
//! The catalogue is a copy: where it cannot be written now, the next refresh mends it.

use serde_json::Value;

use super::Applier;
use crate::domain::{Authority, AuthorityKind, AuthoritySnapshot, AuthorityUri};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::archivesspace::authority_from_json;
use crate::systems::archivesspace::vocabulary::enumeration_from_json;

impl Applier {
    /// Agents and subjects that the catalogue knows.
    pub(super) fn known_authorities(&self) -> Result<Vec<Authority>, RuntimeError> {
        self.shelf.with(|workspace| workspace.authorities())
    }

    /// The agent or subject that is meant, where the catalogue knows one and it still stands, with its body now.
    pub(super) async fn standing_authority(
        &self,
        known: &[Authority],
        kind: AuthorityKind,
        heading: &str,
        body: &Value,
    ) -> Result<Option<(AuthorityUri, Value)>, SystemError> {
        let (source, authority_id) = identity(kind, body);
        let meant = |there: &Authority| {
            let same_id = authority_id.is_some() && there.authority_id == authority_id;
            there.uri.kind == kind && there.source == source && (same_id || there.heading == heading)
        };
        for there in known.iter().filter(|there| meant(there)) {
            match self.archivesspace.authority_body(there.uri).await {
                Ok(now) if authority_from_json(&now).is_some_and(|now| meant(&now)) => return Ok(Some((there.uri, now))),
                Ok(now) => self.keep_authority(&now),
                Err(error) if error.is_not_found() => self.forget_authority(there.uri),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    pub(super) fn keep_authority(&self, body: &Value) {
        let Some(authority) = authority_from_json(body) else { return };
        let snapshot = AuthoritySnapshot {
            authority,
            body: body.clone(),
            read_at: (self.now)(),
        };
        self.try_to_keep(self.shelf.with(|workspace| workspace.put_authorities(&[snapshot])));
    }

    pub(super) fn forget_authority(&self, uri: AuthorityUri) {
        self.try_to_keep(self.shelf.with(|workspace| workspace.remove_authorities(&[uri])));
    }

    pub(super) fn keep_enumeration(&self, body: &Value) {
        let Some(enumeration) = enumeration_from_json(body) else { return };
        self.try_to_keep(self.shelf.with(|workspace| {
            let mut vocabulary = workspace.vocabulary()?;
            // Where nothing was read yet, one list alone would look like all there are.
            if vocabulary.enumerations.contains_key(&enumeration.name) {
                vocabulary.enumerations.insert(enumeration.name.clone(), enumeration);
                workspace.put_vocabulary(&vocabulary)?;
            }
            Ok(())
        }));
    }

    fn try_to_keep(&self, kept: Result<(), RuntimeError>) {
        if let Err(error) = kept {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
    }
}

/// Source and authority id of an agent or subject that is to be made.
fn identity(kind: AuthorityKind, body: &Value) -> (Option<String>, Option<String>) {
    let names = body.get("names").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let shown = names.iter().find(|name| name.get("is_display_name") == Some(&Value::Bool(true)));
    let of = if kind.is_agent() { shown.or(names.first()) } else { Some(body) };
    let text = |key: &str| Some(of?.get(key)?.as_str()?.to_owned());
    (text("source"), text("authority_id"))
}
