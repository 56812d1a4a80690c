//! Restrictions: what they mean for every asset, what follows in iconik, what a person must look at.

pub mod export;
pub mod hint;
