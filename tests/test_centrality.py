"""Centrality: worked out by hand, another tool, laws, samples, and the edges of it."""

import json
import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicnet import centrality
from civicnet.errors import ArgumentError
from civicnet.network import Network
from tests import definitions, toy
from tests.oracles import by_text, same, values
from tests.random_networks import actors_apart, graphs, weighted_graphs

COLUMNS = [
    "actor", "degree", "strength", "betweenness", "closeness", "harmonic", "eigenvector",
    "coreness", "reason",
]  # fmt: skip
MEASURES = COLUMNS[1:-1]


# --- values worked out beforehand --------------------------------------------------------------


def test_the_frame_puts_the_largest_first_and_equal_ones_by_name():
    frame = centrality.betweenness(toy.network(directed=False))
    assert frame["actor"].tolist() == ["B", "N2", "M", "S", "C", "N1", "U", "F", "P"]
    assert frame.columns.tolist() == ["actor", "betweenness", "reason"]


def test_a_star_has_its_middle_between_all_others():
    star = nx.star_graph(["hub", "a", "b", "c"])
    assert values(centrality.betweenness(star)) == {"hub": 1.0, "a": 0.0, "b": 0.0, "c": 0.0}
    assert values(centrality.closeness(star)) == {
        "hub": 1.0, "a": pytest.approx(3 / 5), "b": pytest.approx(3 / 5), "c": pytest.approx(3 / 5),
    }  # fmt: skip
    assert values(centrality.harmonic(star))["a"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    same(values(centrality.eigenvector(star)), {"hub": 1, **dict.fromkeys("abc", 1 / 3**0.5)})


def test_a_directed_chain_is_near_in_one_direction_only():
    chain = nx.DiGraph([("a", "b"), ("b", "c")])
    outward, inward = centrality.closeness(chain), centrality.closeness(chain, direction="in")
    same(values(outward), {"a": 2 / 3, "b": 1 / 2, "c": math.nan})
    same(values(inward), {"c": 2 / 3, "b": 1 / 2, "a": math.nan})
    assert outward["reason"].tolist() == ["", "", "reaches nobody"]
    assert inward["reason"].tolist() == ["", "", "nobody reaches it"]
    same(values(centrality.harmonic(chain, direction="in")), {"c": 3 / 4, "b": 1 / 2, "a": 0})
    same(values(centrality.betweenness(chain)), {"b": 1 / 2, "a": 0, "c": 0})


def test_ties_of_a_directed_network_count_out_in_or_both():
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("a", "c")])
    assert values(centrality.degree(graph)) == {"a": 3, "b": 2, "c": 1}
    assert values(centrality.degree(graph, direction="out")) == {"a": 2, "b": 1, "c": 0}
    assert values(centrality.degree(graph, direction="in")) == {"a": 1, "b": 1, "c": 1}
    for a, b, weight in (("a", "b", 3), ("b", "a", 1), ("a", "c", 2)):
        graph.edges[a, b]["hours"] = weight
    assert values(centrality.strength(graph, weight="hours")) == {"a": 6, "b": 4, "c": 2}
    assert values(centrality.strength(graph, weight="hours", direction="in"))["b"] == 3


def test_strength_is_of_the_networks_own_weights_unless_others_are_named():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=3, hours=5)
    network = Network.from_networkx(graph, weight="weight")
    assert values(centrality.strength(network)) == {"a": 3, "b": 3}
    assert values(centrality.strength(network, weight="hours")) == {"a": 5, "b": 5}
    assert values(centrality.strength(graph)) == {"a": 1, "b": 1}
    assert values(centrality.table(network), "strength") == {"a": 3, "b": 3}


# --- strength as distance ----------------------------------------------------------------------


def test_strong_ties_are_short():
    # A tie of strength 1 is as long as three of strength 3.
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "c", 1), ("a", "b", 4), ("b", "c", 4)])
    assert values(centrality.betweenness(graph)) == {"a": 0, "b": 0, "c": 0}
    # Read as a distance the strong ties would be the long way round, and b between nobody.
    assert values(centrality.betweenness(graph, weight="weight")) == {"b": 1, "a": 0, "c": 0}
    # From a: b at 1/4, c at 1/4 + 1/4.
    assert values(centrality.closeness(graph, weight="weight"))["a"] == pytest.approx(2 / 0.75)
    assert values(centrality.harmonic(graph, weight="weight"))["a"] == pytest.approx((4 + 2) / 2)


