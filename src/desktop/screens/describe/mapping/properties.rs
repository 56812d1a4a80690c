//! What a profile says of itself, and how it publishes.

use egui::{Label, ScrollArea, Ui};

use super::draft::Draft;
use super::rule::typing_in;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::{form, parts};
use crate::domain::{CollectionId, RecordUri};
use crate::mapping::profile::{ApprovedBy, PlaceRule, PublishSettings};
use crate::mapping::{Direction, Profile, RecordType, SourceKey};

/// Fields whose text must be read before it can stand in the profile.
#[derive(Debug, Default)]
pub struct Properties {
    /// Id of a collection, as it is typed.
    collection: String,
    /// A place being added: field, value, record.
    place: [String; 3],
    /// Why it could not be taken over.
    refused: Option<String>,
}

impl Properties {
    /// Draws the pane; whatever is changed in it goes into the draft.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft) {
        let tokens = view.tokens;
        let before = std::sync::Arc::clone(draft.profile());
        let mut after = Profile::clone(&before);
        ScrollArea::vertical().id_salt("properties").auto_shrink(false).show(ui, |ui| {
            egui::Frame::new()
                .inner_margin(egui::Margin::symmetric(tokens.pad as i8, tokens.gap as i8))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
                    about(ui, view, &mut after);
                    self.publishing(ui, view, &mut after);
                });
        });
        if after != *before {
            let field = typing_in(ui);
            draft.change(field, |profile| *profile = after);
        }
    }

    fn publishing(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, profile: &mut Profile) {
        let tokens = view.tokens;
        if profile.direction != Direction::ToArchivesspace || profile.source != RecordType::Asset {
            return;
        }
        let mut on = profile.publish.is_some();
        ui.horizontal(|ui| {
            form::label(ui, tokens, "publishing");
            form::tick(ui, tokens, "approved assets become records by this profile", &mut on);
        });
        if on != profile.publish.is_some() {
            profile.publish = on.then(PublishSettings::default);
        }
        let Some(publish) = &mut profile.publish else { return };
        self.approved(ui, tokens, publish);
        ui.horizontal_wrapped(|ui| {
            form::label(ui, tokens, "new records");
            form::field(ui, tokens, "Level of new records", &mut publish.level, tokens.rail, "item");
            form::tick(ui, tokens, "publish records and masters", &mut publish.publish);
        });
        ui.horizontal_wrapped(|ui| {
            form::label(ui, tokens, "file versions");
            form::tick(ui, tokens, "masters", &mut publish.masters);
            form::tick(ui, tokens, "preservation copies", &mut publish.preservation_copies);
            form::tick(ui, tokens, "proxies", &mut publish.proxies);
            form::tick(ui, tokens, "captions", &mut publish.captions);
        });
        self.places(ui, tokens, publish);
        if let Some(why) = &self.refused {
            parts::state(ui, tokens, Glyph::Warning, tokens.broken, why);
        }
    }

    fn approved(&mut self, ui: &mut Ui, tokens: &Tokens, publish: &mut PublishSettings) {
        ui.horizontal_wrapped(|ui| {
            form::label(ui, tokens, "approved is");
            let kinds = ["iconik’s approval status", "a field’s value", "being in a collection"];
            let mut kind = match publish.approved {
                ApprovedBy::Status => 0,
                ApprovedBy::Field { .. } => 1,
                ApprovedBy::Collection { .. } => 2,
            };
            let words = |kind: &usize| kinds.get(*kind).copied().unwrap_or_default().to_owned();
            if form::choice(ui, tokens, "What counts as approved", &mut kind, 0..kinds.len(), words) {
                publish.approved = match kind {
                    1 => ApprovedBy::Field {
                        field: String::new(),
                        value: String::new(),
                    },
                    2 => ApprovedBy::Collection {
                        collection: CollectionId(uuid::Uuid::nil()),
                    },
                    _ => ApprovedBy::Status,
                };
                self.collection.clear();
            }
            match &mut publish.approved {
                ApprovedBy::Status => {}
                ApprovedBy::Field { field, value } => {
                    form::field(
                        ui,
                        tokens,
                        "Field that says approved",
                        field,
                        tokens.rail * 1.6,
                        "name of the field",
                    );
                    form::field(ui, tokens, "Value that says approved", value, tokens.rail * 1.6, "its value");
                }
                ApprovedBy::Collection { collection } => {
                    if self.collection.is_empty() && !collection.0.is_nil() {
                        self.collection = collection.to_string();
                    }
                    let field = form::field(
                        ui,
                        tokens,
                        "Id of the collection",
                        &mut self.collection,
                        tokens.rail * 4.0,
                        "id in iconik",
                    );
                    match self.collection.trim().parse::<uuid::Uuid>() {
                        Ok(id) if field.changed() => *collection = CollectionId(id),
                        Err(_) if !self.collection.trim().is_empty() => {
                            ui.label(parts::small(tokens, "not an id of a collection").color(tokens.broken));
                        }
                        _ => {}
                    }
                }
            }
        });
    }

    fn places(&mut self, ui: &mut Ui, tokens: &Tokens, publish: &mut PublishSettings) {
        let mut gone = None;
        for (place, rule) in publish.places.iter().enumerate() {
            ui.horizontal_wrapped(|ui| {
                form::label(ui, tokens, if place == 0 { "goes below" } else { "" });
                let words = format!("{} where {} is “{}”", rule.below, rule.source, rule.value);
                ui.add(Label::new(parts::small(tokens, words)).truncate());
                if parts::glyph_button(ui, tokens, Glyph::Cross, &format!("Remove place {}", place + 1)).clicked() {
                    gone = Some(place);
                }
            });
        }
        if let Some(place) = gone {
            publish.places.remove(place);
        }
        ui.horizontal_wrapped(|ui| {
            form::label(ui, tokens, if publish.places.is_empty() { "goes below" } else { "" });
            let [source, value, below] = &mut self.place;
            form::field(ui, tokens, "Place: field", source, tokens.rail * 1.6, "field:series");
            form::field(ui, tokens, "Place: value", value, tokens.rail * 1.4, "value, or *");
            form::field(ui, tokens, "Place: record", below, tokens.rail * 3.0, "/repositories/2/resources/1");
            if parts::button(ui, tokens, "Add place").clicked() {
                match below.trim().parse::<RecordUri>() {
                    Ok(record) if !source.trim().is_empty() && !value.trim().is_empty() => {
                        publish.places.push(PlaceRule {
                            source: SourceKey(source.trim().to_owned()),
                            value: value.trim().to_owned(),
                            below: record,
                        });
                        self.place = Default::default();
                        self.refused = None;
                    }
                    Ok(_) => self.refused = Some("A place needs a field and a value; * stands for any.".to_owned()),
                    Err(_) => {
                        self.refused = Some("The record is written as /repositories/2/resources/1 or …/archival_objects/12.".to_owned());
                    }
                }
            }
        });
    }
}

