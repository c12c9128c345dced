//! What is accepted as a new password.

mod blocklist;
mod expected;
mod refusal;

pub use blocklist::{Blocklist, BlocklistBuilder, BlocklistError, FalsePositives};
pub use refusal::{BrokenRule, RefusedPassword};

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::password::normalize;
use crate::{Password, PasswordError};

/// The rules for passwords that people choose, after NIST SP 800-63B-4 section 3.1.1.2.
///
/// - At least 15 characters where the password is the only factor, 8 beside a second one. A character is
///   a Unicode code point. The most is what [`Password`] takes: 1,024 bytes, so at least 256 characters.
/// - Not in a [`Blocklist`] of passwords that attackers try first; the whole password is compared, as
///   typed and in lower case. The built-in list is always there, others can be added.
/// - Not one that has to be expected: made of nothing but the user's or the service's own names with
///   digits and signs, or a short or listed piece repeated.
/// - Nothing else: no rule asks for digits, signs or capitals, and none for changes with time.
///
/// All spellings of a text are one password: it is brought into Unicode's normalization form C, here and,
/// by [`Password::normalized`], when it is verified.
///
/// These rules are for new passwords. When one is verified, only the stored hash counts.
///
/// ```
/// use countersign_password::{BrokenRule, NewPasswordPolicy, PasswordContext};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let policy = NewPasswordPolicy::default();
/// // What the user and the service are called.
/// let context = ["ada.lovelace", "ada@example.org", "Countersign"];
///
/// let password = policy.check("seven green umbrellas", &context)?;
/// let stored = PasswordContext::default().hash(&password)?;
///
/// let refused = policy.check("Ada-Lovelace-1815", &context).unwrap_err();
/// assert_eq!(refused.rules(), [BrokenRule::MadeOfContext]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct NewPasswordPolicy {
    minimum: usize,
    blocklists: Vec<Arc<Blocklist>>,
}

impl NewPasswordPolicy {
    /// The lowest minimum that a policy can have, in characters (SP 800-63B-4 section 3.1.1.2, rule 1).
    ///
    /// ```
    /// use countersign_password::NewPasswordPolicy;
    ///
    /// assert_eq!(NewPasswordPolicy::LOWEST_MINIMUM, 8);
    /// ```
    pub const LOWEST_MINIMUM: usize = 8;

    /// The highest minimum: passwords of 64 characters are always permitted (rule 2).
    ///
    /// ```
    /// use countersign_password::NewPasswordPolicy;
    ///
    /// assert_eq!(NewPasswordPolicy::HIGHEST_MINIMUM, 64);
    /// ```
    pub const HIGHEST_MINIMUM: usize = 64;

    /// For passwords that are the only factor: at least 15 characters. The default.
    ///
    /// ```
    /// use countersign_password::NewPasswordPolicy;
    ///
    /// let policy = NewPasswordPolicy::only_factor();
    /// assert!(policy.check("fourteen chars", &[]).is_err());
    /// assert!(policy.check("fifteen of them", &[]).is_ok());
    /// ```
    #[must_use]
    pub fn only_factor() -> Self {
        Self {
            minimum: 15,
            blocklists: vec![Arc::new(Blocklist::common())],
        }
    }

    /// For passwords that never open anything without a second factor: at least 8 characters.
    ///
    /// ```
    /// use countersign_password::NewPasswordPolicy;
    ///
    /// assert!(NewPasswordPolicy::with_second_factor().check("xk7 pqzb", &[]).is_ok());
    /// ```
    #[must_use]
    pub fn with_second_factor() -> Self {
        Self {
            minimum: Self::LOWEST_MINIMUM,
            ..Self::only_factor()
        }
    }

    /// Sets the fewest characters, from [`LOWEST_MINIMUM`](Self::LOWEST_MINIMUM) to
    /// [`HIGHEST_MINIMUM`](Self::HIGHEST_MINIMUM).
    ///
    /// # Errors
    ///
    /// [`MinimumError`] for another number.
    ///
    /// ```
    /// use countersign_password::NewPasswordPolicy;
    ///
    /// let policy = NewPasswordPolicy::default().minimum_characters(12)?;
    /// assert!(policy.check("twelve chars", &[]).is_ok());
    /// assert!(NewPasswordPolicy::default().minimum_characters(6).is_err());
    /// # Ok::<(), countersign_password::MinimumError>(())
    /// ```
    pub fn minimum_characters(mut self, minimum: usize) -> Result<Self, MinimumError> {
        if !(Self::LOWEST_MINIMUM..=Self::HIGHEST_MINIMUM).contains(&minimum) {
            return Err(MinimumError { minimum });
        }
        self.minimum = minimum;
        Ok(self)
    }

