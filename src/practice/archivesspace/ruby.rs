//! How the real server prints values of its programming language in messages.

use serde_json::Value;

/// The class of a value, as in `you provided a String`.
#[must_use]
pub fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "NilClass",
        Value::Bool(true) => "TrueClass",
        Value::Bool(false) => "FalseClass",
        Value::Number(number) if number.is_f64() => "Float",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "Array",
        Value::Object(_) => "Hash",
    }
}

/// The value as a literal.
#[must_use]
pub fn inspect(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("nil"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => quote(text, out),
        Value::Array(entries) => {
            out.push('[');
            for (number, entry) in entries.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                write(entry, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (number, (name, field)) in fields.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                quote(name, out);
                out.push_str("=>");
                write(field, out);
            }
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            '#' if matches!(characters.peek(), Some('{' | '$' | '@')) => out.push_str("\\#"),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_print_as_the_server_prints_them() {
        let value = json!({"title": "a \"b\" #{c}", "n": null, "list": [1, true]});
        assert_eq!(
            inspect(&value),
            "{\"title\"=>\"a \\\"b\\\" \\#{c}\", \"n\"=>nil, \"list\"=>[1, true]}"
        );
    }
}
