//! MD5-crypt (Poul-Henning Kamp, FreeBSD 2.0).

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::input::{Input, Tag};

const ROUNDS: u32 = 1000;

pub(super) fn compute(input: &Input<'_>) -> Tag {
    let mut state = first(input);
    for round in 0..ROUNDS {
        let mut next = Md5::new();
        if round % 2 == 0 {
            next.update(state);
        } else {
            next.update(input.password);
        }
        if round % 3 != 0 {
            next.update(input.salt);
        }
        if round % 7 != 0 {
            next.update(input.password);
        }
        if round % 2 == 0 {
            next.update(input.password);
        } else {
            next.update(state);
        }
        state = next.finalize().into();
    }
    Zeroizing::new(state.to_vec())
}

/// The digest before the rounds.
fn first(input: &Input<'_>) -> [u8; 16] {
    let (password, salt) = (input.password, input.salt);
    let inner = Md5::new().chain_update(password).chain_update(salt);
    let inner = inner.chain_update(password).finalize();
    let mut outer = Md5::new().chain_update(password).chain_update(b"$1$");
    outer.update(salt);
    for chunk in password.chunks(inner.len()) {
        outer.update(&inner[..chunk.len()]);
    }
    // For each bit of the length, from the lowest: a NUL where it is set, else the password's first byte.
    let mut length = password.len();
    while length > 0 {
        let first = password.first().filter(|_| length % 2 == 0);
        outer.update([first.copied().unwrap_or(0)]);
        length /= 2;
    }
    outer.finalize().into()
}
