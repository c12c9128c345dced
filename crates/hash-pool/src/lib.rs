//! Threads that hash passwords, and nothing else.
//!
//! A hash takes milliseconds of a core and megabytes of memory by design. So there are as many at
//! once as there are threads here, in buffers that are kept, and a password is looked at
//! only with an [`Admission`]. Checks are admitted before anything is looked up, for as much work as
//! the threads do in time: a flood of sign-ins is turned away at once with a time to come back,
//! and protected calls do not feel it.
//!
//! The decisions stand in `ledger` and below it, without threads and clocks; `workers` has the
//! threads, `job` the work.

mod clock;
mod job;
mod ledger;
mod limits;
mod load;
mod pool;
mod settings;
mod workers;

pub use job::Against;
pub use limits::{Caller, Limit, Overloaded};
pub use pool::{Admission, HashPool, HashPoolError};
pub use settings::HashPoolSettings;
