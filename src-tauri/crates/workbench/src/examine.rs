//! The one engine: documents in, diagnosed twins out. Desktop and command line both call this and
//! nothing else, so that they can never disagree.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diagnose::{
    CATALOGUE, Circumstances, Finding, Locator, Match, Policy, Severity, Sighting, Sightings,
    Subject, Units, Why,
};
use groups::catalogue::Catalogue;
use groups::{Dialect, Groups};
use rayon::prelude::*;
use twin::shape::Shape;
use twin::{Document, LineColumn, ReadError, Twin, TwinPath};

use crate::discover::{self, Declared};
use crate::drift::{self, DriftSettings};
use crate::excerpt::Excerpt;
use crate::packs::Packs;
use crate::pieces::{Obstacle, Origin, Piece};
use crate::wire::ErrorCode;

/// Twins diagnosed at once; bounds what is in memory beside the documents.
const AT_ONCE: usize = 512;

/// A finding with its place as people count it.
#[derive(Debug, Clone)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Where it starts.
    pub start: LineColumn,
    /// One past its end.
    pub end: LineColumn,
    /// Where its related places start, in their order.
    pub related: Vec<LineColumn>,
}

/// A finding that the settings hide.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The finding, with the severity it would have.
    pub located: Located,
    /// What hides it.
    pub why: Why,
    /// The same in words: the reason the user gave, or what is ignored.
    pub because: String,
}

/// What the list needs to know of a twin without reading it again.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Tags as `name=value`, nested names with dots.
    pub tags: Vec<String>,
    /// Groups, with the versions the device declares for each.
    pub groups: Vec<Declared>,
    /// The dialect most groups speak.
    pub dialect: Dialect,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            tags: Vec::new(),
            groups: Vec::new(),
            dialect: Dialect::Undeclared,
        }
    }
}

/// One diagnosed twin.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The document it stands in.
    pub origin: Origin,
    /// Number within the document, from 0, and how many there are.
    pub unit: (u32, u32),
    /// What it was taken for.
    pub shape: Shape,
    /// Why.
    pub because: String,
    /// `deviceId`.
    pub device_id: Option<String>,
    /// `moduleId`.
    pub module_id: Option<String>,
    /// Where it stands in the document.
    pub root: TwinPath,
    /// Findings, in the order of the text.
    pub findings: Vec<Located>,
    /// Findings that the settings hide, in the order of the text.
    pub hidden: Vec<Hidden>,
    /// Ignores of the settings that matched.
    pub matches: Vec<Match>,
    /// Ignores of drift that hid something.
    pub drift: Vec<Match>,
    /// Lines the findings stand in, in their order, if asked for.
    pub excerpts: Vec<Excerpt>,
    /// Facts for lists, if asked for.
    pub facts: Facts,
    /// The earlier look at the same device in this set.
    pub earlier: Option<Sighting>,
}

impl Examined {
    /// Counts the findings of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|l| l.finding.severity == severity)
            .count()
    }

    /// The name for people: device and module id, or the source where there is none.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.device_id, &self.module_id) {
            (Some(device), Some(module)) => format!("{device}/{module}"),
            (Some(device), None) => device.clone(),
            _ => self.source(),
        }
    }

    /// The source with the record or element inside it.
    #[must_use]
    pub fn source(&self) -> String {
        let source = &self.origin.source;
        match (self.origin.record, self.unit) {
            (Some(record), _) => format!("{source}:{record}"),
            (None, (_, 1)) => source.to_string(),
            (None, (number, _)) => format!("{source}#{}", number + 1),
        }
    }
}

/// What is asked of the engine.
#[derive(Debug, Default)]
pub struct Examination {
    /// Profile and time.
    pub circumstances: Circumstances,
    /// Earlier looks at the devices of this set.
    pub sightings: Sightings,
    /// Severities and ignores of the workspace.
    pub policy: Arc<Policy>,
    /// What the workspace does not want to be told of drift.
    pub drift: Arc<DriftSettings>,
    /// Whether facts for lists are wanted.
    pub with_facts: bool,
    /// Whether the lines of findings are wanted.
    pub with_excerpts: bool,
}

/// The time of the look.
#[must_use]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

impl Examination {
    /// Starts a look at the present time.
    #[must_use]
    pub fn now() -> Self {
        let circumstances = Circumstances {
            now: Some(now()),
            ..Circumstances::default()
        };
        Self {
            circumstances,
            ..Self::default()
        }
    }

    /// Knows the groups of packs, too, and lets rules weigh what they say.
    #[must_use]
    pub fn with_packs(mut self, packs: &Packs) -> Self {
        self.circumstances.catalogue = packs.catalogue();
        self
    }

