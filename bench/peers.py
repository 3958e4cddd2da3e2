"""What networkx, igraph, rustworkx and networkit call the measures; any of them may be missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import networks
import numpy as np
import ours
from networks import Ties
from ours import by_first, digest
from workers import Library, Numbers, Run, Runs

Measures = Mapping[str, Callable[[Ties, Any], Runs]]


def one(call: Callable[[Any], Any], numbers: Callable[[Any], Numbers] = np.asarray) -> Any:
    """Say that a measure is one call on the network."""
    return lambda _ties, graph: {"": Run(partial(call, graph), numbers)}


def by_node(values: Mapping[int, float]) -> Numbers:
    """Give values by the order of actors."""
    return np.array([values[i] for i in range(len(values))], dtype=float)


def marked(ties: Ties) -> Callable[[Any], Numbers]:
    """Say how to turn a list of actors into a yes or no for each."""
    return lambda found: np.isin(np.arange(ties.n), list(found))


def of_groups(groups: Any) -> Numbers:
    """Turn lists of actors, one a component, into the first actor of each one's."""
    listed = [list(each) for each in groups]
    number = np.repeat(np.arange(len(listed)), [len(each) for each in listed])
    component = np.empty(len(number), dtype=np.int64)
    component[np.concatenate(listed)] = number
    return by_first(component)


def of_blocks(groups: Any) -> Numbers:
    """Turn lists of actors, one a block, into numbers that only the same blocks give."""
    listed = [np.fromiter(each, dtype=np.int64) for each in groups]
    listed = [each for each in listed if len(each) > 1]
    number = np.repeat(np.arange(len(listed)), [len(each) for each in listed])
    return digest(number, np.concatenate(listed))


def pairs(ties: Ties) -> list[tuple[int, int]]:
    """Give the ties as pairs of Python's numbers."""
    return list(zip(ties.one.tolist(), ties.other.tolist(), strict=True))


def converted(ties: Ties, call: Callable[[Any], Any], numbers: Callable[[Any], Numbers]) -> Runs:
    """Run a library's converter on a networkx graph."""
    return {"": Run(partial(call, _networkx_graph(ties)), numbers)}


def from_frames(
    call: Callable[[Any, Any], Any], numbers: Callable[[Any], Numbers]
) -> Callable[[Ties, Any], Runs]:
    """Run a library's way from frames of names and weights to its network."""

    def runs(ties: Ties, _graph: Any) -> Runs:
        actors, links = ours.frames(networks.people_at_tables(ties.n, ties_each=10))
        return {"": Run(partial(call, actors, links), numbers)}

    return runs


def each_pair(
    ties: Ties, call: Callable[[int, int], float], numbers: Callable[[Any], Numbers] = np.asarray
) -> Runs:
    """Run a call for each of the pairs that are sought paths between."""
    chosen = networks.far_pairs(ties)
    return {
        "": Run(lambda: [call(a, b) for a, b in chosen], numbers, times=1 / max(len(chosen), 1))
    }


# --- networkx ------------------------------------------------------------------------------------


def _networkx_graph(ties: Ties) -> Any:
    import networkx as nx

    graph = nx.empty_graph(ties.n)
    weights = networks.strengths(ties).tolist()
    graph.add_edges_from(
        (a, b, {"distance": 1 / x}) for (a, b), x in zip(pairs(ties), weights, strict=True)
    )
    return graph


