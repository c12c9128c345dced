//! A value of a member that somebody asked for.

use super::error::WrongType;
use super::kind::Kind;
use super::text::Text;

/// A value, checked; the inside of lists and objects is read again by whoever needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'j> {
    text: &'j str,
    kind: Kind,
}

impl<'j> Raw<'j> {
    /// `text` must have been checked by the reader.
    #[inline]
    pub(super) const fn new(kind: Kind, text: &'j str) -> Self {
        Self { text, kind }
    }

    #[inline]
    pub(crate) const fn into_text(self) -> Result<Text<'j>, WrongType> {
        match self.kind {
            Kind::Plain | Kind::Escaped => Ok(Text::new(self.text, self.kind)),
            Kind::Number | Kind::List | Kind::Object | Kind::Literal => Err(WrongType),
        }
    }

    /// The whole list, for [`super::elements`].
    #[inline]
    pub(crate) const fn as_list(self) -> Option<&'j str> {
        match self.kind {
            Kind::List => Some(self.text),
            _ => None,
        }
    }

    /// The whole object, for [`super::read_object`].
    #[inline]
    pub(crate) const fn as_object(self) -> Option<&'j str> {
        match self.kind {
            Kind::Object => Some(self.text),
            _ => None,
        }
    }

    /// A number that is not negative, without its fraction.
    #[inline]
    pub(crate) fn into_whole_number(self) -> Result<u64, WrongType> {
        if self.kind != Kind::Number {
            return Err(WrongType);
        }
        // Digits alone: the reader lets no sign but a minus pass.
        self.text.parse().or_else(|_| whole(self.text))
    }
}

fn whole(text: &str) -> Result<u64, WrongType> {
    // 2^53: beyond it a fraction cannot be told from the whole.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number: f64 = text.parse().map_err(|_| WrongType)?;
    if !(0.0..EXACT).contains(&number) {
        return Err(WrongType);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked; the fraction is dropped on purpose"
    )]
    Ok(number as u64)
}
