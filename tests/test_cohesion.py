"""How a network holds together: worked out by hand, laws, edges, and the page."""

import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import brokerage, centrality, cohesion, fragmentation
from civicnet.errors import ArgumentError, UnknownActorError
from tests import definitions, toy
from tests.conftest import ROOT
from tests.oracles import values
from tests.random_networks import graphs

FLAT = toy.network(directed=False)
ARCS = toy.network(directed=True)


def reasons(frame):
    return dict(zip(frame["measure"], frame["reason"], strict=True))


# --- the whole network -------------------------------------------------------------------------


def test_the_toy_has_these_values():
    flat, arcs = values(cohesion.table(FLAT)), values(cohesion.table(ARCS))
    assert {k: v for k, v in flat.items() if not np.isnan(v)} == pytest.approx(
        {
            "density": 0.305556, "reciprocity_dyadic": 1, "reciprocity_nonnull": 1,
            "reciprocity_edgewise": 1, "transitivity": 0.285714, "components": 1,
            "largest_component": 9, "diameter": 4, "mean_distance": 2.055556,
            "connectedness": 1, "fragmentation": 0, "distance_fragmentation": 0.402778,
            "centralization_degree": 0.410714, "centralization_betweenness": 0.553571,
            "centralization_closeness": 0.537996, "krackhardt_connectedness": 1,
            "krackhardt_hierarchy": 0, "krackhardt_efficiency": 0.892857, "krackhardt_lub": 1,
            "krackhardt_lub_closest": 1,
        }, abs=1e-6,
    )  # fmt: skip
    expected = {
        "density": 0.222222, "reciprocity_dyadic": 0.833333, "reciprocity_nonnull": 0.454545,
        "reciprocity_edgewise": 0.625, "centralization_degree": 0.410714,
        "centralization_betweenness": 0.553571, "centralization_closeness": 0.537996,
        "centralization_indegree": 0.3125, "centralization_outdegree": 0.171875,
        "krackhardt_connectedness": 1, "krackhardt_hierarchy": 0.764706,
        "krackhardt_efficiency": 0.892857, "krackhardt_lub": 0.392857,
    }  # fmt: skip
    assert {k: arcs[k] for k in expected} == pytest.approx(expected, abs=1e-6)
    # 26 of the 28 pairs that could lack one have a closest common superior; worked by hand: the
    # two that lack one are C or M with F, whom nobody reaches together.
    assert arcs["krackhardt_lub_closest"] == pytest.approx(26 / 28)


def test_a_tree_of_orders_is_a_hierarchy_in_all_four_ways():
    tree = nx.DiGraph([("top", "a"), ("top", "b"), ("a", "x"), ("a", "y"), ("b", "z")])
    found = values(cohesion.table(tree))
    assert [v for k, v in found.items() if k.startswith("krackhardt")] == [1, 1, 1, 1, 1]


def test_mutual_ties_of_a_tree_are_not_counted_twice():
    tree = nx.path_graph(4).to_directed()
    assert values(cohesion.table(tree))["krackhardt_efficiency"] == 1


def test_the_closest_superior_counts_where_two_tops_share_it():
    # Two tops over one office over two people: the office is their closest superior, and no
    # single top is above it.
    graph = nx.DiGraph([("top", "office"), ("peak", "office"), ("office", "x"), ("office", "y")])
    found = values(cohesion.table(graph))
    assert found["krackhardt_lub_closest"] == pytest.approx(1 - 1 / 6)
    assert found["krackhardt_lub"] == pytest.approx(1 - 4 / 6)


@pytest.mark.parametrize("measure", ["degree", "betweenness", "closeness"])
def test_a_star_is_wholly_centralized_and_a_ring_not_at_all(measure):
    star = cohesion.centralization(nx.star_graph(6), measure)
    assert star["measure"].item() == f"centralization_{measure}"
    assert star["value"].item() == pytest.approx(1, abs=1e-12)
    assert cohesion.centralization(nx.cycle_graph(6), measure)["value"].item() == pytest.approx(0)


