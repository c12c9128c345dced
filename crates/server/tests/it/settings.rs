//! Settings that cannot be used: exit code 2, and a message that helps.

use crate::support::{BINARY, stderr};
use std::process::Command;

/// Runs `countersign` and returns what it says; it must refuse to start.
fn refused(arguments: &[&str], environment: &[(&str, &str)], file: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    if let Some(text) = file {
        std::fs::write(folder.path().join("countersign.toml"), text).unwrap();
    }
    let mut command = Command::new(BINARY);
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, usize::from(file.is_some()), "no database is created");
    stderr(&output)
}

#[test]
fn an_unknown_key_in_the_file_names_the_nearest_one() {
    let message = refused(&[], &[], Some("lissten = '127.0.0.1:0'"));
    assert!(message.contains("countersign.toml"), "{message}");
    assert!(
        message.contains("'lissten'; did you mean 'listen'?"),
        "{message}"
    );
}

#[test]
fn an_unknown_variable_names_the_nearest_one() {
    let message = refused(&[], &[("COUNTERSIGN_DATABSE", "memory:")], None);
    assert!(
        message.contains("did you mean 'COUNTERSIGN_DATABASE'?"),
        "{message}"
    );
}

#[test]
fn an_unknown_flag_names_the_nearest_one() {
    let message = refused(&["serve", "--lissten", "127.0.0.1:0"], &[], None);
    assert!(message.contains("--listen"), "{message}");
}

#[test]
fn a_bad_value_names_its_key_its_source_and_what_would_be_right() {
    let message = refused(&[], &[("COUNTERSIGN_LISTEN", "everywhere")], None);
    assert!(message.contains("environment: listen:"), "{message}");
    assert!(message.contains("127.0.0.1:8000"), "{message}");
    let message = refused(&["--database", "oracle:x"], &[], None);
    assert!(message.contains("sqlite:PATH"), "{message}");
}

#[test]
fn listening_to_others_needs_an_https_issuer() {
    let message = refused(&["serve", "--listen", "0.0.0.0:0"], &[], None);
    assert!(message.contains("--issuer https://"), "{message}");
    let message = refused(&["--listen", "0.0.0.0:0"], &[], None);
    assert!(message.contains("--issuer https://"), "{message}");
    let plain = [
        "serve",
        "--listen",
        "0.0.0.0:0",
        "--issuer",
        "http://id.example.com",
    ];
    assert!(
        refused(&plain, &[], None).contains("https"),
        "an issuer that others reach"
    );
}
