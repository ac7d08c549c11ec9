"""Automatic configurations as documents: created, read, changed under their etag, deleted."""

import pytest
from azure.iot.hub import IoTHubConfigurationManager
from azure.iot.hub.models import Configuration, ConfigurationContent, ConfigurationMetrics

from bench import new_id, refused


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


def test_a_configuration_is_created_once(configurations):
    identifier = new_id("climate")
    configurations.create_configuration(configuration(identifier))
    refused(409, configurations.create_configuration, configuration(identifier))
    configurations.delete_configuration(identifier)
