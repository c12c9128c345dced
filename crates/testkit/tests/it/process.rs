use std::io::ErrorKind;
use std::process::Command;
use std::time::Duration;

use countersign_testkit::{Process, built, run};

const FAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fake_server.sh");

#[test]
fn a_process_deaf_to_sigterm_is_killed_after_the_bound() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/db", folder.path().display());
    let mut command = Command::new(FAKE);
    command.args(["serve", "--listen", "-", "--database", &database, "--deaf"]);
    let mut process = Process::start(&mut command).unwrap();
    process.line_with("admin").unwrap();
    let error = process.terminate(Duration::from_millis(300)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
}

#[test]
fn a_missing_program_is_named() {
    let error = Process::start(&mut Command::new("no-such-program")).unwrap_err();
    assert!(error.to_string().contains("no-such-program"), "{error}");
}

#[test]
fn a_program_that_is_not_built_is_named_with_its_path() {
    let error = built("examples/no-such-example").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(
        error.to_string().contains("/examples/no-such-example"),
        "{error}"
    );
}

#[test]
fn a_command_that_ends_before_it_has_read_its_input_is_no_error() {
    // More than a pipe holds: the writer meets the closed end.
    let output = run(&mut Command::new("true"), vec![b'x'; 1 << 20]).unwrap();
    assert!(output.status.success());
}
