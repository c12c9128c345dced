//! Countersign, through its public interface: the verification of a stored hash.

use std::hint::black_box;

use countersign_password::{Arena, Job, Outcome, Password, PasswordContext, PasswordHash, Verdict};

use crate::contender::{Contender, PASSWORD, Work};

pub(crate) fn contender(variant: &str, work: Work) -> Result<Contender, String> {
    let passwords = PasswordContext::default();
    let stored = PasswordHash::parse(&stored(work)).map_err(|error| error.to_string())?;
    let password = Password::parse(PASSWORD).map_err(|error| error.to_string())?;
    let mut arena = Arena::new();
    if variant == "ours-lanes" {
        return Ok(Contender {
            hashes: 4,
            call: Box::new(move || {
                let job = Job::Verify {
                    stored: &stored,
                    password: &password,
                };
                let outcomes = passwords.run_with(&mut arena, &[job; PasswordContext::LANES]);
                outcomes.iter().try_for_each(|outcome| match outcome {
                    Outcome::Verified(Ok(Verdict::Mismatch)) => Ok(()),
                    other => Err(format!("{other:?}")),
                })
            }),
        });
    }
    let fresh = variant == "ours-fresh";
    Ok(Contender::new(move || {
        if fresh {
            arena = Arena::new();
        }
        let verdict = passwords.verify_with(&mut arena, &stored, &password);
        match black_box(verdict) {
            Ok(Verdict::Mismatch) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    }))
}

/// A hash of nothing: to find that out takes the whole computation.
fn stored(work: Work) -> String {
    let (salt, tag) = ("c2l4dGVlbiBieXRlcyBvZg", "A".repeat(43));
    match work {
        Work::Argon2id { kib, passes, lanes } => {
            format!("$argon2id$v=19$m={kib},t={passes},p={lanes}${salt}${tag}")
        }
        Work::Bcrypt { cost } => format!("$2b${cost:02}${}{}", ".".repeat(22), ".".repeat(31)),
        Work::Pbkdf2Sha256 { rounds } => format!("$pbkdf2-sha256${rounds}${salt}${tag}"),
    }
}
