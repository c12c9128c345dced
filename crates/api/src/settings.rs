//! Run-time values for descriptions.

use std::any::{Any, TypeId};
use std::collections::HashMap;

/// Values that descriptions need and only the running program knows, one for each type.
///
/// ```
/// use countersign_api::Settings;
///
/// #[derive(Debug, PartialEq)]
/// struct TokenUrl(&'static str);
///
/// let settings = Settings::new().with(TokenUrl("/token"));
/// assert_eq!(settings.find(), Some(&TokenUrl("/token")));
/// ```
#[derive(Debug, Default)]
pub struct Settings(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Settings {
    /// No settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this value in place of any other of its type.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
        self
    }

    /// The value of this type.
    #[must_use]
    pub fn find<T: 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }
}
