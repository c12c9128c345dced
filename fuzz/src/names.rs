//! Names and addresses of users.

use countersign_issuer::{EmailAddress, Username};

use crate::hold;

/// What begins the key of a name that only an older version took.
const OLD: char = '\u{ac}';

/// Any text has a key, a key is its own key, a new name is found by its text, and an error is ASCII.
pub(crate) fn username(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let key = Username::key_of_old_name(&text);
    hold(
        "a key is its own key, and an old one nobody's",
        (Username::key_of_old_name(&key) == key) != key.starts_with(OLD),
    );

    match Username::parse(&text) {
        Ok(name) => {
            hold("the text is kept", name.as_str() == text.trim());
            hold("old and new names are found alike", name.key() == key);
        }
        Err(error) => hold_printable(&error.to_string()),
    }
    match Username::parse_new(&text) {
        Ok(name) => {
            hold("a new name is found by its text", name.key() == key);
            hold("its key is not an old one", !key.starts_with(OLD));
            hold("its key is short enough", key.len() <= 128);
        }
        Err(error) => hold_printable(&error.to_string()),
    }
}

/// What is accepted has two parts within their lengths, its key is its own key, and an error is ASCII.
pub(crate) fn email(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let stored = EmailAddress::from_stored(text.clone().into_owned());
    match EmailAddress::parse(&text) {
        Ok(address) => {
            hold("the text is kept", address.as_str() == text);
            hold("it is stored as it is", stored == address);

            let (local_part, domain) = text.rsplit_once('@').unwrap_or_default();
            hold("it has a local part", (1..=64).contains(&local_part.len()));
            hold("it has a domain", (1..=252).contains(&domain.len()));
            hold("it is on one line", !text.chars().any(char::is_control));
        }
        Err(error) => hold_printable(&error.to_string()),
    }

    let key = EmailAddress::from_stored(stored.key().to_owned());
    hold("a key is its own key", key.key() == stored.key());
}

/// An error shows nothing of the text, which could change what a terminal shows.
fn hold_printable(message: &str) {
    let is_printable = |byte| matches!(byte, b' '..=b'~');
    hold("an error is ASCII", message.bytes().all(is_printable));
}
