"""What falls apart when somebody goes: each actor in turn, sets of actors, people and links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import _kernels, arrays
from civicnet.errors import ArgumentError
from civicnet.key_players import KeyPlayers, key_players
from civicnet.leaving import Count, counts, departures, scenarios

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

__all__ = ["KeyPlayers", "departures", "key_players", "removals", "scenarios", "strong_cutpoints"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Up to here what rests on distances is exact; above, searches start from a sample of actors.
EXACT = 5_000
SAMPLE = 500
BATCHES = 20


def removals(
    n: Network | nx.Graph,
    *,
    count: Count = None,
    within: int | None = None,
    distances: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Measure what the others lose when each actor is taken out, one at a time.

    High `pairs_lost` marks an actor without whom others lose all contact with one another; 0 says
    that everybody else stays connected, perhaps by a longer way: `within` and `distances` show
    that. The direction of ties is left aside: the question is whether there is any contact
    (`strong_cutpoints` asks whether news still gets there).

    Parameters
    ----------
    count : what each actor counts, 1 by default: a column of the actors, a mapping by name, or one
        number an actor. A pair counts the product of its two.
    within : also count the pairs lost within so many steps.
    distances : also measure fragmentation by distance.
    seed : draws the sample that `within` and `distances` rest on above 5,000 actors.

    Returns
    -------
    One row per actor, most pairs lost first, then by name:

    `actor` (str); `is_cutpoint` (bool: its component falls into two pieces or more); `n_pieces`
    (int: the pieces its component leaves, 0 for an isolate); `pairs_lost` (float, ≥ 0: connected
    pairs among the others before, minus after); `pairs_lost_share` (float, 0–1: of all pairs of
    the others); `fragmentation` (float, 0–1: share of the pairs of the others without any way
    between them afterwards); with `within`, `within_lost` (float, ≥ 0); with `distances`,
    `distance_fragmentation` (float, 0–1: 1 minus the mean of 1/distance over the pairs of the
    others afterwards); `reason`. Shares are NaN where fewer than two others count. Above 5,000
    actors the last two are estimates from searches that start at 500 of them, each followed by its
    standard error, `within_lost_se` and `distance_fragmentation_se`, which is too small where the
    loss is that of a few actors who may not be among the 500.

    Raises
    ------
    ArgumentError
        where `count` leaves out an actor or gives less than zero, or `within` is below 1.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational and
    Mathematical Organization Theory 12:21–34. Hopcroft, J. & Tarjan, R. (1973). Algorithm 447.
    Communications of the ACM 16:372–378.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import fragmentation
    >>> ties = [("Mayor", "Schools"), ("Schools", "Parents"), ("Mayor", "Chamber")]
    >>> found = fragmentation.removals(nx.Graph(ties))
    >>> print(found[["actor", "is_cutpoint", "n_pieces", "pairs_lost"]].to_string(index=False))
      actor  is_cutpoint  n_pieces  pairs_lost
      Mayor         True         2         2.0
    Schools         True         2         2.0
    Chamber        False         1         0.0
    Parents        False         1         0.0
    """
    if within is not None and within < 1:
        raise ArgumentError(f"within must be 1 step or more; got {within!r}")
    ties = arrays.simple(n).undirected
    weight = counts(n, ties, count)
    found = _kernels.removals(ties.indptr, ties.indices, weight)
    all_pairs, connected = _pairs_of_others(weight, found.component)
    possible = np.where(all_pairs > 0, all_pairs, np.nan)
    frame = pd.DataFrame(
        {
            "actor": pd.Series(list(ties.labels), dtype=object),
            "is_cutpoint": found.pieces > 1,
            "n_pieces": found.pieces,
            "pairs_lost": found.pairs_lost,
            "pairs_lost_share": _share(found.pairs_lost / possible),
            "fragmentation": _share(1 - (connected - found.pairs_lost) / possible),
        }
    )
    if within is not None:
        worth = np.concatenate([[0.0], np.ones(within)])
        lost, error = _lost(ties, weight, worth, seed)
        frame["within_lost"] = lost / 2
        if error is not None:
            frame["within_lost_se"] = error / 2
    if distances:
        after, error = _nearness_left(ties, weight, seed)
        frame["distance_fragmentation"] = _share(1 - after / (2 * possible))
        if error is not None:
            frame["distance_fragmentation_se"] = error / (2 * possible)
    none = "fewer than two of the others count, so there is no pair"
    frame["reason"] = pd.Series(["" if x > 0 else none for x in all_pairs], dtype=object)
    return frame.sort_values(
        ["pairs_lost", "actor"], ascending=[False, True], ignore_index=True, kind="stable"
    )


