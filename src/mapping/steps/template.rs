//! Templates and conditions.
//!
//! Both are minijinja with a limited amount of work, no escaping, and missing values that count as empty. They see `value` (the
//! item), `values` (all items), `now`, and `source("key")` for every other source; keys are written out, so that what a
//! template reads is known before it runs. Items that are more than text show their words and have their parts:
//! `value.begin` of a date, `value.heading` of an agent.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Expression, State, UndefinedBehavior, Value};
use regex::Regex;

use super::prepare::StepContext;
use super::{dates, quoted, text, text_of};
use crate::mapping::face::read_source;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, Sourced};
use crate::mapping::key::SourceKey;
use crate::mapping::step::{DateForm, DayOrder};

/// Work that one run may do: far more than a template of a page needs, far less than a person notices.
const FUEL: u64 = 50_000;

/// Deepest nesting that is followed.
const DEEPEST: usize = 50;

/// The name under which a template is kept.
const NAME: &str = "template";

/// The variable that carries the sources; no name that a person would choose.
const SOURCES: &str = "__sources";

static BASE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut base = Environment::new();
    base.set_auto_escape_callback(|_| AutoEscape::None);
    base.set_undefined_behavior(UndefinedBehavior::Chainable);
    base.set_fuel(Some(FUEL));
    base.set_recursion_limit(DEEPEST);
    base.add_function("source", source);
    base.add_filter("truncate", |text: Cow<'_, str>, longest: usize| text::shortened(&text, longest));
    base.add_filter("year", |text: Cow<'_, str>| dated(&text, DateForm::Year));
    base.add_filter("day", |text: Cow<'_, str>| dated(&text, DateForm::Day));
    base
});

static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"\bsource\(\s*(?:"([^"]*)"|'([^']*)')\s*\)"#).ok());

/// A written date in a form; empty where it cannot be read.
fn dated(text: &str, form: DateForm) -> String {
    dates::read_date(text, DayOrder::Ask)
        .ok()
        .and_then(|date| dates::write_date(&date, form).0)
        .unwrap_or_default()
}

/// `source("key")` of templates.
fn source(state: &State<'_, '_>, key: &str) -> Result<Value, Error> {
    let sources = state.lookup(SOURCES).unwrap_or_default();
    let found = sources.get_item(&Value::from(key))?;
    if found.is_undefined() {
        let text = format!("source() takes the name of a source written out between quotes, not worked out ({key})");
        return Err(Error::new(ErrorKind::InvalidOperation, text));
    }
    // A source without a value is known, yet undefined to the template.
    if found.is_none() { Ok(Value::UNDEFINED) } else { Ok(found) }
}

/// Sources that a template or condition names.
pub(super) fn sources_of(text: &str) -> Vec<SourceKey> {
    let Some(keys) = KEYS.as_ref() else { return Vec::new() };
    let mut found: Vec<SourceKey> = Vec::new();
    for captures in keys.captures_iter(text) {
        let key = captures.get(1).or_else(|| captures.get(2)).map(|found| found.as_str());
        if let Some(key) = key.map(SourceKey::from).filter(|key| !found.contains(key)) {
            found.push(key);
        }
    }
    found
}

/// An item that is more than text: shows its words, has its parts.
#[derive(Debug)]
struct Shown {
    words: String,
    parts: Value,
}

impl Object for Shown {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.parts.get_item(key).ok().filter(|value| !value.is_undefined())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.parts.try_iter().map(Iterator::collect).unwrap_or_default())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// Several values of a source: a list that shows as `one; two`.
#[derive(Debug)]
struct Several(Vec<Value>);

impl Object for Several {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, value) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{value}")?;
        }
        Ok(())
    }
}

