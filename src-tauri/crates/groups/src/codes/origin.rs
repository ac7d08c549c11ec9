//! Where a code was seen, and whose numbers it can be there.

use super::Family;
use Family as F;

/// Where a code was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// Nothing is known: any family may have given it out.
    Anywhere,
    /// In `__errors` of a device, with the subsystem written there.
    Device(Option<&'a str>),
    /// In `lastChange` of the older agent.
    OlderDevice,
}

/// What a device can report where its subsystem tells nothing.
const DEVICE: [Family; 14] = [
    F::Agent,
    F::PlugIn,
    F::Uwp,
    F::Win32,
    F::Network,
    F::Appx,
    F::Certificates,
    F::Csp,
    F::Hresult,
    F::WindowsUpdate,
    F::Tpm,
    F::Xml,
    F::Ntstatus,
    F::Gen1,
];

impl Origin<'_> {
    /// Returns the families that may have given the code out, the likeliest first.
    #[must_use]
    pub fn families(self) -> Vec<Family> {
        let subsystem = match self {
            Self::Anywhere => return Family::ALL.to_vec(),
            Self::OlderDevice => return windows_after(&[F::Gen1], &[]),
            Self::Device(subsystem) => subsystem.unwrap_or_default().to_ascii_lowercase(),
        };
        match subsystem.as_str() {
            "windows" | "win32" | "os" | "rpc" | "w32tm" | "bcdedit" | "iotstartup" => {
                windows_after(&[], &[F::Uwp])
            }
            // status of a provider, or HRESULT of the interface before it
            "mdm" => windows_after(&[F::OmaDm, F::Csp], &[]),
            "mdmoperation" => windows_after(&[F::Csp], &[F::OmaDm]),
            "xmllite" => windows_after(&[F::Xml], &[]),
            "limpet" => windows_after(&[F::Tpm], &[]),
            // enumerations of the Azure SDK below the agent: not these families' small numbers
            "iothub" => vec![F::IotHub],
            "dps" => vec![F::Dps],
            "linux" => Vec::new(),
            _ => DEVICE.to_vec(),
        }
    }

    /// Returns the place of a family in the order of likelihood.
    pub(super) fn rank(self, family: Family) -> usize {
        let place = self.families().iter().position(|f| *f == family);
        place.unwrap_or(usize::MAX)
    }
}

fn windows_after(first: &[Family], last: &[Family]) -> Vec<Family> {
    let others = F::WINDOWS.iter().filter(|f| !first.contains(f));
    first.iter().chain(others).chain(last).copied().collect()
}
