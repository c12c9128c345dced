use std::fs;
use std::path::PathBuf;

use countersign_fuzz::{Mutations, TARGETS, run};

/// A few seconds in all, in the dev profile. libFuzzer goes further: see `fuzz/run`.
const MUTATIONS: usize = 100_000;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    // In one order on every machine, so that the mutations are the same.
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn hunt(target: &str) {
    let seeds = seeds(target);
    assert!(seeds.len() >= 4, "{target} has {} seeds only", seeds.len());
    for seed in &seeds {
        run(target, seed);
    }
    for bytes in Mutations::of(&seeds).take(MUTATIONS) {
        run(target, &bytes);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test] fn $name() { hunt(stringify!($name)); })*

        #[test]
        fn every_target_is_run_here() {
            let here = [$(stringify!($name)),*];
            let there: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(here.to_vec(), there);
        }
    };
}

targets! {
    claims dpop_proof header jwk jwks pem private_jwk token
    blocklist keycloak_credential new_password password_hash password_settings stored_hash
    token_request
    email username
}

#[test]
fn mutations_differ_from_their_seed_and_are_the_same_at_every_run() {
    let seeds = vec![b"{\"alg\":\"ES256\"}".to_vec(), b"second".to_vec()];
    let first: Vec<_> = Mutations::of(&seeds).take(1000).collect();
    assert_eq!(first, Mutations::of(&seeds).take(1000).collect::<Vec<_>>());
    let changed = first.iter().filter(|bytes| !seeds.contains(bytes)).count();
    assert!(changed > 950, "{changed}");
}

#[test]
#[should_panic(expected = "there is no target")]
fn an_unknown_target_is_an_error() {
    run("no_such_target", b"");
}
