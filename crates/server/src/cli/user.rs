//! `countersign user`.

use super::common::{Common, block_on};
use super::error::CliError;
use super::output::{print, print_json, table};
use super::password::read_password;
use super::secret_input::read_secret;
use crate::clock;
use crate::new_passwords::NewPasswords;
use crate::operations::user::{self, NewUser, shown};
use crate::passphrase::passphrase;
use crate::settings::Settings;
use clap::{Args, Subcommand};
use countersign_issuer::{EmailAddress, Store, StoredPassword, User, Username};
use countersign_jose::UnixTime;
use countersign_password::{Password, PasswordHash, RefusedPassword};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add a user; without --password-stdin a password is made up and printed once
    Add(Add),
    /// List the users
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Set a user's password from standard input, and sign the user out everywhere
    Passwd {
        /// Whose
        name: String,
        #[command(flatten)]
        weak: Weak,
    },
    /// Let a user sign in no more, and sign the user out everywhere
    Disable {
        /// Whom
        name: String,
    },
    /// Let a user sign in again
    Enable {
        /// Whom
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// What the user types to sign in
    name: String,
    /// Read the password from standard input, up to its first newline
    #[arg(long)]
    password_stdin: bool,
    /// The user's mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// May administer this server
    #[arg(long)]
    admin: bool,
    #[command(flatten)]
    weak: Weak,
}

#[derive(Debug, Args)]
pub(super) struct Weak {
    /// Take a password that is short or well known: for demonstrations and tests
    #[arg(long = "danger-accept-weak-password")]
    accepted: bool,
}

pub(super) fn run(common: &Common, command: UserCommand) -> Result<ExitCode, CliError> {
    let settings = common.settings(Vec::new())?;
    let store = common.store()?;
    let now = common.now();
    block_on(async {
        match command {
            UserCommand::Add(user) => add(&*store, &settings, user, now).await,
            UserCommand::List { json } => list(&*store, json).await,
            UserCommand::Passwd { name, weak } => {
                let user = find(&*store, &name).await?;
                let email = user.email.as_ref().map(EmailAddress::as_str);
                let names = [&*name, email.unwrap_or_default()];
                let password = read_new_password(&settings, &names, &weak)?;
                let hash = hash(&settings, &password)?;
                user::set_password(&*store, &user, hash).await?;
                say("password set", &user)
            }
            UserCommand::Disable { name } => {
                let user = find(&*store, &name).await?;
                user::disable(&*store, &user).await?;
                say("disabled", &user)
            }
            UserCommand::Enable { name } => {
                let user = find(&*store, &name).await?;
                user::enable(&*store, &user).await?;
                say("enabled", &user)
            }
        }
    })??;
    Ok(ExitCode::SUCCESS)
}

fn say(done: &str, user: &User) -> Result<(), CliError> {
    print(format_args!("{done}: user '{}'", shown(&user.username)))
}

async fn add(
    store: &dyn Store,
    settings: &Settings,
    add: Add,
    now: UnixTime,
) -> Result<(), CliError> {
    let username = Username::parse_new(&add.name).map_err(usage)?;
    let email = add.email.as_deref().map(EmailAddress::parse);
    let email = email.transpose().map_err(usage)?;
    let made_up = if add.password_stdin {
        None
    } else {
        Some(passphrase(&clock::random().map_err(CliError::refused)?))
    };
    let names = [&*add.name, add.email.as_deref().unwrap_or_default()];
    let password = match &made_up {
        Some(text) => Password::parse(text.as_str()).map_err(CliError::refused)?,
        None => read_new_password(settings, &names, &add.weak)?,
    };

    let new = NewUser {
        username,
        email,
        password: hash(settings, &password)?,
        admin: add.admin,
    };
    user::add(store, new, now).await?;
    match made_up {
        Some(password) => print(format_args!(
            "added user '{}' with password  {}   (shown only now)",
            add.name, *password
        )),
        None => print(format_args!("added user '{}'", add.name)),
    }
}

/// One user, as `--json` prints it. A contract with scripts: fields are added, never renamed.
#[derive(Serialize)]
struct Listed<'a> {
    username: &'a str,
    sub: String,
    email: Option<&'a str>,
    admin: bool,
    disabled: bool,
    password_scheme: Option<String>,
    created_at: u64,
}

impl<'a> Listed<'a> {
    fn of(user: &'a User) -> Self {
        Self {
            username: user.username.as_str(),
            sub: user.id.to_string(),
            email: user.email.as_ref().map(EmailAddress::as_str),
            admin: user.admin,
            disabled: user.disabled,
            password_scheme: scheme(&user.password),
            created_at: user.created_at.seconds(),
        }
    }

    fn row(&self) -> [String; 5] {
        let state = if self.disabled { "disabled" } else { "enabled" };
        let role = if self.admin { "admin" } else { "user" };
        [
            self.username.escape_debug().to_string(),
            self.email.unwrap_or("-").escape_debug().to_string(),
            role.to_owned(),
            state.to_owned(),
            self.password_scheme
                .clone()
                .unwrap_or_else(|| "-".to_owned()),
        ]
    }
}

/// What hashed a password; an unreadable one stands out, so that it is repaired.
fn scheme(password: &StoredPassword) -> Option<String> {
    match password {
        StoredPassword::Hash(hash) => Some(hash.scheme().to_string()),
        StoredPassword::Unreadable => Some("unreadable".to_owned()),
        StoredPassword::Absent => None,
    }
}

async fn list(store: &dyn Store, json: bool) -> Result<(), CliError> {
    let users = store.users().await?;
    let listed: Vec<_> = users.iter().map(Listed::of).collect();
    if json {
        return print_json(&listed);
    }
    let rows: Vec<_> = listed.iter().map(Listed::row).collect();
    print(table(["NAME", "EMAIL", "ROLE", "STATE", "PASSWORD"], &rows))
}

async fn find(store: &dyn Store, name: &str) -> Result<User, CliError> {
    let name = Username::parse(name).map_err(usage)?;
    Ok(user::find(store, &name).await?)
}

/// A password that breaks the rules for new passwords is a wrong call.
fn read_new_password(
    settings: &Settings,
    names: &[&str],
    weak: &Weak,
) -> Result<Password, CliError> {
    if weak.accepted {
        return read_password();
    }
    // Before anybody is asked: a list that cannot be read is no reason to type.
    let policy = NewPasswords::with_settings(settings)?;
    let text = read_secret("Password")?;
    policy.check(text.as_str(), names).map_err(|refused| {
        let guidance = RefusedPassword::GUIDANCE;
        CliError::Usage(format!("the password is refused: {refused}. {guidance}"))
    })
}

fn usage(error: impl std::fmt::Display) -> CliError {
    CliError::Usage(error.to_string())
}

fn hash(settings: &Settings, password: &Password) -> Result<PasswordHash, CliError> {
    let passwords = settings.password_context()?;
    passwords.hash(password).map_err(CliError::refused)
}
