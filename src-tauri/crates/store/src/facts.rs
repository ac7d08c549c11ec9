//! What is known of snapshots beside their texts, written column by column: neighbours differ
//! little, and columns of little differences take next to nothing once they are compressed.

use crate::dense::{Broken, Dense};

/// What is known of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fact {
    pub number: u32,
    /// Milliseconds since 1970.
    pub seen: i64,
    pub last: i64,
    /// Id of its source.
    pub source: i64,
    pub etag: Option<String>,
    pub desired: Option<i64>,
    pub reported: Option<i64>,
    /// First half of what its text is known by.
    pub digest: i64,
}

/// Ends an etag that differs from the one before; one that does not is the single byte `SAME`.
const END: u8 = 0xff;
const SAME: u8 = 0xfe;
const NONE: u8 = 0xfd;

/// Writes facts, oldest number first.
pub(crate) fn pack(dense: &Dense, facts: &[Fact]) -> Result<Vec<u8>, Broken> {
    let mut out = Vec::with_capacity(facts.len() * 24);
    put(&mut out, i64::try_from(facts.len()).map_err(|_| Broken)?);
    differences(&mut out, facts.iter().map(|f| i64::from(f.number)));
    differences(&mut out, facts.iter().map(|f| f.seen));
    facts
        .iter()
        .for_each(|f| put(&mut out, f.last.wrapping_sub(f.seen)));
    differences(&mut out, facts.iter().map(|f| f.source));
    for column in [|f: &Fact| f.desired, |f: &Fact| f.reported] {
        facts
            .iter()
            .for_each(|f| put(&mut out, i64::from(column(f).is_some())));
        differences(&mut out, facts.iter().filter_map(column));
    }
    let mut before = None;
    for fact in facts {
        let etag = fact.etag.as_deref();
        match etag {
            same if before == Some(same) => out.push(SAME),
            None => out.push(NONE),
            Some(etag) => {
                out.extend_from_slice(etag.as_bytes());
                out.push(END);
            }
        }
        before = Some(etag);
    }
    for fact in facts {
        out.extend_from_slice(&fact.digest.to_le_bytes());
    }
    dense.pack(&out, b"")
}

/// Reads facts; whatever the bytes, this ends and takes no more memory than they do.
pub(crate) fn unpack(dense: &Dense, packed: &[u8]) -> Result<Vec<Fact>, Broken> {
    let bytes = dense.unpack(packed, b"")?;
    let mut rest = bytes.as_slice();
    let count = usize::try_from(take(&mut rest)?).map_err(|_| Broken)?;
    if count > rest.len() {
        return Err(Broken);
    }
    let mut facts = vec![Fact::default(); count];
    column(&mut rest, &mut facts, |f, value| {
        f.number = u32::try_from(value).unwrap_or(u32::MAX);
    })?;
    column(&mut rest, &mut facts, |f, value| f.seen = value)?;
    for fact in &mut facts {
        fact.last = fact.seen.wrapping_add(take(&mut rest)?);
    }
    column(&mut rest, &mut facts, |f, value| f.source = value)?;
    versions(&mut rest, &mut facts, |f, version| {
        f.desired = Some(version)
    })?;
    versions(&mut rest, &mut facts, |f, version| {
        f.reported = Some(version)
    })?;
    let mut before = None;
    for fact in &mut facts {
        fact.etag = etag(&mut rest, before.take())?;
        before = Some(fact.etag.clone());
    }
    for fact in &mut facts {
        let (digest, behind) = rest.split_first_chunk().ok_or(Broken)?;
        fact.digest = i64::from_le_bytes(*digest);
        rest = behind;
    }
    Ok(facts)
}

