//! Which new passwords the server's settings accept.

use crate::settings::{Settings, SettingsError};
use countersign_jose::Issuer;
use countersign_password::{Blocklist, NewPasswordPolicy, Password, RefusedPassword};
use std::path::Path;

/// The policy for new passwords, and how this service is called.
#[derive(Debug)]
pub(crate) struct NewPasswords {
    policy: NewPasswordPolicy,
    service: Vec<String>,
}

impl NewPasswords {
    /// Reads the blocklist, if the settings name one.
    pub(crate) fn with_settings(settings: &Settings) -> Result<Self, SettingsError> {
        let wrong = |key: &str, problem: String| SettingsError::Value {
            source_name: "settings".to_owned(),
            key: key.to_owned(),
            problem,
        };
        let mut policy = NewPasswordPolicy::default()
            .minimum_characters(settings.password_minimum_length)
            .map_err(|error| wrong("password_minimum_length", error.to_string()))?;
        if let Some(path) = &settings.password_blocklist {
            let list = read_blocklist(path);
            policy =
                policy.blocklist(list.map_err(|problem| wrong("password_blocklist", problem))?);
        }
        let issuer = settings.issuer.as_ref().map(Issuer::as_str);
        let service = ["Countersign"].into_iter().chain(issuer);
        Ok(Self {
            policy,
            service: service.map(str::to_owned).collect(),
        })
    }

    /// Checks a new password of somebody with these names.
    pub(crate) fn check(&self, text: &str, names: &[&str]) -> Result<Password, RefusedPassword> {
        let service = self.service.iter().map(String::as_str);
        let context: Vec<_> = service.chain(names.iter().copied()).collect();
        self.policy.check(text, &context)
    }
}

/// Reads a file that `countersign blocklist build` made; the message names it.
pub(crate) fn read_blocklist(path: &Path) -> Result<Blocklist, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let bytes = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    Blocklist::from_bytes(bytes).map_err(|error| named(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_user_and_service_are_no_passwords() {
        let settings = Settings {
            issuer: Some("https://id.example.com".parse().unwrap()),
            ..Settings::default()
        };
        let passwords = NewPasswords::with_settings(&settings).unwrap();
        let names = ["ada.lovelace", "ada@example.org"];
        for text in [
            "ada lovelace 1815",
            "Countersign 2026!",
            "id.example.com/2026",
        ] {
            assert!(passwords.check(text, &names).is_err(), "{text}");
        }
        assert!(passwords.check("seven green umbrellas", &names).is_ok());
    }

    #[test]
    fn a_blocklist_that_cannot_be_read_is_an_error_that_names_it() {
        let settings = Settings {
            password_blocklist: Some("nowhere.filter".into()),
            ..Settings::default()
        };
        let error = NewPasswords::with_settings(&settings).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("password_blocklist: nowhere.filter"),
            "{error}"
        );
    }
}
