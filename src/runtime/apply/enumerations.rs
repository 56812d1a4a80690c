//! Adding values to ArchivesSpace's controlled lists, and taking back those that Archway added.
//!
//! The server takes a list only as a whole: a value that is left out is deleted. So the list is read, one value is added or taken
//! out, and the list goes back with its `lock_version`.

use serde_json::{Value, json};

use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::plan::{Action, Change, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// What looking at a list says.
enum Look {
    AsMeant,
    InTheWay(String),
    Write(Value),
}

impl Applier {
    pub(super) async fn change_enumerations(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            settled.push(match &change.action {
                Action::AddEnumerationValue { enumeration, value } => self.change_list(plan, change, enumeration, value, true).await?,
                Action::RemoveEnumerationValue { enumeration, value } => self.change_list(plan, change, enumeration, value, false).await?,
                _ => Settled::problem(change, "this change is not one of a controlled list", false),
            });
        }
        Ok(settled)
    }

    async fn change_list(&self, plan: &Plan, change: &Change, name: &str, value: &str, add: bool) -> Result<Settled, RuntimeError> {
        let mut ours = self.intended(plan.id, &[change], 0)?.contains_key(&change.id);
        let mut last_error: Option<SystemError> = None;
        for _ in 0..ROUNDS {
            let list = match self.archivesspace.enumeration_body(name).await {
                Ok(list) => list,
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            match look(&list, name, value, add) {
                Look::AsMeant => {
                    self.keep_enumeration(&list);
                    let done = receipt((self.now)(), None, Some(&list), Value::Null, !ours);
                    return Ok(Settled::done(change, done));
                }
                Look::InTheWay(what) => return Ok(Settled::problem(change, what, false)),
                Look::Write(body) => {
                    let journal = self.intend(plan.id, 0, &[(change.id, json!({ "list": name, "value": value, "add": add }))])?;
                    match Sent::from(self.archivesspace.replace_enumeration(&body).await) {
                        Sent::Answered(()) => {
                            ours = true;
                            self.answered(&journal, change.id, &json!({ "done": true }))?;
                        }
                        Sent::LookAgain(error) => {
                            ours |= error.maybe_applied();
                            self.not_carried_out(&journal, change.id, &error)?;
                            last_error = Some(error);
                        }
                        Sent::Failed(error) => {
                            self.not_carried_out(&journal, change.id, &error)?;
                            return Ok(Settled::failed(change, &error));
                        }
                    }
                }
            }
        }
        Ok(match last_error {
            Some(error) if error.is_conflict() && !add => {
                let what = format!("“{value}” stays in the list {name}: records use it, or somebody is changing the list. {error}");
                Settled::problem(change, what, false)
            }
            Some(error) => Settled::failed(change, &error),
            None => Settled::problem(
                change,
                "ArchivesSpace said the list was changed, but it was read back as before. Apply again",
                true,
            ),
        })
    }
}

fn look(list: &Value, name: &str, value: &str, add: bool) -> Look {
    let offered: Vec<&Value> = list.get("values").and_then(Value::as_array).into_iter().flatten().collect();
    let is_offered = offered.iter().any(|known| known.as_str() == Some(value));
    let entries = list.get("enumeration_values").and_then(Value::as_array).into_iter().flatten();
    let is_suppressed = entries
        .filter(|known| known.get("value").and_then(Value::as_str) == Some(value))
        .any(|known| known.get("suppressed") == Some(&Value::Bool(true)));
    if is_offered == add && !(add && is_suppressed) {
        return Look::AsMeant;
    }
    if is_suppressed {
        return Look::InTheWay(format!(
            "the list {name} has “{value}”, but does not offer it any more. Ask an administrator to offer it again"
        ));
    }
    if list.get("editable") == Some(&Value::Bool(false)) {
        return Look::InTheWay(format!(
            "ArchivesSpace does not allow anybody to change the list {name}. Map to a value that it has"
        ));
    }
    let values: Vec<Value> = if add {
        offered.into_iter().cloned().chain([Value::from(value)]).collect()
    } else {
        offered.into_iter().filter(|known| known.as_str() != Some(value)).cloned().collect()
    };
    let mut body = list.clone();
    body["values"] = Value::Array(values);
    Look::Write(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Value {
        json!({"name": "extent_extent_type", "editable": true, "lock_version": 4, "values": ["reels", "files"],
            "enumeration_values": [{"value": "reels", "suppressed": false}, {"value": "files", "suppressed": false},
                {"value": "cards", "suppressed": true}]})
    }

    #[test]
    fn everything_else_in_the_list_goes_back() {
        let Look::Write(body) = look(&list(), "extent_extent_type", "minutes", true) else {
            panic!()
        };
        assert_eq!(body["values"], json!(["reels", "files", "minutes"]));
        let Look::Write(back) = look(&body, "extent_extent_type", "minutes", false) else {
            panic!()
        };
        assert_eq!(back, list());
        assert!(matches!(look(&list(), "extent_extent_type", "files", true), Look::AsMeant));
        assert!(matches!(look(&list(), "extent_extent_type", "minutes", false), Look::AsMeant));
    }

    #[test]
    fn fixed_lists_and_suppressed_values_are_explained() {
        let mut fixed = list();
        fixed["editable"] = json!(false);
        let Look::InTheWay(what) = look(&fixed, "level", "minutes", true) else {
            panic!()
        };
        assert!(what.contains("level"), "{what}");
        let Look::InTheWay(what) = look(&list(), "level", "cards", true) else {
            panic!()
        };
        assert!(what.contains("cards"), "{what}");
    }
}
