//! Who may do what with an asset or a collection: lists, and what collections hand down.
//!
//! `PUT acl/{type}/` overwrites by default, and whether that replaces the whole list or only the entries of those named is not
//! documented. Archway therefore always says `APPEND` there, and takes away before it narrows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Iconik;
use super::parse::{id, text};
use crate::domain::access::{AssetAccess, Grant, InheritedGrant, Permissions, Principal};
use crate::domain::{AssetId, CollectionId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Most objects that one request about lists takes (`DeleteACLsSchema`, `CreateACLsSchema`).
const MOST_IN_BULK: usize = 500;

/// Who may do what with a collection, and what it hands down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectionAccess {
    /// Its own list.
    pub grants: Vec<Grant>,
    /// What collections above hand down to it.
    pub inherited: Vec<InheritedGrant>,
    /// What it hands down itself to everything in it.
    pub hands_down: Vec<Grant>,
}

impl Iconik {
    /// Who may do what with an asset. The list does not name the asset's creator, who keeps every right: give it from the asset's
    /// body where it is known ([`creator`](super::parse::creator)).
    ///
    /// # Errors
    /// As any request.
    pub async fn asset_access(&self, asset: AssetId, creator: Option<Uuid>, read_at: Timestamp) -> Result<AssetAccess, SystemError> {
        let body = self.list("assets", &asset.to_string()).await?;
        Ok(AssetAccess {
            asset,
            grants: grants(&body, "users_acl", "groups_acl"),
            inherited: inherited(&body),
            creator,
            read_at,
        })
    }

    /// Who may do what with a collection, and what it hands down.
    ///
    /// # Errors
    /// As any request.
    pub async fn collection_access(&self, collection: CollectionId) -> Result<CollectionAccess, SystemError> {
        let body = self.list("collections", &collection.to_string()).await?;
        Ok(CollectionAccess {
            grants: grants(&body, "users_acl", "groups_acl"),
            inherited: inherited(&body),
            hands_down: grants(&body, "propagating_users_acl", "propagating_groups_acl"),
        })
    }

    async fn list(&self, object_type: &str, key: &str) -> Result<Value, SystemError> {
        let call = Call::get(format!("/API/acls/v1/acl/{object_type}/{key}/")).needs("can_read_acls");
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        // An answer without lists must not pass for an asset that nobody sees.
        if ["users_acl", "groups_acl"]
            .iter()
            .any(|name| body.get(name).is_some_and(Value::is_array))
        {
            Ok(body)
        } else {
            Err(answer.unexpected("it has no list of who may do what"))
        }
    }

    /// Takes the entries of these principals off the lists of these assets, up to 500 assets a request. Who has no entry stays without
    /// one. Safe to repeat. What collections hand down stays.
    ///
    /// # Errors
    /// As any request; requests before the failing one are carried out.
    pub async fn take_grants(&self, assets: &[AssetId], principals: &[Principal]) -> Result<(), SystemError> {
        let Some(named) = named(principals) else { return Ok(()) };
        for slice in assets.chunks(MOST_IN_BULK) {
            let mut body = named.clone();
            body.insert("object_keys".to_owned(), keys(slice));
            let call = Call::delete("/API/acls/v1/acl/assets/")
                .json(&Value::Object(body))
                .needs("can_delete_acls")
                .idempotent();
            self.succeed(call).await?;
        }
        Ok(())
    }

    /// Adds permissions for these principals to the lists of these assets, up to 500 assets a request. What they had stays, and
    /// everybody else's entries too. Safe to repeat.
    ///
    /// # Errors
    /// As any request; requests before the failing one are carried out.
    pub async fn add_grants(&self, assets: &[AssetId], principals: &[Principal], permissions: Permissions) -> Result<(), SystemError> {
        let Some(named) = named(principals) else { return Ok(()) };
        if permissions.is_empty() {
            return Ok(());
        }
        for slice in assets.chunks(MOST_IN_BULK) {
            let mut body = named.clone();
            body.insert("object_keys".to_owned(), keys(slice));
            body.insert("permissions".to_owned(), json!(permissions.words()));
            body.insert("mode".to_owned(), json!("APPEND"));
            let call = Call::put("/API/acls/v1/acl/assets/")
                .json(&Value::Object(body))
                .needs("can_write_acls")
                .idempotent();
            self.succeed(call).await?;
        }
        Ok(())
    }

    /// Sets the entry of one principal on one asset to just these permissions; takes it away where they are none. Nobody else's entry
    /// changes. Safe to repeat.
    ///
    /// # Errors
    /// As any request.
    pub async fn set_grant(&self, asset: AssetId, principal: Principal, permissions: Permissions) -> Result<(), SystemError> {
        if permissions.is_empty() {
            return self.take_grants(&[asset], &[principal]).await;
        }
        let (kind, who) = match principal {
            Principal::User(id) => ("users", id),
            Principal::Group(id) => ("groups", id),
        };
        let call = Call::put(format!("/API/acls/v1/{kind}/{who}/acl/assets/{asset}/"))
            .json(&json!({"permissions": permissions.words()}))
            .needs("can_write_acls")
            .idempotent();
        self.succeed(call).await.map(|_| ())
    }
}

