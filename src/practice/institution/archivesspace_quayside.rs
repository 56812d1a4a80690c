//! KS 017, "Quayside Memory Project records": four levels, a dated restriction, a restriction that has ended, and a flat
//! series of 450 photographs.

use serde_json::{Value, json};

use super::archivesspace::{Above, SPECIAL_COLLECTIONS, date, in_box, note, resource, restriction};
use super::archivesspace_authorities::Authorities;
use super::{Item, Media, PHOTOGRAPHS, QUAY_WORKERS, SHIPYARD_CLOSURES, id, photograph_title};
use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;

/// Where the page of an asset is.
#[must_use]
pub fn asset_page(slug: &str) -> String {
    format!("https://iconik.example/asset/{}", id("asset", slug))
}

/// Adds the collection; the answer is its address.
pub fn add(catalogue: &mut Cataloguer<'_>, authorities: &Authorities) -> String {
    let mut record = resource(
        "Quayside Memory Project records",
        ["KS", "017"],
        date("1931-1989", "1931", "1989"),
        "22.5",
    );
    record["linked_agents"] = json!([{"role": "creator", "ref": authorities.bodies[0]}]);
    record["subjects"] = json!([{"ref": authorities.subjects[0]}, {"ref": authorities.subjects[1]}]);
    record["notes"] = json!([
        {"jsonmodel_type": "note_singlepart", "type": "abstract", "publish": true,
         "content": ["Recordings, papers and photographs of a project that asked the people of the quays to remember."]},
        note("scopecontent", "The recordings are <emph render=\"italic\">the</emph> core of the collection; papers & photographs surround them."),
        history(),
        {"jsonmodel_type": "note_multipart", "type": "arrangement", "publish": true, "subnotes": [
            {"jsonmodel_type": "note_orderedlist", "title": "Series", "enumeration": "arabic", "publish": true,
             "items": ["Administrative files", "Minutes", "Oral histories", "Photographs"]}]},
        note("prefercite", "Kelder Special Collections, KS 017, Quayside Memory Project records, [item]."),
        {"jsonmodel_type": "note_bibliography", "publish": true, "content": ["Written from the recordings"],
         "items": ["The Quay Remembers (Kelder, 1991)"]},
    ]);
    let resource = catalogue.add(Kind::Resource, SPECIAL_COLLECTIONS, record);
    let top = Above {
        repository: SPECIAL_COLLECTIONS,
        resource: &resource,
        parent: "",
    };
    administration(catalogue, top, authorities);
    minutes(catalogue, top);
    oral_histories(catalogue, top, authorities);
    photographs(catalogue, top, authorities);
    resource
}

fn history() -> Value {
    json!({"jsonmodel_type": "note_multipart", "type": "bioghist", "publish": true, "label": "History of the project",
        "subnotes": [
            {"jsonmodel_type": "note_chronology", "title": "Years", "publish": true, "items": [
                {"event_date": "1978", "events": ["The project is founded", "First recordings"]},
                {"event_date": "1989", "events": ["The last interview"]}]},
            {"jsonmodel_type": "note_definedlist", "title": "People", "publish": true,
             "items": [{"label": "Chair", "value": "Liesbeth Vantongeren"}]}]})
}

fn new_box(catalogue: &mut Cataloguer<'_>, authorities: &Authorities, number: u16) -> String {
    let shelf = usize::from(number) % authorities.locations.len();
    catalogue.add(
        Kind::TopContainer,
        SPECIAL_COLLECTIONS,
        json!({
            "type": "box", "indicator": number.to_string(), "barcode": format!("KSC{number:08}"),
            "container_profile": {"ref": authorities.profiles[0]},
            "container_locations": [{"status": "current", "start_date": "2019-03-01", "ref": authorities.locations[shelf]}],
        }),
    )
}

