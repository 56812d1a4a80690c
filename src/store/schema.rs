//! Versions of the workspace file. A published version is never edited; a change is a further file.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

const STEPS: &[M<'static>] = &[
    M::up(include_str!("schema_1.sql")),
    M::up(include_str!("schema_2.sql")),
    M::up(include_str!("schema_3.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The latest version that this Archway knows.
pub(crate) const VERSION: i64 = STEPS.len().cast_signed() as i64;

/// Brings a workspace file to the latest version.
pub(crate) fn bring_up_to_date(db: &mut Connection) -> Result<(), rusqlite_migration::Error> {
    MIGRATIONS.to_latest(db)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_migration_is_well_formed() {
        super::MIGRATIONS.validate().unwrap();
    }
}
