"""Networks to try measures on: all small ones, random, drawn, and those other tools measured."""

import json
from itertools import combinations, permutations

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

# Every graph of at most six actors.
SMALL = [nx.relabel_nodes(g, str) for g in nx.graph_atlas_g() if len(g) <= 6]
# Three hundred random ones, from nearly empty to nearly full; some in pieces.
RANDOM = [
    nx.relabel_nodes(nx.gnm_random_graph(7 + i % 8, (i * 5) % (7 + i % 8) * 2 + 3, seed=i), str)
    for i in range(300)
]
ORACLES = (
    "padgett_marriage",
    "padgett_business",
    "krackhardt_advice",
    "karate",
    "tobacco_indiana_collab",
    "emon_mtsthelens",
    "g9_iso",
)


def oracle(shared, name):
    """Give a graph that other tools measured, and what they found: (graph, R, Python)."""
    folder = shared / "oracles"
    about = json.loads((folder / "graphs" / "meta.json").read_text())[name]
    nodes = pd.read_csv(folder / "graphs" / f"{name}_nodes.csv", dtype=str)
    edges = pd.read_csv(folder / "graphs" / f"{name}_edges.csv", dtype=str)
    graph = nx.DiGraph() if about["directed"] else nx.Graph()
    graph.add_nodes_from((row.pop("id"), row) for row in nodes.to_dict("records"))
    graph.add_edges_from(edges.iloc[:, :2].itertuples(index=False, name=None))
    found = [
        json.loads((folder / "values" / f"{name}_graph_{tool}.json").read_text())
        for tool in ("R", "py")
    ]
    return graph, *found


@st.composite
def graphs(draw, *, least=0, most=8, directed=False):
    """Draw a graph of a few actors with odd names."""
    size = draw(st.integers(least, most))
    names = [f"{chr(ord('h') - i)} {i}" for i in range(size)]
    pairs = list((permutations if directed else combinations)(names, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(chosen)
    return graph


def shuffled(graph, random):
    """Give the same graph with its actors and ties in another order."""
    nodes, edges = list(graph), list(graph.edges)
    random.shuffle(nodes)
    random.shuffle(edges)
    again = graph.__class__()
    again.add_nodes_from(nodes)
    again.add_edges_from(edges)
    return again


def by_actor(frame, column):
    """Give a column of a measure as a dictionary from actor to value."""
    return dict(zip(frame["actor"], frame[column], strict=True))
