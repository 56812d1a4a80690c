//! Another end for a restriction: a plan that changes one note in ArchivesSpace and nothing else.

use jiff::civil::Date;
use serde_json::Value;

use crate::domain::RecordSnapshot;
use crate::domain::restriction::statement::statements_of;
use crate::domain::restriction::{Statement, StatementKey, StatementKind};
use crate::plan::{
    Action, Change, ChangeId, Condition, Decision, Edit, Effect, FieldChange, Finding, Nature, Outcome, Plan, Stage, Target, Workflow,
};
use crate::workflows::PlanHead;

/// Plans another last day for a note with structured dates; `None` takes the end away.
///
/// A later end, or none, closes. An earlier end, or one where there was none, opens and is decided by itself. Neither changes who can
/// see anything in iconik: that is another plan.
///
/// # Errors
/// Where the record does not carry the note any more, the note has no structured dates, the end is before the begin, nothing would
/// change, or the note would restrict nothing any more; in words.
pub fn plan_new_end(snapshot: &RecordSnapshot, key: &StatementKey, end: Option<Date>, head: PlanHead) -> Result<Plan, String> {
    let title = snapshot.record.label();
    let record = snapshot.record.uri;
    let statement = statements_of(&snapshot.record, &snapshot.body)
        .into_iter()
        .find(|statement| statement.key == *key)
        .ok_or_else(|| format!("“{title}” ({record}) does not carry this restriction any more. Refresh, and look at it again."))?;
    check(&statement, &title, end)?;
    if snapshot.record.suppressed {
        return Err(format!(
            "“{title}” ({record}) is suppressed, and ArchivesSpace refuses changes to it. Unsuppress it in ArchivesSpace first."
        ));
    }
    let note = note_of(&snapshot.body, &key.part)
        .ok_or_else(|| format!("The note could not be found in “{title}” ({record}). Change its end in ArchivesSpace."))?;
    let changed = with_end(note, end);
    let what = Wanted {
        snapshot,
        statement: &statement,
        end,
    };
    let change = what.change(note.clone(), changed);
    Ok(Plan {
        id: head.id,
        workflow: Workflow::Restrict,
        title: match end {
            Some(end) => format!("New end for the restriction of “{title}”: {end}"),
            None => format!("No end for the restriction of “{title}”"),
        },
        created: head.now,
        author: head.author,
        undoes: None,
        pairs: Vec::new(),
        notices: vec![Finding::note(
            "This changes the note in ArchivesSpace. What follows in iconik is planned by itself, once this is done",
        )],
        changes: vec![change],
        stage: Stage::Review,
        restrict: None,
    })
}

fn check(statement: &Statement, title: &str, end: Option<Date>) -> Result<(), String> {
    if !matches!(statement.kind, StatementKind::Note { structured: true, .. }) {
        return Err(format!(
            "This restriction of “{title}” has no dates that Archway can change. Say what its words mean under “Notes to read”, or change \
             the record in ArchivesSpace."
        ));
    }
    if statement.span.end == end {
        return Err(match end {
            Some(end) => format!("The restriction of “{title}” ends on {end} already."),
            None => format!("The restriction of “{title}” has no end already."),
        });
    }
    if let (Some(begin), Some(end)) = (statement.span.begin, end)
        && end < begin
    {
        return Err(format!(
            "The restriction of “{title}” begins on {begin}: it cannot end before, on {end}."
        ));
    }
    // ArchivesSpace counts a restriction without type, begin and end as none (restriction_calculator.rb): taking the end away would open.
    if end.is_none() && statement.span.begin.is_none() && statement.types.is_empty() {
        return Err(format!(
            "Without its end, the restriction of “{title}” would have no date and no type left, and ArchivesSpace takes that for no \
             restriction. Give it a type in ArchivesSpace first, or choose a late end."
        ));
    }
    Ok(())
}

/// A new end for a note.
struct Wanted<'a> {
    snapshot: &'a RecordSnapshot,
    statement: &'a Statement,
    end: Option<Date>,
}

