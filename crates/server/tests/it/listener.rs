//! Requests as bytes: what the binary refuses to read, whatever it asks for.

use crate::support::server;
use countersign_testkit::RunningServer;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const BOUND: Duration = Duration::from_secs(20);

/// A good request that comes after another one on the same connection.
const NEXT: &str = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

/// All that the server says to these bytes until it closes the connection.
fn answers(server: &RunningServer, bytes: &[u8]) -> String {
    let address = server.url("").replace("http://", "");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    stream.set_write_timeout(Some(BOUND)).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).unwrap();
    String::from_utf8(answers).unwrap()
}

/// Each answer has one date in its head.
fn count(answers: &str) -> usize {
    answers.matches("\r\ndate: ").count()
}

/// The one answer to a request of these lines, with another request behind it that must get none.
fn only_answer(server: &RunningServer, lines: &[&str]) -> String {
    let request = format!("{}\r\n\r\n{NEXT}", lines.join("\r\n"));
    let answer = answers(server, request.as_bytes());
    assert_eq!(
        count(&answer),
        1,
        "the connection goes on after {lines:?}: {answer}"
    );
    answer
}

/// Refused by this crate, with a text that says what is wrong.
fn assert_refused(server: &RunningServer, lines: &[&str], text: &str) {
    let answer = only_answer(server, lines);
    assert!(
        answer.contains(" 400 Bad Request\r\n"),
        "{lines:?}: {answer}"
    );
    for header in [
        "connection: close",
        "content-type: text/plain; charset=utf-8",
        "x-content-type-options: nosniff",
    ] {
        assert!(answer.contains(header), "{lines:?}: {answer}");
    }
    assert!(answer.ends_with('\n') && answer.contains(text), "{answer}");
}

/// Refused before a request is made of it: hyper's answer has no body.
fn assert_not_parsed(server: &RunningServer, lines: &[&str]) {
    let answer = only_answer(server, lines);
    assert!(
        answer.contains(" 400 Bad Request\r\n"),
        "{lines:?}: {answer}"
    );
    assert!(answer.ends_with("\r\n\r\n"), "{lines:?}: {answer}");
}

fn assert_served(server: &RunningServer, lines: &[&str]) {
    let request = format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"));
    let answer = answers(server, request.as_bytes());
    assert!(answer.contains(" 200 OK\r\n"), "{lines:?}: {answer}");
}

#[test]
fn http_1_1_needs_exactly_one_host() {
    let server = server();
    let line = "GET /health/live HTTP/1.1";
    assert_refused(&server, &[line], "no Host header");
    assert_refused(&server, &[line, "Host: a", "Host: a"], "more than one Host");
    assert_refused(&server, &[line, "Host: a", "hOST: b"], "more than one Host");
    assert_served(&server, &[line, "Host: a"]);
    assert_served(&server, &[line, "host: [::1]:8000"]);
}

#[test]
fn a_malformed_host_is_refused_whatever_the_target_is() {
    let server = server();
    let hosts = [
        "Host:",
        "Host: user@a",
        "Host: a b",
        "Host: a:eighty",
        "Host: a:65536",
        "Host: [::1",
        "Host: [1.2.3.4]",
        "Host: a, b",
        "Host: http://a",
    ];
    let targets = [
        "GET /health/live HTTP/1.1",
        "GET http://a/health/live HTTP/1.1",
        "GET /health/live HTTP/1.0",
        "POST /token HTTP/1.1",
        "OPTIONS * HTTP/1.1",
    ];
    for host in hosts {
        assert_refused(&server, &[targets[0], host], "Host header is malformed");
    }
    for target in targets {
        assert_refused(&server, &[target, hosts[1]], "Host header is malformed");
    }
}

#[test]
fn an_absolute_target_does_not_take_the_place_of_host() {
    let server = server();
    let line = "GET http://a/health/live HTTP/1.1";
    assert_refused(&server, &[line], "no Host header");
    assert_refused(&server, &[line, "Host: a", "Host: b"], "more than one Host");
    assert_served(&server, &[line, "Host: another.example"]);
}

#[test]
fn http_1_0_may_leave_host_out() {
    let server = server();
    let line = "GET /health/live HTTP/1.0";
    assert_served(&server, &[line]);
    assert_served(&server, &[line, "Host: a"]);
    assert_refused(&server, &[line, "Host: a", "Host: a"], "more than one Host");
}

#[test]
fn a_transfer_coding_other_than_chunked_once_is_refused() {
    let server = server();
    let [line, host] = ["POST /token HTTP/1.1", "Host: a"];
    for coding in ["gzip, chunked", "chunked, chunked", ", chunked"] {
        let coding = format!("Transfer-Encoding: {coding}");
        assert_refused(
            &server,
            &[line, host, &coding],
            "transfer coding is refused",
        );
    }
    for first in ["chunked", "gzip", "identity"] {
        let first = format!("Transfer-Encoding: {first}");
        let lines = [line, host, &first, "Transfer-Encoding: chunked"];
        assert_refused(&server, &lines, "transfer coding is refused");
    }

    for coding in [
        "",
        "identity",
        "gzip",
        "chunked, gzip",
        "chunked;q=1",
        "xchunked",
        "\u{e2}chunked",
    ] {
        let coding = format!("Transfer-Encoding: {coding}");
        assert_not_parsed(&server, &[line, host, &coding]);
    }
    let lines = [
        line,
        host,
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
    ];
    assert_not_parsed(&server, &lines);
}

#[test]
fn a_body_in_chunks_is_read_to_its_end() {
    let server = server();
    for coding in ["chunked", "Chunked", "  chunked\t"] {
        let request = format!(
            "GET /health/live HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {coding}\r\n\r\n\
             3\r\nabc\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        );
        let answers = answers(&server, request.as_bytes());
        assert_eq!(answers.matches(" 200 OK\r\n").count(), 2, "{answers}");
    }
}

#[test]
fn http_1_0_has_no_transfer_coding() {
    let server = server();
    let lines = ["POST /token HTTP/1.0", "Transfer-Encoding: chunked"];
    assert_not_parsed(&server, &lines);
    assert_not_parsed(&server, &[lines[0], "Host: a", "Transfer-Encoding: gzip"]);
}

#[test]
fn a_transfer_coding_outweighs_a_length_and_the_connection_ends() {
    let server = server();
    // Read by its length, the body is all of what follows; read by its chunks, it is empty.
    let length = format!("Content-Length: {}", "0\r\n\r\n".len() + NEXT.len());
    let chunked = "Transfer-Encoding: chunked";
    let [line, host] = ["GET /health/live HTTP/1.1", "Host: a"];
    for [first, second] in [[chunked, &length], [&length, chunked]] {
        let request = [line, host, first, second, "", "0", "", NEXT].join("\r\n");
        let answer = answers(&server, request.as_bytes());
        assert_eq!(count(&answer), 1, "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
    }
}

#[test]
fn a_header_that_others_could_read_differently_is_refused() {
    let server = server();
    let [line, host] = ["POST /token HTTP/1.1", "Host: a"];
    for lines in [
        [line, host, "Content-Length: 1", "Content-Length: 2"],
        [line, host, "Content-Length: 1, 1", "A: a"],
        [line, host, "Content-Length: +1", "A: a"],
        [line, host, "Transfer-Encoding : chunked", "A: a"],
        [line, host, "Transfer-Encoding:", " chunked"],
        [line, "Host : a", "A: a", "A: a"],
        [line, " Host: a", "A: a", "A: a"],
    ] {
        assert_not_parsed(&server, &lines);
    }
}
