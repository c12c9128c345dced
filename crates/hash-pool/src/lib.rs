//! A bounded pool of threads that hash passwords, and do nothing else.
//!
//! To check a password takes milliseconds of a core and megabytes of memory by design, so a server has
//! to say how many it checks at once, and which it does not check at all:
//!
//! - **Admission.** A check is admitted before anything is looked up ([`HashPool::admit`]), as long as the
//!   work of all that were admitted is done in time. Else [`Overloaded`] says when to come back. A flood
//!   of sign-ins is turned away at once, learns nothing about accounts, and leaves the other threads of
//!   the server their cores.
//! - **Limits.** One account and one address ([`Caller`]) have only so many checks admitted at a time.
//! - **Queue.** [`Admission::check`] waits for its turn: first come, first served, as soon as a thread is
//!   idle and there is memory for the hash. Nobody overtakes a check that waits for memory. A check whose
//!   client leaves is taken out of the queue.
//! - **Batches.** If more checks wait than threads are idle, a thread computes up to four of equal bcrypt
//!   cost together, in little more time than one.
//! - **Afterwards.** An admission counts until its work is done, and the time that it took corrects the
//!   estimate of the wait. A better hash is made only while nobody waits.
//!
//! ```
//! use std::sync::Arc;
//!
//! use countersign_hash_pool::{Against, Caller, HashPool, HashPoolSettings};
//! use countersign_password::{Password, PasswordContext, Verdict};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let passwords = Arc::new(PasswordContext::default());
//! let pool = HashPool::start(&HashPoolSettings::default(), passwords)?;
//! let stored = pool.hash(Password::parse("open sesame")?).await?;
//!
//! let admission = pool.admit(Caller::new(Some("ada"), Some("192.0.2.1".parse()?)))?;
//! // Only now is the user looked up.
//! let against = Against::Stored(stored);
//! let verdict = admission.check(Password::parse("open sesame")?, against).await?;
//! assert!(matches!(verdict, Verdict::Match { .. }));
//! # Ok(())
//! # }
//! ```
//!
//! What is decided (`ledger`, `limits`, `load`) needs no thread and no clock. `workers` has the threads,
//! `job` what they compute, and `pool` what others see of it.

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
