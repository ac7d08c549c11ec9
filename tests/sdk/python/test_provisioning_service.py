"""Enrollments as documents: individual ones and groups, created, read, changed, queried and deleted."""

import base64

import pytest
from provisioningserviceclient import QuerySpecification
from provisioningserviceclient.models import AttestationMechanism, BulkEnrollmentOperation

import certificates
from bench import new_id
from enrolling import MIGRATE, NEVER, RESET, group, individual, keys, new_keys, service_error


@pytest.fixture
def service(bench):
    return bench.provisioning


def test_an_individual_enrollment_is_kept_as_given(bench, service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    given = individual(
        name, keys(primary, secondary), {"site": "A"}, {"interval": {"s": 5}},
        device_id=f"{name}-device", reprovision_policy=RESET, allocation_policy="static", iot_hubs=[bench.west.name],
    )
    created = service.create_or_update(given)
    read = service.get_individual_enrollment(name)
    for found in (created, read):
        assert (found.registration_id, found.device_id) == (name, f"{name}-device")
        assert found.attestation.type == "symmetricKey"
        assert found.initial_twin.tags == {"site": "A"}
        assert found.initial_twin.desired_properties == {"interval": {"s": 5}}
        assert (found.reprovision_policy.update_hub_assignment, found.reprovision_policy.migrate_device_data) == (True, False)
        assert found.allocation_policy == "static" and found.iot_hubs == [bench.west.name]
        assert found.provisioning_status == "enabled"
        assert found.etag == created.etag
    assert read.created_date_time_utc.year > 2000
    mechanism = service.get_individual_enrollment_attestation_mechanism(name)
    assert (mechanism.symmetric_key.primary_key, mechanism.symmetric_key.secondary_key) == (primary, secondary)


def test_keys_that_are_not_given_are_made(service):
    name = new_id("reg")
    service.create_or_update(individual(name))
    made = service.get_individual_enrollment_attestation_mechanism(name).symmetric_key
    assert len(base64.b64decode(made.primary_key)) >= 16 and made.primary_key != made.secondary_key


@pytest.mark.parametrize("policy", [MIGRATE, RESET, NEVER, None], ids=["migrate", "reset", "never", "none"])
def test_a_policy_is_kept_and_none_stays_none(service, policy):
    name = new_id("reg")
    service.create_or_update(individual(name, reprovision_policy=policy))
    found = service.get_individual_enrollment(name).reprovision_policy
    if policy is None:
        assert found is None, "no policy is not the same as the default one"
    else:
        assert found.update_hub_assignment == policy.update_hub_assignment
        assert found.migrate_device_data == policy.migrate_device_data


def test_an_enrollment_is_changed_under_the_etag_that_is_and_keeps_its_keys(service):
    name, (primary, secondary) = new_id("reg"), new_keys()
    stale = service.create_or_update(individual(name, keys(primary, secondary)))
    current = service.get_individual_enrollment(name)
    current.provisioning_status = "disabled"
    changed = service.create_or_update(current)
    assert changed.provisioning_status == "disabled" and changed.etag != stale.etag

    service_error(412, service.create_or_update, stale)
    service_error(412, service.delete, stale)
    mechanism = service.get_individual_enrollment_attestation_mechanism(name)
    assert mechanism.symmetric_key.primary_key == primary, "an enrollment that was read holds no keys"
    service.delete(changed)
    service_error(404, service.get_individual_enrollment, name)


def test_a_group_lives_and_ends(bench, service):
    name, (primary, secondary) = new_id("group"), new_keys()
    given = group(
        name, keys(primary, secondary), {"line": 1}, {"a": 1},
        reprovision_policy=MIGRATE, allocation_policy="hashed", iot_hubs=[hub.name for hub in bench.hubs],
    )
    created = service.create_or_update(given)
    read = service.get_enrollment_group(name)
    assert read.enrollment_group_id == name and read.etag == created.etag
    assert read.initial_twin.desired_properties == {"a": 1}
    assert sorted(read.iot_hubs) == sorted(hub.name for hub in bench.hubs)
    mechanism = service.get_enrollment_group_attestation_mechanism(name)
    assert mechanism.symmetric_key.secondary_key == secondary

    read.allocation_policy = "static"
    read.iot_hubs = [bench.east.name]
    assert service.create_or_update(read).allocation_policy == "static"
    service_error(412, service.delete, created)
    service.delete_enrollment_group_by_param(name)
    service_error(404, service.get_enrollment_group, name)


def test_certificates_are_answered_with_what_is_in_them(service, tmp_path):
    name = new_id("reg")
    certificate = certificates.self_signed(tmp_path, name)
    service.create_or_update(individual(name, AttestationMechanism.create_with_x509_client_certs(certificate.pem)))
    info = service.get_individual_enrollment(name).attestation.x509.client_certificates.primary.info
    assert name in info.subject_name and name in info.issuer_name
    assert info.sha1_thumbprint.upper() == certificate.sha1
    assert info.sha256_thumbprint.upper() == certificate.sha256
    assert info.not_before_utc < info.not_after_utc


def test_all_enrollments_are_found_page_by_page(service):
    names = {new_id("reg") for _ in range(5)}
    groups = {new_id("group") for _ in range(3)}
    for name in names:
        service.create_or_update(individual(name))
    for name in groups:
        service.create_or_update(group(name))

    everything = QuerySpecification("SELECT * FROM enrollments")
    pages = list(service.create_individual_enrollment_query(everything, 2))
    assert all(len(page) <= 2 for page in pages)
    assert names <= {enrollment.registration_id for page in pages for enrollment in page}
    pages = list(service.create_enrollment_group_query(QuerySpecification("SELECT * FROM enrollmentGroups"), 2))
    assert groups <= {enrollment.enrollment_group_id for page in pages for enrollment in page}


def test_enrollments_are_created_and_deleted_in_bulk(service):
    names = [new_id("reg") for _ in range(4)]
    assert service.run_bulk_operation(BulkEnrollmentOperation("create", [individual(name) for name in names])).is_successful
    existing = [service.get_individual_enrollment(name) for name in names]
    again = service.run_bulk_operation(BulkEnrollmentOperation("create", [individual(names[0]), individual(new_id("reg"))]))
    assert not again.is_successful
    assert [error.registration_id for error in again.errors] == [names[0]]

    assert service.run_bulk_operation(BulkEnrollmentOperation("delete", existing)).is_successful
    for name in names:
        service_error(404, service.get_individual_enrollment, name)


@pytest.mark.parametrize("name", ["with blank", "ends.", "x" * 129])
def test_a_registration_id_with_other_letters_is_refused(service, name):
    service_error(400, service.create_or_update, individual(name))


def test_what_does_not_exist_is_not_found(service):
    service_error(404, service.get_individual_enrollment, new_id("reg"))
    service_error(404, service.get_enrollment_group, new_id("group"))
    service_error(404, service.get_registration_state, new_id("reg"))
    service_error(404, service.delete_individual_enrollment_by_param, new_id("reg"))


def test_enrollments_are_found_by_a_condition(bench):
    site, (here, there) = new_id("site"), (new_id("reg"), new_id("reg"))
    for registration_id, tag in ((here, site), (there, "elsewhere")):
        bench.provisioning.create_or_update(individual(registration_id, tags={"site": tag}))
    query = bench.provisioning.create_individual_enrollment_query(QuerySpecification(query=f"SELECT * FROM enrollments WHERE initialTwin.tags.site = '{site}'"))
    assert [found.registration_id for found in query.next()] == [here]
