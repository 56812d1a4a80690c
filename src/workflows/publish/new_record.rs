//! The new record of an approved asset.

use serde_json::{Value, json};

use super::asset_end::Joined;
use super::{PublishItem, Publishing, because, instance, ref_id, resource_of, title};
use crate::domain::RecordKind;
use crate::domain::text::Alteration;
use crate::mapping::face::write_into;
use crate::mapping::{FindingKind, Item, RecordFacts, Subject, TargetKey};
use crate::plan::{
    Action, Agreement, Change, ChangeId, Decision, Effect, FieldChange, Finding, Nature, Outcome, Severity, Target, placeholder,
};
use crate::workflows::describe::combine::{Combined, combine};
use crate::workflows::describe::draft::{field_change, note_needs};
use crate::workflows::describe::judging::{agreement, as_plan_finding, values_to_add};

/// What a field of the new record gets.
struct Field {
    key: TargetKey,
    label: String,
    items: Vec<Item>,
    lists: Vec<(String, String)>,
    findings: Vec<Finding>,
}

impl<'a> Publishing<'_, 'a> {
    /// Plans a record for an asset below another; says in the notices what is missing where it cannot be made.
    pub(super) fn new_record(&mut self, item: &PublishItem<'a>, above: &'a RecordFacts, position: Option<u32>, level: Option<&str>) {
        let name = title(item.asset);
        let Some(resource) = resource_of(above).filter(|_| !above.snapshot.record.suppressed && item.asset.snapshot.asset.active) else {
            let text = format!(
                "No record can be made below “{}”: choose a resource or archival object that is not suppressed",
                above.snapshot.record.label()
            );
            self.draft.notices.say(Severity::Obstacle, text, name);
            return;
        };
        let fields = self.fields(item);
        let level = level
            .map(str::to_owned)
            .or_else(|| text_of(&fields, "level"))
            .unwrap_or_else(|| self.settings.level.clone());
        let missing = self.missing(item, &fields, &level);
        if !missing.is_empty() {
            for text in missing {
                self.draft.notices.say(Severity::Obstacle, text, name);
            }
            return;
        }
        let repository = above.snapshot.record.uri.repository;
        let id = ref_id(item.asset.snapshot.asset.id, above.snapshot.record.uri);
        let mut body = json!({
            "jsonmodel_type": "archival_object",
            "ref_id": id,
            "publish": self.settings.publish,
            "resource": {"ref": resource.to_string()},
        });
        if above.snapshot.record.uri.kind == RecordKind::ArchivalObject {
            body["parent"] = json!({"ref": above.snapshot.record.uri.to_string()});
        }
        if let Some(position) = position {
            body["position"] = json!(position);
        }
        let made = self.fill(&mut body, name, fields);
        body["level"] = json!(level);
        let digital_object = self.digital_object_for(item, repository, name);
        body[super::INSTANCES] = json!([instance(&digital_object)]);
        let change = self.creation(item, above, &id, body.clone(), made);
        let change = self.draft.firsts.push_change(change);
        self.joined
            .entry(item.asset.snapshot.asset.id)
            .or_insert_with(|| (item.asset, Vec::new()))
            .1
            .push(Joined::New {
                change,
                path: path_below(above, &body),
                reference: id,
                body,
            });
    }

    fn fields(&mut self, item: &PublishItem<'a>) -> Vec<Field> {
        let values = [self.desk.values_of(Subject::Asset(item.asset))];
        let mut fields = Vec::new();
        for rule in &self.desk.rules {
            let Combined {
                items,
                findings,
                notes,
                skipped,
                ..
            } = combine(rule, &values, false);
            if skipped {
                continue;
            }
            let told = findings.iter().filter(|finding| finding.kind != FindingKind::ToCreate);
            let mut field = Field {
                key: rule.rule.target.clone(),
                label: rule.field.label.clone(),
                lists: values_to_add(rule, &findings, &self.draft.ground),
                findings: notes,
                items,
            };
            field.findings.extend(told.map(|finding| as_plan_finding(&field.label, finding)));
            let firsts = &self.draft.firsts;
            field.items.retain(|item| match firsts.can_write(item) {
                Ok(()) => true,
                Err(why) => {
                    field.findings.push(Finding::warning(why));
                    false
                }
            });
            fields.push(field);
        }
        fields
    }

    /// What must be there and is not, each with what to do.
    fn missing(&self, item: &PublishItem<'_>, fields: &[Field], level: &str) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let has = |keys: &dyn Fn(&str) -> bool| {
            fields
                .iter()
                .any(|field| keys(field.key.as_str()) && !field.items.is_empty() && !field.is_obstructed())
        };
        if !has(&|key| key == "title" || key == "dates" || key.starts_with("dates.")) {
            missing.push("It gets neither title nor date, and a record needs one of them: give the asset a title, or map one".to_owned());
        }
        let values = self.desk.values_of(Subject::Asset(item.asset));
        for rule in &self.desk.rules {
            let empty = values
                .get(&rule.rule.target)
                .and_then(|value| value.findings.iter().find(|finding| finding.kind == FindingKind::RequiredEmpty));
            // Title is said above, and level always comes from somewhere.
            if let Some(empty) = empty.filter(|_| !matches!(rule.rule.target.as_str(), "title" | "level")) {
                missing.push(format!("“{}” is required: {}", rule.field.label, empty.text));
            }
        }
        let levels = self.context.vocabulary.enumerations.get("archival_record_level");
        if levels.is_some_and(|levels| !levels.offers(level)) {
            missing.push(format!(
                "“{level}” is no level of description in this ArchivesSpace: choose another"
            ));
        }
        let other_level = text_of(fields, "other_level").is_some();
        if level == "otherlevel" && !other_level {
            missing.push("The level “otherlevel” needs a word for the level: map “other_level”, or choose another level".to_owned());
        }
        missing
    }

    /// Writes the fields into the body. What stands in the way of one field leaves that field out.
    fn fill(&mut self, body: &mut Value, name: &str, fields: Vec<Field>) -> Made {
        let mut made = Made::default();
        self.draft.firsts.on_behalf_of(name);
        for field in fields {
            made.findings.extend(field.findings.iter().map(|finding| match finding.severity {
                // The record is made without the field, so it is no obstacle to the record.
                Severity::Obstacle => Finding::warning(format!("{}. The field is left out", finding.text)),
                _ => finding.clone(),
            }));
            if field.items.is_empty() || field.is_obstructed() {
                continue;
            }
            let lists: Result<Vec<ChangeId>, String> = field
                .lists
                .iter()
                .map(|(list, value)| self.draft.firsts.value(list, value))
                .collect();
            match lists {
                Ok(needs) => made.needs.extend(needs),
                Err(why) => {
                    made.findings
                        .push(Finding::warning(format!("“{}” is left out: {why}", field.label)));
                    continue;
                }
            }
            write_into(body, &field.key, &field.items, &self.draft.firsts);
            made.lines.push(field_change(&field.label, &[], &field.items));
            made.agreed.push((field.key, field.items));
        }
        if self.context.settings.three_byte_titles && keep_to_three_bytes(body) {
            made.findings.push(Finding::warning(Alteration::FourByteReplaced.words()));
        }
        made.findings.dedup();
        made
    }

    fn creation(&self, item: &PublishItem<'a>, above: &RecordFacts, id: &str, body: Value, made: Made) -> Change {
        let repository = above.snapshot.record.uri.repository;
        let mut fields = made.lines;
        let level = body.get("level").and_then(Value::as_str).unwrap_or_default();
        if !fields.iter().any(|line| line.field.to_lowercase().starts_with("level")) {
            fields.push(FieldChange::set("Level", level));
        }
        fields.push(FieldChange::set("Below", above.snapshot.record.label()));
        fields.push(FieldChange::set(
            "Published",
            if body["publish"] == json!(true) { "yes" } else { "no" },
        ));
        fields.push(FieldChange::set("Instance", format!("digital object “{}”", title(item.asset))));
        let mut change = Change {
            id: ChangeId(0),
            effect: Effect::Add,
            target: Target::NewRecord {
                repository,
                kind: RecordKind::ArchivalObject,
            },
            label: title(item.asset).to_owned(),
            fields,
            because: because(item),
            conditions: Vec::new(),
            needs: made.needs,
            findings: made.findings,
            action: Action::CreateArchivalObject {
                repository,
                ref_id: id.to_owned(),
                body,
            },
            nature: Nature::Creates,
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        };
        // The record has no address yet: the change that makes it stands for it.
        let about = placeholder::made_by(self.draft.firsts.next());
        change.agrees = made.agreed.iter().map(|(key, items)| self.agreed(&about, key, items)).collect();
        note_needs(&mut change);
        change
    }

    fn agreed(&self, about: &str, key: &TargetKey, items: &[Item]) -> Agreement {
        agreement(about, self.desk.profile, key, items, items)
    }
}