fn shown(item: &Item) -> Value {
    let parts = match item {
        Item::Text(text) => return Value::from(text.as_str()),
        Item::Number(number) => return Value::from(*number),
        Item::Flag(flag) => return Value::from(*flag),
        Item::Date(date) => Value::from(Serde(date)),
        Item::Extent(extent) => Value::from(Serde(extent)),
        Item::Agent(agent) => Value::from(Serde(agent)),
        Item::Subject(subject) => Value::from(Serde(subject)),
        Item::Language(language) => Value::from(Serde(language)),
        Item::Note(note) => Value::from(Serde(note)),
        Item::Rights(statement) => Value::from(Serde(statement)),
        Item::FileVersion(version) => Value::from(Serde(version)),
        Item::Document(document) => Value::from(Serde(document)),
    };
    Value::from_object(Shown {
        words: text_of(item),
        parts,
    })
}

/// A few values by name.
#[derive(Debug)]
struct Named(Vec<(Arc<str>, Value)>);

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        self.0.iter().find(|(name, _)| name.as_ref() == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(Arc::clone(name))).collect())
    }
}

/// The names that a template or condition may look up. Only what it may name is worked out for each record: a name that does not stand
/// in its text is not looked up.
struct Names {
    value: Option<Arc<str>>,
    values: Option<Arc<str>>,
    now: Option<Arc<str>>,
    sources: Arc<str>,
    keys: Vec<(SourceKey, Arc<str>)>,
}

impl Names {
    fn of(text: &str) -> Self {
        // `debug()` shows all there is.
        let everything = text.contains("debug");
        let named = |name: &str| (everything || text.contains(name)).then(|| Arc::from(name));
        Self {
            value: named("value"),
            values: named("values"),
            now: named("now"),
            sources: Arc::from(SOURCES),
            keys: sources_of(text)
                .into_iter()
                .map(|key| {
                    let name = Arc::from(key.as_str());
                    (key, name)
                })
                .collect(),
        }
    }

    /// Everything that the template may name.
    fn around(&self, value: Option<&Item>, values: &[Item], at: &StepContext<'_>) -> Value {
        let mut all = Vec::with_capacity(4);
        if let Some(name) = &self.value {
            all.push((Arc::clone(name), value.map_or(Value::UNDEFINED, shown)));
        }
        if let Some(name) = &self.values {
            all.push((Arc::clone(name), values.iter().map(shown).collect()));
        }
        if let Some(name) = &self.now {
            all.push((Arc::clone(name), Value::from(at.around.now.to_string())));
        }
        let sources = self.keys.iter().map(|(key, name)| (Arc::clone(name), read(key, at))).collect();
        all.push((Arc::clone(&self.sources), Value::from_object(Named(sources))));
        Value::from_object(Named(all))
    }

    /// All items, where they may be named.
    fn values(&self, items: &[Sourced]) -> Vec<Item> {
        match self.values {
            Some(_) => items.iter().map(|sourced| sourced.item.clone()).collect(),
            None => Vec::new(),
        }
    }
}

/// What a source shows.
fn read(key: &SourceKey, at: &StepContext<'_>) -> Value {
    let mut found: Vec<Value> = read_source(at.subject, key, at.around)
        .iter()
        .map(|sourced| shown(&sourced.item))
        .collect();
    if found.len() > 1 {
        Value::from_object(Several(found))
    } else {
        found.pop().unwrap_or(Value::from(()))
    }
}

fn broken(what: &str, text: &str, error: &Error) -> MappingFinding {
    let said = match error.kind() {
        ErrorKind::OutOfFuel => "it does more work than a template may".to_owned(),
        kind => error.detail().map_or_else(|| kind.to_string(), str::to_owned),
    };
    let line = error
        .line()
        .filter(|line| *line > 1)
        .map(|line| format!(" in line {line}"))
        .unwrap_or_default();
    MappingFinding::about(FindingKind::BrokenRule, text, format!("the {what} {}{line}: {said}", quoted(text)))
}

/// A template ready to use.
pub(super) struct Template {
    text: String,
    environment: Environment<'static>,
    names: Names,
    /// It speaks of the item.
    of_one: bool,
    /// It speaks of all items.
    of_all: bool,
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Template").field(&self.text).finish()
    }
}

