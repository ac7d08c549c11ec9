//! The hash of a hashed allocation. The service does not publish its own; this one has what is known of it: the same id,
//! hubs and weights always lead to the same hub, and a hub that is added or removed moves as few devices as possible.

/// Returns the place of the hub that an id leads to, by weighted rendezvous; nothing without hubs.
pub(crate) fn choose<'a>(id: &str, hubs: impl Iterator<Item = (&'a str, u16)>) -> Option<usize> {
    let id = id.to_ascii_lowercase();
    let scored = hubs.enumerate().map(|(at, (host, weight))| {
        let hash = mixed(fnv(&[
            id.as_bytes(),
            b"\0",
            host.to_ascii_lowercase().as_bytes(),
        ]));
        (at, score(hash, weight))
    });
    // of equal scores the first one, so that the answer does not depend on the order of comparison
    let best = scored.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(at, _)| at)
}

/// Returns 128 bits that differ wherever the parts do, for practical purposes.
pub(crate) fn digest(parts: &[&[u8]]) -> u128 {
    let half = |salt: &[u8]| {
        let ended = parts.iter().flat_map(|part| [*part, &b"\0"[..]]);
        mixed(fnv(&std::iter::once(salt).chain(ended).collect::<Vec<_>>()))
    };
    u128::from(half(b"one")) << 64 | u128::from(half(b"other"))
}

/// The higher the weight, the more often the score is the highest one, in proportion.
fn score(hash: u64, weight: u16) -> f64 {
    // 53 bits are what a double holds; never 0 and never 1
    let unit = ((hash >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    f64::from(weight) / -unit.ln()
}

/// FNV-1a, for its few lines: nobody attacks an id of his own.
fn fnv(parts: &[&[u8]]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.iter());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Spreads neighbouring hashes over all bits (the last step of MurmurHash3).
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(id: &str, hubs: &[(&'static str, u16)]) -> &'static str {
        let at = choose(id, hubs.iter().copied()).expect("there are hubs");
        hubs[at].0
    }

    fn shares(hubs: &[(&'static str, u16)]) -> Vec<usize> {
        let mut shares = vec![0; hubs.len()];
        for n in 0..10_000 {
            let at = choose(&format!("device-{n}"), hubs.iter().copied());
            shares[at.expect("there are hubs")] += 1;
        }
        shares
    }

    #[test]
    fn the_same_id_leads_to_the_same_hub_in_any_case_and_order() {
        let (there, back) = (
            [("a", 1), ("b", 1), ("c", 1)],
            [("c", 1), ("B", 1), ("a", 1)],
        );
        for n in 0..100 {
            let (lower, upper) = (format!("reg-{n}"), format!("REG-{n}"));
            assert!(chosen(&lower, &there).eq_ignore_ascii_case(chosen(&upper, &back)));
        }
    }

    #[test]
    fn hubs_get_what_their_weights_say() {
        let shares = shares(&[("a", 1), ("b", 3), ("c", 6)]);
        for (share, expected) in shares.iter().zip([1_000, 3_000, 6_000]) {
            assert!(share.abs_diff(expected) < 200, "{shares:?}");
        }
    }

    #[test]
    fn a_further_hub_moves_only_what_it_gets() {
        let (before, after) = ([("a", 1), ("b", 1)], [("a", 1), ("b", 1), ("c", 1)]);
        for n in 0..1_000 {
            let id = format!("device-{n}");
            let now = chosen(&id, &after);
            assert!(now == "c" || now == chosen(&id, &before), "{id}");
        }
    }
}
