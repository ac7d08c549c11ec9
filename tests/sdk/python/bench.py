"""The bench hub as the SDK tests see it: one server process with its hubs, identities, clients and bounded waits.

Knows how the server is started and what its ready line says; asserts nothing about hubs."""

import base64
import contextlib
import ctypes
import json
import os
import queue
import secrets
import select
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
from concurrent.futures import Future
from pathlib import Path

import requests
from azure.iot.device import IoTHubDeviceClient, IoTHubModuleClient
from azure.iot.hub import IoTHubRegistryManager
from azure.iot.hub.models import Twin, TwinProperties
from azure.iot.hub.sastoken import SasToken
from msrest.exceptions import HttpOperationError
from provisioningserviceclient import ProvisioningServiceClient

# How long a bounded wait lasts at most, in seconds: far more than a healthy hub needs.
PATIENCE = 15
API = "2021-04-12"
MQTT_PORT = 8883


def new_id(prefix="device"):
    """An id nobody else uses, so that tests are independent of each other."""
    return f"{prefix}-{secrets.token_hex(5)}"


def new_key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


def within(seconds, call, *arguments):
    """What the call returns or raises; `TimeoutError` when it does neither in time (SDK calls may wait for ever)."""
    future = Future()

    def run():
        try:
            future.set_result(call(*arguments))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)


def eventually(check, seconds=PATIENCE):
    """The first truthy answer of `check`, asked again until the time is up."""
    end = time.monotonic() + seconds
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < end, f"not so within {seconds} s: {answer!r}"
        threading.Event().wait(0.05)


class Inbox:
    """What a client was handed by its handler, in order."""

    def __init__(self):
        self._items = queue.Queue()

    def __call__(self, item):
        self._items.put(item)

    def next(self, seconds=PATIENCE):
        try:
            return self._items.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"nothing arrived within {seconds} s") from None

    def until(self, wanted, seconds=PATIENCE):
        """The first item for which `wanted` is true; others before it are passed over."""
        end = time.monotonic() + seconds
        while True:
            item = self.next(max(0.01, end - time.monotonic()))
            if wanted(item):
                return item

    def empty(self):
        return self._items.empty()


class Hub:
    """One of the hubs of the bench: its virtual name for devices, its own port for services."""

    def __init__(self, ready, ca):
        self.name = ready["hostName"]
        self.connection_string = ready["connectionString"]
        self.policies = {policy["name"]: policy["connectionString"] for policy in ready["policies"]}
        self.ca = ca
        self.registry = self.registry_as("iothubowner")

    def create_device(self, device_id=None, status="enabled"):
        """A new identity with two keys of its own, as the service returns it."""
        return self.registry.create_device_with_sas(device_id or new_id(), new_key(), new_key(), status)

    def identity(self, device_id):
        """The identity as JSON, or None when the hub has none of this id."""
        answer = self.http("GET", f"/devices/{urllib.parse.quote(device_id, safe='')}")
        return None if answer.status_code == 404 else answer.json()

    def registry_as(self, policy):
        """A service client with the rights of this policy."""
        return IoTHubRegistryManager.from_connection_string(self.policies[policy])

    def policy_key(self, policy):
        return self.policies[policy].split("SharedAccessKey=")[1]

    def http(self, method, path, policy="iothubowner", **options):
        """A request to the service API by hand, signed with the key of a policy."""
        parts = dict(part.split("=", 1) for part in self.policies[policy].split(";"))
        token = SasToken(parts["HostName"], parts["SharedAccessKey"], parts["SharedAccessKeyName"])
        headers = {"Authorization": str(token), **options.pop("headers", {})}
        url = f"https://{parts['HostName']}{path}{'&' if '?' in path else '?'}api-version={API}"
        return requests.request(method, url, headers=headers, verify=self.ca, timeout=PATIENCE, **options)

    def faults(self, *faults):
        """Puts these troubles in force and takes all others away."""
        answer = self.http("PUT", "/bench/faults", json=list(faults))
        assert answer.ok, answer.text
        return answer.json()

    def send_c2d(self, device_id, body, properties=None, **headers):
        """A cloud-to-device message over HTTPS: this Python SDK sends them over AMQP, which the bench does not speak."""
        headers = {f"iothub-{name}": value for name, value in headers.items()}
        headers |= {f"iothub-app-{name}": value for name, value in (properties or {}).items()}
        answer = self.http("POST", f"/devices/{device_id}/messages/deviceBound", data=body, headers=headers)
        assert answer.ok, answer.text

    def device_string(self, device, key=None):
        """The connection string of a device, or of one of its modules, by the way of the gateway."""
        module = f";ModuleId={device.module_id}" if hasattr(device, "module_id") else ""
        key = key or device.authentication.symmetric_key.primary_key
        return f"HostName={self.name};DeviceId={device.device_id}{module};SharedAccessKey={key};GatewayHostName=localhost"


class Events:
    """What the bench tells of itself from this moment on: connections, refusals with their reason, writes, calls."""

    def __init__(self, hub):
        self._hub = hub
        self._last = max((event["number"] for event in self.after(0)), default=0)

    def after(self, number):
        answer = self._hub.http("GET", f"/bench/events?after={number}")
        assert answer.ok, answer.text
        return answer.json()

    def until(self, kind, words="", device=None, seconds=PATIENCE):
        """The first event of a kind, of a device, with these words."""

        def found():
            known = self.after(self._last)
            fits = lambda event: event["kind"] == kind and words in event["message"] and device in (None, event.get("device"))  # noqa: E731
            return next(filter(fits, known), None)

        try:
            return eventually(found, seconds)
        except AssertionError:
            raise AssertionError(f"no {kind} with {words!r} of {device} in {self.after(self._last)}") from None


