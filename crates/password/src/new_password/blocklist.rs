//! Lists of passwords that nobody may choose.

mod builder;
mod error;
mod false_positives;
mod file;
mod fuse;
mod key;

pub use builder::BlocklistBuilder;
pub use error::BlocklistError;
pub use false_positives::FalsePositives;

use std::borrow::Cow;
use std::fmt;

use file::Header;

/// The built-in list as a file: see `blocklist/README.md` of this crate.
const COMMON: &[u8] = include_bytes!("../../blocklist/common.filter");
const COMMON_HEADER: Header = match COMMON.first_chunk() {
    Some(head) => Header::of(head),
    None => panic!("common.filter is a whole file"),
};

/// A set of passwords that attackers try first, as a filter: compact, and without the passwords.
///
/// It is a binary fuse filter (Graf and Lemire, 2022, arXiv:2201.01174). A password that was put in is
/// always found. Another is taken for a listed one with the odds of [`FalsePositives`]; since a policy
/// looks up a password as typed and in lower case, twice that where it has capitals.
///
/// # The file
///
/// Numbers are little-endian.
///
/// | bytes | what |
/// | --- | --- |
/// | 0..16 | `csign-blocklist` and a newline |
/// | 16..18 | version: 1 |
/// | 18 | bits of a fingerprint *b*: 8 or 16 |
/// | 19 | log2 of the segment length *s* |
/// | 20..24 | number of segments *c* |
/// | 24..32 | seed |
/// | 32..40 | number of passwords |
/// | 40..72 | SHA-256 of all other bytes |
/// | 72.. | (*c* + 2) × *s* fingerprints |
///
/// The key of a password is the first 8 bytes, big-endian, of the SHA-1 of its UTF-8 in normalization
/// form C, so that published lists of SHA-1 digests can be used. (SHA-1 spreads here and protects
/// nothing.) With arithmetic modulo 2^64 and `/` that drops the rest:
///
/// ```text
/// mix(x):  x ^= x >> 33;  x *= 0xff51afd7ed558ccd;  x ^= x >> 33;  x *= 0xc4ceb9fe1a85ec53;  x ^ x >> 33
/// h      = mix(key + seed)
/// first  = h × c × s / 2^64            (the product unbounded)
/// second = (first + s)  ^ (h / 2^18 mod s)
/// third  = (first + 2s) ^ (h mod s)
/// listed = entry[first] ^ entry[second] ^ entry[third] == (h ^ h / 2^32) mod 2^b
/// ```
///
/// # Example
///
/// ```
/// use countersign_password::{Blocklist, FalsePositives};
///
/// # fn main() -> Result<(), countersign_password::BlocklistError> {
/// let mut list = Blocklist::builder();
/// list.add("tr0ub4dor&3");
/// let file = list.build(FalsePositives::OneIn65536)?.as_bytes().to_vec();
///
/// let list = Blocklist::from_bytes(file)?;
/// assert!(list.contains("tr0ub4dor&3"));
/// assert!(!list.contains("tr0ub4dor&4"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Blocklist {
    header: Header,
    bytes: Cow<'static, [u8]>,
}

impl Blocklist {
    /// The list that every policy has: about 20,000 passwords of 8 characters and more, in 49 KiB.
    ///
    /// They are the 10,000 commonest of at least 8 characters, and the 9,747 of at least 15, among the
    /// million of `10-million-password-list-top-1000000` (SecLists, MIT). What is shorter is refused for
    /// its length already. Online guessing is bounded by limits on attempts, so a list need not be long
    /// (SP 800-63B-4 section 3.1.1.2); `countersign blocklist build` makes a longer one.
    ///
    /// ```
    /// use countersign_password::Blocklist;
    ///
    /// let common = Blocklist::common();
    /// assert!(common.contains("password123") && common.contains("1q2w3e4r5t6y7u8i"));
    /// assert_eq!(common.passwords(), 19_736);
    /// ```
    #[must_use]
    pub const fn common() -> Self {
        Self {
            header: COMMON_HEADER,
            bytes: Cow::Borrowed(COMMON),
        }
    }

    /// Takes a whole file.
    ///
    /// # Errors
    ///
    /// [`BlocklistError`] when it is not such a file, of another version, cut short or changed.
    ///
    /// ```
    /// use countersign_password::{Blocklist, BlocklistError};
    ///
    /// let list = Blocklist::from_bytes(Blocklist::common().as_bytes().to_vec())?;
    /// assert!(matches!(Blocklist::from_bytes(b"password\n".to_vec()), Err(BlocklistError::NotABlocklist)));
    /// # Ok::<(), BlocklistError>(())
    /// ```
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, BlocklistError> {
        Ok(Self {
            header: file::check(&bytes)?,
            bytes: Cow::Owned(bytes),
        })
    }

    /// The file, to be written as it is.
    ///
    /// ```
    /// use countersign_password::Blocklist;
    ///
    /// assert!(Blocklist::common().as_bytes().starts_with(b"csign-blocklist\n"));
    /// ```
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the list has this password, in whatever normalization form; capitals count.
    ///
    /// ```
    /// use countersign_password::Blocklist;
    ///
    /// assert!(Blocklist::common().contains("football1"));
    /// assert!(!Blocklist::common().contains("seven green umbrellas"));
    /// ```
    #[must_use]
    pub fn contains(&self, password: &str) -> bool {
        let hash = self.header.hash(key::of(password));
        let entries = self.bytes.get(file::HEADER..).unwrap_or_default();
        self.header.fingerprint(hash) == self.header.xor_at_places(entries, hash)
    }

    /// How many passwords were put in, each counted once.
    ///
    /// ```
    /// use countersign_password::{Blocklist, FalsePositives};
    ///
    /// let mut list = Blocklist::builder();
    /// list.add("tr0ub4dor&3");
    /// list.add("tr0ub4dor&3");
    /// assert_eq!(list.build(FalsePositives::OneIn256)?.passwords(), 1);
    /// # Ok::<(), countersign_password::BlocklistError>(())
    /// ```
    #[must_use]
    pub const fn passwords(&self) -> u64 {
        self.header.passwords
    }

    /// How often it takes another password for a listed one.
    ///
    /// ```
    /// use countersign_password::{Blocklist, FalsePositives};
    ///
    /// assert_eq!(Blocklist::common().false_positives(), FalsePositives::OneIn65536);
    /// ```
    #[must_use]
    pub const fn false_positives(&self) -> FalsePositives {
        self.header.odds
    }
}

impl fmt::Debug for Blocklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocklist")
            .field("passwords", &self.passwords())
            .field("false_positives", &self.false_positives())
            .finish_non_exhaustive()
    }
}
