"""Who gets in, who stays in, and how a client comes back."""

import asyncio

import pytest
from azure.iot.device import IoTHubDeviceClient, MethodResponse
from azure.iot.device.aio import IoTHubDeviceClient as AsyncDeviceClient
from azure.iot.device.exceptions import CredentialError
from azure.iot.hub.models import CloudToDeviceMethod

import by_hand
import certificates
from bench import (
    PATIENCE, change, desired_patches, eventually, new_id, new_key, plain, report, twin_of, watch_connection, within,
)

UNAUTHORIZED = 5


def connection_state(hub, device):
    return hub.registry.get_twin(device.device_id).connection_state


def is_refused(client):
    with pytest.raises(CredentialError):
        within(PATIENCE, client.connect)
    assert not client.connected


def test_the_service_sees_a_device_come_and_go(hub, device, clients):
    assert connection_state(hub, device) == "Disconnected"
    client = clients.connected(device)
    eventually(lambda: connection_state(hub, device) == "Connected")
    within(PATIENCE, client.disconnect)
    eventually(lambda: connection_state(hub, device) == "Disconnected")


def test_the_asyncio_client_connects_and_disconnects(bench, hub, device):
    async def scenario():
        client = AsyncDeviceClient.create_from_connection_string(
            hub.device_string(device), server_verification_cert=bench.ca_text
        )
        try:
            await client.connect()
            assert client.connected
            await client.send_message("here I am")
        finally:
            await client.shutdown()

    asyncio.run(asyncio.wait_for(scenario(), 2 * PATIENCE))


def test_without_a_gateway_localhost_is_the_first_hub(hub, device, clients):
    key = device.authentication.symmetric_key.primary_key
    client = clients.device(f"HostName=localhost;DeviceId={device.device_id};SharedAccessKey={key}")
    within(PATIENCE, client.connect)
    report(client, {"here": True})
    assert plain(hub.registry.get_twin(device.device_id).properties.reported) == {"here": True}


def test_the_gateway_leads_to_the_hub_that_the_client_names(bench, clients):
    device = bench.east.create_device()
    report(clients.connected(device, bench.east), {"here": True})
    assert plain(bench.east.registry.get_twin(device.device_id).properties.reported) == {"here": True}
    assert bench.west.identity(device.device_id) is None


def test_a_device_is_unknown_at_the_other_hub(bench, device, clients):
    is_refused(clients.device(bench.east.device_string(device)))


def test_both_keys_of_a_device_open(hub, device, clients):
    for key in (device.authentication.symmetric_key.primary_key, device.authentication.symmetric_key.secondary_key):
        client = clients.device(hub.device_string(device, key))
        within(PATIENCE, client.connect)
        within(PATIENCE, client.disconnect)


def test_a_wrong_key_is_refused(hub, device, clients):
    is_refused(clients.device(hub.device_string(device, new_key())))


def test_a_device_that_does_not_exist_is_refused(hub, device, clients):
    device.device_id = new_id()
    is_refused(clients.device(hub.device_string(device)))


def test_a_disabled_device_is_refused_until_it_is_enabled(hub, clients):
    device = hub.create_device(status="disabled")
    keys = device.authentication.symmetric_key
    client = clients.device(hub.device_string(device))
    is_refused(client)
    hub.registry.update_device_with_sas(device.device_id, None, keys.primary_key, keys.secondary_key, "enabled")
    within(PATIENCE, client.connect)


@pytest.mark.parametrize("lifetime, code", [(600, 0), (-600, UNAUTHORIZED)], ids=["valid", "expired"])
def test_a_token_of_the_past_is_refused(bench, hub, device, lifetime, code):
    assert by_hand.connack(bench, hub, device, by_hand.device_token(hub, device, lifetime)) == code


def test_a_token_of_another_device_is_refused(bench, hub, device):
    token = by_hand.device_token(hub, hub.create_device(), 600)
    assert by_hand.connack(bench, hub, device, token) == UNAUTHORIZED


def test_a_token_the_user_made_is_taken(bench, hub, device, clients):
    token = by_hand.device_token(hub, device, 600)
    client = clients.keep(
        IoTHubDeviceClient.create_from_sastoken(token, **clients.options(gateway_hostname="localhost"))
    )
    within(PATIENCE, client.connect)
    assert twin_of(client)["reported"] == {"$version": 1}


def test_a_second_client_of_the_same_id_takes_the_place_of_the_first(device, clients):
    first = clients.connected(device, connection_retry=False)
    states = watch_connection(first)
    second = clients.connected(device, connection_retry=False)
    states.until(lambda connected: not connected)
    report(second, {"mine": True})
    assert second.connected and not first.connected


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_a_device_that_loses_its_right_loses_its_connection(hub, device, clients, how):
    client = clients.connected(device, connection_retry=False)
    states = watch_connection(client)
    if how == "deleted":
        hub.registry.delete_device(device.device_id)
    else:
        hub.registry.update_device_with_sas(device.device_id, None, new_key(), new_key(), "disabled")
    states.until(lambda connected: not connected)
    is_refused(client)