def test_a_directed_star_is_wholly_centralized_one_way():
    star = nx.DiGraph([("hub", i) for i in range(5)])
    assert cohesion.centralization(star, "outdegree")["value"].item() == 1
    assert cohesion.centralization(star.reverse(), "indegree")["value"].item() == 1


def test_what_cannot_be_said_of_a_whole_network_is_undefined_with_its_reason():
    empty = cohesion.table(nx.Graph())
    assert empty["measure"].tolist() == cohesion.table(FLAT)["measure"].tolist()
    assert reasons(empty)["density"] == "fewer than two actors"
    assert values(empty)["components"] == 0
    apart = reasons(cohesion.table(nx.empty_graph(4)))
    assert apart["reciprocity_edgewise"] == "there are no ties"
    assert apart["diameter"] == "nobody reaches anybody"
    assert apart["centralization_closeness"] == "not everybody is connected"
    assert apart["centralization_indegree"] == "ties have no direction"
    with pytest.raises(ArgumentError, match="one of degree"):
        cohesion.centralization(FLAT, "pagerank")


def test_large_networks_leave_out_what_would_take_too_long(monkeypatch):
    for name in ("MOST_FOR_DISTANCES", "MOST_FOR_BETWEENNESS", "krackhardt.MOST_FOR_BOUNDS"):
        monkeypatch.setattr(f"civicnet.{'' if '.' in name else 'cohesion.'}{name}", 8)
    said = reasons(cohesion.table(ARCS))
    left_out = {measure for measure, reason in said.items() if "not worked out" in reason}
    assert left_out == {
        "diameter", "mean_distance", "distance_fragmentation", "centralization_betweenness",
        "centralization_closeness", "krackhardt_hierarchy", "krackhardt_lub",
        "krackhardt_lub_closest",
    }  # fmt: skip


# --- groups ------------------------------------------------------------------------------------


def test_expected_is_what_shuffled_labels_give_on_average():
    # Groups of 4, 3 and 2, dealt out two thousand times.
    labels, graph = ["a"] * 4 + ["b"] * 3 + ["c"] * 2, toy.graph(directed=False)
    random = np.random.default_rng(0)
    dealt = [dict(zip(graph, random.permutation(labels))) for _ in range(2_000)]
    drawn = [definitions.ei(*definitions.external_internal(graph, g, graph)) for g in dealt]
    found = cohesion.ei_index(graph, dict(zip(graph, labels)), draws=1)["expected"].iloc[0]
    assert np.mean(drawn) == pytest.approx(found, abs=0.02)


def test_silos_are_told_from_chance():
    silos = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(6))
    group = {str(i): "left" if i < 6 else "right" for i in range(12)}
    network = cohesion.ei_index(silos, group, draws=500).iloc[0]
    assert network["ei_index"] == -1
    assert network["p"] <= 0.02
    everybody_alike = cohesion.ei_index(silos, dict.fromkeys(group, "one"), draws=50).iloc[0]
    assert (everybody_alike["ei_index"], everybody_alike["p"]) == (-1, 1)


def test_actors_without_a_group_are_left_out_and_listed():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d")])
    found = cohesion.ei_index(graph, {"a": "x", "b": "x", "c": "y"}, draws=10)
    network = found.iloc[0]
    assert (network["n_actors"], network["external"], network["internal"]) == (3, 1, 1)
    left_out = found[found["name"] == "d"].iloc[0]
    assert left_out["reason"] == "has no group and is left out"
    assert np.isnan(left_out["ei_index"])
    assert left_out["n_actors"] == 0
    mixed = cohesion.mixing(graph, {"a": "x", "b": "x", "c": "y"})
    assert mixed["n_ties"].sum() == 2
    nobody = cohesion.ei_index(graph, {}, draws=5)
    assert nobody["level"].tolist() == ["network", "actor", "actor", "actor", "actor"]
    assert nobody["ei_index"].isna().all()


