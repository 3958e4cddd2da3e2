"""Who is in the middle of things: degree, strength, betweenness, closeness, eigenvector, cores."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from civicnet import _kernels
from civicnet.arrays import Arrays, simple
from civicnet.network import Network
from civicnet.ranking import because, ranked
from civicnet.shortest_ways import (
    betweenness,
    betweenness_of,
    closeness,
    closeness_of,
    harmonic,
    harmonic_of,
    one_of,
    sampling_error,
)

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Reasons = NDArray[np.object_]
Found = tuple[Floats, Reasons]

__all__ = [
    "betweenness",
    "closeness",
    "coreness",
    "degree",
    "eigenvector",
    "harmonic",
    "sampling_error",
    "strength",
    "table",
]

NO_TIES = "no ties"
# Pieces up to this size are solved whole; it is exact, and as fast as searching.
_DENSE = 300
# Rounds of the search for larger ones: partnerships need some tens, a chain of thousands more.
_ROUNDS = 1000


def table(
    network: Network | nx.Graph,
    *,
    weight: str | None = None,
    sample: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Put the measures of who is central side by side.

    They answer different questions, and often name different actors: `degree`, who has many
    contacts; `betweenness`, who stands between others; `closeness` and `harmonic`, who gets
    everywhere in few steps; `eigenvector`, whose contacts are central themselves; `coreness`, who
    is in the thick of it. None of them says who would be missed: see `fragmentation`.

    Parameters
    ----------
    weight : what holds the strength of ties ("weight" for the network's own); by default every
        tie counts the same, but for the column `strength`, which a Network's weights fill.
    sample, seed, executor : see `betweenness`.

    Returns
    -------
    One row per actor, highest degree first: `actor`, then the columns of the functions of this
    module; `reason` names what is NaN, and why.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> ties = [("Mayor", "Backbone"), ("Backbone", "YMCA"), ("Mayor", "Schools")]
    >>> frame = centrality.table(nx.Graph(ties))
    >>> print(frame[["actor", "degree", "betweenness", "closeness", "eigenvector"]].round(3))
          actor  degree  betweenness  closeness  eigenvector
    0  Backbone       2        0.667       0.75        1.000
    1     Mayor       2        0.667       0.75        1.000
    2   Schools       1        0.000       0.50        0.618
    3      YMCA       1        0.000       0.50        0.618
    """
    arrays = simple(network, weight=weight)
    middle, note = betweenness_of(arrays, weight, sample, seed, executor)
    found: dict[str, Found] = {
        "betweenness": middle,
        "closeness": closeness_of(arrays, weight, "out"),
        "harmonic": harmonic_of(arrays, weight, "out"),
        "eigenvector": _eigenvector(arrays.undirected),
    }
    frame = ranked(
        arrays.labels,
        {
            "degree": _degree(arrays, "both"),
            "strength": _strength(_weighted(network, weight), "both"),
            **{name: values for name, (values, _) in found.items()},
            "coreness": _coreness(arrays),
        },
        _together(len(arrays), {name: reasons for name, (_, reasons) in found.items()}),
        by="degree",
    )
    frame.attrs.update(note)
    return frame


def degree(
    network: Network | nx.Graph, *, direction: Literal["both", "out", "in"] = "both"
) -> pd.DataFrame:
    """
    Count the ties of each actor.

    High: many contacts, much to keep up. Low: few, and each of them matters. Parallel ties to one
    contact count once, ties to oneself not at all. In a directed network a mutual tie counts
    twice, out and in; `direction` counts one way only.

    Returns
    -------
    One row per actor, highest first: `actor`; `degree` (int, 0 or more; 0 for an isolate);
    `reason` (always blank).

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social
    Networks 1(3), 215-239.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> print(centrality.degree(nx.Graph([("Mayor", "Backbone"), ("Backbone", "YMCA")])))
          actor  degree reason
    0  Backbone       2
    1     Mayor       1
    2      YMCA       1
    """
    arrays = simple(network)
    counts = _degree(arrays, one_of(direction, "both", "out", "in"))
    return ranked(arrays.labels, {"degree": counts}, because(len(arrays)), by="degree")


