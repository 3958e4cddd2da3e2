"""What the kernels are given is checked here, once: compiled or not, they check nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicnet.errors import ArgumentError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def network(indptr: Ints, indices: Ints) -> int:
    """Check the arrays of a network, and give the number of its actors."""
    for name, array in (("indptr", indptr), ("indices", indices)):
        if not isinstance(array, np.ndarray) or array.dtype != np.int64 or array.ndim != 1:
            raise ArgumentError(f"{name} must be a flat array of int64")
        if not array.flags.c_contiguous:
            raise ArgumentError(f"{name} must lie in one piece; see numpy.ascontiguousarray")
    if not len(indptr) or indptr[0] != 0 or indptr[-1] != len(indices):
        raise ArgumentError("indptr must begin with 0 and end with the length of indices")
    n = len(indptr) - 1
    if n and (indptr[1:] < indptr[:-1]).any():
        raise ArgumentError("indptr must not fall")
    if len(indices) and (indices.min() < 0 or indices.max() >= n):
        raise ArgumentError(f"indices must be from 0 to {n - 1}")
    return n


def sources(given: ArrayLike | None, n: int) -> Ints:
    """Check from whom to search; from everybody unless said."""
    return np.arange(n, dtype=np.int64) if given is None else actors(given, n)


def actors(given: ArrayLike | None, n: int) -> Ints:
    """Check numbers of actors."""
    numbers = np.ascontiguousarray(() if given is None else given)
    if not len(numbers):
        return np.zeros(0, dtype=np.int64)
    if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
        raise ArgumentError("actors must be a flat array of whole numbers")
    if numbers.min() < 0 or numbers.max() >= n:
        raise ArgumentError(f"actors must be from 0 to {n - 1}")
    return numbers.astype(np.int64, copy=False)


def sets(name: str, ptr: ArrayLike, members: ArrayLike, n: int) -> tuple[Ints, Ints]:
    """Check sets of numbers below n, one after the other, and where each begins."""
    which = actors(members, n)
    starts = np.ascontiguousarray(ptr, dtype=np.int64)
    if starts.ndim != 1 or not len(starts) or starts[0] != 0 or starts[-1] != len(which):
        raise ArgumentError(f"{name}_ptr must begin with 0 and end with the length of {name}")
    if (np.diff(starts) < 0).any():
        raise ArgumentError(f"{name}_ptr must not fall")
    return starts, which


def links(ends: Ints, count: ArrayLike) -> tuple[Floats, Ints]:
    """Check what each actor counts, and the two ends of each link."""
    weights = counts(count, len(np.atleast_1d(count)))
    pairs = actors(np.ravel(ends), len(weights)).reshape(-1, 2)
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ArgumentError("a link must join two different actors")
    return weights, pairs


def lengths(values: ArrayLike, indices: Ints, n: int) -> Ints:
    """Check how long each tie is."""
    given = np.ascontiguousarray(values)
    if given.shape != indices.shape or given.dtype.kind not in "iu":
        raise ArgumentError("lengths must be whole numbers, one for each entry of indices")
    if len(given) and (given.min() < 1 or int(given.max()) * n >= 2**62):
        raise ArgumentError("lengths must be above 0, and a way through everybody below 2**62")
    return given.astype(np.int64, copy=False)


def strengths(values: ArrayLike, indices: Ints) -> Floats:
    """Check how strong each tie is."""
    given = np.ascontiguousarray(values, dtype=np.float64)
    if given.shape != indices.shape or not np.isfinite(given).all():
        raise ArgumentError("strengths must be numbers, one for each entry of indices")
    return given


def counts(count: ArrayLike | None, n: int) -> Floats:
    """Check what each actor counts; 1 unless said."""
    if count is None:
        return np.ones(n)
    given = np.ascontiguousarray(count, dtype=np.float64)
    if given.shape != (n,) or not np.isfinite(given).all() or (n and given.min() < 0):
        raise ArgumentError(f"count must be a number of 0 or more for each of the {n} actors")
    return given
