"""Telemetry up and cloud-to-device messages down."""

from azure.iot.device import Message

from bench import PATIENCE, Inbox, eventually, new_id, within


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
