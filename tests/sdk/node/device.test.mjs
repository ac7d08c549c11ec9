// A device of Microsoft's Node SDK against the bench hub, over plain MQTT and over WebSocket.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import overMqtt from 'azure-iot-device-mqtt';

import { barrier, bench, connected, data, desiredPatches, eventually, hasPort, Inbox, newId, newKey, plain, report, within } from './bench.mjs';

const { Mqtt, MqttWs } = overMqtt;
const { west, east } = bench;
const no443 = (await hasPort(443)) ? false : 'the SDK speaks WebSocket on port 443 only, which cannot be bound here';

for (const [name, transport, skip] of [['MQTT', Mqtt, false], ['MQTT over WebSocket', MqttWs, no443]]) {
  describe(name, { skip }, () => {
    test('a fresh twin is desired and reported', async (t) => {
      const client = await connected(t, west, await west.createDevice(), transport);
      const twin = await within(client.getTwin(), 'the twin comes');
      assert.deepEqual(data(twin.properties), { reported: { $version: 1 }, desired: { $version: 1 } });
    });

    test('a report counts one version and the service sees it with its times', async (t) => {
      const identity = await west.createDevice();
      const client = await connected(t, west, identity, transport);
      await report(await client.getTwin(), { fw: { version: '1.2.0' }, slots: [1, 'two'] });
      const { properties: { reported } } = await west.twin(identity.deviceId);
      assert.deepEqual(plain(reported), { fw: { version: '1.2.0' }, slots: [1, 'two'] });
      assert.equal(reported.$version, 2);
      assert.deepEqual(Object.keys(reported.$metadata.fw.version), ['$lastUpdated']);
    });

    test('a refused report is an error and changes nothing', async (t) => {
      const identity = await west.createDevice();
      const client = await connected(t, west, identity, transport);
      const twin = await client.getTwin();
      for (const bad of [{ $x: 1 }, { 'a.b': 1 }, { list: [null] }, { text: 'x'.repeat(4097) }]) {
        await assert.rejects(report(twin, { good: 1, ...bad }));
      }
      assert.deepEqual(plain((await west.twin(identity.deviceId)).properties.reported), {});
    });

    test('desired changes arrive as patches with their version', async (t) => {
      const identity = await west.createDevice();
      const client = await connected(t, west, identity, transport);
      const twin = await client.getTwin();
      const patches = await desiredPatches(client, twin);
      await west.update(identity.deviceId, { properties: { desired: { interval: 5, mode: { name: 'eco' } } } });
      assert.deepEqual(await patches.next(), { interval: 5, mode: { name: 'eco' }, $version: 2 });
      await west.update(identity.deviceId, { properties: { desired: { interval: null } } });
      assert.equal((await patches.next()).$version, 3);
      assert.deepEqual(data(twin.properties.desired), { mode: { name: 'eco' }, $version: 3 });
    });

    test('a direct method goes down and its answer comes back', async (t) => {
      const identity = await west.createDevice();
      const client = await connected(t, west, identity, transport);
      client.onDeviceMethod('reboot', (request, response) => response.send(207, { echo: request.payload }));
      await barrier(client);
      for (const payload of [{ delay: 3 }, [1], 'text', 5, null]) {
        const { result } = await within(west.client.invokeDeviceMethod(identity.deviceId, { methodName: 'reboot', payload }), 'the method returns');
        assert.equal(result.status, 207);
        assert.deepEqual(result.payload, { echo: payload });
      }
    });

    test('telemetry is taken', async (t) => {
      const client = await connected(t, west, await west.createDevice(), transport);
      const message = new common.Message(JSON.stringify({ temperature: 21 }));
      message.messageId = newId('m');
      message.contentType = 'application/json';
      message.properties.add('alert', 'yes & no / maybe');
      await within(client.sendEvent(message), 'the message is acknowledged');
      await within(client.sendEvent(new common.Message('x'.repeat(200_000))), 'a long message is acknowledged');
    });

    test('a cloud-to-device message arrives with its ids and properties', async (t) => {
      const identity = await west.createDevice();
      const client = await connected(t, west, identity, transport);
      const inbox = new Inbox();
      client.on('message', inbox.push);
      const headers = { 'iothub-messageid': 'm-1', 'iothub-app-color': 'dark blue/1' };
      const status = await west.request('POST', `/devices/${identity.deviceId}/messages/deviceBound`, { body: 'hello', headers });
      assert.ok(status < 300, String(status));
      const message = await inbox.next('the message arrives');
      assert.equal(message.getData().toString(), 'hello');
      assert.equal(message.messageId, 'm-1');
      assert.equal(message.properties.getValue('color'), 'dark blue/1');
      await within(client.complete(message), 'the message is completed');
    });
  });
}

