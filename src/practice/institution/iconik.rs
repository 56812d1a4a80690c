//! The iconik side of the institution.

use super::{iconik_assets, iconik_collections, iconik_metadata, iconik_people, iconik_work};
use crate::practice::iconik::world::Seed;

pub use super::iconik_generator::{Size, documents, generated};

/// Everything the practice iconik holds at first: the institution, and beside it a generated library of the given size.
#[must_use]
pub fn seed(size: Size) -> Seed {
    let mut seed = Seed::default();
    iconik_people::add(&mut seed);
    iconik_metadata::add(&mut seed);
    iconik_collections::add(&mut seed);
    iconik_assets::add(&mut seed);
    iconik_work::add(&mut seed);
    seed.entities.extend(generated(size));
    seed
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::practice::iconik::world::entity::ObjectKind;
    use crate::practice::iconik::world::table::Table;
    use crate::practice::institution::{self, QUAY_WORKERS};

    #[test]
    fn the_institution_is_whole() {
        let seed = seed(Size { assets: 0 });
        let assets: Vec<_> = seed.entities.iter().filter(|entity| entity.object == ObjectKind::Assets).collect();
        assert!(assets.len() >= 150, "{} assets", assets.len());
        let ids: HashSet<_> = seed.entities.iter().map(|entity| entity.id).collect();
        assert_eq!(ids.len(), seed.entities.len(), "every id is given once");
        for entity in &seed.entities {
            for home in &entity.homes {
                assert!(ids.contains(home), "{} is in a collection that is there", entity.title);
            }
        }
        for item in QUAY_WORKERS {
            let slug = match item.assets.len() {
                1 => item.slug.to_owned(),
                _ => format!("{}-1", item.slug),
            };
            assert!(ids.contains(&institution::id("asset", &slug)), "{slug}");
        }
        assert!(ids.contains(&institution::id("asset", "ph-0060")));
        assert!(assets.iter().any(|asset| asset.homes.len() == 2));

        let mut types: HashMap<&str, usize> = HashMap::new();
        for asset in &assets {
            let part = asset.asset.as_ref().expect("an asset");
            *types.entry(part.r#type.into()).or_default() += 1;
        }
        for wanted in ["ASSET", "PLACEHOLDER", "SEQUENCE", "LINK", "SUBCLIP"] {
            assert!(types.contains_key(wanted), "{wanted} among {types:?}");
        }
        let fields: HashSet<&str> = seed
            .rows
            .iter()
            .filter(|(table, ..)| *table == Table::Fields)
            .map(|(_, key, _)| key.as_str())
            .collect();
        for asset in &assets {
            for name in asset.metadata.keys() {
                assert!(fields.contains(name.as_str()), "field {name}");
            }
        }
    }

    #[test]
    fn the_generator_gives_the_same_every_time() {
        let size = Size { assets: 120 };
        let all: Vec<_> = documents(size).collect();
        assert_eq!(all.len(), 120);
        assert!(all.iter().eq(documents(size).collect::<Vec<_>>().iter()));
        let titles: HashSet<String> = all.iter().map(|hit| hit["title"].to_string()).collect();
        assert!(titles.len() > 100);
    }
}
