//! The Python side: a process that answers one line for one line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use countersign_bench_tokens::{AUDIENCE, ISSUER, Keys, Result};
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/differential/verify.py");

pub(crate) struct Python {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Python {
    pub(crate) fn start(interpreter: &str, keys: &[Keys]) -> Result<Self> {
        let mut child = Command::new(interpreter)
            .arg(SCRIPT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = child.stdin.take().ok_or("no way to the script")?;
        let from = child.stdout.take().ok_or("no way from the script")?;
        let from = BufReader::new(from);
        let mut python = Self { child, to, from };
        writeln!(python.to, "{}", rules(keys))?;
        Ok(python)
    }

    /// Whether PyJWT and joserfc take the token.
    pub(crate) fn ask(&mut self, key: usize, token: &str) -> Result<[bool; 2]> {
        writeln!(self.to, "{}", json!({ "key": key, "token": token }))?;
        let mut answer = String::new();
        self.from.read_line(&mut answer)?;
        let verdicts: [String; 2] = serde_json::from_str(&answer)
            .map_err(|error| format!("the script answered {answer:?}: {error}"))?;
        Ok(verdicts.map(|verdict| verdict == "accepted"))
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It ends by itself when its input does; this is for a script that hangs.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the Python side must know before the first token.
fn rules(keys: &[Keys]) -> Value {
    let keys: Vec<_> = keys
        .iter()
        .map(|keys| json!({ "alg": keys.name, "jwk": keys.jwk }))
        .collect();
    json!({ "issuer": ISSUER, "audience": AUDIENCE, "keys": keys })
}
