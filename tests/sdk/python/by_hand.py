"""What the SDKs cannot be talked into: expired tokens over MQTT, and old API versions of the provisioning service."""

import socket
import ssl
import urllib.parse

import paho.mqtt.client as mqtt
import requests
from azure.iot.hub.sastoken import SasToken

from bench import MQTT_PORT, PATIENCE, Inbox, eventually


class HandMade:
    """An MQTT client that says what no SDK says."""

    def __init__(self, bench, hub, device, password, *, certificate=None, will=None, clean=True, keep_alive=60):
        self.codes, self.granted, self.messages, self.ends, self.told = Inbox(), Inbox(), Inbox(), Inbox(), Inbox()
        self.mqtt = mqtt.Client(device.device_id, clean_session=clean, protocol=mqtt.MQTTv311)
        if certificate:
            self.mqtt.tls_set(bench.ca, str(certificate.file), str(certificate.key_file), tls_version=ssl.PROTOCOL_TLS_CLIENT)
        else:
            self.mqtt.tls_set(bench.ca, tls_version=ssl.PROTOCOL_TLS_CLIENT)
        self.mqtt.username_pw_set(f"{hub.name}/{device.device_id}/?api-version=2021-04-12", password)
        if will:
            self.mqtt.will_set(*will, qos=1)
        self.mqtt.reconnect_delay_set(3600, 3600)
        self.mqtt.on_connect = lambda _client, _data, _flags, code: self.codes(code)
        self.mqtt.on_subscribe = lambda _client, _data, _id, granted: self.granted(granted)
        self.mqtt.on_message = lambda _client, _data, message: self.messages(message)
        self.mqtt.on_disconnect = lambda _client, _data, code: self.ends(code)
        self.mqtt.on_publish = lambda _client, _data, number: self.told(number)
        self.mqtt.connect("localhost", MQTT_PORT, keep_alive)
        self.mqtt.loop_start()

    def subscribe(self, topic, qos=1):
        """What the server grants."""
        self.mqtt.subscribe(topic, qos)
        return self.granted.next()[0]

    def publish(self, topic, payload=None, qos=1):
        return self.mqtt.publish(topic, payload, qos)

    def cut(self):
        """Ends the connection without a word, as a device without power does."""
        self.mqtt.socket().shutdown(socket.SHUT_RDWR)

    def close(self):
        self.mqtt.disconnect()
        self.mqtt.loop_stop()


def connack(bench, hub, device, password, **options):
    """The return code with which the server answers a CONNECT packet."""
    client = HandMade(bench, hub, device, password, **options)
    try:
        return client.codes.next()
    finally:
        client.close()


def device_token(hub, device, lifetime):
    """A token of the device that is valid for this many seconds; a negative number makes one of the past."""
    key = device.authentication.symmetric_key.primary_key
    return str(SasToken(f"{hub.name}/devices/{device.device_id}", key, ttl=lifetime))


def policy_token(hub, policy, path="", lifetime=600):
    """A token of a shared access policy for the whole hub, or for a part of it."""
    return str(SasToken(f"{hub.name}{path}", hub.policy_key(policy), policy, ttl=lifetime))


class Registration:
    """A device that registers over HTTPS, with a key or a certificate, under any API version."""

    def __init__(self, bench, registration_id, key=None, certificate=None, api_version="2021-06-01"):
        self._id = registration_id
        self._base = f"https://localhost:{bench.https_port}/{bench.id_scope}/registrations/{urllib.parse.quote(registration_id, safe='')}"
        self._options = {"params": {"api-version": api_version}, "verify": bench.ca, "timeout": PATIENCE}
        if key:
            token = SasToken(f"{bench.id_scope}/registrations/{registration_id}", key, "registration")
            self._options["headers"] = {"Authorization": str(token)}
        if certificate:
            self._options["cert"] = (str(certificate.file), str(certificate.key_file))

    def ask(self, payload=None):
        """The first answer: usually that the device is being assigned."""
        body = {"registrationId": self._id, **({} if payload is None else {"payload": payload})}
        return requests.put(f"{self._base}/register", json=body, **self._options)

    def poll(self, operation):
        return requests.get(f"{self._base}/operations/{operation}", **self._options)

    def final(self, operation):
        def polled():
            answer = self.poll(operation)
            assert answer.ok, answer.text
            return answer.json() if answer.json()["status"] != "assigning" else None

        return eventually(polled)

    def look_up(self):
        """What the service knows of the device, without registering it again."""
        return requests.post(self._base, json={"registrationId": self._id}, **self._options)

    def whole(self, payload=None):
        """A registration from its first answer to its last."""
        answer = self.ask(payload)
        assert answer.status_code in (200, 202), answer.text
        return self.final(answer.json()["operationId"])


def register(bench, registration_id, key, api_version, payload=None):
    """A registration over HTTPS under any API version: the final answer of the provisioning service as JSON."""
    return Registration(bench, registration_id, key, api_version=api_version).whole(payload)
