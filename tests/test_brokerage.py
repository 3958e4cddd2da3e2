"""Structural holes and bridging: published values, all small graphs, laws, odd input."""

import json
import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import brokerage, shortest_ways
from civicnet.errors import ArgumentError
from civicnet.network import Network
from tests import definitions, toy
from tests.oracles import ORACLES, by_text, compared, oracle_graph, oracle_values, same, values
from tests.random_networks import actors_apart, graphs, weighted_graphs

SMALL = [g for g in nx.graph_atlas_g() if 0 < len(g) <= 6]
BURT = (
    (brokerage.constraint, "constraint"),
    (brokerage.constraint_ego, "constraint_ego"),
    (brokerage.effective_size, "effective_size"),
    (brokerage.effective_size, "burt_efficiency"),
    (brokerage.hierarchy, "burt_hierarchy"),
)


def burt(graph, weight=None):
    """Give all of Burt's measures, a row an actor."""
    columns = {name: values(measure(graph, weight=weight), name) for measure, name in BURT}
    return pd.DataFrame(columns)


def same_frames(one, other):
    pd.testing.assert_frame_equal(
        one.sort_index(), other[one.columns].sort_index(), check_dtype=False, rtol=1e-9,
        check_index_type=False,
    )  # fmt: skip


# --- structural holes: values worked out beforehand --------------------------------------------


def test_the_constraint_of_the_toy_is_as_worked_out():
    found = values(brokerage.constraint(toy.network(directed=False)))
    known = {
        "M": 0.5, "S": 0.5, "B": 0.356667, "F": 0.804444, "U": 0.5, "N1": 0.693457,
        "N2": 0.468642, "P": 1.0, "C": 0.5,
    }  # fmt: skip
    same(found, known, 1e-6)
    directed = values(brokerage.constraint(toy.network()))
    known = {"B": 0.348214, "F": 0.975765, "N1": 0.679289, "N2": 0.493941}
    same({actor: directed[actor] for actor in known}, known, 1e-6)


def test_the_effective_size_of_the_toy_is_as_worked_out():
    found = values(brokerage.effective_size(toy.network(directed=False)))
    known = {"B": 4.2, "N1": 5 / 3, "N2": 7 / 3, "F": 1.0}
    same({actor: found[actor] for actor in known}, known, 1e-12)
    directed = values(brokerage.effective_size(toy.network()))
    known = {"B": 4.428571, "N1": 2.0, "N2": 2.5}
    same({actor: directed[actor] for actor in known}, known, 1e-6)


@pytest.mark.skipif(nx.__version__ != "3.6.1", reason="of that version; 3.3 was right")
def test_networkx_errs_in_the_effective_size_of_directed_networks():
    theirs = nx.effective_size(toy.graph())
    assert (theirs["B"], theirs["N1"]) == (4.5, 2.125)


def test_brokers_come_first():
    network = toy.network(directed=False)
    assert brokerage.constraint(network)["actor"].tolist()[:2] == ["B", "N2"]
    frame = brokerage.effective_size(network)
    assert frame["actor"].iloc[0] == "B"
    assert frame["burt_efficiency"].iloc[0] == pytest.approx(4.2 / 5)


def test_a_middle_between_strangers_is_not_constrained():
    # By hand: each of four strangers has a share of 1/4, so constraint is 4 * (1/4)^2.
    star = nx.star_graph(["hub", "a", "b", "c", "d"])
    assert values(brokerage.constraint(star))["hub"] == pytest.approx(1 / 4)
    assert values(brokerage.effective_size(star))["hub"] == 4
    assert values(brokerage.hierarchy(star)) == {
        "hub": pytest.approx(0, abs=1e-15), "a": 1, "b": 1, "c": 1, "d": 1,
    }  # fmt: skip


def test_only_contacts_are_summed_over():
    # The actor at the end of the kite's tail has one contact; what that one does is not its own.
    found = values(brokerage.constraint(nx.krackhardt_kite_graph()))
    assert found["9"] == 1.0


