//! Which database, as a setting.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a server keeps its state.
///
/// ```
/// use countersign_store::Database;
///
/// let database: Database = "sqlite:countersign.db".parse()?;
/// assert_eq!(database.to_string(), "sqlite:countersign.db");
/// for other in ["mysql://localhost", "sqlite::memory:", "sqlite://x.db"] {
///     assert!(other.parse::<Database>().is_err());
/// }
/// # Ok::<(), countersign_store::DatabaseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// `sqlite:PATH`: one file.
    Sqlite(PathBuf),
    /// `memory:`: gone when the program ends; for tests and for trying things out.
    Memory,
}

/// The text names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a database is written as sqlite:PATH (one file) or memory: (gone at the end)")]
pub struct DatabaseError;

impl FromStr for Database {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, DatabaseError> {
        match text.split_once(':') {
            Some(("sqlite", path)) if is_path(path) => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("memory", "")) => Ok(Self::Memory),
            _ => Err(DatabaseError),
        }
    }
}

/// Not what other programs mean by `:memory:` or by a URL with slashes.
fn is_path(path: &str) -> bool {
    !path.is_empty() && !path.starts_with(':') && !path.starts_with("//") && !path.contains('\0')
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Memory => f.write_str("memory:"),
        }
    }
}