def of_networkx() -> Library:
    """Give what networkx has."""
    import networkx as nx
    from networkx.algorithms.connectivity import (
        build_auxiliary_node_connectivity,
        local_node_connectivity,
    )
    from networkx.algorithms.flow import build_residual_network

    def sources(ties: Ties, graph: Any) -> Runs:
        some = ours.some_sources(ties).tolist()
        call = partial(nx.betweenness_centrality_subset, graph, some, list(graph))
        return {"": Run(call, lambda found: 2 * by_node(found))}

    def holes(ties: Ties, graph: Any) -> Runs:
        if ties.n > 2_000:
            return {"": "takes 18 s and 6 GB at 20,000 actors"}
        return {
            "": Run(
                lambda: (nx.constraint(graph), nx.effective_size(graph)),
                lambda found: np.concatenate([by_node(each) for each in found]),
            )
        }

    def paths(ties: Ties, graph: Any) -> Runs:
        split = build_auxiliary_node_connectivity(graph)
        residual = build_residual_network(split, "capacity")
        call = partial(local_node_connectivity, graph, auxiliary=split, residual=residual)
        return each_pair(ties, call)

    def frames(actors: Any, links: Any) -> Any:
        graph = nx.from_pandas_edgelist(links, edge_attr="weight")
        graph.add_nodes_from(actors["actor"])
        return graph

    def degrees(graph: Any) -> Numbers:
        return np.array([graph.degree[f"Person {i}"] for i in range(len(graph))])

    measures: Measures = {
        "betweenness": one(partial(nx.betweenness_centrality, normalized=False), by_node),
        "sources": sources,
        "weighted": one(
            partial(nx.betweenness_centrality, normalized=False, weight="distance"), by_node
        ),
        "harmonic": one(nx.harmonic_centrality, by_node),
        "constraint": holes,
        "cutpoints": lambda ties, graph: {
            "": Run(lambda: list(nx.articulation_points(graph)), marked(ties))
        },
        "blocks": one(lambda graph: list(nx.biconnected_components(graph)), of_blocks),
        "cores": one(nx.core_number, by_node),
        "components": one(lambda graph: list(nx.connected_components(graph)), of_groups),
        "paths": paths,
        "frames": from_frames(frames, degrees),
    }
    return Library(_networkx_graph, measures)


# --- igraph --------------------------------------------------------------------------------------


def _igraph_graph(ties: Ties) -> Any:
    import igraph

    return igraph.Graph(n=ties.n, edges=np.column_stack([ties.one, ties.other]).tolist())


