//! Logging in, and the token that comes of it.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::sync::Mutex;

use super::errors;
use crate::domain::Secret;
use crate::systems::error::{SystemError, first_line};
use crate::systems::http::{Call, Transport, sensitive};

const HEADER: HeaderName = HeaderName::from_static("x-archivesspace-session");

/// A session. No `Debug`: it is as good as the password for an hour.
pub(super) struct Session {
    token: HeaderValue,
    /// The `user` of the login answer: who one is and what one may.
    pub(super) user: Value,
}

impl Session {
    /// Adds the token to a request.
    pub(super) fn sign(&self, call: Call) -> Call {
        call.header(HEADER, self.token.clone())
    }
}

/// The one session that all clones of a client share.
pub(super) struct Sessions {
    user: String,
    password: Secret,
    current: Mutex<Option<Arc<Session>>>,
}

impl Sessions {
    pub(super) fn new(user: &str, password: Secret) -> Self {
        Self {
            user: user.trim().to_owned(),
            password,
            current: Mutex::new(None),
        }
    }

    /// The session, made now if there is none. Whoever comes meanwhile waits for the same one.
    pub(super) async fn current(&self, transport: &Transport) -> Result<Arc<Session>, SystemError> {
        let mut current = self.current.lock().await;
        if let Some(session) = &*current {
            return Ok(session.clone());
        }
        let session = Arc::new(self.log_in(transport).await?);
        *current = Some(session.clone());
        Ok(session)
    }

    /// A session other than `gone`: the one that somebody else made meanwhile, or a new one.
    pub(super) async fn renewed(&self, transport: &Transport, gone: &Arc<Session>) -> Result<Arc<Session>, SystemError> {
        let mut current = self.current.lock().await;
        if let Some(session) = &*current
            && !Arc::ptr_eq(session, gone)
        {
            return Ok(session.clone());
        }
        *current = None;
        let session = Arc::new(self.log_in(transport).await?);
        *current = Some(session.clone());
        Ok(session)
    }

    async fn log_in(&self, transport: &Transport) -> Result<Session, SystemError> {
        let user = utf8_percent_encode(&self.user, NON_ALPHANUMERIC);
        let call = Call::post(format!("/users/{user}/login"))
            .form("password", self.password.expose())
            .form("expiring", "true")
            // A second session harms nobody.
            .reading();
        let answer = transport.send(&call).await?;
        let unauthorised = |reason: &str| SystemError::Unauthorised {
            at: transport.place("POST login"),
            reason: reason.to_owned(),
        };
        match answer.status {
            200..=299 => {}
            401 | 403 => {
                return Err(unauthorised(
                    "wrong user name or password, or the account is switched off. Enter them again.",
                ));
            }
            400 => {
                return Err(unauthorised(&format!(
                    "{}. Enter user name and password again.",
                    first_line(&errors::text(&answer))
                )));
            }
            404 => {
                return Err(SystemError::WrongAddress {
                    at: transport.place("POST login"),
                    reason:
                        "nothing there takes a log-in. Enter the address of the backend API (usually with port 8089 or ending in /api)."
                            .to_owned(),
                });
            }
            _ => return Err(errors::from_answer(&answer)),
        }
        let body = answer.json().map_err(|_| SystemError::WrongAddress {
            at: transport.place("POST login"),
            reason: "what answers there is not the API of an ArchivesSpace. Enter the address of the backend API.".to_owned(),
        })?;
        let token = body
            .get("session")
            .and_then(Value::as_str)
            .and_then(sensitive)
            .ok_or_else(|| answer.unexpected("the log-in gave no session"))?;
        Ok(Session {
            token,
            user: body.get("user").cloned().unwrap_or_default(),
        })
    }
}
