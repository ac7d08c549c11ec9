// Everything that can be done by name: one table for the command palette, the page of keys and the keyboard.
import type { IconName } from "../parts/icons";
import type { Theme } from "../ipc/generated/Theme";
import type { App } from "../state/app.svelte";
import * as ipc from "../ipc/commands";
import { troubleOf } from "../ipc/refusal";
import { sentence } from "../state/present";

export interface Action {
  title: string;
  icon: IconName;
  keys?: string;
  /** Absent: always possible. */
  possible?: (app: App) => boolean;
  run: (app: App) => void;
}

const hasTwin = (app: App) => app.focus.twin !== null;
const hasGroup = ({ focus }: App) => focus.twin !== null && focus.scope.kind === "group";
const hasAny = (app: App) => !app.workspace.empty;
const attempt = (app: App, work: () => Promise<unknown>) => void app.notices.attempt(work);

function setTheme(app: App, theme: Theme): void {
  app.theme = theme;
}

function find(app: App): void {
  const { focus } = app;
  if (focus.shownTab === "findings" || focus.onOverview) focus.tab = "json";
  if (focus.shownTab === "json") focus.text.finding = true;
  focus.pane = "detail";
  app.searchWanted++;
}

function copySummary(app: App): void {
  const twin = app.focus.twin;
  if (twin === null) return;
  const request = { twin, pointer: "", finding: null, format: "markdown" } as const;
  void app.notices.copy("the summary as Markdown", ipc.copy(request));
}

// Where nothing can be undone, the reason says more than the words for settings that are wrong.
function undoSettings({ notices }: App): void {
  ipc.undoSettings().then(
    () => notices.say("The last change of the settings is undone."),
    (thrown: unknown) => notices.say(sentence(troubleOf(thrown).detail), "trouble"),
  );
}

