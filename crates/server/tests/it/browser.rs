//! The docs page in a real browser: padlock, Authorize, Try it out.

use crate::support::server;
use countersign_testkit::Browser;

#[test]
fn a_person_authorizes_with_name_and_password_and_tries_a_call() {
    let server = server();
    let browser = Browser::open().unwrap();
    browser.goto(&server.url("/docs")).unwrap();

    browser.find("button.authorize").unwrap().click().unwrap();
    browser
        .find("input#oauth_username")
        .unwrap()
        .type_text("admin")
        .unwrap();
    let password = server.admin_password().unwrap();
    browser
        .find("input#oauth_password")
        .unwrap()
        .type_text(password)
        .unwrap();
    browser
        .find(".modal-ux button.authorize")
        .unwrap()
        .click()
        .unwrap();
    browser.find_text(".modal-ux button", "Logout").unwrap();
    browser
        .find(".modal-ux .close-modal")
        .unwrap()
        .click()
        .unwrap();
    browser
        .find("button.authorization__btn.locked, button.authorization__btn[aria-label*=locked]")
        .unwrap();

    browser
        .find_text(".opblock-summary-path", "/users/me")
        .unwrap()
        .click()
        .unwrap();
    browser
        .find_text("button", "Try it out")
        .unwrap()
        .click()
        .unwrap();
    browser
        .find_text("button", "Execute")
        .unwrap()
        .click()
        .unwrap();
    browser
        .find_text(".live-responses-table .response-col_status", "200")
        .unwrap();
    browser
        .find_text(
            ".live-responses-table .response-col_description",
            "\"admin\"",
        )
        .unwrap();

    let errors = browser.console_errors().unwrap();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_wrong_password_is_told_to_the_person() {
    let server = server();
    let browser = Browser::open().unwrap();
    browser.goto(&server.url("/docs")).unwrap();
    browser.find("button.authorize").unwrap().click().unwrap();
    browser
        .find("input#oauth_username")
        .unwrap()
        .type_text("admin")
        .unwrap();
    browser
        .find("input#oauth_password")
        .unwrap()
        .type_text("wrong")
        .unwrap();
    browser
        .find(".modal-ux button.authorize")
        .unwrap()
        .click()
        .unwrap();
    browser.find_text(".modal-ux .errors", "wrong").unwrap();
}
