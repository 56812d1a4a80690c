//! Client of iconik's REST API. Tolerates unknown fields and unknown values everywhere: iconik adds them without raising a version.

mod access;
mod assets;
mod details;
mod errors;
mod jobs;
pub mod media;
mod membership;
mod metadata;
pub mod parse;
mod people;
mod probe;
mod reviews;
mod search;
mod shares;
pub mod vocabulary;

use std::collections::HashSet;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use access::CollectionAccess;
pub use assets::ContentsPage;
pub use jobs::{Job, JobId, JobState};
pub use metadata::{MetadataField, MetadataValues, MetadataView, NewField, ViewId};
pub use parse::{asset_from_json, asset_snapshot, collection_from_json};
pub use people::{group_from_json, person_from_json};
pub use probe::{IconikProbe, MissingRole, ROLES, RoleUse};
pub use reviews::ReviewAsked;
pub use search::{AssetQuery, HitsPage, SearchAfter};
pub use shares::{SharesRead, share_from_json};

use super::error::{SystemError, SystemName};
use super::http::{Answer, Call, RequestCounts, RequestGate, Transport, TransportLimits, sensitive};
use crate::domain::Secret;

/// More pages than any list has; a server that links its pages in a circle ends here.
const MOST_PAGES: usize = 20_000;

/// A connection to iconik with one application token. Clones share limits and counters.
#[derive(Clone)]
pub struct Iconik {
    transport: Transport,
    app_id: HeaderValue,
    token: HeaderValue,
}

impl Iconik {
    /// A connection with an application's id and token.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] where the address is not `https://` (or `http://` on this computer);
    /// [`SystemError::Unauthorised`] where id or token cannot be one.
    pub fn new(base_url: &str, app_id: &str, token: Secret, limits: TransportLimits) -> Result<Self, SystemError> {
        let transport = Transport::new(SystemName::Iconik, base_url, limits)?;
        let value = |text: &str, what: &str| {
            sensitive(text)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| SystemError::Unauthorised {
                    at: transport.place(""),
                    reason: format!("the {what} is empty or has characters that cannot be sent. Copy it again from iconik."),
                })
        };
        Ok(Self {
            app_id: value(app_id, "App-ID")?,
            token: value(token.expose(), "token")?,
            transport,
        })
    }

    /// The same connection, stopping when `cancel` is cancelled.
    #[must_use]
    pub fn with_cancel(&self, cancel: CancellationToken) -> Self {
        Self {
            transport: self.transport.with_cancel(cancel),
            ..self.clone()
        }
    }

    /// The same connection, asking `gate` before and after every request.
    #[must_use]
    pub fn with_gate(&self, gate: Arc<dyn RequestGate>) -> Self {
        Self {
            transport: self.transport.with_gate(gate),
            ..self.clone()
        }
    }

    /// What went over the wire so far.
    #[must_use]
    pub fn counts(&self) -> RequestCounts {
        self.transport.counts()
    }

    /// Any answer, whatever its status.
    async fn ask(&self, call: Call) -> Result<Answer, SystemError> {
        let signed = call
            .header(HeaderName::from_static("app-id"), self.app_id.clone())
            .header(HeaderName::from_static("auth-token"), self.token.clone());
        self.transport.send(&signed).await
    }

    /// As [`Self::ask`], with anything but success as an error.
    async fn succeed(&self, call: Call) -> Result<Answer, SystemError> {
        let answer = self.ask(call).await?;
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(errors::from_answer(&answer))
        }
    }

    async fn json(&self, call: Call) -> Result<Value, SystemError> {
        self.succeed(call).await?.json()
    }

    /// The answer, or nothing where there is no such thing.
    async fn json_if_there(&self, call: Call) -> Result<Option<Value>, SystemError> {
        match self.json(call).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All objects of a list, page after page: by `next_url` where the server gives one, else by number of the page.
    async fn all_pages(&self, first: impl Fn() -> Call, needs: &'static str) -> Result<Vec<Value>, SystemError> {
        let mut objects = Vec::new();
        let mut seen = HashSet::new();
        let mut call = first();
        for page in 1..=MOST_PAGES {
            let answer = self.ask(call.needs(needs)).await?;
            if answer.status == 404 && page > 1 {
                // A page past the end does not exist.
                return Ok(objects);
            }
            if !answer.is_success() {
                return Err(errors::from_answer(&answer));
            }
            let (found, next) = self.page_of(&answer)?;
            let empty = found.is_empty();
            objects.extend(found);
            call = match next {
                Next::Link(link) if !empty && seen.insert(link.clone()) => self.follow(&answer, &link)?,
                Next::Number(number) if !empty => first().query("page", number),
                _ => return Ok(objects),
            };
        }
        Ok(objects)
    }

    /// All objects of a list that goes on after the last id of a page.
    async fn all_after_id(&self, first: impl Fn() -> Call, needs: &'static str) -> Result<Vec<Value>, SystemError> {
        let mut objects: Vec<Value> = Vec::new();
        let mut seen = HashSet::new();
        let mut call = first().query("per_page", AFTER_ID_PAGE);
        loop {
            let answer = self.succeed(call.needs(needs)).await?;
            let (found, _) = self.page_of(&answer)?;
            let full = found.len() >= AFTER_ID_PAGE;
            let last = found
                .last()
                .and_then(|item| item.get("id"))
                .and_then(Value::as_str)
                .map(ToOwned::to_owned);
            objects.extend(found);
            match last {
                Some(last) if full && seen.insert(last.clone()) => {
                    call = first().query("per_page", AFTER_ID_PAGE).query("last_id", last);
                }
                _ => return Ok(objects),
            }
        }
    }

    fn page_of(&self, answer: &Answer) -> Result<(Vec<Value>, Next), SystemError> {
        let mut body = answer.json()?;
        let Some(Value::Array(objects)) = body.get_mut("objects").map(Value::take) else {
            return Err(answer.unexpected("the list has no objects"));
        };
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        let next = match body.get("next_url").and_then(Value::as_str) {
            Some(link) if !link.is_empty() => Next::Link(link.to_owned()),
            _ => match (number("page"), number("pages")) {
                (Some(page), Some(pages)) if page < pages => Next::Number(page + 1),
                _ => Next::Nothing,
            },
        };
        Ok((objects, next))
    }

    /// The next page, on the same host only: the token must not go anywhere else.
    fn follow(&self, answer: &Answer, link: &str) -> Result<Call, SystemError> {
        let base = self.transport.base();
        let url: Url = base
            .join(link)
            .map_err(|_| answer.unexpected("the link to the next page is not an address"))?;
        if url.origin() != base.origin() {
            return Err(answer.unexpected("the link to the next page leads to another host"));
        }
        Ok(Call::get(url.path()).at_root(url.query()))
    }
}

const AFTER_ID_PAGE: usize = 100;

enum Next {
    Link(String),
    Number(u64),
    Nothing,
}
