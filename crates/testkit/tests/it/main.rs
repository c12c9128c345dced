//! The drivers, tried on a page and on a stand-in for the server.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod process;
#[cfg(test)]
mod server;
