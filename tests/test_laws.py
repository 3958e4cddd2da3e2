"""What holds of every measure, whatever the network: laws, and shapes whose values are known."""

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civicnet import brokerage, centrality, cohesion, fragmentation
from civicnet.network import Network
from tests.oracles import values
from tests.random_networks import actors_apart, grouped_graphs, shuffled

# Every function that gives a frame of a network, by module. All take a network whose actors have
# a `sector`; those of `weight` are measured with the strengths of ties.
CENTRALITY = {
    "table": centrality.table,
    "table, weighted": lambda g, weight="strength": centrality.table(g, weight=weight),
    "degree": centrality.degree,
    "strength": lambda g, weight="strength": centrality.strength(g, weight=weight),
    "betweenness": centrality.betweenness,
    "closeness": centrality.closeness,
    "closeness, in": lambda g: centrality.closeness(g, direction="in"),
    "harmonic": centrality.harmonic,
    "eigenvector": centrality.eigenvector,
    "coreness": centrality.coreness,
}
BROKERAGE = {
    "constraint": lambda g, weight="strength": brokerage.constraint(g, weight=weight),
    "constraint_ego": lambda g, weight="strength": brokerage.constraint_ego(g, weight=weight),
    "effective_size": lambda g, weight="strength": brokerage.effective_size(g, weight=weight),
    "hierarchy": lambda g, weight="strength": brokerage.hierarchy(g, weight=weight),
    "bridging": brokerage.bridging,
    "roles": brokerage.roles,
    "roles_partial": brokerage.roles_partial,
    "roles_expected": lambda g: brokerage.roles_expected(g, draws=3),
}
FRAGMENTATION = {
    "removals": lambda g: fragmentation.removals(g, within=2, distances=True),
    "strong_cutpoints": fragmentation.strong_cutpoints,
}
COHESION = {
    "table": cohesion.table,
    "components": cohesion.components,
    "bridges": cohesion.bridges,
    "k_components": cohesion.k_components,
    "communities": cohesion.communities,
    "communities, weighted": lambda g, weight="strength": cohesion.communities(g, weight=weight),
    "ei_index": lambda g: cohesion.ei_index(g, draws=3),
    "mixing": cohesion.mixing,
    "core": lambda g: cohesion.core_periphery(g, draws=1).table,
    "coreness": lambda g: cohesion.core_periphery(g, "continuous", draws=1).table,
}
MODULES = {
    "centrality": CENTRALITY,
    "brokerage": BROKERAGE,
    "fragmentation": FRAGMENTATION,
    "cohesion": COHESION,
}
every_module = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
# Each example measures a network in all ways, twice.
few = settings(max_examples=10)
networks = grouped_graphs(most=6)


def assert_same(one, two, name):
    pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-12, obj=name)


def named_anew(frame, old):
    """Put other names for actors wherever there are any."""
    columns = frame.columns.intersection(["actor", "source", "target", "name"])
    anew = {c: [old.get(name, name) for name in frame[c]] for c in columns}
    return frame.assign(**{c: pd.Series(names, dtype=object) for c, names in anew.items()})


def by_rows(frame):
    """Sort rows by all they say, to compare frames whose order depends on names."""
    texts = frame.round(9).astype(str)
    return texts.sort_values(list(texts.columns), ignore_index=True)


# --- whatever the network ----------------------------------------------------------------------


@few
@every_module
@given(graph=networks, random=st.randoms(use_true_random=False))
def test_the_order_of_actors_and_ties_does_not_matter(module, graph, random):
    again = shuffled(graph, random)
    for name, measure in module.items():
        assert_same(measure(graph), measure(again), name)


@few
@every_module
@given(graph=networks)
def test_longer_names_change_nothing_but_names(module, graph):
    longer = nx.relabel_nodes(graph, {v: f"The {v}" for v in graph})
    old = {f"The {v}": v for v in graph}
    for name, measure in module.items():
        assert_same(measure(graph), named_anew(measure(longer), old), name)


