// Every panel and where it stands. A new panel is one folder and one line here.
import type { Component } from "svelte";
import type { Tab } from "../ipc/generated/Tab";
import type { IconName } from "../parts/icons";
import { testids } from "../testids";
import Bench from "./bench/Bench.svelte";
import Codes from "./codes/Codes.svelte";
import Compare from "./diff/Compare.svelte";
import Drift from "./diff/Drift.svelte";
import History from "./diff/History.svelte";
import Discover from "./discover/Discover.svelte";
import Findings from "./findings/Findings.svelte";
import Fleet from "./fleet/Fleet.svelte";
import Group from "./group/Group.svelte";
import Json from "./json/Json.svelte";
import Migration from "./migration/Migration.svelte";
import Overview from "./overview/Overview.svelte";
import Reprovision from "./reprovision/Reprovision.svelte";
import RulePage from "./rule-page/RulePage.svelte";
import Rules from "./rule-page/Rules.svelte";
import Hide from "./settings/Hide.svelte";
import HideDrift from "./settings/HideDrift.svelte";
import Settings from "./settings/Settings.svelte";
import Tree from "./tree/Tree.svelte";
import TwinList from "./twin-list/TwinList.svelte";
import Values from "./values/Values.svelte";

interface DetailPanel {
  name: Tab;
  title: string;
  icon: IconName;
  keys: string;
  testid: string;
  component: Component;
}

/** The panes left of the detail. */
export const panes = { list: TwinList, tree: Tree };

/** The tabs of the detail, in order. The first one is there for groups only. */
export const details: DetailPanel[] = [
  { name: "group", title: "Group", icon: "schema", keys: "Ctrl+G", testid: testids.tabGroup, component: Group },
  { name: "values", title: "Values", icon: "group", keys: "Ctrl+1", testid: testids.tabValues, component: Values },
  { name: "drift", title: "Drift", icon: "differ", keys: "Ctrl+4", testid: testids.tabDrift, component: Drift },
  { name: "findings", title: "Findings", icon: "target", keys: "Ctrl+2", testid: testids.tabFindings, component: Findings },
  { name: "json", title: "JSON", icon: "braces", keys: "Ctrl+3", testid: testids.tabJson, component: Json },
  { name: "history", title: "History", icon: "clock", keys: "Ctrl+5", testid: testids.tabHistory, component: History },
];

/** The page that stands in the Values tab while the whole twin is selected. */
export const overview = Overview;

/** Pages over the panes. */
export const over = { rule: RulePage, rules: Rules, codes: Codes, discover: Discover, settings: Settings, hide: Hide, hideDrift: HideDrift, migration: Migration, compare: Compare, fleet: Fleet, reprovision: Reprovision, bench: Bench };
