"""From who sits at which table to who sits with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, triu

from civicnet import arrays
from civicnet.errors import ArgumentError
from civicnet.network import Network

if TYPE_CHECKING:
    import networkx as nx

By = Literal["newman", "count", "jaccard"]

WAYS = ("newman", "count", "jaccard")


def project(n: Network | nx.Graph, by: By = "newman", *, onto: str | int = "seated") -> Network:
    """
    Link the actors of one mode of a two-mode network by what they share in the other.

    From people and tables comes who sits with whom; `onto="table"` gives which tables share
    people. A large meeting says little about any two who were there: a single one of 30 people
    makes 435 pairs, which is why "newman" gives each pair of it only 1/29.

    Parameters
    ----------
    n : a network whose actors have the attribute `mode`, as `partnership.network(view="tables")`
        has it (or `bipartite`, as in networkx), and no ties within a mode.
    by : what a link weighs. "newman": each shared table of k people adds 1/(k - 1); then the
        weights of an actor's links add up to the number of its tables that others share. "count":
        how many are shared. "jaccard": those shared over those either has.
    onto : the mode to keep.

    Returns
    -------
    A `Network` of that mode with the attributes of its actors; `weight` > 0 in `links`. Who shares
    nothing stays as an isolate.

    Raises
    ------
    ArgumentError
        where actors have no mode, nobody has that mode, or two of one mode are tied.

    References
    ----------
    Newman, M. E. J. (2001). Scientific collaboration networks II. Physical Review E 64:016132,
    equation 2. Breiger, R. L. (1974). The duality of persons and groups. Social Forces 53:181–190.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> seats = nx.Graph([("Ana", "Board"), ("Ben", "Board"), ("Cy", "Board"),
    ...                   ("Ana", "Data team"), ("Ben", "Data team")])
    >>> for name in seats:
    ...     seats.nodes[name]["mode"] = "table" if name in ("Board", "Data team") else "seated"
    >>> print(cohesion.project(seats).links.to_string(index=False))
    source target  weight
       Ana    Ben     1.5
       Ana     Cy     0.5
       Ben     Cy     0.5
    """
    if by not in WAYS:
        raise ArgumentError(f"by must be one of {', '.join(WAYS)}; got {by!r}")
    network = n if isinstance(n, Network) else Network.from_networkx(n)
    ties = arrays.simple(network).undirected
    if not len(ties):
        return network
    mode = _modes(network)
    if isinstance(onto, str) and onto == "seated" and "mode" not in network.actors:
        onto = 0
    kept = np.array([each == onto for each in mode], dtype=bool)
    if not kept.any():
        there = ", ".join(sorted({str(each) for each in mode}))
        raise ArgumentError(f"nobody has the mode {onto!r}; there is {there}")
    same = np.flatnonzero(kept[ties.rows] == kept[ties.indices])
    if len(same):
        one, two = ties.labels[ties.rows[same[0]]], ties.labels[ties.indices[same[0]]]
        raise ArgumentError(f"{one!r} and {two!r} are tied but of the same mode")
    size = len(ties)
    whole = csr_array((np.ones(len(ties.indices)), ties.indices, ties.indptr), shape=(size, size))
    # By name, so that the source of each link comes before its target.
    chosen = np.array(sorted(np.flatnonzero(kept), key=ties.labels.__getitem__), dtype=np.int64)
    seats = csr_array(whole[chosen][:, np.flatnonzero(~kept)])
    sizes = np.asarray(seats.sum(axis=0)).ravel()
    worth = np.ones(len(sizes))
    if by == "newman":
        worth = np.where(sizes > 1, 1 / np.maximum(sizes - 1, 1), 0.0)
    shared = triu(csr_array(seats.multiply(worth[None, :])) @ seats.T, k=1).tocoo()
    rows, others = shared.coords if hasattr(shared, "coords") else (shared.row, shared.col)
    weight = shared.data
    if by == "jaccard":
        held = ties.degree[chosen]
        weight = weight / (held[rows] + held[others] - weight)
    order = np.lexsort((others, rows))
    names = [ties.labels[i] for i in chosen]
    links = pd.DataFrame(
        {
            "source": pd.Series([names[i] for i in rows[order]], dtype=object),
            "target": pd.Series([names[i] for i in others[order]], dtype=object),
            "weight": weight[order].astype(np.float64),
        }
    )
    return Network.from_links(network.actors[kept], links)


def _modes(network: Network) -> list[Any]:
    for name in ("mode", "bipartite"):
        if name in network.actors:
            return list(network.actors[name])
    raise ArgumentError(
        'actors have no attribute "mode"; project takes partnership.network(view="tables")'
    )
