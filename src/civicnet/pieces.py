"""What a network falls into: pieces without a tie between them, communities, and their bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from civicnet import _kernels, arrays

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]


def components(n: Network | nx.Graph) -> pd.DataFrame:
    """
    Say who is connected with whom at all.

    Actors of different components have no way to each other. The direction of ties is left aside.

    Returns
    -------
    One row per actor, the largest component first, then by name: `actor` (str); `component` (int,
    from 1, the largest first, then by their first names); `size` (int, actors in it); `reason`,
    always blank.

    References
    ----------
    Wasserman, S. & Faust, K. (1994). Social Network Analysis, chapter 4. Cambridge University
    Press.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = nx.Graph([("Mayor", "Schools"), ("Port", "YMCA"), ("Mayor", "Parents")])
    >>> print(cohesion.components(ties)[["actor", "component", "size"]].to_string(index=False))
      actor  component  size
      Mayor          1     3
    Parents          1     3
    Schools          1     3
       Port          2     2
       YMCA          2     2
    """
    ties = arrays.simple(n).undirected
    return _numbered(ties.labels, pieces(ties), "component")


def bridges(n: Network | nx.Graph) -> pd.DataFrame:
    """
    Find the ties without which some have no way to each other.

    A high `pairs_cut` marks a tie that much of the network hangs on; each is a place to make a
    second connection. The direction of ties is left aside.

    Returns
    -------
    One row per bridge, most pairs cut first, then by name: `source`, `target` (str, in the order of
    their names); `pairs_cut` (int, ≥ 1: pairs of actors it alone connects); `smaller_side` (int, ≥
    1: actors on the smaller of its sides); `reason`, always blank.

    References
    ----------
    Tarjan, R. E. (1974). A note on finding the bridges of a graph. Information Processing Letters
    2:160–161.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = [("Mayor", "Schools"), ("Schools", "YMCA"), ("YMCA", "Mayor"), ("YMCA", "Port")]
    >>> print(cohesion.bridges(nx.Graph(ties)).to_string(index=False))
    source target  pairs_cut  smaller_side reason
      Port   YMCA          3             1
    """
    ties = arrays.simple(n).undirected
    found = _kernels.cut(ties.indptr, ties.indices).bridges
    one, two = _sides(ties, found)
    names = [sorted((ties.labels[a], ties.labels[b])) for a, b in found.tolist()]
    frame = pd.DataFrame(
        {
            "source": pd.Series([a for a, _ in names], dtype=object),
            "target": pd.Series([b for _, b in names], dtype=object),
            "pairs_cut": one * two,
            "smaller_side": np.minimum(one, two),
            "reason": pd.Series([""] * len(names), dtype=object),
        }
    )
    return frame.sort_values(
        ["pairs_cut", "source", "target"], ascending=[False, True, True], ignore_index=True
    )


def communities(n: Network | nx.Graph, *, weight: str | None = None, seed: int = 0) -> pd.DataFrame:
    """
    Divide actors into groups with many ties inside and few between (Louvain).

    Compare them with sectors: communities that cut across them are where people of different
    sectors do work together. Such a division is one of many that are about as good; another `seed`
    may move actors at the edges. Direction is left aside.

    Parameters
    ----------
    weight : the strength of ties, "weight" or another column of the links; default all 1.
    seed : of the order in which actors are looked at; the same seed gives the same communities,
        in whatever order actors and ties come.

    Returns
    -------
    One row per actor, the largest community first, then by name: `actor` (str); `community` (int,
    from 1); `size` (int); `reason`, always blank. An isolate is a community by itself.

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R. & Lefebvre, E. (2008). Fast unfolding of
    communities in large networks. Journal of Statistical Mechanics P10008.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = [("Mayor", "Parks"), ("Parks", "Clerk"), ("Clerk", "Mayor"), ("Clerk", "Schools"),
    ...         ("Schools", "Parents"), ("Parents", "Tutors"), ("Tutors", "Schools")]
    >>> found = cohesion.communities(nx.Graph(ties))
    >>> print(found[["actor", "community"]].to_string(index=False))
      actor  community
      Clerk          1
      Mayor          1
      Parks          1
    Parents          2
    Schools          2
     Tutors          2
    """
    import networkx as nx

    ties = in_name_order(arrays.simple(n, weight=weight).undirected)
    graph = nx.empty_graph(len(ties))
    once = ties.rows < ties.indices
    graph.add_weighted_edges_from(
        zip(
            ties.rows[once].tolist(),
            ties.indices[once].tolist(),
            ties.weights[once].tolist(),
            strict=True,
        )
    )
    number = np.zeros(len(ties), dtype=np.int64)
    if len(ties):
        for i, members in enumerate(nx.community.louvain_communities(graph, seed=seed)):
            number[list(members)] = i
    return _numbered(ties.labels, number, "community")


def pieces(ties: arrays.Arrays, *, strong: bool = False) -> Ints:
    """Give each actor the number of its piece: connected at all, or, `strong`, both ways."""
    size = len(ties)
    matrix = csr_array((np.ones(len(ties.indices)), ties.indices, ties.indptr), shape=(size, size))
    kind = "strong" if strong and ties.directed else "weak"
    return np.asarray(
        connected_components(matrix, directed=True, connection=kind)[1], dtype=np.int64
    )


def in_name_order(ties: arrays.Arrays) -> arrays.Arrays:
    """Put actors in the order of their names, so that ties between sets are settled by name."""
    order = np.array(sorted(range(len(ties)), key=ties.labels.__getitem__), dtype=np.int64)
    place = np.argsort(order)
    rows, others = place[ties.rows], place[ties.indices]
    within = np.lexsort((others, rows))
    counts = np.bincount(rows, minlength=len(ties))
    return arrays.Arrays(
        tuple(ties.labels[i] for i in order),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        others[within].astype(np.int64),
        ties.weights[within],
        ties.directed,
    )


def _numbered(labels: tuple[str, ...], number: Ints, column: str) -> pd.DataFrame:
    """Give groups numbers from 1, the largest first, then by the first of their names."""
    frame = pd.DataFrame({"actor": pd.Series(list(labels), dtype=object), column: number})
    grouped = frame.groupby(column)["actor"].agg(size="size", first="min").reset_index()
    grouped = grouped.sort_values(["size", "first"], ascending=[False, True], kind="stable")
    place = {old: i for i, old in enumerate(grouped[column], start=1)}
    sizes = dict(zip(grouped[column], grouped["size"], strict=True))
    frame["size"] = np.array([sizes[each] for each in number], dtype=np.int64)
    frame[column] = np.array([place[each] for each in number], dtype=np.int64)
    frame["reason"] = pd.Series([""] * len(frame), dtype=object)
    return frame.sort_values([column, "actor"], ignore_index=True)


def _sides(ties: arrays.Arrays, found: Ints) -> tuple[Ints, Ints]:
    """Count the actors on both sides of each bridge."""
    size = len(ties)
    if not len(found):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    place = found[:, 0] * size + found[:, 1]
    ends = np.minimum(ties.rows, ties.indices) * size + np.maximum(ties.rows, ties.indices)
    kept = ~np.isin(ends, place)
    rest = csr_array((np.ones(kept.sum()), (ties.rows[kept], ties.indices[kept])), (size, size))
    part = np.asarray(connected_components(rest, directed=False)[1], dtype=np.int64)
    # Taken together, what no bridge divides makes a tree for each component; one more root joins
    # the trees, so that one walk sees them all.
    number = int(part.max()) + 1
    whole = pieces(ties)
    one, two = part[found[:, 0]], part[found[:, 1]]
    piece_of_part = np.zeros(number, dtype=np.int64)
    piece_of_part[part] = whole
    roots = np.unique(piece_of_part, return_index=True)[1]
    starts = np.concatenate([one, np.full(len(roots), number)])
    tree = csr_array(
        (np.ones(len(starts)), (starts, np.concatenate([two, roots]))), (number + 1,) * 2
    )
    order, above = breadth_first_order(tree, number, directed=False)
    below = np.bincount(part, minlength=number + 1)
    for each in order[:0:-1].tolist():
        below[above[each]] += below[each]
    side = np.where(above[one] == two, below[one], below[two])
    other = np.bincount(whole)[whole[found[:, 0]]] - side
    return side.astype(np.int64), other.astype(np.int64)
