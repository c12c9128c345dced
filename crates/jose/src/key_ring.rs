//! An issuer's own keys, and the timetable by which they follow each other.

mod ring;
mod timetable;

pub use ring::{KeyRing, RingKey, RingState};
pub use timetable::Timetable;
