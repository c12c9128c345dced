//! The `countersign` binary: see [`countersign_server`].

use std::process::ExitCode;

fn main() -> ExitCode {
    countersign_server::main()
}
