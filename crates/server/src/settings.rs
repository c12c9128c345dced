//! Settings: flags over environment over a TOML file over defaults.
//!
//! Every setting is a word with a value in text, wherever it comes from; it is parsed in one
//! place, and an error names the setting, where it came from, and what would be right.

mod error;
mod keys;
mod nearest;
mod source;

pub use error::SettingsError;
pub(crate) use source::Sources;

use crate::telemetry::{LogFormat, LogLevel};
use countersign_hash_pool::HashPoolSettings;
use countersign_jose::{Audience, Issuer};
use countersign_password::{NewPasswordPolicy, PasswordContext, PasswordContextBuilder};
use countersign_store::Database;
use keys::KEYS;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// What a server runs with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where it listens; `127.0.0.1:8000` by default.
    pub listen: SocketAddr,
    /// Where it keeps its state; `sqlite:countersign.db` by default.
    pub database: Database,
    /// The URL under which clients know it; by default `http://` and where it listens.
    pub issuer: Option<Issuer>,
    /// The API that its tokens are for; by default the issuer's own.
    pub audience: Option<Audience>,
    /// How passwords are hashed, and which stored hashes are accepted and upgraded; Argon2id, and
    /// everything, by default.
    pub passwords: PasswordContextBuilder,
    /// The fewest characters of a new password, 8 to 64; 15 by default.
    pub password_minimum_length: usize,
    /// A file that `countersign blocklist build` made: what it lists is refused as a new password.
    /// The commonest passwords are refused without it.
    pub password_blocklist: Option<PathBuf>,
    /// How passwords are hashed: threads, memory, and how much for whom.
    pub hash_pool: HashPoolSettings,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How much is logged.
    pub log_level: LogLevel,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            database: Database::Sqlite(PathBuf::from("countersign.db")),
            issuer: None,
            audience: None,
            passwords: PasswordContext::builder(),
            password_minimum_length: 15,
            password_blocklist: None,
            hash_pool: HashPoolSettings::default(),
            log_format: LogFormat::Text,
            log_level: LogLevel::Info,
        }
    }
}

impl Settings {
    /// Collects the settings from where they come, the most important first.
    pub(crate) fn from_sources(sources: &Sources) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        sources.check_keys()?;
        for key in KEYS {
            if let Some((source_name, value)) = sources.value(key) {
                settings
                    .set(key, value)
                    .map_err(|problem| SettingsError::Value {
                        source_name: source_name.to_owned(),
                        key: key.to_owned(),
                        problem,
                    })?;
            }
        }
        Ok(settings)
    }

    /// The issuer: as set, or `http://` and where the server listens, if only this machine can
    /// reach it there.
    pub(crate) fn issuer_or_default(&self) -> Result<Issuer, SettingsError> {
        let problem = match &self.issuer {
            Some(issuer) => return Ok(issuer.clone()),
            None if self.listen.ip().is_loopback() => {
                match Issuer::parse(&format!("http://{}", self.listen)) {
                    Ok(issuer) => return Ok(issuer),
                    Err(error) => error.to_string(),
                }
            }
            None => format!(
                "missing, although the server listens on {}: it is the https URL under which \
                 clients reach the server, --issuer https://id.example.com",
                self.listen
            ),
        };
        Err(SettingsError::Value {
            source_name: "settings".to_owned(),
            key: "issuer".to_owned(),
            problem,
        })
    }

    /// The policy for stored hashes, checked as a whole.
    pub(crate) fn password_context(&self) -> Result<PasswordContext, SettingsError> {
        let checked = self.passwords.clone().build();
        checked.map_err(|error| SettingsError::Value {
            source_name: "settings".to_owned(),
            key: "password_new_hashes".to_owned(),
            problem: error.to_string(),
        })
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "listen" => self.listen = parse_listen(value)?,
            "database" => self.database = parse(value)?,
            "issuer" => self.issuer = Some(parse_issuer(value)?),
            "audience" => self.audience = Some(parse(value)?),
            "password_minimum_length" => self.password_minimum_length = parse_minimum(value)?,
            "password_blocklist" => self.password_blocklist = Some(PathBuf::from(value)),
            "password_new_hashes"
            | "password_accept"
            | "password_deprecate"
            | "password_at_least"
            | "password_upgrades"
            | "password_ceiling_memory_kib"
            | "password_ceiling_work_ms" => self.set_password_policy(key, value)?,
            "hash_threads" => self.hash_pool.threads = number(value, THREADS)?,
            "hash_memory_mib" => self.hash_pool.memory_mib = Some(number(value, MEMORY_MIB)?),
            "hash_queue_seconds" => self.hash_pool.queue_seconds = number(value, QUEUE_SECONDS)?,
            "hashes_per_account" => self.hash_pool.per_account = limit(value)?,
            "hashes_per_address" => self.hash_pool.per_address = limit(value)?,
            "log_format" => self.log_format = parse(value)?,
            "log_level" => self.log_level = parse(value)?,
            _ => return Err("not a setting".to_owned()),
        }
        Ok(())
    }
}