def test_the_ego_convention_looks_at_contacts_only():
    # a knows b and c, who know each other; c knows three more. By hand: p_ab = p_ac = 1/2;
    # c's share for b is 1/5 over all its ties, and 1/2 among a, b and c.
    graph = nx.Graph([("a", "b"), ("a", "c"), ("b", "c"), ("c", "x"), ("c", "y"), ("c", "z")])
    whole = (1 / 2 + 1 / 2 * 1 / 5) ** 2 + (1 / 2 + 1 / 2 * 1 / 2) ** 2
    assert values(brokerage.constraint(graph))["a"] == pytest.approx(whole)
    assert values(brokerage.constraint_ego(graph))["a"] == pytest.approx(2 * (3 / 4) ** 2)


def test_a_strong_tie_to_one_contact_constrains():
    graph = nx.Graph()
    graph.add_weighted_edges_from([("ego", "a", 9), ("ego", "b", 1)], weight="hours")
    assert values(brokerage.constraint(graph, weight="hours"))["ego"] == pytest.approx(0.82)
    assert values(brokerage.constraint(graph))["ego"] == pytest.approx(0.5)
    # r = (1.62, 0.18) / ... : 2 * 0.81 / 0.82 and 2 * 0.01 / 0.82.
    r = np.array([0.81, 0.01]) * 2 / 0.82
    expected = (r * np.log(r)).sum() / (2 * math.log(2))
    found = values(brokerage.hierarchy(graph, weight="hours"))
    assert found["ego"] == pytest.approx(expected)


@pytest.mark.parametrize("name", ORACLES)
def test_constraint_is_that_of_igraph_and_networkx(shared, name):
    graph, r = oracle_graph(shared, name), oracle_values(shared, f"{name}_nodes_R.csv")
    py = oracle_values(shared, f"{name}_nodes_py.csv")
    found = values(brokerage.constraint(graph))
    for column in (
        r["ig_constraint_directed_input"], py["nx_constraint_asgiven"],
        py["pyig_constraint_asgiven"], py["def_burt_constraint_Z"],
    ):  # fmt: skip
        compared(found, column)
    both = values(brokerage.constraint(graph.to_undirected()))
    for column in (
        r["ig_constraint_sym"], py["nx_constraint_sym"], py["pyig_constraint_sym"],
    ):  # fmt: skip
        compared(both, column)
    isolates = set(nx.isolates(graph))
    assert {actor for actor, value in found.items() if math.isnan(value)} == isolates


@pytest.mark.parametrize("name", ORACLES)
def test_constraint_ego_and_effective_size_follow_the_definition(shared, name):
    graph, py = oracle_graph(shared, name), oracle_values(shared, f"{name}_nodes_py.csv")
    compared(values(brokerage.constraint_ego(graph)), py["def_burt_constraint_egonet_Z"])
    tied = [actor for actor in graph if graph.degree(actor)]
    size = values(brokerage.effective_size(graph))
    compared(size, py["def_burt_effsize_Z"][tied])
    if name == "emon_mtsthelens":
        # networkx departs from the definition in a directed network.
        theirs = py["nx_effective_size_asgiven"]
        assert max(abs(theirs[v] - size[v]) for v in tied) == pytest.approx(0.2142857)
    both = values(brokerage.effective_size(graph.to_undirected()))
    compared(both, py["nx_effective_size_sym"][tied])


REFERENCE = json.loads((Path(__file__).parent / "reference" / "igraph.json").read_text())


@pytest.mark.parametrize("name", sorted(REFERENCE["graphs"]))
def test_a_known_graph_has_the_constraint_igraph_gives(name):
    known = REFERENCE["graphs"][name]
    graph = nx.DiGraph() if known["directed"] else nx.Graph()
    graph.add_nodes_from(known["actors"])
    graph.add_edges_from(known["ties"])
    found = values(brokerage.constraint(graph))
    same(found, dict(zip(known["actors"], known["constraint"])), 1e-9)


