//! Rows of the browsers: one short question by key for each.

use rusqlite::{OptionalExtension as _, params};

use super::error::{Result, StoreError};
use super::{Reader, codec, key};
use crate::domain::browse::{AssetRow, CollectionRow, Node, RecordRow, RestrictionState, Row};
use crate::domain::text::plain;
use crate::domain::{AssetId, CollectionId, LinkState, RecordKind, RecordUri};

impl Reader {
    /// The rows of nodes, in the same order; `None` for those that the catalogue does not know.
    pub fn rows(&self, nodes: &[Node]) -> Result<Vec<Option<Row>>> {
        // One snapshot for all, so that rows drawn together speak of the same moment.
        let reading = self.db.unchecked_transaction()?;
        let rows = nodes.iter().map(|node| self.row(*node)).collect();
        drop(reading);
        rows
    }

    fn row(&self, node: Node) -> Result<Option<Row>> {
        Ok(match node {
            Node::Collection(id) => self.collection_row(id)?.map(Row::Collection),
            Node::Asset(id) => self.asset_row(id)?.map(Row::Asset),
            Node::Record(uri) => self.record_row(uri)?.map(Row::Record),
        })
    }

    fn record_row(&self, uri: RecordUri) -> Result<Option<RecordRow>> {
        let key = key::pack(uri)?;
        let mut statement = self.db.prepare_cached(
            "SELECT display, identifier, dates, container, level, child_count, under, publish, suppressed, title FROM records WHERE key = ?1",
        )?;
        let row = statement.query_row(params![key], |row| {
            // Dates have a column of their own; only a record that is nothing but a date shows it as its title.
            let title: Option<String> = row.get(9)?;
            let title = match title.filter(|title| !title.trim().is_empty()) {
                Some(title) => plain(&title),
                None => plain(&row.get::<_, String>(0)?),
            };
            Ok(RecordRow {
                restriction: RestrictionState::None,
                uri,
                title: if title.trim().is_empty() { uri.to_string() } else { title },
                identifier: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                dates: row.get(2)?,
                container: row.get(3)?,
                level: codec::level_from(row.get(4)?),
                children: if uri.kind == RecordKind::Accession { Some(0) } else { row.get(5)? },
                link: LinkState::NotLinked,
                links: 0,
                restricted: row.get(6)?,
                publish: row.get(7)?,
                suppressed: row.get(8)?,
            })
        });
        let Some(mut row) = row.optional()? else { return Ok(None) };
        (row.link, row.links) = self.links_in_short("SELECT max(state), count(*) FROM links WHERE record = ?1", &key)?;
        row.restriction = self.restriction_of("SELECT state FROM record_restrictions WHERE record = ?1", &key)?;
        Ok(Some(row))
    }

    fn asset_row(&self, id: AssetId) -> Result<Option<AssetRow>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT title, asset_type, media, duration_ms, approval, created, versions FROM assets WHERE id = ?1")?;
        let mut rows = statement.query(params![key::blob(&id.0)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let word = |error: strum::ParseError| StoreError::unreadable("an asset", error);
        let title: String = row.get(0)?;
        let (asset_type, approval): (String, String) = (row.get(1)?, row.get(4)?);
        let created: Option<String> = row.get(5)?;
        let (link, links) = self.links_in_short("SELECT max(state), count(*) FROM links WHERE asset = ?1", &key::blob(&id.0))?;
        let restriction = self.restriction_of("SELECT state FROM asset_restrictions WHERE asset = ?1", &key::blob(&id.0))?;
        Ok(Some(AssetRow {
            restriction,
            id,
            title: if title.trim().is_empty() { id.to_string() } else { title },
            asset_type: asset_type.parse().map_err(word)?,
            media: codec::media_from(row.get(2)?),
            duration_ms: row.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
            approval: approval.parse().map_err(word)?,
            created: created.map(|at| at.chars().take_while(|c| *c != 'T').collect()).unwrap_or_default(),
            versions: row.get(6)?,
            link,
            links,
        }))
    }

    fn collection_row(&self, id: CollectionId) -> Result<Option<CollectionRow>> {
        let mut statement = self.db.prepare_cached(
            "SELECT c.title, (SELECT count(*) FROM asset_collections m WHERE m.collection = c.key),
                (SELECT count(*) FROM collection_parents p JOIN collections i ON i.key = p.child WHERE p.parent = c.key AND i.known AND i.active)
             FROM collections c WHERE c.id = ?1 AND c.known",
        )?;
        let row = statement.query_row(params![key::blob(&id.0)], |row| {
            let title: String = row.get(0)?;
            Ok(CollectionRow {
                id,
                title: if title.trim().is_empty() { id.to_string() } else { title },
                assets: codec::small(row.get(1)?),
                collections: codec::small(row.get(2)?),
            })
        });
        Ok(row.optional()?)
    }

    /// The worst state of the links of one end, and how many there are.
    fn links_in_short(&self, question: &str, end: &dyn rusqlite::ToSql) -> Result<(LinkState, u32)> {
        let mut statement = self.db.prepare_cached(question)?;
        let (worst, count): (Option<i64>, i64) = statement.query_row(params![end], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((worst.map(codec::state_from).unwrap_or_default(), codec::small(count)))
    }
}
