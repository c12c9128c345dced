//! Numbers that a cost may exceed, in the units in which it is told.

use std::time::Duration;

/// A duration that stays at its highest value where the number is higher.
pub(super) const fn nanoseconds(count: u128) -> Duration {
    if count > u64::MAX as u128 {
        Duration::from_nanos(u64::MAX)
    } else {
        #[expect(clippy::cast_possible_truncation, reason = "it was just compared")]
        Duration::from_nanos(count as u64)
    }
}

/// A number of KiB that stays at its highest value where the number of bytes is higher.
pub(super) const fn kib(bytes: u128) -> u32 {
    let kib = bytes.div_ceil(1024);
    if kib > u32::MAX as u128 {
        u32::MAX
    } else {
        #[expect(clippy::cast_possible_truncation, reason = "it was just compared")]
        let kib = kib as u32;
        kib
    }
}
