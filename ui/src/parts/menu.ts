// What a menu holds, apart from how it looks.
import type { IconName } from "./icons";

export type MenuItem =
  | { kind: "item"; text: string; icon?: IconName; keys?: string; run: () => void }
  | { kind: "line" };

export interface MenuAt {
  x: number;
  y: number;
  items: MenuItem[];
}
