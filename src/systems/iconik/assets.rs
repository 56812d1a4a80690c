//! Assets and collections.

use serde_json::Value;

use super::Iconik;
use crate::domain::{AssetId, CollectionId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// One page of what is directly in a collection: assets and collections mixed, told apart by `object_type`.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentsPage {
    /// The objects.
    pub objects: Vec<Value>,
    /// Number of the last page, from 1.
    pub pages: u64,
    /// Objects on all pages.
    pub total: u64,
}

const CONTENTS_PAGE: u64 = 100;

impl Iconik {
    /// All collections, or only those at the top.
    ///
    /// # Errors
    /// As any request.
    pub async fn collections(&self, only_roots: bool) -> Result<Vec<Value>, SystemError> {
        let first = || {
            let call = Call::get("/API/assets/v1/collections/").query("per_page", CONTENTS_PAGE);
            if only_roots { call.query("is_root", "true") } else { call }
        };
        self.all_pages(first, "can_read_collections").await
    }

    /// One collection.
    ///
    /// # Errors
    /// As any request.
    pub async fn collection(&self, id: CollectionId) -> Result<Value, SystemError> {
        let call = Call::get(format!("/API/assets/v1/collections/{id}/")).needs("can_read_collections");
        self.json(call).await
    }

    /// Page `page` (from 1) of what is directly in a collection.
    ///
    /// # Errors
    /// As any request; a page past the end is empty.
    pub async fn collection_contents(&self, id: CollectionId, page: u64) -> Result<ContentsPage, SystemError> {
        let call = Call::get(format!("/API/assets/v1/collections/{id}/contents/"))
            .query("page", page.max(1))
            .query("per_page", CONTENTS_PAGE)
            .needs("can_read_collections");
        let answer = self.ask(call).await?;
        if answer.status == 404 && page > 1 {
            return Ok(ContentsPage {
                objects: Vec::new(),
                pages: page - 1,
                total: 0,
            });
        }
        if !answer.is_success() {
            return Err(super::errors::from_answer(&answer));
        }
        let mut body = answer.json()?;
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        let (pages, total) = (number("pages"), number("total"));
        let Some(Value::Array(objects)) = body.get_mut("objects").map(Value::take) else {
            return Err(answer.unexpected("the contents have no objects"));
        };
        Ok(ContentsPage {
            pages: pages.unwrap_or(1),
            total: total.unwrap_or(objects.len() as u64),
            objects,
        })
    }

    /// One asset, with the collections it is in where asked.
    ///
    /// # Errors
    /// [`SystemError::NotFound`] also where the account may not see it.
    pub async fn asset(&self, id: AssetId, include_collections: bool) -> Result<Value, SystemError> {
        let mut call = Call::get(format!("/API/assets/v1/assets/{id}/")).needs("can_read_assets");
        if include_collections {
            call = call.query("include_collections", "true");
        }
        let answer = self.succeed(call).await?;
        match answer.json()? {
            asset @ Value::Object(_) => Ok(asset),
            _ => Err(answer.unexpected("the asset is not an object")),
        }
    }
}