describe('connections', () => {
  test('the service sees a device come and go', async (t) => {
    const identity = await west.createDevice();
    const state = async () => (await west.twin(identity.deviceId)).connectionState;
    const client = await connected(t, west, identity);
    await eventually(async () => (await state()) === 'Connected', 'the device is connected');
    await client.close();
    await eventually(async () => (await state()) === 'Disconnected', 'the device is disconnected');
  });

  test('the hub a client names is the hub it reaches', async (t) => {
    const identity = await east.createDevice();
    const client = await connected(t, east, identity);
    await report(await client.getTwin(), { here: true });
    assert.deepEqual(plain((await east.twin(identity.deviceId)).properties.reported), { here: true });
    await assert.rejects(within(west.deviceClient(identity).open(), 'west answers'), { name: 'UnauthorizedError' });
  });

  test('a wrong key, a stranger and a disabled device are refused', async () => {
    const identity = await west.createDevice();
    await assert.rejects(within(west.deviceClient(identity, Mqtt, newKey()).open(), 'refused'), { name: 'UnauthorizedError' });
    await assert.rejects(within(west.deviceClient({ ...identity, deviceId: newId() }).open(), 'refused'), { name: 'UnauthorizedError' });
    await west.registry.update({ ...identity, status: 'disabled' });
    await assert.rejects(within(west.deviceClient(identity).open(), 'refused'), { name: 'UnauthorizedError' });
  });

  test('a token of the past is refused, a valid one is taken', async (t) => {
    const identity = await west.createDevice();
    const now = Math.floor(Date.now() / 1000);
    // Without a gateway localhost is the first hub.
    const resource = encodeURIComponent(`localhost/devices/${identity.deviceId}`);
    const clientUntil = (end) => {
      const token = common.SharedAccessSignature.create(resource, null, identity.authentication.symmetricKey.primaryKey, end);
      const client = device.Client.fromSharedAccessSignature(token.toString(), Mqtt);
      t.after(() => client.close().catch(() => {}));
      return client;
    };
    await within(clientUntil(now + 600).open(), 'the valid token opens');
    await assert.rejects(within(clientUntil(now - 600).open(), 'the old token is refused'), { name: 'UnauthorizedError' });
  });

  test('a renewed token keeps the client subscribed', async (t) => {
    const identity = await west.createDevice();
    // Only clients made of a token can be given another one; without a gateway localhost is the first hub.
    const resource = encodeURIComponent(`localhost/devices/${identity.deviceId}`);
    const tokenOf = (key) => common.SharedAccessSignature.create(resource, null, key, common.anHourFromNow()).toString();
    const { primaryKey, secondaryKey } = identity.authentication.symmetricKey;
    const client = device.Client.fromSharedAccessSignature(tokenOf(primaryKey), Mqtt);
    t.after(() => within(client.close(), 'the client closes').catch(() => {}));
    await within(client.open(), 'the client connects');
    const patches = await desiredPatches(client, await client.getTwin());
    await within(client.updateSharedAccessSignature(tokenOf(secondaryKey)), 'the token is renewed');
    await barrier(client);
    await west.update(identity.deviceId, { properties: { desired: { a: 1 } } });
    assert.deepEqual(await patches.next(), { a: 1, $version: 2 });
  });

  test('a module has a twin and methods of its own', async (t) => {
    const identity = await west.createDevice();
    await west.registry.addModule({ deviceId: identity.deviceId, moduleId: 'camera' });
    const { responseBody: module } = await west.registry.getModule(identity.deviceId, 'camera');
    const client = device.ModuleClient.fromConnectionString(west.deviceString(module), Mqtt);
    t.after(() => client.close().catch(() => {}));
    await within(client.open(), 'the module connects');
    const twin = await client.getTwin();
    await report(twin, { lens: 'wide' });
    client.onMethod('focus', (request, response) => response.send(200, 'sharp'));
    await barrier(client);
    const { result } = await west.client.invokeDeviceMethod(identity.deviceId, 'camera', { methodName: 'focus' });
    assert.equal(result.payload, 'sharp');
    const { responseBody: seen } = await west.registry.getModuleTwin(identity.deviceId, 'camera');
    assert.deepEqual(plain(seen.properties.reported), { lens: 'wide' });
    assert.deepEqual(plain((await west.twin(identity.deviceId)).properties.reported), {});
  });
});