def test_equally_long_ways_are_found_equal_where_networkx_misses_one():
    # Two ways from s to t, both of strengths 1, 1 and 3, in another order: 1 + 1 + 1/3 each.
    graph = nx.Graph()
    for tie, strength in zip(("sa", "ab", "bt", "sc", "cd", "dt"), (1, 1, 3, 1, 3, 1)):
        graph.add_edge(*tie, strength=strength, distance=1 / strength)
    found = values(centrality.betweenness(graph, weight="strength"))
    exact = definitions.betweenness(graph, "strength")
    same(found, {actor: share / 20 for actor, share in exact.items()})
    theirs = nx.betweenness_centrality(graph, weight="distance")
    # As fractions of two the sums differ in the last place, and only one way seems shortest.
    assert 1 + 1 / 3 + 1 != 1 + 1 + 1 / 3
    assert theirs["a"] == pytest.approx(0.125)
    assert found["a"] == pytest.approx(0.15)


def test_lengths_that_must_be_rounded_are_told():
    rng = np.random.default_rng(0)
    graph = nx.gnp_random_graph(60, 0.8, seed=0)
    for _, _, data in graph.edges(data=True):
        data["strength"] = float(rng.random() + 0.1)
    frame = centrality.betweenness(graph, weight="strength")
    assert "rounded" in frame.attrs["rounded"]
    for _, _, data in graph.edges(data=True):
        data["distance"] = 1 / data["strength"]
    same(values(frame), by_text(nx.betweenness_centrality(graph, weight="distance")), 1e-9)


# --- another tool ------------------------------------------------------------------------------


REFERENCE = json.loads((Path(__file__).parent / "reference" / "igraph.json").read_text())


@pytest.mark.parametrize("name", sorted(REFERENCE["graphs"]))
@pytest.mark.parametrize(
    ("column", "ours"),
    [
        ("degree", lambda g: values(centrality.degree(g))),
        ("betweenness", lambda g: values(centrality.betweenness(g))),
        ("closeness", lambda g: values(centrality.closeness(g))),
        ("harmonic", lambda g: values(centrality.harmonic(g))),
        ("eigenvector", lambda g: values(centrality.eigenvector(g))),
        ("coreness", lambda g: values(centrality.coreness(g))),
    ],
)
def test_a_known_graph_has_the_values_igraph_gives(name, column, ours):
    known = REFERENCE["graphs"][name]
    graph = nx.DiGraph() if known["directed"] else nx.Graph()
    graph.add_nodes_from(known["actors"])
    graph.add_edges_from(known["ties"])
    same(ours(graph), dict(zip(known["actors"], known[column])), 1e-9)


# --- laws --------------------------------------------------------------------------------------


# Each example measures whole tables twice.
few = settings(max_examples=30)


def tables(graph, **keywords):
    return centrality.table(graph, **keywords).set_index("actor")


def same_tables(one, other, columns=MEASURES):
    pd.testing.assert_frame_equal(
        one[columns].sort_index(), other[columns].sort_index(), check_dtype=False, rtol=1e-9,
        check_index_type=False,
    )  # fmt: skip


@given(graphs(least=1))
def test_an_isolate_more_changes_only_what_is_a_share_of_all(graph):
    n = len(graph)
    before, larger = tables(graph), graph.copy()
    larger.add_node("somebody new")
    after = tables(larger)
    alone = after.loc["somebody new"]
    assert (alone["degree"], alone["coreness"], alone["harmonic"]) == (0, 0, 0)
    assert math.isnan(alone["closeness"])
    assert math.isnan(alone["eigenvector"])
    after = after.drop(index="somebody new")
    same_tables(before, after, ["degree", "strength", "eigenvector", "coreness"])
    if n > 2:
        assert np.allclose(
            after["betweenness"][before.index], before["betweenness"] * (n - 2) / n, atol=1e-12
        )
    if n > 1:
        for name in ("closeness", "harmonic"):
            expected = before[name] * (n - 1) / n
            assert np.allclose(after[name][before.index], expected, equal_nan=True)


@few
@given(graphs(least=3))
def test_a_copy_beside_it_changes_only_what_is_a_share_of_all(graph):
    n = len(graph)
    one, two = tables(graph), tables(nx.union(graph, actors_apart(graph)))
    two = two.loc[one.index]
    same_tables(one, two, ["degree", "eigenvector", "coreness"])
    pairs = (n - 1) * (n - 2) / ((2 * n - 1) * (2 * n - 2))
    assert np.allclose(two["betweenness"], one["betweenness"] * pairs, atol=1e-12)
    assert np.allclose(two["harmonic"], one["harmonic"] * (n - 1) / (2 * n - 1))


