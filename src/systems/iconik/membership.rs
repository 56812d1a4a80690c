//! Assets joining and leaving collections.

use serde_json::json;

use super::Iconik;
use crate::domain::{AssetId, CollectionId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

impl Iconik {
    /// Puts an asset into a collection. Whether iconik puts it there twice where it is in it already is not documented: look first.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn join_collection(&self, asset: AssetId, collection: CollectionId) -> Result<(), SystemError> {
        let call = Call::post(format!("/API/assets/v1/collections/{collection}/contents/"))
            .json(&json!({"object_id": asset.to_string(), "object_type": "assets"}))
            .needs("can_write_collections");
        self.succeed(call).await.map(|_| ())
    }

    /// Takes an asset out of a collection; the asset itself stays. One that is not in it stays out.
    ///
    /// # Errors
    /// As any request.
    pub async fn leave_collection(&self, asset: AssetId, collection: CollectionId) -> Result<(), SystemError> {
        let call = Call::delete(format!("/API/assets/v1/collections/{collection}/contents/assets/{asset}/"))
            .needs("can_write_collections")
            .idempotent();
        match self.succeed(call).await {
            Err(error) if error.is_not_found() => Ok(()),
            other => other.map(|_| ()),
        }
    }
}