@pytest.mark.parametrize("thumbprint", ["sha1", "sha256"])
def test_a_self_signed_certificate_opens_by_its_thumbprint(hub, clients, tmp_path, thumbprint):
    device_id = new_id()
    certificate = certificates.self_signed(tmp_path, device_id)
    hub.registry.create_device_with_x509(device_id, getattr(certificate, thumbprint), None, "enabled")
    client = clients.keep(
        IoTHubDeviceClient.create_from_x509_certificate(
            certificate.for_sdk, hub.name, device_id, **clients.options(gateway_hostname="localhost")
        )
    )
    within(PATIENCE, client.connect)
    report(client, {"here": True})
    assert hub.registry.get_twin(device_id).authentication_type == "selfSigned"


def test_another_certificate_of_the_same_name_is_refused(hub, clients, tmp_path):
    device_id = new_id()
    (tmp_path / "other").mkdir()
    right = certificates.self_signed(tmp_path, device_id)
    wrong = certificates.self_signed(tmp_path / "other", device_id)
    hub.registry.create_device_with_x509(device_id, right.sha1, None, "enabled")
    is_refused(
        clients.keep(
            IoTHubDeviceClient.create_from_x509_certificate(
                wrong.for_sdk, hub.name, device_id, **clients.options(gateway_hostname="localhost")
            )
        )
    )


def test_websockets_carry_everything_too(bench, hub, device, clients):
    if not bench.has_port(443):
        pytest.skip("the SDK speaks WebSocket on port 443 only, which cannot be bound here")
    client = clients.connected(device, websockets=True)
    patches = desired_patches(client)
    within(PATIENCE, client.send_message, "x" * 100_000)
    report(client, {"blob": {f"k{i}": "x" * 4000 for i in range(7)}})
    change(hub, device.device_id, desired={"a": 1})
    assert patches.next() == {"a": 1, "$version": 2}
    assert twin_of(client)["reported"]["$version"] == 2


def test_a_client_renews_its_token_and_stays_subscribed(hub, device, clients):
    # The SDK renews 120 s before the end: after three seconds here.
    client = clients.device(hub.device_string(device), sastoken_ttl=123)
    within(PATIENCE, client.connect)
    patches, states = desired_patches(client), watch_connection(client)
    states.until(lambda connected: not connected)
    states.until(lambda connected: connected)
    change(hub, device.device_id, desired={"a": 1})
    assert patches.until(lambda patch: "a" in patch) == {"a": 1, "$version": 2}


def test_a_token_that_ends_while_connected_ends_the_connection(bench, hub, device, events):
    client = by_hand.HandMade(bench, hub, device, by_hand.device_token(hub, device, 3))
    try:
        assert client.codes.next() == 0
        assert client.ends.next()
        assert events.until("disconnected", "token expired", device.device_id)
    finally:
        client.close()
    assert by_hand.connack(bench, hub, device, by_hand.device_token(hub, device, 600)) == 0


def test_nothing_is_lost_when_the_server_restarts(bench, hub, device, clients):
    client = clients.connected(device)
    patches = desired_patches(client)
    answer = lambda request: client.send_method_response(  # noqa: E731 - the SDK takes a function
        MethodResponse.create_from_method_request(request, 200, request.payload)
    )
    within(PATIENCE, setattr, client, "on_method_request_received", answer)
    report(client, {"fw": "1"})
    change(hub, device.device_id, desired={"a": 1}, tags={"site": "A"})
    patches.next()
    before = hub.registry.get_twin(device.device_id)
    states = watch_connection(client)

    bench.restart()

    states.until(lambda connected: connected, 2 * PATIENCE)
    after = hub.registry.get_twin(device.device_id)
    assert (after.etag, after.version, after.tags) == (before.etag, before.version, before.tags)
    assert after.properties.desired == before.properties.desired
    assert after.properties.reported == before.properties.reported
    assert hub.registry.get_device(device.device_id).generation_id == device.generation_id
    # The SDK does not subscribe again: it relies on the session it left open.
    assert twin_of(client)["reported"] == {"fw": "1", "$version": 2}
    change(hub, device.device_id, desired={"b": 2})
    patches.until(lambda patch: patch["$version"] == 3)
    method = CloudToDeviceMethod(method_name="echo", payload="still there")
    assert within(PATIENCE, hub.registry.invoke_device_method, device.device_id, method).payload == "still there"
