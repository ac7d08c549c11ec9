"""Direct methods: the service calls, the device answers, and everybody's patience has an end."""

import threading

import pytest
from azure.iot.device import MethodResponse
from azure.iot.hub.models import CloudToDeviceMethod

from bench import PATIENCE, Inbox, new_id, refused, within


def call(name, payload=None, answer_within=10, connect_within=0):
    return CloudToDeviceMethod(
        method_name=name,
        payload=payload,
        response_timeout_in_seconds=answer_within,
        connect_timeout_in_seconds=connect_within,
    )


def answer_with(client, answer):
    """From now on the client answers each method with the status and payload that `answer` gives for the request."""
    requests = Inbox()

    def handle(request):
        requests(request)
        status, payload = answer(request)
        client.send_method_response(MethodResponse.create_from_method_request(request, status, payload))

    within(PATIENCE, setattr, client, "on_method_request_received", handle)
    return requests


def test_name_and_payload_go_down_status_and_payload_come_back(registry, device, client):
    requests = answer_with(client, lambda request: (200, {"echo": request.payload}))
    for payload in ({"delay": {"s": 3}}, [1, "two"], "text", 42, True):
        result = within(PATIENCE, registry.invoke_device_method, device.device_id, call("reboot", payload))
        assert (result.status, result.payload) == (200, {"echo": payload})
        request = requests.next()
        assert (request.name, request.payload) == ("reboot", payload)


@pytest.mark.parametrize("status, payload", [(404, {"error": "no such method"}), (500, "failed"), (207, None), (1, [])])
def test_a_devices_own_status_is_a_result_and_no_error(registry, device, client, status, payload):
    answer_with(client, lambda request: (status, payload))
    result = within(PATIENCE, registry.invoke_device_method, device.device_id, call("try"))
    assert (result.status, result.payload) == (status, payload)


def test_calls_at_the_same_time_get_each_their_own_answer(registry, device, client):
    answer_with(client, lambda request: (200, request.payload))
    results = Inbox()

    def invoke(number):
        results((number, registry.invoke_device_method(device.device_id, call("count", number)).payload))

    for number in range(8):
        threading.Thread(target=invoke, args=(number,), daemon=True).start()
    answers = [results.next() for _ in range(8)]
    assert sorted(answers) == [(number, number) for number in range(8)]


def test_a_method_for_a_device_that_is_offline_fails_at_once(registry, device):
    error = refused(404, registry.invoke_device_method, device.device_id, call("reboot"))
    assert "404103" in error.response.text


def test_a_method_for_a_device_that_does_not_exist_says_so(registry):
    error = refused(404, registry.invoke_device_method, new_id(), call("reboot"))
    assert "DeviceNotFound" in error.response.text or "404001" in error.response.text


def test_a_device_that_stays_silent_is_a_gateway_timeout(registry, device, client):
    requests = Inbox()
    within(PATIENCE, setattr, client, "on_method_request_received", requests)
    error = refused(504, registry.invoke_device_method, device.device_id, call("reboot", answer_within=5))
    assert "504101" in error.response.text
    assert requests.next().name == "reboot"


def test_a_call_waits_for_a_device_that_is_about_to_connect(hub, registry, device, clients):
    results = Inbox()

    def invoke():
        results(registry.invoke_device_method(device.device_id, call("wake", connect_within=PATIENCE)))

    threading.Thread(target=invoke, daemon=True).start()
    client = clients.device(hub.device_string(device))
    answer_with(client, lambda request: (200, "awake"))
    assert results.next().payload == "awake"


@pytest.mark.parametrize("answer_within, connect_within", [(4, 0), (301, 0), (30, -1), (30, 301)])
def test_timeouts_out_of_range_are_refused(registry, device, client, answer_within, connect_within):
    answer_with(client, lambda request: (200, None))
    refused(400, registry.invoke_device_method, device.device_id, call("x", None, answer_within, connect_within))


def test_a_payload_over_128_kb_is_refused(registry, device, client):
    answer_with(client, lambda request: (200, None))
    refused(400, registry.invoke_device_method, device.device_id, call("x", "x" * (128 * 1024 + 1)))
