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

impl ArchwayField {
    /// True where the field holds one value only: what restrictions come to is summed up, whatever number of records there are.
    #[must_use]
    pub fn is_single(&self) -> bool {
        RESTRICTION.iter().any(|field| field.name == self.name)
    }

    /// True where iconik shows what the field holds as a warning
    /// (<https://app.iconik.io/help/pages/admin/metadata_fields/warning_field>).
    #[must_use]
    pub fn warns(&self) -> bool {
        self.name == RESTRICTION_WORDS.name
    }

    /// True where yes in the field keeps iconik from sharing and downloading
    /// (<https://app.iconik.io/help/pages/admin/metadata_fields/blocking_field>).
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.name == RESTRICTION_BLOCK.name
    }
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

/// Name of the metadata view that holds archival description.
pub const DESCRIPTION_VIEW_NAME: &str = "Archival description";

/// Description of that view, shown to iconik's administrators.
pub const DESCRIPTION_VIEW_DESCRIPTION: &str = "Archival description of the linked ArchivesSpace records, carried over by Archway.";

/// Fields that the presets fill with the archival context of an asset. As all of Archway's fields they take several values, because an
/// asset may be linked to several records; nothing reads them back, so that a value that people change is theirs.
pub const DESCRIPTION: [ArchwayField; 11] = [
    ArchwayField {
        name: "archway_collection_title",
        label: "Archival collection",
        field_type: "string",
        description: "Title of the collection that the linked record belongs to",
    },
    ArchwayField {
        name: "archway_collection_identifier",
        label: "Collection identifier",
        field_type: "string_exact",
        description: "Identifier of the collection that the linked record belongs to",
    },
    ArchwayField {
        name: "archway_titles_path",
        label: "Place in the collection",
        field_type: "string",
        description: "Titles from the collection down to the linked record, as they stand now",
    },
    ArchwayField {
        name: "archway_creators",
        label: "Creators (archives)",
        field_type: "string",
        description: "Creators of the linked record, or of the nearest record above that names some",
    },
    ArchwayField {
        name: "archway_dates",
        label: "Dates (archives)",
        field_type: "string",
        description: "Dates of the linked record, or of the nearest record above that has some",
    },
    ArchwayField {
        name: "archway_subjects",
        label: "Subjects (archives)",
        field_type: "string",
        description: "Subject headings of the linked record",
    },
    ArchwayField {
        name: "archway_languages",
        label: "Languages (archives)",
        field_type: "string",
        description: "Languages of the linked record, or of the nearest record above that names some",
    },
    ArchwayField {
        name: "archway_containers",
        label: "Containers",
        field_type: "string",
        description: "Boxes, folders and reels that hold the linked material",
    },
    ArchwayField {
        name: "archway_restrictions",
        label: "Restrictions (archives)",
        field_type: "text",
        description: "Restrictions on access and use of the linked record and of the records above it, in words",
    },
    ArchwayField {
        name: "archway_citation",
        label: "Citation",
        field_type: "text",
        description: "How to cite the linked record",
    },
    ArchwayField {
        name: "archway_description_uri",
        label: "Description in ArchivesSpace",
        field_type: "url",
        description: "Page of the linked record in ArchivesSpace",
    },
];

/// Name of the metadata view that holds restrictions.
pub const RESTRICTION_VIEW_NAME: &str = "Archival restrictions";

/// Description of that view, shown to iconik's administrators.
pub const RESTRICTION_VIEW_DESCRIPTION: &str =
    "What restrictions in ArchivesSpace mean for an asset, written by Archway after a review. Let only Archway's account write here.";

/// How the asset stands: one of the words of [`Standing`](super::restriction::Standing).
pub const RESTRICTION_STATUS: ArchwayField = ArchwayField {
    name: "archway_restriction_status",
    label: "Restriction",
    field_type: "string_exact",
    description: "How the asset stands: restricted, restricted later, needs a person, open",
};

/// The restriction in plain words. iconik shows what this field holds as a warning.
pub const RESTRICTION_WORDS: ArchwayField = ArchwayField {
    name: "archway_restriction_warning",
    label: "Restriction in words",
    field_type: "text",
    description: "What the restriction says, shown as a warning",
};

/// Last day of the restriction, `YYYY-MM-DD`; empty where it has no end.
pub const RESTRICTED_UNTIL: ArchwayField = ArchwayField {
    name: "archway_restricted_until",
    label: "Restricted until",
    field_type: "date",
    description: "Last day of the restriction; empty where it has no end",
};

/// Which record and note it comes from.
pub const RESTRICTION_SOURCE: ArchwayField = ArchwayField {
    name: "archway_restriction_source",
    label: "Source of the restriction",
    field_type: "text",
    description: "The records and notes in ArchivesSpace that the restriction comes from",
};

/// Keeps iconik from sharing and downloading. Only yes/no fields can block, and a view takes one of them
/// (<https://app.iconik.io/help/pages/admin/metadata_fields/blocking_field>).
pub const RESTRICTION_BLOCK: ArchwayField = ArchwayField {
    name: "archway_restriction_block",
    label: "Sharing and download blocked",
    field_type: "boolean",
    description: "Yes keeps the asset from being shared and downloaded",
};

/// What Archway took away, so that lifting gives back just that, from whichever workspace it is done.
pub const RESTRICTION_TAKEN: ArchwayField = ArchwayField {
    name: "archway_restriction_taken",
    label: "Taken away by the restriction",
    field_type: "text",
    description: "What Archway took away when it restricted the asset, so that it can be given back. Do not edit",
};

/// Fields of the restriction view. Each holds one value: several restrictions are summed up.
pub const RESTRICTION: [ArchwayField; 6] = [
    RESTRICTION_STATUS,
    RESTRICTION_WORDS,
    RESTRICTED_UNTIL,
    RESTRICTION_SOURCE,
    RESTRICTION_BLOCK,
    RESTRICTION_TAKEN,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_fields_share_a_name_or_a_label() {
        let all: Vec<ArchwayField> = ALL.into_iter().chain(DESCRIPTION).chain(RESTRICTION).collect();
        for (at, field) in all.iter().enumerate() {
            assert!(field.name.starts_with("archway_"), "{}", field.name);
            for other in &all[at + 1..] {
                assert_ne!(field.name, other.name);
                assert_ne!(field.label, other.label);
            }
        }
    }
}
