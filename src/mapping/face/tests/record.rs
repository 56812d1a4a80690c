use super::*;

fn read_words(key: &str) -> Vec<String> {
    let index = authorities();
    let vocabulary = Vocabulary::default();
    let around = Surroundings {
        vocabulary: &vocabulary,
        authorities: &index,
        now: Timestamp::UNIX_EPOCH,
    };
    read_source(Subject::Record(&facts()), &SourceKey::from(key), &around)
        .iter()
        .map(|found| match &found.inherited {
            Some(inherited) => format!("{} ← {}", words(&found.item), inherited.from),
            None => words(&found.item),
        })
        .collect()
}

#[test]
fn what_stands_on_a_record_is_read() {
    for (key, wanted) in [
        ("title", vec!["Quay at dawn & after"]),
        ("component_id", vec!["HF/3/12"]),
        ("level", vec!["item"]),
        ("publish", vec!["yes"]),
        ("restrictions_apply", vec!["no"]),
        ("dates", vec!["1981", "3 May 1983"]),
        ("dates.creation", vec!["1981"]),
        ("dates.usage", vec![]),
        ("agents", vec!["Marsh, Adela", "Harbour Film Unit"]),
        ("agents.creator", vec!["Marsh, Adela"]),
        ("subjects", vec!["Dock labour", "Eastmouth"]),
        ("subjects.geographic", vec!["Eastmouth"]),
        ("languages", vec!["eng"]),
        ("notes.scopecontent", vec!["Cranes at work. …"]),
        ("notes.abstract", vec!["Dawn."]),
        ("rights", vec![]),
    ] {
        assert_eq!(read_words(key), wanted, "{key}");
    }
}

#[test]
fn what_surrounds_a_record_is_read() {
    for (key, wanted) in [
        ("identifier", vec!["HF/3/12"]),
        ("kind", vec!["archival object"]),
        ("uri", vec!["/repositories/2/archival_objects/311"]),
        ("titles_path", vec!["Harbour Film Unit records › Quay at dawn & after"]),
        ("collection.title", vec!["Harbour Film Unit records"]),
        ("collection.identifier", vec!["HF-2"]),
        ("resource_uri", vec!["/repositories/2/resources/1"]),
        ("repository.name", vec!["Eastmouth Archives"]),
        ("containers", vec!["Box 12, folder 3"]),
        ("inherited.dates", vec!["1981", "3 May 1983"]),
        ("inherited.extents", vec!["12 reels ← /repositories/2/resources/1"]),
        (
            "inherited.notes.accessrestrict",
            vec!["Closed until the families have seen it. ← /repositories/2/resources/1"],
        ),
        ("inherited.rights", vec![]),
        (
            "restrictions",
            vec!["Access: Closed until the families have seen it. (until 2031-12-31; RestrictedSpecColl) ← /repositories/2/resources/1"],
        ),
        (
            "citation",
            vec!["Quay at dawn & after, 1981, Box 12, folder 3. Harbour Film Unit records, HF-2. Eastmouth Archives."],
        ),
    ] {
        assert_eq!(read_words(key), wanted, "{key}");
    }
}

#[test]
fn a_resource_is_its_own_collection_and_says_its_own_restrictions() {
    let index = authorities();
    let vocabulary = Vocabulary::default();
    let around = Surroundings {
        vocabulary: &vocabulary,
        authorities: &index,
        now: Timestamp::UNIX_EPOCH,
    };
    let facts = RecordFacts {
        snapshot: record("/repositories/2/resources/1", resource_body()),
        above: Vec::new(),
        ..facts()
    };
    let read = |key: &str| read_source(Subject::Record(&facts), &SourceKey::from(key), &around);
    assert_eq!(read("collection.identifier"), vec![Sourced::from(Item::text("HF-2"))]);
    assert_eq!(read("restrictions").len(), 1);
    assert!(read("restrictions").iter().all(|found| found.inherited.is_none()));
    assert_eq!(
        read_target(Subject::Record(&facts), &TargetKey::from("identifier"), &around),
        vec![Item::text("HF-2")]
    );
    assert_eq!(
        read("citation"),
        vec![Sourced::from(Item::text("Harbour Film Unit records. HF-2. Eastmouth Archives."))]
    );
}

#[test]
fn a_preferred_citation_stands_before_a_composed_one() {
    let index = authorities();
    let vocabulary = Vocabulary::default();
    let around = Surroundings {
        vocabulary: &vocabulary,
        authorities: &index,
        now: Timestamp::UNIX_EPOCH,
    };
    let mut facts = facts();
    facts.snapshot.body["notes"] = json!([{"jsonmodel_type": "note_multipart", "type": "prefercite",
        "subnotes": [{"jsonmodel_type": "note_text", "content": "HFU, film 12."}]}]);
    let found = read_source(Subject::Record(&facts), &SourceKey::from("citation"), &around);
    assert_eq!(found, vec![Sourced::from(Item::text("HFU, film 12."))]);
}

#[test]
fn notes_of_an_accession_are_its_texts() {
    let body = json!({"jsonmodel_type": "accession", "title": "Gift", "content_description": "Two reels.\n\nOne box.",
        "access_restrictions_note": "Ask first.", "access_restrictions": true});
    let read = |key: &str| texts(&held(&body, &TargetKey::from(key)));
    assert_eq!(read("notes.content_description"), ["Two reels. …"]);
    assert_eq!(read("notes.scopecontent"), ["Two reels. …"]);
    assert_eq!(read("notes.accessrestrict"), ["Ask first."]);
    assert_eq!(read("notes.bioghist"), Vec::<String>::new());
    assert_eq!(read("access_restrictions"), ["yes"]);
    assert_eq!(read("use_restrictions"), ["no"]);
}

#[test]
fn an_agent_that_is_not_known_is_named_by_what_the_record_says() {
    let body = json!({"linked_agents": [
        {"ref": "/agents/families/5", "role": "source", "_resolved": {"title": "Okafor family"}},
        {"ref": "/agents/people/900", "role": "creator"},
    ]});
    assert_eq!(
        texts(&held(&body, &TargetKey::from("agents"))),
        ["Okafor family", "/agents/people/900"]
    );
}

#[test]
fn items_say_in_grey_what_their_words_leave_out() {
    let person = AuthorityUri {
        kind: AuthorityKind::Person,
        id: 118,
    };
    let mut approximate = date("creation", "1981");
    approximate.certainty = "approximate".to_owned();
    for (item, value, further) in [
        (Item::Date(approximate), "1981", "creation · single · begin 1981 · approximate"),
        (agent(Some(person), "Marsh, Adela"), "Marsh, Adela", "creator · existing agent 118"),
        (agent(None, "Marsh, Adela"), "Marsh, Adela", "creator · new person"),
        (subject(None, "Dock labour"), "Dock labour", "topical · new subject"),
        (Item::Note(note("scopecontent", &["One.", "Two."])), "One. …", "published"),
        (Item::Flag(true), "yes", ""),
    ] {
        assert_eq!((words(&item).as_str(), detail(&item).as_str()), (value, further));
    }
    let mut years = date("creation", "1981");
    years.end = "1983".to_owned();
    years.date_type = "inclusive".to_owned();
    assert_eq!(words(&Item::Date(years)), "1981–1983");
}
