//! The other end of the pipe: verifies and hashes what the scripts ask for.
//!
//! `verify HASH PASSWORD` is answered by `match`, `truncated`, `mismatch` or `refused: …`;
//! `hash PASSWORD SCHEME COST…` by the hash string or `refused: …`. Hash and password are hexadecimal,
//! `-` when empty.

use std::io::{self, BufRead, Write};

use countersign_password::{
    Arena, Argon2Params, BcryptCost, Cost, Password, PasswordContext, PasswordHash, Pbkdf2Params,
    ScryptParams, Verdict, YescryptParams,
};

use crate::Result;

pub(crate) fn answer() -> Result<()> {
    let mut arena = Arena::new();
    let mut answers = io::stdout().lock();
    for request in io::stdin().lock().lines() {
        let request = request?;
        let words: Vec<&str> = request.split(' ').collect();
        let answer = match words[..] {
            ["verify", hash, password] => verify(&mut arena, hash, password),
            ["hash", password, scheme, ref costs @ ..] => hash(&mut arena, password, scheme, costs),
            _ => return Err(format!("no such request: {request}").into()),
        };
        let answer = answer.unwrap_or_else(|reason| format!("refused: {reason}"));
        writeln!(answers, "{}", answer.replace('\n', " "))?;
        answers.flush()?;
    }
    Ok(())
}

fn verify(arena: &mut Arena, hash: &str, password: &str) -> Result<String> {
    let password = Password::parse(text(password)?)?;
    let stored = PasswordHash::parse(&text(hash)?)?;
    let verdict = PasswordContext::default().verify_with(arena, &stored, &password)?;
    let answer = match verdict {
        Verdict::Match {
            truncated: true, ..
        } => "truncated",
        Verdict::Match { .. } => "match",
        Verdict::Mismatch => "mismatch",
    };
    Ok(answer.to_owned())
}

fn hash(arena: &mut Arena, password: &str, scheme: &str, costs: &[&str]) -> Result<String> {
    let password = Password::parse(text(password)?)?;
    let passwords = PasswordContext::builder()
        .new_hashes(cost(scheme, costs)?)
        .build()?;
    Ok(passwords.hash_with(arena, &password)?.as_str().to_owned())
}

fn cost(scheme: &str, costs: &[&str]) -> Result<Cost> {
    let costs = costs
        .iter()
        .map(|cost| cost.parse())
        .collect::<std::result::Result<Vec<u32>, _>>()?;
    let cost = match (scheme, &costs[..]) {
        ("argon2id", [memory, passes, lanes]) => {
            Argon2Params::new(*memory, *passes, *lanes)?.into()
        }
        ("bcrypt", [log_rounds]) => BcryptCost::new(u8::try_from(*log_rounds)?)?.into(),
        ("scrypt", [log_n, r, p]) => ScryptParams::new(u8::try_from(*log_n)?, *r, *p)?.into(),
        ("yescrypt", [log_n, r]) => YescryptParams::new(u8::try_from(*log_n)?, *r)?.into(),
        ("pbkdf2-sha256", [rounds]) => Pbkdf2Params::sha256(*rounds)?.into(),
        ("pbkdf2-sha512", [rounds]) => Pbkdf2Params::sha512(*rounds)?.into(),
        _ => return Err(format!("no such scheme: {scheme} with {} costs", costs.len()).into()),
    };
    Ok(cost)
}

/// The text that is written in hexadecimal.
fn text(hexadecimal: &str) -> Result<String> {
    let bytes = base16ct::mixed::decode_vec(hexadecimal.trim_matches('-'))?;
    Ok(String::from_utf8(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_answered_for_right_and_wrong_passwords() {
        let mut arena = Arena::new();
        let stored = hash(&mut arena, "6162", "bcrypt", &["4"]).unwrap();
        let stored = base16ct::lower::encode_string(stored.as_bytes());
        assert_eq!(verify(&mut arena, &stored, "6162").unwrap(), "match");
        assert_eq!(verify(&mut arena, &stored, "6163").unwrap(), "mismatch");
        assert!(verify(&mut arena, "-", "6162").is_err());
        assert!(verify(&mut arena, &stored, "-").is_err());
    }
}
