//! The record types: read once from the table in `assets/practice`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

const TABLE: &str = include_str!("../../../assets/practice/archivesspace-records.txt");

/// All record types and parts.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(TABLE));

/// The types of a table.
#[derive(Debug, Default)]
pub struct Schema {
    shapes: HashMap<String, Shape>,
    /// Lines that were not understood; the test holds that there are none.
    unread: Vec<String>,
}

/// One record type or part.
#[derive(Debug, Default)]
pub struct Shape {
    /// The name.
    pub name: String,
    /// Whether it is a record type with a `jsonmodel_type`.
    pub is_record: bool,
    /// The address pattern of records that have one.
    pub uri: Option<String>,
    /// The abstract type that it refines.
    pub parent: Option<String>,
    /// Names of the checks beyond the fields; `warn:` in front makes failures warnings.
    pub rules: Vec<String>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Debug)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: Type,
    /// Missing is an error.
    pub required: bool,
    /// Missing is a warning.
    pub wanted: bool,
    /// Characters at most.
    pub max: Option<usize>,
    /// Characters at least.
    pub min: Option<usize>,
    /// Entries at least.
    pub items: Option<usize>,
    /// Dropped on input.
    pub readonly: bool,
    /// The controlled list of its values.
    pub list: Option<String>,
    /// The only values.
    pub one_of: Vec<String>,
    /// Set after the checks where nothing was given.
    pub default: Option<Value>,
    /// Name of the pattern.
    pub like: Option<String>,
    /// Characters at most, for each entry.
    pub each_max: Option<usize>,
    /// The controlled list of each entry.
    pub each_list: Option<String>,
    /// The only values of each entry.
    pub each_one_of: Vec<String>,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// A point in time.
    DateTime,
    /// Anything.
    Any,
    /// The address of a record of one of these types.
    Uri(Vec<String>),
    /// A record written inline.
    Record(String),
    /// One of several inline records, told apart by `jsonmodel_type`.
    Poly(Vec<String>),
    /// An address, or the record inline.
    UriOrRecord(String),
    /// An inline object without a type of its own.
    Part(String),
    /// A list.
    List(Box<Self>),
}

/// The table of all types.
#[must_use]
pub fn schema() -> &'static Schema {
    &SCHEMA
}

impl Schema {
    /// The type or part with this name.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// All record types.
    pub fn records(&self) -> impl Iterator<Item = &Shape> {
        self.shapes.values().filter(|shape| shape.is_record)
    }

    fn read(table: &str) -> Self {
        let mut schema = Self::default();
        let mut current: Option<Shape> = None;
        for line in table.lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(field) = line.strip_prefix("  ") {
                match (Field::read(field), &mut current) {
                    (Some(field), Some(shape)) => shape.fields.push(field),
                    _ => schema.unread.push(line.to_owned()),
                }
                continue;
            }
            schema.keep(current.take());
            current = Shape::read(line);
            if current.is_none() {
                schema.unread.push(line.to_owned());
            }
        }
        schema.keep(current);
        schema
    }

    fn keep(&mut self, shape: Option<Shape>) {
        if let Some(shape) = shape {
            self.shapes.insert(shape.name.clone(), shape);
        }
    }
}

impl Shape {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let is_record = match words.next()? {
            "record" => true,
            "part" => false,
            _ => return None,
        };
        let mut shape = Self {
            name: words.next()?.to_owned(),
            is_record,
            ..Self::default()
        };
        if is_record {
            shape.uri = words.next().filter(|uri| *uri != "-").map(str::to_owned);
        }
        for word in words {
            match word.strip_prefix("parent=") {
                Some(parent) => shape.parent = Some(parent.to_owned()),
                None => shape.rules.push(word.to_owned()),
            }
        }
        Some(shape)
    }

    /// The field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether the record is a kind of note.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.name.starts_with("note_")
    }
}

impl Field {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut field = Self {
            name: words.next()?.to_owned(),
            kind: Type::read(words.next()?)?,
            required: false,
            wanted: false,
            max: None,
            min: None,
            items: None,
            readonly: false,
            list: None,
            one_of: Vec::new(),
            default: None,
            like: None,
            each_max: None,
            each_list: None,
            each_one_of: Vec::new(),
        };
        for word in words {
            field.flag(word)?;
        }
        Some(field)
    }

    fn flag(&mut self, word: &str) -> Option<()> {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let names = || value.split(',').map(str::to_owned).collect();
        match name {
            "required" => self.required = true,
            "wanted" => self.wanted = true,
            "readonly" => self.readonly = true,
            "max" => self.max = Some(value.parse().ok()?),
            "min" => self.min = Some(value.parse().ok()?),
            "items" => self.items = Some(value.parse().ok()?),
            "each_max" => self.each_max = Some(value.parse().ok()?),
            "enum" => self.list = Some(value.to_owned()),
            "each_enum" => self.each_list = Some(value.to_owned()),
            "one_of" => self.one_of = names(),
            "each_one_of" => self.each_one_of = names(),
            "like" => self.like = Some(value.to_owned()),
            "default" => self.default = Some(serde_json::from_str(value).ok()?),
            _ => return None,
        }
        Some(())
    }
}

impl Type {
    fn read(text: &str) -> Option<Self> {
        if let Some(entry) = text.strip_prefix("list:") {
            return Some(Self::List(Box::new(Self::read(entry)?)));
        }
        let Some((name, rest)) = text.split_once('(') else {
            return Some(match text {
                "string" => Self::String,
                "integer" => Self::Integer,
                "boolean" => Self::Boolean,
                "date" => Self::Date,
                "date-time" => Self::DateTime,
                "any" => Self::Any,
                _ => return None,
            });
        };
        let names: Vec<String> = rest.strip_suffix(')')?.split(',').map(str::to_owned).collect();
        let first = names.first()?.clone();
        Some(match name {
            "uri" => Self::Uri(names),
            "poly" => Self::Poly(names),
            "rec" => Self::Record(first),
            "uri_or_rec" => Self::UriOrRecord(first),
            "part" => Self::Part(first),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: &Type) -> Vec<&String> {
        match kind {
            Type::Record(name) | Type::UriOrRecord(name) | Type::Part(name) => vec![name],
            Type::Poly(names) => names.iter().collect(),
            Type::List(entry) => named(entry),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_line_of_the_table_is_understood() {
        assert_eq!(schema().unread, Vec::<String>::new());
        for shape in schema().shapes.values() {
            assert!(!shape.fields.is_empty() || shape.is_record, "{}", shape.name);
            for field in &shape.fields {
                for name in named(&field.kind) {
                    assert!(
                        schema().shape(name).is_some(),
                        "{}.{} names the unknown type {name}",
                        shape.name,
                        field.name
                    );
                }
            }
        }
    }
}
