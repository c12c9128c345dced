//! Why a token does not pass.

use countersign_jose::VerifyError;
use thiserror::Error;

/// Why a token does not pass. The caller learns only which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The token is not good.
    #[error("the token was refused: {0}")]
    Token(VerifyError),
    /// The issuer's keys could not be renewed for so long that the present ones count no more.
    #[error("the issuer's keys are out of reach")]
    KeysOutOfReach,
}