fn administration(catalogue: &mut Cataloguer<'_>, top: Above<'_>, authorities: &Authorities) {
    let series = top.add(
        catalogue,
        "series",
        "Series 1: Administrative files",
        json!({"component_id": "KS017/1", "dates": [date("1978-1989", "1978", "1989")]}),
    );
    let boxes = new_box(catalogue, authorities, 1);
    let letters = top.under(&series).add(
        catalogue,
        "subseries",
        "Subseries 1.1: Correspondence",
        json!({"component_id": "KS017/1/1"}),
    );
    let below = top.under(&letters);
    for (folder, (title, begin)) in [
        ("Letters to the harbour board", "1979"),
        ("Émigré families: replies", "1980-04"),
        (
            "Letters <title>Die Werft</title> & <emph render=\"underline\">others</emph>",
            "1981",
        ),
        ("", "1982"),
        ("", "1983-11"),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = (folder + 1).to_string();
        let more = json!({"dates": [date("", begin, "")], "instances": [in_box("mixed_materials", &boxes, &folder)]});
        below.add(catalogue, "file", title, more);
    }
    let personnel = top.under(&series).add(
        catalogue,
        "subseries",
        "Subseries 1.2: Personnel",
        json!({"component_id": "KS017/1/2", "publish": false}),
    );
    let below = top.under(&personnel);
    below.add(catalogue, "file", "Contracts of interviewers", json!({"publish": false}));
    let hidden = below.add(catalogue, "file", "Personnel memoranda", json!({"publish": false}));
    catalogue.suppress(&hidden);
    let long = format!(
        "Inventory of the project office, with {}and a list of what was missing",
        "one typewriter, two chairs, a lamp, a kettle and a tape recorder; ".repeat(36)
    );
    top.under(&series).add(
        catalogue,
        "otherlevel",
        &long,
        json!({"other_level": "inventory", "dates": [date("undated", "", "")]}),
    );
}

fn minutes(catalogue: &mut Cataloguer<'_>, top: Above<'_>) {
    let series = top.add(
        catalogue,
        "series",
        "Series 2: Minutes",
        json!({
            "component_id": "KS017/2",
            "dates": [date("1978-1988", "1978", "1988")],
            "notes": [restriction("accessrestrict", "Closed for 30 years; open since 2020.", "1990-01-01", "2019-12-31", "RestrictedSpecColl")],
        }),
    );
    for year in 1978..=1988 {
        let begin = year.to_string();
        top.under(&series).add(
            catalogue,
            "file",
            &format!("Minutes, {year}"),
            json!({"dates": [date(&begin, &begin, "")]}),
        );
    }
}

fn oral_histories(catalogue: &mut Cataloguer<'_>, top: Above<'_>, authorities: &Authorities) {
    let series = top.add(
        catalogue,
        "series",
        "Series 3: Oral histories",
        json!({
            "component_id": "KS017/3",
            "dates": [date("1979-1986", "1979", "1986")],
            "subjects": [{"ref": authorities.subjects[1]}],
            "notes": [
                restriction("accessrestrict", "Recordings are closed until 2061 unless an item says otherwise.", "1990-01-01", "2060-12-31", "RestrictedSpecColl"),
                note("phystech", "Cassettes and open reels; access copies only."),
            ],
            "restrictions_apply": true,
        }),
    );
    for (title, items, number) in [("Quay workers", QUAY_WORKERS, 12), ("Shipyard closures", SHIPYARD_CLOSURES, 13)] {
        let container = new_box(catalogue, authorities, number);
        let file = top.under(&series).add(
            catalogue,
            "file",
            title,
            json!({"component_id": format!("KS017/3/{}", number - 11),
                   "instances": [in_box("mixed_materials", &container, "")]}),
        );
        for item in items {
            interview(catalogue, top.under(&file), item, &container, authorities);
        }
    }
}

fn interview(catalogue: &mut Cataloguer<'_>, above: Above<'_>, item: &Item, container: &str, authorities: &Authorities) {
    let kind = match item.media {
        Media::Video => "moving_images",
        Media::Audio => "audio",
        Media::Image => "graphic_materials",
    };
    let mut instances = vec![in_box(kind, container, &item.box_folder.1.to_string())];
    // One item was linked by others before: their digital object bears the id of the asset itself.
    if item.slug == "qw-001" {
        let object = catalogue.add(
            Kind::DigitalObject,
            above.repository,
            json!({
                "title": "Florence Adeyemi-Holt, tape 1", "digital_object_id": id("asset", "qw-001-1").to_string(),
                "digital_object_type": "moving_image", "publish": true,
                "file_versions": [{"file_uri": asset_page("qw-001-1"), "publish": true, "use_statement": "video-streaming",
                                   "xlink_show_attribute": "new", "xlink_actuate_attribute": "onRequest"}],
                "notes": [{"jsonmodel_type": "note_digital_object", "type": "note", "publish": true,
                           "content": ["Linked before Archway was in use."]}],
            }),
        );
        instances.push(json!({"instance_type": "digital_object", "is_representative": true, "digital_object": {"ref": object}}));
    }
    let mut more = json!({
        "component_id": item.slug.to_uppercase(),
        "dates": [date(item.date_expression, item.begin, "")],
        "instances": instances,
        "extents": [{"portion": "whole", "number": item.assets.len().to_string(), "extent_type": "cassettes"}],
    });
    match item.slug {
        "qw-001" => {
            more["linked_agents"] = json!([{"role": "creator", "ref": authorities.people[0], "relator": "ive"}]);
            more["rights_statements"] = json!([{"rights_type": "copyright", "status": "copyrighted",
                "jurisdiction": "GB", "start_date": "1979-05-03", "end_date": "2068-12-31"}]);
        }
        "qw-002" => more["linked_agents"] = json!([{"role": "creator", "ref": authorities.people[1]}]),
        "qw-005" => {
            more["notes"] = json!([note("accessrestrict", "Open: the speaker is never named or seen.")]);
        }
        "qw-007" => {
            more["linked_agents"] = json!([{"role": "creator", "ref": authorities.people[2]}]);
            more["lang_materials"] = json!([{"language_and_script": {"language": "ger", "script": "Latn"}},
                {"notes": [{"jsonmodel_type": "note_langmaterial", "type": "langmaterial", "publish": true,
                            "content": ["In German and English."]}]}]);
        }
        _ => {}
    }
    above.add(catalogue, "item", item.title, more);
}

