// Names by which the end-to-end tests find things. Stable: a change here is a change of the tests.
//
//   twin-list        the list's scrolling box            twin-row      one twin (data-twin = handle)
//   filter           the filter box of the list          tree-row      one line of the tree (data-key = its key)
//   tab-values       the three tabs                      value-row     one line of values (data-key = its key)
//   tab-findings                                         finding-row   one finding (data-finding = its index)
//   tab-json                                             text-row      one row of text (data-row = its index)
//   gutter-mark      a finding's mark beside a text row (data-finding = its index)
//   overview         the first page of a twin            empty-state   the page shown while nothing is open
//   open-files       buttons that open something         open-folder, open-sample, open-paste, recent
//   progress         work under way                      cancel        stops it
//   problems         inputs that could not be opened     rule-page     a rule's page
//   theme-toggle     light, dark, as the system          find-text     the search box of the text
//   finding-detail   the finding shown in full           values-search the search box of the values
//   palette          the command palette                 trouble       a panel that could not get its data
//   drop-overlay     shown while something is dragged    paste-text    the box of the paste dialog
//   menu             a context menu                      notice        what was just done, read aloud
//   show-metadata    $metadata among the values          open-rule     button from a finding to its rule's page
//   codes            the dictionary of error codes       open-code     button from a finding to its error code
//   codes-search     its search box                      code-row      one code (data-key = its key)
//   hide             from a finding to hiding it         hide-page     the page with the preview
//   hide-confirm     hides what the preview shows        hidden-count  how many are hidden in this part
//   hidden-row       one hidden finding                  hidden-all    how many are hidden in all
//   settings-page    the settings of the workspace       rule-severity severity of a rule, on its page
//   show-again       takes an ignore back                undo-settings undoes the last change
//   add-pack         chooses the folder of a pack        remove-pack   takes it off the settings
//   pack             one pack of the settings            reload-settings reads settings and packs again
//   nested           settings further down, not applied
//   tab-group        the tab of one group                property-row  one property (data-key = its key)
//   group-head       what is said above the properties   property-text what the schema says about the open one
//   group-search     the search box of the properties    show-unset    also what is not set
//   group-fixes      copies the fixes as a patch         open-migration  opens the page of counterparts
//   migration        the page of counterparts            counterpart   one of them (data-name = its name)
//   tab-drift        the tab of desired and reported     diff-rows     the list of a comparison
//   diff-row         a row of its tree (data-state)      diff-line     a line of its text (data-state)
//   diff-tree        a form; also -split, -inline        diff-full     also what does not differ
//   diff-search      its search box                      diff-next     to the next difference
//   compare          the page of two twins               compare-search  its search box
//   compare-row      one that can be chosen              compare-swap  changes the sides
//   diff-count       how many differ, or where one is    diff-state    a count that filters (data-state)
//   compare-patches  the differences as a patch          compare-base  what both come from
//   fleet            the page of one beside all others   fleet-said    what came of it
//   fleet-search     its search box                      fleet-full    also what all have in common
//   fleet-rows       its list                            fleet-row     one property
//   fleet-again      counts again                        fleet-stop    ends the counting
//   open-fleet       opens it
//   stuck-after      the time a change may be pending    stuck-after-set  sets it
//   drift-ignore     one ignore of drift in the settings
//   fate-row         what becomes of one property        proposal      the group as it would be written
//   diff-blame       who wrote what, in the margin       tab-history   the tab of the snapshots
//   timeline         the axis with the snapshots         timeline-handle  one of the two handles (data-side = 0, 1)
//   timeline-tip     what is said below the pointer      history-axis  time, or one of the versions
//   history-side     one of the two snapshots in words   history-notes what is left out, or not kept
//   bench            the page of the bench hub           bench-runs    in the status bar, while it runs
//   bench-start      starts it; also -start-free, -stop  bench-address where devices reach it
//   bench-string     a connection string (data-policy)   bench-reveal  shows it; -copy copies it
//   bench-device     one device (data-device)            bench-filter  the filter of its devices
//   bench-id         the id of a device to be made       bench-add     makes it
//   bench-event      one event (data-kind)               bench-event-filter  the filter of its events
//   bench-detail     what was said in the chosen event   bench-trouble one fault in force (data-kind)
export const testids = {
  twinList: "twin-list",
  twinRow: "twin-row",
  filter: "filter",
  treeRow: "tree-row",
  tabValues: "tab-values",
  tabFindings: "tab-findings",
  tabJson: "tab-json",
  valueRow: "value-row",
  findingRow: "finding-row",
  textRow: "text-row",
  gutterMark: "gutter-mark",
  overview: "overview",
  emptyState: "empty-state",
  openFiles: "open-files",
  openFolder: "open-folder",
  openSample: "open-sample",
  openPaste: "open-paste",
  recent: "recent",
  progress: "progress",
  cancel: "cancel",
  problems: "problems",
  rulePage: "rule-page",
  themeToggle: "theme-toggle",
  findText: "find-text",
  findingDetail: "finding-detail",
  valuesSearch: "values-search",
  palette: "palette",
  trouble: "trouble",
  dropOverlay: "drop-overlay",
  pasteText: "paste-text",
  menu: "menu",
  notice: "notice",
  showMetadata: "show-metadata",
  openRule: "open-rule",
  codes: "codes",
  codesSearch: "codes-search",
  codeRow: "code-row",
  openCode: "open-code",
  hide: "hide",
  hidePage: "hide-page",
  hideConfirm: "hide-confirm",
  hiddenCount: "hidden-count",
  hiddenRow: "hidden-row",
  notKept: "not-kept",
  discoverElsewhere: "discover-elsewhere",
  hiddenAll: "hidden-all",
  settingsPage: "settings-page",
  ruleSeverity: "rule-severity",
  showAgain: "show-again",
  undoSettings: "undo-settings",
  addPack: "add-pack",
  removePack: "remove-pack",
  pack: "pack",
  reloadSettings: "reload-settings",
  nested: "nested",
  comparePatches: "compare-patches",
  compareBase: "compare-base",
  fleet: "fleet",
  fleetSaid: "fleet-said",
  fleetSearch: "fleet-search",
  fleetFull: "fleet-full",
  fleetRows: "fleet-rows",
  fleetRow: "fleet-row",
  fleetAgain: "fleet-again",
  fleetStop: "fleet-stop",
  openFleet: "open-fleet",
  stuckAfter: "stuck-after",
  stuckAfterSet: "stuck-after-set",
  driftIgnore: "drift-ignore",
  tabGroup: "tab-group",
  groupHead: "group-head",
  groupSearch: "group-search",
  groupFixes: "group-fixes",
  propertyRow: "property-row",
  propertyText: "property-text",
  showUnset: "show-unset",
  openMigration: "open-migration",
  migration: "migration",
  counterpart: "counterpart",
  fateRow: "fate-row",
  proposal: "proposal",
  tabDrift: "tab-drift",
  diffRows: "diff-rows",
  diffRow: "diff-row",
  diffLine: "diff-line",
  diffTree: "diff-tree",
  diffSplit: "diff-split",
  diffInline: "diff-inline",
  diffFull: "diff-full",
  diffSearch: "diff-search",
  diffNext: "diff-next",
  diffCount: "diff-count",
  diffState: "diff-state",
  compare: "compare",
  compareSearch: "compare-search",
  compareRow: "compare-row",
  compareSwap: "compare-swap",
  diffBlame: "diff-blame",
  tabHistory: "tab-history",
  timeline: "timeline",
  timelineHandle: "timeline-handle",
  timelineTip: "timeline-tip",
  historyAxis: "history-axis",
  historySide: "history-side",
  historyNotes: "history-notes",
  openReprovision: "open-reprovision",
  emptyReprovision: "empty-reprovision",
  reprovision: "reprovision",
  reprovisionSample: "reprovision-sample",
  reprovisionStart: "reprovision-start",
  reprovisionOpen: "reprovision-open",
  reprovisionText: "reprovision-text",
  reprovisionProblem: "reprovision-problem",
  reprovisionSaid: "reprovision-said",
  reprovisionLost: "reprovision-lost",
  reprovisionAssumed: "reprovision-assumed",
  reprovisionSwitch: "reprovision-switch",
  reprovisionChange: "reprovision-change",
  reprovisionCell: "reprovision-cell",
  reprovisionExport: "reprovision-export",
  reprovisionHub: "reprovision-hub",
  reprovisionStage: "reprovision-stage",
  reprovisionStep: "reprovision-step",
  reprovisionTryFrom: "reprovision-try-from",
  reprovisionCameFrom: "reprovision-came-from",
  reprovisionTaken: "reprovision-taken",
  reprovisionTold: "reprovision-told",
  reprovisionRests: "reprovision-rests",
  whatIfMeasure: "what-if-measure",
  reprovisionUndo: "reprovision-undo",
  reprovisionRedo: "reprovision-redo",
  chartNode: "chart-node",
  chartNodeDetail: "chart-node-detail",
  whatIfPolicy: "what-if-policy",
  whatIfApi: "what-if-api",
  whatIfSdk: "what-if-sdk",
  whatIfSdkVersion: "what-if-sdk-version",
  whatIfHub: "what-if-hub",
  whatIfAllocation: "what-if-allocation",
  whatIfTarget: "what-if-target",
  whatIfEnabled: "what-if-enabled",
  openBench: "open-bench",
  benchRuns: "bench-runs",
  bench: "bench",
  benchStart: "bench-start",
  benchStartFree: "bench-start-free",
  benchStop: "bench-stop",
  benchAddress: "bench-address",
  benchReveal: "bench-reveal",
  benchCopy: "bench-copy",
  benchString: "bench-string",
  benchDevices: "bench-devices",
  benchDevice: "bench-device",
  benchFilter: "bench-filter",
  benchId: "bench-id",
  benchAdd: "bench-add",
  benchDeviceCopy: "bench-device-copy",
  benchOpen: "bench-open",
  benchRemove: "bench-remove",
  benchUndo: "bench-undo",
  benchEvents: "bench-events",
  benchEvent: "bench-event",
  benchEventFilter: "bench-event-filter",
  benchKind: "bench-kind",
  benchPause: "bench-pause",
  benchClear: "bench-clear",
  benchDetail: "bench-detail",
  benchTrouble: "bench-trouble",
  benchTroubleKind: "bench-trouble-kind",
  benchTroubleAmount: "bench-trouble-amount",
  benchTroubleAdd: "bench-trouble-add",
  benchTroubleRemove: "bench-trouble-remove",
  benchCalm: "bench-calm",
  benchSample: "bench-sample",
  benchAuto: "bench-auto",
  emptyBench: "empty-bench",
} as const;
