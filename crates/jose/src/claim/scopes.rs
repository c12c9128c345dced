//! The scope of a token: a set of names, written with spaces between them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::encoding::text::text_newtype;

/// A set of scope names (RFC 6749 section 3.3): sorted, without repetition, maybe empty.
///
/// Equal sets are equal values, whatever order they were written in.
///
/// ```
/// use countersign_jose::Scopes;
///
/// let scopes = Scopes::parse("profile:read items:write")?;
/// assert!(scopes.contains("items:write"));
/// assert_eq!(scopes, Scopes::parse("items:write profile:read")?);
/// assert_eq!(scopes.to_string(), "items:write profile:read");
/// # Ok::<(), countersign_jose::ScopesError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Scopes(String);

impl Scopes {
    /// Reads the wire form: names with one space between them, or nothing.
    ///
    /// # Errors
    /// [`ScopesError`] where a name is empty or has a byte that RFC 6749 section 3.3 rules out.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert!(Scopes::parse("")?.is_empty());
    /// assert!(Scopes::parse("two  spaces").is_err());
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScopesError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        if !is_scope(text) {
            return Err(ScopesError);
        }
        Ok(Self::from_grammatical(text))
    }

    /// Collects single names into a set.
    ///
    /// # Errors
    /// [`ScopesError`] where a name is empty or has a byte that RFC 6749 section 3.3 rules out.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert_eq!(Scopes::from_names(["b", "a", "b"])?.as_str(), "a b");
    /// assert!(Scopes::from_names(["a b"]).is_err());
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    pub fn from_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, ScopesError> {
        let names: Vec<&str> = names.into_iter().collect();
        if names.iter().all(|name| is_scope_token(name)) {
            Ok(Self::join(names))
        } else {
            Err(ScopesError)
        }
    }

    /// Whether exactly this name is in the set.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert!(!Scopes::parse("items")?.contains("item"));
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|one| one == name)
    }

    /// Whether every name of `self` is in `other`.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert!(Scopes::parse("a")?.is_subset(&Scopes::parse("a b")?));
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|name| other.contains(name))
    }

    /// The names, sorted.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// let names: Vec<_> = Scopes::parse("b a")?.iter().map(str::to_owned).collect();
    /// assert_eq!(names, ["a", "b"]);
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|name| !name.is_empty())
    }

    /// Whether the set has no name.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert!(Scopes::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The wire form.
    ///
    /// ```
    /// # use countersign_jose::Scopes;
    /// assert_eq!(Scopes::parse("a")?.as_str(), "a");
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_grammatical(text: &str) -> Self {
        if text.split(' ').is_sorted_by(|a, b| a < b) {
            Self(text.to_owned())
        } else {
            Self::join(text.split(' ').collect())
        }
    }

    fn join(mut names: Vec<&str>) -> Self {
        names.sort_unstable();
        names.dedup();
        Self(names.join(" "))
    }
}

/// The scope of a token as it is written in it, borrowed: in the issuer's order, maybe with
/// repetition.
///
/// ```
/// use countersign_jose::ScopesRef;
///
/// let scopes = ScopesRef::parse("profile:read items:write")?;
/// assert!(scopes.contains("items:write"));
/// assert_eq!(scopes.to_scopes().as_str(), "items:write profile:read");
/// # Ok::<(), countersign_jose::ScopesError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ScopesRef<'t>(Cow<'t, str>);

impl<'t> ScopesRef<'t> {
    /// Reads the wire form: names with one space between them, or nothing.
    ///
    /// # Errors
    /// [`ScopesError`] where a name is empty or has a byte that RFC 6749 section 3.3 rules out.
    ///
    /// ```
    /// # use countersign_jose::ScopesRef;
    /// assert!(ScopesRef::parse("")?.is_empty());
    /// assert!(ScopesRef::parse("two  spaces").is_err());
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    pub fn parse(text: impl Into<Cow<'t, str>>) -> Result<Self, ScopesError> {
        let text = text.into();
        if text.is_empty() || is_scope(&text) {
            Ok(Self(text))
        } else {
            Err(ScopesError)
        }
    }

    /// Whether exactly this name is among them.
    ///
    /// ```
    /// # use countersign_jose::ScopesRef;
    /// assert!(!ScopesRef::parse("items")?.contains("item"));
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|one| one == name)
    }

    /// The names, as they are written.
    ///
    /// ```
    /// # use countersign_jose::ScopesRef;
    /// let scopes = ScopesRef::parse("b a")?;
    /// assert_eq!(scopes.iter().collect::<Vec<_>>(), ["b", "a"]);
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|name| !name.is_empty())
    }

    /// Whether there is no name.
    ///
    /// ```
    /// # use countersign_jose::ScopesRef;
    /// assert!(ScopesRef::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set that they make, in memory of its own.
    ///
    /// ```
    /// # use countersign_jose::{Scopes, ScopesRef};
    /// assert_eq!(ScopesRef::parse("b a b")?.to_scopes(), Scopes::parse("a b")?);
    /// # Ok::<(), countersign_jose::ScopesError>(())
    /// ```
    #[must_use]
    pub fn to_scopes(&self) -> Scopes {
        Scopes::from_grammatical(&self.0)
    }
}

/// A scope that breaks the grammar of RFC 6749 section 3.3.
///
/// ```
/// use countersign_jose::{Scopes, ScopesError};
///
/// assert_eq!(Scopes::parse("quote\""), Err(ScopesError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope is made of names with one space between them; a name has visible ASCII characters \
     other than \" and \\"
)]
pub struct ScopesError;

text_newtype!(Scopes, ScopesError);

// RFC 6749 3.3: scope = scope-token *( SP scope-token )
fn is_scope(text: &str) -> bool {
    let mut after_space = true;
    for byte in text.bytes() {
        let is_space = byte == b' ';
        if (is_space && after_space) || !(is_space || is_scope_byte(byte)) {
            return false;
        }
        after_space = is_space;
    }
    !after_space
}

// RFC 6749 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
fn is_scope_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_scope_byte)
}

const fn is_scope_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use super::{Scopes, ScopesError};

    #[test]
    fn grammar_is_that_of_rfc_6749() {
        for text in [
            " ", "a ", " a", "a  b", "a\tb", "a\nb", "a\"", "a\\", "é", "a\0", "\u{7f}",
        ] {
            assert_eq!(Scopes::parse(text), Err(ScopesError), "{text:?}");
            assert_eq!(Scopes::from_names([text]), Err(ScopesError), "{text:?}");
        }
        assert_eq!(Scopes::from_names([""]), Err(ScopesError));
        assert!(Scopes::parse("!#[]~ a:b/c https://x.example/y?z").is_ok());
    }

    #[test]
    fn order_and_repetition_do_not_matter() {
        let scopes = Scopes::parse("b a b c a").unwrap();
        assert_eq!(scopes.as_str(), "a b c");
        assert_eq!(scopes, Scopes::from_names(["c", "b", "a"]).unwrap());
        assert_eq!(scopes.iter().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(!scopes.contains("a b") && !scopes.contains(""));
        assert!(Scopes::default().is_subset(&scopes) && !scopes.is_subset(&Scopes::default()));
    }
}