/// `user_ids` and `group_ids` of those named; `None` where nobody is. A list that is empty is left out: it is not documented that an
/// empty one means nobody.
fn named(principals: &[Principal]) -> Option<Map<String, Value>> {
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    for principal in principals {
        match principal {
            Principal::User(id) => users.push(id.to_string()),
            Principal::Group(id) => groups.push(id.to_string()),
        }
    }
    let lists = [("user_ids", users), ("group_ids", groups)].into_iter();
    let map: Map<String, Value> = lists
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(name, ids)| (name.to_owned(), json!(ids)))
        .collect();
    (!map.is_empty()).then_some(map)
}

fn keys(assets: &[AssetId]) -> Value {
    assets.iter().map(|asset| Value::from(asset.to_string())).collect()
}

/// Entries of a list with what they come from; entries of nobody are left out.
fn rows<'a>(body: &'a Value, users: &str, groups: &str) -> impl Iterator<Item = (Grant, &'a Value)> {
    let list = |name: &str| body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of = |row: &'a Value, principal: Principal| {
        let words = row.get("permissions").and_then(Value::as_array).into_iter().flatten();
        let permissions = Permissions::of_words(words.filter_map(Value::as_str));
        (Grant { principal, permissions }, row)
    };
    let users = list(users)
        .iter()
        .filter_map(move |row| Some(of(row, Principal::User(id(row, "user_id")?))));
    let groups = list(groups)
        .iter()
        .filter_map(move |row| Some(of(row, Principal::Group(id(row, "group_id")?))));
    users.chain(groups)
}

/// A list with one entry for each principal: entries of the same one add up.
fn grants(body: &Value, users: &str, groups: &str) -> Vec<Grant> {
    let mut summed: BTreeMap<Principal, Permissions> = BTreeMap::new();
    for (grant, _) in rows(body, users, groups) {
        let sum = summed.entry(grant.principal).or_default();
        *sum = sum.and(grant.permissions);
    }
    let grant = |(principal, permissions)| Grant { principal, permissions };
    summed.into_iter().map(grant).collect()
}

/// What collections hand down (`PropagatingACL`: `object_key` names the collection). Where an entry does not say which collection it
/// comes from, the collection has the nil id: the entry opens all the same.
fn inherited(body: &Value) -> Vec<InheritedGrant> {
    let mut found: Vec<InheritedGrant> = rows(body, "inherited_users_acl", "inherited_groups_acl")
        .map(|(grant, row)| InheritedGrant {
            collection: text(row, "object_key")
                .and_then(|key| key.parse().ok())
                .unwrap_or_else(|| CollectionId(Uuid::nil())),
            grant,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "7b0c2f34-1111-4111-8111-000000000001";
    const GROUP: &str = "7b0c2f34-1111-4111-8111-000000000002";
    const HOME: &str = "7b0c2f34-1111-4111-8111-000000000003";

    fn uuid(text: &str) -> Uuid {
        text.parse().expect("an id")
    }

    #[test]
    fn lists_add_up_and_words_of_later_versions_are_left_out() {
        let body = json!({
            "users_acl": [{"user_id": USER, "permissions": ["read"]}, {"user_id": USER, "permissions": ["delete", "teleport"]}, {"permissions": ["read"]}],
            "groups_acl": [{"group_id": GROUP, "permissions": ["read", "write", "delete", "change-acl"]}],
        });
        assert_eq!(
            grants(&body, "users_acl", "groups_acl"),
            [
                Grant {
                    principal: Principal::User(uuid(USER)),
                    permissions: Permissions::of_words(["read", "delete"]),
                },
                Grant {
                    principal: Principal::Group(uuid(GROUP)),
                    permissions: Permissions::ALL,
                },
            ]
        );
    }

    #[test]
    fn what_is_handed_down_keeps_its_collection_and_counts_without_one() {
        let body = json!({
            "inherited_users_acl": [{"user_id": USER, "permissions": ["read"], "object_type": "collections"}],
            "inherited_groups_acl": [
                {"group_id": GROUP, "permissions": ["read"], "object_key": HOME, "object_type": "collections"},
                {"group_id": GROUP, "permissions": ["read"], "object_key": HOME, "object_type": "collections"},
            ],
        });
        let found = inherited(&body);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found
                .iter()
                .any(|inherited| inherited.collection.to_string() == HOME && inherited.grant.principal == Principal::Group(uuid(GROUP)))
        );
        assert!(
            found
                .iter()
                .any(|inherited| inherited.grant.principal == Principal::User(uuid(USER)) && inherited.grant.permissions.sees())
        );
    }

    #[test]
    fn nobody_is_named_by_leaving_the_lists_out() {
        assert_eq!(named(&[]), None);
        let only = named(&[Principal::Group(uuid(GROUP))]).expect("a group");
        assert_eq!(Value::Object(only), json!({"group_ids": [GROUP]}));
    }
}
