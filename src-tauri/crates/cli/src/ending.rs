//! How a command ends, as the shell sees it.

use std::process::ExitCode;

/// How a command ended; later ones come before earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    /// Nothing at or above the severity asked for.
    Clean,
    /// Findings, or a code that nobody knows.
    Findings,
    /// Something could not be looked at.
    CouldNotLook,
}

/// Exit code after Ctrl-C, as shells have it: 128 and the number of the signal.
pub(crate) const INTERRUPTED: i32 = 130;

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Clean => 0,
            Ending::Findings => 1,
            Ending::CouldNotLook => 2,
        })
    }
}
