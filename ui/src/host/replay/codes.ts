// A few codes of the dictionary, for the in-browser host. The real one has hundreds and every spelling.
import type { CodeRow } from "../../ipc/generated/CodeRow";
import type { CodesPage } from "../../ipc/generated/CodesPage";

const families = [
  { name: "plug-in", title: "Plug-ins of the agent", about: "Written where the agent loads and calls its plug-ins." },
  { name: "win32", title: "Windows", about: "Error codes of the Windows API, plain or wrapped as HRESULT 0x8007xxxx." },
  { name: "iot-hub", title: "IoT Hub", about: "HTTP statuses of the IoT Hub REST API, and the six-digit codes behind them." },
];

type Recorded = Pick<CodeRow, "family" | "hresult" | "names" | "words" | "cause" | "wayOut"> & { code: string };

const recorded: Recorded[] = [
  {
    family: "plug-in",
    code: "2019",
    hresult: null,
    names: ["DM_PLUGIN_ERROR_INVALID_INTERFACE_VERSION"],
    words: "the interface version is not supported: its major number is not the handler's",
    cause: "The shipped agent compares the major number of `serviceInterfaceVersion` with the handler's own, and accepts the same only.",
    wayOut: "Write the major number that `__deviceSchemas` declares for the group to `__meta.serviceInterfaceVersion` in desired.",
  },
  {
    family: "win32",
    code: "5",
    hresult: "0x80070005",
    names: ["ERROR_ACCESS_DENIED", "E_ACCESSDENIED"],
    words: "access denied",
    cause: "The account that the agent or its plug-in runs under may not do this.",
    wayOut: "Run the agent as the system account and check the rights of the file, key or service that the message names.",
  },
  {
    family: "win32",
    code: "87",
    hresult: "0x80070057",
    names: ["ERROR_INVALID_PARAMETER", "E_INVALIDARG"],
    words: "a parameter is wrong",
    cause: "Windows does not accept a value: it is out of its range or in a wrong format.",
    wayOut: "Compare the value in desired with its range.",
  },
  {
    family: "iot-hub",
    code: "404001",
    hresult: null,
    names: ["DeviceNotFound"],
    words: "the device does not exist in this hub",
    cause: "No identity of that id is registered, it is disabled, or it moved to another hub.",
    wayOut: "Check id, spelling and hub.",
  },
];

function rowOf(code: Recorded): CodeRow {
  const title = families.find(({ name }) => name === code.family)?.title ?? code.family;
  return {
    ...code,
    key: `${code.family}:${code.code}`,
    familyTitle: title,
    source: "recorded answers",
    markdown: `**${code.code} ${code.names.join(", ")}** (${title}): ${code.words}\n`,
  };
}

/** The recorded codes that have every word; a signed HRESULT is found by its number. */
export function codesPage(text: string, count: number): CodesPage {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hex = (word: string) => (/^-\d+$/.test(word) ? `0x${(Number(word) >>> 0).toString(16).padStart(8, "0")}` : word);
  const has = (code: Recorded, word: string) =>
    `${code.family} ${code.code} ${code.hresult ?? ""} ${code.names.join(" ")} ${code.words} ${code.cause} ${code.wayOut}`
      .toLowerCase()
      .includes(hex(word));
  const found = words.length === 0 ? [] : recorded.filter((code) => words.every((word) => has(code, word)));
  const wrapped = /^0x8007([0-9a-f]{4})$/.exec(hex(words[0] ?? ""));
  return {
    total: found.length,
    rows: found.slice(0, count).map(rowOf),
    decoded: wrapped?.[1] === undefined ? null : `HRESULT of the Windows code ${parseInt(wrapped[1], 16)}`,
    problem: found.length > 0 || words.length === 0 ? null : `no code is named "${text}"`,
    families: families.map((family) => ({ ...family, codes: recorded.filter((code) => code.family === family.name).length })),
  };
}
