"""What the bench tells of itself: every arrival, every refusal with its reason, everything that was said."""

import json
import socket
import ssl

import pytest
import requests
from azure.iot.device import Message, MethodResponse
from azure.iot.device.exceptions import CredentialError
from azure.iot.hub.models import CloudToDeviceMethod

import by_hand
import certificates
from bench import MQTT_PORT, PATIENCE, change, new_id, new_key, report, within


@pytest.fixture
def hand_made(bench, hub, device):
    """A connected client that says what no SDK says."""
    client = by_hand.HandMade(bench, hub, device, by_hand.device_token(hub, device, 600))
    assert client.codes.next() == 0
    yield client
    client.close()


def test_telemetry_is_told_with_its_properties_and_its_body(device, client, events):
    message = Message('{"temperature": 21.5}', message_id="m-1", content_encoding="utf-8", content_type="application/json")
    message.custom_properties["alert"] = "yes & no"
    within(PATIENCE, client.send_message, message)
    event = events.until("telemetry", "sent 21 bytes", device.device_id)
    assert event["detail"] == '{"temperature": 21.5}' and event["hub"] and event["time"].endswith("Z")
    for words in ("m-1", "alert=yes%20%26%20no", "application%2Fjson"):
        assert words in event["message"], event["message"]


def test_the_events_of_a_devices_life_follow_each_other(hub, clients, events):
    device = hub.create_device()
    client = clients.connected(device)
    within(PATIENCE, setattr, client, "on_method_request_received", lambda request: client.send_method_response(
        MethodResponse.create_from_method_request(request, 200, None)
    ))
    report(client, {"fw": "1"})
    change(hub, device.device_id, desired={"a": 1}, tags={"site": "A"})
    hub.send_c2d(device.device_id, "wake up")
    hub.registry.invoke_device_method(device.device_id, CloudToDeviceMethod(method_name="reboot", payload=3))
    within(PATIENCE, client.disconnect)
    hub.registry.delete_device(device.device_id)
    events.until("identity", "removed", device.device_id)

    own = [event for event in events.after(0) if event.get("device") == device.device_id]
    kinds = ["identity", "connected", "reported", "written", "message", "method", "method", "disconnected", "identity"]
    assert [event["kind"] for event in own] == kinds
    assert [event["number"] for event in own] == sorted({event["number"] for event in own})
    assert "azure-iot-device-iothub-py" in own[1]["message"]
    assert json.loads(own[2]["detail"]) == {"fw": "1"}
    assert events.after(own[-2]["number"])[0]["number"] == own[-2]["number"] + 1


def test_a_secret_that_a_device_tells_is_not_told_on(device, client, events):
    key = new_key()
    report(client, {"connection": f"HostName=x;DeviceId=d;SharedAccessKey={key}"})
    event = events.until("reported", device=device.device_id)
    assert key not in json.dumps(event)


def test_a_will_becomes_a_message_when_a_device_falls_silent(bench, hub, device, events):
    will = (f"devices/{device.device_id}/messages/events/reason=power", "gone")
    client = by_hand.HandMade(bench, hub, device, by_hand.device_token(hub, device, 600), will=will)
    assert client.codes.next() == 0
    client.cut()
    event = events.until("telemetry", "Will", device.device_id)
    assert event["detail"] == "gone" and "reason=power" in event["message"]
    client.close()


def test_an_orderly_goodbye_leaves_no_will(bench, hub, device, events):
    will = (f"devices/{device.device_id}/messages/events/", "gone")
    client = by_hand.HandMade(bench, hub, device, by_hand.device_token(hub, device, 600), will=will)
    assert client.codes.next() == 0
    client.close()
    events.until("disconnected", device=device.device_id)
    assert not [event for event in events.after(0) if event["kind"] == "telemetry" and event.get("device") == device.device_id]


def test_what_is_to_be_retained_is_flagged_instead(device, hand_made, events):
    hand_made.mqtt.publish(f"devices/{device.device_id}/messages/events/", "x", 1, retain=True)
    assert "mqtt-retain=true" in events.until("telemetry", device=device.device_id)["message"]


@pytest.mark.parametrize("rid", ["7", "a%20b", "r%2B1%23", "{6b29fc40-ca47-1067-b31d-00dd010662da}"])
def test_an_answer_bears_the_request_id_as_it_was_sent(hand_made, rid):
    hand_made.subscribe("$iothub/twin/res/#")
    hand_made.publish(f"$iothub/twin/GET/?$rid={rid}", " ")
    assert hand_made.messages.next().topic == f"$iothub/twin/res/200/?$rid={rid}"
    hand_made.publish(f"$iothub/twin/PATCH/properties/reported/?$rid={rid}", '{"a": 1}')
    assert hand_made.messages.next().topic == f"$iothub/twin/res/204/?$rid={rid}&$version=2"


def test_exactly_once_ends_the_connection(device, hand_made, events):
    hand_made.publish(f"devices/{device.device_id}/messages/events/", "x", qos=2)
    assert hand_made.ends.next()
    events.until("refused", "QoS 2", device.device_id)


@pytest.mark.parametrize("topic", ["devices/somebody-else/messages/events/", "home/kitchen", "$iothub/twin/PUT/?$rid=1"])
def test_a_topic_of_no_hub_ends_the_connection(device, hand_made, events, topic):
    hand_made.publish(topic, "x")
    assert hand_made.ends.next()
    events.until("refused", topic, device.device_id)


@pytest.mark.parametrize("topic", ["#", "devices/+/messages/devicebound/#", "devices/somebody-else/messages/devicebound/#"])
def test_a_filter_of_no_hub_is_not_granted(device, hand_made, events, topic):
    assert hand_made.subscribe(topic) == 0x80
    events.until("refused", topic, device.device_id)
    assert hand_made.subscribe("$iothub/twin/res/#", 2) == 1, "the connection stays, and exactly once is granted as once"


def test_every_refused_connection_tells_its_reason(bench, hub, device, clients, events):
    with pytest.raises(CredentialError):
        within(PATIENCE, clients.device(hub.device_string(device, new_key())).connect)
    events.until("refused", "another key")
    by_hand.connack(bench, hub, device, by_hand.device_token(hub, device, -600))
    events.until("refused", "expired")
    by_hand.connack(bench, hub, device, by_hand.device_token(hub, hub.create_device(), 600))
    events.until("refused", "the token is for")
    device.device_id = new_id()
    by_hand.connack(bench, hub, device, by_hand.device_token(hub, device, 600))
    events.until("refused", f"has no {device.device_id}")


def test_a_certificate_of_version_1_is_named_as_such(bench, hub, tmp_path, events):
    device = hub.registry.create_device_with_x509(new_id(), "AB" * 20, None, "enabled")
    old = certificates.version_1(tmp_path, device.device_id)
    context = ssl.create_default_context(cafile=bench.ca)
    context.load_cert_chain(old.file, old.key_file)
    with pytest.raises(OSError), context.wrap_socket(socket.create_connection(("localhost", MQTT_PORT)), server_hostname="localhost") as wire:
        wire.sendall(b"\x10")
        # TLS 1.3 tells of the refusal only now.
        wire.recv(1)
    assert "version 3" in events.until("refused", "version 1")["message"]


def test_a_service_without_a_right_hears_nothing(hub):
    assert hub.http("GET", "/bench/events", policy="registryRead").status_code == 401
    assert hub.http("GET", "/bench/events", policy="service").status_code == 200
    assert requests.get("https://localhost:8443/bench/events", verify=hub.ca, timeout=PATIENCE).status_code == 401
