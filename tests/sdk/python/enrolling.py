"""Enrollments and registrations in one line each, for the tests of the provisioning service."""

import base64
import hashlib
import hmac

from azure.iot.device import ProvisioningDeviceClient
from provisioningserviceclient import EnrollmentGroup, IndividualEnrollment, ProvisioningServiceError
from provisioningserviceclient.models import AttestationMechanism, InitialTwin, ReprovisionPolicy
from provisioningserviceclient.protocol.models import SymmetricKeyAttestation

from bench import PATIENCE, new_key, within

MIGRATE = ReprovisionPolicy(update_hub_assignment=True, migrate_device_data=True)
RESET = ReprovisionPolicy(update_hub_assignment=True, migrate_device_data=False)
NEVER = ReprovisionPolicy(update_hub_assignment=False, migrate_device_data=False)


def keys(primary=None, secondary=None):
    """Attestation by symmetric keys; without arguments the service makes them."""
    given = SymmetricKeyAttestation(primary_key=primary, secondary_key=secondary) if primary else None
    return AttestationMechanism(type="symmetricKey", symmetric_key=given)


def individual(registration_id, attestation=None, tags=None, desired=None, **more):
    twin = InitialTwin.create(tags or {}, desired or {}) if tags or desired else None
    return IndividualEnrollment.create(registration_id, attestation or keys(), initial_twin=twin, **more)


def group(group_id, attestation=None, tags=None, desired=None, **more):
    twin = InitialTwin.create(tags or {}, desired or {}) if tags or desired else None
    return EnrollmentGroup.create(group_id, attestation or keys(), initial_twin=twin, **more)


def derived_key(group_key, registration_id):
    """The key of one device of a group."""
    digest = hmac.new(base64.b64decode(group_key), registration_id.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def new_keys():
    return new_key(), new_key()


def client_with_key(bench, registration_id, key, **options):
    return ProvisioningDeviceClient.create_from_symmetric_key(
        "localhost", registration_id, bench.id_scope, key, server_verification_cert=bench.ca_text, **options
    )


def client_with_certificate(bench, registration_id, certificate):
    return ProvisioningDeviceClient.create_from_x509_certificate(
        "localhost", registration_id, bench.id_scope, certificate.for_sdk, server_verification_cert=bench.ca_text
    )


def register(client):
    """What the device learns: its hub, its id, and how it came there."""
    result = within(2 * PATIENCE, client.register)
    assert result.status == "assigned"
    return result.registration_state


def service_error(status, call, *arguments):
    """The message of a service call that must fail with this status, which the SDK tells in its text only."""
    try:
        answer = call(*arguments)
    except ProvisioningServiceError as error:
        assert f"Service Error {status}" in str(error), error
        return str(error)
    raise AssertionError(f"accepted: {answer}")