def strength(
    network: Network | nx.Graph,
    *,
    weight: str | None = None,
    direction: Literal["both", "out", "in"] = "both",
) -> pd.DataFrame:
    """
    Add up the strengths of each actor's ties.

    High: much contact in all, in many weak ties or a few strong ones; `degree` beside it tells
    which. Of parallel ties the strongest counts.

    Parameters
    ----------
    weight : what holds the strengths; by default the weights of a Network, and 1 for every edge
        of a networkx graph.
    direction : in a directed network, ties "out", "in", or "both" added.

    Returns
    -------
    One row per actor, highest first: `actor`; `strength` (float, in the units of the weights; 0
    for an isolate); `reason` (always blank).

    References
    ----------
    Barrat, A., Barthélemy, M., Pastor-Satorras, R. & Vespignani, A. (2004). The architecture of
    complex weighted networks. PNAS 101(11), 3747-3752, equation 2.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> graph = nx.Graph()
    >>> graph.add_weighted_edges_from([("Mayor", "Backbone", 4), ("Backbone", "YMCA", 2)])
    >>> print(centrality.strength(graph, weight="weight"))
          actor  strength reason
    0  Backbone       6.0
    1     Mayor       4.0
    2      YMCA       2.0
    """
    arrays = _weighted(network, weight)
    sums = _strength(arrays, one_of(direction, "both", "out", "in"))
    return ranked(arrays.labels, {"strength": sums}, because(len(arrays)), by="strength")


def eigenvector(network: Network | nx.Graph, *, weight: str | None = None) -> pd.DataFrame:
    """
    Measure how central each actor's contacts are, who are central by their contacts in turn.

    High: tied to those who are well tied themselves. Low: contacts at the edge of things. The
    direction of ties is not looked at: a tie either way is a tie, as strong as its stronger way.

    In a disconnected network the measure says something within one piece only, the one that is
    tied most densely (the largest eigenvalue); elsewhere it is NaN. Pieces that are equally dense
    are each measured by themselves.

    Returns
    -------
    One row per actor, highest first: `actor`; `eigenvector` (float, above 0, the largest is 1);
    `reason`. NaN for isolates and outside the densest piece.

    References
    ----------
    Bonacich, P. (1972). Factoring and weighting approaches to status scores and clique
    identification. Journal of Mathematical Sociology 2(1), 113-120.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> ties = [("Mayor", "Backbone"), ("Backbone", "YMCA"), ("Chamber", "Rotary")]
    >>> print(centrality.eigenvector(nx.Graph(ties)).round(3))
          actor  eigenvector                              reason
    0  Backbone        1.000
    1     Mayor        0.707
    2      YMCA        0.707
    3   Chamber          NaN  in a less densely tied piece apart
    4    Rotary          NaN  in a less densely tied piece apart
    """
    arrays = simple(network, weight=weight).undirected
    values, reasons = _eigenvector(arrays)
    return ranked(arrays.labels, {"eigenvector": values}, reasons, by="eigenvector")


def coreness(network: Network | nx.Graph) -> pd.DataFrame:
    """
    Find the densest core each actor belongs to.

    High: in the thick of it, among actors who all have many ties there. Low: at the edge. An
    actor with many contacts who have no others has coreness 1. Direction is not looked at.

    Returns
    -------
    One row per actor, highest first: `actor`; `coreness` (int: the largest k such that the actor
    is in a part of the network where everybody has k contacts within it; 0 for an isolate);
    `reason` (always blank).

    References
    ----------
    Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5(3), 269-287.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> ties = [("Mayor", "Backbone"), ("Backbone", "Schools"), ("Mayor", "Schools")]
    >>> print(centrality.coreness(nx.Graph([*ties, ("Backbone", "YMCA")])))
          actor  coreness reason
    0  Backbone         2
    1     Mayor         2
    2   Schools         2
    3      YMCA         1
    """
    arrays = simple(network)
    return ranked(
        arrays.labels, {"coreness": _coreness(arrays)}, because(len(arrays)), by="coreness"
    )


