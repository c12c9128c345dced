//! `countersign client`.

use super::common::{Common, block_on};
use super::error::CliError;
use super::output::{check_printable, print, print_json, table};
use super::secret_input::read_secret;
use crate::operations::client::{self, SHORTEST_SECRET};
use clap::{Args, Subcommand};
use countersign_issuer::{
    Client, ClientId, ClientKind, GrantType, PlainSecret, SecretDigest, Store,
};
use countersign_jose::{Scopes, UnixTime};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Register a client; without --public or --secret-stdin a secret is made up and printed once
    Add(Add),
    /// List the clients
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a client, and end every grant that it was given
    Remove {
        /// Which
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The client's identifier
    id: String,
    /// What people see [default: the identifier]
    #[arg(long)]
    name: Option<String>,
    /// The client cannot keep a secret: it runs in a browser or on a phone
    #[arg(long, conflicts_with = "secret_stdin")]
    public: bool,
    /// Read the client's secret from standard input, up to its first newline
    #[arg(long)]
    secret_stdin: bool,
    /// A grant type that it may use: password, refresh_token, client_credentials; repeatable
    #[arg(long = "grant", value_name = "GRANT_TYPE", required = true)]
    grants: Vec<GrantType>,
    /// Where its users' browsers may be sent back to; repeatable
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// A scope that it may be given; repeatable
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Run by the same people as this server: may ask for a user's password itself
    #[arg(long)]
    first_party: bool,
}

pub(super) fn run(common: &Common, command: ClientCommand) -> Result<ExitCode, CliError> {
    let store = common.store()?;
    let now = common.now();
    block_on(async {
        match command {
            ClientCommand::Add(client) => add(&*store, client, now).await,
            ClientCommand::List { json } => list(&*store, json).await,
            ClientCommand::Remove { id } => remove(&*store, &id).await,
        }
    })??;
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &dyn Store, add: Add, now: UnixTime) -> Result<(), CliError> {
    check(&add)?;
    let made_up = if add.public || add.secret_stdin {
        None
    } else {
        Some(client::make_up_secret()?)
    };
    let kind = match &made_up {
        Some(secret) => ClientKind::Confidential(SecretDigest::of(secret)),
        None if add.public => ClientKind::Public,
        None => ClientKind::Confidential(SecretDigest::of(&read_client_secret()?)),
    };
    let registered = Client {
        id: parse_id(&add.id)?,
        name: add.name.unwrap_or_else(|| add.id.clone()),
        kind,
        grant_types: add.grants,
        redirect_uris: add.redirect_uris,
        scopes: Scopes::from_names(add.scopes.iter().map(String::as_str)).map_err(usage)?,
        first_party: add.first_party,
        created_at: now,
    };
    client::add(store, registered).await?;
    match made_up {
        Some(secret) => print(format_args!(
            "added client '{}' with secret  {}   (shown only now)",
            add.id,
            secret.expose()
        )),
        None => print(format_args!("added client '{}'", add.id)),
    }
}

/// Combinations that could never be used.
fn check(add: &Add) -> Result<(), CliError> {
    if add.grants.contains(&GrantType::Password) && !add.first_party {
        return Err(CliError::Usage(
            "--grant password needs --first-party".to_owned(),
        ));
    }
    if add.public && add.grants.contains(&GrantType::ClientCredentials) {
        return Err(CliError::Usage(
            "--grant client_credentials needs a secret: leave --public out".to_owned(),
        ));
    }
    check_printable("client's name", add.name.as_deref().unwrap_or_default())?;
    match add.redirect_uris.iter().find(|uri| !is_redirect_uri(uri)) {
        Some(uri) => Err(CliError::Usage(format!(
            "'{uri}' is not a redirect URI: write an https URI, an http one of this machine, or \
             one of an app's own scheme (com.example.app:/cb), without fragment"
        ))),
        None => Ok(()),
    }
}

/// RFC 9700 4.1.1 and RFC 8252 7: https, loopback, or a private-use scheme, which has a dot.
fn is_redirect_uri(uri: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    let loopback = loopback.iter().any(|host| {
        let rest = uri.strip_prefix(host);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    let private = uri
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.contains('.'));
    let form = uri.bytes().all(|byte| byte.is_ascii_graphic()) && !uri.contains('#');
    form && (uri.starts_with("https://") || loopback || private)
}

fn read_client_secret() -> Result<PlainSecret, CliError> {
    let secret = read_secret("Client secret")?;
    if secret.len() < SHORTEST_SECRET {
        return Err(CliError::Usage(format!(
            "the client secret is shorter than {SHORTEST_SECRET} bytes: leave --secret-stdin out \
             to have one made up"
        )));
    }
    Ok(PlainSecret::new(secret.to_string()))
}

/// One client, as `--json` prints it. A contract with scripts: fields are added, never renamed.
#[derive(Serialize)]
struct Listed<'a> {
    client_id: &'a str,
    name: &'a str,
    public: bool,
    grant_types: Vec<&'static str>,
    redirect_uris: &'a [String],
    scope: &'a str,
    first_party: bool,
    created_at: u64,
}

impl<'a> Listed<'a> {
    fn of(client: &'a Client) -> Self {
        Self {
            client_id: client.id.as_str(),
            name: &client.name,
            public: matches!(client.kind, ClientKind::Public),
            grant_types: client
                .grant_types
                .iter()
                .map(|grant| grant.as_str())
                .collect(),
            redirect_uris: &client.redirect_uris,
            scope: client.scopes.as_str(),
            first_party: client.first_party,
            created_at: client.created_at.seconds(),
        }
    }

    fn row(&self) -> [String; 5] {
        let kind = if self.public {
            "public"
        } else {
            "confidential"
        };
        [
            self.client_id.to_owned(),
            self.name.to_owned(),
            kind.to_owned(),
            self.grant_types.join(" "),
            self.scope.to_owned(),
        ]
    }
}

async fn list(store: &dyn Store, json: bool) -> Result<(), CliError> {
    let clients = store.clients().await?;
    let listed: Vec<_> = clients.iter().map(Listed::of).collect();
    if json {
        return print_json(&listed);
    }
    let rows: Vec<_> = listed.iter().map(Listed::row).collect();
    print(table(["ID", "NAME", "KIND", "GRANT TYPES", "SCOPE"], &rows))
}

async fn remove(store: &dyn Store, id: &str) -> Result<(), CliError> {
    client::remove(store, &parse_id(id)?).await?;
    print(format_args!("removed: client '{id}'"))
}

fn parse_id(id: &str) -> Result<ClientId, CliError> {
    ClientId::parse(id).map_err(usage)
}

fn usage(error: impl std::fmt::Display) -> CliError {
    CliError::Usage(error.to_string())
}