impl Template {
    /// Compiles it.
    ///
    /// # Errors
    /// A finding says what is wrong with it, and in which line.
    pub(super) fn new(text: &str) -> Result<Self, MappingFinding> {
        let mut environment = BASE.clone();
        environment
            .add_template_owned(NAME, text.to_owned())
            .map_err(|error| broken("template", text, &error))?;
        let names = environment
            .get_template(NAME)
            .map_err(|error| broken("template", text, &error))?
            .undeclared_variables(false);
        Ok(Self {
            text: text.to_owned(),
            of_one: names.contains("value"),
            of_all: names.contains("values"),
            environment,
            names: Names::of(text),
        })
    }

    /// The text it gives for an item among all items.
    ///
    /// # Errors
    /// A finding says why it could not be run.
    pub(super) fn run(&self, value: Option<&Item>, values: &[Item], at: &StepContext<'_>) -> Result<String, MappingFinding> {
        let names = self.names.around(value, values, at);
        self.environment
            .get_template(NAME)
            .and_then(|template| template.render(names))
            .map_err(|error| broken("template", &self.text, &error))
    }

    /// All items, where the template may name them.
    pub(super) fn values(&self, items: &[Sourced]) -> Vec<Item> {
        self.names.values(items)
    }

    /// The step: once for each item where it speaks of `value`; else once for all, unless it speaks of `values` and there are
    /// none. Empty texts are left out.
    pub(super) fn apply(&self, items: Vec<Sourced>, at: &StepContext<'_>, findings: &mut Vec<MappingFinding>) -> Vec<Sourced> {
        let values = self.values(&items);
        let rendered: Vec<(Result<String, MappingFinding>, _)> = if self.of_one {
            items
                .into_iter()
                .map(|sourced| (self.run(Some(&sourced.item), &values, at), sourced.inherited))
                .collect()
        } else if self.of_all && items.is_empty() {
            Vec::new()
        } else {
            let inherited = text::join(&items, "").and_then(|joined| joined.inherited);
            vec![(self.run(None, &values, at), inherited)]
        };
        let mut out = Vec::new();
        for (text, inherited) in rendered {
            match text {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => out.push(Sourced {
                    item: Item::Text(text),
                    inherited,
                }),
                Err(finding) if !findings.contains(&finding) => findings.push(finding),
                Err(_) => {}
            }
        }
        out
    }
}

/// A condition ready to use, such as `value != "" and source("approval.by")`.
pub struct Condition {
    text: String,
    expression: Expression<'static, 'static>,
    names: Names,
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.text).finish()
    }
}

impl Condition {
    /// Compiles it. Braces around the whole, as templates have them, are allowed.
    ///
    /// # Errors
    /// A finding says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, MappingFinding> {
        let bare = text.trim();
        let bare = bare.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(bare);
        let expression = BASE
            .compile_expression_owned(bare.trim().to_owned())
            .map_err(|error| broken("condition", text, &error))?;
        Ok(Self {
            text: text.to_owned(),
            expression,
            names: Names::of(text),
        })
    }

    /// True where it holds; `value` is the first item.
    ///
    /// # Errors
    /// A finding says why it could not be run.
    pub fn holds(&self, items: &[Sourced], at: &StepContext<'_>) -> Result<bool, MappingFinding> {
        let values = self.names.values(items);
        let names = self.names.around(items.first().map(|sourced| &sourced.item), &values, at);
        self.expression
            .eval(names)
            .map(|value| value.is_true())
            .map_err(|error| broken("condition", &self.text, &error))
    }
}

/// True where a rule's condition holds for the items it read; `value` is the first of them. Compiles the condition each time:
/// whoever looks at many records makes a [`Condition`] once.
///
/// # Errors
/// A finding says what is wrong with the condition.
pub fn condition_holds(text: &str, items: &[Sourced], at: &StepContext<'_>) -> Result<bool, MappingFinding> {
    Condition::new(text)?.holds(items, at)
}
