"""The twin as a device sees it: reading, reporting, and hearing of what is desired."""

import asyncio

import pytest
from azure.iot.device.aio import IoTHubDeviceClient as AsyncDeviceClient
from azure.iot.device.exceptions import ClientError

from bench import PATIENCE, Clients, Inbox, change, desired_patches, plain, replace, report, twin_of, within


def test_a_fresh_twin_is_desired_and_reported_and_nothing_else(client):
    assert twin_of(client) == {"desired": {"$version": 1}, "reported": {"$version": 1}}


def test_a_device_sees_what_is_desired_but_neither_tags_nor_metadata(hub, device, client):
    change(hub, device.device_id, desired={"interval": {"s": 30}}, tags={"site": "A"})
    assert twin_of(client) == {"desired": {"interval": {"s": 30}, "$version": 2}, "reported": {"$version": 1}}


def test_a_reported_patch_counts_one_version_and_the_service_sees_it_with_its_times(registry, device, client):
    patch = {"fw": {"version": "1.2.0", "ok": True}, "slots": [1, "two", {"three": 3}], "ratio": 0.25, "bytes": 2**40}
    report(client, patch)

    assert twin_of(client)["reported"] == {**patch, "$version": 2}
    twin = registry.get_twin(device.device_id)
    reported = twin.properties.reported
    assert plain(reported) == patch and reported["$version"] == 2
    metadata = reported["$metadata"]
    assert set(metadata["fw"]) == {"$lastUpdated", "version", "ok"}
    assert set(metadata["fw"]["version"]) == {"$lastUpdated"}, "reported entries carry no version"
    assert set(metadata["slots"]) == {"$lastUpdated"}, "an array is one leaf"
    assert twin.etag == "AAAAAAAAAAE=" and twin.version == 3, "a report moves the version, never the etag"


def test_null_removes_a_reported_property_and_its_times(registry, device, client):
    report(client, {"keep": 1, "group": {"gone": 1, "stay": 2}, "whole": {"a": 1}})
    report(client, {"group": {"gone": None}, "whole": None})

    assert twin_of(client)["reported"] == {"keep": 1, "group": {"stay": 2}, "$version": 3}
    metadata = registry.get_twin(device.device_id).properties.reported["$metadata"]
    assert "whole" not in metadata and "gone" not in metadata["group"]
    assert metadata["group"]["$lastUpdated"] > metadata["keep"]["$lastUpdated"]
    assert metadata["group"]["stay"]["$lastUpdated"] < metadata["group"]["$lastUpdated"], "a sibling keeps its time"


def test_a_desired_change_arrives_as_the_patch_with_its_version(hub, device, client):
    patches = desired_patches(client)
    change(hub, device.device_id, desired={"interval": 5, "mode": {"name": "eco"}})
    assert patches.next() == {"interval": 5, "mode": {"name": "eco"}, "$version": 2}

    change(hub, device.device_id, desired={"interval": None})
    assert patches.next() == {"interval": None, "$version": 3}
    assert twin_of(client)["desired"] == {"mode": {"name": "eco"}, "$version": 3}


def test_a_replaced_twin_arrives_with_null_for_what_is_gone(hub, device, client):
    change(hub, device.device_id, desired={"a": 1, "b": 2, "deep": {"x": 1, "y": 2}})
    patches = desired_patches(client)
    replace(hub, device.device_id, {"a": 1, "c": 100, "deep": {"x": 1}})

    patch = patches.next()
    assert patch["b"] is None and patch["deep"]["y"] is None
    assert patch["a"] == 1 and patch["c"] == 100 and patch["$version"] == 3
    assert twin_of(client)["desired"] == {"a": 1, "c": 100, "deep": {"x": 1}, "$version": 3}


def test_an_equal_write_counts_and_is_told_all_the_same(hub, device, client):
    change(hub, device.device_id, desired={"a": 1})
    patches = desired_patches(client)
    change(hub, device.device_id, desired={"a": 1})
    assert patches.next() == {"a": 1, "$version": 3}


def test_tags_are_none_of_the_devices_business(hub, device, client):
    patches = desired_patches(client)
    change(hub, device.device_id, tags={"site": "A"})
    change(hub, device.device_id, desired={"a": 1})
    assert patches.next() == {"a": 1, "$version": 2}, "the first news is of the desired write"


