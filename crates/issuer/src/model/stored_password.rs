//! What storage has where a password hash belongs.

use countersign_password::PasswordHash;

/// What storage has where a user's password hash belongs.
///
/// Operators and other programs write there too, so what stands there is not always a hash. It
/// must not hide the user from who could repair it, and must not be told from a wrong password.
///
/// ```
/// use countersign_issuer::StoredPassword;
///
/// assert!(matches!(StoredPassword::parse("!"), StoredPassword::Absent));
/// assert!(matches!(StoredPassword::parse("hunter2"), StoredPassword::Unreadable));
/// ```
#[derive(Debug, Clone)]
pub enum StoredPassword {
    /// The user has no password (yet): none matches.
    Absent,
    /// The hash that the password must match.
    Hash(PasswordHash),
    /// Text that is no hash known here: no password matches until another is set. What it says is
    /// not kept, for it may be a password.
    Unreadable,
}

impl StoredPassword {
    /// What [`as_text`](Self::as_text) says of an unreadable one: no hash either.
    const UNREADABLE: &'static str = "?";

    /// Reads what is stored. Nothing, `!…` and `*…` are how Unix and Django say that a user has no
    /// password, or is locked.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.is_empty() || text.starts_with(['!', '*']) {
            return Self::Absent;
        }
        PasswordHash::parse(text).map_or(Self::Unreadable, Self::Hash)
    }

    /// What to store, to be read back as the same.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Absent => None,
            Self::Hash(hash) => Some(hash.as_str()),
            Self::Unreadable => Some(Self::UNREADABLE),
        }
    }

    /// The hash, if there is one.
    #[must_use]
    pub const fn hash(&self) -> Option<&PasswordHash> {
        match self {
            Self::Hash(hash) => Some(hash),
            Self::Absent | Self::Unreadable => None,
        }
    }
}

impl From<PasswordHash> for StoredPassword {
    fn from(hash: PasswordHash) -> Self {
        Self::Hash(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    #[test]
    fn a_lock_mark_is_no_password_and_other_text_is_unreadable() {
        for absent in [
            "",
            "!",
            "!!",
            "*",
            "*LK*",
            "!unusable",
            &format!("!{BCRYPT}"),
        ] {
            let stored = StoredPassword::parse(absent);
            assert!(matches!(stored, StoredPassword::Absent), "{absent}");
        }
        for unreadable in [
            "x",
            "secret",
            "x$y",
            " ",
            "$2b$05$short",
            &format!("{BCRYPT} "),
        ] {
            let stored = StoredPassword::parse(unreadable);
            assert!(matches!(stored, StoredPassword::Unreadable), "{unreadable}");
        }
        let stored = StoredPassword::parse(BCRYPT);
        assert_eq!(stored.hash().map(PasswordHash::as_str), Some(BCRYPT));
    }

    #[test]
    fn what_is_stored_is_read_back_as_the_same() {
        for text in ["!", "secret", BCRYPT] {
            let stored = StoredPassword::parse(text);
            let again = stored.as_text().map(StoredPassword::parse);
            let again = again.unwrap_or(StoredPassword::Absent);
            assert_eq!(format!("{again:?}"), format!("{stored:?}"));
        }
    }
}
