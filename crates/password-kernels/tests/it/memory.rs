//! The arena, from outside.

use std::thread;

use countersign_password_kernels::{Arena, Argon2};

use crate::SMALLEST;

fn compute(arena: &mut Arena, memory_kib: u32) -> [u8; 32] {
    let inputs = Argon2 {
        memory_kib,
        ..SMALLEST
    };
    let mut tag = [0; 32];
    inputs.compute(arena, &mut tag).unwrap();
    tag
}

#[test]
fn memory_is_kept_and_grows_to_the_largest_computation() {
    let mut arena = Arena::new();
    for (memory_kib, held) in [(8, 8), (64, 64), (8, 64), (4096, 4096), (2048, 4096)] {
        compute(&mut arena, memory_kib);
        assert_eq!(arena.kib(), held);
    }
}

#[test]
fn what_an_arena_held_before_does_not_change_a_tag() {
    let mut used = Arena::new();
    for memory_kib in [4096, 8, 73, 2500, 512] {
        let fresh = compute(&mut Arena::new(), memory_kib);
        assert_eq!(compute(&mut used, memory_kib), fresh);
    }
}

#[test]
fn memory_beyond_whole_groups_of_four_blocks_is_not_touched_but_counted() {
    let mut arena = Arena::new();
    let tags = [8, 9, 11, 12].map(|memory_kib| compute(&mut arena, memory_kib));
    assert_eq!(arena.kib(), 12);
    for (at, tag) in tags.iter().enumerate() {
        assert!(
            !tags[..at].contains(tag),
            "RFC 9106 3.2: H0 has the memory asked for"
        );
    }
}

#[test]
fn an_arena_moves_between_threads() {
    let mut arena = Arena::new();
    let here = compute(&mut arena, 64);
    let there = thread::spawn(move || compute(&mut arena, 64));
    assert_eq!(there.join().unwrap(), here);
}
