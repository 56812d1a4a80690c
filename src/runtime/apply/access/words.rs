//! Words about who can see something.

use serde_json::Value;

use crate::domain::CollectionId;
use crate::domain::access::{Directory, Grant, InheritedGrant, Permissions, Share};
use crate::domain::fields::RESTRICTION;

/// `read, write`, or `none` where there is no entry.
pub(super) fn grant_words(permissions: Option<Permissions>) -> String {
    permissions.unwrap_or_default().to_string()
}

/// A share by its title; never by its address.
pub(super) fn share_words(share: &Share) -> String {
    let what = if share.is_public() { "public link" } else { "share" };
    if share.title.is_empty() {
        what.to_owned()
    } else {
        format!("{what} “{}”", share.title)
    }
}

/// `group Press through a collection “Harbour”`.
pub(super) fn inherited_words(directory: &Directory, inherited: &InheritedGrant, title: impl Fn(CollectionId) -> Option<String>) -> String {
    let who = directory.name(inherited.grant.principal);
    match title(inherited.collection) {
        Some(title) => format!("{who} through the collection “{title}”"),
        None => format!("{who} through a collection"),
    }
}

/// `group Press (read)`.
pub(super) fn entry_words(directory: &Directory, grant: &Grant) -> String {
    format!("{} ({})", directory.name(grant.principal), grant.permissions)
}

/// What people call a field of Archway's.
pub(super) fn label(field: &str) -> &str {
    RESTRICTION
        .iter()
        .find(|known| known.name == field)
        .map_or(field, |known| known.label)
}

/// Values of a field, as text; `None` where there are none.
pub(super) fn value_words(values: Option<&Vec<Value>>) -> Option<String> {
    let texts: Vec<&str> = values.into_iter().flatten().filter_map(Value::as_str).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
