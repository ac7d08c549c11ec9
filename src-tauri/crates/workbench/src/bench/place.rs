//! Where the state of the bench hub lies, and where it listens.

use std::path::PathBuf;

/// Names another folder.
const OVERRIDE: &str = "TWINSCOPE_BENCH";
/// The program's own folder among the user's data, by the name that its window has there.
const PROGRAM: &str = "dev.twinscope.desktop";
const FOLDER: &str = "bench";
/// Names other usual ports: that of devices, and after a comma that of services.
const PORTS: &str = "TWINSCOPE_BENCH_PORTS";
/// The ports of devices and of services where nothing else is said.
const USUAL: (u16, u16) = (8883, 8443);

/// Returns the folder of the bench hub: the one that `TWINSCOPE_BENCH` names, else the one among the user's data; nothing
/// where the system has no place for data.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    match std::env::var_os(OVERRIDE) {
        Some(named) if !named.is_empty() => Some(PathBuf::from(named)),
        _ => Some(dirs::data_dir()?.join(PROGRAM).join(FOLDER)),
    }
}

/// Returns the usual ports of devices and of services: those that `TWINSCOPE_BENCH_PORTS` names, else 8883 and 8443.
pub(crate) fn ports() -> (u16, u16) {
    let named = std::env::var(PORTS).ok();
    named.as_deref().and_then(read).unwrap_or(USUAL)
}

fn read(named: &str) -> Option<(u16, u16)> {
    let (devices, services) = named.split_once(',')?;
    Some((devices.trim().parse().ok()?, services.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn ports_are_two_numbers() {
        assert_eq!(read("1883, 0"), Some((1883, 0)));
        for wrong in ["", "8883", "8883,", "a,b", "70000,1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
