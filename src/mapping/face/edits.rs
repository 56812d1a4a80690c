//! From the items that stand on a record to the items wanted, as narrow edits.

use serde_json::{Value, json};

use super::encode::{element, note_model};
use super::merge::{kinship, merged};
use super::place::{self, Place};
use super::read::{decode, is_true, list, list_name, model, paragraphs, read, text};
use super::words::{detail, whole};
use super::{Refer, terms};
use crate::domain::text::{plain, title_for_archivesspace};
use crate::domain::{Authority, AuthorityUri};
use crate::mapping::item::{Item, LanguageItem, NoteItem};
use crate::mapping::key::TargetKey;
use crate::mapping::profile::RecordType;
use crate::mapping::same::{same_item, same_text, says};
use crate::mapping::subject::Authorities;
use crate::plan::Edit;

/// The edits that bring a record of ArchivesSpace from the items `before` to the items `after`.
///
/// Only items in `before` are taken away; what stands there beside them stays. An item that says the same as one that stands there
/// changes nothing, whatever its form. An item that takes the place of its like (a date with the same label, a note of the same type)
/// is merged into it, so that what Archway does not map survives. Agents and subjects that `refer` does not know are left out.
/// Nothing comes back for fields that such records do not have.
#[must_use]
pub fn edits(body: &Value, key: &TargetKey, before: &[Item], after: &[Item], refer: &dyn Refer) -> Vec<Edit> {
    let Some(place) = Place::of(key.as_str()) else { return Vec::new() };
    let model = model(body);
    match place {
        Place::Title => set_title(body, after).into_iter().collect(),
        Place::Text(property) if place::has_text(model, property) && property != "ref_id" => {
            set_text(body, property, after).into_iter().collect()
        }
        Place::Flag(flag) => flag
            .property(model)
            .and_then(|property| set_flag(body, property, after))
            .into_iter()
            .collect(),
        Place::Notes(note_type) if model == "accession" => terms::accession_text(note_type)
            .and_then(|property| set_accession_text(body, property, after))
            .into_iter()
            .collect(),
        Place::Notes(note_type) if note_model(model, note_type).is_none() => Vec::new(),
        Place::FileVersions if model != "digital_object" => Vec::new(),
        place => list_name(place).map_or_else(Vec::new, |name| ListChange::new(body, name, place, refer).edits(before, after)),
    }
}

/// A field of a new archival record, as the properties to put into its body. Lists hold only this field's items: append them to what
/// other fields gave.
#[must_use]
pub fn encode(key: &TargetKey, items: &[Item], refer: &dyn Refer) -> Vec<(String, Value)> {
    encode_for("archival_object", key, items, refer)
}

/// As [`encode`], for a record of another model (`jsonmodel_type`): notes and flags differ between them.
#[must_use]
pub fn encode_for(model: &str, key: &TargetKey, items: &[Item], refer: &dyn Refer) -> Vec<(String, Value)> {
    let mut body = json!({ "jsonmodel_type": model });
    write_into(&mut body, key, items, refer);
    match body {
        Value::Object(map) => map.into_iter().filter(|(property, _)| property != "jsonmodel_type").collect(),
        _ => Vec::new(),
    }
}

/// Writes a field into the body of a new record, which says by its `jsonmodel_type` what it is.
pub fn write_into(body: &mut Value, key: &TargetKey, items: &[Item], refer: &dyn Refer) {
    for edit in edits(body, key, &[], items, refer) {
        edit.make(body);
    }
    // Left open, a person's preferences decide whether a new record is published.
    if key.as_str() == "publish"
        && let Some(flag) = wanted_flag(items)
        && let Some(map) = body.as_object_mut()
    {
        map.insert("publish".to_owned(), json!(flag));
    }
}

/// The `jsonmodel_type` of new records of a kind.
#[must_use]
pub fn model_of(kind: RecordType) -> &'static str {
    match kind {
        RecordType::DigitalObject => "digital_object",
        RecordType::Record | RecordType::Asset => "archival_object",
    }
}

fn set(body: &Value, property: &str, after: Value) -> Option<Edit> {
    let before = body.get(property).cloned().unwrap_or(Value::Null);
    (before != after).then(|| Edit::Set {
        property: property.to_owned(),
        before,
        after,
    })
}

