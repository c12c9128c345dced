//! Known attacks on JSON web tokens: each test is one line of docs/attacks.md.

mod algorithm;
mod claims;
mod form;
mod header;
mod keys;
mod times;
