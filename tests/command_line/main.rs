//! The real program against the practice systems over real HTTP: what it prints, what it writes, and how it ends.

mod describing;
#[cfg(unix)]
mod interrupts;
mod practice;
mod reading;
mod refusals;
mod restricting;
mod secrecy;
mod support;
mod whole_job;
