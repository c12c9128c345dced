//! What a database file may be, and that a refused one is left as it was.

use crate::model::{at, founding, hash, key, open, other_hash, root, user};
use aws_lc_rs::digest::{SHA256, digest};
use countersign_issuer::{Commit, GrantId, KeyCommit, Outcome, Store, StoreError, UserCommit};
use countersign_jose::Algorithm;
use countersign_password::PasswordHash;
use countersign_store::OpenError;
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    (folder, path)
}

/// A founded store, closed.
async fn founded(path: &Path) {
    let store = open(path).unwrap();
    let found = Commit::Found(Box::new(founding("admin")));
    assert_eq!(store.commit(found).await.unwrap().value, Outcome::Won);
}

fn refused(path: &Path) -> OpenError {
    let before = std::fs::read(path).unwrap();
    let error = open(path).unwrap_err();
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
    let store = open(&path).unwrap();
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
    let message = open(&path).unwrap_err().to_string();
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
    let store = open(&path).unwrap();
    let found = Commit::Found(Box::new(founding("admin")));
    assert_eq!(store.commit(found).await.unwrap().value, Outcome::Won);
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its write-ahead log and its index");
}

/// Whether the file, or what stands beside it, holds those bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap();
    files.into_iter().any(|file| {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn nothing_is_left_in_the_file_of_a_key_or_a_root_secret_that_was_deleted() {
    let (folder, path) = folder();
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        let (key, root) = (key(algorithm, at(10)), root(1));
        // From the middle of the private part, which stands in no index.
        let pkcs8 = key.envelope.as_bytes();
        let private = &pkcs8[pkcs8.len() / 2..][..32];
        let secret = root.secret.as_bytes();
        let id = key.key_id.clone();

        let store = open(&path).unwrap();
        for add in [
            KeyCommit::Add(key.clone()),
            KeyCommit::AddRoot(root.clone()),
        ] {
            assert_eq!(store.commit(add.into()).await.unwrap().value, Outcome::Won);
        }
        drop(store);
        assert!(holds(folder.path(), private) && holds(folder.path(), secret));

        let store = open(&path).unwrap();
        for delete in [KeyCommit::Delete(id), KeyCommit::DeleteRoot(1)] {
            assert_eq!(
                store.commit(delete.into()).await.unwrap().value,
                Outcome::Won
            );
        }
        drop(store);
        assert!(!holds(folder.path(), private), "{algorithm}");
        assert!(!holds(folder.path(), secret), "{algorithm}");
    }
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
    let store = open(&path).unwrap();
    let error = store.clients().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Corrupt(text) if text.contains("grant_types")),
        "{error}"
    );
    assert!(!error.to_string().contains("plain text"), "{error}");
}

#[tokio::test]
async fn a_key_of_an_algorithm_that_is_not_known_hides_no_other_key() {
    let (_folder, path) = folder();
    founded(&path).await;
    let newer = Connection::open(&path).unwrap();
    let key = "INSERT INTO signing_keys VALUES ('later', 'ML-DSA-44', x'0001', 1, NULL, 1)";
    newer.execute_batch(key).unwrap();
    drop(newer);
    let keys = open(&path).unwrap().signing_keys().await.unwrap();
    assert!(keys.iter().any(|key| key.algorithm == "ES256"));
}

#[tokio::test]
async fn a_password_column_that_makes_no_sense_is_no_error_and_not_shown() {
    let (_folder, path) = folder();
    founded(&path).await;
    let vandal = Connection::open(&path).unwrap();
    let store = open(&path).unwrap();
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
        let near = store.password_costs_near(user("admin").id).await;
        assert!(near.unwrap().is_empty(), "{column}");
    }
}

/// A database as the first version wrote it: founded, with a user and a grant.
fn version_one(path: &Path) {
    let sql = include_str!("../../migrations/sqlite/0001_first.sql");
    let old = Connection::open(path).unwrap();
    old.execute_batch(
        "PRAGMA application_id = 0x4353474e;
         CREATE TABLE migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,
                                  checksum BLOB NOT NULL) STRICT;",
    )
    .unwrap();
    old.execute_batch(sql).unwrap();
    let checksum = digest(&SHA256, sql.as_bytes()).as_ref().to_vec();
    old.execute("INSERT INTO migrations VALUES (1, 'first', ?1)", [checksum])
        .unwrap();

    let key = key(Algorithm::Es256, at(0)).open().unwrap();
    let pkcs8 = key.to_pkcs8_der().unwrap();
    old.execute(
        "INSERT INTO signing_keys VALUES (?1, 'ES256', ?2, 'active', 1800000000)",
        params![key.key_id().as_str(), *pkcs8],
    )
    .unwrap();
    old.execute_batch(
        "INSERT INTO secrets VALUES ('refresh_token_key', zeroblob(32));
         INSERT INTO clients VALUES ('app', 'App', NULL, 'password', '', '', 1, 1);
         INSERT INTO users VALUES (zeroblob(16), 'ada', NULL,
             '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 1, 0, 0, 1);
         INSERT INTO grants VALUES (zeroblob(16), 'app', zeroblob(16), '', 1, 4000000000, 3, 2, NULL);",
    )
    .unwrap();
}

