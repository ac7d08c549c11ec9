// The service side of Microsoft's Node SDK: registry, twins, queries, methods and configurations.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import iothub from 'azure-iothub';

import { barrier, bench, connected, eventually, hasPort, newId, newKey, plain, within } from './bench.mjs';

const { west } = bench;
const { registry } = west;
const answer = async (call) => (await within(call, 'the service answers')).responseBody;

describe('identities', () => {
  test('a device lives and ends', async () => {
    const deviceId = newId();
    const created = await answer(registry.create({ deviceId, status: 'enabled', statusReason: 'on the bench' }));
    assert.equal(created.deviceId, deviceId);
    assert.equal(created.authentication.type, 'sas');
    assert.notEqual(created.authentication.symmetricKey.primaryKey, created.authentication.symmetricKey.secondaryKey);

    const changed = await answer(registry.update({ ...created, status: 'disabled' }));
    assert.equal(changed.status, 'disabled');
    assert.equal(changed.generationId, created.generationId);
    assert.notEqual(changed.etag, created.etag);
    await within(registry.delete(deviceId), 'the device is deleted');
    await assert.rejects(registry.get(deviceId), { name: 'DeviceNotFoundError' });
  });

  test('an id is taken once', async () => {
    const { deviceId } = await west.createDevice();
    await assert.rejects(registry.create({ deviceId }), { name: 'DeviceAlreadyExistsError' });
  });

  test('a thumbprint makes a self-signed device', async () => {
    const deviceId = newId();
    await registry.create({ deviceId, authentication: { x509Thumbprint: { primaryThumbprint: 'AB'.repeat(20) } } });
    assert.equal((await answer(registry.get(deviceId))).authentication.type, 'selfSigned');
  });

  test('devices are created, changed and deleted in bulk', async () => {
    const devices = [newId(), newId()].map((deviceId) => ({
      deviceId,
      status: 'enabled',
      authentication: { symmetricKey: { primaryKey: newKey(), secondaryKey: newKey() } },
    }));
    assert.equal((await answer(registry.addDevices(devices))).isSuccessful, true);
    assert.equal((await answer(registry.updateDevices(devices.map((device) => ({ ...device, status: 'disabled' })), true))).isSuccessful, true);
    assert.equal((await answer(registry.get(devices[1].deviceId))).status, 'disabled');
    assert.equal((await answer(registry.removeDevices(devices, true))).isSuccessful, true);
    for (const { deviceId } of devices) assert.equal(await west.has(deviceId), false);
  });

  test('devices are listed and counted', async () => {
    const { deviceId } = await west.createDevice();
    assert.ok((await answer(registry.list())).some((device) => device.deviceId === deviceId));
    assert.ok((await answer(registry.getRegistryStatistics())).totalDeviceCount >= 1);
  });

  test('modules live and end', async () => {
    const { deviceId } = await west.createDevice();
    await registry.addModule({ deviceId, moduleId: 'camera', managedBy: 'me' });
    const module = await answer(registry.getModule(deviceId, 'camera'));
    assert.equal(module.managedBy, 'me');
    await registry.updateModule({ ...module, managedBy: 'you' });
    assert.deepEqual((await answer(registry.getModulesOnDevice(deviceId))).map((found) => found.managedBy), ['you']);
    await assert.rejects(registry.updateModule({ ...module, managedBy: 'late' }), { name: 'InvalidEtagError' });
    await registry.removeModule(deviceId, 'camera');
    assert.deepEqual(await answer(registry.getModulesOnDevice(deviceId)), []);
  });
});

describe('twins', () => {
  test('counters move with each write', async () => {
    const { deviceId } = await west.createDevice();
    const counters = (twin) => [twin.etag, twin.version, twin.properties.desired.$version];
    assert.deepEqual(counters(await west.twin(deviceId)), ['AAAAAAAAAAE=', 2, 1]);
    assert.deepEqual(counters(await west.update(deviceId, { properties: { desired: { a: 1 } } })), ['AAAAAAAAAAI=', 3, 2]);
    assert.deepEqual(counters(await west.update(deviceId, { tags: { t: 1 } })), ['AAAAAAAAAAM=', 4, 2]);
  });

  test('an update under an old etag is refused', async () => {
    const { deviceId } = await west.createDevice();
    const { etag } = await west.twin(deviceId);
    await west.update(deviceId, { tags: { t: 1 } }, etag);
    await assert.rejects(west.update(deviceId, { tags: { t: 2 } }, etag), { name: 'InvalidEtagError' });
    assert.deepEqual((await west.twin(deviceId)).tags, { t: 1 });
  });

  test('null empties a whole section', async () => {
    const { deviceId } = await west.createDevice();
    await west.update(deviceId, { tags: { t: 1 }, properties: { desired: { a: 1 } } });
    await west.update(deviceId, { tags: null, properties: { desired: null } });
    const twin = await west.twin(deviceId);
    assert.deepEqual(twin.tags, {});
    assert.deepEqual(plain(twin.properties.desired), {});
    assert.equal(twin.properties.desired.$version, 3);
  });

  test('a bad key is an argument error', async () => {
    const { deviceId } = await west.createDevice();
    await assert.rejects(west.update(deviceId, { properties: { desired: { 'a.b': 1 } } }), { name: 'ArgumentError' });
    await assert.rejects(registry.getTwin(newId()), { name: 'DeviceNotFoundError' });
  });
});

