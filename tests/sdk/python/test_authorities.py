"""Devices with certificates of an authority: of an identity of type certificateAuthority, and of groups that refer to it."""

import pytest
from azure.iot.device import IoTHubDeviceClient
from azure.iot.device.exceptions import CredentialError
from provisioningserviceclient.models import AttestationMechanism

import certificates
from bench import PATIENCE, new_id, new_key, report, twin_of, within
from enrolling import client_with_certificate, group, register


@pytest.fixture
def trusted(hub, tmp_path):
    """An authority that the bench trusts during the test, by the name of its certificate."""
    authority = certificates.authority(tmp_path, new_id("authority"))
    path = f"/bench/authorities/{authority.file.stem}"
    assert hub.http("PUT", path, data=authority.pem).status_code == 204
    yield authority
    assert hub.http("DELETE", path).status_code == 204


def client_of(bench, clients, hub, device_id, certificate):
    return clients.keep(
        IoTHubDeviceClient.create_from_x509_certificate(
            certificate.for_sdk, hub.name, device_id, **clients.options(gateway_hostname="localhost")
        )
    )


def test_a_device_of_an_authority_lives_and_changes(registry):
    device_id = new_id()
    made = registry.create_device_with_certificate_authority(device_id, "enabled")
    assert made.authentication.type == "certificateAuthority" and made.authentication.symmetric_key.primary_key is None
    changed = registry.update_device_with_certificate_authority(device_id, made.etag, "disabled")
    assert (changed.status, changed.authentication.type) == ("disabled", "certificateAuthority")
    keys = registry.update_device_with_sas(device_id, changed.etag, new_key(), new_key(), "enabled")
    assert keys.authentication.type == "sas"
    assert registry.get_twin(device_id).authentication_type == "sas"


def test_a_device_connects_with_a_certificate_that_an_authority_signed(bench, hub, registry, clients, tmp_path, trusted):
    device_id = new_id()
    registry.create_device_with_certificate_authority(device_id, "enabled")
    client = client_of(bench, clients, hub, device_id, certificates.signed_by(tmp_path, trusted, device_id))
    within(PATIENCE, client.connect)
    report(client, {"fw": "1"})
    assert twin_of(client)["reported"]["fw"] == "1"


def test_nobody_else_connects(bench, hub, registry, clients, tmp_path, trusted, events):
    device_id = new_id()
    registry.create_device_with_certificate_authority(device_id, "enabled")
    stranger = certificates.authority(tmp_path, "stranger")
    for certificate, words in (
        (certificates.signed_by(tmp_path, stranger, device_id), "no authority signed"),
        (certificates.signed_by(tmp_path, trusted, "another"), "is for `another`"),
    ):
        with pytest.raises(CredentialError):
            within(PATIENCE, client_of(bench, clients, hub, device_id, certificate).connect)
        events.until("refused", words, device_id)


def test_a_group_refers_to_an_authority_by_name(bench, tmp_path, trusted):
    name = new_id("plant")
    attestation = AttestationMechanism.create_with_x509_ca_refs(trusted.file.stem)
    made = bench.provisioning.create_or_update(group(name, attestation))
    assert made.attestation.x509.ca_references.primary == trusted.file.stem
    registration_id = new_id("reg")
    certificate = certificates.signed_by(tmp_path, trusted, registration_id)
    assert register(client_with_certificate(bench, registration_id, certificate)).device_id == registration_id
