//! New passwords and blocklists on the command line.

use crate::support::{BINARY, failed, printed, server, sign_in, stderr};
use countersign_testkit::RunningServer;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ADD: [&str; 4] = ["user", "add", "ada", "--password-stdin"];

/// Runs `countersign` in a folder, with an input.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(BINARY);
    let command = command.args(arguments).current_dir(folder);
    countersign_testkit::run(command, input).unwrap()
}

fn summary(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_new_password_that_breaks_a_rule_is_refused_with_every_rule() {
    let server = server();
    for (password, words) in [
        ("", "at least 15"),
        (
            "password123",
            "at least 15 are needed; it is among the passwords",
        ),
        ("1qaz2wsx3edc4rfv", "among the passwords"),
        ("ada-countersign-2026", "own name"),
        ("hunter2hunter2hunter2", "repeats"),
    ] {
        let (code, text) = failed(&server, &ADD, password);
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(words), "{text}");
        assert!(text.contains("password manager"), "guidance: {text}");
        assert!(password.is_empty() || !text.contains(password), "{text}");
    }
    printed(&server, &ADD, "seven green umbrellas");
    let (code, text) = failed(&server, &["user", "passwd", "ada"], "too short");
    assert_eq!((code, text.contains("9 characters")), (2, true), "{text}");
    assert_eq!(sign_in(&server, "ada", "seven green umbrellas").status, 200);
}

#[test]
fn a_weak_password_is_taken_only_where_the_danger_is_named() {
    let server = server();
    printed(
        &server,
        &[&ADD[..], &["--danger-accept-weak-password"]].concat(),
        "secret",
    );
    assert_eq!(sign_in(&server, "ada", "secret").status, 200);
    let passwd = ["user", "passwd", "ada", "--danger-accept-weak-password"];
    printed(&server, &passwd, "hunter2");
    assert_eq!(sign_in(&server, "ada", "hunter2").status, 200);
    let (code, _) = failed(&server, &passwd, "");
    assert_eq!(code, 2, "nobody can type an empty one");
}

#[test]
fn a_password_signs_in_in_any_spelling() {
    let server = server();
    printed(&server, &ADD, "Ame\u{301}lie aime le cafe\u{301}\n");
    for typed in [
        "Am\u{e9}lie aime le caf\u{e9}",
        "Ame\u{301}lie aime le cafe\u{301}",
    ] {
        assert_eq!(sign_in(&server, "ada", typed).status, 200, "{typed}");
    }
    assert_eq!(sign_in(&server, "ada", "Amelie aime le cafe").status, 400);
}

#[test]
fn a_stored_password_that_cannot_be_read_is_a_wrong_one_until_another_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let server = RunningServer::start_in(BINARY, folder.path(), &[]).unwrap();
    let database = rusqlite::Connection::open(folder.path().join("countersign.db")).unwrap();
    let password = "seven green umbrellas";
    for add in [["user", "add", "ada"], ["user", "add", "bob"]] {
        printed(
            &server,
            &[&add[..], &["--password-stdin"]].concat(),
            password,
        );
    }
    let answer = |name: &str, typed: &str| {
        let answer = sign_in(&server, name, typed);
        (answer.status, answer.text())
    };
    let wrong = answer("bob", "eight red umbrellas");
    let mut logged = 0;
    for (column, readable) in [
        ("", true),
        ("!", true),
        ("*", true),
        ("!unusable", true),
        ("secret", false),
        ("x$y", false),
    ] {
        let sql = "UPDATE users SET password = ?1 WHERE username = 'ada'";
        assert_eq!(database.execute(sql, [column]), Ok(1));
        assert_eq!(answer("ada", password), wrong, "{column}");
        assert_eq!(answer("ada", &format!("{column} ")), wrong, "{column}");
        logged += if readable { 0 } else { 2 };
        let log = server.stderr();
        let lines = log
            .lines()
            .filter(|line| line.contains("stored password cannot be read"));
        assert_eq!(lines.count(), logged, "{column}: {log}");

        let scheme = if readable {
            Value::Null
        } else {
            "unreadable".into()
        };
        let listed = printed(&server, &["user", "list", "--json"], "");
        let users: Value = serde_json::from_str(&listed).unwrap();
        let ada = &users.as_array().unwrap()[0];
        assert_eq!(
            (&ada["username"], &ada["password_scheme"]),
            (&"ada".into(), &scheme)
        );
        let table = printed(&server, &["user", "list"], "");
        assert_eq!(table.lines().count(), 4, "{table}");
        printed(&server, &["user", "disable", "ada"], "");
        printed(&server, &["user", "enable", "ada"], "");
        printed(&server, &["user", "passwd", "ada"], password);
        assert_eq!(answer("ada", password).0, 200, "{column}");
        if column.len() > 1 {
            let shown = [log, listed, table].concat();
            assert!(!shown.contains(column), "{column} in {shown}");
        }
    }
}

