//! Types that describe themselves: one trait for arguments, one for responses, one for handlers.

mod arguments;
mod description;
mod documented;
mod errors;
mod handler;
mod responses;

pub use arguments::DescribeArgument;
pub use description::Description;
pub use documented::{Documented, documented};
pub(crate) use errors::{describe_field_errors, describe_problem};
pub use handler::DescribeHandler;
pub use responses::DescribeResponse;