#[tokio::test]
async fn a_database_of_the_first_version_is_brought_up_to_date_and_nothing_is_lost() {
    let (_folder, path) = folder();
    version_one(&path);
    let store = open(&path).unwrap();
    assert!(store.is_founded().await.unwrap());
    let keys = store.signing_keys().await.unwrap();
    assert_eq!((keys.len(), keys[0].activates_at), (1, at(0)));
    assert_eq!(keys[0].open().unwrap().key_id(), &keys[0].key_id);
    let roots = store.root_secrets().await.unwrap();
    assert_eq!((roots[0].number, roots[0].activates_at), (1, at(0)));

    let ada = store.users().await.unwrap().remove(0);
    assert_eq!(ada.username.as_str(), "ada");
    let costs = store.password_costs_near(ada.id).await.unwrap();
    assert_eq!(costs, [(ada.id, hash().cost())]);
    let grant = store
        .grant(GrantId::from_bytes([0; 16]))
        .await
        .unwrap()
        .value;
    assert_eq!(grant.unwrap().grant.generation, 3);
}

#[tokio::test]
async fn the_cost_of_a_new_password_is_written_beside_it() {
    let (_folder, path) = folder();
    founded(&path).await;
    let store = open(&path).unwrap();
    let read = Connection::open(&path).unwrap();
    let (user, from, to) = (user("admin").id, hash(), other_hash());
    let set = UserCommit::SetPassword {
        user,
        hash: from.clone(),
    };
    for write in [set, UserCommit::SwapPasswordHash { user, from, to }] {
        let written = store.commit(write.into()).await.unwrap();
        assert_eq!(written.value, Outcome::Won);
        let cost = read.query_row("SELECT password_cost FROM users", [], |row| row.get(0));
        assert_eq!(cost, Ok(Some("bcrypt:5".to_owned())));
    }
}

#[tokio::test]
async fn a_database_of_the_first_version_gets_the_costs_of_its_passwords() {
    let (_folder, path) = folder();
    version_one(&path);
    drop(open(&path).unwrap());
    let read = Connection::open(&path).unwrap();
    let cost = read.query_row("SELECT password_cost FROM users", [], |row| row.get(0));
    assert_eq!(cost, Ok(Some("bcrypt:5".to_owned())));
}

#[tokio::test]
async fn the_cost_of_a_password_that_another_program_wrote_is_read_from_the_hash() {
    let (_folder, path) = folder();
    founded(&path).await;
    let store = open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    let dear = "$2b$11$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    other
        .execute("UPDATE users SET password = ?1", [dear])
        .unwrap();
    let costs = store.password_costs_near(user("admin").id).await.unwrap();
    assert_eq!(costs[0].1, PasswordHash::parse(dear).unwrap().cost());
}

#[tokio::test]
async fn a_hash_is_not_read_while_its_cost_stands_beside_it() {
    let (_folder, path) = folder();
    founded(&path).await;
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "UPDATE users SET password = 'no hash at all';
             UPDATE users SET password_cost = 'bcrypt:9';",
        )
        .unwrap();
    let store = open(&path).unwrap();
    let costs = store.password_costs_near(user("admin").id).await.unwrap();
    assert_eq!(costs[0].1, "bcrypt:9".parse().unwrap());
}

#[tokio::test]
async fn a_time_before_1970_is_an_error_that_names_the_column() {
    let (_folder, path) = folder();
    founded(&path).await;
    let vandal = Connection::open(&path).unwrap();
    vandal
        .execute_batch("UPDATE users SET created_at = -1")
        .unwrap();
    let error = open(&path).unwrap().users().await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Corrupt(text) if text.contains("created_at")),
        "{error}"
    );
}

#[tokio::test]
async fn names_that_count_as_one_are_named_and_the_database_is_left_as_it_was() {
    let (_folder, path) = folder();
    version_one(&path);
    let old = Connection::open(&path).unwrap();
    let add = "INSERT INTO users VALUES (?1, ?2, NULL, NULL, 0, 0, 0, 1)";
    for (id, name) in [
        (1_u8, "Ada"),
        (2, "caf\u{e9}"),
        (3, "cafe\u{301}"),
        (4, "bob"),
    ] {
        old.execute(add, params![[id; 16], name]).unwrap();
    }
    let count = "SELECT count(*) FROM pragma_table_info('users')";
    let columns = |old: &Connection| old.query_row(count, [], |row| row.get::<_, u32>(0));
    let before = columns(&old).unwrap();

    let error = open(&path).unwrap_err();
    assert!(matches!(&error, OpenError::NamesClash { names, .. } if names.len() == 2));
    let text = error.to_string();
    assert!(text.contains("'Ada' and 'ada'"), "{text}");
    assert!(
        text.contains("(cafe\\u{301}) and 'caf\u{e9}' (caf\\u{e9})"),
        "{text}"
    );
    assert!(!text.contains("bob"), "{text}");
    assert_eq!(columns(&old).unwrap(), before);

    let rename = "UPDATE users SET username = ?2 WHERE username = ?1";
    old.execute(rename, ["Ada", "ada.lovelace"]).unwrap();
    old.execute(rename, ["cafe\u{301}", "tea"]).unwrap();
    drop(old);
    assert_eq!(open(&path).unwrap().users().await.unwrap().len(), 5);
}
