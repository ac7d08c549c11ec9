// Which page lies over the panes. One at a time.
import type { FindingView } from "../ipc/generated/FindingView";

export type Dialog =
  | { kind: "keys" }
  | { kind: "palette" }
  | { kind: "paste" }
  | { kind: "rules" }
  | { kind: "settings" }
  | { kind: "hide"; twin: number; finding: FindingView }
  | { kind: "hideDrift"; twin: number; device: string; pointer: string; name: string }
  | { kind: "rule"; rule: string }
  | { kind: "codes"; search: string }
  | { kind: "discover"; group: string; version: string }
  | { kind: "compare"; twin: number; name: string }
  | { kind: "fleet"; twin: number; name: string }
  | { kind: "migration"; group: string }
  | { kind: "reprovision" }
  | { kind: "bench" };

export class Dialogs {
  open = $state.raw<Dialog | null>(null);

  show(dialog: Dialog): void {
    this.open = dialog;
  }

  close(): void {
    this.open = null;
  }
}
