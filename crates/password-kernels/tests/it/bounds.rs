//! RFC 9106 section 3.1: what is out of range is refused before any work.

use countersign_password_kernels::{Arena, Argon2, Argon2Error, Kernel};

use crate::SMALLEST;

fn refused(inputs: Argon2<'_>, tag: usize) -> Argon2Error {
    let mut arena = Arena::new();
    let mut tag = vec![7; tag];
    let error = inputs.compute(&mut arena, &mut tag).unwrap_err();
    assert_eq!(arena.kib(), 0, "no memory was asked for");
    assert!(tag.iter().all(|byte| *byte == 7), "the tag is as it was");
    error
}

#[test]
fn lanes_out_of_range_are_refused() {
    for lanes in [0, 1 << 24, u32::MAX] {
        let inputs = Argon2 {
            lanes,
            memory_kib: u32::MAX,
            ..SMALLEST
        };
        assert_eq!(refused(inputs, 32), Argon2Error::Lanes { lanes });
    }
}

#[test]
fn less_memory_than_the_lanes_need_is_refused() {
    let cases = [
        (0, 1),
        (7, 1),
        (31, 4),
        (0, u32::MAX >> 8),
        (134_217_719, 16_777_215),
    ];
    for (memory_kib, lanes) in cases {
        let inputs = Argon2 {
            memory_kib,
            lanes,
            ..SMALLEST
        };
        let least = 8 * lanes;
        let expected = Argon2Error::Memory { memory_kib, least };
        assert_eq!(refused(inputs, 32), expected);
    }
}

#[test]
fn no_pass_is_refused() {
    let inputs = Argon2 {
        passes: 0,
        ..SMALLEST
    };
    assert_eq!(refused(inputs, 32), Argon2Error::Passes);
}

#[test]
fn tags_under_four_bytes_are_refused() {
    for bytes in 0..4 {
        let expected = Argon2Error::TagLength { bytes };
        assert_eq!(refused(SMALLEST, bytes), expected);
    }
    assert!(SMALLEST.compute(&mut Arena::new(), &mut [0; 4]).is_ok());
}

#[test]
fn a_kernel_that_is_not_there_is_refused() {
    let all = [Kernel::Portable, Kernel::Avx2, Kernel::Avx512, Kernel::Neon];
    let mut missing = 0;
    for kernel in all.into_iter().filter(|kernel| !kernel.is_available()) {
        let refused = SMALLEST.compute_on(kernel, &mut Arena::new(), &mut [0; 32]);
        assert_eq!(refused, Err(Argon2Error::KernelUnavailable { kernel }));
        missing += 1;
    }
    assert_eq!(missing, all.len() - Kernel::available().count());
    assert!(missing > 0, "no machine has all of them");
}

#[test]
fn inputs_may_be_empty() {
    let inputs = Argon2 {
        password: &[],
        salt: &[],
        ..SMALLEST
    };
    let mut arena = Arena::new();
    let [mut fast, mut slow] = [[0; 32]; 2];
    inputs.compute(&mut arena, &mut fast).unwrap();
    inputs
        .compute_on(Kernel::Portable, &mut arena, &mut slow)
        .unwrap();
    assert_ne!(fast, [0; 32]);
    assert_eq!(fast, slow);
}

#[test]
fn every_input_changes_the_tag() {
    let tag = |inputs: Argon2<'_>, length: usize| {
        let mut tag = vec![0; length];
        inputs.compute(&mut Arena::new(), &mut tag).unwrap();
        tag
    };
    let changed = [
        Argon2 {
            password: b"open sesamf",
            ..SMALLEST
        },
        Argon2 {
            salt: b"sixteen byte slu",
            ..SMALLEST
        },
        Argon2 {
            secret: b"pepper",
            ..SMALLEST
        },
        Argon2 {
            associated_data: b"user 1",
            ..SMALLEST
        },
        Argon2 {
            memory_kib: 9,
            ..SMALLEST
        },
        Argon2 {
            passes: 2,
            ..SMALLEST
        },
    ];
    let first = tag(SMALLEST, 32);
    for inputs in changed {
        assert_ne!(tag(inputs, 32), first, "{inputs:?}");
    }
    assert_ne!(tag(SMALLEST, 33)[..32], first);
}

#[test]
fn debug_output_holds_no_input() {
    let inputs = Argon2 {
        password: b"AAAA",
        salt: b"AAAA",
        secret: b"AAAA",
        associated_data: b"AAAA",
        ..SMALLEST
    };
    let text = format!("{inputs:?}");
    assert!(text.contains("memory_kib: 8"));
    assert!(!text.contains("65") && !text.contains("AAAA"), "{text}");
}
