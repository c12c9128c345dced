//! Other crates, each as its documentation shows it: with memory of its own for each hash, unless the name
//! says otherwise.

use std::fmt::Display;
use std::hint::black_box;

use crate::contender::{Contender, PASSWORD, SALT, Work};

pub(crate) fn contender(library: &str, work: Work) -> Result<Contender, String> {
    match (library, work) {
        ("rustcrypto", Work::Argon2id { kib, passes, lanes }) => rustcrypto(kib, passes, lanes),
        ("argon2-rust", Work::Argon2id { kib, passes, lanes }) => {
            let argon2 = argon2_rust(kib, passes, lanes)?;
            Ok(tag(move |tag| {
                argon2.hash_into(PASSWORD.as_bytes(), SALT, tag)
            }))
        }
        ("argon2-rust-reused", Work::Argon2id { kib, passes, lanes }) => {
            let mut hasher = argon2_rust(kib, passes, lanes)?.hasher();
            Ok(tag(move |tag| {
                hasher.hash_into(PASSWORD.as_bytes(), SALT, tag)
            }))
        }
        ("rust-argon2", Work::Argon2id { kib, passes, lanes }) => {
            Ok(rust_argon2(kib, passes, lanes))
        }
        ("bcrypt", Work::Bcrypt { cost }) => Ok(bcrypt(cost)),
        ("bcrypt-rust", Work::Bcrypt { cost }) => Ok(bcrypt_rust(cost)),
        ("bcrypt-rust-batch", Work::Bcrypt { cost }) => Ok(bcrypt_rust_batch(cost)),
        ("rustcrypto", Work::Pbkdf2Sha256 { rounds }) => Ok(tag(move |tag| {
            pbkdf2::pbkdf2_hmac::<pbkdf2::sha2::Sha256>(PASSWORD.as_bytes(), SALT, rounds, tag);
            Ok::<_, String>(())
        })),
        _ => Err(format!("{library} does not compute this")),
    }
}

/// Computes a tag of 32 bytes.
fn tag<E: Display>(mut call: impl FnMut(&mut [u8; 32]) -> Result<(), E> + 'static) -> Contender {
    Contender::new(move || {
        let mut tag = [0; 32];
        call(&mut tag).map_err(|error| error.to_string())?;
        black_box(tag);
        Ok(())
    })
}

fn rustcrypto(kib: u32, passes: u32, lanes: u32) -> Result<Contender, String> {
    use argon2::{Algorithm, Argon2, Params, Version};

    let params = Params::new(kib, passes, lanes, Some(32)).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(tag(move |tag| {
        argon2.hash_password_into(PASSWORD.as_bytes(), SALT, tag)
    }))
}

fn argon2_rust(kib: u32, passes: u32, lanes: u32) -> Result<argon2_rust::Argon2, String> {
    use argon2_rust::params::Memory;
    use argon2_rust::{Algorithm, Argon2, Params, Version};

    let params = Params::builder()
        .memory(Memory::kib(kib.into()))
        .passes(passes)
        .lanes(lanes)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn rust_argon2(kib: u32, passes: u32, lanes: u32) -> Contender {
    use rust_argon2::{Config, ThreadMode, Variant, Version};

    let config = Config {
        ad: &[],
        hash_length: 32,
        lanes,
        mem_cost: kib,
        secret: &[],
        thread_mode: ThreadMode::Sequential,
        time_cost: passes,
        variant: Variant::Argon2id,
        version: Version::Version13,
    };
    Contender::new(move || {
        let tag = rust_argon2::hash_raw(PASSWORD.as_bytes(), SALT, &config);
        black_box(tag).map(drop).map_err(|error| error.to_string())
    })
}

fn bcrypt(cost: u32) -> Contender {
    Contender::new(move || {
        let hash = bcrypt::hash_with_salt(PASSWORD, cost, *SALT);
        black_box(hash).map(drop).map_err(|error| error.to_string())
    })
}

fn bcrypt_rust(cost: u32) -> Contender {
    Contender::new(move || {
        let hash = bcrypt_rust::hash_with_salt(PASSWORD.as_bytes(), cost, *SALT);
        black_box(hash).map(drop).map_err(|error| error.to_string())
    })
}

/// Eight at a time: the lanes of its AVX2 kernel.
fn bcrypt_rust_batch(cost: u32) -> Contender {
    const LANES: usize = 8;
    Contender {
        hashes: LANES as u32,
        call: Box::new(move || {
            let passwords = [PASSWORD.as_bytes(); LANES];
            let hashes = bcrypt_rust::hash_many_with_salts(&passwords, &[*SALT; LANES], cost);
            black_box(hashes)
                .map(drop)
                .map_err(|error| error.to_string())
        }),
    }
}
