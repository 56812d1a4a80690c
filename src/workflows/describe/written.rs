//! Turning items into what exactly is written, and into what the record would look like then.

use serde_json::Value;

use crate::domain::Vocabulary;
use crate::mapping::face::{Refer, edits, field_values};
use crate::mapping::{AssetFacts, Item, MappingFinding, RecordFacts, Subject, TargetKey};
use crate::plan::{Edit, Severity};

/// The write of one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// Edits of a record of ArchivesSpace.
    Edits(Vec<Edit>),
    /// Values of a metadata field of iconik.
    Values {
        /// Id of the view through which it is written.
        view: String,
        /// Name of the field.
        name: String,
        /// Values before.
        before: Vec<Value>,
        /// Values after.
        after: Vec<Value>,
    },
}

/// What is written to bring a field from the items it holds to others. `None` where it comes to the same.
///
/// # Errors
/// Why it cannot be written, and what to do.
pub(crate) fn write(
    target: Subject<'_>,
    view: Option<&str>,
    key: &TargetKey,
    change: (&[Item], &[Item]),
    refer: &dyn Refer,
    vocabulary: &Vocabulary,
) -> Result<Option<(Written, Vec<MappingFinding>)>, String> {
    let (before, after) = change;
    match target {
        Subject::Record(record) => {
            let edits = edits(&record.snapshot.body, key, before, after, refer);
            Ok((!edits.is_empty()).then_some((Written::Edits(edits), Vec::new())))
        }
        Subject::Asset(asset) => asset_values(asset, view, key, after, vocabulary),
    }
}

fn asset_values(
    asset: &AssetFacts,
    view: Option<&str>,
    key: &TargetKey,
    after: &[Item],
    vocabulary: &Vocabulary,
) -> Result<Option<(Written, Vec<MappingFinding>)>, String> {
    let name = key
        .iconik_field()
        .ok_or_else(|| format!("“{key}” is not a metadata field of iconik"))?;
    let field = vocabulary
        .fields
        .get(name)
        .ok_or_else(|| format!("iconik has no metadata field “{name}”. Refresh iconik, or set the field up"))?;
    if field.read_only {
        return Err(format!("iconik lets nobody write the field “{}”", field.label));
    }
    let view = vocabulary
        .view_with(name, view)
        .ok_or_else(|| format!("No metadata view of iconik shows the field “{}”. Add it to a view", field.label))?;
    let (values, findings) = field_values(field, after);
    if let Some(obstacle) = findings.iter().find(|finding| finding.severity() == Severity::Obstacle) {
        return Err(obstacle.text.clone());
    }
    // What the field cannot take must not empty it.
    if let Some(unusable) = findings.first().filter(|_| values.is_empty() && !after.is_empty()) {
        return Err(unusable.text.clone());
    }
    let before = match asset.snapshot.metadata.get(name) {
        Some(Value::Array(values)) => values.clone(),
        Some(Value::Null) | None => Vec::new(),
        Some(other) => vec![other.clone()],
    };
    if texts(&before) == texts(&values) {
        return Ok(None);
    }
    let written = Written::Values {
        view: view.id.clone(),
        name: name.to_owned(),
        before,
        after: values,
    };
    Ok(Some((written, findings)))
}

/// Values as iconik gives them back: some systems return numbers as text.
fn texts(values: &[Value]) -> Vec<String> {
    values
        .iter()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect()
}

/// An asset or record as it would be after some writes.
pub(crate) enum Imagined {
    Asset(Box<AssetFacts>),
    Record(Box<RecordFacts>),
}

impl Imagined {
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::Asset(asset) => Subject::Asset(asset),
            Self::Record(record) => Subject::Record(record),
        }
    }
}

/// What the target would look like after these writes.
pub(crate) fn imagine<'w>(target: Subject<'_>, writes: impl Iterator<Item = &'w Written>) -> Imagined {
    match target {
        Subject::Asset(asset) => {
            let mut asset = asset.clone();
            for write in writes {
                if let Written::Values { name, after, .. } = write {
                    asset.snapshot.metadata.insert(name.clone(), Value::Array(after.clone()));
                }
            }
            Imagined::Asset(Box::new(asset))
        }
        Subject::Record(record) => {
            let mut record = record.clone();
            for write in writes {
                if let Written::Edits(edits) = write {
                    for edit in edits {
                        edit.make(&mut record.snapshot.body);
                    }
                }
            }
            Imagined::Record(Box::new(record))
        }
    }
}
