"""
Time the measures side by side with other libraries, in one run: `python bench/measures.py`.

Each result is checked equal before it is timed. The ratio is the other library's CPU time by
ours, both medians of several runs; other load on the machine falls on both. Networks are made
here (people at tables, two-mode, projected), with a seed. A library that is not installed, or
that would need minutes, is left out of the row.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import _kernels as kernels
from civicnet.arrays import Arrays, simple

IGRAPH = find_spec("igraph") is not None
# Above these sizes networkx needs minutes for one run of the measure.
NETWORKX_LIMIT = {"betweenness": 2_000, "harmonic": 2_000, "constraint": 20_000}


@dataclass(frozen=True)
class Race:
    """One measure: ours, and what the others call theirs, each giving a comparable array."""

    name: str
    ours: Callable[[], np.ndarray]
    others: dict[str, Callable[[], np.ndarray]]


def people_at_tables(n: int, seed: int = 0) -> nx.Graph:
    """Make a network of about five ties a person: tables of a few people, a few of them large."""
    random = np.random.default_rng(seed)
    graph = nx.empty_graph(n)
    while graph.number_of_edges() < 5 * n:
        size = int(min(2 + random.pareto(2.5) * 2, 12))
        centre = int(random.integers(n))
        near = (centre + random.normal(0, n / 20 + 3, size).astype(int)) % n
        members = sorted(set(near.tolist()))
        graph.add_edges_from((a, b) for i, a in enumerate(members) for b in members[i + 1 :])
    return graph


def races(graph: nx.Graph, arrays: Arrays) -> list[Race]:
    """Set up every comparison on one network."""
    n, indptr, indices = len(graph), arrays.indptr, arrays.indices
    order, zeros = [str(node) for node in graph], dict.fromkeys(graph, 0)
    rank = np.array([arrays.position[name] for name in order])
    other = None
    if IGRAPH:
        import igraph

        other = igraph.Graph(n=n, edges=list(graph.edges))

    def ours(values: np.ndarray) -> np.ndarray:
        return np.asarray(values, dtype=float)[rank]

    def listed(by_node: dict[int, float]) -> np.ndarray:
        return np.array([by_node[node] for node in graph], dtype=float)

    def by_scipy() -> np.ndarray:
        matrix = csr_array((np.ones(len(indices)), indices, indptr), (n, n))
        whole = _pairs(connected_components(matrix, directed=False)[1], np.ones(n, dtype=bool))
        lost = []
        for actor in rank:
            keep = np.arange(n) != actor
            rest = matrix[keep][:, keep]
            pairs = _pairs(
                connected_components(rest, directed=False)[1], np.ones(n - 1, dtype=bool)
            )
            lost.append(whole - pairs - reached[actor])
        return np.array(lost, dtype=float)

    reached = kernels.distances(indptr, indices).reached
    calls: dict[str, tuple[Callable[[], np.ndarray], dict[str, Callable[[], np.ndarray]]]] = {
        "betweenness": (
            lambda: ours(kernels.betweenness(indptr, indices)) / 2,
            {"networkx": lambda: listed(nx.betweenness_centrality(graph, normalized=False))},
        ),
        "harmonic": (
            lambda: ours(kernels.distances(indptr, indices).harmonic),
            {"networkx": lambda: listed(nx.harmonic_centrality(graph))},
        ),
        "constraint": (
            lambda: ours(kernels.holes(indptr, indices).constraint),
            {"networkx": lambda: listed(nx.constraint(graph))},
        ),
        "coreness": (
            lambda: ours(kernels.coreness(indptr, indices)),
            {"networkx": lambda: listed(nx.core_number(graph))},
        ),
        "cutpoints": (
            lambda: ours(kernels.cut(indptr, indices).is_cutpoint),
            {"networkx": lambda: listed(zeros | dict.fromkeys(nx.articulation_points(graph), 1))},
        ),
    }
    if other is not None:
        calls["betweenness"][1]["igraph"] = lambda: np.array(other.betweenness())
        calls["harmonic"][1]["igraph"] = lambda: np.array(
            other.harmonic_centrality(normalized=False)
        )
        calls["constraint"][1]["igraph"] = lambda: np.array(other.constraint())
        calls["coreness"][1]["igraph"] = lambda: np.array(other.coreness(), dtype=float)
    for name, limit in NETWORKX_LIMIT.items():
        if n > limit:
            del calls[name][1]["networkx"]
    found = [Race(name, mine, others) for name, (mine, others) in calls.items()]
    if n <= 2_000:
        lost = Race(
            "pairs lost at every removal",
            lambda: ours(kernels.removals(indptr, indices).pairs_lost),
            {"scipy, n times": by_scipy},
        )
        found.append(lost)
    return found


def _pairs(piece: np.ndarray, there: np.ndarray) -> float:
    sizes = np.bincount(piece[there]).astype(float)
    return float((sizes * (sizes - 1) / 2).sum())


def median(call: Callable[[], object], *, seconds: float = 3.0) -> float:
    """Give the median CPU time of some runs, at least three, for about some seconds."""
    times: list[float] = []
    while len(times) < 3 or (sum(times) < seconds and len(times) < 15):
        started = time.process_time()
        call()
        times.append(time.process_time() - started)
        if len(times) == 1 and times[0] > 20:
            break
    return statistics.median(times)


def main() -> None:
    """Print a row for each size and measure: our time, and how many times longer others take."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[200, 2_000])
    print(f"kernels: {kernels.backend()}; igraph: {'yes' if IGRAPH else 'not installed'}")
    print(f"{'actors':>8} {'ties':>8}  {'measure':30} {'ours, ms':>10}  others take")
    for size in parser.parse_args().sizes:
        graph = people_at_tables(size)
        arrays = simple(nx.relabel_nodes(graph, str))
        for race in races(graph, arrays):
            result, ours = race.ours(), median(race.ours)
            said = []
            for name, call in race.others.items():
                theirs = call()
                agree = np.isfinite(theirs) & np.isfinite(result)
                if not np.allclose(result[agree], theirs[agree], rtol=1e-9, atol=1e-9):
                    said.append(f"{name}: ANOTHER RESULT")
                    continue
                said.append(f"{name} {median(call) / ours:,.1f} ×")
            row = f"{size:>8} {graph.number_of_edges():>8}  {race.name:30} {1000 * ours:>10.2f}"
            print(f"{row}  {', '.join(said)}")


if __name__ == "__main__":
    main()
