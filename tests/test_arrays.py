"""What a network is as arrays: simple, converted once, never out of date; lengths that tie."""

import gc
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from civicnet import Network, arrays
from civicnet.arrays import groups, lengths, simple
from civicnet.errors import ArgumentError, UnknownActorError


def network(links, *, actors=None, directed=False, parallel=False):
    frame = pd.DataFrame(links, columns=["source", "target", "weight"])
    names = actors or sorted({*frame["source"], *frame["target"]})
    return Network.from_links(
        pd.DataFrame({"actor": names}), frame, directed=directed, parallel=parallel
    )


def dense(found):
    matrix = np.zeros((len(found), len(found)))
    matrix[found.rows, found.indices] = found.weights
    return matrix.tolist()


TWICE = [("a", "b", 2.0), ("a", "b", 3.0), ("b", "b", 4.0), ("b", "a", 1.0), ("b", "c", 0.5)]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("how", ["strongest", "sum"])
def test_a_network_and_its_networkx_graph_give_the_same_arrays(directed, weight, how):
    n = network(TWICE, directed=directed, parallel=True)
    one = simple(n, weight=weight, parallel=how)
    two = simple(n.to_networkx(), weight=weight, parallel=how)
    assert one.labels == two.labels == ("a", "b", "c")
    assert dense(one) == dense(two)
    assert one.directed == two.directed == directed


def test_parallel_ties_are_as_strong_as_the_strongest_or_as_their_sum():
    n = network(TWICE, directed=True, parallel=True)
    assert dense(simple(n, weight="weight")) == [[0, 3, 0], [1, 0, 0.5], [0, 0, 0]]
    assert dense(simple(n, weight="weight", parallel="sum")) == [[0, 5, 0], [1, 0, 0.5], [0, 0, 0]]
    # Without a weight the sum is the number of ties.
    assert dense(simple(n, parallel="sum")) == [[0, 2, 0], [1, 0, 1], [0, 0, 0]]


def test_ties_to_oneself_are_dropped_and_contacts_stand_in_order():
    found = simple(nx.Graph([(2, 0), (2, 2), (2, 1)]))
    assert found.labels == ("2", "0", "1")
    assert found.indptr.tolist() == [0, 2, 3, 4]
    assert found.indices.tolist() == [1, 2, 0, 0]
    assert found.n_ties == 2


def test_direction_can_be_turned_joined_and_summed():
    found = simple(network(TWICE, directed=True, parallel=True), weight="weight")
    assert dense(found.incoming) == np.transpose(dense(found)).tolist()
    assert dense(found.undirected) == [[0, 3, 0], [3, 0, 0.5], [0, 0.5, 0]]
    assert dense(found.summed) == [[0, 4, 0], [4, 0, 0.5], [0, 0.5, 0]]
    assert not found.undirected.directed
    undirected = simple(network(TWICE), weight="weight")
    assert undirected.incoming is undirected.undirected is undirected.summed is undirected


def test_a_network_that_is_simple_already_is_not_copied():
    n = network([("a", "b", 2.0), ("b", "c", 1.0)])
    found = simple(n, weight="weight")
    assert np.shares_memory(found.indices, n.indices)
    assert np.shares_memory(found.weights, n.weights)


def test_any_column_of_links_can_be_the_strength():
    n = network([("a", "b", 2.0), ("b", "c", 1.0)])
    n.links["n_ties"] = [3, 4]
    assert simple(n, weight="n_ties").weights.tolist() == [3, 3, 4, 4]
    with pytest.raises(ArgumentError, match="did you mean 'n_ties'"):
        simple(n, weight="n_tie")


@pytest.mark.parametrize("graph", [nx.Graph(), nx.MultiDiGraph(), nx.empty_graph(3)])
def test_networks_without_ties_are_ordinary(graph):
    found = simple(graph, weight="weight")
    assert found.indptr.tolist() == [0] * (len(graph) + 1)
    assert len(found.undirected) == len(found.incoming) == len(found.without([])) == len(graph)
    assert lengths(found).exact


def test_a_graph_is_converted_once():
    graph = nx.karate_club_graph()
    assert simple(graph) is simple(graph)
    assert simple(graph, weight="weight") is simple(graph, weight="weight")
    assert simple(graph, weight="weight") is not simple(graph)


CHANGES = {
    "another node": lambda g: g.add_node("z"),
    "another tie": lambda g: g.add_edge("a", "d", weight=1),
    "a tie less": lambda g: g.remove_edge("a", "b"),
    "as many ties, others": lambda g: nx.double_edge_swap(g, seed=1),
    "other names": lambda g: nx.relabel_nodes(g, {"a": "x"}, copy=False),
    "another strength": lambda g: g["a"]["b"].update(weight=7),
    "strengths swapped": lambda g: (g["a"]["b"].update(weight=2), g["b"]["c"].update(weight=1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_graph_that_has_changed_is_converted_anew(change):
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 2), ("c", "d", 3), ("e", "f", 4)])
    before = simple(graph, weight="weight")
    change(graph)
    fresh = simple(graph.copy(), weight="weight")
    after = simple(graph, weight="weight")
    assert (after.labels, dense(after)) == (fresh.labels, dense(fresh))
    assert (after.labels, dense(after)) != (before.labels, dense(before))


