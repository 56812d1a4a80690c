//! Shares: ways for people outside to see an asset or a collection. Their addresses and the addresses of guests are never read.

use serde_json::{Map, Value, json};

use super::Iconik;
use super::parse::{id, text, timestamp};
use crate::domain::access::{Share, Shared};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Largest page of a list of shares.
const PAGE: usize = 100;

/// What a share allows and shows, as `ShareURLCreateSchema` lists it: what it takes to make it again. Title and end are kept apart;
/// nothing else of an answer is kept, least of all an address or a message.
const SETTINGS: [&str; 14] = [
    "allow_approving_comments",
    "allow_comments",
    "allow_custom_actions",
    "allow_download",
    "allow_download_proxy",
    "allow_setting_approve_status",
    "allow_upload",
    "allow_user_search_for_mentions",
    "allow_view_transcriptions",
    "allow_view_versions",
    "is_approval",
    "metadata_views",
    "show_watermark",
    "upload_storage_id",
];

/// What `ShareURLCreateSchema` requires.
const REQUIRED: [&str; 4] = [
    "allow_approving_comments",
    "allow_comments",
    "allow_download",
    "allow_setting_approve_status",
];

/// Shares of the whole system, as far as the account sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharesRead {
    /// The shares.
    pub shares: Vec<Share>,
    /// False where the account may list only its own shares: those of others then show only when an object is looked at
    /// ([`Iconik::shares_of`]).
    pub complete: bool,
}

impl Iconik {
    /// Every share of an asset or collection in the system; only the account's own ones where it may not see more
    /// ([`Self::read_shares`] tells which).
    ///
    /// # Errors
    /// [`SystemError::Forbidden`] where the account may list no shares at all; else as any request.
    pub async fn all_shares(&self) -> Result<Vec<Share>, SystemError> {
        self.read_shares().await.map(|read| read.shares)
    }

    /// As [`Self::all_shares`], and whether these are all there are. Shares of other things (saved searches, segments) are left out.
    ///
    /// # Errors
    /// As [`Self::all_shares`].
    pub async fn read_shares(&self) -> Result<SharesRead, SystemError> {
        let all = || Call::get("/API/assets/v1/shares/all/").query("per_page", PAGE);
        let own = || Call::get("/API/assets/v1/shares/").query("per_page", PAGE);
        let (rows, complete) = match self.all_pages(all, "can_manage_all_shares").await {
            Ok(rows) => (rows, true),
            Err(error @ (SystemError::Forbidden { .. } | SystemError::NotFound { .. })) => {
                let Ok(rows) = self.all_pages(own, "can_manage_shares").await else {
                    return Err(error);
                };
                (rows, false)
            }
            Err(error) => return Err(error),
        };
        Ok(SharesRead {
            shares: rows.iter().filter_map(share_from_json).collect(),
            complete,
        })
    }

    /// Shares of one asset or collection, whoever made them, with how many guests they have.
    ///
    /// # Errors
    /// As any request.
    pub async fn shares_of(&self, object: Shared) -> Result<Vec<Share>, SystemError> {
        let first = || Call::get(format!("{}/shares/", path(object)));
        let rows = self.all_after_id(first, "can_read_shares").await?;
        let mut shares = Vec::new();
        for row in rows {
            // The list tells neither object nor guests on every system.
            let Some(mut share) = share_of(&row, object) else { continue };
            if !row.get("users").is_some_and(Value::is_array) {
                (share.guests, share.opened) = self.guests(&share).await?;
            }
            shares.push(share);
        }
        Ok(shares)
    }

    async fn guests(&self, share: &Share) -> Result<(u32, Option<u64>), SystemError> {
        let first = || Call::get(format!("{}/shares/{}/users/", path(share.object), share.id));
        match self.all_after_id(first, "can_read_shares").await {
            Ok(users) => Ok(counted(&users)),
            // Revoked meanwhile, or its guests are nobody's business: it counts as open to everybody.
            Err(SystemError::NotFound { .. } | SystemError::Forbidden { .. }) => Ok((0, None)),
            Err(error) => Err(error),
        }
    }

