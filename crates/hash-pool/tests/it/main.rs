//! The pool from outside: whom it admits, and what it says to passwords.

#[cfg(test)]
mod admissions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod verdicts;
