//! State that survives until reset.
