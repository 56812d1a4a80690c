//! Describing: carries description between assets and the records they belong to, field by field, three-way.

mod context;

pub use context::{Agreements, DescribeContext, DescribeProfile, Described, Evaluates, Pairing, Through};

/// The agreement's `about` for an asset.
#[must_use]
pub fn about_asset(asset: crate::domain::AssetId) -> String {
    format!("asset {asset}")
}
