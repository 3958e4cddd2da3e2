"""A network as the plain arrays that measures work on: from a `Network` or a networkx graph."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet.cells import nearest
from civicnet.errors import ArgumentError, UnknownActorError
from civicnet.network import Network, in_rows, ones, refuse_namesakes

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Parallel = Literal["strongest", "sum"]

# Below this many different strengths lengths are sought that are exact.
_STRENGTHS_TO_TRY = 1_000
# Kernels add up at most n lengths in 64 bits.
_LONGEST_WAY = 2**61

_found: WeakKeyDictionary[Any, dict[tuple[str | None, str], tuple[int, Arrays]]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True, eq=False, repr=False)
class Arrays:
    """
    A simple network: no ties to oneself, each contact once, in rising order.

    The contacts of actor v are `indices[indptr[v]:indptr[v + 1]]`, with the strengths of contact
    in `weights` beside them. Undirected, a tie stands in both rows; directed, in its source's.
    """

    labels: tuple[str, ...]
    indptr: Ints
    indices: Ints
    weights: Floats
    directed: bool

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_ties(self) -> int:
        """How many ties there are, each once."""
        return len(self.indices) if self.directed else len(self.indices) // 2

    @cached_property
    def degree(self) -> Ints:
        """How many contacts each actor has; directed, how many it names."""
        return np.diff(self.indptr)

    @cached_property
    def rows(self) -> Ints:
        """The actor in whose row each entry stands."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.degree)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each label stands."""
        return {label: i for i, label in enumerate(self.labels)}

    def find(self, actor: Hashable) -> int:
        """
        Give the place of an actor, named by its label or by the node whose text that is.

        Raises
        ------
        UnknownActorError
            where nobody has that name; with the nearest names.
        """
        name = str(actor)
        if name not in self.position:
            raise UnknownActorError(name, nearest(name, self.labels))
        return self.position[name]

    @cached_property
    def incoming(self) -> Arrays:
        """The same ties seen from their targets."""
        if not self.directed:
            return self
        entries = np.arange(len(self.indices), dtype=np.int32)
        starts, others, order = in_rows(self.indices, self.rows, entries, len(self))
        return Arrays(self.labels, starts, others, _shared(self.weights[order]), directed=True)

    @cached_property
    def undirected(self) -> Arrays:
        """The same without direction: a tie either way is a tie, the stronger way its strength."""
        return self._symmetric("strongest")

    @cached_property
    def summed(self) -> Arrays:
        """
        The same without direction, strengths of both ways added: z_ij + z_ji.

        An undirected network is left as it is; there both would be the double, and only their
        proportions matter.
        """
        return self._symmetric("sum")

    def _symmetric(self, parallel: Parallel) -> Arrays:
        if not self.directed:
            return self
        ends = np.concatenate([self.rows, self.indices])
        others = np.concatenate([self.indices, self.rows])
        weights = np.concatenate([self.weights, self.weights])
        return _tidy(self.labels, ends, others, weights, parallel, directed=False)

    def without(self, leave: Ints) -> Arrays:
        """Give the network without the ties of those who leave; they stay, as isolates."""
        stays = np.ones(len(self), dtype=bool)
        stays[leave] = False
        kept = stays[self.indices] & np.repeat(stays, self.degree)
        ends = np.concatenate([[0], np.cumsum(kept)])
        return Arrays(
            self.labels,
            ends[self.indptr].astype(np.int64),
            self.indices[kept],
            self.weights[kept],
            self.directed,
        )

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"Arrays({len(self)} actors, {self.n_ties} ties, {kind})"


class Lengths(NamedTuple):
    """
    How long each tie is, in whole numbers: a distance is `unit` times a sum of these.

    `exact` says that no distance was rounded, so that ways that are equally long tie.
    """

    lengths: Ints
    unit: float
    exact: bool


class Groups(NamedTuple):
    """The group of each actor as a number (-1: none), and the names of the numbers."""

    codes: Ints
    names: tuple[str, ...]


