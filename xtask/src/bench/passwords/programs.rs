//! The programs of bench/passwords, which measure what they are asked for.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::{Result, install, release, repository};

/// A program, by what its libraries are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Rust,
    Python,
    Node,
}

/// The programs that run, or why they do not.
pub(crate) struct Programs {
    rust: Running,
    python: std::result::Result<Running, String>,
    node: std::result::Result<Running, String>,
}

impl Programs {
    /// Builds ours and installs the others, below the target folder.
    pub(crate) fn start() -> Result<Self> {
        let sources = repository::root().join("bench/passwords");
        let folder = release::target_folder()?.join("bench-passwords");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            rust: rust(&sources, &folder)?,
            python: python(&sources, &folder).map_err(|error| not_installed(&*error)),
            node: node(&sources, &folder).map_err(|error| not_installed(&*error)),
        })
    }

    /// The nanoseconds that a program answers, or the reason why it has none.
    pub(crate) fn ask(
        &mut self,
        program: Program,
        request: &str,
    ) -> std::result::Result<u64, String> {
        let running = match program {
            Program::Rust => &mut self.rust,
            Program::Python => self.python.as_mut().map_err(|reason| reason.clone())?,
            Program::Node => self.node.as_mut().map_err(|reason| reason.clone())?,
        };
        let answer = running.ask(request).map_err(|error| error.to_string())?;
        read(&answer)
    }
}

fn not_installed(error: &dyn Error) -> String {
    let reason = error.to_string();
    let last = reason.lines().rfind(|line| !line.trim().is_empty());
    format!(
        "not installed: {}",
        last.unwrap_or("no reason given").trim()
    )
}

fn read(answer: &str) -> std::result::Result<u64, String> {
    let answer = answer.trim();
    match answer.strip_prefix("error: ") {
        Some(reason) => Err(reason.to_owned()),
        None => answer
            .parse()
            .map_err(|_| format!("no figure in its answer {answer:?}")),
    }
}

/// A program that answers one line with one line, until its input ends.
struct Running {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = child.stdout.take().ok_or("no standard output")?;
        Ok(Self {
            requests: child.stdin.take(),
            answers: BufReader::new(answers),
            child,
        })
    }

    fn ask(&mut self, request: &str) -> Result<String> {
        let requests = self.requests.as_mut().ok_or("no standard input")?;
        writeln!(requests, "{request}")?;
        requests.flush()?;
        let mut answer = String::new();
        if self.answers.read_line(&mut answer)? == 0 {
            return Err("the program ended without an answer".into());
        }
        Ok(answer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its input ends the program.
        drop(self.requests.take());
        if let Err(error) = self.child.wait() {
            eprintln!("a program of bench/passwords did not end: {error}");
        }
    }
}

fn rust(sources: &Path, folder: &Path) -> Result<Running> {
    let target = folder.join("rust");
    eprintln!("building bench/passwords");
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--manifest-path"])
        .arg(sources.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()?;
    if !status.success() {
        return Err("cargo build of bench/passwords failed".into());
    }
    Running::start(&mut Command::new(target.join("release/bench-passwords")))
}

fn python(sources: &Path, folder: &Path) -> Result<Running> {
    let python = install::python(&folder.join("python"), &sources.join("requirements.txt"))?;
    Running::start(Command::new(&python).arg(sources.join("rivals.py")))
}

fn node(sources: &Path, folder: &Path) -> Result<Running> {
    let (packages, wanted) = (folder.join("node"), sources.join("package.json"));
    install::once(&wanted, &packages, |packages| {
        fs::copy(&wanted, packages.join("package.json"))?;
        let install = ["install", "--no-audit", "--no-fund", "--no-package-lock"];
        repository::output(Command::new("npm").current_dir(packages).args(install)).map(drop)
    })?;
    let script = sources.join("rivals.mjs");
    Running::start(Command::new("node").current_dir(&packages).arg(script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_figure_or_a_reason() {
        assert_eq!(read("1234567\n"), Ok(1_234_567));
        assert_eq!(
            read("error: no such module\n"),
            Err("no such module".into())
        );
        assert!(read("what?\n").is_err());
    }

    #[test]
    fn a_failed_installation_is_told_by_its_last_line() {
        let error: Box<dyn Error> = "pip failed:\nERROR: no matching distribution\n".into();
        assert_eq!(
            not_installed(&*error),
            "not installed: ERROR: no matching distribution"
        );
    }

    #[test]
    fn a_program_answers_line_by_line_and_ends_with_its_input() {
        let mut running = Running::start(&mut Command::new("cat")).unwrap();
        assert_eq!(running.ask("17").unwrap(), "17\n");
        assert_eq!(running.ask("18").unwrap(), "18\n");
    }
}
