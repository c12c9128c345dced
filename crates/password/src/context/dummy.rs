//! Verifying against nothing, so that the time does not tell who has an account.

use std::fmt;
use std::hint::black_box;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::schemes::Record;
use crate::{Arena, Cost, Password, PasswordContext, VerifyError};

impl PasswordContext {
    /// Verifies the password against nothing, with the work of a hash made under this policy.
    ///
    /// Call it for an unknown user, so that the time does not tell who has an account. Where older hashes
    /// of other costs are stored too, choose one with [`DummyMix`] and call
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

/// The costs of the hashes that are stored, and how many there are of each: from which an unknown user
/// is given one.
///
/// Where half of the users still have bcrypt and half have Argon2id, a dummy verification that always
/// takes as long as Argon2id marks every user of bcrypt as known. The choice is proportional to
/// the weights, always the same for one user name, and nobody can compute it without the key.
///
/// Keep the key as long as there are unknown users to tell apart; count the hashes anew from time to
/// time. A change of weights gives some names another cost, as a login that upgrades does.
///
/// ```
/// use countersign_password::{Argon2Params, BcryptCost, Cost, DummyMix};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bcrypt = Cost::from(BcryptCost::new(12)?);
/// let argon2 = Cost::from(Argon2Params::default());
/// let mix = DummyMix::new([7; 32], [(bcrypt, 800), (argon2, 200)])?;
/// assert_eq!(mix.choose("nobody@example.com"), mix.choose("nobody@example.com"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct DummyMix {
    key: Zeroizing<[u8; 32]>,
    first: Cost,
    /// Each cost with the sum of the weights up to it.
    steps: Vec<(Cost, u64)>,
}

impl DummyMix {
    /// Costs with their weights, in the same order each time. The key is secret, and random.
    ///
    /// # Errors
    ///
    /// [`EmptyMix`] when the weights are all 0.
    ///
    /// ```
    /// use countersign_password::{Argon2Params, DummyMix};
    ///
    /// assert!(DummyMix::new([7; 32], [(Argon2Params::default(), 1)]).is_ok());
    /// assert!(DummyMix::new([7; 32], [(Argon2Params::default(), 0)]).is_err());
    /// ```
    pub fn new<C: Into<Cost>>(
        key: [u8; 32],
        mix: impl IntoIterator<Item = (C, u32)>,
    ) -> Result<Self, EmptyMix> {
        let key = Zeroizing::new(key);
        let mut sum = 0;
        let steps: Vec<(Cost, u64)> = mix
            .into_iter()
            .filter(|(_, weight)| *weight > 0)
            .map(|(cost, weight)| {
                sum += u64::from(weight);
                (cost.into(), sum)
            })
            .collect();
        let (first, _) = *steps.first().ok_or(EmptyMix)?;
        Ok(Self { key, first, steps })
    }

    /// The cost for a user name that nobody has, to be given to
    /// [`dummy_verify_at`](PasswordContext::dummy_verify_at).
    ///
    /// ```
    /// use countersign_password::{Argon2Params, Cost, DummyMix};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mix = DummyMix::new([7; 32], [(Argon2Params::default(), 1)])?;
    /// assert_eq!(mix.choose("nobody"), Cost::Argon2(Argon2Params::default()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn choose(&self, user_name: &str) -> Cost {
        let sum = self.steps.last().map_or(0, |(_, sum)| *sum);
        // The draw is a fraction of 2^64, so the point is below the sum.
        let point = (u128::from(self.draw(user_name)) * u128::from(sum)) >> 64;
        let step = self.steps.iter().find(|(_, sum)| u128::from(*sum) > point);
        step.map_or(self.first, |(cost, _)| *cost)
    }

    /// A number that is evenly spread over all names.
    fn draw(&self, user_name: &str) -> u64 {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&*self.key) else {
            return 0;
        };
        let code = mac.chain_update(user_name).finalize().into_bytes();
        code.iter()
            .take(8)
            .fold(0, |draw, byte| draw << 8 | u64::from(*byte))
    }
}

impl fmt::Debug for DummyMix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DummyMix")
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

/// A mix without a cost to choose.
///
/// ```
/// use countersign_password::EmptyMix;
///
/// assert_eq!(EmptyMix.to_string(), "a mix of dummy costs needs one of a weight above 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a mix of dummy costs needs one of a weight above 0")]
pub struct EmptyMix;

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