def _weighted(network: Network | nx.Graph, weight: str | None) -> Arrays:
    """Give the arrays with a Network's own weights where no others are named."""
    own = "weight" if isinstance(network, Network) else None
    return simple(network, weight=weight or own)


def _degree(arrays: Arrays, direction: str) -> Ints:
    if not arrays.directed or direction == "out":
        return arrays.degree
    incoming = arrays.incoming.degree
    return incoming if direction == "in" else arrays.degree + incoming


def _strength(arrays: Arrays, direction: str) -> Floats:
    n = len(arrays)
    out: Floats = np.bincount(arrays.rows, arrays.weights, minlength=n).astype(np.float64)
    if not arrays.directed or direction == "out":
        return out
    incoming: Floats = np.bincount(arrays.indices, arrays.weights, minlength=n).astype(np.float64)
    return incoming if direction == "in" else out + incoming


def _coreness(arrays: Arrays) -> Ints:
    both = arrays.undirected
    return _kernels.coreness(both.indptr, both.indices)


def _eigenvector(arrays: Arrays) -> Found:
    n = len(arrays)
    values = np.full(n, np.nan)
    if not arrays.n_ties:
        return values, because(n, (True, NO_TIES))
    matrix = sparse.csr_array((arrays.weights, arrays.indices, arrays.indptr), shape=(n, n))
    n_pieces, piece = csgraph.connected_components(matrix, directed=False)
    sums = np.bincount(arrays.rows, arrays.weights, minlength=n)
    squares = np.bincount(arrays.rows, arrays.weights**2, minlength=n)
    size = np.bincount(piece, minlength=n_pieces)
    # A piece's largest eigenvalue is at least its mean and its longest row, at most its largest
    # sum: most pieces need not be looked at.
    least = np.bincount(piece, sums, minlength=n_pieces) / size
    np.maximum.at(least, piece, np.sqrt(squares))
    most = np.zeros(n_pieces)
    np.maximum.at(most, piece, sums)
    members = np.split(np.argsort(piece, kind="stable"), np.cumsum(size)[:-1])
    candidates = np.flatnonzero(most >= least.max() * (1 - 1e-9))
    found = [_leading(matrix, members[c]) for c in candidates]
    best = max(value for value, _ in found)
    lost = np.zeros(n, dtype=bool)
    for c, (value, vector) in zip(candidates, found, strict=True):
        if value >= best * (1 - 1e-9):
            values[members[c]] = vector
            lost[members[c]] = np.isnan(vector)
    return values, because(
        n,
        (arrays.degree == 0, NO_TIES),
        (lost, "the search for it did not come to an end"),
        (np.isnan(values), "in a less densely tied piece apart"),
    )


def _leading(matrix: sparse.csr_array, members: Ints) -> tuple[float, Floats]:
    """Give the largest eigenvalue of a connected piece, and its vector with largest entry 1."""
    part = matrix[members][:, members]
    if len(members) <= _DENSE:
        found, vectors = np.linalg.eigh(part.toarray())
        value, vector = float(found[-1]), vectors[:, -1]
    else:
        start = np.sqrt(part.sum(axis=1))
        try:
            found, vectors = eigsh(part, k=1, which="LA", v0=start, maxiter=_ROUNDS)
        except ArpackNoConvergence:
            return float(part.sum() / len(members)), np.full(len(members), np.nan)
        value, vector = float(found[0]), vectors[:, 0]
    vector = np.abs(vector)
    return value, vector / vector.max()


def _together(n: int, reasons: dict[str, Reasons]) -> Reasons:
    """Join the reasons of several columns: which are NaN, and why."""
    joined = np.full(n, "", dtype=object)
    for name, column in reasons.items():
        joined += np.array([f"{name}: {x}; " if x else "" for x in column], dtype=object)
    return np.array([each.removesuffix("; ") for each in joined], dtype=object)