def test_what_is_kept_of_a_graph_goes_with_it():
    before = len(arrays._found)
    graph = nx.path_graph(3)
    simple(graph)
    assert len(arrays._found) == before + 1
    del graph
    gc.collect()
    assert len(arrays._found) <= before


@pytest.mark.parametrize("strength", [0, -1, float("nan"), float("inf"), "many", None])
def test_a_strength_that_is_no_number_above_zero_is_named(strength):
    graph = nx.Graph()
    graph.add_edge("Mayor", "Schools", weight=strength)
    with pytest.raises(ArgumentError, match="the weight of Mayor and Schools is"):
        simple(graph, weight="weight")


def test_what_is_no_network_is_refused():
    with pytest.raises(ArgumentError, match="Network or a networkx graph; got list"):
        simple([("a", "b")])
    with pytest.raises(ArgumentError, match="same name as text: 1"):
        simple(nx.Graph([(1, "1")]))
    with pytest.raises(ArgumentError, match="'strongest' or 'sum'"):
        simple(nx.Graph(), parallel="mean")


def test_actors_are_found_by_label_and_by_node():
    found = simple(nx.path_graph(3))
    assert found.find("2") == found.find(2) == 2
    with pytest.raises(UnknownActorError, match="Did you mean 'Mayor'"):
        simple(nx.Graph([("Mayor", "Schools")])).find("Mayr")


def test_lengths_are_one_over_strength_and_exact():
    found = simple(network([("a", "b", 1.0), ("b", "c", 2.0), ("c", "d", 3.0), ("d", "e", 4.0)]))
    assert set(lengths(found).lengths.tolist()) == {1}
    found = simple(
        network([("a", "b", 1.0), ("b", "c", 2.0), ("c", "d", 3.0), ("d", "e", 4.0)]),
        weight="weight",
    )
    whole, unit, exact = lengths(found)
    assert sorted(set(whole.tolist())) == [3, 4, 6, 12]
    assert unit == pytest.approx(1 / 12)
    assert exact


@pytest.mark.parametrize(
    ("one", "two"), [((3, 6), (2,)), ((0.1, 0.1), (0.05,)), ((0.3, 0.6), (0.2,)), ((7, 42), (6,))]
)
def test_ways_that_are_equally_long_tie(one, two):
    # In floating point 1/3 + 1/6 is not always 1/2, and 1/0.3 + 1/0.6 is not 1/0.2.
    assert sum(1 / Fraction(str(x)) for x in one) == sum(1 / Fraction(str(x)) for x in two)
    links = [(f"{i}", f"{i + 1}", float(x)) for i, x in enumerate([*one, *two])]
    found = simple(network(links), weight="weight")
    of = {(i, j): x for i, j, x in zip(found.rows, found.indices, lengths(found).lengths)}
    whole = [of[i, i + 1] for i in range(len(links))]
    assert sum(whole[: len(one)]) == sum(whole[len(one) :])


def test_lengths_without_a_common_measure_are_rounded_and_say_so():
    rng = np.random.default_rng(0)
    links = [(f"{i:04}", f"{i + 1:04}", float(x)) for i, x in enumerate(rng.uniform(0.1, 9, 500))]
    found = simple(network(links), weight="weight")
    whole, unit, exact = lengths(found)
    assert not exact
    assert whole.min() >= 1
    assert int(whole.max()) * len(found) < 2**62
    np.testing.assert_allclose(whole * unit, 1 / found.weights, rtol=1e-12)


def test_without_leaves_actors_but_not_their_ties():
    found = simple(nx.path_graph(5)).without(np.array([2]))
    assert len(found) == 5
    assert found.indptr.tolist() == [0, 1, 2, 2, 3, 4]
    assert found.indices.tolist() == [1, 0, 4, 3]


def test_groups_are_numbered_by_name_and_the_missing_are_none():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: "school", 1: "city", 3: ""}, "sector")
    found = groups(graph, "sector")
    assert found.names == ("city", "school")
    assert found.codes.tolist() == [1, 0, -1, -1]
    assert groups(graph, {0: "b", 3: "a"}).codes.tolist() == [1, -1, -1, 0]
    n = Network.from_networkx(graph)
    assert groups(n, "sector").codes.tolist() == [1, 0, -1, -1]


@pytest.mark.parametrize("make", [lambda g: g, Network.from_networkx])
def test_an_attribute_nobody_has_is_refused_with_the_nearest(make):
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, "city", "sector")
    with pytest.raises(ArgumentError, match="no attribute 'sectr'; did you mean 'sector'"):
        groups(make(graph), "sectr")
