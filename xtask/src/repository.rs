//! The files of the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Every file that is tracked or new and not ignored, relative to [`root`].
pub(crate) fn files() -> Result<Vec<PathBuf>> {
    let listing = output(Command::new("git").current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    Ok(listing
        .split('\0')
        .map(PathBuf::from)
        .filter(|file| root().join(file).is_file())
        .collect())
}

/// The text of a file, or nothing when it holds anything but text.
pub(crate) fn text(file: &Path) -> Result<Option<String>> {
    let bytes = std::fs::read(root().join(file))?;
    Ok(String::from_utf8(bytes).ok())
}

/// What a command printed; its failure, with its standard error, is an error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_owned();
    let program = program.display();
    let output = command
        .output()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program} failed ({}): {}", output.status, reason.trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
