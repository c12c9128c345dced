//! What the crate promises, seen from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test says what must hold by unwrapping it"
)]

mod attacks;
mod borrowed;
mod forge;
mod forms;
mod key_ring;
mod random;
mod round_trip;
mod sets;
