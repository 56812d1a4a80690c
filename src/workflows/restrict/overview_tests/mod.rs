//! How overviews look on a small invented workspace.

mod looking;
mod world;
