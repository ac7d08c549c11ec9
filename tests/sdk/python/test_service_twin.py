"""The twin as a service sees and writes it: counters, times, conditions and limits."""

import pytest
from azure.iot.hub.models import Twin, TwinProperties

from bench import change, new_id, plain, refused, replace, report

FRESH = "AAAAAAAAAAE="


def counters(twin):
    return (twin.etag, twin.version, twin.properties.desired["$version"], twin.properties.reported["$version"])


def test_a_fresh_twin_starts_counting_at_one(registry, device):
    twin = registry.get_twin(device.device_id)
    assert counters(twin) == (FRESH, 2, 1, 1)
    assert twin.device_id == device.device_id and twin.module_id is None
    assert (twin.status, twin.connection_state, twin.authentication_type) == ("enabled", "Disconnected", "sas")
    assert twin.device_etag and twin.cloud_to_device_message_count == 0
    assert not twin.tags
    for section in (twin.properties.desired, twin.properties.reported):
        assert set(section) == {"$version", "$metadata"}
        assert set(section["$metadata"]) == {"$lastUpdated"}


def test_each_write_moves_its_own_counters(hub, device, client):
    steps = [
        (lambda: change(hub, device.device_id, desired={"a": 1}), ("AAAAAAAAAAI=", 3, 2, 1)),
        (lambda: change(hub, device.device_id, tags={"t": 1}), ("AAAAAAAAAAM=", 4, 2, 1)),
        (lambda: change(hub, device.device_id, desired={"a": 1}, tags={"t": 1}), ("AAAAAAAAAAQ=", 5, 3, 1)),
        (lambda: report(client, {"r": 1}), ("AAAAAAAAAAQ=", 6, 3, 2)),
        (lambda: change(hub, device.device_id, desired={"a": None}), ("AAAAAAAAAAU=", 7, 4, 2)),
        (lambda: replace(hub, device.device_id, {"b": 1}), ("AAAAAAAAAAY=", 8, 5, 2)),
    ]
    for number, (write, wanted) in enumerate(steps):
        write()
        assert counters(hub.registry.get_twin(device.device_id)) == wanted, f"step {number}"


def test_the_answer_of_a_write_is_the_whole_new_twin(registry, hub, device):
    answer = change(hub, device.device_id, desired={"a": {"b": 1}}, tags={"site": "A"})
    twin = registry.get_twin(device.device_id)
    assert answer.etag == twin.etag and answer.tags == twin.tags == {"site": "A"}
    assert answer.properties.desired == twin.properties.desired


def test_a_patch_merges_and_null_deletes(registry, hub, device):
    change(hub, device.device_id, desired={"a": {"x": 1, "y": [1, 2]}, "b": 2}, tags={"site": "A", "rack": {"row": 1, "slot": 2}})
    change(hub, device.device_id, desired={"a": {"x": None, "y": [3]}, "c": 3}, tags={"rack": {"slot": None}})

    twin = registry.get_twin(device.device_id)
    assert plain(twin.properties.desired) == {"a": {"y": [3]}, "b": 2, "c": 3}
    assert twin.tags == {"site": "A", "rack": {"row": 1}}


def test_times_move_only_where_something_was_written(registry, hub, device):
    change(hub, device.device_id, desired={"a": {"x": 1, "y": 1}, "b": 1})
    change(hub, device.device_id, desired={"a": {"x": 2}})

    metadata = registry.get_twin(device.device_id).properties.desired["$metadata"]
    versions = {
        "root": metadata["$lastUpdatedVersion"],
        "a": metadata["a"]["$lastUpdatedVersion"],
        "a.x": metadata["a"]["x"]["$lastUpdatedVersion"],
        "a.y": metadata["a"]["y"]["$lastUpdatedVersion"],
        "b": metadata["b"]["$lastUpdatedVersion"],
    }
    assert versions == {"root": 3, "a": 3, "a.x": 3, "a.y": 2, "b": 2}
    assert metadata["a"]["x"]["$lastUpdated"] > metadata["b"]["$lastUpdated"]


def test_a_twin_sent_back_whole_touches_every_time(registry, hub, device):
    change(hub, device.device_id, desired={"a": 1})
    change(hub, device.device_id, desired={"b": {"c": 1}})
    twin = registry.get_twin(device.device_id)
    registry.update_twin(device.device_id, twin, twin.etag)

    desired = registry.get_twin(device.device_id).properties.desired
    assert plain(desired) == {"a": 1, "b": {"c": 1}}, "times and versions sent along are left aside"
    metadata = desired["$metadata"]
    times = [metadata, metadata["a"], metadata["b"], metadata["b"]["c"]]
    assert [entry["$lastUpdatedVersion"] for entry in times] == [4] * 4
    assert len({entry["$lastUpdated"] for entry in times}) == 1


def test_a_service_cannot_write_what_is_reported(registry, device, client):
    report(client, {"fw": "1"})
    twin = Twin(properties=TwinProperties(desired={"a": 1}, reported={"fw": "forged"}))
    try:
        registry.update_twin(device.device_id, twin)
    except Exception as error:  # whether the live service refuses or ignores it is not known
        assert error.response.status_code == 400
    assert plain(registry.get_twin(device.device_id).properties.reported) == {"fw": "1"}


def test_a_replacement_leaves_only_what_it_brings(registry, hub, device, client):
    report(client, {"fw": "1"})
    change(hub, device.device_id, desired={"a": 1, "b": 2}, tags={"site": "A", "rack": 1})
    twin = replace(hub, device.device_id, {"b": 3}, {"site": "B"})

    assert plain(twin.properties.desired) == {"b": 3} and twin.tags == {"site": "B"}
    assert plain(registry.get_twin(device.device_id).properties.reported) == {"fw": "1"}


def test_a_write_with_a_condition_needs_the_etag_that_is(registry, hub, device):
    old = registry.get_twin(device.device_id).etag
    new = change(hub, device.device_id, desired={"a": 1}, etag=old).etag
    error = refused(412, change, hub, device.device_id, {"a": 2}, None, old)
    assert "Precondition" in error.response.text
    refused(412, replace, hub, device.device_id, {"a": 2}, None, old)
    assert plain(registry.get_twin(device.device_id).properties.desired) == {"a": 1}
    change(hub, device.device_id, desired={"a": 3}, etag=f'"{new}"')
    change(hub, device.device_id, desired={"a": 4}, etag="*")


REFUSED = {
    "a dot in a desired key": {"desired": {"a.b": 1}},
    "a dollar in a desired key": {"desired": {"$x": 1}},
    "a blank in a tag": {"tags": {"a b": 1}},
    "null in an array": {"desired": {"a": [None]}},
    "a desired string over 4 KB": {"desired": {"a": "x" * 4097}},
    "more than 32 KB of desired": {"desired": {f"k{i}": "x" * 4000 for i in range(9)}},
    "more than 8 KB of tags": {"tags": {f"k{i}": "x" * 4000 for i in range(3)}},
    "an integer over the limit": {"desired": {"n": 2**52}},
}


@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_write_changes_nothing(registry, hub, device, write):
    write = {section: {"good": 1, **value} for section, value in write.items()}
    error = refused(400, change, hub, device.device_id, write.get("desired"), write.get("tags"))
    assert "ArgumentInvalid" in error.response.text or "400004" in error.response.text
    assert counters(registry.get_twin(device.device_id)) == (FRESH, 2, 1, 1)


def test_a_twin_without_its_device_is_not_found(registry, hub):
    refused(404, registry.get_twin, new_id())
    refused(404, change, hub, new_id(), {"a": 1})
