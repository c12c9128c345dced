//! The command line, beside a running server.

use crate::support::{BINARY, failed, me, post, printed, server, sign_in, stderr};
use countersign_testkit::run;
use serde_json::Value;
use std::process::{Command, Output};

#[test]
fn a_user_is_added_listed_disabled_and_enabled() {
    let server = server();
    let add = [
        "user",
        "add",
        "ada",
        "--password-stdin",
        "--email",
        "ada@example.org",
        "--admin",
    ];
    printed(&server, &add, "a long password\nnot part of it\n");
    assert_eq!(sign_in(&server, "ada", "a long password").status, 200);

    let users: Value = json(&printed(&server, &["user", "list", "--json"], ""));
    let ada = &users[0];
    assert_eq!(ada["username"], "ada");
    assert_eq!(ada["email"], "ada@example.org");
    assert_eq!(
        (&ada["admin"], &ada["disabled"]),
        (&true.into(), &false.into())
    );
    assert_eq!(ada["password_scheme"], "argon2id");
    assert!(!users.to_string().contains("$argon2"), "{users}");
    let table = printed(&server, &["user", "list"], "");
    assert!(
        table.starts_with("NAME") && table.contains("ada@example.org"),
        "{table}"
    );

    printed(&server, &["user", "disable", "ada"], "");
    assert_eq!(sign_in(&server, "ada", "a long password").status, 400);
    printed(&server, &["user", "enable", "ada"], "");
    assert_eq!(sign_in(&server, "ada", "a long password").status, 200);
}

#[test]
fn a_made_up_password_is_printed_once_and_works() {
    let server = server();
    let line = printed(&server, &["user", "add", "ada"], "");
    let password = line.split_whitespace().nth(5).unwrap();
    assert_eq!(sign_in(&server, "ada", password).status, 200, "{line}");
}

#[test]
fn what_cannot_be_added_or_found_is_exit_code_1() {
    let server = server();
    let (code, text) = failed(&server, &["user", "add", "admin"], "");
    assert_eq!(code, 1);
    assert!(text.contains("'admin' already"), "{text}");
    for missing in [
        ["user", "disable", "nobody"],
        ["client", "remove", "nobody"],
    ] {
        let (code, text) = failed(&server, &missing, "");
        assert_eq!(code, 1);
        assert!(text.contains("'nobody'") && text.contains("list"), "{text}");
    }
}

#[test]
fn what_makes_no_sense_is_exit_code_2() {
    let server = server();
    for arguments in [
        vec!["user", "add", " "],
        vec!["user", "add", "ada", "--password-stdin"],
        vec!["client", "add", "a b", "--grant", "client_credentials"],
        vec!["client", "add", "app"],
        vec!["client", "add", "app", "--grant", "implicit"],
        vec!["client", "add", "app", "--grant", "password"],
        vec![
            "client",
            "add",
            "app",
            "--public",
            "--grant",
            "client_credentials",
        ],
        vec![
            "client",
            "add",
            "app",
            "--secret-stdin",
            "--grant",
            "client_credentials",
        ],
        vec![
            "client",
            "add",
            "app",
            "--grant",
            "client_credentials",
            "--scope",
            "a b",
        ],
        vec![
            "client",
            "add",
            "app",
            "--grant",
            "refresh_token",
            "--redirect-uri",
            "/cb",
        ],
        vec![
            "client",
            "add",
            "app",
            "--grant",
            "refresh_token",
            "--redirect-uri",
            "javascript:alert(1)",
        ],
        vec!["user", "add", "ada", "--email", "\u{1b}[2J"],
        vec!["--listen", "127.0.0.1:0", "user", "list"],
        vec!["key", "lst"],
        vec!["verify", "plain text"],
    ] {
        let (code, text) = failed(&server, &arguments, "");
        assert_eq!(code, 2, "{arguments:?}: {text}");
        assert!(text.starts_with("error:"), "{text}");
    }
}

#[test]
fn a_client_is_added_listed_and_removed() {
    let server = server();
    let add = ["client", "add", "machine", "--name", "The machine"];
    let rights = ["--grant", "client_credentials", "--scope", "items:read"];
    let line = printed(&server, &[&add[..], &rights].concat(), "");
    let secret = line.split_whitespace().nth(5).unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "machine"),
        ("client_secret", secret),
    ];
    let token = post(&server, &form).json().unwrap();
    assert_eq!(token["scope"], "items:read", "{token}");

    let clients = json(&printed(&server, &["client", "list", "--json"], ""));
    let ids: Vec<_> = clients
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["client_id"])
        .collect();
    assert_eq!(ids, ["docs", "machine"]);
    assert_eq!(clients[1]["name"], "The machine");
    assert_eq!(clients[1]["public"], false);
    assert!(!clients.to_string().contains(secret));

    printed(&server, &["client", "remove", "machine"], "");
    assert_eq!(post(&server, &form).status, 401);
}

#[test]
fn a_command_without_a_database_says_so_and_creates_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut list = Command::new(BINARY);
    let output = list
        .args(["user", "list"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("countersign serve"),
        "{}",
        stderr(&output)
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_user_is_not_added_before_there_is_a_server() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("countersign.db"), "").unwrap();
    let mut add = Command::new(BINARY);
    let add = add
        .args(["user", "add", "admin"])
        .current_dir(folder.path());
    let output = add.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("countersign serve"),
        "{}",
        stderr(&output)
    );
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    run(Command::new(BINARY).args(arguments), input).unwrap()
}

