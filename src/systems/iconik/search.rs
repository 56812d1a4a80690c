//! Searching assets, page after page without a limit: sorted by time of change and id, each page after the last hit before it.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Iconik;
use crate::domain::{AssetId, CollectionId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Where the next page begins: `_sort` of the last hit, kept as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAfter(pub Vec<Value>);

/// Which assets to find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AssetQuery {
    /// Changed at or after this time.
    pub modified_since: Option<Timestamp>,
    /// Begin after this hit.
    pub after: Option<SearchAfter>,
    /// Hits on a page, at most 100 (0 for 100).
    pub per_page: u32,
    /// Only these assets, where any are named.
    pub ids: Vec<AssetId>,
    /// Only assets of this status: `ACTIVE` or `DELETED`.
    pub status: Option<String>,
    /// Only assets directly in this collection.
    pub collection: Option<CollectionId>,
    /// Only assets that have a value in this metadata field.
    pub has_field: Option<String>,
    /// Only assets with one of these values in a metadata field.
    pub field_values: Option<(String, Vec<String>)>,
    /// Text to find, in iconik's query language.
    pub text: String,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq)]
pub struct HitsPage {
    /// The assets as the index holds them, metadata included.
    pub hits: Vec<Value>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<SearchAfter>,
    /// All that match.
    pub total: u64,
}

const LARGEST_PAGE: u32 = 100;

/// Ids named in one search: one page of hits, so that a slice is one request.
const IDS_AT_ONCE: usize = LARGEST_PAGE as usize;

impl AssetQuery {
    fn page_size(&self) -> u32 {
        if self.per_page == 0 {
            LARGEST_PAGE
        } else {
            self.per_page.min(LARGEST_PAGE)
        }
    }

    fn body(&self) -> Value {
        let mut terms = Vec::new();
        if let Some(since) = self.modified_since {
            terms.push(json!({"name": "date_modified", "range": {"min": since.to_string()}}));
        }
        if !self.ids.is_empty() {
            let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
            terms.push(json!({"name": "id", "value_in": ids}));
        }
        if let Some(status) = &self.status {
            terms.push(json!({"name": "status", "value": status}));
        }
        if let Some(collection) = self.collection {
            terms.push(json!({"name": "in_collections", "value": collection.to_string()}));
        }
        if let Some(field) = &self.has_field {
            terms.push(json!({"name": format!("metadata.{field}"), "exists": true}));
        }
        if let Some((field, values)) = &self.field_values {
            terms.push(json!({"name": format!("metadata.{field}"), "value_in": values}));
        }
        let mut body = json!({
            "doc_types": ["assets"],
            "query": self.text,
            "sort": [{"name": "date_modified", "order": "asc"}, {"name": "id", "order": "asc"}],
        });
        if !terms.is_empty() {
            body["filter"] = json!({"operator": "AND", "terms": terms});
        }
        if let Some(after) = &self.after {
            body["search_after"] = Value::Array(after.0.clone());
        }
        body
    }
}

impl Iconik {
    /// A page of assets. The index lags behind: what was just created or changed may not be found at once.
    ///
    /// # Errors
    /// As any request.
    pub async fn search_assets(&self, query: &AssetQuery) -> Result<HitsPage, SystemError> {
        let size = query.page_size();
        let call = Call::post("/API/search/v1/search/")
            .query("per_page", size)
            .query("generate_signed_url", "false")
            .query("generate_signed_download_url", "false")
            .query("generate_signed_proxy_url", "false")
            .query("save_search_history", "false")
            .json(&query.body())
            .reading()
            .needs("can_search");
        let answer = self.succeed(call).await?;
        let mut body = answer.json()?;
        let total = body.get("total").and_then(Value::as_u64);
        let Some(Value::Array(hits)) = body.get_mut("objects").map(Value::take) else {
            return Err(answer.unexpected("the search has no objects"));
        };
        let last_sort = hits.last().and_then(|hit| hit.get("_sort")).and_then(Value::as_array);
        let next = last_sort
            .filter(|_| hits.len() >= size as usize)
            .map(|sort| SearchAfter(sort.clone()));
        if next.is_none() && hits.len() >= size as usize && total.is_some_and(|total| total > hits.len() as u64) {
            return Err(answer.unexpected("the search does not say where its next page begins"));
        }
        Ok(HitsPage {
            total: total.unwrap_or(hits.len() as u64),
            hits,
            next,
        })
    }

    /// Assets by their ids as the index holds them, metadata included, 100 a request. In no order; those that the index does not hold,
    /// or not yet, are left out.
    ///
    /// # Errors
    /// As any request.
    pub async fn assets_by_ids(&self, ids: &[AssetId]) -> Result<Vec<Value>, SystemError> {
        let slices: Vec<Vec<AssetId>> = ids.chunks(IDS_AT_ONCE).map(<[AssetId]>::to_vec).collect();
        let found: Vec<Vec<Value>> = stream::iter(slices)
            .map(|slice| self.slice_of_assets(slice))
            .buffered(4)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn slice_of_assets(&self, ids: Vec<AssetId>) -> Result<Vec<Value>, SystemError> {
        let wanted = ids.len();
        let mut query = AssetQuery {
            ids,
            ..AssetQuery::default()
        };
        let mut hits = Vec::new();
        loop {
            let page = self.search_assets(&query).await?;
            hits.extend(page.hits);
            match page.next {
                Some(next) if hits.len() < wanted => query.after = Some(next),
                _ => return Ok(hits),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_goes_into_the_body() {
        let plain = AssetQuery::default().body();
        assert!(plain.get("filter").is_none() && plain.get("search_after").is_none());
        let query = AssetQuery {
            status: Some("ACTIVE".into()),
            after: Some(SearchAfter(vec![json!(1_700_000_000_000_u64), json!("b")])),
            has_field: Some("archway_record_uri".into()),
            ..AssetQuery::default()
        };
        let body = query.body();
        assert_eq!(
            body["filter"]["terms"][1],
            json!({"name": "metadata.archway_record_uri", "exists": true})
        );
        assert_eq!(body["search_after"], json!([1_700_000_000_000_u64, "b"]));
        assert_eq!(query.page_size(), 100);
    }
}
