"""Hypothesis strategies for networkx graphs: small, odd, of every kind measures must take."""

import networkx as nx
from hypothesis import strategies as st

STRENGTHS = [1, 2, 3, 4, 0.5, 0.1]


@st.composite
def graphs(draw, *, least=0, most=8, directed=None, connected=False):
    """Build a simple graph of a few actors named a, b, c …; `directed=None` is either."""
    actors = "abcdefghij"[: draw(st.integers(least, most))]
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
    pairs = [(a, b) for a in actors for b in actors if a < b or (directed and a != b)]
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
    """Build a graph whose actors have a `sector`; of some it is not known."""
    graph = draw(graphs(**keywords))
    names = ["public", "nonprofit", "business", *([None] if blanks else [])]
    for _, data in graph.nodes(data=True):
        data["sector"] = draw(st.sampled_from(names))
    # Somebody has one, else there is no such attribute.
    if len(graph):
        graph.nodes[next(iter(graph))]["sector"] = "public"
    return graph


def actors_apart(graph):
    """Give a copy with other actors, so that both can stand side by side."""
    return nx.relabel_nodes(graph, {v: f"other {v}" for v in graph})
