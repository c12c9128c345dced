//! Scopes as types, with the texts that people read.

/// One scope as a type. Made by [`scopes!`](crate::scopes).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no scope",
    note = "declare scopes with `scopes! {{ /// What it allows.\n ItemsWrite = \"items:write\"; }}`"
)]
pub trait Scope: 'static {
    /// As it stands in tokens.
    const NAME: &'static str;
    /// For the person who grants it, from the doc comment.
    const DESCRIPTION: &'static str;
}

/// Scopes that are all required: one, a tuple of up to eight, or `()` for any token that is good.
///
/// ```
/// use countersign_api::{ScopeSet, scopes};
///
/// scopes! {
///     /// Read items.
///     ItemsRead = "items:read";
///     /// Create and change items.
///     ItemsWrite = "items:write";
/// }
///
/// assert_eq!(<(ItemsRead, ItemsWrite)>::scopes()[1].name, "items:write");
/// assert!(<()>::scopes().is_empty());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of scopes",
    note = "use a type made by `scopes!`, a tuple of them (all are required), or `()` for any good token"
)]
pub trait ScopeSet: 'static {
    /// The scopes with their texts.
    fn scopes() -> &'static [ScopeText];
}

/// A scope's name and what it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScopeText {
    /// As it stands in tokens.
    pub name: &'static str,
    /// For the person who grants it.
    pub description: &'static str,
}

impl ScopeText {
    const fn of<S: Scope>() -> Self {
        Self {
            name: S::NAME,
            description: S::DESCRIPTION,
        }
    }
}

impl<S: Scope> ScopeSet for S {
    fn scopes() -> &'static [ScopeText] {
        const { &[ScopeText::of::<S>()] }
    }
}

macro_rules! scope_tuples {
    ($([$($scope:ident),*])*) => {$(
        impl<$($scope: Scope),*> ScopeSet for ($($scope,)*) {
            fn scopes() -> &'static [ScopeText] {
                const { &[$(ScopeText::of::<$scope>()),*] }
            }
        }
    )*};
}

scope_tuples! {
    []
    [A]
    [A, B]
    [A, B, C]
    [A, B, C, D]
    [A, B, C, D, E]
    [A, B, C, D, E, F]
    [A, B, C, D, E, F, G]
    [A, B, C, D, E, F, G, H]
}

// RFC 6749 3.3: %x21 / %x23-5B / %x5D-7E, at least one.
#[doc(hidden)]
#[must_use]
pub const fn is_scope_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if !matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E) {
            return false;
        }
        rest = after;
    }
    !text.is_empty()
}

/// Declares scopes: one type each, with its name in tokens and its doc comment as the text that the docs
/// page shows.
///
/// A name that cannot stand in a token (RFC 6749 section 3.3) does not compile:
///
/// ```compile_fail
/// countersign_api::scopes! {
///     /// Two words are two scopes.
///     Wrong = "items write";
/// }
/// ```
///
/// ```
/// use countersign_api::{Scope, scopes};
///
/// scopes! {
///     /// Read your own profile.
///     pub ProfileRead = "profile:read";
/// }
///
/// assert_eq!(ProfileRead::NAME, "profile:read");
/// assert_eq!(ProfileRead::DESCRIPTION, "Read your own profile.");
/// ```
#[macro_export]
macro_rules! scopes {
    ($($(#[doc = $line:literal])+ $visibility:vis $name:ident = $scope:literal;)+) => {$(
        $(#[doc = $line])+
        #[derive(Debug, Clone, Copy)]
        $visibility enum $name {}

        impl $crate::Scope for $name {
            const NAME: &'static str = {
                ::core::assert!($crate::is_scope_token($scope), "a scope has no spaces, quotes or backslashes");
                $scope
            };
            const DESCRIPTION: &'static str = ::core::concat!($($line),+).trim_ascii();
        }

        const _: &str = <$name as $crate::Scope>::NAME;
    )+};
}