/// What was written into a body.
#[derive(Default)]
struct Made {
    lines: Vec<FieldChange>,
    findings: Vec<Finding>,
    needs: Vec<ChangeId>,
    agreed: Vec<(TargetKey, Vec<Item>)>,
}

impl Field {
    fn is_obstructed(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Obstacle)
    }
}

fn text_of(fields: &[Field], key: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.key.as_str() == key)?;
    field.items.iter().find_map(|item| match item {
        Item::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    })
}

/// Some databases under ArchivesSpace refuse characters of four bytes; in titles they are replaced as for links. True where one was.
fn keep_to_three_bytes(body: &mut Value) -> bool {
    let Some(title) = body.get("title").and_then(Value::as_str) else {
        return false;
    };
    if title.chars().all(|c| c.len_utf8() < 4) {
        return false;
    }
    let kept: String = title.chars().map(|c| if c.len_utf8() == 4 { '\u{fffd}' } else { c }).collect();
    body["title"] = json!(kept);
    true
}

/// Titles from the resource down to the new record.
fn path_below(above: &RecordFacts, body: &Value) -> Vec<String> {
    let mut path = above.path.clone();
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let dates = body.get("dates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let dates = dates.iter().filter_map(|date| {
        text(date, "expression").or_else(|| match (text(date, "begin"), text(date, "end")) {
            (Some(begin), Some(end)) if begin != end => Some(format!("{begin} - {end}")),
            (begin, end) => begin.or(end),
        })
    });
    // As ArchivesSpace will call it, so that the next look finds the path as it was written.
    let words: Vec<String> = text(body, "title").into_iter().chain(dates).collect();
    if !words.is_empty() {
        path.push(crate::domain::text::plain(&words.join(", ")));
    }
    path
}
