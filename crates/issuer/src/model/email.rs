//! Where mail reaches a user.

mod error;
#[cfg(test)]
mod tests;

pub use error::{EmailError, EmailProblem};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::CharacterProblem;
use super::by_key::compared_by_key;
use super::username::{bidi_rule, identifier_class};

/// RFC 5321 section 4.5.3.1.3: a path has 256 octets, two of which are angle brackets.
const LIMIT: usize = 254;
/// RFC 5321 section 4.5.3.1.1.
const LOCAL_PART_LIMIT: usize = 64;
/// RFC 1035 section 2.3.4.
const LABEL_LIMIT: usize = 63;

/// A mail address: kept as typed, compared by a key.
///
/// It is `local-part@domain` (RFC 5321 section 4.1.2) without what forms and mail servers rarely agree
/// on: no quoted local part, no comment, no IP address as a domain. Both parts may have characters
/// beyond ASCII (RFC 6531), as far as they can be seen.
///
/// The key has the domain in small letters and both parts in Unicode's normalization form C. The local
/// part keeps its letters: only the server that owns it knows whether their case matters. Equality,
/// order and hash of this type are those of the key. A label of the domain in its two forms, such as
/// `b\u{fc}cher` and `xn--bcher-kva`, makes two addresses.
///
/// ```
/// use countersign_issuer::EmailAddress;
///
/// let ada = EmailAddress::parse("Ada@Example.org")?;
/// assert_eq!(ada.as_str(), "Ada@Example.org");
/// assert_eq!(ada.key(), "Ada@example.org");
///
/// let refused = EmailAddress::parse("ada@example").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "the domain of the mail address has no dot: write its ending too, as in example.org",
/// );
/// # Ok::<(), countersign_issuer::EmailError>(())
/// ```
#[derive(Clone)]
pub struct EmailAddress {
    typed: String,
    key: String,
}

impl EmailAddress {
    /// Reads an address.
    ///
    /// A domain of one label is refused: mostly its ending was forgotten, and many mail servers do
    /// not deliver to one (RFC 7085). The exception is `localhost`, which always names the machine
    /// itself (RFC 6761 section 6.3) and serves to try things out.
    ///
    /// # Errors
    ///
    /// The rule, the character as U+XXXX, its place, and what would be right. The message is ASCII.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.len() > LIMIT {
            return Err(EmailError::TooLong);
        }
        let (local_part, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;

        check_local_part(local_part)?;
        check_domain(domain, place_after(local_part, 1).saturating_add(1))?;
        Ok(Self::from_stored(text.to_owned()))
    }

    /// An address as storage kept it. It is not checked: an older version may have taken more.
    #[must_use]
    pub fn from_stored(typed: String) -> Self {
        let key = match typed.rsplit_once('@') {
            Some((local_part, domain)) => {
                let labels: Vec<_> = domain.split('.').map(in_small_letters).collect();
                format!("{}@{}", local_part.nfc(), labels.join("."))
            }
            None => typed.nfc().collect(),
        };
        Self { typed, key }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// What the address is compared by.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// RFC 5321 4.1.2: Dot-string, with the characters beyond ASCII of RFC 6531 3.3.
fn check_local_part(local_part: &str) -> Result<(), EmailError> {
    if local_part.is_empty() {
        return Err(EmailError::NoLocalPart);
    }
    if local_part.len() > LOCAL_PART_LIMIT {
        return Err(EmailError::LocalPartTooLong);
    }

    let composed: Vec<_> = local_part.nfc().collect();
    let mut after_dot = true;
    for (place, character) in (1..).zip(composed.iter().copied()) {
        let is_last = place == composed.len();
        let checked = match character {
            '.' if after_dot || is_last => Err(EmailProblem::Dot),
            '.' => Ok(()),
            _ => check_local_character(character),
        };
        checked.map_err(|problem| refused(character, place, problem))?;
        after_dot = character == '.';
    }
    Ok(())
}

fn check_local_character(character: char) -> Result<(), EmailProblem> {
    check_visible(character)?;
    match character {
        '@' => Err(EmailProblem::SecondAt),
        '"' => Err(EmailProblem::Quoted),
        // RFC 5322 3.2.3: atext.
        _ if character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character) => {
            Ok(())
        }
        _ if character.is_ascii() => Err(EmailProblem::NotInLocalPart),
        _ => Ok(()),
    }
}

