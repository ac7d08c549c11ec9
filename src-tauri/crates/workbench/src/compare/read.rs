//! The files, or snapshots of the history, that are compared: two, or three with the common ancestor.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;

use diagnose::Units;
use groups::catalogue::Catalogue;
use twin::{Document, Twin};

use super::{Compared, ThreeWay, Unsound, Wanted, check, of_three, of_two};
use crate::drift::each_document;
use crate::history::{self, HistoryError};
use crate::packs::Packs;
use crate::pieces::Obstacle;

/// Why two files cannot be compared.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CompareError {
    /// A file cannot be looked at.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    /// A snapshot cannot be had.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Nothing stands in it.
    #[error("{path}: nothing to compare in it")]
    Empty {
        /// The file.
        path: String,
    },
    /// Both are standard input.
    #[error("standard input can be read once only; give a file for the other side")]
    InputTwice,
    /// A patch would be wrong.
    #[error("{0}; please report it")]
    Unsound(#[from] Unsound),
    /// The common ancestor has none of the devices of both.
    #[error("{base} has no twin of a device that is in both")]
    NoAncestor {
        /// The file.
        base: String,
    },
    /// Each side has several, and none has a partner.
    #[error("{old} has {olds} twins and {new} has {news}, and no device is in both")]
    NoPartners {
        /// The first file.
        old: String,
        /// Twins in it.
        olds: usize,
        /// The second file.
        new: String,
        /// Twins in it.
        news: usize,
    },
}

/// What is known of the patches of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Nothing: nobody uses them.
    Unasked,
    /// They were applied, and lead from the one to the other.
    Checked,
}

/// What belongs together in files with several twins, and what is left.
#[derive(Debug)]
pub struct Partners<T> {
    /// The answers, one for each pair.
    pub compared: Vec<T>,
    /// Twins that nothing was compared with.
    pub alone: Vec<Alone>,
}

/// A twin without a partner in the other file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// Its device and module id; empty where it has none.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// What it lacks.
    pub lack: Lack,
}

/// Why a twin was compared with nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The device is not in the other file.
    Device,
    /// The device is not as often in the other file.
    Another,
    /// The device is not in the common ancestor, which is the file that is named.
    Ancestor,
}

impl std::fmt::Display for Alone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, file, lack } = self;
        match lack {
            _ if name.is_empty() => {
                write!(
                    f,
                    "a twin without an id in {file} was compared with nothing"
                )
            }
            Lack::Device => write!(f, "{name} is in {file} only"),
            Lack::Another => write!(
                f,
                "{name} stands more often in {file} than in the other file"
            ),
            Lack::Ancestor => write!(f, "{name} is not in the common ancestor, {file}"),
        }
    }
}

/// Compares the twins of two files; `-` is standard input, `history:DEVICE@WHICH` a snapshot. Where each has one, those
/// two; where one has several, those of the same device.
///
/// # Errors
/// Where a file cannot be looked at, or nothing in them belongs together.
pub fn of_paths(
    old: &Path,
    new: &Path,
    packs: &Packs,
    (wanted, sound): (Wanted, Sound),
) -> Result<Partners<Compared>, CompareError> {
    let files = Files::read(&[old, new], packs)?;
    let [olds, news] = [files.twins(0)?, files.twins(1)?];
    let compared = |one: &Twin<'_>, other: &Twin<'_>, names| {
        if sound == Sound::Checked {
            check(one, other, wanted)?;
        }
        let known = (wanted, packs.known());
        Ok::<_, CompareError>(of_two(one, other, names, known))
    };
    let paths = [0, 1].map(|at| files.names[at].clone());
    if let ([one], [other]) = (&*olds, &*news) {
        return Ok(Partners {
            compared: vec![compared(one, other, paths)?],
            alone: Vec::new(),
        });
    }
    let (pairs, alone) = files.pairs(&olds, &news)?;
    let all = pairs.into_iter().map(|(one, other)| {
        let name = crate::drift::name(one);
        compared(
            one,
            other,
            paths.clone().map(|path| format!("{path}: {name}")),
        )
    });
    let compared = all.collect::<Result<_, CompareError>>()?;
    Ok(Partners { compared, alone })
}

