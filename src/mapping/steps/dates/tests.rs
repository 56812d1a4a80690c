//! Tests of written dates.
