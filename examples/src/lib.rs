//! Complete small programs. Each is an `[[example]]` of this package:
//! `cargo run --example hello`.
