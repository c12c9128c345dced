//! The audience of one token: one API, or several.

use serde::{Serialize, Serializer};

use crate::Audience;

/// The audiences of one token: never none. On the wire one is a string, several are an array
/// (RFC 7519 section 4.1.3).
///
/// ```
/// use countersign_jose::{Audience, Audiences};
///
/// let items = Audience::parse("https://items.example.com")?;
/// let users = Audience::parse("https://users.example.com")?;
/// let both = Audiences::from(items.clone()).and(users);
/// assert!(both.contains(&items));
/// assert_eq!(both.iter().count(), 2);
/// # Ok::<(), countersign_jose::IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audiences {
    first: Audience,
    rest: Vec<Audience>,
}

impl Audiences {
    /// The same audiences and one more; nothing changes where it is among them already.
    ///
    /// ```
    /// # use countersign_jose::{Audience, Audiences};
    /// let one = Audiences::from(Audience::parse("a")?);
    /// assert_eq!(one.clone().and(Audience::parse("a")?), one);
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    #[must_use]
    pub fn and(mut self, audience: Audience) -> Self {
        if !self.contains(&audience) {
            self.rest.push(audience);
        }
        self
    }

    /// Collects audiences; `None` where there are none.
    ///
    /// ```
    /// # use countersign_jose::{Audience, Audiences};
    /// assert!(Audiences::collect([]).is_none());
    /// assert!(Audiences::collect([Audience::parse("a")?]).is_some());
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    pub fn collect(audiences: impl IntoIterator<Item = Audience>) -> Option<Self> {
        let mut audiences = audiences.into_iter();
        let first = Self::from(audiences.next()?);
        Some(audiences.fold(first, Self::and))
    }

    /// Whether exactly this audience is among them.
    ///
    /// ```
    /// # use countersign_jose::{Audience, Audiences};
    /// let audiences = Audiences::from(Audience::parse("items")?);
    /// assert!(!audiences.contains(&Audience::parse("item")?));
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, audience: &Audience) -> bool {
        self.iter().any(|one| one == audience)
    }

    /// Each audience, in the order given.
    ///
    /// ```
    /// # use countersign_jose::{Audience, Audiences};
    /// let audiences = Audiences::from(Audience::parse("items")?);
    /// assert_eq!(audiences.iter().next().map(Audience::as_str), Some("items"));
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &Audience> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl From<Audience> for Audiences {
    fn from(first: Audience) -> Self {
        Self {
            first,
            rest: Vec::new(),
        }
    }
}

impl Serialize for Audiences {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.rest.is_empty() {
            self.first.as_str().serialize(serializer)
        } else {
            serializer.collect_seq(self.iter().map(Audience::as_str))
        }
    }
}
