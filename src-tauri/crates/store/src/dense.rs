//! Texts as differences to the text before them: what is new in a text of two kilobytes takes some
//! dozens of bytes. zstd finds the difference by itself when it is given the earlier text as its
//! dictionary.

use std::cell::RefCell;

use zstd::zstd_safe::{CCtx, DCtx, get_frame_content_size};

/// How hard zstd looks at one text, and at many at once. What is found in one is looked for again
/// when it goes into a pack.
const LEVEL: i32 = 1;
const LEVEL_OF_MANY: i32 = 3;
/// First bytes of every frame; they are put back before it is read.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Most bytes in one piece: a pack with the largest snapshot at its end.
pub(crate) const LARGEST: usize = 4 * crate::LARGEST_SNAPSHOT;

/// Why a text could not be had from its difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

/// Both directions, with what zstd wants to have at hand.
pub(crate) struct Dense {
    compress: RefCell<CCtx<'static>>,
    decompress: RefCell<DCtx<'static>>,
}

impl std::fmt::Debug for Dense {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dense")
    }
}

impl Default for Dense {
    fn default() -> Self {
        Self {
            compress: RefCell::new(CCtx::create()),
            decompress: RefCell::new(DCtx::create()),
        }
    }
}

impl Dense {
    /// Writes a text as its difference to another one, which may be empty; nothing where zstd has
    /// no memory left.
    pub(crate) fn pack(&self, text: &[u8], before: &[u8]) -> Result<Vec<u8>, Broken> {
        self.pack_at(LEVEL, text, before)
    }

    /// Writes many texts that are much alike.
    pub(crate) fn pack_many(&self, texts: &[u8]) -> Result<Vec<u8>, Broken> {
        self.pack_at(LEVEL_OF_MANY, texts, b"")
    }

    fn pack_at(&self, level: i32, text: &[u8], before: &[u8]) -> Result<Vec<u8>, Broken> {
        let mut packed = Vec::with_capacity(zstd::zstd_safe::compress_bound(text.len()));
        let mut context = self.compress.borrow_mut();
        let done = context.compress_using_dict(&mut packed, text, before, level);
        done.map_err(|_| Broken)?;
        debug_assert!(packed.starts_with(&MAGIC), "every frame starts alike");
        Ok(packed.split_off(MAGIC.len()))
    }

    /// Reads a text from its difference to another one.
    pub(crate) fn unpack(&self, packed: &[u8], before: &[u8]) -> Result<Vec<u8>, Broken> {
        let frame = [&MAGIC, packed].concat();
        let size = match get_frame_content_size(&frame) {
            Ok(Some(size)) => usize::try_from(size).map_err(|_| Broken)?,
            _ => return Err(Broken),
        };
        if size > LARGEST {
            return Err(Broken);
        }
        let mut text = Vec::with_capacity(size);
        let mut context = self.decompress.borrow_mut();
        let done = context.decompress_using_dict(&mut text, &frame, before);
        done.map_err(|_| Broken)?;
        if text.len() == size {
            Ok(text)
        } else {
            Err(Broken)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(n: u32) -> Vec<u8> {
        let members = (0..60).map(|i| format!("\"property{i}\":\"value {}\",", i * 7919 % 1013));
        let mut text: String = members.collect();
        text += &format!("\"changes\":{n}");
        text.into_bytes()
    }

    #[test]
    fn a_text_comes_back_from_its_difference_only_beside_the_text_before() {
        let dense = Dense::default();
        let (before, text) = (numbered(1), numbered(2));
        let packed = dense.pack(&text, &before).expect("memory");
        assert!(packed.len() < 40, "{} bytes", packed.len());
        assert_eq!(dense.unpack(&packed, &before).as_ref(), Ok(&text));
        assert_ne!(dense.unpack(&packed, b"").as_ref(), Ok(&text));
        let whole = dense.pack(&text, b"").expect("memory");
        assert!(whole.len() > 5 * packed.len());
        assert_eq!(dense.unpack(&whole, b""), Ok(text));
    }

    #[test]
    fn broken_bytes_are_told_and_never_a_crash() {
        let dense = Dense::default();
        let before = numbered(1);
        let packed = dense.pack(&numbered(2), &before).expect("memory");
        for cut in 0..packed.len() {
            assert_eq!(dense.unpack(&packed[..cut], &before), Err(Broken), "{cut}");
        }
        for at in 0..packed.len() {
            let mut broken = packed.clone();
            broken[at] ^= 0x55;
            // it may well be another text: the digest of a snapshot tells
            let _ = dense.unpack(&broken, &before);
        }
        // a frame that says it holds four gigabytes
        assert_eq!(
            dense.unpack(&[0xa0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0], b""),
            Err(Broken)
        );
    }
}