def simple(
    graph: Network | nx.Graph, *, weight: str | None = None, parallel: Parallel = "strongest"
) -> Arrays:
    """
    Give a network as simple arrays, directed where it is.

    Ties to oneself are dropped, parallel ones joined: as strong as the strongest, or as their sum.
    `weight=None` makes every tie 1 (with `parallel="sum"`: the number of parallel ties); else it
    names the strength: for a `Network` "weight" or a column of its `links`, for a networkx graph
    an edge attribute, 1 where an edge lacks it.

    The arrays are kept as long as the graph is, and given again without work; treat them as
    read-only. A `Network` never changes. A networkx graph may, so each call takes a fingerprint of
    its nodes, edges and strengths (a tenth to a third of the work of converting it) and converts
    it anew when that differs: no change goes unseen, whether made by its methods or inside its
    dictionaries.

    Raises
    ------
    ArgumentError
        where a strength is not a number above zero, there is no such column, or two nodes have
        the same name as text.
    """
    if parallel not in ("strongest", "sum"):
        raise ArgumentError(f"parallel must be 'strongest' or 'sum'; got {parallel!r}")
    if not isinstance(graph, Network) and not hasattr(graph, "adjacency"):
        raise ArgumentError(f"expected a Network or a networkx graph; got {type(graph).__name__}")
    known = _found.setdefault(graph, {})
    mark = 0 if isinstance(graph, Network) else _fingerprint(graph, weight)
    key = (weight, parallel)
    if key not in known or known[key][0] != mark:
        convert = _from_network if isinstance(graph, Network) else _from_networkx
        known[key] = (mark, convert(graph, weight, parallel))
    return known[key][1]


