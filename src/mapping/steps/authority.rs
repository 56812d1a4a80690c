//! Agents and subjects: found by address, by id in an authority file, or by heading; never doubled.

use std::str::FromStr as _;

use super::name::{in_form, inverted_name};
use super::prepare::StepContext;
use super::text::{is_single_spaced, single_spaced};
use super::{Findings, misfit, quoted, text_of};
use crate::domain::{Authority, AuthorityKind, AuthorityUri};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{AgentItem, AgentRole, Item, SubjectItem};
use crate::mapping::step::NameForm;

/// What an agent step makes.
#[derive(Debug)]
pub(super) struct AgentRule {
    /// What they are.
    pub(super) kind: AuthorityKind,
    /// What they have to do with the record.
    pub(super) role: Option<AgentRole>,
    /// MARC relator code.
    pub(super) relator: Option<String>,
    /// Name authority file of new ones.
    pub(super) source: String,
    /// New ones may be created.
    pub(super) create: bool,
}

/// What a subject step makes.
#[derive(Debug)]
pub(super) struct SubjectRule {
    /// Type of the terms of new ones.
    pub(super) term_type: String,
    /// Vocabulary of new ones.
    pub(super) source: String,
    /// New ones may be created.
    pub(super) create: bool,
}

/// What the search for an authority gave.
enum Found<'a> {
    One(&'a Authority),
    Several(usize),
    None,
}

/// True for addresses of authority records anywhere: they name something, yet are no heading for a new record.
fn is_address(text: &str) -> bool {
    text.contains("://") || address(text).is_some()
}

/// The address of a record of ArchivesSpace, where the text is one.
fn address(text: &str) -> Option<AuthorityUri> {
    text.trim_start()
        .starts_with('/')
        .then(|| AuthorityUri::from_str(text).ok())
        .flatten()
}

/// The ids that a text may stand for: itself, and the last part of an address such as `http://id.loc.gov/authorities/names/n1`.
fn ids(text: &str) -> Vec<&str> {
    let mut ids = vec![text];
    if let Some((_, path)) = text.split_once("://") {
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        if let Some((_, last)) = path.rsplit_once('/') {
            let last = last.trim_end_matches(".html").trim_end_matches(".json").trim_end_matches(".rdf");
            if !last.is_empty() {
                ids.push(last);
            }
        }
    }
    ids
}

/// The authority that a text or an item names. Authorities that `prefer` likes win over others of the same heading.
fn find<'a>(text: &str, headings: &[String], subjects: bool, at: &StepContext<'a>, prefer: impl Fn(&Authority) -> bool) -> Found<'a> {
    let authorities = at.around.authorities;
    let fits = |authority: &&Authority| authority.uri.kind.is_agent() != subjects;
    if let Some(uri) = address(text) {
        return authorities.by_uri(uri).filter(fits).map_or(Found::None, Found::One);
    }
    if let Some(found) = ids(text).into_iter().find_map(|id| authorities.by_authority_id(id).filter(fits)) {
        return Found::One(found);
    }
    for heading in headings {
        let mut all: Vec<&Authority> = authorities.by_heading(heading, subjects).into_iter().filter(fits).collect();
        if all.iter().any(|authority| prefer(authority)) {
            all.retain(|authority| prefer(authority));
        }
        match all.as_slice() {
            [] => {}
            [one] => return Found::One(one),
            several => return Found::Several(several.len()),
        }
    }
    Found::None
}

/// The finding where several authorities share a heading.
fn tie(text: &str, count: usize, what: &str) -> MappingFinding {
    MappingFinding::about(
        FindingKind::Unmapped,
        text,
        format!(
            "{count} {what} share the heading {}; give the address or authority id of the one that is meant",
            quoted(text)
        ),
    )
}

/// What is said of an authority that ArchivesSpace does not have; `true` where it may be created.
fn missing(text: &str, what: &str, create: bool, at: &StepContext<'_>, findings: &mut Findings) -> bool {
    let (kind, words, may) = if is_address(text) {
        (
            FindingKind::Unmapped,
            format!("ArchivesSpace has no {what} with the id {}; it is left out", quoted(text)),
            false,
        )
    } else if !create {
        (
            FindingKind::Unmapped,
            format!("ArchivesSpace has no {what} {}; it is left out", quoted(text)),
            false,
        )
    } else if !at.around.vocabulary.may_create_authorities {
        let words = format!(
            "ArchivesSpace has no {what} {}, and your account may not create one; it is left out",
            quoted(text)
        );
        (FindingKind::Unmapped, words, false)
    } else {
        (FindingKind::ToCreate, format!("the {what} {} is created", quoted(text)), true)
    };
    findings.push(MappingFinding::about(kind, text, words));
    may
}

impl AgentRule {
    fn role(&self, at: &StepContext<'_>) -> AgentRole {
        let of_target = || at.target?.key.as_str().strip_prefix("agents.")?.split('.').next()?.parse().ok();
        self.role.or_else(of_target).unwrap_or_default()
    }

