"""Automatic configurations: created, read, changed under their etag, deleted, and applied to the devices they are for."""

import pytest
from azure.iot.hub import IoTHubConfigurationManager
from azure.iot.hub.models import Configuration, ConfigurationContent, ConfigurationMetrics

from bench import change, desired_patches, eventually, new_id, refused


@pytest.fixture
def configurations(hub):
    return IoTHubConfigurationManager.from_connection_string(hub.connection_string)


def configuration(identifier, priority=10, etag=None):
    return Configuration(
        id=identifier,
        schema_version="1.0",
        labels={"team": "bench"},
        content=ConfigurationContent(device_content={"properties.desired.climate": {"target": 21}}),
        target_condition="tags.site='nowhere'",
        priority=priority,
        metrics=ConfigurationMetrics(queries={"warm": "SELECT deviceId FROM devices WHERE properties.reported.warm = true"}),
        etag=etag,
    )


def test_a_configuration_lives_and_ends(configurations):
    identifier = new_id("climate")
    created = configurations.create_configuration(configuration(identifier))
    read = configurations.get_configuration(identifier)
    for found in (created, read):
        assert (found.id, found.priority, found.labels) == (identifier, 10, {"team": "bench"})
        assert found.content.device_content == {"properties.desired.climate": {"target": 21}}
        assert found.target_condition == "tags.site='nowhere'"
        assert found.etag == created.etag
    assert read.created_time_utc.year > 2000
    assert identifier in {found.id for found in configurations.get_configurations(20)}

    configurations.delete_configuration(identifier)
    refused(404, configurations.get_configuration, identifier)


def test_a_configuration_is_changed_under_the_etag_that_is(configurations):
    identifier = new_id("climate")
    created = configurations.create_configuration(configuration(identifier))
    changed = configurations.update_configuration(configuration(identifier, priority=20), created.etag)
    assert changed.priority == 20 and changed.etag != created.etag

    refused(412, configurations.update_configuration, configuration(identifier, priority=30), created.etag)
    assert configurations.get_configuration(identifier).priority == 20
    refused(412, configurations.delete_configuration, identifier, created.etag)
    configurations.delete_configuration(identifier, changed.etag)


def test_the_content_of_a_configuration_stays_what_it_was_made_with(configurations):
    identifier = new_id("climate")
    created = configurations.create_configuration(configuration(identifier))
    other = configuration(identifier)
    other.content = ConfigurationContent(device_content={"properties.desired.climate": {"target": 5}})
    error = refused(400, configurations.update_configuration, other, created.etag)
    assert error.response.headers["iothub-errorcode"] == "CannotModifyImmutableConfigurationContent"
    assert configurations.get_configuration(identifier).content.device_content == {"properties.desired.climate": {"target": 21}}
    configurations.delete_configuration(identifier)


def test_a_configuration_is_created_once(configurations):
    identifier = new_id("climate")
    configurations.create_configuration(configuration(identifier))
    error = refused(409, configurations.create_configuration, configuration(identifier))
    assert error.response.headers["iothub-errorcode"] == "ConfigurationAlreadyExists"
    configurations.delete_configuration(identifier)


def test_a_configuration_reaches_the_devices_it_is_for_and_counts_them(hub, registry, clients, configurations):
    site, identifier = new_id("site"), new_id("climate")
    here, away = hub.create_device(), hub.create_device()
    change(hub, here.device_id, tags={"site": site})
    patches = desired_patches(clients.connected(here))
    configuration_here = configuration(identifier)
    configuration_here.target_condition = f"tags.site = '{site}'"
    etag = configurations.create_configuration(configuration_here).etag
    assert patches.next()["climate"] == {"target": 21}
    change(hub, away.device_id, tags={"site": site})
    eventually(lambda: "climate" in registry.get_twin(away.device_id).properties.desired)
    counted = lambda: configurations.get_configuration(identifier).system_metrics.results  # noqa: E731
    eventually(lambda: counted() == {"targetedCount": 2, "appliedCount": 2})
    signed = hub.http("GET", f"/twins/{here.device_id}").json()
    assert signed["configurations"] == {identifier: {"status": "Applied"}}
    assert signed["properties"]["desired"]["$metadata"]["climate"]["target"]["$lastUpdatedBy"] == identifier
    applied = configurations.get_configuration(identifier).system_metrics.queries["appliedCount"]
    rows = hub.http("POST", "/devices/query", json={"query": applied}).json()
    assert sorted(row["deviceId"] for row in rows) == sorted([here.device_id, away.device_id])

    configurations.delete_configuration(identifier, etag)
    eventually(lambda: "configurations" not in hub.http("GET", f"/twins/{here.device_id}").json())
    assert registry.get_twin(here.device_id).properties.desired["climate"] == {"target": 21}


def test_a_content_is_applied_to_an_edge_device_at_once(hub, registry, configurations, device):
    content = ConfigurationContent(
        device_content={"properties.desired.a": 1},
        modules_content={"$edgeAgent": {"properties.desired": {"schemaVersion": "1.1"}}},
    )
    configurations.apply_configuration_on_edge_device(device.device_id, content)
    assert registry.get_twin(device.device_id).properties.desired["a"] == 1
    assert registry.get_module_twin(device.device_id, "$edgeAgent").properties.desired["schemaVersion"] == "1.1"
    refused(404, configurations.apply_configuration_on_edge_device, new_id(), content)
    refused(400, configurations.create_configuration, Configuration(id=new_id(), target_condition="tags.a ="))
