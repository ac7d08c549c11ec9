// Provisioning with Microsoft's Node SDK: enrollments by the service client, registrations over MQTT, WebSocket and HTTPS.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import overHttp from 'azure-iot-provisioning-device-http';
import overMqtt from 'azure-iot-provisioning-device-mqtt';
import provisioning from 'azure-iot-provisioning-device';
import symmetric from 'azure-iot-security-symmetric-key';
import x509 from 'azure-iot-security-x509';

import { bench, connected, hasPort, newId, newKey, plain, report, within } from './bench.mjs';

const { Http } = overHttp;
const { Mqtt, MqttWs } = overMqtt;
const { west, east, service } = bench;
const answer = async (call) => (await within(call, 'the service answers')).responseBody;
const without443 = (await hasPort(443)) ? false : 'the SDK uses port 443 only, which cannot be bound here';

const MIGRATE = { updateHubAssignment: true, migrateDeviceData: true };
const RESET = { updateHubAssignment: true, migrateDeviceData: false };
const NEVER = { updateHubAssignment: false, migrateDeviceData: false };

/** An individual enrollment with keys of its own. */
async function enroll({ id = newId('reg'), keys = [newKey(), newKey()], ...more } = {}) {
  const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: keys[0], secondaryKey: keys[1] } };
  const enrollment = await answer(service.createOrUpdateIndividualEnrollment({ registrationId: id, attestation, ...more }));
  return { id, key: keys[0], enrollment };
}

function registration(security, transport = new Mqtt()) {
  return provisioning.ProvisioningDeviceClient.create('localhost', bench.idScope, transport, security);
}

const registerWithKey = (id, key, transport) =>
  within(registration(new symmetric.SymmetricKeySecurityClient(id, key), transport).register(), 'the registration ends', 30_000);

const derivedKey = (groupKey, id) => createHmac('sha256', Buffer.from(groupKey, 'base64')).update(id).digest('base64');

