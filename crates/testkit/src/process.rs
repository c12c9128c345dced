//! Child processes that are read line by line and never outlive their owner.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// How long a process may stay silent before a wait for its next line gives up.
const SILENCE: Duration = Duration::from_secs(30);

/// A running child process. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    child: Option<Child>,
    pid: u32,
    lines: Receiver<String>,
    stdout: String,
    stderr: Arc<Mutex<String>>,
    stderr_end: Receiver<()>,
}

/// What a process left behind.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Everything that it wrote to standard output.
    pub stdout: String,
    /// Everything that it wrote to standard error.
    pub stderr: String,
}

impl Process {
    /// Starts `command` with no standard input and both outputs captured.
    ///
    /// # Errors
    ///
    /// The program cannot be started; the message names it.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                let program = command.get_program().display();
                io::Error::new(error.kind(), format!("cannot start {program}: {error}"))
            })?;
        let lines = read_lines(child.stdout.take());
        let stderr = Arc::new(Mutex::new(String::new()));
        let stderr_end = collect(child.stderr.take(), Arc::clone(&stderr));
        Ok(Self {
            pid: child.id(),
            child: Some(child),
            lines,
            stdout: String::new(),
            stderr,
            stderr_end,
        })
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// What the process wrote to standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for the next line of standard output that contains `text`, passing over others.
    ///
    /// # Errors
    ///
    /// The process ended or stayed silent for 30 seconds; the message holds both outputs.
    pub fn line_with(&mut self, text: &str) -> io::Result<String> {
        loop {
            let line = match self.lines.recv_timeout(SILENCE) {
                Ok(line) => line,
                Err(end) => return Err(self.no_line(text, end)),
            };
            self.stdout.push_str(&line);
            if line.contains(text) {
                return Ok(line);
            }
        }
    }

    fn no_line(&self, text: &str, end: RecvTimeoutError) -> io::Error {
        // The reason is on the other output, which may end a moment later.
        if end == RecvTimeoutError::Disconnected {
            self.stderr_end.recv_timeout(SILENCE).ok();
        }
        let (stdout, stderr) = (&self.stdout, self.stderr());
        io::Error::other(format!(
            "no line with {text:?} came\nstandard output:\n{stdout}\nstandard error:\n{stderr}"
        ))
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// # Errors
    ///
    /// The process still runs after `bound`; it is killed then.
    pub fn terminate(mut self, bound: Duration) -> io::Result<Finished> {
        let child = self.child.take().ok_or(io::ErrorKind::NotFound)?;
        kill_process(Pid::from_child(&child), Signal::TERM)?;
        let status = wait(child, bound)?;
        // Both end with the process, unless a child of its own keeps them open.
        while let Ok(line) = self.lines.recv_timeout(bound) {
            self.stdout.push_str(&line);
        }
        self.stderr_end.recv_timeout(bound).ok();
        Ok(Finished {
            status,
            stderr: self.stderr(),
            stdout: std::mem::take(&mut self.stdout),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Both fail only when the process is gone already.
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// Runs a command to its end, with `input` as its standard input.
///
/// # Errors
///
/// The command cannot be started or fed. A command that fails is an [`Output`] that says so, and
/// input that it did not read, since it refused its arguments, is no error.
pub fn run(command: &mut Command, input: impl AsRef<[u8]>) -> io::Result<Output> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(input.as_ref()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    child.wait_with_output()
}

/// The path of a program that Cargo built beside the running test: `"countersign"`,
/// `"examples/hello"`.
///
/// Inside the server's own tests `CARGO_BIN_EXE_countersign` says the same; other packages have
/// no such variable.
///
/// # Errors
///
/// The program is not there; the message says the path.
pub fn built(name: &str) -> io::Result<PathBuf> {
    let test = std::env::current_exe()?;
    // target/<profile>/deps/<test>
    let profile = test.ancestors().nth(2).ok_or(io::ErrorKind::NotFound)?;
    let program = profile.join(name);
    if program.is_file() {
        return Ok(program);
    }
    let message = format!("{} is not built", program.display());
    Err(io::Error::new(io::ErrorKind::NotFound, message))
}

fn read_lines(output: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || each_line(output, |line| sender.send(line).is_ok()));
    lines
}

/// Gathers the output; the receiver disconnects at its end.
fn collect(output: Option<impl Read + Send + 'static>, into: Arc<Mutex<String>>) -> Receiver<()> {
    let (open, end) = mpsc::channel();
    thread::spawn(move || {
        let _open: Sender<()> = open;
        each_line(output, |line| {
            into.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&line);
            true
        });
    });
    end
}

/// Calls `wanted` with each line, its newline included, until the end or until it says no.
fn each_line(output: Option<impl Read>, mut wanted: impl FnMut(String) -> bool) {
    let Some(output) = output else { return };
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        if !wanted(String::from_utf8_lossy(&line).into_owned()) {
            return;
        }
        line.clear();
    }
}

fn wait(mut child: Child, bound: Duration) -> io::Result<ExitStatus> {
    let pid = Pid::from_child(&child);
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait()));
    ended.recv_timeout(bound).unwrap_or_else(|_| {
        kill_process(pid, Signal::KILL)?;
        let message = format!("still running {bound:?} after SIGTERM; killed");
        Err(io::Error::new(io::ErrorKind::TimedOut, message))
    })
}
