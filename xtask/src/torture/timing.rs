//! `torture timing`: sign-ins of users that exist and of those that do not, by the clock.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use clap::Args;
use countersign_testkit::{Request, RunningServer};
use rusqlite::{Connection, params};

use super::rank;
use crate::{Result, release};

/// Below this, two groups are taken for different, if it is so twice.
const SIGNIFICANT: f64 = 0.001;
/// Users of each group whose own hashes are compared.
const USERS: usize = 8;
/// A bcrypt hash of cost 10 whose password does not matter.
const BCRYPT: &str = "$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

/// How much to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Sign-ins of each group in each comparison.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(20..))]
    samples: u32,
}

/// What stored hashes the users have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Population {
    AllOnNewHashes,
    HalfOnBcrypt,
    HalfRefused,
}

impl Population {
    const ALL: [Self; 3] = [Self::AllOnNewHashes, Self::HalfOnBcrypt, Self::HalfRefused];

    const fn name(self) -> &'static str {
        match self {
            Self::AllOnNewHashes => "all users on new hashes",
            Self::HalfOnBcrypt => "half of the users on bcrypt, half on new hashes",
            Self::HalfRefused => "the same, and the policy refuses bcrypt",
        }
    }

    const fn settings(self) -> &'static str {
        match self {
            Self::AllOnNewHashes | Self::HalfOnBcrypt => "",
            Self::HalfRefused => "password_accept = 'argon2id'",
        }
    }

    /// The stored hash of that user of a group.
    fn hash(self, number: usize, new: &str) -> &str {
        if self != Self::AllOnNewHashes && number.is_multiple_of(2) {
            BCRYPT
        } else {
            new
        }
    }
}

/// Who signs in.
#[derive(Clone, Copy)]
enum Group {
    Known,
    Unknown,
    Disabled,
    WithoutPassword,
    Unreadable,
}

impl Group {
    const ALL: [Self; 5] = [
        Self::Known,
        Self::Unknown,
        Self::Disabled,
        Self::WithoutPassword,
        Self::Unreadable,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
            Self::Disabled => "disabled",
            Self::WithoutPassword => "without password",
            Self::Unreadable => "unreadable",
        }
    }

    /// How many users of the group are stored.
    const fn users(self) -> usize {
        match self {
            Self::Known | Self::Disabled => USERS,
            Self::WithoutPassword | Self::Unreadable => 1,
            Self::Unknown => 0,
        }
    }

    /// The name with which the group signs in that time. Where the name's twin decides what a
    /// sign-in costs, it is another one each time: a few names would have a few twins, whose costs
    /// could by chance be far from the population's proportions.
    fn username(self, time: usize) -> String {
        match self {
            Self::Known | Self::Disabled => format!("{} {}", self.name(), time % USERS),
            _ => format!("{} {time}", self.name()),
        }
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let binary = release::server()?;
    let mut told_apart = Vec::new();
    for population in Population::ALL {
        println!("{}:", population.name());
        let folder = tempfile::tempdir()?;
        let server = start(&binary, folder.path(), population)?;
        let hash = new_hash(&server)?;
        let database = Connection::open(folder.path().join("countersign.db"))?;
        add_users(&database, &hash, population)?;
        let samples = options.samples as usize;
        let once = compare(&server, &database, 0..samples, population)?;
        if once.is_empty() {
            continue;
        }
        println!("  a second time, to rule chance out:");
        let again = compare(&server, &database, samples..2 * samples, population)?;
        let both = once.iter().filter(|group| again.contains(group));
        told_apart.extend(both.map(|group| format!("{group}, {}", population.name())));
    }
    if told_apart.is_empty() {
        println!("torture timing: ok, nobody can be told from the known users");
        return Ok(());
    }
    Err(format!("told from the known users: {}", told_apart.join("; ")).into())
}

/// Starts a server with the population's settings, which lie beside its database.
fn start(binary: &Path, folder: &Path, population: Population) -> Result<RunningServer> {
    let config = folder.join("countersign.toml");
    std::fs::write(&config, population.settings())?;
    let config = config.to_str().ok_or("the folder's name is no text")?;
    let arguments = ["--log-level", "warn", "--config", config];
    Ok(RunningServer::start_in(binary, folder, &arguments)?)
}

/// A hash as the server makes them now.
fn new_hash(server: &RunningServer) -> Result<String> {
    let output = server.run(&["hash"], "correct horse battery staple\n")?;
    let hash = String::from_utf8(output.stdout)?.trim().to_owned();
    if hash.is_empty() {
        return Err("countersign hash printed nothing".into());
    }
    Ok(hash)
}

