//! People and groups. Names only: addresses of mail and telephone numbers are not read.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::Iconik;
use super::parse::{id, text};
use crate::domain::access::{Directory, Group, Person};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Most that iconik gives of people and groups in one page.
const PAGE: usize = 100;

impl Iconik {
    /// Everybody with an account, by name. Who may not log in any more is among them: lists still name such people.
    ///
    /// # Errors
    /// As any request.
    pub async fn people(&self) -> Result<Vec<Person>, SystemError> {
        let first = || Call::get("/API/users/v1/users/").query("per_page", PAGE);
        let users = self.all_pages(first, "can_read_users").await?;
        let mut people: Vec<Person> = users.iter().filter_map(person_from_json).collect();
        people.sort_by_key(|person| (person.name.to_lowercase(), person.id));
        people.dedup_by_key(|person| person.id);
        Ok(people)
    }

    /// All groups, by name.
    ///
    /// # Errors
    /// As any request.
    pub async fn groups(&self) -> Result<Vec<Group>, SystemError> {
        let first = || Call::get("/API/users/v1/groups/").query("per_page", PAGE);
        let found = self.all_pages(first, "can_read_groups").await?;
        let mut groups: Vec<Group> = found.iter().filter_map(group_from_json).collect();
        groups.sort_by_key(|group| (group.name.to_lowercase(), group.id));
        groups.dedup_by_key(|group| group.id);
        Ok(groups)
    }

    /// The account that the token belongs to.
    ///
    /// # Errors
    /// As any request; [`SystemError::Unexpected`] where the answer names nobody.
    pub async fn me(&self) -> Result<Uuid, SystemError> {
        let answer = self.succeed(Call::get("/API/users/v1/users/current/")).await?;
        id(&answer.json()?, "id").ok_or_else(|| answer.unexpected("it does not say who the account is"))
    }

    /// People, groups and Archway's own account together.
    ///
    /// # Errors
    /// As any request.
    pub async fn directory(&self, read_at: Timestamp) -> Result<Directory, SystemError> {
        Ok(Directory {
            people: self.people().await?,
            groups: self.groups().await?,
            me: Some(self.me().await?),
            read_at: Some(read_at),
        })
    }
}

/// A person from a user's JSON. `None` where it has no id.
#[must_use]
pub fn person_from_json(body: &Value) -> Option<Person> {
    let person = id(body, "id")?;
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let names = ["first_name", "last_name"].map(|name| text(body, name).unwrap_or_default().trim());
    let name = names.join(" ").trim().to_owned();
    let mut groups: BTreeSet<Uuid> = body
        .get("groups")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        // Ids, or objects that carry one.
        .filter_map(|group| group.as_str().or_else(|| text(group, "id")))
        .filter_map(|group| Uuid::parse_str(group).ok())
        .collect();
    groups.extend(id(body, "primary_group"));
    Some(Person {
        id: person,
        name: if name.is_empty() {
            person.to_string().chars().take(8).collect()
        } else {
            name
        },
        admin: flag("is_admin") || flag("is_super_admin"),
        // A state that is not known yet counts as able to log in: it must not hide that somebody can see something.
        active: text(body, "status").is_none_or(|status| !matches!(status, "INACTIVE" | "BLOCKED" | "DELETED")),
        groups,
    })
}

/// A group from its JSON. `None` where it has no id.
#[must_use]
pub fn group_from_json(body: &Value) -> Option<Group> {
    let group = id(body, "id")?;
    let name = text(body, "name").unwrap_or_default().trim();
    Some(Group {
        id: group,
        name: if name.is_empty() {
            group.to_string().chars().take(8).collect()
        } else {
            name.to_owned()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "7b0c2f34-1111-4111-8111-000000000001";
    const GROUP: &str = "7b0c2f34-1111-4111-8111-000000000002";
    const OTHER: &str = "7b0c2f34-1111-4111-8111-000000000003";

    #[test]
    fn a_person_has_a_name_and_groups_and_no_address() {
        let body = json!({
            "id": ID, "first_name": "Oda", "last_name": "Brinkmeer", "email": "oda@practice.example", "status": "ACTIVE",
            "is_admin": false, "groups": [GROUP], "primary_group": OTHER, "a_later_field": {},
        });
        let person = person_from_json(&body).expect("a person");
        assert_eq!((person.name.as_str(), person.admin, person.active), ("Oda Brinkmeer", false, true));
        assert_eq!(person.groups.len(), 2, "the primary group counts");
        assert!(!format!("{person:?}").contains("practice.example"));
    }

    #[test]
    fn who_has_no_name_is_called_by_the_beginning_of_the_id_and_unknown_states_count_as_active() {
        let person = |status: &str| person_from_json(&json!({"id": ID, "status": status})).expect("a person");
        assert_eq!(person("ACTIVE").name, "7b0c2f34");
        for status in ["INACTIVE", "BLOCKED", "DELETED"] {
            assert!(!person(status).active, "{status}");
        }
        assert!(person("ON_LEAVE").active);
        assert_eq!(person_from_json(&json!({"first_name": "Nobody"})), None);
        assert_eq!(
            group_from_json(&json!({"id": GROUP, "name": " Press "})).expect("a group").name,
            "Press"
        );
    }
}
