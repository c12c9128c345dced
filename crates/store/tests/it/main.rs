//! The promise of storage, kept by every implementation; and what a file may be.

mod contract;
mod files;
mod model;
mod processes;
