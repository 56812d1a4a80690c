//! The same kind of institution at any size, by chance that a seed fixes.
//!
//! Records come in an order in which each finds what it links to. They are made a resource at a time, so that a million
//! archival objects need not be in memory to be passed on.

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::archivesspace::SPECIAL_COLLECTIONS;
use super::id;
use crate::practice::archivesspace::Fill;
use crate::practice::archivesspace::catalogue::{Cataloguer, Sketch};
use crate::practice::archivesspace::institution_time;
use crate::practice::archivesspace::kinds::{Key, Kind};
use crate::practice::archivesspace::records::{Body, Store};

/// How much there is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Archival objects, exactly so many.
    pub archival_objects: u32,
    /// Archival objects of one resource, at most.
    pub per_resource: u32,
    /// Accessions.
    pub accessions: u32,
}

impl Size {
    /// This many archival objects in resources of up to 10,000.
    #[must_use]
    pub fn of(archival_objects: u32) -> Self {
        Self {
            archival_objects,
            per_resource: 10_000,
            accessions: (archival_objects / 1_000).clamp(60, 2_000),
        }
    }
}

/// Components of a file, and files of a series.
const ITEMS: u32 = 12;
const FILES: u32 = 80;
/// Items that share one box.
const BOXED: u32 = 60;

const PLACES: [&str; 12] = [
    "Quay",
    "Harbour",
    "Rope walk",
    "Dry dock",
    "Sail loft",
    "Customs shed",
    "Café Zoë",
    "Brücke",
    "港",
    "Ferry",
    "Market",
    "Lantern street",
];
const DOINGS: [&str; 10] = [
    "meeting",
    "strike",
    "procession",
    "repairs",
    "interview",
    "rehearsal",
    "flood",
    "opening",
    "inspection",
    "émigrés",
];

/// Makes the records of an institution of this size, with their addresses.
#[derive(Debug)]
pub struct Generator {
    seed: u64,
    size: Size,
    subjects: u32,
    people: u32,
    next_resource: u32,
    next_object: u32,
    next_box: u32,
    ready: std::vec::IntoIter<Sketch>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Authorities,
    Resources,
    Accessions,
    Done,
}

impl Generator {
    /// The institution of this seed and size.
    #[must_use]
    pub fn new(seed: u64, size: Size) -> Self {
        let scale = size.archival_objects / 2_000;
        Self {
            seed,
            size,
            subjects: scale.clamp(20, 400),
            people: scale.clamp(20, 800),
            next_resource: 1,
            next_object: 1,
            next_box: 1,
            ready: Vec::new().into_iter(),
            stage: Stage::Authorities,
        }
    }

    /// Addresses and full records, as they would be read from the server.
    pub fn documents(self) -> impl Iterator<Item = (String, Value)> {
        self.map(|sketch| (sketch.uri(), sketch.json()))
    }

    fn random(&self, stream: u64) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(stream);
        random
    }

    fn refill(&mut self) {
        let ready = match self.stage {
            Stage::Authorities => {
                self.stage = Stage::Resources;
                self.authorities()
            }
            Stage::Resources if self.next_object <= self.size.archival_objects => self.resource(),
            Stage::Resources => {
                self.stage = Stage::Accessions;
                self.accessions()
            }
            Stage::Accessions | Stage::Done => {
                self.stage = Stage::Done;
                Vec::new()
            }
        };
        self.ready = ready.into_iter();
    }

    fn authorities(&self) -> Vec<Sketch> {
        let mut random = self.random(0);
        let mut all = vec![sketch(
            Key::new(Kind::Repository, u32::from(SPECIAL_COLLECTIONS)),
            0,
            json!({"repo_code": "KSC", "name": "Kelder Special Collections"}),
        )];
        for number in 1..=self.subjects {
            let term = format!("{} {number}", pick(&mut random, &PLACES));
            all.push(sketch(
                Key::new(Kind::Subject, number),
                0,
                json!({"source": "local", "vocabulary": "/vocabularies/1",
                       "terms": [{"term": term, "term_type": "topical", "vocabulary": "/vocabularies/1"}]}),
            ));
        }
        for number in 1..=self.people {
            let name = format!("{} {number}", pick(&mut random, &PLACES));
            // Numbers below belong to the agents of the users.
            all.push(sketch(
                Key::new(Kind::AgentPerson, 100 + number),
                0,
                json!({"names": [{"primary_name": name, "rest_of_name": "A.", "name_order": "inverted", "source": "local",
                                  "sort_name": format!("{name}, A."), "authorized": true, "is_display_name": true}]}),
            ));
        }
        all
    }

    /// One resource with its boxes and components.
    fn resource(&mut self) -> Vec<Sketch> {
        let number = self.next_resource;
        self.next_resource += 1;
        let left = self.size.archival_objects + 1 - self.next_object;
        let mut batch = Batch {
            random: self.random(u64::from(number)),
            resource: number,
            left: left.min(self.size.per_resource.max(1)),
            next_object: self.next_object,
            next_box: self.next_box,
            in_box: 0,
            people: self.people,
            subjects: self.subjects,
            made: Vec::new(),
        };
        batch.fill();
        self.next_object = batch.next_object;
        self.next_box = batch.next_box;
        batch.made
    }

    fn accessions(&self) -> Vec<Sketch> {
        let mut random = self.random(u64::MAX);
        (1..=self.size.accessions)
            .map(|number| {
                let title = title(&mut random);
                let mut made = sketch(
                    Key::new(Kind::Accession, number),
                    SPECIAL_COLLECTIONS,
                    json!({"id_0": "GEN", "id_1": format!("{number:05}"), "title": title,
                           "accession_date": format!("{}-05-04", 1990 + number % 34)}),
                );
                made.publish = number % 3 == 0;
                made
            })
            .collect()
    }
}

