"""The identity registry: devices and modules, one by one and in bulk."""

import base64

import pytest
from azure.iot.hub.models import AuthenticationMechanism, ExportImportDevice, SymmetricKey

from bench import change, eventually, new_id, new_key, refused

NEVER = 1


def test_a_device_with_keys_is_created_as_asked(registry):
    device_id, primary, secondary = new_id(), new_key(), new_key()
    created = registry.create_device_with_sas(device_id, primary, secondary, "enabled", status_reason="on the bench")

    for device in (created, registry.get_device(device_id)):
        assert device.device_id == device_id
        assert device.authentication.type == "sas"
        assert device.authentication.symmetric_key.primary_key == primary
        assert device.authentication.symmetric_key.secondary_key == secondary
        assert (device.status, device.status_reason) == ("enabled", "on the bench")
        assert device.connection_state == "Disconnected"
        assert device.cloud_to_device_message_count == 0
        assert device.capabilities.iot_edge is False
        assert device.last_activity_time.year == NEVER
        assert device.generation_id and device.etag == created.etag


def test_keys_that_are_not_given_are_made(registry):
    keys = registry.create_device_with_sas(new_id(), None, None, "enabled").authentication.symmetric_key
    assert len(base64.b64decode(keys.primary_key)) >= 16
    assert keys.primary_key != keys.secondary_key


def test_a_device_with_thumbprints_is_created_as_asked(registry):
    device_id, primary, secondary = new_id(), "AB" * 20, "CD" * 32
    registry.create_device_with_x509(device_id, primary, secondary, "disabled", iot_edge=True)

    device = registry.get_device(device_id)
    assert device.authentication.type == "selfSigned"
    assert device.authentication.x509_thumbprint.primary_thumbprint.upper() == primary
    assert device.authentication.x509_thumbprint.secondary_thumbprint.upper() == secondary
    assert device.status == "disabled" and device.capabilities.iot_edge is True


def test_a_device_of_an_authority_is_created_as_asked(registry):
    device_id = new_id()
    registry.create_device_with_certificate_authority(device_id, "enabled")
    assert registry.get_device(device_id).authentication.type == "certificateAuthority"


@pytest.mark.parametrize("device_id", ["Mixed-Case.1", "a:b+c%d_e#f*g", "h?i!j(k)l,m=n@o;p$q'r"])
def test_every_letter_an_id_may_have_is_taken(registry, device_id):
    device_id += new_id("")
    registry.create_device_with_sas(device_id, None, None, "enabled")
    assert registry.get_device(device_id).device_id == device_id
    assert registry.get_twin(device_id).device_id == device_id
    registry.delete_device(device_id)


@pytest.mark.parametrize("device_id", ["with blank", "a/b", "ü", "x" * 129, '"'])
def test_an_id_with_other_letters_is_refused(registry, device_id):
    refused(400, registry.create_device_with_sas, device_id, None, None, "enabled")


def test_an_id_is_taken_once_and_by_its_case(registry, device):
    error = refused(409, registry.create_device_with_sas, device.device_id, None, None, "enabled")
    assert "DeviceAlreadyExists" in error.response.text or "409001" in error.response.text
    registry.create_device_with_sas(device.device_id.upper(), None, None, "enabled")


def test_an_update_needs_the_etag_that_is(registry, device):
    keys = (new_key(), new_key())
    updated = registry.update_device_with_sas(device.device_id, device.etag, *keys, "disabled", status_reason="lost")
    assert (updated.status, updated.status_reason) == ("disabled", "lost")
    assert updated.etag != device.etag
    assert updated.generation_id == device.generation_id
    assert updated.status_updated_time.year > NEVER

    refused(412, registry.update_device_with_sas, device.device_id, device.etag, *keys, "enabled")
    assert registry.get_device(device.device_id).status == "disabled"
    assert registry.update_device_with_sas(device.device_id, "*", *keys, "enabled").status == "enabled"


def test_a_deletion_needs_the_etag_that_is(registry, device):
    refused(412, registry.delete_device, device.device_id, "b3RoZXI=")
    registry.delete_device(device.device_id, device.etag)
    error = refused(404, registry.get_device, device.device_id)
    assert "DeviceNotFound" in error.response.text or "404001" in error.response.text
    refused(404, registry.delete_device, device.device_id)
    refused(404, registry.get_twin, device.device_id)


