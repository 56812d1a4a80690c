//! Invented trees: a resource, archival objects below and beside one another, notes of many kinds, and one box.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::stage::Stage;

pub const REPOSITORY: &str = "/repositories/2";

const TYPES: [&str; 5] = [
    "RestrictedSpecColl",
    "RestrictedCurApprSpecColl",
    "RestrictedFragileSpecColl",
    "InProcessSpecColl",
    "ColdStorageBrbl",
];

/// Days from today, the edges thick.
const DAYS: [i64; 9] = [-4_000, -366, -2, -1, 0, 1, 2, 366, 4_000];

/// A tree that the server has.
pub struct Planted {
    pub seed: u64,
    pub resource: u64,
    pub objects: Vec<u64>,
    pub container: u64,
    /// Address of the one record that lies in the box.
    pub boxed: String,
}

/// Plants the tree of a seed.
pub async fn plant(stage: &Stage, seed: u64, today: Date) -> Planted {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let container = json!({"jsonmodel_type": "top_container", "indicator": format!("{seed}"), "type": "box"});
    let container = posted(stage, "top_containers", &container).await;
    let objects = random.random_range(0..=5_usize);
    // Place 0 is the resource.
    let boxed = random.random_range(0..=objects);
    let lies_in_it = json!([{
        "jsonmodel_type": "instance", "instance_type": "mixed_materials",
        "sub_container": {"jsonmodel_type": "sub_container", "top_container": {"ref": format!("{REPOSITORY}/top_containers/{container}")}},
    }]);
    let mut resource = json!({
        "jsonmodel_type": "resource", "title": format!("Sample papers {seed}"), "id_0": format!("SAMPLE-{today}-{seed}"), "level": "collection",
        "finding_aid_language": "eng", "finding_aid_script": "Latn", "publish": random.random_bool(0.5),
        "restrictions": random.random_bool(0.2), "notes": notes(&mut random, today),
        "lang_materials": [{"jsonmodel_type": "lang_material",
                            "language_and_script": {"jsonmodel_type": "language_and_script", "language": "eng"}}],
        "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1950"}],
        "extents": [{"jsonmodel_type": "extent", "portion": "whole", "number": "1", "extent_type": "linear_feet"}],
    });
    if boxed == 0 {
        resource["instances"] = lies_in_it.clone();
    }
    let resource = posted(stage, "resources", &resource).await;
    let mut planted: Vec<u64> = Vec::new();
    for place in 1..=objects {
        let mut object = json!({
            "jsonmodel_type": "archival_object", "title": format!("Sample {seed}.{place}"), "level": "file",
            "resource": {"ref": format!("{REPOSITORY}/resources/{resource}")}, "publish": random.random_bool(0.5),
            "restrictions_apply": random.random_bool(0.2), "notes": notes(&mut random, today),
        });
        // Mostly deeper and deeper, with some beside.
        let above = if random.random_bool(0.7) {
            planted.last()
        } else {
            planted.choose(&mut random)
        };
        if let Some(above) = above.filter(|_| random.random_bool(0.85)) {
            object["parent"] = json!({"ref": format!("{REPOSITORY}/archival_objects/{above}")});
        }
        if boxed == place {
            object["instances"] = lies_in_it.clone();
        }
        planted.push(posted(stage, "archival_objects", &object).await);
    }
    let boxed = match boxed.checked_sub(1) {
        None => format!("{REPOSITORY}/resources/{resource}"),
        Some(place) => format!("{REPOSITORY}/archival_objects/{}", planted[place]),
    };
    Planted {
        seed,
        resource,
        objects: planted,
        container,
        boxed,
    }
}

async fn posted(stage: &Stage, kind: &str, body: &Value) -> u64 {
    let (status, answer) = stage.post(&format!("{REPOSITORY}/{kind}"), body).await;
    assert_eq!(status, 200, "{kind}: {answer} for {body}");
    answer["id"].as_u64().unwrap()
}

fn notes(random: &mut ChaCha8Rng, today: Date) -> Vec<Value> {
    let count = [0, 0, 0, 1, 1, 2, 3].choose(random).copied().unwrap_or_default();
    (0..count).map(|_| note(random, today)).collect()
}

fn note(random: &mut ChaCha8Rng, today: Date) -> Value {
    let kinds = [
        "accessrestrict",
        "accessrestrict",
        "userestrict",
        "userestrict",
        "scopecontent",
        "legalstatus",
    ];
    let kind = kinds.choose(random).copied().unwrap_or_default();
    let mut note = json!({
        "jsonmodel_type": "note_multipart", "type": kind, "publish": random.random_bool(0.5),
        "subnotes": [{"jsonmodel_type": "note_text", "content": "Invented for a test.", "publish": true}],
    });
    // A fifth are words alone; some say nothing in their `rights_restriction`.
    if random.random_bool(0.8) {
        note["rights_restriction"] = rights_restriction(random, today);
    }
    note
}

fn rights_restriction(random: &mut ChaCha8Rng, today: Date) -> Value {
    let mut day = || {
        let given = random.random_bool(0.55);
        let days = DAYS.choose(random).copied().unwrap_or_default();
        given.then(|| today.checked_add(days.days()).unwrap())
    };
    let (mut begin, mut end) = (day(), day());
    if let (Some(first), Some(last)) = (begin, end)
        && last < first
    {
        (begin, end) = (Some(last), Some(first));
    }
    let mut restriction = json!({});
    for (field, date) in [("begin", begin), ("end", end)] {
        if let Some(date) = date {
            restriction[field] = json!(date.to_string());
        }
    }
    if random.random_bool(0.5) {
        let count = random.random_range(0..=2);
        let types: Vec<&str> = TYPES.choose_multiple(random, count).copied().collect();
        restriction["local_access_restriction_type"] = json!(types);
    }
    restriction
}
