//! How much a pack may have. Beyond it nothing is read, and that is a problem like any other.

/// Files of one pack.
pub const FILES: usize = 2_000;
/// Bytes of one file.
pub const FILE_BYTES: u64 = 1 << 20;
/// Bytes of all files of a pack.
pub const PACK_BYTES: u64 = 16 << 20;
/// Levels of nesting in a file.
pub const LEVELS: usize = 64;
/// Subschemas in all files of a pack.
pub const SUBSCHEMAS: usize = 200_000;
/// Subschemas of one schema with every reference written out.
pub const UNFOLDED: u64 = 20_000;
/// References that may follow on each other before a property is reached.
pub const CHAIN: usize = 100;
/// Different patterns of a pack.
pub const PATTERNS: usize = 2_000;
/// Characters of a pattern.
pub const PATTERN_LENGTH: usize = 2_000;
/// Bytes of a compiled pattern.
pub const PATTERN_BYTES: usize = 1 << 20;
