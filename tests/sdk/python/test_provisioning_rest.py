"""Provisioning as the command line tools and raw HTTPS callers see it: allocation, groups of certificates, records."""

import urllib.parse

import pytest

import certificates
from bench import new_id, new_key, plain
from by_hand import Registration
from enrolling import derived_key


def individual(bench, **more):
    """An individual enrollment with keys of its own: its id and its primary key."""
    name, key = new_id("reg"), new_key()
    attestation = {"type": "symmetricKey", "symmetricKey": {"primaryKey": key, "secondaryKey": new_key()}}
    answer = bench.service("PUT", f"/enrollments/{name}", {"registrationId": name, "attestation": attestation, **more})
    assert answer.status_code == 200, answer.text
    return name, key


def group(bench, attestation=None, **more):
    name, key = new_id("group"), new_key()
    attestation = attestation or {"type": "symmetricKey", "symmetricKey": {"primaryKey": key, "secondaryKey": new_key()}}
    answer = bench.service("PUT", f"/enrollmentGroups/{name}", {"enrollmentGroupId": name, "attestation": attestation, **more})
    assert answer.status_code == 200, answer.text
    return name, key


def test_what_an_enrollment_holds_comes_back_as_it_was_sent(bench):
    given = {
        "optionalDeviceInformation": {"rack": 3, "owner": {"name": "Ä", "list": [1, None]}},
        "initialTwin": {"tags": {"a": 1.0}, "properties": {"desired": {"n": 1e3, "deep": {"x": [1, "two"]}}}},
        "capabilities": {"iotEdge": True},
        "allocationPolicy": "hashed",
        "iotHubs": [bench.west.name, bench.east.name],
        "reprovisionPolicy": {"updateHubAssignment": True, "migrateDeviceData": False},
    }
    name, key = individual(bench, **given)
    found = bench.service("GET", f"/enrollments/{name}").json()
    assert {member: found[member] for member in given} == given
    assert (found["registrationId"], found["provisioningStatus"]) == (name, "enabled")
    assert key not in bench.service("GET", f"/enrollments/{name}").text
    mechanism = bench.service("POST", f"/enrollments/{name}/attestationmechanism").json()
    assert mechanism["symmetricKey"]["primaryKey"] == key


def test_a_chain_of_etags_lets_only_the_last_one_write(bench):
    name, _ = individual(bench)
    first = bench.service("GET", f"/enrollments/{name}").json()
    second = bench.service("PUT", f"/enrollments/{name}", {**first, "deviceId": "a"}, If_Match=f'"{first["etag"]}"').json()
    third = bench.service("PUT", f"/enrollments/{name}", {**second, "deviceId": "b"}, If_Match=second["etag"]).json()
    assert len({first["etag"], second["etag"], third["etag"]}) == 3
    assert third["createdDateTimeUtc"] == first["createdDateTimeUtc"] and third["lastUpdatedDateTimeUtc"] >= second["lastUpdatedDateTimeUtc"]
    for method, body in (("PUT", second), ("DELETE", None)):
        assert bench.service(method, f"/enrollments/{name}", body, If_Match=second["etag"]).status_code == 412
    assert bench.service("PUT", f"/enrollments/{name}", first).status_code == 409, "without a condition it would be made anew"
    assert bench.service("DELETE", f"/enrollments/{name}", If_Match="*").status_code == 204
    assert bench.service("GET", f"/enrollments/{name}").json()["errorCode"] == 404201


def test_hashed_allocation_spreads_devices_and_stays_with_its_choice(bench):
    _, key = group(bench, allocationPolicy="hashed", reprovisionPolicy={"updateHubAssignment": True, "migrateDeviceData": True})
    names = [new_id("reg") for _ in range(16)]
    assign = lambda: [Registration(bench, name, derived_key(key, name)).whole()["registrationState"]["assignedHub"] for name in names]  # noqa: E731
    hubs = assign()
    assert set(hubs) == {bench.west.name, bench.east.name}
    assert assign() == hubs


@pytest.mark.parametrize("policy", ["static", "geoLatency", None])
def test_every_policy_finds_the_only_hub_there_is(bench, policy):
    name, key = individual(bench, iotHubs=[bench.east.name], **({"allocationPolicy": policy} if policy else {}))
    assert Registration(bench, name, key).whole()["registrationState"]["assignedHub"] == bench.east.name


