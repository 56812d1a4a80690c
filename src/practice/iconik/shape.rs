//! Kinds of values and shapes of bodies, and what does not fit them.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::contract::ContractError;
use super::moment;

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Anything.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An email address.
    Email,
    /// A whole number within bounds.
    Integer(Bounds),
    /// A list with a bounded number of members.
    List(Box<Kind>, Bounds),
    /// Names to values.
    Map(Box<Kind>),
    /// A date and time.
    Moment,
    /// Any number.
    Number(Bounds),
    /// One of these words.
    OneOf(Vec<String>),
    /// The server's to say.
    ReadOnly,
    /// A shape by its name.
    Shape(String),
    /// Any text.
    Text,
    /// An address.
    Url,
    /// An identifier.
    Uuid,
    /// The kind, or null.
    Nullable(Box<Kind>),
}

/// Least and greatest value or length.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    least: Option<i64>,
    most: Option<i64>,
}

impl Bounds {
    /// Reads `<a..b>`; either end may be open.
    fn read(written: &str) -> Option<Self> {
        if written.is_empty() {
            return Some(Self::default());
        }
        let (least, most) = written.strip_prefix('<')?.strip_suffix('>')?.split_once("..")?;
        let end = |text: &str| match text {
            "" => Some(None),
            number => number.parse().ok().map(Some),
        };
        Some(Self {
            least: end(least)?,
            most: end(most)?,
        })
    }

    fn hold(self, number: i64) -> bool {
        self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most)
    }
}

impl Kind {
    /// Reads the table's notation.
    ///
    /// # Errors
    /// When it means nothing.
    pub fn read(written: &str) -> Result<Self, ContractError> {
        let nothing = || ContractError::Kind(written.to_owned());
        if let Some(inner) = written.strip_suffix('?') {
            return Ok(Self::Nullable(Box::new(Self::read(inner)?)));
        }
        if let Some(rest) = written.strip_prefix('[') {
            let end = rest.rfind(']').ok_or_else(nothing)?;
            let bounds = Bounds::read(&rest[end + 1..]).ok_or_else(nothing)?;
            return Ok(Self::List(Box::new(Self::read(&rest[..end])?), bounds));
        }
        if let Some(inner) = written.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            return Ok(Self::Map(Box::new(Self::read(inner)?)));
        }
        if let Some(words) = written.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
            return Ok(Self::OneOf(words.split('|').map(str::to_owned).collect()));
        }
        let (name, bounds) = written.split_at(written.find('<').unwrap_or(written.len()));
        let bounds = Bounds::read(bounds).ok_or_else(nothing)?;
        Ok(match name {
            "any" => Self::Any,
            "boolean" => Self::Boolean,
            "email" => Self::Email,
            "integer" => Self::Integer(bounds),
            "moment" => Self::Moment,
            "number" => Self::Number(bounds),
            "read-only" => Self::ReadOnly,
            "string" => Self::Text,
            "url" => Self::Url,
            "uuid" => Self::Uuid,
            shape if shape.starts_with(|first: char| first.is_ascii_uppercase()) => Self::Shape(shape.to_owned()),
            _ => return Err(nothing()),
        })
    }

    /// What is wrong with a parameter of a query, which is always text.
    #[must_use]
    pub fn fault_in_text(&self, text: &str) -> Option<String> {
        match self {
            Self::Nullable(inner) => inner.fault_in_text(text),
            Self::Boolean => (!matches!(text, "true" | "false" | "True" | "False" | "1" | "0")).then(|| "Not a valid boolean.".to_owned()),
            Self::Integer(bounds) => match text.parse::<i64>() {
                Ok(number) if bounds.hold(number) => None,
                Ok(_) => Some("Out of bounds.".to_owned()),
                Err(_) => Some("Not a valid integer.".to_owned()),
            },
            _ => None,
        }
    }
}

/// One field of a shape.
#[derive(Debug)]
struct Field {
    kind: Kind,
    required: bool,
}

/// How bodies are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Rigour {
    /// Undeclared and read-only fields are faults.
    pub strict: bool,
    /// Required fields must be there. A PATCH may leave them out, as clients in use do.
    pub complete: bool,
}

/// All shapes by name.
#[derive(Debug)]
pub struct Shapes(HashMap<String, IndexMap<String, Field>>);

/// Faults by field, as iconik writes them.
pub type FaultsByField = Map<String, Value>;

