//! The checks beyond single fields. Each is named in the table of record types.
//!
//! Rules of parts that no workflow writes (functions, places and sources of agents) are left out: the practice server accepts
//! there what the real one would refuse.

use serde_json::{Map, Value};

use super::check::{Notes, join};
use super::dates;

type Record = Map<String, Value>;

/// Applies a rule by its name to a record at this path.
pub fn apply(rule: &str, record: &Record, path: &str, notes: &mut Notes<'_>) {
    let at = |field: &str| join(path, field);
    match rule {
        "resource_check_identifier" | "accession_check_identifier" => identifier(record, path, notes),
        "check_language" => language(record, path, notes),
        "check_resource_otherlevel" | "check_archival_object_otherlevel"
            if text(record, "level") == Some("otherlevel") && !has(record, "other_level") =>
        {
            notes.error(at("other_level"), "missing required property");
        }
        "check_archival_object" if !has(record, "title") && is_empty(record, "dates") => {
            notes.error(at("dates"), "one or more required (or enter a Title)");
            notes.error(at("title"), "must not be an empty string (or enter a Date)");
        }
        "check_digital_object_component" if !has(record, "title") && !has(record, "label") && is_empty(record, "dates") => {
            notes.error(at("dates"), "one or more required (or enter a Title or Label)");
            notes.error(at("title"), "must not be an empty string (or enter a Date or Label)");
            notes.error(at("label"), "must not be an empty string (or enter a Date or Title)");
        }
        "note_multipart_check_at_least_one_subnote" | "note_bioghist_check_at_least_one_subnote" if is_empty(record, "subnotes") => {
            notes.error(at("subnotes"), "Must contain at least one subnote");
        }
        "check_restriction_date" => restriction(record, path, notes),
        "check_instance" => instance(record, path, notes),
        "check_sub_container" => sub_container(record, path, notes),
        "check_rights_statement" => rights(record, path, notes),
        "check_rights_statement_external_document" if !has(record, "identifier_type") => {
            notes.error(at("identifier_type"), "missing required property");
        }
        "check_date" => date(record, path, notes),
        "check_event" => event(record, path, notes),
        "check_location" => location(record, path, notes),
        "check_container_location" if text(record, "status") == Some("previous") && !has(record, "end_date") => {
            notes.error(at("end_date"), "is required");
        }
        "check_container_profile" => profile(record, path, notes),
        "check_user-defined" => user_defined(record, path, notes),
        "name_person_check_name" | "name_corporate_entity_check_name" | "name_family_check_name" | "name_software_check_name" => {
            name(record, path, notes)
        }
        "warn:name_person_check_authority_id"
        | "warn:name_corporate_entity_check_authority_id"
        | "warn:name_family_check_authority_id"
        | "warn:name_software_check_authority_id"
            if has(record, "authority_id") && !has(record, "source") =>
        {
            notes.warn(at("source"), "is required");
        }
        "check_agent_person" | "check_agent_corporate_entity" | "check_agent_family" | "check_agent_software" => {
            existence(record, path, notes)
        }
        "check_structured_date_label" => structured_date(record, path, notes),
        _ => {}
    }
}

fn has(record: &Record, field: &str) -> bool {
    record.contains_key(field)
}

fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    record.get(field).and_then(Value::as_str)
}

fn is_empty(record: &Record, field: &str) -> bool {
    record.get(field).and_then(Value::as_array).is_none_or(Vec::is_empty)
}

fn identifier(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let given: Vec<bool> = (0..4).map(|part| has(record, &format!("id_{part}"))).collect();
    let last = given.iter().rposition(|given| *given);
    if last.is_some_and(|last| given[..last].contains(&false)) {
        notes.error(join(path, "identifier"), "must not contain blank entries");
    }
}

fn language(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let named = record
        .get("lang_materials")
        .and_then(Value::as_array)
        .is_some_and(|materials| materials.iter().any(|material| material.get("language_and_script").is_some()));
    if !named {
        notes.error(join(path, "coded_errors"), "must_contain_at_least_one_language");
    }
}

fn restriction(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let Some(Value::Object(restriction)) = record.get("rights_restriction") else {
        return;
    };
    for field in ["begin", "end"] {
        if text(restriction, field).is_some_and(|date| !dates::is_full_date(date)) {
            notes.error(join(path, &format!("rights_restriction__{field}")), "must be in YYYY-MM-DD format");
            return;
        }
    }
    if let (Some(begin), Some(end)) = (text(restriction, "begin"), text(restriction, "end"))
        && dates::parse(end) < dates::parse(begin)
    {
        notes.error(join(path, "rights_restriction__end"), "must not be before begin");
    }
}

