//! The Python side of a comparison.

use std::path::PathBuf;

use crate::{Result, install, release, repository};

/// The interpreter that has the libraries which a folder of scripts asks for.
pub(super) fn python(name: &str, scripts: &str) -> Result<PathBuf> {
    let requirements = repository::root().join(scripts).join("requirements.txt");
    install::python(&release::target_folder()?.join(name), &requirements)
}
