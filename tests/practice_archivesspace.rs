//! The practice ArchivesSpace, seen from outside: raw requests, no client of ours in between.

#[path = "practice_archivesspace/contract.rs"]
mod contract;
#[path = "practice_archivesspace/faults.rs"]
mod faults;
#[path = "practice_archivesspace/stage.rs"]
mod stage;
#[path = "practice_archivesspace/strict.rs"]
mod strict;
