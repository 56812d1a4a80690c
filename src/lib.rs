//! Archway.
