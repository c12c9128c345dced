//! One run of `wrk`, the load generator.

use std::fmt::{self, Write as _};
use std::process::Command;

use crate::{Result, repository};

/// What is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A route of the small API, open to all.
    ApiOpen,
    /// The same route behind a bearer token.
    ApiProtected,
    /// A route of the server that does nothing.
    ServerOpen,
    /// The token endpoint with the client credentials grant.
    Token,
}

impl Target {
    pub(crate) const ALL: [Self; 4] = [
        Self::ApiOpen,
        Self::ApiProtected,
        Self::ServerOpen,
        Self::Token,
    ];
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::ApiOpen => "API, open route",
            Self::ApiProtected => "API, the same route, protected",
            Self::ServerOpen => "server, /health/live",
            Self::Token => "server, /token client_credentials",
        })
    }
}

/// A request that is sent over and over.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) authorization: Option<String>,
    /// A form; with one the request is a POST.
    pub(crate) form: Option<String>,
}

/// Fails, with the way to install it, when `wrk` is missing.
pub(crate) fn require_wrk() -> Result<()> {
    // It prints its version and fails: only its absence matters.
    match Command::new("wrk").arg("--version").output() {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(format!("cannot run wrk: {error}; install it: apt-get install wrk").into())
        }
    }
}

/// Requests per second over `seconds`.
pub(crate) fn run(seconds: u32, connections: u32, request: &Request) -> Result<f64> {
    let script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    std::fs::write(script.path(), lua(request)?)?;
    let printed = repository::output(
        Command::new("wrk")
            .arg("--threads=1")
            .arg(format!("--connections={connections}"))
            .arg(format!("--duration={seconds}s"))
            .arg("--script")
            .arg(script.path())
            .arg(&request.url),
    )?;
    rate(&printed).map_err(|reason| format!("{}: {reason}", request.url).into())
}

/// The request as a script of wrk, which keeps secrets off its command line.
fn lua(request: &Request) -> Result<String> {
    let mut script = String::new();
    if let Some(value) = &request.authorization {
        writeln!(script, "wrk.headers[\"Authorization\"] = {value:?}")?;
    }
    if let Some(form) = &request.form {
        script.push_str("wrk.method = \"POST\"\n");
        script.push_str("wrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n");
        writeln!(script, "wrk.body = {form:?}")?;
    }
    Ok(script)
}

/// Reads what wrk printed. A run with a failed request is no measurement.
fn rate(printed: &str) -> std::result::Result<f64, String> {
    let after = |label: &str| {
        let mut lines = printed.lines().map(str::trim);
        lines.find_map(|line| line.strip_prefix(label))
    };
    if let Some(count) = after("Non-2xx or 3xx responses:") {
        return Err(format!("{} answers were not 2xx", count.trim()));
    }
    if let Some(errors) = after("Socket errors:") {
        return Err(format!("socket errors: {}", errors.trim()));
    }
    after("Requests/sec:")
        .and_then(|rate| rate.trim().parse().ok())
        .filter(|rate| *rate > 0.0)
        .ok_or_else(|| format!("wrk measured nothing:\n{printed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "Running 5s test @ http://127.0.0.1:8000/health/live
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   318.57us  263.36us   8.44ms   96.14%
    Req/Sec    98.12k     6.02k  105.57k    86.27%
  497814 requests in 5.10s, 59.81MB read
Requests/sec:  97613.34
Transfer/sec:     11.73MB
";

    #[test]
    fn the_rate_is_read() {
        assert_eq!(rate(PRINTED), Ok(97613.34));
    }

    #[test]
    fn a_run_with_refused_requests_is_no_measurement() {
        let printed = PRINTED.replace(
            "Requests/sec",
            "  Non-2xx or 3xx responses: 17\nRequests/sec",
        );
        assert_eq!(rate(&printed), Err("17 answers were not 2xx".to_owned()));
    }

    #[test]
    fn a_run_with_socket_errors_is_no_measurement() {
        let errors = "  Socket errors: connect 0, read 3, write 0, timeout 0\nRequests/sec";
        let error = rate(&PRINTED.replace("Requests/sec", errors)).unwrap_err();
        assert_eq!(
            error,
            "socket errors: connect 0, read 3, write 0, timeout 0"
        );
    }

    #[test]
    fn a_run_without_an_answer_is_no_measurement() {
        assert!(rate(&PRINTED.replace("97613.34", "0.00")).is_err());
        assert!(rate("").is_err());
    }

    #[test]
    fn a_form_makes_the_request_a_post() {
        let mut request = Request {
            url: String::new(),
            authorization: Some("Bearer x".into()),
            form: None,
        };
        assert_eq!(
            lua(&request).unwrap(),
            "wrk.headers[\"Authorization\"] = \"Bearer x\"\n"
        );
        request.form = Some("a=b".into());
        let script = lua(&request).unwrap();
        assert!(script.contains("wrk.method = \"POST\"\n"), "{script}");
        assert!(script.ends_with("wrk.body = \"a=b\"\n"), "{script}");
    }
}
