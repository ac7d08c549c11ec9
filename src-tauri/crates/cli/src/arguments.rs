//! What may stand on the command line. The help texts and the completions derive from here and
//! nowhere else.

mod examples;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use workbench::Profile;
use workbench::drift::Patience;
use workbench::revisions::Handled;

use examples::*;

/// Diagnoses Azure IoT Hub device twins: what the device was told, what it says, and what is wrong.
#[derive(Debug, Parser)]
#[command(name = "twinscope", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colours in the output
    #[arg(long, value_enum, global = true, value_name = "WHEN", default_value_t = Colour::Auto)]
    #[arg(help = "Colours; auto is: on a terminal, and not where NO_COLOR is set")]
    pub(crate) color: Colour,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Looks at twins and says what is wrong, where, why, and what to do
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// Prints the page of a rule: what it finds, why it matters, what to do
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// Name of the rule, as it stands in brackets in a finding
        rule: String,
    },
    /// Lists all rules, with the severities that the settings give them
    #[command(after_help = RULES_EXAMPLES)]
    Rules {
        #[command(flatten)]
        settings: SettingsChoice,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows which schema versions service and device declare for each group, and what comes of it
    #[command(after_help = VERSIONS_EXAMPLES)]
    Versions {
        /// File with one twin or more; - is standard input
        twin: PathBuf,
        #[command(flatten)]
        rules: ProfileChoice,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows the groups of a twin beside their schemas, or every property of one
    #[command(after_help = GROUPS_EXAMPLES)]
    Groups {
        /// File with one twin or more; - is standard input
        twin: PathBuf,
        /// Group of which every property is shown, as rebootInfo or windows.apps
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
        /// Also properties that the schema knows and the twin does not have
        #[arg(long, requires = "group")]
        all: bool,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows how what is reported stands to what is desired: in sync, pending, failed, drifted and why
    #[command(after_help = DRIFT_EXAMPLES)]
    Drift(DriftArguments),
    /// Says what changed between two snapshots of a twin, or between two twins; as patches, too
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArguments),
    /// Says of each property when, at which revision and by which configuration it was written
    #[command(after_help = BLAME_EXAMPLES)]
    Blame {
        /// File with one twin or more; - is standard input
        twin: PathBuf,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows the revision of each desired group, and what a client has to apply again that handled some of them
    #[command(after_help = REVISIONS_EXAMPLES)]
    Revisions(RevisionsArguments),
    /// Holds one twin against many: which of its values are rare among the others, and what most have instead
    #[command(after_help = OUTLIERS_EXAMPLES)]
    Outliers {
        /// File with the one twin; - is standard input
        twin: PathBuf,
        /// Files, folders and globs with the others; those of the same device are left out
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Also what all others have in common with it
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows what an older or newer counterpart would read of a group, and how it would be written for it
    #[command(after_help = MIGRATE_EXAMPLES)]
    Migrate {
        /// File with one twin or more; - is standard input
        twin: PathBuf,
        /// Group that is looked at; every one without it
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
        /// Counterpart, as ga, 1.0.0 or ga@1.0.0; without it the next newer one, else the last older one
        #[arg(long, value_name = "VERSION")]
        to: Option<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Finds the devices that declare a group, and writes the same question as IoT Hub query
    #[command(after_help = DISCOVER_EXAMPLES)]
    Discover {
        /// Configuration group, as rebootInfo
        #[arg(long, value_name = "NAME")]
        group: String,
        /// Version the device must declare; any without it
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
        /// Files, folders and globs; - is standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Tells what an error code means, why it comes, and what to do
    #[command(after_help = CODE_EXAMPLES)]
    Code(CodeArguments),
    /// Schemas of configuration groups: those built in, and packs with your own
    #[command(subcommand_required = true, arg_required_else_help = true, after_help = SCHEMA_EXAMPLES)]
    Schema {
        #[command(subcommand)]
        command: SchemaCommand,
    },
    /// What is kept of twins that were opened: timelines, twins as they were, exports
    #[command(subcommand_required = true, arg_required_else_help = true)]
    #[command(after_help = crate::history::arguments::EXAMPLES)]
    History(crate::history::arguments::HistoryArguments),
    /// Says what the provisioning service will do when a device asks it again
    #[command(subcommand_required = true, arg_required_else_help = true)]
    #[command(after_help = crate::reprovision::arguments::EXAMPLES)]
    Reprovision(crate::reprovision::arguments::ReprovisionArguments),
    /// The bench: an IoT Hub and a provisioning service on this machine
    Bench(crate::bench::arguments::BenchArguments),
    /// Prints the completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// Shell to complete in
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Writes a pack to start from: one group in both directions, commented, with a twin that fits
    #[command(after_help = SCHEMA_NEW_EXAMPLES)]
    New {
        /// Folder of the pack, which is not there yet
        folder: PathBuf,
        /// Name of the group
        #[arg(long, value_name = "NAME", default_value = "measurement")]
        group: String,
        /// Dialect: gen1, draft, preview, staging, ga; plain for a group that no agent handles
        #[arg(long, value_name = "DIALECT", default_value = "ga")]
        dialect: String,
        /// Version, as the dialect writes versions; the first one there is without it
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
    },
    /// Looks at a pack and says what is wrong with it, each problem with file, line and column
    #[command(after_help = SCHEMA_CHECK_EXAMPLES)]
    Check {
        /// Folder of the pack, with pack.json in it
        folder: PathBuf,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Lists the schemas there are
    #[command(after_help = SCHEMA_LIST_EXAMPLES)]
    List {
        /// Those of one dialect only
        #[arg(long, value_name = "DIALECT")]
        dialect: Option<String>,
        #[command(flatten)]
        packs: PackChoice,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Shows one schema: its properties, and what each may be
    #[command(after_help = SCHEMA_SHOW_EXAMPLES)]
    Show {
        /// Key of the schema, as ga/rebootInfo/desired-1.0.0; without a version the newest one
        key: String,
        #[command(flatten)]
        packs: PackChoice,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Says what changed between two versions of a schema, and whether the newer number is right
    #[command(after_help = SCHEMA_DIFF_EXAMPLES)]
    Diff {
        /// Key or file of the one
        before: String,
        /// Key or file of the other
        after: String,
        #[command(flatten)]
        packs: PackChoice,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Prints the JSON Schema of `check --format json` and `--format ndjson`
    #[command(after_help = SCHEMA_REPORT_EXAMPLES)]
    Report,
    /// Prints the JSON Schema of twinscope.json, for editors
    Settings,
}

#[derive(Debug, Args)]
pub(crate) struct PackChoice {
    /// Folder with groups of your own; may be given again, and of two that clash the first counts
    #[arg(long = "pack", value_name = "DIR")]
    pub(crate) packs: Vec<PathBuf>,
}

/// Where groups beyond the built-in ones are known from.
#[derive(Debug, Args)]
pub(crate) struct Known {
    #[command(flatten)]
    pub(crate) packs: PackChoice,
    #[command(flatten)]
    pub(crate) settings: SettingsChoice,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Files, folders and globs; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: ProfileChoice,
    #[command(flatten)]
    pub(crate) packs: PackChoice,
    #[command(flatten)]
    pub(crate) settings: SettingsChoice,
    /// Lists what the settings hide, too; forms for programs always have it
    #[arg(long)]
    pub(crate) show_hidden: bool,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Least severity that makes the exit code 1; notes never do
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// Says nothing about clean twins, no summary and no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Writes each file that has safe repairs, with these made, to a new one: NAME.fixed.json beside it
    #[arg(long)]
    pub(crate) fix: bool,
    /// Writes the repaired copy of the one file given there; never over anything
    #[arg(long, value_name = "FILE", requires = "fix")]
    pub(crate) fix_to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DriftArguments {
    /// File with one twin or more; - is standard input
    pub(crate) twin: PathBuf,
    /// Also properties that are in sync, ignored, or reported without being asked for
    #[arg(long)]
    pub(crate) all: bool,
    /// Lists what the settings hide, too; JSON always has it
    #[arg(long)]
    pub(crate) show_hidden: bool,
    /// How long a change may be pending, as 10m, 1h 30m or 2d; else as the settings say, or 1h
    #[arg(long, value_name = "TIME")]
    pub(crate) stuck_after: Option<Patience>,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RevisionsArguments {
    /// File with one twin or more; - is standard input, history:DEVICE@12 a snapshot of the history
    pub(crate) twin: PathBuf,
    /// Groups that a client has handled, each at its revision: says what it has to apply. May be given again
    #[arg(long, value_name = "GROUP@REVISION,…", value_delimiter = ',')]
    pub(crate) handled: Option<Vec<Handled>>,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// File with the older twin; - is standard input, history:DEVICE@12 a snapshot of the history
    pub(crate) old: PathBuf,
    /// File with the newer twin; of files with several, those of the same device are compared
    pub(crate) new: PathBuf,
    /// File with the twin that both come from: says who changed what, and where they contradict each other
    #[arg(long, value_name = "FILE")]
    pub(crate) base: Option<PathBuf>,
    /// Also counters, stamps and times, which change by themselves, and other spellings of a value
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) known: Known,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
    /// File to write the answer to, which is not there yet; standard output without it
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArguments {
    /// Numbers in any spelling, or names; each perhaps after its family, as in hub 404001
    #[arg(value_name = "CODE", allow_negative_numbers = true)]
    #[arg(required_unless_present_any = ["search", "list"])]
    pub(crate) codes: Vec<String>,
    /// Codes that have all of the words
    #[arg(long, value_name = "WORDS", num_args = 1.., conflicts_with_all = ["codes", "list"])]
    pub(crate) search: Option<Vec<String>>,
    /// All codes
    #[arg(long, conflicts_with = "codes")]
    pub(crate) list: bool,
    /// Subsystem that stands beside the code in __errors, where a number means several things
    #[arg(long, value_name = "NAME", conflicts_with_all = ["search", "list"])]
    pub(crate) subsystem: Option<String>,
    #[command(flatten)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileChoice {
    /// Version rules for every group, instead of those of its own dialect
    #[arg(long, value_name = "PROFILE", value_parser = profiles())]
    pub(crate) profile: Option<Profile>,
}

#[derive(Debug, Args)]
pub(crate) struct SettingsChoice {
    /// Settings to apply, instead of the twinscope.json beside or above what is looked at
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Applies no settings
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TableFormat {
    /// Form of the answer
    #[arg(long = "format", value_enum, default_value_t = Table::Human)]
    pub(crate) table: Table,
}

/// Form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON document; `twinscope schema report` describes it
    Json,
    /// One JSON document a line, one line a twin
    Ndjson,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// For a ticket
    Markdown,
    /// JUnit XML, for build servers
    Junit,
}

/// Form of an answer that is a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Table {
    /// For people
    Human,
    /// JSON
    Json,
}

/// Form of what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Human,
    /// JSON
    Json,
    /// JSON Patch, RFC 6902
    Jsonpatch,
    /// Merge patch, RFC 7396, as IoT Hub takes it
    Mergepatch,
    /// For a ticket
    Markdown,
    /// A page of its own
    Html,
}

/// Least severity that makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
}

impl FailOn {
    /// Says whether a finding of that severity makes the exit code 1.
    pub(crate) fn includes(self, severity: &str) -> bool {
        severity == "error" || severity == "warning" && self == Self::Warning
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

fn profiles() -> impl TypedValueParser<Value = Profile> {
    let names = Profile::ALL.map(|p| PossibleValue::new(p.name()).help(p.title()));
    PossibleValuesParser::new(names)
        .try_map(|name| Profile::parse(&name).ok_or("no profile has this name"))
}
