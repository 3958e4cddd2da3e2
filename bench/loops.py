"""Doing without the measures: scipy's components anew for each removal, set, or step of greed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import networks
import numpy as np
import ours
import peers
from networks import Ties
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow
from workers import WITH_STRENGTHS, Library, Run, Runs

Ints = NDArray[np.int32]


class Matrix:
    """A network as scipy's sparse rows, with the row of each entry beside them."""

    def __init__(self, ties: Ties) -> None:
        starts, contacts = ties.rows
        self.n = ties.n
        self.starts = starts
        self.contacts = contacts.astype(np.int32)
        self.rows = np.repeat(np.arange(ties.n, dtype=np.int32), np.diff(starts))
        self.ones = np.ones(len(contacts))
        self.whole = csr_array((self.ones, self.contacts, starts.astype(np.int32)), (ties.n,) * 2)

    def without(self, gone: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Give the sizes of the components without some actors; these are pieces of one."""
        kept = ~(gone[self.rows] | gone[self.contacts])
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts].astype(np.int32)
        contacts = self.contacts[kept]
        rest = csr_array((self.ones[: len(contacts)], contacts, starts), (self.n, self.n))
        # Each tie stands in both rows, so strong components are the components, found faster:
        # "weak" turns the matrix around first.
        return np.bincount(connected_components(rest, directed=True, connection="strong")[1])


def _pairs(sizes: NDArray[np.int64]) -> float:
    return float((sizes * (sizes - 1) // 2).sum())


def _components(_ties: Ties, matrix: Matrix) -> Runs:
    return {
        "": Run(
            lambda: connected_components(matrix.whole, directed=False)[1],
            lambda found: ours.by_first(found.astype(np.int64)),
        )
    }


def _removals(ties: Ties, matrix: Matrix) -> Runs:
    most = ties.n if ties.n <= 2_000 else 400_000 // ties.n + 2
    actors = np.linspace(0, ties.n - 1, most).astype(np.int64)

    def every() -> list[float]:
        piece = connected_components(matrix.whole, directed=False)[1]
        size = np.bincount(piece)
        found = []
        gone = np.zeros(ties.n, dtype=bool)
        for actor in actors.tolist():
            gone[actor] = True
            # What its own pairs were is not lost by others.
            found.append(_pairs(size) - _pairs(matrix.without(gone)) - (size[piece[actor]] - 1))
            gone[actor] = False
        return found

    note = "" if most == ties.n else f"{most} removals of {ties.n:,}, extrapolated"
    return {"n times": Run(every, np.asarray, actors, ties.n / most, note)}


def _players(ties: Ties, matrix: Matrix) -> Runs:
    if ties.n > 2_000:
        return {}

    def greedy() -> list[int]:
        gone = np.zeros(ties.n, dtype=bool)
        for _ in range(5):
            left = np.full(ties.n, np.inf)
            for actor in np.flatnonzero(~gone).tolist():
                gone[actor] = True
                left[actor] = _pairs(matrix.without(gone))
                gone[actor] = False
            gone[int(np.argmin(left))] = True
        return np.flatnonzero(gone).tolist()

    return {"5 n times": Run(greedy)}


def _scenarios(ties: Ties, matrix: Matrix, *, by_degree: bool) -> Runs:
    starts, who = networks.leavers(ties, by_degree=by_degree)
    some = min(len(starts) - 1, max(5, 1_000_000 // ties.n))

    def every() -> list[tuple[float, int]]:
        found = []
        gone = np.zeros(ties.n, dtype=bool)
        for i in range(some):
            leave = who[starts[i] : starts[i + 1]]
            gone[leave] = True
            sizes = matrix.without(gone)
            found.append((_pairs(sizes), int(sizes.max())))
            gone[leave] = False
        return found

    return {"": Run(every, np.ravel, np.arange(2 * some), 1 / some)}


def _paths(ties: Ties, matrix: Matrix) -> Runs:
    # Each actor in two halves, in and out, so that one way passes.
    n, halves = ties.n, np.arange(ties.n, dtype=np.int32)
    into = np.concatenate([halves, matrix.rows + n])
    out = np.concatenate([halves + n, matrix.contacts])
    split = csr_array((np.ones(len(into), dtype=np.int32), (into, out)), (2 * n, 2 * n))

    def number(one: int, other: int) -> int:
        return int(maximum_flow(split, one + n, other).flow_value)

    return peers.each_pair(ties, number)


def _conversion(ties: Ties, _matrix: Matrix) -> Runs:
    import networkx as nx

    call = partial(nx.to_scipy_sparse_array, weight=None, dtype=float)
    return peers.converted(ties, call, lambda found: np.diff(found.indptr))


def _frames(actors: Any, links: Any) -> csr_array:
    """Go from frames to a matrix by hand, as one would who knows how."""
    import pandas as pd

    labels = pd.Index(actors["actor"])
    source, target = (labels.get_indexer(links[each]) for each in ("source", "target"))
    weight = links["weight"].to_numpy()
    ends = np.concatenate([source, target]), np.concatenate([target, source])
    return csr_array((np.concatenate([weight, weight]), ends), (len(labels),) * 2)


def _in_arrays(matrix: Matrix) -> Mapping[str, float]:
    whole = matrix.whole
    size = float(whole.data.nbytes + whole.indices.nbytes + whole.indptr.nbytes)
    return {WITH_STRENGTHS: size / 1024**2}


def of_scipy() -> Library:
    """Give what scipy has, and what is done with it in a loop."""
    measures: peers.Measures = {
        "components": _components,
        "removals": _removals,
        "players": _players,
        "paths": _paths,
        "scenarios": partial(_scenarios, by_degree=False),
        "scenarios-by-degree": partial(_scenarios, by_degree=True),
        "conversion": _conversion,
        "frames": peers.from_frames(_frames, lambda found: np.diff(found.indptr)),
    }
    return Library(Matrix, measures, _in_arrays)
