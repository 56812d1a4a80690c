//! What the inspector shows of an asset, and the notes in its history.

use bytes::Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Iconik;
use crate::domain::AssetId;
use crate::systems::error::SystemError;
use crate::systems::http::Call;

impl Iconik {
    /// What happened to an asset, as the system lists it.
    ///
    /// # Errors
    /// As any request.
    pub async fn history(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        let first = || Call::get(format!("/API/assets/v1/assets/{asset}/history/")).query("per_page", 100);
        self.all_pages(first, "can_read_assets_history").await
    }

    /// Adds a note to an asset's history.
    ///
    /// # Errors
    /// As any request; never repeated where it may have arrived.
    pub async fn add_history(&self, asset: AssetId, text: &str) -> Result<(), SystemError> {
        let call = Call::post(format!("/API/assets/v1/assets/{asset}/history/"))
            .json(&json!({"operation_type": "CUSTOM", "operation_description": text}))
            .needs("can_write_assets_history");
        self.succeed(call).await.map(|_| ())
    }

    /// Decisions of reviewers on an asset.
    ///
    /// # Errors
    /// As any request.
    pub async fn approvals(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        let first = || Call::get(format!("/API/assets/v1/assets/{asset}/approvals/"));
        self.all_pages_if_there(first, "can_read_approval_request").await
    }

    /// Decisions of reviewers on one version of an asset; none where there is no such version.
    ///
    /// # Errors
    /// As any request.
    pub async fn approvals_of_version(&self, asset: AssetId, version: Uuid) -> Result<Vec<Value>, SystemError> {
        let first = || Call::get(format!("/API/assets/v1/assets/{asset}/versions/{version}/approvals/"));
        self.all_pages_if_there(first, "can_read_approval_request").await
    }

    /// All storages that the account sees.
    ///
    /// # Errors
    /// As any request.
    pub async fn storages(&self) -> Result<Vec<Value>, SystemError> {
        let first = || Call::get("/API/files/v1/storages/").query("per_page", 100);
        self.all_pages(first, "can_read_storages").await
    }

    /// The request for approval of an asset's current version, whose `status` sums the decisions up; `None` where nobody was asked.
    ///
    /// # Errors
    /// As any request.
    pub async fn approval_request(&self, asset: AssetId) -> Result<Option<Value>, SystemError> {
        let call = Call::get(format!("/API/assets/v1/assets/{asset}/approvals/request/")).needs("can_read_approval_request");
        self.json_if_there(call).await
    }

    /// Formats.
    ///
    /// # Errors
    /// As any request.
    pub async fn formats(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        self.file_list(asset, "formats", "can_read_formats").await
    }

    /// File sets.
    ///
    /// # Errors
    /// As any request.
    pub async fn file_sets(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        self.file_list(asset, "file_sets", "can_read_files").await
    }

    /// Files, without signed addresses.
    ///
    /// # Errors
    /// As any request.
    pub async fn files(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        self.file_list(asset, "files", "can_read_files").await
    }

    /// Proxies, without signed addresses.
    ///
    /// # Errors
    /// As any request.
    pub async fn proxies(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        let first = || Call::get(files_path(asset, "proxies")).query("generate_signed_url", "false");
        self.all_after_id(first, "can_read_proxies").await
    }

    /// Keyframes and posters with signed addresses in `url`: time limited, never to be kept or shown.
    ///
    /// # Errors
    /// As any request.
    pub async fn keyframes(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        self.file_list(asset, "keyframes", "can_read_assets").await
    }

    /// Subtitles.
    ///
    /// # Errors
    /// As any request.
    pub async fn subtitles(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        self.file_list(asset, "subtitles", "can_read_asset_subtitles").await
    }

    /// The transcript: segments of the current version in the order in which they are spoken.
    ///
    /// # Errors
    /// As any request.
    pub async fn transcription(&self, asset: AssetId) -> Result<Vec<Value>, SystemError> {
        let first = || {
            Call::get(format!("/API/assets/v1/assets/{asset}/segments/"))
                .query("segment_type", "TRANSCRIPTION")
                .query("per_page", 100)
        };
        let mut segments = self.all_pages_if_there(first, "can_read_segments").await?;
        segments.sort_by_key(|segment| segment.get("time_start_milliseconds").and_then(Value::as_u64).unwrap_or(0));
        Ok(segments)
    }

    /// Users by id, for showing who did something; `None` where the account may not see it.
    ///
    /// # Errors
    /// As any request.
    pub async fn user(&self, id: Uuid) -> Result<Option<Value>, SystemError> {
        self.json_if_there(Call::get(format!("/API/users/v1/users/{id}/"))).await
    }

    /// The picture that a signed address of [`Self::keyframes`] points to, from whatever host, without Archway's credentials.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] unless the address is `https://` or on this computer.
    pub async fn keyframe_bytes(&self, url: &str) -> Result<Bytes, SystemError> {
        self.transport.picture(url).await
    }

    async fn file_list(&self, asset: AssetId, list: &str, needs: &'static str) -> Result<Vec<Value>, SystemError> {
        self.all_after_id(|| Call::get(files_path(asset, list)), needs).await
    }

    /// As [`Self::all_pages`], with nothing where the first page does not exist.
    async fn all_pages_if_there(&self, first: impl Fn() -> Call, needs: &'static str) -> Result<Vec<Value>, SystemError> {
        match self.all_pages(first, needs).await {
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            other => other,
        }
    }
}

fn files_path(asset: AssetId, list: &str) -> String {
    format!("/API/files/v1/assets/{asset}/{list}/")
}
