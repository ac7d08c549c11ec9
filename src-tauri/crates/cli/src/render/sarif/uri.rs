//! Paths as URI references (RFC 3986): everything but unreserved letters and slashes is encoded.

use std::path::Path;

/// Returns a relative reference for a relative path, a `file` URI for an absolute one.
pub(crate) fn of(source: &str) -> String {
    if source == "-" {
        return "stdin".to_owned();
    }
    let slashed = if cfg!(windows) {
        source.replace('\\', "/")
    } else {
        source.to_owned()
    };
    let plain = slashed.strip_prefix("./").unwrap_or(&slashed);
    if !Path::new(source).is_absolute() {
        return encoded(plain);
    }
    // Windows: C:/twins becomes file:///C:/twins
    match plain.split_once(":/") {
        Some((drive, rest)) if drive.len() == 1 => format!("file:///{drive}:/{}", encoded(rest)),
        _ => format!("file://{}", encoded(plain)),
    }
}

fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::of;

    #[cfg(unix)]
    #[test]
    fn a_path_is_a_reference_that_comes_back_as_written() {
        for (path, uri) in [
            ("device.json", "device.json"),
            ("./fleet/a b.json", "fleet/a%20b.json"),
            ("a:b%c#d?.json", "a%3Ab%25c%23d%3F.json"),
            ("fleet/größe.json", "fleet/gr%C3%B6%C3%9Fe.json"),
            ("a\\b.json", "a%5Cb.json"),
            ("/tmp/x.json", "file:///tmp/x.json"),
            ("-", "stdin"),
        ] {
            assert_eq!(of(path), uri);
        }
    }
}