impl Iterator for Generator {
    type Item = Sketch;

    fn next(&mut self) -> Option<Sketch> {
        loop {
            if let Some(sketch) = self.ready.next() {
                return Some(sketch);
            }
            if self.stage == Stage::Done {
                return None;
            }
            self.refill();
        }
    }
}

/// The components of one resource in the making.
struct Batch {
    random: ChaCha8Rng,
    resource: u32,
    left: u32,
    next_object: u32,
    next_box: u32,
    in_box: u32,
    people: u32,
    subjects: u32,
    made: Vec<Sketch>,
}

impl Batch {
    fn fill(&mut self) {
        let number = self.resource;
        let (person, subject) = (self.any_person(), self.any_subject());
        let mut resource = sketch(
            Key::new(Kind::Resource, number),
            SPECIAL_COLLECTIONS,
            json!({
                "title": format!("{} collection {number}", pick(&mut self.random, &PLACES)),
                "id_0": "GEN", "id_1": format!("{number:04}"), "level": "collection",
                "finding_aid_language": "eng", "finding_aid_script": "Latn",
                "lang_materials": [{"language_and_script": {"language": "eng", "script": "Latn"}}],
                "dates": [{"label": "creation", "date_type": "inclusive", "begin": "1900", "end": "1999"}],
                "extents": [{"portion": "whole", "number": "10", "extent_type": "linear_feet"}],
                "linked_agents": [{"role": "creator", "ref": person}],
                "subjects": [{"ref": subject}],
            }),
        );
        resource.publish = true;
        let root = vec![(resource.uri(), "collection")];
        self.made.push(resource);
        let mut place = 0;
        while self.left > 0 {
            self.series(place, &root);
            place += 1;
        }
    }

