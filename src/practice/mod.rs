//! Two practice systems: real HTTP servers on loopback, with an invented institution.

pub mod archivesspace;
pub mod faults;
pub mod iconik;
pub mod institution;
pub mod persist;
pub mod server;

mod both;

pub use both::{PracticeError, PracticeOptions, PracticeSystems, USER, start};
