//! Where settings come from.

use super::error::SettingsError;
use super::keys::KEYS;
use super::nearest::nearest;
use std::path::Path;
use toml::{Table, Value};

const PREFIX: &str = "COUNTERSIGN_";
const CONFIG: &str = "COUNTERSIGN_CONFIG";
const DEFAULT_FILE: &str = "countersign.toml";

/// Every setting that was given, by source; the most important source first.
#[derive(Debug)]
pub(crate) struct Sources(Vec<Source>);

#[derive(Debug)]
struct Source {
    name: String,
    /// Puts a key into the form in which this source writes it.
    spelling: fn(&str) -> String,
    values: Vec<(String, String)>,
}

impl Sources {
    /// Collects flags, environment and file. The file is named by `--config` or by
    /// `COUNTERSIGN_CONFIG`, or is `countersign.toml` if there is one.
    pub(crate) fn new(
        flags: Vec<(String, String)>,
        environment: Vec<(String, String)>,
        config: Option<&Path>,
    ) -> Result<Self, SettingsError> {
        let named = environment
            .iter()
            .find(|(name, _)| name == CONFIG)
            .map(|(_, path)| path);
        let named = config.or(named.map(Path::new));
        let file = match named {
            Some(path) => Some(read_file(path)?),
            None if Path::new(DEFAULT_FILE).exists() => Some(read_file(Path::new(DEFAULT_FILE))?),
            None => None,
        };
        let command_line = Source {
            name: "command line".to_owned(),
            spelling: str::to_owned,
            values: flags,
        };
        let sources = [
            Some(command_line),
            Some(from_environment(environment)),
            file,
        ];
        Ok(Self(sources.into_iter().flatten().collect()))
    }

    /// The value of a setting and the source that it comes from.
    pub(super) fn value(&self, key: &str) -> Option<(&str, &str)> {
        self.0.iter().find_map(|source| {
            let value = source.values.iter().find(|(known, _)| known == key);
            value.map(|(_, value)| (source.name.as_str(), value.as_str()))
        })
    }

    /// Refuses a key that no setting has: a mistyped setting would be silently absent.
    pub(super) fn check_keys(&self) -> Result<(), SettingsError> {
        for source in &self.0 {
            for (key, _) in &source.values {
                if !KEYS.contains(&key.as_str()) {
                    return Err(SettingsError::Unknown {
                        source_name: source.name.clone(),
                        key: (source.spelling)(key),
                        nearest: nearest(key, KEYS.into_iter())
                            .map(|nearest| (source.spelling)(nearest)),
                    });
                }
            }
        }
        Ok(())
    }
}

fn from_environment(environment: Vec<(String, String)>) -> Source {
    let ours = environment
        .into_iter()
        .filter(|(name, _)| name != CONFIG && !is_service_link(name));
    let named = |(name, value): (String, String)| {
        name.strip_prefix(PREFIX)
            .map(|key| (key.to_lowercase(), value))
    };
    Source {
        name: "environment".to_owned(),
        spelling: |key| format!("{PREFIX}{}", key.to_uppercase()),
        values: ours.filter_map(named).collect(),
    }
}

/// What container platforms add for a service called countersign: `COUNTERSIGN_SERVICE_HOST`,
/// `COUNTERSIGN_PORT_8000_TCP` and their like. They are nobody's settings.
fn is_service_link(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or_default();
    ["SERVICE_", "PORT_"]
        .iter()
        .any(|link| rest.starts_with(link))
        || rest == "PORT"
}

fn read_file(path: &Path) -> Result<Source, SettingsError> {
    let name = path.display().to_string();
    let wrong = |problem: String| SettingsError::File {
        path: name.clone(),
        problem,
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let values = table.into_iter().map(|(key, value)| match value {
        Value::String(text) => Ok((key, text)),
        Value::Integer(number) => Ok((key, number.to_string())),
        other => Err(SettingsError::Value {
            source_name: name.clone(),
            key,
            problem: format!(
                "a {} where a text or a number would be right",
                other.type_str()
            ),
        }),
    });
    Ok(Source {
        spelling: str::to_owned,
        values: values.collect::<Result<_, _>>()?,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn flags_win_over_environment_over_file() {
        let (_folder, path) = file("listen = '127.0.0.1:1'\ndatabase = 'sqlite:file.db'\n");
        let environment = vec![
            pair("COUNTERSIGN_LISTEN", "127.0.0.1:2"),
            pair("COUNTERSIGN_LOG_FORMAT", "json"),
        ];
        let flags = vec![pair("listen", "127.0.0.1:3")];
        let sources = Sources::new(flags, environment.clone(), Some(&path)).unwrap();
        assert_eq!(
            sources.value("listen"),
            Some(("command line", "127.0.0.1:3"))
        );
        let sources = Sources::new(Vec::new(), environment, Some(&path)).unwrap();
        assert_eq!(
            sources.value("listen"),
            Some(("environment", "127.0.0.1:2"))
        );
        assert_eq!(sources.value("database").unwrap().1, "sqlite:file.db");
        assert_eq!(sources.value("issuer"), None);
    }

    #[test]
    fn an_unknown_key_names_the_nearest_one_in_its_sources_spelling() {
        let error = |sources: Sources| sources.check_keys().unwrap_err().to_string();
        let environment = vec![pair("COUNTERSIGN_LISTN", "x")];
        assert_eq!(
            error(Sources::new(Vec::new(), environment, None).unwrap()),
            "environment: unknown setting 'COUNTERSIGN_LISTN'; did you mean 'COUNTERSIGN_LISTEN'?"
        );
        let (_folder, path) = file("datbase = 'x'");
        let message = error(Sources::new(Vec::new(), Vec::new(), Some(&path)).unwrap());
        assert!(message.ends_with("unknown setting 'datbase'; did you mean 'database'?"));
        let (_folder, path) = file("zzz = 'x'");
        let message = error(Sources::new(Vec::new(), Vec::new(), Some(&path)).unwrap());
        assert!(message.contains("known are listen, database"), "{message}");
    }

    #[test]
    fn what_a_container_platform_adds_is_no_setting() {
        let environment = [
            "COUNTERSIGN_PORT",
            "COUNTERSIGN_SERVICE_HOST",
            "COUNTERSIGN_PORT_8000_TCP",
        ];
        let environment = environment.map(|name| pair(name, "tcp://10.0.0.1:8000"));
        let sources = Sources::new(Vec::new(), environment.to_vec(), None).unwrap();
        assert!(sources.check_keys().is_ok());
    }

    #[test]
    fn a_broken_file_says_where() {
        let (_folder, path) = file("listen = \n");
        let message = Sources::new(Vec::new(), Vec::new(), Some(&path))
            .unwrap_err()
            .to_string();
        assert!(message.contains("line 1"), "{message}");
        let (_folder, path) = file("listen = true\n");
        let message = Sources::new(Vec::new(), Vec::new(), Some(&path))
            .unwrap_err()
            .to_string();
        assert!(message.contains("listen: a boolean"), "{message}");
        assert!(Sources::new(Vec::new(), Vec::new(), Some(Path::new("/nowhere.toml"))).is_err());
    }
}