/// Adds the users of each group, as the population has them, beside the running server. They are
/// few enough that every name's twin is sought among all of them.
fn add_users(database: &Connection, new: &str, population: Population) -> Result<()> {
    let sql = "INSERT INTO users (id, username, username_key, password, admin, disabled, epoch,
                                  created_at)
               VALUES (randomblob(16), ?1, lower(?1), ?2, 0, ?3, 0, 0)";
    for group in Group::ALL {
        for number in 0..group.users() {
            let password = match group {
                Group::WithoutPassword => None,
                Group::Unreadable => Some("no hash"),
                _ => Some(population.hash(number, new)),
            };
            let disabled = matches!(group, Group::Disabled);
            database.execute(sql, params![group.username(number), password, disabled])?;
        }
    }
    // The one user who was there before would shift the proportions.
    database.execute("UPDATE users SET disabled = 1 WHERE username = 'admin'", [])?;
    Ok(())
}

/// Gives the users without a password of their own the names of that time.
fn rename(database: &Connection, time: usize) -> Result<()> {
    let sql = "UPDATE users SET username = ?1, username_key = ?1 WHERE username LIKE ?2";
    for group in [Group::WithoutPassword, Group::Unreadable] {
        let group_name = format!("{} %", group.name());
        database.execute(sql, [group.username(time), group_name])?;
    }
    Ok(())
}

/// Signs everybody in, in turn, and names the groups that the times tell from the known users.
fn compare(
    server: &RunningServer,
    database: &Connection,
    rounds: Range<usize>,
    population: Population,
) -> Result<Vec<&'static str>> {
    let mut times = Group::ALL.map(|_| Vec::with_capacity(rounds.len()));
    for time in rounds {
        rename(database, time)?;
        // Each group goes first as often as any other.
        for turn in 0..Group::ALL.len() {
            let place = (time + turn) % Group::ALL.len();
            if let (Some(group), Some(times)) = (Group::ALL.get(place), times.get_mut(place)) {
                times.push(sign_in(server, &group.username(time))?);
            }
        }
    }
    let [known, others @ ..] = &times;
    print_row(Group::Known, known, None)?;
    let mut told_apart = Vec::new();
    for (group, times) in Group::ALL.into_iter().skip(1).zip(others) {
        let p = rank::p_value(known, times);
        print_row(group, times, Some(p))?;
        if p < SIGNIFICANT {
            told_apart.push(group.name());
        }
    }
    if population == Population::HalfOnBcrypt {
        check_power(known)?;
    }
    Ok(told_apart)
}

/// The two kinds of hash must be told apart, or the test would find nothing at all.
fn check_power(known: &[f64]) -> Result<()> {
    let kind = |rest| {
        let every_second = known.iter().enumerate();
        let of_kind = every_second.filter(move |(time, _)| time % USERS % 2 == rest);
        of_kind.map(|(_, time)| *time).collect::<Vec<_>>()
    };
    let p = rank::p_value(&kind(0), &kind(1));
    println!("  control: known on bcrypt against known on new hashes, p = {p:.2e}");
    if p < SIGNIFICANT {
        return Ok(());
    }
    Err("the control failed: the times do not even tell one kind of hash from another".into())
}

/// How long one sign-in with a wrong password takes, in milliseconds.
#[expect(
    clippy::disallowed_methods,
    reason = "what the clock says is what is tested"
)]
fn sign_in(server: &RunningServer, username: &str) -> Result<f64> {
    let request = Request::post(&server.url("/token")).form(&[
        ("grant_type", "password"),
        ("username", username),
        ("password", "not the password"),
    ]);
    let start = Instant::now();
    let answer = request.send()?;
    let took = start.elapsed();
    if answer.status != 400 {
        return Err(format!("{username}: {} {}", answer.status, answer.text()).into());
    }
    Ok(took.as_secs_f64() * 1000.0)
}

fn print_row(group: Group, times: &[f64], p: Option<f64>) -> Result<()> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| sorted.get(sorted.len() * share / 100).copied();
    let [low, middle, high] = [10, 50, 90].map(|share| at(share).unwrap_or(f64::NAN));
    let mut row = format!(
        "  {:<16} {low:>7.2} ms (10 %) {middle:>7.2} ms (median) {high:>7.2} ms (90 %)",
        group.name()
    );
    if let Some(p) = p {
        let verdict = if p < SIGNIFICANT {
            "differs"
        } else {
            "the same"
        };
        write!(row, "   p = {p:.3}  {verdict}")?;
    }
    println!("{row}");
    Ok(())
}
