//! The practice iconik.
