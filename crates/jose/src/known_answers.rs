//! Tests against the answers of others: the examples of the standards, and Project Wycheproof.

mod vectors;
mod wycheproof;
