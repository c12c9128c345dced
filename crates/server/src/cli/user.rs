//! `countersign user`.

use super::output::{check_printable, print, print_json, table};
use super::password::read_password;
use super::secret_input::read_secret;
use super::{CliError, Common, block_on};
use crate::clock;
use crate::new_passwords::NewPasswords;
use crate::passphrase::passphrase;
use crate::settings::Settings;
use clap::{Args, Subcommand};
use countersign_issuer::{Commit, Outcome, Store, StoredPassword, User, UserId, Username};
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
    block_on(async {
        match command {
            UserCommand::Add(user) => add(&*store, &settings, user).await,
            UserCommand::List { json } => list(&*store, json).await,
            UserCommand::Passwd { name, weak } => {
                let user = find_user(&*store, &name).await?;
                let names = [&name, user.email.as_deref().unwrap_or_default()];
                let password = read_new_password(&settings, &names, &weak)?;
                let hash = hash(&settings, &password)?;
                let commit = Commit::SetPassword {
                    user: user.id,
                    hash,
                    now: now()?,
                };
                change(&*store, commit, "password set", &name).await
            }
            UserCommand::Disable { name } => {
                let user = find(&*store, &name).await?;
                let commit = Commit::DisableUser { user, now: now()? };
                change(&*store, commit, "disabled", &name).await
            }
            UserCommand::Enable { name } => {
                let user = find(&*store, &name).await?;
                change(&*store, Commit::EnableUser(user), "enabled", &name).await
            }
        }
    })??;
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &dyn Store, settings: &Settings, add: Add) -> Result<(), CliError> {
    let username = parse_name(&add.name)?;
    check_printable("mail address", add.email.as_deref().unwrap_or_default())?;
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
    let user = User {
        id: UserId::from_bytes(clock::random().map_err(CliError::refused)?),
        username,
        email: add.email,
        password: hash(settings, &password)?.into(),
        admin: add.admin,
        disabled: false,
        epoch: 0,
        created_at: now()?,
    };
    if store.commit(Commit::AddUser(user)).await? == Outcome::Lost {
        return Err(CliError::Refused(format!(
            "there is a user named '{}' already",
            add.name
        )));
    }
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
            email: user.email.as_deref(),
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
            self.username.to_owned(),
            self.email.unwrap_or("-").to_owned(),
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

async fn change(store: &dyn Store, commit: Commit, done: &str, name: &str) -> Result<(), CliError> {
    match store.commit(commit).await? {
        Outcome::Won => print(format_args!("{done}: user '{name}'")),
        Outcome::Lost => Err(no_user(name)),
    }
}

async fn find(store: &dyn Store, name: &str) -> Result<UserId, CliError> {
    Ok(find_user(store, name).await?.id)
}

async fn find_user(store: &dyn Store, name: &str) -> Result<User, CliError> {
    let user = store.user_named(&parse_name(name)?).await?;
    user.ok_or_else(|| no_user(name))
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

fn no_user(name: &str) -> CliError {
    CliError::Refused(format!(
        "there is no user named '{name}'; 'countersign user list' shows all"
    ))
}

fn parse_name(name: &str) -> Result<Username, CliError> {
    Username::parse(name).map_err(|error| CliError::Usage(error.to_string()))
}

fn hash(settings: &Settings, password: &Password) -> Result<PasswordHash, CliError> {
    let passwords = settings.password_context()?;
    passwords.hash(password).map_err(CliError::refused)
}

fn now() -> Result<countersign_jose::UnixTime, CliError> {
    clock::now().map_err(CliError::refused)
}