def test_a_group_that_no_draw_gives_a_tie_has_no_p_and_says_why():
    graph = nx.DiGraph([("d", "a")])
    graph.add_nodes_from("bc")
    found = cohesion.ei_index(graph, {"a": "y", "b": "x", "c": "x", "d": "x"}, draws=3)
    alone = found[(found["level"] == "group") & found["p"].isna()].iloc[0]
    assert (alone["name"], alone["ei_index"]) == ("y", 1)
    assert alone["reason"] == "no p: in no draw is there such a tie"


def test_the_toy_sectors_mix_as_counted_by_hand():
    found = cohesion.mixing(FLAT, "group").set_index(["group", "other"])
    assert found["n_ties"].to_dict() == {
        ("bb", "bb"): 1, ("bb", "gov"): 4, ("bb", "np"): 3, ("gov", "gov"): 1, ("gov", "np"): 0,
        ("np", "np"): 2,
    }  # fmt: skip
    assert found["n_pairs"].tolist() == [3, 9, 9, 3, 9, 3]
    assert found.loc[("np", "np"), "density"] == pytest.approx(2 / 3)
    assert found.loc[("bb", "gov"), "expected"] == pytest.approx(9 * 11 / 36)
    assert found.loc[("gov", "np"), "ratio"] == 0


@given(graphs(least=1, directed=False), st.data())
def test_mixing_counts_every_tie_and_every_pair_once(graph, data):
    group = {v: data.draw(st.sampled_from("abc")) for v in graph}
    found = cohesion.mixing(graph, group)
    n = len(graph)
    assert found["n_ties"].sum() == graph.number_of_edges()
    assert found["n_pairs"].sum() == n * (n - 1) // 2
    if graph.number_of_edges():
        assert found["expected"].sum() == pytest.approx(graph.number_of_edges())
    directed = cohesion.mixing(graph.to_directed(), group)
    assert directed["n_ties"].sum() == 2 * graph.number_of_edges()
    assert directed["n_pairs"].sum() == n * (n - 1)
    alone = found["n_pairs"] == 0
    assert found.loc[alone, "density"].isna().all()
    assert (found["reason"][alone] == "no pair of actors").all()


@settings(max_examples=15)
@given(graphs(least=2, directed=False), st.data())
def test_renaming_groups_changes_no_index(graph, data):
    group = {v: data.draw(st.sampled_from("ab")) for v in graph}
    other = {v: {"a": "z", "b": "y"}[g] for v, g in group.items()}
    one, two = (cohesion.ei_index(graph, g, draws=20) for g in (group, other))
    for level in ("network", "actor"):
        columns = ["name", "external", "internal", "ei_index", "expected"]
        pd.testing.assert_frame_equal(
            one.loc[one["level"] == level, columns].reset_index(drop=True),
            two.loc[two["level"] == level, columns].reset_index(drop=True),
        )


@given(graphs(least=2, directed=False), st.data())
def test_in_the_complement_between_and_within_swap_their_pairs(graph, data):
    group = {v: data.draw(st.sampled_from("ab")) for v in graph}
    one, two = (cohesion.mixing(g, group) for g in (graph, nx.complement(graph)))
    assert (one["n_ties"] + two["n_ties"] == one["n_pairs"]).all()


# --- pieces, bridges, ways ---------------------------------------------------------------------


def test_components_are_numbered_by_size_then_by_name():
    graph = nx.Graph([("z", "y"), ("b", "a"), ("m", "n"), ("n", "o")])
    graph.add_node("alone")
    found = cohesion.components(graph)
    assert list(zip(found["actor"], found["component"], found["size"], strict=True)) == [
        ("m", 1, 3), ("n", 1, 3), ("o", 1, 3), ("a", 2, 2), ("b", 2, 2), ("y", 3, 2), ("z", 3, 2),
        ("alone", 4, 1),
    ]  # fmt: skip


