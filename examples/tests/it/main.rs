//! Every example, run as a reader would run it.

#[cfg(test)]
mod hello;
#[cfg(test)]
mod one_process;
#[cfg(test)]
mod support;
