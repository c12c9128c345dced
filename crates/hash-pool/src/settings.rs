//! What the pool runs with.

use std::num::NonZeroU32;
use std::thread::available_parallelism;

/// How much is hashed at once, and for whom.
///
/// ```
/// use countersign_hash_pool::HashPoolSettings;
///
/// let mut settings = HashPoolSettings::default();
/// settings.per_address = None; // behind a proxy at another address
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HashPoolSettings {
    /// Threads that hash; one for each core by default.
    pub threads: NonZeroU32,
    /// Memory of all of them together, in MiB; by default each thread has enough for a new hash.
    /// A stored hash that needs more than all of it is computed alone.
    pub memory_mib: Option<NonZeroU32>,
    /// How long a password may wait for a thread, in seconds; who would wait longer is turned away.
    /// 2 by default.
    pub queue_seconds: NonZeroU32,
    /// Checks in flight for one account; 4 by default, `None` is without limit.
    pub per_account: Option<NonZeroU32>,
    /// Checks in flight for one address (IPv6: one /64); 32 by default, `None` is without limit.
    /// Addresses of this machine are a proxy's and have no limit.
    pub per_address: Option<NonZeroU32>,
}

impl Default for HashPoolSettings {
    fn default() -> Self {
        let cores = available_parallelism().ok();
        let cores = cores.and_then(|cores| NonZeroU32::try_from(cores).ok());
        Self {
            threads: cores.unwrap_or(NonZeroU32::MIN),
            memory_mib: None,
            queue_seconds: NonZeroU32::MIN.saturating_add(1),
            per_account: NonZeroU32::new(4),
            per_address: NonZeroU32::new(32),
        }
    }
}
