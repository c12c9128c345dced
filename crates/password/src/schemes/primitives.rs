//! The functions underneath the schemes, where ours are faster than what can be linked. Safe code only;
//! each has a crate as its oracle in the tests.

pub(crate) mod bcrypt;
pub(crate) mod pbkdf2;
mod pi;