impl Wanted<'_> {
    /// True where the restriction would end sooner than now.
    fn opens(&self) -> bool {
        match (self.statement.span.end, self.end) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(after)) => after < before,
        }
    }

    fn change(&self, before: Value, after: Value) -> Change {
        let record = self.snapshot.record.uri;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Change {
            id: ChangeId(1),
            effect: Effect::Alter,
            target: Target::Record { uri: record },
            label: self.snapshot.record.label(),
            fields: vec![FieldChange {
                field: "Restriction ends".to_owned(),
                before: day(self.statement.span.end),
                after: day(self.end),
            }],
            because: format!("A person chose another end for the note “{}”", words(self.statement)),
            conditions: vec![Condition::unchanged(record, &self.snapshot.body)],
            needs: Vec::new(),
            findings: self.findings(),
            action: Action::EditRecord {
                record,
                edits: [(
                    "notes".to_owned(),
                    vec![Edit::Replace {
                        list: "notes".to_owned(),
                        before,
                        after,
                    }],
                )]
                .into_iter()
                .collect(),
            },
            nature: if self.opens() { Nature::Opens } else { Nature::Closes },
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.opens() {
            findings.push(Finding::warning(
                "The restriction ends sooner than now. Nothing opens in iconik before that is confirmed",
            ));
        }
        if words_name_a_year(&self.statement.text) {
            findings.push(Finding::warning(
                "The words of the note stay as they are. They name a year, so look whether they still fit",
            ));
        }
        findings
    }
}

/// The note's words, cut where they are long.
fn words(statement: &Statement) -> String {
    const SHOWN: usize = 120;
    let mut letters = statement.text.chars();
    let shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        format!("{}…", shown.trim_end())
    } else {
        shown
    }
}

fn words_name_a_year(words: &str) -> bool {
    words
        .split(|letter: char| !letter.is_ascii_digit())
        .any(|figures| figures.len() == 4 && (figures.starts_with('1') || figures.starts_with('2')))
}

/// The note that a part of a statement's key names: by its persistent id, else by its place. Of several with one id, the key counts.
fn note_of<'a>(body: &'a Value, part: &str) -> Option<&'a Value> {
    let notes = body.get("notes")?.as_array()?;
    let (part, later) = match part.rsplit_once('+') {
        Some((part, later)) => (part, later.parse().ok()?),
        None => (part, 0),
    };
    if let Some(place) = part.strip_prefix("note#") {
        return notes.get(place.parse::<usize>().ok()?);
    }
    let id = part.strip_prefix("note:")?;
    let restricts = |note: &&Value| {
        note.get("persistent_id").and_then(Value::as_str).map(str::trim) == Some(id)
            && matches!(note.get("type").and_then(Value::as_str), Some("accessrestrict" | "userestrict"))
    };
    notes.iter().filter(restricts).nth(later)
}

