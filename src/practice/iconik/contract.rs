//! What the practice iconik accepts: its operations, with roles, parameters and the shapes of bodies.
//!
//! The table stands in `assets/practice/iconik/contract.json`. It lets one place answer 404, 403 and 400, so that no
//! endpoint can forget to; in strict mode nothing undeclared passes.

use std::collections::HashMap;

use http::Method;
use indexmap::IndexMap;
use serde::Deserialize;
use uuid::Uuid;

use super::shape::{Kind, Shapes};

/// The table as it is written.
const WRITTEN: &str = include_str!("../../../assets/practice/iconik/contract.json");

#[derive(Deserialize)]
struct Written {
    operations: Vec<WrittenOperation>,
    shapes: HashMap<String, IndexMap<String, String>>,
}

#[derive(Deserialize)]
struct WrittenOperation {
    method: String,
    path: String,
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    query: IndexMap<String, String>,
    #[serde(default)]
    body: Option<String>,
}

/// Why the table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// Not JSON, or not in its shape.
    #[error("the table of operations cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A notation that means nothing.
    #[error("the table of operations has a kind that means nothing: {0}")]
    Kind(String),
    /// A method that is not one.
    #[error("the table of operations names a method that is none: {0}")]
    Method(String),
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path with the names of parameters in braces.
    pub path: String,
    segments: Vec<Segment>,
    /// The role it asks for.
    pub role: Option<String>,
    /// Its parameters in the query.
    pub query: IndexMap<String, Kind>,
    /// The shape of its body.
    pub body: Option<String>,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    /// A parameter that must be a UUID.
    Id(String),
    /// Any other parameter.
    Name(String),
}

impl Segment {
    fn read(written: &str) -> Self {
        match written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            // Share ids are strings in the specification, yet the servers make UUIDs.
            Some(name) if name.ends_with("_id") => Self::Id(name.to_owned()),
            Some(name) => Self::Name(name.to_owned()),
            None => Self::Literal(written.to_owned()),
        }
    }

    /// How well `part` fits: literals before ids before names, so that paths that differ only there are told apart.
    fn fit(&self, part: &str) -> Option<u8> {
        match self {
            Self::Literal(literal) => (literal == part).then_some(0),
            Self::Id(_) => Uuid::try_parse(part).is_ok().then_some(1),
            Self::Name(_) => (!part.is_empty()).then_some(2),
        }
    }
}

/// Arguments in a path, by name.
pub type Arguments = HashMap<String, String>;

/// What a path leads to.
#[derive(Debug)]
pub enum Found<'a> {
    /// An operation and its place in the table.
    Operation(usize, &'a Operation, Arguments),
    /// The path is known with other methods only.
    OtherMethod,
    /// No operation has this path.
    Nothing,
}

/// The table.
#[derive(Debug)]
pub struct Contract {
    operations: Vec<Operation>,
    /// The shapes of bodies.
    pub shapes: Shapes,
}

impl Contract {
    /// Reads the table that is built in.
    ///
    /// # Errors
    /// When the table is damaged, which the tests would show.
    pub fn built_in() -> Result<Self, ContractError> {
        let written: Written = serde_json::from_str(WRITTEN)?;
        let operations = written.operations.into_iter().map(operation).collect::<Result<_, _>>()?;
        Ok(Self {
            operations,
            shapes: Shapes::read(&written.shapes)?,
        })
    }

    /// All operations.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Every role that an operation asks for.
    #[must_use]
    pub fn roles(&self) -> Vec<&str> {
        let mut roles: Vec<&str> = self.operations.iter().filter_map(|operation| operation.role.as_deref()).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Finds the operation for a method and a path, whose parts are still percent-encoded.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let parts: Vec<String> = path
            .split('/')
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let mut best: Option<(Vec<u8>, usize)> = None;
        let mut other = false;
        for (index, operation) in self.operations.iter().enumerate() {
            let Some(fit) = fit(operation, &parts) else {
                continue;
            };
            if operation.method != *method {
                other = true;
            } else if best.as_ref().is_none_or(|(known, _)| fit < *known) {
                best = Some((fit, index));
            }
        }
        match best {
            Some((_, index)) => {
                let operation = &self.operations[index];
                Found::Operation(index, operation, arguments(operation, parts))
            }
            None if other => Found::OtherMethod,
            None => Found::Nothing,
        }
    }
}

fn fit(operation: &Operation, parts: &[String]) -> Option<Vec<u8>> {
    if operation.segments.len() != parts.len() {
        return None;
    }
    operation
        .segments
        .iter()
        .zip(parts)
        .map(|(segment, part)| segment.fit(part))
        .collect()
}

fn arguments(operation: &Operation, parts: Vec<String>) -> Arguments {
    operation
        .segments
        .iter()
        .zip(parts)
        .filter_map(|(segment, part)| match segment {
            Segment::Literal(_) => None,
            Segment::Id(name) | Segment::Name(name) => Some((name.clone(), part)),
        })
        .collect()
}

fn operation(written: WrittenOperation) -> Result<Operation, ContractError> {
    Ok(Operation {
        method: written.method.parse().map_err(|_| ContractError::Method(written.method.clone()))?,
        segments: written.path.split('/').map(Segment::read).collect(),
        path: written.path,
        role: written.role,
        query: written
            .query
            .into_iter()
            .map(|(name, kind)| Ok((name, Kind::read(&kind)?)))
            .collect::<Result<_, ContractError>>()?,
        body: written.body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(method: Method, path: &str) -> String {
        let contract = Contract::built_in().expect("the table");
        match contract.find(&method, path) {
            Found::Operation(_, operation, _) => operation.path.clone(),
            Found::OtherMethod => "other method".to_owned(),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn ids_names_and_literals_are_told_apart() {
        let id = Uuid::nil();
        let segments = format!("/API/assets/v1/assets/{id}/segments");
        assert!(path_of(Method::GET, &format!("{segments}/{id}/")).ends_with("{segment_id}/"));
        assert!(path_of(Method::GET, &format!("{segments}/COMMENT/")).ends_with("{segment_type}/"));
        assert!(path_of(Method::GET, &format!("{segments}/vtt/")).ends_with("/vtt/"));
        assert!(path_of(Method::GET, "/API/metadata/v1/assets/categories/").ends_with("categories/"));
        assert_eq!(path_of(Method::GET, "/API/metadata/v1/views"), "nothing");
        assert_eq!(path_of(Method::DELETE, "/API/search/v1/search/"), "other method");
    }
}
