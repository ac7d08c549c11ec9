//! Examples and exit codes below the help of each command.

pub(super) const EXAMPLES: &str = "\
Examples:
  twinscope check device.json                 what is wrong with a twin
  twinscope check fleet/ 'captures/*.ndjson'  folders and globs
  twinscope explain desired-not-acknowledged  what a finding means
  twinscope drift device.json                 what was asked for and is not reported
  twinscope diff old.json new.json            what changed between two snapshots
  twinscope blame device.json                 who wrote which property, and when
  twinscope revisions device.json             which revision each group has
  twinscope outliers device.json fleet/       what it has unlike the others
  twinscope versions device.json              which versions were agreed
  twinscope code -2147024891                  what an error code means
  twinscope groups device.json                its groups beside their schemas
  twinscope check --help                      more about a command

Exit codes: 0 clean, 1 findings, 2 could not look. Nothing leaves this machine.";

pub(super) const CHECK_EXAMPLES: &str = "\
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
  2  something could not be looked at, there is no twin in it at all, or the arguments are wrong;
     comes before 1";

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  twinscope explain trailing-comma
  twinscope explain trailing-comma > ticket.md";

pub(super) const RULES_EXAMPLES: &str = "\
Examples:
  twinscope rules
  twinscope rules --format json | jq -r '.[].rule'";

pub(super) const VERSIONS_EXAMPLES: &str = "\
Examples:
  twinscope versions device.json
  twinscope versions --profile ga-doc device.json
  twinscope versions --format json device.json | jq '.[].rows[] | {group, overall}'";

pub(super) const GROUPS_EXAMPLES: &str = "\
Examples:
  twinscope groups device.json
  twinscope groups --group rebootInfo device.json
  twinscope groups --group rebootInfo --all device.json
  twinscope groups --format json --group rebootInfo device.json | jq -r '.[].groups[].fixes.mergePatch'

Exit codes: 0 answered, 2 the file could not be looked at, or no twin in it has the group.";

pub(super) const MIGRATE_EXAMPLES: &str = "\
Examples:
  twinscope migrate device.json
  twinscope migrate --group windows.apps device.json
  twinscope migrate --group rebootInfo --to preview device.json
  twinscope migrate --format json device.json | jq '.[].groups[] | {group, to}'

Documents that are shown have placeholders where secrets were.

Exit codes: 0 answered, 2 the file could not be looked at, or there is no such group or counterpart.";

pub(super) const DRIFT_EXAMPLES: &str = "\
Examples:
  twinscope drift device.json
  twinscope drift --all --stuck-after 10m device.json
  twinscope drift --show-hidden device.json
  az iot hub device-twin show -n hub -d pump-7 | twinscope drift -
  twinscope drift --format json device.json | jq '.[].groups[] | select(.differs) | .group'

Times are those of the hub: $metadata tells which side was written later. What is reported and not
asked for is no drift. The nearest twinscope.json hides properties and says how long a change may be
pending; what it hides is counted and makes no exit code.

Exit codes: 0 nothing differs, 1 something differs, 2 something could not be looked at.";

pub(super) const DIFF_EXAMPLES: &str = "\
Examples:
  twinscope diff yesterday.json today.json
  twinscope diff good.json bad.json --format markdown > ticket.md
  twinscope diff old.json new.json --format jsonpatch --output change.json
  twinscope diff mine.json theirs.json --base before.json
  az iot hub device-twin show -n hub -d pump-7 | twinscope diff saved.json -
  twinscope diff history:pump-7@12 history:pump-7@newest
  twinscope diff history:pump-7@2026-02-01 today.json

What begins with history: is a snapshot of the history, by number, by a time at which it was the
newest, or newest; a file named like that is written ./history:pump-7@12.

Values are compared by what they mean: numbers by their worth, the order of keys never, and in the
groups that are known times as times, GUIDs and thumbprints in any case, elements of a list by their
identity. What means the same in another spelling is no difference: it is counted, and listed by
--all. Patches are exact, other spellings of a text included, so that what they make is the newer
twin; they are applied and checked before they are printed. They have no secrets; where one was
masked, it is said.

Exit codes, whatever the form: 0 both mean the same, 1 they differ, 2 a file could not be looked at.
With --base: 0 no conflict, 1 both changed a place, and not alike.";

pub(super) const BLAME_EXAMPLES: &str = "\
Examples:
  twinscope blame device.json
  twinscope blame --format json device.json | jq '.[].sections[].lines[] | select(.by)'

~ before a time: the property has no stamp of its own, and that of what it stands in is shown.
≤ before a time: it has no stamp at all, and the history has had the value since then without a break; it was
written no later. TWINSCOPE_HISTORY names another history, or is off.