impl Settings {
    /// The policy knows its settings by their names without the prefix.
    fn set_password_policy(&mut self, key: &str, value: &str) -> Result<(), String> {
        let name = key.strip_prefix("password_").unwrap_or(key);
        let passwords = self.passwords.clone().setting(name, value);
        self.passwords = passwords.map_err(|error| error.fault.to_string())?;
        Ok(())
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

fn parse_listen(value: &str) -> Result<SocketAddr, String> {
    let wrong = |_| "not an address to listen on: write IP:PORT, such as 127.0.0.1:8000";
    Ok(value.parse().map_err(wrong)?)
}

/// What is counted, and the most of it.
type Quantity = (&'static str, u32);

const THREADS: Quantity = ("threads", 1024);
const MEMORY_MIB: Quantity = ("MiB", 1 << 24);
const QUEUE_SECONDS: Quantity = ("seconds", 20);
const IN_FLIGHT: Quantity = ("sign-ins at once", 1 << 20);

fn number(value: &str, (what, most): Quantity) -> Result<NonZeroU32, String> {
    let number: Option<NonZeroU32> = value.parse().ok();
    number
        .filter(|number| number.get() <= most)
        .ok_or_else(|| format!("not a number of {what}: write 1 to {most}"))
}

fn limit(value: &str) -> Result<Option<NonZeroU32>, String> {
    if value == "off" {
        return Ok(None);
    }
    let or_off = |wrong| format!("{wrong}, or off");
    number(value, IN_FLIGHT).map(Some).map_err(or_off)
}

/// NIST SP 800-63B-4 3.1.1.2: 8 at least, and 64 are always accepted.
fn parse_minimum(value: &str) -> Result<usize, String> {
    let wrong = |_| "not a minimum length for passwords: write 8 to 64";
    let minimum = value.parse().map_err(wrong)?;
    let policy = NewPasswordPolicy::default().minimum_characters(minimum);
    policy.map_err(|error| error.to_string())?;
    Ok(minimum)
}

/// RFC 9700 2.6 and RFC 8414 2: https, but for a server that only this machine can reach.
fn parse_issuer(value: &str) -> Result<Issuer, String> {
    let issuer: Issuer = parse(value)?;
    let (scheme, rest) = value.split_once("://").unwrap_or_default();
    let after = |host: &str| {
        rest.strip_prefix(host)
            .map(|port| port.is_empty() || port.starts_with(':'))
    };
    let loopback = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|host| after(host) == Some(true));
    if rest.contains('/') {
        return Err("an issuer has no path and no slash at its end".to_owned());
    }
    if scheme != "https" && !loopback {
        return Err("an issuer that others reach is an https URL".to_owned());
    }
    Ok(issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(key: &str, value: &str) -> String {
        let flags = vec![(key.to_owned(), value.to_owned())];
        let sources = Sources::new(flags, Vec::new(), None);
        Settings::from_sources(&sources.unwrap())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_bad_value_is_named_with_its_source_and_what_would_be_right() {
        assert_eq!(
            error("listen", "8000"),
            "command line: listen: not an address to listen on: write IP:PORT, such as \
             127.0.0.1:8000"
        );
        assert!(error("database", "mysql:x").contains("sqlite:PATH"));
        assert!(error("password_minimum_length", "7").contains("8 to 64 characters, not 7"));
        assert!(error("password_minimum_length", "long").contains("8 to 64"));
        for number in ["0", "-1", "1025", "two", ""] {
            assert!(error("hash_threads", number).contains("write 1 to 1024"));
        }
        assert!(error("hash_memory_mib", "0").contains("number of MiB"));
        assert!(error("hash_queue_seconds", "60").contains("write 1 to 20"));
        assert!(error("hashes_per_account", "0").ends_with("write 1 to 1048576, or off"));
        assert!(error("hashes_per_address", "none").ends_with("write 1 to 1048576, or off"));
        assert!(error("password_new_hashes", "bcrypt:3").contains("outside 4 to 31"));
        assert!(error("password_accept", "argon2id bcrpyt").contains("bcrpyt"));
        assert!(error("password_upgrades", "always").contains("exact"));
        assert!(error("log_format", "xml").contains("text or json"));
        assert!(error("log_level", "loud").contains("warn, info or debug"));
    }

    #[test]
    fn a_password_policy_is_read_and_checked_as_a_whole() {
        let with = |accept: &str| {
            let flags = [
                ("password_new_hashes", "bcrypt:13"),
                ("password_accept", accept),
            ];
            let flags = flags.map(|(key, value)| (key.to_owned(), value.to_owned()));
            let sources = Sources::new(flags.to_vec(), Vec::new(), None).unwrap();
            Settings::from_sources(&sources).unwrap().password_context()
        };
        let passwords = with("bcrypt pbkdf2-sha256").unwrap();
        assert_eq!(passwords.new_hashes().to_string(), "13");
        assert_eq!(passwords.identify("$1$salt$tag"), None);
        let refused = with("argon2id").unwrap_err().to_string();
        assert!(
            refused.contains("password_new_hashes") && refused.contains("bcrypt"),
            "{refused}"
        );
    }

    #[test]
    fn an_issuer_is_https_unless_it_is_this_machine() {
        for good in [
            "https://id.example.com",
            "http://127.0.0.1:8000",
            "http://[::1]:8000",
        ] {
            assert!(parse_issuer(good).is_ok(), "{good}");
        }
        for bad in [
            "http://id.example.com",
            "http://127.0.0.1.example.com",
            "https://a/b",
        ] {
            assert!(parse_issuer(bad).is_err(), "{bad}");
        }
    }
}
