//! Numbered SQL files, applied once each.

mod costs;
mod error;
mod names;

pub(super) use error::MigrateError;

use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

/// What SQL alone cannot do.
type Step = fn(&Transaction<'_>) -> Result<(), MigrateError>;

/// One step of the schema, compiled in.
pub(super) struct Migration {
    pub(super) number: u32,
    name: &'static str,
    sql: &'static str,
    /// Done after the SQL, in the same transaction.
    then: Option<Step>,
}

/// In order. A file that was released never changes; a change is a new file.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "first",
        sql: include_str!("../../../migrations/sqlite/0001_first.sql"),
        then: None,
    },
    Migration {
        number: 2,
        name: "keys",
        sql: include_str!("../../../migrations/sqlite/0002_keys.sql"),
        then: None,
    },
    Migration {
        number: 3,
        name: "password costs",
        sql: include_str!("../../../migrations/sqlite/0003_password_costs.sql"),
        then: Some(costs::fill),
    },
    Migration {
        number: 4,
        name: "names",
        sql: include_str!("../../../migrations/sqlite/0004_names.sql"),
        then: Some(names::fill_keys),
    },
];

impl Migration {
    /// SHA-256 of the file, so that a changed file is noticed.
    pub(super) fn checksum(&self) -> Vec<u8> {
        digest(&SHA256, self.sql.as_bytes()).as_ref().to_vec()
    }
}

/// The migrations that a database has had: number and checksum, the newest first.
pub(super) fn applied(connection: &Connection) -> rusqlite::Result<Vec<(u32, Vec<u8>)>> {
    if !connection.table_exists(None, "migrations")? {
        return Ok(Vec::new());
    }
    let mut query =
        connection.prepare("SELECT number, checksum FROM migrations ORDER BY number DESC")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The number of the last migration of this program.
pub(super) fn newest_known() -> u32 {
    let numbers = MIGRATIONS.iter().map(|migration| migration.number);
    numbers.max().unwrap_or(0)
}

/// Applies what is missing, in one transaction; another process waits meanwhile.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), MigrateError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
             number   INTEGER NOT NULL PRIMARY KEY,
             name     TEXT    NOT NULL,
             checksum BLOB    NOT NULL
         ) STRICT",
    )?;
    let found = applied(&transaction)?
        .first()
        .map_or(0, |(number, _)| *number);

    // Looked at once more: a newer program may have migrated the file since, while this one waited.
    let known = newest_known();
    if found > known {
        return Err(MigrateError::Newer { found, known });
    }
    for migration in MIGRATIONS
        .iter()
        .filter(|migration| migration.number > found)
    {
        apply(&transaction, migration)?;
    }
    transaction.commit()?;
    Ok(())
}

fn apply(transaction: &Transaction<'_>, migration: &Migration) -> Result<(), MigrateError> {
    transaction.execute_batch(migration.sql)?;
    if let Some(then) = migration.then {
        then(transaction)?;
    }

    let record = "INSERT INTO migrations (number, name, checksum) VALUES (?1, ?2, ?3)";
    let row = params![migration.number, migration.name, migration.checksum()];
    transaction.execute(record, row)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one_without_gaps() {
        let numbers: Vec<_> = MIGRATIONS
            .iter()
            .map(|migration| migration.number)
            .collect();
        let last = u32::try_from(MIGRATIONS.len()).unwrap();
        assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    }

    #[test]
    fn a_file_that_a_newer_program_migrated_meanwhile_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let newer = "INSERT INTO migrations (number, name, checksum) VALUES (99, 'later', x'00')";
        connection.execute_batch(newer).unwrap();
        let refused = migrate(&mut connection).unwrap_err();
        assert!(
            matches!(refused, MigrateError::Newer { found: 99, .. }),
            "{refused:?}"
        );
    }
}