def test_custom_allocation_without_anybody_to_ask_fails_and_says_why(bench):
    webhook = {"webhookUrl": "https://nobody.example/api", "apiVersion": "2019-03-31"}
    name, key = individual(bench, allocationPolicy="custom", customAllocationDefinition=webhook)
    final = Registration(bench, name, key).whole()
    assert final["status"] == final["registrationState"]["status"] == "failed"
    assert final["registrationState"]["errorCode"] and "404" in final["registrationState"]["errorMessage"]
    assert [hub.identity(name) for hub in bench.hubs] == [None, None]


def test_a_hub_that_is_not_linked_is_not_found(bench):
    name, key = individual(bench, allocationPolicy="static", iotHubs=["elsewhere.azure-devices.net"])
    state = Registration(bench, name, key).whole()["registrationState"]
    assert (state["status"], state["errorCode"]) == ("failed", 401001)


def test_a_registration_is_answered_step_by_step(bench):
    name, key = individual(bench)
    registration = Registration(bench, name, key)
    assert registration.look_up().json()["errorCode"] == 404202
    first = registration.ask({"model": "x"})
    assert first.status_code == 202 and set(first.json()) == {"operationId", "status"}
    assert int(first.headers["Retry-After"]) >= 0 and first.json()["operationId"] in first.headers["Location"]
    final = registration.final(first.json()["operationId"])
    state = final["registrationState"]
    assert final["operationId"] == first.json()["operationId"]
    assert (state["status"], state["substatus"], state["registrationId"]) == ("assigned", "initialAssignment", name)
    looked_up, seen = registration.look_up().json(), bench.service("GET", f"/registrations/{name}").json()
    for member in ("assignedHub", "deviceId", "createdDateTimeUtc", "lastUpdatedDateTimeUtc", "etag"):
        assert state[member] == looked_up[member] == seen[member], member
    assert registration.poll("nonsense").status_code == 404


def test_the_second_registration_is_called_by_the_callers_version(bench):
    name, key = individual(bench)
    Registration(bench, name, key).whole()
    assert Registration(bench, name, key).whole()["registrationState"]["substatus"] == "reprovisionedToInitialAssignment"
    old = Registration(bench, name, key, api_version="2019-03-31").whole()
    assert old["registrationState"]["substatus"] == "initialAssignment"
    assert bench.service("GET", f"/registrations/{name}").json()["substatus"] == "reprovisionedToInitialAssignment"


def test_a_disabled_enrollment_answers_at_once(bench):
    name, key = individual(bench, provisioningStatus="disabled")
    answer = Registration(bench, name, key).ask()
    assert answer.status_code == 200
    assert (answer.json()["operationId"], answer.json()["status"]) == ("", "disabled")
    assert answer.json()["registrationState"]["registrationId"] == name and "deviceId" not in answer.json()["registrationState"]


def test_another_device_id_counts_after_the_record_is_gone(bench):
    name, key = individual(bench)
    assert Registration(bench, name, key).whole()["registrationState"]["deviceId"] == name
    enrollment = bench.service("GET", f"/enrollments/{name}").json()
    bench.service("PUT", f"/enrollments/{name}", {**enrollment, "deviceId": f"{name}-b"}, If_Match="*")
    assert Registration(bench, name, key).whole()["registrationState"]["deviceId"] == name
    assert bench.service("DELETE", f"/registrations/{name}").status_code == 204
    state = Registration(bench, name, key).whole()["registrationState"]
    assert (state["deviceId"], state["substatus"]) == (f"{name}-b", "initialAssignment")


def test_the_initial_twin_is_what_the_device_begins_with(bench):
    twin = {"tags": {"site": "A"}, "properties": {"desired": {"interval": 5, "deep": {"list": [1, {"a": 2}]}}}}
    name, key = individual(bench, initialTwin=twin, capabilities={"iotEdge": True})
    hub = bench.hub(Registration(bench, name, key).whole()["registrationState"]["assignedHub"])
    found = hub.http("GET", f"/twins/{name}").json()
    assert found["tags"] == twin["tags"] and plain(found["properties"]["desired"]) == twin["properties"]["desired"]
    assert found["capabilities"] == {"iotEdge": True} and plain(found["properties"]["reported"]) == {}


