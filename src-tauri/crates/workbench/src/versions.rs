//! The negotiation table of a twin: who declares what, and the verdict of every profile.

use std::path::Path;

use diagnose::{Locator, Place, Units};
use groups::catalogue::Catalogue;
use groups::{Groups, Negotiation, Outcome, Profile, SideRow, negotiate};
use twin::{Document, Value};

use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Origin};
use crate::wire::{ErrorCode, NegotiationRow, PlaceView, SideVerdict, VersionCell};

/// The table of one twin.
#[derive(Debug, Clone)]
pub struct Table {
    /// Device and module id, or the source.
    pub name: String,
    /// What it was taken for.
    pub kind: String,
    /// One row a group.
    pub rows: Vec<NegotiationRow>,
}

/// Reads the tables of every twin of a file; `-` is standard input. Groups of packs are known.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(
    path: &Path,
    profile: Option<Profile>,
    packs: &Packs,
) -> Result<Vec<Table>, Obstacle> {
    let catalogue = packs.catalogue();
    let catalogue = catalogue.as_deref().unwrap_or(Catalogue::built_in());
    let name = &*path.to_string_lossy();
    let mut tables = Vec::new();
    let mut failed = None;
    let mut taken = |piece: pieces::Piece| {
        match crate::secrets::read(piece.bytes, catalogue) {
            Ok(doc) => tables.extend(of_document(&doc, &piece.origin, profile, catalogue)),
            Err(e) => failed = Some(Obstacle::new(name, ErrorCode::TooLarge, e.to_string())),
        }
        std::ops::ControlFlow::Continue(())
    };
    if name == "-" {
        pieces::of_reader("-", 0, std::io::stdin().lock(), &mut taken)?;
    } else {
        pieces::of_file(path, &mut taken)?;
    }
    match failed {
        Some(obstacle) => Err(obstacle),
        None => Ok(tables),
    }
}

fn of_document(
    doc: &Document,
    origin: &Origin,
    profile: Option<Profile>,
    catalogue: &Catalogue,
) -> Vec<Table> {
    let units = Units::of(doc).known_to(catalogue);
    let locator = Locator::new(doc);
    let place = |value: Value<'_>| {
        let at = locator.start(&Place::key(value));
        PlaceView {
            label: String::new(),
            pointer: value.path().to_string(),
            line: at.line + origin.lines_before(),
            column: at.column,
            row: 0,
        }
    };
    (0..units.len())
        .filter_map(|n| units.twin(n))
        .map(|twin| Table {
            name: twin
                .device_id()
                .map_or_else(|| origin.source.to_string(), |id| id.into_owned()),
            kind: twin.recognition.shape.title().to_owned(),
            rows: rows(&Groups::known_to(catalogue, &twin), profile, &place),
        })
        .collect()
}

/// Returns one row a group. `place` says where a value stands.
#[must_use]
pub fn rows(
    groups: &Groups<'_>,
    profile: Option<Profile>,
    place: &dyn Fn(Value<'_>) -> PlaceView,
) -> Vec<NegotiationRow> {
    let cell = |value: Option<Value<'_>>| VersionCell {
        text: value.map(|v| twin::secret::shown(v, 40)),
        place: value.map(place),
    };
    let row = |group: &groups::Group<'_>| {
        let own = profile.unwrap_or_else(|| group.dialect.profile());
        let others = Profile::ALL.iter().copied().filter(|p| *p != own);
        let all: Vec<Negotiation> = std::iter::once(own)
            .chain(others)
            .map(|p| negotiate(group, groups, p))
            .collect();
        NegotiationRow {
            group: group.name.to_string(),
            dialect: group.dialect.title().to_owned(),
            portal_output: cell(group.portal_out),
            portal_max_input: cell(group.portal_max_in),
            device_max_input: cell(group.device_max_in),
            device_output: cell(group.device_out),
            desired: all.iter().map(|n| verdict(n.profile, &n.desired)).collect(),
            reported: all
                .iter()
                .map(|n| verdict(n.profile, &n.reported))
                .collect(),
            overall: outcome(all[0].overall).to_owned(),
            deployment: [group.deployment_desired, group.deployment_reported]
                .into_iter()
                .map(|v| v.map(|v| twin::secret::shown(v, 60)).unwrap_or_default())
                .collect(),
        }
    };
    groups
        .iter()
        .filter(|g| is_negotiated(g))
        .map(row)
        .collect()
}

/// Keeps, beside a group's own verdict, the one worth knowing at a glance: documents and shipped
/// agent of one generation; for the draft, what the agent that was shipped makes of it.
pub fn keep_second_opinion(verdicts: &mut Vec<SideVerdict>) {
    let own = verdicts.first().and_then(|v| Profile::parse(&v.profile));
    let second = match own {
        Some(Profile::GaAgent) => Some(Profile::GaDoc),
        Some(Profile::GaDoc | Profile::Draft) => Some(Profile::GaAgent),
        Some(Profile::Gen1) | None => None,
    };
    let mut first = true;
    verdicts.retain(|v| {
        let is_own = std::mem::replace(&mut first, false);
        is_own || second.is_some_and(|p| p.name() == v.profile)
    });
}

/// Nodes about groups are no groups. A group that only the device declares has nothing to agree on:
/// the released agent declares every handler it has.
fn is_negotiated(group: &groups::Group<'_>) -> bool {
    let about_groups = matches!(
        group.role,
        groups::Role::Summary | groups::Role::PortalSchemas | groups::Role::DeviceSchemas
    );
    let is_foreign = matches!(group.role, groups::Role::Custom | groups::Role::Plain);
    let foreign = is_foreign && group.dialect == groups::Dialect::Undeclared;
    let somewhere =
        group.desired.is_some() || group.reported.is_some() || group.portal_entry.is_some();
    !about_groups && !foreign && (somewhere || group.dialect == groups::Dialect::Draft)
}

fn verdict(profile: Profile, side: &SideRow) -> SideVerdict {
    SideVerdict {
        profile: profile.name().to_owned(),
        row: side.row.name().to_owned(),
        verdict: outcome(side.outcome).to_owned(),
        because: side.because.clone(),
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Note => "note",
        Outcome::Ignored => "ignored",
        Outcome::Undetermined => "undetermined",
        Outcome::Error => "error",
    }
}
