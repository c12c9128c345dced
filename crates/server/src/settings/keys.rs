//! The names of all settings.

/// The names of all settings.
pub(super) const KEYS: [&str; 20] = [
    "listen",
    "database",
    "issuer",
    "audience",
    "hash_threads",
    "password_minimum_length",
    "password_blocklist",
    "password_new_hashes",
    "password_accept",
    "password_deprecate",
    "password_at_least",
    "password_upgrades",
    "password_ceiling_memory_kib",
    "password_ceiling_work_ms",
    "hash_memory_mib",
    "hash_queue_seconds",
    "hashes_per_account",
    "hashes_per_address",
    "log_format",
    "log_level",
];
