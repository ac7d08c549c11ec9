"""What the SDKs cannot be talked into: expired tokens over MQTT, and old API versions of the provisioning service."""

import ssl
import urllib.parse

import paho.mqtt.client as mqtt
import requests
from azure.iot.hub.sastoken import SasToken

from bench import MQTT_PORT, PATIENCE, Inbox, eventually


def connack(ca, client_id, user_name, password):
    """The return code with which the server answers a CONNECT packet."""
    codes = Inbox()
    client = mqtt.Client(client_id, clean_session=True, protocol=mqtt.MQTTv311)
    client.tls_set(ca, tls_version=ssl.PROTOCOL_TLS_CLIENT)
    client.username_pw_set(user_name, password)
    client.on_connect = lambda _client, _data, _flags, code: codes(code)
    client.connect("localhost", MQTT_PORT)
    client.loop_start()
    try:
        return codes.next()
    finally:
        client.disconnect()
        client.loop_stop()


def device_token(hub, device, lifetime):
    """A token of the device that is valid for this many seconds; a negative number makes one of the past."""
    key = device.authentication.symmetric_key.primary_key
    return str(SasToken(f"{hub.name}/devices/{device.device_id}", key, ttl=lifetime))


def register(bench, registration_id, key, api_version, payload=None):
    """A registration over HTTPS under any API version: the final answer of the provisioning service as JSON."""
    base = f"https://localhost:{bench.https_port}/{bench.id_scope}/registrations/{urllib.parse.quote(registration_id, safe='')}"
    headers = {"Authorization": str(SasToken(f"{bench.id_scope}/registrations/{registration_id}", key, "registration"))}
    options = {"params": {"api-version": api_version}, "headers": headers, "verify": bench.ca, "timeout": PATIENCE}
    body = {"registrationId": registration_id, **({} if payload is None else {"payload": payload})}
    answer = requests.put(f"{base}/register", json=body, **options)
    assert answer.status_code in (200, 202), answer.text
    operation = answer.json()["operationId"]

    def final():
        polled = requests.get(f"{base}/operations/{operation}", **options)
        assert polled.ok, polled.text
        return polled.json() if polled.json()["status"] != "assigning" else None

    return eventually(final)