fn about(ui: &mut Ui, view: &ViewCtx<'_>, profile: &mut Profile) {
    let tokens = view.tokens;
    let wide = (ui.available_width() - tokens.rail * 1.8).clamp(tokens.rail * 3.0, tokens.rail * 9.0);
    ui.horizontal(|ui| {
        form::label(ui, tokens, "name");
        form::field(ui, tokens, "Name of the profile", &mut profile.name, wide, "what people call it");
    });
    ui.horizontal(|ui| {
        form::label(ui, tokens, "what it is for");
        form::lines(ui, tokens, "What the profile is for", &mut profile.about, wide, 2);
    });
    ui.horizontal_wrapped(|ui| {
        form::label(ui, tokens, "direction");
        let ways = [Direction::ToArchivesspace, Direction::ToIconik];
        if form::choice(ui, tokens, "Direction", &mut profile.direction, ways, |way| way.words().to_owned()) {
            // Each way has its own kinds of records at both ends.
            (profile.source, profile.target) = match profile.direction {
                Direction::ToArchivesspace => (RecordType::Asset, RecordType::Record),
                Direction::ToIconik => (RecordType::Record, RecordType::Asset),
            };
            profile.publish = None;
        }
        let kinds = [RecordType::Record, RecordType::DigitalObject];
        let words = |kind: &RecordType| kind.words().to_owned();
        if profile.direction == Direction::ToArchivesspace {
            ui.label(parts::small(tokens, "writes"));
            form::choice(ui, tokens, "What it writes", &mut profile.target, kinds, words);
        } else {
            ui.label(parts::small(tokens, "reads"));
            form::choice(ui, tokens, "What it reads", &mut profile.source, kinds, words);
        }
    });
    ui.horizontal_wrapped(|ui| {
        form::label(ui, tokens, "iconik view");
        form::optional(ui, tokens, "View of iconik", &mut profile.view, tokens.rail * 2.5, "any view");
        ui.label(parts::small(tokens, "opposite"));
        let known = view.model.describing.profiles.iter().flatten();
        let others = known
            .filter(|other| other.direction != profile.direction)
            .map(|other| Some(other.id.clone()));
        let options: Vec<Option<String>> = std::iter::once(None).chain(others).collect();
        form::choice(
            ui,
            tokens,
            "Profile that goes the other way",
            &mut profile.opposite,
            options,
            |id| match id {
                None => "none".to_owned(),
                Some(id) => view
                    .model
                    .describing
                    .summary(id)
                    .map_or_else(|| id.clone(), |summary| summary.name.clone()),
            },
        );
    });
}
