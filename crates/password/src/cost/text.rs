//! Costs as settings write them.

use std::str::FromStr;

use countersign_password_kernels::Variant;

use crate::encoding::decimal;
use crate::{
    Argon2Params, BcryptCost, Cost, CostError, DigestParams, HashFunction, Pbkdf2Params,
    PhpassCost, Scheme, ScryptParams, ShaCryptParams, UnknownScheme, YescryptParams,
};

impl FromStr for Cost {
    type Err = CostTextError;

    /// The name of a scheme, for its usual cost; or the name, a colon and the numbers:
    /// `argon2id:m=19456,t=2,p=1`, `bcrypt:12`, `scrypt:ln=17,r=8,p=1`, `yescrypt:ln=12,r=32`,
    /// `pbkdf2-sha256:600000`, `sha512-crypt:5000`, `phpass:13`.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Cost};
    ///
    /// assert_eq!("bcrypt:12".parse(), Ok(Cost::Bcrypt(BcryptCost::new(12)?)));
    /// assert_eq!("bcrypt".parse(), Ok(Cost::Bcrypt(BcryptCost::default())));
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, CostTextError> {
        let (name, numbers) = match text.split_once(':') {
            Some((name, numbers)) => (name, Some(numbers)),
            None => (text, None),
        };
        let scheme = name.parse()?;
        let right = example(scheme);
        let default = right.split_once(':').map(|(_, numbers)| numbers);
        let cost = match (numbers.or(default), scheme) {
            (Some(numbers), _) => cost(scheme, numbers),
            (None, Scheme::Digest) => Some(Ok(DigestParams::once(HashFunction::Sha1).into())),
            (None, _) => Some(Ok(Cost::Md5Crypt)),
        };
        cost.ok_or(CostTextError::Numbers { scheme, right })?
            .map_err(|cost| CostTextError::Cost { scheme, cost })
    }
}

/// `None` where the numbers are not spelled as they should be.
fn cost(scheme: Scheme, numbers: &str) -> Option<Result<Cost, CostError>> {
    let cost = match scheme {
        Scheme::Argon2id => argon2(Variant::Argon2id, numbers)?,
        Scheme::Argon2i => argon2(Variant::Argon2i, numbers)?,
        Scheme::Argon2d => argon2(Variant::Argon2d, numbers)?,
        Scheme::Yescrypt => {
            let [log_n, r] = named(numbers, ["ln=", "r="])?;
            YescryptParams::new(small(log_n), r).map(Cost::from)
        }
        Scheme::Scrypt => {
            let [log_n, r, p] = named(numbers, ["ln=", "r=", "p="])?;
            ScryptParams::new(small(log_n), r, p).map(Cost::from)
        }
        Scheme::Bcrypt => BcryptCost::new(small(decimal(numbers)?)).map(Cost::from),
        Scheme::Pbkdf2Sha512 => Pbkdf2Params::sha512(decimal(numbers)?).map(Cost::from),
        Scheme::Pbkdf2Sha256 => Pbkdf2Params::sha256(decimal(numbers)?).map(Cost::from),
        Scheme::Pbkdf2Sha1 => Pbkdf2Params::sha1(decimal(numbers)?).map(Cost::from),
        Scheme::Sha512Crypt => ShaCryptParams::sha512(decimal(numbers)?).map(Cost::from),
        Scheme::Sha256Crypt => ShaCryptParams::sha256(decimal(numbers)?).map(Cost::from),
        Scheme::Phpass => PhpassCost::md5(small(decimal(numbers)?)).map(Cost::from),
        Scheme::PhpassSha512 => PhpassCost::sha512(small(decimal(numbers)?)).map(Cost::from),
        Scheme::Md5Crypt | Scheme::Digest => return None,
    };
    Some(cost)
}

fn argon2(variant: Variant, numbers: &str) -> Option<Result<Cost, CostError>> {
    let [memory, passes, lanes] = named(numbers, ["m=", "t=", "p="])?;
    Some(Argon2Params::new(memory, passes, lanes).map(|params| params.of(variant).into()))
}

/// The default cost, as it is written with its numbers.
const fn example(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Argon2id => "argon2id:m=19456,t=2,p=1",
        Scheme::Argon2i => "argon2i:m=19456,t=2,p=1",
        Scheme::Argon2d => "argon2d:m=19456,t=2,p=1",
        Scheme::Yescrypt => "yescrypt:ln=12,r=32",
        Scheme::Scrypt => "scrypt:ln=17,r=8,p=1",
        Scheme::Bcrypt => "bcrypt:12",
        Scheme::Pbkdf2Sha512 => "pbkdf2-sha512:220000",
        Scheme::Pbkdf2Sha256 => "pbkdf2-sha256:600000",
        Scheme::Pbkdf2Sha1 => "pbkdf2-sha1:1400000",
        Scheme::Sha512Crypt => "sha512-crypt:5000",
        Scheme::Sha256Crypt => "sha256-crypt:5000",
        Scheme::Phpass => "phpass:13",
        Scheme::PhpassSha512 => "phpass-sha512:16",
        Scheme::Md5Crypt => "md5-crypt",
        Scheme::Digest => "digest",
    }
}

/// Numbers between commas, each with its name, and nothing else.
pub(crate) fn named<const N: usize>(text: &str, names: [&str; N]) -> Option<[u32; N]> {
    let parts: [&str; N] = text.split(',').collect::<Vec<_>>().try_into().ok()?;
    let mut numbers = [0; N];
    for ((number, part), name) in numbers.iter_mut().zip(parts).zip(names) {
        *number = decimal(part.strip_prefix(name)?)?;
    }
    Some(numbers)
}

/// Numbers above 255 become 255, which no scheme has either.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// A text that is no [`Cost`].
///
/// ```
/// use countersign_password::Cost;
///
/// let refused = "scrypt:14".parse::<Cost>().unwrap_err();
/// assert_eq!(refused.to_string(), "a cost of scrypt is written like scrypt:ln=17,r=8,p=1");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostTextError {
    /// The name is of no scheme.
    #[error(transparent)]
    Scheme(#[from] UnknownScheme),
    /// The numbers are not spelled as they should be, or are missing.
    #[error("a cost of {scheme} is written like {right}")]
    Numbers {
        /// The scheme.
        scheme: Scheme,
        /// An example.
        right: &'static str,
    },
    /// The scheme does not have this cost.
    #[error("{scheme} does not have this cost: {cost}")]
    Cost {
        /// The scheme.
        scheme: Scheme,
        /// Why not.
        cost: CostError,
    },
}