def strong_cutpoints(n: Network | nx.Graph) -> pd.DataFrame:
    """
    Find the actors without whom news no longer gets from some others to some others.

    Follows ties in their direction: before, the two could reach each other both ways. In an
    undirected network these are the ordinary cutpoints.

    Returns
    -------
    One row per actor, cutpoints first, then by name: `actor` (str); `is_cutpoint` (bool: those who
    could all reach each other, the actor among them, no longer all can); `reason`, always blank.

    References
    ----------
    Italiano, G. F., Laura, L. & Santaroni, F. (2012). Finding strong bridges and strong
    articulation points in linear time. Theoretical Computer Science 447:74–84.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import fragmentation
    >>> ring = nx.DiGraph([("Mayor", "Schools"), ("Schools", "Parents"), ("Parents", "Mayor")])
    >>> print(fragmentation.strong_cutpoints(ring)[["actor", "is_cutpoint"]].to_string(index=False))
      actor  is_cutpoint
      Mayor         True
    Parents         True
    Schools         True
    """
    import networkx as nx

    ties = arrays.simple(n)
    size = len(ties.labels)
    matrix = csr_array((np.ones(len(ties.indices)), ties.indices, ties.indptr), shape=(size, size))
    _, component = connected_components(matrix, directed=True, connection="strong")
    cutpoint = np.zeros(size, dtype=bool)
    for members in _classes(component):
        if len(members) < 3:
            continue
        inside = matrix[members][:, members]
        graph = nx.from_scipy_sparse_array(inside, create_using=nx.DiGraph)
        # Whoever dominates another in the ties as they are, or reversed, is on every way from the
        # root, or to it; the root itself is tried out.
        for each in (graph, graph.reverse(copy=False)):
            chosen = set(nx.immediate_dominators(each, 0).values()) - {0, None}
            cutpoint[members[list(chosen)]] = True
        rest, _ = connected_components(inside[1:][:, 1:], directed=True, connection="strong")
        cutpoint[members[0]] = rest > 1
    frame = pd.DataFrame(
        {"actor": pd.Series(list(ties.labels), dtype=object), "is_cutpoint": cutpoint}
    )
    frame["reason"] = pd.Series([""] * size, dtype=object)
    return frame.sort_values(
        ["is_cutpoint", "actor"], ascending=[False, True], ignore_index=True, kind="stable"
    )


def _classes(label: NDArray[np.int32]) -> list[Ints]:
    """Give the positions that bear each label."""
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(label) else []


def _pairs_of_others(weight: Floats, component: Ints) -> tuple[Floats, Floats]:
    """Weigh, for each actor, all pairs of the others, and those of them that are connected."""
    if not len(weight):
        return np.zeros(0), np.zeros(0)
    whole = np.bincount(component, weight)
    square = np.bincount(component, weight * weight)
    connected = float((whole * whole - square).sum()) / 2
    touching = weight * (whole[component] - weight)
    others = weight.sum() - weight
    all_pairs = (others * others - ((weight * weight).sum() - weight * weight)) / 2
    # What is left of subtracting equal sums is nothing.
    all_pairs[(np.count_nonzero(weight) - (weight > 0)) < 2] = 0.0
    return all_pairs, connected - touching


def _share(values: Floats) -> Floats:
    """Keep shares, which may miss 0 or 1 by a rounding, within them."""
    return np.asarray(np.clip(values, 0.0, 1.0), dtype=np.float64)


def _batches(size: int, seed: int) -> tuple[list[Ints], bool]:
    """Give the actors from whom to search: everybody, or a sample in batches of one size."""
    if size <= EXACT:
        return [np.arange(size, dtype=np.int64)], True
    drawn = np.random.default_rng(seed).choice(size, SAMPLE, replace=False).astype(np.int64)
    return np.split(drawn, BATCHES), False


def _estimate(parts: Sequence[Floats], size: int, *, exact: bool) -> tuple[Floats, Floats | None]:
    """Scale the sums of batches up to everybody; the spread between them gives the error."""
    if exact:
        return parts[0], None
    scaled = np.stack(parts) * (size / (SAMPLE / BATCHES))
    spread = scaled.std(axis=0, ddof=1) / np.sqrt(BATCHES)
    return scaled.mean(axis=0), spread * np.sqrt(1 - SAMPLE / size)


def _lost(
    ties: arrays.Arrays, weight: Floats, worth: Floats, seed: int
) -> tuple[Floats, Floats | None]:
    batches, exact = _batches(len(weight), seed)
    parts = [
        _kernels.distance_losses(ties.indptr, ties.indices, worth, sources=batch, count=weight)
        for batch in batches
    ]
    return _estimate(parts, len(weight), exact=exact)


def _nearness_left(ties: arrays.Arrays, weight: Floats, seed: int) -> tuple[Floats, Floats | None]:
    """Sum 1/distance over the ordered pairs of others that are left without each actor."""
    size = len(weight)
    worth = np.concatenate([[0.0], 1 / np.arange(1, size + 1)])
    batches, exact = _batches(size, seed)
    parts = []
    for batch in batches:
        left = -_kernels.distance_losses(
            ties.indptr, ties.indices, worth, sources=batch, count=weight
        )
        for some in np.array_split(batch, max(1, len(batch) // 256)):
            steps = _kernels.distance_matrix(ties.indptr, ties.indices, some)
            near = np.where(steps > 0, worth[np.maximum(steps, 0)], 0.0) * weight
            near *= weight[some][:, None]
            own = near.sum(axis=1)
            # From s: all it reaches but v; and nothing where v is s itself.
            left += own.sum() - near.sum(axis=0)
            left[some] -= own
        parts.append(left)
    return _estimate(parts, size, exact=exact)
