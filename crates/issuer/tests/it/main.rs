//! The token endpoint's rules, on values: a model store, a clock and a seed that are arguments.

mod client_authentication;
mod client_credentials;
mod password;
mod refresh;
mod requests;
mod world;
