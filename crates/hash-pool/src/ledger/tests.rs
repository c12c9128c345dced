//! Tests of the ledger and of its queue.

use std::num::NonZeroU32;

use countersign_password::PasswordContext;

use super::*;
use crate::load::tests::{alone, lanes};

/// Two workers with 10 MiB each; a job of [`alone`] takes 10 ms.
fn ledger(wait_ms: u64) -> Ledger<usize> {
    let capacity = Capacity {
        workers: 2,
        kib: 20 * 1024,
        longest_wait: Duration::from_millis(wait_ms),
    };
    Ledger::new(capacity, Limits::new(NonZeroU32::new(3), None), alone(10))
}

fn nobody() -> Caller {
    Caller::default()
}

/// Admits a job of that load and puts it into the queue.
fn submit(ledger: &mut Ledger<usize>, load: Load, job: usize) -> (u64, Ticket) {
    let reserved = ledger.admit(nobody()).unwrap();
    let ticket = ledger.enqueue(reserved, load, job);
    (ledger.capacity.worker_time(load), ticket)
}

fn submit_all(ledger: &mut Ledger<usize>, jobs: std::ops::Range<usize>, load: Load) {
    for job in jobs {
        submit(ledger, load, job);
    }
}

fn jobs(group: Option<Group<usize>>) -> Vec<usize> {
    group.map(|group| group.jobs).unwrap_or_default()
}

#[test]
fn checks_are_admitted_until_the_estimated_wait_is_too_long() {
    let mut ledger = ledger(20);
    // Each of two workers is busy for 20 ms with two of them, and the fifth would wait so long.
    submit_all(&mut ledger, 0..5, alone(1));
    let refused = ledger.admit(nobody()).unwrap_err();
    assert_eq!(refused.limit(), Limit::Pool);
}

#[test]
fn an_admission_that_is_not_used_counts_until_it_is_given_back() {
    let mut ledger = ledger(0);
    let reserved = ledger.admit(nobody()).unwrap();
    assert!(ledger.admit(nobody()).is_err());
    ledger.leave(nobody(), reserved);
    assert!(ledger.admit(nobody()).is_ok());
}

#[test]
fn a_reservation_is_corrected_to_the_real_cost() {
    let mut ledger = ledger(100);
    let dear = lanes(13);
    let (reserved, ticket) = submit(&mut ledger, dear, 0);
    assert_eq!(reserved, dear.nanos);
    assert!(
        ledger.admit(nobody()).is_err(),
        "a quarter of a second for each worker"
    );
    assert_eq!(ledger.withdraw(ticket), Some(0));
    ledger.leave(nobody(), reserved);
    assert_eq!(ledger.reserved, 0);
}

#[test]
fn what_is_expected_follows_what_was_looked_up() {
    let mut ledger = ledger(1_000_000);
    let first = ledger.admit(nobody()).unwrap();
    assert_eq!(
        first,
        alone(10).nanos,
        "a new hash, as long as nothing is known"
    );
    submit_all(&mut ledger, 0..200, lanes(10));
    let now = ledger.admit(nobody()).unwrap();
    assert!(now.abs_diff(lanes(10).nanos) < 100_000, "{now}");
}

#[test]
fn a_slow_machine_admits_fewer_checks() {
    let mut ledger = ledger(100);
    for job in 0..50 {
        let (reserved, _) = submit(&mut ledger, alone(1), job);
        let group = ledger.take().unwrap();
        ledger.finish(group.load, Duration::from_millis(40));
        ledger.leave(nobody(), reserved);
    }
    let admitted = (0..100).filter(|_| ledger.admit(nobody()).is_ok()).count();
    // 40 ms each on two workers: 100 ms are reached with the sixth.
    assert_eq!(admitted, 6);
}

#[test]
fn one_account_does_not_take_the_whole_pool() {
    let mut ledger = ledger(100);
    let ada = Caller::new(Some("ada"), None);
    let admitted: Vec<_> = (0..4).map(|_| ledger.admit(ada)).collect();
    assert!(admitted[..3].iter().all(Result::is_ok));
    assert_eq!(admitted[3].as_ref().unwrap_err().limit(), Limit::Account);
    assert!(ledger.admit(nobody()).is_ok());
    ledger.leave(ada, *admitted[0].as_ref().unwrap());
    assert!(ledger.admit(ada).is_ok());
}

#[test]
fn memory_in_use_stays_within_the_budget() {
    let mut ledger = ledger(1000);
    submit(&mut ledger, alone(12), 0);
    submit(&mut ledger, alone(12), 1);
    let first = ledger.take().unwrap();
    assert_eq!(first.jobs, [0]);
    assert!(ledger.take().is_none(), "24 MiB are more than 20");
    ledger.finish(first.load, Duration::ZERO);
    assert_eq!(jobs(ledger.take()), [1]);
}

