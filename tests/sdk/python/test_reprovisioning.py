"""A device that lived in one hub registers again after its enrollment points to the other one.

All devices move at the same time, before the first test: each registration of this SDK takes two seconds."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from azure.iot.device.exceptions import CredentialError

import by_hand
from bench import Clients, change, new_id, plain, report, twin_of
from enrolling import MIGRATE, NEVER, RESET, client_with_key, individual, keys, new_keys, register

# Who moves, under which policy, and by which API version it registers the second time (None: the SDK's own).
JOURNEYS = {
    "migrate": (MIGRATE, None),
    "reset": (RESET, None),
    "never": (NEVER, None),
    "no policy": (None, None),
    "no policy, old api": (None, "2018-04-01"),
    "migrate, old api": (MIGRATE, "2018-04-01"),
    "migrate, new api": (MIGRATE, "2021-06-01"),
    "reset, new api": (RESET, "2021-06-01"),
    "never, new api": (NEVER, "2021-06-01"),
}


def travel(bench, policy, api_version):
    """One device's way: assigned to west, lived in there, its enrollment turned to east, registered again."""
    name, (primary, secondary), clients = new_id("mover"), new_keys(), Clients(bench)
    service = bench.provisioning
    service.create_or_update(
        individual(
            name, keys(primary, secondary), {"site": "first"}, {"interval": 1},
            reprovision_policy=policy, allocation_policy="static", iot_hubs=[bench.west.name],
        )
    )
    first = register(client_with_key(bench, name, primary))
    assert first.assigned_hub == bench.west.name
    device = bench.west.registry.get_device(name)
    client = clients.connected(device, bench.west)
    change(bench.west, name, desired={"interval": 2, "lived": True}, tags={"site": "lived"})
    report(client, {"fw": "7"})
    clients.close()

    enrollment = service.get_individual_enrollment(name)
    enrollment.iot_hubs = [bench.east.name]
    service.create_or_update(enrollment)
    if api_version:
        state = by_hand.register(bench, name, primary, api_version)["registrationState"]
        hub, substatus = state["assignedHub"], state["substatus"]
    else:
        state = register(client_with_key(bench, name, primary))
        hub, substatus = state.assigned_hub, state.sub_status
    return SimpleNamespace(name=name, hub=bench.hub(hub), substatus=substatus)


@pytest.fixture(scope="module")
def movers(bench):
    with ThreadPoolExecutor(len(JOURNEYS)) as pool:
        running = {name: pool.submit(travel, bench, *journey) for name, journey in JOURNEYS.items()}
        return {name: journey.result() for name, journey in running.items()}


def lived_in(twin):
    return (
        twin.tags == {"site": "lived"}
        and plain(twin.properties.desired) == {"interval": 2, "lived": True}
        and plain(twin.properties.reported) == {"fw": "7"}
    )


@pytest.mark.parametrize("journey", ["migrate", "no policy", "migrate, old api", "migrate, new api"])
def test_a_migrated_device_takes_its_twin_along_and_leaves_nothing_behind(bench, movers, journey):
    mover = movers[journey]
    assert mover.hub is bench.east
    assert mover.substatus == "deviceDataMigrated"
    twin = bench.east.registry.get_twin(mover.name)
    assert lived_in(twin)
    assert twin.properties.reported["$version"] == 2, "the count of reports is carried over"
    assert bench.west.identity(mover.name) is None


@pytest.mark.parametrize("journey", ["reset", "reset, new api"])
def test_a_reset_device_begins_with_its_initial_twin(bench, movers, journey):
    mover = movers[journey]
    assert mover.hub is bench.east
    assert mover.substatus == "deviceDataReset"
    twin = bench.east.registry.get_twin(mover.name)
    assert twin.tags == {"site": "first"} and plain(twin.properties.desired) == {"interval": 1}
    assert plain(twin.properties.reported) == {} and twin.properties.reported["$version"] == 1
    assert bench.west.identity(mover.name) is None


@pytest.mark.parametrize(
    "journey, substatus",
    [
        ("never", "initialAssignment"),
        ("no policy, old api", "initialAssignment"),
        ("never, new api", "reprovisionedToInitialAssignment"),
    ],
)
def test_a_device_that_never_moves_stays_as_it_is(bench, movers, journey, substatus):
    mover = movers[journey]
    assert mover.hub is bench.west
    assert mover.substatus == substatus
    assert lived_in(bench.west.registry.get_twin(mover.name))
    assert bench.east.identity(mover.name) is None


@pytest.mark.parametrize("journey", ["migrate", "reset", "never"])
def test_a_moved_device_connects_where_it_was_sent(bench, movers, clients, journey):
    mover = movers[journey]
    client = clients.connected(mover.hub.registry.get_device(mover.name), mover.hub)
    report(client, {"moved": True})
    assert twin_of(client)["reported"]["moved"] is True


def test_a_moved_device_is_refused_where_it_came_from(bench, movers, clients):
    device = bench.east.registry.get_device(movers["migrate"].name)
    with pytest.raises(CredentialError):
        clients.connected(device, bench.west)
