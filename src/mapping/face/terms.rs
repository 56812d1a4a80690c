//! Words of ArchivesSpace's fixed lists, for catalogues that have to stand before the server's own lists were read.

use crate::domain::Vocabulary;

/// Labels of dates (`date_label`).
pub const DATE_LABELS: [&str; 14] = [
    "creation",
    "broadcast",
    "publication",
    "issued",
    "copyright",
    "digitized",
    "event",
    "existence",
    "modified",
    "record_keeping",
    "usage",
    "agent_relation",
    "deaccession",
    "other",
];

/// Types of notes whose content is a list of texts (`note_singlepart_type`).
pub const SINGLE_PART: [&str; 5] = ["abstract", "materialspec", "physdesc", "physfacet", "physloc"];

/// Types of notes that have parts (`note_multipart_type`).
pub const MULTI_PART: [&str; 21] = [
    "scopecontent",
    "accessrestrict",
    "userestrict",
    "bioghist",
    "arrangement",
    "acqinfo",
    "custodhist",
    "prefercite",
    "processinfo",
    "relatedmaterial",
    "separatedmaterial",
    "altformavail",
    "originalsloc",
    "otherfindaid",
    "phystech",
    "accruals",
    "appraisal",
    "dimensions",
    "fileplan",
    "legalstatus",
    "odd",
];

/// Types of notes of digital objects (`note_digital_object_type`).
pub const DIGITAL_OBJECT: [&str; 18] = [
    "summary",
    "note",
    "accessrestrict",
    "userestrict",
    "bioghist",
    "acqinfo",
    "altformavail",
    "custodhist",
    "dimensions",
    "edition",
    "extent",
    "inscription",
    "legalstatus",
    "originalsloc",
    "physdesc",
    "prefercite",
    "processinfo",
    "relatedmaterial",
];

/// Text properties of accessions that say what notes say elsewhere. Accessions have no list of notes.
pub const ACCESSION_TEXTS: [(&str, &str); 9] = [
    ("content_description", "Content description"),
    ("condition_description", "Condition description"),
    ("provenance", "Provenance"),
    ("general_note", "General note"),
    ("access_restrictions_note", "Access restrictions note"),
    ("use_restrictions_note", "Use restrictions note"),
    ("inventory", "Inventory"),
    ("disposition", "Disposition"),
    ("retention_rule", "Retention rule"),
];

/// The text property of an accession that says what a note of that type says elsewhere.
pub fn accession_text(note_type: &str) -> Option<&'static str> {
    let named = ACCESSION_TEXTS.iter().find(|(property, _)| *property == note_type);
    named.map(|(property, _)| *property).or(match note_type {
        "scopecontent" => Some("content_description"),
        "accessrestrict" => Some("access_restrictions_note"),
        "userestrict" => Some("use_restrictions_note"),
        "custodhist" => Some("provenance"),
        "phystech" => Some("condition_description"),
        "odd" => Some("general_note"),
        _ => None,
    })
}

/// Types of terms (`subject_term_type`).
pub const TERM_TYPES: [&str; 10] = [
    "topical",
    "geographic",
    "temporal",
    "genre_form",
    "occupation",
    "function",
    "cultural_context",
    "style_period",
    "technique",
    "uniform_title",
];

/// What archivists call a type of note.
pub fn note_label(note_type: &str) -> String {
    if let Some((_, label)) = ACCESSION_TEXTS.iter().find(|(property, _)| *property == note_type) {
        return (*label).to_owned();
    }
    match note_type {
        "abstract" => "Abstract",
        "accessrestrict" => "Conditions governing access",
        "accruals" => "Accruals",
        "acqinfo" => "Immediate source of acquisition",
        "altformavail" => "Existence and location of copies",
        "appraisal" => "Appraisal",
        "arrangement" => "Arrangement",
        "bioghist" => "Biographical / historical",
        "custodhist" => "Custodial history",
        "dimensions" => "Dimensions",
        "edition" => "Edition",
        "extent" => "Extent note",
        "fileplan" => "File plan",
        "inscription" => "Inscription",
        "legalstatus" => "Legal status",
        "materialspec" => "Materials specific details",
        "note" => "General note",
        "odd" => "General",
        "originalsloc" => "Existence and location of originals",
        "otherfindaid" => "Other finding aids",
        "physdesc" => "Physical description",
        "physfacet" => "Physical facet",
        "physloc" => "Physical location",
        "phystech" => "Physical characteristics and technical requirements",
        "prefercite" => "Preferred citation",
        "processinfo" => "Processing information",
        "relatedmaterial" => "Related materials",
        "scopecontent" => "Scope and contents",
        "separatedmaterial" => "Separated materials",
        "summary" => "Summary",
        "userestrict" => "Conditions governing use",
        other => return spaced(other),
    }
    .to_owned()
}

/// A value of a list as people read it: `genre_form` is "genre form".
pub fn spaced(value: &str) -> String {
    value.replace('_', " ")
}

/// A value of a list with a capital: "Genre form".
pub fn titled(value: &str) -> String {
    let spaced = spaced(value);
    let mut letters = spaced.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Values that the server offers for a list, else the ones it comes with.
pub fn offered(vocabulary: &Vocabulary, list: &str, usual: &[&str]) -> Vec<String> {
    match vocabulary.enumerations.get(list) {
        Some(known) => known
            .values
            .iter()
            .filter(|value| !value.suppressed)
            .map(|value| value.value.clone())
            .collect(),
        None => usual.iter().map(|value| (*value).to_owned()).collect(),
    }
}
