//! One row of the syntaxes: a prefix, and how the rest of the string is parsed.

use crate::schemes::Record;
use crate::{CostError, HashFormatError, Scheme};

/// One prefix: the scheme that it names, and what parses the rest of the string.
pub(super) struct Syntax {
    pub(super) prefix: &'static str,
    pub(super) scheme: Scheme,
    pub(super) parse: fn(&str) -> Result<Record, Malformed>,
}

/// Why the rest of a string is not what its prefix promises. It quotes nothing.
pub(super) enum Malformed {
    Rule(&'static str),
    Cost(CostError),
}

impl Malformed {
    pub(super) const fn of(self, scheme: Scheme) -> HashFormatError {
        match self {
            Self::Rule(rule) => HashFormatError::Malformed { scheme, rule },
            Self::Cost(cost) => HashFormatError::Cost { scheme, cost },
        }
    }
}

impl From<CostError> for Malformed {
    fn from(cost: CostError) -> Self {
        Self::Cost(cost)
    }
}

/// A rule that what is parsed must keep.
pub(super) trait OrRule<T> {
    fn or_rule(self, rule: &'static str) -> Result<T, Malformed>;
}

impl<T> OrRule<T> for Option<T> {
    fn or_rule(self, rule: &'static str) -> Result<T, Malformed> {
        self.ok_or(Malformed::Rule(rule))
    }
}

/// Exactly `N` fields between dollar signs.
pub(super) fn fields<const N: usize>(text: &str) -> Option<[&str; N]> {
    split(text, '$')
}

pub(super) fn split<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}
