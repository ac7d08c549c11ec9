import os

import pytest

from bench import Bench, Clients


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """The server of this run, in a data folder of its own."""
    bench = Bench(tmp_path_factory.mktemp("bench"))
    # The service SDKs know no other way to trust a certificate. This process talks to nobody but the bench.
    os.environ["REQUESTS_CA_BUNDLE"] = bench.ca
    yield bench
    bench.stop()


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
