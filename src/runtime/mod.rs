//! The background runtime: commands in, events out.
