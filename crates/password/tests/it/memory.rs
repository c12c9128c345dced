//! Running out of memory is an error.

use countersign_password::{
    Arena, Argon2Params, Ceilings, ComputeError, HashError, PasswordContext, VerifyError,
};

use crate::{password, stored};

/// 64 GiB in KiB: more than the child process below may have.
const MEMORY: u32 = 64 << 20;

#[test]
#[cfg(target_os = "linux")]
fn an_allocation_that_fails_is_an_error_and_no_abort() {
    let child = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -v 8000000 && exec \"$0\" --ignored --exact memory::in_little_memory",
        ])
        .arg(std::env::current_exe().unwrap())
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && output.contains("1 passed"),
        "{output}"
    );
}

#[test]
#[ignore = "runs in a child process with a memory limit"]
fn in_little_memory() {
    let params = Argon2Params::new(MEMORY, 1, 1).unwrap();
    let ceilings = Ceilings::default()
        .memory_kib(MEMORY)
        .work(std::time::Duration::MAX);
    let passwords = PasswordContext::builder()
        .new_hashes(params)
        .ceilings(ceilings)
        .build()
        .unwrap();
    let secret = password("secret");
    let mut arena = Arena::new();

    let refused = passwords.hash_with(&mut arena, &secret);
    let kib = u64::from(MEMORY);
    assert!(matches!(
        refused,
        Err(HashError::Compute(ComputeError::OutOfMemory { kib: asked })) if asked == kib
    ));
    let large = format!("$argon2id$v=19$m={MEMORY},t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA");
    let refused = passwords.verify_with(&mut arena, &stored(&large), &secret);
    assert!(matches!(
        refused,
        Err(VerifyError::Compute(ComputeError::OutOfMemory { .. }))
    ));
    assert!(passwords.dummy_verify_with(&mut arena, &secret).is_err());

    // 16 GiB each.
    for large in ["scrypt:ln=24,r=8,p=1", "yescrypt:ln=20,r=128"] {
        let cost: countersign_password::Cost = large.parse().unwrap();
        let refused = passwords.dummy_verify_at(cost, &secret);
        assert!(
            matches!(
                refused,
                Err(VerifyError::Compute(ComputeError::OutOfMemory { kib })) if kib >= 16 << 20
            ),
            "{large}: {refused:?}"
        );
    }

    let small =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let verdict =
        passwords.verify_and_upgrade_with(&mut arena, &stored(small), &password("password"));
    // The upgrade fails for memory; the match stands, and the reasons with it.
    match verdict.unwrap() {
        countersign_password::Verdict::Match {
            upgrade: None,
            reasons,
            ..
        } => assert!(!reasons.is_empty()),
        verdict => panic!("{verdict:?}"),
    }
}
