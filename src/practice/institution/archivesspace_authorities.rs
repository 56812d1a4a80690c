//! Agents, subjects, locations and container profiles.

use serde_json::json;

use crate::practice::archivesspace::catalogue::Cataloguer;
use crate::practice::archivesspace::kinds::Kind;

/// Addresses of the authority records.
#[derive(Debug, Default)]
pub struct Authorities {
    /// People.
    pub people: Vec<String>,
    /// Corporate entities: the project, the cinema, the film unit, the works council.
    pub bodies: Vec<String>,
    /// Families.
    pub families: Vec<String>,
    /// Software: Archway's predecessor for moving files.
    pub software: Vec<String>,
    /// Subjects.
    pub subjects: Vec<String>,
    /// Shelves.
    pub locations: Vec<String>,
    /// Container profiles.
    pub profiles: Vec<String>,
}

impl Authorities {
    /// Adds them all.
    pub fn add(catalogue: &mut Cataloguer<'_>) -> Self {
        Self {
            people: people(catalogue),
            bodies: bodies(catalogue),
            families: families(catalogue),
            software: vec![catalogue.add(
                Kind::AgentSoftware,
                0,
                json!({"names": [{"software_name": "Kelder transfer script", "version": "3", "source": "local",
                                  "sort_name_auto_generate": true}]}),
            )],
            subjects: subjects(catalogue),
            locations: locations(catalogue),
            profiles: profiles(catalogue),
        }
    }
}

fn people(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    [
        ("Adeyemi-Holt", "Florence", "1921-1998"),
        ("Ásgrímsdóttir", "Þórdís", "1919-1993"),
        ("Müller-Façade", "Zoë", "1930-2004"),
        ("Okonkwo-Brandt", "Ezra", "1908-1987"),
        ("Vantongeren", "Liesbeth", "1915-1991"),
        ("Łączyński", "Bohdan", "1902-1975"),
    ]
    .into_iter()
    .map(|(primary, rest, dates)| {
        let (begin, end) = dates.split_once('-').unwrap_or((dates, ""));
        let mut name = json!({"primary_name": primary, "rest_of_name": rest, "name_order": "inverted", "dates": dates,
            "source": "local", "sort_name_auto_generate": true});
        if primary == "Adeyemi-Holt" {
            name["authority_id"] = json!("https://names.example/p/adeyemi-holt-1921");
        }
        catalogue.add(
            Kind::AgentPerson,
            0,
            json!({
                "publish": true,
                "names": [name],
                "dates_of_existence": [{"date_label": "existence", "date_type_structured": "range",
                    "structured_date_range": {"begin_date_standardized": begin, "end_date_standardized": end,
                        "begin_date_standardized_type": "standard", "end_date_standardized_type": "standard"}}],
                "notes": [{"jsonmodel_type": "note_bioghist", "label": "Life", "publish": true, "subnotes": [
                    {"jsonmodel_type": "note_text", "content": format!("{rest} {primary} is an invented person."),
                     "publish": true}]}],
            }),
        )
    })
    .collect()
}

fn bodies(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    [
        "Quayside Memory Project",
        "Lantern Street Cinema",
        "Kelder Town Film Unit",
        "Works Council of the Kelder Yard",
        "Æther Pictures",
    ]
    .into_iter()
    .map(|name| {
        let mut own = json!({"primary_name": name, "rules": "dacs", "source": "local", "sort_name_auto_generate": true});
        if name == "Kelder Town Film Unit" {
            own["authority_id"] = json!("https://names.example/c/kelder-film-unit");
        }
        catalogue.add(Kind::AgentCorporateEntity, 0, json!({"publish": true, "names": [own]}))
    })
    .collect()
}

fn families(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    vec![catalogue.add(
        Kind::AgentFamily,
        0,
        json!({"names": [{"family_name": "Sørby", "rules": "local", "sort_name_auto_generate": true}]}),
    )]
}

fn subjects(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    [
        (&["Dockworkers", "Kelder"][..], "local"),
        (&["Oral history"], "local"),
        (&["Shipyards", "Closures"], "local"),
        (&["Café culture"], "local"),
        (&["Façades (Architecture)"], "aat"),
        (&["Kraków", "Émigrés"], "local"),
        (&["Silent films"], "local"),
        (&["Harbours", "Pictorial works"], "local"),
        (&["港湾労働"], "local"),
    ]
    .into_iter()
    .map(|(terms, source)| {
        let terms: Vec<_> = terms
            .iter()
            .map(|term| json!({"term": term, "term_type": "topical", "vocabulary": "/vocabularies/1"}))
            .collect();
        let mut subject = json!({"source": source, "vocabulary": "/vocabularies/1", "terms": terms});
        if source == "aat" {
            subject["authority_id"] = json!("300002526-practice");
        }
        catalogue.add(Kind::Subject, 0, subject)
    })
    .collect()
}

fn locations(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    ["1", "2", "3"]
        .into_iter()
        .map(|shelf| {
            catalogue.add(
                Kind::Location,
                0,
                json!({"building": "Custom House", "room": "B 04", "coordinate_1_label": "Shelf",
                       "coordinate_1_indicator": shelf}),
            )
        })
        .collect()
}

fn profiles(catalogue: &mut Cataloguer<'_>) -> Vec<String> {
    [("Records box", "10", "12.5", "15"), ("Film can", "1.5", "14", "14")]
        .into_iter()
        .map(|(name, height, width, depth)| {
            catalogue.add(
                Kind::ContainerProfile,
                0,
                json!({"name": name, "extent_dimension": "width", "dimension_units": "inches", "height": height,
                       "width": width, "depth": depth}),
            )
        })
        .collect()
}
