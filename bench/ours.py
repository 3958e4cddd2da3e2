"""What civicnet does for each measure: kernels over arrays, and the functions that give frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import networks
import numpy as np
import pandas as pd
from networks import Ties
from numpy.typing import NDArray
from workers import PLAIN, WITH_STRENGTHS, Library, Numbers, Run, Runs

from civicnet import (
    _kernels,
    arrays,
    brokerage,
    centrality,
    cohesion,
    fragmentation,
    key_players,
    pieces,
    set_scores,
)
from civicnet.network import Network

Ints = NDArray[np.int64]
# Beyond this many sources or sets other libraries need minutes.
SOURCES = 64


def frames(ties: Ties) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give actors by name, and links between names with a weight."""
    names = np.array([f"Person {i}" for i in range(ties.n)], dtype=object)
    links = {"source": names[ties.one], "target": names[ties.other]}
    weight = networks.strengths(ties).astype(np.float64)
    return pd.DataFrame({"actor": names}), pd.DataFrame({**links, "weight": weight})


def _build(ties: Ties) -> Network:
    """Make the network of frames; what measures need of it is kept with it."""
    network = Network.from_links(*frames(ties))
    arrays.simple(network)
    return network


def _in_arrays(network: Network) -> Mapping[str, float]:
    """Give the MB of the arrays that measures work on."""

    def held(weight: str | None) -> float:
        ready = arrays.simple(network, weight=weight)
        each = (ready.indptr, ready.indices, ready.weights)
        # An array of one number over and over may hold it once.
        return sum(x.nbytes if x.strides[0] else x.itemsize for x in each) / 1024**2

    return {WITH_STRENGTHS: held("weight"), PLAIN: held(None)}


def of_frame(network: Network, column: str) -> Callable[[pd.DataFrame], Numbers]:
    """Say how to read a column by the order of actors."""

    def numbers(frame: pd.DataFrame) -> Numbers:
        by_name = frame.set_index("actor")[column]
        return np.array(by_name.loc[list(network.labels)], dtype=float)

    return numbers


def _betweenness(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)

    def by(threads: int) -> Run:
        call = partial(_kernels.betweenness, flat.indptr, flat.indices, threads=threads)
        return Run(call, lambda found: found / 2)

    n = len(flat)
    pairs = (n - 1) * (n - 2) / 2
    column = of_frame(network, "betweenness")
    whole = Run(lambda: centrality.betweenness(network), lambda frame: column(frame) * pairs)
    return {"": by(1), "2 threads": by(2), "a frame": whole}


