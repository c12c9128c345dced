//! What is measured, and the calls that do it.

/// What every implementation hashes.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const SALT: &[u8; 16] = b"sixteen bytes of";

/// What is computed.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    Argon2id { kib: u32, passes: u32, lanes: u32 },
    Bcrypt { cost: u32 },
    Pbkdf2Sha256 { rounds: u32 },
}

/// A call that computes `hashes` hashes.
pub(crate) struct Contender {
    pub(crate) hashes: u32,
    pub(crate) call: Box<dyn FnMut() -> Result<(), String>>,
}

impl Contender {
    pub(crate) fn new(call: impl FnMut() -> Result<(), String> + 'static) -> Self {
        Self {
            hashes: 1,
            call: Box::new(call),
        }
    }
}
