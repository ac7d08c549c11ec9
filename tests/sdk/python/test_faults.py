"""Trouble on demand, and how Microsoft's SDK lives with it."""

import time

import pytest
from azure.iot.device.exceptions import ClientError, CredentialError

import by_hand
from bench import PATIENCE, change, desired_patches, eventually, new_id, report, twin_of, watch_connection, within
from enrolling import client_with_key, individual, keys, new_keys, register
from test_device_messages import messages_of


def fault(kind, device=None, **more):
    return {"kind": kind, **({"device": device.device_id} if device else {}), **more}


def test_latency_makes_a_device_wait(device, client, faults, events):
    twin_of(client)
    faults(fault("latency", device, amount=700, times=1))
    begin = time.monotonic()
    twin_of(client)
    assert time.monotonic() - begin >= 0.7
    events.until("fault")
    begin = time.monotonic()
    twin_of(client)
    assert time.monotonic() - begin < 0.7


def test_a_dropped_connection_comes_back_and_nothing_is_lost(registry, device, client, faults, events):
    states = watch_connection(client)
    twin_of(client)
    faults(fault("dropConnection", device, times=1))
    report(client, {"fw": "1"})
    states.until(lambda connected: not connected)
    states.until(lambda connected: connected)
    events.until("disconnected", "as asked for", device.device_id)
    assert registry.get_twin(device.device_id).properties.reported["fw"] == "1"


def test_a_right_token_is_refused_once(hub, device, clients, faults):
    faults(fault("refuseToken", device, times=1))
    client = clients.device(hub.device_string(device))
    with pytest.raises(CredentialError):
        within(PATIENCE, client.connect)
    within(PATIENCE, client.connect)


def test_a_throttled_device_hears_so(hub, device, client, faults):
    faults(fault("throttle", device, times=2))
    for call, arguments in ((twin_of, ()), (report, ({"fw": "1"},))):
        with pytest.raises(ClientError) as refusal:
            call(client, *arguments)
        assert "429" in str(refusal.value.__cause__)
    report(client, {"fw": "2"})


def test_a_throttled_service_waits_and_tries_again(hub, device, faults):
    faults({"kind": "throttle", "hub": hub.name, "times": 1})
    answer = hub.http("GET", f"/twins/{device.device_id}")
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["iothub-errorcode"]) == (429, "1", "ThrottlingException")
    faults({"kind": "throttle", "hub": hub.name, "times": 1})
    assert within(PATIENCE, hub.registry.get_twin, device.device_id).device_id == device.device_id


def test_a_stale_read_is_the_twin_before_the_last_write(hub, device, client, faults):
    change(hub, device.device_id, desired={"a": 1})
    faults(fault("staleRead", device, times=1))
    change(hub, device.device_id, desired={"a": 2})
    assert twin_of(client)["desired"] == {"a": 1, "$version": 2}
    assert twin_of(client)["desired"] == {"a": 2, "$version": 3}
    assert hub.registry.get_twin(device.device_id).properties.desired["a"] == 2


def test_a_skewed_clock_refuses_tokens_of_today(bench, hub, device, faults):
    token = by_hand.device_token(hub, device, 600)
    faults(fault("clockSkew", amount=1800))
    assert by_hand.connack(bench, hub, device, token) == 5
    faults(fault("clockSkew", amount=-1800))
    assert by_hand.connack(bench, hub, device, by_hand.device_token(hub, device, -600)) == 0
    faults()
    assert by_hand.connack(bench, hub, device, token) == 0


def test_what_is_delivered_can_come_twice(hub, registry, device, client, faults):
    patches, messages = desired_patches(client), messages_of(client)
    faults(fault("duplicateDelivery", device, times=2))
    change(hub, device.device_id, desired={"a": 1})
    assert [patches.next() for _ in range(2)] == [{"a": 1, "$version": 2}] * 2
    hub.send_c2d(device.device_id, "wake up")
    assert [messages.next().data for _ in range(2)] == [b"wake up"] * 2
    eventually(lambda: registry.get_twin(device.device_id).cloud_to_device_message_count == 0)
    hub.send_c2d(device.device_id, "once")
    assert messages.next().data == b"once" and messages.empty()


def test_a_fault_for_one_device_leaves_the_others_alone(hub, device, clients, faults):
    faults(fault("throttle", device))
    report(clients.connected(hub.create_device()), {"fw": "1"})


@pytest.mark.parametrize("trouble", [{"kind": "throttle"}, {"kind": "clockSkew", "amount": 315_360_000}])
def test_no_trouble_keeps_itself_from_being_taken_away(hub, faults, trouble):
    faults(trouble)
    assert hub.http("GET", "/bench/faults").json() == [trouble]
    assert hub.http("DELETE", "/bench/faults").json() == []
    assert hub.http("GET", "/statistics/devices").ok


@pytest.mark.parametrize(
    "body", ['{"kind": "latency"}', '[{"kind": "earthquake"}]', '[{"kind": "latency", "amount": 1e9}]', '[{"kind": "latency", "amount": -1}]', "["]
)
def test_what_is_no_fault_is_refused(hub, body):
    answer = hub.http("PUT", "/bench/faults", data=body)
    assert answer.status_code == 400 and "ArgumentInvalid" in answer.text


def test_trouble_finds_a_device_that_is_being_provisioned(bench, faults, events):
    registration_id, (primary, secondary) = new_id("reg"), new_keys()
    bench.provisioning.create_or_update(individual(registration_id, keys(primary, secondary)))
    client = lambda: client_with_key(bench, registration_id, primary)  # noqa: E731
    for trouble, words in (("refuseToken", "as asked for"), ("throttle", None), ("latency", None)):
        faults({"kind": trouble, "device": registration_id, "amount": 500, "times": 1})
        if trouble == "refuseToken":
            with pytest.raises(CredentialError):
                register(client())
            events.until("fault", words, registration_id)
        # a throttled client waits and asks again by itself
        assert register(client()).assigned_hub
        assert bench.west.http("GET", "/bench/faults").json() == []


def test_a_throttled_provisioning_service_tells_when_to_come_back(bench, faults):
    faults({"kind": "throttle", "hub": bench.id_scope, "times": 1})
    answer = bench.service("POST", "/enrollments/query", {"query": "SELECT * FROM enrollments"})
    assert (answer.status_code, answer.json()["errorCode"]) == (429, 429001) and answer.headers["Retry-After"]
    assert bench.service("POST", "/enrollments/query", {"query": "SELECT * FROM enrollments"}).ok


def test_who_is_refused_is_found_by_its_name(bench, hub, device, events):
    assert by_hand.connack(bench, hub, device, "no token") == 5
    events.until("refused", device=device.device_id)
