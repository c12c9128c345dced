//! Why a database cannot be opened.

use std::path::PathBuf;

/// Why a database cannot be opened. The file is left as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file has other content.
    #[error("{} is not a database: leave it, and name another file", .0.display())]
    NotADatabase(PathBuf),
    /// The file is an SQLite database with other tables.
    #[error("{} is a database of another program: name another file", .0.display())]
    AnotherProgram(PathBuf),
    /// A newer version of this program wrote the file.
    #[error(
        "{} has schema version {found}, and this program knows versions up to {known}: \
         run the newer countersign that wrote it, or restore a backup",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// A migration was applied that differs from the one of this program.
    #[error("{}: migration {number} was applied in another form; restore a backup", path.display())]
    OtherMigration {
        /// The file.
        path: PathBuf,
        /// Which migration.
        number: u32,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// SQLite says no.
    #[error("{}: {message}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        message: String,
    },
}
