"""Work shared out among threads, processes and a real cluster; lost workers change nothing."""

import os
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest

import civicnet as cn
from civicnet.cli import main
from civicnet.cli.workers import crew
from civicnet.errors import ArgumentError, MissingExtraError
from civicnet.sharing import shared

AT, UNTIL = "2026-11-15", "2028-03-31"
PARTS = list(range(7))


def square(part):
    return part * part


def square_here_only(home, part):
    """Square a number; a worker in another process is lost on the way."""
    if os.getpid() != home:
        os._exit(1)
    return part * part


def square_at_the_second_try(folder, part):
    """Square a number; the first worker who is given number 3 is lost."""
    lost = Path(folder, "lost")
    if part == 3 and not lost.exists():
        lost.touch()
        os._exit(1)
    return part * part


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def alone(riverbend):
    return cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_500)


def same(one, other):
    for name in ("monthly", "drivers", "cliffs"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.notes == other.notes


# --- sharing -------------------------------------------------------------------------------------


def test_parts_come_back_in_their_order():
    assert shared(square, PARTS, None) == [0, 1, 4, 9, 16, 25, 36]
    with ThreadPoolExecutor(3) as pool:
        assert shared(square, PARTS, pool) == [0, 1, 4, 9, 16, 25, 36]
    assert shared(square, [], None) == []


def test_a_mistake_in_a_task_is_not_hidden():
    with ThreadPoolExecutor(2) as pool, pytest.raises(TypeError):
        shared(square, [1, None, 3], pool)


def test_what_a_lost_worker_leaves_undone_is_done_here():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = shared(partial(square_here_only, os.getpid()), PARTS, pool)
    assert found == [0, 1, 4, 9, 16, 25, 36]


def test_an_executor_that_takes_no_more_work_is_no_loss():
    class Broken(ThreadPoolExecutor):
        def submit(self, *_):
            raise BrokenProcessPool

    class Cancelled(ThreadPoolExecutor):
        def submit(self, *_):
            future = Future()
            future.cancel()
            return future

    for kind in (Broken, Cancelled):
        with kind(1) as pool:
            assert shared(square, PARTS, pool) == [0, 1, 4, 9, 16, 25, 36]


def test_processes_change_nothing(riverbend, alone):
    with crew(2, None) as pool:
        assert pool is not None
        same(cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_500, executor=pool), alone)


def test_processes_choose_the_same_agreements(riverbend):
    asked = {"budget": 2, "until": "2027-03-31", "at": AT}
    with crew(2, None) as pool:
        shared_out = cn.formalize(riverbend, executor=pool, **asked)
    assert shared_out.to_dict() == cn.formalize(riverbend, **asked).to_dict()


def test_one_worker_is_this_process():
    with crew(1, None) as pool:
        assert pool is None
    with crew(None, None) as pool:
        assert pool is None


# --- a cluster -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    """Start a scheduler and two workers on this computer."""
    distributed = pytest.importorskip(
        "distributed", reason='dask is not installed: pip install "civicnet[distributed]"'
    )
    import dask

    quiet = {"distributed.worker.daemon": False, "distributed.comm.timeouts.connect": "20s"}
    with dask.config.set(quiet), distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, silence_logs=50,
    ) as made:  # fmt: skip
        yield made


def test_a_cluster_changes_nothing_and_survives_a_lost_worker(cluster, riverbend, alone, tmp_path):
    with crew(None, cluster.scheduler_address) as executor:
        same(cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_500, executor=executor), alone)
        task = partial(square_at_the_second_try, str(tmp_path))
        assert shared(task, PARTS, executor) == [0, 1, 4, 9, 16, 25, 36]
        assert (tmp_path / "lost").exists()
        same(cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_500, executor=executor), alone)


def test_the_command_uses_a_cluster(cluster, capsys):
    command = ["forecast", "example:riverbend", "--at", AT, "--until", "2027-03-31",
               "--scenarios", "1500", "--format", "csv"]  # fmt: skip
    printed = []
    for more in ([], ["--cluster", cluster.scheduler_address]):
        with pytest.raises(SystemExit) as left:
            main([*command, *more])
        assert left.value.code == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_a_cluster_that_does_not_answer_is_said_to_be_missing(monkeypatch):
    pytest.importorskip("distributed", reason="dask is not installed")
    monkeypatch.setattr("civicnet.cli.workers._SECONDS", 0.5)
    with (
        pytest.raises(ArgumentError, match="no dask cluster answers at"),
        crew(None, "tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_without_dask_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"civicnet\[distributed\]"), crew(None, "tcp://x"):
        pass
