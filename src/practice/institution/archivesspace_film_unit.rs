//! CR 008, "Town Film Unit records", in the second repository: restrictions at several levels.

use serde_json::json;

use super::archivesspace::{Above, MUNICIPAL_RECORDS, date, in_box, note, resource, restriction};
use super::archivesspace_authorities::Authorities;
use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;

/// Adds the collection.
pub fn add(catalogue: &mut Cataloguer<'_>, authorities: &Authorities) {
    let mut record = resource("Town Film Unit records", ["CR", "008"], date("1946-1974", "1946", "1974"), "48");
    record["resource_type"] = json!("records");
    record["linked_agents"] = json!([{"role": "creator", "ref": authorities.bodies[2]}]);
    record["restrictions"] = json!(true);
    record["notes"] = json!([
        // Words only: a person has to read it.
        note(
            "accessrestrict",
            "Some films show identifiable children; ask the archivist before showing anything."
        ),
        restriction("userestrict", "No broadcast without leave of the town.", "2000-01-01", "", ""),
    ]);
    let resource = catalogue.add(Kind::Resource, MUNICIPAL_RECORDS, record);
    let top = Above {
        repository: MUNICIPAL_RECORDS,
        resource: &resource,
        parent: "",
    };
    let boxes: Vec<String> = (1..=2)
        .map(|number| {
            catalogue.add(
                Kind::TopContainer,
                MUNICIPAL_RECORDS,
                json!({"type": "box", "indicator": number.to_string(), "barcode": format!("KMR{number:08}")}),
            )
        })
        .collect();
    films(catalogue, top, &boxes[0]);
    papers(catalogue, top, &boxes[1]);
}

fn films(catalogue: &mut Cataloguer<'_>, top: Above<'_>, container: &str) {
    let series = top.add(
        catalogue,
        "series",
        "Series A: Films",
        json!({"component_id": "CR008/A", "notes": [
            restriction("accessrestrict", "Closed until the end of 2045.", "1975-01-01", "2045-12-31", "InProcessSpecColl")]}),
    );
    for (number, (title, begin, level)) in [
        ("School milk", "1947", "school"),
        ("Opening of the new quay", "1951-06", "open"),
        ("Flood, February", "1953-02", "plain"),
        ("Rehousing <emph>the</emph> Rope Walk", "1958", "rights"),
        ("Winter carnival", "1962-01", "ended"),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = (number + 1).to_string();
        let mut more = json!({"component_id": format!("CR008/A/{folder}"), "dates": [date("", begin, "")],
            "instances": [in_box("moving_images", container, &folder)]});
        match level {
            "school" => {
                more["notes"] = json!([restriction(
                    "accessrestrict",
                    "Closed for 100 years.",
                    "1948-01-01",
                    "2047-12-31",
                    "RestrictedCurApprSpecColl"
                )]);
            }
            "open" => {
                more["notes"] = json!([note("accessrestrict", "Open without restriction; shown in public in 1951.")]);
            }
            "ended" => {
                more["notes"] = json!([restriction(
                    "accessrestrict",
                    "Closed for 50 years.",
                    "1963-01-01",
                    "2012-12-31",
                    ""
                )]);
            }
            "rights" => {
                more["rights_statements"] = json!([
                    {"rights_type": "other", "other_rights_basis": "donor", "start_date": "1958-01-01",
                     "acts": [{"act_type": "disseminate", "restriction": "disallow", "start_date": "1958-01-01"}]},
                    {"rights_type": "copyright", "status": "unknown", "jurisdiction": "GB", "start_date": "1958-01-01"}]);
            }
            _ => {}
        }
        top.under(&series).add(catalogue, "item", title, more);
    }
}

fn papers(catalogue: &mut Cataloguer<'_>, top: Above<'_>, container: &str) {
    let series = top.add(
        catalogue,
        "series",
        "Series B: Production files",
        json!({"component_id": "CR008/B", "notes": [note("accessrestrict", "Files with medical details are withheld.")]}),
    );
    for year in 1946..=1970 {
        let folder = (year - 1945).to_string();
        top.under(&series).add(
            catalogue,
            "file",
            if year % 5 == 0 { "" } else { "Production file" },
            json!({"dates": [date("", &year.to_string(), "")],
                   "instances": [in_box("text", container, &folder)]}),
        );
    }
}
