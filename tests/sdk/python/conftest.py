import os
import threading

import pytest

from bench import Bench, Clients, Events


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """The server of this run, in a data folder of its own."""
    bench = Bench(tmp_path_factory.mktemp("bench"))
    # The service SDKs know no other way to trust a certificate. This process talks to nobody but the bench.
    os.environ["REQUESTS_CA_BUNDLE"] = bench.ca
    yield bench
    end_timers()
    bench.stop()


def end_timers():
    """The provisioning client forgets to end the 30-second timer of a poll that had to be repeated, and gives nobody a hold on it."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()


@pytest.fixture
def hub(bench):
    return bench.west


@pytest.fixture
def registry(hub):
    return hub.registry


@pytest.fixture
def clients(bench):
    clients = Clients(bench)
    yield clients
    clients.close()


@pytest.fixture
def device(hub):
    """A fresh identity of the first hub."""
    return hub.create_device()


@pytest.fixture
def client(clients, device):
    """A connected client of that identity."""
    return clients.connected(device)


@pytest.fixture
def events(hub):
    """What happens on the bench during the test."""
    return Events(hub)


@pytest.fixture
def faults(hub):
    """Puts troubles in force that end with the test."""
    yield hub.faults
    hub.faults()
