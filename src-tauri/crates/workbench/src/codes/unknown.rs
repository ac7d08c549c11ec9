//! What can still be told of a code that nobody knows.

use groups::codes::{self, Asked, Decoded, Family, Origin, decode};

/// What debug builds of Microsoft's compiler leave in memory: on the stack and on the heap.
const NEVER_SET: [u32; 2] = [0xCCCC_CCCC, 0xCDCD_CDCD];

/// Says that nothing is known, what the number itself tells, and where to ask.
pub(super) fn problem(asked: &Asked, origin: Origin<'_>) -> String {
    let Some(&number) = asked.numbers.last() else {
        return named(asked);
    };
    let text = &asked.text;
    let elsewhere = elsewhere(asked, origin);
    if !elsewhere.is_empty() {
        return format!(
            "{text} has no meaning there; it has one in {}",
            elsewhere.join(", ")
        );
    }
    let told = match decode(number) {
        _ if NEVER_SET.contains(&number) => format!(
            ": 0x{number:08X} is what Microsoft's compiler leaves in memory that was never set, so the program reported a value that it had not read"
        ),
        Some(decoded) => told(decoded, number),
        None => plain(number),
    };
    format!("no meaning is known for {text}{told}")
}

fn named(asked: &Asked) -> String {
    let elsewhere = elsewhere(asked, Origin::Anywhere);
    if elsewhere.is_empty() {
        return format!("no code is named \"{}\"", asked.text);
    }
    format!(
        "no code is named \"{}\" there; one is in {}",
        asked.text,
        elsewhere.join(", ")
    )
}

/// The families that know it where a family or a subsystem was named that does not.
fn elsewhere(asked: &Asked, origin: Origin<'_>) -> Vec<&'static str> {
    if asked.families.is_empty() && origin == Origin::Anywhere {
        return Vec::new();
    }
    let anywhere = Asked {
        families: Vec::new(),
        ..asked.clone()
    };
    let found = codes::find(&anywhere, Origin::Anywhere);
    let mut families: Vec<_> = found.iter().map(|code| code.family.name()).collect();
    families.dedup();
    families
}

fn told(decoded: Decoded, number: u32) -> String {
    match decoded {
        Decoded::Wrapped { code } => format!(
            ", the HRESULT of the Windows code {code}; on a Windows machine `net helpmsg {code}` tells its text"
        ),
        Decoded::Http { status } => {
            format!(", the HRESULT of the HTTP status {status}; look up {status}")
        }
        Decoded::Hresult { .. } => format!(
            " ({decoded}); on a Windows machine `certutil -error 0x{number:08X}` tells its text"
        ),
        Decoded::Ntstatus { status, .. } => format!(
            ", the NTSTATUS 0x{status:08X}; Windows' documentation of NTSTATUS values has its text"
        ),
        Decoded::Customer { .. } => {
            format!(" ({decoded}); whoever wrote the software knows what it means")
        }
    }
}

fn plain(number: u32) -> String {
    match number {
        400_000..=599_999 => format!(
            "; it has the form of a code of {} with the HTTP status {}: look up {1}",
            codes::about(Family::IotHub).title,
            number / 1000
        ),
        1..=0xFFFF => format!(
            "; if it is a code of Windows, `net helpmsg {number}` on a Windows machine tells its text"
        ),
        _ => "; check the number, or search by words".to_owned(),
    }
}
