//! Why an issuer could not be taken into use.

use countersign_fetch::FetchError;
use countersign_jose::{IdentifierError, KeyError};
use thiserror::Error;

/// Why an issuer could not be taken into use.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The issuer or the audience is not written as it must be.
    #[error("`{given}` is refused: {reason}")]
    Identifier {
        /// As it was given.
        given: String,
        /// What is wrong with it.
        reason: IdentifierError,
    },
    /// A URL over which anyone between could put other keys.
    #[error(
        "`{url}` is not secure: use https (http is for a loopback issuer only), \
         without user name, password and fragment"
    )]
    NotSecure {
        /// The issuer, or what its metadata says; of one with a password only what follows it.
        url: String,
    },
    /// The issuer publishes no metadata that can be read.
    #[error("no metadata at {url}: {reason}{}", remedy(.reason))]
    Metadata {
        /// The last place that was tried.
        url: String,
        /// What went wrong there.
        reason: FetchError,
    },
    /// RFC 8414 section 3.3: metadata of another issuer.
    #[error("the metadata is that of `{found}`, expected exactly `{expected}`")]
    IssuerMismatch {
        /// As it was given.
        expected: String,
        /// As the metadata says.
        found: String,
    },
    /// The key set cannot be fetched.
    #[error("no keys at {url}: {reason}{}", remedy(.reason))]
    KeysUnavailable {
        /// Where the metadata says they are.
        url: String,
        /// What went wrong.
        reason: FetchError,
    },
    /// The key set is no key set.
    #[error("the keys at {url} are refused: {reason}")]
    KeysRefused {
        /// Where they are.
        url: String,
        /// What is wrong with them.
        reason: KeyError,
    },
    /// Not one key of the set is usable.
    #[error(
        "the keys at {url} hold none that can be used: publish one for ES256, EdDSA or RS256, \
         or name the algorithm of RSA keys without `alg` by `Discovery::rsa_algorithm`"
    )]
    NoKeys {
        /// Where they are.
        url: String,
    },
}

/// How a host out of reach comes within it, if that is meant.
const fn remedy(reason: &FetchError) -> &'static str {
    match reason {
        FetchError::OutOfReach(_) => {
            "; `Discovery::private_network` allows an issuer inside a private network"
        }
        _ => "",
    }
}
