//! Sixty accessions, and a few events.

use serde_json::json;

use super::archivesspace::{MUNICIPAL_RECORDS, SPECIAL_COLLECTIONS, date};
use super::archivesspace_authorities::Authorities;
use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;

const ACCESSIONS: usize = 60;

/// Adds them; `quayside` is the resource that the first ones belong to.
pub fn add(catalogue: &mut Cataloguer<'_>, authorities: &Authorities, quayside: &str) {
    const HOW: [&str; 4] = ["gift", "purchase", "transfer", "deposit"];
    const WHAT: [&str; 6] = [
        "Cassettes from an attic",
        "Drives of the community television station",
        "Family films of the Sørby family",
        "Négatifs sur verre",
        "Papers and tapes of a choir",
        "記録フィルム",
    ];
    for number in 0..ACCESSIONS {
        let repository = if number % 4 == 3 { MUNICIPAL_RECORDS } else { SPECIAL_COLLECTIONS };
        let year = 2009 + number / 5;
        let mut record = json!({
            "id_0": year.to_string(), "id_1": format!("{:03}", number % 5 + 1),
            "accession_date": format!("{year}-{:02}-14", number % 12 + 1),
            "content_description": "Received as found; the list of the donor is in the file.",
            "acquisition_type": HOW[number % HOW.len()],
            "publish": number % 3 == 0,
            "extents": [{"portion": "whole", "number": (number % 7 + 1).to_string(), "extent_type": "reels"}],
            "dates": [date("", &(1920 + number).to_string(), "")],
            "linked_agents": [{"role": "source", "ref": authorities.people[number % authorities.people.len()]}],
        });
        // Some were never given a title.
        if number % 10 != 9 {
            record["title"] = json!(format!("{}, part {}", WHAT[number % WHAT.len()], number / WHAT.len() + 1));
        }
        if number % 6 == 0 {
            record["access_restrictions"] = json!(true);
            record["access_restrictions_note"] = json!("Until the donor has seen the list.");
            record["collection_management"] = json!({"processing_status": "new", "processing_priority": "high"});
        }
        if number < 3 && repository == SPECIAL_COLLECTIONS {
            record["related_resources"] = json!([{"ref": quayside}]);
        }
        let uri = catalogue.add(Kind::Accession, repository, record);
        if number == 24 {
            catalogue.suppress(&uri);
        }
        if number % 20 == 0 {
            received(catalogue, authorities, repository, &uri);
        }
    }
}

fn received(catalogue: &mut Cataloguer<'_>, authorities: &Authorities, repository: u16, accession: &str) {
    catalogue.add(
        Kind::Event,
        repository,
        json!({
            "event_type": "acknowledgement_sent",
            "date": {"label": "event", "date_type": "single", "begin": "2020-02-03"},
            "linked_agents": [{"role": "implementer", "ref": authorities.people[4]}],
            "linked_records": [{"role": "source", "ref": accession}],
        }),
    );
}