/// Compares the twins of two files with those of a third, from which both come; one of them may be `-`.
///
/// # Errors
/// Where a file cannot be looked at, or nothing in them belongs together.
pub fn three_of_paths(
    base: &Path,
    [first, second]: [&Path; 2],
    packs: &Packs,
    wanted: Wanted,
) -> Result<Partners<ThreeWay>, CompareError> {
    let files = Files::read(&[first, second, base], packs)?;
    let (firsts, seconds, bases) = (files.twins(0)?, files.twins(1)?, files.twins(2)?);
    let known = (wanted, packs.known());
    let names = [0, 1].map(|at| files.names[at].clone());
    let of_base = files.names[2].clone();
    if let ([one], [other], [base]) = (&*firsts, &*seconds, &*bases) {
        return Ok(Partners {
            compared: vec![of_three(base, [one, other], (of_base, names), known)],
            alone: Vec::new(),
        });
    }
    let mut all = Vec::new();
    let (pairs, mut alone) = files.pairs(&firsts, &seconds)?;
    let bases: HashMap<String, &Twin<'_>> = bases
        .iter()
        .map(|base| (crate::drift::name(base), base))
        .collect();
    for (one, other) in pairs {
        let name = crate::drift::name(one);
        let Some(base) = bases.get(&name) else {
            alone.push(Alone {
                name,
                file: of_base.clone(),
                lack: Lack::Ancestor,
            });
            continue;
        };
        let names = names.clone().map(|path| format!("{path}: {name}"));
        let names = (format!("{of_base}: {name}"), names);
        all.push(of_three(base, [one, other], names, known));
    }
    match all.is_empty() {
        true => Err(CompareError::NoAncestor { base: of_base }),
        false => Ok(Partners {
            compared: all,
            alone,
        }),
    }
}

/// Files that are compared.
struct Files<'p> {
    names: Vec<String>,
    documents: Vec<Vec<Document>>,
    packs: &'p Packs,
}

type Pairs<'t, 'd> = (Vec<(&'t Twin<'d>, &'t Twin<'d>)>, Vec<Alone>);

impl<'p> Files<'p> {
    fn read(paths: &[&Path], packs: &'p Packs) -> Result<Self, CompareError> {
        let inputs = paths.iter().filter(|path| path.as_os_str() == "-");
        if inputs.count() > 1 {
            return Err(CompareError::InputTwice);
        }
        let mut files = Self {
            names: Vec::new(),
            documents: Vec::new(),
            packs,
        };
        for path in paths {
            let (name, all) = documents(path, packs.known())?;
            files.names.push(name);
            files.documents.push(all);
        }
        Ok(files)
    }

    /// Returns the twins of a file.
    fn twins(&self, file: usize) -> Result<Vec<Twin<'_>>, CompareError> {
        let found = twins(&self.documents[file], self.packs.known());
        match found.is_empty() {
            true => Err(CompareError::Empty {
                path: self.names[file].clone(),
            }),
            false => Ok(found),
        }
    }

    /// Brings twins of the first two files together by their devices: of a device that stands several times in both,
    /// the first and the first, the second and the second.
    fn pairs<'t, 'd>(
        &self,
        olds: &'t [Twin<'d>],
        news: &'t [Twin<'d>],
    ) -> Result<Pairs<'t, 'd>, CompareError> {
        let named = |twin: &Twin<'_>| crate::drift::name(twin);
        let mut waiting: HashMap<String, VecDeque<&Twin<'d>>> = HashMap::new();
        for other in news {
            waiting.entry(named(other)).or_default().push_back(other);
        }
        let known: HashSet<String> = olds.iter().map(named).collect();
        let alone = |name: &str, file: usize, is_there| Alone {
            name: name.to_owned(),
            file: self.names[file].clone(),
            lack: if is_there {
                Lack::Another
            } else {
                Lack::Device
            },
        };
        let (mut pairs, mut left) = (Vec::new(), Vec::new());
        for one in olds {
            let name = named(one);
            let partners = waiting.get_mut(&name).filter(|_| !name.is_empty());
            let is_there = partners.is_some();
            match partners.and_then(VecDeque::pop_front) {
                Some(other) => pairs.push((one, other)),
                None => left.push(alone(&name, 0, is_there)),
            }
        }
        if pairs.is_empty() {
            return Err(CompareError::NoPartners {
                old: self.names[0].clone(),
                olds: olds.len(),
                new: self.names[1].clone(),
                news: news.len(),
            });
        }
        for other in news {
            let name = named(other);
            // those that were taken stand before those that wait
            let Some(waiting) = waiting.get_mut(&name) else {
                continue;
            };
            if waiting
                .front()
                .is_some_and(|next| std::ptr::eq(*next, other))
            {
                waiting.pop_front();
                left.push(alone(&name, 1, known.contains(&name)));
            }
        }
        Ok((pairs, left))
    }
}

/// Reads one side, and says what it is called.
///
/// # Errors
/// Where it cannot be looked at.
pub(crate) fn documents(
    side: &Path,
    catalogue: &Catalogue,
) -> Result<(String, Vec<Document>), CompareError> {
    if let Some(kept) = history::snapshot(side, catalogue) {
        let (name, doc) = kept?;
        return Ok((name, vec![doc]));
    }
    let mut all = Vec::new();
    each_document(side, catalogue, &mut |doc, _| all.push(doc))?;
    Ok((side.display().to_string(), all))
}

fn twins<'d>(documents: &'d [Document], catalogue: &'d Catalogue) -> Vec<Twin<'d>> {
    let mut all = Vec::new();
    for doc in documents {
        let units = Units::of(doc).known_to(catalogue);
        all.extend((0..units.len()).filter_map(|n| units.twin(n)));
    }
    all
}
