//! Transport and the typed clients of the two systems.