def test_k_components_are_found_in_networks_too_large_to_try_all_sets():
    # Three complete groups of seven, the first two sharing three, the last hanging on two.
    one, two, three = (nx.complete_graph(range(start, start + 7)) for start in (0, 4, 20))
    graph = nx.compose_all([one, two, three])
    graph.add_edges_from([(9, 20), (10, 21), (0, 30), (30, 31)])
    found = cohesion.k_components(graph)
    sizes = found.groupby(["k", "component"])["size"].first()
    assert sizes.loc[6].tolist() == [7, 7, 7]
    assert sizes.loc[3].tolist() == [11, 7]
    assert sizes.loc[2].tolist() == [18]
    assert sizes.loc[1].tolist() == [20]


def test_ways_follow_the_direction_of_ties():
    chain_of_three = nx.DiGraph([("a", "b"), ("b", "c")])
    assert cohesion.connectivity(chain_of_three, "a", "c").n_paths == 1
    back = cohesion.connectivity(chain_of_three, "c", "a")
    assert (back.n_paths, back.cut, len(back.paths)) == (0, (), 0)
    assert back.summary == ("Nothing connects c with a.",)


def test_sides_of_several_actors_are_connected_by_any_of_them():
    found = cohesion.connectivity(FLAT, ["M", "S", "U"], ["N1", "N2", "P"])
    assert (found.n_paths, found.cut) == (1, ("B",))
    assert found.summary[1] == "They lose all connection if B leaves."
    near = cohesion.connectivity(FLAT, "B", "N1")
    assert (near.direct, near.cut) == (1, ("F", "N2"))
    assert "no departure of others parts the two" in near.summary[1]


def test_sides_must_be_somebody_and_differ():
    with pytest.raises(ArgumentError, match="both sides"):
        cohesion.connectivity(FLAT, ["B", "M"], ["B"])
    with pytest.raises(ArgumentError, match="source must name somebody"):
        cohesion.connectivity(FLAT, [], "B")
    with pytest.raises(UnknownActorError):
        cohesion.connectivity(FLAT, "B", "nobody")


# --- communities -------------------------------------------------------------------------------


def test_communities_are_the_groups_with_ties_inside():
    graph = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4))
    graph.add_edge(0, 5)
    graph.add_node("alone")
    found = values(cohesion.communities(graph), "community")
    assert found == {str(i): 1 + (i > 4) for i in range(9)} | {"alone": 3}


def test_strong_ties_hold_communities_together():
    ring = nx.cycle_graph(6)
    for a, b in ring.edges:
        ring.edges[a, b]["weight"] = 4.0 if {a, b} in ({0, 5}, {1, 2}, {3, 4}) else 0.1
    found = cohesion.communities(ring, weight="weight")
    groups = found.groupby("community")["actor"].agg("".join)
    assert sorted(groups) == ["05", "12", "34"]


# --- two modes ---------------------------------------------------------------------------------


def test_the_tables_of_a_partnership_project_onto_people_and_onto_tables():
    tables = cn.load_example().network(view="tables")
    people, boards = cohesion.project(tables), cohesion.project(tables, "count", onto="table")
    modes = tables.actors["mode"].tolist()
    assert (len(people), len(boards)) == (modes.count("seated"), modes.count("table"))
    both = nx.bipartite.weighted_projected_graph(tables.to_networkx(), list(boards.labels))
    assert boards.n_links == both.number_of_edges()
    assert "kind" in people.actors


