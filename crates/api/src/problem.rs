//! Errors of an API: FastAPI's `{"detail": …}` by default, RFC 9457 for those who ask.

mod answer;
mod negotiate;
mod status;

pub use answer::Problem;
pub use negotiate::negotiate_problems;
pub use status::{ErrorStatus, NotAnErrorStatus};
