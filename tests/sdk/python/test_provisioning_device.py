"""A device asks where it belongs, is told, and goes there."""

import pytest
from azure.iot.device import IoTHubDeviceClient
from azure.iot.device.exceptions import ClientError, CredentialError
from provisioningserviceclient.models import AttestationMechanism

import certificates
from bench import PATIENCE, new_id, new_key, plain, report, twin_of, within
from enrolling import (
    client_with_certificate, client_with_key, derived_key, group, individual, keys, new_keys, register, service_error,
)


@pytest.fixture
def service(bench):
    return bench.provisioning


def connect_with_key(bench, clients, state, key):
    """Connects the device to the hub it was assigned, as a real one does."""
    client = clients.keep(
        IoTHubDeviceClient.create_from_symmetric_key(
            key, state.assigned_hub, state.device_id, **clients.options(gateway_hostname="localhost")
        )
    )
    within(PATIENCE, client.connect)
    return client


def test_a_device_with_a_key_of_its_own_arrives_with_its_initial_twin(bench, service, clients):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(
        individual(
            name, keys(primary, secondary), {"site": "A"}, {"interval": 5},
            device_id=f"{name}-device", allocation_policy="static", iot_hubs=[bench.east.name],
        )
    )
    state = register(client_with_key(bench, name, primary))
    assert (state.assigned_hub, state.device_id, state.sub_status) == (bench.east.name, f"{name}-device", "initialAssignment")
    assert state.created_date_time and state.last_update_date_time and state.etag

    twin = bench.east.registry.get_twin(state.device_id)
    assert twin.tags == {"site": "A"} and plain(twin.properties.desired) == {"interval": 5}
    assert twin.authentication_type == "sas"
    client = connect_with_key(bench, clients, state, primary)
    assert twin_of(client)["desired"]["interval"] == 5
    seen = service.get_registration_state(name)
    assert (seen.status, seen.assigned_hub, seen.device_id) == ("assigned", bench.east.name, state.device_id)
    assert service.get_individual_enrollment(name).registration_state.status == "assigned"


def test_the_secondary_key_registers_too(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary)))
    assert register(client_with_key(bench, name, secondary)).device_id == name


def test_a_device_of_a_group_registers_with_its_derived_key(bench, service, clients):
    group_id, (primary, secondary), name = new_id("group"), new_keys(), new_id("reg")
    service.create_or_update(
        group(group_id, keys(primary, secondary), desired={"a": 1}, allocation_policy="static", iot_hubs=[bench.west.name])
    )
    key = derived_key(primary, name)
    state = register(client_with_key(bench, name, key))
    assert (state.assigned_hub, state.device_id) == (bench.west.name, name)
    report(connect_with_key(bench, clients, state, key), {"here": True})
    assert bench.west.registry.get_device(name).authentication.symmetric_key.primary_key == key


def test_a_group_key_opens_no_device(bench, service):
    group_id, (primary, secondary) = new_id("group"), new_keys()
    service.create_or_update(group(group_id, keys(primary, secondary)))
    with pytest.raises((CredentialError, ClientError)):
        within(2 * PATIENCE, client_with_key(bench, new_id("reg"), primary).register)


def test_a_device_with_a_certificate_of_its_own_registers_and_connects(bench, service, clients, tmp_path):
    name = new_id("reg")
    certificate = certificates.self_signed(tmp_path, name)
    mechanism = AttestationMechanism.create_with_x509_client_certs(certificate.pem)
    service.create_or_update(individual(name, mechanism, allocation_policy="static", iot_hubs=[bench.east.name]))
    state = register(client_with_certificate(bench, name, certificate))
    assert (state.assigned_hub, state.device_id) == (bench.east.name, name)

    client = clients.keep(
        IoTHubDeviceClient.create_from_x509_certificate(
            certificate.for_sdk, state.assigned_hub, name, **clients.options(gateway_hostname="localhost")
        )
    )
    within(PATIENCE, client.connect)
    assert bench.east.registry.get_twin(name).authentication_type == "selfSigned"


def test_a_device_of_a_signing_certificate_registers(bench, service, tmp_path):
    group_id, name = new_id("group"), new_id("reg")
    issuer = certificates.authority(tmp_path, group_id)
    service.create_or_update(group(group_id, AttestationMechanism.create_with_x509_signing_certs(issuer.pem)))
    certificate = certificates.signed_by(tmp_path, issuer, name)
    assert register(client_with_certificate(bench, name, certificate)).device_id == name


def test_a_certificate_of_another_authority_registers_nobody(bench, service, tmp_path):
    group_id, name = new_id("group"), new_id("reg")
    right, wrong = certificates.authority(tmp_path, group_id), certificates.authority(tmp_path, "other")
    service.create_or_update(group(group_id, AttestationMechanism.create_with_x509_signing_certs(right.pem)))
    with pytest.raises((CredentialError, ClientError)):
        within(2 * PATIENCE, client_with_certificate(bench, name, certificates.signed_by(tmp_path, wrong, name)).register)


def test_a_payload_of_the_devices_own_is_no_hindrance(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary)))
    client = client_with_key(bench, name, primary)
    client.provisioning_payload = {"model": "dtmi:bench:Lamp;1", "list": [1, None]}
    assert register(client).device_id == name


def test_registering_again_stays_where_it_is(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary), desired={"a": 1}))
    first = register(client_with_key(bench, name, primary))
    bench.hub(first.assigned_hub).registry.get_device(name)
    second = register(client_with_key(bench, name, primary))
    assert second.assigned_hub == first.assigned_hub
    assert second.created_date_time == first.created_date_time
    assert second.sub_status == "initialAssignment", "this SDK's API version knows no other word for it"


def test_a_disabled_enrollment_assigns_nobody(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary), provisioning_status="disabled"))
    with pytest.raises(ClientError) as refusal:
        within(2 * PATIENCE, client_with_key(bench, name, primary).register)
    assert "disabled" in str(refusal.value.__cause__)
    assert [hub.identity(name) for hub in bench.hubs] == [None] * len(bench.hubs)


def test_a_disabled_individual_blocks_its_place_in_the_group(bench, service):
    group_id, (primary, secondary), name = new_id("group"), new_keys(), new_id("reg")
    service.create_or_update(group(group_id, keys(primary, secondary)))
    key = derived_key(primary, name)
    service.create_or_update(individual(name, keys(key, new_key()), provisioning_status="disabled"))
    with pytest.raises(ClientError):
        within(2 * PATIENCE, client_with_key(bench, name, key).register)


def test_a_wrong_key_registers_nobody(bench, service):
    name = new_id("reg")
    service.create_or_update(individual(name))
    with pytest.raises(CredentialError):
        within(2 * PATIENCE, client_with_key(bench, name, new_key()).register)


def test_a_device_that_nobody_enrolled_registers_nowhere(bench):
    with pytest.raises((CredentialError, ClientError)):
        within(2 * PATIENCE, client_with_key(bench, new_id("reg"), new_key()).register)


def test_a_deleted_registration_leaves_the_device_in_its_hub(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary)))
    state = register(client_with_key(bench, name, primary))
    service.delete(service.get_registration_state(name))
    service_error(404, service.get_registration_state, name)
    assert bench.hub(state.assigned_hub).identity(name)


def test_registering_over_websockets(bench, service):
    if not bench.has_port(443):
        pytest.skip("the SDK speaks WebSocket on port 443 only, which cannot be bound here")
    name, (primary, secondary) = new_id("reg"), new_keys()
    service.create_or_update(individual(name, keys(primary, secondary)))
    assert register(client_with_key(bench, name, primary, websockets=True)).device_id == name