#[test]
fn a_job_dearer_than_the_budget_runs_alone() {
    let mut ledger = ledger(1000);
    submit(&mut ledger, alone(1), 0);
    submit(&mut ledger, alone(100), 1);
    submit(&mut ledger, alone(1), 2);
    let cheap = ledger.take().unwrap();
    assert!(ledger.take().is_none());
    ledger.finish(cheap.load, Duration::ZERO);
    let dear = ledger.take().unwrap();
    assert_eq!(dear.jobs, [1]);
    assert!(ledger.take().is_none(), "nothing runs beside it");
    ledger.finish(dear.load, Duration::ZERO);
    assert_eq!(jobs(ledger.take()), [2]);
}

#[test]
fn lanes_are_filled_only_when_there_are_more_jobs_than_idle_workers() {
    let mut ledger = ledger(10_000);
    submit(&mut ledger, lanes(10), 0);
    let single = ledger.take().unwrap();
    assert_eq!((single.jobs.as_slice(), single.quiet), (&[0][..], true));
    submit_all(&mut ledger, 1..7, lanes(10));
    let group = ledger.take().unwrap();
    assert_eq!(
        (group.jobs.as_slice(), group.quiet),
        (&[1, 2, 3, 4][..], false)
    );
    ledger.finish(single.load, Duration::ZERO);
    ledger.finish(group.load, Duration::ZERO);
    assert_eq!(jobs(ledger.take()), [5], "one for each worker");
    assert_eq!(jobs(ledger.take()), [6]);
}

/// Eight workers with memory for eight new hashes of 19 MiB.
fn eight(wait: Duration) -> Ledger<usize> {
    let capacity = Capacity {
        workers: 8,
        kib: 8 * 19_456,
        longest_wait: wait,
    };
    Ledger::new(capacity, Limits::new(None, None), alone(19))
}

/// Fills the queue with those loads in turn, and has it worked through, each job in the time
/// that was estimated for it. Returns how long the last one was estimated to wait, and waited.
fn flood(ledger: &mut Ledger<usize>, loads: &[Load]) -> (Duration, Duration) {
    let mut said = Duration::ZERO;
    for (job, load) in loads.iter().cycle().enumerate() {
        let wait = ledger.estimated_wait();
        let Ok(reserved) = ledger.admit(nobody()) else {
            break;
        };
        said = wait;
        ledger.enqueue(reserved, *load, job);
    }
    let (mut now, mut last) = (0, 0);
    let mut running: Vec<(u64, Load)> = Vec::new();
    loop {
        while running.len() < ledger.capacity.workers as usize {
            let Some(group) = ledger.take() else { break };
            running.push((now + group.load.nanos, group.load));
            last = now;
        }
        let Some(first) = (0..running.len()).min_by_key(|one| running[*one].0) else {
            return (said, Duration::from_nanos(last));
        };
        let (done, load) = running.swap_remove(first);
        now = done;
        ledger.finish(load, Duration::from_nanos(load.nanos));
    }
}

#[test]
fn the_estimated_wait_counts_the_workers_that_find_no_memory() {
    let wait = Duration::from_secs(2);
    // 1, 2, 4 and 8 of them at once, and one over the whole of the memory.
    for mib in [100, 76, 38, 19, 1, 1000] {
        let mut ledger = eight(wait);
        let (said, waited) = flood(&mut ledger, &[alone(mib)]);
        let job = Duration::from_nanos(alone(mib).nanos);
        assert!(said.abs_diff(wait) <= job, "{mib} MiB: {said:?}");
        assert!(
            said.abs_diff(waited) <= 2 * job,
            "{mib} MiB: said {said:?}, waited {waited:?}"
        );
    }
}

#[test]
fn the_estimated_wait_of_mixed_loads_is_right_within_a_factor_of_two() {
    let wait = Duration::from_secs(2);
    for loads in [
        &[100, 19][..],
        &[100, 1, 1, 1, 1],
        &[19, 19, 19, 19, 19, 19, 100],
        &[60, 76, 19, 5],
        &[1000, 1],
    ] {
        let loads: Vec<_> = loads.iter().map(|mib| alone(*mib)).collect();
        let (said, waited) = flood(&mut eight(wait), &loads);
        assert!(
            waited <= 2 * said && said <= 2 * waited,
            "{loads:?}: said {said:?}, waited {waited:?}"
        );
    }
}

