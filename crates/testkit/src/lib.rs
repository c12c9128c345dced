//! Drivers for Countersign's own tests: child processes, a running server, HTTP, a browser; and doubles
//! of the ports of an authorization server, with a scheduler for its decisions.
//!
//! The drivers block, so that a test needs no runtime and a driver can clean up when it is
//! dropped. Every wait has a bound and ends on an event: a line, an answer, an exit. Errors are
//! [`std::io::Error`] with a message for the person who reads the failed test.

mod browser;
mod clock;
mod decisions;
mod http;
mod process;
mod server;

pub use browser::{Browser, Element};
pub use clock::ManualClock;
pub use decisions::{Committed, Decision, Desk, ParkingPasswords, ParkingStore, Schedule};
pub use http::{Request, Response};
pub use process::{Finished, Process, built, run};
pub use server::RunningServer;
