//! The token endpoint's rules, on values: a model store, a clock and a seed that are arguments.

#![expect(
    clippy::future_not_send,
    reason = "the world of a test stays on one thread"
)]

#[cfg(test)]
mod client_authentication;
#[cfg(test)]
mod client_credentials;
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod password;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod world;
