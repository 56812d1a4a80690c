//! Serves a practice system on loopback.
