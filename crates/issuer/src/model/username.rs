//! What a user is called.

pub(super) mod bidi_rule;
pub(super) mod identifier_class;
mod problem;
mod profile;
mod restriction;
#[cfg(test)]
mod tests;

pub use problem::CharacterProblem;

use unicode_normalization::UnicodeNormalization;

use super::NameError;
use super::by_key::compared_by_key;

const WHAT: &str = "user name";
const LIMIT: usize = 128;

/// Begins the key of a name that the profile does not take. No other key has this character: it is
/// a symbol, and RFC 8264 takes none outside ASCII.
const OLD: char = '\u{ac}';

/// A user's name: kept as typed, compared by a key.
///
/// Two names are one person's if their keys are equal. The key follows the profile
/// `UsernameCaseMapped` (RFC 8265 section 3.3): it does not depend on capital or small letters,
/// composed or decomposed accents, full-width or half-width forms, and spaces at the ends or repeated
/// inside. Equality, order and hash of this type are those of the key.
///
/// New names keep more rules than old ones: [`parse_new`](Self::parse_new) is for who creates a user
/// or gives one another name, [`parse`](Self::parse) for who looks one up.
///
/// ```
/// use countersign_issuer::Username;
///
/// let ada = Username::parse_new("Ada Lovelace")?;
/// assert_eq!(ada.as_str(), "Ada Lovelace");
/// assert_eq!(ada.key(), "ada lovelace");
/// assert_eq!(ada, Username::parse(" ADA  lovelace")?);
///
/// let refused = Username::parse_new("\u{430}da").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "the user name mixes scripts: U+0430 at character 1 is Cyrillic, U+0064 at character 2 is Latin; \
///      write the name in one script",
/// );
/// # Ok::<(), countersign_issuer::NameError>(())
/// ```
#[derive(Clone)]
pub struct Username {
    typed: String,
    key: String,
}

impl Username {
    /// Reads the name of somebody to look up.
    ///
    /// White space at both ends is dropped. Names that no new user could have are read too, since an
    /// older version may have taken them; their key is that of
    /// [`key_of_old_name`](Self::key_of_old_name).
    ///
    /// # Errors
    ///
    /// The name is empty, longer than 128 bytes, or has a control character.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let typed = text.trim();
        if typed.is_empty() {
            return Err(NameError::Empty(WHAT));
        }
        if typed.len() > LIMIT {
            return Err(NameError::TooLong {
                what: WHAT,
                limit: LIMIT,
            });
        }
        check_controls(typed)?;
        Ok(Self {
            typed: typed.to_owned(),
            key: Self::key_of_old_name(typed),
        })
    }

    /// Reads the name of a new user.
    ///
    /// Beyond [`parse`](Self::parse): the profile takes the name, its key has at most 128 bytes too,
    /// and the whole name is "highly restrictive" (Unicode Technical Standard 39 section 5.2): every
    /// character is in common use and all are of one script, or of Latin with Chinese, Japanese or
    /// Korean ones. A name that is written in one other script from end to end is allowed, even where
    /// it looks like a Latin one.
    ///
    /// # Errors
    ///
    /// The rule, the character as U+XXXX, its place, and what would be right. The message is ASCII.
    pub fn parse_new(text: &str) -> Result<Self, NameError> {
        let name = Self::parse(text)?;
        let composed = profile::compose(&name.typed);

        let key = profile::key(&composed)?;
        if key.len() > LIMIT {
            return Err(NameError::KeyTooLong { limit: LIMIT });
        }
        restriction::check(&composed)?;

        Ok(Self { key, ..name })
    }

    /// A name as storage kept it. The key is not derived again: another version of Unicode may give
    /// another one, and the user would not be found.
    #[must_use]
    pub const fn from_stored(typed: String, key: String) -> Self {
        Self { typed, key }
    }

    /// The key of any name that an older version took, for the migration of its users.
    ///
    /// Where the profile takes the name, this is the key of a new user of that name. Elsewhere it is
    /// U+00AC followed by the name in normalization form C and small letters. Keys of the two kinds
    /// are never equal.
    #[must_use]
    pub fn key_of_old_name(text: &str) -> String {
        let text = text.trim();
        match profile::key(&profile::compose(text)) {
            Ok(key) if (1..=LIMIT).contains(&key.len()) => key,
            _ => lenient_key(text),
        }
    }

    /// The name as typed. It may have any character but controls: `Debug` escapes those that
    /// would change how a line is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// What the name is compared by, and found by in storage.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn check_controls(name: &str) -> Result<(), NameError> {
    let control = (1..)
        .zip(name.chars())
        .find(|(_, character)| character.is_control());
    control.map_or(Ok(()), |(place, character)| {
        Err(NameError::Character {
            character,
            place,
            problem: CharacterProblem::Control,
        })
    })
}

fn lenient_key(name: &str) -> String {
    let small = name.nfc().collect::<String>().to_lowercase();
    std::iter::once(OLD).chain(small.nfc()).collect()
}

compared_by_key!(Username);
