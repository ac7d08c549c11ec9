//! Files that the user asked to save: anything but what is open.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::settings;
use crate::wire::{ErrorCode, Refusal};

/// Writes a text where the user wished, and asked before if something was there; never over an input.
///
/// # Errors
/// Where the file is one of the inputs, or cannot be written.
pub(super) fn save(inputs: &[(u32, Arc<str>)], to: &Path, text: &str) -> Result<(), Refusal> {
    let refused = |code, detail: String| Refusal {
        code,
        subject: to.display().to_string(),
        detail,
    };
    if let Ok(full) = fs::canonicalize(to) {
        let name = full.file_name();
        let same_name = inputs
            .iter()
            .map(|(_, source)| Path::new(&**source))
            .filter(|input| input.file_name() == name || input.is_symlink());
        for input in same_name {
            if fs::canonicalize(input).is_ok_and(|input| input == full) {
                let detail = "a twin that is open stands in it".to_owned();
                return Err(refused(ErrorCode::OpenInput, detail));
            }
        }
    }
    settings::write(to, text).map_err(|error| refused(ErrorCode::NotSaved, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_and_never_over_what_is_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let [input, link, to] =
            ["twin.json", "link.json", "patch.json"].map(|n| folder.path().join(n));
        fs::write(&input, "{}").expect("written");
        let open = |path: &Path| [(1, Arc::from(path.display().to_string()))];
        assert!(save(&open(&input), &to, "[]").is_ok());
        assert_eq!(fs::read_to_string(&to).expect("there"), "[]");
        // the system asked before this
        assert!(save(&open(&input), &to, "[1]").is_ok());
        assert_eq!(fs::read_to_string(&to).expect("there"), "[1]");
        let refused = save(&open(&input), &input, "[]").expect_err("it is open");
        assert_eq!(refused.code, ErrorCode::OpenInput);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&input, &link).expect("linked");
            assert!(save(&open(&input), &link, "[]").is_err());
            assert!(save(&open(&link), &input, "[]").is_err());
        }
        let _ = link;
        assert_eq!(fs::read_to_string(&input).expect("there"), "{}");
        let nowhere = input.join("patch.json");
        let refused = save(&[], &nowhere, "[]").expect_err("no folder");
        assert_eq!(refused.code, ErrorCode::NotSaved);
    }
}
