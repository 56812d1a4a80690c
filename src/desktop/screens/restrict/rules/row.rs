//! Editing one row: its name, when it applies, what follows.

use egui::{Label, Ui};
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use super::picker::{Picker, removable, toggles};
use super::words;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::facts;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::{form, parts};
use crate::domain::access::{Directory, Principal};
use crate::domain::restriction::{AccessRule, CauseKind, Loss, ReviewRule, RuleRow, Then, TimeOf, When};
use crate::domain::{CollectionId, Level};
use crate::runtime::restrict_view::RestrictSettingsView;

/// Most who must approve that can be chosen.
const MOST: u32 = 9;

/// Draws the fields of a row and changes it.
pub fn edit(ui: &mut Ui, view: &ViewCtx<'_>, settings: &RestrictSettingsView, picker: &mut Picker, row: &mut RuleRow, fresh: &mut bool) {
    let tokens = view.tokens;
    form::row(ui, tokens, "name", |ui| {
        let response = form::wide(ui, tokens, "Name of the row", &mut row.name, "what people call it");
        form::fresh(&response, fresh);
    });
    form::row(ui, tokens, "", |ui| form::tick(ui, tokens, "this row counts", &mut row.on));
    facts::heading(ui, tokens, "When");
    when(ui, tokens, settings, picker, &mut row.when);
    facts::heading(ui, tokens, "Then");
    then(ui, tokens, settings, picker, &mut row.then);
}

fn any(ui: &mut Ui, tokens: &Tokens, empty: bool, words: &str) {
    if empty {
        ui.label(parts::hint(tokens, words));
    }
}

fn when(ui: &mut Ui, tokens: &Tokens, settings: &RestrictSettingsView, picker: &mut Picker, when: &mut When) {
    form::row(ui, tokens, "kind", |ui| {
        toggles(ui, tokens, &mut when.kinds, CauseKind::iter(), |kind| kind.words().to_owned());
        any(
            ui,
            tokens,
            when.kinds.is_empty(),
            "any note, flag or rights statement that restricts",
        );
    });
    form::row(ui, tokens, "type", |ui| {
        // A type that ArchivesSpace does not offer any more stays to be seen and taken out.
        let mut types = settings.types.clone();
        types.extend(when.types.iter().filter(|name| !settings.types.contains(name)).cloned());
        toggles(ui, tokens, &mut when.types, types, Clone::clone);
        any(ui, tokens, when.types.is_empty(), "any");
    });
    form::row(ui, tokens, "act", |ui| {
        let acts = words::ACTS.iter().map(|act| (*act).to_owned());
        toggles(ui, tokens, &mut when.acts, acts, Clone::clone);
        any(ui, tokens, when.acts.is_empty(), "any");
    });
    form::row(ui, tokens, "time", |ui| {
        let choices: Vec<TimeOf> = TimeOf::iter().collect();
        let names: Vec<&str> = choices.iter().map(|time| words::time(*time)).collect();
        let chosen = choices.iter().position(|time| *time == when.time).unwrap_or_default();
        if let Some(picked) = parts::either(ui, tokens, &names, chosen).and_then(|place| choices.get(place)) {
            when.time = *picked;
        }
    });
    form::row(ui, tokens, "level", |ui| {
        toggles(ui, tokens, &mut when.levels, Level::iter(), |level| level.words().to_owned());
        any(ui, tokens, when.levels.is_empty(), "any");
    });
    form::row(ui, tokens, "collection", |ui| {
        for id in when.collections.clone() {
            if removable(ui, tokens, &words::collection(settings, id)) {
                when.collections.remove(&id);
            }
        }
        let options = collections(settings, |id| when.collections.contains(&id));
        if let Some(id) = picker.add(ui, tokens, "Collection that the asset is in", "add…", &options) {
            when.collections.insert(id);
        }
        any(ui, tokens, when.collections.is_empty(), "any");
    });
}

fn then(ui: &mut Ui, tokens: &Tokens, settings: &RestrictSettingsView, picker: &mut Picker, then: &mut Then) {
    form::row(ui, tokens, "fields", |ui| {
        form::tick(ui, tokens, "say so in Archway’s fields, with iconik’s warning", &mut then.fields);
    });
    form::row(ui, tokens, "sharing", |ui| {
        form::tick(ui, tokens, "block sharing and download in iconik", &mut then.block);
        form::tick(ui, tokens, "revoke shares there are", &mut then.revoke_shares);
    });
    access(ui, tokens, settings, picker, then);
    form::row(ui, tokens, "collections", |ui| {
        form::tick(
            ui,
            tokens,
            "leave collections that give access to those who lose it",
            &mut then.leave_collections,
        );
        if let Some(id) = then.collection
            && removable(ui, tokens, &format!("join {}", words::collection(settings, id)))
        {
            then.collection = None;
        }
        if then.collection.is_none() {
            let options = collections(settings, |_| false);
            then.collection = picker.add(ui, tokens, "Collection to join", "join a collection…", &options);
        }
    });
    review(ui, tokens, settings, picker, then);
}