Exit codes: 0 answered, 2 the file could not be looked at.";

pub(super) const REVISIONS_EXAMPLES: &str = "\
Examples:
  twinscope revisions device.json
  twinscope revisions device.json --handled rebootInfo@3,timeInfo@4
  twinscope revisions history:pump-7@12 --handled rebootInfo@3
  twinscope revisions device.json --handled rebootInfo@3 --format json | jq '.[].groups[] | select(.apply)'

The revision of a group is the $version of desired when something in it was written last, by $metadata. A client that
notes which revisions it has handled knows, when it starts again, which groups it need not apply: with A at 3 and B at 4
handled, and B at 5 in the twin, only B is due, and of it what was written since.

Exit codes: 0 answered, and nothing is due; 1 something is due by --handled; 2 the file could not be looked at.";

pub(super) const OUTLIERS_EXAMPLES: &str = "\
Examples:
  twinscope outliers pump-7.json fleet/
  twinscope outliers --all pump-7.json 'captures/*.ndjson'
  twinscope outliers --format json pump-7.json fleet/ | jq '.rows[] | select(.same == 0)'

The rarest come first. A place that the twin does not have is shown where at least half of the others have it.
Counters, stamps and times, which differ by themselves, are left out.

Exit codes: 0 answered, 2 something could not be looked at.";

pub(super) const DISCOVER_EXAMPLES: &str = "\
Examples:
  twinscope discover --group rebootInfo fleet/
  twinscope discover --group rebootInfo --version 3.0 fleet/ 'captures/*.ndjson'

Exit codes: 0 answered, 2 something could not be looked at.";

pub(super) const CODE_EXAMPLES: &str = "\
Examples:
  twinscope code -2147024891          as twins have it
  twinscope code 0x80073CF3 2019      several; hexadecimal with or without 0x
  twinscope code DeviceNotFound       by name
  twinscope code hub 404001           in one family; --list shows the families
  twinscope code --subsystem MDM 404  as a device reports it
  twinscope code --search certificate expired
  twinscope code --list --format json | jq -r '.[].name'

Exit codes: 0 answered, 1 nobody knows a code.";

pub(super) const SCHEMA_EXAMPLES: &str = "\
Examples:
  twinscope schema new our-groups            a pack to start from
  twinscope schema check our-groups          what is wrong with it
  twinscope schema list --dialect ga         which schemas there are
  twinscope schema show ga/rebootInfo/desired
  twinscope schema diff ga/fan/desired-1.0.0 ga/fan/desired-1.1.0 --pack our-groups
  twinscope schema report > report.schema.json";

pub(super) const SCHEMA_NEW_EXAMPLES: &str = "\
Examples:
  twinscope schema new our-groups
  twinscope schema new our-groups --group fan --dialect ga --version 1.0.0
  twinscope schema new our-groups --group fan --dialect plain

Exit codes: 0 written, 2 not written.";

pub(super) const SCHEMA_CHECK_EXAMPLES: &str = "\
Examples:
  twinscope schema check our-groups
  twinscope schema check our-groups --format json | jq '.problems[]'

Exit codes: 0 no errors, 1 errors, 2 the folder could not be looked at.";

pub(super) const SCHEMA_LIST_EXAMPLES: &str = "\
Examples:
  twinscope schema list
  twinscope schema list --dialect plain --pack our-groups
  twinscope schema list --format json | jq -r '.[].key'";

pub(super) const SCHEMA_SHOW_EXAMPLES: &str = "\
Examples:
  twinscope schema show ga/rebootInfo/desired
  twinscope schema show ga/fan/desired-1.0.0 --pack our-groups
  twinscope schema show ga/rebootInfo/desired-1.0.0 --format json > desired-1.0.0.json";

pub(super) const SCHEMA_DIFF_EXAMPLES: &str = "\
Examples:
  twinscope schema diff ga/fan/desired-1.0.0 ga/fan/desired-1.1.0 --pack our-groups
  twinscope schema diff our-groups/ga/fan/desired-1.0.0.json new/ga/fan/desired-2.0.0.json

Major, minor and patch are what the documents of the dialect say: chapter 5.3 of the draft, the page on versions of
the released agent for the others.

Exit codes: 0 the number is right or cannot be judged, 1 it is wrong, 2 a side could not be looked at.";

pub(super) const SCHEMA_REPORT_EXAMPLES: &str = "\
Examples:
  twinscope schema report > report.schema.json";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  twinscope completions bash > ~/.local/share/bash-completion/completions/twinscope
  twinscope completions zsh > \"${fpath[1]}/_twinscope\"
  twinscope completions fish > ~/.config/fish/completions/twinscope.fish
  twinscope completions powershell >> $PROFILE";
