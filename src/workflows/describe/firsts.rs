//! What must be made first: agents, subjects and values of controlled lists that the description names and ArchivesSpace does not
//! have. Each is made once a plan, by a change of its own that a person can reject.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::Value;

use super::authority_body;
use crate::domain::{AuthorityKind, AuthorityUri, Vocabulary};
use crate::mapping::face::Refer;
use crate::mapping::item::{AgentItem, SubjectItem};
use crate::mapping::{Authorities, Item};
use crate::plan::{Action, Change, ChangeId, Decision, Effect, FieldChange, Nature, Outcome, Target, placeholder};

/// The changes that come first in a plan, numbered from 1 as they are asked for.
pub(crate) struct Firsts<'a> {
    vocabulary: &'a Vocabulary,
    authorities: &'a dyn Authorities,
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    changes: Vec<Change>,
    /// By kind and folded heading.
    authorities: HashMap<(AuthorityKind, String), Vec<Asked>>,
    values: HashMap<(String, String), ChangeId>,
    /// On whose behalf something is made.
    asked_by: String,
}

/// An agent or subject that is made: the authority id it was asked for with, where one was, and the change.
type Asked = (Option<String>, ChangeId);

impl<'a> Firsts<'a> {
    pub fn new(vocabulary: &'a Vocabulary, authorities: &'a dyn Authorities) -> Self {
        Self {
            vocabulary,
            authorities,
            inner: RefCell::default(),
        }
    }

    /// Notes on whose behalf the next things are made.
    pub fn on_behalf_of(&self, label: &str) {
        label.clone_into(&mut self.inner.borrow_mut().asked_by);
    }

    /// Whether an item can be written: its agent or subject is there, or may be made.
    ///
    /// # Errors
    /// Why it cannot, and what to do.
    pub fn can_write(&self, item: &Item) -> Result<(), String> {
        let (found, may_create, what, heading) = match item {
            Item::Agent(agent) => (known_agent(self.authorities, agent), agent.may_create, "agent", &agent.heading),
            Item::Subject(subject) => (
                known_subject(self.authorities, subject),
                subject.may_create,
                "subject",
                &subject.heading,
            ),
            _ => return Ok(()),
        };
        match (found, may_create) {
            (Some(_), _) => Ok(()),
            (None, true) if self.vocabulary.may_create_authorities => Ok(()),
            (None, true) => Err(format!(
                "ArchivesSpace has no {what} “{heading}”, and the account may not create one. Have it created, then plan again"
            )),
            (None, false) => Err(format!(
                "ArchivesSpace has no single {what} “{heading}”, and the rule does not create any. Create it, or let the rule do so"
            )),
        }
    }

    /// The change that adds a value to a controlled list.
    ///
    /// # Errors
    /// Why it cannot be added, and what to do.
    pub fn value(&self, list: &str, value: &str) -> Result<ChangeId, String> {
        let key = (list.to_owned(), value.to_owned());
        if let Some(known) = self.inner.borrow().values.get(&key) {
            return Ok(*known);
        }
        let editable = self.vocabulary.enumerations.get(list).is_some_and(|known| known.editable);
        if !editable {
            return Err(format!(
                "The list “{list}” does not have “{value}”, and ArchivesSpace lets nobody add to it"
            ));
        }
        if !self.vocabulary.may_add_values {
            return Err(format!(
                "The list “{list}” does not have “{value}”, and the account may not add it. Ask an administrator of ArchivesSpace"
            ));
        }
        let id = self.push(First {
            target: Target::Enumeration { name: list.to_owned() },
            label: list.to_owned(),
            fields: vec![FieldChange::set("value", value)],
            action: Action::AddEnumerationValue {
                enumeration: list.to_owned(),
                value: value.to_owned(),
            },
        });
        self.inner.borrow_mut().values.insert(key, id);
        Ok(id)
    }

    /// Puts a change among those that come first; it gets the next number.
    pub fn push_change(&self, change: Change) -> ChangeId {
        let mut inner = self.inner.borrow_mut();
        let id = next_id(inner.changes.len());
        inner.changes.push(Change { id, ..change });
        id
    }

    /// The number that the next one gets.
    pub fn next(&self) -> ChangeId {
        next_id(self.inner.borrow().changes.len())
    }

    /// All of them, in order.
    pub fn into_changes(self) -> Vec<Change> {
        self.inner.into_inner().changes
    }

    fn push(&self, first: First) -> ChangeId {
        let asked_by = self.inner.borrow().asked_by.clone();
        self.push_change(Change {
            id: ChangeId(0),
            effect: Effect::Add,
            target: first.target,
            label: first.label,
            fields: first.fields,
            because: format!("“{asked_by}” names it"),
            conditions: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            action: first.action,
            nature: Nature::Creates,
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        })
    }

