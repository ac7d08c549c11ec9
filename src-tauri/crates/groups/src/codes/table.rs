//! The families' files, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Family, bits, decode::core};

/// One code of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Who gives it out.
    pub family: Family,
    /// The number as its family writes it, `2019` or `0x80073CF0`; none for a status in words.
    pub spelled: Option<&'static str>,
    /// The number as 32 bits.
    pub number: Option<u32>,
    /// The symbolic name.
    pub name: &'static str,
    /// Further names of the same number.
    pub also: Vec<&'static str>,
    /// What, in one short clause: lower case, no full stop.
    pub words: &'static str,
    /// Why: full sentences.
    pub cause: &'static str,
    /// Do: full sentences.
    pub way_out: &'static str,
}

impl Code {
    /// Returns all names, the first one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

/// What a family says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The name for people.
    pub title: &'static str,
    /// Where its codes are seen.
    pub about: &'static str,
    /// Where its facts are from.
    pub source: &'static str,
}

/// A family's file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: &'static str,
    about: &'static str,
    source: &'static str,
    codes: Vec<Row>,
}

/// A code, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: Option<&'static str>,
    name: &'static str,
    #[serde(default)]
    also: Vec<&'static str>,
    words: &'static str,
    cause: &'static str,
    #[serde(rename = "do")]
    way_out: &'static str,
}

struct Table {
    codes: Vec<Code>,
    about: Vec<(Family, About)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(load);

/// Codes by number; those of Windows without the wrapping of an HRESULT.
static NUMBERED: LazyLock<HashMap<u32, Vec<&'static Code>>> = LazyLock::new(|| {
    let mut numbered: HashMap<_, Vec<_>> = HashMap::new();
    for code in all() {
        let Some(number) = code.number else { continue };
        let is_windows = code.family.is_windows();
        let key = if is_windows { core(number) } else { number };
        numbered.entry(key).or_default().push(code);
    }
    numbered
});

/// Returns every code, family by family.
#[must_use]
pub fn all() -> &'static [Code] {
    &TABLE.codes
}

/// Returns the codes of a number in every family, wrapped as HRESULT or not where it is Windows'.
pub(super) fn numbered(number: u32) -> impl Iterator<Item = &'static Code> {
    let at = |key: u32| NUMBERED.get(&key).into_iter().flatten().copied();
    let plain = at(number).filter(|code| !code.family.is_windows());
    plain.chain(at(core(number)).filter(|code| code.family.is_windows()))
}

/// Returns what a family says about itself.
#[must_use]
pub fn about(family: Family) -> About {
    let found = TABLE.about.iter().find(|(f, _)| *f == family);
    found.expect("every family has its file").1
}

fn load() -> Table {
    let mut table = Table {
        codes: Vec::new(),
        about: Vec::new(),
    };
    for family in Family::ALL {
        let file: File = serde_json::from_str(text(family))
            .expect("the embedded files are of their form: the tests read every one");
        let about = About {
            title: file.title,
            about: file.about,
            source: file.source,
        };
        table.about.push((family, about));
        let codes = file.codes.into_iter().map(|row| code(family, row));
        table.codes.extend(codes);
    }
    table
}

fn code(family: Family, row: Row) -> Code {
    Code {
        family,
        spelled: row.code,
        number: row.code.and_then(number),
        name: row.name,
        also: row.also,
        words: row.words,
        cause: row.cause,
        way_out: row.way_out,
    }
}

/// Reads a number as the files write it.
pub(super) fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => bits(text.parse().ok()?),
    }
}

fn text(family: Family) -> &'static str {
    match family {
        Family::Agent => include_str!("../../codes/agent.json"),
        Family::PlugIn => include_str!("../../codes/plug-in.json"),
        Family::Uwp => include_str!("../../codes/uwp.json"),
        Family::Gen1 => include_str!("../../codes/gen1.json"),
        Family::Gen1Doc => include_str!("../../codes/gen1-doc.json"),
        Family::Method => include_str!("../../codes/method.json"),
        Family::Win32 => include_str!("../../codes/win32.json"),
        Family::Network => include_str!("../../codes/network.json"),
        Family::Appx => include_str!("../../codes/appx.json"),
        Family::Hresult => include_str!("../../codes/hresult.json"),
        Family::Certificates => include_str!("../../codes/certificates.json"),
        Family::Csp => include_str!("../../codes/csp.json"),
        Family::WindowsUpdate => include_str!("../../codes/windows-update.json"),
        Family::Tpm => include_str!("../../codes/tpm.json"),
        Family::Xml => include_str!("../../codes/xml.json"),
        Family::Ntstatus => include_str!("../../codes/ntstatus.json"),
        Family::OmaDm => include_str!("../../codes/oma-dm.json"),
        Family::IotHub => include_str!("../../codes/iot-hub.json"),
        Family::Dps => include_str!("../../codes/dps.json"),
        Family::Mqtt => include_str!("../../codes/mqtt.json"),
    }
}
