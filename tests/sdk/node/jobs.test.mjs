// Jobs, as Microsoft's Node SDK schedules, watches and cancels them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import iothub from 'azure-iothub';

import { barrier, bench, connected, eventually, newId, plain, within } from './bench.mjs';

const { west } = bench;
const jobs = iothub.JobClient.fromConnectionString(west.serviceString);
jobs._restApiClient.setOptions({ http: { agent: west.agent } });

const status = async (call) => (await within(call, 'the service answers')).jobStatus;

/** The job when it is over. */
const over = (jobId) => eventually(async () => {
  const job = await status(jobs.getJob(jobId));
  return job.endTime && job;
}, `job ${jobId} is over`);

const batchOf = async (count) => {
  const batch = newId('batch');
  const identities = [];
  for (let number = 0; number < count; number += 1) {
    const identity = await west.createDevice();
    await west.update(identity.deviceId, { tags: { batch } });
    identities.push(identity);
  }
  return { condition: `tags.batch = '${batch}'`, identities };
};

const partsOf = async (jobId) => {
  const query = west.registry.createQuery(`SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '${jobId}'`);
  return (await within(query.next(), 'the parts come')).result;
};

describe('jobs', () => {
  test('twins are updated, each is told, and tags and properties arrive', async () => {
    const { condition, identities } = await batchOf(3);
    const jobId = newId('job');
    const patch = { etag: '*', tags: { done: true }, properties: { desired: { interval: 7 } } };
    const made = await status(jobs.scheduleTwinUpdate(jobId, condition, patch, new Date(), 60));
    assert.deepEqual([made.jobId, made.type], [jobId, 'scheduleUpdateTwin']);
    const done = await over(jobId);
    assert.deepEqual([done.status, done.deviceJobStatistics.succeededCount], ['completed', 3]);
    for (const { deviceId } of identities) {
      const twin = await west.twin(deviceId);
      assert.deepEqual([twin.tags.done, plain(twin.properties.desired)], [true, { interval: 7 }]);
    }
    const parts = await partsOf(jobId);
    assert.deepEqual(parts.map((part) => part.deviceId).sort(), identities.map(({ deviceId }) => deviceId).sort());
    assert.ok(parts.every((part) => part.status === 'completed' && part.jobType === 'scheduleUpdateTwin'));
  });

  test('methods are called, and who is away fails', async (t) => {
    const { condition, identities } = await batchOf(2);
    const client = await connected(t, west, identities[0]);
    client.onDeviceMethod('reboot', (request, response) => response.send(200, { heard: request.payload }));
    await barrier(client);
    const jobId = newId('job');
    await status(jobs.scheduleDeviceMethod(jobId, condition, { methodName: 'reboot', payload: 'now', responseTimeoutInSeconds: 15 }, new Date(), 60));
    const done = await over(jobId);
    assert.deepEqual([done.deviceJobStatistics.succeededCount, done.deviceJobStatistics.failedCount], [1, 1]);
    const answered = (await partsOf(jobId)).find((part) => part.deviceId === identities[0].deviceId);
    assert.deepEqual(answered.outcome.deviceMethodResponse, { status: 200, payload: { heard: 'now' } });
  });

  test('a job of tomorrow is listed and cancelled', async () => {
    const jobId = newId('job');
    const tomorrow = new Date(Date.now() + 86_400_000);
    assert.equal((await status(jobs.scheduleTwinUpdate(jobId, "deviceId = 'x'", { etag: '*', tags: { a: 1 } }, tomorrow, 60))).status, 'scheduled');
    const query = jobs.createQuery('scheduleUpdateTwin', 'scheduled');
    const { result } = await within(query.next(), 'the list comes');
    assert.ok(result.some((job) => job.jobId === jobId));
    assert.equal((await status(jobs.cancelJob(jobId))).status, 'cancelled');
    await assert.rejects(jobs.getJob(newId('job')), (error) => error.response.statusCode === 404);
  });
});
