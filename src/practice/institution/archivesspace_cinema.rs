//! KS 023, "Lantern Street Cinema collection": small, with a digital object that has components.

use serde_json::json;

use super::archivesspace::{Above, SPECIAL_COLLECTIONS, date, note, resource};
use super::archivesspace_authorities::Authorities;
use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;

/// Adds the collection.
pub fn add(catalogue: &mut Cataloguer<'_>, authorities: &Authorities) {
    let mut record = resource(
        "Lantern Street Cinema collection",
        ["KS", "023"],
        date("1911-1967", "1911", "1967"),
        "3",
    );
    record["linked_agents"] = json!([
        {"role": "creator", "ref": authorities.bodies[1], "is_primary": true},
        {"role": "subject", "ref": authorities.families[0]},
        {"role": "source", "ref": authorities.people[4]},
    ]);
    record["subjects"] = json!([{"ref": authorities.subjects[6]}, {"ref": authorities.subjects[3]}]);
    record["notes"] = json!([
        note("scopecontent", "Programmes, posters and a few reels of a small picture house."),
        {"jsonmodel_type": "note_index", "publish": true, "content": ["Films shown"], "items": [
            {"jsonmodel_type": "note_index_item", "type": "title", "value": "The Ferry at Night", "reference_text": "1913"}]},
    ]);
    let resource = catalogue.add(Kind::Resource, SPECIAL_COLLECTIONS, record);
    let top = Above {
        repository: SPECIAL_COLLECTIONS,
        resource: &resource,
        parent: "",
    };
    let can = catalogue.add(
        Kind::TopContainer,
        SPECIAL_COLLECTIONS,
        json!({"type": "reel", "indicator": "1", "container_profile": {"ref": authorities.profiles[1]}}),
    );
    let book = catalogue.add(
        Kind::DigitalObject,
        SPECIAL_COLLECTIONS,
        json!({"title": "Programme book, 1913", "digital_object_id": "KS023-PB-1913", "digital_object_type": "text",
               "publish": true, "level": "work"}),
    );
    for page in 1..=2 {
        catalogue.add(
            Kind::DigitalObjectComponent,
            SPECIAL_COLLECTIONS,
            json!({"title": format!("Page {page}"), "component_id": format!("KS023-PB-1913-{page}"), "publish": true,
                   "digital_object": {"ref": book},
                   "file_versions": [{"file_uri": format!("https://scans.kelder.example/ks023/{page}.jpg"), "publish": true}]}),
        );
    }
    top.add(
        catalogue,
        "file",
        "Programme books",
        json!({"dates": [date("1911-1920", "1911", "1920")],
               "instances": [{"instance_type": "digital_object", "digital_object": {"ref": book}}]}),
    );
    top.add(
        catalogue,
        "file",
        "Posters: „Die Nacht am Fluß“, « La façade », ‘Ærø’",
        json!({"dates": [date("bulk 1920s", "1920", "1929")]}),
    );
    top.add(
        catalogue,
        "item",
        "Reel found in the projection room (no leader)",
        json!({"dates": [date("circa 1915", "1915", "")],
               "instances": [super::archivesspace::in_box("moving_images", &can, "")],
               "notes": [{"jsonmodel_type": "note_singlepart", "type": "physdesc", "content": ["35 mm, tinted"], "publish": true}]}),
    );
}
