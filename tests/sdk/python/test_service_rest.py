"""The service API as the command line tools and raw HTTPS callers see it, where no Python SDK goes."""

import time
import urllib.parse

import pytest

from bench import change, new_id, new_key, plain


def identity(hub, device_id=None, **more):
    device_id = device_id or new_id()
    answer = hub.http("PUT", f"/devices/{device_id}", json={"deviceId": device_id, "authentication": {"type": "sas"}, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rewrite(hub, device, **members):
    """Sends an identity back with other members, under its etag."""
    answer = hub.http("PUT", f"/devices/{device['deviceId']}", json={**device, **members}, headers={"If-Match": f'"{device["etag"]}"'})
    assert answer.status_code == 200, answer.text
    return answer.json()


def query(hub, text, **headers):
    answer = hub.http("POST", "/devices/query", json={"query": text}, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_leaf_becomes_the_child_of_an_edge_device_and_leaves_it(hub):
    edge, leaf = identity(hub, capabilities={"iotEdge": True}), identity(hub)
    scope = edge["deviceScope"]
    assert scope == f"ms-azure-iot-edge://{edge['deviceId']}-{edge['generationId']}"
    child = rewrite(hub, leaf, deviceScope=scope)
    assert (child["deviceScope"], child["parentScopes"]) == (scope, [scope])
    children = f"select deviceId from devices where array_contains(parentScopes, '{scope}')"
    assert query(hub, children).json() == [{"deviceId": leaf["deviceId"]}]
    assert hub.http("GET", f"/twins/{leaf['deviceId']}").json()["parentScopes"] == [scope]
    alone = rewrite(hub, child, deviceScope="")
    assert not alone.get("parentScopes") and not alone.get("deviceScope")
    assert query(hub, children).json() == []


def test_an_edge_device_may_have_a_parent_and_keeps_its_own_scope(hub):
    parent, edge = identity(hub, capabilities={"iotEdge": True}), identity(hub, capabilities={"iotEdge": True}, parentScopes=[])
    child = rewrite(hub, edge, parentScopes=[parent["deviceScope"]])
    assert (child["deviceScope"], child["parentScopes"]) == (edge["deviceScope"], [parent["deviceScope"]])


def test_keys_are_swapped_and_renewed(hub, device):
    found = hub.identity(device.device_id)
    keys = found["authentication"]["symmetricKey"]
    swapped = {"type": "sas", "symmetricKey": {"primaryKey": keys["secondaryKey"], "secondaryKey": keys["primaryKey"]}}
    answer = rewrite(hub, found, authentication=swapped)
    assert answer["authentication"]["symmetricKey"] == swapped["symmetricKey"] and answer["generationId"] == found["generationId"]
    other = new_key()
    renewed = rewrite(hub, answer, authentication={"type": "sas", "symmetricKey": {"primaryKey": other, "secondaryKey": keys["primaryKey"]}})
    assert renewed["authentication"]["symmetricKey"]["primaryKey"] == other


def test_an_identity_moves_from_keys_to_a_thumbprint_and_back(hub, device):
    found = hub.identity(device.device_id)
    prints = {"primaryThumbprint": "AB" * 20, "secondaryThumbprint": "CD" * 32}
    signed = rewrite(hub, found, authentication={"type": "selfSigned", "x509Thumbprint": prints})
    assert signed["authentication"]["type"] == "selfSigned" and signed["authentication"]["x509Thumbprint"] == prints
    twin = hub.http("GET", f"/twins/{device.device_id}").json()
    assert (twin["authenticationType"], twin["x509Thumbprint"]) == ("selfSigned", prints)
    back = rewrite(hub, signed, authentication={"type": "sas"})
    assert back["authentication"]["type"] == "sas" and back["authentication"]["symmetricKey"]["primaryKey"]


def test_null_empties_tags_and_desired(hub, device):
    change(hub, device.device_id, desired={"a": 1}, tags={"site": "A"})
    for body, tags, desired, version in (
        ({"tags": None}, {}, {"a": 1}, 2),
        ({"properties": {"desired": None}}, {}, {}, 3),
    ):
        twin = hub.http("PATCH", f"/twins/{device.device_id}", json=body, headers={"If-Match": "*"}).json()
        assert (twin["tags"], plain(twin["properties"]["desired"]), twin["properties"]["desired"]["$version"]) == (tags, desired, version)


def test_etags_follow_each_other_and_stand_in_the_header(hub, device):
    path, etag = f"/twins/{device.device_id}", "AAAAAAAAAAE="
    for number, method in enumerate(["PATCH", "PUT", "PATCH"]):
        answer = hub.http(method, path, json={"tags": {"n": number}}, headers={"If-Match": f'"{etag}"'})
        assert answer.status_code == 200 and answer.headers["ETag"] == f'"{answer.json()["etag"]}"'
        assert hub.http(method, path, json={"tags": {}}, headers={"If-Match": etag}).status_code == 412
        etag = answer.json()["etag"]
    assert hub.http("GET", path).headers["ETag"] == f'"{etag}"'


def test_the_connection_of_a_query_is_its_continuation(hub):
    site = new_id("site")
    ids = {hub.create_device().device_id for _ in range(5)}
    for device_id in ids:
        change(hub, device_id, tags={"site": site})
    found, more = [], {}
    while True:
        page = query(hub, f"SELECT * FROM devices WHERE tags.site = '{site}'", x_ms_max_item_count="2", **more)
        assert page.headers["x-ms-item-type"] == "twin" and len(page.json()) <= 2
        found += [twin["deviceId"] for twin in page.json()]
        if "x-ms-continuation" not in page.headers:
            break
        more = {"x_ms_continuation": page.headers["x-ms-continuation"]}
    assert sorted(found) == sorted(ids)


def test_modules_are_queried_with_their_twins(hub, device):
    assert hub.http("PUT", f"/devices/{device.device_id}/modules/camera", json={"deviceId": device.device_id, "moduleId": "camera"}).ok
    path = f"/twins/{device.device_id}/modules/camera"
    assert hub.http("PATCH", path, json={"tags": {"a": 1}, "properties": {"desired": {"lens": "wide"}}}).status_code == 200
    rows = query(hub, f"SELECT * FROM devices.modules WHERE deviceId = '{device.device_id}'").json()
    assert [(row["moduleId"], row["tags"], plain(row["properties"]["desired"])) for row in rows] == [("camera", {"a": 1}, {"lens": "wide"})]
    assert hub.http("PUT", path, json={"tags": {}, "properties": {"desired": {}}}).json()["properties"]["desired"]["$version"] == 3


@pytest.mark.parametrize("timeouts", [{"responseTimeoutInSeconds": 4}, {"responseTimeoutInSeconds": 301}, {"connectTimeoutInSeconds": 301}, {"connectTimeoutInSeconds": -1}])
def test_timeouts_of_methods_have_their_limits(hub, device, timeouts):
    answer = hub.http("POST", f"/twins/{device.device_id}/methods", json={"methodName": "x", **timeouts})
    assert answer.status_code == 400 and next(iter(timeouts)) in answer.text


def test_a_method_waits_for_its_device_as_long_as_it_is_asked_to(hub, device):
    begin = time.monotonic()
    answer = hub.http("POST", f"/twins/{device.device_id}/methods", json={"methodName": "x", "connectTimeoutInSeconds": 1})
    assert answer.status_code == 404 and "404103" in answer.text and answer.headers["iothub-errorcode"] == "DeviceNotOnline"
    assert 1 <= time.monotonic() - begin < 5


@pytest.mark.parametrize(
    "condition, metrics, wrong",
    [
        ("*", {}, []),
        ("tags.site = 'A' AND deviceId != 'b'", {"warm": "SELECT deviceId FROM devices WHERE tags.x = 1"}, []),
        ("FROM devices.modules WHERE tags.site = 'A'", {}, []),
        ("tags.site =", {"warm": "SELECT FROM nowhere", "cold": "SELECT deviceId FROM devices"}, ["warm"]),
    ],
)
def test_queries_of_configurations_are_tested(hub, condition, metrics, wrong):
    answer = hub.http("POST", "/configurations/testQueries", json={"targetCondition": condition, "customMetricQueries": metrics})
    assert answer.status_code == 200, answer.text
    assert bool(answer.json()["targetConditionError"]) == bool(wrong)
    assert sorted(answer.json()["customMetricQueryErrors"]) == wrong


def test_a_bulk_makes_devices_with_twins_and_modules(hub):
    device_id = new_id()
    entries = [
        {"id": device_id, "importMode": "create", "status": "enabled", "tags": {"site": "A"}, "properties": {"desired": {"a": 1}}},
        {"id": device_id, "moduleId": "camera", "importMode": "create"},
        {"id": device_id, "importMode": "updateTwin", "tags": {"site": "B"}},
    ]
    answer = hub.http("POST", "/devices", json=entries)
    assert answer.status_code == 200 and answer.json()["isSuccessful"], answer.text
    twin = hub.http("GET", f"/twins/{device_id}").json()
    assert twin["tags"] == {"site": "B"} and plain(twin["properties"]["desired"]) == {"a": 1}
    assert [module["moduleId"] for module in hub.http("GET", f"/devices/{device_id}/modules").json()] == ["camera"]


def test_messages_that_wait_are_thrown_away_on_demand(hub, device):
    for number in range(3):
        hub.send_c2d(device.device_id, str(number))
    answer = hub.http("DELETE", f"/devices/{device.device_id}/commands")
    assert answer.status_code == 200 and answer.json()["totalMessagesPurged"] == 3 and answer.json()["deviceId"] == device.device_id


def test_the_fifty_first_message_finds_no_room(hub, device):
    for number in range(50):
        hub.send_c2d(device.device_id, str(number))
    full = hub.http("POST", f"/devices/{device.device_id}/messages/deviceBound", data="x")
    assert (full.status_code, full.headers["iothub-errorcode"]) == (403, "DeviceMaximumQueueDepthExceeded")
    assert hub.http("GET", f"/twins/{device.device_id}").json()["cloudToDeviceMessageCount"] == 50


@pytest.mark.parametrize("name", ["a:b", "a+b", "100%", "(x)!*'", "a_b,c=d@e;$f#g?"])
def test_any_letter_of_an_id_finds_its_device(hub, name):
    device_id = new_id() + name
    path = urllib.parse.quote(device_id, safe="")
    assert hub.http("PUT", f"/devices/{path}", json={"deviceId": device_id}).status_code == 200
    assert hub.http("GET", f"/twins/{path}").json()["deviceId"] == device_id
    assert hub.http("DELETE", f"/devices/{path}", headers={"If-Match": "*"}).status_code == 204
