//! What single claims hold, and how they are read out of a payload.

mod audiences;
mod identifier;
pub(crate) mod read;
mod scopes;
mod target_uri;
mod time;

pub use audiences::Audiences;
pub use identifier::{Audience, Issuer};
pub use scopes::{Scopes, ScopesError, ScopesRef};
pub use target_uri::TargetUri;
pub use time::{ClockBefore1970, UnixTime};
