//! Doubles of an authorization server's ports that park, and a scheduler that decides who goes on.
//!
//! Every operation of [`ParkingStore`] and [`ParkingPasswords`] waits once before it happens, and its
//! name is written to a shared [`Desk`]. So a test can stop a decision between any two operations, or
//! let [`Schedule`] run any number of decisions in an order that follows from a seed: no threads, no
//! clock, every interleaving repeatable.

mod desk;
mod passwords;
mod schedule;
mod store;

pub use desk::{Committed, Desk};
pub use passwords::ParkingPasswords;
pub use schedule::{Decision, Schedule};
pub use store::ParkingStore;