/// RFC 5321 4.1.2: labels with dots between them. `place` is that of the first character.
fn check_domain(domain: &str, place: usize) -> Result<(), EmailError> {
    if domain.is_empty() {
        return Err(EmailError::NoDomain);
    }
    if domain.starts_with('[') {
        return Err(EmailError::IpAddress);
    }

    let mut next = place;
    for label in domain.split('.') {
        let composed: Vec<_> = label.nfc().collect();
        if composed.is_empty() {
            // The dot that follows the empty label, or where the domain ends, the one before it.
            let dot = next.min(place_after(domain, place).saturating_sub(1));
            return Err(refused('.', dot, EmailProblem::Dot));
        }
        if label.len() > LABEL_LIMIT {
            return Err(EmailError::LabelTooLong { place: next });
        }
        check_label(&composed, next)?;
        next = place_after(label, next).saturating_add(1);
    }

    match domain.rsplit_once('.') {
        None if !domain.eq_ignore_ascii_case("localhost") => Err(EmailError::NoDot),
        // RFC 3696 2: the last label is not all digits, so that a domain does not look like an address.
        Some((_, last)) if last.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(EmailError::IpAddress)
        }
        _ => Ok(()),
    }
}

/// Letters, digits and hyphens, or a U-label (RFC 5890 2.3.2.1). `place` is that of the first
/// character.
fn check_label(label: &[char], place: usize) -> Result<(), EmailError> {
    for (index, character) in label.iter().copied().enumerate() {
        let is_end = index == 0 || index.saturating_add(1) == label.len();
        check_domain_character(character, is_end)
            .map_err(|problem| refused(character, place.saturating_add(index), problem))?;
    }

    // RFC 5891 4.2.3.2: no combining mark at the start.
    if let Some(first) = label
        .first()
        .copied()
        .filter(|first| is_combining_mark(*first))
    {
        let problem = EmailProblem::Unicode(CharacterProblem::MarkWithoutLetter);
        return Err(refused(first, place, problem));
    }

    // RFC 5892: what a label may have is what an identifier may have, but for signs of ASCII.
    if let Err((index, _)) = identifier_class::check(label) {
        return Err(refused_in(label, index, place, EmailProblem::NotInDomain));
    }

    // RFC 5891 4.2.3.4: the Bidi rule.
    bidi_rule::check(label).map_err(|index| {
        let problem = EmailProblem::Unicode(CharacterProblem::Direction);
        refused_in(label, index, place, problem)
    })
}

fn check_domain_character(character: char, is_end: bool) -> Result<(), EmailProblem> {
    check_visible(character)?;
    match character {
        '-' if is_end => Err(EmailProblem::Hyphen),
        '-' => Ok(()),
        _ if character.is_ascii() && !character.is_ascii_alphanumeric() => {
            Err(EmailProblem::NotInDomain)
        }
        _ => Ok(()),
    }
}

fn check_visible(character: char) -> Result<(), EmailProblem> {
    identifier_class::check_printable(character).map_err(|problem| match problem {
        CharacterProblem::Space => EmailProblem::Space,
        _ => EmailProblem::Unicode(problem),
    })
}

/// The place after the last character of a text that begins at a place.
fn place_after(text: &str, place: usize) -> usize {
    place.saturating_add(text.nfc().count())
}

const fn refused(character: char, place: usize, problem: EmailProblem) -> EmailError {
    EmailError::Character {
        character,
        place,
        problem,
    }
}

fn refused_in(label: &[char], index: usize, place: usize, problem: EmailProblem) -> EmailError {
    let character = label.get(index).copied().unwrap_or_default();
    refused(character, place.saturating_add(index), problem)
}

fn in_small_letters(label: &str) -> String {
    let small = label.nfc().collect::<String>().to_lowercase();
    small.nfc().collect()
}

compared_by_key!(EmailAddress);
