"""Devices with a model, as Microsoft's digital twin client sees them."""

import pytest
from azure.iot.device import MethodResponse
from azure.iot.hub import DigitalTwinClient

from bench import PATIENCE, desired_patches, new_id, refused, report, within

MODEL = "dtmi:com:example:TemperatureController;1"


@pytest.fixture
def digital(hub):
    return DigitalTwinClient.from_connection_string(hub.connection_string)


@pytest.fixture
def controller(clients, device):
    return clients.connected(device, product_info=MODEL)


def test_a_digital_twin_names_its_model_and_has_what_was_reported(digital, device, controller):
    report(controller, {"serialNumber": "x1", "thermostat1": {"__t": "c", "maxTemp": 30}})
    twin = digital.get_digital_twin(device.device_id)
    assert (twin["$dtId"], twin["$metadata"]["$model"]) == (device.device_id, MODEL)
    assert (twin["serialNumber"], twin["thermostat1"]["maxTemp"]) == ("x1", 30)
    assert twin["thermostat1"]["$metadata"]["maxTemp"]["lastUpdateTime"]


def test_a_patch_reaches_the_device_and_its_acknowledgement_comes_back(digital, device, controller):
    patches = desired_patches(controller)
    digital.update_digital_twin(device.device_id, [{"op": "add", "path": "/thermostat1/targetTemperature", "value": 21.5}])
    patch = patches.next()
    assert patch["thermostat1"] == {"__t": "c", "targetTemperature": 21.5}
    answer = {"value": 21.5, "ac": 200, "ad": "done", "av": patch["$version"]}
    report(controller, {"thermostat1": {"__t": "c", "targetTemperature": answer}})
    thermostat = digital.get_digital_twin(device.device_id)["thermostat1"]
    told = thermostat["$metadata"]["targetTemperature"]
    assert (thermostat["targetTemperature"], told["desiredValue"], told["ackCode"], told["ackVersion"]) == (21.5, 21.5, 200, 2)
    refused(412, digital.update_digital_twin, device.device_id, [{"op": "remove", "path": "/thermostat1"}], '"other"')


def test_commands_of_a_device_and_of_its_components_are_its_methods(digital, device, controller):
    def answer(request):
        body = {"name": request.name, "payload": request.payload}
        controller.send_method_response(MethodResponse.create_from_method_request(request, 200, body))

    within(PATIENCE, setattr, controller, "on_method_request_received", answer)
    assert digital.invoke_command(device.device_id, "reboot", 5) == {"name": "reboot", "payload": 5}
    wanted = {"name": "thermostat1*getReport", "payload": {"since": "now"}}
    assert digital.invoke_component_command(device.device_id, "thermostat1", "getReport", {"since": "now"}, 5, 10) == wanted


def test_who_is_not_there_has_no_digital_twin(digital, device):
    refused(404, digital.get_digital_twin, new_id())
    refused(404, digital.invoke_command, device.device_id, "reboot", "now")
