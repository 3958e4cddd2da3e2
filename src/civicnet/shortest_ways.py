"""Who is on the shortest ways, and near to everybody: betweenness, closeness, harmonic."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels
from civicnet.arrays import Arrays, lengths, simple
from civicnet.errors import ArgumentError
from civicnet.ranking import because, ranked

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Found = tuple[Floats, NDArray[np.object_]]

ALONE = "there is nobody else"
# How sure the error of sampled betweenness is, of all actors at once.
LEVEL = 0.95
# Sources in one task: at 20,000 actors some seconds of work.
_CHUNK = 1024


def betweenness(
    network: Network | nx.Graph,
    *,
    weight: str | None = None,
    sample: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Measure on how many of the shortest ways between others each actor lies.

    High: much would have to go through this actor, if things went the shortest way; a broker, or a
    bottleneck. Low: others reach each other without it. It does not say that they could not do
    without: two actors side by side share the ways between them, and either could leave.

    Parameters
    ----------
    weight : what holds the strength of ties; a distance is then 1/strength, so that strong ties
        are short. Ways that are equally long are found equal in whole numbers, never by
        comparing fractions. By default every tie is one step.
    sample : work from so many actors drawn at random instead of from all; the frame's
        `attrs["error"]` bounds the error, see `sampling_error`.
    seed : of the drawing.
    executor : any `concurrent.futures.Executor` to share the work; the result is the same.

    Returns
    -------
    One row per actor, highest first: `actor`; `betweenness` (float, 0-1: the share of the pairs of
    others, in a directed network of the ordered pairs, whose shortest ways pass here, where
    several are equally short by the share that does; pairs without a way count as 0); `reason`.
    NaN with fewer than three actors, where there are no pairs of others. With `sample`, `attrs`
    has `sample`, `error`, `level`, and `note`, which says it in words.

    Raises
    ------
    ArgumentError
        where a strength is not a number above zero, or the sample is not 1 or more.

    References
    ----------
    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1),
    35-41. Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of
    Mathematical Sociology 25(2), 163-177. Brandes, U. & Pich, C. (2007). Centrality estimation in
    large networks. International Journal of Bifurcation and Chaos 17(7), 2303-2318.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> ties = [("Mayor", "Backbone"), ("Backbone", "YMCA"), ("Backbone", "Schools")]
    >>> print(centrality.betweenness(nx.Graph(ties)))
          actor  betweenness reason
    0  Backbone          1.0
    1     Mayor          0.0
    2   Schools          0.0
    3      YMCA          0.0
    """
    arrays = simple(network, weight=weight)
    (values, reasons), note = betweenness_of(arrays, weight, sample, seed, executor)
    frame = ranked(arrays.labels, {"betweenness": values}, reasons, by="betweenness")
    frame.attrs.update(note)
    return frame


def sampling_error(n_actors: int, sample: int, *, level: float = LEVEL) -> float:
    """
    Bound the error of betweenness from a sample, for all actors at once.

    With probability `level` no actor's sampled betweenness is farther from the exact one than
    this. It is a worst case: errors are mostly several times smaller, and those of actors near 0
    nearly none. Use it to choose a sample: four times the sample halves the error.

    Each drawn actor s gives every v its dependency, a number in 0 … n - 2; Hoeffding's bound for
    drawing without replacement (Serfling), with the chance of a miss divided among the n actors.

    Returns
    -------
    A share of pairs in 0-1, as betweenness; 0 where all are drawn.

    References
    ----------
    Serfling, R. J. (1974). Probability inequalities for the sum in sampling without replacement.
    Annals of Statistics 2(1), 39-48, corollary 1.1.

    Examples
    --------
    >>> from civicnet.centrality import sampling_error
    >>> round(sampling_error(20_000, 1_000), 3), round(sampling_error(20_000, 4_000), 3)
    (0.08, 0.037)
    """
    if not 0 < level < 1:
        raise ArgumentError(f"level must lie between 0 and 1, as 0.95; got {level!r}")
    if sample >= n_actors:
        return 0.0
    left = 1 - (sample - 1) / n_actors
    spread = math.sqrt(left * math.log(2 * n_actors / (1 - level)) / (2 * sample))
    return min(1.0, spread * n_actors / (n_actors - 1))


def closeness(
    network: Network | nx.Graph,
    *,
    weight: str | None = None,
    direction: Literal["out", "in"] = "out",
) -> pd.DataFrame:
    """
    Measure how near each actor is to those it reaches, and how many these are.

    High: news from here is everywhere in few steps. Low: far away, or with few in reach. The
    inverse of the mean distance, times the share of the others in reach (Wasserman and Faust), so
    that a pair off by itself is not the closest of all. A tie that joins two pieces can lower it,
    since those far away now count; `harmonic` never falls when a tie is added.

    Parameters
    ----------
    weight : what holds the strength of ties; a distance is then 1/strength. By default every tie
        is one step.
    direction : in a directed network, along ties ("out": whom the actor reaches) or against
        them ("in": who reaches it, which is what networkx gives).

    Returns
    -------
    One row per actor, highest first: `actor`; `closeness` (float, above 0, at most 1; with
    `weight` at most the largest strength); `reason`. NaN for an actor that reaches nobody, whose
    mean distance is not defined.

    References
    ----------
    Wasserman, S. & Faust, K. (1994). Social Network Analysis. Cambridge University Press,
    page 201.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> graph = nx.Graph([("Mayor", "Backbone"), ("Backbone", "YMCA")])
    >>> graph.add_node("Chamber")
    >>> print(centrality.closeness(graph).round(3))
          actor  closeness          reason
    0  Backbone      0.667
    1     Mayor      0.444
    2      YMCA      0.444
    3   Chamber        NaN  reaches nobody
    """
    arrays = simple(network, weight=weight)
    values, reasons = closeness_of(arrays, weight, one_of(direction, "out", "in"))
    return ranked(arrays.labels, {"closeness": values}, reasons, by="closeness")