@few
@every_module
@given(graph=networks, random=st.randoms(use_true_random=False))
def test_other_names_change_nothing_but_names_and_the_order_of_equals(module, graph, random):
    names = [f"person {i}" for i in range(len(graph))]
    random.shuffle(names)
    new = dict(zip(graph, names))
    renamed, old = nx.relabel_nodes(graph, new), {b: a for a, b in new.items()}
    # Of several divisions or cores as good names decide; which end of a bridge is its source; how
    # pieces are numbered; and who gets which label in a draw.
    by_name = {"communities", "communities, weighted", "core", "coreness", "bridges"}
    if not graph.is_directed():
        by_name.add("roles_expected")
    for name in module.keys() - by_name:
        one, two = module[name](graph), named_anew(module[name](renamed), old)
        left_out = [c for c in ("component", "p") if c in one]
        one, two = (by_rows(frame.drop(columns=left_out)) for frame in (one, two))
        pd.testing.assert_frame_equal(one, two, obj=name)


@few
@every_module
@given(graph=networks)
def test_ties_to_oneself_and_ties_said_twice_change_nothing(module, graph):
    many = (nx.MultiDiGraph if graph.is_directed() else nx.MultiGraph)(graph)
    many.add_edges_from(list(graph.edges(data=True)))
    many.add_edges_from((v, v, {"strength": 9}) for v in graph)
    for name, measure in module.items():
        assert_same(measure(graph), measure(many), name)


@few
@every_module
@given(graph=networks)
def test_a_network_measures_as_the_networkx_graph_it_was_made_from(module, graph):
    assume(graph.number_of_edges())
    network = Network.from_networkx(graph)
    for name, measure in module.items():
        assert_same(measure(graph), measure(network), name)


@few
@every_module
@given(graph=networks)
def test_what_is_passed_in_is_not_changed(module, graph):
    copy = graph.copy()
    for measure in module.values():
        measure(graph)
    assert nx.utils.graphs_equal(graph, copy)


@few
@every_module
@given(graph=networks)
def test_what_is_undefined_says_why_and_nothing_else_does(module, graph):
    for name, measure in module.items():
        frame = measure(graph)
        blank = frame.drop(columns=["reason", "group"], errors="ignore").isna()
        assert frame.columns[-1] == "reason"
        assert (blank.any(axis=1) == (frame["reason"] != "")).all(), name
        assert not np.isinf(frame.select_dtypes("number").to_numpy()).any(), name


FULL = nx.path_graph(5)
nx.set_node_attributes(FULL, dict(enumerate("xxyyz")), "sector")
nx.set_edge_attributes(FULL, 2.0, "strength")


@few
@every_module
@given(graph=networks)
def test_columns_and_their_types_are_always_the_same(module, graph):
    for name, measure in module.items():
        full = measure(FULL.to_directed() if graph.is_directed() else FULL)
        frame = measure(graph)
        assert frame.dtypes.to_dict() == full.dtypes.to_dict(), name
        assert frame.index.equals(pd.RangeIndex(len(frame))), name


BLIND = {
    "centrality": ["eigenvector", "coreness"],
    "brokerage": ["constraint", "constraint_ego", "effective_size", "hierarchy", "bridging"],
    "fragmentation": ["removals"],
    "cohesion": ["components", "bridges", "k_components", "communities", "core", "coreness"],
}


@few
@pytest.mark.parametrize("name", MODULES)
@given(graph=grouped_graphs(most=6, directed=True))
def test_turning_all_ties_round_changes_nothing_where_direction_is_left_aside(name, graph):
    for measure in [*BLIND[name], *(["strong_cutpoints"] if name == "fragmentation" else [])]:
        of = MODULES[name][measure]
        assert_same(of(graph), of(graph.reverse()), measure)


@few
@pytest.mark.parametrize("name", MODULES)
@given(graph=grouped_graphs(most=6, directed=False))
def test_an_undirected_tie_is_a_tie_each_way(name, graph):
    also = {"centrality": ["betweenness", "closeness", "harmonic"], "cohesion": []}
    for measure in [*BLIND[name], *also.get(name, [])]:
        of = MODULES[name][measure]
        assert_same(of(graph), of(graph.to_directed()), measure)


