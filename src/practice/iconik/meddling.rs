//! What a colleague changes at the worst moment, on demand.

use serde_json::{Value, json};
use uuid::Uuid;

use super::contract::Arguments;
use super::values;
use super::world::World;
use super::world::entity::ObjectKind;
use super::world::table::Table;
use crate::practice::institution;

/// Added to what the colleague touched.
const MARK: &str = " (edited by a colleague)";

/// Changes the record that a request is about: the first text of the metadata view it names, else the title. For requests
/// about many objects, the first of them.
pub fn edit(world: &mut World, arguments: &Arguments, body: &Value) {
    let named = ["asset_id", "collection_id", "object_id", "object_key"]
        .iter()
        .find_map(|name| arguments.get(*name))
        .map(String::as_str)
        .or_else(|| body["object_ids"][0].as_str())
        .or_else(|| body["object_keys"][0].as_str());
    let Some(id) = named.and_then(|id| Uuid::try_parse(id).ok()) else {
        return;
    };
    let entity = world
        .entity(ObjectKind::Assets, id)
        .or_else(|| world.entity(ObjectKind::Collections, id))
        .cloned();
    let Some(entity) = entity else {
        return;
    };
    let fields = arguments
        .get("view_id")
        .and_then(|view| world.row(Table::Views, view))
        .map(values::fields_of_view)
        .unwrap_or_default();
    world.change(&entity, institution::id("user", "editor"), |entity| {
        let text = fields
            .iter()
            .filter_map(|field| entity.metadata.get(field)?.first()?.as_str().map(|text| (field, text.to_owned())))
            .next();
        match text {
            Some((field, text)) => {
                entity.metadata.insert(field.clone(), vec![json!(text + MARK)]);
            }
            None => entity.title.push_str(MARK),
        }
    });
}