def test_a_chain_over_an_intermediate_authority_leads_to_the_group(bench, tmp_path):
    root = certificates.authority(tmp_path, new_id("root"))
    between = certificates.intermediate(tmp_path, root, new_id("between"))
    for attested in (root, between):
        signing = {"primary": {"certificate": attested.pem.split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"}}
        group_id, _ = group(bench, {"type": "x509", "x509": {"signingCertificates": signing}})
        name = new_id("reg")
        certificate = certificates.signed_by(tmp_path, between, name)
        state = Registration(bench, name, certificate=certificate).whole()["registrationState"]
        assert state["deviceId"] == name
        assert state["x509"]["enrollmentGroupId"] == group_id
        assert bench.hub(state["assignedHub"]).http("GET", f"/twins/{name}").json()["authenticationType"] == "selfSigned"
        # The next group would be found by the same chain.
        assert bench.service("DELETE", f"/enrollmentGroups/{group_id}", If_Match="*").status_code == 204


def test_a_certificate_of_another_name_registers_nobody(bench, tmp_path):
    root = certificates.authority(tmp_path, new_id("root"))
    group(bench, {"type": "x509", "x509": {"signingCertificates": {"primary": {"certificate": root.pem}}}})
    other = certificates.signed_by(tmp_path, root, new_id("reg"))
    answer = Registration(bench, new_id("reg"), certificate=other).ask()
    assert (answer.status_code, answer.json()["errorCode"]) == (401, 401002)


def test_the_records_of_a_group_come_in_pages(bench):
    group_id, key = group(bench)
    names = {new_id("reg") for _ in range(5)}
    for name in names:
        Registration(bench, name, derived_key(key, name)).whole()
    found, more = [], None
    while True:
        headers = {"x_ms_max_item_count": "2", **({"x_ms_continuation": more} if more else {})}
        page = bench.service("POST", f"/registrations/{group_id}/query", {"query": "SELECT *"}, **headers)
        assert page.headers["x-ms-item-type"] == "deviceRegistration" and 0 < len(page.json()) <= 2
        found += [record["registrationId"] for record in page.json()]
        more = page.headers.get("x-ms-continuation")
        if not more:
            break
    assert sorted(found) == sorted(names)


def test_ten_enrollments_are_written_at_once_and_no_more(bench):
    names = [new_id("reg") for _ in range(11)]
    entries = [{"registrationId": name, "attestation": {"type": "symmetricKey"}} for name in names]
    bulk = lambda mode, entries: bench.service("POST", "/enrollments", {"mode": mode, "enrollments": entries})  # noqa: E731
    assert bulk("create", entries).status_code == 400
    assert bulk("create", entries[:10]).json() == {"isSuccessful": True, "errors": []}
    again = bulk("create", entries[9:]).json()
    assert not again["isSuccessful"] and [(error["registrationId"], error["errorCode"]) for error in again["errors"]] == [(names[9], 409201)]
    disabled = [{**entry, "provisioningStatus": "disabled"} for entry in entries[:2]]
    assert bulk("update", disabled).json()["isSuccessful"]
    assert bench.service("GET", f"/enrollments/{names[0]}").json()["provisioningStatus"] == "disabled"
    assert bulk("updateIfMatchETag", [{**disabled[0], "etag": "stale"}]).json()["errors"][0]["errorCode"] == 412001
    assert bulk("delete", entries[:10]).json()["isSuccessful"]
    assert bench.service("GET", f"/enrollments/{names[0]}").status_code == 404


@pytest.mark.parametrize("name", ["reg.", "a/b", "ä", "x" * 129])
def test_what_is_no_registration_id_is_refused(bench, name):
    answer = bench.service("PUT", f"/enrollments/{urllib.parse.quote(name, safe='')}", {"registrationId": name, "attestation": {"type": "symmetricKey"}})
    assert answer.status_code == 400, answer.text


def test_registration_ids_are_the_same_in_any_case(bench):
    name, key = individual(bench)
    state = Registration(bench, name.upper(), key).whole()["registrationState"]
    assert state["registrationId"].lower() == name
    assert bench.service("GET", f"/registrations/{name.upper()}").json()["etag"] == state["etag"]
