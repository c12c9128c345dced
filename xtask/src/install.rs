//! What others have made, installed below the target folder to be compared with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, repository};

/// The interpreter of a virtual environment in that folder, with the libraries of a requirements file.
pub(crate) fn python(folder: &Path, requirements: &Path) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    once(requirements, folder, |folder| {
        let venv = ["-m", "venv", "--clear"];
        repository::output(Command::new("python3").args(venv).arg(folder))
            .map_err(|error| format!("{error}\non Debian: apt-get install python3-venv"))?;
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--only-binary=:all:",
            "--requirement",
        ];
        repository::output(Command::new(&python).args(pip).arg(requirements)).map(drop)
    })?;
    Ok(python)
}

/// Installs into a folder unless it holds just what the file asks for.
pub(crate) fn once(
    wanted: &Path,
    folder: &Path,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let (wanted, installed) = (fs::read(wanted)?, folder.join("installed"));
    if fs::read(&installed).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    eprintln!("installing into {}", folder.display());
    fs::create_dir_all(folder)?;
    install(folder)?;
    Ok(fs::write(&installed, wanted)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_installed_again_when_the_wish_changes() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("wanted");
        let mut times = 0;
        for wish in ["a", "a", "b"] {
            fs::write(&wanted, wish).unwrap();
            once(&wanted, &folder.path().join("in"), |_| {
                times += 1;
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(times, 2);
    }
}
