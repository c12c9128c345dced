//! From passwords to a blocklist.

use std::borrow::Cow;
use std::fmt;

use super::{Blocklist, BlocklistError, FalsePositives, fuse, key};

/// Collects the passwords of a [`Blocklist`]. Each takes 8 bytes here and about 32 while the list is built.
///
/// ```
/// use countersign_password::{Blocklist, FalsePositives};
///
/// # fn main() -> Result<(), countersign_password::BlocklistError> {
/// let mut list = Blocklist::builder();
/// for line in "swordfish99\nopen sesame".lines() {
///     list.add(line);
/// }
/// let list = list.build(FalsePositives::OneIn65536)?;
/// assert!(list.contains("open sesame"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct BlocklistBuilder {
    keys: Vec<u64>,
}

impl Blocklist {
    /// Starts an empty list.
    ///
    /// ```
    /// use countersign_password::{Blocklist, BlocklistError, FalsePositives};
    ///
    /// let empty = Blocklist::builder().build(FalsePositives::OneIn256);
    /// assert!(matches!(empty, Err(BlocklistError::Empty)));
    /// ```
    #[must_use]
    pub const fn builder() -> BlocklistBuilder {
        BlocklistBuilder::new()
    }
}

impl BlocklistBuilder {
    const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// Adds a password, in whatever normalization form. Capitals count: a policy compares in lower case
    /// too, so the form in lower case is the one that refuses most.
    ///
    /// ```
    /// use countersign_password::{Blocklist, FalsePositives};
    ///
    /// let mut list = Blocklist::builder();
    /// list.add("swordfish99");
    /// assert!(!list.build(FalsePositives::OneIn65536)?.contains("Swordfish99"));
    /// # Ok::<(), countersign_password::BlocklistError>(())
    /// ```
    pub fn add(&mut self, password: &str) {
        self.keys.push(key::of(password));
    }

    /// Adds a password of which only the SHA-1 is known, as in the lists of Have I Been Pwned.
    ///
    /// ```
    /// use countersign_password::{Blocklist, FalsePositives};
    ///
    /// // SHA-1 of "abc", RFC 3174 section 7.3.
    /// let sha1 = *b"\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0\xd8\x9d";
    /// let mut list = Blocklist::builder();
    /// list.add_sha1(&sha1);
    /// assert!(list.build(FalsePositives::OneIn65536)?.contains("abc"));
    /// # Ok::<(), countersign_password::BlocklistError>(())
    /// ```
    pub fn add_sha1(&mut self, sha1: &[u8; 20]) {
        self.keys.push(key::of_digest(sha1));
    }

    /// Builds the list. The same passwords give the same bytes, in whatever order they were added.
    ///
    /// # Errors
    ///
    /// [`BlocklistError::Empty`], [`BlocklistError::TooMany`] above 2^31 passwords, and
    /// [`BlocklistError::NoFilter`] for digests that were made to break it.
    ///
    /// ```
    /// use countersign_password::{Blocklist, FalsePositives};
    ///
    /// let (mut one, mut other) = (Blocklist::builder(), Blocklist::builder());
    /// ["swordfish99", "open sesame"].map(|password| one.add(password));
    /// ["open sesame", "swordfish99"].map(|password| other.add(password));
    /// let odds = FalsePositives::OneIn256;
    /// assert_eq!(one.build(odds)?.as_bytes(), other.build(odds)?.as_bytes());
    /// # Ok::<(), countersign_password::BlocklistError>(())
    /// ```
    pub fn build(self, odds: FalsePositives) -> Result<Blocklist, BlocklistError> {
        let (header, fingerprints) = fuse::build(self.keys, odds)?;
        Ok(Blocklist {
            header,
            bytes: Cow::Owned(header.encode(&fingerprints)),
        })
    }
}

impl fmt::Debug for BlocklistBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlocklistBuilder")
            .field("passwords", &self.keys.len())
            .finish_non_exhaustive()
    }
}
