//! A fleet that is polled: twins of two kilobytes of which each poll finds one or two groups
//! changed. Seeded and repeatable.

use std::fmt::Write as _;

/// Which view of the twin is polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The service's: `$metadata` with a time for every property, etag and counters.
    Service,
    /// The device's: values and `$version` alone, as many more of them.
    Device,
}

/// One polled device.
#[derive(Debug, Clone)]
pub struct Polled {
    view: View,
    device: u32,
    seed: u64,
    /// Reported groups, each a list of values.
    groups: Vec<Vec<u32>>,
    /// Seconds of the last write of each group.
    written: Vec<u64>,
    etag: u64,
    desired: i64,
    reported: i64,
}

const FIRST_SECOND: u64 = 1_770_000_000;
/// Seconds between two polls.
const BETWEEN: u64 = 300;

impl Polled {
    /// A device before its first poll.
    pub fn new(view: View, device: u32) -> Self {
        let (groups, values) = match view {
            View::Service => (6, 2),
            View::Device => (12, 6),
        };
        let mut polled = Self {
            view,
            device,
            seed: u64::from(device) * 2_654_435_761 + 12_345,
            groups: vec![vec![0; values]; groups],
            written: vec![FIRST_SECOND; groups],
            etag: 1,
            desired: 1,
            reported: 0,
        };
        for group in 0..groups {
            polled.change(group, FIRST_SECOND);
        }
        polled.reported = 0;
        polled
    }

    fn random(&mut self) -> u64 {
        // xorshift: good enough for readings
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    fn change(&mut self, group: usize, second: u64) {
        for value in 0..self.groups[group].len() {
            // not every reading of a group is another one
            let random = self.random();
            if value == 0 || random.is_multiple_of(3) {
                self.groups[group][value] = u32::try_from(random >> 40).expect("24 bits");
            }
        }
        self.written[group] = second;
        self.reported += 1;
    }

    /// Lets the device report, and returns what the next poll finds.
    pub fn poll(&mut self, number: u64) -> String {
        let second = FIRST_SECOND + number * BETWEEN;
        let groups = self.groups.len() as u64;
        for _ in 0..=self.random() % 2 {
            let group = usize::try_from(self.random() % groups).expect("few");
            let ago = self.random() % BETWEEN;
            self.change(group, second - ago);
        }
        if self.random().is_multiple_of(50) {
            self.etag += 1;
            self.desired += 1;
        }
        self.text(second)
    }

    /// `$version` of both sections.
    pub fn versions(&self) -> (i64, i64) {
        (self.desired, self.reported)
    }

    fn text(&self, polled: u64) -> String {
        let mut reported = String::new();
        for (number, values) in self.groups.iter().enumerate() {
            let _ = write!(reported, "\"{}\":{{", NAMES[number]);
            for (i, value) in values.iter().enumerate() {
                let _ = write!(reported, "\"{}\":{},", MEMBERS[i], spelt(i, *value));
            }
            reported.pop();
            reported.push_str("},");
        }
        let desired = format!(
            "\"telemetry\":{{\"intervalSeconds\":{},\"enabled\":true}}",
            30 + self.desired
        );
        let device = self.device;
        match self.view {
            View::Device => format!(
                "{{\"desired\":{{{desired},\"$version\":{}}},\"reported\":{{{reported}\"$version\":{}}}}}",
                self.desired, self.reported
            ),
            View::Service => format!(
                "{{\"deviceId\":\"pump-{device:05}\",\"etag\":\"{}\",\"deviceEtag\":\"MTIz\",\"status\":\"enabled\",\
                 \"connectionState\":\"Connected\",\"lastActivityTime\":\"{}\",\"version\":{},\"tags\":{{\"site\":\"plant-{}\"}},\
                 \"properties\":{{\"desired\":{{{desired},\"$metadata\":{{{stamp},\"$lastUpdatedVersion\":{version},\
                 \"telemetry\":{{{stamp},\"$lastUpdatedVersion\":{version},\"intervalSeconds\":{{{stamp},\"$lastUpdatedVersion\":{version}}},\
                 \"enabled\":{{{stamp},\"$lastUpdatedVersion\":{version}}}}}}},\"$version\":{version}}},\
                 \"reported\":{{{reported}\"$metadata\":{{{}}},\"$version\":{}}}}}}}",
                etag(self.etag),
                time(polled, 0),
                self.etag + u64::try_from(self.reported).expect("positive"),
                device % 7,
                self.metadata(),
                self.reported,
                stamp = stamp(FIRST_SECOND + self.etag, self.etag),
                version = self.desired,
            ),
        }
    }

    fn metadata(&self) -> String {
        let newest = self.written.iter().max().copied().unwrap_or_default();
        let mut metadata = stamp(newest, newest);
        for (number, written) in self.written.iter().enumerate() {
            let own = stamp(*written, *written);
            let _ = write!(metadata, ",\"{}\":{{{own}", NAMES[number]);
            for member in &MEMBERS[..self.groups[number].len()] {
                let _ = write!(metadata, ",\"{member}\":{{{own}}}");
            }
            metadata.push('}');
        }
        metadata
    }
}

const NAMES: [&str; 12] = [
    "deviceInfo",
    "rebootInfo",
    "diskState",
    "network",
    "battery",
    "temperature",
    "firmware",
    "updates",
    "certificates",
    "location",
    "pressure",
    "errors",
];
const MEMBERS: [&str; 6] = ["value", "state", "text", "isValid", "threshold", "source"];

fn spelt(member: usize, value: u32) -> String {
    match member {
        0 => format!("{}.{:03}", value % 200, value % 997),
        1 => ["\"ok\"", "\"warning\"", "\"failed\"", "\"unknown\""][value as usize % 4].to_owned(),
        2 => format!("\"reading {value} of the sensor\""),
        3 => value.is_multiple_of(2).to_string(),
        4 => value.to_string(),
        _ => format!("\"sensor-{}\"", value % 13),
    }
}

fn stamp(second: u64, seed: u64) -> String {
    format!("\"$lastUpdated\":\"{}\"", time(second, seed))
}

/// A time as a hub writes it: seven digits, of which none repeats.
fn time(second: u64, seed: u64) -> String {
    let at = jiff::Timestamp::from_second(i64::try_from(second).expect("near")).expect("near");
    let fraction = seed.wrapping_mul(6_364_136_223_846_793_005) >> 40;
    format!(
        "{}.{:07}Z",
        at.strftime("%Y-%m-%dT%H:%M:%S"),
        fraction % 10_000_000
    )
}

/// A counter as a hub writes it: eight bytes in base64.
fn etag(counter: u64) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = u128::from(counter) << 2;
    let digit = |place: u32| DIGITS[usize::try_from(bits >> (6 * place) & 63).expect("six bits")];
    let digits = (0..11).rev().map(digit).map(char::from);
    digits.chain(['=']).collect()
}