    /// Reads and diagnoses documents on every core; results come in order.
    pub fn examine(
        &mut self,
        pieces: Vec<Piece>,
        stop: &AtomicBool,
        told: &mut dyn FnMut(Result<Examined, Obstacle>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let catalogue = self.circumstances.catalogue.clone();
        let catalogue = catalogue.as_deref().unwrap_or(Catalogue::built_in());
        let read: Vec<_> = pieces
            .into_par_iter()
            .map(|piece| {
                let mut doc = read(piece.bytes, stop).map_err(|e| obstacle(&piece.origin, &e));
                if let Ok(doc) = &mut doc {
                    crate::secrets::declare(doc, catalogue);
                }
                (piece.origin, doc)
            })
            .collect();
        let units: Vec<_> = read
            .iter()
            .map(|(_, doc)| {
                doc.as_ref()
                    .ok()
                    .map(|doc| Units::of(doc).known_to(catalogue))
            })
            .collect();
        let all = read
            .iter()
            .zip(&units)
            .enumerate()
            .flat_map(|(i, (_, units))| {
                (0..units.as_ref().map_or(1, Units::len)).map(move |n| (i, n))
            });
        let mut all = all.peekable();
        while all.peek().is_some() {
            let some: Vec<_> = all.by_ref().take(AT_ONCE).collect();
            let some: Vec<_> = some
                .into_iter()
                .map(|(i, n)| self.prepare(&read[i], units[i].as_ref(), n))
                .collect();
            let done: Vec<_> = some
                .into_par_iter()
                .map(|job| self.finish(job, stop))
                .collect();
            for result in done {
                told(result)?;
            }
            if stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn prepare<'d>(
        &mut self,
        (origin, doc): &'d (Origin, Result<Document, Obstacle>),
        units: Option<&'d Units<'d>>,
        number: usize,
    ) -> Job<'d> {
        let ready = units.and_then(|units| {
            let twin = units.twin(number)?;
            let earlier = self.sightings.pass(&twin, &origin.source);
            Some(Ready {
                units,
                number,
                twin,
                earlier,
            })
        });
        Job {
            origin,
            ready,
            obstacle: doc.as_ref().err(),
        }
    }

    fn finish(&self, job: Job<'_>, stop: &AtomicBool) -> Result<Examined, Obstacle> {
        let cancelled = || {
            Obstacle::new(
                &job.origin.source,
                ErrorCode::Cancelled,
                "stopped before it was read",
            )
        };
        let Some(ready) = job.ready else {
            return Err(job.obstacle.cloned().unwrap_or_else(cancelled));
        };
        if stop.load(Ordering::Relaxed) {
            return Err(cancelled());
        }
        let doc = ready.twin.root.document();
        let mut examined = ready.examine(job.origin, &self.circumstances, &self.policy);
        examined.drift = ready.drift(&self.circumstances, &self.drift);
        if self.with_excerpts {
            let places = examined.findings.iter().map(|l| &l.finding.place);
            examined.excerpts = places.map(|place| Excerpt::of(doc, place)).collect();
        }
        if self.with_facts {
            examined.facts = facts(&ready.twin, self.circumstances.catalogue());
        }
        Ok(examined)
    }
}

struct Job<'d> {
    origin: &'d Origin,
    ready: Option<Ready<'d>>,
    obstacle: Option<&'d Obstacle>,
}

/// A twin that is found and recognised, and only has to be diagnosed.
pub(crate) struct Ready<'d> {
    /// The twins of its document.
    pub units: &'d Units<'d>,
    /// Which of them.
    pub number: usize,
    /// Its parts.
    pub twin: Twin<'d>,
    /// The earlier look at the same device.
    pub earlier: Option<Sighting>,
}

