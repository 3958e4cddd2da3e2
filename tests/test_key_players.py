"""The few who matter most together: by hand, searched for, laws and edges."""

from math import isnan

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import fragmentation, key_players, set_scores
from civicnet.errors import ArgumentError
from tests import definitions, toy
from tests.random_networks import graphs, shuffled

GOALS = ("fragment", "distance_fragment", "reach")


def test_members_count_one_or_nothing_and_it_says_which():
    toys = toy.network(directed=False)
    without = fragmentation.key_players(toys, 2, "reach", members=0)
    assert without.score == pytest.approx(0.722222, abs=1e-6)
    assert without.actors == fragmentation.key_players(toys, 2, "reach").actors
    assert without.convention == "members of the set count 0"
    assert "members of the set count 0" in without.summary[0]


def test_the_best_two_are_not_the_two_best():
    # Two hubs share their contacts; a third alone ties a smaller piece to the rest.
    graph = nx.Graph([("x", i) for i in range(4)] + [("y", i) for i in range(4)])
    graph.add_edges_from([(0, "z"), ("z", "p"), ("z", "q")])
    singles = fragmentation.removals(graph, distances=True).set_index("actor")
    pair = fragmentation.key_players(graph, 2, "distance_fragment").actors
    by_single = singles["distance_fragmentation"].sort_values(ascending=False, kind="stable")
    assert set(pair) != set(by_single.index[:2])


def test_reach_follows_the_direction_of_ties():
    chain = nx.DiGraph([("a", "b"), ("b", "c"), ("d", "c")])
    found = fragmentation.key_players(chain, 1, "reach")
    assert found.actors == ("a",)
    assert found.score == (1 + 1 + 1 / 2) / 4


@pytest.mark.parametrize("goal", GOALS)
def test_above_the_limit_the_search_says_best_found_and_finds_it_here(monkeypatch, goal):
    for seed in range(15):
        graph = nx.gnm_random_graph(8 + seed % 5, 8 + seed, seed=seed)
        exact = fragmentation.key_players(graph, 3, goal)
        with monkeypatch.context() as few:
            few.setattr(key_players, "EXACT_SETS", 0)
            found = fragmentation.key_players(graph, 3, goal)
            again = fragmentation.key_players(graph, 3, goal)
        assert (exact.exact, found.exact) == (True, False)
        assert found.score == pytest.approx(exact.score, abs=1e-12)
        assert found.actors in (exact.actors, *exact.alternatives)
        assert found == again or isnan(found.before)
        assert "best found" in found.summary[1]


@pytest.mark.parametrize("goal", ["distance_fragment", "reach"])
def test_in_large_networks_distances_come_from_a_sample(monkeypatch, goal):
    graph = nx.barabasi_albert_graph(220, 2, seed=3)
    monkeypatch.setattr(key_players, "EXACT_SETS", 0)
    monkeypatch.setitem(key_players.STARTS, goal, 2)
    exact = fragmentation.key_players(graph, 2, goal)
    monkeypatch.setattr(set_scores, "EXACT_ACTORS", 200)
    monkeypatch.setattr(set_scores, "SAMPLE", 100)
    found = fragmentation.key_players(graph, 2, goal)
    assert not found.exact
    assert found.score == pytest.approx(exact.score, abs=0.03)
    if goal == "reach":
        assert found.score == pytest.approx(
            definitions.set_score(graph, tuple(map(int, found.actors)), "reach"), abs=1e-12
        )
    else:
        assert 0 < found.standard_error < 0.02
        assert found.score == pytest.approx(exact.score, abs=3 * found.standard_error)
        assert "estimated" in found.summary[-1]


def test_the_search_sees_that_all_contacts_of_somebody_cut_that_one_off():
    graph = nx.barabasi_albert_graph(300, 3, seed=1)
    found = fragmentation.key_players(graph, 3)
    assert not found.exact
    assert found.score >= 2 / 297


# --- laws --------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(["fragment", "distance_fragment"])
several = graphs(least=4, most=7, directed=False)


@given(several, st.sampled_from(GOALS), st.randoms(use_true_random=False))
def test_the_order_of_actors_and_ties_does_not_matter(graph, goal, random):
    one = fragmentation.key_players(graph, 2, goal)
    two = fragmentation.key_players(shuffled(graph, random), 2, goal)
    assert (one.actors, one.alternatives) == (two.actors, two.alternatives)
    assert one.score == pytest.approx(two.score, abs=1e-12)


@given(several)
def test_another_member_never_lowers_reach(graph):
    scores = [
        fragmentation.key_players(graph, size, "reach").score for size in range(1, len(graph) + 1)
    ]
    assert scores == sorted(scores)
    assert scores[-1] == 1


@given(graphs(least=5, most=7, directed=False), FRAGMENTS, st.data())
def test_another_tie_never_raises_the_best_score(graph, goal, data):
    missing = list(nx.non_edges(graph))
    if not missing:
        return
    before = fragmentation.key_players(graph, 2, goal).score
    graph.add_edge(*data.draw(st.sampled_from(missing)))
    assert fragmentation.key_players(graph, 2, goal).score <= before + 1e-12


@given(several, FRAGMENTS)
def test_the_best_one_is_the_largest_removal(graph, goal):
    column = "fragmentation" if goal == "fragment" else "distance_fragmentation"
    frame = fragmentation.removals(graph, distances=True)
    found = fragmentation.key_players(graph, 1, goal)
    assert found.score == pytest.approx(frame[column].max(), abs=1e-12)


# --- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("size", [0, 1, 2])
def test_too_few_actors_give_no_set_and_say_why(goal, size):
    found = fragmentation.key_players(nx.empty_graph(size), 3, goal)
    assert (found.actors, found.alternatives, found.exact) == ((), (), True)
    assert isnan(found.score)
    assert f"there are {size}" in found.reason
    assert found.summary == (f"No such set: {found.reason}.",)


def test_in_a_network_without_ties_every_set_is_as_good():
    found = fragmentation.key_players(nx.empty_graph(6), 2)
    assert (found.score, found.before, found.actors) == (1, 1, ("0", "1"))
    assert found.n_alternatives == 14


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"goal": "kill"}, "one of fragment, distance_fragment, reach"),
        ({"size": 0}, "1 actor or more"),
        ({"goal": "reach", "members": 2}, "1 or 0"),
    ],
)
def test_wrong_arguments_are_refused_with_what_is_allowed(arguments, said):
    with pytest.raises(ArgumentError, match=said):
        fragmentation.key_players(nx.path_graph(5), **arguments)


def test_the_summary_is_plain_and_names_its_limits():
    said = fragmentation.key_players(toy.network(directed=False), 2).summary
    assert said == (
        (
            "Without B and C, 67% of the pairs of the others have no way to each other; "
            "with them it is 0%."
        ),
        "Every one of 36 sets was tried.",
        "3 other sets are as good.",
    )
