// Which half of a row the keyboard is on.
import type { ValueCell } from "../../ipc/generated/ValueCell";
import type { ValueRow } from "../../ipc/generated/ValueRow";

export type Side = "row" | "desired" | "reported";

/** The cell meant by a side: a whole row means its desired value, or the reported one where there is no other. */
export function cellOf(row: ValueRow, side: Side): ValueCell | null {
  if (side === "desired") return row.desired;
  if (side === "reported") return row.reported;
  return row.desired ?? row.reported;
}

/** True where a value is an error code of a device: in `__errors`, of a failed change, or of an app. */
export const isErrorCode = ({ kind, pointer }: ValueCell): boolean =>
  kind === "number" && /\/(__errors(_\d)?\/[^/]+\/code(_\d)?|lastChange\/errCode|apps\/[^/]+\/errorCode)$/.test(pointer);

/** Where left or right leads from a side; stays where there is nothing beyond. */
export function nextSide(row: ValueRow, side: Side, direction: 1 | -1): Side {
  const stops: Side[] = ["row"];
  if (row.desired !== null) stops.push("desired");
  if (row.reported !== null) stops.push("reported");
  const at = stops.indexOf(side);
  return stops[Math.min(Math.max((at < 0 ? 0 : at) + direction, 0), stops.length - 1)] ?? "row";
}
