//! Files that the user asked to save: anything but what is open, whole or not at all.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::settings;
use crate::wire::{ErrorCode, Refusal};

/// Bytes that are saved at once.
const LARGEST: usize = 64 << 20;

/// Writes what the user wished where the user wished it, and was asked before if something was there; never over an
/// input.
///
/// # Errors
/// Where the file is one of the inputs, is too large, or cannot be written.
pub(super) fn save(inputs: &[Arc<str>], to: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let refused = |code, detail: String| Refusal {
        code,
        subject: to.display().to_string(),
        detail,
    };
    if bytes.len() > LARGEST {
        let detail = format!("{} bytes are too many", bytes.len());
        return Err(refused(ErrorCode::NotSaved, detail));
    }
    if let Some(folder) = to
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
    {
        let detail = format!("{} is no folder", folder.display());
        return Err(refused(ErrorCode::NotSaved, detail));
    }
    if let Ok(full) = fs::canonicalize(to) {
        let name = full.file_name();
        let same_name = inputs
            .iter()
            .map(|source| Path::new(&**source))
            .filter(|input| input.file_name() == name || input.is_symlink());
        for input in same_name {
            if fs::canonicalize(input).is_ok_and(|input| input == full) {
                let detail = "what stands in it is open in the window".to_owned();
                return Err(refused(ErrorCode::OpenInput, detail));
            }
        }
    }
    settings::write(to, bytes).map_err(|error| refused(ErrorCode::NotSaved, error.to_string()))
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
        let open = |path: &Path| [Arc::from(path.display().to_string())];
        assert!(save(&open(&input), &to, b"[]").is_ok());
        assert_eq!(fs::read_to_string(&to).expect("there"), "[]");
        // the system asked before this
        assert!(save(&open(&input), &to, b"[1]").is_ok());
        assert_eq!(fs::read_to_string(&to).expect("there"), "[1]");
        let refused = save(&open(&input), &input, b"[]").expect_err("it is open");
        assert_eq!(refused.code, ErrorCode::OpenInput);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&input, &link).expect("linked");
            assert!(save(&open(&input), &link, b"[]").is_err());
            assert!(save(&open(&link), &input, b"[]").is_err());
        }
        let _ = link;
        assert_eq!(fs::read_to_string(&input).expect("there"), "{}");
        for nowhere in ["twin.json/patch.json", "no/such/folder/patch.json"] {
            let refused = save(&[], &folder.path().join(nowhere), b"[]").expect_err("no folder");
            assert_eq!(refused.code, ErrorCode::NotSaved);
        }
        assert!(!folder.path().join("no").exists());
    }
}
