//! Every kernel that runs here, and the models of those that do not, against RustCrypto's crate.

use argon2::{Algorithm, AssociatedData, ParamsBuilder};

use super::*;
use crate::Kernel;

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
    let numbers = (case * 31 + length..).step_by(7).take(length);
    numbers.map(|number| number.to_le_bytes()[0]).collect()
}

const VARIANTS: [Variant; 3] = [Variant::Argon2d, Variant::Argon2i, Variant::Argon2id];
const VERSIONS: [Version; 2] = [Version::V0x10, Version::V0x13];

/// Compares one set of parameters on each engine. The lengths of the inputs follow from its number.
fn compare(case: usize, engines: &[(String, Engine)], arena: &mut Arena, cost: Argon2<'_>) {
    let password = bytes(case, case % 150);
    let salt = bytes(case, 8 + case % 60);
    let secret = bytes(case, if case.is_multiple_of(3) { case % 33 } else { 0 });
    let associated_data = bytes(case, if case.is_multiple_of(4) { case % 33 } else { 0 });
    let inputs = Argon2 {
        password: &password,
        salt: &salt,
        secret: &secret,
        associated_data: &associated_data,
        ..cost
    };
    let length = 4 + case * 5 % 200;
    let mut expected = vec![0; length];
    oracle(&inputs, &mut expected);
    for (name, engine) in engines {
        let mut tag = vec![0; length];
        inputs.compute_in(*engine, arena, &mut tag).unwrap();
        assert_eq!(tag, expected, "{name}: {inputs:?}, case {case}");
    }
}

/// Compares every variant and version at each cost: memory beyond the least, passes, lanes.
fn compare_all(costs: &[(u32, u32, u32)]) -> usize {
    let (engines, mut arena, mut seen) = (engines(), Arena::new(), 0);
    for variant in VARIANTS {
        for version in VERSIONS {
            for &(more, passes, lanes) in costs {
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
    seen
}

#[test]
fn tags_equal_the_oracle_on_a_grid_of_small_costs() {
    let mut costs = Vec::new();
    for more in [0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 31, 40, 56, 73, 100] {
        for passes in [1, 2, 3, 5] {
            costs.extend([1, 2, 3, 4, 5, 7, 8].map(|lanes| (more, passes, lanes)));
        }
    }
    assert_eq!(compare_all(&costs), 2688);
}

/// Segments of more than 128 blocks have more than one block of addresses.
#[test]
fn tags_equal_the_oracle_where_segments_are_long() {
    let costs = [504, 505, 508, 1016, 1020, 1533, 2100].map(|more| (more, 2, 1));
    let several = [(1100, 1, 2), (1600, 2, 3), (0, 1, 70), (1000, 2, 17)];
    assert_eq!(compare_all(&[&costs[..], &several].concat()), 66);
}

#[test]
fn a_place_in_memory_belongs_to_one_word() {
    for (name, engine) in engines() {
        let mut places: Vec<usize> = (0..128).map(|word| engine.place(word)).collect();
        assert_eq!(places[0], 0, "{name}: the first word is read as such");
        places.sort_unstable();
        assert!(places.into_iter().eq(0..128), "{name}");
    }
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