impl Shapes {
    /// Reads shapes in the table's notation.
    ///
    /// # Errors
    /// When a kind means nothing.
    pub fn read(written: &HashMap<String, IndexMap<String, String>>) -> Result<Self, ContractError> {
        let field = |text: &String| {
            let required = text.ends_with('!');
            Ok::<_, ContractError>(Field {
                kind: Kind::read(text.trim_end_matches('!'))?,
                required,
            })
        };
        written
            .iter()
            .map(|(name, fields)| {
                let fields = fields
                    .iter()
                    .map(|(name, text)| Ok((name.clone(), field(text)?)))
                    .collect::<Result<_, ContractError>>()?;
                Ok((name.clone(), fields))
            })
            .collect::<Result<_, ContractError>>()
            .map(Self)
    }

    /// The fields of a shape that a client may write.
    pub fn writable(&self, shape: &str) -> impl Iterator<Item = &str> {
        self.0
            .get(shape)
            .into_iter()
            .flatten()
            .filter(|(_, field)| field.kind != Kind::ReadOnly)
            .map(|(name, _)| name.as_str())
    }

    /// Everything in `body` that does not fit `shape`.
    #[must_use]
    pub fn faults(&self, shape: &str, body: &Value, rigour: Rigour) -> FaultsByField {
        let mut faults = FaultsByField::new();
        self.look_at_shape(shape, body, "", rigour, &mut faults);
        faults
    }

    fn look_at_shape(&self, shape: &str, value: &Value, at: &str, rigour: Rigour, faults: &mut FaultsByField) {
        let Some(fields) = self.0.get(shape) else {
            return;
        };
        let Some(object) = value.as_object() else {
            add(faults, at, "Not an object.");
            return;
        };
        let place = |name: &str| match at {
            "" => name.to_owned(),
            at => format!("{at}.{name}"),
        };
        for (name, value) in object {
            match fields.get(name) {
                None if rigour.strict => add(faults, &place(name), "Unknown field."),
                Some(field) if field.kind == Kind::ReadOnly && rigour.strict => add(faults, &place(name), "Read-only field."),
                None => {}
                Some(field) => self.look_at(&field.kind, value, &place(name), rigour, faults),
            }
        }
        if rigour.complete {
            for (name, field) in fields {
                if field.required && !object.contains_key(name) {
                    add(faults, &place(name), "Missing data for required field.");
                }
            }
        }
    }

    fn look_at(&self, kind: &Kind, value: &Value, at: &str, rigour: Rigour, faults: &mut FaultsByField) {
        let fault = match kind {
            Kind::Any | Kind::ReadOnly => None,
            Kind::Nullable(inner) => {
                if !value.is_null() {
                    self.look_at(inner, value, at, rigour, faults);
                }
                None
            }
            Kind::Shape(name) => {
                self.look_at_shape(name, value, at, rigour, faults);
                None
            }
            Kind::List(inner, bounds) => match value.as_array() {
                None => Some("Not a valid list.".to_owned()),
                Some(list) => {
                    for (index, member) in list.iter().enumerate() {
                        self.look_at(inner, member, &format!("{at}.{index}"), rigour, faults);
                    }
                    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
                    (!bounds.hold(length)).then(|| "Number of members is out of bounds.".to_owned())
                }
            },
            Kind::Map(inner) => match value.as_object() {
                None => Some("Not a valid mapping.".to_owned()),
                Some(object) => {
                    for (name, member) in object {
                        self.look_at(inner, member, &format!("{at}.{name}"), rigour, faults);
                    }
                    None
                }
            },
            plain => fault_in_plain(plain, value),
        };
        if let Some(fault) = fault {
            add(faults, at, &fault);
        }
    }
}

fn fault_in_plain(kind: &Kind, value: &Value) -> Option<String> {
    let text = value.as_str();
    let (fits, wanted) = match kind {
        Kind::Boolean => (value.is_boolean(), "boolean"),
        Kind::Email => (text.is_some_and(|text| text.contains('@')), "email address"),
        Kind::Integer(bounds) => (value.as_i64().is_some_and(|number| bounds.hold(number)), "integer"),
        Kind::Number(bounds) => (value.as_f64().is_some_and(|number| bounds.hold(number.round() as i64)), "number"),
        Kind::Moment => (text.and_then(moment::parse).is_some(), "datetime"),
        Kind::Url => (text.is_some_and(|text| url::Url::parse(text).is_ok()), "URL"),
        Kind::Uuid => (text.is_some_and(|text| Uuid::try_parse(text).is_ok()), "UUID"),
        Kind::OneOf(words) => {
            return match text {
                Some(text) if words.iter().any(|word| word == text) => None,
                _ => Some(format!("Must be one of: {}.", words.join(", "))),
            };
        }
        _ => (text.is_some(), "string"),
    };
    (!fits).then(|| format!("Not a valid {wanted}."))
}

fn add(faults: &mut FaultsByField, at: &str, fault: &str) {
    let at = if at.is_empty() { "body" } else { at };
    faults.insert(at.to_owned(), Value::from(fault));
}
