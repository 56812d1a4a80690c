//! Filters: operators over terms and further filters.

use serde::Deserialize;
use serde_json::Value;

use super::index::fold;
use super::values::{Sight, Values, plain};
use crate::practice::iconik::call::Refusal;
use crate::practice::iconik::moment::{self, Moment};
use crate::practice::iconik::world::entity::Entity;

/// A filter as it is sent.
#[derive(Debug, Clone, Deserialize)]
pub struct Filter {
    operator: String,
    #[serde(default)]
    terms: Vec<Term>,
    #[serde(default)]
    filters: Vec<Filter>,
}

#[derive(Debug, Clone, Deserialize)]
struct Term {
    name: String,
    value: Option<String>,
    value_in: Option<Vec<String>>,
    range: Option<Range>,
    exists: Option<bool>,
    missing: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
struct Range {
    min: Option<String>,
    max: Option<String>,
    /// Both ends as moments, read once: dates are what most searches for changes compare.
    #[serde(skip)]
    span: Option<(Moment, Moment)>,
}

impl Filter {
    /// Reads a filter whose shape was already looked at.
    ///
    /// # Errors
    /// 400 where an operator is not AND or OR, or a term says nothing: no others are known.
    pub fn read(sent: &Value) -> Result<Option<Self>, Refusal> {
        if sent.is_null() {
            return Ok(None);
        }
        let mut filter: Self = serde_json::from_value(sent.clone()).map_err(|error| Refusal::field("filter", &error.to_string()))?;
        filter.check()?;
        filter.prepare();
        Ok(Some(filter))
    }

    fn check(&self) -> Result<(), Refusal> {
        if !matches!(self.operator.to_uppercase().as_str(), "AND" | "OR") {
            return Err(Refusal::field("filter.operator", "Must be AND or OR."));
        }
        for term in &self.terms {
            let said = [
                term.value.is_some(),
                term.value_in.is_some(),
                term.range.is_some(),
                term.exists.is_some(),
                term.missing.is_some(),
            ];
            if said.iter().filter(|said| **said).count() != 1 {
                return Err(Refusal::field(
                    "filter.terms",
                    "One of value, value_in, range, exists or missing must be given.",
                ));
            }
        }
        self.filters.iter().try_for_each(Self::check)
    }

    fn prepare(&mut self) {
        for range in self.terms.iter_mut().filter_map(|term| term.range.as_mut()) {
            let end = |text: &Option<String>, open: Moment| match text {
                Some(text) => moment::parse(text),
                None => Some(open),
            };
            range.span = end(&range.min, Moment::MIN).zip(end(&range.max, Moment::MAX));
        }
        self.filters.iter_mut().for_each(Self::prepare);
    }

    /// Whether an entity fits. A filter without members fits everything.
    #[must_use]
    pub fn fits(&self, entity: &Entity, sight: &Sight) -> bool {
        let mut parts = self
            .terms
            .iter()
            .map(|term| term.fits(entity, sight))
            .chain(self.filters.iter().map(|filter| filter.fits(entity, sight)))
            .peekable();
        if parts.peek().is_none() {
            true
        } else if self.operator.eq_ignore_ascii_case("OR") {
            parts.any(|fits| fits)
        } else {
            parts.all(|fits| fits)
        }
    }

    /// The least `date_modified` in milliseconds that can fit, where the filter says one: pages of changes start there.
    #[must_use]
    pub fn changed_since(&self) -> Option<i64> {
        if !self.operator.eq_ignore_ascii_case("AND") {
            return None;
        }
        self.terms
            .iter()
            .filter(|term| term.name == "date_modified")
            .find_map(|term| moment::parse(term.range.as_ref()?.min.as_deref()?))
            .map(|micros| micros.div_euclid(1000))
    }
}

impl Term {
    fn fits(&self, entity: &Entity, sight: &Sight) -> bool {
        if let Some((from, to)) = self.range.as_ref().and_then(|range| range.span) {
            match self.name.as_str() {
                "date_modified" => return (from..=to).contains(&entity.modified),
                "date_created" => return (from..=to).contains(&entity.created),
                _ => {}
            }
        }
        let values = entity.values(&self.name, sight);
        if let Some(exists) = self.exists {
            return exists != values.is_empty();
        }
        if let Some(missing) = self.missing {
            return missing == values.is_empty();
        }
        if let Some(wanted) = &self.value {
            // Behaves like query text: words are found inside longer texts.
            let wanted = fold(wanted);
            return values.iter().any(|value| fold(&plain(value)).contains(&wanted));
        }
        if let Some(wanted) = &self.value_in {
            return values.iter().any(|value| wanted.contains(&plain(value)));
        }
        self.range
            .as_ref()
            .is_some_and(|range| values.iter().any(|value| range.holds(&plain(value))))
    }
}

impl Range {
    fn holds(&self, value: &str) -> bool {
        let not_less = |left: &str, right: &str| compare(left, right).is_ge();
        self.min.as_deref().is_none_or(|min| not_less(value, min)) && self.max.as_deref().is_none_or(|max| not_less(max, value))
    }
}

fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    if let (Ok(left), Ok(right)) = (left.parse::<f64>(), right.parse::<f64>()) {
        return left.total_cmp(&right);
    }
    match (moment::parse(left), moment::parse(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}
