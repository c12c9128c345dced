//! The crate's rules, seen through its public interface.
#![cfg(test)]

mod batch;
mod bcrypt;
mod blocklist;
mod ceilings;
mod differential;
mod frameworks;
mod frameworks_malformed;
mod known_answers;
mod malformed;
mod memory;
mod new_hashes;
mod new_password;
mod pepper;
mod policy;
mod secrecy;
mod strictness;
mod upgrade;
mod user_table;

use countersign_password::{
    Argon2Params, BcryptCost, HashFormatError, Password, PasswordContext, PasswordHash,
    UpgradeReason, UpgradeReasons, Verdict,
};

fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

fn stored(text: &str) -> PasswordHash {
    PasswordHash::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn refusal(text: &str) -> HashFormatError {
    match PasswordHash::parse(text) {
        Ok(hash) => panic!("parsed: {text:?} as {hash:?}"),
        Err(error) => error,
    }
}

fn is_malformed(text: &str) -> bool {
    matches!(
        refusal(text),
        HashFormatError::Malformed { .. } | HashFormatError::Cost { .. }
    )
}

fn matches(passwords: &PasswordContext, hash: &str, text: &str) -> bool {
    matches!(
        passwords.verify(&stored(hash), &password(text)).unwrap(),
        Verdict::Match { .. }
    )
}

/// A policy whose new hashes are Argon2id at this cost.
fn argon2(memory_kib: u32, passes: u32, lanes: u32) -> PasswordContext {
    let params = Argon2Params::new(memory_kib, passes, lanes).unwrap();
    PasswordContext::builder()
        .new_hashes(params)
        .build()
        .unwrap()
}

/// A policy whose new hashes are bcrypt at this cost.
fn bcrypt(log_rounds: u8) -> PasswordContext {
    let cost = BcryptCost::new(log_rounds).unwrap();
    PasswordContext::builder().new_hashes(cost).build().unwrap()
}

fn reasons(set: UpgradeReasons) -> Vec<UpgradeReason> {
    set.iter().collect()
}

/// The lines of a vector file: hash string and password.
fn vectors(file: &str) -> impl Iterator<Item = (&str, Vec<u8>)> {
    lines(file).map(|line| {
        let (hash, password) = line.split_once(' ').unwrap();
        (hash, unhex(password))
    })
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn unhex(text: &str) -> Vec<u8> {
    base16ct::mixed::decode_vec(text).unwrap()
}
