//! Who gives out codes, and by which words a user names them.

/// Whoever gives a number its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// The device agent itself.
    Agent,
    /// Its plug-ins.
    PlugIn,
    /// Its handling of apps.
    Uwp,
    /// The older agent, by its code.
    Gen1,
    /// The older agent, by its documentation.
    Gen1Doc,
    /// The status that the agent gives a direct method.
    Method,
    /// System error codes of Windows.
    Win32,
    /// Networking codes of Windows.
    Network,
    /// App packages.
    Appx,
    /// COM and the Windows Runtime.
    Hresult,
    /// Certificates, encryption, TLS.
    Certificates,
    /// The configuration manager behind the providers.
    Csp,
    /// Windows Update.
    WindowsUpdate,
    /// Trusted platform module.
    Tpm,
    /// The XML reader of Windows.
    Xml,
    /// The kernel of Windows.
    Ntstatus,
    /// `SyncML` status of a provider.
    OmaDm,
    /// IoT Hub.
    IotHub,
    /// Device Provisioning Service.
    Dps,
    /// The connection to either.
    Mqtt,
}

use Family as F;

impl Family {
    /// Every family, the likeliest first where a number has several meanings.
    pub const ALL: [Self; 20] = [
        F::Agent,
        F::PlugIn,
        F::Uwp,
        F::Win32,
        F::Network,
        F::IotHub,
        F::Dps,
        F::Appx,
        F::Certificates,
        F::Csp,
        F::Hresult,
        F::OmaDm,
        F::WindowsUpdate,
        F::Tpm,
        F::Xml,
        F::Ntstatus,
        F::Mqtt,
        F::Method,
        F::Gen1,
        F::Gen1Doc,
    ];

    /// The families whose numbers are Windows': one code may come plain or wrapped as HRESULT.
    pub const WINDOWS: [Self; 10] = [
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
    ];

    /// The machine name, which is also the name of the family's file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            F::Agent => "agent",
            F::PlugIn => "plug-in",
            F::Uwp => "uwp",
            F::Gen1 => "gen1",
            F::Gen1Doc => "gen1-doc",
            F::Method => "method",
            F::Win32 => "win32",
            F::Network => "network",
            F::Appx => "appx",
            F::Hresult => "hresult",
            F::Certificates => "certificates",
            F::Csp => "csp",
            F::WindowsUpdate => "windows-update",
            F::Tpm => "tpm",
            F::Xml => "xml",
            F::Ntstatus => "ntstatus",
            F::OmaDm => "oma-dm",
            F::IotHub => "iot-hub",
            F::Dps => "dps",
            F::Mqtt => "mqtt",
        }
    }

    /// True where a code may come plain or wrapped as HRESULT.
    #[must_use]
    pub fn is_windows(self) -> bool {
        Self::WINDOWS.contains(&self)
    }

    /// Returns the families that a word before a code means: a machine name, or what people say.
    #[must_use]
    pub fn called(word: &str) -> Option<Vec<Self>> {
        let word = word.to_ascii_lowercase();
        let families = match word.as_str() {
            "agent" => vec![F::Agent, F::PlugIn, F::Uwp],
            "hub" | "iothub" => vec![F::IotHub],
            "provisioning" => vec![F::Dps],
            "windows" | "win32" | "hresult" => Self::WINDOWS.to_vec(),
            "mdm" | "omadm" | "syncml" => vec![F::OmaDm, F::Csp],
            "plugin" => vec![F::PlugIn],
            "gen1" => vec![F::Gen1, F::Gen1Doc],
            "wu" => vec![F::WindowsUpdate],
            "nt" => vec![F::Ntstatus],
            name => vec![Self::ALL.into_iter().find(|f| f.name() == name)?],
        };
        Some(families)
    }
}
