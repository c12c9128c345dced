//! Why the settings cannot be used.

use super::keys::KEYS;

/// Why the settings cannot be used. Every message says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A key that no setting has.
    #[error("{source_name}: unknown setting '{key}'{}", hint(nearest.as_deref()))]
    Unknown {
        /// Where it stands.
        source_name: String,
        /// The key as written.
        key: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// A value that the setting cannot have.
    #[error("{source_name}: {key}: {problem}")]
    Value {
        /// Where it stands.
        source_name: String,
        /// Which setting.
        key: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// The settings file cannot be read.
    #[error("{path}: {problem}")]
    File {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

fn hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean '{nearest}'?"),
        None => format!("; known are {}", KEYS.join(", ")),
    }
}
