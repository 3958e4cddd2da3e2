"""What falls apart when somebody goes: laws, recomputing at every size, people who leave, edges."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

import civicnet as cn
from civicnet import bodies, fragmentation
from civicnet.errors import ArgumentError, UnknownActorError
from civicnet.network import Network
from tests import toy
from tests.definitions import pairs_connected, without
from tests.oracles import values
from tests.random_networks import RANDOM, graphs

COLUMNS = [
    "actor", "is_cutpoint", "n_pieces", "pairs_lost", "pairs_lost_share", "fragmentation",
]  # fmt: skip


def test_direction_is_left_aside_but_for_strong_cutpoints():
    found = fragmentation.removals(toy.network(directed=True))
    pd.testing.assert_frame_equal(found, fragmentation.removals(toy.network(directed=False)))
    strong = fragmentation.strong_cutpoints(toy.network(directed=True))
    assert strong["actor"][strong["is_cutpoint"]].tolist() == ["B", "S"]


# --- recomputing, at every size ----------------------------------------------------------------

SIZES = [200, 2_000, 20_000]


def recomputed(n, starts, ends, count, gone=()):
    """Count the connected pairs, and weigh the largest piece, of the ties that are left."""
    stays = ~np.isin(np.arange(n), gone)
    kept = stays[starts] & stays[ends]
    ties = csr_array((np.ones(kept.sum()), (starts[kept], ends[kept])), shape=(n, n))
    _, piece = connected_components(ties, directed=False)
    weight = np.where(stays, count, 0)
    sums, squares = np.bincount(piece, weight), np.bincount(piece, weight**2)
    return (sums**2 - squares).sum() / 2, sums.max()


def sprawling(n):
    """Give the ties of a network with long arms, dense spots and parts that stand apart."""
    rng = np.random.default_rng(n)
    ends = np.arange(1, n)[rng.random(n - 1) < 0.97]
    starts = rng.integers(np.maximum(0, ends - 40), ends)
    spot = rng.integers(0, n // 10, (2, n // 3))
    starts, ends = np.append(starts, spot[0]), np.append(ends, spot[1])
    return starts[starts != ends], ends[starts != ends]


def of_ties(n, starts, ends):
    return Network.from_links(
        pd.DataFrame({"actor": [f"a{i}" for i in range(n)]}, dtype=object),
        pd.DataFrame({"source": [f"a{i}" for i in starts], "target": [f"a{i}" for i in ends]}),
        parallel=True,
    )


@pytest.mark.parametrize("counted", [False, True], ids=["everybody once", "by weight"])
@pytest.mark.parametrize("n", SIZES)
def test_taking_actors_out_is_what_recomputing_without_them_gives(n, counted):
    starts, ends = sprawling(n)
    network, rng = of_ties(n, starts, ends), np.random.default_rng(1)
    count = rng.integers(0, 5, n).astype(float) if counted else np.ones(n)
    given_count = dict(zip(network.labels, count)) if counted else None
    removals = fragmentation.removals(network, count=given_count).set_index("actor")
    # The weightiest, and some others.
    some = [*removals.index[:20], *(f"a{i}" for i in rng.integers(0, n, 20))]
    sets = [[], *([actor] for actor in some)]
    sets += [[f"a{i}" for i in rng.integers(0, n, size)] for size in rng.integers(2, 30, 20)]
    found = fragmentation.scenarios(network, sets, count=given_count)
    whole, _ = recomputed(n, starts, ends, count)
    for leave, row in zip(sets, found.itertuples(), strict=True):
        gone = [int(actor[1:]) for actor in leave]
        expected = recomputed(n, starts, ends, count, gone)
        assert (row.pairs_connected, row.largest_piece) == expected
        if len(leave) == 1:
            # Those that were connected, but for the pairs of the one who goes.
            still = np.where(np.arange(n) == gone[0], 0, count)
            among_others, _ = recomputed(n, starts, ends, still)
            lost = removals["pairs_lost"][leave[0]]
            assert lost == among_others - row.pairs_connected
            others = count.sum() - count[gone[0]]
            pairs = (others**2 - ((count**2).sum() - count[gone[0]] ** 2)) / 2
            left = removals["fragmentation"][leave[0]]
            assert left == pytest.approx(1 - row.pairs_connected / pairs)
    assert found["pairs_connected"][0] == whole


@pytest.mark.parametrize("counted", [False, True], ids=["everybody once", "by weight"])
@pytest.mark.parametrize("n", SIZES)
def test_people_who_leave_take_with_them_the_links_they_carry_and_no_others(n, counted):
    rng = np.random.default_rng(n)
    starts, ends = sprawling(n)
    people = n // 4
    home = rng.integers(0, n, people)
    # Some links are carried by somebody of their source, some by one of each side, some by nobody.
    one = np.where(rng.random(len(starts)) < 0.5, rng.integers(0, people, len(starts)), -1)
    two = np.where((one >= 0) & (rng.random(len(starts)) < 0.3),
                   rng.integers(0, people, len(starts)), -1)  # fmt: skip
    starts, ends = np.where(one >= 0, home[one], starts), np.where(two >= 0, home[two], ends)
    bodies_named, people_named = [f"a{i}" for i in range(n)], [f"p{i}" for i in range(people)]
    actors = pd.DataFrame(
        {
            "actor": [*bodies_named, *people_named],
            "kind": ["organization"] * n + ["person"] * people,
            "body": [*bodies_named, *(f"a{i}" for i in home)],
        }
    )
    # In the split network a link runs from the body to who carries it, and on to the other side.
    links = pd.DataFrame(
        {
            "source": [
                *people_named,
                *(f"p{p}" if p >= 0 else f"a{a}" for a, p in zip(starts, one)),
            ],
            "target": [
                *(f"a{i}" for i in home),
                *(f"p{p}" if p >= 0 else f"a{b}" for b, p in zip(ends, two)),
            ],
        }
    )
    split = Network.from_links(actors, links, parallel=True)
    count = rng.integers(0, 5, n).astype(float) if counted else np.ones(n)
    given_count = dict(zip(bodies_named, count)) if counted else None
    carries = np.bincount(one[one >= 0], minlength=people)
    sets = [[], *([p] for p in np.argsort(-carries)[:20])]
    sets += [rng.integers(0, people, size) for size in rng.integers(1, 30, 20)]
    found = fragmentation.departures(
        split, [[f"p{p}" for p in leave] for leave in sets], count=given_count
    )
    for leave, row in zip(sets, found.itertuples(), strict=True):
        left = ~(np.isin(one, leave) | np.isin(two, leave))
        expected = recomputed(n, starts[left], ends[left], count)
        assert (row.pairs_connected, row.largest_piece) == expected
    assert found["pairs_connected"].nunique() > 10


# --- laws --------------------------------------------------------------------------------------


@given(graphs(least=2, directed=False))
def test_a_pendant_makes_its_neighbour_a_cutpoint(graph):
    held = next((v for v in graph if graph.degree(v)), None)
    if held is None:
        return
    graph.add_edge(held, "pendant")
    found = fragmentation.removals(graph).set_index("actor")
    assert found.loc[held, "is_cutpoint"]
    assert found.loc[held, "pairs_lost"] >= graph.degree(held) - 1
    assert not found.loc["pendant", "is_cutpoint"]


@given(graphs(least=1, directed=False))
def test_an_isolate_changes_no_pieces_and_no_pairs_lost(graph):
    columns = ["actor", "is_cutpoint", "n_pieces", "pairs_lost", "within_lost"]
    before = fragmentation.removals(graph, within=2)[columns]
    graph.add_node("isolate")
    after = fragmentation.removals(graph, within=2)
    row = after[after["actor"] == "isolate"].iloc[0]
    assert (row["n_pieces"], row["pairs_lost"], row["is_cutpoint"]) == (0, 0, False)
    after = after[after["actor"] != "isolate"].reset_index(drop=True)[columns]
    pd.testing.assert_frame_equal(before, after)


@given(graphs(least=1, directed=False), graphs(least=1, directed=False))
def test_two_networks_side_by_side_lose_what_each_loses(one, two):
    both = nx.disjoint_union(one, two)
    found = values(fragmentation.removals(both, within=2), "pairs_lost")
    parts = [
        values(fragmentation.removals(nx.relabel_nodes(part, names)), "pairs_lost")
        for part, names in (
            (one, {v: str(i) for i, v in enumerate(one)}),
            (two, {v: str(i + len(one)) for i, v in enumerate(two)}),
        )
    ]
    assert found == parts[0] | parts[1]


@given(graphs(least=1, directed=False))
def test_removing_an_actor_adds_its_pieces_less_one(graph):
    before = nx.number_connected_components(graph)
    for actor, pieces in values(fragmentation.removals(graph), "n_pieces").items():
        assert nx.number_connected_components(without(graph, actor)) == before + pieces - 1


@given(graphs(least=3, directed=False), st.data())
def test_another_tie_never_raises_what_is_left_fragmented(graph, data):
    missing = list(nx.non_edges(graph))
    if not missing:
        return
    before = fragmentation.removals(graph, distances=True).set_index("actor")
    graph.add_edge(*data.draw(st.sampled_from(missing)))
    after = fragmentation.removals(graph, distances=True).set_index("actor").loc[before.index]
    for column in ("fragmentation", "distance_fragmentation"):
        assert (after[column] <= before[column] + 1e-12).all()


@given(graphs(least=3, directed=False))
def test_what_is_lost_grows_with_the_steps_and_ends_at_all_pairs_lost(graph):
    order = sorted(graph)
    lost = values(fragmentation.removals(graph), "pairs_lost")
    steps = [fragmentation.removals(graph, within=k) for k in (1, 2, len(graph))]
    one, _, many = (values(frame, "within_lost") for frame in steps)
    assert [one[v] for v in order] == [0] * len(order)
    # A way of n - 1 steps is as long as ways get: what is lost within n steps is lost for good.
    assert [many[v] for v in order] == [lost[v] for v in order]


@given(graphs(least=2, directed=False), st.integers(2, 5))
def test_counting_everybody_k_times_multiplies_pairs_and_keeps_shares(graph, k):
    once = fragmentation.removals(graph, within=2, distances=True)
    often = fragmentation.removals(graph, count=[k] * len(graph), within=2, distances=True)
    for column in ("pairs_lost", "within_lost"):
        np.testing.assert_allclose(often[column], once[column] * k * k)
    for column in ("pairs_lost_share", "fragmentation", "distance_fragmentation"):
        np.testing.assert_allclose(often[column], once[column], atol=1e-12)


@given(graphs(least=2, directed=False))
def test_who_counts_nothing_is_not_counted_but_still_connects(graph):
    ghost = sorted(graph)[0]
    count = {v: float(v != ghost) for v in graph}
    row = fragmentation.removals(graph, count=count).set_index("actor").loc[ghost]
    everybody = fragmentation.removals(graph).set_index("actor").loc[ghost]
    assert row["pairs_lost"] == everybody["pairs_lost"]


@given(graphs(least=1, directed=False))
def test_a_scenario_of_one_is_the_removal_of_that_one(graph):
    actors = list(graph)
    found = fragmentation.scenarios(graph, [[v] for v in actors])
    whole = fragmentation.scenarios(graph, [[]])["pairs_connected"].iloc[0]
    lost = values(fragmentation.removals(graph), "pairs_lost")
    for v, pairs in zip(actors, found["pairs_connected"], strict=True):
        own = len(nx.node_connected_component(graph, v)) - 1
        assert pairs == whole - own - lost[v]


@given(graphs(least=2, directed=False), st.data())
def test_whoever_leaves_besides_never_connects_a_pair(graph, data):
    leave = data.draw(st.lists(st.sampled_from(sorted(graph)), unique=True, min_size=1))
    sets = [leave[:i] for i in range(len(leave) + 1)]
    pairs = fragmentation.scenarios(graph, sets)["pairs_connected"].tolist()
    assert pairs == sorted(pairs, reverse=True)


@given(graphs(least=3, directed=False))
def test_in_the_undirected_case_strong_cutpoints_are_cutpoints(graph):
    strong = values(fragmentation.strong_cutpoints(graph), "is_cutpoint")
    assert strong == values(fragmentation.removals(graph), "is_cutpoint")


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
    people = sorted(set(split.actors["person"].dropna()))
    sets = [[], *([person] for person in people[:12]), people[:3], people]
    found = fragmentation.departures(split, sets)
    # The same from the links between bodies and the people who carry each.
    links = bodies.links(p)
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    body = split.actors["body"] == split.actors["actor"]
    for each, row in zip(sets, found.itertuples(), strict=True):
        gone = set(each)
        left = nx.Graph()
        left.add_nodes_from(split.actors.loc[body, "actor"])
        for link in links.itertuples():
            sides = (link.source_people, link.target_people)
            if all(not side or set(side) - gone for side in sides):
                left.add_edge(link.source, link.target)
        assert row.pairs_connected == pairs_connected(left, dict.fromkeys(left, 1)), each
        assert row.largest_piece == max(map(len, nx.connected_components(left)))


def test_every_single_departure_comes_from_one_pass_over_the_split_network():
    split = cn.load_example().network(view="split")
    body = (split.actors["body"] == split.actors["actor"]).astype(float)
    lost = values(fragmentation.removals(split, count=body.to_numpy()), "pairs_lost")
    stands = split.actors.dropna(subset="person").groupby("person")["actor"].agg(list)
    once = {person: places[0] for person, places in stands.items() if len(places) == 1}
    assert len(once) > 50
    found = fragmentation.departures(split, [[], *([person] for person in once)])
    whole, *after = found["pairs_connected"]
    assert [whole - pairs for pairs in after] == [lost[place] for place in once.values()]


def test_who_acts_for_two_bodies_does_not_tie_them():
    # Ana of the YMCA carries a seat of the City's: the City is at the Council, and no more.
    p = cn.Partnership.from_frames(
        people=pd.DataFrame({"person": ["Ana"], "organization": ["YMCA"]}),
        organizations=pd.DataFrame({"organization": ["City", "Council", "Schools", "YMCA"]}),
        seats=pd.DataFrame({"table": ["Council"], "actor": ["Ana"], "on_behalf_of": ["City"],
                            "form": ["verbal"]}),
        ties=pd.DataFrame({"source": ["Ana"], "target": ["Schools"], "form": ["verbal"]}),
    )  # fmt: skip
    split = p.network(view="split", at="2026-11-15")
    whole, gone = fragmentation.departures(split, [[], ["Ana"]])["pairs_connected"]
    assert (whole, gone) == (2, 0)


def split_of_two():
    actors = pd.DataFrame(
        {
            "actor": ["Ana", "Ana (in person)", "YMCA"],
            "kind": ["person", "person", "organization"],
            "body": ["Ana", "Ana", "YMCA"],
            "person": [None, "Ana", None],
        }
    )
    links = pd.DataFrame({"source": ["Ana (in person)"] * 2, "target": ["Ana", "YMCA"]})
    return Network.from_links(actors, links)


def test_who_is_a_body_alone_leaves_in_person():
    after = fragmentation.departures(split_of_two(), [[], ["Ana"]])["pairs_connected"]
    assert after.tolist() == [1, 0]


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


def test_people_depart_by_their_names_and_not_by_the_places_they_stand_at():
    with pytest.raises(ArgumentError, match="people are named by column person"):
        fragmentation.departures(split_of_two(), [["Ana (in person)"]])
