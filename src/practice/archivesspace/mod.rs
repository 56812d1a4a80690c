//! The practice ArchivesSpace.
