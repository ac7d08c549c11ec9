//! Rows of a table, one at a time: CSV with a head, or one JSON object a line. A row that cannot be read is told, and
//! the next one is read.

use std::io::{BufRead, Read as _};

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};
use reprovision::FleetRow;
use serde_json::Value;

/// Bytes of one line of JSON.
const LONGEST: u64 = 1 << 20;

/// What comes next.
pub(super) enum Read {
    /// A row, and its line.
    Row(u64, FleetRow),
    /// A row that cannot be read, its line, and why.
    Unreadable(u64, String),
    /// Nothing more can be read, and why.
    Failed(String),
}

/// Columns by their place.
#[derive(Debug, Default, Clone, Copy)]
struct Columns {
    id: Option<usize>,
    sdk: Option<usize>,
    version: Option<usize>,
    api_version: Option<usize>,
    enrollment: Option<usize>,
}

/// What the columns may be called, in small letters without blanks, hyphens and underscores.
const ID: [&str; 4] = ["id", "registrationid", "deviceid", "device"];
const SDK: [&str; 3] = ["sdk", "language", "sdklanguage"];
const VERSION: [&str; 3] = ["version", "sdkversion", "packageversion"];
const API: [&str; 3] = ["apiversion", "api", "wireversion"];
const ENROLLMENT: [&str; 5] = [
    "enrollment",
    "enrollmentid",
    "enrollmentgroupid",
    "group",
    "policy",
];

pub(super) struct Rows<R> {
    source: Source<R>,
    ended: bool,
}

enum Source<R> {
    Table {
        reader: Box<Reader<R>>,
        columns: Columns,
        record: ByteRecord,
    },
    Lines {
        input: R,
        line: u64,
        buffer: Vec<u8>,
    },
}

impl<R: BufRead> Rows<R> {
    /// Looks at the start: a brace opens lines of JSON, anything else the head of a table.
    pub fn of(mut input: R) -> Result<Self, String> {
        let start = input.fill_buf().map_err(|error| error.to_string())?;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
        let source = match first {
            None => return Err("the table is empty".to_owned()),
            Some(b'{') => Source::Lines {
                input,
                line: 0,
                buffer: Vec::new(),
            },
            Some(b'[') => {
                return Err("an array; give one JSON object a line, or CSV with a head".to_owned());
            }
            Some(_) => {
                let is_semicolon = start.iter().take_while(|byte| **byte != b'\n').fold(
                    (0, 0),
                    |(commas, semicolons), byte| match byte {
                        b',' => (commas + 1, semicolons),
                        b';' => (commas, semicolons + 1),
                        _ => (commas, semicolons),
                    },
                );
                // as spreadsheets write it where the comma is the decimal point
                let delimiter = if is_semicolon.1 > is_semicolon.0 {
                    b';'
                } else {
                    b','
                };
                let mut reader = ReaderBuilder::new()
                    .delimiter(delimiter)
                    .trim(Trim::All)
                    .flexible(true)
                    .from_reader(input);
                let head = reader.byte_headers().map_err(|error| error.to_string())?;
                let columns = Columns::of(head);
                if columns.id.is_none() {
                    return Err(format!(
                        "the head has no column `id`; write `id,sdk,version,apiVersion,enrollment`, instead of `{}`",
                        twin::secret::cut(
                            &String::from_utf8_lossy(
                                &head.iter().collect::<Vec<_>>().join(&b","[..])
                            ),
                            80
                        )
                    ));
                }
                Source::Table {
                    reader: Box::new(reader),
                    columns,
                    record: ByteRecord::new(),
                }
            }
        };
        Ok(Self {
            source,
            ended: false,
        })
    }

    pub fn next(&mut self) -> Option<Read> {
        if self.ended {
            return None;
        }
        let read = match &mut self.source {
            Source::Table {
                reader,
                columns,
                record,
            } => of_table(reader, *columns, record),
            Source::Lines {
                input,
                line,
                buffer,
            } => of_lines(input, line, buffer),
        };
        self.ended = matches!(read, None | Some(Read::Failed(_)));
        read
    }
}

impl Columns {
    fn of(head: &ByteRecord) -> Self {
        let names: Vec<_> = head.iter().map(plain).collect();
        let column = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        Self {
            id: column(&ID),
            sdk: column(&SDK),
            version: column(&VERSION),
            api_version: column(&API),
            enrollment: column(&ENROLLMENT),
        }
    }
}

fn plain(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.trim_start_matches('\u{feff}').chars();
    name.filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn of_table<R: BufRead>(
    reader: &mut Reader<R>,
    columns: Columns,
    record: &mut ByteRecord,
) -> Option<Read> {
    match reader.read_byte_record(record) {
        Ok(false) => return None,
        Ok(true) => {}
        Err(error) => return Some(Read::Failed(error.to_string())),
    }
    let line = record.position().map_or(0, csv::Position::line);
    let field = |column: Option<usize>| {
        let field = record.get(column?)?;
        (!field.is_empty()).then(|| std::str::from_utf8(field).map(str::to_owned))
    };
    let fields = [
        field(columns.id),
        field(columns.sdk),
        field(columns.version),
        field(columns.api_version),
        field(columns.enrollment),
    ];
    let mut texts = [const { None }; 5];
    for (text, field) in texts.iter_mut().zip(fields) {
        match field.transpose() {
            Ok(field) => *text = field,
            Err(_) => return Some(Read::Unreadable(line, "not text in UTF-8".to_owned())),
        }
    }
    let [id, sdk, version, api_version, enrollment] = texts;
    Some(row(line, id, [sdk, version, api_version, enrollment]))
}

fn row(line: u64, id: Option<String>, rest: [Option<String>; 4]) -> Read {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Read::Unreadable(line, "no id".to_owned());
    };
    let [sdk, version, api_version, enrollment] = rest;
    let row = FleetRow {
        id,
        sdk,
        version,
        api_version,
        enrollment,
    };
    Read::Row(line, row)
}

fn of_lines<R: BufRead>(input: &mut R, line: &mut u64, buffer: &mut Vec<u8>) -> Option<Read> {
    loop {
        buffer.clear();
        *line += 1;
        let taken = input.by_ref().take(LONGEST).read_until(b'\n', buffer);
        match taken {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some(Read::Failed(error.to_string())),
        }
        if buffer.len() as u64 == LONGEST && !buffer.ends_with(b"\n") {
            return Some(match input.skip_until(b'\n') {
                Ok(_) => Read::Unreadable(*line, "a line of more than a million bytes".to_owned()),
                Err(error) => Read::Failed(error.to_string()),
            });
        }
        let text = buffer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(buffer);
        if !text.iter().all(u8::is_ascii_whitespace) {
            return Some(of_json(*line, text));
        }
    }
}

fn of_json(line: u64, text: &[u8]) -> Read {
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(error) => return Read::Unreadable(line, format!("not JSON: {error}")),
    };
    let Value::Object(members) = value else {
        return Read::Unreadable(line, "not an object".to_owned());
    };
    let mut texts: [Option<String>; 5] = [const { None }; 5];
    for (key, value) in members {
        let name = plain(key.as_bytes());
        let known = [&ID[..], &SDK, &VERSION, &API, &ENROLLMENT];
        let Some(at) = known
            .iter()
            .position(|names| names.contains(&name.as_str()))
        else {
            continue;
        };
        texts[at] = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                return Read::Unreadable(
                    line,
                    format!("`{}` is no text", twin::secret::cut(&key, 60)),
                );
            }
        };
    }
    let [id, sdk, version, api_version, enrollment] = texts;
    row(line, id, [sdk, version, api_version, enrollment])
}
