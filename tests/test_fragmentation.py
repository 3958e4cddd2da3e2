"""What falls apart when somebody goes, against definitions, other tools, and laws."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import civicnet as cn
from civicnet import bodies, fragmentation
from civicnet.errors import ArgumentError, UnknownActorError
from civicnet.network import Network
from tests import toy
from tests.cases import ORACLES, RANDOM, SMALL, by_actor, graphs, oracle, shuffled

COLUMNS = [
    "actor", "is_cutpoint", "n_pieces", "pairs_lost", "pairs_lost_share", "fragmentation",
]  # fmt: skip


# --- the definitions, written out --------------------------------------------------------------


def connected_pairs(graph, count):
    return sum(
        count[a] * count[b]
        for piece in nx.connected_components(graph)
        for a, b in combinations(piece, 2)
    )


def all_pairs(actors, count):
    return sum(count[a] * count[b] for a, b in combinations(actors, 2))


def pairs_near(graph, count, steps):
    return sum(
        count[a] * count[b]
        for a, near in nx.all_pairs_shortest_path_length(graph, cutoff=steps)
        for b in near
        if str(a) < str(b)
    )


def nearness(graph, count):
    return sum(
        count[a] * count[b] / d
        for a, far in nx.all_pairs_shortest_path_length(graph)
        for b, d in far.items()
        if str(a) < str(b)
    )


def without(graph, *leave):
    left = graph.copy()
    left.remove_nodes_from(leave)
    return left


def removals_by_definition(graph, count, steps=2):
    for v in graph:
        others, left = [w for w in graph if w != v], without(graph, v)
        whole = {w: count[w] for w in others} | {v: 0}
        possible = all_pairs(others, count)
        lost = connected_pairs(graph, whole) - connected_pairs(left, count)
        piece = nx.node_connected_component(graph, v)
        yield (
            v,
            {
                "n_pieces": nx.number_connected_components(graph.subgraph(piece - {v})),
                "pairs_lost": lost,
                "pairs_lost_share": lost / possible if possible else np.nan,
                "fragmentation": 1 - connected_pairs(left, count) / possible
                if possible
                else np.nan,
                "within_lost": pairs_near(graph, whole, steps) - pairs_near(left, count, steps),
                "distance_fragmentation": 1 - nearness(left, count) / possible
                if possible
                else np.nan,
            },
        )


def check_removals(graph, count, steps=2):
    found = fragmentation.removals(graph, count=count, within=steps, distances=True)
    found = found.set_index("actor")
    assert set(found.index) == set(graph)
    for v, expected in removals_by_definition(graph, count, steps):
        row = found.loc[v]
        assert row["is_cutpoint"] == (row["n_pieces"] > 1)
        for column, value in expected.items():
            assert row[column] == pytest.approx(value, abs=1e-9, nan_ok=True), (v, column)
        assert bool(row["reason"]) == bool(np.isnan(expected["fragmentation"]))


# --- published and worked out ------------------------------------------------------------------


def test_the_toy_falls_apart_without_its_backbone():
    found = fragmentation.removals(toy.network(directed=False), distances=True).set_index("actor")
    assert found.index[:2].tolist() == ["B", "N2"]
    assert found["is_cutpoint"].sum() == 2
    assert found.loc["B", ["pairs_lost", "pairs_lost_share"]].tolist() == [16, 16 / 28]
    assert found.loc["N2", ["pairs_lost", "pairs_lost_share"]].tolist() == [7, 0.25]
    assert found.loc["B", "fragmentation"] == pytest.approx(0.571429, abs=1e-6)
    assert found.loc["N2", "fragmentation"] == 0.25
    assert found["distance_fragmentation"].round(6).loc[["B", "N2", "S", "M"]].tolist() == [
        0.690476, 0.505952, 0.421429, 0.421429,
    ]  # fmt: skip
    assert found.loc[["S", "M"], "fragmentation"].tolist() == [0, 0]


def test_direction_is_left_aside_but_for_strong_cutpoints():
    found = fragmentation.removals(toy.network(directed=True))
    pd.testing.assert_frame_equal(found, fragmentation.removals(toy.network(directed=False)))
    strong = fragmentation.strong_cutpoints(toy.network(directed=True))
    assert strong["actor"][strong["is_cutpoint"]].tolist() == ["B", "S"]


@pytest.mark.parametrize("name", ORACLES)
def test_removals_agree_with_the_values_of_other_tools(shared, name):
    graph, r, py = oracle(shared, name)
    found = fragmentation.removals(graph, distances=True).set_index("actor")
    cutpoints = set(found.index[found["is_cutpoint"]])
    theirs = r["ig_articulation_points"]
    assert cutpoints == ({theirs} if isinstance(theirs, str) else set(theirs))
    assert cutpoints == set(py["nx_articulation_points"])
    for actor, expected in py.get("kpp_sym", {}).get("single_node", {}).items():
        row = found.loc[actor]
        assert row["fragmentation"] == pytest.approx(expected["F_reduced"], abs=1e-12)
        assert row["distance_fragmentation"] == pytest.approx(expected["DF_reduced"], abs=1e-12)
        before = nx.number_connected_components(graph.to_undirected())
        assert before - 1 + row["n_pieces"] == expected["components_left"]


def test_cutpoints_of_a_large_network_are_as_many_as_igraph_counts(shared):
    edges = pd.read_csv(
        shared / "real" / "facebook_combined.txt", sep=" ", skiprows=1, header=None, dtype=str
    )
    found = fragmentation.removals(nx.from_pandas_edgelist(edges, 0, 1))
    assert (len(found), found["is_cutpoint"].sum()) == (4_039, 11)


# --- brute force -------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, len(SMALL), 53))
def test_removals_follow_the_definition_on_every_small_graph(start):
    for graph in SMALL[start : start + 53]:
        check_removals(graph, dict.fromkeys(graph, 1), steps=2 + len(graph) % 2)


@pytest.mark.parametrize("start", range(0, 300, 75))
def test_removals_follow_the_definition_on_random_graphs_with_counts(start):
    for i, graph in enumerate(RANDOM[start : start + 75]):
        count = {v: float((j * 7 + i) % 4) for j, v in enumerate(graph)}
        check_removals(graph, count, steps=1 + i % 4)


def test_scenarios_count_the_pairs_left_on_random_graphs():
    for i, graph in enumerate(RANDOM[::3]):
        actors = sorted(graph)
        leave = [actors[j::3][: i % 5] for j in range(3)]
        count = {v: float((j + i) % 3) for j, v in enumerate(graph)}
        found = fragmentation.scenarios(graph, leave, count=count)
        for each, row in zip(leave, found.itertuples(), strict=True):
            left = without(graph, *each)
            assert row.pairs_connected == connected_pairs(left, count)
            weights = [sum(count[v] for v in piece) for piece in nx.connected_components(left)]
            assert row.largest_piece == max(weights, default=0)


def test_strong_cutpoints_are_those_that_add_strong_components():
    for seed in range(150):
        graph = nx.gnp_random_graph(4 + seed % 6, 0.3, seed=seed, directed=True)
        found = by_actor(fragmentation.strong_cutpoints(graph), "is_cutpoint")
        before = nx.number_strongly_connected_components(graph)
        for v in graph:
            after = nx.number_strongly_connected_components(without(graph, v))
            assert found[str(v)] == (after > before), (seed, v)


# --- laws --------------------------------------------------------------------------------------


@given(graphs(least=1), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_names_of_actors_matter(graph, random):
    first = fragmentation.removals(graph, within=2, distances=True)
    again = fragmentation.removals(shuffled(graph, random), within=2, distances=True)
    pd.testing.assert_frame_equal(first, again)
    renamed = nx.relabel_nodes(graph, lambda name: f"_{name}")
    other = fragmentation.removals(renamed).assign(actor=lambda f: f["actor"].str[1:])
    pd.testing.assert_frame_equal(fragmentation.removals(graph), other)


@given(graphs(least=2))
def test_a_pendant_makes_its_neighbour_a_cutpoint(graph):
    held = next((v for v in graph if graph.degree(v)), None)
    if held is None:
        return
    graph.add_edge(held, "pendant")
    found = fragmentation.removals(graph).set_index("actor")
    assert found.loc[held, "is_cutpoint"]
    assert found.loc[held, "pairs_lost"] >= graph.degree(held) - 1
    assert not found.loc["pendant", "is_cutpoint"]


@given(graphs(least=1))
def test_an_isolate_changes_no_pieces_and_no_pairs_lost(graph):
    columns = ["actor", "is_cutpoint", "n_pieces", "pairs_lost", "within_lost"]
    before = fragmentation.removals(graph, within=2)[columns]
    graph.add_node("isolate")
    after = fragmentation.removals(graph, within=2)
    row = after[after["actor"] == "isolate"].iloc[0]
    assert (row["n_pieces"], row["pairs_lost"], row["is_cutpoint"]) == (0, 0, False)
    after = after[after["actor"] != "isolate"].reset_index(drop=True)[columns]
    pd.testing.assert_frame_equal(before, after)


@given(graphs(least=1), graphs(least=1))
def test_two_networks_side_by_side_lose_what_each_loses(one, two):
    both = nx.disjoint_union(one, two)
    found = by_actor(fragmentation.removals(both, within=2), "pairs_lost")
    parts = [
        by_actor(fragmentation.removals(nx.relabel_nodes(part, names)), "pairs_lost")
        for part, names in (
            (one, {v: str(i) for i, v in enumerate(one)}),
            (two, {v: str(i + len(one)) for i, v in enumerate(two)}),
        )
    ]
    assert found == parts[0] | parts[1]


@given(graphs(least=1))
def test_removing_an_actor_adds_its_pieces_less_one(graph):
    before = nx.number_connected_components(graph)
    for actor, pieces in by_actor(fragmentation.removals(graph), "n_pieces").items():
        assert nx.number_connected_components(without(graph, actor)) == before + pieces - 1


@given(graphs(least=3), st.data())
def test_another_tie_never_raises_what_is_left_fragmented(graph, data):
    missing = list(nx.non_edges(graph))
    if not missing:
        return
    before = fragmentation.removals(graph, distances=True).set_index("actor")
    graph.add_edge(*data.draw(st.sampled_from(missing)))
    after = fragmentation.removals(graph, distances=True).set_index("actor").loc[before.index]
    for column in ("fragmentation", "distance_fragmentation"):
        assert (after[column] <= before[column] + 1e-12).all()


@given(graphs(least=3))
def test_what_is_lost_grows_with_the_steps_and_ends_at_all_pairs_lost(graph):
    order = sorted(graph)
    lost = by_actor(fragmentation.removals(graph), "pairs_lost")
    steps = [fragmentation.removals(graph, within=k) for k in (1, 2, len(graph))]
    one, _, many = (by_actor(frame, "within_lost") for frame in steps)
    assert [one[v] for v in order] == [0] * len(order)
    # A way of n - 1 steps is as long as ways get: what is lost within n steps is lost for good.
    assert [many[v] for v in order] == [lost[v] for v in order]


@given(graphs(least=2), st.integers(2, 5))
def test_counting_everybody_k_times_multiplies_pairs_and_keeps_shares(graph, k):
    once = fragmentation.removals(graph, within=2, distances=True)
    often = fragmentation.removals(graph, count=[k] * len(graph), within=2, distances=True)
    for column in ("pairs_lost", "within_lost"):
        np.testing.assert_allclose(often[column], once[column] * k * k)
    for column in ("pairs_lost_share", "fragmentation", "distance_fragmentation"):
        np.testing.assert_allclose(often[column], once[column], atol=1e-12)


@given(graphs(least=2))
def test_who_counts_nothing_is_not_counted_but_still_connects(graph):
    ghost = sorted(graph)[0]
    count = {v: float(v != ghost) for v in graph}
    row = fragmentation.removals(graph, count=count).set_index("actor").loc[ghost]
    everybody = fragmentation.removals(graph).set_index("actor").loc[ghost]
    assert row["pairs_lost"] == everybody["pairs_lost"]


@given(graphs(least=1))
def test_a_scenario_of_one_is_the_removal_of_that_one(graph):
    actors = list(graph)
    found = fragmentation.scenarios(graph, [[v] for v in actors])
    whole = fragmentation.scenarios(graph, [[]])["pairs_connected"].iloc[0]
    lost = by_actor(fragmentation.removals(graph), "pairs_lost")
    for v, pairs in zip(actors, found["pairs_connected"], strict=True):
        own = len(nx.node_connected_component(graph, v)) - 1
        assert pairs == whole - own - lost[v]


@given(graphs(least=2), st.data())
def test_whoever_leaves_besides_never_connects_a_pair(graph, data):
    leave = data.draw(st.lists(st.sampled_from(sorted(graph)), unique=True, min_size=1))
    sets = [leave[:i] for i in range(len(leave) + 1)]
    pairs = fragmentation.scenarios(graph, sets)["pairs_connected"].tolist()
    assert pairs == sorted(pairs, reverse=True)


@given(graphs(least=3))
def test_in_the_undirected_case_strong_cutpoints_are_cutpoints(graph):
    strong = by_actor(fragmentation.strong_cutpoints(graph), "is_cutpoint")
    assert strong == by_actor(fragmentation.removals(graph), "is_cutpoint")


@given(graphs(least=1, directed=True))
def test_turning_all_ties_round_keeps_strong_cutpoints(graph):
    pd.testing.assert_frame_equal(
        fragmentation.strong_cutpoints(graph), fragmentation.strong_cutpoints(graph.reverse())
    )


# --- edges -------------------------------------------------------------------------------------


def test_an_empty_network_gives_an_empty_frame_of_the_same_kind():
    empty = fragmentation.removals(nx.Graph(), within=2, distances=True)
    full = fragmentation.removals(nx.path_graph(3), within=2, distances=True)
    assert empty.columns.tolist() == full.columns.tolist()
    assert empty.columns.tolist() == [
        *COLUMNS, "within_lost", "distance_fragmentation", "reason",
    ]  # fmt: skip
    assert len(empty) == 0
    assert (empty.dtypes == full.dtypes).all()
    assert len(fragmentation.scenarios(nx.Graph(), [])) == 0
    assert len(fragmentation.strong_cutpoints(nx.Graph())) == 0


@pytest.mark.parametrize("size", [1, 2])
def test_where_no_pair_is_left_shares_are_undefined_and_say_why(size):
    found = fragmentation.removals(nx.path_graph(size), distances=True)
    for column in ("pairs_lost_share", "fragmentation", "distance_fragmentation"):
        assert found[column].isna().all()
    assert found["reason"].str.contains("no pair").all()
    assert (found["pairs_lost"] == 0).all()


def test_in_a_network_without_ties_everything_is_apart_already():
    found = fragmentation.removals(nx.empty_graph(4), within=3, distances=True)
    assert (found[["pairs_lost", "within_lost", "n_pieces"]] == 0).all(axis=None)
    assert (found[["fragmentation", "distance_fragmentation"]] == 1).all(axis=None)


def test_parallel_ties_and_ties_to_oneself_change_nothing():
    graph = nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c"), ("b", "b")])
    plain = nx.Graph([("a", "b"), ("b", "c")])
    pd.testing.assert_frame_equal(fragmentation.removals(graph), fragmentation.removals(plain))


def test_what_is_counted_can_be_a_column_a_mapping_or_a_list():
    graph = toy.graph(directed=False)
    people = {v: float(i) for i, v in enumerate(graph)}
    nx.set_node_attributes(graph, people, "people")
    first = fragmentation.removals(graph, count="people")
    pd.testing.assert_frame_equal(first, fragmentation.removals(graph, count=people))
    pd.testing.assert_frame_equal(first, fragmentation.removals(graph, count=[*people.values()]))
    network = Network.from_networkx(graph)
    pd.testing.assert_frame_equal(first, fragmentation.removals(network, count="people"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"count": {"B": 1}}, "for 'M' it is nan"),
        ({"count": [1, 2]}, "each of the 9 actors"),
        ({"count": [-1] * 9}, "zero or more"),
        ({"count": "people"}, "'people'"),
        ({"within": 0}, "1 step or more"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_the_reason(arguments, said):
    with pytest.raises(ArgumentError, match=said):
        fragmentation.removals(toy.network(directed=False), **arguments)


def test_an_unknown_leaver_is_refused_with_the_nearest_names():
    graph = nx.path_graph(["Mayor's office", "Schools", "YMCA"])
    with pytest.raises(UnknownActorError, match="Mayor's office"):
        fragmentation.scenarios(graph, [["Mayors office"]])


def test_one_name_is_the_set_of_that_one_and_a_name_twice_is_once():
    graph = nx.path_graph(["Mayor", "Schools", "YMCA"])
    found = fragmentation.scenarios(graph, ["Schools", ["Schools", "Schools"]])
    assert found["pairs_connected"].tolist() == [0, 0]


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_changes_nothing(monkeypatch, pool):
    monkeypatch.setattr("civicnet.leaving.TASK", 50)
    graph = RANDOM[250]
    leave = [list(each) for each in combinations(graph, 2)]
    alone = fragmentation.scenarios(graph, leave)
    with pool(2) as executor:
        shared_out = fragmentation.scenarios(graph, leave, executor=executor)
    pd.testing.assert_frame_equal(alone, shared_out)


def test_above_the_limit_what_rests_on_distances_is_estimated_with_its_error(monkeypatch):
    graph = nx.barabasi_albert_graph(300, 2, seed=1)
    exact = fragmentation.removals(graph, within=3, distances=True).set_index("actor")
    monkeypatch.setattr(fragmentation, "EXACT", 200)
    monkeypatch.setattr(fragmentation, "SAMPLE", 200)
    sampled = fragmentation.removals(graph, within=3, distances=True)
    assert "within_lost_se" not in exact
    found = sampled.set_index("actor").loc[exact.index]
    # What few actors lose, searches from others hardly see; so not every error is that small.
    large = exact["within_lost"] > exact["within_lost"].median()
    for column in ("within_lost", "distance_fragmentation"):
        error = (found[column] - exact[column]).abs()[large]
        spread = found[f"{column}_se"][large]
        assert (error > 0).any()
        assert (error <= 3 * spread).mean() > 0.8
    again = fragmentation.removals(graph, within=3, distances=True)
    pd.testing.assert_frame_equal(sampled, again)


# --- people leave, bodies stay -----------------------------------------------------------------


def test_people_leave_and_bodies_stay():
    p = cn.load_example()
    split = p.network(view="split")
    people = split.actors.loc[
        (split.actors["kind"] == "person") & (split.actors["body"] != split.actors["actor"]),
        "actor",
    ].tolist()
    sets = [[], *([person] for person in people[:12]), people[:3], people]
    found = fragmentation.departures(split, sets)
    # The same from the links between bodies and the people who carry each.
    links = bodies.links(p)
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    body = split.actors["body"] == split.actors["actor"]
    for each, row in zip(sets, found.itertuples(), strict=True):
        gone = {name.removesuffix(" (in person)") for name in each}
        left = nx.Graph()
        left.add_nodes_from(split.actors.loc[body, "actor"])
        for link in links.itertuples():
            sides = (link.source_people, link.target_people)
            if all(not side or set(side) - gone for side in sides):
                left.add_edge(link.source, link.target)
        assert row.pairs_connected == connected_pairs(left, dict.fromkeys(left, 1)), each
        assert row.largest_piece == max(map(len, nx.connected_components(left)))


def test_every_single_departure_comes_from_one_pass_over_the_split_network():
    split = cn.load_example().network(view="split")
    body = (split.actors["body"] == split.actors["actor"]).astype(float)
    lost = by_actor(fragmentation.removals(split, count=body.to_numpy()), "pairs_lost")
    people = [
        actor
        for actor, kind, own in zip(split.actors["actor"], split.actors["kind"], body, strict=True)
        if kind == "person" and not own
    ]
    found = fragmentation.departures(split, [[], *([person] for person in people)])
    whole, *after = found["pairs_connected"]
    assert [whole - pairs for pairs in after] == [lost[person] for person in people]


def split_of_two(name="Ana (in person)"):
    actors = pd.DataFrame(
        {
            "actor": ["Ana", name, "YMCA"],
            "kind": ["person", "person", "organization"],
            "body": ["Ana", "Ana", "YMCA"],
        }
    )
    links = pd.DataFrame({"source": [name, name], "target": ["Ana", "YMCA"]})
    return Network.from_links(actors, links)


def test_who_is_a_body_alone_leaves_in_person():
    for name in ("Ana", "Ana (in person)"):
        assert fragmentation.departures(split_of_two(), [[name]])["pairs_connected"].item() == 0
    assert fragmentation.departures(split_of_two(), [[]])["pairs_connected"].item() == 1


def test_bodies_can_count_differently_and_people_never_do():
    found = fragmentation.departures(split_of_two(), [[]], count={"Ana": 2, "YMCA": 5})
    assert found.loc[0, ["pairs_connected", "largest_piece"]].tolist() == [10, 7]


def test_a_body_cannot_depart_and_other_views_have_no_departures():
    with pytest.raises(ArgumentError, match="is a body and stays"):
        fragmentation.departures(split_of_two(), [["YMCA"]])
    with pytest.raises(UnknownActorError):
        fragmentation.departures(split_of_two(), [["Bob"]])
    with pytest.raises(ArgumentError, match="split"):
        fragmentation.departures(toy.network(), [[]])
