//! What may stand on the command line. The help texts and the completions derive from here and
//! nowhere else.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use workbench::Profile;

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
    /// Lists all rules
    #[command(after_help = RULES_EXAMPLES)]
    Rules {
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
        format: TableFormat,
    },
    /// Prints the JSON Schema of `check --format json` and `--format ndjson`
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Prints the completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// Shell to complete in
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Files, folders and globs; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: ProfileChoice,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Least severity that makes the exit code 1; notes never do
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// Says nothing about clean twins, no summary and no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileChoice {
    /// Version rules for every group, instead of those of its own dialect
    #[arg(long, value_name = "PROFILE", value_parser = profiles())]
    pub(crate) profile: Option<Profile>,
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
    /// One JSON document; `twinscope schema` describes it
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
  twinscope versions device.json              which versions were agreed
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

Folders are walked for .json, .ndjson, .jsonl and .twin. Quote globs to have Twinscope expand them.

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

const DISCOVER_EXAMPLES: &str = "\
Examples:
  twinscope discover --group rebootInfo fleet/
  twinscope discover --group rebootInfo --version 3.0 fleet/ 'captures/*.ndjson'

Exit codes: 0 answered, 2 something could not be looked at.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  twinscope schema > report.schema.json";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  twinscope completions bash > ~/.local/share/bash-completion/completions/twinscope
  twinscope completions zsh > \"${fpath[1]}/_twinscope\"
  twinscope completions fish > ~/.config/fish/completions/twinscope.fish
  twinscope completions powershell >> $PROFILE";
