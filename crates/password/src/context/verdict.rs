//! What a verification found.

use crate::{PasswordHash, UpgradeReasons};

/// The outcome of verifying a password against a stored hash.
///
/// ```
/// use countersign_password::{Password, PasswordContext, Verdict};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::default();
/// let stored = passwords.hash(&Password::parse("open sesame")?)?;
///
/// let verdict = passwords.verify(&stored, &Password::parse("open barley")?)?;
/// assert!(matches!(verdict, Verdict::Mismatch));
/// # Ok(())
/// # }
/// ```
#[must_use = "a verification that nobody looks at lets everybody in"]
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The password is the one that was hashed.
    Match {
        /// The hash to store instead, from
        /// [`verify_and_upgrade`](crate::PasswordContext::verify_and_upgrade) where there are reasons.
        /// Replace the stored string only if it is still the one that was verified.
        upgrade: Option<PasswordHash>,
        /// Why the stored hash should be replaced. Empty when it is as good as a new one.
        reasons: UpgradeReasons,
        /// bcrypt compared only the first 72 bytes of a longer password. Such a match is never
        /// upgraded, because the rest of the password is unproved: ask for a new password.
        truncated: bool,
    },
    /// It is another password.
    Mismatch,
}
