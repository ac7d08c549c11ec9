// The bench hub as the tests of Microsoft's Node SDKs see it: how a server is started, and its hubs, clients and bounded
// waits. Asserts nothing about hubs.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import overMqtt from 'azure-iot-device-mqtt';
import iothub from 'azure-iothub';
import provisioningService from 'azure-iot-provisioning-service';

const { Mqtt } = overMqtt;

/** How long a bounded wait lasts at most, in milliseconds: far more than a healthy hub needs. */
export const PATIENCE = 15_000;

export const newId = (prefix = 'device') => `${prefix}-${randomBytes(5).toString('hex')}`;
export const newKey = () => randomBytes(32).toString('base64');

/** Starts a server on a data folder: its ready line, and `stop`, which ends it by its own process id. */
export async function startServer({ folder, port = 0, httpsPort = 0 }) {
  const parameters = ['bench', 'hub', '--port', port, '--https-port', httpsPort, '--data', folder, '--format', 'json'];
  const server = spawn(process.env.TWINSCOPE_BIN, parameters.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const killed = () => server.kill();
  process.once('exit', killed);
  const stop = async () => {
    process.removeListener('exit', killed);
    server.kill();
    await within(ended, 'the bench hub ends on SIGTERM');
  };
  const first = Promise.race([once(createInterface(server.stdout), 'line'), ended.then(() => [])]);
  const [line] = await within(first, 'the bench hub becomes ready');
  if (!line) throw new Error('the bench hub ended before it was ready');
  return { ready: JSON.parse(line), stop };
}

/** The same promise, rejected when it takes longer than the patience lasts. */
export async function within(promise, what, patience = PATIENCE) {
  const timer = new AbortController();
  const late = delay(patience, undefined, { signal: timer.signal }).then(
    () => { throw new Error(`not within ${patience} ms: ${what}`); },
    () => {},
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/** What is handed to `push`, in order; `next` waits for it. */
export class Inbox {
  #items = [];
  #waiting = [];

  push = (item) => {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#items.push(item);
  };

  next(what = 'something arrives') {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    return within(new Promise((resolve) => this.#waiting.push(resolve)), what);
  }

  async until(wanted, what) {
    for (;;) {
      const item = await this.next(what);
      if (wanted(item)) return item;
    }
  }
}

/** The first truthy answer of `check`, asked again until the patience is over. */
export async function eventually(check, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${PATIENCE} ms: ${what}`);
    await delay(50);
  }
}

/** Whether somebody listens there: port 443, which some SDKs insist on, cannot be bound everywhere. */
export async function hasPort(port) {
  const socket = connect(port, '127.0.0.1');
  const open = await once(socket, 'connect').then(() => true, () => false);
  socket.destroy();
  return open;
}

const parse = (text) => Object.fromEntries(text.split(';').map((part) => [part.split('=', 1)[0], part.slice(part.indexOf('=') + 1)]));

/** One hub. The service SDK knows port 443 only; its agent, which is asked to be another one here, knows the real port. */
export class Hub {
  constructor(ready, gateway, ca) {
    const parts = parse(ready.connectionString);
    this.name = ready.hostName;
    this.gateway = gateway;
    this.serviceString = `HostName=localhost;SharedAccessKeyName=${parts.SharedAccessKeyName};SharedAccessKey=${parts.SharedAccessKey}`;
    this.agent = new Agent({ port: ready.httpsPort, ca, keepAlive: true });
    this.registry = this.#lead(iothub.Registry.fromConnectionString(this.serviceString));
    this.client = this.#lead(iothub.Client.fromConnectionString(this.serviceString));
  }

  #lead(service) {
    service._restApiClient.setOptions({ http: { agent: this.agent } });
    return service;
  }

  async createDevice(deviceId = newId()) {
    const created = await this.registry.create({ deviceId, status: 'enabled' });
    return created.responseBody;
  }

  /** The connection string of a device or module by the way of the gateway. */
  deviceString(identity, key = identity.authentication.symmetricKey.primaryKey) {
    const module = identity.moduleId ? `;ModuleId=${identity.moduleId}` : '';
    return `HostName=${this.name};DeviceId=${identity.deviceId}${module};SharedAccessKey=${key};GatewayHostName=${this.gateway}`;
  }

  deviceClient(identity, transport = Mqtt, key = undefined) {
    return device.Client.fromConnectionString(this.deviceString(identity, key), transport);
  }

  async twin(deviceId) {
    const found = await this.registry.getTwin(deviceId);
    return found.responseBody;
  }

  async update(deviceId, patch, etag = '*') {
    const updated = await this.registry.updateTwin(deviceId, patch, etag);
    return updated.responseBody;
  }

  async has(deviceId) {
    return this.registry.get(deviceId).then(() => true, () => false);
  }

  /** A request to the service API by hand. */
  async request(method, path, { body, headers } = {}) {
    const { request } = await import('node:https');
    const parts = parse(this.serviceString);
    const token = common.SharedAccessSignature.create('localhost', parts.SharedAccessKeyName, parts.SharedAccessKey, common.anHourFromNow());
    const url = `https://localhost:${this.agent.options.port}${path}?api-version=2021-04-12`;
    const sent = request(url, { method, headers: { Authorization: token.toString(), ...headers } });
    sent.end(body);
    const [response] = await within(once(sent, 'response'), `${method} ${path}`);
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }
}

/** The hubs, the provisioning service and what else stands in a ready line. */
export function benchOf(ready) {
  const gateway = ready.port === 8883 ? 'localhost' : `localhost:${ready.port}`;
  const ca = readFileSync(ready.ca);
  const hubs = ready.hubs.map((hub) => new Hub(hub, gateway, ca));
  const { SharedAccessKeyName: name, SharedAccessKey: key } = parse(ready.provisioning.connectionString);
  const service = provisioningService.ProvisioningServiceClient.fromConnectionString(
    `HostName=localhost;SharedAccessKeyName=${name};SharedAccessKey=${key}`,
  );
  service._restApiClient.setOptions({ http: { agent: hubs[0].agent } });
  return { ready, hubs, west: hubs[0], east: hubs[1], idScope: ready.idScope, service, hub: (wanted) => hubs.find((hub) => hub.name === wanted) };
}

/** The server that run.mjs has started for all tests. */
export const bench = process.env.TWINSCOPE_BENCH ? benchOf(JSON.parse(process.env.TWINSCOPE_BENCH)) : undefined;

/** A connected client that is closed at the end of the test. */
export async function connected(test, hub, identity, transport = Mqtt) {
  const client = hub.deviceClient(identity, transport);
  await within(client.open(), 'the client connects');
  test.after(() => within(client.close(), 'the client closes').catch(() => {}));
  return client;
}

export const report = (twin, patch) =>
  within(
    new Promise((resolve, reject) => {
      twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve()));
    }),
    'the report is answered',
  );

/** The data of a twin section of the SDK, without its functions. */
export const data = (section) => JSON.parse(JSON.stringify(section));

/** The same without counters and times. */
export const plain = (section) => Object.fromEntries(Object.entries(data(section)).filter(([key]) => !key.startsWith('$')));

/** The patches of desired properties from now on; what the twin holds already is passed over. */
export async function desiredPatches(client, twin) {
  const inbox = new Inbox();
  twin.on('properties.desired', (patch) => inbox.push(data(patch)));
  await inbox.next('the twin tells what it holds');
  // Packets of one connection are handled in order: when this is answered, the subscription is in force.
  await barrier(client);
  return inbox;
}

export const barrier = (client) => within(new Promise((resolve, reject) => {
  client._transport.getTwin((error) => (error ? reject(error) : resolve()));
}), 'the hub answers');