#[test]
fn settings_lower_the_minimum_and_add_a_blocklist() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let (filter, config) = (
        folder.path().join("own.filter"),
        folder.path().join("own.toml"),
    );
    let out = filter.to_str().unwrap();
    let built = run(
        folder.path(),
        &["blocklist", "build", "-", "--out", out],
        b"blue bicycles\n",
    );
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let settings = format!("password_minimum_length = 12\npassword_blocklist = '{out}'\n");
    fs::write(&config, settings).unwrap();

    let with_config = ["--config", config.to_str().unwrap()];
    let add = [&ADD[..], &with_config].concat();
    let (code, text) = failed(&server, &add, "eleven char");
    assert_eq!((code, text.contains("at least 12")), (2, true), "{text}");
    let (code, text) = failed(&server, &add, "Blue Bicycles");
    assert_eq!((code, text.contains("among")), (2, true), "{text}");
    printed(&server, &add, "red bicycles");

    fs::write(&filter, "blue bicycles\n").unwrap();
    let passwd = [&["user", "passwd", "ada"][..], &with_config].concat();
    let (code, text) = failed(&server, &passwd, "");
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("password_blocklist") && text.contains("own.filter"),
        "{text}"
    );
    assert!(text.contains("countersign blocklist build"), "{text}");
}

#[test]
fn hash_and_verify_do_what_the_server_would_with_its_settings() {
    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    let folder = tempfile::tempdir().unwrap();
    let on = |arguments: &[&str]| {
        let output = run(folder.path(), arguments, b"U*U\n");
        let printed = String::from_utf8(output.stdout.clone()).unwrap();
        (output.status.code().unwrap(), printed + &stderr(&output))
    };
    let expect = |arguments: &[&str], code: i32, words: &str| {
        let (found, text) = on(arguments);
        assert_eq!(
            (found, text.contains(words)),
            (code, true),
            "{arguments:?}: {text}"
        );
    };
    expect(&["hash"], 0, "$argon2id$v=19$m=19456,t=2,p=1$");
    expect(&["verify", BCRYPT], 0, "match (to be upgraded");

    let settings = "password_new_hashes = 'pbkdf2-sha256:1000'\n\
                    password_accept = 'pbkdf2-sha256 argon2id'\n\
                    password_ceiling_memory_kib = 1024\n";
    // Both the file that is named and the one that is there.
    for (file, config) in [
        ("own.toml", &["--config", "own.toml"][..]),
        ("countersign.toml", &[]),
    ] {
        fs::write(folder.path().join(file), settings).unwrap();
        let with = |arguments: &[&'static str]| [arguments, config].concat();
        expect(&with(&["hash"]), 0, "$pbkdf2-sha256$1000$");
        expect(
            &with(&["hash", "--scheme", "argon2id:m=64,t=1,p=1"]),
            0,
            "$argon2id$v=19$m=64,",
        );
        expect(&with(&["hash", "--scheme", "argon2id"]), 2, "19456");
        expect(&with(&["hash", "--scheme", "bcrypt:4"]), 2, "--scheme: ");
        expect(&with(&["verify", BCRYPT]), 1, "not accepted");
        let dear = "$argon2id$v=19$m=2048,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA";
        expect(&with(&["verify", dear]), 1, "2048");
    }
    assert!(!folder.path().join("countersign.db").exists());
}

#[test]
fn hash_and_verify_refuse_settings_that_the_server_would_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |command: &mut Command, arguments: &[&str], key: &str| {
        let command = command.args(arguments).current_dir(folder.path());
        let output = countersign_testkit::run(command, b"U*U").unwrap();
        let text = stderr(&output);
        let found = (output.status.code(), text.contains(key));
        assert_eq!(found, (Some(2), true), "{arguments:?}: {text}");
    };
    for arguments in [&["hash"][..], &["verify", "$1$salt$tag"]] {
        let with = |file| [arguments, &["--config", file]].concat();
        for (settings, key) in [
            ("password_new_hashes = 'bcrypt:3'", "password_new_hashes"),
            ("password_accept = 'bcrypt'", "password_new_hashes"),
            ("password_hashes = 'bcrypt'", "password_hashes"),
            ("hash_threads = 0", "hash_threads"),
        ] {
            fs::write(folder.path().join("own.toml"), settings).unwrap();
            refused(&mut Command::new(BINARY), &with("own.toml"), key);
        }
        let nowhere = with("/nowhere.toml");
        refused(&mut Command::new(BINARY), &nowhere, "/nowhere.toml");
        let key = "COUNTERSIGN_PASSWORD_NEW_HASHES";
        let mut command = Command::new(BINARY);
        refused(
            command.env(key, "bcrypt:3"),
            arguments,
            "password_new_hashes",
        );
    }
}