def of_igraph() -> Library:
    """Give what igraph has."""
    import igraph

    def sources(ties: Ties, graph: Any) -> Runs:
        call = partial(graph.betweenness, sources=ours.some_sources(ties).tolist())
        return {"": Run(call, lambda found: 2 * np.array(found))}

    def weighted(ties: Ties, graph: Any) -> Runs:
        far = (1 / networks.strengths(ties)).tolist()
        return {"": Run(partial(graph.betweenness, weights=far))}

    def holes(ties: Ties, graph: Any) -> Runs:
        return {
            "": Run(
                graph.constraint, part=np.arange(ties.n), note="constraint only: it has no other"
            )
        }

    def scenarios(ties: Ties, graph: Any, *, by_degree: bool) -> Runs:
        starts, who = networks.leavers(ties, by_degree=by_degree)
        some = min(len(starts) - 1, max(5, 1_000_000 // ties.n))
        sets = [who[starts[i] : starts[i + 1]].tolist() for i in range(some)]

        def every() -> list[list[int]]:
            found = []
            for each in sets:
                rest = graph.copy()
                rest.delete_vertices(each)
                found.append(rest.connected_components().sizes())
            return found

        def numbers(found: list[list[int]]) -> Numbers:
            return np.array([x for each in found for x in connected(each)], dtype=float)

        return {"": Run(every, numbers, np.arange(2 * some), 1 / some)}

    def frames(actors: Any, links: Any) -> Any:
        return igraph.Graph.DataFrame(links, directed=False, vertices=actors, use_vids=False)

    measures: Measures = {
        "betweenness": one(lambda graph: graph.betweenness()),
        "sources": sources,
        "weighted": weighted,
        "harmonic": one(lambda graph: graph.harmonic_centrality(normalized=False)),
        "constraint": holes,
        "cutpoints": lambda ties, graph: {"": Run(graph.articulation_points, marked(ties))},
        "blocks": one(lambda graph: graph.biconnected_components(), of_blocks),
        "cores": one(lambda graph: graph.coreness()),
        "components": one(
            lambda graph: graph.connected_components(),
            lambda found: by_first(np.array(found.membership)),
        ),
        "paths": lambda ties, graph: each_pair(ties, graph.vertex_connectivity),
        "scenarios": partial(scenarios, by_degree=False),
        "scenarios-by-degree": partial(scenarios, by_degree=True),
        "conversion": lambda ties, _graph: converted(
            ties, igraph.Graph.from_networkx, lambda graph: np.array(graph.degree())
        ),
        "frames": from_frames(frames, lambda graph: np.array(graph.degree())),
    }
    return Library(_igraph_graph, measures)


def connected(sizes: list[int]) -> tuple[int, int]:
    """Count the pairs within pieces, and give the size of the largest."""
    return sum(x * (x - 1) // 2 for x in sizes), max(sizes, default=0)


# --- rustworkx -----------------------------------------------------------------------------------


def _rustworkx_graph(ties: Ties) -> Any:
    import rustworkx as rx

    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(ties.n))
    graph.add_edges_from_no_data(pairs(ties))
    return graph


def of_rustworkx() -> Library:
    """Give what rustworkx has."""
    import rustworkx as rx

    def betweenness(ties: Ties, graph: Any) -> Runs:
        def by(threshold: int) -> Run:
            call = partial(
                rx.betweenness_centrality, graph, normalized=False, parallel_threshold=threshold
            )
            return Run(call, by_node)

        return {"": by(ties.n + 1), "all threads": by(0)}

    def degrees(graph: Any) -> Numbers:
        return np.array([graph.degree(i) for i in graph.node_indices()])

    def frames(actors: Any, links: Any) -> Any:
        graph = rx.PyGraph(multigraph=False)
        place = dict(
            zip(actors["actor"], graph.add_nodes_from(actors["actor"].tolist()), strict=True)
        )
        source, target = (links[each].map(place).tolist() for each in ("source", "target"))
        graph.add_edges_from(list(zip(source, target, links["weight"].tolist(), strict=True)))
        return graph

    def blocks(found: Any) -> Numbers:
        members: dict[int, set[int]] = {}
        for tie, block in found.items():
            members.setdefault(block, set()).update(tie)
        return of_blocks(members.values())

    measures: Measures = {
        "betweenness": betweenness,
        "cutpoints": lambda ties, graph: {
            "": Run(partial(rx.articulation_points, graph), marked(ties))
        },
        "blocks": one(rx.biconnected_components, blocks),
        "cores": one(rx.core_number, by_node),
        "components": one(rx.connected_components, of_groups),
        "conversion": lambda ties, _graph: converted(ties, rx.networkx_converter, degrees),
        "frames": from_frames(frames, degrees),
    }
    return Library(_rustworkx_graph, measures)


# --- networkit -----------------------------------------------------------------------------------


def _networkit_graph(ties: Ties) -> Any:
    import networkit as nk

    return nk.GraphFromCoo((ties.one, ties.other), n=ties.n)


def of_networkit() -> Library:
    """Give what networkit has."""
    import networkit as nk

    def run(algorithm: Callable[[Any], Any], graph: Any, threads: int = 1) -> Any:
        # Its own default, all, makes short work take a hundred times as long on busy machines.
        nk.setNumberOfThreads(threads)
        return algorithm(graph).run()

    def halved(found: Any) -> Numbers:
        return np.array(found.scores()) / 2

    def both(
        algorithm: Callable[[Any], Any], numbers: Callable[[Any], Numbers]
    ) -> Callable[[Ties, Any], Runs]:
        return lambda _ties, graph: {
            "": Run(partial(run, algorithm, graph), numbers),
            "2 threads": Run(partial(run, algorithm, graph, 2), numbers),
        }

    def weighted(ties: Ties, _graph: Any) -> Runs:
        far = 1 / networks.strengths(ties)
        graph = nk.GraphFromCoo((far, (ties.one, ties.other)), n=ties.n, weighted=True)
        return {"": Run(partial(run, nk.centrality.Betweenness, graph), halved)}

    def degrees(graph: Any) -> Numbers:
        return np.array([graph.degree(i) for i in range(graph.numberOfNodes())])

    def frames(actors: Any, links: Any) -> Any:
        import pandas as pd

        labels = pd.Index(actors["actor"])
        ends = tuple(labels.get_indexer(links[each]) for each in ("source", "target"))
        weight = links["weight"].to_numpy()
        return nk.GraphFromCoo((weight, ends), n=len(labels), weighted=True)

    measures: Measures = {
        "betweenness": both(nk.centrality.Betweenness, halved),
        "weighted": weighted,
        "harmonic": both(
            partial(nk.centrality.HarmonicCloseness, normalized=False),
            lambda found: np.array(found.scores()),
        ),
        "blocks": one(
            partial(run, nk.components.BiconnectedComponents),
            lambda found: of_blocks(found.getComponents()),
        ),
        "cores": one(
            partial(run, nk.centrality.CoreDecomposition), lambda found: np.array(found.scores())
        ),
        "components": one(
            partial(run, nk.components.ConnectedComponents),
            lambda found: of_groups(found.getComponents()),
        ),
        "conversion": lambda ties, _graph: converted(ties, nk.nxadapter.nx2nk, degrees),
        "frames": from_frames(frames, degrees),
    }
    return Library(_networkit_graph, measures)
