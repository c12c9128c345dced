//! What every implementation has in common.

/// Expired grants that go when one comes: more than one, so that a backlog shrinks.
pub(crate) const CLEARED_AT_ONCE: u8 = 2;
