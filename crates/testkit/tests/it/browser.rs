use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use countersign_testkit::Browser;

const PAGE: &str = r#"<!doctype html><title>Try</title>
<input name="who"><button disabled hidden>No</button>
<script>
    addEventListener("load", () => setTimeout(() => {
        const button = document.createElement("button");
        button.textContent = "Greet";
        button.onclick = async () => {
            const name = document.querySelector("input").value;
            const answer = await fetch("/greeting");
            const p = document.createElement("p");
            p.textContent = await answer.text() + name;
            document.body.append(p);
        };
        document.body.append(button);
    }, 50));
</script>"#;

/// Serves [`PAGE`] and a greeting until the test ends.
fn page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = String::new();
            BufReader::new(&stream).read_line(&mut request).unwrap();
            let (kind, body) = match request.split(' ').nth(1) {
                Some("/") => ("text/html", PAGE),
                Some("/greeting") => ("text/plain", "Hello, "),
                _ => ("text/plain", "?"),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
        }
    });
    url
}

#[test]
fn a_button_that_appears_late_is_clicked_and_its_effect_awaited() {
    let browser = Browser::open().unwrap();
    browser.goto(&page()).unwrap();
    browser
        .find("input[name=who]")
        .unwrap()
        .type_text("Ada")
        .unwrap();
    browser
        .find_text("button", "Greet")
        .unwrap()
        .click()
        .unwrap();
    let greeting = browser.find_text("p", "Hello").unwrap();
    assert_eq!(greeting.text().unwrap(), "Hello, Ada");
    assert_eq!(browser.evaluate("document.title").unwrap(), "Try");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.png");
    browser.screenshot(&file).unwrap();
    assert!(std::fs::read(&file).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_hidden_element_is_not_found_and_the_error_shows_the_page() {
    let browser = Browser::open().unwrap();
    browser.goto(&page()).unwrap();
    browser.find_text("button", "Greet").unwrap();
    let error = browser.find_text("button", "No").unwrap_err().to_string();
    assert!(error.contains("script timeout"), "{error}");
    assert!(error.contains("Greet"), "{error}");
}

#[test]
fn hosts_other_than_loopback_are_out_of_reach() {
    let browser = Browser::open().unwrap();
    let error = browser.goto("http://example.com/").unwrap_err();
    assert!(
        error.to_string().contains("ERR_NAME_NOT_RESOLVED"),
        "{error}"
    );
}

#[test]
fn script_errors_reach_the_console() {
    let browser = Browser::open().unwrap();
    browser.goto(&page()).unwrap();
    browser.console_errors().unwrap();
    browser
        .evaluate(
            "document.body.append(Object.assign(
                document.createElement('script'), { textContent: 'throw Error(`broken`)' }))",
        )
        .unwrap();
    let errors = browser.console_errors().unwrap();
    assert!(
        errors.iter().any(|error| error.contains("broken")),
        "{errors:?}"
    );
}
