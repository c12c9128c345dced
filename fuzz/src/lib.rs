//! What must hold for any bytes, parser by parser.
//!
//! Each [`Target`] is one function from bytes to nothing that panics when its rule is broken. They run
//! in two ways: `./test` runs every file of `fuzz/corpus` and a fixed number of mutations of them;
//! `fuzz/run TARGET` runs libFuzzer, which looks for new ground as long as it is let.
#![expect(
    clippy::panic,
    reason = "a broken rule is told to the fuzzer by a panic"
)]

mod jose;
mod mutate;
mod names;
mod password;
mod requests;
mod rule;

pub use mutate::Mutations;
use rule::hold;

/// A rule, and its name: the folder of its corpus.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name of the rule.
    pub name: &'static str,
    /// Panics if the rule does not hold for these bytes.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    target("claims", jose::claims),
    target("dpop_proof", jose::dpop),
    target("header", jose::header),
    target("jwk", jose::jwk),
    target("jwks", jose::jwks),
    target("pem", jose::pem),
    target("private_jwk", jose::private_jwk),
    target("token", jose::token),
    target("blocklist", password::blocklist),
    target("keycloak_credential", password::keycloak),
    target("new_password", password::new_password),
    target("password_hash", password::hash),
    target("password_settings", password::settings),
    target("stored_hash", password::stored),
    target("token_request", requests::token),
    target("email", names::email),
    target("username", names::username),
];

/// Runs one target by name.
///
/// # Panics
///
/// If there is no such target, or if its rule does not hold.
pub fn run(name: &str, bytes: &[u8]) {
    match TARGETS.iter().find(|target| target.name == name) {
        Some(target) => (target.run)(bytes),
        None => panic!("there is no target {name}"),
    }
}

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}
