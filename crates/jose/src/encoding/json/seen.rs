//! Which names an object has had so far.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::error::NotAnObject;
use super::text::Text;

/// Up to 32 plain names without allocation; an escaped name or one more moves them all to a set, so
/// that repetition is found in logarithmic time.
#[derive(Default)]
pub(super) struct Seen<'j> {
    few: [&'j str; 32],
    count: usize,
    many: BTreeSet<Cow<'j, str>>,
}

impl<'j> Seen<'j> {
    /// Fails where the name was there already.
    pub(super) fn insert(&mut self, name: Text<'j>) -> Result<(), NotAnObject> {
        if self.many.is_empty()
            && let Some(plain) = name.plain()
            && let Some(free) = self.few.get_mut(self.count)
        {
            *free = plain;
            let before = self.few.iter().take(self.count);
            self.count = self.count.saturating_add(1);
            return unless(before.copied().any(|other| other == plain));
        }
        if self.many.is_empty() {
            let few = self.few.into_iter().take(self.count);
            self.many.extend(few.map(Cow::Borrowed));
        }
        unless(!self.many.insert(name.into_cow()))
    }
}

const fn unless(repeated: bool) -> Result<(), NotAnObject> {
    if repeated { Err(NotAnObject) } else { Ok(()) }
}
