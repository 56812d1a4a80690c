//! What the TOML reader says, in plain words with what to write instead.

use std::borrow::Cow;

use super::likeness::likest;

/// A message about a value, in plain words.
pub(super) fn plain(message: &str) -> String {
    let message = message.trim();
    unknown(message, "unknown field `", "is not known here")
        .or_else(|| unknown(message, "unknown variant `", "is not one of the choices"))
        .or_else(|| unexpected_keys(message))
        .or_else(|| missing(message))
        .or_else(|| wrong_type(message))
        .or_else(|| wrong_step(message))
        .unwrap_or_else(|| message.to_owned())
}

/// A message about text that is no TOML, in plain words.
pub(super) fn broken_syntax(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    format!("This is not well-formed: {message}")
}

/// That a name is not known, with what was probably meant.
pub(super) fn not_known(name: &str, what: &str, known: &[&str]) -> String {
    match likest(name, known.iter().copied()) {
        Some(meant) => format!("“{name}” {what}; did you mean “{meant}”?"),
        None if known.is_empty() => format!("“{name}” {what}"),
        None => format!("“{name}” {what}; write one of {}", known.join(", ")),
    }
}

fn unknown(message: &str, begin: &str, what: &str) -> Option<String> {
    let (name, rest) = message.strip_prefix(begin)?.split_once('`')?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    Some(not_known(name, what, &known))
}

fn unexpected_keys(message: &str) -> Option<String> {
    let (names, known) = message
        .strip_prefix("unexpected keys in table: ")?
        .split_once(", available keys: ")?;
    let known: Vec<&str> = known.split(", ").collect();
    let name = names.split(", ").next().unwrap_or(names);
    Some(not_known(name, "is not known here", &known))
}

fn missing(message: &str) -> Option<String> {
    let name = message.strip_prefix("missing field `")?.split('`').next()?;
    Some(format!("“{name}” is missing"))
}

fn wrong_type(message: &str) -> Option<String> {
    let (begin, expected) = message.rsplit_once(", expected ")?;
    if let Some(found) = begin.strip_prefix("invalid type: ") {
        if found == "unit variant" {
            return Some("This step has settings: write it as { name = { … } } or { name = … }".to_owned());
        }
        return Some(format!("Expected {}, found {}", expected_words(expected), found_words(found)));
    }
    let found = begin
        .strip_prefix("invalid value: ")
        .or_else(|| begin.strip_prefix("invalid length "))?;
    Some(format!("Expected {}, found {}", expected_words(expected), found_words(found)))
}

fn wrong_step(message: &str) -> Option<String> {
    match message {
        "wanted string or table" => Some("Expected a name in quotes or { name = … }".to_owned()),
        "wanted exactly 1 element, more than 1 element" => {
            Some("One name only stands in these braces: write every step in braces of its own".to_owned())
        }
        "wanted exactly 1 element, found 0 elements" => Some("These braces are empty: write { name = … }".to_owned()),
        _ => {
            let found = message.strip_prefix("expected table, found ")?;
            Some(format!("This step has no settings, found {found}: write its name alone, in quotes"))
        }
    }
}

fn expected_words(expected: &str) -> Cow<'_, str> {
    let plain = match expected {
        "a string" | "string" | "a borrowed string" => "text in quotes",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "a sequence" => "a list in square brackets",
        "a map" => "a table",
        "string or table" => "a name in quotes or { name = … }",
        _ if expected.starts_with("struct ") || expected.starts_with("internally tagged enum") => "a table in braces",
        _ if expected.starts_with("enum ") => "one of the choices, in quotes",
        _ => return Cow::Borrowed(expected),
    };
    Cow::Borrowed(plain)
}

fn found_words(found: &str) -> String {
    let inside = |quote: char| found.split(quote).nth(1).unwrap_or_default();
    match found.split([' ', ',']).next().unwrap_or_default() {
        "string" => format!("the text “{}”", inside('"')),
        "integer" => format!("the number {}", inside('`')),
        "floating" => format!("the number {}", inside('`')),
        "boolean" => inside('`').to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        _ => found.to_owned(),
    }
}
