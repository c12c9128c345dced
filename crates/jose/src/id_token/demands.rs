//! What a client demands of every ID token, whichever request it answers.

use crate::{Audience, Claim, VerifyError};

/// What a client demands of every ID token.
#[derive(Clone, Debug)]
pub(super) struct Demands {
    pub(super) client: Audience,
    pub(super) trusted: Vec<Audience>,
    pub(super) contexts: Vec<String>,
    pub(super) methods: Vec<String>,
}

impl Demands {
    /// The client and whom it trusts beside itself.
    pub(super) fn audiences(&self) -> impl Iterator<Item = &Audience> {
        std::iter::once(&self.client).chain(&self.trusted)
    }

    // OpenID Connect Core 3.1.3.7, 12
    pub(super) fn check(
        &self,
        context: Option<&str>,
        methods: &[String],
    ) -> Result<(), VerifyError> {
        if !self.contexts.is_empty() {
            let context = context.ok_or(VerifyError::Missing(Claim::AuthContext))?;
            if !self.contexts.iter().any(|accepted| accepted == context) {
                return Err(VerifyError::Mismatch(Claim::AuthContext));
            }
        }
        if self.methods.iter().all(|method| methods.contains(method)) {
            Ok(())
        } else {
            Err(VerifyError::Mismatch(Claim::AuthMethods))
        }
    }
}
