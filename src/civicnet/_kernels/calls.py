"""How a kernel is called: of which build, piece by piece, and by how many threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicnet._kernels import builds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Ties to look at before starting threads is worth it.
WORK_FOR_THREADS = 2_000_000


def run(
    module: str,
    name: str,
    arrays: Sequence[Any],
    pieces: Sequence[tuple[int, int]],
    work: int,
    threads: int,
    *,
    last: tuple[Any, ...] = (),
) -> list[Any]:
    """
    Call a kernel for each piece (first, past the last) and give the results in order.

    `work` is about how many ties one unit of a piece looks at. Threads help compiled kernels only:
    these let go of the interpreter.
    """
    build = builds.chosen()
    kernel: Callable[..., Any] = getattr(builds.module(module, build), name)
    given = [_given(array, build) for array in arrays]
    units = sum(end - start for start, end in pieces)
    if build == "uncompiled" or units * work < WORK_FOR_THREADS or len(pieces) < 2:
        threads = 1
    elif threads <= 0:
        threads = min(len(pieces), cores())
    if threads == 1:
        return [kernel(*given, start, end, *last) for start, end in pieces]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda piece: kernel(*given, *piece, *last), pieces))


def call(module: str, name: str, arrays: Sequence[Any]) -> Any:
    """Call a kernel once."""
    build = builds.chosen()
    kernel = getattr(builds.module(module, build), name)
    return kernel(*(_given(array, build) for array in arrays))


def _given(array: Any, build: str) -> Any:
    """Give compiled kernels arrays, and the others lists, which Python reads faster."""
    return array.tolist() if build == "uncompiled" and isinstance(array, np.ndarray) else array


def pieces(size: int, most: int) -> list[tuple[int, int]]:
    """Cut 0 … size - 1 into at most so many pieces of about one size."""
    if size == 0:
        return []
    number = min(size, most)
    return list(pairwise(size * i // number for i in range(number + 1)))


def cores() -> int:
    """Count the processors that may be used."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def summed(parts: Iterable[Any], size: int) -> Floats:
    """Add up what the pieces give, in their order."""
    total = np.zeros(size)
    for part in parts:
        total += floats(part)
    return total


def columns(parts: Iterable[Any], *kinds: type[np.generic]) -> tuple[NDArray[Any], ...]:
    """Put each of several results of the pieces behind one another, in the order of the pieces."""
    found = list(zip(*parts, strict=True)) or [()] * len(kinds)
    return tuple(
        np.concatenate([np.zeros(0, kind), *(np.asarray(x, dtype=kind) for x in column)])
        for column, kind in zip(found, kinds, strict=True)
    )


def ints(found: Any) -> Ints:
    """Give what a kernel found as whole numbers."""
    return np.asarray(found, dtype=np.int64)


def floats(found: Any) -> Floats:
    """Give what a kernel found as numbers."""
    return np.asarray(found, dtype=np.float64)


def edges(sizes: NDArray[Any]) -> NDArray[Any]:
    """Give where each begins, one after the other, and where the last ends."""
    return np.concatenate([np.zeros(1, dtype=sizes.dtype), np.cumsum(sizes)])