@given(graphs(least=1, most=8, directed=False))
def test_newman_weights_of_an_actor_add_up_to_its_shared_tables(graph):
    """Newman (2001): the strength of an actor is the number of its papers with others."""
    people = sorted(graph)[::2]
    seats = nx.Graph()
    seats.add_nodes_from((v, {"mode": "seated" if v in people else "table"}) for v in graph)
    seats.add_edges_from(e for e in graph.edges if (e[0] in people) != (e[1] in people))
    found = cohesion.project(seats)
    strength = dict.fromkeys(found.labels, 0.0)
    for link in found.links.itertuples():
        strength[link.source] += link.weight
        strength[link.target] += link.weight
    for v in people:
        shared_tables = sum(seats.degree(table) > 1 for table in seats[v])
        assert strength[v] == pytest.approx(shared_tables)


def test_what_is_not_two_mode_is_refused():
    with pytest.raises(ArgumentError, match="no attribute"):
        cohesion.project(FLAT)
    graph = nx.Graph([("o1", "m1"), ("o2", "m1")])
    nx.set_node_attributes(graph, {"o1": 0, "o2": 0, "m1": 1}, "bipartite")
    with pytest.raises(ArgumentError, match="nobody has the mode 'people'; there is 0, 1"):
        cohesion.project(graph, onto="people")
    with pytest.raises(ArgumentError, match="one of newman, count"):
        cohesion.project(graph, "cosine")
    graph.add_edge("o1", "o2")
    with pytest.raises(ArgumentError, match="of the same mode"):
        cohesion.project(graph)


# --- laws --------------------------------------------------------------------------------------


@given(graphs(least=2, directed=True))
def test_turning_all_ties_round_swaps_in_and_out_and_keeps_the_rest(graph):
    one, two = (values(cohesion.table(g)) for g in (graph, graph.reverse()))
    swapped = {"centralization_indegree": "centralization_outdegree"}
    swapped |= {b: a for a, b in swapped.items()}
    for measure, value in one.items():
        if "lub" not in measure:  # superiors become subordinates
            other = two[swapped.get(measure, measure)]
            assert other == pytest.approx(value, abs=1e-12, nan_ok=True), measure


@given(graphs(least=2, directed=False))
def test_density_and_that_of_the_complement_add_up_to_one(graph):
    one, two = (values(cohesion.table(g))["density"] for g in (graph, nx.complement(graph)))
    assert one + two == pytest.approx(1)


@given(graphs(least=2, directed=False))
def test_a_network_and_its_complement_are_never_both_in_pieces(graph):
    one, two = (values(cohesion.table(g))["components"] for g in (graph, nx.complement(graph)))
    assert 1 in (one, two)


@given(graphs(least=2, directed=False), st.data())
def test_another_tie_joins_two_pieces_or_none(graph, data):
    missing = list(nx.non_edges(graph))
    if not missing:
        return
    before = values(cohesion.table(graph))
    graph.add_edge(*data.draw(st.sampled_from(missing)))
    after = values(cohesion.table(graph))
    assert before["components"] - after["components"] in (0, 1)
    for measure in ("fragmentation", "distance_fragmentation"):
        assert after[measure] <= before[measure] + 1e-12


@given(graphs(least=2, directed=False), st.integers(1, 3))
def test_isolates_lower_connectedness_as_their_pairs_do(graph, more):
    before = values(cohesion.table(graph))
    n = len(graph)
    graph.add_nodes_from(f"isolate {i}" for i in range(more))
    after = values(cohesion.table(graph))
    shrunk = n * (n - 1) / ((n + more) * (n + more - 1))
    for measure in ("density", "connectedness"):
        assert after[measure] == pytest.approx(before[measure] * shrunk)
    for measure in ("transitivity", "diameter", "mean_distance", "krackhardt_efficiency"):
        assert after[measure] == pytest.approx(before[measure], nan_ok=True)


@given(graphs(least=1, directed=False), graphs(least=1, directed=False))
def test_side_by_side_pieces_add_and_the_longest_way_is_the_longer(one, two):
    whole, *parts = (values(cohesion.table(g)) for g in (nx.disjoint_union(one, two), one, two))
    assert whole["components"] == sum(part["components"] for part in parts)
    diameters = [part["diameter"] for part in parts if part["diameter"] == part["diameter"]]
    assert whole["diameter"] == pytest.approx(max(diameters, default=np.nan), nan_ok=True)