export const actions: Action[] = [
  { title: "Open files…", icon: "file", keys: "Ctrl+O", run: (app) => attempt(app, () => app.workspace.pick(false)) },
  {
    title: "Open a folder…",
    icon: "folder",
    keys: "Ctrl+Shift+O",
    run: (app) => attempt(app, () => app.workspace.pick(true)),
  },
  { title: "Paste a twin…", icon: "paste", run: (app) => app.dialogs.show({ kind: "paste" }) },
  { title: "Open the sample", icon: "sample", run: (app) => attempt(app, () => ipc.openSample()) },
  {
    title: "Filter the list",
    icon: "search",
    keys: "/",
    possible: hasAny,
    run: (app) => {
      app.focus.pane = "list";
      app.filterWanted++;
    },
  },
  { title: "Find in this twin", icon: "search", keys: "Ctrl+F", possible: hasTwin, run: find },
  {
    title: "Show the group beside its schema",
    icon: "schema",
    keys: "Ctrl+G",
    possible: hasGroup,
    run: ({ focus }) => ((focus.tab = "group"), (focus.pane = "detail")),
  },
  {
    title: "Show values",
    icon: "group",
    keys: "Ctrl+1",
    possible: hasTwin,
    run: ({ focus }) => ((focus.tab = "values"), (focus.pane = "detail")),
  },
  {
    title: "Show findings",
    icon: "target",
    keys: "Ctrl+2",
    possible: hasTwin,
    run: ({ focus }) => ((focus.tab = "findings"), (focus.pane = "detail")),
  },
  {
    title: "Show JSON",
    icon: "braces",
    keys: "Ctrl+3",
    possible: hasTwin,
    run: ({ focus }) => ((focus.tab = "json"), (focus.pane = "detail")),
  },
  {
    title: "Show desired beside reported",
    icon: "differ",
    keys: "Ctrl+4",
    possible: hasTwin,
    run: ({ focus }) => ((focus.tab = "drift"), (focus.pane = "detail")),
  },
  {
    title: "Show the history of this twin",
    icon: "clock",
    keys: "Ctrl+5",
    possible: hasTwin,
    run: ({ focus }) => ((focus.tab = "history"), (focus.pane = "detail")),
  },
  {
    title: "Who wrote what, beside the differences",
    icon: "identity",
    possible: hasTwin,
    run: (app) => (app.showBlame = !app.showBlame),
  },
  {
    title: "Compare with another twin…",
    icon: "differ",
    keys: "Ctrl+D",
    possible: hasTwin,
    run: ({ dialogs, focus }) => {
      if (focus.twin !== null) dialogs.show({ kind: "compare", twin: focus.twin, name: focus.name });
    },
  },
  {
    title: "Compare with all other twins…",
    icon: "target",
    keys: "Ctrl+Shift+D",
    possible: hasTwin,
    run: ({ dialogs, focus }) => {
      if (focus.twin !== null) dialogs.show({ kind: "fleet", twin: focus.twin, name: focus.name });
    },
  },
  { title: "Next difference", icon: "down", keys: "F7", possible: hasTwin, run: (app) => attempt(app, () => app.focus.stepDifference(1)) },
  {
    title: "Previous difference",
    icon: "up",
    keys: "Shift+F7",
    possible: hasTwin,
    run: (app) => attempt(app, () => app.focus.stepDifference(-1)),
  },
  { title: "Next finding", icon: "down", keys: "F8", possible: hasTwin, run: (app) => attempt(app, () => app.focus.stepFinding(1)) },
  {
    title: "Previous finding",
    icon: "up",
    keys: "Shift+F8",
    possible: hasTwin,
    run: (app) => attempt(app, () => app.focus.stepFinding(-1)),
  },
  {
    title: "Migration: what other versions would read of the group…",
    icon: "cross",
    possible: hasGroup,
    run: ({ dialogs, focus }) => dialogs.show({ kind: "migration", group: focus.scope.group }),
  },
  { title: "Copy the twin’s summary as Markdown", icon: "copy", possible: hasTwin, run: copySummary },
  {
    title: "Worst twins first",
    icon: "sort",
    possible: hasAny,
    run: (app) => {
      app.list.worstFirst = !app.list.worstFirst;
      void app.list.apply();
    },
  },
  {
    title: "Which devices declare a group…",
    icon: "compass",
    possible: hasAny,
    run: (app) => app.dialogs.show({ kind: "discover", group: "", version: "" }),
  },
  {
    title: "Simulate provisioning: where a device goes, and what it loses",
    icon: "route",
    keys: "Ctrl+P",
    run: (app) => app.dialogs.show({ kind: "reprovision" }),
  },
  {
    title: "Bench: an IoT Hub on this machine for testing devices",
    icon: "bench",
    keys: "Ctrl+B",
    run: (app) => app.dialogs.show({ kind: "bench" }),
  },
  { title: "Error codes", icon: "help", run: (app) => app.dialogs.show({ kind: "codes", search: "" }) },
  { title: "Settings: what is hidden, severities", icon: "hidden", run: (app) => app.dialogs.show({ kind: "settings" }) },
  {
    title: "Undo the last change of the settings",
    icon: "hidden",
    keys: "Ctrl+Z",
    run: undoSettings,
  },
  { title: "All rules", icon: "book", run: (app) => app.dialogs.show({ kind: "rules" }) },
  { title: "Close this twin", icon: "close", keys: "Ctrl+W", possible: hasTwin, run: (app) => void app.closeTwin() },
  { title: "Close all twins", icon: "close", possible: hasAny, run: (app) => attempt(app, () => app.workspace.closeAll()) },
  { title: "Quit", icon: "stop", keys: "Ctrl+Q", run: (app) => attempt(app, ipc.quit) },
  { title: "Colours: as the system", icon: "screen", run: (app) => setTheme(app, "system") },
  { title: "Colours: light", icon: "sun", run: (app) => setTheme(app, "light") },
  { title: "Colours: dark", icon: "moon", run: (app) => setTheme(app, "dark") },
  { title: "Keys", icon: "keys", keys: "?", run: (app) => app.dialogs.show({ kind: "keys" }) },
  { title: "Commands", icon: "search", keys: "Ctrl+K", run: (app) => app.dialogs.show({ kind: "palette" }) },
];

/** Actions possible now whose title has every word. */
export function matching(app: App, words: string): Action[] {
  const wanted = words.toLowerCase().split(/\s+/);
  return actions.filter(
    (action) => (action.possible?.(app) ?? true) && wanted.every((word) => action.title.toLowerCase().includes(word)),
  );
}