#[test]
fn a_hash_is_verified_by_its_own_password_only() {
    for (scheme, prefix) in [
        ("argon2id", "$argon2id$v=19$m=19456,t=2,p=1$"),
        ("argon2id:m=64,t=1,p=1", "$argon2id$v=19$m=64,t=1,p=1$"),
        ("bcrypt", "$2b$12$"),
        ("bcrypt:4", "$2b$04$"),
        ("scrypt:ln=4,r=8,p=1", "$scrypt$ln=4,r=8,p=1$"),
        ("yescrypt:ln=10,r=8", "$y$"),
        ("pbkdf2-sha256:1000", "$pbkdf2-sha256$1000$"),
        ("pbkdf2-sha512:1000", "$pbkdf2-sha512$1000$"),
    ] {
        let output = with_input(&["hash", "--scheme", scheme], "swordfish\nignored");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let hash = String::from_utf8(output.stdout).unwrap();
        assert!(hash.starts_with(prefix), "{hash}");
        let verify = |password| with_input(&["verify", hash.trim()], password).status.code();
        assert_eq!(verify("swordfish\n"), Some(0));
        assert_eq!(verify("Swordfish"), Some(1));
    }
}

#[test]
fn a_scheme_that_makes_no_new_hashes_is_refused_with_what_would_be_right() {
    for (scheme, right) in [
        ("md5-crypt", "use argon2id, yescrypt"),
        ("bcrypt:3", "outside 4 to 31"),
        ("argon2id:19456", "written like argon2id:m=19456"),
        ("argon2d:m=64,t=1,p=1", "use argon2id, yescrypt"),
        ("argonid", "argon2id"),
    ] {
        let output = with_input(&["hash", "--scheme", scheme], "swordfish");
        assert_eq!(output.status.code(), Some(2));
        let message = stderr(&output);
        assert!(message.contains(right), "{scheme}: {message}");
    }
}

#[test]
fn a_password_that_nobody_can_have_is_refused_with_the_rule() {
    for (input, rule) in [("", "empty"), ("\n", "empty"), ("a\0b", "NUL")] {
        let output = with_input(&["hash"], input);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(rule), "{}", stderr(&output));
    }
}

#[test]
fn every_command_has_help() {
    for arguments in [
        vec!["--help"],
        vec!["serve", "--help"],
        vec!["user", "add", "--help"],
        vec!["client", "add", "--help"],
        vec!["verify", "--help"],
    ] {
        let output = with_input(&arguments, "");
        assert_eq!(output.status.code(), Some(0));
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .contains("Usage: countersign")
        );
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn names_that_look_like_others_are_refused_and_one_name_has_one_user() {
    let server = server();
    for (name, rule) in [
        ("\u{430}dmin", "mixes scripts"),
        ("ad\u{200b}a", "U+200B"),
        ("ad\u{202e}a", "U+202E"),
        ("two\nlines", "U+000A"),
    ] {
        let (code, text) = failed(&server, &["user", "add", name], "");
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(rule) && text.is_ascii(), "{text}");
    }
    for same in [
        "Admin",
        "\u{ff41}\u{ff44}\u{ff4d}\u{ff49}\u{ff4e}",
        " admin ",
    ] {
        let (code, text) = failed(&server, &["user", "add", same], "");
        assert_eq!(code, 1, "{text}");
        assert!(
            text.contains("there is a user named 'admin' already"),
            "{text}"
        );
    }
    let password = server.admin_password().unwrap();
    assert_eq!(sign_in(&server, "ADMIN", password).status, 200);
}

#[test]
fn a_name_is_one_person_however_a_device_types_it() {
    let server = server();
    let add = |name| ["user", "add", name, "--password-stdin"];
    printed(&server, &add("Ren\u{e9}"), "a long password\n");
    let mut subjects = Vec::new();
    for typed in [
        "Ren\u{e9}",
        "ren\u{e9}",
        "rene\u{301} ",
        "REN\u{c9}",
        "\u{ff32}en\u{e9}",
    ] {
        let (code, text) = failed(&server, &add(typed), "a long password\n");
        assert_eq!(code, 1, "{text}");
        let signed_in = sign_in(&server, typed, "a long password");
        assert_eq!(signed_in.status, 200, "{}", typed.escape_unicode());
        let tokens: Value = signed_in.json().unwrap();
        let profile = me(&server, tokens["access_token"].as_str().unwrap());
        let profile: Value = profile.json().unwrap();
        assert_eq!(profile["username"], "Ren\u{e9}");
        subjects.push(profile["sub"].clone());
    }
    subjects.dedup();
    assert_eq!(subjects.len(), 1);
    assert_eq!(
        sign_in(&server, "rene", "a long password").status,
        400,
        "a name without the accent is another person's"
    );
}

#[test]
fn a_mail_address_that_is_none_is_refused_with_what_would_be_right() {
    let server = server();
    for (address, rule) in [
        ("ada", "@"),
        ("ada@example", "has no dot"),
        ("a da@example.org", "U+0020"),
        ("ada@example.org\u{202e}", "U+202E"),
    ] {
        let (code, text) = failed(&server, &["user", "add", "ada", "--email", address], "");
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(rule) && text.is_ascii(), "{text}");
    }
    let users = printed(&server, &["user", "list"], "");
    assert!(!users.contains("ada"), "{users}");
}