# --- structural holes and bridging: every small graph ------------------------------------------


def check_holes(graph, weight=None):
    z = definitions.matrix(graph, weight)
    constraint, size, hierarchy = definitions.holes(z)
    ego, _, _ = definitions.holes(z, ego=True)
    contacts = np.array([((row > 0) | (column > 0)).sum() for row, column in zip(z, z.T)])
    found = burt(graph, weight).loc[[str(v) for v in graph]]
    with np.errstate(invalid="ignore"):
        efficiency = size / contacts
    for name, expected in zip(found, (constraint, ego, size, efficiency, hierarchy)):
        assert np.allclose(found[name], expected, rtol=1e-10, atol=1e-12, equal_nan=True), name


@pytest.mark.parametrize("part", range(2))
def test_structural_holes_of_every_graph_of_up_to_six_actors_follow_the_definitions(part):
    for graph in SMALL[part::2]:
        check_holes(graph)


@pytest.mark.parametrize("part", range(2))
def test_structural_holes_of_two_hundred_random_graphs_follow_the_definitions(part):
    for seed in range(part, 200, 2):
        rng = np.random.default_rng(seed)
        size, density = int(rng.integers(2, 9)), float(rng.uniform(0.1, 0.8))
        graph = nx.gnp_random_graph(size, density, seed=seed, directed=seed % 4 < 2)
        for _, _, data in graph.edges(data=True):
            data["hours"] = float(rng.choice([1, 2, 3.5, 10, 0.2]))
        check_holes(graph, "hours" if seed % 3 else None)


def test_bridging_of_every_graph_of_up_to_six_actors_follows_the_definition():
    for graph in SMALL:
        frame = brokerage.bridging(graph)
        expected = definitions.bridging(graph)
        same(values(frame), by_text({v: x for v, (x, _) in expected.items()}))
        same(values(frame, "bridging"), by_text({v: x for v, (_, x) in expected.items()}))


def test_the_bridging_centrality_of_the_toy_is_as_worked_out():
    found = values(brokerage.bridging(toy.network(directed=False)))
    known = {"M": 3.57143, "S": 3.57143, "B": 1.66154, "N2": 1.52174}
    same({actor: found[actor] for actor in known}, known, 1e-5)
    # Direction is not looked at.
    same(values(brokerage.bridging(toy.network())), found)


def test_the_ties_of_a_middle_are_worth_what_is_lost_without_them():
    # By hand, a chain a - b - c: together 1 + 1 + 1/2; without a - b one pair at 1 is left.
    found = values(brokerage.bridging(nx.path_graph(["a", "b", "c"])), "bridging")
    same(found, {"a": 1.5, "b": 1.5, "c": 1.5})


def test_bridging_of_a_network_too_large_for_it_says_so(monkeypatch):
    monkeypatch.setattr(brokerage, "MOST_BRIDGING", 10)
    graph = nx.path_graph(8)
    graph.add_node(8)
    frame = brokerage.bridging(graph)
    assert frame["bridging"].isna().all()
    assert frame["bridging_centrality"].notna().sum() == 8
    assert set(frame["reason"]) == {"bridging: too many ties times actors", "no ties"}


