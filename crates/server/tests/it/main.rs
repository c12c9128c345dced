//! The binary as its users meet it: endpoints, command line, first start, docs page.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod listener;
#[cfg(test)]
mod overload;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod starts;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
