//! What may stand on the command line. The help texts and the completions derive from here and
//! nowhere else.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use workbench::Profile;
use workbench::drift::Patience;

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
    Drift {
        /// File with one twin or more; - is standard input
        twin: PathBuf,
        /// Also properties that are in sync, ignored, or reported without being asked for
        #[arg(long)]
        all: bool,
        /// How long a change may be pending, as 10m, 1h 30m or 2d
        #[arg(long, value_name = "TIME", default_value = "1h")]
        stuck_after: Patience,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: TableFormat,
    },
    /// Says what changed between two snapshots of a twin, or between two twins; as patches, too
    #[command(after_help = DIFF_EXAMPLES)]
    Diff {
        /// File with the older twin; - is standard input, history:DEVICE@12 a snapshot of the history
        old: PathBuf,
        /// File with the newer twin; of files with several, those of the same device are compared
        new: PathBuf,
        /// Also counters, stamps and times, which change by themselves, and other spellings of a number
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        known: Known,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
        format: DiffFormat,
    },
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
    /// Writes each file with its safe repairs made to a new one, NAME.fixed.json beside it
    #[arg(long)]
    pub(crate) fix: bool,
    /// Writes the repaired copy of the one file given there; never over anything
    #[arg(long, value_name = "FILE", requires = "fix")]
    pub(crate) fix_to: Option<PathBuf>,
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

const EXAMPLES: &str = "\
Examples:
  twinscope check device.json                 what is wrong with a twin
  twinscope check fleet/ 'captures/*.ndjson'  folders and globs
  twinscope explain desired-not-acknowledged  what a finding means
  twinscope drift device.json                 what was asked for and is not reported
  twinscope diff old.json new.json            what changed between two snapshots
  twinscope blame device.json                 who wrote which property, and when
  twinscope versions device.json              which versions were agreed
  twinscope code -2147024891                  what an error code means
  twinscope groups device.json                its groups beside their schemas
  twinscope check --help                      more about a command

Exit codes: 0 clean, 1 findings, 2 could not look. Nothing leaves this machine.";

const CHECK_EXAMPLES: &str = "\
Examples:
  twinscope check device.json
  twinscope check fleet/ 'captures/*.ndjson'
  az iot hub device-twin show -n hub -d pump-7 | twinscope check -
  twinscope check --format sarif fleet/ > twins.sarif
  twinscope check --format json fleet/ | jq '.summary'
  twinscope check --quiet --fail-on warning fleet/
  twinscope check --pack our-groups/ fleet/
  twinscope check --show-hidden fleet/

Folders are walked for .json, .ndjson, .jsonl and .twin. Quote globs to have Twinscope expand them.

The nearest twinscope.json in the folder of what is named or above it gives rules other severities,
hides findings and names packs with your own groups; what it hides is counted and makes no exit
code. One that is wrong is refused. One run has one: those further down are not applied, and named.

Exit codes:
  0  nothing at or above --fail-on (errors, unless said otherwise)
  1  findings at or above --fail-on
  2  something could not be looked at, or the arguments are wrong; comes before 1";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  twinscope explain trailing-comma
  twinscope explain trailing-comma > ticket.md";

const RULES_EXAMPLES: &str = "\
Examples:
  twinscope rules
  twinscope rules --format json | jq -r '.[].rule'";

const VERSIONS_EXAMPLES: &str = "\
Examples:
  twinscope versions device.json
  twinscope versions --profile ga-doc device.json
  twinscope versions --format json device.json | jq '.[].rows[] | {group, overall}'";

const GROUPS_EXAMPLES: &str = "\
Examples:
  twinscope groups device.json
  twinscope groups --group rebootInfo device.json
  twinscope groups --group rebootInfo --all device.json
  twinscope groups --format json --group rebootInfo device.json | jq -r '.[].groups[].fixes.mergePatch'

Exit codes: 0 answered, 2 the file could not be looked at, or no twin in it has the group.";

const MIGRATE_EXAMPLES: &str = "\
Examples:
  twinscope migrate device.json
  twinscope migrate --group windows.apps device.json
  twinscope migrate --group rebootInfo --to preview device.json
  twinscope migrate --format json device.json | jq '.[].groups[] | {group, to}'

Documents that are shown have placeholders where secrets were.

Exit codes: 0 answered, 2 the file could not be looked at, or there is no such group or counterpart.";

const DRIFT_EXAMPLES: &str = "\
Examples:
  twinscope drift device.json
  twinscope drift --all --stuck-after 10m device.json
  az iot hub device-twin show -n hub -d pump-7 | twinscope drift -
  twinscope drift --format json device.json | jq '.[].groups[] | select(.differs) | .group'

