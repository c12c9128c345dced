//! What `Fetcher::get_json` sends, and what it takes for an answer.

use countersign_fetch::{FetchError, Fetcher, Reach, Url};
use serde_json::Value;

use crate::site::{Site, ok};

const LARGEST: usize = 256 * 1024;

fn fetcher(reach: Reach) -> Fetcher {
    Fetcher::new(reach).expect("a client")
}

async fn fetched(answer: String) -> Result<Value, FetchError> {
    let site = Site::start(answer).await;
    let url = site.url("http", "127.0.0.1");
    fetcher(Reach::Loopback).get_json(&url).await
}

#[tokio::test]
async fn a_document_on_loopback_is_read_over_http() {
    let document = fetched(ok(r#"{"keys":[]}"#)).await.expect("JSON");
    assert_eq!(document["keys"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn only_200_with_the_expected_json_is_an_answer() {
    for status in [201, 204, 301, 302, 307, 308, 404, 500] {
        let site = Site::start(ok("{}")).await;
        let away = site.url("http", "127.0.0.1");
        let answer =
            format!("HTTP/1.1 {status} X\r\nlocation: {away}\r\ncontent-length: 0\r\n\r\n");
        let refused = fetched(answer).await;
        assert!(
            matches!(refused, Err(FetchError::Status(found)) if found == status),
            "{refused:?}"
        );
        assert_eq!(site.connected(), 0, "the redirect was not followed");
    }
    for body in ["", "<html>", r#"{"keys":"#] {
        let refused = fetched(ok(body)).await;
        assert!(matches!(refused, Err(FetchError::Json(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn an_answer_is_counted_while_it_is_read_whatever_length_it_announces() {
    let full = format!("\"{}\"", "a".repeat(LARGEST - 2));
    assert!(fetched(ok(&full)).await.is_ok(), "the largest that fits");

    let over = format!("{full} ");
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{over}\r\n0\r\n\r\n",
        over.len()
    );
    let until_the_end = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{over}");
    for answer in [ok(&over), chunked, until_the_end] {
        let refused = fetched(answer).await;
        assert!(matches!(refused, Err(FetchError::TooLarge)), "{refused:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_short_is_none() {
    let whole = ok(r#"{"keys":[]}"#);
    let refused = fetched(whole[..whole.len() - 1].to_owned()).await;
    assert!(
        matches!(refused, Err(FetchError::NoAnswer(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_name_over_https_that_leads_to_this_machine_is_refused_before_it_is_connected() {
    let site = Site::start(ok("{}")).await;
    let url = site.url("https", "localhost");
    let refused: Result<Value, _> = fetcher(Reach::Public).get_json(&url).await;
    assert!(
        matches!(&refused, Err(FetchError::OutOfReach(host)) if host == "localhost"),
        "{refused:?}"
    );
    assert_eq!(site.connected(), 0);
}

#[tokio::test]
async fn a_url_that_is_not_secure_is_refused_within_every_reach_before_it_is_connected() {
    let site = Site::start(ok("{}")).await;
    let with_user = site.url("http", "user:hunter2@127.0.0.1");
    let elsewhere = Url::parse("http://id.example.com/jwks").expect("a URL");
    let file = Url::parse("file:///etc/hosts").expect("a URL");
    for reach in [Reach::Public, Reach::Loopback, Reach::PrivateNetwork] {
        for url in [&with_user, &elsewhere, &file] {
            let error = fetcher(reach).get_json::<Value>(url).await.expect_err("no");
            assert!(matches!(error, FetchError::NotSecure(_)), "{error}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
    assert_eq!(site.connected(), 0);
}

#[tokio::test]
async fn this_machine_is_out_of_reach_of_the_internet_by_its_address_too() {
    let site = Site::start(ok("{}")).await;
    for url in [
        site.url("http", "127.0.0.1"),
        site.url("https", "127.0.0.1"),
        site.url("https", "[::ffff:127.0.0.1]"),
    ] {
        let refused: Result<Value, _> = fetcher(Reach::Public).get_json(&url).await;
        assert!(
            matches!(refused, Err(FetchError::OutOfReach(_))),
            "{refused:?}"
        );
    }
    assert_eq!(site.connected(), 0);
}