impl Ready<'_> {
    /// Counts what the ignores of drift hide.
    pub(crate) fn drift(
        &self,
        circumstances: &Circumstances,
        settings: &DriftSettings,
    ) -> Vec<Match> {
        let clock = settings.clock(circumstances.now);
        drift::matches(&self.twin, circumstances.catalogue(), clock, settings)
    }

    /// Asks every rule and applies the settings; without drift, lines and facts, which not everybody wants.
    pub(crate) fn examine(
        &self,
        origin: &Origin,
        circumstances: &Circumstances,
        policy: &Policy,
    ) -> Examined {
        let twin = &self.twin;
        let earlier = self.earlier.as_ref();
        let findings = self
            .units
            .diagnose(CATALOGUE, self.number, twin, circumstances, earlier);
        let policy = (policy, circumstances.catalogue());
        let judged = judged(findings, twin, policy, origin.lines_before());
        Examined {
            origin: origin.clone(),
            unit: (narrow(self.number), narrow(self.units.len())),
            shape: twin.recognition.shape,
            because: twin.recognition.because.clone(),
            device_id: twin.device_id().map(|id| id.into_owned()),
            module_id: twin.module_id().map(|id| id.into_owned()),
            root: twin.root.path(),
            findings: judged.findings,
            hidden: judged.hidden,
            matches: judged.matches,
            drift: Vec::new(),
            excerpts: Vec::new(),
            facts: Facts::default(),
            earlier: self.earlier.clone(),
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn read(bytes: Vec<u8>, stop: &AtomicBool) -> Result<Document, ReadError> {
    Document::read_watched(bytes, &mut |_| {
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

fn obstacle(origin: &Origin, error: &ReadError) -> Obstacle {
    let code = match error {
        ReadError::Cancelled => ErrorCode::Cancelled,
        ReadError::TooLarge { .. } => ErrorCode::TooLarge,
    };
    Obstacle::new(&origin.source, code, error.to_string())
}

/// Findings as the settings have them.
pub(crate) struct Judged {
    pub findings: Vec<Located>,
    pub hidden: Vec<Hidden>,
    pub matches: Vec<Match>,
}

/// Applies the settings, and below them what packs say, to what was found in a twin: the one place
/// where that is done.
pub(crate) fn judged(
    findings: Vec<Finding>,
    twin: &Twin<'_>,
    (policy, catalogue): (&Policy, &Catalogue),
    lines_before: u32,
) -> Judged {
    let doc = twin.root.document();
    let (device, module) = (twin.device_id(), twin.module_id());
    let subject = Subject {
        root: &twin.root.path(),
        device: device.as_deref(),
        module: module.as_deref(),
    };
    let sifted = policy.sift(findings, &subject, catalogue);
    let (hidden, why): (Vec<_>, Vec<_>) = sifted.hidden.into_iter().unzip();
    let hidden = locate(hidden, doc, lines_before).into_iter().zip(why);
    Judged {
        findings: locate(sifted.shown, doc, lines_before),
        hidden: hidden
            .map(|(located, why)| Hidden {
                located,
                why,
                because: because(why, policy),
            })
            .collect(),
        matches: sifted.matches,
    }
}

fn because(why: Why, policy: &Policy) -> String {
    let ignore = match why {
        Why::Off => None,
        Why::Ignored(number) => policy.ignores().get(number),
    };
    match ignore {
        None => "the rule is off".to_owned(),
        Some(ignore) => match &ignore.reason {
            Some(reason) => reason.clone(),
            None => format!("ignored: {}", ignore.words()),
        },
    }
}

/// Gives findings their lines and columns; lines are counted only where there is a finding.
#[must_use]
pub fn locate(findings: Vec<Finding>, doc: &Document, lines_before: u32) -> Vec<Located> {
    if findings.is_empty() {
        return Vec::new();
    }
    let locator = Locator::new(doc);
    let shift = |at: LineColumn| LineColumn {
        line: at.line + lines_before,
        ..at
    };
    findings
        .into_iter()
        .map(|finding| Located {
            start: shift(locator.start(&finding.place)),
            end: shift(locator.end(&finding.place)),
            related: finding
                .related
                .iter()
                .map(|r| shift(locator.start(&r.place)))
                .collect(),
            finding,
        })
        .collect()
}

/// Longest list of tags and groups kept of one twin; a list filter needs no more.
const FACTS_KEPT: usize = 500;

pub(crate) fn facts(twin: &Twin<'_>, catalogue: &Catalogue) -> Facts {
    let mut tags = Vec::new();
    if let Some(section) = twin.tags {
        let leaves = section
            .value
            .descendants()
            .filter(|v| !v.kind().is_container());
        for leaf in leaves.take(FACTS_KEPT) {
            let path = leaf.path();
            let below = TwinPath::new(
                path.steps()[section.value.depth().min(path.steps().len())..].to_vec(),
            );
            let name = below.to_query();
            let name = name.strip_prefix("tags.").unwrap_or(&name);
            let value = twin::secret::masked(leaf).unwrap_or_else(|| {
                leaf.str()
                    .map_or_else(|| leaf.raw().to_owned(), |s| s.into_owned())
            });
            tags.push(format!("{name}={}", twin::secret::cut(&value, 80)));
        }
    }
    let groups = Groups::known_to(catalogue, twin);
    Facts {
        tags,
        groups: discover::declared(&groups, FACTS_KEPT),
        dialect: groups.dialect,
    }
}
