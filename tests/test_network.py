"""Network: flat arrays with labels, to and from networkx."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import ArgumentError, Network


def test_a_network_is_compressed_sparse_rows_with_labels():
    graph = nx.Graph([("a", "b"), ("b", "c")])
    network = Network.from_networkx(graph)
    assert network.labels == ("a", "b", "c")
    assert network.indptr.tolist() == [0, 1, 3, 4]
    assert network.indices.tolist() == [1, 0, 2, 1]
    assert network.contacts("b") == ["a", "c"]


@given(
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), max_size=12),
    st.integers(0, 7),
)
def test_networkx_to_network_and_back_is_the_same_graph(kind, edges, isolates):
    graph = kind()
    graph.add_nodes_from(str(i) for i in range(isolates))
    for a, b, weight in edges:
        graph.add_edge(str(a), str(b), weight=float(weight), note="x")
    back = Network.from_networkx(graph, weight="weight").to_networkx()
    assert type(back) is kind
    assert sorted(back.nodes) == sorted(graph.nodes)

    def said(g):
        return sorted(
            (*(sorted((a, b)) if not g.is_directed() else (a, b)), d["weight"], d["note"])
            for a, b, d in g.edges(data=True)
        )

    assert said(back) == said(graph)


def test_parallel_ties_are_kept_apart():
    graph = nx.MultiGraph([("a", "b"), ("a", "b")])
    network = Network.from_networkx(graph)
    assert network.indices.tolist() == [1, 1, 0, 0]
    assert sorted(network.link.tolist()) == [0, 0, 1, 1]


def test_the_graph_passed_in_is_not_changed():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2, note=["x"])
    before = nx.Graph(graph)
    Network.from_networkx(graph, weight="weight")
    assert nx.utils.graphs_equal(graph, before)


@pytest.mark.parametrize("weight", [0, -1, "heavy", float("nan"), float("inf"), None])
def test_a_weight_that_is_not_above_zero_is_refused(weight):
    graph = nx.Graph()
    graph.add_edge("a", "b", w=weight)
    with pytest.raises(ArgumentError, match="number above zero"):
        Network.from_networkx(graph, weight="w")


def test_two_nodes_with_one_text_are_refused():
    with pytest.raises(ArgumentError, match="same name"):
        Network.from_networkx(nx.Graph([(1, "1")]))


def test_an_empty_network_is_ordinary():
    network = Network.from_networkx(nx.Graph())
    assert (len(network), network.n_links) == (0, 0)
    assert network.indptr.tolist() == [0]
    assert network.to_networkx().number_of_nodes() == 0


def test_attributes_become_plain_values_and_blanks_are_left_out():
    actors = pd.DataFrame({"actor": ["a", "b"], "size": np.array([1, 2]), "sector": ["x", None]})
    links = pd.DataFrame({"source": ["a"], "target": ["b"], "year": [float("nan")]})
    graph = Network.from_links(actors, links).to_networkx()
    assert graph.nodes["a"] == {"size": 1, "sector": "x"}
    assert type(graph.nodes["a"]["size"]) is int
    assert graph.edges["a", "b"] == {"weight": 1.0}
