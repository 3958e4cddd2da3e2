"""How far everybody is, who lies on the shortest ways, and what the loss of each costs in steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicnet._kernels import builds, calls, checks, uncompiled
from civicnet.errors import ArgumentError, LimitError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# So few searches, uncompiled, take less one after the other than side by side.
_FEW_SOURCES = 3
# After so many steps with sets of actors a search from each of them costs less.
_STEPS_IN_SETS = 100


class Distances(NamedTuple):
    """Of each source: how many it reaches, sums of distances and of inverses, the largest."""

    reached: Ints
    total: Ints
    harmonic: Floats
    largest: Ints


def betweenness(
    indptr: Ints,
    indices: Ints,
    sources: ArrayLike | None = None,
    *,
    lengths: Ints | None = None,
    threads: int = 0,
) -> Floats:
    """
    Sum over sources s and all t the share of shortest ways from s to t that pass through each v.

    Ordered pairs; ends do not count. `lengths`: whole, above 0, one an entry. Follows ties in
    their direction.
    """
    n = checks.network(indptr, indices)
    starts = checks.sources(sources, n)
    if lengths is None:
        if builds.chosen() == "uncompiled":
            found = uncompiled.betweenness(indptr, indices, starts)
            if found is not None:
                return found
        name, given = "by_steps", [indptr, indices.astype(np.int32), starts]
    else:
        name, given = "by_lengths", [indptr, indices, checks.lengths(lengths, indices, n), starts]
    # One piece would sum in another order than two: always the same pieces, threads or not.
    total = calls.summed(
        calls.run("paths", name, given, calls.pieces(len(starts), 32), len(indices), threads), n
    )
    if not np.isfinite(total).all():
        raise LimitError("there are more shortest ways than numbers can count (1e308)")
    return total


def distances(
    indptr: Ints,
    indices: Ints,
    sources: ArrayLike | None = None,
    *,
    lengths: Ints | None = None,
    threads: int = 0,
) -> Distances:
    """Sum up the distances from each source, in the direction of ties, those in reach only."""
    n = checks.network(indptr, indices)
    if sources is None and lengths is None:
        found = _everybody(indptr, indices, n, threads)
        if found is not None:
            return found
    starts = checks.sources(sources, n)
    if lengths is None:
        name, given = "by_steps", [indptr, indices, starts]
    else:
        name, given = "by_lengths", [indptr, indices, checks.lengths(lengths, indices, n), starts]
    parts = calls.run("reach", name, given, calls.pieces(len(starts), 32), len(indices), threads)
    return _distances(parts)


def _everybody(indptr: Ints, indices: Ints, n: int, threads: int) -> Distances | None:
    """Work with whole sets of actors at once; None where the network is too long for that."""
    if builds.chosen() == "uncompiled":
        found = uncompiled.everybody(indptr, indices)
        return None if found is None else Distances(*found)
    pieces = [(i, min(i + 512, n)) for i in range(0, n, 512)]
    steps = min(_STEPS_IN_SETS, n)
    totals = Distances(calls.ints([0] * n), calls.ints([0] * n), np.zeros(n), calls.ints([0] * n))
    # A long network is known by its first set, so try that one alone.
    for some in (pieces[:1], pieces[1:]):
        work = len(indices) // 4
        for part in calls.run(
            "reach", "everybody_in_words", (indptr, indices), some, work, threads, last=(steps,)
        ):
            if part is None:
                return None
            new = _distances([part])
            totals = Distances(
                totals.reached + new.reached,
                totals.total + new.total,
                totals.harmonic + new.harmonic,
                np.maximum(totals.largest, new.largest),
            )
    return totals


def _distances(parts: Iterable[Any]) -> Distances:
    return Distances(*calls.columns(parts, np.int64, np.int64, np.float64, np.int64))


def distance_matrix(
    indptr: Ints, indices: Ints, sources: ArrayLike | None = None, *, threads: int = 0
) -> NDArray[np.int32]:
    """Give the steps from each source (a row each) to everybody; -1 where there is no way."""
    n = checks.network(indptr, indices)
    starts = checks.sources(sources, n)
    if builds.chosen() == "uncompiled" and len(starts) > _FEW_SOURCES:
        found = uncompiled.matrix(*_backwards(indptr, indices), starts)
        if found is not None:
            return found
    arrays = (indptr, indices, starts)
    parts = calls.run(
        "reach", "matrix", arrays, calls.pieces(len(starts), 32), len(indices), threads
    )
    rows = [np.asarray(part, dtype=np.int32).reshape(-1, n) for part in parts]
    return np.concatenate(rows) if rows else np.zeros((0, n), dtype=np.int32)


def distance_losses(
    indptr: Ints,
    indices: Ints,
    worth: ArrayLike,
    sources: ArrayLike | None = None,
    *,
    count: ArrayLike | None = None,
    of: Literal["actors", "ties"] = "actors",
    threads: int = 0,
) -> Floats:
    """
    Sum, for every actor, what the pairs of others lose in worth when it is removed.

    `worth[d]` is what a pair at distance d is worth: 1/d for efficiency and distance-weighted
    fragmentation, 1 up to k for pairs within k steps; what lies beyond its end, and a pair without
    a way, is worth 0; `worth[0]` is not used. A pair (s, t) counts count[s]·count[t]. Sums run
    over s in the sources and all t, so that undirected, with all sources, each pair counts twice.
    With `of="ties"` for every entry, without which all actors stay: undirected, what goes with a
    tie is the sum of its two entries. Follows ties in their direction.
    """
    n = checks.network(indptr, indices)
    if of not in ("actors", "ties"):
        raise ArgumentError(f"of must be 'actors' or 'ties'; got {of!r}")
    # A search need not go on to where nobody is worth anything.
    given = np.asarray(worth, dtype=np.float64)[:n]
    farthest = int(np.flatnonzero(given[1:]).max(initial=-1)) + 1
    worths = np.zeros(farthest + 2)
    worths[1:-1] = given[1 : farthest + 1]
    starts = checks.sources(sources, n)
    back_ptr, back = _backwards(indptr, indices)
    networks = (indptr, indices.astype(np.int32), back_ptr, back.astype(np.int32))
    arrays = (*networks, worths, checks.counts(count, n), starts, int(of == "ties"))
    parts = calls.run(
        "losses", "losses", arrays, calls.pieces(len(starts), 32), 4 * len(indices), threads
    )
    return calls.summed(parts, len(indices) if of == "ties" else n)


def _backwards(indptr: Ints, indices: Ints) -> tuple[Ints, Ints]:
    """Give the same ties seen from their targets; undirected, these are what they were."""
    n = len(indptr) - 1
    sources = np.repeat(np.arange(n), np.diff(indptr))
    return calls.edges(np.bincount(indices, minlength=n)), sources[
        np.argsort(indices, kind="stable")
    ]