def some_sources(ties: Ties) -> Ints:
    """Give the actors from whom ways are sought where it cannot be all."""
    return np.arange(0, ties.n, max(1, ties.n // SOURCES), dtype=np.int64)[:SOURCES]


def _from_sources(ties: Ties, network: Network) -> Runs:
    flat, sources = arrays.simple(network), some_sources(ties)

    def by(threads: int) -> Run:
        return Run(
            partial(_kernels.betweenness, flat.indptr, flat.indices, sources, threads=threads)
        )

    return {"": by(1), "2 threads": by(2)}


def _weighted(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network, weight="weight")
    far = arrays.lengths(flat)

    def by(threads: int) -> Run:
        call = partial(
            _kernels.betweenness, flat.indptr, flat.indices, lengths=far.lengths, threads=threads
        )
        return Run(call, lambda found: found / 2)

    return {"": by(1), "2 threads": by(2)}


def _harmonic(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)

    def by(threads: int) -> Run:
        call = partial(_kernels.distances, flat.indptr, flat.indices, threads=threads)
        return Run(call, lambda found: found.harmonic)

    return {"": by(1), "2 threads": by(2)}


def _holes(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)
    return {
        "": Run(
            lambda: _kernels.holes(flat.indptr, flat.indices),
            lambda found: np.concatenate([found.constraint, found.effective_size]),
        ),
        "a frame of constraint": Run(
            lambda: brokerage.constraint(network),
            of_frame(network, "constraint"),
            part=np.arange(len(flat)),
        ),
    }


def _cutpoints(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)
    return {"": Run(lambda: _kernels.cut(flat.indptr, flat.indices), lambda cut: cut.is_cutpoint)}


def _blocks(ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)

    def numbers(cut: _kernels.Cut) -> Numbers:
        seats = np.sort(cut.block_of_link * ties.n + flat.rows)
        seats = seats[np.diff(seats, prepend=-1) > 0]
        return digest(seats // ties.n, seats % ties.n)

    return {"": Run(lambda: _kernels.cut(flat.indptr, flat.indices), numbers)}


def digest(block: Ints, actor: Ints) -> Numbers:
    """Give a number for each block, made of who is in it; blocks come in order, one by one."""
    keys = np.random.default_rng(0).integers(2**63, size=int(actor.max(initial=0)) + 1)
    starts = np.flatnonzero(np.diff(block, prepend=-1))
    # Sums that run over 64 bits are as good.
    return np.sort(np.add.reduceat(keys[actor], starts)) if len(starts) else starts


def _cores(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)
    return {
        "": Run(lambda: _kernels.coreness(flat.indptr, flat.indices)),
        "a frame": Run(lambda: centrality.coreness(network), of_frame(network, "coreness")),
    }


def _components(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)
    return {
        "": Run(lambda: pieces.pieces(flat), by_first),
        "a frame": Run(
            lambda: cohesion.components(network),
            lambda frame: by_first(of_frame(network, "component")(frame).astype(np.int64)),
        ),
    }


def by_first(component: Numbers) -> Numbers:
    """Name each component by the first of its actors."""
    first = np.full(int(component.max(initial=-1)) + 1, len(component))
    np.minimum.at(first, component, np.arange(len(component)))
    return first[component]


def _removals(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)
    return {
        "": Run(
            lambda: _kernels.removals(flat.indptr, flat.indices), lambda found: found.pairs_lost
        ),
        "a frame": Run(lambda: fragmentation.removals(network), of_frame(network, "pairs_lost")),
    }


def _players(_ties: Ties, network: Network) -> Runs:
    flat = arrays.simple(network)

    def greedy() -> list[int]:
        score = set_scores.SCORES["fragment"](flat, np.arange(0))
        chosen: list[int] = []
        for _ in range(5):
            chosen.append(int(np.argmax(score(tuple(chosen)))))
        return chosen

    best = "searches on, from several starts: may be better than greedy"
    return {
        "": Run(greedy, np.sort),
        "key_players": Run(
            lambda: key_players.key_players(network, 5), lambda _: np.zeros(0), note=best
        ),
    }


def _paths(ties: Ties, network: Network) -> Runs:
    flat, pairs = arrays.simple(network), networks.far_pairs(ties)

    def every() -> list[int]:
        return [_kernels.independent_paths(flat.indptr, flat.indices, *pair)[0] for pair in pairs]

    return {"": Run(every, times=1 / max(len(pairs), 1))}


def _scenarios(ties: Ties, network: Network, *, by_degree: bool) -> Runs:
    flat = arrays.simple(network)
    starts, who = networks.leavers(ties, by_degree=by_degree)
    number = len(starts) - 1
    names = [[network.labels[i] for i in who[a:b]] for a, b in pairwise(starts.tolist())]

    def kernel(method: str, most: int, threads: int) -> Run:
        some = min(number, most)
        call = partial(
            _kernels.pairs_without,
            flat.indptr,
            flat.indices,
            starts[: some + 1],
            who[: starts[some]],
            method=method,
            threads=threads,
        )
        part = np.arange(2 * some)
        return Run(call, lambda found: np.column_stack(found).ravel(), part, 1 / some)

    def framed(frame: pd.DataFrame) -> Numbers:
        return np.ravel(frame[["pairs_connected", "largest_piece"]])

    return {
        "": kernel("local", number, 1),
        "2 threads": kernel("local", number, 2),
        "a frame, of names": Run(
            lambda: fragmentation.scenarios(network, names), framed, times=1 / number
        ),
        "union-find over all ties": kernel("all", max(20, 20_000_000 // ties.n), 1),
    }


def _conversion(ties: Ties, _network: Network) -> Runs:
    import copy

    import networkx as nx

    graph = nx.empty_graph(ties.n)
    graph.add_edges_from(zip(ties.one.tolist(), ties.other.tolist(), strict=True))
    arrays.simple(graph)
    given = [graph]

    def another() -> None:
        # The arrays of a graph are kept with it; a copy of its outside has none yet.
        given[0] = copy.copy(graph)

    return {
        "": Run(lambda: arrays.simple(given[0]), lambda found: found.degree, before=another),
        "once more": Run(
            lambda: arrays.simple(graph),
            lambda found: found.degree,
            note="the arrays are kept; looks only whether the graph is as it was",
        ),
    }


def _from_frames(ties: Ties, _network: Network) -> Runs:
    actors, links = frames(networks.people_at_tables(ties.n, ties_each=10))
    return {
        "": Run(
            lambda: arrays.simple(Network.from_links(actors, links), weight="weight"),
            lambda found: found.degree,
        )
    }


def of_civicnet() -> Library:
    """Give what civicnet has."""
    measures: Mapping[str, Callable[[Ties, Any], Runs]] = {
        "betweenness": _betweenness,
        "sources": _from_sources,
        "weighted": _weighted,
        "harmonic": _harmonic,
        "constraint": _holes,
        "cutpoints": _cutpoints,
        "blocks": _blocks,
        "cores": _cores,
        "components": _components,
        "removals": _removals,
        "players": _players,
        "paths": _paths,
        "scenarios": partial(_scenarios, by_degree=False),
        "scenarios-by-degree": partial(_scenarios, by_degree=True),
        "conversion": _conversion,
        "frames": _from_frames,
    }
    return Library(_build, measures, _in_arrays)
