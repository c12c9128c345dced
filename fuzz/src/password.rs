//! What the database holds for passwords.

use std::sync::LazyLock;
use std::time::Duration;

use countersign_password::{
    Argon2Params, Blocklist, Ceilings, Cost, KeycloakArgon2, KeycloakCredential, NewPasswordPolicy,
    Password, PasswordContext, PasswordContextBuilder, PasswordHash, Pepper, PepperKey, StoredHash,
};

use crate::hold;

/// So low that each computation takes microseconds; whatever asks for more must be refused.
static CHEAP: LazyLock<Option<(PasswordContext, Password)>> = LazyLock::new(|| {
    let ceilings = Ceilings::default()
        .memory_kib(64)
        .work(Duration::from_micros(100));
    let passwords = PasswordContext::builder()
        .new_hashes(Argon2Params::new(8, 1, 1).ok()?)
        .ceilings(ceilings)
        .build()
        .ok()?;
    Some((passwords, Password::parse("open sesame").ok()?))
});

/// A string that parses keeps its text and its meaning, and is verified where its cost is allowed.
pub(crate) fn hash(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(parsed) = PasswordHash::parse(text) else {
        return;
    };
    hold("the text is kept", parsed.as_str() == text);
    let (passwords, password) = CHEAP
        .as_ref()
        .unwrap_or_else(|| panic!("the policy is sound"));
    let allowed = passwords.ceilings().check_for(parsed.cost(), password);
    let verified = passwords.verify(&parsed, password);
    hold(
        "the cost decides what is computed",
        verified.is_ok() == allowed.is_ok(),
    );
    let _ = passwords.upgrade_reasons(&parsed);
}

/// Fields of Keycloak's export, one a line: what is accepted is a hash that can be read again.
pub(crate) fn keycloak(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let mut field = || lines.next().unwrap_or_default();
    let number = |text: &str| text.parse().unwrap_or_default();
    let credential = KeycloakCredential {
        algorithm: field(),
        iterations: number(field()),
        salt: field(),
        value: field(),
        argon2: Some(KeycloakArgon2 {
            variant: field(),
            version: field(),
            memory_kib: number(field()),
            lanes: number(field()),
        }),
    };
    if let Ok(hash) = credential.to_hash() {
        hold(
            "the string is a hash",
            PasswordHash::parse(hash.as_str()).is_ok(),
        );
    }
}

/// Lines `name=value`: a policy that is accepted makes hashes that it accepts, or says why not.
pub(crate) fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let apply = |builder: PasswordContextBuilder, (name, value): (&str, &str)| {
        // A wrong one is refused, and leaves the others as they are.
        builder.clone().setting(name, value).unwrap_or(builder)
    };
    if let Ok(passwords) = pairs.fold(PasswordContext::builder(), apply).build() {
        let new: Cost = passwords.new_hashes();
        hold("new hashes can be made", new.scheme().makes_new_hashes());
        let allowed = passwords.ceilings().check(new);
        hold("new hashes are allowed", allowed.is_ok());
    }
}

/// Whoever has no key makes no envelope, and a hash is never taken for one.
pub(crate) fn stored(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let pepper =
        PepperKey::from_bytes("2026", b"0123456789abcdefghijklmnopqrstuv").map(Pepper::new);
    let pepper = pepper.unwrap_or_else(|error| panic!("the key is sound: {error}"));
    if let Ok(StoredHash::Peppered(envelope)) = StoredHash::parse(text) {
        hold("the text is kept", envelope.as_str() == text);
        hold(
            "an envelope opens for nobody",
            pepper.open(b"alice", &envelope).is_err(),
        );
    }
    drop(PepperKey::parse("2026", text));
}

/// A filter that is accepted is the file that was given, and can be asked anything.
pub(crate) fn blocklist(bytes: &[u8]) {
    if let Ok(list) = Blocklist::from_bytes(bytes.to_vec()) {
        hold("the file is kept", list.as_bytes() == bytes);
        for password in ["", "password1234567", "\u{e4}\u{308}"] {
            let _ = list.contains(password);
        }
    }
}

/// What is accepted as a new password is long enough and can be hashed.
pub(crate) fn new_password(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if NewPasswordPolicy::default()
        .check(text, &["alice", "countersign"])
        .is_ok()
    {
        // Normalization may join code points, never split what was 15 into fewer than it counted.
        hold("it is long enough", text.chars().count() >= 15);
        hold("it has no NUL", !text.contains('\0'));
        hold("it is short enough", text.len() <= 4 * Password::MAX_BYTES);
    }
}
