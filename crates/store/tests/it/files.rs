//! What a database file may be, and that a refused one is left as it was.

use crate::model::{founding, user};
use countersign_issuer::{Commit, Outcome, Store, StoreError};
use countersign_store::{OpenError, SqliteStore};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    (folder, path)
}

/// A founded store, closed.
async fn founded(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let found = Commit::Found(Box::new(founding("admin")));
    assert_eq!(store.commit(found).await.unwrap(), Outcome::Won);
}

fn refused(path: &Path) -> OpenError {
    let before = std::fs::read(path).unwrap();
    let error = SqliteStore::open(path).unwrap_err();
    assert_eq!(
        std::fs::read(path).unwrap(),
        before,
        "a refused file is left as it was"
    );
    error
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let (_folder, path) = folder();
    founded(&path).await;
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.users().await.unwrap()[0].username.as_str(), "admin");
    assert_eq!(store.signing_keys().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let (_folder, path) = folder();
    std::fs::write(&path, "").unwrap();
    founded(&path).await;
}

#[test]
fn a_text_file_is_refused_and_left_as_it_was() {
    let (_folder, path) = folder();
    std::fs::write(&path, "the only copy of somebody's thesis\n".repeat(100)).unwrap();
    assert!(matches!(refused(&path), OpenError::NotADatabase(_)));
}

#[test]
fn a_file_that_only_begins_like_a_database_is_refused_and_left_as_it_was() {
    let (_folder, path) = folder();
    std::fs::write(
        &path,
        [b"SQLite format 3\0".as_slice(), &[0xff; 5000]].concat(),
    )
    .unwrap();
    assert!(matches!(refused(&path), OpenError::NotADatabase(_)));
}

#[test]
fn another_programs_database_is_refused_and_left_as_it_was() {
    let (_folder, path) = folder();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE bookmarks (url TEXT)")
        .unwrap();
    drop(other);
    assert!(matches!(refused(&path), OpenError::AnotherProgram(_)));
}

#[tokio::test]
async fn a_newer_versions_database_is_refused_and_left_as_it_was() {
    let (_folder, path) = folder();
    founded(&path).await;
    let newer = Connection::open(&path).unwrap();
    let migration = "INSERT INTO migrations (number, name, checksum) VALUES (99, 'later', x'00')";
    newer.execute_batch(migration).unwrap();
    drop(newer);
    let error = refused(&path);
    assert!(
        matches!(error, OpenError::Newer { found: 99, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("schema version 99"), "{error}");
}

#[tokio::test]
async fn a_changed_migration_is_noticed() {
    let (_folder, path) = folder();
    founded(&path).await;
    let changed = Connection::open(&path).unwrap();
    changed
        .execute_batch("UPDATE migrations SET checksum = x'00' WHERE number = 1")
        .unwrap();
    drop(changed);
    assert!(matches!(
        refused(&path),
        OpenError::OtherMigration { number: 1, .. }
    ));
}

#[test]
fn a_folder_that_is_not_there_is_an_error_that_names_the_file() {
    let (folder, _) = folder();
    let path = folder.path().join("missing/store.db");
    let message = SqliteStore::open(&path).unwrap_err().to_string();
    assert!(message.contains("missing/store.db"), "{message}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_file_or_its_side_files() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = folder();
    std::fs::write(&path, "").unwrap();
    let everybody = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&path, everybody).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    let found = Commit::Found(Box::new(founding("admin")));
    assert_eq!(store.commit(found).await.unwrap(), Outcome::Won);
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its write-ahead log and its index");
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_an_error_that_names_the_column() {
    let (_folder, path) = folder();
    founded(&path).await;
    let vandal = Connection::open(&path).unwrap();
    vandal
        .execute_batch("UPDATE clients SET grant_types = 'plain text'")
        .unwrap();
    drop(vandal);
    let store = SqliteStore::open(&path).unwrap();
    let error = store.clients().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Corrupt(text) if text.contains("grant_types")),
        "{error}"
    );
    assert!(!error.to_string().contains("plain text"), "{error}");
}

#[tokio::test]
async fn a_password_column_that_makes_no_sense_is_no_error_and_not_shown() {
    let (_folder, path) = folder();
    founded(&path).await;
    let vandal = Connection::open(&path).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    for (column, expected) in [
        ("NULL", "Absent"),
        ("''", "Absent"),
        ("'!'", "Absent"),
        ("'*'", "Absent"),
        ("'plain text'", "Unreadable"),
        ("CAST(x'24ff' AS TEXT)", "Unreadable"),
    ] {
        let sql = format!("UPDATE users SET password = {column}");
        vandal.execute_batch(&sql).unwrap();
        let admin = store.user_named(&user("admin").username).await;
        let read = format!("{:?}", admin.unwrap().unwrap());
        assert!(read.contains(expected), "{column}: {read}");
        assert!(!read.contains("plain text"), "{read}");
        assert_eq!(store.users().await.unwrap().len(), 1, "{column}");
        let near = store.password_hashes_near(user("admin").id).await;
        assert!(near.unwrap().is_empty(), "{column}");
    }
}
