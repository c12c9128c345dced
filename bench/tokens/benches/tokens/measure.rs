//! Batches in turn, in processor time of this thread; the fastest of each row counts.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// One thing to measure.
pub(crate) struct Row<'r> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn FnMut() + 'r>,
}

/// Nanoseconds of the fastest batch, per call.
pub(crate) type Figures = Vec<(&'static str, f64)>;

const BATCH: Duration = Duration::from_micros(1_500);

pub(crate) fn interleaved(mut rows: Vec<Row<'_>>, rounds: u32) -> Figures {
    let counts: Vec<u32> = rows.iter_mut().map(calibrate).collect();
    let mut best = vec![f64::INFINITY; rows.len()];
    for _ in 0..rounds {
        for ((row, &count), best) in rows.iter_mut().zip(&counts).zip(&mut best) {
            *best = best.min(batch(row, count).as_secs_f64() * 1e9 / f64::from(count));
        }
    }
    rows.iter().map(|row| row.name).zip(best).collect()
}

/// How many calls fill a batch; warms caches up on the way.
fn calibrate(row: &mut Row<'_>) -> u32 {
    let mut count = 1;
    while batch(row, count) < BATCH {
        count *= 2;
    }
    count
}

fn batch(row: &mut Row<'_>, count: u32) -> Duration {
    let start = thread_time();
    for _ in 0..count {
        (row.run)();
    }
    thread_time().saturating_sub(start)
}

/// Other programs on the machine do not count.
fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}