#[test]
fn the_pace_is_learnt_from_the_time_of_computation_alone() {
    let mut ledger = eight(Duration::from_secs(2));
    let load = alone(100);
    for job in 0..100 {
        let (reserved, _) = submit(&mut ledger, load, job);
        let group = ledger.take().unwrap();
        ledger.finish(group.load, Duration::from_nanos(load.nanos));
        ledger.leave(nobody(), reserved);
    }
    ledger.admit(nobody()).unwrap();
    let wait = ledger.estimated_wait();
    assert!(
        wait.abs_diff(Duration::from_millis(10)) < Duration::from_millis(1),
        "{wait:?}"
    );
}

#[test]
fn nothing_is_left_of_jobs_that_are_done() {
    let mut ledger = ledger(10_000);
    let admitted: Vec<_> = (0..20)
        .map(|job| submit(&mut ledger, lanes(6), job).0)
        .collect();
    while let Some(group) = ledger.take() {
        ledger.finish(group.load, Duration::from_millis(1));
    }
    for reserved in admitted {
        ledger.leave(nobody(), reserved);
    }
    assert_eq!(
        (ledger.reserved, ledger.running.kib, ledger.running.workers),
        (0, 0, 0)
    );
    assert!(!ledger.has_waiting());
}

const ANY: fn(Load) -> bool = |_| true;

fn queue(loads: &[Load]) -> (Queue<usize>, Vec<Ticket>) {
    let mut queue = Queue::new();
    let push = |(job, load): (usize, &Load)| queue.push(*load, job);
    let tickets = loads.iter().enumerate().map(push).collect();
    (queue, tickets)
}

fn in_order(taken: Option<(Vec<usize>, Load)>) -> Vec<usize> {
    taken.map(|(jobs, _)| jobs).unwrap_or_default()
}

#[test]
fn the_first_to_come_is_the_first_to_go() {
    let (mut queue, _) = queue(&[alone(1), alone(1), alone(1)]);
    let order: Vec<_> = (0..4).map(|_| in_order(queue.take(ANY, 4))).collect();
    assert_eq!(order, [vec![0], vec![1], vec![2], vec![]]);
}

#[test]
fn nobody_overtakes_a_job_that_waits_for_memory() {
    let (mut queue, _) = queue(&[alone(100), alone(1), lanes(10)]);
    assert!(queue.take(|load| load.kib < 50 * 1024, 4).is_none());
    assert_eq!(in_order(queue.take(ANY, 4)), [0]);
    assert_eq!(in_order(queue.take(|load| load.kib < 50 * 1024, 4)), [1]);
}

#[test]
fn a_job_that_was_withdrawn_is_not_taken() {
    let (mut queue, tickets) = queue(&[alone(1), alone(1), alone(1)]);
    assert_eq!(queue.withdraw(tickets[1]), Some(1));
    assert_eq!(queue.withdraw(tickets[1]), None, "only once");
    assert_eq!(in_order(queue.take(ANY, 4)), [0]);
    assert_eq!(queue.withdraw(tickets[0]), None, "it had its turn");
    assert_eq!(in_order(queue.take(ANY, 4)), [2]);
}

#[test]
fn equal_bcrypt_jobs_are_taken_along_from_wherever_they_stand() {
    let (mut queue, _) = queue(&[lanes(10), alone(1), lanes(10), lanes(12), lanes(10)]);
    assert_eq!(in_order(queue.take(ANY, 4)), [0, 2, 4]);
    assert_eq!(in_order(queue.take(ANY, 4)), [1]);
    assert_eq!(in_order(queue.take(ANY, 4)), [3]);
}

#[test]
fn no_more_are_taken_along_than_are_asked_for() {
    let (mut queue, _) = queue(&[lanes(10); 6]);
    assert_eq!(in_order(queue.take(ANY, 4)), [0, 1, 2, 3]);
    assert_eq!(in_order(queue.take(ANY, 1)), [4]);
}

#[test]
fn nothing_is_taken_along_that_does_not_fit() {
    let dear = lanes(10).with_room_for(alone(1));
    let (mut queue, _) = queue(&[lanes(10), dear, lanes(10)]);
    assert_eq!(in_order(queue.take(|load| load.kib < 1000, 4)), [0, 2]);
    assert_eq!(in_order(queue.take(ANY, 4)), [1]);
}

#[test]
fn by_default_each_thread_has_memory_for_a_new_hash() {
    let threads = NonZeroU32::new(3).unwrap();
    let mut settings = HashPoolSettings {
        threads,
        ..HashPoolSettings::default()
    };
    let new_hash = Load::of(PasswordContext::default().new_hashes());
    assert_eq!(Capacity::new(&settings, new_hash).kib, 3 * 19_456);
    settings.memory_mib = NonZeroU32::new(64);
    assert_eq!(Capacity::new(&settings, new_hash).kib, 64 * 1024);
}
