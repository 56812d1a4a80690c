//! Writing what all repositories share: agents, subjects, controlled lists. And finding archival objects by their `ref_id`.

use serde_json::Value;

use super::{ArchivesSpace, errors, vocabulary};
use crate::domain::{AuthorityKind, AuthorityUri};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// What ArchivesSpace said to a new agent or subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorityAnswer {
    /// It was made.
    Made(AuthorityUri),
    /// An equal one is there already; the server names it as `conflicting_record`.
    There(AuthorityUri),
}

impl ArchivesSpace {
    /// An agent or subject as it is now.
    ///
    /// # Errors
    /// As any request; [`SystemError::NotFound`] where it is gone.
    pub async fn authority_body(&self, uri: AuthorityUri) -> Result<Value, SystemError> {
        let answer = self.succeed(Call::get(uri.to_string())).await?;
        match answer.json()? {
            record @ Value::Object(_) => Ok(record),
            _ => Err(answer.unexpected("the record is not an object")),
        }
    }

    /// Makes an agent or subject, unless an equal one is there.
    ///
    /// # Errors
    /// As any request. Never repeated where it may have arrived.
    pub async fn make_authority(&self, kind: AuthorityKind, body: &Value) -> Result<AuthorityAnswer, SystemError> {
        let needs = if kind.is_agent() {
            "update_agent_record"
        } else {
            "update_subject_record"
        };
        let call = Call::post(format!("/{}", kind.path())).needs(needs).json(body);
        let answer = self.ask(call).await?;
        if answer.is_success() {
            let uri = answer.json()?.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok());
            return uri
                .map(AuthorityAnswer::Made)
                .ok_or_else(|| answer.unexpected("it does not name the record that was created"));
        }
        let error = errors::from_answer(&answer);
        if let SystemError::Invalid {
            conflicting_record: Some(there),
            ..
        } = &error
            && let Ok(there) = there.parse::<AuthorityUri>()
            && there.kind == kind
        {
            return Ok(AuthorityAnswer::There(there));
        }
        Err(error)
    }

    /// Deletes an agent or subject; the links of records to it go with it.
    ///
    /// # Errors
    /// [`SystemError::Conflict`] where it belongs to a user. Never repeated where it may have arrived.
    pub async fn remove_authority(&self, uri: AuthorityUri) -> Result<(), SystemError> {
        let needs = if uri.kind.is_agent() {
            "delete_agent_record"
        } else {
            "delete_subject_record"
        };
        self.succeed(Call::delete(uri.to_string()).needs(needs)).await.map(|_| ())
    }

    /// A controlled list as it is now, by its name.
    ///
    /// # Errors
    /// As any request; [`SystemError::NotFound`] where this ArchivesSpace has no such list.
    pub async fn enumeration_body(&self, name: &str) -> Result<Value, SystemError> {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        self.json(Call::get(format!("/config/enumerations/names/{name}"))).await
    }

    /// Gives a controlled list exactly the `values` of `body`, which is the list as it was read, with its `lock_version`. Values
    /// that are not offered any more stay.
    ///
    /// # Errors
    /// [`SystemError::Conflict`] where it was changed meanwhile, or where records use a value that is left out;
    /// [`SystemError::Forbidden`] also where the list or a value left out is protected. Never repeated where it may have arrived.
    pub async fn replace_enumeration(&self, body: &Value) -> Result<(), SystemError> {
        let uri = body.get("uri").and_then(Value::as_str).unwrap_or_default();
        let call = Call::post(uri)
            .needs("update_enumeration_record")
            .json(&vocabulary::for_sending(body));
        self.succeed(call).await.map(|_| ())
    }
}
