//! Who goes on.

use super::desk::Desk;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Operations of one decision: more than any has. A decision that does not end is a defect.
const MOST: usize = 1000;

/// A decision that has begun and waits at one of its operations, or has ended.
pub struct Decision<'a, T> {
    desk: Arc<Desk>,
    future: Pin<Box<dyn Future<Output = T> + 'a>>,
    waits_at: Option<String>,
}

impl<T> fmt::Debug for Decision<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decision at {:?}", self.waits_at)
    }
}

impl<'a, T> Decision<'a, T> {
    /// A decision whose operations park at that desk. Nothing of it has happened yet.
    pub fn new(desk: &Arc<Desk>, future: impl Future<Output = T> + 'a) -> Self {
        Self {
            desk: Arc::clone(desk),
            future: Box::pin(future),
            waits_at: None,
        }
    }

    /// The operation that happens next, once the decision has begun.
    #[must_use]
    pub fn waits_at(&self) -> Option<&str> {
        self.waits_at.as_deref()
    }

    /// Lets the operation happen at which the decision waits, and everything up to the next one.
    /// Returns the answer if that was the last.
    ///
    /// # Panics
    ///
    /// It waits for something that does not park.
    pub fn step(&mut self) -> Option<T> {
        let mut context = Context::from_waker(Waker::noop());
        match self.future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => {
                self.waits_at = None;
                Some(answer)
            }
            Poll::Pending => {
                self.waits_at = self.desk.take_parked();
                assert!(
                    self.waits_at.is_some(),
                    "it waits for something that does not park"
                );
                None
            }
        }
    }

    /// Lets it go on until it waits at the operation of that name.
    ///
    /// # Panics
    ///
    /// It ended before.
    #[expect(clippy::panic, reason = "to panic is how a test fails")]
    pub fn run_until(&mut self, operation: &str) {
        for _ in 0..MOST {
            if self.waits_at() == Some(operation) {
                return;
            }
            assert!(
                self.step().is_none(),
                "the decision ended before {operation}"
            );
        }
        panic!("the decision neither ended nor came to {operation}");
    }

    /// Lets it go on to its end.
    ///
    /// # Panics
    ///
    /// It does not end.
    #[expect(clippy::panic, reason = "to panic is how a test fails")]
    #[must_use]
    pub fn finish(mut self) -> T {
        for _ in 0..MOST {
            if let Some(answer) = self.step() {
                return answer;
            }
        }
        panic!("the decision does not end; it waits at {:?}", self.waits_at);
    }
}

/// Choices that follow from a seed (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Schedule(u64);

impl Schedule {
    /// The same seed makes the same choices.
    #[must_use]
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// One of `0..count`.
    ///
    /// # Panics
    ///
    /// There is nothing to choose from.
    pub fn choose(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let chosen = (mixed ^ (mixed >> 31)) % count;
        usize::try_from(chosen).unwrap_or(0)
    }

    /// Lets one of the decisions take a step, and takes it out if it has ended.
    pub fn step<T>(&mut self, decisions: &mut Vec<Decision<'_, T>>) -> Option<T> {
        let chosen = self.choose(decisions.len());
        let answer = decisions.get_mut(chosen)?.step()?;
        drop(decisions.swap_remove(chosen));
        Some(answer)
    }
}
