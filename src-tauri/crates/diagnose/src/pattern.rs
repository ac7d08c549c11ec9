//! Patterns for places and devices, as an ignore names them. No regular expressions: a pattern is
//! matched in time linear in both sides, whatever it is.

use std::fmt;

use twin::{Step, TwinPath};

/// Why a pattern is none, with the way out where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternFault {
    /// The path does not start with `/`; with what was meant, perhaps.
    NotAPointer(String),
    /// `~` stands before something other than 0 or 1; with what was meant, perhaps.
    BadEscape(String),
    /// Nothing between the quotes.
    Empty,
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPointer(meant) => {
                write!(f, "a path starts with `/`; did you mean `{meant}`?")
            }
            Self::BadEscape(meant) => write!(
                f,
                "in a path `~` is written `~0`, and `/` inside a name `~1`; did you mean `{meant}`?"
            ),
            Self::Empty => f.write_str("it is empty; leave it out to match all"),
        }
    }
}

/// Places within a twin: a JSON pointer in which `*` is any text within one segment, and the
/// segment `**` any number of segments, none included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// `**`.
    Any,
    One(Vec<char>),
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where it is no JSON pointer.
    pub fn parse(text: &str) -> Result<Self, PatternFault> {
        let Some(rest) = text.strip_prefix('/') else {
            if text.is_empty() {
                return Err(PatternFault::Empty);
            }
            return Err(PatternFault::NotAPointer(pointer_of(text)));
        };
        let mut segments = Vec::new();
        for segment in rest.split('/') {
            if has_bad_escape(segment) {
                return Err(PatternFault::BadEscape(escaped_again(text)));
            }
            segments.push(match segment {
                "**" => Segment::Any,
                one => Segment::One(one.replace("~1", "/").replace("~0", "~").chars().collect()),
            });
        }
        Ok(Self {
            text: text.to_owned(),
            segments,
        })
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Says whether every place fits: `/**`.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.segments.iter().all(|s| *s == Segment::Any)
    }

    /// Says whether a path below the twin fits.
    #[must_use]
    pub fn fits(&self, below: &[Step]) -> bool {
        wild(
            &self.segments,
            below,
            |segment| *segment == Segment::Any,
            |segment, step| match (segment, step) {
                (Segment::Any, _) => true,
                (Segment::One(glob), Step::Key(key)) => glob_fits(glob, key, &|_| false),
                (Segment::One(glob), Step::Index(index)) => {
                    glob_fits(glob, &index.to_string(), &|_| false)
                }
            },
        )
    }

    /// Writes the pattern of one place and no other, as far as its names allow.
    #[must_use]
    pub fn of(below: &[Step]) -> String {
        TwinPath::new(below.to_vec()).to_string()
    }
}

/// Devices: `*` is any text, `?` one character. With a `/` it is asked of `device/module`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPattern {
    text: String,
    glob: Vec<char>,
}

impl IdPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where it is empty.
    pub fn parse(text: &str) -> Result<Self, PatternFault> {
        if text.is_empty() {
            return Err(PatternFault::Empty);
        }
        Ok(Self {
            text: text.to_owned(),
            glob: text.chars().collect(),
        })
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Says whether a device fits, or its module.
    #[must_use]
    pub fn fits(&self, device: &str, module: Option<&str>) -> bool {
        let one = |c: &char| *c == '?';
        if self.glob.contains(&'/') {
            return glob_fits(
                &self.glob,
                &format!("{device}/{}", module.unwrap_or_default()),
                &one,
            );
        }
        glob_fits(&self.glob, device, &one)
    }
}

fn glob_fits(glob: &[char], text: &str, one: &dyn Fn(&char) -> bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    wild(glob, &text, |c| *c == '*', |c, t| c == t || one(c))
}

/// Matches with a wildcard for any number: back to the last one where something does not fit, so
/// that no pattern takes more steps than the product of both lengths.
fn wild<P, T>(
    pattern: &[P],
    text: &[T],
    star: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(part) if star(part) => {
                back = Some((p, t));
                p += 1;
            }
            Some(part) if fits(part, &text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match &mut back {
                Some((star_at, taken)) => {
                    *taken += 1;
                    p = *star_at + 1;
                    t = *taken;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(star)
}

fn has_bad_escape(segment: &str) -> bool {
    segment
        .split('~')
        .skip(1)
        .any(|after| !after.starts_with(['0', '1']))
}

/// Writes what was meant by a path in the form of a query or without its first slash.
fn pointer_of(text: &str) -> String {
    let slashes = if text.contains('/') {
        text.to_owned()
    } else {
        text.replace('.', "/")
    };
    format!("/{}", slashes.trim_start_matches(['$', '/']))
}

fn escaped_again(text: &str) -> String {
    let mut parts = text.split('~');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('~');
        if !part.starts_with(['0', '1']) {
            out.push('0');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, pointer: &str) -> bool {
        let path = TwinPath::from_pointer(pointer).expect("a pointer");
        PathPattern::parse(pattern)
            .expect("a pattern")
            .fits(path.steps())
    }

    #[test]
    fn a_path_is_matched_segment_by_segment() {
        for (pattern, pointer, expected) in [
            ("/properties/desired/a", "/properties/desired/a", true),
            ("/properties/desired/a", "/properties/desired/a/b", false),
            ("/properties/*/a", "/properties/desired/a", true),
            ("/properties/*", "/properties/desired/a", false),
            ("/properties/**", "/properties", true),
            ("/properties/**", "/properties/desired/a", true),
            ("/**/a", "/properties/desired/a", true),
            ("/**/a", "/a", true),
            ("/**/a/**/b", "/x/a/y/a/z/b", true),
            ("/**/a/**/b", "/x/a/y/a/z/c", false),
            ("/tags/site*", "/tags/siteName", true),
            ("/tags/site*", "/tags/ite", false),
            ("/tags/a~1b~0c", "/tags/a~1b~0c", true),
            ("/**", "", true),
            ("/tags/?", "/tags/a", false),
        ] {
            assert_eq!(fits(pattern, pointer), expected, "{pattern} {pointer}");
        }
        let third = [Step::Key("list".into()), Step::Index(3)];
        assert!(PathPattern::parse("/list/3").is_ok_and(|p| p.fits(&third)));
        assert!(PathPattern::parse("/list/*").is_ok_and(|p| p.fits(&third)));
    }

    #[test]
    fn a_bad_path_is_answered_with_what_was_meant() {
        let said = |text| PathPattern::parse(text).expect_err("bad").to_string();
        assert!(said("tags/site").ends_with("did you mean `/tags/site`?"));
        assert!(said("properties.desired.a").ends_with("did you mean `/properties/desired/a`?"));
        assert!(said("/a~b").ends_with("did you mean `/a~0b`?"));
        assert!(said("").contains("empty"));
    }

    #[test]
    fn a_device_is_matched_with_its_module_where_a_slash_asks_for_it() {
        let id = |text| IdPattern::parse(text).expect("a pattern");
        assert!(id("pump-*").fits("pump-17", None));
        assert!(!id("pump-?").fits("pump-17", None));
        assert!(id("pump-17").fits("pump-17", Some("modbus")));
        assert!(id("pump-*/mod*").fits("pump-17", Some("modbus")));
        assert!(!id("pump-*/mod*").fits("pump-17", None));
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let pattern = "/**/a".repeat(200) + "/b";
        let path = "/a".repeat(2_000);
        assert!(!fits(&pattern, &path));
        let id = IdPattern::parse(&("*a".repeat(500) + "b")).expect("a pattern");
        assert!(!id.fits(&"a".repeat(10_000), None));
    }
}
