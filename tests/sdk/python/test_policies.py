"""Which policy may do what, and what happens to calls that nobody may make."""

import pytest
import requests
from azure.iot.hub.sastoken import SasToken

import by_hand
from bench import API, PATIENCE, new_id, refused

TWIN, DEVICE, QUERY = "/twins/{id}", "/devices/{id}", "/devices/query"
CALLS = {
    "read a twin": ("GET", TWIN, None),
    "write a twin": ("PATCH", TWIN, {"tags": {"site": "A"}}),
    "read an identity": ("GET", DEVICE, None),
    "write an identity": ("PUT", "/devices/{id}-new", {"deviceId": "{id}-new"}),
    "query": ("POST", QUERY, {"query": "SELECT * FROM devices WHERE deviceId = 'x'"}),
    "call a method": ("POST", TWIN + "/methods", {"methodName": "x"}),
    "list configurations": ("GET", "/configurations", None),
}
MAY = {
    "iothubowner": set(CALLS),
    "service": {"read a twin", "write a twin", "call a method"},
    "registryRead": {"read an identity", "query", "list configurations"},
    "registryReadWrite": {"read an identity", "write an identity", "query", "list configurations"},
    "device": set(),
}


@pytest.mark.parametrize("policy", MAY)
def test_a_policy_may_do_what_its_rights_say(hub, device, policy):
    for what, (method, path, body) in CALLS.items():
        path = path.replace("{id}", device.device_id)
        if body and "deviceId" in body:
            body = {"deviceId": f"{device.device_id}-new"}
        status = hub.http(method, path, policy, **({"json": body} if body else {})).status_code
        # The device of the method is not online: 404 says that the call was let through.
        let_through = status in (200, 404)
        assert (let_through, status == 401) == (what in MAY[policy], what not in MAY[policy]), f"{policy}: {what}: {status}"
    hub.http("DELETE", f"/devices/{device.device_id}-new", headers={"If-Match": "*"})


def test_the_sdk_with_a_policy_of_too_few_rights_is_unauthorized(hub, device):
    service, reader = hub.registry_as("service"), hub.registry_as("registryRead")
    assert service.get_twin(device.device_id).device_id == device.device_id
    refused(401, service.get_device, device.device_id)
    assert reader.get_device(device.device_id).device_id == device.device_id
    refused(401, reader.get_twin, device.device_id)
    refused(401, reader.delete_device, device.device_id)


@pytest.mark.parametrize("policy, code", [("device", 0), ("iothubowner", 0), ("service", 5), ("registryReadWrite", 5)])
def test_a_policy_with_the_right_to_connect_opens_for_a_device(bench, hub, device, policy, code):
    assert by_hand.connack(bench, hub, device, by_hand.policy_token(hub, policy)) == code
    own = by_hand.policy_token(hub, policy, f"/devices/{device.device_id}")
    assert by_hand.connack(bench, hub, device, own) == code
    assert by_hand.connack(bench, hub, device, by_hand.policy_token(hub, policy, f"/devices/{new_id()}")) == 5


def test_a_host_that_is_no_hub_is_not_found_and_told_so(hub):
    answer = hub.http("GET", "/statistics/devices", headers={"Host": "other.azure-devices.net"})
    assert answer.status_code == 404
    assert "other.azure-devices.net" in answer.text and hub.name in answer.text


def test_a_hub_is_reached_by_its_own_name_too(bench, hub):
    device = bench.east.create_device()
    answer = bench.east.http("GET", f"/devices/{device.device_id}", headers={"Host": bench.east.name})
    assert answer.ok, answer.text
    assert hub.http("GET", f"/devices/{device.device_id}", headers={"Host": bench.east.name}).status_code == 401, "signed for west"


def test_calls_that_say_too_little_are_refused(hub):
    url = "https://localhost:8443/statistics/devices"
    options = {"verify": hub.ca, "timeout": PATIENCE}
    assert requests.get(f"{url}?api-version={API}", **options).status_code == 401
    token = {"Authorization": str(SasToken("localhost:8443", hub.policy_key("iothubowner"), "iothubowner"))}
    assert requests.get(f"{url}?api-version={API}", headers=token, **options).ok
    assert requests.get(url, headers=token, **options).status_code == 400
    assert requests.get(f"{url}?api-version=soon", headers=token, **options).status_code == 400
    assert requests.get(f"https://localhost:8443/nothing?api-version={API}", headers=token, **options).status_code == 404
