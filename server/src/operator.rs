//! Who may give the province's commands, and who gave them.
//!
//! The command line on the server's machine is the one interface of operators. Each of them has an account with a
//! [`Role`]; a role has rights, and [`rule`] says which right each command needs. Signing in takes a password and a code
//! of a second factor, and gives a token that only the same account of the system can use, for a time. What was done
//! stands in a log whose lines hang together.
//!
//! This binds who reaches the data through this program alone, as with a rule of `sudo`. Who can read or write the
//! files of the deployment by other means needs no account: server/README.md says what helps against that. A daemon
//! that alone reads the files was refused: `sudo` and the rights of files are what keeps people apart on such a machine
//! already, and a second such thing would have to be guarded as well.

pub mod attempt;
pub mod log;
pub mod name;
pub mod role;
pub mod rule;
pub mod second_factor;
pub mod session;
pub mod sign_in;

pub use name::Name;
pub use role::{Right, Role};

/// The account of the system that runs this program: the one of the person where `sudo` or `doas` changed it.
///
/// Whoever runs the program as itself can claim any, and could change the files as well. Under `sudo` the name is
/// `sudo`'s word.
#[must_use]
pub fn account() -> String {
    let named = ["SUDO_USER", "DOAS_USER", "USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|variable| {
        let name = std::env::var(variable).ok()?;
        Some(name.chars().filter(|c| !c.is_control()).take(LONGEST_ACCOUNT).collect::<String>())
    });
    named.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// Characters of an account's name that are kept.
const LONGEST_ACCOUNT: usize = 64;