describe('queries', () => {
  test('pages of twins follow each other to the end', async () => {
    const batch = newId('batch');
    const ids = [];
    for (let number = 0; number < 5; number += 1) {
      const { deviceId } = await west.createDevice();
      await west.update(deviceId, { tags: { batch, number } });
      ids.push(deviceId);
    }
    const query = registry.createQuery(`SELECT * FROM devices WHERE tags.batch = '${batch}'`, 2);
    const found = [];
    while (query.hasMoreResults) {
      const { result } = await within(query.nextAsTwin(), 'a page comes');
      assert.ok(result.length <= 2);
      found.push(...result.map((twin) => twin.deviceId));
    }
    assert.deepEqual(found.sort(), ids.sort());
  });

  test('aggregates are raw rows', async () => {
    const batch = newId('batch');
    const { deviceId } = await west.createDevice();
    await west.update(deviceId, { tags: { batch } });
    const query = registry.createQuery(`SELECT tags.batch AS batch, COUNT() AS n FROM devices WHERE tags.batch = '${batch}' GROUP BY tags.batch`);
    const { result, message } = await query.next();
    assert.deepEqual(result, [{ batch, n: 1 }]);
    assert.equal(message.headers['x-ms-item-type'], 'raw');
  });

  test('a query that is none is an argument error', async () => {
    await assert.rejects(registry.createQuery('SELECT nothing at all').next(), { name: 'ArgumentError' });
  });
});

describe('methods', () => {
  test('a device that is offline is not found', async () => {
    const { deviceId } = await west.createDevice();
    await assert.rejects(west.client.invokeDeviceMethod(deviceId, { methodName: 'reboot' }), (error) => {
      assert.equal(error.response.statusCode, 404);
      assert.match(error.responseBody, /404103/);
      return true;
    });
  });

  test('a device that stays silent is a gateway timeout', async (t) => {
    const identity = await west.createDevice();
    const client = await connected(t, west, identity);
    client.onDeviceMethod('reboot', () => {});
    await barrier(client);
    const call = west.client.invokeDeviceMethod(identity.deviceId, { methodName: 'reboot', responseTimeoutInSeconds: 5 });
    await assert.rejects(within(call, 'the service gives up'), { name: 'GatewayTimeoutError' });
  });
});

describe('configurations', () => {
  test('a configuration lives, changes and ends', async () => {
    const id = newId('climate');
    const given = { id, content: { deviceContent: { 'properties.desired.climate': { target: 21 } } }, targetCondition: '', priority: 5 };
    await registry.addConfiguration(given);
    const found = await answer(registry.getConfiguration(id));
    assert.deepEqual(found.content.deviceContent, given.content.deviceContent);
    assert.equal((await answer(registry.updateConfiguration({ ...found, priority: 6 }, false))).priority, 6);
    await assert.rejects(registry.updateConfiguration({ ...found, priority: 7 }, false), { name: 'InvalidEtagError' });
    assert.ok((await answer(registry.getConfigurations())).some((configuration) => configuration.id === id));
    await registry.removeConfiguration(id);
    await assert.rejects(registry.getConfiguration(id));
  });
});

test('on port 443 the service clients work just as they come', { skip: (await hasPort(443)) ? false : 'port 443 cannot be bound here' }, async () => {
  const plainRegistry = iothub.Registry.fromConnectionString(west.serviceString);
  const deviceId = newId();
  await within(plainRegistry.create({ deviceId }), 'the device is created');
  assert.ok(await eventually(() => west.has(deviceId), 'west has the device'));
});

test('a wrong key of the service is unauthorized', async () => {
  const wrong = west.serviceString.replace(/SharedAccessKey=.*/, `SharedAccessKey=${newKey()}`);
  const stranger = iothub.Registry.fromConnectionString(wrong);
  stranger._restApiClient.setOptions({ http: { agent: west.agent } });
  await assert.rejects(within(stranger.list(), 'the service answers'), { name: 'UnauthorizedError' });
});
