//! The verifier in use: one place that all clones ask, with the tokens that it remembers.

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use countersign_jose::{
    self as jose, AccessToken, Audience, CachedVerifier, KeySet, UnixTime, Verified, VerifyError,
};

/// How many tokens are remembered unless told otherwise. A place takes 60 bytes and a common token half a
/// kilobyte with its claims: 0.5 MB from the start, and 4.5 MB when all places are taken.
const REMEMBERED: usize = 8_192;

/// The one place that holds the rules in use. A clone is the same place: a clone of the rules would go on
/// answering for keys that have been replaced.
#[derive(Debug, Clone)]
pub(super) struct Current(Arc<ArcSwap<Rules>>);

/// Keys, what tokens must say, and which tokens did: never changed, only replaced as a whole.
#[derive(Debug)]
pub(super) struct Rules {
    verifier: Remembering,
    capacity: usize,
}

#[derive(Debug)]
enum Remembering {
    Tokens(CachedVerifier),
    /// Shared secrets, whose check costs no more than the memory; or as the program chose.
    Nothing(jose::Verifier),
}

impl Current {
    pub(super) fn new(verifier: jose::Verifier) -> Self {
        let rules = Rules::new(verifier, REMEMBERED);
        Self(Arc::new(ArcSwap::from_pointee(rules)))
    }

    /// The rules of this moment, for one token.
    pub(super) fn load(&self) -> Guard<Arc<Rules>> {
        self.0.load()
    }

    /// Other keys from the next token on, and nothing remembered.
    pub(super) fn replace_keys(&self, keys: KeySet) {
        // A setting that is made at the same time must not bring back the old keys: whoever comes second
        // starts again.
        self.0.rcu(move |rules| rules.with_keys(keys.clone()));
    }

    /// Another bound, the same keys, and nothing remembered.
    pub(super) fn remember(&self, capacity: usize) {
        self.0.rcu(|rules| rules.with_capacity(capacity));
    }
}

impl Rules {
    fn new(verifier: jose::Verifier, capacity: usize) -> Self {
        let verifier = match CachedVerifier::new(verifier.clone(), capacity) {
            Ok(cached) if capacity > 0 => Remembering::Tokens(cached),
            _ => Remembering::Nothing(verifier),
        };
        Self { verifier, capacity }
    }

    pub(super) fn verify(
        &self,
        token: &str,
        now: UnixTime,
    ) -> Result<Arc<Verified<AccessToken>>, VerifyError> {
        match &self.verifier {
            Remembering::Tokens(verifier) => verifier.verify(token, now),
            Remembering::Nothing(verifier) => verifier.verify(token, now).map(Arc::new),
        }
    }

    pub(super) fn audience(&self) -> &Audience {
        self.verifier().audience()
    }

    fn with_keys(&self, keys: KeySet) -> Self {
        Self::new(self.verifier().with_keys(keys), self.capacity)
    }

    fn with_capacity(&self, capacity: usize) -> Self {
        Self::new(self.verifier().clone(), capacity)
    }

    const fn verifier(&self) -> &jose::Verifier {
        match &self.verifier {
            Remembering::Tokens(cached) => cached.verifier(),
            Remembering::Nothing(verifier) => verifier,
        }
    }
}
