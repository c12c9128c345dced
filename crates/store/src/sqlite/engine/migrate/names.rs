//! The keys of user names that an older version took.

use super::error::MigrateError;
use countersign_issuer::Username;
use rusqlite::Transaction;
use std::collections::BTreeMap;

/// Gives every user the key of their name. Names of different users that count as one are an error
/// that names them: which of them keeps the name is for the operator to say.
pub(super) fn fill_keys(transaction: &Transaction<'_>) -> Result<(), MigrateError> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut users = transaction.prepare("SELECT username FROM users ORDER BY username")?;
    let typed = users.query_map([], |row| row.get::<_, String>(0))?;
    for name in typed {
        let name = name?;
        let same_key = names.entry(Username::key_of_old_name(&name)).or_default();
        same_key.push(name);
    }

    let clashes: Vec<_> = names.values().filter(|names| names.len() > 1).collect();
    if !clashes.is_empty() {
        return Err(MigrateError::NamesClash(
            clashes.into_iter().cloned().collect(),
        ));
    }

    let mut fill = transaction.prepare("UPDATE users SET username_key = ?2 WHERE username = ?1")?;
    for (key, names) in &names {
        for name in names {
            fill.execute([name, key])?;
        }
    }
    transaction.execute_batch("CREATE UNIQUE INDEX users_by_name ON users (username_key)")?;
    Ok(())
}
