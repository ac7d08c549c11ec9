//! What may stand behind `twinscope reprovision`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use workbench::wire::SimulationFormat;

use crate::arguments::TableFormat;

#[derive(Debug, Args)]
pub(crate) struct ReprovisionArguments {
    #[command(subcommand)]
    pub(crate) command: ReprovisionCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReprovisionCommand {
    /// Says what one registration request comes to: which hub, which data, what is lost, and which rule decided
    #[command(after_help = SIMULATE_EXAMPLES)]
    Simulate {
        #[command(flatten)]
        given: Given,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = Form::Human)]
        format: Form,
    },
    /// Asks the same of every policy, for an old and for a new device
    #[command(after_help = MATRIX_EXAMPLES)]
    Matrix {
        #[command(flatten)]
        given: Given,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Plays several requests in a row, with what changes between them; without a file it lists the stories built in
    #[command(after_help = SEQUENCE_EXAMPLES)]
    Sequence {
        /// File with a scenario, or the name of a story; - is standard input
        scenario: Option<PathBuf>,
        #[command(flatten)]
        rules: Rules,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Decides about each row of a table of devices: which stick, which may move, which are reset
    #[command(after_help = FLEET_EXAMPLES)]
    Fleet {
        /// CSV with a head, or one JSON object a line; - is standard input
        devices: PathBuf,
        /// Enrollments that the rows name by their ids; without them a row names a policy
        #[arg(long = "enrollment", value_name = "FILE")]
        enrollments: Vec<PathBuf>,
        #[command(flatten)]
        rules: Rules,
        /// Form of the answer: counts and outliers, or every row
        #[arg(long, value_enum, default_value_t = FleetForm::Human)]
        format: FleetForm,
    },
    /// Prints the table of versions from before reprovisioning, in the form that --versions takes
    #[command(after_help = VERSIONS_EXAMPLES)]
    Versions {
        /// Table that takes the place of the built-in one
        #[arg(long, value_name = "FILE")]
        versions: Option<PathBuf>,
        #[command(flatten)]
        format: TableFormat,
    },
}

/// What a simulation is told.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// Enrollment as the service or `az iot dps enrollment show` prints it; again for the group behind an individual one
    #[arg(long = "enrollment", value_name = "FILE", required = true)]
    pub(crate) enrollments: Vec<PathBuf>,
    /// Who asks: {registrationId, apiVersion} or {registrationId, sdk: {language, version}}; payload, latencies
    #[arg(long, value_name = "FILE")]
    pub(crate) device: PathBuf,
    /// The linked hubs: [{hostName, assigned?, twin?, modules?}]
    #[arg(long, value_name = "FILE")]
    pub(crate) hubs: PathBuf,
    /// The registration record, where the enrollment and the hubs do not tell it
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// What the webhook of a custom allocation answers: {iotHubHostName, initialTwin?, payload?} or {statusCode}
    #[arg(long, value_name = "FILE")]
    pub(crate) webhook: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// What is settled beside the documents.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Table of versions that takes the place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) versions: Option<PathBuf>,
    /// Settles what no document does: same-hub-reset=resets|keeps, unknown-version=old|new
    #[arg(long = "assume", value_name = "NAME=VALUE")]
    pub(crate) assumptions: Vec<String>,
}

/// Form of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Human,
    /// JSON
    Json,
    /// For a ticket
    Markdown,
    /// The flowchart, for pages that draw Mermaid
    Mermaid,
    /// The flowchart as a drawing
    Svg,
}

impl Form {
    /// The form of the workbench, for all but people.
    pub(crate) fn drawn(self) -> Option<SimulationFormat> {
        Some(match self {
            Self::Human => return None,
            Self::Json => SimulationFormat::Json,
            Self::Markdown => SimulationFormat::Markdown,
            Self::Mermaid => SimulationFormat::Mermaid,
            Self::Svg => SimulationFormat::Svg,
        })
    }
}

/// Form of what becomes of a fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FleetForm {
    /// Counts and outliers, for people
    Human,
    /// Counts and outliers as JSON
    Json,
    /// Every row, as CSV
    Csv,
    /// Every row, as one JSON object a line
    Ndjson,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  twinscope reprovision simulate --enrollment pump.json --device device.json --hubs hubs.json
  twinscope reprovision matrix --enrollment pump.json --device device.json --hubs hubs.json
  twinscope reprovision sequence quarantine
  twinscope reprovision fleet devices.csv
  twinscope reprovision versions";

const SIMULATE_EXAMPLES: &str = "\
Examples:
  az iot dps enrollment show … > pump.json
  echo '{\"registrationId\": \"pump-7\", \"apiVersion\": \"2019-03-31\"}' > device.json
  twinscope reprovision simulate --enrollment pump.json --device device.json --hubs hubs.json
  twinscope reprovision simulate … --assume same-hub-reset=keeps
  twinscope reprovision simulate … --format svg > flowchart.svg

A hub with `assigned` and no `twin` is one where the identity was deleted by hand; one with a `twin` and no `assigned`
holds a device that the service has no record of.

Exit codes: 0 answered, 1 answered in spite of errors in what was given, 2 could not look.";

const MATRIX_EXAMPLES: &str = "\
Examples:
  twinscope reprovision matrix --enrollment pump.json --device device.json --hubs hubs.json
  twinscope reprovision matrix … --format json | jq '.cells[]'

Numbers in brackets name what a cell rests on; below the table stands what each of them says.

Exit codes: 0 answered, 1 answered in spite of errors in what was given, 2 could not look.";

const SEQUENCE_EXAMPLES: &str = "\
Examples:
  twinscope reprovision sequence
  twinscope reprovision sequence quarantine
  twinscope reprovision sequence our-story.json --format json

A scenario: {title, description, enrollment, device, hubs, webhook?, steps: [{title, enrollment?, device?, hubs?,
webhook?, record?, request?}]}. What a step has is merged into what was there (RFC 7396); `record: null` deletes the
registration record, `request: false` is a step in which the device does not ask.

Exit codes: 0 played, 1 played in spite of errors in the scenario, 2 could not look.";

const FLEET_EXAMPLES: &str = "\
Examples:
  twinscope reprovision fleet devices.csv
  twinscope reprovision fleet devices.csv --enrollment group.json --enrollment pump.json
  twinscope reprovision fleet devices.ndjson --format csv > verdicts.csv

Columns: id; sdk and version, or apiVersion; enrollment, by its id or as migrate, reset, never, unnamed, none.
With --assume unknown-version=old|new a version that does not tell is decided about as well.

Exit codes: 0 every row was decided about, 1 rows that nobody can decide about or read, 2 could not look.";

const VERSIONS_EXAMPLES: &str = "\
Examples:
  twinscope reprovision versions
  twinscope reprovision versions --format json > versions.json
  twinscope reprovision simulate … --versions versions.json";
