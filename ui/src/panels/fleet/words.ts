// How a property beside those of all others reads.
import type { FleetRow } from "../../ipc/generated/FleetRow";

/** The part of the others that have the same, from 0 to 1. */
export const shareOf = ({ same }: FleetRow, others: number): number => (others === 0 ? 1 : same / others);

/** The value of this twin, a text in its quotes. */
export function valueOf({ value }: FleetRow): string {
  if (value === null) return "not there";
  const text = `${value.text}${value.cut ? "…" : ""}`;
  return value.kind === "string" && !value.masked ? `"${text}"` : text;
}

/** What the others have instead. */
export function othersOf({ most, mostCount, other, without }: FleetRow): string {
  const count = (n: number) => n.toLocaleString("en");
  const parts: string[] = [];
  if (most !== null && mostCount > 0) parts.push(`${count(mostCount)} have ${most}`);
  const rest = other - mostCount;
  if (rest > 0) parts.push(`${count(rest)} have something else`);
  if (without > 0) parts.push(`${count(without)} have none`);
  return parts.length === 0 ? "all others have the same" : parts.join(", ");
}
