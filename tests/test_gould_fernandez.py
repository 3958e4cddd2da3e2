"""Roles between groups: worked out by hand, chance enumerated, laws, odd input."""

import itertools
import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import brokerage, gould_fernandez
from civicnet.errors import ArgumentError
from civicnet.gould_fernandez import ROLES, UNDIRECTED_ROLES, WHOLE
from civicnet.network import Network
from tests import definitions, toy
from tests.random_networks import graphs, grouped_graphs


def same_frames(one, other):
    pd.testing.assert_frame_equal(
        one.sort_index(), other[one.columns].sort_index(), check_dtype=False, rtol=1e-9,
        check_index_type=False,
    )  # fmt: skip


# --- values worked out beforehand --------------------------------------------------------------


def role_table(frame, names=ROLES):
    return {row["actor"]: [row[name] for name in names] for _, row in frame.iterrows()}


def test_a_liaison_is_of_a_third_group():
    # a and b are of one group, the broker of another: a consultant, though g(a) != g(v) != g(b).
    graph = nx.DiGraph([("a", "v"), ("v", "b")])
    groups = {"a": "x", "v": "y", "b": "x"}
    found = role_table(brokerage.roles(graph, groups))
    assert found["v"] == [0, 1, 0, 0, 0, 1]
    found = role_table(brokerage.roles(graph, groups | {"b": "z"}))
    assert found["v"] == [0, 0, 0, 0, 1, 1]


def test_credit_for_a_pair_is_shared_among_its_brokers():
    graph = nx.DiGraph([("a", "v"), ("v", "b"), ("a", "w"), ("w", "b"), ("a", "c"), ("v", "c")])
    nx.set_node_attributes(graph, dict.fromkeys(graph, "x"), "sector")
    assert role_table(brokerage.roles(graph))["v"][0] == 1
    found = role_table(brokerage.roles_partial(graph))
    assert (found["v"][0], found["w"][0]) == (0.5, 0.5)


def test_a_broker_without_a_group_shares_the_credit_and_gets_none():
    graph = nx.DiGraph([("a", "v"), ("v", "b"), ("a", "w"), ("w", "b")])
    frame = brokerage.roles_partial(graph, {"a": "x", "b": "x", "v": "x"}).set_index("actor")
    assert frame["coordinator"]["v"] == 0.5
    assert math.isnan(frame["total"]["w"])
    assert frame["reason"]["w"] == "no group"
    assert frame["group"]["w"] is None
    assert frame.attrs["left_out"] == 1


# --- what chance would give --------------------------------------------------------------------


def enumerated(sizes, density):
    """Give exact means and variances over all digraphs: of each actor, and of the sums."""
    n = sum(sizes)
    group = np.repeat(np.arange(len(sizes)), sizes)
    pairs = list(itertools.permutations(range(n), 2))
    bits = (np.arange(2 ** len(pairs))[:, None] >> np.arange(len(pairs))) & 1
    tie = {pair: bits[:, i].astype(bool) for i, pair in enumerate(pairs)}
    n_ties = bits.sum(axis=1)
    chance = density**n_ties * (1 - density) ** (len(pairs) - n_ties)
    counts = np.zeros((len(bits), n, 6))
    for a, v, b in itertools.permutations(range(n), 3):
        brokered = tie[a, v] & tie[v, b] & ~tie[a, b]
        counts[:, v, ROLES.index(definitions.role(group[a], group[v], group[b]))] += brokered
        counts[:, v, 5] += brokered
    sums = counts.sum(axis=1)
    found = []
    for each in (counts, sums):
        mean = np.tensordot(chance, each, axes=1)
        found += [mean, np.tensordot(chance, each**2, axes=1) - mean**2]
    return group, *found


@pytest.mark.parametrize("sizes", [(4,), (2, 2), (3, 1), (2, 1, 1), (1, 1, 1, 1), (1, 3)])
@pytest.mark.parametrize("density", [0.2, 0.5, 0.85])
def test_mean_and_variance_are_those_over_all_digraphs_of_four(sizes, density):
    group, mean, variance, mean_all, variance_all = enumerated(sizes, density)
    ours = gould_fernandez.expected_of_actors(np.array(sizes), density)
    assert np.allclose(ours[0][group], mean, atol=1e-12)
    assert np.allclose(ours[1][group], variance, atol=1e-12)
    whole = gould_fernandez.expected_of_network(np.array(sizes), density)
    assert np.allclose(whole[0], mean_all, atol=1e-12)
    assert np.allclose(whole[1], variance_all, atol=1e-12)


