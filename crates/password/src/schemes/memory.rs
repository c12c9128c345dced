//! Memory that a linked crate takes by itself.

use std::hint::black_box;

use crate::ComputeError;

/// Asks for this much memory and gives it back at once.
///
/// scrypt and yescrypt take their memory themselves, and taking it must not fail: the process would
/// abort. What was there a moment ago nearly always still is.
pub(crate) fn check_available(kib: u32) -> Result<(), ComputeError> {
    let mut probe = Vec::<[u8; 1024]>::new();
    probe
        .try_reserve_exact(kib as usize)
        .map_err(|_| ComputeError::OutOfMemory { kib: kib.into() })?;
    // Else the compiler may leave out an allocation that nobody uses.
    black_box(&mut probe);
    Ok(())
}
