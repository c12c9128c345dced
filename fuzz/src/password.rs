//! Stored password hashes.

use std::sync::LazyLock;

use countersign_password::{BcryptCost, Ceilings, Password, PasswordContext, PasswordHash};

/// So low that each computation takes microseconds; whatever asks for more must be refused.
static CHEAP: LazyLock<Option<(PasswordContext, Password)>> = LazyLock::new(|| {
    let ceilings = Ceilings::default()
        .argon2(64, 128)
        .bcrypt(BcryptCost::new(4).ok()?);
    let passwords = PasswordContext::builder()
        .new_hashes(BcryptCost::new(4).ok()?)
        .ceilings(ceilings)
        .build()
        .ok()?;
    Some((passwords, Password::parse("open sesame").ok()?))
});

/// A string that parses keeps its text and its meaning, and verifying it neither panics nor takes
/// more than the ceilings allow.
pub(crate) fn hash(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(parsed) = PasswordHash::parse(text) else {
        return;
    };
    let again = PasswordHash::parse(parsed.as_str());
    let again = again.unwrap_or_else(|error| panic!("its own text does not parse: {error}"));
    super::hold("the scheme is kept", again.scheme() == parsed.scheme());
    super::hold("the cost is kept", again.cost() == parsed.cost());
    super::hold("the text is kept", again.as_str() == parsed.as_str());
    let (passwords, password) = CHEAP
        .as_ref()
        .unwrap_or_else(|| panic!("the policy is sound"));
    drop(passwords.verify(&parsed, password));
    let _ = passwords.upgrade_reasons(&parsed);
}
