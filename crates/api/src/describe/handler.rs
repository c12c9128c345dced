//! Handlers that describe themselves: their arguments, then their result.

use std::future::Future;

use super::arguments::DescribeArgument;
use super::description::Description;
use super::responses::DescribeResponse;

/// A handler whose arguments and result all describe themselves.
///
/// Implemented for every async function that axum takes as a [`Handler`](axum::handler::Handler) with up
/// to twelve arguments; `T` is the same marker as there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handler that describes itself",
    note = "a handler that takes a `Bearer` comes after `.verifier(…)` or `.state(…)`, which give it a `Verifier`",
    note = "each argument must implement `DescribeArgument` and the result `DescribeResponse`; a likely cause is \
            `axum::Json` instead of `countersign_api::Json`, or an extractor of your own without `DescribeArgument`"
)]
pub trait DescribeHandler<T> {
    /// Describes the arguments in order, then the result.
    fn describe_handler(&self, to: &mut Description<'_>);
}

macro_rules! describe_handler {
    ($([$($argument:ident),*])*) => {$(
        #[diagnostic::do_not_recommend]
        impl<F, Fut, Res, M, $($argument),*> DescribeHandler<(M, $($argument,)*)> for F
        where
            F: FnOnce($($argument),*) -> Fut,
            Fut: Future<Output = Res>,
            Res: DescribeResponse,
            $($argument: DescribeArgument,)*
        {
            fn describe_handler(&self, to: &mut Description<'_>) {
                $($argument::describe_argument(to);)*
                Res::describe_response(to);
            }
        }
    )*};
}

describe_handler! {
    []
    [A1]
    [A1, A2]
    [A1, A2, A3]
    [A1, A2, A3, A4]
    [A1, A2, A3, A4, A5]
    [A1, A2, A3, A4, A5, A6]
    [A1, A2, A3, A4, A5, A6, A7]
    [A1, A2, A3, A4, A5, A6, A7, A8]
    [A1, A2, A3, A4, A5, A6, A7, A8, A9]
    [A1, A2, A3, A4, A5, A6, A7, A8, A9, A10]
    [A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11]
    [A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12]
}
