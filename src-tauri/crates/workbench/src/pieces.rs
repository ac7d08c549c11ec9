//! Files, folders, globs and standard input to pieces of bytes, each one document to be read.
//!
//! Nothing here waits for ever: pipes and devices are refused before they are opened, except
//! standard input, which the user named. Collections of one document a line are streamed.

mod stream;

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::settings::NAME;
use crate::wire::ErrorCode;

pub use stream::of_reader;
pub(crate) use stream::of_stream;

/// Why an input could not be looked at.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{source_name}: {detail}")]
pub struct Obstacle {
    /// File or other origin.
    pub source_name: String,
    /// Reason.
    pub code: ErrorCode,
    /// What the system said, one line.
    pub detail: String,
}

impl Obstacle {
    pub(crate) fn new(source: &str, code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            source_name: source.to_owned(),
            code,
            detail: detail.into(),
        }
    }

    pub(crate) fn io(source: &str, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound => ErrorCode::NotFound,
            io::ErrorKind::PermissionDenied => ErrorCode::NoPermission,
            _ => ErrorCode::ReadFailed,
        };
        Self::new(source, code, error.to_string())
    }
}

/// One document to be read.
#[derive(Debug)]
pub struct Piece {
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// File or other origin, as the user named it.
    pub source: Arc<str>,
    /// Number of the line in a collection of one document a line, from 1.
    pub record: Option<u32>,
    /// First byte in the file.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
}

impl Origin {
    /// Lines of the file before this document.
    #[must_use]
    pub fn lines_before(&self) -> u32 {
        self.record.map_or(0, |r| r - 1)
    }
}

/// Ends of names that are taken from a folder.
const TAKEN: [&str; 4] = ["json", "ndjson", "jsonl", "twin"];

/// Files of settings that are kept on a way; further ones say nothing new.
const SETTINGS_KEPT: usize = 100;
/// Names that are kept on a way.
const NAMES_KEPT: usize = 1_000;

/// A way through folders: what on it is no twin, and what was met.
#[derive(Debug, Default, Clone)]
pub struct Way {
    /// Folders of packs, in full.
    packs: Vec<PathBuf>,
    /// Files of settings, as met.
    settings: Vec<PathBuf>,
    /// Folders that were walked, in full.
    walked: Vec<PathBuf>,
    /// Files that were named themselves.
    named: Vec<PathBuf>,
}

impl Way {
    /// Makes a way that leads past the folders of packs: schemas and samples in them are nobody's
    /// twins. One that is named itself is looked at.
    #[must_use]
    pub fn past<N: AsRef<Path>>(packs: &[N]) -> Self {
        let full = |pack: &N| fs::canonicalize(pack).ok();
        Self {
            packs: packs.iter().filter_map(full).collect(),
            ..Self::default()
        }
    }

    /// True where the way led through a folder around the one of a pack: past a pack it leads nowhere in it.
    #[must_use]
    pub fn led_through(&self, pack: &Path) -> bool {
        let is_around = |walked: &PathBuf| pack.starts_with(walked) && pack != walked;
        self.walked.iter().any(is_around)
    }

    /// True where somebody named a file of a pack, or the pack, or a folder of it around the file. `full` is the file in
    /// full.
    #[must_use]
    pub fn was_asked_for(&self, file: &Path, full: &Path, pack: &Path) -> bool {
        let is_within = |walked: &PathBuf| walked.starts_with(pack) && full.starts_with(walked);
        self.walked.iter().any(is_within) || self.named.iter().any(|named| named == file)
    }

    /// Returns the settings that were met and are not those that apply: nobody asks them.
    #[must_use]
    pub fn not_applied(&self, applied: Option<&Path>) -> Vec<PathBuf> {
        let applied = applied.and_then(|file| fs::canonicalize(file).ok());
        let other = |file: &&PathBuf| fs::canonicalize(file).ok() != applied;
        self.settings.iter().filter(other).cloned().collect()
    }

    fn meet(&mut self, file: PathBuf) {
        if self.settings.len() < SETTINGS_KEPT && !self.settings.contains(&file) {
            self.settings.push(file);
        }
    }

    fn is_pack(&self, folder: &Path) -> bool {
        let full = || fs::canonicalize(folder).ok();
        !self.packs.is_empty() && full().is_some_and(|folder| self.packs.contains(&folder))
    }
}

/// Finds the files a user named: files, folders (walked), globs. What cannot be looked at is told.
pub fn expand<N: AsRef<Path>>(
    way: &mut Way,
    names: &[N],
    told: &mut dyn FnMut(Result<PathBuf, Obstacle>) -> ControlFlow<()>,
) {
    for path in names {
        let path = path.as_ref();
        let name = &*path.to_string_lossy();
        let flow = match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(way, path, told),
            Ok(_) => {
                if way.named.len() < NAMES_KEPT {
                    way.named.push(path.to_owned());
                }
                told(Ok(path.to_owned()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_glob(name) => {
                glob(way, name, told)
            }
            Err(error) => told(Err(Obstacle::io(name, &error))),
        };
        if flow.is_break() {
            return;
        }
    }
}

fn is_glob(name: &str) -> bool {
    name.contains(['*', '?', '[', '{'])
}

fn folder(
    way: &mut Way,
    path: &Path,
    told: &mut dyn FnMut(Result<PathBuf, Obstacle>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut any = false;
    walk(way, path, &mut |found| {
        any = true;
        told(found)
    })?;
    if any {
        return ControlFlow::Continue(());
    }
    let detail = format!(
        "no file ends in {}",
        TAKEN.map(|t| format!(".{t}")).join(", ")
    );
    told(Err(Obstacle::new(
        &path.display().to_string(),
        ErrorCode::EmptyFolder,
        detail,
    )))
}

/// Walks a folder in the order of names, without following links to folders.
fn walk(
    way: &mut Way,
    path: &Path,
    told: &mut dyn FnMut(Result<PathBuf, Obstacle>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if way.walked.len() < NAMES_KEPT {
        way.walked.extend(fs::canonicalize(path));
    }
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                told(Err(Obstacle::io(&path.display().to_string(), &error)))?;
                continue;
            }
        };
        let mut files = Vec::new();
        let mut folders = Vec::new();
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => folders.push(entry.path()),
                Ok(kind) if !kind.is_dir() && entry.file_name() == NAME => way.meet(entry.path()),
                Ok(kind) if !kind.is_dir() && !hidden && is_taken(&entry.path()) => {
                    files.push(entry.path())
                }
                _ => {}
            }
        }
        files.sort();
        folders.sort();
        folders.retain(|folder| !way.is_pack(folder));
        open.extend(folders.into_iter().rev());
        for file in files {
            told(Ok(file))?;
        }
    }
    ControlFlow::Continue(())
}

