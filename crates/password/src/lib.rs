//! Hash, verify and upgrade passwords.
//!
//! New hashes are Argon2id (19 MiB, two passes, one lane), or what the policy says. What another system
//! stored is verified too ([`PasswordHash::parse`] lists the formats), and a match says why the stored
//! hash should be replaced, together with the hash to replace it by.
//!
//! ```
//! use countersign_password::{Password, PasswordContext, PasswordHash, Verdict};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let passwords = PasswordContext::default();
//! let stored = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
//! let password = Password::parse("U*U")?;
//!
//! match passwords.verify_and_upgrade(&stored, &password)? {
//!     Verdict::Match { upgrade: Some(better), .. } => {
//!         assert!(better.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
//!     }
//!     verdict => panic!("an old hash that matches is upgraded: {verdict:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Four rules hold everywhere:
//!
//! - A hash string is parsed before it is used, and its cost is known before any work is done.
//!   A cost above the policy's [`Ceilings`] is refused, so a hostile string cannot occupy the machine.
//! - An upgrade never lowers the cost that an attacker pays.
//! - Running out of memory is an error. The buffers of Argon2 and scrypt are wiped after each use.
//! - A password, a salt or a tag is in no error and in no `Debug` output.
//!
//! Around hashing: [`Pepper`] seals a hash string under a key that the database does not hold, and
//! [`NewPasswordPolicy`] says which new passwords are accepted.
//!
//! The crate does no I/O except asking the operating system for random bytes, starts no thread and reads no
//! clock. One call computes on the calling thread, for milliseconds to seconds: keep it away from
//! threads that serve requests, and give each worker an [`Arena`]. A worker with a queue takes bcrypt
//! jobs of equal cost four at a time, for little more than the time of one:
//! [`run_with`](PasswordContext::run_with).

mod context;
mod cost;
mod encoding;
mod error;
mod hash;
mod new_password;
mod password;
mod pepper;
mod policy;
mod scheme;
mod schemes;
mod syntax;

pub use context::{
    Job, Outcome, PasswordContext, PasswordContextBuilder, SettingError, SettingFault, Verdict,
};
pub use cost::{
    Argon2Params, BcryptCost, Cost, CostError, CostTextError, DigestParams, HashFunction,
    Pbkdf2Params, PhpassCost, ScryptParams, ShaCryptParams, YescryptParams,
};
pub use countersign_password_kernels::Arena;
pub use error::{ComputeError, HashError, HashFormatError, VerifyError};
pub use hash::{KeycloakArgon2, KeycloakCredential, KeycloakError, PasswordHash};
pub use new_password::{
    Blocklist, BlocklistBuilder, BlocklistError, BrokenRule, FalsePositives, MinimumError,
    NewPasswordPolicy, RefusedPassword,
};
pub use password::{Password, PasswordError};
pub use pepper::{
    EnvelopeError, Pepper, PepperError, PepperKey, PepperKeyError, PepperedHash, StoredHash,
    StoredHashError,
};
pub use policy::{
    Ceilings, CostAboveCeiling, PolicyError, UnknownUpgrades, UpgradeReason, UpgradeReasons,
    Upgrades,
};
pub use scheme::{Scheme, UnknownScheme};

/// The code of the guides, compiled and run.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../../docs/guides/from-passlib.md")]
    struct FromPasslib;
    #[doc = include_str!("../../../docs/guides/passwords.md")]
    struct Passwords;
}