def test_bridging_does_not_depend_on_the_executor(monkeypatch):
    monkeypatch.setattr(shortest_ways, "_CHUNK", 7)
    graph = nx.gnp_random_graph(20, 0.2, seed=1)
    alone = brokerage.bridging(graph)
    for executor in (ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        with executor:
            shared = brokerage.bridging(graph, executor=executor)
        pd.testing.assert_frame_equal(alone, shared, check_exact=True)


# --- laws --------------------------------------------------------------------------------------


@given(weighted_graphs(), st.randoms())
def test_renaming_the_actors_renames_the_holes(graph, random):
    names = [f"person {i}" for i in range(len(graph))]
    random.shuffle(names)
    new = dict(zip(graph, names))
    renamed = burt(nx.relabel_nodes(graph, new), "strength")
    same_frames(burt(graph, "strength").rename(index=by_text(new)), renamed)


@given(weighted_graphs(), st.sampled_from([0.25, 3, 1000]))
def test_scaling_all_strengths_changes_no_hole(graph, factor):
    one = burt(graph, "strength")
    for _, _, data in graph.edges(data=True):
        data["strength"] *= factor
    same_frames(one, burt(graph, "strength"))


@given(weighted_graphs())
def test_others_elsewhere_change_no_hole(graph):
    more = nx.union(graph, actors_apart(graph))
    more.add_node("alone")
    one = burt(graph, "strength")
    same_frames(one, burt(more, "strength").loc[one.index])


@given(weighted_graphs(directed=True))
def test_turning_every_tie_round_changes_no_hole(graph):
    same_frames(burt(graph, "strength"), burt(graph.reverse(), "strength"))


@given(weighted_graphs(directed=False))
def test_an_undirected_tie_is_a_tie_each_way_to_holes(graph):
    same_frames(burt(graph, "strength"), burt(graph.to_directed(), "strength"))


@given(weighted_graphs())
def test_holes_keep_within_their_ranges(graph):
    found = burt(graph, "strength").dropna()
    contacts = {str(v): len({*nx.all_neighbors(graph, v)}) for v in graph}
    number = pd.Series(contacts)[found.index]
    slack = 1e-12
    assert (found["constraint"] >= 1 / number - slack).all()
    assert (found["constraint_ego"] >= found["constraint"] - slack).all()
    assert (found["effective_size"] >= 1 - slack).all()
    assert (found["effective_size"] <= number + slack).all()
    assert found["burt_hierarchy"].between(-slack, 1 + slack).all()
    assert (found["constraint"][number == 1] == 1).all()


@given(graphs(directed=False, least=1), st.data())
def test_a_new_contact_apart_from_all_others_adds_one_to_the_effective_size(graph, data):
    ego = data.draw(st.sampled_from(sorted(graph)))
    before = values(brokerage.effective_size(graph))[ego]
    ties, contacts = (graph.subgraph(graph[ego]).number_of_edges(), graph.degree(ego))
    graph.add_edge(ego, "new")
    after = values(brokerage.effective_size(graph))[ego]
    # n - 2t/n, before and after.
    assert after == pytest.approx(contacts + 1 - 2 * ties / (contacts + 1))
    assert contacts == 0 or after >= before


@given(graphs(directed=False, least=2))
def test_taking_a_tie_out_never_brings_the_others_closer(graph):
    frame = brokerage.bridging(graph)
    assert (frame["bridging"].dropna() > 0).all()
    assert (frame["bridging_centrality"].dropna() >= 0).all()


# --- the edges of it ---------------------------------------------------------------------------

ALL = (
    brokerage.constraint,
    brokerage.constraint_ego,
    brokerage.effective_size,
    brokerage.hierarchy,
    brokerage.bridging,
)


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.__name__)
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_an_empty_network_gives_an_empty_frame_of_the_same_kind(measure, kind):
    empty, full = measure(kind()), measure(nx.path_graph(3))
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.__name__)
def test_an_actor_without_ties_has_no_value_and_a_reason(measure):
    graph = nx.Graph([("a", "b")])
    graph.add_node("alone")
    row = measure(graph).iloc[-1]
    assert row["actor"] == "alone"
    assert row.drop(["actor", "reason"]).isna().all()
    assert row["reason"] == "no ties"


def test_an_unknown_weight_is_answered_with_the_nearest():
    graph = nx.Graph()
    graph.add_edge("a", "b", hours=2)
    with pytest.raises(ArgumentError, match="'hour'; did you mean 'hours'"):
        brokerage.constraint(Network.from_networkx(graph), weight="hour")