def test_mean_and_variance_are_near_those_of_drawn_digraphs():
    sizes, density, draws = (3, 2, 2), 0.35, 4000
    rng = np.random.default_rng(7)
    group = np.repeat(np.arange(3), sizes)
    a = rng.random((draws, 7, 7)) < density
    a[:, np.arange(7), np.arange(7)] = False
    sums = np.zeros((draws, 6))
    for x, v, y in itertools.permutations(range(7), 3):
        brokered = a[:, x, v] & a[:, v, y] & ~a[:, x, y]
        sums[:, ROLES.index(definitions.role(group[x], group[v], group[y]))] += brokered
        sums[:, 5] += brokered
    mean, variance = gould_fernandez.expected_of_network(np.array(sizes), density)
    assert np.allclose(sums.mean(axis=0), mean, atol=4 * np.sqrt(variance / draws))
    assert np.allclose(sums.var(axis=0), variance, rtol=0.15)


def test_a_role_that_a_small_group_makes_impossible_has_no_z():
    graph = nx.DiGraph([("a", "mayor"), ("mayor", "b"), ("b", "c")])
    groups = {"a": "np", "b": "np", "c": "np", "mayor": "gov"}
    frame = brokerage.roles_expected(graph, groups)
    rows = frame[frame["actor"] == "mayor"].set_index("role")
    for role in ("coordinator", "representative", "gatekeeper", "liaison"):
        assert (rows["observed"][role], rows["expected"][role], rows["sd"][role]) == (0, 0, 0)
        assert math.isnan(rows["z"][role])
        assert rows["reason"][role] == "group too small"
    assert rows["z"]["consultant"] > 0
    assert rows["reason"]["consultant"] == ""


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.empty_graph(4, nx.DiGraph), "there are no ties"),
        (nx.complete_graph(4, nx.DiGraph), "everybody is tied to everybody"),
    ],
)
def test_a_network_without_variation_has_no_z(graph, reason):
    frame = brokerage.roles_expected(graph, {0: "a", 1: "a", 2: "b", 3: "b"})
    assert frame["z"].isna().all()
    assert set(frame["reason"]) == {reason}


def test_without_direction_chance_deals_out_the_groups():
    network = toy.network(directed=False)
    frame = brokerage.roles_expected(network, "group", draws=300, seed=1)
    assert frame.columns.tolist() == [
        "actor", "role", "observed", "expected", "sd", "z", "reason",
    ]  # fmt: skip
    assert frame["role"].unique().tolist() == list(UNDIRECTED_ROLES)
    # Three of three groups of three: all of one group in 3 * (3*2*1) of 9*8*7 ordered triples.
    rows = frame[frame["actor"] == "B"].set_index("role")
    share = {"coordinator": 18 / 504, "consultant": 108 / 504, "liaison": 162 / 504}
    share["boundary"] = 216 / 504
    for role, part in share.items():
        error = 4 * rows["sd"][role] / math.sqrt(300)
        assert rows["expected"][role] == pytest.approx(8 * part, abs=error)
    assert rows["reason"]["total"] == "the same in every draw"


def test_dealing_out_the_groups_gives_what_all_deals_together_give():
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("b", "e")])
    sector = dict(zip("abcde", ["x", "x", "y", "y", "y"]))
    frame = brokerage.roles_permuted(graph, sector, draws=4000, seed=5)
    frame = frame[frame["actor"] == "b"].set_index("role")
    deals = [
        definitions.roles(graph, dict(zip("abcde", deal)))["b"]
        for deal in itertools.permutations(sector.values())
    ]
    observed = definitions.roles(graph, sector)["b"]
    for role in ROLES[:5]:
        all_deals = np.array([deal[role] for deal in deals])
        assert frame["expected"][role] == pytest.approx(all_deals.mean(), abs=0.05)
        assert frame["sd"][role] == pytest.approx(all_deals.std(), abs=0.05)
        assert frame["p_high"][role] == pytest.approx(
            (all_deals >= observed[role]).mean(), abs=0.03
        )
        assert frame["p_low"][role] == pytest.approx((all_deals <= observed[role]).mean(), abs=0.03)