LOCAL = {
    "centrality": ["degree", "strength", "coreness"],
    "brokerage": ["constraint", "constraint_ego", "effective_size", "hierarchy", "bridging",
                  "roles", "roles_partial"],
    "fragmentation": ["strong_cutpoints"],
}  # fmt: skip


@few
@pytest.mark.parametrize("name", LOCAL)
@given(graph=networks)
def test_others_elsewhere_change_nothing_of_an_actors_own(name, graph):
    more = nx.union(graph, actors_apart(graph))
    more.add_node("somebody alone", sector="public")
    for measure in LOCAL[name]:
        of = MODULES[name][measure]
        frame = of(more)
        frame = frame[frame["actor"].isin(list(graph))].reset_index(drop=True)
        assert_same(of(graph), frame, measure)


WEIGHTED = {
    "centrality": ["table, weighted", "strength"],
    "brokerage": ["constraint", "constraint_ego", "effective_size", "hierarchy"],
    "cohesion": ["communities, weighted"],
}


@few
@pytest.mark.parametrize("name", WEIGHTED)
@given(graph=networks, factor=st.sampled_from([0.25, 2, 8]))
def test_scaling_all_strengths_scales_what_counts_them_and_nothing_else(name, graph, factor):
    scaled = graph.copy()
    for _, _, data in scaled.edges(data=True):
        data["strength"] *= factor
    for measure in WEIGHTED[name]:
        of = MODULES[name][measure]
        expected = of(graph)
        for column in expected.columns.intersection(["strength", "closeness", "harmonic"]):
            expected[column] *= factor
        assert_same(expected, of(scaled), measure)


@few
@pytest.mark.parametrize("name", WEIGHTED)
@given(graph=networks)
def test_strengths_of_one_are_no_strengths(name, graph):
    for _, _, data in graph.edges(data=True):
        data["strength"] = 1.0
    for measure in WEIGHTED[name]:
        of = MODULES[name][measure]
        assert_same(of(graph, weight=None), of(graph), measure)


# --- shapes whose values are known -------------------------------------------------------------


def column(frame, name):
    """Give a column whose values must all be one."""
    found = set(frame[name].round(12))
    assert len(found) == 1, found
    return found.pop()


@settings(max_examples=8)
@given(st.integers(3, 9))
def test_where_everybody_is_tied_to_everybody_nobody_stands_out(n):
    full = nx.complete_graph(n)
    frame = centrality.table(full)
    measures = ("degree", "betweenness", "closeness", "harmonic", "eigenvector", "coreness")
    assert [column(frame, name) for name in measures] == [n - 1, 0, 1, 1, 1, n - 1]
    # Each of n - 1 contacts has a share of 1 / (n - 1), and n - 2 others vouch for it.
    share = 1 / (n - 1)
    constraint = (n - 1) * (share + (n - 2) * share**2) ** 2
    assert column(brokerage.constraint(full), "constraint") == pytest.approx(constraint)
    assert column(brokerage.effective_size(full), "effective_size") == 1
    assert column(brokerage.hierarchy(full), "burt_hierarchy") == pytest.approx(0, abs=1e-12)
    group = {v: v % 2 for v in full}
    assert column(brokerage.roles(full, group), "total") == 0
    removals = fragmentation.removals(full, distances=True)
    assert not removals["is_cutpoint"].any()
    assert [
        column(removals, name)
        for name in ("n_pieces", "pairs_lost", "fragmentation", "distance_fragmentation")
    ] == [1, 0, 0, 0]
    whole = values(cohesion.table(full))
    assert [
        whole[name] for name in ("density", "transitivity", "diameter", "centralization_degree")
    ] == [1, 1, 1, 0]
    assert whole["centralization_betweenness"] == whole["centralization_closeness"] == 0
    assert whole["krackhardt_efficiency"] == 0
    assert len(cohesion.bridges(full)) == 0
    assert cohesion.k_components(full)["k"].max() == n - 1
    assert cohesion.connectivity(full, 0, 1).n_paths == n - 1
    # Every pair is tied, so what is tied is what could be.
    ei = cohesion.ei_index(full, group, draws=3)
    assert ei["ei_index"].tolist() == pytest.approx(ei["expected"].tolist())
    assert cohesion.mixing(full, group)["ratio"].dropna().tolist() == pytest.approx(
        [1] * (3 if n > 3 else 2)
    )


