//! Reading agents and subjects, which belong to no repository.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::records::MOST_IDS;
use super::{ArchivesSpace, Page, in_repository, records};
use crate::domain::text::plain;
use crate::domain::{Authority, AuthorityKind, AuthorityUri, RepositoryId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

impl ArchivesSpace {
    /// Numbers of all agents or subjects of a kind, or of those that changed since (Unix seconds; saving a record that links to an
    /// agent or subject changes it too).
    ///
    /// # Errors
    /// As any request.
    pub async fn authority_ids(&self, kind: AuthorityKind, modified_since: Option<i64>) -> Result<Vec<u64>, SystemError> {
        let mut call = listing(kind).query("all_ids", "true");
        if let Some(since) = modified_since {
            call = call.query("modified_since", since.max(0));
        }
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let items = body.as_array().ok_or_else(|| answer.unexpected("ids are not a list"))?;
        Ok(items.iter().filter_map(Value::as_u64).collect())
    }

    /// Agents or subjects by their numbers, in slices of 250, each slice in the order of numbers. Those that are not there are left out.
    ///
    /// # Errors
    /// As any request.
    pub async fn authorities_by_ids(&self, kind: AuthorityKind, ids: &[u64]) -> Result<Vec<Value>, SystemError> {
        let slices: Vec<Vec<u64>> = ids.chunks(MOST_IDS).map(<[u64]>::to_vec).collect();
        let answers: Vec<Vec<Value>> = stream::iter(slices)
            .map(|slice| self.slice_of_authorities(kind, slice))
            .buffered(4)
            .try_collect()
            .await?;
        Ok(answers.into_iter().flatten().collect())
    }

    async fn slice_of_authorities(&self, kind: AuthorityKind, ids: Vec<u64>) -> Result<Vec<Value>, SystemError> {
        let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let answer = self.succeed(listing(kind).query("id_set", list.join(","))).await?;
        match answer.json()? {
            Value::Array(items) => Ok(items),
            _ => Err(answer.unexpected("records are not a list")),
        }
    }

    /// The agent or subject that changed last, with how many there are in all. Only for servers that sort
    /// ([`super::sorts_listings`]); others answer with the first.
    ///
    /// # Errors
    /// As any request.
    pub async fn newest_authority(&self, kind: AuthorityKind) -> Result<Page, SystemError> {
        self.page(records::newest_first(listing(kind))).await
    }

    /// Agents or subjects of a kind with exactly this heading, from the index of a repository, which lags up to half a minute behind.
    ///
    /// # Errors
    /// As any request.
    pub async fn authorities_by_heading(
        &self,
        repository: RepositoryId,
        kind: AuthorityKind,
        heading: &str,
    ) -> Result<Vec<AuthorityUri>, SystemError> {
        // Quotes inside a quoted phrase would end it.
        let phrase = format!("\"{}\"", heading.replace(['"', '\\'], " "));
        let call = Call::get(in_repository(repository, "search"))
            .needs("view_repository")
            .query("q", phrase)
            .query("type[]", kind.jsonmodel_type())
            .query("page", 1)
            .query("page_size", 100);
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let hits = body.get("results").and_then(Value::as_array);
        let hits = hits.ok_or_else(|| answer.unexpected("the search has no results"))?;
        let matching = hits.iter().filter(|hit| text(hit, "title") == Some(heading));
        let uris = matching.filter_map(|hit| text(hit, "uri").or_else(|| text(hit, "id"))?.parse().ok());
        Ok(uris.filter(|uri: &AuthorityUri| uri.kind == kind).collect())
    }
}

/// What lists show of an agent or subject, from a whole answer. `None` where it has no address that Archway knows.
#[must_use]
pub fn authority_from_json(body: &Value) -> Option<Authority> {
    let uri: AuthorityUri = text(body, "uri")?.parse().ok()?;
    let name = display_name(body);
    let of_name = |field: &str| name.and_then(|name| text(name, field)).map(ToOwned::to_owned);
    let own = |field: &str| text(body, field).map(ToOwned::to_owned);
    let (source, authority_id) = if uri.kind.is_agent() {
        (of_name("source"), of_name("authority_id"))
    } else {
        (own("source"), own("authority_id"))
    };
    let heading = own("title").or_else(|| of_name("sort_name")).or_else(|| joined_terms(body));
    Some(Authority {
        uri,
        heading: plain(&heading.unwrap_or_else(|| uri.to_string())),
        source,
        authority_id,
        term_type: terms(body).first().and_then(|term| text(term, "term_type")).map(ToOwned::to_owned),
        // Subjects are always shown.
        publish: !uri.kind.is_agent() || body.get("publish").and_then(Value::as_bool).unwrap_or(false),
    })
}

fn display_name(body: &Value) -> Option<&Value> {
    let names = body.get("names").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let marked = |mark: &str| names.iter().find(|name| name.get(mark).and_then(Value::as_bool) == Some(true));
    body.get("display_name")
        .filter(|name| name.is_object())
        .or_else(|| marked("is_display_name"))
        .or_else(|| marked("authorized"))
        .or_else(|| names.first())
}

fn terms(body: &Value) -> &[Value] {
    body.get("terms").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn joined_terms(body: &Value) -> Option<String> {
    let terms: Vec<&str> = terms(body).iter().filter_map(|term| text(term, "term")).collect();
    (!terms.is_empty()).then(|| terms.join(" -- "))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

fn listing(kind: AuthorityKind) -> Call {
    Call::get(format!("/{}", kind.path()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_agent_shows_its_display_name() {
        let agent = authority_from_json(&json!({
            "uri": "/agents/people/4", "publish": true,
            "names": [{"sort_name": "Quay, A.", "source": "naf"},
                {"sort_name": "Quay, Ada", "source": "local", "authority_id": "urn:example:7", "is_display_name": true}],
        }));
        let Some(agent) = agent else { panic!("an agent was not read") };
        assert_eq!(agent.heading, "Quay, Ada");
        assert_eq!(
            (agent.source.as_deref(), agent.authority_id.as_deref()),
            (Some("local"), Some("urn:example:7"))
        );
        assert!(agent.publish && agent.term_type.is_none());
    }

    #[test]
    fn a_subject_shows_its_terms() {
        let subject = authority_from_json(&json!({
            "uri": "/subjects/9", "source": "lcsh", "authority_id": "sh1",
            "terms": [{"term": "Harbours", "term_type": "topical"}, {"term": "History", "term_type": "topical"}],
        }));
        let Some(subject) = subject else { panic!("a subject was not read") };
        assert_eq!(subject.heading, "Harbours -- History");
        assert_eq!(
            (subject.source.as_deref(), subject.term_type.as_deref()),
            (Some("lcsh"), Some("topical"))
        );
        assert!(subject.publish);
    }

    #[test]
    fn what_has_no_address_is_none() {
        assert_eq!(
            authority_from_json(&json!({"uri": "/repositories/2/resources/1", "title": "x"})),
            None
        );
        assert_eq!(authority_from_json(&json!({"title": "x"})), None);
    }
}
