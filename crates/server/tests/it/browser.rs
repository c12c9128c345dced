//! The docs page in a real browser: padlock, Authorize, Try it out.

use crate::support::server;
use countersign_testkit::{Browser, RunningServer};

/// The docs page, with the form of Authorize sent.
fn authorize(server: &RunningServer, password: &str) -> Browser {
    let browser = Browser::open().unwrap();
    browser.goto(&server.url("/docs")).unwrap();
    click(&browser, "button.authorize");
    type_text(&browser, "input#oauth_username", "admin");
    type_text(&browser, "input#oauth_password", password);
    click(&browser, ".modal-ux button.authorize");
    browser
}

fn click(browser: &Browser, css: &str) {
    browser.find(css).unwrap().click().unwrap();
}

fn click_text(browser: &Browser, css: &str, text: &str) {
    browser.find_text(css, text).unwrap().click().unwrap();
}

fn type_text(browser: &Browser, css: &str, text: &str) {
    browser.find(css).unwrap().type_text(text).unwrap();
}

#[test]
fn a_person_authorizes_with_name_and_password_and_tries_a_call() {
    let server = server();
    let browser = authorize(&server, server.admin_password().unwrap());
    browser.find_text(".modal-ux button", "Logout").unwrap();
    click(&browser, ".modal-ux .close-modal");
    // The padlock of the call has closed; an open one says "unlocked".
    browser
        .find(".authorization__btn[aria-label$=' locked']")
        .unwrap();

    click_text(&browser, ".opblock-summary-path", "/users/me");
    click_text(&browser, "button", "Try it out");
    click_text(&browser, "button", "Execute");
    let answer = |column: &str| format!(".live-responses-table .response-col_{column}");
    browser.find_text(&answer("status"), "200").unwrap();
    browser
        .find_text(&answer("description"), "\"admin\"")
        .unwrap();

    let errors = browser.console_errors().unwrap();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_wrong_password_is_told_to_the_person() {
    let server = server();
    let browser = authorize(&server, "wrong");
    browser.find_text(".modal-ux .errors", "wrong").unwrap();
}
