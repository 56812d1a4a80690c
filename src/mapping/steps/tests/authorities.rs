//! Agents and subjects.

use super::*;
use crate::mapping::item::AgentRole;
use crate::mapping::step::NameForm;

fn agent(kind: AuthorityKind, create: bool) -> Step {
    Step::Agent {
        kind,
        role: None,
        relator: Some("pht".to_owned()),
        source: "local".to_owned(),
        create,
    }
}

fn subject(create: bool) -> Step {
    Step::Subject {
        term_type: "topical".to_owned(),
        source: "local".to_owned(),
        create,
    }
}

fn agents(bench: &Bench, step: Step, text: &str) -> (Vec<crate::mapping::item::AgentItem>, Vec<FindingKind>) {
    let (items, findings) = bench.items(&[step], vec![Item::text(text)]);
    let agents = items
        .into_iter()
        .map(|item| match item {
            Item::Agent(agent) => agent,
            other => panic!("{other:?} is no agent"),
        })
        .collect();
    (agents, findings)
}

#[test]
fn agents_are_found_however_they_are_named() {
    let bench = Bench::new().with_target("agents.source");
    for text in [
        "Marsh, Adela",
        "Adela Marsh",
        "MARSH, ADELA.",
        "n00000001",
        "http://id.loc.gov/authorities/names/n00000001",
        "https://id.loc.gov/authorities/names/n00000001.html",
        "/agents/people/1",
    ] {
        let (agents, findings) = agents(&bench, agent(AuthorityKind::Person, true), text);
        assert_eq!(agents.len(), 1, "{text}: {findings:?}");
        assert_eq!(agents[0].authority.map(|uri| uri.id), Some(1), "{text}");
        assert_eq!(agents[0].heading, "Marsh, Adela");
        assert_eq!((agents[0].role, agents[0].relator.as_deref()), (AgentRole::Source, Some("pht")));
        assert!(!agents[0].may_create && findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn a_body_is_found_where_a_person_was_expected() {
    let bench = Bench::new();
    let (agents, findings) = agents(&bench, agent(AuthorityKind::Person, true), "Kelm Harbour Board");
    assert_eq!(agents[0].kind, AuthorityKind::CorporateEntity);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn several_of_one_heading_are_left_to_a_person() {
    let (agents, findings) = agents(&Bench::new(), agent(AuthorityKind::Person, true), "Jonas Ufer");
    assert!(agents.is_empty());
    assert_eq!(findings, [FindingKind::Unmapped]);
}

#[test]
fn unknown_agents_are_created_only_where_that_is_allowed() {
    let mut bench = Bench::new();
    let (found, findings) = agents(&bench, agent(AuthorityKind::Person, true), "Mara Kiesel");
    assert_eq!((found[0].heading.as_str(), found[0].may_create), ("Kiesel, Mara", true));
    assert_eq!(findings, [FindingKind::ToCreate]);
    let (found, findings) = agents(&bench, agent(AuthorityKind::Person, false), "Mara Kiesel");
    assert!(found.is_empty() && findings == [FindingKind::Unmapped], "{findings:?}");
    let (found, findings) = agents(
        &bench,
        agent(AuthorityKind::Person, true),
        "http://id.loc.gov/authorities/names/n99",
    );
    assert!(
        found.is_empty() && findings == [FindingKind::Unmapped],
        "an address became a heading: {findings:?}"
    );
    bench.vocabulary.may_create_authorities = false;
    let (found, findings) = agents(&bench, agent(AuthorityKind::Person, true), "Mara Kiesel");
    assert!(found.is_empty() && findings == [FindingKind::Unmapped], "{findings:?}");
    assert_eq!(bench.broken(&[agent(AuthorityKind::Subject, true)]).kind, FindingKind::BrokenRule);
}

#[test]
fn names_come_back_and_are_found_again() {
    let bench = Bench::new();
    let steps = [agent(AuthorityKind::Person, false), Step::AgentText(NameForm::Direct)];
    assert_eq!(
        bench.texts(&steps, &["Marsh, Adela", "Kelm Harbour Board"]).0,
        ["Adela Marsh", "Kelm Harbour Board"]
    );
    let round = [
        agent(AuthorityKind::Person, false),
        Step::AgentText(NameForm::Direct),
        agent(AuthorityKind::Person, false),
    ];
    let (once, _) = bench.items(&[agent(AuthorityKind::Person, false)], vec![Item::text("Adela Marsh")]);
    assert_eq!(bench.items(&round, vec![Item::text("Adela Marsh")]).0, once);
    assert_eq!(
        bench.items(&[agent(AuthorityKind::Person, false)], once.clone()).0,
        once,
        "running it on its own agent changed it"
    );
}

#[test]
fn subjects_are_found_and_written_with_their_terms() {
    let bench = Bench::new();
    for text in [
        "Harbors -- Lighters",
        "harbors--lighters",
        "Harbors—Lighters",
        "sh00000005",
        "http://id.loc.gov/authorities/subjects/sh00000005",
        "/subjects/5",
    ] {
        let (items, findings) = bench.items(&[subject(false)], vec![Item::text(text)]);
        let [Item::Subject(found)] = items.as_slice() else {
            panic!("{text}: {items:?} {findings:?}")
        };
        assert_eq!(found.authority.map(|uri| uri.id), Some(5), "{text}");
        assert_eq!(
            bench.items(&[subject(false), Step::SubjectText], vec![Item::text(text)]).0,
            [Item::text("Harbors -- Lighters")]
        );
    }
    let (items, findings) = bench.items(&[subject(true)], vec![Item::text("Quays--Kelm")]);
    let [Item::Subject(new)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!((new.heading.as_str(), new.may_create), ("Quays -- Kelm", true));
    assert_eq!(findings, [FindingKind::ToCreate]);
    assert_eq!(
        bench.items(&[subject(false)], vec![Item::text("Quays")]),
        (vec![], vec![FindingKind::Unmapped])
    );
}