    /// Refuses what this list has, too. The built-in list stays.
    ///
    /// ```
    /// use countersign_password::{Blocklist, BrokenRule, FalsePositives, NewPasswordPolicy};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut list = Blocklist::builder();
    /// list.add("our old default password");
    /// let policy = NewPasswordPolicy::default().blocklist(list.build(FalsePositives::OneIn65536)?);
    ///
    /// let refused = policy.check("Our old default password", &[]).unwrap_err();
    /// assert_eq!(refused.rules(), [BrokenRule::Listed]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn blocklist(mut self, list: Blocklist) -> Self {
        self.blocklists.push(Arc::new(list));
        self
    }

    /// Checks a text that is to become a password.
    ///
    /// `context` are the names that an attacker would try for this user: user name, mail address, the
    /// names of the service and its host. They need no preparation.
    ///
    /// The password that is returned is normalized; hash it, and verify what is typed later with
    /// [`Password::normalized`].
    ///
    /// # Errors
    ///
    /// [`RefusedPassword`] has every rule that is broken, in words for the person who typed it. It does
    /// not have the text.
    ///
    /// ```
    /// use countersign_password::{BrokenRule, NewPasswordPolicy};
    ///
    /// let refused = NewPasswordPolicy::default().check("Password123", &[]).unwrap_err();
    /// let too_short = BrokenRule::TooShort { characters: 11, minimum: 15 };
    /// assert_eq!(refused.rules(), [too_short, BrokenRule::Listed]);
    /// ```
    pub fn check(
        &self,
        text: impl Into<String>,
        context: &[&str],
    ) -> Result<Password, RefusedPassword> {
        let text = Zeroizing::new(text.into());
        let password = Password::normalized(text.as_str()).map_err(|error| self.unusable(error))?;
        let rules = self.broken_rules(&normalize(&text), context);
        if rules.is_empty() {
            Ok(password)
        } else {
            Err(RefusedPassword::new(rules))
        }
    }

    /// A text that cannot be a password at all; an empty one is too short besides.
    fn unusable(&self, error: PasswordError) -> RefusedPassword {
        RefusedPassword::new(vec![match error {
            PasswordError::Empty => BrokenRule::TooShort {
                characters: 0,
                minimum: self.minimum,
            },
            error => BrokenRule::Unusable(error),
        }])
    }

    fn broken_rules(&self, text: &str, context: &[&str]) -> Vec<BrokenRule> {
        // SP 800-63B-4 3.1.1.2 rule 4: each code point is one character.
        let characters = text.chars().count();
        let lower = Zeroizing::new(text.to_lowercase());
        let minimum = self.minimum;
        let rules = [
            (
                characters < minimum,
                BrokenRule::TooShort {
                    characters,
                    minimum,
                },
            ),
            // SP 800-63B-4 3.1.1.2: compared with known commonly used, expected, or compromised ones.
            (self.lists(text) || self.lists(&lower), BrokenRule::Listed),
            (
                expected::made_of(&lower, context),
                BrokenRule::MadeOfContext,
            ),
            (self.repeats(&lower), BrokenRule::Repetitive),
        ];
        let broken = rules.into_iter().filter(|(broken, _)| *broken);
        broken.map(|(_, rule)| rule).collect()
    }

    fn lists(&self, text: &str) -> bool {
        self.blocklists.iter().any(|list| list.contains(text))
    }

    /// Whether the text is a piece over and over that is guessed quickly: short, or listed itself.
    fn repeats(&self, text: &str) -> bool {
        expected::repeated_piece(text)
            .is_some_and(|piece| piece.chars().count() < Self::LOWEST_MINIMUM || self.lists(piece))
    }
}

impl Default for NewPasswordPolicy {
    fn default() -> Self {
        Self::only_factor()
    }
}

/// A minimum length that no policy may have.
///
/// ```
/// use countersign_password::NewPasswordPolicy;
///
/// let refused = NewPasswordPolicy::default().minimum_characters(6).unwrap_err();
/// assert_eq!(refused.to_string(), "a password's minimum length is 8 to 64 characters, not 6");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a password's minimum length is {} to {} characters, not {minimum}",
    NewPasswordPolicy::LOWEST_MINIMUM,
    NewPasswordPolicy::HIGHEST_MINIMUM
)]
pub struct MinimumError {
    minimum: usize,
}
