//! Profiles that come with Archway. They are files as everybody's, in `assets/mappings`; saving one makes a copy.

/// All presets: id and text of the file.
#[must_use]
pub fn all() -> Vec<(&'static str, &'static str)> {
    vec![
        ("asset-to-item", include_str!("../../assets/mappings/asset-to-item.toml")),
        ("item-to-asset", include_str!("../../assets/mappings/item-to-asset.toml")),
        ("record-to-asset", include_str!("../../assets/mappings/record-to-asset.toml")),
        (
            "record-context-minimal",
            include_str!("../../assets/mappings/record-context-minimal.toml"),
        ),
        (
            "oral-history-to-item",
            include_str!("../../assets/mappings/oral-history-to-item.toml"),
        ),
        (
            "photographs-to-item",
            include_str!("../../assets/mappings/photographs-to-item.toml"),
        ),
        (
            "asset-to-digital-object",
            include_str!("../../assets/mappings/asset-to-digital-object.toml"),
        ),
    ]
}

/// ArchivesSpace's schemas and lists, where the reference folder stands beside the package.
#[cfg(test)]
mod reference {
    use std::path::Path;

    use serde_json::Value;

    /// A file of the reference; `None` where it is not there.
    pub fn json(name: &str) -> Option<Value> {
        let home = Path::new(file!()).ancestors().nth(3)?;
        let path = home.join("../shared/reference").join(name);
        let text = std::fs::read_to_string(path).ok()?;
        serde_json::from_str(&text).ok()
    }
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