class Bench:
    """The server process. Its data folder outlives a restart."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.log = self.folder / "server.log"
        self._process = None
        self.start()
        self.ca = self.ready["ca"]
        self.ca_text = Path(self.ca).read_text()
        self.hubs = [Hub(hub, self.ca) for hub in self.ready["hubs"]]
        self.west, self.east = self.hubs[:2]
        self.id_scope = self.ready["idScope"]
        self.https_port = self.ready["httpsPort"]
        self.provisioning_string = self.ready["provisioning"]["connectionString"]
        self.provisioning = ProvisioningServiceClient.create_from_connection_string(self.provisioning_string)

    def start(self):
        command = [
            os.environ["TWINSCOPE_BIN"], "bench", "hub", "--port", str(MQTT_PORT), "--https-port", "8443",
            "--data", str(self.folder / "data"), "--format", "json",
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, preexec_fn=_die_with_parent
            )
        readable, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if readable else b""
        if not line:
            self.stop()
            raise RuntimeError(f"the bench hub did not become ready:\n{self.log.read_text()}")
        self.ready = json.loads(line)
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def stop(self):
        """Ends the server by its own process id and waits for its end."""
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise RuntimeError(f"the bench hub did not end on SIGTERM:\n{self.log.read_text()}") from None
        return code

    def restart(self):
        self.stop()
        self.start()

    def crash(self):
        """Ends the server as a power cut would, and starts it again."""
        self._process.kill()
        self._process.wait()
        self.start()

    def service(self, method, path, body=None, api="2021-10-01", **headers):
        """A request to the service API of provisioning by hand, as the command line tools send it."""
        parts = dict(part.split("=", 1) for part in self.provisioning_string.split(";"))
        token = SasToken(parts["HostName"], parts["SharedAccessKey"], parts["SharedAccessKeyName"])
        headers = {"Authorization": str(token), **{name.replace("_", "-"): value for name, value in headers.items()}}
        url = f"https://{parts['HostName']}{path}?api-version={api}"
        return requests.request(method, url, headers=headers, json=body, verify=self.ca, timeout=PATIENCE)

    def hub(self, name):
        return next(hub for hub in self.hubs if hub.name == name)

    def has_port(self, port):
        with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
            return True
        return False


def _die_with_parent():
    """Runs in the child before the server: a test run that is killed takes its server along (Linux' PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Clients:
    """Makes device clients of the SDK and shuts all of them down at the end of a test."""

    def __init__(self, bench):
        self._bench = bench
        self._made = []

    def options(self, **options):
        return {"server_verification_cert": self._bench.ca_text, "connection_retry_interval": 1, **options}

    def keep(self, client):
        self._made.append(client)
        return client

    def device(self, connection_string, **options):
        return self.keep(IoTHubDeviceClient.create_from_connection_string(connection_string, **self.options(**options)))

    def module(self, connection_string, **options):
        return self.keep(IoTHubModuleClient.create_from_connection_string(connection_string, **self.options(**options)))

    def connected(self, device, hub=None, **options):
        """A client of this identity that is connected to its hub (the first one when none is named)."""
        hub = hub or self._bench.west
        make = self.module if hasattr(device, "module_id") else self.device
        client = make(hub.device_string(device), **options)
        within(PATIENCE, client.connect)
        return client

    def close(self):
        for client in self._made:
            within(PATIENCE, client.shutdown)
        self._made.clear()


def watch_connection(client):
    """An inbox of the client's connection states: True for connected."""
    states = Inbox()
    client.on_connection_state_change = lambda: states(client.connected)
    return states


def twin_of(client):
    return within(PATIENCE, client.get_twin)


def report(client, patch):
    within(PATIENCE, client.patch_twin_reported_properties, patch)


def change(hub, device_id, desired=None, tags=None, etag=None):
    """A partial update by the service: a merge patch, in which None deletes."""
    properties = None if desired is None else TwinProperties(desired=desired)
    return hub.registry.update_twin(device_id, Twin(tags=tags, properties=properties), etag)


def replace(hub, device_id, desired, tags=None, etag=None):
    """A replacement of tags and desired by the service."""
    return hub.registry.replace_twin(device_id, Twin(tags=tags or {}, properties=TwinProperties(desired=desired)), etag)


def plain(section):
    """A twin section without its counters and times."""
    return {key: value for key, value in section.items() if not key.startswith("$")}


def refused(status, call, *arguments):
    """The error of a service call that must fail with this HTTP status."""
    try:
        answer = within(PATIENCE, call, *arguments)
    except HttpOperationError as error:
        assert error.response.status_code == status, f"{error.response.status_code}: {error.response.text}"
        return error
    raise AssertionError(f"accepted: {answer}")


def desired_patches(client):
    """The desired patches that reach this client from now on."""
    patches = Inbox()
    within(PATIENCE, setattr, client, "on_twin_desired_properties_patch_received", patches)
    return patches
