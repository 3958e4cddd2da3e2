"""The options that share long work out among several processes or computers."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from civicnet.errors import ArgumentError, MissingExtraError

F = TypeVar("F", bound=Callable[..., Any])

# How long a cluster may take to answer.
_SECONDS = 15

_OPTIONS = (
    click.option(
        "--workers", type=click.IntRange(min=1), metavar="N",
        help="Share the work among so many processes of this computer.",
    ),
    click.option(
        "--cluster", metavar="ADDRESS",
        help="Share the work among the workers of a dask cluster, as tcp://10.0.0.5:8786.",
    ),
)  # fmt: skip


def shares_work(command: F) -> F:
    """Give a command the options --workers and --cluster; see `crew`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def crew(workers: int | None, cluster: str | None) -> Iterator[Executor | None]:
    """
    Give the executor that was asked for, or none; the result is the same with any.

    Raises
    ------
    ArgumentError
        where both are asked for, or no cluster answers.
    MissingExtraError
        for a cluster, where dask is not installed.
    """
    if cluster and workers:
        raise ArgumentError("--workers and --cluster do not go together; choose one")
    if cluster:
        with _dask(cluster) as executor:
            yield executor
    elif workers is not None and workers > 1:
        # New processes begin from nothing, so that it is the same on every system.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            yield pool
    else:
        yield None


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("--cluster", "distributed", "distributed") from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ArgumentError(f"no dask cluster answers at {address}") from error
    with client:
        yield client.get_executor(pure=False)
