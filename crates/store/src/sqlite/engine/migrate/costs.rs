//! The costs of passwords that an older version stored.

use super::error::MigrateError;
use crate::sqlite::engine::cost::cost_text;
use countersign_password::PasswordHash;
use rusqlite::{Transaction, params};

/// Writes the cost beside every hash that can be read.
pub(super) fn fill(transaction: &Transaction<'_>) -> Result<(), MigrateError> {
    let mut users = transaction.prepare("SELECT id, password FROM users")?;
    let mut fill = transaction.prepare("UPDATE users SET password_cost = ?2 WHERE id = ?1")?;
    let mut rows = users.query([])?;
    while let Some(row) = rows.next()? {
        let id: [u8; 16] = row.get(0)?;
        let password = row.get_ref(1)?.as_str().ok().map(PasswordHash::parse);
        if let Some(Ok(hash)) = password {
            fill.execute(params![id, cost_text(&hash)])?;
        }
    }
    Ok(())
}
