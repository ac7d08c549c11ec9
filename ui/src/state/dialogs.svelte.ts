// Which page lies over the panes. One at a time.
export type Dialog =
  | { kind: "keys" }
  | { kind: "palette" }
  | { kind: "paste" }
  | { kind: "rules" }
  | { kind: "rule"; rule: string }
  | { kind: "discover"; group: string; version: string }
  | { kind: "migration"; group: string };

export class Dialogs {
  open = $state.raw<Dialog | null>(null);

  show(dialog: Dialog): void {
    this.open = dialog;
  }

  close(): void {
    this.open = null;
  }
}
