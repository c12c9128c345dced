//! The crate from outside: what a server on loopback sees and answers.

#[cfg(test)]
mod get_json;
#[cfg(test)]
mod site;
