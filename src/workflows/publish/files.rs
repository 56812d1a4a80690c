//! The file versions that an asset's files become.

use serde_json::{Value, json};

use super::Publishing;
use crate::domain::AssetId;
use crate::domain::link_ends::{Recognised, asset_of_digital_object};
use crate::mapping::face::read_source;
use crate::mapping::item::FileVersionItem;
use crate::mapping::{AssetFacts, Item, Subject};

impl Publishing<'_, '_> {
    /// The file versions that the profile wants of an asset: masters first. With `representative`, the first published one stands for
    /// the digital object.
    pub(super) fn file_versions(&self, asset: &AssetFacts, representative: bool) -> Vec<Item> {
        let settings = &self.settings;
        let wanted = [
            ("master", settings.masters),
            ("preservation", settings.preservation_copies),
            ("proxy", settings.proxies),
            ("caption", settings.captions),
        ];
        let mut represented = !representative;
        let mut versions = Vec::new();
        for (role, _) in wanted.iter().filter(|(_, wanted)| *wanted) {
            let key = format!("file_versions.{role}");
            for sourced in read_source(Subject::Asset(asset), &key.as_str().into(), &self.draft.ground.around) {
                let Item::FileVersion(version) = sourced.item else { continue };
                // Only masters go public with the record; copies stay the archive's own.
                let publish = settings.publish && *role == "master";
                let stands = publish && !represented;
                represented |= stands;
                versions.push(Item::FileVersion(FileVersionItem {
                    publish,
                    representative: stands,
                    ..version
                }));
            }
        }
        versions
    }

    /// The file version that points to the asset's page, as an item.
    pub(super) fn page_item(&self, asset: AssetId) -> Item {
        Item::FileVersion(FileVersionItem {
            file_uri: self.context.connection.asset_page(asset),
            publish: self.settings.publish,
            ..FileVersionItem::default()
        })
    }

    /// The file version that points to the asset's page, by which the link is recognised.
    pub(super) fn page_version(&self, asset: AssetId) -> Value {
        json!({
            "jsonmodel_type": "file_version",
            "file_uri": self.context.connection.asset_page(asset),
            "publish": self.settings.publish,
            "xlink_actuate_attribute": "onRequest",
            "xlink_show_attribute": "new",
        })
    }
}

/// True where a digital object points to the asset.
pub(super) fn points_to(body: &Value, asset: AssetId) -> bool {
    match asset_of_digital_object(body) {
        Some((found, Recognised::AsArchwayMakesThem | Recognised::ByUrl)) => found == asset,
        _ => false,
    }
}
