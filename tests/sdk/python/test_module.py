"""A module of a device: its own twin, its own methods, its own connection."""

import pytest
from azure.iot.device import MethodResponse
from azure.iot.hub.models import CloudToDeviceMethod, Twin, TwinProperties

from bench import PATIENCE, Inbox, desired_patches, new_key, plain, refused, replace, report, twin_of, within


@pytest.fixture
def module(registry, device):
    return registry.create_module_with_sas(device.device_id, "camera", "me", new_key(), new_key())


@pytest.fixture
def client(clients, module):
    return clients.connected(module)


def desire(registry, module, desired):
    twin = Twin(properties=TwinProperties(desired=desired))
    return registry.update_module_twin(module.device_id, module.module_id, twin)


def test_a_module_has_a_twin_of_its_own(registry, module, client):
    report(client, {"lens": "wide"})
    assert twin_of(client) == {"desired": {"$version": 1}, "reported": {"lens": "wide", "$version": 2}}

    twin = registry.get_module_twin(module.device_id, module.module_id)
    assert (twin.device_id, twin.module_id) == (module.device_id, "camera")
    assert plain(twin.properties.reported) == {"lens": "wide"}
    assert plain(registry.get_twin(module.device_id).properties.reported) == {}


def test_a_module_hears_of_its_own_twin_only(registry, hub, module, client, clients, device):
    of_module, of_device = desired_patches(client), desired_patches(clients.connected(device))
    desire(registry, module, {"exposure": 3})
    assert of_module.next() == {"exposure": 3, "$version": 2}

    replace(hub, device.device_id, {"interval": 5})
    assert of_device.next() == {"interval": 5, "$version": 2}
    assert of_module.empty()


def test_a_module_twin_is_replaced_under_its_etag(registry, module, client):
    patches = desired_patches(client)
    old = desire(registry, module, {"a": 1, "b": 2}).etag
    patches.next()
    twin = Twin(tags={}, properties=TwinProperties(desired={"a": 1}))
    registry.replace_module_twin(module.device_id, module.module_id, twin, old)
    assert patches.next() == {"a": 1, "b": None, "$version": 3}
    refused(412, registry.replace_module_twin, module.device_id, module.module_id, twin, old)


def test_a_module_answers_methods(registry, module, client):
    def answer(request):
        client.send_method_response(MethodResponse.create_from_method_request(request, 200, [request.name]))

    within(PATIENCE, setattr, client, "on_method_request_received", answer)
    method = CloudToDeviceMethod(method_name="focus", payload={"m": 2}, response_timeout_in_seconds=10)
    result = within(PATIENCE, registry.invoke_device_module_method, module.device_id, module.module_id, method)
    assert (result.status, result.payload) == (200, ["focus"])


def test_a_module_that_is_offline_answers_no_method(registry, module):
    method = CloudToDeviceMethod(method_name="focus")
    error = refused(404, registry.invoke_device_module_method, module.device_id, module.module_id, method)
    assert "404103" in error.response.text


def test_a_module_sends_telemetry_and_output(client):
    within(PATIENCE, client.send_message, "plain")
    within(PATIENCE, client.send_message_to_output, "routed", "alerts")


def test_device_and_module_are_connected_side_by_side(clients, device, client):
    states = Inbox()
    client.on_connection_state_change = lambda: states(client.connected)
    beside = clients.connected(device)
    report(beside, {"device": True})
    report(client, {"module": True})
    assert states.empty() and client.connected