/** A self-signed certificate, made with the openssl command. */
function certificate(commonName) {
  const folder = mkdtempSync(join(process.env.TWINSCOPE_BENCH_FOLDER, 'cert-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const parameters = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', [...parameters, '-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${commonName}`], { stdio: 'ignore' });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

describe('enrollments', () => {
  test('an individual enrollment lives, changes under its etag, and ends', async () => {
    const { id, key } = await enroll({ reprovisionPolicy: RESET, initialTwin: { tags: { site: 'A' }, properties: { desired: { a: 1 } } } });
    const found = await answer(service.getIndividualEnrollment(id));
    assert.deepEqual(found.reprovisionPolicy, RESET);
    assert.deepEqual(found.initialTwin.properties.desired, { a: 1 });
    assert.equal(found.attestation.symmetricKey?.primaryKey ?? undefined, undefined, 'keys are not read back');
    const mechanism = await answer(service.getIndividualEnrollmentAttestationMechanism(id));
    assert.equal(mechanism.symmetricKey.primaryKey, key);

    const changed = await answer(service.createOrUpdateIndividualEnrollment({ ...found, provisioningStatus: 'disabled' }));
    assert.equal(changed.provisioningStatus, 'disabled');
    await assert.rejects(service.createOrUpdateIndividualEnrollment(found), { name: 'InvalidEtagError' });
    await assert.rejects(service.deleteIndividualEnrollment(found), { name: 'InvalidEtagError' });
    await within(service.deleteIndividualEnrollment(id), 'the enrollment is deleted');
    await assert.rejects(service.getIndividualEnrollment(id), (error) => error.response.statusCode === 404);
  });

  test('a group lives and ends, and shows its keys on demand', async () => {
    const enrollmentGroupId = newId('group');
    const given = { enrollmentGroupId, attestation: { type: 'symmetricKey' }, allocationPolicy: 'hashed', iotHubs: [west.name] };
    await answer(service.createOrUpdateEnrollmentGroup(given));
    assert.deepEqual((await answer(service.getEnrollmentGroup(enrollmentGroupId))).iotHubs, [west.name]);
    const { symmetricKey } = await answer(service.getEnrollmentGroupAttestationMechanism(enrollmentGroupId));
    assert.ok(symmetricKey.primaryKey && symmetricKey.secondaryKey);
    await within(service.deleteEnrollmentGroup(enrollmentGroupId), 'the group is deleted');
    await assert.rejects(service.getEnrollmentGroup(enrollmentGroupId), (error) => error.response.statusCode === 404);
  });

  test('a query comes in pages', async () => {
    const wanted = [await enroll(), await enroll(), await enroll()].map(({ id }) => id);
    const query = service.createIndividualEnrollmentQuery({ query: 'SELECT * FROM enrollments' }, 2);
    const found = [];
    while (query.hasMoreResults) {
      // Without its argument this SDK's promise form begins again at the first page, for ever.
      const page = await answer(query.next(query.continuationToken));
      assert.ok(page.length <= 2);
      found.push(...page.map((enrollment) => enrollment.registrationId));
    }
    assert.deepEqual(wanted.filter((id) => !found.includes(id)), []);
  });

  test('enrollments are created in bulk', async () => {
    const enrollments = [newId('reg'), newId('reg')].map((registrationId) => ({ registrationId, attestation: { type: 'symmetricKey' } }));
    // The promise of this SDK's call never settles; its callback does.
    const result = await within(
      new Promise((resolve, reject) => {
        service.runBulkEnrollmentOperation({ mode: 'create', enrollments }, (error, body) => (error ? reject(error) : resolve(body)));
      }),
      'the bulk is answered',
    );
    assert.equal(result.isSuccessful, true);
    await answer(service.getIndividualEnrollment(enrollments[1].registrationId));
  });
});

for (const [name, transport, skip] of [['MQTT', Mqtt, false], ['MQTT over WebSocket', MqttWs, without443], ['HTTPS', Http, without443]]) {
  describe(`registering over ${name}`, { skip }, () => {
    test('a device of its own key gets hub, id and initial twin, and goes there', async (t) => {
      const id = newId('reg');
      const { key } = await enroll({
        id,
        deviceId: `${id}-device`,
        allocationPolicy: 'static',
        iotHubs: [east.name],
        initialTwin: { tags: { site: 'A' }, properties: { desired: { a: 1 } } },
      });
      const state = await registerWithKey(id, key, new transport());
      assert.deepEqual([state.assignedHub, state.deviceId, state.status, state.substatus], [east.name, `${id}-device`, 'assigned', 'initialAssignment']);
      const twin = await east.twin(state.deviceId);
      assert.deepEqual([twin.tags, plain(twin.properties.desired)], [{ site: 'A' }, { a: 1 }]);
      const client = await connected(t, east, { deviceId: state.deviceId, authentication: { symmetricKey: { primaryKey: key } } });
      await report(await client.getTwin(), { arrived: true });
      assert.equal((await answer(service.getDeviceRegistrationState(id))).assignedHub, east.name);
    });

    test('a device of a group registers with its derived key', async () => {
      const keys = { primaryKey: newKey(), secondaryKey: newKey() };
      await answer(service.createOrUpdateEnrollmentGroup({ enrollmentGroupId: newId('group'), attestation: { type: 'symmetricKey', symmetricKey: keys } }));
      const id = newId('reg');
      assert.equal((await registerWithKey(id, derivedKey(keys.primaryKey, id), new transport())).deviceId, id);
    });

    test('a wrong key and a disabled enrollment register nobody', async () => {
      const { id } = await enroll();
      // Over MQTT this SDK hands on the refusal of the connection as it is.
      await assert.rejects(registerWithKey(id, newKey(), new transport()), ({ name, code }) => name === 'UnauthorizedError' || code === 5);
      const disabled = await enroll({ provisioningStatus: 'disabled' });
      await assert.rejects(registerWithKey(disabled.id, disabled.key, new transport()), /disabled/);
      assert.deepEqual([await west.has(disabled.id), await east.has(disabled.id)], [false, false]);
    });

    test('a certificate of its own registers a device', async () => {
      const id = newId('reg');
      const made = certificate(id);
      const attestation = { type: 'x509', x509: { clientCertificates: { primary: { certificate: made.cert } } } };
      await answer(service.createOrUpdateIndividualEnrollment({ registrationId: id, attestation, allocationPolicy: 'static', iotHubs: [west.name] }));
      const state = await within(registration(new x509.X509Security(id, made), new transport()).register(), 'the registration ends', 30_000);
      assert.equal(state.deviceId ?? state.registrationState?.deviceId, id);
      assert.equal((await west.twin(id)).authenticationType, 'selfSigned');
    });
  });
}

describe('moving between hubs', { concurrency: true }, () => {
  /** Assigned to west, lived in there, turned to east, registered again. */
  async function move(t, policy) {
    const { id, key } = await enroll({
      ...(policy && { reprovisionPolicy: policy }),
      allocationPolicy: 'static',
      iotHubs: [west.name],
      initialTwin: { tags: { site: 'first' }, properties: { desired: { interval: 1 } } },
    });
    await registerWithKey(id, key);
    const client = await connected(t, west, { deviceId: id, authentication: { symmetricKey: { primaryKey: key } } });
    await report(await client.getTwin(), { fw: '7' });
    await west.update(id, { tags: { site: 'lived' }, properties: { desired: { interval: 2 } } });
    await client.close();
    const enrollment = await answer(service.getIndividualEnrollment(id));
    await answer(service.createOrUpdateIndividualEnrollment({ ...enrollment, iotHubs: [east.name] }));
    const { substatus, assignedHub } = await registerWithKey(id, key);
    const twin = await bench.hub(assignedHub).twin(id);
    const sections = [twin.tags, plain(twin.properties.desired), plain(twin.properties.reported)];
    const elsewhere = await (assignedHub === east.name ? west : east).has(id);
    return { substatus, assignedHub, sections, elsewhere };
  }

  const lived = [{ site: 'lived' }, { interval: 2 }, { fw: '7' }];
  const first = [{ site: 'first' }, { interval: 1 }, {}];
  for (const [name, policy, wanted] of [
    ['migrate', MIGRATE, { substatus: 'deviceDataMigrated', assignedHub: east.name, sections: lived, elsewhere: false }],
    ['reset', RESET, { substatus: 'deviceDataReset', assignedHub: east.name, sections: first, elsewhere: false }],
    ['never', NEVER, { substatus: 'initialAssignment', assignedHub: west.name, sections: lived, elsewhere: false }],
    ['no policy', undefined, { substatus: 'deviceDataMigrated', assignedHub: east.name, sections: lived, elsewhere: false }],
  ]) {
    test(name, async (t) => assert.deepEqual(await move(t, policy), wanted));
  }
});