def test_a_device_that_was_away_hears_of_the_last_state_when_it_is_back(hub, device, client):
    patches = desired_patches(client)
    # Only a read of the twin subscribes to answers: without it the SDK's own read after a reconnect is never answered.
    twin_of(client)
    change(hub, device.device_id, desired={"a": 1})
    patches.next()
    within(PATIENCE, client.disconnect)
    change(hub, device.device_id, desired={"a": 2})
    change(hub, device.device_id, desired={"b": 3})
    within(PATIENCE, client.connect)
    # The SDK fetches the twin after a reconnect and hands on what it has missed.
    assert patches.until(lambda patch: patch["$version"] == 4) == {"a": 2, "b": 3, "$version": 4}


def nested(depth, value=1):
    """That many objects within each other, the value in the innermost. The outermost is the patch itself: the section's root."""
    for _ in range(depth):
        value = {"n": value}
    return value


ACCEPTED = {
    "ten objects below the root": nested(11),
    "a string of 4096 bytes": {"text": "x" * 4096},
    "a string of 4096 bytes in two-byte letters": {"text": "é" * 2048},
    "a key of 1024 bytes": {"k" * 1024: 1},
    "the largest integer": {"n": 4503599627370495},
    "the smallest integer": {"n": -4503599627370496},
    "nearly 32 KB": {f"k{i}": "x" * 3998 for i in range(8)},
}

REFUSED = {
    "a dot in a key": {"a.b": 1},
    "a dollar in a key": {"$x": 1},
    "a dollar in a deep key": {"deep": {"a$": 1}},
    "a blank in a key": {"a b": 1},
    "a hash in a key": {"a#b": 1},
    "a control character in a key": {"a\u0007": 1},
    "null in an array": {"list": [1, None]},
    "null in an object in an array": {"list": [{"a": None}]},
    "eleven objects below the root": nested(12),
    "an array at depth eleven": nested(11, []),
    "a string over 4 KB": {"text": "x" * 4097},
    "a string over 4 KB in bytes only": {"text": "é" * 2049},
    "a key over 1 KB": {"k" * 1025: 1},
    "an integer over the limit": {"n": 4503599627370496},
    "an integer under the limit": {"n": -4503599627370497},
    "more than 32 KB": {f"k{i}": "x" * 4000 for i in range(9)},
}


def test_reported_patches_at_the_limits_are_accepted(hub, clients):
    client = clients.connected(hub.create_device())
    for number, (what, patch) in enumerate(ACCEPTED.items()):
        report(client, patch)
        reported = twin_of(client)["reported"]
        assert plain(reported) == patch and reported["$version"] == 2 * number + 2, what
        report(client, {key: None for key in patch})


@pytest.mark.parametrize("patch", REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_report_is_an_error_and_changes_nothing(limits_client, patch):
    before = twin_of(limits_client)
    with pytest.raises(ClientError):
        report(limits_client, {"good": 1, **patch})
    assert twin_of(limits_client) == before


def test_the_size_limit_counts_the_whole_section_not_the_patch(client):
    report(client, {f"a{i}": "x" * 4000 for i in range(5)})
    with pytest.raises(ClientError):
        report(client, {f"b{i}": "x" * 4000 for i in range(5)})
    assert twin_of(client)["reported"]["$version"] == 2
    report(client, {"a0": None, "a1": None, "a2": None, **{f"b{i}": "x" * 4000 for i in range(5)}})


@pytest.fixture(scope="module")
def limits_client(bench):
    clients = Clients(bench)
    client = clients.connected(bench.west.create_device())
    report(client, {"before": {"a": 1}})
    yield client
    clients.close()


def test_the_asyncio_client_reads_reports_and_hears_alike(bench, hub, device):
    async def scenario():
        client = AsyncDeviceClient.create_from_connection_string(
            hub.device_string(device), server_verification_cert=bench.ca_text
        )
        patches = Inbox()
        try:
            await client.connect()
            client.on_twin_desired_properties_patch_received = patches
            await client.patch_twin_reported_properties({"fw": "2"})
            assert (await client.get_twin())["reported"] == {"fw": "2", "$version": 2}
            with pytest.raises(ClientError):
                await client.patch_twin_reported_properties({"$bad": 1})
            await asyncio.to_thread(change, hub, device.device_id, {"interval": 9})
            assert await asyncio.to_thread(patches.next) == {"interval": 9, "$version": 2}
        finally:
            await client.shutdown()

    asyncio.run(asyncio.wait_for(scenario(), 2 * PATIENCE))
