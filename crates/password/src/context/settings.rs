//! A policy from settings.

use std::str::FromStr;
use std::time::Duration;

use crate::{CostTextError, PasswordContextBuilder, Scheme, UnknownScheme, UnknownUpgrades};

/// What a setting does with its value.
type Apply = fn(&mut PasswordContextBuilder, &str) -> Result<(), SettingFault>;

const SETTINGS: &[(&str, Apply)] = &[
    ("new_hashes", |builder, value| {
        builder.policy().preferred = value.trim().parse()?;
        Ok(())
    }),
    ("accept", |builder, value| {
        builder.policy().accepted = match value {
            "all" => Scheme::ALL.to_vec(),
            schemes => list(schemes)?,
        };
        Ok(())
    }),
    ("deprecate", |builder, value| {
        builder.policy().deprecated = match value {
            "auto" => None,
            "none" => Some(Vec::new()),
            schemes => Some(list(schemes)?),
        };
        Ok(())
    }),
    ("at_least", |builder, value| {
        builder.policy().least = match value {
            "none" => Vec::new(),
            costs => list(costs)?,
        };
        Ok(())
    }),
    ("upgrades", |builder, value| {
        builder.policy().upgrades = value.parse()?;
        Ok(())
    }),
    ("ceiling_memory_kib", |builder, value| {
        let policy = builder.policy();
        policy.ceilings = policy.ceilings.memory_kib(number(value)?);
        Ok(())
    }),
    ("ceiling_work_ms", |builder, value| {
        let work = Duration::from_millis(number(value)?.into());
        let policy = builder.policy();
        policy.ceilings = policy.ceilings.work(work);
        Ok(())
    }),
];

impl PasswordContextBuilder {
    /// The names of all settings.
    ///
    /// ```
    /// use countersign_password::PasswordContextBuilder;
    ///
    /// assert!(PasswordContextBuilder::setting_names().any(|name| name == "new_hashes"));
    /// ```
    pub fn setting_names() -> impl Iterator<Item = &'static str> {
        SETTINGS.iter().map(|(name, _)| *name)
    }

    /// Applies one setting, as a file, a command line or the environment has it. Where a setting is a
    /// list, its items stand between spaces.
    ///
    /// | setting | value |
    /// | --- | --- |
    /// | `new_hashes` | a [`Cost`](crate::Cost): `argon2id:m=19456,t=2,p=1`, or `bcrypt` for its default |
    /// | `accept` | a list of [`Scheme`]s, or `all` |
    /// | `deprecate` | a list of schemes, `none`, or `auto` |
    /// | `at_least` | a list of costs |
    /// | `upgrades` | `stronger` or `exact` |
    /// | `ceiling_memory_kib` | a number |
    /// | `ceiling_work_ms` | a number |
    ///
    /// # Errors
    ///
    /// [`SettingError`] names the setting and says what would be right.
    ///
    /// ```
    /// use countersign_password::{PasswordContext, Scheme};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut builder = PasswordContext::builder();
    /// for (name, value) in [
    ///     ("new_hashes", "argon2id:m=47104,t=1,p=1"),
    ///     ("accept", "argon2id bcrypt pbkdf2-sha256"),
    ///     ("deprecate", "pbkdf2-sha256"),
    ///     ("at_least", "bcrypt:12"),
    /// ] {
    ///     builder = builder.setting(name, value)?;
    /// }
    /// let passwords = builder.build()?;
    /// assert_eq!(passwords.identify("$6$…"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn setting(mut self, name: &str, value: &str) -> Result<Self, SettingError> {
        let error = |fault| SettingError {
            name: name.to_owned(),
            fault,
        };
        let setting = SETTINGS.iter().find(|(known, _)| *known == name);
        let (_, apply) = setting.ok_or_else(|| error(SettingFault::UnknownName))?;
        apply(&mut self, value).map_err(error)?;
        Ok(self)
    }
}

/// Items between spaces, at least one.
fn list<T: FromStr>(value: &str) -> Result<Vec<T>, SettingFault>
where
    SettingFault: From<T::Err>,
{
    let items = value.split_ascii_whitespace();
    let items: Vec<T> = items.map(str::parse).collect::<Result<_, _>>()?;
    if items.is_empty() {
        return Err(SettingFault::EmptyList);
    }
    Ok(items)
}

fn number(value: &str) -> Result<u32, SettingFault> {
    crate::encoding::decimal(value).ok_or(SettingFault::NoNumber)
}

/// A setting of the password policy that is unknown, or has a wrong value.
///
/// ```
/// use countersign_password::PasswordContext;
///
/// let refused = PasswordContext::builder().setting("accept", "argon2id md5").unwrap_err();
/// assert!(refused.to_string().starts_with("password setting accept: md5 is no scheme; there are argon2id, "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("password setting {name}: {fault}")]
pub struct SettingError {
    /// The setting.
    pub name: String,
    /// What is wrong with it.
    pub fault: SettingFault,
}

/// What is wrong with a setting.
///
/// ```
/// use countersign_password::{PasswordContext, SettingFault};
///
/// let refused = PasswordContext::builder().setting("rounds", "12").unwrap_err();
/// assert_eq!(refused.fault, SettingFault::UnknownName);
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingFault {
    /// There is no such setting.
    #[error(
        "there is none of this name; there are {}",
        PasswordContextBuilder::setting_names().collect::<Vec<_>>().join(", ")
    )]
    UnknownName,
    /// A list without an item.
    #[error("the list is empty; its items stand between spaces")]
    EmptyList,
    /// Not a number.
    #[error("the value is no number from 0 to 4294967295")]
    NoNumber,
    /// Not a scheme.
    #[error(transparent)]
    Scheme(#[from] UnknownScheme),
    /// Not a cost.
    #[error(transparent)]
    Cost(#[from] CostTextError),
    /// Not an upgrade mode.
    #[error(transparent)]
    Upgrades(#[from] UnknownUpgrades),
}
