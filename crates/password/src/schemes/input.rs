//! What goes into a computation, and what comes out.

use zeroize::Zeroizing;

/// What a computation is given, beside its parameters.
pub(super) struct Input<'a> {
    pub(super) password: &'a [u8],
    pub(super) salt: &'a [u8],
    /// Length of the tag. Computations whose tag has one length do not look at it.
    pub(super) tag_bytes: usize,
}

/// A computed tag. It says as much about the password as the stored hash does, so it is wiped.
pub(super) type Tag = Zeroizing<Vec<u8>>;
