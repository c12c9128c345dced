//! How often a blocklist is wrong.

/// How often a blocklist takes a password for a listed one that is not: a matter of size.
///
/// ```
/// use countersign_password::{Blocklist, FalsePositives};
///
/// let mut list = Blocklist::builder();
/// (0..10_000).for_each(|number| list.add(&format!("password {number}")));
/// let small = list.clone().build(FalsePositives::OneIn256)?;
/// let exact = list.build(FalsePositives::OneIn65536)?;
/// assert!(small.as_bytes().len() < 14_000 && exact.as_bytes().len() < 28_000);
/// # Ok::<(), countersign_password::BlocklistError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FalsePositives {
    /// One in 256; about 9 bits for each password of a long list.
    OneIn256,
    /// One in 65,536; about 18 bits for each password of a long list.
    OneIn65536,
}
