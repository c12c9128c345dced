//! Keys: made, read and written in their forms, each bound to one algorithm; and sets of them.

mod algorithm;
mod family;
mod jwk;
mod key_id;
mod key_set;
mod material;
mod private_jwk;
mod private_key;
mod public_key;
mod rsa;
mod signing_key;
mod symmetric_key;
mod thumbprint;
mod verifying_key;

pub use algorithm::Algorithm;
pub use jwk::{Jwk, JwkSet};
pub use key_id::KeyId;
pub use key_set::{KeySet, SkippedKey};
pub use private_jwk::PrivateJwk;
pub use signing_key::{RsaSize, SigningKey};
pub use symmetric_key::SymmetricKey;
pub use thumbprint::{NotAThumbprint, Thumbprint};
pub use verifying_key::VerifyingKey;
