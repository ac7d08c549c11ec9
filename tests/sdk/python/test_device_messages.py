"""Telemetry up and cloud-to-device messages down."""

import requests
from azure.iot.device import Message

import by_hand
from bench import API, PATIENCE, Inbox, eventually, new_id, within


def messages_of(client):
    messages = Inbox()
    within(PATIENCE, setattr, client, "on_message_received", messages)
    return messages


def waiting(registry, device):
    return registry.get_twin(device.device_id).cloud_to_device_message_count


def test_telemetry_of_every_shape_is_taken(client):
    message = Message('{"temperature": 21.5}', message_id=new_id("m"), content_encoding="utf-8", content_type="application/json")
    message.correlation_id = "c 1/2"
    message.custom_properties = {"alert": "yes & no", "ünï/cödé": "100 % + more"}
    for body in ("text", b"\x00\xff raw", "", "x" * 200_000, message):
        within(PATIENCE, client.send_message, body)


def test_a_message_to_the_device_arrives_with_its_ids_and_properties(hub, device, client):
    messages = messages_of(client)
    hub.send_c2d(device.device_id, b"\x01\x02", {"color": "dark blue/1 & more"}, messageid="m-1", correlationid="c-1")

    message = messages.next()
    assert message.data == b"\x01\x02"
    assert (message.message_id, message.correlation_id) == ("m-1", "c-1")
    assert message.custom_properties["color"] == "dark blue/1 & more"


def test_messages_arrive_in_the_order_they_were_sent(hub, device, client):
    messages = messages_of(client)
    for number in range(20):
        hub.send_c2d(device.device_id, str(number))
    assert [messages.next().data for _ in range(20)] == [str(number).encode() for number in range(20)]


def test_a_message_waits_for_a_device_that_is_away(hub, registry, device, clients):
    hub.send_c2d(device.device_id, "wake up")
    eventually(lambda: waiting(registry, device) == 1)

    client = clients.connected(device)
    assert messages_of(client).next().data == b"wake up"
    eventually(lambda: waiting(registry, device) == 0)


def test_a_message_for_nobody_is_refused(hub):
    assert hub.http("POST", f"/devices/{new_id()}/messages/deviceBound", data="x").status_code == 404


def test_a_device_that_speaks_https_only_sends_fetches_and_completes(bench, hub, registry, device, events):
    base = f"https://localhost:8443/devices/{device.device_id}/messages"
    options = {"params": {"api-version": API}, "verify": bench.ca, "timeout": PATIENCE}
    # On the port of services localhost is the hub whose port it is.
    own = {"Authorization": by_hand.device_token(hub, device, 600)}

    sent = requests.post(f"{base}/events", data="hot", headers={**own, "iothub-app-alert": "yes", "iothub-messageid": "m-1"}, **options)
    assert sent.status_code == 204
    told = events.until("telemetry", device=device.device_id)
    assert told["detail"] == "hot" and "alert=yes" in told["message"] and "m-1" in told["message"]

    hub.send_c2d(device.device_id, "wake up", {"color": "blue"}, messageid="m-2", correlationid="c-2")
    fetched = requests.get(f"{base}/devicebound", headers=own, **options)
    assert (fetched.status_code, fetched.content) == (200, b"wake up")
    wanted = {"iothub-messageid": "m-2", "iothub-correlationid": "c-2", "iothub-app-color": "blue", "iothub-deliverycount": "1"}
    assert {name: fetched.headers.get(name) for name in wanted} == wanted
    lock = fetched.headers["ETag"].strip('"')
    assert requests.delete(f"{base}/devicebound/{lock}", headers=own, **options).status_code == 204
    assert requests.get(f"{base}/devicebound", headers=own, **options).status_code == 204
    assert waiting(registry, device) == 0

    stranger = {"Authorization": by_hand.device_token(hub, hub.create_device(), 600)}
    assert requests.get(f"{base}/devicebound", headers=stranger, **options).status_code == 401
