//! What Archway made is deleted only while it is as Archway made it.

use serde_json::Value;

use crate::plan::condition::substance;

/// Names of the fields that say something now which they did not say when the record was made.
pub(super) fn grown(made: &Value, now: &Value, servers_own: &[&str]) -> Vec<String> {
    let (Value::Object(made), Value::Object(now)) = (substance(made), substance(now)) else {
        return Vec::new();
    };
    now.iter()
        .filter(|(key, _)| !SERVERS_OWN.contains(&key.as_str()) && !servers_own.contains(&key.as_str()))
        .filter(|(key, value)| is_content(value) && made.get(key.as_str()).is_none_or(|then| !same_content(then, value)))
        .map(|(key, _)| key.clone())
        .collect()
}

/// Names of the fields that were posted and were read back otherwise.
pub(super) fn read_otherwise(posted: &Value, read: &Value) -> Vec<String> {
    let Value::Object(posted) = substance(posted) else {
        return Vec::new();
    };
    posted
        .iter()
        .filter(|(key, value)| is_content(value) && !read.get(key.as_str()).is_some_and(|read| same_content(value, read)))
        .map(|(key, _)| key.clone())
        .collect()
}

/// Fields that ArchivesSpace fills in by itself when a record is made.
const SERVERS_OWN: [&str; 8] = [
    "uri",
    "repository",
    "tree",
    "jsonmodel_type",
    "suppressed",
    "slug",
    "is_slug_auto",
    "ark_name",
];

/// True where a value says something that somebody meant.
fn is_content(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// True where everything that was posted stands in what was read. ArchivesSpace adds fields of its own to sub-records.
fn same_content(posted: &Value, read: &Value) -> bool {
    match (posted, read) {
        (Value::Object(posted), Value::Object(read)) => posted.iter().all(|(key, value)| match read.get(key) {
            Some(read) => !is_content(value) || same_content(value, read),
            // Where only one type can stand, as for the notes of a rights statement, the server leaves it out.
            None => !is_content(value) || key == "jsonmodel_type",
        }),
        (Value::Array(posted), Value::Array(read)) => {
            posted.len() == read.len() && posted.iter().zip(read).all(|(posted, read)| same_content(posted, read))
        }
        (posted, read) => posted == read,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_server_adds_or_leaves_out_is_no_change() {
        let note = json!({"jsonmodel_type": "note_rights_statement", "type": "additional_information", "content": ["Heirs"]});
        let made = json!({"rights_statements": [{"jsonmodel_type": "rights_statement", "rights_type": "other", "notes": [note]}]});
        let mut now = made.clone();
        now["rights_statements"][0]["identifier"] = json!("f00");
        now["rights_statements"][0]["notes"][0]
            .as_object_mut()
            .unwrap()
            .shift_remove("jsonmodel_type");
        assert_eq!(grown(&made, &now, &[]), Vec::<String>::new());
        assert_eq!(read_otherwise(&made, &now), Vec::<String>::new());
        now["rights_statements"][0]["notes"][0]["content"] = json!(["Somebody else"]);
        assert_eq!(grown(&made, &now, &[]), ["rights_statements"]);
    }
}