    /// Takes a share away. One that is gone already stays gone.
    ///
    /// # Errors
    /// As any request.
    pub async fn revoke_share(&self, share: &Share) -> Result<(), SystemError> {
        let call = Call::delete(format!("{}/shares/{}/", path(share.object), share.id))
            .needs("can_delete_object_shares")
            .idempotent();
        match self.succeed(call).await {
            Err(error) if error.is_not_found() => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Makes a share again, as a link under a new address, which is not read: whoever needs it finds it in iconik.
    ///
    /// # Errors
    /// [`SystemError::Invalid`], before anything is sent, for a share with a password or with guests: iconik tells neither the password
    /// nor to whom a link was sent, and a link without them would let in more people than before. Else as any request; never repeated
    /// where it may have arrived.
    pub async fn make_share(&self, share: &Share) -> Result<Share, SystemError> {
        let address = format!("{}/shares/url/", path(share.object));
        if let Some(why) = share.lost_for_good() {
            let text = format!(
                "the share “{}” cannot be made again by Archway: {why}. Share it again in iconik",
                share.title
            );
            return Err(SystemError::Invalid {
                at: self.transport.place(format!("POST {address}")),
                fields: vec![(String::new(), vec![text])],
                conflicting_record: None,
            });
        }
        let call = Call::post(address).json(&new_share(share)).needs("can_write_shares");
        let answer = self.succeed(call).await?;
        share_of(&answer.json()?, share.object).ok_or_else(|| answer.unexpected("it is not a share"))
    }
}

/// What to send to make a share again.
fn new_share(share: &Share) -> Value {
    let mut body: Map<String, Value> = share
        .settings
        .iter()
        .filter(|(name, value)| SETTINGS.contains(&name.as_str()) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for name in REQUIRED {
        body.entry(name).or_insert(Value::Bool(false));
    }
    if !share.title.is_empty() {
        body.insert("title".to_owned(), json!(share.title));
    }
    if let Some(end) = share.expires {
        body.insert("expires".to_owned(), json!(end.to_string()));
    }
    Value::Object(body)
}

fn path(object: Shared) -> String {
    match object {
        Shared::Asset(asset) => format!("/API/assets/v1/assets/{asset}"),
        Shared::Collection(collection) => format!("/API/assets/v1/collections/{collection}"),
    }
}

/// A share from a list that names its object. `None` for shares of other things than assets and collections.
#[must_use]
pub fn share_from_json(body: &Value) -> Option<Share> {
    let key = text(body, "object_id")?;
    let object = match text(body, "object_type")? {
        "assets" | "asset" => Shared::Asset(key.parse().ok()?),
        "collections" | "collection" => Shared::Collection(key.parse().ok()?),
        _ => return None,
    };
    share_of(body, object)
}

/// A share of an object that is known.
fn share_of(body: &Value, object: Shared) -> Option<Share> {
    let title = ["title", "object_title"]
        .iter()
        .find_map(|name| text(body, name).filter(|title| !title.is_empty()));
    let users = body.get("users").and_then(Value::as_array);
    let (guests, opened) = users.map_or((0, None), |users| counted(users));
    Some(Share {
        id: id(body, "id")?,
        object,
        title: title.unwrap_or_default().to_owned(),
        has_password: body.get("has_password").and_then(Value::as_bool).unwrap_or(false),
        expires: text(body, "expires").and_then(timestamp),
        guests,
        opened,
        owner: id(body, "owner_id"),
        settings: SETTINGS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), body.get(*name).filter(|value| !value.is_null())?.clone())))
            .collect(),
    })
}

/// How many guests there are, and how often they opened the share, where iconik says.
fn counted(users: &[Value]) -> (u32, Option<u64>) {
    let opened: Vec<u64> = users
        .iter()
        .filter_map(|user| user.get("access_count").and_then(Value::as_u64))
        .collect();
    let sum = opened.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    (u32::try_from(users.len()).unwrap_or(u32::MAX), (!opened.is_empty()).then_some(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSET: &str = "7b0c2f34-1111-4111-8111-000000000001";
    const SHARE: &str = "7b0c2f34-1111-4111-8111-000000000009";

    fn told() -> Value {
        json!({
            "id": SHARE, "object_id": ASSET, "object_type": "assets", "title": "For review", "has_password": true,
            "expires": "2031-05-01T00:00:00+00:00", "url": "https://practice.example/share/hidden-part/",
            "personal_url": "https://practice.example/share/hidden-part/me/", "message": "hidden-part",
            "users": [{"id": "1", "email": "guest@practice.example", "access_count": 2}, {"id": "2", "email": "b@practice.example"}],
            "allow_download": true, "allow_comments": false, "metadata_views": ["v"], "upload_storage_id": null, "a_later_setting": true,
        })
    }

    #[test]
    fn a_share_is_read_without_its_address_and_without_its_guests() {
        let share = share_from_json(&told()).expect("a share");
        assert_eq!((share.guests, share.opened, share.has_password), (2, Some(2), true));
        assert_eq!(share.expires, "2031-05-01T00:00:00Z".parse().ok());
        assert_eq!(share.settings.len(), 3, "{:?}", share.settings);
        let kept = format!("{share:?}{}", serde_json::to_string(&share).expect("JSON"));
        for secret in ["hidden-part", "guest@", "b@practice"] {
            assert!(!kept.contains(secret), "{kept}");
        }
    }

    #[test]
    fn what_is_sent_to_make_it_again_is_only_what_iconik_takes() {
        let mut share = share_from_json(&told()).expect("a share");
        share
            .settings
            .insert("url".to_owned(), json!("https://practice.example/share/hidden-part/"));
        assert_eq!(
            new_share(&share),
            json!({
                "allow_download": true, "allow_comments": false, "metadata_views": ["v"], "allow_approving_comments": false,
                "allow_setting_approve_status": false, "title": "For review", "expires": "2031-05-01T00:00:00Z",
            })
        );
    }

    #[test]
    fn shares_of_other_things_are_left_out() {
        assert_eq!(
            share_from_json(&json!({"id": SHARE, "object_id": ASSET, "object_type": "saved_searches"})),
            None
        );
        assert_eq!(share_from_json(&json!({"id": SHARE, "object_type": "assets"})), None);
        assert!(share_from_json(&json!({"id": SHARE, "object_id": ASSET, "object_type": "collections"})).is_some());
    }
}
