//! Restrictions: what they mean for every asset, and what to do about it in iconik.
//!
//! | module | what |
//! |---|---|
//! | [`index`] | records, what they say, and links, for a whole workspace in memory |
//! | [`compute`] | the effective restriction of every record and asset, and again after a change |

pub mod compute;
pub mod index;
#[cfg(test)]
mod laws;

pub use compute::Computed;
pub use index::{RecordLine, RestrictIndex};
