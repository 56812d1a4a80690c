use super::catalogue::field;
use super::*;
use crate::domain::vocabulary::FieldOption;
use crate::mapping::finding::FindingKind;
use crate::mapping::same::same_items;

fn written(field_type: &str, item: Item) -> Result<Value, FindingKind> {
    let (values, findings) = field_values(&field("f", field_type), &[item]);
    match (values.as_slice(), findings.as_slice()) {
        ([value], []) => Ok(value.clone()),
        ([], [finding]) => Err(finding.kind),
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_go_as_the_type_of_the_field_takes_them() {
    let unreadable = Err(FindingKind::Unreadable);
    for (field_type, text, wanted) in [
        ("string", " a\n b ", Ok(json!("a b"))),
        ("text", "a\n\nb", Ok(json!("a\n\nb"))),
        ("integer", " 12 ", Ok(json!(12))),
        ("integer", "12.5", unreadable.clone()),
        ("integer", "twelve", unreadable.clone()),
        ("float", "7.50", Ok(json!(7.5))),
        ("float", "NaN", unreadable.clone()),
        ("boolean", "Yes", Ok(json!(true))),
        ("boolean", "maybe", unreadable.clone()),
        ("date", "1981-05-03", Ok(json!("1981-05-03"))),
        ("date", "1981-05-03T10:00:00Z", Ok(json!("1981-05-03"))),
        ("date", "1981", unreadable.clone()),
        ("date", "1981-13-03", unreadable.clone()),
        ("datetime", "1981-05-03T10:00:00+02:00", Ok(json!("1981-05-03T08:00:00Z"))),
        ("datetime", "1981-05-03", Ok(json!("1981-05-03T00:00:00Z"))),
        ("datetime", "dawn", unreadable.clone()),
        ("tag_cloud", "dock  labour", Ok(json!("dock labour"))),
        ("url", "https://example.org/a", Ok(json!("https://example.org/a"))),
        ("url", "example", unreadable.clone()),
        ("email", "desk@archive.example", Ok(json!("desk@archive.example"))),
        ("email", "desk at archive", unreadable.clone()),
        ("something_new", "x", Ok(json!("x"))),
    ] {
        assert_eq!(written(field_type, Item::text(text)), wanted, "{field_type} {text}");
    }
    assert_eq!(written("date", Item::Date(date("creation", "1981-05-03"))), Ok(json!("1981-05-03")));
    assert_eq!(written("date", Item::Date(date("creation", "1981"))), unreadable);
    assert_eq!(written("boolean", Item::Flag(false)), Ok(json!(false)));
    assert_eq!(written("string", Item::Number(3)), Ok(json!("3")));
    assert_eq!(written("string", agent(None, "Marsh, Adela")), Ok(json!("Marsh, Adela")));
    assert_eq!(written("text", Item::Note(note("odd", &["a", "b"]))), Ok(json!("a\n\nb")));
}

#[test]
fn choices_are_taken_by_value_by_label_and_by_form() {
    let mut rights = field("rights", "drop_down");
    rights.options = [("open", "Open"), ("reading_room", "Reading room only"), ("OPEN", "Open to staff")]
        .map(|(value, label)| FieldOption {
            value: value.to_owned(),
            label: label.to_owned(),
        })
        .to_vec();
    for (text, wanted) in [
        ("reading_room", Some("reading_room")),
        ("reading  room ONLY.", Some("reading_room")),
        ("Open", Some("open")),
        ("oPen", None),
        ("closed", None),
    ] {
        let (values, findings) = field_values(&rights, &[Item::text(text)]);
        assert_eq!(values, wanted.map(Value::from).into_iter().collect::<Vec<_>>(), "{text}");
        assert_eq!(
            findings.iter().any(|found| found.kind == FindingKind::NotInList),
            wanted.is_none(),
            "{text}"
        );
    }
    rights.options.clear();
    assert_eq!(field_values(&rights, &[Item::text("anything")]).0, vec![json!("anything")]);
}

#[test]
fn limits_and_single_values_are_held() {
    let mut reels = field("reels", "integer");
    reels.max_value = Some(10.0);
    let (values, findings) = field_values(&reels, &[Item::Number(11)]);
    assert!(values.is_empty());
    assert_eq!(findings[0].text, "reels takes at most 10, not 11");
    let items = [Item::text("a"), Item::text("b"), Item::text("a"), Item::text(" ")];
    let (values, findings) = field_values(&field("f", "string"), &items);
    assert_eq!((values, findings[0].kind), (vec![json!("a")], FindingKind::TooMany));
    let mut many = field("f", "string");
    many.multi = true;
    assert_eq!(field_values(&many, &items), (vec![json!("a"), json!("b")], Vec::new()));
}

#[test]
fn what_was_written_reads_as_what_was_meant() {
    for (field_type, item) in [
        ("string", Item::text("a b")),
        ("integer", Item::Number(-4)),
        ("float", Item::text("7.50")),
        ("boolean", Item::Flag(true)),
        ("boolean", Item::Flag(false)),
        ("date", Item::Date(date("creation", "1981-05-03"))),
        ("datetime", Item::text("1981-05-03T10:00:00Z")),
        ("text", Item::Note(note("odd", &["a", "b"]))),
        ("string", subject(None, "Dock labour")),
    ] {
        let field = field("f", field_type);
        let (values, findings) = field_values(&field, std::slice::from_ref(&item));
        assert_eq!(findings, Vec::new(), "{field_type}");
        let stored: Vec<String> = values
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        let read = field_items(&field, &stored);
        let again = field_values(&field, &read).0;
        assert_eq!(again, values, "{field_type}");
        let meant = if field_type == "float" {
            vec![Item::text("7.5")]
        } else {
            vec![item]
        };
        assert!(same_items(&read, &meant), "{field_type}: {read:?} was {meant:?}");
    }
}
