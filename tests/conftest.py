"""What every test may count on: one date, no network, and the folder of real data where it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before numpy is loaded: with several threads the algebra of small matrices takes many times as
# long, since they use up the processor while they wait for one another.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

# The fixtures of the browser, for every file that opens a page.
pytest_plugins = ["tests.browsing"]

ROOT = Path(__file__).resolve().parent.parent
# 15 November 2026, noon: the day on which the bundled example's story is told.
TODAY = "1794744000"

settings.register_profile(
    "civicnet",
    deadline=None,  # the machines that run this share their cores
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("civicnet")


def pytest_configure():
    os.environ["SOURCE_DATE_EPOCH"] = TODAY
    socket.socket.connect = _local_only(socket.socket.connect)
    socket.socket.connect_ex = _local_only(socket.socket.connect_ex)


def _local_only(connect):
    """Refuse every connection that leaves this computer."""

    def guarded(self, address):
        host = address[0] if self.family in (socket.AF_INET, socket.AF_INET6) else "localhost"
        if host not in ("localhost", "127.0.0.1", "::1"):
            raise AssertionError(f"civicnet never uses the network, but asked for {address!r}")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def _same_surroundings(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TODAY)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared():
    """Give the folder of real data beside the repository, or skip."""
    folder = Path(os.environ.get("CIVICNET_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real data are not at {folder}; CIVICNET_SHARED_DATA names another place")
    return folder
