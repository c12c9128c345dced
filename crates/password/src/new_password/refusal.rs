//! Why a new password is refused.

use std::fmt;

use crate::PasswordError;

/// A text that is not accepted as a new password, with every rule that it breaks.
///
/// `Display` tells the person who typed it what is wrong; it never has the text itself. Show
/// [`GUIDANCE`](Self::GUIDANCE) beside it.
///
/// ```
/// use countersign_password::NewPasswordPolicy;
///
/// let refused = NewPasswordPolicy::default().check("Password123", &[]).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "it has 11 characters, and at least 15 are needed; \
///      it is among the passwords that attackers try first",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedPassword(Vec<BrokenRule>);

impl RefusedPassword {
    /// How to choose a better one (SP 800-63B-4 section 3.1.1.2: guidance is offered, particularly after
    /// a rejection).
    ///
    /// ```
    /// use countersign_password::RefusedPassword;
    ///
    /// assert!(RefusedPassword::GUIDANCE.starts_with("Let a password manager"));
    /// ```
    pub const GUIDANCE: &str = "Let a password manager make one up, or take several words that have \
        nothing to do with each other or with you. A known password with a few characters changed is \
        guessed too.";

    pub(super) const fn new(rules: Vec<BrokenRule>) -> Self {
        Self(rules)
    }

    /// The broken rules, in the order of [`BrokenRule`]; at least one.
    ///
    /// ```
    /// use countersign_password::{BrokenRule, NewPasswordPolicy};
    ///
    /// let refused = NewPasswordPolicy::default().check("two words", &[]).unwrap_err();
    /// assert_eq!(refused.rules(), [BrokenRule::TooShort { characters: 9, minimum: 15 }]);
    /// ```
    #[must_use]
    pub fn rules(&self) -> &[BrokenRule] {
        &self.0
    }
}

impl fmt::Display for RefusedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for rule in &self.0 {
            write!(f, "{separator}{rule}")?;
            separator = "; ";
        }
        Ok(())
    }
}

impl std::error::Error for RefusedPassword {}

/// A rule for new passwords that a text breaks. Each message ends a sentence about the password.
///
/// ```
/// use countersign_password::BrokenRule;
///
/// assert_eq!(
///     BrokenRule::Repetitive.to_string(),
///     "it repeats a piece that is short or often used",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    /// It cannot be a password at all: too long, or with a NUL character.
    #[error("it cannot be used: {0}")]
    Unusable(PasswordError),
    /// It has too few characters.
    #[error("it has {characters} characters, and at least {minimum} are needed")]
    TooShort {
        /// Unicode code points that it has, in normalization form C.
        characters: usize,
        /// Code points that the policy asks for.
        minimum: usize,
    },
    /// A blocklist has it, as typed or in lower case. A list makes few mistakes, but does: see
    /// [`FalsePositives`](crate::FalsePositives).
    #[error("it is among the passwords that attackers try first")]
    Listed,
    /// Without digits and signs it is nothing but words of the context: user name, service name.
    #[error("it is made of your own name or address, or of the name of this service")]
    MadeOfContext,
    /// It is a piece of less than 8 characters, or a listed password, over and over.
    #[error("it repeats a piece that is short or often used")]
    Repetitive,
}