@few
@given(weighted_graphs(directed=True))
def test_turning_every_tie_round_swaps_in_and_out(graph):
    turned = graph.reverse()
    for measure in (centrality.closeness, centrality.harmonic, centrality.strength):
        same(
            values(measure(graph, weight="strength", direction="in")),
            values(measure(turned, weight="strength", direction="out")),
        )
    same(
        values(centrality.betweenness(graph, weight="strength")),
        values(centrality.betweenness(turned, weight="strength")),
    )
    columns = ["degree", "eigenvector", "coreness"]
    same_tables(tables(graph), tables(turned), columns)


@few
@given(graphs(least=2), st.data())
def test_a_tie_more_lowers_neither_harmonic_nor_degree(graph, data):
    source, target = data.draw(st.sampled_from(list(permutations(graph, 2))))
    more = graph.copy()
    more.add_edge(source, target)
    before, after = tables(graph), tables(more)
    for name in ("degree", "harmonic", "coreness"):
        assert (after[name][before.index] >= before[name] - 1e-12).all()


@given(graphs(least=2, connected=True), st.data())
def test_a_tie_more_within_a_piece_never_lowers_closeness(graph, data):
    source, target = data.draw(st.sampled_from(list(permutations(graph, 2))))
    more = graph.copy()
    more.add_edge(source, target)
    before, after = tables(graph), tables(more)
    assert (after["closeness"][before.index] >= before["closeness"] - 1e-12).all()


def test_a_tie_that_joins_two_pieces_can_lower_closeness():
    star = nx.star_graph(10)
    joined = nx.union(star, nx.path_graph(range(20, 40)))
    before = values(centrality.closeness(joined))["0"]
    joined.add_edge(1, 20)
    assert values(centrality.closeness(joined))["0"] < before


@given(graphs(least=3))
def test_all_betweenness_together_is_the_steps_between_beyond_the_first(graph):
    n = len(graph)
    far = [d for v in graph for d in definitions.distances_from(graph, v).values() if d > 0]
    total = centrality.betweenness(graph)["betweenness"].sum() * (n - 1) * (n - 2)
    assert total == pytest.approx(sum(d - 1 for d in far))


@given(graphs(least=1, directed=False), st.data())
def test_a_pendant_is_between_nobody_and_puts_its_neighbour_between(graph, data):
    at = data.draw(st.sampled_from(sorted(graph)))
    more = graph.copy()
    more.add_edge(at, "pendant")
    frame = tables(more)
    assert frame["coreness"]["pendant"] == 1
    n = len(more)
    if n > 2:
        assert frame["betweenness"]["pendant"] == 0
        reached = len(definitions.distances_from(graph, at)) - 1
        least = 2 * reached / ((n - 1) * (n - 2))
        assert frame["betweenness"][str(at)] >= least - 1e-12
    before = tables(graph)["coreness"]
    assert (frame["coreness"][before.index] == before.clip(lower=0)).drop(str(at)).all()


# --- samples -----------------------------------------------------------------------------------

LARGE = nx.barabasi_albert_graph(300, 2, seed=1)


def test_a_sample_stays_within_its_error():
    exact = values(centrality.betweenness(LARGE))
    for seed in range(5):
        frame = centrality.betweenness(LARGE, sample=60, seed=seed)
        off = max(abs(x - exact[v]) for v, x in values(frame).items())
        assert 0 < off <= frame.attrs["error"] < 1
        assert frame.attrs["sample"] == 60
        assert "60 of 300 actors" in frame.attrs["note"]


def test_a_sample_of_all_is_exact():
    exact = centrality.betweenness(LARGE)
    everybody = centrality.betweenness(LARGE, sample=300)
    pd.testing.assert_frame_equal(exact, everybody)
    assert "error" not in everybody.attrs
    assert centrality.sampling_error(300, 300) == 0


def test_samples_are_right_on_average():
    graph = nx.barbell_graph(4, 2)
    exact = values(centrality.betweenness(graph))
    found = [values(centrality.betweenness(graph, sample=3, seed=seed)) for seed in range(400)]
    for actor, value in exact.items():
        assert np.mean([each[actor] for each in found]) == pytest.approx(value, abs=0.05)


def test_the_error_falls_with_the_sample_and_grows_with_the_certainty():
    sizes = [centrality.sampling_error(5000, k) for k in (50, 100, 400, 1600, 4999)]
    assert sizes == sorted(sizes, reverse=True)
    assert centrality.sampling_error(5000, 100, level=0.99) > sizes[1]
    # Without the gain of drawing without replacement: sqrt(ln(2 n / 0.05) / (2 k)), by hand.
    assert sizes[1] == pytest.approx(math.sqrt(math.log(200_000) / 200), rel=0.02)


