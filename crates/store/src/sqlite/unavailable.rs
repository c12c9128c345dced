//! What SQLite cannot do now, as the issuer is told it.

use countersign_issuer::StoreError;

/// What SQLite says, for the log.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err calls")]
pub(super) fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
