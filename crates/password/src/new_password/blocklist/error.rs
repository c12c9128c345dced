//! What goes wrong with blocklists.

/// Why bytes are not a blocklist, or passwords do not become one.
///
/// ```
/// use countersign_password::Blocklist;
///
/// let mut file = Blocklist::common().as_bytes().to_vec();
/// file.pop();
/// assert_eq!(
///     Blocklist::from_bytes(file).unwrap_err().to_string(),
///     "the blocklist has 49223 bytes, and its header says 49224: it was cut short or changed",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlocklistError {
    /// The bytes do not begin as such a file does.
    #[error("not a blocklist; make one of a list of passwords with: countersign blocklist build")]
    NotABlocklist,
    /// A later version made it.
    #[error("the blocklist has version {version}; version 1 is known")]
    UnknownVersion {
        /// The version in its header.
        version: u16,
    },
    /// The header says what no builder writes.
    #[error("the blocklist's header is damaged: {0}")]
    Header(&'static str),
    /// The header says another length.
    #[error(
        "the blocklist has {bytes} bytes, and its header says {expected}: it was cut short or changed"
    )]
    Length {
        /// Length of the file in bytes.
        bytes: u64,
        /// Length that it should have.
        expected: u64,
    },
    /// A byte was changed.
    #[error(
        "the blocklist was changed or damaged: its content does not have the checksum in its header"
    )]
    Checksum,
    /// No password was put in.
    #[error("there is no password for the blocklist")]
    Empty,
    /// More passwords than a list can have.
    #[error("there are {passwords} passwords; a blocklist takes at most {most}")]
    TooMany {
        /// How many there are.
        passwords: u64,
        /// How many there may be.
        most: u64,
    },
    /// The keys contradict each other under every seed: they were made to.
    #[error("no filter can be made of these digests: they are not digests of passwords")]
    NoFilter,
}
