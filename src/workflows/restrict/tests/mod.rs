//! Tests of planning, against a small iconik that does exactly what a change says.

mod never_opens;
mod planning;
mod world;