@given(graphs(least=2, directed=False))
def test_both_ways_of_every_tie_is_the_undirected_network(graph):
    one, two = (values(cohesion.table(g)) for g in (graph, graph.to_directed()))
    for measure, value in one.items():
        if not measure.endswith(("indegree", "outdegree")):
            assert two[measure] == pytest.approx(value, nan_ok=True), measure


@given(graphs(least=1, directed=False))
def test_k_components_are_nested(graph):
    frame = cohesion.k_components(graph)
    groups = {
        k: [set(g["actor"]) for _, g in part.groupby("component")]
        for k, part in frame[frame["k"] > 0].groupby("k")
    }
    for k, sets in groups.items():
        if k > 1:
            assert all(any(s <= wider for wider in groups[k - 1]) for s in sets)
    assert set(frame["actor"]) == set(graph)


@given(graphs(least=2, directed=False))
def test_every_pair_within_a_k_component_has_k_ways(graph):
    frame = cohesion.k_components(graph)
    for (k, _), group in frame[frame["k"] > 1].groupby(["k", "component"]):
        a, b = group["actor"].iloc[[0, -1]]
        assert cohesion.connectivity(graph, a, b).n_paths >= k


@given(graphs(least=1, directed=False))
def test_components_agree_with_themselves(graph):
    frame = cohesion.components(graph)
    table = values(cohesion.table(graph))
    assert frame["component"].max() == table["components"]
    assert frame["size"].max() == table["largest_component"]


# --- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "measure",
    [
        cohesion.components,
        cohesion.bridges,
        cohesion.k_components,
        cohesion.communities,
        lambda n: cohesion.mixing(n, {}),
        lambda n: cohesion.ei_index(n, {"0": "a", "1": "b"}, draws=5).iloc[1:],
    ],
)
def test_an_empty_network_gives_an_empty_frame_with_the_same_columns(measure):
    empty, full = measure(nx.Graph()), measure(nx.path_graph(3))
    assert empty.columns.tolist() == full.columns.tolist()
    assert len(empty) == 0
    assert (empty.dtypes == full.dtypes).all()


def test_one_actor_alone_is_a_component_a_community_and_an_isolate():
    alone = nx.empty_graph(1)
    assert cohesion.components(alone)["size"].tolist() == [1]
    assert cohesion.communities(alone)["community"].tolist() == [1]
    assert cohesion.k_components(alone)[["actor", "k", "size"]].to_numpy().tolist() == [["0", 0, 1]]
    assert len(cohesion.bridges(alone)) == 0


# --- the pages ---------------------------------------------------------------------------------

PAGES = {
    "measures-cohesion.md": (cohesion, fragmentation),
    "measures-brokerage.md": (centrality, brokerage),
}
PARTS = ("*Meaning.*", "*Formula.*", "*Source.*", "*Other tools", "```pycon\n>>> ")


@pytest.mark.parametrize("page", PAGES)
def test_each_measure_has_its_meaning_formula_source_other_tools_and_example(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    sections = re.split(r"^##+ ", text, flags=re.MULTILINE)
    measures = [section for section in sections if "*Meaning.*" in section]
    assert len(measures) >= 12
    for section in measures:
        assert [part for part in PARTS if part not in section] == [], section.split("\n")[0]
    assert len(re.findall(r"^### ", text, re.MULTILINE)) == len(measures)


@pytest.mark.parametrize("page", PAGES)
def test_every_measure_is_on_its_page(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for module in PAGES[page]:
        functions = [name for name in module.__all__ if callable(getattr(module, name))]
        missing = [name for name in functions if not re.search(rf"[`.]{name}[`(]", text)]
        # The results are named by the functions that give them.
        assert [name for name in missing if name[0].islower()] == []
