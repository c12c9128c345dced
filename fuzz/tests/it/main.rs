//! Every target over its corpus and over changed copies of it.

#[cfg(test)]
mod corpus;