def lengths(arrays: Arrays) -> Lengths:
    """
    Turn strengths into distances (1/strength, Opsahl et al. 2010) as whole numbers.

    A strength is taken as it is written in decimals, so 0.1 is a tenth. Where all distances have a
    common measure that is not too small, every length is a whole multiple of it and sums are
    exact: the way over strengths 3 and 6 is as long as that over one of 2. Else (many different
    strengths) distances are rounded to a fine grid, and ways over different strengths hardly tie.

    References
    ----------
    Opsahl, T., Agneessens, F., & Skvoretz, J. (2010). Node centrality in weighted networks.
    Social Networks 32(3), 245-251.
    """
    if not len(arrays.weights):
        return Lengths(np.zeros(0, dtype=np.int64), 1.0, exact=True)
    strengths, which = np.unique(arrays.weights, return_inverse=True)
    longest = _LONGEST_WAY // max(len(arrays), 1)
    if len(strengths) <= _STRENGTHS_TO_TRY:
        exact = [1 / Fraction(repr(x)) for x in strengths.tolist()]
        least = math.lcm(*(each.denominator for each in exact))
        whole = [int(each * least) for each in exact]
        shared = math.gcd(*whole)
        if max(whole) // shared <= longest:
            found = np.array([each // shared for each in whole], dtype=np.int64)
            return Lengths(found[which], shared / least, exact=True)
    distance = 1.0 / strengths
    unit = float(distance.max()) / longest
    rounded = np.maximum(np.rint(distance / unit), 1.0).astype(np.int64)
    return Lengths(np.minimum(rounded, longest)[which], unit, exact=False)


def attribute(graph: Network | nx.Graph, name: str) -> list[object]:
    """
    Give an attribute of the actors, in the order of the labels; None where it is missing.

    Raises
    ------
    ArgumentError
        where no actor has it.
    """
    if isinstance(graph, Network):
        if name in graph.actors or not len(graph):
            values = graph.actors[name].tolist() if name in graph.actors else []
            return [None if _blank(value) else value for value in values]
        known = [str(column) for column in graph.actors.columns if column != "actor"]
    else:
        values = [data.get(name) for _, data in graph.nodes(data=True)]
        if not values or any(value is not None for value in values):
            return [None if _blank(value) else value for value in values]
        known = sorted({str(key) for _, data in graph.nodes(data=True) for key in data})
    near = nearest(name, known, limit=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there is {', '.join(known) or 'none'}"
    raise ArgumentError(f"actors have no attribute {name!r}{hint}")


def groups(graph: Network | nx.Graph, group: str | Mapping[Any, Any]) -> Groups:
    """
    Give each actor the number of its group.

    `group` names an attribute, or maps actors to groups. Groups are in the order of their names;
    a missing or empty value is no group, -1.
    """
    if isinstance(group, str):
        values = attribute(graph, group)
    else:
        by_text = {str(actor): value for actor, value in group.items()}
        values = [by_text.get(label) for label in simple(graph).labels]
    texts = [None if _blank(value) or value == "" else str(value) for value in values]
    names = tuple(sorted({text for text in texts if text is not None}))
    number = {name: i for i, name in enumerate(names)}
    codes = [-1 if text is None else number[text] for text in texts]
    return Groups(np.array(codes, dtype=np.int64), names)


def _from_network(network: Network, weight: str | None, parallel: Parallel) -> Arrays:
    if weight is None or not len(network.indices):
        weights = ones(len(network.indices))
    elif weight == "weight":
        weights = network.weights
    elif weight in network.links:
        column = pd.to_numeric(network.links[weight], errors="coerce").to_numpy(dtype=np.float64)
        weights = column[network.link]
    else:
        near = nearest(weight, [str(name) for name in network.links.columns], limit=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"links have no column {weight!r}{hint}")
    labels, others, directed = network.labels, network.indices, network.directed
    rows = np.repeat(np.arange(len(labels)), np.diff(network.indptr))
    if weight is not None:
        _check(weights, weight, labels, rows, others)
    # Joined already, and without ties to oneself: the network's own arrays will do.
    rising = (others[1:] > others[:-1]) | (rows[1:] > rows[:-1])
    if rising.all() and not (rows == others).any():
        return Arrays(labels, network.indptr, others, weights, directed)
    return _tidy(labels, rows, others, weights, parallel, directed=directed)


def _from_networkx(graph: nx.Graph, weight: str | None, parallel: Parallel) -> Arrays:
    labels = tuple(map(str, graph))
    refuse_namesakes(labels)
    place = {node: i for i, node in enumerate(graph)}
    contacts = [contacts for _, contacts in graph.adjacency()]
    counts = np.fromiter(map(len, contacts), dtype=np.int64, count=len(contacts))
    size = int(counts.sum())
    others = np.fromiter(
        map(place.__getitem__, chain.from_iterable(contacts)), dtype=np.int64, count=size
    )
    rows = np.repeat(np.arange(len(labels), dtype=np.int64), counts)
    if graph.is_multigraph():
        ties = chain.from_iterable(each.values() for each in contacts)
        times = np.fromiter(map(len, ties), dtype=np.int64, count=size)
        rows, others = np.repeat(rows, times), np.repeat(others, times)
    weights = ones(len(others))
    if weight is not None:
        weights = np.array([_number(x) for x in _strengths(graph, weight)], dtype=np.float64)
        _check(weights, weight, labels, rows, others)
    return _tidy(labels, rows, others, weights, parallel, directed=graph.is_directed())


def _strengths(graph: nx.Graph, weight: str) -> Iterator[Any]:
    """Give the strength of each entry, in the order of the graph."""
    contacts = (each for _, row in graph.adjacency() for each in row.values())
    if graph.is_multigraph():
        return (data.get(weight, 1.0) for each in contacts for data in each.values())
    return (data.get(weight, 1.0) for data in contacts)


def _fingerprint(graph: nx.Graph, weight: str | None) -> int:
    """Give a number that changes with the nodes, edges or strengths of a graph."""
    parts: list[Any] = [graph.is_directed()]
    if graph.is_multigraph():
        for node, row in graph.adjacency():
            parts.append((node, *row, *map(tuple, row.values())))
    else:
        for node, row in graph.adjacency():
            parts.append((node, *row))
    if weight is not None:
        parts.append(tuple(map(repr, _strengths(graph, weight))))
    return hash(tuple(parts))


def _tidy(
    labels: tuple[str, ...],
    rows: Ints,
    others: Ints,
    weights: Floats,
    parallel: Parallel,
    *,
    directed: bool,
) -> Arrays:
    """Drop ties to oneself, put the rest in order, and join parallel ones."""
    kept = rows != others
    entries = np.arange(np.count_nonzero(kept), dtype=np.int32)
    starts, others, order = in_rows(rows[kept], others[kept], entries, len(labels))
    rows = np.repeat(np.arange(len(labels)), np.diff(starts))
    weights = weights[kept][order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] > rows[:-1]) | (others[1:] > others[:-1])
    if not first.all():
        join = np.add if parallel == "sum" else np.maximum
        weights = join.reduceat(weights, np.flatnonzero(first))
        rows, others = rows[first], others[first]
    counts = np.bincount(rows, minlength=len(labels))
    return Arrays(labels, _starts(counts), others, _shared(weights), directed)


def _shared(weights: Floats) -> Floats:
    """Let one number stand for all where every weight is 1."""
    return ones(len(weights)) if (weights == 1).all() else weights


def _starts(counts: NDArray[Any]) -> Ints:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _check(
    weights: Floats, weight: str | None, labels: tuple[str, ...], rows: Ints, others: Ints
) -> None:
    wrong = np.flatnonzero(~((weights > 0) & (weights < np.inf)))
    if len(wrong):
        i = wrong[0]
        raise ArgumentError(
            f"the {weight} of {labels[rows[i]]} and {labels[others[i]]} is {weights[i]:g}; "
            "a strength is a number above zero"
        )


def _blank(value: object) -> bool:
    # Lists and tuples of values are one value here, and never blank to pandas.
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
