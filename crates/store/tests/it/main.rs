//! The promise of storage, kept by every implementation; and what a file may be.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod files;
#[cfg(test)]
mod model;
#[cfg(test)]
mod processes;