fn etag(rest: &mut &[u8], before: Option<Option<String>>) -> Result<Option<String>, Broken> {
    let end = match rest.first() {
        Some(&SAME) => {
            *rest = &rest[1..];
            return before.ok_or(Broken);
        }
        Some(&NONE) => {
            *rest = &rest[1..];
            return Ok(None);
        }
        _ => rest.iter().position(|b| *b == END).ok_or(Broken)?,
    };
    let written = String::from_utf8(rest[..end].to_vec()).map_err(|_| Broken)?;
    *rest = &rest[end + 1..];
    Ok(Some(written))
}

fn differences(out: &mut Vec<u8>, values: impl Iterator<Item = i64>) {
    let mut before = 0_i64;
    for value in values {
        put(out, value.wrapping_sub(before));
        before = value;
    }
}

fn column(
    rest: &mut &[u8],
    facts: &mut [Fact],
    set: impl Fn(&mut Fact, i64),
) -> Result<(), Broken> {
    let mut before = 0_i64;
    for fact in facts {
        before = before.wrapping_add(take(rest)?);
        set(fact, before);
    }
    Ok(())
}

fn versions(
    rest: &mut &[u8],
    facts: &mut [Fact],
    set: impl Fn(&mut Fact, i64),
) -> Result<(), Broken> {
    let mut are_there = Vec::with_capacity(facts.len());
    for _ in 0..facts.len() {
        are_there.push(take(rest)? != 0);
    }
    let mut before = 0_i64;
    for (fact, _) in facts.iter_mut().zip(are_there).filter(|(_, is)| *is) {
        before = before.wrapping_add(take(rest)?);
        set(fact, before);
    }
    Ok(())
}

/// Writes a number in as few bytes as it takes: seven bits a byte, the sign lowest.
fn put(out: &mut Vec<u8>, number: i64) {
    let mut bits = ((number << 1) ^ (number >> 63)).cast_unsigned();
    loop {
        let low = u8::try_from(bits & 0x7f).unwrap_or(0);
        bits >>= 7;
        if bits == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn take(rest: &mut &[u8]) -> Result<i64, Broken> {
    let mut bits = 0_u64;
    for place in 0..10 {
        let (&byte, behind) = rest.split_first().ok_or(Broken)?;
        *rest = behind;
        bits |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Ok((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed());
        }
    }
    Err(Broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact() -> impl Strategy<Value = Fact> {
        let versions = (any::<Option<i64>>(), any::<Option<i64>>());
        let etag = prop::option::of("[A-Z\u{e4}]{0,6}");
        (any::<u32>(), any::<[i64; 4]>(), versions, etag).prop_map(
            |(number, [seen, last, source, digest], (desired, reported), etag)| Fact {
                number,
                seen,
                last,
                source,
                etag,
                desired,
                reported,
                digest,
            },
        )
    }

    proptest! {
        #[test]
        fn facts_come_back(facts in prop::collection::vec(fact(), 0..40)) {
            let dense = Dense::default();
            let packed = pack(&dense, &facts).expect("memory");
            prop_assert_eq!(unpack(&dense, &packed), Ok(facts));
        }

        #[test]
        fn broken_facts_are_told_and_never_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let dense = Dense::default();
            let packed = dense.pack(&bytes, b"").expect("memory");
            let _ = unpack(&dense, &packed);
            let _ = unpack(&dense, &bytes);
        }
    }

    #[test]
    fn a_row_of_polls_takes_little_more_than_its_digests() {
        let facts: Vec<_> = (1..=64)
            .map(|number| Fact {
                number,
                seen: i64::from(number) * 300_000,
                last: i64::from(number) * 300_000,
                source: 7,
                etag: Some("AAAAAAAAAAE=".to_owned()),
                desired: Some(3),
                reported: Some(i64::from(number)),
                digest: i64::from(number).wrapping_mul(6_364_136_223_846_793_005),
            })
            .collect();
        let packed = pack(&Dense::default(), &facts).expect("memory");
        assert!(packed.len() < 64 * 9 + 40, "{} bytes", packed.len());
    }
}
