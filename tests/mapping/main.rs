//! What mapping makes of whole records, against ArchivesSpace's own schemas. All records here are invented.

mod faces;
#[path = "../schemas/mod.rs"]
mod schemas;