/// The note with another end and all else as it was.
fn with_end(note: &Value, end: Option<Date>) -> Value {
    let mut note = note.clone();
    if let Some(restriction) = note.get_mut("rights_restriction").and_then(Value::as_object_mut) {
        match end {
            Some(end) => {
                restriction.insert("end".to_owned(), Value::String(end.to_string()));
            }
            None => {
                restriction.shift_remove("end");
            }
        }
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Level, Record, RecordKind, RecordUri, RepositoryId};
    use crate::plan::inverse::{UndoRequest, undo};
    use crate::plan::{EditState, PlanId, Receipt};
    use jiff::Timestamp;
    use jiff::civil::date;
    use serde_json::json;
    use uuid::Uuid;

    fn head() -> PlanHead {
        PlanHead {
            id: PlanId(Uuid::nil()),
            now: Timestamp::UNIX_EPOCH,
            author: "archivist".to_owned(),
        }
    }

    /// A series with one access note.
    fn series(restriction: &Value) -> RecordSnapshot {
        let uri = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 3);
        let body = json!({
            "jsonmodel_type": "archival_object", "uri": uri, "title": "Oral histories", "lock_version": 4, "publish": true,
            "notes": [
                {"jsonmodel_type": "note_multipart", "type": "scopecontent", "persistent_id": "aa",
                 "subnotes": [{"jsonmodel_type": "note_text", "content": "Tapes"}]},
                {"jsonmodel_type": "note_multipart", "type": "accessrestrict", "persistent_id": "bb", "publish": true,
                 "rights_restriction": restriction, "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed until 2041."}]},
            ],
        });
        RecordSnapshot {
            record: Record {
                uri,
                title: Some("Oral histories".to_owned()),
                display: "Oral histories".to_owned(),
                level: Some(Level::Series),
                identifier: None,
                ref_id: None,
                dates: String::new(),
                container: String::new(),
                resource: None,
                parent: None,
                position: 0,
                publish: true,
                suppressed: false,
                restricted: true,
                lock_version: 4,
            },
            body,
            read_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn key() -> StatementKey {
        StatementKey {
            record: RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 3),
            part: "note:bb".to_owned(),
        }
    }

    fn planned(restriction: &Value, end: Option<Date>) -> Result<(RecordSnapshot, Plan), String> {
        let snapshot = series(restriction);
        let plan = plan_new_end(&snapshot, &key(), end, head())?;
        Ok((snapshot, plan))
    }

    #[test]
    fn a_later_end_closes_and_an_earlier_one_opens() {
        let dated = json!({"begin": "2001-01-01", "end": "2041-12-31", "local_access_restriction_type": []});
        let endless = json!({"begin": "2001-01-01"});
        for (restriction, end, opens) in [
            (&dated, Some(date(2051, 12, 31)), false),
            (&dated, None, false),
            (&dated, Some(date(2030, 12, 31)), true),
            (&endless, Some(date(2051, 12, 31)), true),
        ] {
            let (_, plan) = planned(restriction, end).unwrap();
            let nature = &plan.changes[0].nature;
            assert_eq!(*nature == Nature::Opens, opens, "{restriction} to {end:?} is {nature:?}");
            assert_eq!(plan.changes[0].one_by_one(), opens);
            assert_eq!(plan.changes[0].decision, Decision::Undecided);
        }
    }

    #[test]
    fn taking_a_later_end_back_opens_and_is_decided_by_itself() {
        let restriction = json!({"begin": "2001-01-01", "end": "2041-12-31"});
        for (end, opens) in [(Some(date(2051, 12, 31)), true), (None, true), (Some(date(2030, 12, 31)), false)] {
            let (_, mut plan) = planned(&restriction, end).unwrap();
            plan.changes[0].outcome = Outcome::Done {
                receipt: Receipt {
                    at: Timestamp::UNIX_EPOCH,
                    made: None,
                    lock_version: None,
                    before: Value::Null,
                    already_there: false,
                },
            };
            let request = UndoRequest {
                id: PlanId(Uuid::nil()),
                now: Timestamp::UNIX_EPOCH,
                author: "archivist".to_owned(),
            };
            let back = undo(&plan, request);
            assert_eq!(back.changes[0].nature == Nature::Opens, opens, "{end:?}");
            assert_eq!(back.changes[0].one_by_one(), opens);
        }
    }

    #[test]
    fn only_the_end_of_that_note_changes_and_it_can_be_taken_back() {
        for end in [Some(date(2051, 12, 31)), None] {
            let (snapshot, plan) = planned(&json!({"begin": "2001-01-01", "end": "2041-12-31"}), end).unwrap();
            let Action::EditRecord { edits, .. } = &plan.changes[0].action else {
                panic!("{:?}", plan.changes[0].action)
            };
            let edit = &edits["notes"][0];
            let mut body = snapshot.body.clone();
            assert_eq!(edit.state(&body), EditState::Ready);
            edit.make(&mut body);
            assert_eq!(edit.state(&body), EditState::Applied);
            let restriction = &body["notes"][1]["rights_restriction"];
            assert_eq!(
                restriction.get("end").and_then(Value::as_str),
                end.map(|end| end.to_string()).as_deref()
            );
            assert_eq!(restriction["begin"], "2001-01-01");
            assert_eq!(body["notes"][1]["persistent_id"], "bb");
            assert_eq!(body["notes"][0], snapshot.body["notes"][0]);
            edit.reversed().make(&mut body);
            assert_eq!(body, snapshot.body);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_words() {
        let dated = json!({"begin": "2001-01-01", "end": "2041-12-31"});
        for (restriction, end, part) in [
            (&dated, Some(date(2000, 12, 31)), "begins on 2001-01-01"),
            (&dated, Some(date(2041, 12, 31)), "ends on 2041-12-31 already"),
            (&json!({"end": "2041-12-31"}), None, "takes that for no"),
            (&json!({}), Some(date(2041, 12, 31)), "has no dates that Archway can change"),
        ] {
            let refused = planned(restriction, end).unwrap_err();
            assert!(refused.contains(part), "“{part}” is not in “{refused}”");
        }
        let gone = StatementKey {
            part: "note:cc".to_owned(),
            ..key()
        };
        let refused = plan_new_end(&series(&dated), &gone, None, head()).unwrap_err();
        assert!(refused.contains("does not carry this restriction any more"), "{refused}");
    }

    #[test]
    fn a_type_keeps_a_restriction_without_dates_alive() {
        let typed = json!({"end": "2041-12-31", "local_access_restriction_type": ["RestrictedSpecColl"]});
        let (_, plan) = planned(&typed, None).unwrap();
        assert_eq!(plan.changes[0].nature, Nature::Closes);
    }
}
