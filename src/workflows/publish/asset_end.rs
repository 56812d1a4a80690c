//! The iconik end of the links that publishing makes.

use serde_json::Value;

use super::{Publishing, title};
use crate::domain::fields::{self, ArchwayField};
use crate::domain::link_ends::description_fingerprint;
use crate::domain::{AssetId, RecordUri};
use crate::mapping::{AssetFacts, RecordFacts};
use crate::plan::{Action, Change, ChangeId, Decision, Effect, FieldChange, FieldValues, Nature, Outcome, Severity, Target, placeholder};
use crate::workflows::describe::draft::values_action;
use crate::workflows::link::RecordInContext;
use crate::workflows::link::values::{LinkValues, values_before};

/// A record that an asset is joined to.
pub(super) enum Joined<'a> {
    /// It is there.
    Existing(&'a RecordFacts),
    /// A change makes it.
    New {
        /// Which.
        change: ChangeId,
        /// Titles from the resource down to it.
        path: Vec<String>,
        /// Its `ref_id`.
        reference: String,
        /// Its body, as it is posted.
        body: Value,
    },
}

impl Publishing<'_, '_> {
    pub(super) fn asset_ends(&mut self) {
        let Some(view) = self.context.view else {
            if !self.joined.is_empty() {
                let text = "iconik has no Archway fields yet, so only the ArchivesSpace end of these links is written. Set up Archway's fields to write both";
                self.draft.notices.say(Severity::Warning, text, "");
            }
            return;
        };
        for (id, (asset, records)) in std::mem::take(&mut self.joined) {
            if let Some((change, after)) = asset_end(id, asset, &records, view) {
                self.draft.take_last(change, after);
            }
        }
    }
}

fn asset_end(id: AssetId, asset: &AssetFacts, records: &[Joined<'_>], view: &str) -> Option<(Change, Vec<RecordUri>)> {
    let before = values_before(&asset.snapshot);
    let mut links = LinkValues::of(&asset.snapshot);
    let mut names = Vec::new();
    let mut existing = Vec::new();
    for record in records {
        if let Joined::Existing(record) = record {
            // What a standing link says of its record is the link's own business: it tells what changed since.
            if links.names(record.snapshot.record.uri) {
                continue;
            }
            links.put(&RecordInContext {
                snapshot: record.snapshot.clone(),
                path: record.path.clone(),
                restrictions: Vec::new(),
            });
            names.push(record.snapshot.record.label());
            existing.push(record.snapshot.record.uri);
        }
    }
    let mut after = links.to_values();
    let mut needs = Vec::new();
    for record in records {
        if let Joined::New {
            change,
            path,
            reference,
            body,
        } = record
        {
            put_new(&mut after, *change, path, reference, body);
            names.extend(path.last().cloned());
            needs.push(*change);
        }
    }
    if before == after {
        return None;
    }
    let (action, conditions) = values_action(id, view.to_owned(), before.clone(), after.clone());
    let change = Change {
        id: ChangeId(0),
        effect: Effect::Alter,
        target: Target::Asset { id },
        label: title(asset).to_owned(),
        fields: lines(&before, &after),
        because: format!("“{}” is described as {}", title(asset), quoted(&names)),
        conditions,
        needs,
        findings: Vec::new(),
        action: with_note(action, format!("Archway: described as {}", quoted(&names))),
        nature: Nature::Plain,
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    };
    Some((change, existing))
}

/// A link is worth a note in the asset's history, unlike description that is pushed again and again.
fn with_note(action: Action, text: String) -> Action {
    match action {
        Action::UpdateAsset {
            asset,
            view,
            before,
            after,
            ..
        } => Action::UpdateAsset {
            asset,
            view,
            before,
            after,
            note: text,
        },
        other => other,
    }
}

fn put_new(values: &mut FieldValues, change: ChangeId, path: &[String], reference: &str, body: &Value) {
    let value = |field: &ArchwayField| match *field {
        fields::RECORD_URI => placeholder::made_by(change),
        fields::REF_ID => reference.to_owned(),
        fields::TITLE_PATH => path.join(" › "),
        _ => description_fingerprint(body).to_string(),
    };
    for field in &fields::ALL {
        values.entry(field.name.to_owned()).or_default().push(Value::String(value(field)));
    }
}

fn lines(before: &FieldValues, after: &FieldValues) -> Vec<FieldChange> {
    let text = |values: &FieldValues, field: &ArchwayField| {
        let list = values.get(field.name).map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<&str> = list
            .iter()
            .filter_map(Value::as_str)
            // People are told what will stand there, not how it is found.
            .map(|text| {
                if placeholder::maker(text).is_some() {
                    "the new record"
                } else {
                    text
                }
            })
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    fields::ALL
        .iter()
        .map(|field| FieldChange {
            field: field.label.to_owned(),
            before: text(before, field),
            after: text(after, field),
        })
        .filter(|line| line.before != line.after)
        .collect()
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    quoted.join(", ")
}
