//! Requests for a review of an asset's current version: who is asked, and taking that back.
//!
//! iconik keeps one request for each version (`…/approvals/request/`), so that asking again must not forget whom others asked.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Iconik;
use super::parse::text;
use crate::domain::restriction::ReviewRule;
use crate::domain::{ApprovalStatus, AssetId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// A request for a review as it stands. Reviewers from outside are only counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewAsked {
    /// Who is asked, and how many must approve.
    pub of: ReviewRule,
    /// Reviewers from outside.
    pub outside: usize,
    /// What they decided together.
    pub status: ApprovalStatus,
}

impl ReviewAsked {
    /// True where everybody in `rule` is asked, and at least as many must approve.
    #[must_use]
    pub fn covers(&self, rule: &ReviewRule) -> bool {
        self.of.users.is_superset(&rule.users) && self.of.groups.is_superset(&rule.groups) && self.of.min_number >= rule.min_number
    }
}

impl Iconik {
    /// Who is asked for a review of an asset's current version; `None` where nobody is.
    ///
    /// # Errors
    /// As any request.
    pub async fn review(&self, asset: AssetId) -> Result<Option<ReviewAsked>, SystemError> {
        Ok(self.approval_request(asset).await?.as_ref().map(review_from_json))
    }

    /// Asks these reviewers. Who is asked already stays asked, and the greater number of approvals counts; nothing is sent where
    /// everybody is asked already.
    ///
    /// # Errors
    /// As any request. A first request is never repeated where it may have arrived.
    pub async fn ask_review(&self, asset: AssetId, rule: &ReviewRule) -> Result<(), SystemError> {
        let call = match self.review(asset).await? {
            Some(asked) if asked.covers(rule) => return Ok(()),
            Some(asked) => {
                let sum = ReviewRule {
                    users: asked.of.users.union(&rule.users).copied().collect(),
                    groups: asked.of.groups.union(&rule.groups).copied().collect(),
                    min_number: asked.of.min_number.max(rule.min_number),
                };
                Call::patch(request_path(asset)).json(&request_body(&sum)).idempotent()
            }
            None => Call::post(request_path(asset)).json(&request_body(rule)),
        };
        // 202 with a job instead of the request itself is an answer too.
        self.succeed(call.needs("can_write_approval_request")).await.map(|_| ())
    }

    /// Takes the whole request back, whoever asked for it; see [`Self::release_reviewers`] for taking back only what Archway asked.
    ///
    /// # Errors
    /// As any request; none where nobody is asked.
    pub async fn withdraw_review(&self, asset: AssetId) -> Result<(), SystemError> {
        let call = Call::delete(request_path(asset)).needs("can_delete_approval_request").idempotent();
        match self.succeed(call).await {
            Err(error) if error.is_not_found() => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Takes back that these reviewers were asked. Reviewers that others asked stay asked.
    ///
    /// # Errors
    /// As any request; none where nobody is asked.
    pub async fn release_reviewers(&self, asset: AssetId, rule: &ReviewRule) -> Result<(), SystemError> {
        let Some(asked) = self.review(asset).await? else { return Ok(()) };
        let others = ReviewRule {
            users: asked.of.users.difference(&rule.users).copied().collect(),
            groups: asked.of.groups.difference(&rule.groups).copied().collect(),
            min_number: asked.of.min_number,
        };
        if others.users.is_empty() && others.groups.is_empty() && asked.outside == 0 {
            return self.withdraw_review(asset).await;
        }
        if others == asked.of {
            return Ok(());
        }
        let call = Call::patch(request_path(asset))
            .json(&request_body(&others))
            .needs("can_write_approval_request")
            .idempotent();
        self.succeed(call).await.map(|_| ())
    }
}

fn request_path(asset: AssetId) -> String {
    format!("/API/assets/v1/assets/{asset}/approvals/request/")
}

fn request_body(rule: &ReviewRule) -> Value {
    let ids = |of: &BTreeSet<Uuid>| of.iter().map(Uuid::to_string).collect::<Vec<_>>();
    json!({"users": ids(&rule.users), "groups": ids(&rule.groups), "min_number": rule.min_number.max(1)})
}

fn review_from_json(body: &Value) -> ReviewAsked {
    let list = |name: &str| body.get(name).and_then(Value::as_array).into_iter().flatten();
    let ids = |name: &str| {
        list(name)
            .filter_map(Value::as_str)
            .filter_map(|id| Uuid::parse_str(id).ok())
            .collect()
    };
    let number = body.get("min_number").and_then(Value::as_u64).unwrap_or(1);
    ReviewAsked {
        of: ReviewRule {
            users: ids("users"),
            groups: ids("groups"),
            min_number: u32::try_from(number).unwrap_or(u32::MAX).max(1),
        },
        outside: list("externals").count(),
        status: text(body, "status").and_then(|status| status.parse().ok()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "7b0c2f34-1111-4111-8111-000000000001";
    const TWO: &str = "7b0c2f34-1111-4111-8111-000000000002";

    #[test]
    fn a_request_says_who_is_asked_and_counts_those_from_outside() {
        let body =
            json!({"users": [ONE], "groups": [TWO, "no id"], "externals": ["x@practice.example"], "min_number": 2, "status": "MIXED"});
        let asked = review_from_json(&body);
        assert_eq!((asked.of.users.len(), asked.of.groups.len(), asked.outside), (1, 1, 1));
        assert_eq!(asked.status, ApprovalStatus::Mixed);
        assert!(!format!("{asked:?}").contains("practice.example"));
        let rule = |users: &[&str], min_number| ReviewRule {
            users: users.iter().filter_map(|id| id.parse().ok()).collect(),
            groups: BTreeSet::new(),
            min_number,
        };
        assert!(asked.covers(&rule(&[ONE], 1)));
        assert!(!asked.covers(&rule(&[ONE, TWO], 1)));
        assert!(!asked.covers(&rule(&[ONE], 3)));
    }

    #[test]
    fn at_least_one_must_approve() {
        assert_eq!(request_body(&ReviewRule::default())["min_number"], 1);
    }
}