fn photographs(catalogue: &mut Cataloguer<'_>, top: Above<'_>, authorities: &Authorities) {
    let series = top.add(
        catalogue,
        "series",
        "Series 4: Photographs",
        json!({
            "component_id": "KS017/4",
            "dates": [date("1931-1979", "1931", "1979")],
            "extents": [{"portion": "whole", "number": PHOTOGRAPHS.to_string(), "extent_type": "photographic_prints"}],
            "subjects": [{"ref": authorities.subjects[7]}],
            "rights_statements": [{"rights_type": "license", "license_terms": "CC BY 4.0", "start_date": "2015-01-01",
                "acts": [{"act_type": "disseminate", "restriction": "allow", "start_date": "2015-01-01"}]}],
        }),
    );
    let boxes: Vec<String> = (20..23).map(|number| new_box(catalogue, authorities, number)).collect();
    for number in 1..=PHOTOGRAPHS {
        let container = &boxes[(number - 1) / 150];
        let folder = ((number - 1) % 150 / 10 + 1).to_string();
        let mut instances = vec![in_box("graphic_materials", container, &folder)];
        if number <= 3 {
            let object = scan(catalogue, number);
            instances.push(json!({"instance_type": "digital_object", "digital_object": {"ref": object}}));
        }
        let year = (1931 + number % 49).to_string();
        let mut more = json!({"component_id": format!("KS017/4/{number:03}"), "dates": [date("", &year, "")],
                   "instances": instances, "publish": number % 40 != 0});
        condition(number, &mut more);
        top.under(&series).add(catalogue, "item", &photograph_title(number), more);
    }
}

/// A few photographs have conditions of their own, of every kind that the series above have not.
fn condition(number: usize, more: &mut Value) {
    match number {
        55 => {
            more["notes"] = json!([restriction(
                "accessrestrict",
                "Open to readers until the end of 2034, then closed for thirty years as the giver asked.",
                "2035-01-01",
                "2064-12-31",
                "RestrictedSpecColl"
            )]);
        }
        56 => more["restrictions_apply"] = json!(true),
        57 => {
            more["notes"] = json!([note(
                "userestrict",
                "Ask the family of the photographer before anything is printed."
            )])
        }
        58 => {
            more["rights_statements"] = json!([{"rights_type": "other", "other_rights_basis": "donor", "start_date": "2016-05-01",
                "acts": [{"act_type": "disseminate", "restriction": "disallow", "start_date": "2016-05-01", "end_date": "2066-04-30"}]}]);
        }
        _ => {}
    }
}

/// A scan that others linked: the id of the asset is only in the address of its page.
fn scan(catalogue: &mut Cataloguer<'_>, number: usize) -> String {
    catalogue.add(
        Kind::DigitalObject,
        SPECIAL_COLLECTIONS,
        json!({
            "title": photograph_title(number), "digital_object_id": format!("KSP-{number:04}"),
            "digital_object_type": "still_image", "publish": number != 2,
            "file_versions": [
                {"file_uri": asset_page(&format!("ph-{number:04}")), "publish": true, "is_representative": true,
                 "use_statement": "image-service", "file_format_name": "jpeg"},
                {"file_uri": format!("file:///scans/ph-{number:04}.tif"), "publish": false,
                 "use_statement": "image-master", "file_format_name": "tiff", "file_size_bytes": 48_230_400 + number,
                 "checksum": format!("{number:032x}"), "checksum_method": "md5"}],
        }),
    )
}
