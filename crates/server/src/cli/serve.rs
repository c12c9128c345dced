//! `countersign serve`.

use super::common::Common;
use super::error::CliError;
use super::output::print;
use crate::listener::{self, StopSignals};
use crate::server::ServerError;
use crate::settings::Settings;
use crate::{Server, telemetry};
use clap::Args;
use std::fmt::{self, Display};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Serve the endpoints, the docs page and the API.
#[derive(Debug, Clone, Args)]
pub(super) struct Serve {
    /// Where to listen [default: 127.0.0.1:8000]
    #[arg(long, value_name = "IP:PORT")]
    listen: Option<String>,
    /// The URL under which clients reach this server [default: http:// and where it listens]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// The API that tokens are for [default: the issuer]
    #[arg(long, value_name = "URL")]
    audience: Option<String>,
    /// Threads that hash passwords [default: one for each core]
    #[arg(long, value_name = "N")]
    hash_threads: Option<String>,
    /// Memory that they work on at once [default: enough for one new hash each]
    #[arg(long, value_name = "MIB")]
    hash_memory_mib: Option<String>,
    /// How long a sign-in may wait for one of them [default: 2]
    #[arg(long, value_name = "SECONDS")]
    hash_queue_seconds: Option<String>,
    /// Sign-ins at once for one account, or off [default: 4]
    #[arg(long, value_name = "N")]
    hashes_per_account: Option<String>,
    /// Sign-ins at once from one address, or off [default: 32]
    #[arg(long, value_name = "N")]
    hashes_per_address: Option<String>,
    /// How the log on standard error is written: text or json [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// How much is logged: warn, info or debug [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,
}

impl Serve {
    /// Whether no flag was given.
    pub(super) fn is_empty(&self) -> bool {
        self.clone().flags().is_empty()
    }

    fn flags(self) -> Vec<(String, String)> {
        let flags = [
            ("listen", self.listen),
            ("issuer", self.issuer),
            ("audience", self.audience),
            ("hash_threads", self.hash_threads),
            ("hash_memory_mib", self.hash_memory_mib),
            ("hash_queue_seconds", self.hash_queue_seconds),
            ("hashes_per_account", self.hashes_per_account),
            ("hashes_per_address", self.hashes_per_address),
            ("log_format", self.log_format),
            ("log_level", self.log_level),
        ];
        let given = flags
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        given.collect()
    }
}

pub(super) fn run(common: &Common, serve: Serve) -> Result<ExitCode, CliError> {
    let settings = common.settings(serve.flags())?;
    telemetry::start(settings.log_format, settings.log_level).map_err(CliError::refused)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve_until_stopped(settings))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve_until_stopped(mut settings: Settings) -> Result<(), CliError> {
    let mut stop = StopSignals::listen()?;
    let listener = listen(settings.listen).await?;
    settings.listen = listener.local_addr()?;
    let database = settings.database.to_string();
    let address = settings.listen;
    let server = Server::with_settings(settings).await.map_err(failed)?;
    let router = server.router().map_err(CliError::refused)?;
    print(Banner {
        server: &server,
        address,
        database: &database,
    })?;
    tracing::info!(%address, %database, issuer = %server.issuer(), "serving");
    listener::serve(listener, router, &mut stop).await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address).await.map_err(|error| {
        CliError::Refused(format!(
            "cannot listen on {address}: {error}; choose another place with --listen IP:PORT"
        ))
    })
}

fn failed(error: ServerError) -> CliError {
    match error {
        ServerError::Settings(error) => CliError::Settings(error),
        other => CliError::refused(other),
    }
}

/// What a person sees at the start.
struct Banner<'a> {
    server: &'a Server,
    address: SocketAddr,
    database: &'a str,
}

impl Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            server,
            address,
            database,
        } = self;
        let state = if server.admin_password().is_some() {
            "created"
        } else {
            "opened"
        };
        let issuer = server.issuer();
        writeln!(f, "  Countersign {}", env!("CARGO_PKG_VERSION"))?;
        writeln!(f, "  serving   http://{address}    ({database}, {state})")?;
        writeln!(f, "  docs      {issuer}/docs")?;
        write!(f, "  metadata  {issuer}/.well-known/openid-configuration")?;
        if let Some(password) = server.admin_password() {
            write!(
                f,
                "\n  admin     sign in as admin with  {password}   (shown only now)"
            )?;
        }
        Ok(())
    }
}
