"""Networks to try measures on: every small one, five hundred random ones, and drawn ones."""

import networkx as nx
import numpy as np
from hypothesis import strategies as st

STRENGTHS = [1, 2, 3, 4, 0.5, 0.1]
SECTORS = ["public", "nonprofit", "business"]
# The order of the nodes is not that of their names, and some names need care.
NAMES = ["Zoo", "b", "a, b", "É", "é", "10", "9", "Mayor's", "c (old)", "C"]


def _random(number):
    """Give a network of two to nine actors, from empty to nearly full, every other one directed."""
    rng = np.random.default_rng(number)
    size, density = 2 + number // 2 % 8, rng.uniform(0.05, 0.8)
    graph = nx.gnp_random_graph(size, density, seed=number, directed=number % 2 == 1)
    nx.relabel_nodes(graph, dict(enumerate(NAMES)), copy=False)
    for _, _, data in graph.edges(data=True):
        data["strength"] = STRENGTHS[rng.integers(len(STRENGTHS))]
    for _, data in graph.nodes(data=True):
        data["sector"] = [*SECTORS, None][rng.integers(4)]
    graph.nodes[NAMES[0]]["sector"] = "public"
    return graph


# Every graph of at most six actors, the one without any among them.
SMALL = [nx.relabel_nodes(graph, str) for graph in nx.graph_atlas_g() if len(graph) <= 6]
RANDOM = [_random(number) for number in range(500)]


@st.composite
def graphs(draw, *, least=0, most=8, directed=None, connected=False):
    """Build a simple graph of a few actors; `directed=None` is either."""
    actors = NAMES[: draw(st.integers(least, most))]
    if directed is None:
        directed = draw(st.booleans())
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(actors)
    if connected and directed:
        nx.add_cycle(graph, actors)
    elif connected:
        graph.add_edges_from(
            (actors[draw(st.integers(0, i - 1))], actors[i]) for i in range(1, len(actors))
        )
    pairs = [(a, b) for i, a in enumerate(actors) for b in actors[i + 1 :]]
    if directed:
        pairs += [(b, a) for a, b in pairs]
    if pairs:
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=2 * len(actors))))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


@st.composite
def weighted_graphs(draw, **keywords):
    """Build a graph whose ties have a `strength`."""
    graph = draw(graphs(**keywords))
    for _, _, data in graph.edges(data=True):
        data["strength"] = draw(st.sampled_from(STRENGTHS))
    return graph


@st.composite
def grouped_graphs(draw, *, blanks=True, **keywords):
    """Build a graph whose ties have a `strength` and whose actors a `sector`, but for some."""
    graph = draw(weighted_graphs(**keywords))
    names = [*SECTORS, *([None] if blanks else [])]
    for _, data in graph.nodes(data=True):
        data["sector"] = draw(st.sampled_from(names))
    # Somebody has one, else there is no such attribute.
    if len(graph):
        graph.nodes[next(iter(graph))]["sector"] = "public"
    return graph


def shuffled(graph, random):
    """Give the same graph with its actors and ties in another order."""
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    random.shuffle(nodes)
    random.shuffle(edges)
    again = graph.__class__()
    again.add_nodes_from(nodes)
    again.add_edges_from(edges)
    return again


def actors_apart(graph):
    """Give a copy with other actors, so that both can stand side by side."""
    return nx.relabel_nodes(graph, {v: f"other {v}" for v in graph})
