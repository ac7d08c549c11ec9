//! `twinscope schema new`: a pack to start from.

use std::fmt::Write as _;
use std::path::Path;

use workbench::packs::{self, Wish};

use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;

/// Writes the pack and says what to do next.
pub(crate) fn run(
    folder: &Path,
    (group, dialect, version): (&str, &str, Option<&str>),
    output: &Output,
) -> Ending {
    let wish = Wish {
        group: group.to_owned(),
        dialect: dialect.to_owned(),
        version: version.map(str::to_owned),
    };
    let written = match packs::start(folder, &wish) {
        Ok(written) => written,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let mut out = String::new();
    for path in &written {
        let _ = writeln!(out, "{}", plain(&path.display().to_string()));
    }
    let shown = plain(&folder.display().to_string());
    let _ = write!(
        out,
        "\nNext:\n  twinscope schema check {shown}\n  twinscope check --pack {shown} {shown}/samples/twin.json\n"
    );
    // a reader that has gone away has seen enough
    let _ = output.write(&out);
    Ending::Clean
}