fn access(ui: &mut Ui, tokens: &Tokens, settings: &RestrictSettingsView, picker: &mut Picker, then: &mut Then) {
    form::row(ui, tokens, "access", |ui| {
        let mut on = then.access.is_some();
        if form::tick(ui, tokens, "change who can see it", &mut on).changed() {
            then.access = on.then(|| AccessRule {
                others: Loss::Everything,
                named: Vec::new(),
            });
        }
    });
    let Some(rule) = &mut then.access else { return };
    let directory = &settings.directory;
    let mut gone = None;
    for (place, (principal, loss)) in rule.named.iter_mut().enumerate() {
        form::row(ui, tokens, "", |ui| {
            let name = directory.name(*principal);
            if removable(ui, tokens, &name) {
                gone = Some(place);
            }
            form::choice(ui, tokens, &name, loss, Loss::iter(), |loss| loss.words().to_owned());
        });
    }
    if let Some(place) = gone {
        rule.named.remove(place);
    }
    form::row(ui, tokens, "", |ui| {
        let options = principals(directory, |principal| rule.named.iter().any(|(named, _)| *named == principal));
        if let Some(principal) = picker.add(ui, tokens, "Group or person by name", "add a group or person…", &options) {
            rule.named.push((principal, Loss::Nothing));
        }
    });
    form::row(ui, tokens, "", |ui| {
        ui.label(parts::small(tokens, "all others"));
        form::choice(ui, tokens, "All others", &mut rule.others, Loss::iter(), |loss| {
            loss.words().to_owned()
        });
    });
    if words::closes_for_all(rule) {
        let words = "Nobody keeps access but administrators, the creator, and those to whom a collection hands it down.";
        facts::remark(ui, tokens, Glyph::Warning, tokens.changed, words);
    }
    form::row(ui, tokens, "", |ui| {
        let words = "Administrators and the creator keep access; iconik cannot take it away.";
        ui.add(Label::new(parts::hint(tokens, words)).wrap());
    });
}

fn review(ui: &mut Ui, tokens: &Tokens, settings: &RestrictSettingsView, picker: &mut Picker, then: &mut Then) {
    form::row(ui, tokens, "review", |ui| {
        let mut on = then.review.is_some();
        if form::tick(ui, tokens, "ask for a review in iconik", &mut on).changed() {
            then.review = on.then(|| ReviewRule {
                min_number: 1,
                ..ReviewRule::default()
            });
        }
    });
    let Some(rule) = &mut then.review else { return };
    let directory = &settings.directory;
    form::row(ui, tokens, "", |ui| {
        for id in rule.groups.clone() {
            if removable(ui, tokens, &directory.name(Principal::Group(id))) {
                rule.groups.remove(&id);
            }
        }
        for id in rule.users.clone() {
            if removable(ui, tokens, &directory.name(Principal::User(id))) {
                rule.users.remove(&id);
            }
        }
        let asked = |principal| match principal {
            Principal::User(id) => rule.users.contains(&id),
            Principal::Group(id) => rule.groups.contains(&id),
        };
        let options = principals(directory, asked);
        match picker.add(ui, tokens, "Reviewer", "add a reviewer…", &options) {
            Some(Principal::User(id)) => _ = rule.users.insert(id),
            Some(Principal::Group(id)) => _ = rule.groups.insert(id),
            None => {}
        }
    });
    form::row(ui, tokens, "", |ui| {
        ui.label(parts::small(tokens, "how many must approve"));
        form::choice(ui, tokens, "How many must approve", &mut rule.min_number, 1..=MOST, u32::to_string);
    });
    if rule.users.is_empty() && rule.groups.is_empty() {
        facts::remark(ui, tokens, Glyph::Warning, tokens.changed, "Nobody is asked yet.");
    }
}

/// People and groups by name, without those named already; who may not log in is left out.
fn principals(directory: &Directory, named: impl Fn(Principal) -> bool) -> Vec<(Principal, String)> {
    let groups = directory.groups.iter().map(|group| Principal::Group(group.id));
    let active = |id: Uuid| directory.person(id).is_some_and(|person| person.active);
    let people = directory.people.iter().map(|person| person.id).filter(|id| active(*id));
    groups
        .chain(people.map(Principal::User))
        .filter(|principal| !named(*principal))
        .map(|principal| (principal, directory.name(principal)))
        .collect()
}

fn collections(settings: &RestrictSettingsView, named: impl Fn(CollectionId) -> bool) -> Vec<(CollectionId, String)> {
    settings.collections.iter().filter(|(id, _)| !named(*id)).cloned().collect()
}
