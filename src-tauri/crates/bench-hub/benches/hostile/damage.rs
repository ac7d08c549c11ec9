//! Dice, and what they do to bytes.

/// Numbers that look like chance and are the same in every run.
pub struct Dice(u64);

/// What breaks readers more often than chance does.
const SEEDS: [&[u8]; 16] = [
    b"\0",
    b"\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x80\x80\x80\x80\x01",
    b"\x30\x00",
    b"\x10\x00\x04MQTT\x04",
    b"\x10\x00\x04MQTT\x05",
    b"$rid=%",
    b"%00%ff",
    b"/../../",
    b"{\"a\":{\"a\":{\"a\":",
    b"[[[[[[[[[[[[[[[[",
    b"1e999999",
    b"\xed\xa0\x80",
    b"\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
];

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below another; 0 below 0.
    pub fn upto(&mut self, end: usize) -> usize {
        let number = self.throw() >> 11;
        usize::try_from(number).expect("64 bits") % end.max(1)
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.upto(of.len())]
    }

    fn byte(&mut self) -> u8 {
        self.throw().to_le_bytes()[3]
    }

    /// Random bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }
}

/// Damages one packet or call in one place.
pub fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.upto(bytes.len());
    let end = (at + 1 + dice.upto(16)).min(bytes.len());
    match dice.upto(9) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.upto(8),
        1 if !bytes.is_empty() => bytes[at] = dice.byte(),
        // the length of a packet, or the word of a call
        2 if bytes.len() > 1 => bytes[1] = dice.byte(),
        3 => {
            bytes.drain(at.min(end)..end);
        }
        4 => {
            let again: Vec<u8> = bytes[at.min(end)..end].to_vec();
            bytes.splice(at..at, again);
        }
        5 => bytes.truncate(at),
        6 => {
            let seed = *dice.pick(&SEEDS);
            bytes.splice(at..at, seed.iter().copied());
        }
        7 => {
            let count = dice.upto(64);
            let random = dice.bytes(count);
            bytes.splice(at..at, random);
        }
        _ => {
            let piece: Vec<u8> = bytes[at.min(end)..end].to_vec();
            let times = dice.upto(300);
            bytes.extend(piece.iter().cycle().take(piece.len() * times));
        }
    }
}

/// Puts the order of a conversation out of order.
pub fn shuffle(said: &mut Vec<Vec<u8>>, dice: &mut Dice) {
    let (one, other) = (dice.upto(said.len()), dice.upto(said.len()));
    match dice.upto(4) {
        0 => said.swap(one, other),
        1 => {
            said.remove(one);
        }
        2 => said.insert(one, said[other].clone()),
        _ => {}
    }
}
