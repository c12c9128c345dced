//! What the authorization server knows: clients, users, grants and keys; and how it is changed.

mod by_key;
mod client;
mod commit;
mod email;
mod founding;
mod grant;
mod id;
mod key;
mod root;
mod stored_password;
mod user;
mod username;

use std::fmt;

pub use client::{Client, ClientId, ClientKind, GrantType, SecretDigest, UnknownGrantType};
pub use commit::{ClientCommit, Commit, GrantCommit, KeyCommit, UserCommit};
pub use email::{EmailAddress, EmailError, EmailProblem};
pub use founding::Founding;
pub use grant::Grant;
pub use id::{BadIdentifier, GrantId, UserId};
pub use key::{KeyEnvelope, KeyRecord, UnusableKey};
pub use root::{RootRecord, RootSecret};
pub use stored_password::StoredPassword;
pub use user::User;
pub use username::{CharacterProblem, Username};

/// Why a name (of a user or of a client) was refused.
///
/// The messages are ASCII, and safe to print on a terminal: a refused character is told by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("the {0} is empty: it needs at least one character")]
    Empty(&'static str),
    /// Longer than the limit.
    #[error("the {what} is longer than {limit} bytes: shorten it")]
    TooLong {
        /// Which name.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// A character that has no place in a name.
    #[error("the {what} has {problem}")]
    BadCharacter {
        /// Which name.
        what: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A character that has no place in a user name, or not there.
    #[error("the user name has U+{:04X} at character {place}, {problem}", u32::from(*.character))]
    Character {
        /// The character.
        character: char,
        /// Its place, from 1. A letter and its accents count as one where Unicode has one character
        /// for them.
        place: usize,
        /// What is wrong with it, and what would be right.
        problem: CharacterProblem,
    },
    /// Characters of scripts that do not go together in a user name.
    #[error("the user name mixes scripts: {first}, {second}; write the name in one script")]
    MixedScripts {
        /// The first character.
        first: ScriptAt,
        /// The one that does not go with it.
        second: ScriptAt,
    },
    /// A user name that is longer in small letters.
    #[error("the user name is longer than {limit} bytes in small letters: shorten it")]
    KeyTooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

/// A character of a user name and its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptAt {
    /// The character.
    pub character: char,
    /// Its place, counted as in [`NameError::Character`].
    pub place: usize,
    /// Unicode's name of its script.
    pub script: &'static str,
}

impl fmt::Display for ScriptAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.character);
        write!(
            f,
            "U+{number:04X} at character {} is {}",
            self.place, self.script
        )
    }
}
