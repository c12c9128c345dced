//! The programs under load: the release server, and a small API that takes its tokens.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use countersign_testkit::{Process, Request, RunningServer};
use tempfile::TempDir;

use super::load::{self, Target};
use super::machine;
use crate::{Result, release};

const CLIENT: &str = "bench";
const SCOPE: &str = "bench:read";
/// Of a client that lives as long as the run.
const SECRET: &str = "a-secret-of-forty-characters-for-a-bench";

/// How often readiness is asked for; each attempt is one request.
const ATTEMPTS: u32 = 10_000;

/// Both programs, with what their start showed.
pub(crate) struct Servers {
    server: RunningServer,
    _api: Process,
    _folder: TempDir,
    api_origin: String,
    token: String,
    pub(crate) ready_fresh: Duration,
    pub(crate) ready_existing: Duration,
    pub(crate) rss_at_rest_kib: u64,
}

impl Servers {
    /// Builds both programs, starts the server twice, and the API with a client of the server.
    pub(crate) fn start() -> Result<Self> {
        let (binary, api) = (release::server()?, release::example("bench_api")?);
        let folder = tempfile::tempdir()?;
        let (first, ready_fresh) = start_until_ready(&binary, folder.path())?;
        first.terminate(Duration::from_secs(10))?;
        let (server, ready_existing) = start_until_ready(&binary, folder.path())?;
        let rss_at_rest_kib = machine::rss_kib(server.pid())?;
        add_client(&server)?;
        let token = token(&server)?;
        let (api, api_origin) = start_api(&api, &server)?;
        Ok(Self {
            server,
            _api: api,
            _folder: folder,
            api_origin,
            token,
            ready_fresh,
            ready_existing,
            rss_at_rest_kib,
        })
    }

    /// What to send to a target.
    pub(crate) fn request(&self, target: Target) -> load::Request {
        let (url, authorization, form) = match target {
            Target::ApiOpen => (format!("{}/open", self.api_origin), None, None),
            Target::ApiProtected => (
                format!("{}/protected", self.api_origin),
                Some(format!("Bearer {}", self.token)),
                None,
            ),
            Target::ServerOpen => (self.server.url("/health/live"), None, None),
            Target::Token => (
                self.server.url("/token"),
                None,
                Some(
                    form()
                        .map(|(name, value)| format!("{name}={value}"))
                        .join("&"),
                ),
            ),
        };
        load::Request {
            url,
            authorization,
            form,
        }
    }

    /// The resident memory of the server now, in KiB.
    pub(crate) fn rss_now_kib(&self) -> Result<u64> {
        machine::rss_kib(self.server.pid())
    }
}

/// RFC 6749 4.4.2, with the client's secret in the body (2.3.1). No character needs encoding.
fn form() -> [(&'static str, &'static str); 4] {
    [
        ("grant_type", "client_credentials"),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("scope", SCOPE),
    ]
}

/// From the start of the process until `/health/ready` says 200.
#[expect(
    clippy::disallowed_methods,
    reason = "this duration is the figure that the benchmark is for"
)]
fn start_until_ready(binary: &Path, folder: &Path) -> Result<(RunningServer, Duration)> {
    let start = Instant::now();
    let server = RunningServer::start_in(binary, folder, &[])?;
    let ready = Request::get(&server.url("/health/ready"));
    for _ in 0..ATTEMPTS {
        if ready.send().is_ok_and(|answer| answer.status == 200) {
            let took = start.elapsed();
            eprintln!("ready after {} ms", took.as_millis());
            return Ok((server, took));
        }
    }
    Err(format!(
        "the server is not ready after {ATTEMPTS} attempts\n{}",
        server.stderr()
    )
    .into())
}

fn add_client(server: &RunningServer) -> Result<()> {
    let grant = [
        "--secret-stdin",
        "--grant",
        "client_credentials",
        "--scope",
        SCOPE,
    ];
    let arguments = [&["client", "add", CLIENT][..], &grant].concat();
    let output = server.run(&arguments, &format!("{SECRET}\n"))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("countersign client add failed: {}", reason.trim()).into());
    }
    Ok(())
}

fn token(server: &RunningServer) -> Result<String> {
    let answer = Request::post(&server.url("/token")).form(&form()).send()?;
    let body = answer.json()?;
    match body["access_token"].as_str() {
        Some(token) => Ok(token.to_owned()),
        None => Err(format!("no token for the client: {} {body}", answer.status).into()),
    }
}

/// Starts `bench_api ISSUER`, which prints a line with its own `http://` address.
fn start_api(program: &Path, server: &RunningServer) -> Result<(Process, String)> {
    let mut api = Process::start(Command::new(program).arg(server.url("")))?;
    let line = api.line_with("http://")?;
    let origin = origin_in(&line).ok_or_else(|| format!("bench_api names no address: {line:?}"))?;
    Ok((api, origin.to_owned()))
}

fn origin_in(line: &str) -> Option<&str> {
    let start = line.find("http://")?;
    let word = line.get(start..)?.split_whitespace().next()?;
    Some(word.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_api_is_read() {
        let line = "  serving   http://127.0.0.1:41877/ now\n";
        assert_eq!(origin_in(line), Some("http://127.0.0.1:41877"));
        assert_eq!(origin_in("no address"), None);
    }

    #[test]
    fn the_form_needs_no_encoding() {
        for (_, value) in form() {
            assert!(
                value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
            );
        }
    }
}