def harmonic(
    network: Network | nx.Graph,
    *,
    weight: str | None = None,
    direction: Literal["out", "in"] = "out",
) -> pd.DataFrame:
    """
    Measure how near each actor is to everybody, those out of reach included.

    High: most others are near. Low: far, or in a piece apart. The mean of 1/distance over all the
    others, where somebody out of reach counts 0; 1 is a direct tie to everybody. In disconnected
    networks it is the fairer one beside `closeness`.

    Parameters
    ----------
    weight, direction : as in `closeness`.

    Returns
    -------
    One row per actor, highest first: `actor`; `harmonic` (float, 0-1; with `weight` at most the
    largest strength; 0 for an isolate); `reason`. NaN where there is nobody else.

    References
    ----------
    Marchiori, M. & Latora, V. (2000). Harmony in the small-world. Physica A 285, 539-546.
    Boldi, P. & Vigna, S. (2014). Axioms for centrality. Internet Mathematics 10, 222-262.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import centrality
    >>> graph = nx.Graph([("Mayor", "Backbone"), ("Backbone", "YMCA")])
    >>> graph.add_node("Chamber")
    >>> print(centrality.harmonic(graph).round(3))
          actor  harmonic reason
    0  Backbone     0.667
    1     Mayor     0.500
    2      YMCA     0.500
    3   Chamber     0.000
    """
    arrays = simple(network, weight=weight)
    values, reasons = harmonic_of(arrays, weight, one_of(direction, "out", "in"))
    return ranked(arrays.labels, {"harmonic": values}, reasons, by="harmonic")


def betweenness_of(
    arrays: Arrays, weight: str | None, sample: int | None, seed: int, executor: Executor | None
) -> tuple[Found, dict[str, object]]:
    """Give betweenness and reasons, in the order of the actors, and what to note beside them."""
    n = len(arrays)
    sources = np.arange(n, dtype=np.int64)
    note: dict[str, object] = {}
    if sample is not None:
        if isinstance(sample, bool) or not isinstance(sample, int | np.integer) or sample < 1:
            raise ArgumentError(f"sample must be a number of actors, 1 or more; got {sample!r}")
        if sample < n:
            sources = np.sort(np.random.default_rng(seed).choice(n, int(sample), replace=False))
            error = sampling_error(n, sample)
            note = {"sample": int(sample), "error": error, "level": LEVEL}
            note["note"] = (
                f"betweenness was worked out from {sample:,} of {n:,} actors; with probability "
                f"{LEVEL:g} no value is off by more than {error:.2g}"
            )
    found = lengths(arrays) if weight is not None else None
    if found is not None and not found.exact:
        rounding = "the strengths are too many and too different for exact distances; these were "
        note["rounded"] = rounding + "rounded, and ways of nearly one length may not tie"
    total = dependencies(arrays, sources, executor, found.lengths if found is not None else None)
    few = n < 3
    scale = 1.0 if few else n / len(sources) / ((n - 1) * (n - 2))
    values = np.full(n, np.nan) if few else total * scale
    return (values, because(n, (few, "fewer than three actors: no pairs of others"))), note


def dependencies(
    arrays: Arrays, sources: Ints, executor: Executor | None, of_ties: Ints | None = None
) -> Floats:
    """Sum the shares of the shortest ways from the sources that lead through each actor."""
    task = partial(_dependencies, arrays.indptr, arrays.indices, of_ties)
    return summed_over(sources, task, executor)


def summed_over(sources: Ints, task: Callable[[Ints], Floats], executor: Executor | None) -> Floats:
    """Add up what a task finds from some sources at a time, in the same order wherever it runs."""
    chunks = [sources[i : i + _CHUNK] for i in range(0, max(len(sources), 1), _CHUNK)]
    first, *others = map(task, chunks) if executor is None else executor.map(task, chunks)
    return sum(others, first)


def closeness_of(arrays: Arrays, weight: str | None, direction: str) -> Found:
    """Give closeness and reasons, in the order of the actors; `weight` says whether to weigh."""
    found, unit = _reach(arrays, weight, direction)
    n = len(arrays)
    reached = found.reached.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = reached * reached / ((n - 1) * (found.total * unit))
    nobody = "reaches nobody" if direction == "out" else "nobody reaches it"
    return values, because(n, (n == 1, ALONE), (found.reached == 0, nobody))


def harmonic_of(arrays: Arrays, weight: str | None, direction: str) -> Found:
    """Give harmonic closeness and reasons, as closeness_of."""
    found, unit = _reach(arrays, weight, direction)
    n = len(arrays)
    values = found.harmonic / unit / (n - 1) if n > 1 else np.full(n, np.nan)
    return values, because(n, (n == 1, ALONE))


def one_of(word: str, *allowed: str) -> str:
    """Check a direction."""
    if word not in allowed:
        raise ArgumentError(f"direction must be one of {', '.join(allowed)}; got {word!r}")
    return word


def _dependencies(indptr: Ints, indices: Ints, of_ties: Ints | None, sources: Ints) -> Floats:
    return _kernels.betweenness(indptr, indices, sources, lengths=of_ties)


def _reach(arrays: Arrays, weight: str | None, direction: str) -> tuple[_kernels.Distances, float]:
    """Sum up distances, and give the unit in which these are counted."""
    seen = arrays.incoming if direction == "in" else arrays
    if weight is None:
        return _kernels.distances(seen.indptr, seen.indices), 1.0
    found = lengths(seen)
    return _kernels.distances(seen.indptr, seen.indices, lengths=found.lengths), found.unit
