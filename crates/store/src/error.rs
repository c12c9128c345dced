//! Why a database cannot be opened.

use std::path::PathBuf;

/// Why a database cannot be opened. The file is left as it was.
#[derive(Debug, thiserror::Error)]
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
    /// Names of different users count as one name from this version on.
    #[error(
        "{}: these user names count as one, {}: give all but one of them another name, with the \
         program that wrote the file or with UPDATE users SET username = …, then start again",
        path.display(),
        shown(names)
    )]
    NamesClash {
        /// The file.
        path: PathBuf,
        /// The names, as they were typed: those of each clash together.
        names: Vec<Vec<String>>,
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

/// Each clash, in a form that tells names apart that look the same.
fn shown(clashes: &[Vec<String>]) -> String {
    let clash = |names: &Vec<String>| {
        let names: Vec<_> = names.iter().map(|name| shown_name(name)).collect();
        names.join(" and ")
    };
    clashes.iter().map(clash).collect::<Vec<_>>().join("; ")
}

fn shown_name(name: &str) -> String {
    if name.is_ascii() {
        return format!("'{}'", name.escape_debug());
    }
    format!("'{}' ({})", name.escape_debug(), name.escape_default())
}
