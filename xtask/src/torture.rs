//! `torture`: long tests of the release server that are not in `./test`.

mod rank;
mod timing;

use clap::{Args, Subcommand};

use crate::Result;

/// What to test.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Can the time of a sign-in tell who has an account?
    ///
    /// Signs in with wrong passwords as known, unknown, disabled and password-less users, in turn,
    /// and compares the times with a rank test (Mann-Whitney U); first among users with one kind
    /// of hash, then with half of them on bcrypt. Fails if any group can be told from the known.
    Timing(timing::Options),
}

pub(crate) fn run(options: &Options) -> Result<()> {
    match &options.what {
        What::Timing(options) => timing::run(options),
    }
}
