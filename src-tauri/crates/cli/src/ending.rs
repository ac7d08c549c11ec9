//! How a command ends, as the shell sees it.

use std::path::Path;
use std::process::ExitCode;

use crate::output::Output;
use crate::paint::plain;

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

impl Ending {
    /// Says that there is no twin in what was looked at, where all of it is nothing known: a page of an
    /// error, or an empty file, must not look like success.
    pub(crate) fn of_kinds<'k>(
        name: &Path,
        kinds: impl IntoIterator<Item = &'k str>,
        output: &Output,
    ) -> Self {
        let mut kinds = kinds.into_iter().peekable();
        if kinds.peek().is_none() || kinds.any(workbench::report::is_known) {
            return Self::Clean;
        }
        output.complain(&plain(&format!("{}: {NO_TWIN}", name.display())));
        Self::CouldNotLook
    }
}

/// What is said where nothing was diagnosed, and what to do about it.
pub(crate) const NO_TWIN: &str = "there is no twin in it, so nothing was diagnosed; `twinscope check` says what it was taken for";

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Clean => 0,
            Ending::Findings => 1,
            Ending::CouldNotLook => 2,
        })
    }
}
