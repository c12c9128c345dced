//! Verifying against nothing, so that the time does not tell who has an account.

use std::hint::black_box;

use crate::schemes::Record;
use crate::{Arena, Cost, Password, PasswordContext, VerifyError};

impl PasswordContext {
    /// Verifies the password against nothing, with the work of a hash made under this policy.
    ///
    /// Call it for an unknown user, so that the time does not tell who has an account. Where older hashes
    /// of other costs are stored too, a single cost marks the users of the others: choose one of the stored
    /// costs by a keyed hash of the name (docs/guides/passwords.md has the lines) and call
    /// [`dummy_verify_at`](Self::dummy_verify_at).
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), when the machine has no memory.
    ///
    /// ```
    /// # use countersign_password::{Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// passwords.dummy_verify(&Password::parse("open sesame")?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn dummy_verify(&self, password: &Password) -> Result<(), VerifyError> {
        self.dummy_verify_with(&mut Arena::new(), password)
    }

    /// [`dummy_verify`](Self::dummy_verify) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`dummy_verify`](Self::dummy_verify).
    ///
    /// ```
    /// # use countersign_password::{Arena, Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// passwords.dummy_verify_with(&mut arena, &Password::parse("open sesame")?)?;
    /// assert_eq!(arena.kib(), 19_456);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dummy_verify_with(
        &self,
        arena: &mut Arena,
        password: &Password,
    ) -> Result<(), VerifyError> {
        self.dummy_verify_at_with(arena, self.policy.preferred, password)
    }

    /// Verifies the password against nothing, with the work of a stored hash of this cost.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), when the cost is above the ceilings or the machine has no memory.
    ///
    /// ```
    /// # use countersign_password::{BcryptCost, Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// passwords.dummy_verify_at(BcryptCost::new(5)?, &Password::parse("open sesame")?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn dummy_verify_at(
        &self,
        cost: impl Into<Cost>,
        password: &Password,
    ) -> Result<(), VerifyError> {
        self.dummy_verify_at_with(&mut Arena::new(), cost, password)
    }

    /// [`dummy_verify_at`](Self::dummy_verify_at) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`dummy_verify_at`](Self::dummy_verify_at).
    ///
    /// ```
    /// # use countersign_password::{Arena, Argon2Params, Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// let cost = Argon2Params::new(64, 1, 1)?;
    /// passwords.dummy_verify_at_with(&mut arena, cost, &Password::parse("open sesame")?)?;
    /// assert_eq!(arena.kib(), 64);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dummy_verify_at_with(
        &self,
        arena: &mut Arena,
        cost: impl Into<Cost>,
        password: &Password,
    ) -> Result<(), VerifyError> {
        let cost = cost.into();
        self.policy.ceilings.check_for(cost, password)?;
        black_box(Record::dummy(cost).matches(password, arena)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PasswordHash;

    #[test]
    fn a_dummy_derives_as_many_blocks_as_the_stored_hash() {
        let tag = "A".repeat(86);
        let stored = format!("$pbkdf2-sha256$i=1000,l=64$c29tZXNhbHQ${tag}");
        let stored = PasswordHash::parse(&stored).unwrap();
        let dummy = Record::dummy(stored.cost());
        assert_eq!(dummy.tag.len(), stored.record().tag.len());
    }

    #[test]
    fn a_new_hash_at_the_cost_of_a_stored_one_has_one_block_and_can_be_read() {
        let tag = "A".repeat(86);
        let stored = format!("$pbkdf2-sha256$i=1000,l=64$c29tZXNhbHQ${tag}");
        let cost = PasswordHash::parse(&stored).unwrap().cost();
        let passwords = PasswordContext::builder().new_hashes(cost).build().unwrap();
        let new = passwords.hash(&Password::sample()).unwrap();
        assert!(PasswordHash::parse(new.as_str()).is_ok());
    }
}
