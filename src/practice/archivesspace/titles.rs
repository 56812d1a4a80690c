//! Titles, display strings and the sort names of agents.

use serde_json::Value;

use super::kinds::Kind;
use super::records::Body;

fn text<'a>(body: &'a Body, field: &str) -> Option<&'a str> {
    body.get(field).and_then(Value::as_str)
}

/// One date as it stands in a display string.
#[must_use]
pub fn date_label(date: &Value) -> Option<String> {
    let part = |field: &str| date.get(field).and_then(Value::as_str);
    let shown = match (part("expression"), part("begin"), part("end")) {
        (Some(expression), _, _) => expression.to_owned(),
        (None, Some(begin), Some(end)) if begin != end => format!("{begin} - {end}"),
        (None, Some(single), _) | (None, None, Some(single)) => single.to_owned(),
        (None, None, None) => return None,
    };
    Some(match part("date_type") {
        Some("bulk") => format!("bulk: {shown}"),
        _ => shown,
    })
}

/// Title and dates of a component.
#[must_use]
pub fn display_string(kind: Kind, body: &Body) -> String {
    if kind == Kind::Accession {
        return text(body, "title").map_or_else(|| identifier(body, "-"), str::to_owned);
    }
    let dates = body.get("dates").and_then(Value::as_array);
    let dates: Vec<String> = dates.into_iter().flatten().filter_map(date_label).collect();
    let label = text(body, "title").or_else(|| text(body, "label"));
    label.map(str::to_owned).into_iter().chain(dates).collect::<Vec<_>>().join(", ")
}

/// The parts of an identifier that were given.
#[must_use]
pub fn identifier(body: &Body, between: &str) -> String {
    (0..4)
        .filter_map(|part| text(body, &format!("id_{part}")))
        .collect::<Vec<_>>()
        .join(between)
}

/// A level for people: `subseries` becomes `Subseries`.
#[must_use]
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The level, or the other level where that is what the level says.
#[must_use]
pub fn level(body: &Body) -> Option<&str> {
    match text(body, "level") {
        Some("otherlevel") => text(body, "other_level"),
        level => level,
    }
}

/// The name by which an agent is sorted.
#[must_use]
pub fn sort_name(kind: Kind, name: &Body) -> String {
    let part = |field: &str| text(name, field);
    let mut shown = match kind {
        Kind::AgentPerson => {
            let primary = part("primary_name").unwrap_or_default();
            match (part("rest_of_name"), part("name_order")) {
                (Some(rest), Some("direct")) => format!("{rest} {primary}"),
                (Some(rest), _) => format!("{primary}, {rest}"),
                (None, _) => primary.to_owned(),
            }
        }
        Kind::AgentFamily => part("family_name").unwrap_or_default().to_owned(),
        Kind::AgentSoftware => [part("software_name"), part("version")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        _ => [part("primary_name"), part("subordinate_name_1"), part("subordinate_name_2")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(". "),
    };
    if let Some(qualifier) = part("qualifier") {
        shown.push_str(&format!(" ({qualifier})"));
    }
    if let Some(dates) = part("dates") {
        shown.push_str(&format!(" ({dates})"));
    }
    shown
}

/// Why a title was refused.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum MarkupFault {
    /// Not balanced, or attributes without quotes.
    Invalid,
    /// Tags that run or ask for something.
    Disallowed,
}

impl MarkupFault {
    /// The code in the answer.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "mixed_content_invalid_inline_ead",
            Self::Disallowed => "mixed_content_disallowed_tag",
        }
    }
}

/// Checks the inline markup of a title. A `<` that opens no tag, and an `&`, are plain text.
///
/// # Errors
/// What is wrong with it.
pub fn check_markup(title: &str) -> Result<(), MarkupFault> {
    const DISALLOWED: [&str; 8] = ["script", "iframe", "form", "input", "button", "object", "embed", "style"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = title;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let closing = rest.starts_with('/');
        let tag = rest.strip_prefix('/').unwrap_or(rest);
        if !tag.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let Some(end) = tag.find('>') else {
            return Err(MarkupFault::Invalid);
        };
        let inside = &tag[..end];
        rest = &tag[end + 1..];
        let name_end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        if DISALLOWED.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(MarkupFault::Disallowed);
        }
        let (attributes, empty) = match attributes.trim_end().strip_suffix('/') {
            Some(attributes) => (attributes, true),
            None => (attributes, false),
        };
        if !attributes_are_quoted(attributes) || inside.contains('<') {
            return Err(MarkupFault::Invalid);
        }
        if closing {
            if open.pop() != Some(name) {
                return Err(MarkupFault::Invalid);
            }
        } else if !empty {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(MarkupFault::Invalid) }
}

fn attributes_are_quoted(attributes: &str) -> bool {
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let Some((_, after)) = rest.split_once('=') else {
            return false;
        };
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return false;
        };
        let Some(end) = after[1..].find(quote) else {
            return false;
        };
        rest = after[end + 2..].trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn display_strings_join_title_and_dates() {
        let body = json!({"title": "Series 1", "dates": [
            {"begin": "1830-01", "end": "1840", "date_type": "inclusive"},
            {"begin": "1835", "end": "1836", "date_type": "bulk"}]});
        assert_eq!(
            display_string(Kind::ArchivalObject, body.as_object().unwrap()),
            "Series 1, 1830-01 - 1840, bulk: 1835 - 1836"
        );
    }

    #[test]
    fn markup_must_be_balanced_and_quoted() {
        for good in [
            "A & B < C",
            "<emph render=\"italic\">Das Dock</emph> & after",
            "line<lb/>break",
            "x <5 y",
        ] {
            assert_eq!(check_markup(good), Ok(()), "{good}");
        }
        for bad in [
            "Title with <emph>unclosed",
            "<emph render=italic>x</emph>",
            "</emph>",
            "<a><b></a></b>",
        ] {
            assert_eq!(check_markup(bad), Err(MarkupFault::Invalid), "{bad}");
        }
        assert_eq!(check_markup("<script>x</script>"), Err(MarkupFault::Disallowed));
    }
}
