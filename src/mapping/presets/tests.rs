//! Presets are good examples: without errors, checked against the practice systems, and read back as they were written.

use super::*;
use crate::domain::fields;
use crate::mapping::profile::RecordType;
use crate::mapping::{Profile, file};

fn read(id: &str, text: &str) -> Profile {
    let (profile, errors) = file::read(id, text);
    assert_eq!(errors, [], "in {id}");
    profile
}

#[test]
fn every_preset_reads_without_error_and_is_written_as_it_stands() {
    for (id, text) in all() {
        let profile = read(id, text);
        assert!(!profile.about.is_empty() && !profile.rules.is_empty(), "{id} says too little");
        assert!(text.starts_with("# "), "{id} begins without saying what it is for");
        assert_eq!(file::write(&profile, Some(text)), text, "{id} changes when it is saved");
        assert_eq!(read(id, &file::write(&profile, None)), profile, "{id} written anew");
    }
}

#[test]
fn opposites_are_presets_that_go_the_other_way() {
    for (id, text) in all() {
        let profile = read(id, text);
        let Some(opposite) = &profile.opposite else { continue };
        let found = all().into_iter().find(|(other, _)| other == opposite);
        let (other_id, other) = found.unwrap_or_else(|| panic!("{id} names {opposite}, which is no preset"));
        let other = read(other_id, other);
        assert_eq!(
            (other.source, other.target),
            (profile.target, profile.source),
            "{id} and {other_id}"
        );
    }
}

#[test]
fn archival_context_fills_every_description_field_and_touches_no_other() {
    let (id, text) = all().into_iter().find(|(id, _)| *id == "record-to-asset").unwrap();
    let profile = read(id, text);
    assert_eq!((profile.source, profile.target), (RecordType::Record, RecordType::Asset));
    let mut written: Vec<&str> = profile.rules.iter().filter_map(|rule| rule.target.iconik_field()).collect();
    let mut wanted: Vec<&str> = fields::DESCRIPTION.iter().map(|field| field.name).collect();
    written.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(written, wanted);
}