fn first_text(after: &[Item]) -> String {
    after
        .iter()
        .map(whole)
        .map(|text| text.trim().to_owned())
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// A title is never emptied: most records must have one.
fn set_title(body: &Value, after: &[Item]) -> Option<Edit> {
    let wanted = first_text(after);
    let standing = text(body, "title").map(plain).unwrap_or_default();
    if wanted.is_empty() || same_text(&standing, &wanted) {
        return None;
    }
    let fitted = title_for_archivesspace(&wanted, "", false).text;
    if fitted.is_empty() {
        return None;
    }
    set(body, "title", json!(fitted))
}

fn set_text(body: &Value, property: &str, after: &[Item]) -> Option<Edit> {
    let wanted = first_text(after);
    if same_text(text(body, property).unwrap_or_default(), &wanted) {
        return None;
    }
    if wanted.is_empty() {
        // Nor is a level, nor the identifier of a digital object.
        let must_stay = matches!(property, "level" | "digital_object_id");
        return (!must_stay).then(|| set(body, property, Value::Null)).flatten();
    }
    set(body, property, json!(wanted))
}

fn wanted_flag(after: &[Item]) -> Option<bool> {
    after.iter().find_map(|item| match item {
        Item::Flag(flag) => Some(*flag),
        other => says(&whole(other)),
    })
}

fn set_flag(body: &Value, property: &str, after: &[Item]) -> Option<Edit> {
    let wanted = wanted_flag(after)?;
    (is_true(body, property) != wanted)
        .then(|| set(body, property, json!(wanted)))
        .flatten()
}

fn set_accession_text(body: &Value, property: &str, after: &[Item]) -> Option<Edit> {
    let wanted = after.iter().map(whole).collect::<Vec<_>>().join("\n\n");
    let standing = text(body, property).unwrap_or_default();
    let says_the_same = same_text(&paragraphs(standing).join("\n"), &paragraphs(&wanted).join("\n"));
    if says_the_same {
        return None;
    }
    let wanted = wanted.trim();
    set(body, property, if wanted.is_empty() { Value::Null } else { json!(wanted) })
}

/// Nobody: reading without authorities gives items that are told apart by their addresses.
struct Nobody;

impl Authorities for Nobody {
    fn by_uri(&self, _uri: AuthorityUri) -> Option<&Authority> {
        None
    }

    fn by_heading(&self, _heading: &str, _subjects: bool) -> Vec<&Authority> {
        Vec::new()
    }

    fn by_authority_id(&self, _id: &str) -> Option<&Authority> {
        None
    }
}

/// A list of a record on its way to what is wanted.
struct ListChange<'a> {
    name: &'static str,
    place: Place<'a>,
    model: &'a str,
    refer: &'a dyn Refer,
    /// Elements that belong to the place, with what they say.
    standing: Vec<(&'a Value, Item)>,
    /// Everything in the list, for what stands there though the place does not own it.
    all: &'a [Value],
}

impl<'a> ListChange<'a> {
    fn new(body: &'a Value, name: &'static str, place: Place<'a>, refer: &'a dyn Refer) -> Self {
        let all = list(body, name);
        let standing = all
            .iter()
            .filter_map(|element| Some((element, decode(place, element, &Nobody)?)))
            .collect();
        Self {
            name,
            place,
            model: model(body),
            refer,
            standing,
            all,
        }
    }

    fn edits(&self, before: &[Item], after: &[Item]) -> Vec<Edit> {
        let mut kept = vec![false; self.standing.len()];
        let settled = self.apart(after);
        let mut open: Vec<&Item> = Vec::new();
        for wanted in &settled {
            match self.like(wanted, &kept) {
                Some(place) => kept[place] = true,
                None => open.push(wanted),
            }
        }
        // What says the same as something wanted is no loss to keep, and hard to tell from it when taken away.
        let wanted_too = |place: usize| settled.iter().any(|wanted| self.is(place, wanted));
        let mut going: Vec<usize> = (0..self.standing.len())
            .filter(|place| !kept[*place] && !wanted_too(*place) && before.iter().any(|item| self.is(*place, item)))
            .collect();
        let mut replaced = Vec::new();
        let mut added = Vec::new();
        for wanted in open {
            let Some(fresh) = element(self.place, wanted, self.model, self.refer) else {
                continue;
            };
            match self.take_kin(&mut going, wanted) {
                Some(place) => replaced.extend(self.replace(place, &fresh, wanted)),
                None if self.stands(&fresh) => {}
                None => added.push(Edit::Add {
                    list: self.name.to_owned(),
                    item: fresh,
                }),
            }
        }
        let removed = going.into_iter().map(|place| self.remove(place));
        replaced.into_iter().chain(removed).chain(added).collect()
    }

    /// The items wanted, each once; of two that say the same, the one that says more.
    fn apart(&self, after: &[Item]) -> Vec<Item> {
        let mut apart: Vec<Item> = Vec::with_capacity(after.len());
        for wanted in after.iter().filter_map(|item| self.wanted(item)) {
            match apart.iter_mut().find(|known| same_item(known, &wanted)) {
                Some(known) if detail(known).len() < detail(&wanted).len() => *known = wanted,
                Some(_) => {}
                None => apart.push(wanted),
            }
        }
        apart
    }

    /// The item as this place has it: its label, role or type follows the key.
    fn wanted(&self, item: &Item) -> Option<Item> {
        let mut item = match (self.place, item) {
            (Place::Notes(_), Item::Text(text)) => Item::Note(NoteItem {
                paragraphs: paragraphs(text),
                ..NoteItem::default()
            }),
            (Place::Languages, Item::Text(text)) => Item::Language(LanguageItem {
                code: text.trim().to_owned(),
                script: None,
            }),
            (Place::ExternalIds(_), other) => Item::Text(first_text(std::slice::from_ref(other))),
            (_, other) => other.clone(),
        };
        match (self.place, &mut item) {
            (Place::Dates(Some(label)), Item::Date(date)) => label.clone_into(&mut date.label),
            (Place::Agents(Some(role)), Item::Agent(agent)) => agent.role = role,
            (Place::Notes(note_type), Item::Note(note)) => note_type.clone_into(&mut note.note_type),
            _ => {}
        }
        match &mut item {
            Item::Agent(agent) if agent.authority.is_none() => {
                agent.authority = self.refer.agent(agent).and_then(|uri| uri.parse().ok());
            }
            Item::Subject(subject) if subject.authority.is_none() => {
                subject.authority = self.refer.subject(subject).and_then(|uri| uri.parse().ok());
            }
            Item::Text(text) if text.is_empty() => return None,
            _ => {}
        }
        Some(item)
    }

    /// An element that says what is wanted already and is not kept for another item.
    fn like(&self, wanted: &Item, kept: &[bool]) -> Option<usize> {
        let free = || (0..self.standing.len()).filter(|place| !kept[*place]);
        free()
            .find(|place| self.standing[*place].1 == *wanted)
            .or_else(|| free().find(|place| self.is(*place, wanted)))
    }

    fn is(&self, place: usize, item: &Item) -> bool {
        same_item(&self.standing[place].1, item)
    }

    /// The best of the elements that go for an item to take the place of.
    fn take_kin(&self, going: &mut Vec<usize>, wanted: &Item) -> Option<usize> {
        let (best, _) = going
            .iter()
            .enumerate()
            .filter_map(|(at, place)| Some((at, kinship(self.place, &self.standing[*place].1, wanted)?)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some(going.remove(best))
    }

    /// True where the list refers to the same agent or subject already, though the place does not own the element.
    fn stands(&self, fresh: &Value) -> bool {
        matches!(self.place, Place::Agents(_) | Place::Subjects(_))
            && self
                .all
                .iter()
                .any(|known| known.get("ref") == fresh.get("ref") && known.get("role") == fresh.get("role"))
    }

    fn replace(&self, place: usize, fresh: &Value, wanted: &Item) -> Option<Edit> {
        let before = self.standing[place].0;
        let after = merged(before, fresh, wanted);
        (*before != after).then(|| Edit::Replace {
            list: self.name.to_owned(),
            before: before.clone(),
            after,
        })
    }

    /// Language material that holds notes too only loses its language.
    fn remove(&self, place: usize) -> Edit {
        let item = self.standing[place].0.clone();
        let list = self.name.to_owned();
        if self.place == Place::Languages && item.get("notes").and_then(Value::as_array).is_some_and(|notes| !notes.is_empty()) {
            let mut after = item.clone();
            if let Some(map) = after.as_object_mut() {
                map.shift_remove("language_and_script");
            }
            return Edit::Replace { list, before: item, after };
        }
        Edit::Remove { list, item }
    }
}

/// What a record holds, read without authorities. For callers that only compare.
#[must_use]
pub fn held(body: &Value, key: &TargetKey) -> Vec<Item> {
    read(body, key.as_str(), &Nobody)
}
