//! The release programs of the workspace.

use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::{Result, repository};

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
}

/// Builds the server and returns its path.
pub(crate) fn server() -> Result<PathBuf> {
    build(["countersign-server", "--bin", "countersign"])?;
    Ok(folder()?.join("countersign"))
}

/// Builds an example and returns its path.
pub(crate) fn example(name: &str) -> Result<PathBuf> {
    build(["countersign-examples", "--example", name])?;
    Ok(folder()?.join("examples").join(name))
}

fn build(what: [&str; 3]) -> Result<()> {
    let status = Command::new("cargo")
        .current_dir(repository::root())
        .args(["build", "--release", "--package"])
        .args(what)
        .status()?;
    if !status.success() {
        return Err(format!("cargo build of {} failed", what[2]).into());
    }
    Ok(())
}

fn folder() -> Result<PathBuf> {
    Ok(target_folder()?.join("release"))
}

/// Where Cargo puts what it builds.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let json = repository::output(Command::new("cargo").current_dir(repository::root()).args([
        "metadata",
        "--format-version=1",
        "--no-deps",
    ]))?;
    let metadata: Metadata = serde_json::from_str(&json)?;
    Ok(metadata.target_directory)
}
