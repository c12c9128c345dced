//! Tests of the threads and of their buffers.

use std::sync::Barrier;
use std::sync::mpsc::{Receiver, channel};

use countersign_password::{Argon2Params, Password, PasswordContext};

use super::*;
use crate::limits::Limits;
use crate::load::tests::{alone, own};

type Job = Box<dyn FnOnce(&mut Arena) + Send>;

/// So many threads for 10 MiB, each of which keeps 64 KiB.
fn workers(threads: u32) -> Workers<Job> {
    let capacity = Capacity {
        workers: threads,
        kib: 10 * 1024,
        longest_wait: Duration::MAX,
    };
    let ledger = Ledger::new(capacity, Limits::new(None, None), alone(1));
    let work = |arena: &mut Arena, jobs: Vec<Job>, _| jobs.into_iter().for_each(|job| job(arena));
    Workers::start(ledger, 64, work).unwrap()
}

/// Queues a computation; its result comes from the receiver.
fn ask<T: Send + 'static>(
    workers: &Workers<Job>,
    load: Load,
    compute: impl FnOnce(&mut Arena) -> T + Send + 'static,
) -> (Ticket, Receiver<T>) {
    let (reply, answer) = channel();
    let job: Job = Box::new(move |arena| drop(reply.send(compute(arena))));
    (workers.enqueue(0, load, job), answer)
}

#[test]
fn a_buffer_is_kept_and_what_a_dear_job_needed_is_given_back() {
    let workers = workers(1);
    let held = |arena: &mut Arena| arena.kib();
    for (kib, kept) in [(64, 64), (32, 64), (128, 0), (64, 64)] {
        ask(&workers, alone(1), move |arena| hash(arena, kib))
            .1
            .recv()
            .unwrap();
        assert_eq!(
            ask(&workers, alone(1), held).1.recv().unwrap(),
            kept,
            "after {kib}"
        );
    }
}

/// Both workers hash in buffers of 64 KiB at the same time, and keep them.
fn with_two_buffers() -> Workers<Job> {
    let workers = workers(2);
    let both = Arc::new(Barrier::new(2));
    let ask_one = || {
        let both = Arc::clone(&both);
        ask(&workers, alone(1), move |arena| {
            hash(arena, 64);
            both.wait();
        })
    };
    for (_, answer) in [ask_one(), ask_one()] {
        answer.recv().unwrap();
    }
    while workers.0.state().ledger.spare_kib() < 10 * 1024 {
        thread::yield_now();
    }
    workers
}

#[test]
fn buffers_are_kept_only_in_memory_that_nothing_is_computed_in() {
    for (mib, kept) in [(1, 128), (9, 128), (10, 0), (100, 0)] {
        let workers = with_two_buffers();
        assert_eq!(workers.0.state().buffers.kib(), 128);
        let shared = Arc::clone(&workers.0);
        let scrypt = own(mib);
        let held = move |arena: &mut Arena| (arena.kib(), shared.state().buffers.kib());
        let (_, answer) = ask(&workers, scrypt, held);
        assert_eq!(answer.recv().unwrap(), (0, kept), "{mib} MiB of its own");
    }
}

#[test]
fn a_job_that_panics_costs_no_thread_and_no_memory() {
    let workers = workers(1);
    for _ in 0..3 {
        let (_, answer) = ask(&workers, alone(10), |_| panic!("on purpose"));
        assert!(answer.recv().is_err());
    }
    assert_eq!(ask(&workers, alone(10), |_| 7).1.recv(), Ok(7));
}

#[test]
fn workers_work_at_once() {
    let workers = workers(2);
    let (to_second, from_first) = channel();
    let (to_first, from_second) = channel();
    let first = ask(&workers, alone(1), move |_| {
        to_second.send(()).unwrap();
        from_second.recv().unwrap();
    });
    let second = ask(&workers, alone(1), move |_| {
        to_first.send(()).unwrap();
        from_first.recv().unwrap();
    });
    first.1.recv().unwrap();
    second.1.recv().unwrap();
}

#[test]
fn who_waits_behind_a_dear_job_runs_when_it_is_withdrawn() {
    let workers = workers(2);
    let (release, wait) = channel::<()>();
    let (started, running) = channel();
    let block = ask(&workers, alone(1), move |_| {
        started.send(()).unwrap();
        wait.recv().unwrap();
    });
    running.recv().unwrap();
    let dear = ask(&workers, alone(100), |_| ());
    let cheap = ask(&workers, alone(1), |_| ());
    drop(workers.withdraw(dear.0).unwrap());
    cheap.1.recv().unwrap();
    assert!(dear.1.recv().is_err());
    release.send(()).unwrap();
    block.1.recv().unwrap();
}

#[test]
fn threads_end_with_the_pool_after_what_waits() {
    let workers = workers(1);
    let (release, wait) = channel::<()>();
    let block = ask(&workers, alone(1), move |_| wait.recv().unwrap());
    let waiting = ask(&workers, alone(1), |_| 7);
    let shared = Arc::downgrade(&workers.0);
    drop(workers);
    release.send(()).unwrap();
    block.1.recv().unwrap();
    assert_eq!(waiting.1.recv(), Ok(7));
    // The last thread drops what it shared when it ends.
    while shared.upgrade().is_some() {
        thread::yield_now();
    }
}

/// Has a hash of that much memory computed in a buffer.
fn hash(buffer: &mut Arena, kib: u32) {
    let params = Argon2Params::new(kib, 1, 1).unwrap();
    let passwords = PasswordContext::builder().new_hashes(params);
    let password = Password::parse("open sesame").unwrap();
    let passwords = passwords.build().unwrap();
    passwords.hash_with(buffer, &password).unwrap();
}

/// Three are kept.
fn buffers(kib: &[u32]) -> Buffers {
    let mut buffers = Buffers::new(3);
    for kib in kib {
        let mut buffer = Arena::new();
        hash(&mut buffer, *kib);
        buffers.take_back(buffer);
    }
    buffers
}

#[test]
fn a_job_gets_the_largest_buffer_that_it_counts_for() {
    let mut buffers = buffers(&[16, 64, 32]);
    assert_eq!(size(&buffers.lend(40)), 32);
    assert_eq!(size(&buffers.lend(40)), 16);
    assert_eq!(size(&buffers.lend(40)), 0, "it gets one of its own");
    assert_eq!(size(&buffers.lend(100)), 64);
}

#[test]
fn a_buffer_without_memory_is_not_kept() {
    let mut buffers = buffers(&[]);
    buffers.take_back(Arena::new());
    assert!(buffers.idle.is_empty());
}

#[test]
fn what_is_kept_fits_into_what_is_left_and_is_what_was_used_last() {
    let mut buffers = buffers(&[16, 64, 32, 8]);
    let surplus = |dropped: Vec<Arena>| dropped.iter().map(size).collect::<Vec<_>>();
    assert_eq!(surplus(buffers.shrink(u64::MAX)), [16], "three are enough");
    assert_eq!(surplus(buffers.shrink(104)), [0; 0]);
    assert_eq!(surplus(buffers.shrink(103)), [64]);
    assert_eq!(surplus(buffers.shrink(7)), [32, 8]);
}
