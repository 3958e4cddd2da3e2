"""How a network holds together as a whole: one body, silos, or a chain of single ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels, arrays, krackhardt
from civicnet.core_periphery import CorePeriphery, core_periphery
from civicnet.errors import ArgumentError
from civicnet.mixing import ei_index, mixing
from civicnet.pieces import bridges, communities, components, pieces
from civicnet.projection import project
from civicnet.redundancy import Connectivity, connectivity, k_components

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

__all__ = [
    "Connectivity",
    "CorePeriphery",
    "bridges",
    "centralization",
    "communities",
    "components",
    "connectivity",
    "core_periphery",
    "ei_index",
    "k_components",
    "mixing",
    "project",
    "table",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Measure = Literal["degree", "betweenness", "closeness", "indegree", "outdegree"]

CENTRALIZATIONS: tuple[Measure, ...] = (
    "degree",
    "betweenness",
    "closeness",
    "indegree",
    "outdegree",
)
# Above these, distances between all pairs, and betweenness, take too long for a table.
MOST_FOR_DISTANCES = 20_000
MOST_FOR_BETWEENNESS = 5_000

Value = tuple[float, str]
NAN = float("nan")
FEW = "fewer than two actors"


def table(n: Network | nx.Graph) -> pd.DataFrame:
    """
    Measure how a network as a whole holds together.

    No single number says whether that is good. High `density` and `connectedness` mean that many
    can reach each other; a high `centralization_…` that this hangs on one actor;
    `krackhardt_efficiency` near 1 that hardly a tie could be spared.

    Returns
    -------
    One row per measure, in this order: `measure` (str), `value` (float), `reason` (str, why the
    value is NaN).

    `density` (0–1: ties over possible ties); `reciprocity_dyadic` (0–1: pairs that answer each
    other, or have no tie, over all pairs), `reciprocity_nonnull` (0–1: pairs tied both ways over
    pairs tied), `reciprocity_edgewise` (0–1: ties that are answered); `transitivity` (0–1: share
    of contacts of one actor who are tied, direction left aside); `components` (how many pieces),
    `largest_component` (its actors); `diameter`, `mean_distance` (steps, over the pairs with a way
    from one to the other, along the ties); `connectedness` (0–1: share of pairs with any way
    between them, direction left aside), `fragmentation` (1 minus that), `distance_fragmentation`
    (0–1: 1 minus the mean of 1/distance over all pairs, direction left aside);
    `centralization_degree`, `_betweenness`, `_closeness`, `_indegree`, `_outdegree` (0–1, see
    `centralization`); `krackhardt_connectedness` (0–1, as `connectedness`), `krackhardt_hierarchy`
    (0–1: 1 minus the pairs that reach each other both ways over those with a way at all),
    `krackhardt_efficiency` (0–1: 1 minus the ties beyond a tree over the most possible, direction
    left aside), `krackhardt_lub` (0–1: 1 minus the pairs without exactly one top above both over
    the most possible, as sna's `lubness` counts) and `krackhardt_lub_closest` (the same with the
    pairs that have no closest common superior, a least upper bound as Krackhardt defines it).

    References
    ----------
    Borgatti (2006) for fragmentation; Freeman (1979) for centralization; Krackhardt, D. (1994).
    Graph theoretical dimensions of informal organizations. In Carley & Prietula (eds.),
    Computational Organization Theory, 89–111. Lawrence Erlbaum.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = [("Mayor", "Schools"), ("Schools", "Parents"), ("Mayor", "Chamber")]
    >>> print(cohesion.table(nx.Graph(ties))[["measure", "value"]].head(8).to_string(index=False))
                 measure  value
                 density    0.5
      reciprocity_dyadic    1.0
     reciprocity_nonnull    1.0
    reciprocity_edgewise    1.0
            transitivity    0.0
              components    1.0
       largest_component    4.0
                diameter    3.0
    """
    ties = arrays.simple(n)
    flat = ties.undirected
    size = len(ties)
    number = pieces(flat)
    sizes = np.bincount(number) if size else np.zeros(0, dtype=np.int64)
    connected = _connectedness(sizes)
    apart: Value = (1 - connected[0], connected[1])
    ways, near = _ways(ties, flat)
    rows: dict[str, Value] = {
        "density": _over(len(ties.indices), size * (size - 1), FEW),
        **_reciprocities(ties),
        "transitivity": _transitivity(flat),
        "components": (float(len(sizes)), ""),
        "largest_component": (float(sizes.max(initial=0)), ""),
        **_distances(ways),
        "connectedness": connected,
        "fragmentation": apart,
        "distance_fragmentation": near,
        **{f"centralization_{each}": _centralization(ties, each) for each in CENTRALIZATIONS},
        "krackhardt_connectedness": connected,
        "krackhardt_hierarchy": (
            krackhardt.hierarchy(ties, int(ways.reached.sum())) if ways else (NAN, _too_many(size))
        ),
        "krackhardt_efficiency": krackhardt.efficiency(ties),
        "krackhardt_lub": krackhardt.common_tops(ties),
        "krackhardt_lub_closest": krackhardt.least_upper_bounds(ties),
    }
    return _frame(rows)


def centralization(n: Network | nx.Graph, measure: Measure = "degree") -> pd.DataFrame:
    """
    Measure how far a network hangs on its most central actor (Freeman).

    1 is a star: one actor has every tie, the others one each; 0 that all are equally central, as
    in a ring.

    Parameters
    ----------
    measure : "degree", "betweenness" or "closeness", direction left aside, or, in a directed
        network, "indegree" (who is named) or "outdegree" (who names).

    Returns
    -------
    One row: `measure` (str), `value` (float, 0–1; NaN with fewer than three actors, for closeness
    where not everybody is connected, for indegree and outdegree in an undirected network), `reason`
    (str).

    Raises
    ------
    ArgumentError
        for another measure.

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks
    1:215–239.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> print(cohesion.centralization(nx.star_graph(5), "betweenness").to_string(index=False))
                        measure  value reason
     centralization_betweenness    1.0
    """
    if measure not in CENTRALIZATIONS:
        raise ArgumentError(f"measure must be one of {', '.join(CENTRALIZATIONS)}; got {measure!r}")
    return _frame({f"centralization_{measure}": _centralization(arrays.simple(n), measure)})


def _frame(rows: dict[str, Value]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": pd.Series(list(rows), dtype=object),
            "value": np.array([value for value, _ in rows.values()], dtype=np.float64),
            "reason": pd.Series([reason for _, reason in rows.values()], dtype=object),
        }
    )


def _over(part: float, whole: float, reason: str) -> Value:
    return (part / whole, "") if whole else (NAN, reason)


def _too_many(size: int) -> str:
    return f"not worked out for {size:,} actors, more than {MOST_FOR_DISTANCES:,}"


def _reciprocities(ties: arrays.Arrays) -> dict[str, Value]:
    """Divide by all pairs, by tied pairs, by ties: three words people use for one another."""
    size, entries = len(ties), len(ties.indices)
    tied = len(ties.undirected.indices) // 2
    mutual = entries - tied if ties.directed else tied
    one_way = tied - mutual
    pairs = size * (size - 1) // 2
    return {
        "reciprocity_dyadic": _over(pairs - one_way, pairs, FEW),
        "reciprocity_nonnull": _over(mutual, tied, "there are no ties"),
        "reciprocity_edgewise": _over(2 * mutual, 2 * mutual + one_way, "there are no ties"),
    }


def _transitivity(flat: arrays.Arrays) -> Value:
    closed = int(_kernels.triangles(flat.indptr, flat.indices).sum())
    contacts = int((flat.degree * (flat.degree - 1) // 2).sum())
    return _over(closed, contacts, "nobody has two contacts")


def _connectedness(sizes: Ints) -> Value:
    size = int(sizes.sum())
    return _over(int((sizes * (sizes - 1)).sum()), size * (size - 1), FEW)


def _ways(ties: arrays.Arrays, flat: arrays.Arrays) -> tuple[_kernels.Distances | None, Value]:
    """Measure the distances along the ties, and fragmentation by distance without direction."""
    size = len(ties)
    if size > MOST_FOR_DISTANCES:
        return None, (NAN, _too_many(size))
    ways = _kernels.distances(ties.indptr, ties.indices)
    both = ways if flat is ties else _kernels.distances(flat.indptr, flat.indices)
    near, reason = _over(float(both.harmonic.sum()), size * (size - 1), FEW)
    return ways, (1 - near, reason)


def _distances(ways: _kernels.Distances | None) -> dict[str, Value]:
    if ways is None:
        reason = f"not worked out above {MOST_FOR_DISTANCES:,} actors"
        return {"diameter": (NAN, reason), "mean_distance": (NAN, reason)}
    reached = int(ways.reached.sum())
    none = "nobody reaches anybody"
    return {
        "diameter": (float(ways.largest.max()), "") if reached else (NAN, none),
        "mean_distance": _over(int(ways.total.sum()), reached, none),
    }


def _centralization(ties: arrays.Arrays, measure: Measure) -> Value:
    """Sum how much less central the others are than the most central, over that of a star."""
    size = len(ties)
    if size < 3:
        return NAN, "fewer than three actors"
    if measure in ("indegree", "outdegree"):
        if not ties.directed:
            return NAN, "ties have no direction"
        central = (ties.incoming if measure == "indegree" else ties).degree
        return float((central.max() - central).sum()) / (size - 1) ** 2, ""
    flat = ties.undirected
    if measure == "degree":
        most = (size - 1) * (size - 2)
        return float((flat.degree.max() - flat.degree).sum()) / most, ""
    if measure == "betweenness":
        if size > MOST_FOR_BETWEENNESS:
            return NAN, f"not worked out above {MOST_FOR_BETWEENNESS:,} actors"
        # Each pair was counted both ways.
        between = _kernels.betweenness(flat.indptr, flat.indices) / 2
        return float((between.max() - between).sum()) / ((size - 1) ** 2 * (size - 2) / 2), ""
    if size > MOST_FOR_DISTANCES:
        return NAN, _too_many(size)
    found = _kernels.distances(flat.indptr, flat.indices)
    if (found.reached < size - 1).any():
        return NAN, "not everybody is connected"
    close = (size - 1) / found.total
    spread = float((close.max() - close).sum())
    return min(1.0, spread * (2 * size - 3) / ((size - 1) * (size - 2))), ""