@settings(max_examples=8)
@given(st.integers(3, 9))
def test_in_a_star_everything_hangs_on_the_hub(rays):
    star = nx.star_graph(rays)
    n = rays + 1
    frame = centrality.table(star).set_index("actor")
    assert frame.loc["0", ["degree", "betweenness", "closeness", "harmonic"]].tolist() == (
        [rays, 1, 1, 1]
    )
    assert frame["eigenvector"]["1"] == pytest.approx(1 / math.sqrt(rays))
    assert values(brokerage.constraint(star))["0"] == pytest.approx(1 / rays)
    assert values(brokerage.effective_size(star))["0"] == rays
    roles = values(brokerage.roles(star, dict.fromkeys(star, "x")), "coordinator")
    assert roles["0"] == rays * (rays - 1) / 2
    removals = fragmentation.removals(star).set_index("actor")
    assert removals.loc["0", ["n_pieces", "pairs_lost", "fragmentation"]].tolist() == (
        [rays, rays * (rays - 1) / 2, 1]
    )
    assert fragmentation.key_players(star, 1).actors == ("0",)
    whole = values(cohesion.table(star))
    for measure in ("degree", "betweenness", "closeness"):
        assert whole[f"centralization_{measure}"] == pytest.approx(1)
    assert whole["krackhardt_efficiency"] == 1
    assert cohesion.bridges(star)["pairs_cut"].tolist() == [rays] * rays
    assert cohesion.k_components(star)["k"].max() == 1
    for pattern in ("either", "continuous"):
        found = cohesion.core_periphery(star, pattern, draws=1)
        assert (found.core, len(found.periphery)) == (("0",), n - 1)
        assert found.r == pytest.approx(1)


@settings(max_examples=8)
@given(st.integers(4, 12))
def test_in_a_ring_all_are_alike_and_one_may_leave_but_not_two(n):
    ring = nx.cycle_graph(n)
    frame = centrality.table(ring)
    for name in ("degree", "betweenness", "closeness", "harmonic", "eigenvector", "coreness"):
        column(frame, name)
    removals = fragmentation.removals(ring)
    assert not removals["is_cutpoint"].any()
    whole = values(cohesion.table(ring))
    for measure in ("degree", "betweenness", "closeness"):
        assert whole[f"centralization_{measure}"] == pytest.approx(0, abs=1e-12)
    assert cohesion.connectivity(ring, 0, n // 2).n_paths == 2
    # Two who stand apart leave two arcs, of a and b actors.
    found = fragmentation.key_players(ring, 2)
    one, two = (n - 2) // 2, (n - 1) // 2
    assert found.score == pytest.approx(2 * one * two / ((n - 2) * (n - 3)) if n > 3 else 0)


@settings(max_examples=10)
@given(st.integers(2, 5), st.integers(2, 5))
def test_two_circles_that_share_one_actor_hang_on_it(a, b):
    left, right = nx.complete_graph(a + 1), nx.complete_graph(range(a, a + b + 1))
    joined = nx.compose(left, right)
    removals = fragmentation.removals(joined).set_index("actor")
    assert removals.index[removals["is_cutpoint"]].tolist() == [str(a)]
    assert removals["pairs_lost"][str(a)] == a * b
    assert values(centrality.betweenness(joined))[str(a)] == pytest.approx(
        a * b / ((a + b) * (a + b - 1) / 2)
    )
    ways = cohesion.connectivity(joined, 0, a + b)
    assert (ways.n_paths, ways.cut) == (1, (str(a),))
    sizes = cohesion.k_components(joined).query("k == 2")
    sizes = sizes.groupby("component")["actor"].size()
    assert sorted(sizes) == sorted([a + 1, b + 1])
