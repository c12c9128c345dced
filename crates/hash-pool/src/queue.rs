//! Jobs that wait.
//!
//! First come, first served, and nobody overtakes a job that waits for memory: otherwise a steady
//! stream of cheap jobs would keep a dear one waiting for good. The price is a worker that idles
//! for as long as one computation takes, and only when a job dearer than its share comes along.
//!
//! The one exception: jobs that can be computed beside the first one at almost no cost (bcrypt,
//! several at a time on one thread) are taken along from wherever they stand.

use crate::load::Load;
use std::collections::VecDeque;

/// Names a waiting job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// Jobs in the order in which they came.
#[derive(Debug)]
pub(crate) struct Queue<J> {
    waiting: VecDeque<Waiting<J>>,
    next: Ticket,
}

#[derive(Debug)]
struct Waiting<J> {
    ticket: Ticket,
    load: Load,
    job: J,
}

impl<J> Queue<J> {
    pub(crate) const fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            next: Ticket(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn push(&mut self, load: Load, job: J) -> Ticket {
        let ticket = self.next;
        self.next = Ticket(ticket.0 + 1);
        self.waiting.push_back(Waiting { ticket, load, job });
        ticket
    }

    /// Takes a job out before its turn; nothing if it had its turn.
    pub(crate) fn withdraw(&mut self, ticket: Ticket) -> Option<J> {
        let found = self.waiting.binary_search_by_key(&ticket, |one| one.ticket);
        let waiting = self.waiting.remove(found.ok()?)?;
        Some(waiting.job)
    }

    /// Takes the first job, if its load fits, and with it others that can be computed beside it,
    /// `most` in all.
    pub(crate) fn take(&mut self, fits: impl Fn(Load) -> bool, most: usize) -> Vec<(Load, J)> {
        let first = self.waiting.front().filter(|first| fits(first.load));
        let Some(first) = first.is_some().then(|| self.waiting.pop_front()).flatten() else {
            return Vec::new();
        };
        let mut total = first.load;
        let mut taken = vec![(first.load, first.job)];
        let mut index = 0;
        while taken.len() < most {
            let Some(next) = self.waiting.get(index) else {
                break;
            };
            match total.beside(next.load).filter(|both| fits(*both)) {
                Some(both) => {
                    total = both;
                    let next = self.waiting.remove(index);
                    taken.extend(next.map(|next| (next.load, next.job)));
                }
                None => index += 1,
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::tests::{alone, lanes};

    const ANY: fn(Load) -> bool = |_| true;

    fn queue(loads: &[Load]) -> (Queue<usize>, Vec<Ticket>) {
        let mut queue = Queue::new();
        let push = |(job, load): (usize, &Load)| queue.push(*load, job);
        let tickets = loads.iter().enumerate().map(push).collect();
        (queue, tickets)
    }

    fn jobs(taken: Vec<(Load, usize)>) -> Vec<usize> {
        taken.into_iter().map(|(_, job)| job).collect()
    }

    #[test]
    fn the_first_to_come_is_the_first_to_go() {
        let (mut queue, _) = queue(&[alone(1), alone(1), alone(1)]);
        let order: Vec<_> = (0..4).map(|_| jobs(queue.take(ANY, 4))).collect();
        assert_eq!(order, [vec![0], vec![1], vec![2], vec![]]);
    }

    #[test]
    fn nobody_overtakes_a_job_that_waits_for_memory() {
        let (mut queue, _) = queue(&[alone(100), alone(1), lanes(10)]);
        assert!(queue.take(|load| load.kib < 50 * 1024, 4).is_empty());
        assert_eq!(jobs(queue.take(ANY, 4)), [0]);
        assert_eq!(jobs(queue.take(|load| load.kib < 50 * 1024, 4)), [1]);
    }

    #[test]
    fn a_job_that_was_withdrawn_is_not_taken() {
        let (mut queue, tickets) = queue(&[alone(1), alone(1), alone(1)]);
        assert_eq!(queue.withdraw(tickets[1]), Some(1));
        assert_eq!(queue.withdraw(tickets[1]), None, "only once");
        assert_eq!(jobs(queue.take(ANY, 4)), [0]);
        assert_eq!(queue.withdraw(tickets[0]), None, "it had its turn");
        assert_eq!(jobs(queue.take(ANY, 4)), [2]);
    }

    #[test]
    fn equal_bcrypt_jobs_are_taken_along_from_wherever_they_stand() {
        let (mut queue, _) = queue(&[lanes(10), alone(1), lanes(10), lanes(12), lanes(10)]);
        assert_eq!(jobs(queue.take(ANY, 4)), [0, 2, 4]);
        assert_eq!(jobs(queue.take(ANY, 4)), [1]);
        assert_eq!(jobs(queue.take(ANY, 4)), [3]);
    }

    #[test]
    fn no_more_are_taken_along_than_are_asked_for() {
        let (mut queue, _) = queue(&[lanes(10); 6]);
        assert_eq!(jobs(queue.take(ANY, 4)), [0, 1, 2, 3]);
        assert_eq!(jobs(queue.take(ANY, 1)), [4]);
    }

    #[test]
    fn nothing_is_taken_along_that_does_not_fit() {
        let dear = lanes(10).with_room_for(alone(1));
        let (mut queue, _) = queue(&[lanes(10), dear, lanes(10)]);
        assert_eq!(jobs(queue.take(|load| load.kib < 1000, 4)), [0, 2]);
        assert_eq!(jobs(queue.take(ANY, 4)), [1]);
    }
}
