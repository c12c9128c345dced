//! Verifying what a user table holds, whatever it holds.

use crate::{
    Arena, Cost, HashFormatError, Password, PasswordContext, PasswordHash, Verdict, VerifyError,
};

/// What a user table can hold in place of a hash.
enum Stored {
    Hash(PasswordHash),
    /// No password is right: null, empty, or locked in the manner of shadow(5).
    Unusable,
    Unreadable(HashFormatError),
}

impl Stored {
    fn parse(column: Option<&str>) -> Self {
        match column {
            None | Some("") => Self::Unusable,
            Some(text) if text.starts_with(['!', '*']) => Self::Unusable,
            Some(text) => PasswordHash::parse(text).map_or_else(Self::Unreadable, Self::Hash),
        }
    }
}

impl PasswordContext {
    /// Verifies a password against a column of a user table, and upgrades: for programs that keep their
    /// own. Give it `None` also where there is no such user.
    ///
    /// `None`, an empty string, and what begins with `!` or `*` (how Unix and Django lock an account)
    /// match no password; that takes as long as a mismatch of a hash that costs `like`. Whatever cannot be
    /// verified takes as long too, before the error: a text that is no hash of a known scheme, a scheme
    /// that the policy does not accept, a cost above the ceilings. A plain text is never compared.
    ///
    /// `like` is [`new_hashes`](Self::new_hashes) where all stored hashes are of that cost. Where older
    /// ones are among them, it is one of the stored costs, chosen by a keyed hash of the name as
    /// docs/guides/passwords.md shows: else the time tells who has an account.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), and [`VerifyError::Format`] for a text that is no hash.
    ///
    /// ```
    /// use countersign_password::{Password, PasswordContext, Verdict, VerifyError};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let passwords = PasswordContext::default();
    /// let password = Password::parse("U*U")?;
    /// let like = passwords.new_hashes();
    ///
    /// let column = Some("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    /// assert!(matches!(passwords.verify_stored(column, &password, like)?, Verdict::Match { upgrade: Some(_), .. }));
    /// for column in [None, Some(""), Some("!"), Some("*")] {
    ///     assert!(matches!(passwords.verify_stored(column, &password, like)?, Verdict::Mismatch));
    /// }
    /// let refused = passwords.verify_stored(Some("U*U"), &password, like);
    /// assert!(matches!(refused, Err(VerifyError::Format(_))));
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_stored(
        &self,
        column: Option<&str>,
        password: &Password,
        like: impl Into<Cost>,
    ) -> Result<Verdict, VerifyError> {
        self.verify_stored_with(&mut Arena::new(), column, password, like)
    }

    /// [`verify_stored`](Self::verify_stored) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`verify_stored`](Self::verify_stored).
    ///
    /// ```
    /// # use countersign_password::{Arena, Password, PasswordContext, Verdict};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// let password = Password::parse("open sesame")?;
    /// let verdict = passwords.verify_stored_with(&mut arena, None, &password, passwords.new_hashes())?;
    /// assert!(matches!(verdict, Verdict::Mismatch));
    /// assert_eq!(arena.kib(), 19_456, "it took the work of a hash");
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_stored_with(
        &self,
        arena: &mut Arena,
        column: Option<&str>,
        password: &Password,
        like: impl Into<Cost>,
    ) -> Result<Verdict, VerifyError> {
        let refusal = match Stored::parse(column) {
            Stored::Hash(hash) => match self.admit(&hash, password) {
                Ok(()) => return self.verify_and_upgrade_with(arena, &hash, password),
                Err(error) => Some(error),
            },
            Stored::Unusable => None,
            Stored::Unreadable(error) => Some(error.into()),
        };
        let cost = self.dummy_cost(Some(like.into()), password);
        self.dummy_verify_at_with(arena, cost, password)?;
        refusal.map_or(Ok(Verdict::Mismatch), Err)
    }
}
