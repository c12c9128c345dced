use crate::support::{free_address, start, token};
use countersign_testkit::{Request, built};
use std::process::Command;

#[test]
fn one_program_issues_tokens_and_takes_them() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut program = Command::new(built("examples/one_process").unwrap());
    let program = program
        .args([address.as_str(), "sqlite:shop.db"])
        .current_dir(folder.path());
    let mut shop = start(program, &address);
    let line = shop.line_with("sign in as admin").unwrap();
    let password = line.split_whitespace().nth(5).unwrap();
    let url = |path: &str| format!("http://{address}{path}");

    let token = token(&url("/token"), password);
    let token = token.as_str().unwrap();
    let orders = Request::get(&url("/orders")).bearer(token).send().unwrap();
    assert_eq!(orders.status, 200, "{}", orders.text());
    let me = Request::get(&url("/users/me"))
        .bearer(token)
        .send()
        .unwrap()
        .json()
        .unwrap();
    assert_eq!(orders.json().unwrap()[0]["customer"], me["sub"]);
    assert_eq!(Request::get(&url("/orders")).send().unwrap().status, 401);

    // The shop's docs, not the issuer's.
    let document = Request::get(&url("/openapi.json"))
        .send()
        .unwrap()
        .json()
        .unwrap();
    assert_eq!(document["info"]["title"], "Shop");
    assert!(document["paths"]["/orders"].is_object());
}
