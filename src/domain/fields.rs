//! Archway's own fields in iconik: where the iconik end of a link lives.
//!
//! Each field holds one value for each linked record; value *n* of every field speaks of the same record.

/// Name of the metadata view that holds Archway's fields.
pub const VIEW_NAME: &str = "Archway";

/// Description of that view, shown to iconik's administrators.
pub const VIEW_DESCRIPTION: &str = "Links to ArchivesSpace records, written by Archway. One value in each field for each linked record.";

/// One of Archway's metadata fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchwayField {
    /// `name` in iconik; never changes.
    pub name: &'static str,
    /// `label` people see.
    pub label: &'static str,
    /// `field_type` in iconik.
    pub field_type: &'static str,
    /// What it is for.
    pub description: &'static str,
}

/// URI of the record, such as `/repositories/2/archival_objects/311`.
pub const RECORD_URI: ArchwayField = ArchwayField {
    name: "archway_record_uri",
    label: "ArchivesSpace record",
    field_type: "string_exact",
    description: "URI of the linked ArchivesSpace record",
};

/// Ref id of the archival object, or the identifier of a resource or accession.
pub const REF_ID: ArchwayField = ArchwayField {
    name: "archway_ref_id",
    label: "Ref id",
    field_type: "string_exact",
    description: "Ref id or identifier of the linked record",
};

/// Titles from the resource down to the record.
pub const TITLE_PATH: ArchwayField = ArchwayField {
    name: "archway_title_path",
    label: "Archival context",
    field_type: "string",
    description: "Titles from the collection down to the linked record",
};

/// Fingerprint of the description when the link was made, so that a later change shows.
pub const FINGERPRINT: ArchwayField = ArchwayField {
    name: "archway_fingerprint",
    label: "Description fingerprint",
    field_type: "string_exact",
    description: "Fingerprint of the record's description when it was linked",
};

/// All of Archway's fields, in the order in which the view shows them.
pub const ALL: [ArchwayField; 4] = [RECORD_URI, REF_ID, TITLE_PATH, FINGERPRINT];
