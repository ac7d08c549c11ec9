// One recorded twin beside the others: its values, every third of them rare.
import type { FleetRow } from "../../ipc/generated/FleetRow";
import { valuesOf, type Document } from "./shape";

export function fleetRows(document: Document, others: number): FleetRow[] {
  const wanted = { search: "", folded: new Set<string>(), showMetadata: false };
  const { rows } = valuesOf(document, { kind: "twin", group: "" }, wanted);
  const found = rows.flatMap((row, at): FleetRow[] => {
    const cell = row.desired ?? row.reported;
    if (row.hasChildren || cell === null) return [];
    const { kind, text, cut, masked, pointer } = cell;
    const same = at % 3 === 0 ? at % 2 : others;
    const [, section = "", path = ""] = /^\/(?:properties\/)?(\w+)(.*)$/.exec(pointer) ?? [];
    const other = others - same;
    return [{ section, path, value: { kind, text, cut, masked, pointer, meaning: null }, same, other, without: 0, most: other > 0 ? "7" : null, mostCount: other }];
  });
  return found.sort((a, b) => a.same - b.same);
}
