//! Known attacks on JSON web tokens: each test is one line of docs/attacks/jose.md.

mod algorithm;
mod cache;
mod claims;
mod dpop;
mod form;
mod header;
mod id_token;
mod issuers;
mod keys;
mod private_keys;
mod times;
