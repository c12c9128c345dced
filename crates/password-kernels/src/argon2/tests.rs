//! Every kernel that runs here, and the models of those that do not, against RustCrypto's crate.

use argon2::{Algorithm, AssociatedData, ParamsBuilder};

use super::*;

fn engines() -> Vec<(String, Engine)> {
    let kernels =
        Kernel::available().map(|kernel| (kernel.to_string(), Engine::of(kernel).unwrap()));
    let models = [
        ("model of 2 lanes".to_owned(), Engine::ModelOfTwo),
        ("model of 4 lanes".to_owned(), Engine::ModelOfFour),
        ("model of 8 lanes".to_owned(), Engine::ModelOfEight),
    ];
    kernels.chain(models).collect()
}

/// What the other implementation says.
fn oracle(inputs: &Argon2<'_>, tag: &mut [u8]) {
    let algorithm = match inputs.variant {
        Variant::Argon2d => Algorithm::Argon2d,
        Variant::Argon2i => Algorithm::Argon2i,
        Variant::Argon2id => Algorithm::Argon2id,
    };
    let version = match inputs.version {
        Version::V0x10 => argon2::Version::V0x10,
        Version::V0x13 => argon2::Version::V0x13,
    };
    let params = ParamsBuilder::new()
        .m_cost(inputs.memory_kib)
        .t_cost(inputs.passes)
        .p_cost(inputs.lanes)
        .data(AssociatedData::new(inputs.associated_data).unwrap())
        .build()
        .unwrap();
    argon2::Argon2::new_with_secret(inputs.secret, algorithm, version, params)
        .unwrap()
        .hash_password_into(inputs.password, inputs.salt, tag)
        .unwrap();
}

/// Bytes that differ from case to case.
fn bytes(case: usize, length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (case * 31 + at * 7 + length) as u8)
        .collect()
}

const VARIANTS: [Variant; 3] = [Variant::Argon2d, Variant::Argon2i, Variant::Argon2id];
const VERSIONS: [Version; 2] = [Version::V0x10, Version::V0x13];

/// Compares one set of parameters on each engine. The lengths of the inputs follow from its number.
fn compare(case: usize, engines: &[(String, Engine)], arena: &mut Arena, cost: Argon2<'_>) {
    let password = bytes(case, case % 150);
    let salt = bytes(case, 8 + case % 60);
    let secret = bytes(case, if case % 3 == 0 { case % 33 } else { 0 });
    let associated_data = bytes(case, if case % 4 == 0 { case % 33 } else { 0 });
    let inputs = Argon2 {
        password: &password,
        salt: &salt,
        secret: &secret,
        associated_data: &associated_data,
        ..cost
    };
    let length = [4, 16, 31, 32, 33, 63, 64, 65, 96, 128, 200][case % 11];
    let mut expected = vec![0; length];
    oracle(&inputs, &mut expected);
    for (name, engine) in engines {
        let mut tag = vec![0; length];
        inputs.compute_in(*engine, arena, &mut tag).unwrap();
        assert_eq!(tag, expected, "{name}: {inputs:?}, case {case}");
    }
}

#[test]
fn tags_equal_the_oracle_on_a_grid_of_small_costs() {
    let (engines, mut arena, mut seen) = (engines(), Arena::new(), 0);
    for variant in VARIANTS {
        for version in VERSIONS {
            for lanes in 1..=5 {
                for passes in 1..=3 {
                    for more in [0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 31, 40, 56, 73, 100] {
                        let cost = Argon2 {
                            variant,
                            version,
                            memory_kib: 8 * lanes + more,
                            passes,
                            lanes,
                            ..NOTHING
                        };
                        compare(seen, &engines, &mut arena, cost);
                        seen += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen, 1440);
}

const NOTHING: Argon2<'_> = Argon2 {
    variant: Variant::Argon2id,
    version: Version::V0x13,
    memory_kib: 8,
    passes: 1,
    lanes: 1,
    password: &[],
    salt: &[],
    secret: &[],
    associated_data: &[],
};
