//! Describing, on two small systems in memory.

mod hundred;
mod planning;
pub(crate) mod world;
