use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use countersign_testkit::RunningServer;

const FAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fake_server.sh");
const BOUND: Duration = Duration::from_secs(20);

#[test]
fn address_and_admin_password_are_read_from_a_first_start() {
    let server = RunningServer::start(FAKE).unwrap();
    assert_eq!(server.url("/token"), "http://127.0.0.1:4321/token");
    assert_eq!(server.admin_password(), Some("quiet-otter-41-maple-bridge"));
}

#[test]
fn a_second_start_in_the_same_folder_has_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let first = RunningServer::start_in(FAKE, folder.path(), &[]).unwrap();
    assert!(first.admin_password().is_some());
    first.terminate(BOUND).unwrap();
    let second = RunningServer::start_in(FAKE, folder.path(), &[]).unwrap();
    assert_eq!(second.admin_password(), None);
}

#[test]
fn sigterm_ends_the_server_and_returns_what_it_wrote() {
    let server = RunningServer::start(FAKE).unwrap();
    let finished = server.terminate(BOUND).unwrap();
    assert_eq!(finished.status.signal(), Some(15));
    assert!(finished.stdout.starts_with("  Countersign "));
    assert!(finished.stdout.ends_with("(shown only now)\n"));
    assert_eq!(finished.stderr, "a log line\n");
}

#[test]
fn a_server_that_does_not_start_is_an_error_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let error = RunningServer::start_in(FAKE, folder.path(), &["--fail"]).unwrap_err();
    assert!(error.to_string().contains("cannot open"), "{error}");
}

#[test]
fn a_command_beside_the_server_gets_its_database_and_its_input() {
    let server = RunningServer::start(FAKE).unwrap();
    let output = server.run(&["user", "add", "ada"], "secret\n").unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("sqlite:"), "{said}");
    assert!(
        said.ends_with("countersign.db user add ada secret\n"),
        "{said}"
    );
}