    /// The step: text becomes an agent. Agents are looked up again where their record is not known.
    pub(super) fn run(&self, item: Item, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
        let text = match &item {
            Item::Agent(agent) if agent.authority.is_some() => return Some(Item::Agent(self.dressed(agent.clone(), at))),
            Item::Agent(_) | Item::Text(_) | Item::Note(_) => single_spaced(text_of(&item)),
            other => {
                findings.push(misfit(other, "a name"));
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        let known = if let Item::Agent(agent) = &item { Some(agent) } else { None };
        let kind = known.map_or(self.kind, |agent| agent.kind);
        let mut headings = vec![text.clone()];
        if kind == AuthorityKind::Person {
            headings.push(inverted_name(&text));
            headings.dedup();
        }
        let sought = known.and_then(|agent| agent.authority_id.as_deref()).unwrap_or(&text);
        let found = match find(sought, &headings, false, at, |authority| authority.uri.kind == kind) {
            Found::One(authority) => AgentItem {
                heading: authority.heading.clone(),
                kind: authority.uri.kind,
                role: AgentRole::Creator,
                relator: known.and_then(|agent| agent.relator.clone()),
                authority: Some(authority.uri),
                authority_id: authority.authority_id.clone(),
                source: authority.source.clone(),
                may_create: false,
            },
            Found::Several(count) => {
                findings.push(tie(&text, count, "agents"));
                return None;
            }
            Found::None => {
                if !missing(&text, kind.words(), self.create, at, findings) {
                    return None;
                }
                AgentItem {
                    heading: headings.pop().unwrap_or(text),
                    kind,
                    role: AgentRole::Creator,
                    relator: known.and_then(|agent| agent.relator.clone()),
                    authority: None,
                    authority_id: known.and_then(|agent| agent.authority_id.clone()),
                    source: Some(self.source.clone()),
                    may_create: true,
                }
            }
        };
        Some(Item::Agent(self.dressed(found, at)))
    }

    /// The agent with the role and relator of the rule.
    fn dressed(&self, mut agent: AgentItem, at: &StepContext<'_>) -> AgentItem {
        agent.role = self.role(at);
        if self.relator.is_some() {
            agent.relator.clone_from(&self.relator);
        }
        agent
    }
}

/// Terms of a heading joined the way ArchivesSpace joins them: `Harbours -- Lighters`.
fn joined_terms(text: &str) -> String {
    if is_single_spaced(text) && !text.contains('—') && !text.contains("--") {
        return text.to_owned();
    }
    text.replace('—', "--")
        .split("--")
        .map(|term| term.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|term| !term.is_empty())
        .collect::<Vec<_>>()
        .join(" -- ")
}

impl SubjectRule {
    /// The step: text becomes a subject. Subjects are looked up again where their record is not known.
    pub(super) fn run(&self, item: Item, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
        let text = match &item {
            Item::Subject(subject) if subject.authority.is_some() => return Some(item),
            Item::Subject(_) | Item::Text(_) | Item::Note(_) => single_spaced(text_of(&item)),
            // A name or body can be what something is about, under its own heading.
            Item::Agent(agent) => agent.heading.clone(),
            other => {
                findings.push(misfit(other, "a subject"));
                return None;
            }
        };
        let heading = if is_address(&text) { text.clone() } else { joined_terms(&text) };
        if heading.is_empty() {
            return None;
        }
        let known = if let Item::Subject(subject) = &item { Some(subject) } else { None };
        let sought = known.and_then(|subject| subject.authority_id.as_deref()).unwrap_or(&text);
        let mut headings = vec![heading.clone(), text.clone()];
        headings.dedup();
        let term_type = known.map_or(&self.term_type, |subject| &subject.term_type);
        let prefer = |authority: &Authority| authority.term_type.as_ref() == Some(term_type);
        let found = match find(sought, &headings, true, at, prefer) {
            Found::One(authority) => SubjectItem {
                heading: authority.heading.clone(),
                term_type: authority.term_type.clone().unwrap_or_default(),
                authority: Some(authority.uri),
                authority_id: authority.authority_id.clone(),
                source: authority.source.clone(),
                may_create: false,
            },
            Found::Several(count) => {
                findings.push(tie(&heading, count, "subjects"));
                return None;
            }
            Found::None => {
                if !missing(&heading, "subject", self.create, at, findings) {
                    return None;
                }
                SubjectItem {
                    heading,
                    term_type: term_type.clone(),
                    authority: None,
                    authority_id: known.and_then(|subject| subject.authority_id.clone()),
                    source: Some(self.source.clone()),
                    may_create: true,
                }
            }
        };
        Some(Item::Subject(found))
    }
}

/// The step: an agent becomes its name. Only persons are turned round.
pub(super) fn agent_text(item: &Item, form: NameForm) -> Option<Item> {
    let name = match item {
        Item::Agent(agent) if agent.kind == AuthorityKind::Person => in_form(&agent.heading, form),
        Item::Agent(agent) => agent.heading.clone(),
        other => in_form(&text_of(other), form),
    };
    (!name.trim().is_empty()).then_some(Item::Text(name))
}

/// The step: a subject becomes its heading.
pub(super) fn subject_text(item: &Item) -> Option<Item> {
    let heading = text_of(item);
    (!heading.trim().is_empty()).then_some(Item::Text(heading))
}
