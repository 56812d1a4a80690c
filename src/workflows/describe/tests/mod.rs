//! Describing, on two small systems in memory.

mod hundred;
mod planning;
mod reviewed;
pub(crate) mod world;