fn instance(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let digital = text(record, "instance_type") == Some("digital_object");
    let linked = record.get("digital_object").is_some_and(|object| object.get("ref").is_some());
    if digital && !linked {
        notes.error(join(path, "digital_object"), "Can't be empty");
    }
    if !digital && linked {
        notes.error(
            join(path, "instance_type"),
            "An instance with a digital object reference must be of type 'digital_object'",
        );
    } else if !digital && !has(record, "sub_container") {
        notes.error(join(path, "sub_container"), "Can't be empty");
    }
}

fn sub_container(record: &Record, path: &str, notes: &mut Notes<'_>) {
    for level in [2, 3] {
        let (kind, indicator) = (format!("type_{level}"), format!("indicator_{level}"));
        if has(record, &kind) != has(record, &indicator) {
            let missing = if has(record, &kind) { &indicator } else { &kind };
            notes.error(join(path, missing), format!("container {level} requires both a type and indicator"));
        }
    }
    if has(record, "type_3") && !has(record, "type_2") {
        notes.error(join(path, "type_2"), "container 2 is required if container 3 is provided");
    }
}

fn rights(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let required: &[&str] = match text(record, "rights_type") {
        Some("copyright") => &["status", "jurisdiction", "start_date"],
        Some("license") => &["license_terms", "start_date"],
        Some("statute") => &["statute_citation", "jurisdiction", "start_date"],
        Some("other") => &["other_rights_basis", "start_date"],
        _ => &[],
    };
    for field in required {
        if !has(record, field) {
            notes.error(join(path, field), "missing required property");
        }
    }
}

fn date(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let (begin, end) = (text(record, "begin"), text(record, "end"));
    for (field, given) in [("begin", begin), ("end", end)] {
        if given.is_some_and(|date| dates::parse(date).is_none()) {
            notes.error(join(path, field), "not a valid date");
        }
    }
    if let (Some(begin), Some(end)) = (begin.and_then(dates::parse), end.and_then(dates::parse))
        && end < begin
    {
        notes.error(join(path, "end"), "must not be before begin");
    }
    if begin.is_none() && end.is_none() && !has(record, "expression") {
        notes.error(join(path, "expression"), "is required unless a begin or end date is given");
        notes.error(join(path, "begin"), "is required unless an expression or an end date is given");
        notes.error(join(path, "end"), "is required unless an expression or a begin date is given");
    }
}

fn event(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let message = match (has(record, "date"), has(record, "timestamp")) {
        (false, false) => "Must specify either a date or a timestamp",
        (true, true) => "Can't specify both a date and a timestamp",
        _ => return,
    };
    notes.error(join(path, "date"), message);
    notes.error(join(path, "timestamp"), message);
}

fn location(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let placed = has(record, "barcode")
        || has(record, "classification")
        || has(record, "coordinate_1_label") && has(record, "coordinate_1_indicator");
    if !placed {
        notes.error(join(path, "coded_errors"), "location_fields_error");
    }
}

fn profile(record: &Record, path: &str, notes: &mut Notes<'_>) {
    for field in ["depth", "height", "width"] {
        if text(record, field).is_some_and(|size| !is_decimal(size, usize::MAX, 2)) {
            notes.error(join(path, field), "must be a number with no more than 2 decimal places");
        }
    }
}

fn user_defined(record: &Record, path: &str, notes: &mut Notes<'_>) {
    for number in 1..=3 {
        let field = format!("integer_{number}");
        if text(record, &field).is_some_and(|value| value.parse::<i64>().is_err()) {
            notes.error(join(path, &field), "must be an integer");
        }
        let field = format!("real_{number}");
        if text(record, &field).is_some_and(|value| !is_decimal(value, 9, 5)) {
            notes.error(
                join(path, &field),
                "must be a number with no more than nine digits and five decimal places",
            );
        }
    }
}

fn is_decimal(value: &str, digits: usize, places: usize) -> bool {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && all_digits(whole) && all_digits(part) && whole.len() <= digits && part.len() <= places
}

fn name(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let generated = record.get("sort_name_auto_generate") == Some(&Value::Bool(true));
    if !generated && !has(record, "sort_name") {
        notes.error(join(path, "sort_name"), "Property is required but was missing");
    }
}

fn existence(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let dates = record.get("dates_of_existence").and_then(Value::as_array);
    for (number, date) in dates.into_iter().flatten().enumerate() {
        if date.get("date_label").and_then(Value::as_str) != Some("existence") {
            notes.error(
                join(path, &format!("dates_of_existence/{number}/date_label")),
                "must be 'existence'",
            );
        }
    }
}

fn structured_date(record: &Record, path: &str, notes: &mut Notes<'_>) {
    let (wanted, other) = match text(record, "date_type_structured") {
        Some("single") => ("structured_date_single", "structured_date_range"),
        Some("range") => ("structured_date_range", "structured_date_single"),
        _ => return,
    };
    if !has(record, wanted) {
        notes.error(join(path, wanted), "missing required property");
    }
    if has(record, other) {
        notes.error(join(path, other), "does not fit the type of the date");
    }
}
