//! What is measured, beside what, and what is aimed at.

use super::programs::Program::{self, Node, Python, Rust};

/// One function at one cost.
pub(crate) struct Function {
    pub(crate) title: &'static str,
    /// As a request names it.
    pub(crate) request: &'static str,
    /// How often it is repeated in one round.
    pub(crate) repeats: u32,
    pub(crate) contenders: &'static [Contender],
}

/// One implementation of it.
pub(crate) struct Contender {
    pub(crate) title: &'static str,
    pub(crate) program: Program,
    /// As a request names it.
    pub(crate) library: &'static str,
    pub(crate) target: Target,
}

/// What a row aims at.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The time that the others are divided by.
    Baseline,
    /// A ratio of ours to the baseline: on a machine with AVX-512, and on others.
    AtMost { avx512: f64, other: f64 },
    /// Ours, the one with a ratio to reach that is first in the table, is faster than this one.
    Beaten,
    /// Told for information.
    None,
}

const fn row(
    program: Program,
    library: &'static str,
    title: &'static str,
    target: Target,
) -> Contender {
    Contender {
        title,
        program,
        library,
        target,
    }
}

const fn at_most(ratio: f64) -> Target {
    Target::AtMost {
        avx512: ratio,
        other: ratio,
    }
}

pub(crate) const FUNCTIONS: &[Function] = &[
    Function {
        title: "Argon2id 19 MiB, t=2, p=1",
        request: "argon2id 19456 2 1",
        repeats: 3,
        contenders: &argon2(Target::AtMost {
            avx512: 0.40,
            other: 0.70,
        }),
    },
    Function {
        title: "Argon2id 46 MiB, t=1, p=1",
        request: "argon2id 47104 1 1",
        repeats: 3,
        contenders: &argon2(at_most(0.25)),
    },
    Function {
        title: "bcrypt, cost 10",
        request: "bcrypt 10",
        repeats: 2,
        contenders: &BCRYPT,
    },
    Function {
        title: "bcrypt, cost 12",
        request: "bcrypt 12",
        repeats: 1,
        contenders: &BCRYPT,
    },
    Function {
        title: "PBKDF2-SHA256, 600,000 rounds",
        request: "pbkdf2-sha256 600000",
        repeats: 1,
        contenders: &[
            row(Rust, "ours", "Countersign", at_most(0.85)),
            row(Rust, "rustcrypto", "pbkdf2 (Rust)", Target::Baseline),
            row(Python, "hashlib", "hashlib (Python)", Target::Beaten),
            row(Node, "node:crypto", "node:crypto", Target::Beaten),
        ],
    },
];

const fn argon2(target: Target) -> [Contender; 9] {
    [
        row(Rust, "ours", "Countersign, pooled arena", target),
        row(Rust, "ours-fresh", "Countersign, fresh arena", Target::None),
        row(Rust, "rustcrypto", "argon2 (Rust)", Target::Baseline),
        row(
            Rust,
            "argon2-rust-reused",
            "argon2-rust, reused memory",
            Target::Beaten,
        ),
        row(
            Rust,
            "argon2-rust",
            "argon2-rust, fresh memory",
            Target::Beaten,
        ),
        row(Rust, "rust-argon2", "rust-argon2", Target::Beaten),
        row(
            Python,
            "argon2-cffi",
            "argon2-cffi (Python)",
            Target::Beaten,
        ),
        row(Python, "libsodium", "libsodium (PyNaCl)", Target::Beaten),
        row(Node, "node-rs", "@node-rs/argon2", Target::Beaten),
    ]
}

const BCRYPT: [Contender; 7] = [
    row(
        Rust,
        "ours-lanes",
        "Countersign, four lanes, each",
        at_most(0.35),
    ),
    row(Rust, "ours", "Countersign, one", at_most(1.0)),
    row(Rust, "bcrypt", "bcrypt (Rust)", Target::Baseline),
    row(
        Rust,
        "bcrypt-rust-batch",
        "bcrypt-rust, eight lanes, each",
        Target::Beaten,
    ),
    row(Rust, "bcrypt-rust", "bcrypt-rust, one", Target::None),
    row(Python, "bcrypt-python", "bcrypt (Python)", Target::None),
    row(Node, "node-rs", "@node-rs/bcrypt", Target::None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_has_ours_first_and_one_baseline() {
        for function in FUNCTIONS {
            let targets = || function.contenders.iter().map(|it| it.target);
            assert!(matches!(targets().next(), Some(Target::AtMost { .. })));
            let baselines = targets().filter(|it| matches!(it, Target::Baseline));
            assert_eq!(baselines.count(), 1, "{}", function.title);
        }
    }
}
