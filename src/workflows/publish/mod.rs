//! Publishing: approved assets become archival description, with a link to their files.

mod context;

pub use context::{Place, PublishContext, PublishItem, Published, Standing, ref_id};
