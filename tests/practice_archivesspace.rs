//! The practice ArchivesSpace, seen from outside: raw requests, no client of ours in between.

#[path = "practice_archivesspace/faults.rs"]
mod faults;