    fn series(&mut self, place: usize, root: &[(String, &'static str)]) {
        let title = format!("Series {}: {}", place + 1, self.title());
        let code = format!("G{:04}/{}", self.resource, place + 1);
        let (uri, number) = self.object(0, place, "series", root, json!({"title": title, "component_id": code}));
        let above: Vec<_> = [(uri, "series")].into_iter().chain(root.iter().cloned()).collect();
        // Every fourth series is flat, as photographs often are.
        if place % 4 == 3 {
            for place in 0..(FILES * ITEMS) as usize {
                self.item(number, place, &above);
            }
            return;
        }
        for place in 0..FILES as usize {
            if self.left == 0 {
                return;
            }
            let title = self.title();
            let date = self.date();
            let (uri, number) = self.object(number, place, "file", &above, json!({"title": title, "dates": [date]}));
            let above: Vec<_> = [(uri, "file")].into_iter().chain(above.iter().cloned()).collect();
            for place in 0..ITEMS as usize {
                self.item(number, place, &above);
            }
        }
    }

    fn item(&mut self, parent: u32, place: usize, above: &[(String, &'static str)]) {
        if self.left == 0 {
            return;
        }
        let container = self.container();
        let folder = (place / 4 + 1).to_string();
        let mut fields = json!({
            "dates": [self.date()],
            "instances": [{"instance_type": "audio", "sub_container": {"top_container": {"ref": container},
                           "type_2": "folder", "indicator_2": folder}}],
        });
        if self.random.random_ratio(19, 20) {
            fields["title"] = json!(self.title());
        }
        if self.random.random_ratio(1, 12) {
            fields["linked_agents"] = json!([{"role": "creator", "ref": self.any_person()}]);
        }
        if self.random.random_ratio(1, 30) {
            fields["subjects"] = json!([{"ref": self.any_subject()}]);
        }
        self.object(parent, place, "item", above, fields);
    }

    fn object(
        &mut self,
        parent: u32,
        position: usize,
        level: &'static str,
        above: &[(String, &'static str)],
        mut fields: Value,
    ) -> (String, u32) {
        let number = self.next_object;
        self.next_object += 1;
        self.left = self.left.saturating_sub(1);
        fields["level"] = json!(level);
        fields["ref_id"] = json!(id("ref", &number.to_string()).simple().to_string());
        let mut made = sketch(Key::new(Kind::ArchivalObject, number), SPECIAL_COLLECTIONS, fields);
        made.root = self.resource;
        made.parent = parent;
        made.position = position;
        made.publish = !number.is_multiple_of(50);
        made.ancestors = above.to_vec();
        let uri = made.uri();
        self.made.push(made);
        (uri, number)
    }

    fn container(&mut self) -> String {
        if self.in_box == 0 || self.in_box == BOXED {
            self.in_box = 0;
            let number = self.next_box;
            self.next_box += 1;
            self.made.push(sketch(
                Key::new(Kind::TopContainer, number),
                SPECIAL_COLLECTIONS,
                json!({"type": "box", "indicator": number.to_string(), "barcode": format!("GEN{number:08}")}),
            ));
        }
        self.in_box += 1;
        Key::new(Kind::TopContainer, self.next_box - 1).uri(SPECIAL_COLLECTIONS)
    }

    fn title(&mut self) -> String {
        title(&mut self.random)
    }

    fn date(&mut self) -> Value {
        let year = self.random.random_range(1900..2000);
        json!({"label": "creation", "date_type": "single", "begin": year.to_string()})
    }

    fn any_person(&mut self) -> String {
        let number = 100 + self.random.random_range(1..=self.people);
        Key::new(Kind::AgentPerson, number).uri(0)
    }

    fn any_subject(&mut self) -> String {
        let number = self.random.random_range(1..=self.subjects);
        Key::new(Kind::Subject, number).uri(0)
    }
}

fn pick<'a>(random: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from[random.random_range(0..from.len())]
}

fn title(random: &mut ChaCha8Rng) -> String {
    let (place, doing) = (pick(random, &PLACES), pick(random, &DOINGS));
    format!("{place}, {doing} {}", random.random_range(1..500))
}

fn sketch(key: Key, repository: u16, fields: Value) -> Sketch {
    let body = match fields {
        Value::Object(body) => body,
        _ => Body::new(),
    };
    Sketch {
        key,
        repository,
        time: institution_time() + key.id % 86_400,
        root: 0,
        parent: 0,
        position: 0,
        // Subjects are published by nature.
        publish: key.kind == Kind::Subject,
        ancestors: Vec::new(),
        body,
    }
}

/// Fills a practice server with an institution of this seed and size.
#[must_use]
pub fn generated(seed: u64, size: Size) -> Fill {
    Arc::new(move |store: &mut Store| {
        let mut catalogue = Cataloguer::new(store);
        for sketch in Generator::new(seed, size) {
            catalogue.put(&sketch);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_same_seed_gives_the_same_records_and_links_lead_back() {
        let size = Size {
            archival_objects: 2_500,
            per_resource: 1_100,
            accessions: 5,
        };
        let one: Vec<(String, Value)> = Generator::new(5, size).documents().collect();
        let two: Vec<(String, Value)> = Generator::new(5, size).documents().collect();
        assert_eq!(one, two);
        let objects = one.iter().filter(|(uri, _)| uri.contains("/archival_objects/"));
        assert_eq!(objects.count(), 2_500);
        let mut known = HashSet::new();
        for (uri, document) in &one {
            for link in document["ancestors"].as_array().into_iter().flatten() {
                assert!(known.contains(link["ref"].as_str().unwrap()), "{uri}");
            }
            assert!(known.insert(uri.as_str()), "{uri} came twice");
        }
    }
}
