// A server of its own that is stopped and started again under a client of Microsoft's Node SDK.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { barrier, benchOf, data, desiredPatches, eventually, plain, report, startServer, within } from './bench.mjs';

test('nothing is lost when the server restarts, and the client stays subscribed', async (t) => {
  const folder = mkdtempSync(join(process.env.TWINSCOPE_BENCH_FOLDER, 'restart-'));
  let server = await startServer({ folder });
  t.after(() => server.stop());
  const { west } = benchOf(server.ready);
  const identity = await west.createDevice();
  const client = west.deviceClient(identity);
  t.after(() => within(client.close(), 'the client closes').catch(() => {}));
  await client.setOptions({ ca: server.ready.ca });
  await within(client.open(), 'the client connects');
  const twin = await client.getTwin();
  client.onDeviceMethod('echo', (request, response) => response.send(200, request.payload));
  await report(twin, { fw: '1' });
  const patches = await desiredPatches(client, twin);
  await west.update(identity.deviceId, { tags: { site: 'A' }, properties: { desired: { a: 1 } } });
  await patches.next();
  const before = data(await west.twin(identity.deviceId));

  await server.stop();
  server = await startServer({ folder, port: server.ready.port, httpsPort: server.ready.httpsPort });

  await eventually(async () => (await west.twin(identity.deviceId)).connectionState === 'Connected', 'the client is back');
  const after = data(await west.twin(identity.deviceId));
  assert.deepEqual(after.properties, before.properties);
  assert.deepEqual([after.etag, after.version, after.tags], [before.etag, before.version, before.tags]);
  // The SDK does not subscribe to its twin again: it relies on the session it left open.
  await barrier(client);
  await west.update(identity.deviceId, { properties: { desired: { b: 2 } } });
  assert.equal((await patches.until((patch) => patch.b === 2)).$version, 3);
  const { result } = await within(west.client.invokeDeviceMethod(identity.deviceId, { methodName: 'echo', payload: 'still there' }), 'the method returns');
  assert.deepEqual(plain(result), { status: 200, payload: 'still there' });
});