Times are those of the hub: $metadata tells which side was written later. What is reported and not
asked for is no drift.

Exit codes: 0 nothing differs, 1 something differs, 2 something could not be looked at.";

const DIFF_EXAMPLES: &str = "\
Examples:
  twinscope diff yesterday.json today.json
  twinscope diff good.json bad.json --format markdown > ticket.md
  twinscope diff old.json new.json --format jsonpatch > change.json
  az iot hub device-twin show -n hub -d pump-7 | twinscope diff saved.json -
  twinscope diff history:pump-7@12 history:pump-7@newest
  twinscope diff history:pump-7@2026-02-01 today.json

What begins with history: is a snapshot of the history, by number, by a time at which it was the
newest, or newest; a file named like that is written ./history:pump-7@12.

Values are compared by what they mean: numbers by their worth, the order of keys never. Patches
have no secrets; where one was masked, it is said.

Exit codes: 0 they are the same, 1 they differ, 2 a file could not be looked at.";

const BLAME_EXAMPLES: &str = "\
Examples:
  twinscope blame device.json
  twinscope blame --format json device.json | jq '.[].sections[].lines[] | select(.by)'

~ before a time: the property has no stamp of its own, and that of what it stands in is shown.
≤ before a time: it has no stamp at all, and the history has had the value since then without a break; it was
written no later. TWINSCOPE_HISTORY names another history, or is off.

Exit codes: 0 answered, 2 the file could not be looked at.";

const DISCOVER_EXAMPLES: &str = "\
Examples:
  twinscope discover --group rebootInfo fleet/
  twinscope discover --group rebootInfo --version 3.0 fleet/ 'captures/*.ndjson'

Exit codes: 0 answered, 2 something could not be looked at.";

const CODE_EXAMPLES: &str = "\
Examples:
  twinscope code -2147024891          as twins have it
  twinscope code 0x80073CF3 2019      several; hexadecimal with or without 0x
  twinscope code DeviceNotFound       by name
  twinscope code hub 404001           in one family; --list shows the families
  twinscope code --subsystem MDM 404  as a device reports it
  twinscope code --search certificate expired
  twinscope code --list --format json | jq -r '.[].name'

Exit codes: 0 answered, 1 nobody knows a code.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  twinscope schema new our-groups            a pack to start from
  twinscope schema check our-groups          what is wrong with it
  twinscope schema list --dialect ga         which schemas there are
  twinscope schema show ga/rebootInfo/desired
  twinscope schema diff ga/fan/desired-1.0.0 ga/fan/desired-1.1.0 --pack our-groups
  twinscope schema report > report.schema.json";

const SCHEMA_NEW_EXAMPLES: &str = "\
Examples:
  twinscope schema new our-groups
  twinscope schema new our-groups --group fan --dialect ga --version 1.0.0
  twinscope schema new our-groups --group fan --dialect plain

Exit codes: 0 written, 2 not written.";

const SCHEMA_CHECK_EXAMPLES: &str = "\
Examples:
  twinscope schema check our-groups
  twinscope schema check our-groups --format json | jq '.problems[]'

Exit codes: 0 no errors, 1 errors, 2 the folder could not be looked at.";

const SCHEMA_LIST_EXAMPLES: &str = "\
Examples:
  twinscope schema list
  twinscope schema list --dialect plain --pack our-groups
  twinscope schema list --format json | jq -r '.[].key'";

const SCHEMA_SHOW_EXAMPLES: &str = "\
Examples:
  twinscope schema show ga/rebootInfo/desired
  twinscope schema show ga/fan/desired-1.0.0 --pack our-groups
  twinscope schema show ga/rebootInfo/desired-1.0.0 --format json > desired-1.0.0.json";

const SCHEMA_DIFF_EXAMPLES: &str = "\
Examples:
  twinscope schema diff ga/fan/desired-1.0.0 ga/fan/desired-1.1.0 --pack our-groups
  twinscope schema diff our-groups/ga/fan/desired-1.0.0.json new/ga/fan/desired-2.0.0.json

Major, minor and patch are what the documents of the dialect say: chapter 5.3 of the draft, the page on versions of
the released agent for the others.

Exit codes: 0 the number is right or cannot be judged, 1 it is wrong, 2 a side could not be looked at.";

const SCHEMA_REPORT_EXAMPLES: &str = "\
Examples:
  twinscope schema report > report.schema.json";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  twinscope completions bash > ~/.local/share/bash-completion/completions/twinscope
  twinscope completions zsh > \"${fpath[1]}/_twinscope\"
  twinscope completions fish > ~/.config/fish/completions/twinscope.fish
  twinscope completions powershell >> $PROFILE";
