//! Checks of passwords that park.

use super::desk::Desk;
use countersign_issuer::{Admission, Against, Passwords, PasswordsError, PortFuture, Username};
use countersign_password::{Password, PasswordContext, Verdict};
use std::sync::{Arc, Mutex, PoisonError};

/// Checks passwords at once and for real. Each check parks once before it happens.
#[derive(Debug, Clone)]
pub struct ParkingPasswords {
    desk: Arc<Desk>,
    context: Arc<PasswordContext>,
    compared: Arc<Mutex<Vec<Against>>>,
}

impl ParkingPasswords {
    /// Parks at that desk, and makes new hashes as that context says.
    #[must_use]
    pub fn new(desk: Arc<Desk>, context: PasswordContext) -> Self {
        Self {
            desk,
            context: Arc::new(context),
            compared: Arc::default(),
        }
    }

    /// What passwords were compared with since the last call, in order.
    #[must_use]
    pub fn take_compared(&self) -> Vec<Against> {
        std::mem::take(&mut self.compared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Passwords for ParkingPasswords {
    fn admit(&self, _: Option<&Username>) -> Result<Box<dyn Admission>, PasswordsError> {
        Ok(Box::new(self.clone()))
    }
}

impl Admission for ParkingPasswords {
    fn check<'a>(
        self: Box<Self>,
        password: Password,
        against: Against,
    ) -> PortFuture<'a, Verdict, PasswordsError> {
        let park = self.desk.park("check_password");
        Box::pin(async move {
            park.await;
            let verdict = match &against {
                Against::Stored(stored) => self.context.verify_and_upgrade(stored, &password),
                Against::Nothing { .. } | Against::Unreadable { .. } => Ok(Verdict::Mismatch),
            };
            let mut compared = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
            compared.push(against);
            verdict.map_err(|error| PasswordsError::Failed(error.to_string()))
        })
    }
}