/// The settings of a folder are no twin; named alone the file is looked at like any other.
fn is_taken(path: &Path) -> bool {
    if path.file_name().is_some_and(|name| name == NAME) {
        return false;
    }
    path.extension()
        .is_some_and(|e| TAKEN.iter().any(|t| e.eq_ignore_ascii_case(t)))
}

fn glob(
    way: &mut Way,
    pattern: &str,
    told: &mut dyn FnMut(Result<PathBuf, Obstacle>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let matcher = match globset::GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
    {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            return told(Err(Obstacle::new(
                pattern,
                ErrorCode::NotFound,
                error.to_string(),
            )));
        }
    };
    let fixed: PathBuf = Path::new(pattern)
        .components()
        .take_while(|c| !is_glob(&c.as_os_str().to_string_lossy()))
        .collect();
    let base = if fixed.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        fixed
    };
    // settings beside files that do not match are nobody's here
    let mut around = Way {
        packs: way.packs.clone(),
        ..Way::default()
    };
    let mut matched = HashSet::new();
    walk(&mut around, &base, &mut |found| match found {
        Ok(path) => {
            let plain = path.strip_prefix("./").unwrap_or(&path).to_owned();
            if matcher.is_match(&plain) {
                matched.extend(path.parent().map(Path::to_owned));
                told(Ok(plain))
            } else {
                ControlFlow::Continue(())
            }
        }
        Err(_) => ControlFlow::Continue(()),
    })?;
    way.walked.extend(around.walked);
    for file in around.settings {
        let folder = file.parent().unwrap_or(&base);
        if matched.iter().any(|of_match| of_match.starts_with(folder)) {
            way.meet(file);
        }
    }
    if !matched.is_empty() {
        return ControlFlow::Continue(());
    }
    told(Err(Obstacle::new(
        pattern,
        ErrorCode::NotFound,
        "no file matches the pattern",
    )))
}

/// Reads the documents of one file.
pub fn of_file(
    path: &Path,
    taken: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<(), Obstacle> {
    let name = path.display().to_string();
    let (meta, file) = open(path)?;
    if meta.len() > twin::LARGEST_DOCUMENT as u64 && !is_lines(path) {
        let detail = format!(
            "{} bytes; one document may have {}",
            meta.len(),
            twin::LARGEST_DOCUMENT
        );
        return Err(Obstacle::new(&name, ErrorCode::TooLarge, detail));
    }
    of_reader(
        &name,
        meta.len(),
        BufReader::with_capacity(1 << 16, file),
        taken,
    )
}

/// Opens an ordinary file.
pub(crate) fn open(path: &Path) -> Result<(Metadata, File), Obstacle> {
    let name = path.display().to_string();
    let open = || -> io::Result<(Metadata, Option<File>)> {
        let meta = fs::metadata(path)?;
        let file = if meta.is_file() {
            Some(File::open(path)?)
        } else {
            None
        };
        Ok((meta, file))
    };
    let (meta, file) = open().map_err(|e| Obstacle::io(&name, &e))?;
    match file {
        Some(file) => Ok((meta, file)),
        None => {
            let what = if meta.is_dir() {
                "a folder; name a file"
            } else {
                "a pipe, socket or device; only files are read"
            };
            Err(Obstacle::new(&name, ErrorCode::NotAFile, what))
        }
    }
}

/// Reads a file whole, if it is not larger than `most` bytes.
pub(crate) fn whole(path: &Path, most: usize) -> Result<Vec<u8>, Obstacle> {
    let (_, file) = open(path)?;
    whole_of(&path.display().to_string(), file, most)
}

/// Reads a stream to its end, if it is not longer than `most` bytes.
pub(crate) fn whole_of(name: &str, stream: impl Read, most: usize) -> Result<Vec<u8>, Obstacle> {
    let mut bytes = Vec::new();
    // by what is read and not by what the file says: it may grow meanwhile
    let read = stream.take(most as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|e| Obstacle::io(name, &e))?;
    if bytes.len() > most {
        let detail = format!("more than {most} bytes");
        return Err(Obstacle::new(name, ErrorCode::TooLarge, detail));
    }
    Ok(bytes)
}

fn is_lines(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("ndjson") || e.eq_ignore_ascii_case("jsonl"))
}

/// Reads one document again, from where it stood.
pub fn again(origin: &Origin) -> Result<Vec<u8>, Obstacle> {
    let name = &*origin.source;
    let failed = |e: io::Error| Obstacle::io(name, &e);
    let mut file = File::open(name).map_err(failed)?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(origin.offset)).map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(origin.length).unwrap_or(0) + 1);
    let limit = if origin.record.is_some() {
        origin.length
    } else {
        twin::LARGEST_DOCUMENT as u64
    };
    file.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