def test_the_same_seed_draws_the_same_sample():
    one, two = (centrality.betweenness(LARGE, sample=20, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    other = centrality.betweenness(LARGE, sample=20, seed=4)
    assert values(one) != values(other)


def test_the_result_does_not_depend_on_the_executor(monkeypatch):
    from civicnet import shortest_ways

    monkeypatch.setattr(shortest_ways, "_CHUNK", 64)
    alone = centrality.betweenness(LARGE)
    for executor in (ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        with executor:
            shared = centrality.betweenness(LARGE, executor=executor)
        pd.testing.assert_frame_equal(alone, shared, check_exact=True)


# --- the edges of it ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_an_empty_network_gives_an_empty_frame_of_the_same_kind(kind):
    frame, full = centrality.table(kind()), centrality.table(nx.path_graph(4))
    assert len(frame) == 0
    assert frame.dtypes.to_dict() == full.dtypes.to_dict()


def test_one_actor_alone_has_no_distances():
    graph = nx.Graph()
    graph.add_node("Mayor")
    row = centrality.table(graph).iloc[0]
    assert (row["degree"], row["coreness"], row["strength"]) == (0, 0, 0)
    assert row[["betweenness", "closeness", "harmonic", "eigenvector"]].isna().all()
    assert row["reason"] == (
        "betweenness: fewer than three actors: no pairs of others; "
        "closeness: there is nobody else; harmonic: there is nobody else; eigenvector: no ties"
    )


def test_a_network_in_pieces_says_where_the_eigenvector_says_nothing():
    graph = nx.union(nx.complete_graph(["a", "b", "c"]), nx.path_graph(["x", "y"]))
    graph.add_node("alone")
    frame = centrality.eigenvector(graph).set_index("actor")
    assert frame["eigenvector"][["a", "b", "c"]].tolist() == pytest.approx([1, 1, 1])
    assert frame["eigenvector"][["x", "y", "alone"]].isna().all()
    assert frame["reason"]["x"] == "in a less densely tied piece apart"
    assert frame["reason"]["alone"] == "no ties"


def test_pieces_that_are_equally_dense_are_each_measured():
    graph = nx.union(nx.star_graph(["m", "a", "b"]), nx.path_graph(["x", "y", "z"]))
    found = values(centrality.eigenvector(graph))
    same(found, {"m": 1, "y": 1, **dict.fromkeys("abxz", 1 / 2**0.5)})


def test_a_large_piece_has_the_vector_that_solving_it_whole_gives(monkeypatch):
    graph = nx.gnp_random_graph(200, 0.05, seed=2)
    whole = centrality.eigenvector(graph)
    monkeypatch.setattr(centrality, "_DENSE", 10)
    found = centrality.eigenvector(graph)
    same(values(found), values(whole), 1e-9)


def test_a_vector_that_is_not_found_in_time_is_blank_and_says_so(monkeypatch):
    monkeypatch.setattr(centrality, "_DENSE", 10)
    monkeypatch.setattr(centrality, "_ROUNDS", 1)
    frame = centrality.eigenvector(nx.path_graph(400))
    assert frame["eigenvector"].isna().all()
    assert set(frame["reason"]) == {"the search for it did not come to an end"}


def test_dtypes_are_fixed():
    frame = centrality.table(toy.network())
    assert frame["actor"].dtype == frame["reason"].dtype == object
    assert frame["degree"].dtype == frame["coreness"].dtype == np.int64
    for name in ("strength", "betweenness", "closeness", "harmonic", "eigenvector"):
        assert frame[name].dtype == np.float64
    assert frame.index.equals(pd.RangeIndex(9))


@pytest.mark.parametrize("sample", [0, -1, 2.5, True])
def test_a_sample_is_a_number_of_actors(sample):
    with pytest.raises(ArgumentError, match="sample must be a number of actors"):
        centrality.betweenness(toy.network(), sample=sample)


def test_a_direction_is_out_or_in():
    with pytest.raises(ArgumentError, match="direction must be one of out, in; got 'both'"):
        centrality.closeness(toy.network(), direction="both")
    with pytest.raises(ArgumentError, match="direction must be one of both, out, in"):
        centrality.degree(toy.network(), direction="up")


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ArgumentError, match="level"):
        centrality.sampling_error(10, 5, level=level)


def test_a_strength_below_zero_is_refused():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=-1)
    with pytest.raises(ArgumentError, match="strength is a number above zero"):
        centrality.closeness(graph, weight="weight")
