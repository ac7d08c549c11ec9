"""Queries over twins, as people on support write them."""

import pytest
from azure.iot.hub.models import QuerySpecification

from bench import Clients, change, new_id, new_key, refused, report


def pages(registry, query, size=None):
    """Every page of the answer, with its kind; loops on the continuation alone."""
    result, token = [], None
    while True:
        page = registry.query_iot_hub(QuerySpecification(query=query), token, size)
        result.append((page.type, page.items))
        token = page.continuation_token
        if not token:
            return result


def rows(registry, query, size=None):
    return [item for _, items in pages(registry, query, size) for item in items]


def ids(registry, query, size=None):
    return sorted(row.device_id for row in rows(registry, query, size))


@pytest.fixture(scope="module")
def fleet(bench):
    """Six devices of one batch: half of them report another firmware than is desired, one reports none."""
    hub, clients, batch = bench.west, Clients(bench), new_id("batch")
    names = [f"{batch}-{number}" for number in range(6)]
    for number, name in enumerate(names):
        device = hub.create_device(name, "disabled" if number == 5 else "enabled")
        tags = {"batch": batch, "site": "AB"[number % 2], "floor": number}
        change(hub, name, desired={"fw": "2.0"}, tags=tags)
        if number < 5:
            client = clients.connected(device)
            report(client, {"fw": "2.0" if number % 2 else "1.0", "load": {"cpu": number * 10}})
            client.disconnect()
    clients.close()
    return batch, names


def test_a_query_comes_in_pages_of_the_size_asked_for(registry, fleet):
    batch, names = fleet
    answer = pages(registry, f"SELECT * FROM devices WHERE tags.batch = '{batch}'", 2)
    assert {kind for kind, _ in answer} == {"twin"}
    assert all(len(items) <= 2 for _, items in answer)
    assert sorted(twin.device_id for _, items in answer for twin in items) == names


def test_a_row_is_the_whole_twin(registry, fleet):
    batch, names = fleet
    (row,) = rows(registry, f"SELECT * FROM devices WHERE deviceId = '{names[1]}'")
    twin = registry.get_twin(names[1])
    assert row.tags == twin.tags and row.etag == twin.etag and row.version == twin.version
    assert row.properties.desired == twin.properties.desired
    assert row.properties.reported == twin.properties.reported


CONDITIONS = {
    "tags.site = 'A'": [0, 2, 4],
    "tags.site != 'A'": [1, 3, 5],
    "tags.floor >= 4": [4, 5],
    "tags.floor > 1 AND tags.floor <= 3": [2, 3],
    "tags.site = 'B' AND (tags.floor = 1 OR tags.floor = 3)": [1, 3],
    "tags.floor IN [0, 5]": [0, 5],
    "tags.floor NIN [0, 1, 2]": [3, 4, 5],
    "properties.desired.fw = properties.reported.fw": [1, 3],
    "is_defined(properties.reported.fw) AND properties.desired.fw != properties.reported.fw": [0, 2, 4],
    "NOT IS_DEFINED(properties.reported.fw)": [5],
    "properties.reported.load.cpu > 15": [2, 3, 4],
    "status = 'disabled'": [5],
    "connectionState = 'Disconnected' and status = 'enabled'": [0, 1, 2, 3, 4],
    "STARTSWITH(properties.reported.fw, '1.')": [0, 2, 4],
}


@pytest.mark.parametrize("condition, wanted", CONDITIONS.items(), ids=CONDITIONS)
def test_conditions_pick_the_devices_they_describe(registry, fleet, condition, wanted):
    batch, names = fleet
    found = ids(registry, f"SELECT * FROM devices WHERE tags.batch = '{batch}' AND ({condition})")
    assert found == [names[number] for number in wanted]


def raw(rows):
    """Projected rows: the SDK reads them as twins and leaves what it does not know in additional_properties."""
    return [{**row.additional_properties, **({"deviceId": row.device_id} if row.device_id else {})} for row in rows]


def test_a_projection_answers_with_raw_rows(registry, fleet):
    batch, names = fleet
    query = f"SELECT deviceId, properties.reported.fw AS firmware FROM devices WHERE tags.batch = '{batch}' AND tags.floor < 2"
    answer = pages(registry, query)
    assert {kind for kind, _ in answer} == {"raw"}
    found = sorted(raw(answer[0][1]), key=lambda row: row["deviceId"])
    assert found == [{"deviceId": names[0], "firmware": "1.0"}, {"deviceId": names[1], "firmware": "2.0"}]


def test_devices_are_counted_by_group(registry, fleet):
    batch, _ = fleet
    query = f"SELECT tags.site AS site, COUNT() AS n FROM devices WHERE tags.batch = '{batch}' GROUP BY tags.site"
    assert sorted(raw(rows(registry, query)), key=lambda row: row["site"]) == [{"site": "A", "n": 3}, {"site": "B", "n": 3}]
    (row,) = raw(rows(registry, f"SELECT COUNT() AS n FROM devices WHERE tags.batch = '{batch}'"))
    assert row == {"n": 6}


def test_numbers_are_aggregated(registry, fleet):
    batch, _ = fleet
    query = f"SELECT SUM(tags.floor) AS sum, MIN(tags.floor) AS min, MAX(tags.floor) AS max, AVG(tags.floor) AS avg FROM devices WHERE tags.batch = '{batch}'"
    (row,) = raw(rows(registry, query))
    assert row == {"sum": 15, "min": 0, "max": 5, "avg": 2.5}


def test_top_is_the_most_that_comes(registry, fleet):
    batch, _ = fleet
    assert len(rows(registry, f"SELECT TOP 2 * FROM devices WHERE tags.batch = '{batch}'")) == 2


def test_modules_are_found_by_their_device(registry, device):
    registry.create_module_with_sas(device.device_id, "camera", "", new_key(), new_key())
    (row,) = rows(registry, f"SELECT * FROM devices.modules WHERE deviceId = '{device.device_id}'")
    assert (row.device_id, row.module_id) == (device.device_id, "camera")


def test_nothing_found_is_an_empty_page(registry):
    assert pages(registry, f"SELECT * FROM devices WHERE tags.batch = '{new_id('none')}'") == [("twin", [])]


@pytest.mark.parametrize("query", ["SELECT", "DELETE FROM devices", "SELECT * FROM planets", "SELECT * FROM devices WHERE (tags.a = 1"])
def test_a_query_that_is_none_is_refused(registry, query):
    refused(400, registry.query_iot_hub, QuerySpecification(query=query))