#[test]
fn a_blocklist_is_built_and_asked() {
    let folder = tempfile::tempdir().unwrap();
    let list =
        b"swordfish99\r\nshort\nopen sesame\n\nopen sesame\nb\xe9d utf8\nlast one without newline";
    fs::write(folder.path().join("list.txt"), list).unwrap();
    let build = [
        "blocklist",
        "build",
        "list.txt",
        "--out",
        "list.filter",
        "--json",
    ];
    let built = summary(&run(folder.path(), &build, b""));
    assert_eq!(
        (&built["lines"], &built["passwords"]),
        (&7.into(), &3.into())
    );
    assert_eq!(built["skipped_short"], 2);
    assert_eq!(built["skipped_not_a_password"], 1);
    assert_eq!(built["false_positives_one_in"], 65_536);
    let file = fs::read(folder.path().join("list.filter")).unwrap();
    assert_eq!(built["bytes"], file.len());
    assert!(!folder.path().join("list.filter.partial").exists());

    for (password, code, answer) in [
        ("swordfish99\n", 1, "listed\n"),
        ("SWORDFISH99", 1, "listed\n"),
        ("last one without newline", 1, "listed\n"),
        ("seven green umbrellas", 0, "not listed\n"),
    ] {
        let check = ["blocklist", "check", "list.filter"];
        let output = run(folder.path(), &check, password.as_bytes());
        assert_eq!(output.status.code(), Some(code), "{password}");
        assert_eq!(output.stdout, answer.as_bytes(), "{password}");
    }

    let small = summary(&run(
        folder.path(),
        &[&build[..], &["--small"]].concat(),
        b"",
    ));
    assert_eq!(small["false_positives_one_in"], 256);
    assert!(small["bytes"].as_u64() < built["bytes"].as_u64());
}

#[test]
fn a_blocklist_is_built_of_digests_with_counts() {
    let folder = tempfile::tempdir().unwrap();
    // SHA-1 of "abc" (RFC 3174 section 7.3) and of "password".
    let list = "A9993E364706816ABA3E25717850C26C9CD0D89D:12\n\
                5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8:9545824\r\n";
    let build = ["blocklist", "build", "-", "--out", "list.filter", "--json"];
    let digests = [&build[..], &["--sha1", "--min-count", "100"]].concat();
    let built = summary(&run(folder.path(), &digests, list.as_bytes()));
    assert_eq!(
        (&built["passwords"], &built["skipped_rare"]),
        (&1.into(), &1.into())
    );
    let check = |password: &[u8]| {
        run(
            folder.path(),
            &["blocklist", "check", "list.filter"],
            password,
        )
    };
    assert_eq!(check(b"password").status.code(), Some(1));
    assert_eq!(check(b"abc").status.code(), Some(0));

    for (arguments, input, words) in [
        (build.to_vec(), list, "add --sha1"),
        (digests.clone(), "password\n", "line 1"),
        (digests.clone(), &format!("{list}A9993E36:1\n"), "line 3"),
        (digests.clone(), &list.replace(":12", ":many"), "line 1"),
        (digests.clone(), &list.replace('A', "X"), "line 1"),
        ([&build[..], &["--min-count", "5"]].concat(), list, "--sha1"),
    ] {
        let output = run(folder.path(), &arguments, input.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
}

#[test]
fn a_blocklist_that_cannot_be_made_or_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty.txt"), "short\n").unwrap();
    let build = |file, out| ["blocklist", "build", file, "--out", out];
    for (arguments, words) in [
        (build("nowhere.txt", "a.filter").to_vec(), "nowhere.txt"),
        (build("empty.txt", "a.filter").to_vec(), "no password"),
        (build("-", "nowhere/a.filter").to_vec(), "nowhere"),
        (
            vec!["blocklist", "check", "nowhere.filter"],
            "nowhere.filter",
        ),
        (vec!["blocklist", "check", "empty.txt"], "blocklist build"),
    ] {
        let output = run(folder.path(), &arguments, b"seven green umbrellas\n");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    assert!(!folder.path().join("a.filter").exists());
}

#[test]
fn a_mistyped_password_setting_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("countersign.toml"),
        "password_minimum_lenght = 20",
    )
    .unwrap();
    let output = run(folder.path(), &["user", "list"], b"");
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("did you mean 'password_minimum_length'?"),
        "{text}"
    );
}
