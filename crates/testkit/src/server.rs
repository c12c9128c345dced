//! The `countersign` binary as a child process.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{Finished, Process, run};

/// A server on a free port of 127.0.0.1 with an SQLite database of its own. Dropping it kills it.
///
/// ```no_run
/// use countersign_testkit::{Request, RunningServer, built};
///
/// let server = RunningServer::start(built("countersign")?)?;
/// let password = server.admin_password().ok_or("first start")?;
/// let form = [("grant_type", "password"), ("username", "admin"), ("password", password)];
/// let answer = Request::post(&server.url("/token")).form(&form).send()?;
/// assert_eq!(answer.status, 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RunningServer {
    process: Process,
    origin: String,
    admin_password: Option<String>,
    binary: PathBuf,
    folder: PathBuf,
    /// Deleted with the server, when it was made for it.
    _own_folder: Option<TempDir>,
}

impl RunningServer {
    /// Starts `binary` on a fresh database in a temporary folder.
    ///
    /// # Errors
    ///
    /// The server does not start or does not say where it serves; the message holds its outputs.
    pub fn start(binary: impl AsRef<Path>) -> io::Result<Self> {
        let own = tempfile::tempdir()?;
        let folder = own.path().to_path_buf();
        Self::serve(binary.as_ref(), &folder, &[], Some(own))
    }

    /// Starts `binary` on the database in `folder`, created when missing, with more arguments for
    /// `countersign serve`. The folder stays: start there again to see what was kept.
    ///
    /// # Errors
    ///
    /// As [`RunningServer::start`].
    pub fn start_in(
        binary: impl AsRef<Path>,
        folder: &Path,
        arguments: &[&str],
    ) -> io::Result<Self> {
        Self::serve(binary.as_ref(), folder, arguments, None)
    }

    /// The address of `path` on this server: `url("/token")` is `http://127.0.0.1:PORT/token`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The password of `admin`, which only a first start prints.
    #[must_use]
    pub fn admin_password(&self) -> Option<&str> {
        self.admin_password.as_deref()
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// What the server wrote to standard error so far: its log.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// Runs another command of the same binary beside the server, on the same database, with
    /// `input` as its standard input: `run(&["user", "list"], "")`.
    ///
    /// # Errors
    ///
    /// The command cannot be started or fed. A command that fails is an [`Output`] that says so.
    pub fn run(&self, arguments: &[&str], input: &str) -> io::Result<Output> {
        let mut command = Command::new(&self.binary);
        let command = command.env("COUNTERSIGN_DATABASE", database_url(&self.folder));
        run(command.args(arguments).current_dir(&self.folder), input)
    }

    /// Sends SIGTERM and waits up to `bound` for the end.
    ///
    /// # Errors
    ///
    /// The server still runs after `bound`; it is killed then.
    pub fn terminate(self, bound: Duration) -> io::Result<Finished> {
        self.process.terminate(bound)
    }

    fn serve(
        binary: &Path,
        folder: &Path,
        arguments: &[&str],
        own_folder: Option<TempDir>,
    ) -> io::Result<Self> {
        let mut process = Process::start(
            Command::new(binary)
                .args(["serve", "--listen", "127.0.0.1:0", "--database"])
                .arg(database_url(folder))
                .args(arguments)
                .current_dir(folder),
        )?;
        let serving = process.line_with("serving ")?;
        // `(sqlite:…, created)`: a first start, which prints the password as its last line.
        let admin_password = if serving.contains("created)") {
            admin_password_in(&process.line_with("admin ")?)
        } else {
            None
        };
        Ok(Self {
            process,
            origin: word_after(&serving, "serving")?,
            admin_password,
            binary: binary.to_path_buf(),
            folder: folder.to_path_buf(),
            _own_folder: own_folder,
        })
    }
}

fn database_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("countersign.db").display())
}

fn admin_password_in(line: &str) -> Option<String> {
    word_after(line, "sign in as admin with").ok()
}

fn word_after(line: &str, label: &str) -> io::Result<String> {
    line.split_once(label)
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("nothing follows {label:?} in {line:?}")))
}
