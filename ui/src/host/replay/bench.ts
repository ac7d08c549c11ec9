// A bench hub that is only recorded: it starts, makes and loses devices, tells what happened, and listens nowhere.
import type { BenchAccess } from "../../ipc/generated/BenchAccess";
import type { BenchDevice } from "../../ipc/generated/BenchDevice";
import type { BenchDevices } from "../../ipc/generated/BenchDevices";
import type { BenchDevicesRequest } from "../../ipc/generated/BenchDevicesRequest";
import type { BenchEvent } from "../../ipc/generated/BenchEvent";
import type { BenchEvents } from "../../ipc/generated/BenchEvents";
import type { BenchNews } from "../../ipc/generated/BenchNews";
import type { BenchPorts } from "../../ipc/generated/BenchPorts";
import type { BenchState } from "../../ipc/generated/BenchState";
import type { BenchTrouble } from "../../ipc/generated/BenchTrouble";
import type { Refusal } from "../../ipc/generated/Refusal";

const west = "bench-west.azure-devices.net";
const east = "bench-east.azure-devices.net";
const kept = 2_000;
const began = Date.UTC(2026, 4, 4, 9, 30, 0);

const refuse = (code: Refusal["code"], subject: string, detail: string): never => {
  const refusal: Refusal = { code, subject, detail };
  throw refusal;
};

const policies = (port: number, names: string[]) =>
  names.map((name) => ({ name, masked: `HostName=localhost:${port};SharedAccessKeyName=${name};SharedAccessKey=••••••••` }));

const access = (free: boolean): BenchAccess => ({
  devices: free ? "localhost:40123" : "localhost:8883",
  has443: false,
  insteadOf: free ? "8883 and 8443" : null,
  ca: "/home/sam/.local/share/dev.twinscope.desktop/bench/ca.pem",
  idScope: "0ne00BENCH",
  hubs: [west, east].map((host, at) => ({
    host,
    services: `localhost:${8443 + at}`,
    policies: policies(8443 + at, ["iothubowner", "service", "device", "registryRead", "registryReadWrite"]),
  })),
  provisioning: { host: "localhost", services: "localhost:8443", policies: policies(8443, ["provisioningserviceowner"]) },
  seeded: null,
});

type Told = Pick<BenchEvent, "kind" | "message"> & Partial<BenchEvent>;

const day: Told[] = [
  { kind: "connected", device: "press-04", message: "connected by MQTT with a token" },
  { kind: "reported", device: "press-04", message: "reported properties patched, $version 8", detail: '{"rebootInfo":{"lastBoot":"2026-05-04T09:29:40Z"}}' },
  { kind: "refused", device: "press-07", message: "the token expired 4 minutes ago" },
  { kind: "written", device: "press-04", message: "desired properties written, $version 12", detail: '{"properties":{"desired":{"telemetry":{"intervalSeconds":30}}}}' },
  { kind: "provisioned", hub: null, device: "pump-0042", message: `assigned to ${west}` },
  { kind: "telemetry", device: "press-04", message: "a message of 182 bytes" },
  { kind: "method", device: "press-04", message: "reboot was called, and answered 200" },
  { kind: "fault", device: "press-04", message: "the answer waited 2000 ms" },
  { kind: "disconnected", device: "press-04", message: "the device said goodbye" },
];

/** What is recorded of a bench hub. `mode` is `taken` where its ports are. */
export class ReplayBench {
  #state: BenchState = { kind: "stopped" };
  #devices: BenchDevice[] = [];
  #events: BenchEvent[] = [];
  #number = 0;
  #troubles: BenchTrouble[] = [];
  #removed: BenchDevice | null = null;
  /** Keys that were asked for, for tests. */
  asked = 0;

  constructor(
    private readonly mode: string,
    private readonly tell: (news: BenchNews) => void,
  ) {
    if (mode === "bench") {
      this.start("usual");
      this.seed();
      for (const told of day) this.happens(told);
    }
  }

  state(): BenchState {
    return this.#state;
  }

  start(ports: BenchPorts): BenchState {
    if (this.mode === "taken" && ports === "usual") {
      const detail = "port 8883 of 127.0.0.1 cannot be used: Address already in use (os error 98)";
      this.#state = { kind: "failed", refusal: { code: "benchPort", subject: "the bench hub", detail } };
    } else this.#state = { kind: "running", access: access(ports === "free") };
    this.#events = [];
    this.#number = 0;
    this.tell("state");
    return this.#state;
  }

