"""What becomes of cloud-to-device messages, and who is told."""

import pytest
import requests
from azure.iot.hub import IoTHubHttpRuntimeManager
from msrest.exceptions import HttpOperationError

import by_hand
from bench import API, PATIENCE, eventually, new_id, refused, within
from test_device_messages import messages_of, waiting


@pytest.fixture
def runtime(hub):
    """The service's feedback queue, emptied before the test."""
    runtime = IoTHubHttpRuntimeManager.from_connection_string(hub.connection_string)
    while batch(runtime)[0]:
        pass
    return runtime


def batch(runtime, done="complete"):
    """The next batch of records; this SDK keeps body and lock of the answer to itself, unless it is asked for all of it."""
    answer = runtime.protocol.cloud_to_device_messages.receive_feedback_notification(raw=True).response
    if answer.status_code == 204:
        return [], None
    lock = answer.headers["ETag"].strip('"')
    getattr(runtime, f"{done}_feedback_notification")(lock)
    return answer.json(), lock


class OverHttps:
    def __init__(self, bench, hub, device):
        self.base = f"https://localhost:8443/devices/{device.device_id}/messages/deviceBound"
        self.options = {"params": {"api-version": API}, "verify": bench.ca, "timeout": PATIENCE}
        self.headers = {"Authorization": by_hand.device_token(hub, device, 600)}

    def call(self, method, path="", **query):
        options = {**self.options, "params": {**self.options["params"], **query}}
        return requests.request(method, self.base + path, headers=self.headers, **options)

    def fetch(self):
        answer = self.call("GET")
        return answer, answer.headers.get("ETag", "").strip('"')


def test_a_message_that_arrives_is_told_to_its_sender(hub, runtime, device, client):
    messages, name = messages_of(client), new_id("m")
    hub.send_c2d(device.device_id, "wake up", messageid=name, ack="full")
    hub.send_c2d(device.device_id, "never mind", ack="negative")
    assert [messages.next().data for _ in range(2)] == [b"wake up", b"never mind"]
    (record,) = eventually(lambda: batch(runtime, "abandon")[0])
    assert (record["originalMessageId"], record["statusCode"], record["deviceId"]) == (name, "Success", device.device_id)
    assert record["deviceGenerationId"] == hub.identity(device.device_id)["generationId"] and record["enqueuedTimeUtc"]
    again, lock = batch(runtime)
    assert again == [record] and batch(runtime) == ([], None)
    assert within(PATIENCE, runtime.receive_feedback_notification) is None
    with pytest.raises(HttpOperationError) as gone:
        runtime.complete_feedback_notification(lock)
    assert gone.value.response.status_code == 412


def test_a_fetched_message_is_locked_put_back_and_rejected(bench, hub, registry, runtime, device):
    name = new_id("m")
    hub.send_c2d(device.device_id, "wake up", messageid=name, ack="full")
    https = OverHttps(bench, hub, device)
    first, lock = https.fetch()
    assert (first.status_code, first.headers["iothub-deliverycount"]) == (200, "1")
    assert https.fetch()[0].status_code == 204 and waiting(registry, device) == 1
    assert https.call("POST", f"/{lock}/abandon").status_code == 204
    lost = https.call("DELETE", f"/{lock}")
    assert (lost.status_code, lost.headers["iothub-errorcode"]) == (412, "DeviceMessageLockLost")
    second, lock = https.fetch()
    assert second.headers["iothub-deliverycount"] == "2"
    assert https.call("DELETE", f"/{lock}", reject="true").status_code == 204
    assert waiting(registry, device) == 0
    assert [(record["originalMessageId"], record["statusCode"]) for record in batch(runtime)[0]] == [(name, "Rejected")]


@pytest.mark.parametrize("kind, status", [("throttle", 429), ("refuseToken", 401)])
def test_trouble_finds_a_device_over_https(bench, hub, faults, device, kind, status):
    faults({"kind": kind, "device": device.device_id, "times": 1})
    https = OverHttps(bench, hub, device)
    assert [https.fetch()[0].status_code for _ in range(2)] == [status, 204]


def test_a_file_finds_no_storage(bench, hub, device):
    https = OverHttps(bench, hub, device)
    https.base = https.base.removesuffix("/messages/deviceBound") + "/files"
    refusal = https.call("POST")
    assert (refusal.status_code, refusal.headers["iothub-errorcode"]) == (400, "DefaultStorageEndpointNotConfigured")
    https.headers = {}
    assert https.call("POST").status_code == 401


def test_purged_messages_are_counted_and_told(hub, registry, runtime, device):
    for number in range(3):
        hub.send_c2d(device.device_id, str(number), messageid=str(number), ack="negative")
    purged = registry.protocol.cloud_to_device_messages.purge_cloud_to_device_message_queue(device.device_id)
    assert (purged.total_messages_purged, purged.device_id) == (3, device.device_id)
    assert waiting(registry, device) == 0
    assert [record["statusCode"] for record in batch(runtime)[0]] == ["Purged"] * 3
    refused(404, registry.protocol.cloud_to_device_messages.purge_cloud_to_device_message_queue, new_id())