def test_a_device_created_again_begins_anew(hub, registry, device):
    change(hub, device.device_id, desired={"a": 1}, tags={"site": "A"})
    registry.delete_device(device.device_id)
    again = hub.create_device(device.device_id)

    assert again.generation_id != device.generation_id
    twin = registry.get_twin(device.device_id)
    assert (twin.etag, twin.version) == ("AAAAAAAAAAE=", 2) and not twin.tags
    assert twin.properties.desired["$version"] == 1


def test_devices_are_listed_and_counted(hub, registry):
    before = registry.get_device_registry_statistics()
    ids = {hub.create_device().device_id, hub.create_device(status="disabled").device_id}

    after = registry.get_device_registry_statistics()
    assert after.total_device_count == before.total_device_count + 2
    assert after.disabled_device_count == before.disabled_device_count + 1
    assert after.enabled_device_count == before.enabled_device_count + 1
    assert ids <= {device.device_id for device in registry.get_devices(1000)}
    assert len(registry.get_devices(1)) == 1


def test_connected_devices_are_counted(registry, client):
    assert eventually(lambda: registry.get_service_statistics().connected_device_count) >= 1
    assert client.connected


def entry(device_id, mode, status="enabled", **more):
    keys = SymmetricKey(primary_key=new_key(), secondary_key=new_key())
    authentication = AuthenticationMechanism(type="sas", symmetric_key=keys)
    return ExportImportDevice(id=device_id, import_mode=mode, status=status, authentication=authentication, **more)


def test_devices_are_created_changed_and_deleted_in_bulk(hub, registry):
    ids = [new_id() for _ in range(5)]
    assert registry.bulk_create_or_update_devices([entry(device_id, "create") for device_id in ids]).is_successful

    device = registry.get_device(ids[0])
    changed = [entry(ids[0], "updateIfMatchETag", "disabled", e_tag=device.etag), entry(ids[1], "update", "disabled")]
    assert registry.bulk_create_or_update_devices(changed).is_successful
    assert [registry.get_device(device_id).status for device_id in ids[:3]] == ["disabled", "disabled", "enabled"]

    assert registry.bulk_create_or_update_devices([entry(device_id, "delete") for device_id in ids]).is_successful
    assert [hub.identity(device_id) for device_id in ids] == [None] * 5


def test_a_bulk_names_what_failed_and_does_the_rest(registry, device):
    fresh = new_id()
    result = registry.bulk_create_or_update_devices([entry(device.device_id, "create"), entry(fresh, "create")])
    assert not result.is_successful
    assert [error.device_id for error in result.errors] == [device.device_id]
    assert "AlreadyExists" in result.errors[0].error_code
    assert registry.get_device(fresh).device_id == fresh


def test_a_bulk_of_more_than_a_hundred_is_refused(registry):
    answer = registry.bulk_create_or_update_devices
    entries = [entry(new_id(), "create") for _ in range(101)]
    try:
        assert not answer(entries).is_successful
    except Exception as error:  # the SDK takes 400 with a result for an answer, 400 without one for an error
        assert "400" in str(error) or "Bad Request" in str(error)


def test_modules_are_created_changed_listed_and_deleted(registry, device):
    primary, secondary = new_key(), new_key()
    module = registry.create_module_with_sas(device.device_id, "camera", "me", primary, secondary)
    assert (module.device_id, module.module_id, module.managed_by) == (device.device_id, "camera", "me")
    assert module.authentication.symmetric_key.primary_key == primary
    registry.create_module_with_x509(device.device_id, "door", "me", "AB" * 20, None)

    assert {module.module_id for module in registry.get_modules(device.device_id)} == {"camera", "door"}
    refused(409, registry.create_module_with_sas, device.device_id, "camera", "me", primary, secondary)
    changed = registry.update_module_with_sas(device.device_id, "camera", "you", module.etag, primary, secondary)
    assert changed.managed_by == "you"
    refused(412, registry.update_module_with_sas, device.device_id, "camera", "x", module.etag, primary, secondary)

    registry.delete_module(device.device_id, "camera", changed.etag)
    refused(404, registry.get_module, device.device_id, "camera")
    assert [module.module_id for module in registry.get_modules(device.device_id)] == ["door"]


def test_a_device_takes_its_modules_along_when_it_goes(hub, registry, device):
    registry.create_module_with_sas(device.device_id, "camera", "", new_key(), new_key())
    registry.delete_device(device.device_id)
    hub.create_device(device.device_id)
    assert registry.get_modules(device.device_id) == []


def test_a_module_needs_its_device(registry):
    refused(404, registry.create_module_with_sas, new_id(), "camera", "", new_key(), new_key())
    refused(404, registry.get_modules, new_id())