  stop(): null {
    this.#state = { kind: "stopped" };
    this.tell("state");
    return null;
  }

  #running(): BenchAccess {
    if (this.#state.kind === "running") return this.#state.access;
    return refuse("benchStopped", "the bench hub", "it does not run");
  }

  /** Lets something happen, as a device would. */
  happens(told: Told): void {
    const number = ++this.#number;
    const time = new Date(began + number * 1_371).toISOString();
    this.#events = [...this.#events, { hub: west, device: null, detail: null, ...told, number, time }].slice(-kept);
    const connected = told.kind === "connected";
    if (connected || told.kind === "disconnected")
      this.#devices = this.#devices.map((one) => (one.device === told.device ? { ...one, connected, activity: time } : one));
    this.tell("events");
  }

  seed(): null {
    this.#running();
    const made = ["press-04", "press-07", "press-09", "pump-0042", "valve-11"];
    this.#devices = made.map((device, at) => ({ hub: at < 4 ? west : east, device, enabled: at !== 2, connected: false, activity: null }));
    const seeded = { made: made.length, known: 0, leftOut: ["notes.json: it is no twin of a device as a service reads it"], leftOutCount: 1 };
    this.#state = { kind: "running", access: { ...this.#running(), seeded } };
    this.tell("state");
    return null;
  }

  devices({ text, connected, first, count }: BenchDevicesRequest): BenchDevices {
    this.#running();
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#devices.filter(
      (one) => (one.connected || !connected) && words.every((word) => `${one.device} ${one.hub}`.toLowerCase().includes(word)),
    );
    const all = { all: this.#devices.length, connected: this.#devices.filter((one) => one.connected).length };
    return { ...all, total: found.length, first, rows: found.slice(first, first + count) };
  }

  add(hub: string, device: string): null {
    if (!/^[\w.:-]+$/.test(device)) return refuse("benchRefused", "ArgumentInvalid", `\`${device}\` is no id of a device`);
    if (this.#devices.some((one) => one.device === device && one.hub === hub))
      return refuse("benchRefused", "DeviceAlreadyExists", `${device} is registered on ${hub} already`);
    this.#devices = [...this.#devices, { hub, device, enabled: true, connected: false, activity: null }];
    this.happens({ kind: "identity", hub, device, message: "registered" });
    return null;
  }

  remove(hub: string, device: string): null {
    this.#removed = this.#devices.find((one) => one.device === device && one.hub === hub) ?? null;
    this.#devices = this.#devices.filter((one) => one !== this.#removed);
    this.happens({ kind: "identity", hub, device, message: "removed" });
    return null;
  }

  restore(): null {
    if (this.#removed === null) return refuse("benchRefused", "undo", "no device was removed since it was started");
    const { hub, device } = this.#removed;
    this.#devices = [...this.#devices, this.#removed].sort((a, b) => a.device.localeCompare(b.device));
    this.#removed = null;
    this.happens({ kind: "identity", hub, device, message: "put back" });
    return null;
  }

  key(of: string): string {
    this.#running();
    this.asked++;
    return `${of};SharedAccessKey=recorded`;
  }

  events(after: number, count: number): BenchEvents {
    this.#running();
    const later = this.#events.filter(({ number }) => number > after);
    const missed = Math.max(0, (later[0]?.number ?? after + 1) - after - 1);
    return { events: later.slice(0, count), missed, hasMore: later.length > count };
  }

  troubles(): BenchTrouble[] {
    this.#running();
    return this.#troubles;
  }

  ask(trouble: BenchTrouble): BenchTrouble[] {
    this.#troubles = [...this.#troubles, trouble];
    this.happens({ kind: "fault", message: "a fault is in force" });
    return this.#troubles;
  }

  calm(like: BenchTrouble | null): BenchTrouble[] {
    const at = this.#troubles.findIndex((one) => like !== null && one.kind === like.kind && one.device === like.device && one.amount === like.amount);
    this.#troubles = like === null ? [] : this.#troubles.filter((_, index) => index !== at);
    return this.#troubles;
  }
}