def test_the_same_seed_gives_the_same_frame_whoever_does_the_work():
    network = toy.network(directed=False)
    alone = brokerage.roles_permuted(network, "group", draws=120, seed=2)
    again = brokerage.roles_permuted(network, "group", draws=120, seed=2)
    pd.testing.assert_frame_equal(alone, again, check_exact=True)
    for executor in (ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        with executor:
            shared = brokerage.roles_permuted(
                network, "group", draws=120, seed=2, executor=executor
            )
        pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    other = brokerage.roles_permuted(network, "group", draws=120, seed=3)
    assert (alone["expected"] != other["expected"]).any()


# --- laws --------------------------------------------------------------------------------------
@given(grouped_graphs(directed=True))
def test_turning_every_tie_round_makes_representatives_gatekeepers(graph):
    one = brokerage.roles(graph).set_index("actor")
    two = brokerage.roles(graph.reverse()).set_index("actor")
    swapped = {"representative": "gatekeeper", "gatekeeper": "representative"}
    same_frames(one[list(ROLES)], two.rename(columns=swapped)[list(ROLES)])


@given(grouped_graphs(least=1))
def test_the_roles_of_an_actor_add_up_to_its_total(graph):
    for measure in (brokerage.roles, brokerage.roles_partial):
        frame = measure(graph)
        names = ROLES if graph.is_directed() else UNDIRECTED_ROLES
        parts = frame[list(names[:-1])].sum(axis=1, skipna=False)
        assert np.allclose(parts, frame["total"], equal_nan=True)


@given(graphs())
def test_in_one_group_everybody_coordinates_and_in_groups_of_one_nobody_does(graph):
    one = brokerage.roles(graph, dict.fromkeys(graph, "all")).set_index("actor")
    assert (one["coordinator"] == one["total"]).all()
    each = brokerage.roles(graph, {v: v for v in graph}).set_index("actor")
    assert (each["liaison"] == each["total"]).all()
    same_frames(one[["total"]], each[["total"]])


@given(grouped_graphs(), st.permutations(["public", "nonprofit", "business"]))
def test_the_names_of_groups_do_not_matter(graph, names):
    new = dict(zip(["public", "nonprofit", "business"], names)) | {None: None}
    renamed = {v: new[data["sector"]] for v, data in graph.nodes(data=True)}
    columns = ["actor", "total", "liaison", "coordinator", "consultant", "reason"]
    one, two = brokerage.roles(graph), brokerage.roles(graph, renamed)
    pd.testing.assert_frame_equal(one[columns], two[columns])


@given(graphs(least=1))
def test_partial_credit_adds_up_to_the_pairs_two_steps_apart(graph):
    frame = brokerage.roles_partial(graph, dict.fromkeys(graph, "all"))
    pairs = sum(d == 2 for v in graph for d in definitions.distances_from(graph, v).values())
    expected = pairs if graph.is_directed() else pairs / 2
    assert frame["total"].sum() == pytest.approx(expected)


@given(grouped_graphs(least=3, directed=True, blanks=False))
def test_expected_roles_add_up_to_the_expected_total(graph):
    frame = brokerage.roles_expected(graph)
    wide = frame.pivot_table(index="actor", columns="role", values="expected", dropna=False)
    assert np.allclose(wide[list(ROLES[:5])].sum(axis=1), wide["total"])
    # The whole network's are the sums over the actors.
    assert np.allclose(wide.loc[WHOLE], wide.drop(index=WHOLE).sum())
    assert (frame["sd"] >= 0).all()


# --- the edges of it ---------------------------------------------------------------------------
def test_roles_of_an_empty_network_are_an_empty_frame_of_the_same_kind():
    empty = Network.from_links(
        pd.DataFrame({"actor": pd.Series([], dtype=object), "sector": pd.Series([], dtype=object)}),
        pd.DataFrame({"source": [], "target": []}),
        directed=True,
    )
    full = nx.DiGraph([("a", "b")])
    nx.set_node_attributes(full, "x", "sector")
    for measure in (brokerage.roles, brokerage.roles_partial):
        frame = measure(empty)
        assert len(frame) == 0
        assert frame.dtypes.to_dict() == measure(full).dtypes.to_dict()
    expected = brokerage.roles_expected(empty)
    assert expected["actor"].tolist() == [WHOLE] * 6
    assert (expected["observed"] == 0).all()


def test_one_actor_alone_brokers_nothing():
    graph = nx.DiGraph()
    graph.add_node("a", sector="x")
    row = brokerage.roles(graph).iloc[0]
    assert [row[name] for name in ROLES] == [0] * 6


def test_a_group_may_be_a_column_of_the_actors():
    network = toy.network()
    assert "group" in network.actors
    pd.testing.assert_frame_equal(
        brokerage.roles(network, "group"), brokerage.roles(toy.graph(), "group")
    )


@pytest.mark.parametrize("graph", [toy.network(), toy.graph()], ids=["Network", "networkx"])
def test_an_unknown_group_is_answered_with_the_nearest(graph):
    with pytest.raises(ArgumentError, match="'grup'; did you mean 'group'"):
        brokerage.roles(graph, "grup")


def test_text_columns_are_objects():
    for frame in (
        brokerage.constraint(toy.network()),
        brokerage.roles(toy.network(), "group"),
        brokerage.roles_expected(toy.network(), "group"),
    ):
        for name in frame.columns.intersection(["actor", "group", "role", "reason"]):
            assert frame[name].dtype == object
        numbers = frame.columns.difference(["actor", "group", "role", "reason"])
        assert (frame[numbers].dtypes == np.float64).all()
