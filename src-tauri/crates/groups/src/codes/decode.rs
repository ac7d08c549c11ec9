//! What the bits of an HRESULT or NTSTATUS tell, also where nobody knows the number.

use std::fmt;

/// Bit that marks an NTSTATUS wrapped as HRESULT.
const NT: u32 = 0x1000_0000;

/// A number taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoded {
    /// An HRESULT of Windows.
    Hresult {
        /// Who gives it out.
        facility: u16,
        /// The number within the facility.
        code: u16,
    },
    /// A code of Windows, 0 to 65535, wrapped as HRESULT.
    Wrapped {
        /// The code.
        code: u16,
    },
    /// An HTTP status wrapped as HRESULT.
    Http {
        /// The status.
        status: u16,
    },
    /// An NTSTATUS.
    Ntstatus {
        /// Its value.
        status: u32,
        /// True where it came wrapped as HRESULT.
        wrapped: bool,
    },
    /// A number that an application made for itself.
    Customer {
        /// The number within the facility.
        code: u16,
    },
}

/// Takes a number apart; none where its bits say nothing.
#[must_use]
pub fn decode(number: u32) -> Option<Decoded> {
    let code = low(number);
    let facility = low(number >> 16) & 0x07FF;
    match number >> 28 {
        0x8 if facility == 7 => Some(Decoded::Wrapped { code }),
        0x8 if facility == 25 => Some(Decoded::Http { status: code }),
        0x8 => Some(Decoded::Hresult { facility, code }),
        0xC => Some(Decoded::Ntstatus {
            status: number,
            wrapped: false,
        }),
        0xD => Some(Decoded::Ntstatus {
            status: number & !NT,
            wrapped: true,
        }),
        // the bit that says: not a code of Microsoft's
        0xA | 0xE => Some(Decoded::Customer { code }),
        _ => None,
    }
}

/// Returns a number without the wrapping of an HRESULT: one failure is one number.
pub(super) fn core(number: u32) -> u32 {
    match decode(number) {
        Some(Decoded::Wrapped { code }) => u32::from(code),
        Some(Decoded::Ntstatus { status, .. }) => status,
        _ => number,
    }
}

fn low(number: u32) -> u16 {
    u16::try_from(number & 0xFFFF).expect("sixteen bits remain")
}

impl fmt::Display for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Wrapped { code } => write!(f, "HRESULT of the Windows code {code}"),
            Self::Http { status } => write!(f, "HRESULT of the HTTP status {status}"),
            Self::Ntstatus { status, wrapped } => {
                let before = if wrapped { "HRESULT of the " } else { "" };
                write!(f, "{before}NTSTATUS 0x{status:08X}")
            }
            Self::Customer { code } => {
                write!(f, "code {code} (0x{code:04X}) of an application's own")
            }
            Self::Hresult { facility, code } => match facility_name(facility) {
                Some(name) => write!(f, "HRESULT, facility {facility} ({name}), code {code}"),
                None => write!(f, "HRESULT, facility {facility}, code {code}"),
            },
        }
    }
}

/// Names of facilities, from the headers of Windows.
fn facility_name(facility: u16) -> Option<&'static str> {
    Some(match facility {
        0 => "general",
        1 => "remote procedure call",
        2 => "COM dispatch",
        3 => "COM storage",
        4 => "specific to the interface",
        8 => "Windows packaging and COM servers",
        9 => "security",
        10 => "Windows control",
        11 => "certificates",
        12 => "Internet",
        13 => "media",
        15 => "setup",
        16 => "smart card",
        17 => "COM+",
        19 => ".NET runtime",
        24 => "device enrollment",
        27 => "error reporting",
        32 => "background transfer",
        36 => "Windows Update",
        38 => "graphics",
        39 => "shell",
        40 => "TPM",
        41 => "TPM software",
        42 => "user interface",
        43 => "XAML",
        48 => "performance logs",
        49 => "drive encryption",
        50 => "filtering platform",
        51 => "remote management",
        52 => "network driver",
        57 => "boot configuration",
        63 => "Windows Store",
        67 => "secure boot",
        103 => "app state repository",
        135 => "device update agent",
        208 => "delivery optimization",
        1536 => "configuration manager",
        _ => return None,
    })
}