    fn authority(&self, wanted: &Wanted<'_>) -> Option<String> {
        if !self.vocabulary.may_create_authorities {
            return None;
        }
        let key = (wanted.kind, folded(wanted.heading));
        if let Some(known) = self.inner.borrow_mut().authorities.get_mut(&key)
            && let Some((id, change)) = known
                .iter_mut()
                .find(|(id, _)| id.is_none() || wanted.authority_id.is_none() || id.as_deref() == wanted.authority_id)
        {
            // The number of an authority file is not lost because the first to ask did not know it.
            if id.is_none() && wanted.authority_id.is_some() {
                *id = wanted.authority_id.map(str::to_owned);
            }
            return Some(placeholder::made_by(*change));
        }
        let mut fields = vec![FieldChange::set("heading", wanted.heading)];
        fields.extend(wanted.source.map(|source| FieldChange::set("source", source)));
        fields.extend(wanted.authority_id.map(|id| FieldChange::set("authority id", id)));
        let id = self.push(First {
            target: Target::NewAuthority { kind: wanted.kind },
            label: wanted.heading.to_owned(),
            fields,
            action: Action::CreateAuthority {
                kind: wanted.kind,
                heading: wanted.heading.to_owned(),
                body: wanted.body.clone(),
            },
        });
        let entry = (wanted.authority_id.map(str::to_owned), id);
        self.inner.borrow_mut().authorities.entry(key).or_default().push(entry);
        Some(placeholder::made_by(id))
    }
}

impl Refer for Firsts<'_> {
    fn agent(&self, agent: &AgentItem) -> Option<String> {
        if let Some(uri) = known_agent(self.authorities, agent) {
            return Some(uri.to_string());
        }
        if !agent.may_create {
            return None;
        }
        self.authority(&Wanted {
            kind: agent.kind,
            heading: &agent.heading,
            authority_id: agent.authority_id.as_deref(),
            source: agent.source.as_deref(),
            body: authority_body::agent(agent),
        })
    }

    fn subject(&self, subject: &SubjectItem) -> Option<String> {
        if let Some(uri) = known_subject(self.authorities, subject) {
            return Some(uri.to_string());
        }
        if !subject.may_create {
            return None;
        }
        self.authority(&Wanted {
            kind: AuthorityKind::Subject,
            heading: &subject.heading,
            authority_id: subject.authority_id.as_deref(),
            source: subject.source.as_deref(),
            body: authority_body::subject(subject),
        })
    }
}

/// Refers to agents and subjects that are there; makes nothing.
pub(crate) struct Known<'a>(pub &'a dyn Authorities);

impl Refer for Known<'_> {
    fn agent(&self, agent: &AgentItem) -> Option<String> {
        known_agent(self.0, agent).map(|uri| uri.to_string())
    }

    fn subject(&self, subject: &SubjectItem) -> Option<String> {
        known_subject(self.0, subject).map(|uri| uri.to_string())
    }
}

struct First {
    target: Target,
    label: String,
    fields: Vec<FieldChange>,
    action: Action,
}

struct Wanted<'a> {
    kind: AuthorityKind,
    heading: &'a str,
    authority_id: Option<&'a str>,
    source: Option<&'a str>,
    body: Value,
}

fn known_agent(authorities: &dyn Authorities, agent: &AgentItem) -> Option<AuthorityUri> {
    if agent.authority.is_some() {
        return agent.authority;
    }
    let by_id = agent.authority_id.as_deref().and_then(|id| authorities.by_authority_id(id));
    if let Some(known) = by_id.filter(|known| known.uri.kind == agent.kind) {
        return Some(known.uri);
    }
    let same = authorities.by_heading(&agent.heading, false);
    only(same.iter().map(|known| known.uri).filter(|uri| uri.kind == agent.kind))
}

fn known_subject(authorities: &dyn Authorities, subject: &SubjectItem) -> Option<AuthorityUri> {
    if subject.authority.is_some() {
        return subject.authority;
    }
    let by_id = subject.authority_id.as_deref().and_then(|id| authorities.by_authority_id(id));
    if let Some(known) = by_id.filter(|known| known.uri.kind == AuthorityKind::Subject) {
        return Some(known.uri);
    }
    only(authorities.by_heading(&subject.heading, true).iter().map(|known| known.uri))
}

/// The only one; where several share a heading, a person must say which is meant.
fn only(mut found: impl Iterator<Item = AuthorityUri>) -> Option<AuthorityUri> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Headings that differ only in case, spaces or a point at the end name the same.
fn folded(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let joined = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.trim_end_matches(['.', ',', ';']).to_owned()
}

pub(crate) fn next_id(made: usize) -> ChangeId {
    ChangeId(u32::try_from(made + 1).unwrap_or(u32::MAX))
}
